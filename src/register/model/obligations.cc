#include "register/model/obligations.h"

#include <algorithm>
#include <chrono>
#include <tuple>

#include "register/model/dates.h"

namespace bridle::registry {

using std::chrono::days;
using std::chrono::sys_days;

// The same day so many months later, or the last of the month where it has no such day.
static sys_days later(sys_days day, unsigned months) {
    std::chrono::year_month_day date =
        std::chrono::year_month_day(day) + std::chrono::months(static_cast<int>(months));
    return date.ok() ? sys_days(date) : sys_days(date.year() / date.month() / std::chrono::last);
}

std::vector<Obligation> obligations(std::span<const ObligationRule> rules,
                                    const CompanyFilings& company, std::string_view today) {
    auto registered = to_day(company.registered);
    auto day = to_day(today);
    if (!registered || !day) return {};
    auto ended = to_day(company.ended);
    std::vector<Obligation> owed;
    for (const ObligationRule& rule : rules) {
        if (rule.every_months == 0) continue;
        sys_days from = *registered;
        if (auto latest = company.latest.find(rule.type); latest != company.latest.end())
            if (auto filed = to_day(latest->second)) from = std::max(from, *filed);
        sys_days due = later(from, rule.every_months);
        if (ended && due > *ended) continue;
        sys_days overdue = due + days(static_cast<int>(rule.grace_days) + 1);
        owed.push_back({company.company, rule.type, to_date(due),
                        *day >= overdue ? to_date(overdue) : std::string()});
    }
    std::ranges::sort(owed, {},
                      [](const Obligation& each) { return std::tie(each.due, each.type); });
    return owed;
}

}  // namespace bridle::registry
