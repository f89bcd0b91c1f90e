// Names of countries in the language of a page, as Unicode's CLDR has them.

#pragma once

#include <string>
#include <string_view>

namespace bridle::registry {

// The code itself where it is none of ISO 3166-1, or the language knows no name for it.
std::string country_name(std::string_view language, std::string_view code);

}  // namespace bridle::registry
