#include "fabricate/typedstream.h"

#include <algorithm>
#include <map>
#include <optional>

#include "fabricate/encoding.h"

namespace bridle::fabricate {

namespace {

constexpr char kNew = '\x84';
constexpr std::int64_t kFirstReference = -110;  // 0x92

const std::initializer_list<Typedstream::Class> kString = {{"NSString", 1}};
const std::initializer_list<Typedstream::Class> kMutableString = {{"NSMutableString", 1},
                                                                  {"NSString", 1}};
const std::initializer_list<Typedstream::Class> kAttributed = {{"NSAttributedString", 0}};
const std::initializer_list<Typedstream::Class> kMutableAttributed = {
    {"NSMutableAttributedString", 0}, {"NSAttributedString", 0}};
const std::initializer_list<Typedstream::Class> kDictionary = {{"NSDictionary", 0}};
const std::initializer_list<Typedstream::Class> kNumber = {{"NSNumber", 0}, {"NSValue", 0}};
const std::initializer_list<Typedstream::Class> kUrl = {{"NSURL", 0}};
const std::initializer_list<Typedstream::Class> kData = {{"NSData", 0}};

}  // namespace

Typedstream::Typedstream() : out_("\x04\x0bstreamtyped\x81\xe8\x03") {}

void Typedstream::integer(std::int64_t value) {
    if (value >= kFirstReference && value <= 127) {  // below lie the tags
        out_ += static_cast<char>(value);
    } else if (value >= -32768 && value <= 32767) {
        out_ += '\x81';
        append_le(out_, static_cast<std::uint64_t>(value), 2);
    } else {
        out_ += '\x82';
        append_le(out_, static_cast<std::uint64_t>(value), 4);
    }
}

void Typedstream::bytes(std::string_view raw) {
    integer(static_cast<std::int64_t>(raw.size()));
    out_ += raw;
}

void Typedstream::reference(std::size_t number) {
    integer(kFirstReference + static_cast<std::int64_t>(number));
}

void Typedstream::shared_text(std::string_view text) {
    auto known = std::ranges::find(texts_, text);
    if (known != texts_.end()) return reference(static_cast<std::size_t>(known - texts_.begin()));
    texts_.emplace_back(text);
    out_ += kNew;
    bytes(text);
}

void Typedstream::type(std::string_view encoding) {
    shared_text(encoding);
}

void Typedstream::c_string(std::string_view text) {
    objects_.emplace_back();
    out_ += kNew;
    shared_text(text);
}

void Typedstream::class_chain(std::initializer_list<Class> classes) {
    static constexpr Class kRoot{"NSObject", 0};
    auto write = [&](const Class& each) {  // true when the rest of the chain is known with it
        auto known = std::ranges::find(objects_, each.name);
        if (known != objects_.end()) {
            reference(static_cast<std::size_t>(known - objects_.begin()));
            return true;
        }
        objects_.emplace_back(each.name);
        out_ += kNew;
        shared_text(each.name);
        integer(each.version);
        return false;
    };
    for (const Class& each : classes)
        if (write(each)) return;
    if (!write(kRoot)) null();
}

std::size_t Typedstream::begin_object(std::initializer_list<Class> classes) {
    std::size_t number = objects_.size();
    objects_.emplace_back();
    out_ += kNew;
    class_chain(classes);
    return number;
}

namespace {

class AttributedWriter {
public:
    std::string write(const AttributedText& text);

private:
    std::size_t string_object(std::string_view text,
                              std::initializer_list<Typedstream::Class> classes = kString);
    void key(std::string_view name);
    void part_number();
    void url_object(std::string_view address);
    void data_object(std::string_view contents);
    void attributes(const Piece& piece);

    Typedstream out_;
    std::map<std::string_view, std::size_t> keys_;  // constant strings, so one object each
    std::optional<std::size_t> part_number_;
};

std::size_t AttributedWriter::string_object(std::string_view text,
                                            std::initializer_list<Typedstream::Class> classes) {
    std::size_t number = out_.begin_object(classes);
    out_.type("+");
    out_.bytes(text);
    out_.end_object();
    return number;
}

void AttributedWriter::key(std::string_view name) {
    out_.type("@");
    if (auto known = keys_.find(name); known != keys_.end()) return out_.same_object(known->second);
    keys_[name] = string_object(name);
}

void AttributedWriter::part_number() {
    out_.type("@");
    if (part_number_) return out_.same_object(*part_number_);
    part_number_ = out_.begin_object(kNumber);
    out_.type("*");
    out_.c_string("i");  // the type of the number
    out_.type("i");
    out_.integer(0);
    out_.end_object();
}

void AttributedWriter::url_object(std::string_view address) {
    out_.type("@");
    out_.begin_object(kUrl);
    out_.type("c");
    out_.integer(0);  // no base address
    out_.type("@");
    string_object(address);
    out_.end_object();
}

void AttributedWriter::data_object(std::string_view contents) {
    out_.type("@");
    out_.begin_object(kData);
    out_.type("i");
    out_.integer(static_cast<std::int64_t>(contents.size()));
    out_.type("[" + std::to_string(contents.size()) + "c]");
    out_.raw(contents);
    out_.end_object();
}

void AttributedWriter::attributes(const Piece& piece) {
    out_.type("@");
    out_.begin_object(kDictionary);
    out_.type("i");
    out_.integer(1 + !piece.link.empty() + piece.detected);
    key("__kIMMessagePartAttributeName");
    part_number();
    if (!piece.link.empty()) {
        key("__kIMLinkAttributeName");
        url_object(piece.link);
    }
    if (piece.detected) {
        key("__kIMDataDetectedAttributeName");
        data_object("opaque to us");
    }
    out_.end_object();
}

std::string AttributedWriter::write(const AttributedText& text) {
    std::string whole;
    for (const Piece& piece : text.pieces) whole += piece.text;

    out_.type("@");
    out_.begin_object(text.is_mutable ? kMutableAttributed : kAttributed);
    out_.type("@");
    string_object(whole, text.is_mutable ? kMutableString : kString);
    // Runs: a number for the set of attributes, the length in UTF-16, and the set when it is new.
    std::int64_t sets = 0, plain = 0;
    for (const Piece& piece : text.pieces) {
        bool is_plain = piece.link.empty() && !piece.detected;
        bool is_known = is_plain && plain != 0;
        std::int64_t set = is_known ? plain : ++sets;
        if (is_plain) plain = set;
        out_.type("iI");
        out_.integer(set);
        out_.integer(static_cast<std::int64_t>(utf16(piece.text).size()));
        if (!is_known) attributes(piece);
    }
    out_.end_object();
    return out_.finish();
}

}  // namespace

std::string typedstream(const AttributedText& text) {
    return AttributedWriter().write(text);
}

std::string typedstream(std::string_view text, bool is_mutable) {
    return typedstream(AttributedText{{{.text = std::string(text)}}, is_mutable});
}

}  // namespace bridle::fabricate
