// The archives of NSArchiver, called typed streams: what Messages keeps in
// message.attributedBody. NeXT's format of the nineties, described nowhere by
// its makers.
//
// A stream is a sequence of groups: a type encoding as the @encode of
// Objective-C writes it, then a value for each type in it. Strings that recur
// (encodings, class names) and objects are written once and referred to by
// number after that.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace bridle {

// One attribute of a stretch of the text, such as the address behind a link
// (__kIMLinkAttributeName) or who is mentioned (__kIMMentionConfirmedMention).
struct TextAttribute {
    std::string_view key;   // empty: a string that the stream holds outside of every attribute
    std::string_view text;  // of an NSString or NSURL
    Bytes data = {};        // of an NSData
    std::optional<double> number = {};  // of an NSNumber or NSDate
    std::uint32_t start = 0;            // of the stretch, in UTF-16 units
    std::uint32_t length = 0;
};

// The views point into the bytes read or, where those were not UTF-8, into the reader.
struct AttributedText {
    std::string_view text;
    std::vector<TextAttribute> attributes;
    std::optional<Error> damage;  // set: there may be more than was read
};

// Keeps its memory from one message to the next.
class AttributedTextReader {
public:
    AttributedTextReader();
    ~AttributedTextReader();
    AttributedTextReader(const AttributedTextReader&) = delete;
    AttributedTextReader& operator=(const AttributedTextReader&) = delete;

    // What is returned lives until the next call.
    const AttributedText& read(Bytes bytes);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace bridle
