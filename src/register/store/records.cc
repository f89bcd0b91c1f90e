#include "register/store/records.h"

#include <algorithm>

#include "register/store/head_row.h"

namespace bridle::registry {

namespace {

// So many versions, or bytes of them, are read before they are visited.
constexpr std::size_t kPage = 256, kPageBytes = 4 << 20;
// While fewer records than these changed since a time, they are looked through one by one.
constexpr std::int64_t kFewChanged = 5000;
constexpr std::int64_t kMostOfIdentifier = 1000;

constexpr std::string_view kVersionColumns =
    "leaf, record_id, type, seq, action, kind, reason, basis, time, schema, as_of, salt, "
    "is_public, body";
constexpr int kBody = 13;

Version version_of(const Row& row) {
    Version version;
    version.index = static_cast<std::uint64_t>(row.integer(0));
    version.record_id = row.string(1);
    version.type = row.string(2);
    version.seq = row.integer(3);
    version.action = row.string(4);
    version.kind = row.string(5);
    version.reason = row.string(6);
    version.basis = row.string(7);
    version.time = time_of(row.integer(8));
    version.schema = row.string(9);
    version.as_of = row.string(10);
    version.salt = row.bytes(11);
    version.is_public = row.integer(12) != 0;
    if (!row.is_null(kBody)) version.body = row.string(kBody);
    return version;
}

std::string versions_where(std::string_view condition) {
    return "SELECT " + std::string(kVersionColumns) + " FROM versions WHERE " +
           std::string(condition);
}

constexpr std::string_view kOfRecord = "number = (SELECT number FROM heads WHERE id = $1) ";

std::string heads_where(std::string_view condition) {
    return "SELECT " + std::string(kHeadColumns) + " FROM heads " + std::string(condition);
}

std::string numbered_where(std::string_view condition) {
    return "SELECT " + std::string(kHeadColumns) + ", heads.number FROM heads " +
           std::string(condition);
}

Records::Numbered numbered_of(const Row& row) {
    return {row.integer(kHeadWidth), head_of(row)};
}

Change change_of(const Row& row) {
    Change change;
    change.index = static_cast<std::uint64_t>(row.integer(0));
    change.record_id = row.string(1);
    change.type = row.string(2);
    change.title = row.string(3);
    change.action = row.string(4);
    change.kind = row.string(5);
    change.reason = row.string(6);
    change.seq = row.integer(7);
    change.time = time_of(row.integer(8));
    return change;
}

constexpr std::string_view kChanges =
    "SELECT v.leaf, v.record_id, v.type, COALESCE(heads.title, ''), v.action, v.kind, v.reason, "
    "v.seq, v.time FROM versions v LEFT JOIN heads ON heads.number = v.number "
    "WHERE v.is_public = 1 ";

// $1: since, $2 to $4: type, status and country, empty for any.
constexpr std::string_view kRecentOnes =
    "heads.time >= $1 AND ($2 = '' OR heads.type = $2) AND ($3 = '' OR heads.status = $3) AND "
    "($4 = '' OR replace(' ' || heads.countries || ' ', ' ' || CAST($4 AS TEXT) || ' ', '') <> "
    "' ' || heads.countries || ' ')";

std::int64_t number(std::size_t value) {
    return static_cast<std::int64_t>(std::min<std::size_t>(value, INT64_MAX));
}

}  // namespace

Result<void> Records::add(const Version& version, const std::optional<Summary>& summary,
                          bool demonstration) {
    Addition addition{version, summary, demonstration};
    return add_all({&addition, 1});
}

Result<std::optional<Head>> Records::head(std::string_view id) {
    return db_.first(heads_where("WHERE id = $1"), {id}, head_of);
}

Result<std::optional<Version>> Records::current(std::string_view id) {
    return db_.first(versions_where("leaf = (SELECT leaf FROM heads WHERE id = $1)"), {id},
                     version_of);
}

Result<std::optional<Version>> Records::version(std::string_view id, std::int64_t seq) {
    return db_.first(versions_where(std::string(kOfRecord) + "AND seq = $2"), {id, seq},
                     version_of);
}

Result<std::optional<Version>> Records::by_index(std::uint64_t index) {
    return db_.first(versions_where("leaf = $1"), {number(index)}, version_of);
}

Result<std::optional<Version>> Records::as_of(std::string_view id, Time until) {
    return db_.first(
        versions_where(std::string(kOfRecord) + "AND time <= $2 ORDER BY seq DESC LIMIT 1"),
        {id, micros(until)}, version_of);
}

Result<std::optional<Version>> Records::as_of_size(std::string_view id, std::uint64_t size) {
    return db_.first(
        versions_where(std::string(kOfRecord) + "AND leaf < $2 ORDER BY seq DESC LIMIT 1"),
        {id, number(size)}, version_of);
}

Result<std::vector<Version>> Records::history(std::string_view id) {
    return db_.all(
        "SELECT leaf, record_id, type, seq, action, kind, reason, basis, time, schema, as_of, "
        "salt, is_public, NULL FROM versions WHERE " +
            std::string(kOfRecord) + "ORDER BY seq",
        {id}, version_of);
}

// Behind which record a list goes on: -1 from the first one, and nothing when there is no such.
Result<std::optional<std::int64_t>> Records::number_behind(std::string_view id) {
    if (id.empty()) return -1;
    return db_.first("SELECT number FROM heads WHERE id = $1", {id},
                     [](const Row& row) { return row.integer(0); });
}

// Every combination of type and status that the filter admits has a run of `listing` in the order
// of the numbers; there are few of them, and their fronts are merged.
Result<std::vector<Records::Numbered>> Records::listed(const RecordFilter& filter,
                                                       std::int64_t after, std::size_t limit) {
    if (filter.type.empty() && filter.country.empty() && filter.status.empty())
        return db_.all(numbered_where("WHERE number > $1 ORDER BY number LIMIT $2"),
                       {after, number(limit)}, numbered_of);
    auto runs = TRY(
        db_.all("SELECT type, status FROM counts WHERE country = $1 AND ($2 = '' OR type = $2) AND "
                "($3 = '' OR status = $3) AND records > 0",
                {filter.country, filter.type, filter.status},
                [](const Row& row) { return std::pair(row.string(0), row.string(1)); }));
    std::vector<std::int64_t> found;
    for (const auto& [type, status] : runs) {
        auto some = TRY(db_.all(
            "SELECT number FROM listing WHERE country = $1 AND type = $2 AND status = $3 AND "
            "number > $4 ORDER BY number LIMIT $5",
            {filter.country, std::string_view(type), std::string_view(status), after,
             number(limit)},
            [](const Row& row) { return row.integer(0); }));
        found.insert(found.end(), some.begin(), some.end());
    }
    std::ranges::sort(found);
    if (found.size() > limit) found.resize(limit);
    std::vector<Numbered> heads;
    for (std::int64_t record : found) {
        auto head = TRY(db_.first(numbered_where("WHERE number = $1"), {record}, numbered_of));
        if (head) heads.push_back(std::move(*head));
    }
    return heads;
}

// Either few records changed since then, and they are sorted, or so many that the next ones are
// soon found among all.
Result<std::vector<Records::Numbered>> Records::recent(const RecordFilter& filter,
                                                       std::int64_t after, std::size_t limit) {
    std::int64_t since = micros(*filter.changed_since);
    auto changed = TRY(
        db_.first("SELECT count(*) FROM (SELECT 1 FROM heads WHERE time >= $1 LIMIT $2) AS changed",
                  {since, kFewChanged}, [](const Row& row) { return row.integer(0); }));
    std::vector<Numbered> heads;
    if (changed.value_or(0) < kFewChanged) {
        // Sorted here, lest the database goes through all records in the order of their numbers.
        TRY(db_.each(numbered_where("WHERE " + std::string(kRecentOnes)),
                     {since, filter.type, filter.status, filter.country},
                     [&](const Row& row) -> Result<bool> {
                         if (row.integer(kHeadWidth) > after) heads.push_back(numbered_of(row));
                         return true;
                     }));
        std::ranges::sort(heads, {}, &Numbered::number);
        if (heads.size() > limit) heads.resize(limit);
        return heads;
    }
    while (heads.size() < limit) {
        auto page = TRY(listed(filter, after, kPage));
        if (page.empty()) break;
        after = page.back().number;
        for (Numbered& each : page)
            if (each.head.time >= *filter.changed_since && heads.size() < limit)
                heads.push_back(std::move(each));
    }
    return heads;
}

Result<std::vector<Head>> Records::list(const RecordFilter& filter, std::string_view after,
                                        std::size_t limit) {
    std::vector<Head> heads;
    auto behind = TRY(number_behind(after));
    if (!behind) return heads;
    auto found =
        filter.changed_since ? recent(filter, *behind, limit) : listed(filter, *behind, limit);
    if (!found) return std::unexpected(std::move(found).error());
    for (Numbered& each : *found) heads.push_back(std::move(each.head));
    return heads;
}

Result<std::vector<Head>> Records::list_page(std::string_view type, std::uint64_t from,
                                             std::size_t limit) {
    return db_.all(heads_where("WHERE type = $1 AND place >= $2 ORDER BY place LIMIT $3"),
                   {type, number(from), number(limit)}, head_of);
}

Result<std::uint64_t> Records::count(const RecordFilter& filter) {
    std::uint64_t count = 0;
    auto take = [&](const Row& row) -> Result<bool> {
        count = static_cast<std::uint64_t>(row.integer(0));
        return false;
    };
    if (filter.changed_since)
        TRY(db_.each("SELECT count(*) FROM heads WHERE " + std::string(kRecentOnes),
                     {micros(*filter.changed_since), filter.type, filter.status, filter.country},
                     take));
    else
        TRY(
            db_.each("SELECT CAST(COALESCE(SUM(records), 0) AS BIGINT) FROM counts WHERE "
                     "country = $1 AND ($2 = '' OR type = $2) AND ($3 = '' OR status = $3)",
                     {filter.country, filter.type, filter.status}, take));
    return count;
}

Result<std::vector<Related>> Records::referring_to(std::string_view id, std::size_t limit) {
    return db_.all("SELECT " + std::string(kHeadColumns) +
                       ", l.relation FROM links l JOIN heads ON heads.number = l.number "
                       "WHERE l.target = $1 ORDER BY l.relation, l.number LIMIT $2",
                   {id, number(limit)},
                   [](const Row& row) { return Related{row.string(kHeadWidth), head_of(row)}; });
}

Result<std::vector<Related>> Records::referred_by(std::string_view id, std::size_t limit) {
    return db_.all("SELECT " + std::string(kHeadColumns) +
                       ", l.relation FROM links l JOIN heads ON heads.id = l.target "
                       "WHERE l.number = (SELECT number FROM heads WHERE id = $1) "
                       "ORDER BY l.relation, l.target LIMIT $2",
                   {id, number(limit)},
                   [](const Row& row) { return Related{row.string(kHeadWidth), head_of(row)}; });
}

Result<std::vector<Head>> Records::with_identifier(std::string_view identifier) {
    return db_.all("SELECT " + std::string(kHeadColumns) +
                       " FROM identifiers i JOIN heads ON heads.number = i.number "
                       "WHERE i.identifier = $1 ORDER BY i.number LIMIT $2",
                   {identifier, kMostOfIdentifier}, head_of);
}

Result<std::unordered_map<std::string, Time>> Records::last_filed(std::string_view type) {
    const std::string filed =
        "CASE WHEN heads.seq = 1 THEN heads.first ELSE COALESCE((SELECT MAX(v.time) FROM versions "
        "v WHERE v.number = heads.number AND v.kind = 'factChanged'), heads.first) END";
    std::string sql = "SELECT l.target, MAX(" + filed +
                      ") FROM heads JOIN links l ON l.number = heads.number "
                      "WHERE heads.type = $1 GROUP BY l.target";
    if (type == "company") sql = "SELECT heads.id, " + filed + " FROM heads WHERE heads.type = $1";
    std::unordered_map<std::string, Time> last;
    TRY(db_.each(sql, std::vector<Param>{type}, [&](const Row& row) -> Result<bool> {
        last.emplace(row.string(0), time_of(row.integer(1)));
        return true;
    }));
    return last;
}

Result<std::vector<std::string>> Records::countries() {
    return db_.all(
        "SELECT DISTINCT country FROM counts WHERE country <> '' AND records > 0 ORDER BY country",
        {}, [](const Row& row) { return row.string(0); });
}

Result<std::vector<Change>> Records::changes(std::int64_t after, std::size_t limit) {
    return db_.all(std::string(kChanges) + "AND v.leaf > $1 ORDER BY v.leaf LIMIT $2",
                   {after, number(limit)}, change_of);
}

Result<std::vector<Change>> Records::latest_changes(std::size_t limit) {
    return db_.all(std::string(kChanges) + "ORDER BY v.leaf DESC LIMIT $1", {number(limit)},
                   change_of);
}

Result<void> Records::each_version(std::uint64_t from, std::uint64_t to,
                                   const std::function<Result<bool>(const Version&)>& visit) {
    while (from < to) {
        std::vector<Version> page;
        std::size_t bytes = 0;
        TRY(db_.each(versions_where("leaf >= $1 AND leaf < $2 ORDER BY leaf LIMIT $3"),
                     {number(from), number(to), number(kPage)},
                     [&](const Row& row) -> Result<bool> {
                         page.push_back(version_of(row));
                         bytes += row.text(kBody).size();
                         return bytes < kPageBytes;
                     }));
        if (page.empty()) return {};
        for (const Version& version : page) {
            bool more = TRY(visit(version));
            if (!more) return {};
        }
        from = page.back().index + 1;
    }
    return {};
}

Result<void> Records::each_current(std::string_view type,
                                   const std::function<Result<bool>(const Version&)>& visit) {
    RecordFilter filter{.type = std::string(type)};
    for (std::int64_t after = -1;;) {
        auto page = TRY(listed(filter, after, kPage));
        if (page.empty()) return {};
        after = page.back().number;
        for (const auto& [number, head] : page) {
            if (head.taken_down) continue;
            auto version = TRY(by_index(head.index));
            if (!version)
                return fail(Errc::corrupt, "the newest version of " + head.id + " is lost");
            bool more = TRY(visit(*version));
            if (!more) return {};
        }
    }
}

}  // namespace bridle::registry
