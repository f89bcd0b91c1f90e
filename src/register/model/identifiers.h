// The forms of what a record says in one word: identifiers of companies and securities, dates,
// addresses, languages. Check digits are checked; whether the thing exists is for a registrar.

#pragma once

#include <string_view>

#include "format/json_schema.h"

namespace bridle::registry {

bool is_lei(std::string_view text);     // ISO 17442, by its check digits
bool is_isin(std::string_view text);    // ISO 6166, by its check digit
bool is_mic(std::string_view text);     // ISO 10383
bool is_org_id(std::string_view text);  // IL-ROC-510230055: registry, then the number there

bool is_date(std::string_view text);          // 2024-03-05, a day that there was
bool is_partial_date(std::string_view text);  // as exact as it is known: 2024, 2024-03, 2024-03-05
bool is_date_time(std::string_view text);     // RFC 3339, with Z or the offset
bool is_web_address(std::string_view text);   // http and https, without a user's name
bool is_language_tag(std::string_view text);  // BCP 47: language, script, region, variants
bool is_sha256(std::string_view text);        // 64 digits to the base of 16, in lower case
bool is_record_id(std::string_view text);     // company-nso-group

// All of these, and the codes of register/model/codes.h, for "format" in a schema.
const FormatTable& register_formats();

}  // namespace bridle::registry
