// Writes JSON as it goes, with the commas in the right places.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace bridle {

class JsonWriter {
public:
    // `indent` blanks for each level; 0 writes everything on one line.
    explicit JsonWriter(std::string& out, int indent = 0) : out_(out), indent_(indent) {}

    JsonWriter& begin_object() { return open('{'); }
    JsonWriter& end_object() { return close('}'); }
    JsonWriter& begin_array() { return open('['); }
    JsonWriter& end_array() { return close(']'); }

    JsonWriter& key(std::string_view name) {
        separate();
        append_json_string(out_, name);
        out_ += indent_ ? ": " : ":";
        after_key_ = true;
        return *this;
    }
    JsonWriter& text(std::string_view value) {
        separate();
        append_json_string(out_, value);
        return *this;
    }
    JsonWriter& number(std::int64_t value) { return raw(std::to_string(value)); }
    JsonWriter& boolean(bool value) { return raw(value ? "true" : "false"); }
    JsonWriter& null() { return raw("null"); }
    JsonWriter& raw(std::string_view json) {  // a finished value, trusted
        separate();
        out_ += json;
        return *this;
    }

    JsonWriter& text(std::string_view name, std::string_view value) {
        return key(name).text(value);
    }
    JsonWriter& number(std::string_view name, std::int64_t value) {
        return key(name).number(value);
    }
    JsonWriter& boolean(std::string_view name, bool value) { return key(name).boolean(value); }

private:
    JsonWriter& open(char bracket) {
        separate();
        out_ += bracket;
        empty_.push_back(true);
        return *this;
    }
    JsonWriter& close(char bracket) {
        bool was_empty = empty_.back();
        empty_.pop_back();
        if (!was_empty) new_line();
        out_ += bracket;
        return *this;
    }
    void separate() {
        if (after_key_) {
            after_key_ = false;
            return;
        }
        if (empty_.empty()) return;
        if (!empty_.back()) out_ += ',';
        empty_.back() = false;
        new_line();
    }
    void new_line() {
        if (!indent_) return;
        out_ += '\n';
        out_.append(empty_.size() * static_cast<std::size_t>(indent_), ' ');
    }

    std::string& out_;
    int indent_;
    bool after_key_ = false;
    std::vector<bool> empty_;  // for each open bracket: nothing written in it yet
};

}  // namespace bridle
