// The fields of a record that come from a property list: texts that had to be converted are
// kept as long as the record, and what is absent or of another type is no field. A list may say
// one long text a million times, so a record holds no more than a megabyte of texts.

#pragma once

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "artifact/artifact.h"
#include "base/hash.h"
#include "base/text.h"
#include "format/plist.h"

namespace bridle {

// A plain value as a text; nothing for lists, dictionaries and data.
inline std::optional<std::string> plain_words(Plist::Node node) {
    if (node.is_text()) return node.text();
    if (auto flag = node.boolean()) return *flag ? "true" : "false";
    if (auto whole = node.integer()) return std::to_string(*whole);
    if (auto real = node.real()) return std::to_string(*real);
    if (auto date = node.date()) return iso(*date);
    return std::nullopt;
}

class PlistRecord {
public:
    PlistRecord() = default;
    PlistRecord(const PlistRecord&) = delete;
    PlistRecord& operator=(const PlistRecord&) = delete;

    void add(Field field) { fields_.push_back(field); }
    // Keeps the text, or its front when there is no room for more. An empty one says nothing.
    void words(std::string_view name, std::string text, Kind kind = Kind::text) {
        if (text.size() > left_) {
            text.resize(front(text, left_).size());
            left_ = 0;
        } else {
            left_ -= text.size();
        }
        if (text.empty()) return;
        fields_.push_back(
            {name, kind, Value(std::string_view(texts_.emplace_back(std::move(text))))});
    }
    void text(std::string_view name, Plist::Node node, Kind kind = Kind::text) {
        if (left_) words(name, node.text(), kind);
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

    // Says when there was no room for all texts.
    Result<void> write(Place place, Output& out) const {
        if (!left_)
            out.problem({Errc::limit, "more text than is read of one entry"},
                        std::string(place.part) + " " + std::to_string(place.at));
        return out.record(place, fields_);
    }

private:
    static constexpr std::size_t kTextBytes = 1 << 20;
    static constexpr std::size_t kListAtMost = 100;
    std::size_t left_ = kTextBytes;
    std::deque<std::string> texts_;  // whose texts stay where they are
    std::vector<Field> fields_;
};

}  // namespace bridle
