#include "register/web/search_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "register/store/name_front.h"
#include "register/store/words.h"
#include "register/web/words.h"

namespace bridle::registry {

namespace {

constexpr std::string_view kIndex = "/search/index.json";
constexpr std::size_t kMostInAFile = 1000;

std::string words_path(std::string_view letter) {
    return fmt::format("/search/words/{}.json", hex(as_bytes(letter)));
}
std::string names_path(std::string_view front) {
    return fmt::format("/search/names/{}.json", hex(as_bytes(front)));
}
std::string_view first_letter(std::string_view word) {
    return word.substr(0, code_point(word).second);
}

Response document(std::string json) {
    return Response::text(200, "application/json", std::move(json) + "\n");
}

// How words_of() folds, letter by letter, found by asking it: so the script folds in the same way,
// and knows nothing of any alphabet.
std::string folding() {
    constexpr char32_t kOneByOne = 0x20000, kStep = 0x10000, kEnd = 0x110000;
    std::string letters, between, alone;
    auto add_range = [](std::string& ranges, char32_t& open, char32_t code, bool within) {
        if (within == (open != 0)) return;
        if (within)
            ranges += fmt::format("{}[{},", ranges.empty() ? "" : ",", std::uint32_t{code});
        else
            ranges += fmt::format("{}]", std::uint32_t{code} - 1);
        open = within ? code : 0;
    };
    char32_t open_between = 0, open_alone = 0;
    for (char32_t code = 0x80; code < kEnd; code += code < kOneByOne ? 1 : kStep) {
        if (code >= 0xD800 && code <= 0xDFFF) continue;
        std::string letter;
        append_code_point(letter, code);
        const auto words = words_of("x" + letter + "x");
        add_range(between, open_between, code, words.size() == 2);
        add_range(alone, open_alone, code, words.size() == 3);
        if (words.size() != 1) continue;
        const std::string_view folded = std::string_view(words[0]).substr(1, words[0].size() - 2);
        if (folded == letter) continue;
        if (!letters.empty()) letters += ',';
        append_json_string(letters, letter);
        letters += ':';
        append_json_string(letters, folded);
    }
    add_range(between, open_between, kEnd, false);
    add_range(alone, open_alone, kEnd, false);
    return fmt::format(R"("letters":{{{}}},"between":[{}],"alone":[{}])", letters, between, alone);
}

Result<std::string> index(Store& store) {
    static const std::string kFolding = folding();
    auto words = TRY(name_words(store.database(), ""));
    std::set<std::string> fronts;
    for (const std::string& word : words) fronts.insert(name_front(word));
    std::string out = "{" + kFolding + ",\"fronts\":[";
    for (const std::string& front : fronts) {
        if (out.back() != '[') out += ',';
        append_json_string(out, front);
    }
    return out + "]}";
}

std::string names(const std::vector<NamedHead>& records) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("records").begin_array();
    for (const auto& [head, others] : records) {
        json.begin_object().text("id", head.id).text("type", head.type).text("title", head.title);
        json.text("status", head.status).text("asOf", head.as_of);
        json.number("leaf", static_cast<std::int64_t>(head.index)).key("names").begin_array();
        for (const std::string& name : others) json.text(name);
        json.end_array().end_object();
    }
    json.end_array().end_object();
    return out;
}

// What the script says, by the keys of the words.
std::string sentences(const SiteWords& words) {
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    for (const auto& [key, text] : SiteWords::all().front()->texts())
        if (key.starts_with("search.") || key.starts_with("type.") || key.starts_with("code.") ||
            key.starts_with("status.") || key == "value.as_of" || key == "list.none" ||
            key == "list.more")
            if (!key.starts_with("code.relation.")) json.text(key, words.text(key));
    json.end_object();
    return out;
}

// The text between, out of hexadecimal digits.
std::optional<std::string> letters_between(std::string_view path, std::string_view before) {
    constexpr std::string_view kBehind = ".json";
    if (!path.starts_with(before) || !path.ends_with(kBehind)) return std::nullopt;
    path.remove_prefix(before.size());
    path.remove_suffix(std::min(path.size(), kBehind.size()));
    auto bytes = from_hex(path);
    if (!bytes || bytes->empty() || hex(*bytes) != path || !is_utf8(as_text(*bytes)))
        return std::nullopt;
    return std::string(as_text(*bytes));
}

}  // namespace

std::set<std::string> search_paths(const Summary& summary) {
    std::set<std::string> paths = {std::string(kIndex)};
    auto add = [&](std::string_view name) {
        for (const std::string& word : words_of(name)) {
            paths.insert(words_path(first_letter(word)));
            paths.insert(names_path(name_front(word)));
        }
    };
    add(summary.title);
    for (const std::string& name : summary.names) add(name);
    return paths;
}

Result<void> each_search_path(const Reading& reading,
                              const std::function<Result<void>(std::string)>& visit) {
    auto words = TRY(name_words(reading.store.database(), ""));
    std::set<std::string> paths = {std::string(kIndex)};
    for (const std::string& word : words) {
        paths.insert(words_path(first_letter(word)));
        paths.insert(names_path(name_front(word)));
    }
    for (const SiteWords* each : SiteWords::offered(reading.settings().languages))
        paths.insert(fmt::format("/search/{}.json", each->language()));
    for (const std::string& path : paths) TRY(visit(path));
    return {};
}

Result<std::optional<Response>> search_file_answer(const Reading& reading) {
    std::string_view path = reading.request.path;
    if (!path.starts_with("/search/")) return std::nullopt;
    if (path == kIndex) {
        std::string out = TRY(index(reading.store));
        return document(std::move(out));
    }
    for (const SiteWords* each : SiteWords::offered(reading.settings().languages))
        if (path == fmt::format("/search/{}.json", each->language()))
            return document(sentences(*each));
    if (auto letter = letters_between(path, "/search/words/")) {
        auto words = TRY(name_words(reading.store.database(), *letter));
        if (!words.empty() && first_letter(*letter) == *letter) {
            Json list = Json::array();
            for (const std::string& word : words) list.push(word);
            return document(list.dump());
        }
    }
    if (auto front = letters_between(path, "/search/names/")) {
        // Of what is no front of a word, such as one with a capital letter, there is nothing.
        const auto folded = words_of(*front);
        if (folded.size() == 1 && folded[0] == *front && name_front(*front) == *front) {
            auto records = TRY(named_with_front(reading.store.database(), *front, kMostInAFile));
            if (!records.empty()) return document(names(records));
        }
    }
    return Response::problem(404, "Not found", "There is no such file of the search.");
}

}  // namespace bridle::registry
