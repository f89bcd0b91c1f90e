#include "register/store/name_match.h"

#include <algorithm>
#include <span>

#include "base/text.h"
#include "register/store/words.h"

namespace bridle::registry {

namespace {

// Longer names are compared by their front: the work grows with the square of it.
constexpr std::size_t kMostLetters = 120;
constexpr double kMostUnlessSame = 0.99;

// Legal forms as they stand behind a name, or before it.
constexpr std::string_view kForms[] = {
    "ab",    "ad",   "aed",     "ag",       "ao",           "aps",  "as",          "asa",
    "bhd",   "bt",   "bv",      "co",       "company",      "corp", "corporation", "cv",
    "dd",    "dmcc", "doo",     "ead",      "eirl",         "eood", "fze",         "fzco",
    "fzllc", "gk",   "gmbh",    "inc",      "incorporated", "jsc",  "kft",         "kg",
    "kgaa",  "kk",   "limited", "llc",      "llp",          "lp",   "ltd",         "ltda",
    "nv",    "nyrt", "oao",     "ojsc",     "ood",          "ooo",  "oy",          "oyj",
    "pao",   "pjsc", "plc",     "private",  "pte",          "pt",   "pty",         "pvt",
    "sa",    "sab",  "sal",     "saoc",     "sarl",         "sas",  "sasu",        "sdn",
    "se",    "sl",   "slu",     "sociedad", "spa",          "spol", "sprl",        "sp",
    "srl",   "sro",  "tbk",     "tov",      "ug",           "wll",  "yk",          "zao",
    "zoo",   "zrt",  "ооо",     "оао",      "зао",          "пао",  "оод",         "еоод",
    "ад",    "еад",  "בעמ",     "αε",       "επε",          "ике",
};
// Only before a name: behind it they are words of it.
constexpr std::string_view kFormsBefore[] = {"ao",  "oao", "ooo", "pao", "pt", "zao",
                                             "ооо", "оао", "зао", "пао", "тов"};

bool is_form(std::string_view word) {
    return std::ranges::find(kForms, word) != std::end(kForms);
}

bool is_one_letter(std::string_view word) {
    return word.size() == code_point(word).second;
}

// "s a r l" is "sarl", "n s o group" is "nso group".
std::vector<std::string> with_initials_joined(std::vector<std::string> words) {
    std::vector<std::string> joined;
    bool open = false;
    for (std::string& word : words) {
        bool one = is_one_letter(word);
        if (one && open)
            joined.back() += word;
        else
            joined.push_back(std::move(word));
        open = one;
    }
    return joined;
}

void strip_forms(std::vector<std::string>& words) {
    // "and" of "& Co. KG" was no word to begin with.
    while (words.size() > 1 && is_form(words.back())) {
        words.pop_back();
        // "S.A. de C.V."
        if (words.size() > 2 && words.back() == "de" && is_form(words[words.size() - 2]))
            words.pop_back();
    }
    if (words.size() > 1 &&
        std::ranges::find(kFormsBefore, words.front()) != std::end(kFormsBefore))
        words.erase(words.begin());
}

// "… s a" at the end is a legal form too, if there is more to the name than letters.
void strip_spelled_form(std::vector<std::string>& words) {
    auto letters = words.end();
    while (letters != words.begin() && is_one_letter(*(letters - 1))) letters--;
    if (letters == words.begin()) return;
    for (; letters != words.end(); letters++) {
        std::string form = joined(std::span(letters, words.end()), "");
        if (!is_form(form)) continue;
        words.erase(letters, words.end());
        if (words.size() > 2 && words.back() == "de") {  // "S.A. de C.V."
            words.pop_back();
            strip_spelled_form(words);
        }
        return;
    }
}

std::vector<std::string> plain_words(std::string_view name) {
    auto words = words_of(name);
    strip_spelled_form(words);
    words = with_initials_joined(std::move(words));
    strip_forms(words);
    return words;
}

std::u32string letters_of(std::string_view text) {
    std::u32string letters;
    while (!text.empty() && letters.size() < kMostLetters) {
        auto [code, size] = code_point(text);
        letters += code;
        text.remove_prefix(size);
    }
    return letters;
}

// Three code points of 21 bits each in one number.
std::vector<std::uint64_t> trigrams_of(const std::u32string& text) {
    constexpr std::uint64_t kThree = (std::uint64_t{1} << 63) - 1;
    std::vector<std::uint64_t> trigrams;
    std::uint64_t last = std::uint64_t{' '} << 21 | ' ';
    auto add = [&](char32_t code) {
        last = (last << 21 | code) & kThree;
        trigrams.push_back(last);
    };
    for (char32_t code : text) add(code);
    add(' ');
    std::ranges::sort(trigrams);
    return trigrams;
}

// Twice what both have, of what there is.
double dice(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b) {
    std::size_t common = 0, i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        if (a[i] == b[j])
            common++, i++, j++;
        else if (a[i] < b[j])
            i++;
        else
            j++;
    }
    return 2.0 * static_cast<double>(common) / static_cast<double>(a.size() + b.size());
}

// Jaro's measure: letters that stand at nearly the same place, less those out of order; and
// Winkler's: a common beginning counts in favour.
double jaro_winkler(const std::u32string& a, const std::u32string& b) {
    if (a.empty() || b.empty()) return 0;
    std::size_t reach = std::max(a.size(), b.size()) / 2;
    if (reach > 0) reach--;
    std::vector<bool> used(b.size());
    std::u32string matched_a, matched_b;
    for (std::size_t i = 0; i < a.size(); i++) {
        std::size_t from = i > reach ? i - reach : 0, to = std::min(b.size(), i + reach + 1);
        for (std::size_t j = from; j < to; j++) {
            if (used[j] || a[i] != b[j]) continue;
            used[j] = true;
            matched_a += a[i];
            break;
        }
    }
    if (matched_a.empty()) return 0;
    for (std::size_t j = 0; j < b.size(); j++)
        if (used[j]) matched_b += b[j];
    std::size_t out_of_order = 0;
    for (std::size_t i = 0; i < matched_a.size(); i++) out_of_order += matched_a[i] != matched_b[i];
    auto matched = static_cast<double>(matched_a.size());
    double jaro =
        (matched / static_cast<double>(a.size()) + matched / static_cast<double>(b.size()) +
         (matched - static_cast<double>(out_of_order) / 2) / matched) /
        3;
    std::size_t front = 0;
    while (front < 4 && front < a.size() && front < b.size() && a[front] == b[front]) front++;
    return jaro + static_cast<double>(front) * 0.1 * (1 - jaro);
}

double likeness(const std::u32string& a, std::span<const std::uint64_t> a_trigrams,
                const std::u32string& b, std::span<const std::uint64_t> b_trigrams) {
    return (dice(a_trigrams, b_trigrams) + jaro_winkler(a, b)) / 2;
}

}  // namespace

std::string name_key(std::string_view name) {
    return joined(plain_words(name), "");
}

PlainName::PlainName(std::string_view name) : words_(plain_words(name)) {
    key_ = joined(words_, "");
    text_ = letters_of(joined(words_, " "));
    trigrams_ = trigrams_of(text_);
    auto in_order = words_;
    std::ranges::sort(in_order);
    sorted_ = letters_of(joined(in_order, " "));
    sorted_trigrams_ = trigrams_of(sorted_);
}

double PlainName::similarity(const PlainName& other) const {
    if (key_.empty() || other.key_.empty()) return 0;
    if (key_ == other.key_) return 1;
    double as_is = likeness(text_, trigrams_, other.text_, other.trigrams_);
    double in_order = likeness(sorted_, sorted_trigrams_, other.sorted_, other.sorted_trigrams_);
    return std::min(kMostUnlessSame, std::max(as_is, in_order));
}

double word_similarity(std::string_view a, std::string_view b) {
    if (a == b) return 1;
    std::u32string left = letters_of(a), right = letters_of(b);
    return likeness(left, trigrams_of(left), right, trigrams_of(right));
}

}  // namespace bridle::registry
