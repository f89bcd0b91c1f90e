// What a registered company owes the register, and since when it is late. The rules are the
// register's settings; nothing here reads a clock.

#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bridle::registry {

// A filing of this type is due so many months after the registration, and again so many months
// after each filing of it; whoever files early is asked again earlier. Overdue begins with the day
// after the days of grace.
struct ObligationRule {
    std::string type;
    unsigned every_months = 12;
    unsigned grace_days = 0;
};

struct CompanyFilings {
    std::string company;                        // its record id
    std::string registered;                     // YYYY-MM-DD
    std::string ended;                          // when it ceased to exist, or empty
    std::map<std::string, std::string> latest;  // the date of the latest filing by type
};

struct Obligation {
    std::string company;
    std::string type;
    std::string due;
    std::string overdue_since;  // empty while there is time

    bool operator==(const Obligation&) const = default;
};

// In the order of the due dates. What fell due before a company ended stays due; nothing falls due
// afterwards. A date that is none makes no obligation.
std::vector<Obligation> obligations(std::span<const ObligationRule> rules,
                                    const CompanyFilings& company, std::string_view today);

}  // namespace bridle::registry
