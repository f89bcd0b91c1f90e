// The code lists that records use but nobody here decides on: countries (ISO 3166-1), currencies
// (ISO 4217), codes of the lists of controlled goods, and the registries that an org-id names
// (https://org-id.guide).

#pragma once

#include <span>
#include <string_view>

namespace bridle::registry {

// Two letters in upper case, in alphabetical order; with XK, which is what is used for Kosovo.
std::span<const std::string_view> country_codes();
bool is_country(std::string_view code);

// Three letters in upper case. Those that have ended since 2008 are currencies too, for the
// contracts of the time; precious metals and the codes for testing are none.
std::span<const std::string_view> currency_codes();
bool is_currency(std::string_view code);

// The form of a code, not whether a list of today has it: the lists change every year, and a
// record says which edition it means. Either as the European Union and the United States write
// it (4A005, 5D002.c.3.b) or as the Wassenaar Arrangement does (4.A.5, 4.E.1.c).
bool is_control_code(std::string_view text);

struct OrgIdScheme {
    std::string_view code;
    std::string_view title;
};
std::span<const OrgIdScheme> org_id_schemes();
const OrgIdScheme* find_org_id_scheme(std::string_view code);

}  // namespace bridle::registry
