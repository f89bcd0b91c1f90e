#include "artifact/core_data.h"

#include <algorithm>
#include <map>

#include "artifact/rows.h"
#include "base/text.h"

namespace bridle {

namespace {

// "Z_2RECIPIENTS": the number and what follows it; 0 when it is no such name.
struct Numbered {
    std::int64_t number = 0;
    std::string_view name;
};

Numbered numbered(std::string_view text) {
    Numbered found;
    if (!text.starts_with("Z_")) return found;
    text.remove_prefix(2);
    std::size_t digits = 0;
    while (digits < text.size() && digits < 6 && is_digit(text[digits]))
        found.number = found.number * 10 + (text[digits++] - '0');
    found.name = text.substr(digits);
    if (digits == 0 || found.name.empty()) found.number = 0;
    return found;
}

// As Core Data spells its tables.
std::string upper(std::string_view text) {
    std::string spelled(text);
    for (char& c : spelled)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    return spelled;
}

using Entities = std::map<std::int64_t, std::string>;  // by number, in upper case

Entities read_entities(const Database& db) {
    static constexpr std::size_t kMost = 1000;
    Entities entities;
    if (!db.has_table("Z_PRIMARYKEY")) return entities;
    Select select(db, "Z_PRIMARYKEY AS p");
    const Column number = select.column("p.Z_ENT"), name = select.column("p.Z_NAME");
    auto done = select.each(
        [&](const Row& row) -> Result<void> {
            if (entities.size() < kMost)
                entities.emplace(row.integer(number).value_or(0),
                                 upper(row.text(name).value_or("")));
            return {};
        },
        [](const Error&) {});
    if (!done) entities.clear();  // the names of the columns tell, too
    return entities;
}

bool is_of(const Numbered& column, JoinSide side, const Entities& entities) {
    auto entity = entities.find(column.number);
    if (entity != entities.end()) return entity->second == side.table;
    return column.name.contains(side.word);
}

}  // namespace

std::optional<JoinTable> find_join_table(const Database& db, JoinSide from, JoinSide to) {
    const Entities entities = read_entities(db);
    std::optional<JoinTable> best;
    for (const std::string& stored : db.tables()) {
        const std::string table = upper(stored);
        if (!numbered(table).number) continue;
        JoinTable found{table, {}, {}};
        for (const std::string& name : db.columns(table)) {
            Numbered column = numbered(name);
            if (!column.number) continue;
            if (found.from.empty() && is_of(column, from, entities))
                found.from = name;
            else if (found.to.empty() && is_of(column, to, entities))
                found.to = name;
        }
        if (found.from.empty() || found.to.empty()) continue;
        // Two entities may have several relations: the word says which.
        const bool better = !best || (table.contains(to.word) && !best->table.contains(to.word));
        if (better) best = std::move(found);
    }
    return best;
}

std::string numbered_column(const Database& db, std::string_view table, std::string_view name) {
    for (const std::string& column : db.columns(table)) {
        std::string_view rest = column;
        if (!rest.starts_with('Z')) continue;
        rest.remove_prefix(1);
        while (!rest.empty() && is_digit(rest.front())) rest.remove_prefix(1);
        if (rest == name) return column;
    }
    return "Z" + std::string(name);
}

Result<void> Pairs::read(const Database& db, const JoinTable& join, Output& out) {
    Select select(db, join.table + " AS j");
    const Column from = select.column("j." + join.from), to = select.column("j." + join.to);
    auto visit = [&](const Row& row) -> Result<void> {
        if (pairs_.size() >= kMost)
            return fail(Errc::limit, "more than " + grouped(kMost) + " rows; the rest is not read");
        add(row.integer(from).value_or(0), row.integer(to).value_or(0));
        return {};
    };
    auto done = each_row(select, out, visit);
    sort();
    return done;
}

void Pairs::sort() {
    std::ranges::sort(pairs_);
    pairs_.erase(std::ranges::unique(pairs_).begin(), pairs_.end());
}

std::span<const Pairs::Pair> Pairs::of(std::int64_t from) const {
    auto found = std::ranges::equal_range(pairs_, from, {}, &Pair::from);
    return {found.begin(), found.end()};
}

}  // namespace bridle
