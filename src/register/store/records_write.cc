// The writing half of records.h: versions, and what is drawn from the newest of each record.

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "base/text.h"
#include "register/store/head_row.h"
#include "register/store/records.h"
#include "register/store/word_index.h"

namespace bridle::registry {

namespace {

using Place = std::tuple<std::string, std::string, std::string>;  // country, type, status

// What a head has, beyond its number, by which to find its rows of `listing` and `counts`.
struct Listed {
    std::string type, status;
    std::vector<std::string> countries;

    std::vector<Place> places() const {
        std::vector<Place> all = {{"", type, status}};
        for (const std::string& country : countries) all.emplace_back(country, type, status);
        return all;
    }
};

// A record on its way from its old head, if it has one, to the new one.
struct Step {
    std::string id;
    std::int64_t number = 0, place = 0;
    Time first;
    bool demonstration = false;
    std::optional<Listed> before;
    const Version* newest = nullptr;  // none: only what is drawn from the body goes
    const Summary* summary = nullptr;
    const std::string* words = nullptr;
    bool taken_down = false;
    Listed after;
    std::string countries, names, title;
};

std::vector<std::string> countries_of(const Summary& summary) {
    std::vector<std::string> countries = summary.countries;
    std::ranges::sort(countries);
    countries.erase(std::ranges::unique(countries).begin(), countries.end());
    std::erase(countries, "");
    return countries;
}

class HeadWriter {
public:
    explicit HeadWriter(Database& database) : db_(database) {}

    Result<void> add(const Records::Addition& addition);
    Result<void> forget(std::string_view id);  // what was drawn from its body
    Result<void> write();
    // Of what was added.
    std::int64_t number_of(const std::string& id) const { return steps_[at_.at(id)].number; }

private:
    Result<std::optional<Step>> stored(std::string_view id);
    Result<std::int64_t> next_place(const std::string& type);
    void complete(Step& step) const;
    Result<void> write_heads();
    Result<void> write_listing();
    Result<void> write_counts();
    Result<void> write_links();
    Result<void> write_identifiers();
    Result<void> write_words();
    // One row for each step, or for each of its things: `fill` is given the step and the number of
    // the thing, and says false where there is no such.
    Result<void> run_for_each(
        std::string_view sql,
        const std::function<bool(const Step&, std::size_t, std::vector<Param>&)>& fill);

    Database& db_;
    std::vector<Step> steps_;
    std::unordered_map<std::string, std::size_t> at_;       // by record
    std::unordered_map<std::string, std::int64_t> places_;  // by type, the next one
};

Result<std::optional<Step>> HeadWriter::stored(std::string_view id) {
    return db_.first(
        "SELECT number, first, demonstration, type, status, countries FROM heads WHERE id = $1",
        {id}, [&](const Row& row) {
            Step step;
            step.id = id;
            step.number = row.integer(0);
            step.first = time_of(row.integer(1));
            step.demonstration = row.integer(2) != 0;
            step.before = Listed{row.string(3), row.string(4), {}};
            for (std::string_view country : split(row.text(5), ' '))
                if (!country.empty()) step.before->countries.emplace_back(country);
            return step;
        });
}

Result<void> HeadWriter::add(const Records::Addition& addition) {
    const Version& version = addition.version;
    auto known = at_.find(version.record_id);
    if (known == at_.end()) {
        Step step;
        step.id = version.record_id;
        step.number = static_cast<std::int64_t>(version.index);
        step.first = version.time;
        if (version.seq != 1) {
            auto before = TRY(stored(version.record_id));
            if (before) step = std::move(*before);
        }
        if (!step.before) step.place = TRY(next_place(version.type));
        known = at_.emplace(version.record_id, steps_.size()).first;
        steps_.push_back(std::move(step));
    }
    Step& step = steps_[known->second];
    step.newest = &version;
    step.summary = addition.summary ? &*addition.summary : nullptr;
    step.words = &addition.words;
    step.taken_down = version.action == "tombstone";
    step.demonstration |= addition.demonstration;
    return {};
}

Result<std::int64_t> HeadWriter::next_place(const std::string& type) {
    auto known = places_.find(type);
    if (known == places_.end()) {
        auto next =
            TRY(db_.first("SELECT place + 1 FROM heads WHERE type = $1 ORDER BY place DESC LIMIT 1",
                          {type}, [](const Row& row) { return row.integer(0); }));
        known = places_.emplace(type, next.value_or(0)).first;
    }
    return known->second++;
}

Result<void> HeadWriter::forget(std::string_view id) {
    auto step = TRY(stored(id));
    if (!step) return {};
    step->after = {step->before->type, "", {}};
    steps_.push_back(std::move(*step));
    return {};
}

void HeadWriter::complete(Step& step) const {
    if (step.newest != nullptr) step.after.type = step.newest->type;
    if (step.summary == nullptr) return;
    step.after.status = step.summary->status;
    step.after.countries = countries_of(*step.summary);
    step.countries = joined(step.after.countries, " ");
    step.title = step.summary->title;
    step.names = joined(step.summary->names, "\n");
}

Result<void> HeadWriter::run_for_each(
    std::string_view sql,
    const std::function<bool(const Step&, std::size_t, std::vector<Param>&)>& fill) {
    std::size_t at = 0, thing = 0;
    return db_.run_many(sql, [&](std::vector<Param>& params) -> Result<bool> {
        for (; at < steps_.size(); at++, thing = 0)
            if (fill(steps_[at], thing++, params)) return true;
        return false;
    });
}

Result<void> HeadWriter::write_heads() {
    TRY(run_for_each(
        "INSERT INTO heads (number, id, type, title, status, as_of, seq, leaf, first, time, "
        "taken_down, demonstration, countries, names, place) VALUES ($1, $2, $3, $4, $5, $6, $7, "
        "$8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT (number) DO UPDATE SET type = "
        "excluded.type, "
        "title = excluded.title, status = excluded.status, as_of = excluded.as_of, "
        "seq = excluded.seq, leaf = excluded.leaf, time = excluded.time, "
        "taken_down = excluded.taken_down, demonstration = excluded.demonstration, "
        "countries = excluded.countries, names = excluded.names",
        [](const Step& step, std::size_t thing, std::vector<Param>& params) {
            if (thing > 0 || step.newest == nullptr) return false;
            const Version& version = *step.newest;
            params = {step.number,
                      step.id,
                      version.type,
                      step.title,
                      step.after.status,
                      step.summary != nullptr ? std::string_view(version.as_of) : "",
                      version.seq,
                      static_cast<std::int64_t>(version.index),
                      micros(step.first),
                      micros(version.time),
                      static_cast<std::int64_t>(step.taken_down),
                      static_cast<std::int64_t>(step.demonstration),
                      step.countries,
                      step.names,
                      step.place};
            return true;
        }));
    return run_for_each(
        "UPDATE heads SET title = '', status = '', as_of = '', countries = '', names = '' "
        "WHERE number = $1",
        [](const Step& step, std::size_t thing, std::vector<Param>& params) {
            if (thing > 0 || step.newest != nullptr) return false;
            params = {step.number};
            return true;
        });
}

// In the order of the table, so that a page of it is visited once.
Result<void> HeadWriter::write_listing() {
    std::vector<std::pair<Place, std::int64_t>> gone, come;
    for (const Step& step : steps_) {
        if (step.before)
            for (Place& place : step.before->places())
                gone.emplace_back(std::move(place), step.number);
        for (Place& place : step.after.places()) come.emplace_back(std::move(place), step.number);
    }
    auto run = [&](std::string_view sql, auto& rows) {
        std::ranges::sort(rows);
        auto at = rows.begin();
        return db_.run_many(sql, [&, at](std::vector<Param>& params) mutable -> Result<bool> {
            if (at == rows.end()) return false;
            const auto& [place, number] = *at++;
            params = {std::get<0>(place), std::get<1>(place), std::get<2>(place), number};
            return true;
        });
    };
    TRY(run("DELETE FROM listing WHERE country = $1 AND type = $2 AND status = $3 AND number = $4",
            gone));
    return run("INSERT INTO listing (country, type, status, number) VALUES ($1, $2, $3, $4)", come);
}

Result<void> HeadWriter::write_counts() {
    std::map<Place, std::int64_t> changes;
    for (const Step& step : steps_) {
        if (step.before)
            for (const Place& place : step.before->places()) changes[place]--;
        for (const Place& place : step.after.places()) changes[place]++;
    }
    std::erase_if(changes, [](const auto& change) { return change.second == 0; });
    auto at = changes.begin();
    return db_.run_many(
        "INSERT INTO counts (country, type, status, records) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (country, type, status) DO UPDATE SET "
        "records = counts.records + excluded.records",
        [&](std::vector<Param>& params) -> Result<bool> {
            if (at == changes.end()) return false;
            const auto& [place, change] = *at++;
            params = {std::get<0>(place), std::get<1>(place), std::get<2>(place), change};
            return true;
        });
}

bool fill_number_of_replaced(const Step& step, std::size_t thing, std::vector<Param>& params) {
    if (thing > 0 || !step.before) return false;
    params = {step.number};
    return true;
}

Result<void> HeadWriter::write_links() {
    TRY(run_for_each("DELETE FROM links WHERE number = $1", fill_number_of_replaced));
    return run_for_each(
        "INSERT INTO links (number, relation, target) VALUES ($1, $2, $3) ON CONFLICT (number, "
        "relation, target) DO NOTHING",
        [](const Step& step, std::size_t thing, std::vector<Param>& params) {
            if (step.summary == nullptr || thing == step.summary->links.size()) return false;
            const Link& link = step.summary->links[thing];
            params = {step.number, link.relation, link.to};
            return true;
        });
}

Result<void> HeadWriter::write_identifiers() {
    TRY(run_for_each("DELETE FROM identifiers WHERE number = $1", fill_number_of_replaced));
    std::vector<std::pair<std::string_view, std::int64_t>> rows;
    for (const Step& step : steps_)
        if (step.summary != nullptr)
            for (const std::string& identifier : step.summary->identifiers)
                rows.emplace_back(identifier, step.number);
    std::ranges::sort(rows);
    auto at = rows.begin();
    return db_.run_many(
        "INSERT INTO identifiers (identifier, number) VALUES ($1, $2) ON CONFLICT (identifier, "
        "number) DO NOTHING",
        [&](std::vector<Param>& params) -> Result<bool> {
            if (at == rows.end()) return false;
            params = {at->first, at->second};
            at++;
            return true;
        });
}

Result<void> HeadWriter::write_words() {
    std::vector<WordIndex::Entry> entries;
    std::vector<std::int64_t> replaces;
    for (const Step& step : steps_) {
        if (step.before) replaces.push_back(step.number);
        if (step.summary != nullptr)
            entries.push_back({step.number, step.words->empty()
                                                ? WordIndex::words(step.after.type, *step.summary)
                                                : *step.words});
    }
    return WordIndex(db_).put(entries, replaces);
}

Result<void> HeadWriter::write() {
    if (steps_.empty()) return {};
    for (Step& step : steps_) complete(step);
    TRY(write_heads());
    TRY(write_listing());
    TRY(write_counts());
    TRY(write_links());
    TRY(write_identifiers());
    return write_words();
}

}  // namespace

Result<void> Records::add_all(std::span<const Addition> additions) {
    HeadWriter heads(db_);
    auto has_head = [](const Version& version) {
        return version.is_public && version.action != "audit";
    };
    for (const Addition& addition : additions)
        if (has_head(addition.version)) TRY(heads.add(addition));
    std::size_t at = 0;
    TRY(db_.run_many(
        "INSERT INTO versions (leaf, number, record_id, seq, type, action, kind, reason, basis, "
        "time, "
        "schema, as_of, salt, is_public, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
        "$11, $12, $13, $14, $15)",
        [&](std::vector<Param>& params) -> Result<bool> {
            if (at == additions.size()) return false;
            const Version& version = additions[at++].version;
            auto leaf = static_cast<std::int64_t>(version.index);
            params = {leaf,
                      has_head(version) ? heads.number_of(version.record_id) : leaf,
                      version.record_id,
                      version.seq,
                      version.type,
                      version.action,
                      version.kind,
                      version.reason,
                      version.basis,
                      micros(version.time),
                      version.schema,
                      version.as_of,
                      Blob{version.salt},
                      static_cast<std::int64_t>(version.is_public),
                      version.body ? Param(std::string_view(*version.body)) : Param()};
            return true;
        }));
    return heads.write();
}

Result<void> Records::erase_body(std::string_view id, std::optional<std::int64_t> seq) {
    // The reason of a tombstone is not about what is gone, and stands in its leaf in clear.
    std::string sql =
        "UPDATE versions SET body = NULL, salt = $2, "
        "reason = CASE WHEN action = 'tombstone' THEN reason ELSE '' END "
        "WHERE number = (SELECT number FROM heads WHERE id = $1)";
    if (seq)
        TRY(db_.run(sql + " AND seq = $3", {id, Blob{}, *seq}));
    else
        TRY(db_.run(sql, {id, Blob{}}));
    auto newest = TRY(head(id));
    if (!newest || (seq && *seq != newest->seq)) return {};
    HeadWriter heads(db_);
    TRY(heads.forget(id));
    return heads.write();
}

}  // namespace bridle::registry
