// The words of the site: one file for each language in words/, and nowhere else. A further
// language is one file more; its own "language.name" and "language.direction" stand in it.

#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bridle::registry {

class SiteWords {
public:
    // Every language that there is a file of, by its BCP 47 tag, English first.
    static const std::vector<const SiteWords*>& all();
    static const SiteWords* find(std::string_view language);
    // Those of them that a register offers, in its order; English where there is none of these.
    static std::vector<const SiteWords*> offered(std::span<const std::string> languages);
    static const SiteWords* find_offered(std::span<const std::string> languages,
                                         std::string_view language);

    std::string_view language() const { return language_; }
    bool right_to_left() const { return text("language.direction") == "rtl"; }

    bool has(std::string_view key) const { return quick_.contains(key); }
    // The English ones where this language has none.
    std::optional<std::string_view> known(std::string_view key) const;
    // The key itself where there are none at all, so that the gap is seen.
    std::string_view text(std::string_view key) const { return known(key).value_or(key); }
    using Facts = std::initializer_list<std::pair<std::string_view, std::string_view>>;
    std::string text(std::string_view key, Facts facts) const;  // with "{name}" filled in

    // What a schema or a layer below says in English, in this language. A key "schema:…" is such a
    // sentence as it is, a key "fault:…" one that has "{}" where it names something.
    std::string said(std::string_view english) const;

    const std::map<std::string, std::string, std::less<>>& texts() const { return texts_; }

private:
    explicit SiteWords(std::string_view language, std::string_view json);
    std::string language_;
    std::map<std::string, std::string, std::less<>> texts_;
    std::unordered_map<std::string_view, std::string_view> quick_;  // the same
};

}  // namespace bridle::registry
