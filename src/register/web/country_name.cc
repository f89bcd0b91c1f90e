#include "register/web/country_name.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

namespace bridle::registry {

static std::string in_utf8(const icu::UnicodeString& name, std::string_view otherwise) {
    std::string utf8;
    name.toUTF8String(utf8);
    return utf8.empty() ? std::string(otherwise) : utf8;
}

std::string country_name(std::string_view language, std::string_view code) {
    const icu::Locale place("", std::string(code).c_str());
    const icu::Locale reader(std::string(language).c_str());
    icu::UnicodeString name;
    return in_utf8(place.getDisplayCountry(reader, name), code);
}

std::string language_name(std::string_view language, std::string_view tag) {
    const icu::Locale spoken(std::string(tag).c_str());
    const icu::Locale reader(std::string(language).c_str());
    icu::UnicodeString name;
    return in_utf8(spoken.getDisplayName(reader, name), tag);
}

}  // namespace bridle::registry
