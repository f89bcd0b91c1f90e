#include "register/store/search.h"

#include <algorithm>
#include <set>
#include <span>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "register/store/head_row.h"
#include "register/store/name_match.h"
#include "register/store/word_index.h"
#include "register/store/words.h"

namespace bridle::registry {

namespace {

constexpr std::size_t kMostWords = 12;     // of a question; the rest is not looked at
constexpr std::size_t kMostLetters = 400;  // of it
constexpr std::size_t kCompletions = 64, kSimilarWords = 12;
constexpr double kLikeEnoughOnAverage = 0.5;  // on average, of the words of a fuzzy question

// A record that may be an answer, by number; the larger number is the newer record.
struct Ranked {
    double score = 0;
    std::int64_t number = 0;
    // The best first, of equals the newest.
    bool operator<(const Ranked& other) const {
        return score != other.score ? score > other.score : number > other.number;
    }
};

std::vector<std::int64_t> in_order(std::vector<Ranked> ranked) {
    std::ranges::sort(ranked, std::less());
    std::vector<std::int64_t> numbers;
    for (const Ranked& each : ranked) numbers.push_back(each.number);
    return numbers;
}

std::string cleaned(std::string_view text) {
    return to_utf8(front(to_utf8(text.substr(0, 2 * kMostLetters)), kMostLetters));
}

std::vector<std::string> name_tokens(std::span<const std::string> words) {
    std::vector<std::string> tokens;
    for (const std::string& word : words) tokens.push_back(name_token(word));
    return tokens;
}

// f(name) for the title, then for the other names.
template <class F>
void for_each_name(std::string_view title, std::string_view names, F f) {
    f(title);
    for (std::string_view name : split(names, '\n'))
        if (!name.empty() && name != title) f(name);
}

constexpr std::string_view kNames = "heads.number, heads.title, heads.names";

}  // namespace

struct Search::Question {
    std::vector<std::string> words;
    bool unfinished = false;  // the last word, which these begin like or are
    std::vector<std::string> completions;
    PlainName name{""};
    Wanted filters;

    Wanted with_filters(Wanted wanted) const {
        wanted.insert(wanted.end(), filters.begin(), filters.end());
        return wanted;
    }
    bool completes(std::string_view word) const {
        return unfinished ? word.starts_with(words.back()) : word == words.back();
    }
    double rank(std::string_view name_of_record) const;
};

// How much of the name was asked for, in its order from its beginning; the very name above all.
double Search::Question::rank(std::string_view name_of_record) const {
    std::vector<std::string> have = words_of(name_of_record);
    if (have.empty()) return 0;
    std::size_t common = 0;
    for (const std::string& word : have)
        common += completes(word) || std::ranges::find(words, word) != words.end();
    double score = static_cast<double>(std::min(common, words.size())) /
                   static_cast<double>(std::max(have.size(), words.size()));
    if (have.front() == words.front() || (words.size() == 1 && completes(have.front())))
        score += 0.25;
    if (common == have.size() && name_key(name_of_record) == name.key()) score += 2;
    return score;
}

Result<Search::Question> Search::understood(const SearchQuery& query) {
    Question question;
    std::string text = cleaned(query.text);
    question.words = words_of(text);
    if (question.words.size() > kMostWords) question.words.resize(kMostWords);
    question.unfinished = !text.empty() && text.back() != ' ';
    question.name = PlainName(text);
    if (!query.type.empty()) question.filters.push_back({type_token(cleaned(query.type))});
    if (!query.country.empty()) question.filters.push_back({country_token(cleaned(query.country))});
    if (!query.status.empty()) question.filters.push_back({status_token(cleaned(query.status))});
    if (question.words.empty()) return question;
    const std::string& last = question.words.back();
    // Of shorter ones there are too many completions; names have tokens for their fronts.
    if (question.unfinished && words_of(last).size() == 1 && last.size() > kMostFront)
        question.completions = TRY(WordIndex(db_).completions(last, kCompletions));
    return question;
}

Result<std::vector<Head>> Search::heads(std::span<const std::int64_t> numbers) {
    std::vector<Head> heads;
    const std::string sql = "SELECT " + std::string(kHeadColumns) + " FROM heads WHERE number = $1";
    for (std::int64_t number : numbers) {
        auto head = TRY(db_.first(sql, {number}, head_of));
        if (head) heads.push_back(std::move(*head));
    }
    return heads;
}

// Those with all the words in their names, then, if they are not enough, those with them anywhere.
Result<std::vector<std::int64_t>> Search::exact(const Question& question, std::size_t wanted) {
    WordIndex index(db_);
    Wanted in_names, anywhere;
    for (const std::string& word : question.words) {
        in_names.push_back({name_token(word)});
        anywhere.push_back({word});
    }
    if (question.unfinished) {
        for (const std::string& word : question.completions) {
            in_names.back().push_back(name_token(word));
            anywhere.back().push_back(word);
        }
        if (question.completions.empty()) {
            std::string front_of = front_token(question.words.back());
            in_names.back().push_back(front_of);
            anywhere.back().push_back(front_of);
        }
    }
    std::unordered_set<std::int64_t> seen;
    auto ranked = [&](const Wanted& words) -> Result<std::vector<std::int64_t>> {
        std::vector<Ranked> found;
        std::string expression = index.expression(question.with_filters(words));
        TRY(db_.each(index.select_heads(kNames),
                     std::vector<Param>{std::string_view(expression),
                                        static_cast<std::int64_t>(kMostRanked)},
                     [&](const Row& row) -> Result<bool> {
                         if (!seen.insert(row.integer(0)).second) return true;
                         double best = 0, weight = 1;
                         for_each_name(row.text(1), row.text(2), [&](std::string_view name) {
                             best = std::max(best, question.rank(name) * weight);
                             weight = 0.9;
                         });
                         found.push_back({best, row.integer(0)});
                         return true;
                     }));
        return in_order(std::move(found));
    };
    std::vector<std::int64_t> numbers;
    if (!question.name.key().empty()) numbers = TRY(ranked({{key_token(question.name.key())}}));
    auto by_name = TRY(ranked(in_names));
    numbers.insert(numbers.end(), by_name.begin(), by_name.end());
    if (numbers.size() >= wanted) return numbers;
    auto by_text = TRY(ranked(anywhere));
    numbers.insert(numbers.end(), by_text.begin(), by_text.end());
    return numbers;
}

// Each word stands for those of names that are like it. Where nothing has one of each, one word
// may be missing.
Result<std::vector<std::int64_t>> Search::fuzzy(const Question& question) {
    WordIndex index(db_);
    std::vector<std::unordered_map<std::string, double>> likeness;
    Wanted alternatives;
    for (const std::string& word : question.words) {
        auto similar = TRY(index.similar(word, kSimilarWords));
        if (similar.empty()) continue;
        auto& scores = likeness.emplace_back();
        for (const std::string& other : similar) scores[other] = word_similarity(word, other);
        alternatives.push_back(name_tokens(similar));
    }
    std::vector<Ranked> found;
    std::unordered_set<std::int64_t> seen;
    auto look = [&](const Wanted& wanted) {
        std::string expression = index.expression(question.with_filters(wanted));
        return db_.each(index.select_heads(kNames),
                        std::vector<Param>{std::string_view(expression),
                                           static_cast<std::int64_t>(kMostRanked)},
                        [&](const Row& row) -> Result<bool> {
                            if (!seen.insert(row.integer(0)).second) return true;
                            double best = 0;
                            for_each_name(row.text(1), row.text(2), [&](std::string_view name) {
                                std::vector<std::string> have = words_of(name);
                                double sum = 0;
                                for (const auto& scores : likeness) {
                                    double most = 0;
                                    for (const std::string& word : have)
                                        if (auto score = scores.find(word); score != scores.end())
                                            most = std::max(most, score->second);
                                    sum += most;
                                }
                                double mean = sum / static_cast<double>(question.words.size());
                                if (mean >= kLikeEnoughOnAverage)
                                    best = std::max(
                                        best, mean + question.name.similarity(PlainName(name)));
                            });
                            if (best > 0) found.push_back({best, row.integer(0)});
                            return true;
                        });
    };
    if (alternatives.empty()) return std::vector<std::int64_t>();
    TRY(look(alternatives));
    for (std::size_t left_out = 0; found.empty() && left_out < alternatives.size(); left_out++) {
        if (alternatives.size() == 1) break;
        Wanted others = alternatives;
        others.erase(others.begin() + static_cast<std::ptrdiff_t>(left_out));
        TRY(look(others));
    }
    return in_order(std::move(found));
}

Result<SearchResult> Search::search(const SearchQuery& query) {
    Question question = TRY(understood(query));
    std::size_t wanted = query.offset + std::min(query.limit, kMostRanked) + 1;
    SearchResult result;
    std::vector<std::int64_t> numbers;
    if (!question.words.empty()) {
        numbers = TRY(exact(question, wanted));
        if (numbers.empty()) {
            numbers = TRY(fuzzy(question));
            result.fuzzy = !numbers.empty();
        }
    } else if (trimmed(query.text).empty()) {
        WordIndex index(db_);
        auto most = static_cast<std::int64_t>(std::min(wanted, kMostRanked));
        auto number_of = [](const Row& row) { return row.integer(0); };
        if (question.filters.empty())
            numbers =
                TRY(db_.all("SELECT number FROM heads WHERE taken_down = 0 "
                            "ORDER BY number DESC LIMIT $1",
                            {most}, number_of));
        else
            numbers = TRY(index.numbers(question.filters, static_cast<std::size_t>(most)));
    }
    std::size_t from = std::min(query.offset, numbers.size()),
                to = std::min(from + query.limit, numbers.size());
    result.more = to < numbers.size();
    result.heads = TRY(heads(std::span(numbers).subspan(from, to - from)));
    return result;
}

}  // namespace bridle::registry
