// The fields of a record that come from a property list: texts that had to be converted are
// kept as long as the record, and what is absent or of another type is a field without a value.

#pragma once

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "artifact/record.h"
#include "base/hash.h"
#include "base/text.h"
#include "format/plist.h"

namespace bridle {

class PlistRecord {
public:
    PlistRecord() = default;
    PlistRecord(const PlistRecord&) = delete;
    PlistRecord& operator=(const PlistRecord&) = delete;

    void add(Field field) { fields_.push_back(field); }
    // Keeps the text. An empty one says nothing.
    void words(std::string_view name, std::string text, Kind kind = Kind::text) {
        if (text.empty()) return;
        fields_.push_back(
            {name, kind, Value(std::string_view(texts_.emplace_back(std::move(text))))});
    }
    void text(std::string_view name, Plist::Node node, Kind kind = Kind::text) {
        words(name, node.text(), kind);
    }
    // Every text of a list, or the one that stands in place of a list.
    void texts(std::string_view name, Plist::Node node, Kind kind = Kind::text) {
        if (node.is_text()) return text(name, node, kind);
        if (node.type() == Plist::Type::dictionary) return;
        for (std::size_t i = 0; i < node.size() && i < kListAtMost; i++)
            text(name, node.at(i), kind);
    }
    void number(std::string_view name, Plist::Node node) {
        if (auto value = node.integer()) add(bridle::number(name, value));
    }
    void flag(std::string_view name, Plist::Node node) {
        if (auto value = node.boolean())
            add(bridle::flag(name, value));
        else if (auto count = node.integer())
            add(bridle::flag(name, *count != 0));
    }
    void time(std::string_view name, Plist::Node node) {
        if (auto value = node.date()) add(when(name, value));
    }
    void sha256(std::string_view name, Bytes bytes) {
        if (!bytes.empty()) words(name, hex(bridle::sha256(bytes)), Kind::hash);
    }
    void headline() {
        if (!fields_.empty()) fields_.back().headline = true;
    }

    std::size_t size() const { return fields_.size(); }
    std::span<const Field> fields() const { return fields_; }

private:
    static constexpr std::size_t kListAtMost = 100;
    std::deque<std::string> texts_;  // whose texts stay where they are
    std::vector<Field> fields_;
};

}  // namespace bridle
