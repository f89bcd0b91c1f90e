#include "report/words.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "base/text.h"

// A catalogue for each file of words/; CMake writes the list from their names.
#define EACH(folder, name)              \
    namespace bridle::folder {          \
    extern const std::string_view name; \
    }
#include "words.def"
#undef EACH

namespace bridle {

const Words& Words::english() {
    static const Words words = [] {
        Words all;
        for (std::string_view part : {
#define EACH(folder, name) folder::name,
#include "words.def"
#undef EACH
             }) {
            [[maybe_unused]] auto added = all.add(part);
            assert(added);  // a test reads it, too
        }
        return all;
    }();
    return words;
}

Result<Words> Words::parse(std::string_view catalogue) {
    Words words;
    TRY(words.add(catalogue));
    return words;
}

Result<void> Words::add(std::string_view catalogue) {
    std::string* text = nullptr;
    bool paragraph = false;
    std::size_t number = 0;
    for (std::string_view line : split(catalogue, '\n')) {
        number++;
        line = trimmed(line);
        if (line.starts_with('#')) continue;
        if (line.starts_with('[') && line.ends_with(']')) {
            auto [entry, fresh] = texts_.try_emplace(std::string(line.substr(1, line.size() - 2)));
            if (!fresh)
                return fail(Errc::corrupt, "line " + std::to_string(number) + ": " + entry->first +
                                               " for the second time");
            text = &entry->second;
            paragraph = false;
        } else if (line.empty()) {
            paragraph = text && !text->empty();
        } else if (!text) {
            return fail(Errc::corrupt, "line " + std::to_string(number) + ": text before a key");
        } else {
            if (!text->empty()) *text += paragraph ? '\n' : ' ';
            *text += line;
            paragraph = false;
        }
    }
    return {};
}

bool Words::has(std::string_view key) const {
    return texts_.contains(key);
}

std::string_view Words::text(std::string_view key) const {
    auto found = texts_.find(key);
    return found == texts_.end() ? key : std::string_view(found->second);
}

std::string Words::text(std::string_view key, const Facts& facts) const {
    return filled(text(key), facts);
}

std::string_view Words::first_of(std::initializer_list<std::string> keys) const {
    auto found = std::ranges::find_if(keys, [&](const std::string& key) { return has(key); });
    return found == keys.end() ? std::string_view() : text(*found);
}

std::string Words::counted(std::string_view key, std::uint64_t count) const {
    return text(std::string(key) + (count == 1 ? ".one" : ".other"), {{"count", grouped(count)}});
}

std::vector<std::string_view> Words::keys() const {
    std::vector<std::string_view> all;
    for (const auto& [key, text] : texts_) all.push_back(key);
    return all;
}

// Of "file|files".
static std::string_view chosen(std::string_view forms, std::string_view count) {
    const std::size_t bar = std::min(forms.find('|'), forms.size());
    return count == "1" ? forms.substr(0, bar) : forms.substr(std::min(bar + 1, forms.size()));
}

std::string filled(std::string_view text, const Words::Facts& facts) {
    std::string out;
    for (;;) {
        std::size_t open = text.find('{');
        out += text.substr(0, open);
        if (open == std::string_view::npos) return out;
        text.remove_prefix(open);
        std::size_t close = text.find('}');
        std::string_view name = close == std::string_view::npos ? text : text.substr(1, close - 1);
        const std::size_t colon = std::min(name.find(':'), name.size());
        auto fact =
            std::ranges::find(facts, name.substr(0, colon), &Words::Facts::value_type::first);
        if (fact == facts.end()) {
            out += '{';
            text.remove_prefix(1);
        } else {
            out += colon == name.size() ? std::string_view(fact->second)
                                        : chosen(name.substr(colon + 1), fact->second);
            text.remove_prefix(close + 1);
        }
    }
}

std::vector<std::string_view> paragraphs(std::string_view text) {
    if (text.empty()) return {};
    return split(text, '\n');
}

}  // namespace bridle
