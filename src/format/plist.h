// Apple property lists, binary ("bplist00") and XML, behind one set of
// accessors. The binary form is described in CFBinaryPList.c of Apple's
// published CoreFoundation, the XML form in PropertyList-1.0.dtd.
//
// A binary list is a table of objects that refer to each other by number, and
// it is read where it lies: a Node is the number of an object, decoded when it
// is asked. So reading costs nothing in advance, an object shared a million
// times is one object, and depth, cycles and overlapping objects are harmless
// to whoever does not follow them without end; for_each() follows them all,
// safely. An XML list is rewritten as a binary one first.
//
// Damage costs what is damaged: its accessors return nothing, and problems()
// says where it is. Who asks for more than a multiple of the size of the list, as a bomb
// of shared objects makes them, is told nothing more; cut_short() counts such lists.
// A list is read by one thread.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"

namespace bridle {

class Plist {
public:
    enum class Type : std::uint8_t {
        absent,   // what is asked of an absent node is absent too, so that calls can be chained
        damaged,  // there is an object, but it cannot be read
        null,
        boolean,
        integer,
        real,
        date,
        data,
        text,
        uid,  // in keyed archives: the number of another object
        array,
        set,
        dictionary,
    };

    class Node;

    // Empty; root() is absent.
    Plist() = default;
    Plist(Plist&&) = default;
    Plist& operator=(Plist&&) = default;

    // The bytes must live as long as the list and its nodes, and the list
    // must stay where it is as long as its nodes.
    static Result<Plist> parse(Bytes bytes);

    // The same into a list that exists, whose memory is used again. The nodes
    // and views of the earlier contents die, also when reading fails.
    Result<void> read(Bytes bytes);

    Node root() const;

    // What cannot be read, in the order of the file. Looks at every object.
    std::vector<Error> problems() const;

    // How many lists have been cut short on this thread since it began.
    static std::size_t cut_short();

private:
    struct Object;

    Result<void> read_binary(Bytes bytes);
    Result<void> read_xml(Bytes bytes);  // in xml_plist.cc
    Node node(std::uint64_t index) const;
    Object object(std::uint32_t index) const;
    Object sized_object(unsigned first, std::uint64_t start) const;
    static Object damaged(std::string_view what, std::uint64_t offset);
    bool text_is(std::uint32_t index, std::string_view wanted) const;
    std::uint64_t extent(const Object& object) const;
    std::uint64_t load(std::uint64_t at, std::uint64_t size) const;
    bool may(std::uint64_t work) const;  // whether so much is still allowed
    friend Result<void> for_each(Node from, std::size_t limit,
                                 const std::function<void(Node)>& visit);

    Bytes bytes_;
    std::uint64_t table_ = 0;  // where the offsets of the objects stand
    std::uint64_t end_ = 0;    // of what objects may occupy
    std::uint32_t count_ = 0;
    std::uint32_t top_ = 0;
    std::uint8_t offset_size_ = 1;
    std::uint8_t reference_size_ = 1;

    mutable std::uint64_t allowed_ = 0;  // keys to compare, members to look at
    mutable bool cut_ = false;
    std::vector<std::byte> rewritten_;  // an XML list as a binary one
    std::vector<Error> xml_problems_;
};

// A small value, to be passed by value. Accessors of another type than the
// node's return nothing.
class Plist::Node {
public:
    Node() = default;

    Type type() const;
    explicit operator bool() const { return list_ != nullptr; }  // there is such an object

    std::optional<std::int64_t> integer() const;
    std::optional<std::uint64_t> unsigned_integer() const;  // also what integer() cannot hold
    std::optional<double> real() const;                     // also of an integer
    std::optional<bool> boolean() const;
    std::optional<Time> date() const;  // none for the first instant of 2001: it means "not set"
    std::optional<std::uint64_t> uid() const;  // also as XML writes it, a dictionary with CF$UID
    Bytes data() const;

    bool is_text() const { return type() == Type::text; }
    std::string text() const;
    // The same without copying where that is possible, and by way of `scratch` where not.
    std::string_view text(std::string& scratch) const;
    bool is(std::string_view text) const;

    // Arrays, sets and dictionaries; of a dictionary at() gives the value.
    std::size_t size() const;
    Node at(std::size_t i) const;
    Node key(std::size_t i) const;
    Node value(std::size_t i) const { return at(i); }
    Node operator[](std::string_view key) const;  // compares one key after the other

    // for (Node item : node.items()), for (auto [key, value] : node.members())
    auto items() const {
        return std::views::iota(std::size_t{0}, size()) |
               std::views::transform([node = *this](std::size_t i) { return node.at(i); });
    }
    auto members() const {
        return std::views::iota(std::size_t{0}, type() == Type::dictionary ? size() : 0) |
               std::views::transform(
                   [node = *this](std::size_t i) { return std::pair(node.key(i), node.value(i)); });
    }

    // Which object of the list this is: the same for the same object.
    std::uint32_t number() const { return index_; }

private:
    friend class Plist;
    friend Result<void> for_each(Node from, std::size_t limit,
                                 const std::function<void(Node)>& visit);
    Node(const Plist* list, std::uint32_t index) : list_(list), index_(index) {}
    Object object() const;

    const Plist* list_ = nullptr;
    std::uint32_t index_ = 0;
};

// Visits `from` and every node reached from it, keys included, each once; the
// order is that of a walk from the root down. Errc::limit after `limit` nodes,
// or when the list refers to its objects more often than its bytes can.
Result<void> for_each(Plist::Node from, std::size_t limit,
                      const std::function<void(Plist::Node)>& visit);

// The texts among them, keys included: to search a list of unknown meaning.
Result<void> for_each_text(Plist::Node from, std::size_t limit,
                           const std::function<void(std::string_view)>& visit);

}  // namespace bridle
