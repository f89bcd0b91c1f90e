#include "format/typedstream.h"

#include <algorithm>
#include <bit>

#include "base/text.h"

namespace bridle {

namespace {

// A byte below 0x92 as a number with sign, and these stand out among numbers.
enum Tag : std::uint8_t {
    kFirstTag = 0x80,
    kInteger16 = 0x81,
    kInteger32 = 0x82,
    kReal = 0x83,
    kNew = 0x84,
    kNil = 0x85,
    kEnd = 0x86,
    kInteger64 = 0x87,
    kLastTag = 0x91,
};

// References are counted from here, so that the first ones take one byte.
constexpr std::int64_t kFirstReference = -110;

constexpr int kMostDepth = 64;
constexpr std::size_t kLongestType = 256;  // a type may be used for one byte each time
constexpr int kMostAncestors = 16;

}  // namespace

void TypedStream::damaged(Errc code, std::string_view what) {
    if (!damage_) damage_ = Error{code, std::string(what), pos_};
}

// After damage all reads yield zero or nothing, so only loops need to ask ok().
std::uint8_t TypedStream::byte() {
    if (pos_ >= bytes_.size()) damaged(Errc::truncated, "typed stream ends early");
    if (!ok()) return kNil;
    return std::to_integer<std::uint8_t>(bytes_[pos_++]);
}

// As much as there is, should there be less than wanted.
Bytes TypedStream::take(std::uint64_t size) {
    if (!ok()) return {};
    std::size_t left = bytes_.size() - pos_;
    if (size > left) damaged(Errc::truncated, "typed stream ends early");
    Bytes taken = bytes_.subspan(pos_, std::min<std::uint64_t>(size, left));
    pos_ += taken.size();
    return taken;
}

std::uint64_t TypedStream::word(std::size_t size) {
    Bytes raw = take(size);
    if (!ok()) return 0;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; i++)
        value = value << 8 | std::to_integer<std::uint64_t>(raw[big_endian_ ? i : size - 1 - i]);
    return value;
}

std::int64_t TypedStream::integer(std::uint8_t head, bool is_signed) {
    switch (head) {
        case kInteger16: {
            auto value = static_cast<std::uint16_t>(word(2));
            return is_signed ? std::int64_t{static_cast<std::int16_t>(value)} : value;
        }
        case kInteger32: {
            auto value = static_cast<std::uint32_t>(word(4));
            return is_signed ? std::int64_t{static_cast<std::int32_t>(value)} : value;
        }
        case kInteger64:
            return static_cast<std::int64_t>(word(8));
        default:
            break;
    }
    if (head >= kFirstTag && head <= kLastTag) damaged(Errc::corrupt, "number expected");
    return is_signed ? std::int64_t{static_cast<std::int8_t>(head)} : head;
}

// Whole numbers are written as integers.
double TypedStream::real(std::size_t size) {
    std::uint8_t head = byte();
    if (head != kReal) return static_cast<double>(integer(head, true));
    std::uint64_t bits = word(size);
    if (size == 4) return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    return std::bit_cast<double>(bits);
}

std::string_view TypedStream::string(std::uint8_t head) {
    if (head == kNil) return {};
    return as_text(take(static_cast<std::uint64_t>(integer(head, false))));
}

std::string_view TypedStream::shared_string(std::uint8_t head) {
    if (head == kNil) return {};
    if (head == kNew) {
        std::string_view text = string(byte());
        shared_strings_.push_back(text);
        return text;
    }
    std::int64_t number = integer(head, true) - kFirstReference;
    if (number >= 0 && static_cast<std::uint64_t>(number) < shared_strings_.size())
        return shared_strings_[static_cast<std::size_t>(number)];
    damaged(Errc::corrupt, "reference to a string that is not there");
    return {};
}

std::uint32_t TypedStream::numbered(std::uint8_t head, Numbered::Kind kind) {
    std::int64_t number = integer(head, true) - kFirstReference;
    if (number >= 0 && static_cast<std::uint64_t>(number) < numbered_.size()) {
        const Numbered& found = numbered_[static_cast<std::size_t>(number)];
        if (found.kind == kind) return found.index;
    }
    damaged(Errc::corrupt, "reference to what is not there");
    return kNone;
}

// A class and its ancestors, up to one that was written before or has none.
std::uint32_t TypedStream::class_chain() {
    std::uint32_t first = kNone, child = kNone;
    for (;;) {
        std::uint8_t head = byte();
        auto number = static_cast<std::uint32_t>(classes_.size());
        bool is_new = head == kNew;
        if (is_new) {
            numbered_.push_back({Numbered::Kind::class_, number});
            classes_.push_back({});
            classes_[number].name = shared_string(byte());
            classes_[number].version = integer(byte(), true);
        } else {
            number = head == kNil ? kNone : numbered(head, Numbered::Kind::class_);
        }
        if (child == kNone) first = number;
        if (child != kNone) classes_[child].parent = number;
        if (!is_new || !ok()) return first;
        child = number;
    }
}

std::uint32_t TypedStream::object(int depth) {
    std::uint8_t head = byte();
    if (head == kNil) return kNone;
    if (head != kNew) return numbered(head, Numbered::Kind::object);
    if (depth == 0) {
        damaged(Errc::limit, "objects nest too deep");
        return kNone;
    }
    auto number = static_cast<std::uint32_t>(objects_.size());
    numbered_.push_back({Numbered::Kind::object, number});
    objects_.push_back({});
    objects_[number].class_number = class_chain();
    while (ok()) {
        std::uint8_t next = byte();
        if (next == kEnd || !ok()) break;
        group(next, number, depth - 1);
    }
    return number;
}

TypedStream::Content TypedStream::c_string() {
    std::uint8_t head = byte();
    if (head == kNil) return {};
    if (head != kNew) {
        std::uint32_t index = numbered(head, Numbered::Kind::c_string);
        return index == kNone ? Content() : Symbol{symbols_[index]};
    }
    numbered_.push_back({Numbered::Kind::c_string, static_cast<std::uint32_t>(symbols_.size())});
    symbols_.push_back(shared_string(byte()));
    return Symbol{symbols_.back()};
}

TypedStream::Content TypedStream::scalar(char type) {
    switch (type) {
        // Characters stand as they are; the tags do not apply.
        case 'c':
            return std::int64_t{static_cast<std::int8_t>(byte())};
        case 'C':
        case 'B':
            return std::int64_t{byte()};
        case 's':
        case 'i':
        case 'l':
        case 'q':
            return integer(byte(), true);
        case 'S':
        case 'I':
        case 'L':
        case 'Q':
            return integer(byte(), false);
        case 'f':
            return real(4);
        case 'd':
            return real(8);
        case '+':
            return string(byte());
        case '*':
            return c_string();
        case '%':
        case ':':
            return Symbol{shared_string(byte())};
        case '#':
            class_chain();
            return {};
        case '!':
            return {};  // a hole: nothing is written for it
        default:
            damaged(Errc::unsupported, "value of an unknown type");
            return {};
    }
}

void TypedStream::add(std::uint32_t owner, Content content) {
    auto number = static_cast<std::uint32_t>(values_.size());
    values_.push_back({content});
    Object& object = owner == kNone ? top_ : objects_[owner];
    if (object.first == kNone) object.first = number;
    if (object.last != kNone) values_[object.last].next = number;
    object.last = number;
}

// One value of the type that `type` begins with, which is moved past it.
void TypedStream::typed_value(std::string_view& type, std::uint32_t owner, int depth) {
    // Nearly every value takes a byte; a type such as [999999999{}] takes none.
    if (++steps_ > bytes_.size() + kLongestType) return damaged(Errc::limit, "too many values");
    if (depth == 0) return damaged(Errc::limit, "values nest too deep");
    char first = type.front();
    type.remove_prefix(1);
    if (first == '[') return array(type, owner, depth - 1);
    if (first == '{') return structure(type, owner, depth - 1);
    if (first != '@') {
        Content content = scalar(first);
        return add(owner, content);
    }
    std::uint32_t number = object(depth - 1);
    add(owner, number == kNone ? Content() : Reference{number});
}

// Past one type, without values: the element of an array that has none.
static void skip_type(std::string_view& type) {
    int open = 0;
    while (!type.empty()) {
        const char c = type.front();
        if (open == 0 && (c == ']' || c == '}')) return;
        type.remove_prefix(1);
        open += (c == '[' || c == '{') - (c == ']' || c == '}');
        if (open == 0) return;
    }
}

// [12i], after the bracket. Bytes, which is what arrays are mostly made of, are one value.
void TypedStream::array(std::string_view& type, std::uint32_t owner, int depth) {
    std::uint64_t count = 0;
    for (; !type.empty() && is_digit(type.front()); type.remove_prefix(1))
        count = std::min<std::uint64_t>(count * 10 + static_cast<unsigned char>(type.front() - '0'),
                                        std::uint64_t{1} << 40);
    if (type.empty()) return damaged(Errc::corrupt, "type without end");
    if (type.front() == 'c' || type.front() == 'C') {
        type.remove_prefix(1);
        add(owner, take(count));
    } else if (count == 0) {
        skip_type(type);
    } else {
        std::string_view element = type;
        for (std::uint64_t i = 0; i < count && ok(); i++) {
            type = element;
            typed_value(type, owner, depth);
        }
    }
    if (ok() && !type.starts_with(']')) return damaged(Errc::corrupt, "type without end");
    if (ok()) type.remove_prefix(1);
}

// {name=ii}, after the brace; the name may be absent.
void TypedStream::structure(std::string_view& type, std::uint32_t owner, int depth) {
    std::size_t equals = type.find_first_of("={}[");
    if (equals != std::string_view::npos && type[equals] == '=') type.remove_prefix(equals + 1);
    while (ok() && !type.empty() && type.front() != '}') typed_value(type, owner, depth);
    if (type.empty()) return damaged(Errc::corrupt, "type without end");
    type.remove_prefix(1);
}

void TypedStream::group(std::uint8_t head, std::uint32_t owner, int depth) {
    std::string_view type = shared_string(head);
    if (type.size() > kLongestType) return damaged(Errc::limit, "type is too long");
    if (type.empty()) return damaged(Errc::corrupt, "values without a type");
    while (ok() && !type.empty()) typed_value(type, owner, depth);
}

void TypedStream::header() {
    std::uint8_t version = byte();
    std::string_view signature = string(byte());
    big_endian_ = signature == "typedstream";
    if (!big_endian_ && signature != "streamtyped")
        damaged(Errc::corrupt, "not a typed stream");
    else if (version != 4)
        damaged(Errc::unsupported, "typed stream of another version");
    integer(byte(), false);  // of the system; 1000 since the nineties
}

bool TypedStream::is_a(const Object& object, std::string_view class_name) const {
    std::uint32_t number = object.class_number;
    for (int i = 0; i < kMostAncestors && number != kNone; i++) {  // a class may be its own parent
        if (classes_[number].name == class_name) return true;
        number = classes_[number].parent;
    }
    return false;
}

void TypedStream::read(Bytes bytes) {
    bytes_ = bytes;
    pos_ = steps_ = 0;
    big_endian_ = false;
    damage_.reset();
    top_ = {};
    objects_.clear();
    classes_.clear();
    values_.clear();
    symbols_.clear();
    shared_strings_.clear();
    numbered_.clear();
    header();
    do group(byte(), kNone, kMostDepth);
    while (ok() && pos_ < bytes_.size());
}

}  // namespace bridle
