// Whom the owner of a phone knows: everybody in the contacts, those they called or wrote to, and
// the owner's own accounts. For rules about strangers.

#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

#include "rule/rule.h"

namespace bridle {

// One form for each address: without "mailto:", in lower case, and of a telephone number the last
// nine digits, since it is written with and without the code of its country.
std::string address_key(std::string_view address);
bool is_mail_address(std::string_view address);

class People {
public:
    // Whether a record of these artifacts names somebody whom the owner knows.
    static bool are_in(const Record& record);
    void add_from(const KeptRecord& record);

    bool know(std::string_view address) const { return keys_.contains(address_key(address)); }
    // Without the owner's own accounts everybody is a stranger, the owner too.
    bool include_owner() const { return owner_; }

private:
    static constexpr std::size_t kMost = 500'000;
    void add(std::string_view address);
    std::unordered_set<std::string> keys_;
    bool owner_ = false;
};

}  // namespace bridle
