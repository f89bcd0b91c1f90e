// Search::match, which screening programs ask: see search.h.

#include <algorithm>
#include <map>

#include "base/text.h"
#include "register/store/head_row.h"
#include "register/store/name_match.h"
#include "register/store/search.h"
#include "register/store/word_index.h"

namespace bridle::registry {

namespace {

// A batch has many questions: each is bounded.
constexpr std::size_t kMostNames = 10, kMostNameBytes = 300, kMostIdentifiers = 20,
                      kMostNameWords = 6;
constexpr std::size_t kSimilarWords = 12, kOfKey = 100, kOfAllWords = 200, kOfOthers = 100;
constexpr double kSameCountry = 0.03, kOtherCountry = 0.95;

// One of the candidates, with what is compared.
struct Candidate {
    std::string title, names, countries;
    bool by_identifier = false;
};

std::string cleaned(std::string_view text) {
    return std::string(front(to_utf8(text.substr(0, 2 * kMostNameBytes)), kMostNameBytes));
}

}  // namespace

struct Search::Candidates {
    std::map<std::int64_t, Candidate> by_number;
    std::vector<PlainName> names;
};

Result<void> Search::add_candidates(const MatchQuery& query, Candidates& candidates) {
    WordIndex index(db_);
    Wanted filter;
    if (!query.type.empty()) filter.push_back({type_token(cleaned(query.type))});
    const std::string columns = "heads.number, heads.title, heads.names, heads.countries";
    auto take = [&](const Row& row) -> Result<bool> {
        candidates.by_number.try_emplace(row.integer(0),
                                         Candidate{row.string(1), row.string(2), row.string(3)});
        return true;
    };
    auto look = [&](Wanted wanted, std::size_t most) {
        wanted.insert(wanted.end(), filter.begin(), filter.end());
        std::string expression = index.expression(wanted);
        return db_.each(
            index.select_heads(columns),
            std::vector<Param>{std::string_view(expression), static_cast<std::int64_t>(most)},
            take);
    };
    for (const PlainName& name : candidates.names) {
        TRY(look({{key_token(name.key())}}, kOfKey));
        Wanted words;
        for (const std::string& word : name.words()) {
            if (words.size() == kMostNameWords) break;
            auto similar = TRY(index.similar(word, kSimilarWords));
            if (similar.empty()) continue;
            auto& tokens = words.emplace_back();
            for (const std::string& each : similar) tokens.push_back(name_token(each));
        }
        if (!words.empty()) TRY(look(words, kOfAllWords));
        for (std::size_t left_out = 0; words.size() > 1 && left_out < words.size(); left_out++) {
            Wanted others = words;
            others.erase(others.begin() + static_cast<std::ptrdiff_t>(left_out));
            TRY(look(others, kOfOthers));
        }
    }
    std::size_t most = std::min(query.identifiers.size(), kMostIdentifiers);
    for (const std::string& identifier : std::span(query.identifiers).first(most)) {
        std::string text = cleaned(identifier);
        TRY(db_.each("SELECT " + columns +
                         " FROM identifiers i JOIN heads ON heads.number = i.number "
                         "WHERE i.identifier = $1 AND ($2 = '' OR heads.type = $2) LIMIT $3",
                     {std::string_view(text), query.type, static_cast<std::int64_t>(kOfKey)},
                     [&](const Row& row) -> Result<bool> {
                         auto more = take(row);
                         candidates.by_number[row.integer(0)].by_identifier = true;
                         return more;
                     }));
    }
    return {};
}

Result<std::vector<Match>> Search::match(const MatchQuery& query, double threshold,
                                         std::size_t limit) {
    Candidates candidates;
    for (const std::string& name : query.names) {
        PlainName plain(cleaned(name));
        if (!plain.key().empty() && candidates.names.size() < kMostNames)
            candidates.names.push_back(std::move(plain));
    }
    TRY(add_candidates(query, candidates));
    struct Scored {
        double score;
        std::int64_t number;
        std::vector<std::string> reasons;
    };
    std::vector<Scored> scored;
    for (const auto& [number, candidate] : candidates.by_number) {
        Scored each{0, number, {}};
        std::vector<std::string_view> names = split(candidate.names, '\n');
        names.push_back(candidate.title);
        for (std::string_view name : names) {
            PlainName plain(name);
            for (const PlainName& asked : candidates.names)
                each.score = std::max(each.score, asked.similarity(plain));
        }
        bool by_name = each.score >= threshold;
        bool asked_country = false, same_country = false;
        for (std::string_view country : split(candidate.countries, ' ')) {
            if (country.empty()) continue;
            asked_country |= !query.countries.empty();
            same_country |= std::ranges::find(query.countries, country) != query.countries.end();
        }
        if (same_country) each.score = std::min(1.0, each.score + kSameCountry);
        if (asked_country && !same_country) each.score *= kOtherCountry;
        if (candidate.by_identifier) {
            each.score = 1;
            each.reasons.emplace_back("identifier");
        }
        if (by_name) each.reasons.emplace_back("name");
        if (same_country) each.reasons.emplace_back("country");
        if (each.score >= threshold) scored.push_back(std::move(each));
    }
    std::ranges::sort(scored, [](const Scored& a, const Scored& b) {
        return a.score != b.score ? a.score > b.score : a.number < b.number;
    });
    if (scored.size() > limit) scored.resize(limit);
    std::vector<Match> matches;
    for (Scored& each : scored) {
        auto found = TRY(heads({&each.number, 1}));
        if (!found.empty())
            matches.push_back({std::move(found.front()), each.score, std::move(each.reasons)});
    }
    return matches;
}

}  // namespace bridle::registry
