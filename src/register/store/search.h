// Finding records: by words and by names that are nearly right. word_index.h finds candidates, and
// how good they are is reckoned here, so that both kinds of database give the same answers.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "register/store/records.h"

namespace bridle::registry {

inline constexpr std::size_t kMostRanked = 1000;

struct SearchQuery {
    // What somebody typed; nothing in it is syntax. The last word may be unfinished, unless a
    // blank follows it. Without any word, it is the newest records that are found.
    std::string text = {};
    std::string type = {}, country = {}, status = {};  // empty: any
    std::size_t offset = 0, limit = 20;
};

struct SearchResult {
    // Those with the words in their names come first, the best of these at the front. Of very many
    // only the newest kMostRanked in names, and as many in texts, are found.
    std::vector<Head> heads;
    bool more = false;   // there are some behind these
    bool fuzzy = false;  // no record has the words: these have names like them
};

// One question of a batch, as screening programs ask it: is any of these on record?
struct MatchQuery {
    std::string type = {};  // empty: any
    std::vector<std::string> names = {}, countries = {}, identifiers = {};
};
struct Match {
    Head head;
    // 0 to 1; 1 is an identifier or the very name, but for its legal form. Another country than
    // those asked for lowers it a little.
    double score = 0;
    std::vector<std::string> reasons;  // "identifier", "name", "country"
};

class Search {
public:
    explicit Search(Database& database) : db_(database) {}

    Result<SearchResult> search(const SearchQuery& query);
    Result<std::vector<Match>> match(const MatchQuery& query, double threshold, std::size_t limit);

private:
    struct Question;
    Result<Question> understood(const SearchQuery& query);
    Result<std::vector<std::int64_t>> exact(const Question& question, std::size_t wanted);
    Result<std::vector<std::int64_t>> fuzzy(const Question& question);
    Result<std::vector<Head>> heads(std::span<const std::int64_t> numbers);
    struct Candidates;
    Result<void> add_candidates(const MatchQuery& query, Candidates& candidates);

    Database& db_;
};

}  // namespace bridle::registry
