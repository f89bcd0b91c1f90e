// Writes NeXT's typedstream, the archive in the column attributedBody of a
// message. Strings that name types and classes, and the objects themselves,
// are written once and referred to by number afterwards.

#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bridle::fabricate {

class Typedstream {
public:
    struct Class {
        std::string_view name;
        std::int64_t version;
    };

    Typedstream();

    void type(std::string_view encoding);  // "@", "iI", "+" …: what comes next
    void integer(std::int64_t value);      // in one, three or five bytes
    void bytes(std::string_view raw);      // length, then the bytes
    void raw(std::string_view exactly) { out_ += exactly; }
    void c_string(std::string_view text);
    void null() { out_ += '\x85'; }

    // An object and its class, with the ancestors up to NSObject, which is implied. Its number
    // says it again.
    std::size_t begin_object(std::initializer_list<Class> classes);
    void end_object() { out_ += '\x86'; }
    void same_object(std::size_t number) { reference(number); }

    const std::string& finish() const { return out_; }

private:
    void shared_text(std::string_view text);
    void reference(std::size_t number);
    void class_chain(std::initializer_list<Class> classes);
    std::string out_;
    std::vector<std::string> texts_;
    std::vector<std::string> objects_;  // the class's name; empty for what is no class
};

// A piece of the text of a message. A link lies in an attribute, and need not be in the text.
struct Piece {
    std::string text;
    std::string link = {};
    bool detected = false;  // the attribute that data detectors leave, an opaque blob
};

struct AttributedText {
    std::vector<Piece> pieces;
    bool is_mutable = false;  // NSMutableAttributedString, as received messages mostly have
};

std::string typedstream(const AttributedText& text);
std::string typedstream(std::string_view text, bool is_mutable = false);

}  // namespace bridle::fabricate
