// What a published folder holds, and what of it a few new leaves change: their records, the pages
// of records that these are linked with, the lists, feeds and files that they stand in, and the
// end of the log.

#include "register/web/public_paths.h"

#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "register/log/tile.h"
#include "register/service/source_file.h"
#include "register/web/api_json.h"
#include "register/web/api_paths.h"
#include "register/web/bulk.h"
#include "register/web/feeds.h"
#include "register/web/pages/pages.h"
#include "register/web/search_files.h"
#include "register/web/site_files.h"

namespace bridle::registry {

namespace {

constexpr std::size_t kAtOnce = 1000;
constexpr std::size_t kMostRelated = 10'000;
// So far along chains of owners a new link may show in the drawing of a company.
constexpr int kOwnershipSteps = 8;

using Visit = std::function<Result<void>(std::string)>;
using Ids = std::set<std::string, std::less<>>;

class Paths {
public:
    Paths(const Reading& reading, const Visit& visit) : reading_(reading), visit_(visit) {}

    Result<void> everything(std::uint64_t size);
    Result<void> changed(std::uint64_t from, std::uint64_t to);
    Result<void> daily();

private:
    Records& records() const { return reading_.store.records; }
    Result<void> page(std::string_view path) const;  // in every language
    Result<void> feed(std::string_view name) const;  // so, too
    Result<void> record_page(std::string_view id) const { return page(record_page_path(id)); }
    Result<void> record(std::string_view id, std::string_view type, std::int64_t versions) const;
    Result<void> lists(bool of_all);
    Result<void> type(std::string_view type, bool beyond) const;
    Result<void> log(std::uint64_t from, std::uint64_t to) const;
    Result<void> segments(const std::set<std::uint64_t>& leaves, std::uint64_t size) const;
    Result<void> of_type(std::string_view type, const std::function<Result<void>(const Head&)>&);
    // What the version says adds to these.
    Result<void> stands_in(const Version& version, Ids& countries, Ids& searched) const;
    Result<void> related(std::string_view id, Ids& ids) const;
    Result<void> owners(std::string_view id, Ids& ids) const;
    Result<void> licences();

    const Reading& reading_;
    const Visit& visit_;
};

Result<void> Paths::page(std::string_view path) const {
    for (const SiteWords* words : SiteWords::offered(reading_.settings().languages))
        TRY(visit_(fmt::format("/{}/{}", words->language(), path)));
    return {};
}

Result<void> Paths::feed(std::string_view name) const {
    for (const SiteWords* words : SiteWords::offered(reading_.settings().languages))
        TRY(visit_(feed_path(reading_.settings(), words->language(), name)));
    return {};
}

Result<void> Paths::record(std::string_view id, std::string_view type,
                           std::int64_t versions) const {
    TRY(visit_(record_path(id)));
    if (type == "licence") TRY(visit_(licence_status_path(id)));
    TRY(visit_(fmt::format("/v1/records/{}/history.json", id)));
    TRY(visit_("/feeds/" + record_feed_name(id)));
    TRY(record_page(id));
    for (std::int64_t seq = 1; seq <= versions; seq++) {
        TRY(visit_(version_path(id, seq)));
        TRY(visit_(receipt_path(id, seq)));
        TRY(page(version_page_path(id, seq)));
    }
    return {};
}

// `beyond`: a page more, which may have been there while there were more records.
Result<void> Paths::type(std::string_view type, bool beyond) const {
    RecordFilter filter;
    filter.type = type;
    std::uint64_t count = TRY(records().count(filter));
    auto pages = [&](std::uint64_t on_one) {
        return std::max<std::uint64_t>(1, (count + on_one - 1) / on_one) + (beyond ? 1 : 0);
    };
    for (std::uint64_t n = 1; n <= pages(kPageOfType); n++) TRY(visit_(type_page_path(type, n)));
    TRY(page(fmt::format("type/{}/", type)));
    for (std::uint64_t n = 2; n <= pages(kRecordsOnAPage); n++)
        TRY(page(fmt::format("type/{}/page/{}/", type, n)));
    return visit_(fmt::format("/bulk/{}.csv", type));
}

// Those that stand for the register as a whole.
Result<void> Paths::lists(bool of_all) {
    for (std::string_view path : {"", "type/", "country/", "overdue/", "recent/", "verify/"})
        TRY(page(path));
    for (std::string_view path :
         {"/v1/register.json", "/v1/types.json", "/v1/changes.json", "/v1/overdue.json",
          "/bulk/checkpoints.jsonl", "/bulk/bods.json", "/bulk/bods.jsonl",
          "/bulk/ocds-releases.json", "/bulk/ocds-records.json", "/bulk/attribution.json",
          "/bulk/catalogue.jsonld", "/bulk/catalogue.ttl"})
        TRY(visit_(std::string(path)));
    for (std::string_view name : {"recent.atom", "recent.json", "overdue.atom", "overdue.json"})
        TRY(feed(name));
    if (!of_all) return {};
    TRY(visit_("/"));
    for (std::string_view path : {"search/", "data/", "about/"}) TRY(page(path));
    for (const std::string& path : site_file_paths()) TRY(visit_(path));
    TRY(visit_("/policy.txt"));
    TRY(each_search_path(reading_, visit_));
    TRY(visit_("/bulk/ocds-extension/extension.json"));
    TRY(visit_("/bulk/ocds-extension/release-schema.json"));
    TRY(visit_("/v1/schemas/common.json"));
    for (const RecordType& type : record_types()) TRY(visit_("/v1/schemas/" + type.name + ".json"));
    return {};
}

Result<void> Paths::log(std::uint64_t from, std::uint64_t to) const {
    for (TileId tile : tiles_changed(from, to)) TRY(visit_("/log/" + tile_path(tile)));
    for (std::uint64_t index = from / kTileWidth; index * kTileWidth < to; index++)
        TRY(visit_("/log/" + bundle_path(index, tile_width(0, index, to))));
    return visit_("/log/checkpoint");
}

// The files that these leaves stand in.
Result<void> Paths::segments(const std::set<std::uint64_t>& leaves, std::uint64_t size) const {
    std::set<std::string> paths;
    for (std::uint64_t leaf : leaves) {
        paths.insert(segment_path(leaf / kBulkSegment));
        paths.insert(changes_path(leaf / kChangesSegment));
        if (leaf / kFeedSegment < size / kFeedSegment)
            for (const SiteWords* words : SiteWords::offered(reading_.settings().languages))
                paths.insert(feed_path(reading_.settings(), words->language(),
                                       archive_name(leaf / kFeedSegment)));
    }
    // The last of them may be empty yet.
    paths.insert(changes_path(size / kChangesSegment));
    for (const std::string& path : paths) TRY(visit_(path));
    return {};
}

Result<void> Paths::of_type(std::string_view type,
                            const std::function<Result<void>(const Head&)>& each) {
    RecordFilter filter;
    filter.type = type;
    for (std::string after;;) {
        auto heads = TRY(records().list(filter, after, kAtOnce));
        for (const Head& head : heads) TRY(each(head));
        if (heads.size() < kAtOnce) return {};
        after = heads.back().id;
    }
}

Result<void> Paths::everything(std::uint64_t size) {
    TRY(lists(true));
    TRY(of_type("", [&](const Head& head) { return record(head.id, head.type, head.seq); }));
    for (const RecordType& each : record_types()) TRY(type(each.name, false));
    auto countries = TRY(records().countries());
    for (const std::string& code : countries) TRY(page("country/" + lower(code) + "/"));
    std::set<std::uint64_t> leaves;
    for (std::uint64_t leaf = 0; leaf < size; leaf += kFeedSegment) leaves.insert(leaf);
    TRY(segments(leaves, size));
    auto files = TRY(reading_.store.filings.files());
    for (const std::string& sha256 : files) TRY(visit_("/files/" + sha256));
    return log(0, size);
}

Result<void> Paths::stands_in(const Version& version, Ids& countries, Ids& searched) const {
    const RecordType* type = find_type(version.type);
    auto body = version.body ? Json::parse(*version.body) : Result<Json>(Json());
    if (!type || !body || !body->is_object()) return {};
    const Summary summary = summarise(*type, *body);
    for (const std::string& code : summary.countries) countries.insert(lower(code));
    searched.merge(search_paths(summary));
    return {};
}

// A page shows what its record refers to and what refers to it, by their titles, and of some of
// those what they refer to.
Result<void> Paths::related(std::string_view id, Ids& ids) const {
    auto from = TRY(records().referring_to(id, kMostRelated));
    auto to = TRY(records().referred_by(id, kMostRelated));
    from.insert(from.end(), to.begin(), to.end());
    for (const Related& each : from) {
        ids.insert(each.head.id);
        auto further = TRY(records().referred_by(each.head.id, kMostRelated));
        for (const Related& other : further) ids.insert(other.head.id);
    }
    return {};
}

Result<void> Paths::owners(std::string_view id, Ids& ids) const {
    Ids reached{std::string(id)}, edge = reached;
    for (int step = 0; step < kOwnershipSteps && !edge.empty(); step++) {
        Ids next;
        for (const std::string& each : edge) {
            auto links = TRY(records().referring_to(each, kMostRelated));
            auto more = TRY(records().referred_by(each, kMostRelated));
            links.insert(links.end(), more.begin(), more.end());
            for (const Related& link : links)
                if ((link.head.type == "ownership" || link.head.type == "company") &&
                    (link.relation == "subject" || link.relation == "owner") &&
                    reached.insert(link.head.id).second)
                    next.insert(link.head.id);
        }
        edge = std::move(next);
    }
    ids.insert(reached.begin(), reached.end());
    return {};
}

// Whatever shows what a licence is worth today.
Result<void> Paths::licences() {
    TRY(type("licence", false));
    auto countries = TRY(records().countries());
    for (const std::string& code : countries) TRY(page("country/" + lower(code) + "/"));
    return of_type("licence", [&](const Head& head) -> Result<void> {
        TRY(visit_(record_path(head.id)));
        TRY(visit_(licence_status_path(head.id)));
        for (std::int64_t seq = 1; seq <= head.seq; seq++) TRY(visit_(version_path(head.id, seq)));
        TRY(record_page(head.id));
        auto linked = TRY(records().referred_by(head.id, kMostRelated));
        for (const Related& each : linked) TRY(record_page(each.head.id));
        return {};
    });
}

bool says_that_a_file_came(const Version& audit) {
    auto body = Json::parse(audit.body.value_or(""));
    return body && (*body)["what"].text() == kSourceFileAdded;
}

Result<void> Paths::changed(std::uint64_t from, std::uint64_t to) {
    Ids ids, types, countries, others, searched;
    std::set<std::uint64_t> leaves;
    bool moratorium = false, files_differ = false;
    TRY(records().each_version(from, to, [&](const Version& version) -> Result<bool> {
        if (!version.is_public) {
            files_differ = files_differ || says_that_a_file_came(version);
            return true;
        }
        ids.insert(version.record_id);
        types.insert(version.type);
        leaves.insert(version.index);
        moratorium = moratorium || version.type == "moratorium";
        TRY(stands_in(version, countries, searched));
        if (version.seq > 1) {
            auto before = TRY(records().version(version.record_id, version.seq - 1));
            if (before) TRY(stands_in(*before, countries, searched));
        }
        return true;
    }));
    // Leaves that nobody sees finish a segment, too.
    for (std::uint64_t leaf = from; leaf < to; leaf += kFeedSegment) leaves.insert(leaf);
    leaves.insert(to - 1);
    for (const std::string& id : ids) {
        auto history = TRY(records().history(id));
        bool tombstone = false;
        for (const Version& version : history) {
            leaves.insert(version.index);
            tombstone = tombstone || (version.action == "tombstone" && version.index >= from);
        }
        // What was taken down has left its countries, and nobody knows any more which; its names
        // neither.
        if (tombstone) {
            auto all = TRY(records().countries());
            for (const std::string& code : all) countries.insert(lower(code));
            TRY(each_search_path(reading_, [&](std::string path) -> Result<void> {
                searched.insert(std::move(path));
                return {};
            }));
        }
        files_differ = files_differ || (tombstone && history.front().type == "sourceDocument");
        TRY(record(id, history.front().type, static_cast<std::int64_t>(history.size())));
        TRY(related(id, others));
        TRY(owners(id, others));
    }
    // Lists that say more of a record than its title name others in turn.
    for (const std::string& id : others) {
        if (ids.contains(id)) continue;
        TRY(record_page(id));
        auto version = TRY(records().current(id));
        if (!version || !has_details(version->type)) continue;
        Ids unsearched;
        TRY(stands_in(*version, countries, unsearched));
        if (version->type == "licence") types.insert(version->type);
    }
    if (moratorium) TRY(licences());
    // More than one document may link to the file that came or went.
    if (files_differ)
        TRY(of_type("sourceDocument",
                    [&](const Head& head) { return record(head.id, head.type, head.seq); }));
    TRY(lists(false));
    for (const std::string& each : types) TRY(type(each, true));
    for (const std::string& code : countries) TRY(page("country/" + code + "/"));
    for (const std::string& path : searched) TRY(visit_(path));
    TRY(segments(leaves, to));
    auto files = TRY(reading_.store.filings.files());
    for (const std::string& sha256 : files) TRY(visit_("/files/" + sha256));
    return log(from, to);
}

Result<void> Paths::daily() {
    TRY(page("overdue/"));
    for (std::string_view name : {"overdue.atom", "overdue.json"}) TRY(feed(name));
    for (std::string_view path : {"/v1/overdue.json", "/bulk/attribution.json",
                                  "/bulk/catalogue.jsonld", "/bulk/catalogue.ttl"})
        TRY(visit_(std::string(path)));
    TRY(licences());
    return of_type("company", [&](const Head& head) { return record_page(head.id); });
}

}  // namespace

Result<void> each_public_path(const Reading& reading, std::uint64_t from, const Visit& visit) {
    std::uint64_t size = TRY(published_size(reading.store));
    Paths paths(reading, visit);
    if (from == 0) return paths.everything(size);
    if (from >= size) return {};
    return paths.changed(from, size);
}

Result<void> each_checkpoint_path(const Reading& reading, const Visit& visit) {
    for (const SiteWords* words : SiteWords::offered(reading.settings().languages))
        TRY(visit(fmt::format("/{}/verify/", words->language())));
    for (std::string_view path : {"/bulk/checkpoints.jsonl", "/bulk/catalogue.jsonld",
                                  "/bulk/catalogue.ttl", "/log/checkpoint"})
        TRY(visit(std::string(path)));
    return {};
}

Result<void> each_daily_path(const Reading& reading, const Visit& visit) {
    return Paths(reading, visit).daily();
}

}  // namespace bridle::registry
