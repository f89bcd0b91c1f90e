#include "register/store/word_index.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "register/store/name_match.h"
#include "register/store/words.h"

namespace bridle::registry {

namespace {

constexpr std::string_view kMark = "§";
constexpr std::size_t kMostTokenBytes = 60, kMostWordsOfRecord = 10'000;
// A trigram that more words have than these says little, and takes long.
constexpr std::int64_t kMostOfTrigram = 3000;
constexpr std::size_t kCountedWords = 300, kCandidateWords = 60;
constexpr double kLikeForPostgres = 0.3;  // pg_trgm.similarity_threshold, where nobody set it
constexpr double kLikeEnough = 0.55;
constexpr std::int64_t kPagesMergedAtOnce = 2000;

bool is_token(std::string_view word) {
    return word.starts_with(kMark);
}

std::string token(char kind, std::string_view text) {
    std::string made(kMark);
    made += kind;
    for (char c : front(text, kMostTokenBytes)) {
        char small = lower(c);
        if (is_letter(small) || is_digit(small) || static_cast<unsigned char>(c) >= 0x80)
            made += small;
        else  // what would part the token, or have a meaning
            made += kMark, made += hex(as_bytes({&c, 1}));
    }
    return made;
}

// The first so many letters of a word; nothing when it has no more.
std::string_view letters(std::string_view word, std::size_t count) {
    std::size_t end = 0;
    for (; count > 0 && end < word.size(); count--) end += code_point(word.substr(end)).second;
    return word.substr(0, end);
}

void add_name(std::vector<std::string>& words, std::string_view name) {
    for (std::string& word : words_of(name)) {
        words.push_back(name_token(word));
        for (std::size_t count = 1; count <= kMostFront; count++)
            words.push_back(front_token(letters(word, count)));
        words.push_back(std::move(word));
    }
    if (std::string key = name_key(name); !key.empty()) words.push_back(key_token(key));
}

void sort_each_once(std::vector<std::string>& words) {
    std::ranges::sort(words);
    words.erase(std::ranges::unique(words).begin(), words.end());
}

// Of a tsvector; nothing in our words has a meaning there within the quotes.
std::string postgres_words(std::string_view words) {
    std::string text;
    for (std::string_view word : split(words, ' ')) text.append("'").append(word).append("' ");
    return text;
}

std::vector<std::string_view> stored_words(std::string_view text) {
    std::vector<std::string_view> words;
    for (std::string_view word : split(text, ' ')) {
        if (word.starts_with('\'') && word.size() >= 2) word = word.substr(1, word.size() - 2);
        if (!word.empty()) words.push_back(word);
    }
    // Each database has an order of its own.
    std::ranges::sort(words);
    return words;
}

// As pg_trgm has them: the beginning of a word counts twice, its end once.
std::set<std::string> trigrams(std::string_view word) {
    std::string padded = "  " + std::string(word) + " ";
    std::set<std::string> found;
    for (std::string_view rest = padded; letters(rest, 3).size() >= 3;) {
        std::string_view three = letters(rest, 3);
        if (letters(three, 2) == three) break;
        found.emplace(three);
        rest.remove_prefix(letters(rest, 1).size());
    }
    return found;
}

}  // namespace

std::string name_token(std::string_view word) {
    return token('n', word);
}
std::string front_token(std::string_view letters_of) {
    return token('p', letters_of);
}
std::string key_token(std::string_view key) {
    return token('k', key);
}
std::string type_token(std::string_view type) {
    return token('t', type);
}
std::string country_token(std::string_view country) {
    return token('c', country);
}
std::string status_token(std::string_view status) {
    return token('s', status);
}

std::string WordIndex::words(std::string_view type, const Summary& summary) {
    std::vector<std::string> words;
    add_name(words, summary.title);
    for (const std::string& name : summary.names)
        if (name != summary.title) add_name(words, name);
    for (const std::string& identifier : summary.identifiers)
        std::ranges::move(words_of(identifier), std::back_inserter(words));
    words.push_back(type_token(type));
    if (!summary.status.empty()) words.push_back(status_token(summary.status));
    for (const std::string& country : summary.countries) words.push_back(country_token(country));
    std::vector<std::string> of_text = words_of(summary.text);
    if (of_text.size() > kMostWordsOfRecord) {
        sort_each_once(of_text);
        of_text.resize(std::min(of_text.size(), kMostWordsOfRecord));
    }
    std::ranges::move(of_text, std::back_inserter(words));
    sort_each_once(words);
    return joined(words, " ");
}

Result<void> WordIndex::put(std::span<const Entry> entries,
                            std::span<const std::int64_t> replaces) {
    std::vector<std::string> dropped = TRY(remove(replaces));
    // First: the statements in it with an answer make FTS5 write out whatever it has gathered.
    TRY(add_words(entries));
    std::size_t at = 0;
    std::string quoted;
    auto next = [&](std::vector<Param>& params) -> Result<bool> {
        if (at == entries.size()) return false;
        const Entry& entry = entries[at++];
        if (!sqlite()) quoted = postgres_words(entry.words);
        params = {entry.number, std::string_view(sqlite() ? entry.words : quoted)};
        return true;
    };
    TRY(db_.run_many(sqlite() ? "INSERT INTO texts (number, words) VALUES ($1, $2)"
                              : "INSERT INTO texts (number, words) VALUES ($1, $2::tsvector)",
                     next));
    if (sqlite()) {
        at = 0;
        TRY(db_.run_many("INSERT INTO word_index (rowid, words) VALUES ($1, $2)", next));
    }
    if (dropped.empty()) return {};
    std::set<std::string, std::less<>> unused(dropped.begin(), dropped.end());
    for (const Entry& entry : entries)
        for (std::string_view word : split(entry.words, ' ')) {
            auto used = unused.find(word);
            if (used != unused.end()) unused.erase(used);
        }
    return forget_unused({unused.begin(), unused.end()});
}

// Words new to the vocabulary, and to that of names.
Result<void> WordIndex::add_words(std::span<const Entry> entries) {
    std::unordered_set<std::string_view> words, of_names;
    const std::string name_mark = name_token("");
    for (const Entry& entry : entries)
        for (std::string_view word : split(entry.words, ' ')) {
            if (word.starts_with(name_mark))
                of_names.insert(word.substr(name_mark.size()));
            else if (!is_token(word))
                words.insert(word);
        }
    // In the order of the table, so that a page of it is visited once.
    auto sorted = [](const std::unordered_set<std::string_view>& set) {
        std::vector<std::string_view> all(set.begin(), set.end());
        std::ranges::sort(all);
        return all;
    };
    const auto all_words = sorted(words), all_of_names = sorted(of_names);
    auto insert = [&](std::string_view sql, const std::vector<std::string_view>& all) {
        auto at = all.begin();
        return db_.run_many(sql, [&all, at](std::vector<Param>& params) mutable -> Result<bool> {
            if (at == all.end()) return false;
            params = {*at++};
            return true;
        });
    };
    TRY(insert("INSERT INTO vocabulary (word) VALUES ($1) ON CONFLICT (word) DO NOTHING",
               all_words));
    if (!sqlite())
        return insert("INSERT INTO name_words (word) VALUES ($1) ON CONFLICT (word) DO NOTHING",
                      all_of_names);
    std::vector<std::pair<std::int64_t, std::string>> fresh;
    for (std::string_view word : all_of_names) {
        auto number =
            TRY(db_.first("INSERT INTO name_words (word) VALUES ($1) ON CONFLICT (word) DO NOTHING "
                          "RETURNING number",
                          {word}, [](const Row& row) { return row.integer(0); }));
        if (number) fresh.emplace_back(*number, "  " + std::string(word) + " ");
    }
    auto at = fresh.begin();
    return db_.run_many("INSERT INTO name_trigrams (rowid, word) VALUES ($1, $2)",
                        [&](std::vector<Param>& params) -> Result<bool> {
                            if (at == fresh.end()) return false;
                            params = {at->first, std::string_view(at->second)};
                            at++;
                            return true;
                        });
}

// The words that they had.
Result<std::vector<std::string>> WordIndex::remove(std::span<const std::int64_t> numbers) {
    std::vector<std::string> words;
    for (std::int64_t number : numbers) {
        auto text = TRY(db_.first(sqlite() ? "SELECT words FROM texts WHERE number = $1"
                                           : "SELECT words::text FROM texts WHERE number = $1",
                                  {number}, [](const Row& row) { return row.string(0); }));
        if (!text) continue;
        if (sqlite())
            TRY(
                db_.run("INSERT INTO word_index (word_index, rowid, words) VALUES ('delete', $1, "
                        "$2)",
                        {number, std::string_view(*text)}));
        TRY(db_.run("DELETE FROM texts WHERE number = $1", {number}));
        for (std::string_view word : stored_words(*text)) words.emplace_back(word);
    }
    return words;
}

// A word that only one record had goes with it: it may be what had to be deleted.
Result<void> WordIndex::forget_unused(std::vector<std::string> words) {
    const std::string name_mark = name_token("");
    for (const std::string& word : words) {
        bool of_name = word.starts_with(name_mark);
        if (is_token(word) && !of_name) continue;
        auto users = TRY(numbers({{word}}, 1));
        if (!users.empty()) continue;
        if (!of_name) {
            TRY(db_.run("DELETE FROM vocabulary WHERE word = $1", {std::string_view(word)}));
            continue;
        }
        std::string_view bare = std::string_view(word).substr(name_mark.size());
        if (sqlite())
            TRY(
                db_.run("INSERT INTO name_trigrams (name_trigrams, rowid, word) SELECT 'delete', "
                        "number, '  ' || word || ' ' FROM name_words WHERE word = $1",
                        {bare}));
        TRY(db_.run("DELETE FROM name_words WHERE word = $1", {bare}));
    }
    return {};
}

std::string WordIndex::expression(const Wanted& wanted) const {
    std::string quote = sqlite() ? "\"" : "'", either = sqlite() ? " OR " : " | ",
                both = sqlite() ? " AND " : " & ";
    std::vector<std::string> sets;
    for (const auto& set : wanted) {
        std::vector<std::string> quoted;
        for (const std::string& word : set) quoted.push_back(quote + word + quote);
        sets.push_back("(" + joined(quoted, either) + ")");
    }
    return joined(sets, both);
}

std::string WordIndex::select_heads(std::string_view columns) const {
    std::string sql = "SELECT " + std::string(columns);
    if (sqlite())
        sql +=
            " FROM word_index JOIN heads ON heads.number = word_index.rowid "
            "WHERE word_index MATCH $1 ORDER BY word_index.rowid DESC LIMIT $2";
    else
        sql +=
            " FROM texts JOIN heads ON heads.number = texts.number "
            "WHERE texts.words @@ $1::tsquery ORDER BY texts.number DESC LIMIT $2";
    return sql;
}

Result<std::vector<std::int64_t>> WordIndex::numbers(const Wanted& wanted, std::size_t most) {
    std::string text = expression(wanted);
    return db_.all(sqlite() ? "SELECT rowid FROM word_index WHERE word_index MATCH $1 "
                              "ORDER BY rowid DESC LIMIT $2"
                            : "SELECT number FROM texts WHERE words @@ $1::tsquery "
                              "ORDER BY number DESC LIMIT $2",
                   {std::string_view(text), static_cast<std::int64_t>(most)},
                   [](const Row& row) { return row.integer(0); });
}

Result<std::vector<std::string>> WordIndex::completions(std::string_view front_of,
                                                        std::size_t most) {
    // The last of all characters follows every word that begins so.
    std::string last = std::string(front_of) + "\U0010FFFF";
    return db_.all(
        "SELECT word FROM vocabulary WHERE word >= $1 AND word < $2 ORDER BY word LIMIT $3",
        {front_of, std::string_view(last), static_cast<std::int64_t>(most)},
        [](const Row& row) { return row.string(0); });
}

Result<std::vector<std::string>> WordIndex::similar(std::string_view word, std::size_t most) {
    std::vector<std::string> candidates;
    if (sqlite())
        candidates = TRY(like_in_sqlite(word));
    else
        candidates =
            TRY(db_.all("SELECT word FROM name_words WHERE word % $1 "
                        "ORDER BY similarity(word, $1) DESC, word LIMIT $2",
                        {word, static_cast<std::int64_t>(kCandidateWords)},
                        [](const Row& row) { return row.string(0); }));
    std::vector<std::pair<double, std::string>> scored;
    for (std::string& candidate : candidates)
        if (double score = word_similarity(word, candidate); score >= kLikeEnough)
            scored.emplace_back(-score, std::move(candidate));
    std::ranges::sort(scored);
    std::vector<std::string> likest;
    for (auto& [score, candidate] : scored)
        if (likest.size() < most) likest.push_back(std::move(candidate));
    return likest;
}

// Counts, over the trigrams of the word, how many each word of a name has of them.
Result<std::vector<std::string>> WordIndex::like_in_sqlite(std::string_view word) {
    std::unordered_map<std::int64_t, int> counts;
    const std::set<std::string> sought = trigrams(word);
    for (const std::string& trigram : sought) {
        std::string quoted = "\"" + trigram + "\"";
        auto numbers_of =
            TRY(db_.all("SELECT rowid FROM name_trigrams WHERE name_trigrams MATCH $1 LIMIT $2",
                        {std::string_view(quoted), kMostOfTrigram + 1},
                        [](const Row& row) { return row.integer(0); }));
        if (std::ssize(numbers_of) > kMostOfTrigram) continue;
        for (std::int64_t number : numbers_of) counts[number]++;
    }
    std::vector<std::pair<int, std::int64_t>> ranked;
    for (auto [number, count] : counts) ranked.emplace_back(-count, number);
    std::size_t kept = std::min(ranked.size(), kCountedWords);
    std::ranges::partial_sort(ranked, ranked.begin() + static_cast<std::ptrdiff_t>(kept));
    ranked.resize(kept);
    // From here on as pg_trgm does it: what both have, of what either has.
    std::vector<std::pair<double, std::string>> scored;
    for (auto [minus_count, number] : ranked) {
        auto text = TRY(db_.first("SELECT word FROM name_words WHERE number = $1", {number},
                                  [](const Row& row) { return row.string(0); }));
        if (!text) continue;
        double common = -minus_count;
        auto either = static_cast<double>(sought.size() + trigrams(*text).size()) - common;
        if (common / either >= kLikeForPostgres)
            scored.emplace_back(-common / either, std::move(*text));
    }
    std::ranges::sort(scored);
    std::vector<std::string> words;
    for (auto& [score, text] : scored)
        if (words.size() < kCandidateWords) words.push_back(std::move(text));
    return words;
}

Result<std::vector<WordIndex::Entry>> WordIndex::entries(std::int64_t after, std::size_t most) {
    return db_.all(sqlite() ? "SELECT number, words FROM texts WHERE number > $1 "
                              "ORDER BY number LIMIT $2"
                            : "SELECT number, words::text FROM texts WHERE number > $1 "
                              "ORDER BY number LIMIT $2",
                   {after, static_cast<std::int64_t>(most)}, [](const Row& row) {
                       return Entry{row.integer(0), joined(stored_words(row.text(1)), " ")};
                   });
}

Result<bool> WordIndex::merge_some() {
    if (!sqlite()) return true;
    bool done = true;
    for (std::string table : {"word_index", "name_trigrams"}) {
        // FTS5 says how much it did by the number of changes alone; below two, it was nothing.
        std::string sql = "INSERT INTO " + table + " (" + table + ", rank) VALUES ('merge', $1)";
        auto changes = [&] {
            return db_.first("SELECT total_changes()", {},
                             [](const Row& row) { return row.integer(0); });
        };
        auto before = TRY(changes());
        TRY(db_.run(sql, {-kPagesMergedAtOnce}));
        auto after = TRY(changes());
        if (after.value_or(0) - before.value_or(0) >= 2) done = false;
    }
    return done;
}

}  // namespace bridle::registry
