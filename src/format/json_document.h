// JSON that somebody else wrote, through simdjson, which reads without recursion. A document
// that is not whole is refused, so that nobody takes its front for all of it; that a string
// holds a raw line break or bytes that are not UTF-8 is mended first.

#pragma once

#include <simdjson.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace bridle {

class JsonDocument {
public:
    class Node;

    JsonDocument();
    JsonDocument(JsonDocument&&) noexcept = default;
    JsonDocument& operator=(JsonDocument&&) noexcept = default;

    // The offset of an error is not known. Nodes live as long as the document, and until the
    // next read().
    Result<void> read(std::string_view text);
    Node root() const;

private:
    std::unique_ptr<simdjson::dom::parser> parser_;
    simdjson::dom::element root_;
    bool read_ = false;
};

// A small value. Accessors of another type than the node's return nothing, and what is asked of
// an absent node is absent, so that calls can be chained.
class JsonDocument::Node {
public:
    Node() = default;
    explicit Node(simdjson::dom::element element) : element_(element) {}

    explicit operator bool() const { return element_.has_value(); }
    std::optional<std::string_view> text() const { return get<std::string_view>(); }
    std::optional<std::int64_t> integer() const { return get<std::int64_t>(); }
    std::optional<std::uint64_t> unsigned_integer() const { return get<std::uint64_t>(); }
    std::optional<double> real() const { return get<double>(); }  // also of an integer
    std::optional<bool> boolean() const { return get<bool>(); }
    bool is_object() const { return element_ && element_->is_object(); }
    bool is_array() const { return element_ && element_->is_array(); }

    Node operator[](std::string_view key) const {  // the first of that name
        simdjson::dom::object object;
        simdjson::dom::element found;
        if (!element_ || element_->get(object) || object.at_key(key).get(found)) return {};
        return Node(found);
    }
    Node at(std::size_t index) const {  // counts from the front
        simdjson::dom::array array;
        simdjson::dom::element found;
        if (!element_ || element_->get(array) || array.at(index).get(found)) return {};
        return Node(found);
    }

    // visit(node) for each of an array, visit(key, node) of an object; ends when it returns false.
    template <class Visit>
    void each_item(Visit&& visit) const {
        simdjson::dom::array array;
        if (!element_ || element_->get(array)) return;
        for (simdjson::dom::element item : array)
            if (!visit(Node(item))) return;
    }
    template <class Visit>
    void each_member(Visit&& visit) const {
        simdjson::dom::object object;
        if (!element_ || element_->get(object)) return;
        for (simdjson::dom::key_value_pair member : object)
            if (!visit(member.key, Node(member.value))) return;
    }

private:
    template <class T>
    std::optional<T> get() const {
        T value;
        if (!element_ || element_->get(value)) return std::nullopt;
        return value;
    }
    std::optional<simdjson::dom::element> element_;
};

inline JsonDocument::Node JsonDocument::root() const {
    return read_ ? Node(root_) : Node();
}

}  // namespace bridle
