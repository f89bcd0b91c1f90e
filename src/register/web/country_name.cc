#include "register/web/country_name.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <map>

#include "register/web/words.h"

namespace bridle::registry {

static std::string in_utf8(const icu::UnicodeString& name, std::string_view otherwise) {
    std::string utf8;
    name.toUTF8String(utf8);
    return utf8.empty() ? std::string(otherwise) : utf8;
}

static std::string look_up_country(std::string_view language, std::string_view code) {
    const icu::Locale place("", std::string(code).c_str());
    const icu::Locale reader(std::string(language).c_str());
    icu::UnicodeString name;
    return in_utf8(place.getDisplayCountry(reader, name), code);
}

using Names = std::map<std::string, std::string, std::less<>>;

static Names all_countries(std::string_view language) {
    Names names;
    for (const char* const* code = icu::Locale::getISOCountries(); *code; code++)
        names[*code] = look_up_country(language, *code);
    return names;
}

std::string country_name(std::string_view language, std::string_view code) {
    // Looked up once: pages name them by the thousand.
    static const auto all = [] {
        std::map<std::string, Names, std::less<>> of_language;
        for (const SiteWords* words : SiteWords::all())
            of_language.emplace(words->language(), all_countries(words->language()));
        return of_language;
    }();
    if (auto names = all.find(language); names != all.end())
        if (auto name = names->second.find(code); name != names->second.end()) return name->second;
    return look_up_country(language, code);
}

std::string language_name(std::string_view language, std::string_view tag) {
    const icu::Locale spoken(std::string(tag).c_str());
    const icu::Locale reader(std::string(language).c_str());
    icu::UnicodeString name;
    return in_utf8(spoken.getDisplayName(reader, name), tag);
}

}  // namespace bridle::registry
