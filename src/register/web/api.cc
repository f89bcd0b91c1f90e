// The API, /v1/…; openapi.json describes it. Everything but search, match, filters and asOf is also
// a file of a published folder. An error is a problem document (RFC 9457).

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "register/model/identifiers.h"
#include "register/model/types.h"
#include "register/web/api_json.h"
#include "register/web/api_paths.h"
#include "register/web/api_search.h"

namespace bridle::registry {

namespace {

constexpr std::size_t kMostListed = 1000;
constexpr std::string_view kCommonSchema = "https://bridle.example/schemas/common/1";

Response no_such(std::string_view what) {
    return Response::problem(404, "Not found", what);
}

// A day, or a moment; a day means its end.
Result<Time> moment(std::string_view name, std::string_view text) {
    std::string whole(text);
    if (text.size() == 10) whole += "T23:59:59.999999Z";
    auto time = from_iso(whole);
    if (!time)
        return fail(Errc::unsupported,
                    fmt::format("\"{}\" is a date such as 2024-03-05, or a time such as "
                                "2024-03-05T10:00:00Z",
                                name));
    return *time;
}

Result<std::string> heads_document(const Reading& reading, const std::vector<Head>& heads,
                                   std::string_view next,
                                   const std::function<void(JsonWriter&)>& more = {}) {
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    if (more) more(json);
    json.key("records").begin_array();
    for (const Head& head : heads) write_head(json, reading, head);
    json.end_array();
    if (!next.empty()) json.text("next", address_of(reading, next));
    json.end_object();
    return out;
}

// GET /v1/records.json
Result<Response> list_answer(const Reading& reading) {
    const Request& request = reading.request;
    TRY(only_parameters(request, {"type", "country", "status", "changedSince", "after", "limit"}));
    RecordFilter filter;
    TRY(read_filter(request, filter.type, filter.country, filter.status));
    std::string_view since = request.parameter("changedSince");
    if (!since.empty()) {
        std::string whole(since);
        if (since.size() == 10) whole += "T00:00:00Z";
        filter.changed_since = TRY(moment("changedSince", whole));
    }
    std::string after(request.parameter("after"));
    if (!after.empty() && !is_record_id(after))
        return fail(Errc::unsupported, "\"after\" is the id of the last record of the page before");
    std::size_t limit = TRY(number_parameter(request, "limit", 100, 1, kMostListed));
    auto heads = TRY(reading.store.records.list(filter, after, limit + 1));
    std::string next;
    if (heads.size() > limit) {
        heads.resize(limit);
        next = "/v1/records.json?";
        for (const auto& [name, value] : request.query)
            if (name != "after") next += name + "=" + percent_encoded(value) + "&";
        next += "after=" + heads.back().id;
    }
    std::string out = TRY(heads_document(reading, heads, next));
    return json_response(std::move(out));
}

// GET /v1/types/{type}/page/{n}.json: the same as files, without a parameter.
Result<Response> type_page_answer(const Reading& reading, const RecordType& type,
                                  std::uint64_t page) {
    RecordFilter filter;
    filter.type = type.name;
    std::uint64_t count = TRY(reading.store.records.count(filter));
    std::uint64_t pages = std::max<std::uint64_t>(1, (count + kPageOfType - 1) / kPageOfType);
    if (page < 1 || page > pages) return no_such("There is no such page of this type.");
    auto heads =
        TRY(reading.store.records.list_page(type.name, (page - 1) * kPageOfType, kPageOfType));
    std::string next = page < pages ? type_page_path(type.name, page + 1) : std::string();
    std::string out = TRY(heads_document(reading, heads, next, [&](JsonWriter& json) {
        json.text("type", type.name).number("page", static_cast<std::int64_t>(page));
        json.number("pages", static_cast<std::int64_t>(pages));
        json.number("count", static_cast<std::int64_t>(count));
    }));
    return json_response(std::move(out));
}

Result<Response> gone(const Reading& reading, std::string_view id,
                      std::optional<std::int64_t> seq) {
    std::string out = TRY(tombstone_document(reading, id, seq));
    return json_response(std::move(out), 410);
}

Result<Response> version_answer(const Reading& reading, const Version& version,
                                std::string_view self, bool of_one) {
    if (!version.body)
        return gone(reading, version.record_id, of_one ? std::optional(version.seq) : std::nullopt);
    std::string out = TRY(record_document(reading, version, self));
    return json_response(std::move(out));
}

Response no_record() {
    return no_such("There is no such record.");
}

// GET /v1/records/{id}.json
Result<Response> record_answer(const Reading& reading, std::string_view id) {
    TRY(only_parameters(reading.request, {"asOf"}));
    std::string_view as_of = reading.request.parameter("asOf");
    if (as_of.empty()) {
        auto version = TRY(published_version(reading.store, id));
        if (!version || !version->is_public) return no_record();
        return version_answer(reading, *version, record_path(id), false);
    }
    std::optional<Version> version;
    std::uint64_t published = TRY(published_size(reading.store));
    if (auto size = plain_number(as_of)) {
        if (*size > published)
            return fail(Errc::unsupported,
                        fmt::format("the log has {} leaves by now, not {}", published, *size));
        version = TRY(reading.store.records.as_of_size(id, *size));
    } else {
        Time until = TRY(moment("asOf", as_of));
        version = TRY(reading.store.records.as_of(id, until));
        if (version && version->index >= published)
            version = TRY(reading.store.records.as_of_size(id, published));
    }
    if (!version || !version->is_public)
        return no_such("There was no such record then, if there is one now.");
    return version_answer(reading, *version, version_path(id, version->seq), true);
}

// GET /v1/records/{id}/{seq}.json and .tlog-proof
Result<Response> version_or_proof(const Reading& reading, std::string_view id,
                                  std::string_view file) {
    TRY(only_parameters(reading.request, {}));
    std::size_t dot = file.find('.');
    auto seq = plain_number(file.substr(0, dot));
    std::string_view ending = dot == file.npos ? std::string_view() : file.substr(dot);
    if (!seq || (ending != ".json" && ending != ".tlog-proof"))
        return no_such("There is no such document of a record.");
    auto version = TRY(reading.store.records.version(id, static_cast<std::int64_t>(*seq)));
    std::uint64_t published = TRY(published_size(reading.store));
    if (!version || !version->is_public || version->index >= published)
        return no_such("There is no such version of this record.");
    if (ending == ".json")
        return version_answer(reading, *version, version_path(id, version->seq), true);
    std::string receipt = TRY(receipt_of(reading.store, id, version->seq));
    return Response::text(200, "text/plain; charset=utf-8", std::move(receipt));
}

Result<Response> history_answer(const Reading& reading, std::string_view id) {
    TRY(only_parameters(reading.request, {}));
    auto head = TRY(reading.store.records.head(id));
    if (!head) return no_record();
    std::string out = TRY(history_document(reading, *head));
    return json_response(std::move(out));
}

Result<std::string> changes_document(const Reading& reading, const std::vector<Change>& changes,
                                     std::string_view next, std::uint64_t published) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("changes").begin_array();
    for (const Change& change : changes)
        if (change.index < published) write_change(json, reading, change);
    json.end_array();
    if (!next.empty()) json.text("next", address_of(reading, next));
    json.end_object();
    return out;
}

// GET /v1/changes/{segment}.json: so many leaves each, for folders of files.
Result<Response> changes_segment(const Reading& reading, std::uint64_t segment) {
    TRY(only_parameters(reading.request, {}));
    std::uint64_t published = TRY(published_size(reading.store));
    if (segment > published / kChangesSegment) return no_such("The log has not come so far.");
    std::uint64_t from = segment * kChangesSegment, to = from + kChangesSegment;
    auto changes =
        TRY(reading.store.records.changes(static_cast<std::int64_t>(from) - 1, kChangesSegment));
    std::erase_if(changes, [&](const Change& change) { return change.index >= to; });
    std::string next = published >= to ? changes_path(segment + 1) : std::string();
    std::string out = TRY(changes_document(reading, changes, next, published));
    return json_response(std::move(out));
}

// GET /v1/changes.json: without a parameter the first piece, since a folder of files answers the
// same whatever the parameters are.
Result<Response> changes_answer(const Reading& reading) {
    const Request& request = reading.request;
    TRY(only_parameters(request, {"after", "limit"}));
    if (request.query.empty()) return changes_segment(reading, 0);
    std::int64_t after = -1;
    if (std::string_view text = request.parameter("after"); !text.empty() && text != "-1") {
        auto index = plain_number(text);
        if (!index)
            return fail(Errc::unsupported,
                        "\"after\" is the index of a leaf, or -1 for all from the first");
        after = static_cast<std::int64_t>(*index);
    }
    std::size_t limit = TRY(number_parameter(request, "limit", 100, 1, kMostListed));
    auto changes = TRY(reading.store.records.changes(after, limit + 1));
    std::uint64_t published = TRY(published_size(reading.store));
    std::string next;
    if (changes.size() > limit) {
        changes.resize(limit);
        if (changes.back().index < published)
            next = fmt::format("/v1/changes.json?after={}&limit={}", changes.back().index, limit);
    }
    std::string out = TRY(changes_document(reading, changes, next, published));
    return json_response(std::move(out));
}

// GET /v1/licences/{id}/status.json
Result<Response> licence_answer(const Reading& reading, std::string_view id) {
    TRY(only_parameters(reading.request, {"on"}));
    std::string on(reading.request.parameter("on"));
    if (on.empty()) on = reading.today;
    if (on.size() != 10 || !from_iso(on + "T00:00:00Z"))
        return fail(Errc::unsupported, "\"on\" is a date such as 2024-03-05");
    auto version = TRY(published_version(reading.store, id));
    if (!version || version->type != "licence") return no_such("There is no such licence.");
    if (!version->body) return gone(reading, id, std::nullopt);
    Json licence = TRY(Json::parse(*version->body));
    Moratoria moratoria = TRY(Moratoria::load(reading.store));
    std::string out;
    JsonWriter json(out);
    json.begin_object().text("id", id).number("seq", version->seq).key("effectiveStatus");
    write_licence_status(json, moratoria.status_of(licence, on), on);
    json.key("links").begin_object().text("record", address_of(reading, record_path(id)));
    json.end_object().end_object();
    return json_response(std::move(out));
}

Result<Response> schema_answer(const Reading& reading, std::string_view name) {
    TRY(only_parameters(reading.request, {}));
    const RecordType* type = find_type(name);
    const Json* schema = type               ? type->schema
                         : name == "common" ? record_schemas().schema(kCommonSchema)
                                            : nullptr;
    if (!schema) return no_such("There is no such schema: /v1/types.json has all of them.");
    Response response = json_response(schema->dump(2));
    response.type = "application/schema+json";
    return response;
}

Result<Response> document(const Reading& reading,
                          Result<std::string> (*make)(const Reading& reading)) {
    TRY(only_parameters(reading.request, {}));
    std::string out = TRY(make(reading));
    return json_response(std::move(out));
}

// The path without "/v1/" and, of most, without ".json".
Result<Response> routed(const Reading& reading, std::string_view path) {
    if (path == "records.json") return list_answer(reading);
    if (path == "register.json") return document(reading, register_document);
    if (path == "types.json") return document(reading, types_document);
    if (path == "overdue.json") return document(reading, overdue_document);
    if (path == "changes.json") return changes_answer(reading);
    if (path == "search.json") return search_answer(reading);
    if (path == "match") return match_answer(reading);
    auto parts = split(path, '/');
    bool json = path.ends_with(".json");
    std::string_view last = parts.back();
    if (json) last.remove_suffix(5);
    if (parts[0] == "schemas" && parts.size() == 2 && json) return schema_answer(reading, last);
    if (parts[0] == "records" && parts.size() == 2 && json && is_record_id(last))
        return record_answer(reading, last);
    if (parts[0] == "records" && parts.size() == 3 && is_record_id(parts[1]))
        return parts[2] == "history.json" ? history_answer(reading, parts[1])
                                          : version_or_proof(reading, parts[1], parts[2]);
    if (parts[0] == "changes" && parts.size() == 2 && json)
        if (auto segment = plain_number(last)) return changes_segment(reading, *segment);
    if (parts[0] == "licences" && parts.size() == 3 && last == "status" && json)
        return licence_answer(reading, parts[1]);
    if (parts[0] == "types" && parts.size() == 4 && parts[2] == "page" && json)
        if (const RecordType* type = find_type(parts[1]))
            if (auto page = plain_number(last)) {
                TRY(only_parameters(reading.request, {}));
                return type_page_answer(reading, *type, *page);
            }
    return no_such("There is no such address: /v1/openapi.json has all of them.");
}

}  // namespace

std::string type_page_path(std::string_view type, std::uint64_t page) {
    return fmt::format("/v1/types/{}/page/{}.json", type, page);
}
std::string changes_path(std::uint64_t segment) {
    return fmt::format("/v1/changes/{}.json", segment);
}
std::string licence_status_path(std::string_view id) {
    return fmt::format("/v1/licences/{}/status.json", id);
}

Result<std::optional<Response>> api_answer(const Reading& reading) {
    std::string_view path = reading.request.path;
    if (!path.starts_with("/v1/")) return std::nullopt;
    path.remove_prefix(4);
    const bool reads =
        reading.request.method == Method::get || reading.request.method == Method::head;
    if (path == "match" ? reading.request.method != Method::post : !reads)
        return method_refused(reading.request.path);
    auto answer = routed(reading, path);
    if (!answer && answer.error().code == Errc::unsupported)
        return Response::problem(400, "Bad request", answer.error().what);
    if (!answer) return std::unexpected(std::move(answer).error());
    return std::move(*answer);
}

}  // namespace bridle::registry
