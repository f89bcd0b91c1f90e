// Names of countries and languages in the language of a page, as Unicode's CLDR has them.

#pragma once

#include <string>
#include <string_view>

namespace bridle::registry {

// The code itself where it is none of ISO 3166-1, or the language knows no name for it.
std::string country_name(std::string_view language, std::string_view code);

// That of another language, by its BCP 47 tag.
std::string language_name(std::string_view language, std::string_view tag);

}  // namespace bridle::registry
