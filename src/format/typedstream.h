// The archives of NSArchiver, called typed streams: what Messages keeps in
// message.attributedBody. NeXT's format of the nineties, never described by its
// makers; what is known was found out by the authors of pytypedstream and of
// imessage-exporter.
//
// A stream is a sequence of groups: a type encoding as Objective-C's @encode
// writes it, then a value for each type in it. An object is a class, with its
// ancestors, and groups up to an end mark. Strings that recur (encodings, the
// names of classes) are written once and referred to by number after that, and
// so are objects, classes and C strings, which share another numbering.

#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"

namespace bridle {

// Reads a stream into tables, in one pass and without knowing any class.
class TypedStream {
public:
    static constexpr std::uint32_t kNone = 0xFFFFFFFF;

    struct Symbol {  // a C string or a selector: names, not texts
        std::string_view name;
    };
    struct Reference {
        std::uint32_t object;
    };
    using Content = std::variant<std::monostate, std::int64_t, double, std::string_view, Symbol,
                                 Bytes, Reference>;
    struct Value {
        Content content;
        std::uint32_t next = kNone;  // of the same object
    };
    struct Class {
        std::string_view name;
        std::int64_t version = 0;
        std::uint32_t parent = kNone;
    };
    // The members of arrays and structures stand among the values in their order.
    struct Object {
        std::uint32_t class_number = kNone;
        std::uint32_t first = kNone, last = kNone;  // of its values
    };

    // Keeps its memory from one stream to the next. The views in the tables
    // point into `bytes`. What was read before damage stays.
    void read(Bytes bytes);

    const std::optional<Error>& damage() const { return damage_; }
    const Object& top() const { return top_; }  // holds the values outside of all objects
    const std::vector<Object>& objects() const { return objects_; }
    const Value* first(const Object& object) const { return value(object.first); }
    const Value* next(const Value& before) const { return value(before.next); }
    bool is_a(const Object& object, std::string_view class_name) const;  // or descends from it

private:
    struct Numbered {  // what a reference may mean
        enum class Kind : std::uint8_t { c_string, class_, object } kind;
        std::uint32_t index;  // in symbols_, classes_ or objects_
    };

    const Value* value(std::uint32_t index) const {
        return index == kNone ? nullptr : &values_[index];
    }
    bool ok() const { return !damage_; }
    void damaged(Errc code, std::string_view what);
    std::uint8_t byte();
    std::uint64_t word(std::size_t size);
    Bytes take(std::uint64_t size);
    std::int64_t integer(std::uint8_t head, bool is_signed);
    double real(std::size_t size);
    std::string_view string(std::uint8_t head);
    std::string_view shared_string(std::uint8_t head);
    std::uint32_t numbered(std::uint8_t head, Numbered::Kind kind);
    std::uint32_t class_chain();
    std::uint32_t object(int depth);
    Content c_string();
    Content scalar(char type);
    void header();
    void group(std::uint8_t head, std::uint32_t owner, int depth);
    void typed_value(std::string_view& type, std::uint32_t owner, int depth);
    void array(std::string_view& type, std::uint32_t owner, int depth);
    void structure(std::string_view& type, std::uint32_t owner, int depth);
    void add(std::uint32_t owner, Content content);

    Bytes bytes_;
    std::size_t pos_ = 0;
    std::size_t steps_ = 0;
    bool big_endian_ = false;
    std::optional<Error> damage_;
    Object top_;
    std::vector<Object> objects_;
    std::vector<Class> classes_;
    std::vector<Value> values_;
    std::vector<std::string_view> symbols_;
    std::vector<std::string_view> shared_strings_;
    std::vector<Numbered> numbered_;
};

// One attribute of a stretch of the text, such as the address behind a link
// (__kIMLinkAttributeName) or who is mentioned (__kIMMentionConfirmedMention).
// One with several strings in it, such as a list, comes once for each.
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

// Reads an archived NSAttributedString, or any stream for the strings in it.
// Keeps its memory from one message to the next.
class AttributedTextReader {
public:
    // What is returned lives until the next call.
    const AttributedText& read(Bytes bytes);

private:
    struct Stretch {
        std::uint32_t start, length;
    };

    void read_runs(const TypedStream::Object& root);
    void read_attributes(std::uint32_t dictionary, Stretch stretch);
    void read_attribute(std::string_view key, std::uint32_t value, Stretch stretch);
    void report(std::uint32_t object, TextAttribute attribute);
    void report_other_strings();
    std::string_view string_of(std::uint32_t object);
    std::string_view repaired(std::string_view text);
    bool spend_a_step();

    TypedStream stream_;
    AttributedText out_;
    std::deque<std::string> repaired_;
    std::vector<std::uint32_t> dictionaries_, ahead_;
    std::vector<std::uint32_t> seen_;  // for each object: the last visit that came by, or 0
    std::uint32_t visit_ = 0;
    std::size_t steps_left_ = 0;
};

}  // namespace bridle
