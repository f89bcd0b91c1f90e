#include "register/web/words.h"

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "format/json_value.h"

namespace bridle::registry {

// The files are part of the program, so that one that cannot be read is a mistake of ours.
SiteWords::SiteWords(std::string_view language, std::string_view json) : language_(language) {
    Result<Json> words = Json::parse(json);
    if (!words) throw std::logic_error("words of " + language_ + ": " + words.error().what);
    for (const auto& [key, text] : words->members()) texts_.emplace(key, text.text());
}

const std::vector<const SiteWords*>& SiteWords::all() {
    static const auto kept = [] {
        struct Embedded {
            std::string_view language, json;
        };
        static constexpr Embedded kFiles[] = {
#define WORDS(language, json) {#language, json},
#include "register_words.def"
#undef WORDS
        };
        std::vector<std::unique_ptr<const SiteWords>> words;
        for (const auto& [language, json] : kFiles)
            words.emplace_back(new SiteWords(language, json));
        return words;
    }();
    static const auto shown = [] {
        std::vector<const SiteWords*> words;
        for (const auto& each : kept) words.push_back(each.get());
        std::ranges::stable_partition(words, [](auto* each) { return each->language() == "en"; });
        return words;
    }();
    return shown;
}

const SiteWords* SiteWords::find(std::string_view language) {
    for (const SiteWords* words : all())
        if (words->language() == language) return words;
    return nullptr;
}

std::string_view SiteWords::text(std::string_view key) const {
    if (auto found = texts_.find(key); found != texts_.end()) return found->second;
    const SiteWords* english = all().front();
    if (english != this)
        if (auto found = english->texts_.find(key); found != english->texts_.end())
            return found->second;
    return key;
}

std::string SiteWords::text(std::string_view key, Facts facts) const {
    std::string filled;
    std::string_view rest = text(key);
    while (!rest.empty()) {
        std::size_t open = std::min(rest.find('{'), rest.size());
        filled += rest.substr(0, open);
        rest.remove_prefix(open);
        std::size_t close = rest.find('}');
        if (close == std::string_view::npos) break;
        std::string_view name = rest.substr(1, close - 1);
        auto fact =
            std::ranges::find(facts, name, &std::pair<std::string_view, std::string_view>::first);
        filled += fact == facts.end() ? rest.substr(0, close + 1) : fact->second;
        rest.remove_prefix(close + 1);
    }
    return filled += rest;
}

}  // namespace bridle::registry
