#include "register/web/bulk.h"

#include <fmt/format.h>

#include <set>

#include "base/csv.h"
#include "base/text.h"
#include "register/model/attribution.h"
#include "register/model/bods.h"
#include "register/model/ocds.h"
#include "register/model/summary.h"
#include "register/verify/history.h"
#include "register/web/api_json.h"
#include "register/web/api_search.h"
#include "register/web/country_name.h"

namespace bridle::registry {

namespace {

constexpr std::string_view kJsonLines = "application/jsonl";

Result<void> bounded(const std::string& out) {
    if (out.size() > kMostBulkBytes)
        return fail(Errc::limit,
                    fmt::format("this file would have more than {} bytes; the files under "
                                "/bulk/records/ hold the same in pieces",
                                grouped(kMostBulkBytes)));
    return {};
}

Result<std::string> segment(const Reading& reading, std::uint64_t number, std::uint64_t size) {
    std::string out;
    auto line = [&](const Version& version) -> Result<bool> {
        if (version.is_public && version.body)
            out += body_line(version.index, version.salt, *version.body, version.reason);
        return true;
    };
    std::uint64_t from = number * kBulkSegment;
    TRY(reading.store.records.each_version(from, std::min(size, from + kBulkSegment), line));
    return out;
}

Result<std::string> checkpoints(const Reading& reading) {
    constexpr std::size_t kAtOnce = 500;
    std::string out;
    for (std::uint64_t from = 0;;) {
        auto some = TRY(reading.store.log.checkpoints(from, kAtOnce));
        for (const StoredCheckpoint& each : some) {
            from = each.size + 1;
            if (each.published) out += checkpoint_line(each.size, each.note);
        }
        TRY(bounded(out));
        if (some.size() < kAtOnce) return out;
    }
}

// A value as one field: lists of texts with semicolons, what is withheld with its reason, anything
// that has parts as JSON.
std::string cell(const Json& value) {
    if (value.is_null()) return {};
    if (value.is_text()) return std::string(value.text());
    if (const Json* why = value.find("withheld")) return "withheld: " + std::string(why->text());
    if (!value.is_array()) return value.canonical();
    std::string out;
    for (const Json& each : value.items()) {
        if (!each.is_text()) return value.canonical();
        if (!out.empty()) out += "; ";
        out += each.text();
    }
    return out;
}

Result<std::string> csv(const Reading& reading, const RecordType& type) {
    std::string out = "id,seq,index,time,status,countries,identifiers";
    const Json& properties = (*type.schema)["properties"];
    for (const auto& [name, schema] : properties.members())
        if (name != "status") out += "," + name;
    out += "\r\n";
    auto row = [&](const Version& version) -> Result<bool> {
        Json body = TRY(Json::parse(*version.body));
        Summary summary = summarise(type, body);
        out += fmt::format("{},{},{},{}", version.record_id, version.seq, version.index,
                           iso(version.time));
        auto field = [&](std::string_view text) {
            out += ',';
            append_csv_field(out, text);
        };
        field(summary.status);
        field(joined(summary.countries, "; "));
        field(joined(summary.identifiers, "; "));
        for (const auto& [name, schema] : properties.members())
            if (name != "status") field(cell(body[name]));
        out += "\r\n";
        TRY(bounded(out));
        return true;
    };
    TRY(reading.store.records.each_current(type.name, row));
    return out;
}

ExportedVersion exported(const Version& version) {
    ExportedVersion out;
    out.record_id = version.record_id;
    out.type = version.type;
    out.seq = version.seq;
    out.index = version.index;
    out.action = version.action;
    out.kind = version.kind;
    out.reason = version.reason;
    out.time = iso(version.time);
    out.schema = version.schema;
    return out;
}

// Every version of every record of a type, with bodies, record by record.
Result<void> each_history(
    const Reading& reading, std::string_view type, std::uint64_t size,
    const std::function<Result<void>(const std::vector<ExportedVersion>&)>& visit) {
    constexpr std::size_t kAtOnce = 500;
    RecordFilter filter;
    filter.type = type;
    for (std::string after;;) {
        auto heads = TRY(reading.store.records.list(filter, after, kAtOnce));
        for (const Head& head : heads) {
            auto history = TRY(reading.store.records.history(head.id));
            std::vector<ExportedVersion> versions;
            for (const Version& brief : history) {
                if (brief.index >= size) continue;
                ExportedVersion version = exported(brief);
                if (!brief.salt.empty()) {
                    auto whole = TRY(reading.store.records.version(head.id, brief.seq));
                    if (whole && whole->body) version.body = TRY(Json::parse(*whole->body));
                }
                if (!version.body) {
                    auto why = TRY(tombstone_of(reading.store, head.id, brief.seq));
                    if (why && brief.action == "tombstone" && why->scope != 0) continue;
                    if (why) version.reason = why->version.reason;
                }
                versions.push_back(std::move(version));
            }
            TRY(visit(versions));
        }
        if (heads.size() < kAtOnce) return {};
        after = heads.back().id;
    }
}

Result<std::string> bods(const Reading& reading, std::uint64_t size, bool lines) {
    const Publisher publisher = publisher_of(reading.settings());
    std::string out = lines ? "" : "[";
    bool first = true;
    for (BodsPass pass : kBodsPasses) {
        auto state = [&](const std::vector<ExportedVersion>& versions) -> Result<void> {
            for (const ExportedVersion& version : versions)
                for (const Json& statement : bods_statements(version, publisher, pass)) {
                    if (!lines) out += first ? "\n" : ",\n";
                    first = false;
                    out += statement.dump();
                    if (lines) out += '\n';
                }
            return bounded(out);
        };
        if (pass == BodsPass::parties) TRY(each_history(reading, "company", size, state));
        TRY(each_history(reading, "ownership", size, state));
    }
    if (!lines) out += "\n]\n";
    return out;
}

Result<std::optional<std::string>> ocds(const Reading& reading, std::uint64_t size,
                                        std::string_view path, bool records) {
    const Publisher publisher = publisher_of(reading.settings());
    std::string items;
    auto add = [&](const Json& item) {
        items += items.empty() ? "\n" : ",\n";
        items += item.dump();
    };
    auto release = [&](const std::vector<ExportedVersion>& versions) -> Result<void> {
        auto releases = ocds_releases(versions, reading.settings().ocid_prefix, publisher);
        if (records && !releases.empty()) add(ocds_record(releases));
        if (!records)
            for (const Json& each : releases) add(each);
        return bounded(items);
    };
    TRY(each_history(reading, "contract", size, release));
    if (items.empty()) return std::nullopt;
    auto checkpoint = TRY(reading.store.log.latest_published());
    std::string out = ocds_package(address_of(reading, path),
                                   iso(checkpoint ? checkpoint->time : Time()), publisher)
                          .dump();
    out.pop_back();  // the bracket, for the list to come
    out += records ? ",\"records\":[" : ",\"releases\":[";
    out += items;
    out += "\n]}\n";
    return out;
}

std::string text_of(const Json& document) {
    return document.dump(1) + "\n";
}

// The records that the export is about. There may be many sales and contracts; those that name
// neither a product nor its vendor are not kept.
Result<std::vector<CurrentRecord>> attributed_records(Store& store) {
    std::vector<CurrentRecord> all;
    auto take = [&](std::string_view type, const auto& wanted) -> Result<void> {
        return store.records.each_current(type, [&](const Version& version) -> Result<bool> {
            if (!wanted(version)) return true;
            Json body = TRY(Json::parse(*version.body));
            all.push_back({version.record_id, version.type, std::move(body)});
            return true;
        });
    };
    auto any = [](const Version&) { return true; };
    TRY(take("attribution", any));
    std::set<std::string, std::less<>> ids;
    for (const CurrentRecord& each : all) ids.emplace(each.body["product"].text());
    auto named = [&](const Version& version) { return ids.contains(version.record_id); };
    TRY(take("product", named));
    for (std::size_t i = 0, count = all.size(); i < count; i++) {
        if (all[i].type != "product") continue;
        ids.emplace(all[i].body["vendor"].text());
        for (const Json& maker : all[i].body["makers"].items()) ids.emplace(maker.text());
    }
    TRY(take("company", named));
    TRY(take("moratorium", any));
    auto about = [&](const Version& version) {
        for (const std::string& id : ids)
            if (!id.empty() && version.body->contains('"' + id + '"')) return true;
        return false;
    };
    for (std::string_view type : {"licence", "contract", "measure", "sale"}) TRY(take(type, about));
    return all;
}

Result<std::string> attribution(Store& store, const Settings& settings, std::string_view today) {
    auto records = TRY(attributed_records(store));
    AttributionExport about;
    about.publisher = publisher_of(settings);
    about.name = settings.name;
    about.size = TRY(published_size(store));
    about.today = today;
    about.demonstration = settings.demonstration;
    return text_of(attribution_export(about, records));
}

const BulkFile* find_file(const std::vector<BulkFile>& files, std::string_view path) {
    for (const BulkFile& each : files)
        if (each.path == path) return &each;
    return nullptr;
}

}  // namespace

Publisher publisher_of(const Settings& settings) {
    return {settings.keeper, settings.url, settings.origin, settings.data_licence,
            [](std::string_view code) { return country_name("en", code); }};
}

Result<std::string> attribution_export(Store& store, const Settings& settings) {
    return attribution(store, settings, iso(now()).substr(0, 10));
}

std::string segment_path(std::uint64_t segment) {
    return "/" + bodies_path(segment);
}

std::vector<BulkFile> bulk_files(std::uint64_t size) {
    const std::string bods = "https://standard.openownership.org/en/0.4.0/";
    const std::string ocds = "https://standard.open-contracting.org/1.1/";
    std::vector<BulkFile> all{
        {"/bulk/checkpoints.jsonl", "Every published checkpoint", std::string(kJsonLines), ""},
        {"/bulk/bods.json", "Companies and ownership", "application/json", bods},
        {"/bulk/bods.jsonl", "Companies and ownership, a statement on each line",
         std::string(kJsonLines), bods},
        {"/bulk/ocds-releases.json", "Contracts, each version as a release", "application/json",
         ocds},
        {"/bulk/ocds-records.json", "Contracts as records", "application/json", ocds},
        {"/bulk/attribution.json", "Sets of indicators and the products they are traces of",
         "application/json", ""},
    };
    for (const RecordType& type : record_types())
        all.push_back({"/bulk/" + type.name + ".csv",
                       std::string((*type.schema)["title"].text()) + ": newest versions",
                       "text/csv", ""});
    for (std::uint64_t from = 0; from < size; from += kBulkSegment)
        all.push_back({segment_path(from / kBulkSegment),
                       fmt::format("Records of the leaves from {} on, with their salts", from),
                       std::string(kJsonLines), ""});
    return all;
}

Result<std::optional<std::string>> bulk_text(const Reading& reading, std::string_view path) {
    std::uint64_t size = TRY(published_size(reading.store));
    if (path == "/bulk/checkpoints.jsonl") return checkpoints(reading);
    if (path == "/bulk/bods.json") return bods(reading, size, false);
    if (path == "/bulk/bods.jsonl") return bods(reading, size, true);
    if (path == "/bulk/ocds-releases.json") return ocds(reading, size, path, false);
    if (path == "/bulk/ocds-records.json") return ocds(reading, size, path, true);
    if (path == "/bulk/ocds-extension/extension.json")
        return text_of(ocds_extension(publisher_of(reading.settings())));
    if (path == "/bulk/ocds-extension/release-schema.json") return text_of(ocds_extension_schema());
    if (path == "/bulk/attribution.json")
        return attribution(reading.store, reading.settings(), reading.today);
    if (path.starts_with("/bulk/records/") && path.ends_with(".jsonl")) {
        std::string_view digits = path.substr(14, path.size() - 20);
        while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
        auto number = plain_number(digits);
        if (!number || segment_path(*number) != path || *number * kBulkSegment >= size)
            return std::nullopt;
        return segment(reading, *number, size);
    }
    if (path.ends_with(".csv"))
        if (const RecordType* type = find_type(path.substr(6, path.size() - 10)))
            return csv(reading, *type);
    return std::nullopt;
}

Result<std::optional<Response>> bulk_answer(const Reading& reading) {
    std::string_view path = reading.request.path;
    if (!path.starts_with("/bulk/")) return std::nullopt;
    if (path == "/bulk/catalogue.jsonld") {
        std::string text = TRY(catalogue_json(reading));
        return Response::text(200, "application/ld+json", std::move(text));
    }
    if (path == "/bulk/catalogue.ttl") {
        std::string text = TRY(catalogue_turtle(reading));
        return Response::text(200, "text/turtle; charset=utf-8", std::move(text));
    }
    auto text = bulk_text(reading, path);
    if (!text && text.error().code == Errc::limit)
        return Response::problem(503, "Too large", text.error().what);
    if (!text) return std::unexpected(std::move(text).error());
    if (!*text)
        return Response::problem(404, "Not found",
                                 "There is no such file: /bulk/catalogue.jsonld has all of them.");
    std::uint64_t size = TRY(published_size(reading.store));
    auto files = bulk_files(size);
    const BulkFile* file = find_file(files, path);
    std::string type = file ? file->media_type : "application/json";
    if (type == "text/csv") type += "; charset=utf-8; header=present";
    return Response::text(200, type, std::move(**text));
}

}  // namespace bridle::registry
