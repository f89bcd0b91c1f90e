#include "register/web/words.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>

#include "format/json_value.h"

namespace bridle::registry {

// The files are part of the program, so that one that cannot be read is a mistake of ours.
SiteWords::SiteWords(std::string_view language, std::string_view json) : language_(language) {
    Result<Json> words = Json::parse(json);
    if (!words) throw std::logic_error("words of " + language_ + ": " + words.error().what);
    for (const auto& [key, text] : words->members()) texts_.emplace(key, text.text());
    quick_.insert(texts_.begin(), texts_.end());
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

std::vector<const SiteWords*> SiteWords::offered(std::span<const std::string> languages) {
    std::vector<const SiteWords*> all;
    for (const std::string& language : languages)
        if (const SiteWords* words = find(language)) all.push_back(words);
    if (all.empty()) all.push_back(SiteWords::all().front());
    return all;
}

const SiteWords* SiteWords::find_offered(std::span<const std::string> languages,
                                         std::string_view language) {
    for (const SiteWords* words : offered(languages))
        if (words->language() == language) return words;
    return nullptr;
}

std::optional<std::string_view> SiteWords::known(std::string_view key) const {
    if (auto found = quick_.find(key); found != quick_.end()) return found->second;
    const SiteWords* english = all().front();
    if (english != this)
        if (auto found = english->quick_.find(key); found != english->quick_.end())
            return found->second;
    return std::nullopt;
}

// The text with each "{name}" replaced by what `fact` has for the name, if it has anything.
static std::string filled(std::string_view text, auto fact) {
    std::string out;
    while (!text.empty()) {
        std::size_t open = std::min(text.find('{'), text.size());
        out += text.substr(0, open);
        text.remove_prefix(open);
        std::size_t close = text.find('}');
        if (close == std::string_view::npos) break;
        std::optional<std::string_view> known = fact(text.substr(1, close - 1));
        out += known.value_or(text.substr(0, close + 1));
        text.remove_prefix(close + 1);
    }
    return out += text;
}

std::string SiteWords::text(std::string_view key, Facts facts) const {
    using Fact = std::pair<std::string_view, std::string_view>;
    return filled(text(key), [&](std::string_view name) -> std::optional<std::string_view> {
        auto fact = std::ranges::find(facts, name, &Fact::first);
        if (fact == facts.end()) return std::nullopt;
        return fact->second;
    });
}

// What stands in the text where the pattern has "{}"; nothing where they differ otherwise.
static std::optional<std::vector<std::string_view>> facts_in(std::string_view text,
                                                             std::string_view pattern) {
    std::vector<std::string_view> facts, fixed;
    for (std::size_t hole; (hole = pattern.find("{}")) != pattern.npos;) {
        fixed.push_back(pattern.substr(0, hole));
        pattern.remove_prefix(hole + 2);
    }
    fixed.push_back(pattern);
    if (!text.starts_with(fixed.front())) return std::nullopt;
    text.remove_prefix(fixed.front().size());
    for (std::size_t i = 1; i < fixed.size(); i++) {
        const bool is_last = i + 1 == fixed.size();
        if (is_last && !text.ends_with(fixed[i])) return std::nullopt;
        const std::size_t end = is_last ? text.size() - fixed[i].size() : text.find(fixed[i]);
        if (end == text.npos || end == 0) return std::nullopt;
        facts.push_back(text.substr(0, end));
        text.remove_prefix(end + fixed[i].size());
    }
    if (!text.empty()) return std::nullopt;
    return facts;
}

std::string SiteWords::said(std::string_view english) const {
    static constexpr std::string_view kFault = "fault:", kOr = ", or ";
    if (auto own = texts_.find("schema:" + std::string(english)); own != texts_.end())
        return own->second;
    // What is wrong, behind the place in the record where it is.
    if (std::size_t end = english.find(": "); english.starts_with('/') && end < english.find(' '))
        return std::string(english.substr(0, end)) + std::string(text("mark.colon")) +
               said(english.substr(end + 2));
    if (std::size_t other = english.find(kOr); other != english.npos)  // what may be either
        return said(english.substr(0, other)) + std::string(text("mark.or")) +
               said(english.substr(other + kOr.size()));
    // Of several patterns the one that says the most.
    const std::string* best = nullptr;
    std::vector<std::string_view> facts;
    std::size_t length = 0;
    for (auto at = texts_.lower_bound(kFault); at != texts_.end() && at->first.starts_with(kFault);
         ++at) {
        const std::string_view pattern = std::string_view(at->first).substr(kFault.size());
        if (best && pattern.size() <= length) continue;
        auto found = facts_in(english, pattern);
        if (!found) continue;
        best = &at->second;
        facts = std::move(*found);
        length = pattern.size();
    }
    if (!best) return std::string(english);
    std::vector<std::string> translated;
    for (std::string_view fact : facts) translated.push_back(said(fact));
    return filled(*best, [&](std::string_view name) -> std::optional<std::string_view> {
        const std::size_t number = name.size() == 1 ? static_cast<std::size_t>(name[0] - '1') : 9;
        if (number >= translated.size()) return std::nullopt;
        return translated[number];
    });
}

}  // namespace bridle::registry
