// Writes typed streams for tests as NSArchiver does, numbering what recurs.

#pragma once

#include <bit>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bridle::test {

class TypedStreamWriter {
public:
    explicit TypedStreamWriter(bool big_endian = false) : big_endian_(big_endian) {
        out_ = big_endian ? "\x04\x0Btypedstream" : "\x04\x0Bstreamtyped";
        integer(1000);
    }

    const std::string& bytes() const { return out_; }

    TypedStreamWriter& byte(int value) {
        out_ += static_cast<char>(value);
        return *this;
    }
    TypedStreamWriter& integer(std::int64_t value) {
        if (value >= -110 && value <= 127) return byte(static_cast<int>(value));
        bool two = value >= -0x8000 && value < 0x8000,
             four = value >= -0x80000000LL && value <= 0x7FFFFFFF;
        byte(two ? 0x81 : four ? 0x82 : 0x87);
        return word(static_cast<std::uint64_t>(value), two ? 2 : four ? 4 : 8);
    }
    TypedStreamWriter& real(double value) {
        return byte(0x83).word(std::bit_cast<std::uint64_t>(value), 8);
    }
    TypedStreamWriter& text(std::string_view value) {
        if (value.size() < 0x80)
            byte(static_cast<int>(value.size()));
        else
            byte(0x81).word(value.size(), 2);
        out_ += value;
        return *this;
    }

    // The type of the values that follow.
    TypedStreamWriter& type(const std::string& encoding) { return shared(encoding); }

    TypedStreamWriter& shared(const std::string& text_of) {
        auto [known, is_new] = strings_.emplace(text_of, strings_.size());
        return is_new ? byte(kNew).text(text_of) : reference(known->second);
    }
    TypedStreamWriter& c_string(const std::string& text_of) {
        auto [known, is_new] = c_strings_.emplace(text_of, numbered_);
        if (!is_new) return reference(known->second);
        numbered_++;
        return byte(kNew).shared(text_of);
    }
    TypedStreamWriter& reference(std::size_t number) {
        return integer(static_cast<std::int64_t>(number) - 110);
    }

    // An object up to its groups, and its end. The class first, then its ancestors.
    TypedStreamWriter& begin(const std::vector<std::string>& classes) {
        last_object_ = numbered_++;
        byte(kNew);
        for (const std::string& name : classes) {
            auto [known, is_new] = classes_.emplace(name, numbered_);
            if (!is_new) return reference(known->second);
            numbered_++;
            byte(kNew).shared(name).integer(name == "NSString" ? 1 : 0);
        }
        return byte(kNil);
    }
    TypedStreamWriter& end() { return byte(kEnd); }
    std::size_t last_object() const { return last_object_; }  // for reference()

    TypedStreamWriter& string(std::string_view value) {
        return type("@").begin({"NSString", "NSObject"}).type("+").text(value).end();
    }
    TypedStreamWriter& number(std::int64_t value) {
        type("@").begin({"NSNumber", "NSValue", "NSObject"});
        return type("*").c_string("q").type("q").integer(value).end();
    }
    TypedStreamWriter& url(std::string_view value) {
        return type("@").begin({"NSURL", "NSObject"}).type("c").byte(0).string(value).end();
    }
    TypedStreamWriter& dictionary(int members) {
        return type("@").begin({"NSDictionary", "NSObject"}).type("i").integer(members);
    }
    TypedStreamWriter& attributed(std::string_view value) {
        return type("@").begin({"NSAttributedString", "NSObject"}).string(value);
    }
    TypedStreamWriter& run(int attributes, int length) {
        return type("iI").integer(attributes).integer(length);
    }

    static constexpr int kNew = 0x84, kNil = 0x85, kEnd = 0x86;

private:
    TypedStreamWriter& word(std::uint64_t value, int size) {
        for (int i = 0; i < size; i++)
            byte(static_cast<int>(value >> 8 * (big_endian_ ? size - 1 - i : i) & 0xFF));
        return *this;
    }

    bool big_endian_;
    std::string out_;
    std::map<std::string, std::size_t> strings_, c_strings_, classes_;
    std::size_t numbered_ = 0, last_object_ = 0;
};

}  // namespace bridle::test
