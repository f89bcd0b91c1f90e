// Whom the owner of a phone knows: everybody in the contacts, those whom the owner has called or
// written to, and the owner's own accounts. For rules about strangers: who only called or wrote to
// the owner is one.

#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "rule/number_set.h"
#include "rule/rule.h"

namespace bridle {

// One form for each address: without "mailto:", in lower case, and of a telephone number the last
// nine digits, since it is written with and without the code of its country.
std::string address_key(std::string_view address);
bool is_mail_address(std::string_view address);

class People {
public:
    // For Rule::notes: those whom a record shows the owner to know, as numbers.
    static bool notes(const Record& record, std::vector<Note>& into);
    void add(const Note& note, const Artifact& artifact);

    bool know(std::string_view address) const { return numbers_.contains(number_of(address)); }
    // Without the owner's own accounts everybody is a stranger, the owner too.
    bool include_owner() const { return owner_; }

private:
    static constexpr std::size_t kMost = 500'000;
    static std::uint64_t number_of(std::string_view address) {
        return std::hash<std::string>()(address_key(address));
    }
    NumberSet numbers_{kMost};
    bool owner_ = false;
};

}  // namespace bridle
