// Which records have which words. In SQLite an index of FTS5, and another one over the trigrams of
// words in names; in PostgreSQL a tsvector, and pg_trgm. Both are given words that we folded, and
// so they give the same answers.
//
// Beside the words of its text a record has tokens that begin with "§", which no word does: for
// the words of its names, their fronts, its names as a whole, its type, status and countries.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "register/model/summary.h"
#include "register/store/database.h"

namespace bridle::registry {

std::string name_token(std::string_view word);      // the word in a name
std::string front_token(std::string_view letters);  // up to kMostFront letters a word begins with
std::string key_token(std::string_view key);        // PlainName::key() of a name
std::string type_token(std::string_view type);
std::string country_token(std::string_view country);
std::string status_token(std::string_view status);

inline constexpr std::size_t kMostFront = 3;

// At least one word of each set.
using Wanted = std::vector<std::vector<std::string>>;

class WordIndex {
public:
    explicit WordIndex(Database& database) : db_(database) {}

    struct Entry {
        std::int64_t number = 0;
        std::string words;  // with blanks between them, sorted, each once
    };
    static std::string words(std::string_view type, const Summary& summary);

    // `replaces`: the numbers of those that may be there already, or are to go.
    Result<void> put(std::span<const Entry> entries, std::span<const std::int64_t> replaces);

    // SQL for the rows of `heads` that have what is wanted, newest record first: $1 is the
    // expression, $2 how many at most.
    std::string select_heads(std::string_view columns) const;
    std::string expression(const Wanted& wanted) const;
    Result<std::vector<std::int64_t>> numbers(const Wanted& wanted, std::size_t most);

    // Words that are there, in the order of the alphabet, and begin so.
    Result<std::vector<std::string>> completions(std::string_view front, std::size_t most);
    // Words of names that are like this one, the likest first.
    Result<std::vector<std::string>> similar(std::string_view word, std::size_t most);

    // Every entry, in the order of the numbers, for a copy.
    Result<std::vector<Entry>> entries(std::int64_t after, std::size_t most);

    // What was removed is still in old parts of the index until they are merged. Does a part of
    // that work, some tenths of a second of it; false: there is more.
    Result<bool> merge_some();

private:
    bool sqlite() const { return db_.dialect() == Dialect::sqlite; }
    Result<std::vector<std::string>> remove(std::span<const std::int64_t> numbers);
    Result<void> add_words(std::span<const Entry> entries);
    Result<void> forget_unused(std::vector<std::string> words);
    Result<std::vector<std::string>> like_in_sqlite(std::string_view word);

    Database& db_;
};

}  // namespace bridle::registry
