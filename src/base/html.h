// Writes HTML as it goes. Whatever comes from outside is escaped; what is not
// escaped is known when the program is compiled.

#pragma once

#include <concepts>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace bridle {

// Text that stands in our source: names of elements, attributes and classes.
class Literal {
public:
    consteval Literal(const char* text) : text_(text) {}
    constexpr std::string_view view() const { return text_; }

private:
    std::string_view text_;
};

class Html {
public:
    struct Attribute {
        Literal name;
        std::string value;
    };
    using Attributes = std::initializer_list<Attribute>;
    using AttributeSpan = std::span<const Attribute>;  // of those that are put together first

    // An element with what `contents` writes in it.
    template <class Contents>
        requires std::invocable<Contents>
    Html& element(Literal tag, Attributes attributes, Contents contents) {
        open(tag, attributes);
        contents();
        return close(tag);
    }
    template <class Contents>
        requires std::invocable<Contents>
    Html& element(Literal tag, Contents contents) {
        return element(tag, Attributes(), contents);
    }
    template <class Contents>
        requires std::invocable<Contents>
    Html& element(Literal tag, AttributeSpan attributes, Contents contents) {
        open(tag, attributes);
        contents();
        return close(tag);
    }
    // An element with text in it.
    Html& element(Literal tag, Attributes attributes, std::string_view contents);
    Html& element(Literal tag, AttributeSpan attributes, std::string_view contents);
    Html& element(Literal tag, std::string_view contents) {
        return element(tag, Attributes(), contents);
    }

    Html& open(Literal tag, Attributes attributes = {}) {  // also for what has no end, such as meta
        return open(tag, AttributeSpan(attributes.begin(), attributes.size()));
    }
    Html& open(Literal tag, AttributeSpan attributes);
    Html& close(Literal tag);
    Html& text(std::string_view text);
    // Out of the phone: what could hide or turn other text is made visible, and
    // its direction of writing ends with it.
    Html& evidence(std::string_view text, Literal css_class = "evidence");
    Html& raw(Literal text);  // of our source
    Html& append(const Html& written) {
        out_ += written.out_;
        return *this;
    }

    const std::string& page() const& { return out_; }
    std::string page() && { return std::move(out_); }
    // Room for so many bytes, where they are known to come.
    void reserve(std::size_t bytes) { out_.reserve(bytes); }

private:
    std::string out_;
};

}  // namespace bridle
