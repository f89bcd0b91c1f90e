// What NSKeyedArchiver writes: a property list whose objects refer to each
// other by number. "$objects" holds them, "$top" names where to begin, and a
// collection is an object with the lists NS.keys and NS.objects.
//
//     KeyedArchive archive = TRY(KeyedArchive::open(list));
//     archive.root()["richLinkMetadata"]["originalURL"].text()
//
// References are followed when asked for, one at each step, so a cycle costs
// nothing. To search an archive of unknown meaning, give for_each_text() of
// plist.h its list.

#pragma once

#include "format/plist.h"

namespace bridle {

class KeyedArchive {
public:
    class Object;

    // Fails when the list is no archive. The list must outlive the archive
    // and stay where it is; the archive itself may be copied.
    static Result<KeyedArchive> open(const Plist& list);

    Object root() const;                      // "root" of $top, or its only entry
    Object top(std::string_view name) const;  // another entry of $top
    Object object(std::uint64_t uid) const;   // absent for "$null" and for what is not there

private:
    Object follow(Plist::Node node) const;

    Plist::Node top_, objects_;
};

// A value of the archive with its references followed. Small, passed by value.
class KeyedArchive::Object {
public:
    Object() = default;

    explicit operator bool() const { return bool(node_); }
    Plist::Node node() const { return node_; }     // as it stands in the list
    std::string class_name() const;                // empty for plain values
    bool is_a(std::string_view class_name) const;  // itself or a parent, without allocating

    // A member of an archived dictionary, or a field of another object.
    Object operator[](std::string_view key) const;

    // Plain values, and the objects that wrap them.
    std::optional<std::int64_t> integer() const { return node_.integer(); }
    std::optional<double> real() const { return node_.real(); }
    std::optional<bool> boolean() const;  // also as 0 and 1
    std::optional<Time> date() const;     // NSDate
    Bytes data() const;                   // NSData, NSMutableData
    bool is_text() const;
    std::string text() const;  // NSString, NSMutableString, NSAttributedString, NSURL, NSUUID
    std::string_view text(std::string& scratch) const;

    // NSArray, NSSet, NSOrderedSet; of an NSDictionary at() gives the value.
    // Loops should use items() and members(), which find the lists only once.
    std::size_t size() const { return list_of_values().size(); }
    Object at(std::size_t i) const { return archive_.follow(list_of_values().at(i)); }
    Object key(std::size_t i) const { return archive_.follow(node_["NS.keys"].at(i)); }
    Object value(std::size_t i) const { return at(i); }

    // for (KeyedArchive::Object item : object.items()), for (auto [key, value] : object.members())
    auto items() const {
        Plist::Node values = list_of_values();
        return std::views::iota(std::size_t{0}, values.size()) |
               std::views::transform([archive = archive_, values](std::size_t i) {
                   return archive.follow(values.at(i));
               });
    }
    auto members() const {
        Plist::Node keys = node_["NS.keys"], values = list_of_values();
        return std::views::iota(std::size_t{0}, keys.size()) |
               std::views::transform([archive = archive_, keys, values](std::size_t i) {
                   return std::pair(archive.follow(keys.at(i)), archive.follow(values.at(i)));
               });
    }

private:
    friend class KeyedArchive;
    Object(const KeyedArchive& archive, Plist::Node node) : archive_(archive), node_(node) {}
    Plist::Node list_of_values() const;
    Object field(std::string_view name) const;
    bool holds(std::string_view text) const;
    std::string_view text(std::string& scratch, int steps) const;

    KeyedArchive archive_;
    Plist::Node node_;
};

}  // namespace bridle
