// What an archived NSAttributedString says: the text, and what is attached to
// which stretch of it. The layouts of the classes are those that Foundation
// writes on iOS 5 to 18.

#include "base/text.h"
#include "format/typedstream.h"

namespace bridle {

namespace {

using Object = TypedStream::Object;
using Value = TypedStream::Value;
using Reference = TypedStream::Reference;

// Far above what Messages writes. A hostile stream may attach everything in it
// to every letter of the text.
constexpr std::size_t kMostSteps = 1 << 20;
constexpr std::size_t kMostAttributes = 10'000;

template <class T>
const T* as(const Value* value) {
    return value ? std::get_if<T>(&value->content) : nullptr;
}

}  // namespace

const AttributedText& AttributedTextReader::read(Bytes bytes) {
    stream_.read(bytes);
    out_.text = {};
    out_.attributes.clear();
    out_.damage = stream_.damage();
    repaired_.clear();
    dictionaries_.clear();
    seen_.assign(stream_.objects().size(), 0);
    visit_ = 0;
    steps_left_ = kMostSteps;
    if (stream_.objects().empty()) return out_;
    const Object& root = stream_.objects().front();
    if (stream_.is_a(root, "NSAttributedString"))
        read_runs(root);
    else
        out_.text = string_of(0);
    report_other_strings();
    return out_;
}

bool AttributedTextReader::spend_a_step() {
    if (steps_left_ > 0 && out_.attributes.size() < kMostAttributes) {
        steps_left_--;
        return true;
    }
    if (!out_.damage) out_.damage = Error{Errc::limit, "too many attributes"};
    return false;
}

// Views hold UTF-8, whatever the stream holds.
std::string_view AttributedTextReader::repaired(std::string_view text) {
    if (is_utf8(text)) return text;
    return repaired_.emplace_back(to_utf8(text));
}

std::string_view AttributedTextReader::string_of(std::uint32_t number) {
    const Object& object = stream_.objects()[number];
    if (!stream_.is_a(object, "NSString")) return {};
    seen_[number] = ++visit_;
    const auto* text = as<std::string_view>(stream_.first(object));
    return text ? repaired(*text) : std::string_view();
}

// The text, and then runs: a number of attributes and for how many units they
// hold. The attributes follow where their number, counted from 1, is new.
void AttributedTextReader::read_runs(const Object& root) {
    const Value* value = stream_.first(root);
    if (const auto* text = as<Reference>(value)) out_.text = string_of(text->object);
    std::uint32_t start = 0;
    while (value && (value = stream_.next(*value)) && spend_a_step()) {
        const auto* number = as<std::int64_t>(value);
        value = stream_.next(*value);
        const auto* length = as<std::int64_t>(value);
        if (!number || !length) return;
        if (*number == static_cast<std::int64_t>(dictionaries_.size() + 1)) {
            value = stream_.next(*value);
            const auto* attributes = as<Reference>(value);
            dictionaries_.push_back(attributes ? attributes->object : TypedStream::kNone);
        }
        Stretch stretch{start, static_cast<std::uint32_t>(*length)};
        start += stretch.length;
        auto index = static_cast<std::uint64_t>(*number) - 1;
        if (index < dictionaries_.size() && dictionaries_[index] != TypedStream::kNone)
            read_attributes(dictionaries_[index], stretch);
    }
}

// A count, then keys and values in turn.
void AttributedTextReader::read_attributes(std::uint32_t dictionary, Stretch stretch) {
    const Value* value = stream_.first(stream_.objects()[dictionary]);
    while (value && (value = stream_.next(*value)) && spend_a_step()) {
        const auto* key = as<Reference>(value);
        value = stream_.next(*value);
        const auto* object = as<Reference>(value);
        if (key && object) read_attribute(string_of(key->object), object->object, stretch);
    }
}

// All there is in the value, however it is wrapped: an NSURL holds an NSString
// and maybe another NSURL, its base.
void AttributedTextReader::read_attribute(std::string_view key, std::uint32_t object,
                                          Stretch stretch) {
    visit_++;
    ahead_.assign(1, object);
    for (std::size_t i = 0; i < ahead_.size() && spend_a_step(); i++) {
        std::uint32_t here = ahead_[i];
        if (seen_[here] == visit_) continue;
        seen_[here] = visit_;
        report(here, {.key = key, .text = {}, .start = stretch.start, .length = stretch.length});
    }
}

// What the object itself holds; what it refers to is to come.
void AttributedTextReader::report(std::uint32_t number, TextAttribute attribute) {
    const Object& object = stream_.objects()[number];
    bool is_number = stream_.is_a(object, "NSNumber") || stream_.is_a(object, "NSDate");
    for (const Value* value = stream_.first(object); value && spend_a_step();
         value = stream_.next(*value)) {
        TextAttribute found = attribute;
        if (const auto* inner = as<Reference>(value)) {
            ahead_.push_back(inner->object);
            continue;
        } else if (const auto* text = as<std::string_view>(value)) {
            found.text = repaired(*text);
        } else if (const auto* data = as<Bytes>(value)) {
            found.data = *data;
        } else if (const auto* integer = as<std::int64_t>(value); integer && is_number) {
            found.number = static_cast<double>(*integer);
        } else if (const auto* real = as<double>(value); real && is_number) {
            found.number = *real;
        } else {
            continue;  // a flag or a count
        }
        out_.attributes.push_back(found);
    }
}

// No string goes unseen, wherever a class unknown to us put it.
void AttributedTextReader::report_other_strings() {
    for (std::uint32_t i = 0; i < stream_.objects().size(); i++) {
        if (seen_[i] != 0 || !spend_a_step()) continue;
        for (const Value* value = stream_.first(stream_.objects()[i]); value && spend_a_step();
             value = stream_.next(*value))
            if (const auto* text = as<std::string_view>(value))
                out_.attributes.push_back({.key = {}, .text = repaired(*text)});
    }
}

}  // namespace bridle
