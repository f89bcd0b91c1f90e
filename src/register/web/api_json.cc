#include "register/web/api_json.h"

#include <fmt/format.h>

#include "register/model/types.h"

namespace bridle::registry {

namespace {

void write_link(JsonWriter& json, const Reading& reading, std::string_view name,
                std::string_view path) {
    json.text(name, address_of(reading, path));
}

void write_version_links(JsonWriter& json, const Reading& reading, const Version& version,
                         std::string_view self, std::string_view file = {}) {
    json.key("links").begin_object();
    write_link(json, reading, "self", self);
    write_link(json, reading, "version", version_path(version.record_id, version.seq));
    write_link(json, reading, "history", "/v1/records/" + version.record_id + "/history.json");
    write_link(json, reading, "proof", receipt_path(version.record_id, version.seq));
    write_link(json, reading, "html", html_path(reading, version.record_id));
    if (!file.empty()) write_link(json, reading, "file", file);
    json.end_object();
}

void write_what_happened(JsonWriter& json, const Version& version) {
    json.text("id", version.record_id).text("type", version.type).number("seq", version.seq);
    json.number("index", static_cast<std::int64_t>(version.index));
    json.text("time", iso(version.time)).text("action", version.action);
    if (!version.kind.empty()) json.text("kind", version.kind);
    if (!version.reason.empty()) json.text("reason", version.reason);
    if (!version.basis.empty()) json.text("basis", version.basis);
}

void write_log(JsonWriter& json, const Reading& reading) {
    json.key("log").begin_object().text("origin", reading.settings().origin).end_object();
}

}  // namespace

std::string address_of(const Reading& reading, std::string_view path) {
    return reading.settings().url + std::string(path);
}
std::string record_path(std::string_view id) {
    return fmt::format("/v1/records/{}.json", id);
}
std::string version_path(std::string_view id, std::int64_t seq) {
    return fmt::format("/v1/records/{}/{}.json", id, seq);
}
std::string receipt_path(std::string_view id, std::int64_t seq) {
    return fmt::format("/v1/records/{}/{}.tlog-proof", id, seq);
}
std::string html_path(const Reading& reading, std::string_view id) {
    const auto& languages = reading.settings().languages;
    return fmt::format("/{}/{}", languages.empty() ? "en" : languages.front(),
                       record_page_path(id));
}

Result<std::string> file_path(Store& store, const Json& document) {
    const std::string sha256(document["sha256"].text());
    bool is_there = TRY(store.filings.has_file(sha256));
    return is_there ? "/files/" + sha256 : std::string();
}

Response json_response(std::string body, int status) {
    body += '\n';
    return Response::text(status, "application/json", std::move(body));
}

Result<std::uint64_t> published_size(Store& store) {
    auto checkpoint = TRY(store.log.latest_published());
    return checkpoint ? checkpoint->size : 0;
}

Result<std::optional<Version>> published_version(Store& store, std::string_view id) {
    auto version = TRY(store.records.current(id));
    if (!version) return version;
    std::uint64_t size = TRY(published_size(store));
    if (version->index < size) return version;
    return store.records.as_of_size(id, size);
}

void write_head(JsonWriter& json, const Reading& reading, const Head& head) {
    json.begin_object().text("id", head.id).text("type", head.type).text("title", head.title);
    if (!head.status.empty()) json.text("status", head.status);
    if (!head.as_of.empty()) json.text("asOf", head.as_of);
    json.number("seq", head.seq).number("index", static_cast<std::int64_t>(head.index));
    json.text("first", iso(head.first)).text("time", iso(head.time));
    if (head.taken_down) json.boolean("takenDown", true);
    if (head.demonstration) json.boolean("demonstration", true);
    json.key("links").begin_object();
    write_link(json, reading, "self", record_path(head.id));
    write_link(json, reading, "html", html_path(reading, head.id));
    json.end_object().end_object();
}

void write_change(JsonWriter& json, const Reading& reading, const Change& change) {
    json.begin_object().number("index", static_cast<std::int64_t>(change.index));
    json.text("id", change.record_id).text("type", change.type).number("seq", change.seq);
    json.text("title", change.title).text("time", iso(change.time)).text("action", change.action);
    if (!change.kind.empty()) json.text("kind", change.kind);
    if (!change.reason.empty()) json.text("reason", change.reason);
    json.key("links").begin_object();
    write_link(json, reading, "record", record_path(change.record_id));
    write_link(json, reading, "version", version_path(change.record_id, change.seq));
    write_link(json, reading, "proof", receipt_path(change.record_id, change.seq));
    json.end_object().end_object();
}

void write_licence_status(JsonWriter& json, const LicenceStatus& status, std::string_view on) {
    json.begin_object().text("on", on).text("status", status.status).text("stated", status.stated);
    json.text("since", status.since).key("moratoria").begin_array();
    for (const std::string& id : status.moratoria) json.text(id);
    json.end_array().end_object();
}

Result<std::string> record_document(const Reading& reading, const Version& version,
                                    std::string_view self) {
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    write_what_happened(json, version);
    json.text("schema", version.schema).text("asOf", version.as_of);
    json.key("body").raw(version.body.value_or("null"));
    if (version.type == "licence" && version.body) {
        Json licence = TRY(Json::parse(*version.body));
        Moratoria moratoria = TRY(Moratoria::load(reading.store));
        json.key("effectiveStatus");
        write_licence_status(json, moratoria.status_of(licence, reading.today), reading.today);
    }
    std::string file;
    if (version.type == "sourceDocument" && version.body) {
        Json document = TRY(Json::parse(*version.body));
        file = TRY(file_path(reading.store, document));
    }
    write_version_links(json, reading, version, self, file);
    write_log(json, reading);
    json.end_object();
    return out;
}

Result<std::optional<Tombstone>> tombstone_of(Store& store, std::string_view id,
                                              std::optional<std::int64_t> seq) {
    auto history = TRY(store.records.history(id));
    std::optional<Tombstone> found;
    for (Version& version : history) {
        if (version.action != "tombstone") continue;
        std::string leaf = TRY(store.log.leaf(version.index));
        Json envelope = TRY(Json::parse(leaf));  // some of it stands in the leaf alone
        std::int64_t scope = envelope["scope"].integer().value_or(0);
        bool itself = seq && version.seq == *seq;
        if (seq && !itself && ((scope != 0 && scope != *seq) || version.seq < *seq)) continue;
        found = Tombstone{std::move(version), std::string(envelope["authority"].text()), scope};
        if (itself) break;
    }
    return found;
}

Result<std::string> tombstone_document(const Reading& reading, std::string_view id,
                                       std::optional<std::int64_t> seq) {
    auto tombstone = TRY(tombstone_of(reading.store, id, seq));
    if (!tombstone)
        return fail(Errc::corrupt,
                    fmt::format("{} has a version without a body that no tombstone is about", id));
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    write_what_happened(json, tombstone->version);
    if (!tombstone->authority.empty()) json.text("authority", tombstone->authority);
    if (tombstone->scope != 0) json.number("scope", tombstone->scope);
    write_version_links(json, reading, tombstone->version,
                        seq ? version_path(id, *seq) : record_path(id));
    write_log(json, reading);
    json.end_object();
    return out;
}

Result<std::string> history_document(const Reading& reading, const Head& head) {
    auto history = TRY(reading.store.records.history(head.id));
    std::uint64_t size = TRY(published_size(reading.store));
    std::string out;
    JsonWriter json(out);
    json.begin_object().text("id", head.id).text("type", head.type).text("title", head.title);
    json.key("versions").begin_array();
    for (const Version& version : history) {
        if (version.index >= size) continue;
        json.begin_object();
        write_what_happened(json, version);
        if (version.action != "tombstone") json.text("asOf", version.as_of);
        // The salt goes with the body, and only with it.
        if (version.action != "tombstone" && version.salt.empty()) json.boolean("takenDown", true);
        json.key("links").begin_object();
        write_link(json, reading, "version", version_path(version.record_id, version.seq));
        write_link(json, reading, "proof", receipt_path(version.record_id, version.seq));
        json.end_object().end_object();
    }
    json.end_array().key("links").begin_object();
    write_link(json, reading, "self", "/v1/records/" + head.id + "/history.json");
    write_link(json, reading, "record", record_path(head.id));
    write_link(json, reading, "html", html_path(reading, head.id));
    json.end_object().end_object();
    return out;
}

Result<std::string> register_document(const Reading& reading) {
    const Settings& settings = reading.settings();
    std::uint64_t size = TRY(published_size(reading.store));
    std::string out;
    JsonWriter json(out);
    json.begin_object().text("name", settings.name).text("keeper", settings.keeper);
    json.text("contact", settings.contact).text("url", settings.url);
    json.text("licence", settings.data_licence).boolean("demonstration", settings.demonstration);
    json.key("log").begin_object().text("origin", settings.origin);
    json.text("vkey", reading.registry.vkey()).number("size", static_cast<std::int64_t>(size));
    json.end_object().key("records").begin_object();
    for (const RecordType& type : record_types()) {
        RecordFilter filter;
        filter.type = type.name;
        std::uint64_t count = TRY(reading.store.records.count(filter));
        json.number(type.name, static_cast<std::int64_t>(count));
    }
    json.end_object().key("languages").begin_array();
    for (const std::string& language : settings.languages) json.text(language);
    json.end_array().key("countries").begin_array();
    auto countries = TRY(reading.store.records.countries());
    for (const std::string& country : countries) json.text(country);
    json.end_array().key("links").begin_object();
    write_link(json, reading, "types", "/v1/types.json");
    write_link(json, reading, "changes", "/v1/changes.json");
    write_link(json, reading, "overdue", "/v1/overdue.json");
    write_link(json, reading, "openapi", "/v1/openapi.json");
    write_link(json, reading, "checkpoint", "/log/checkpoint");
    write_link(json, reading, "policy", "/policy.txt");
    write_link(json, reading, "bulk", "/bulk/catalogue.jsonld");
    write_link(json, reading, "feed", "/feeds/recent.atom");
    json.end_object().end_object();
    return out;
}

Result<std::string> types_document(const Reading& reading) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("types").begin_array();
    for (const RecordType& type : record_types()) {
        RecordFilter filter;
        filter.type = type.name;
        std::uint64_t count = TRY(reading.store.records.count(filter));
        json.begin_object().text("name", type.name).text("title", (*type.schema)["title"].text());
        json.text("description", (*type.schema)["description"].text());
        json.text("schema", type.schema_id).number("records", static_cast<std::int64_t>(count));
        json.key("links").begin_object();
        write_link(json, reading, "schema", "/v1/schemas/" + type.name + ".json");
        write_link(json, reading, "records", "/v1/types/" + type.name + "/page/1.json");
        write_link(json, reading, "csv", "/bulk/" + type.name + ".csv");
        json.end_object().end_object();
    }
    json.end_array().end_object();
    return out;
}

Result<std::string> overdue_document(const Reading& reading) {
    auto owed = TRY(overdue(reading.store, reading.settings(), reading.today));
    auto late = TRY(late_decisions(reading.store, reading.request.now));
    std::string out;
    JsonWriter json(out);
    json.begin_object().text("on", reading.today).key("overdue").begin_array();
    for (const Owed& each : owed) {
        json.begin_object().key("company");
        write_head(json, reading, each.company);
        json.text("type", each.obligation.type).text("due", each.obligation.due);
        json.text("overdueSince", each.obligation.overdue_since).end_object();
    }
    json.end_array().key("lateDecisions").begin_array();
    for (const LateDecision& each : late)
        json.begin_object()
            .text("filing", each.filing_id)
            .text("type", each.type)
            .text("submitted", iso(each.submitted))
            .text("due", iso(each.due))
            .end_object();
    json.end_array().end_object();
    return out;
}

}  // namespace bridle::registry
