// E-mail addresses and phone numbers in what nobody has described: any text, any property list,
// any bytes. For places where accounts of strangers leave traces, in layouts that change.

#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "artifact/artifact.h"
#include "format/plist.h"

namespace bridle {

// How much of a file is looked at: a list may say one long text a million times.
struct LookBudget {
    std::uint64_t bytes = 1 << 28;

    bool spend(std::uint64_t size) {
        if (size >= bytes) bytes = 0;
        bytes -= bytes ? size : 0;
        return bytes > 0;
    }
};

// Those of one record, each once, in the order of the alphabet.
class Addresses {
public:
    static constexpr std::size_t kMost = 200;

    explicit Addresses(LookBudget& budget) : budget_(budget) {}

    void find_in(std::string_view text);  // also "mailto:", "tel:" and whole phone numbers
    // A property list, and those in it; or what bytes hold that are none.
    void find_in_bytes(Bytes bytes, std::size_t depth = 0);
    void find_in_list(Plist::Node node, std::size_t depth = 0);

    bool empty() const { return found_.empty(); }
    const std::set<std::string, std::less<>>& all() const { return found_; }
    void append_to(std::vector<Field>& fields, std::string_view name) const;

private:
    void add(std::string_view address);
    LookBudget& budget_;
    std::set<std::string, std::less<>> found_;
};

// Whether the text is one address as a whole: user@host.tld, or + and digits.
bool is_email(std::string_view text);
bool is_phone(std::string_view text);

// When something was, of which a dictionary says it under any key.
std::vector<Time> times_in(Plist::Node dictionary);

// A node of a property list, with the keys that lead to it: "Accounts/1/Aliases".
struct PlistPlace {
    std::string_view path;
    Plist::Node node;
};
// The root, whatever it is, and every dictionary below it, to a depth and a number that no phone
// has.
// What `visit` calls done is not looked into any further.
enum class Further : bool { look, done };
Result<void> each_dictionary(Plist::Node root,
                             const std::function<Result<Further>(const PlistPlace&)>& visit);

// Whether that dictionary or list itself, apart from dictionaries in it, holds addresses: a record
// of them.
Result<void> record_addresses(const PlistPlace& place, std::string_view record_type,
                              LookBudget& budget, Output& out);

}  // namespace bridle
