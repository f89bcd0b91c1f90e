// Writes property lists, binary and XML. Layout of the binary form: a magic,
// the objects, the table of their offsets, and a trailer of 32 bytes
// (CFBinaryPList.c of Apple's CoreFoundation describes it).

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "base/time.h"

namespace bridle::fabricate {

// A property list as a tree, for literals:
//     Plist::Dictionary{{"IsEncrypted", true}, {"Applications", Plist::Array{"a", "b"}}}
class Plist {
public:
    using Array = std::vector<Plist>;
    using Dictionary = std::vector<std::pair<std::string, Plist>>;
    struct Data {
        std::string bytes;
    };
    struct Uid {
        std::uint64_t index;
    };
    struct Set {
        Array members;
    };
    using Value = std::variant<bool, std::int64_t, double, Time, std::string, Data, Uid, Array, Set,
                               Dictionary>;

    Plist(bool value) : value_(value) {}
    Plist(int value) : value_(std::int64_t{value}) {}
    Plist(std::int64_t value) : value_(value) {}
    Plist(double value) : value_(value) {}
    Plist(Time value) : value_(value) {}
    Plist(const char* value) : value_(std::string(value)) {}
    Plist(std::string_view value) : value_(std::string(value)) {}
    Plist(std::string value) : value_(std::move(value)) {}
    Plist(Data value) : value_(std::move(value)) {}
    Plist(Uid value) : value_(value) {}
    Plist(Array value) : value_(std::move(value)) {}
    Plist(Set value) : value_(std::move(value)) {}
    Plist(Dictionary value) : value_(std::move(value)) {}

    const Value& value() const { return value_; }

private:
    Value value_;
};

std::string binary_plist(const Plist& tree);
std::string xml_plist(const Plist& tree);

// The binary form object by object: shared and even circular references are
// possible, which no tree can say. Equal scalars become one object, as Apple's
// writer makes them; containers never do.
class BinaryPlist {
public:
    using Ref = std::uint32_t;

    Ref boolean(bool value);
    Ref integer(std::int64_t value);
    Ref real(double value);
    Ref date(Time value);
    Ref data(std::string_view bytes);
    Ref text(std::string_view utf8);  // as ASCII where it can be, else as UTF-16
    Ref uid(std::uint64_t index);

    // Containers are made empty and filled later, so that one may hold itself.
    Ref array() { return container(0xA0); }
    Ref set() { return container(0xC0); }
    Ref dictionary() { return container(0xD0); }
    void fill(Ref container, std::span<const Ref> members);  // of a dictionary: keys, then values
    void fill(Ref container, std::initializer_list<Ref> members) {
        fill(container, std::span(members.begin(), members.size()));
    }

    // Object bytes as given: for what no sane writer would write.
    Ref raw(std::string_view object);

    std::string finish(Ref top) const;

private:
    struct Object {
        std::string bytes;  // of a container: none yet
        unsigned char container = 0;
        std::vector<Ref> members;
    };
    Ref container(unsigned char marker);
    Ref scalar(std::string bytes);
    std::vector<Object> objects_;
    std::unordered_map<std::string, Ref> known_;
};

}  // namespace bridle::fabricate
