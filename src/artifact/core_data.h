// Databases that Core Data wrote: which table joins the rows of two others. Its name and its
// columns carry the numbers of entities (Z_2INTERACTIONRECIPIENT with Z_2RECIPIENTS and
// Z_3INTERACTIONRECIPIENT), which differ between versions of one schema, so nobody may know
// them in advance. Z_PRIMARYKEY says which number is which entity.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "artifact/artifact.h"
#include "format/sqlite.h"

namespace bridle {

struct JoinTable {
    std::string table, from, to;  // and its two columns
};

// One side of a relation: the table of its rows without the Z ("INTERACTIONS"), and a word of
// the column that tells when Z_PRIMARYKEY does not.
struct JoinSide {
    std::string_view table, word;
};

std::optional<JoinTable> find_join_table(const Database& db, JoinSide from, JoinSide to);

// A column of the table that is called so behind the number: Z1PARTICIPANTS is "PARTICIPANTS".
std::string numbered_column(const Database& db, std::string_view table, std::string_view name);

// Which rows belong together, in memory: those tables have no index in either direction for sure.
class Pairs {
public:
    struct Pair {
        std::int64_t from = 0, to = 0;
        auto operator<=>(const Pair&) const = default;
    };

    // Says when there are more than are read.
    Result<void> read(const Database& db, const JoinTable& join, Output& out);
    void add(std::int64_t from, std::int64_t to) { pairs_.push_back({from, to}); }
    void sort();

    std::span<const Pair> of(std::int64_t from) const;
    std::size_t size() const { return pairs_.size(); }

    static constexpr std::size_t kMost = 4'000'000;  // 64 megabytes

private:
    std::vector<Pair> pairs_;
};

}  // namespace bridle
