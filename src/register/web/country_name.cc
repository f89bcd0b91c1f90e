#include "register/web/country_name.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

namespace bridle::registry {

std::string country_name(std::string_view language, std::string_view code) {
    const icu::Locale place("", std::string(code).c_str());
    const icu::Locale reader(std::string(language).c_str());
    icu::UnicodeString name;
    place.getDisplayCountry(reader, name);
    std::string utf8;
    name.toUTF8String(utf8);
    return utf8.empty() ? std::string(code) : utf8;
}

}  // namespace bridle::registry
