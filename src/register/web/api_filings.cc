// The API for those who file and those who decide, with a token each ("Authorization: Bearer …").
// What may be done, service/filing.h says; here it only gets its addresses. A filing is changed by
// who has seen it: its revision is its ETag, and comes back as If-Match.

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "register/model/identifiers.h"
#include "register/service/sign_in.h"
#include "register/service/source_file.h"
#include "register/web/api_json.h"
#include "register/web/api_search.h"

namespace bridle::registry {

namespace {

constexpr std::size_t kMostFilingsListed = 200;

Response kept_private(Response response) {
    response.max_age = Response::kPrivate;
    return response;
}

Response problem(int status, std::string_view title, std::string_view detail) {
    return kept_private(Response::problem(status, title, detail));
}

// What a step refused, as HTTP says it.
Response refusal(const Error& error) {
    if (was_changed_meanwhile(error)) return problem(412, "Precondition failed", error.what);
    switch (error.code) {
        case Errc::unsupported:
            return problem(403, "Not allowed", error.what);
        case Errc::corrupt:
            return problem(422, "Cannot be accepted as it is", error.what);
        case Errc::limit:
            return problem(413, "Too large", error.what);
        default:
            return problem(404, "Not found", "There is no such filing, or it is not yours to see.");
    }
}

struct Call {
    Register& registry;
    Store& store;
    const Request& request;
    Actor actor;

    std::string today() const { return iso(request.now).substr(0, 10); }
};

Result<Response> filing_response(const Call& call, const Filing& filing, int status = 200) {
    const Settings& settings = call.registry.settings();
    std::string out;
    JsonWriter json(out);
    auto optional = [&](std::string_view name, std::string_view value) {
        if (!value.empty()) json.text(name, value);
    };
    json.begin_object().text("id", filing.id).text("type", filing.type);
    optional("record", filing.record_id);
    optional("kind", filing.kind);
    optional("reason", filing.reason);
    json.text("state", kFilingStates.of(filing.state)).number("revision", filing.revision);
    json.text("created", iso(filing.created)).text("changed", iso(filing.changed));
    if (filing.submitted) json.text("submitted", iso(*filing.submitted));
    if (filing.due) json.text("due", iso(*filing.due));
    if (filing.decided) json.text("decided", iso(*filing.decided));
    optional("answer", filing.answer);
    if (filing.index) json.number("index", static_cast<std::int64_t>(*filing.index));
    if (!filing.body.empty()) json.key("body").raw(filing.body);
    if (filing.state == FilingState::draft || filing.state == FilingState::returned) {
        auto faults = TRY(faults_of(call.store, filing, call.request.now));
        json.key("faults").begin_array();
        for (const SchemaFault& fault : faults)
            json.begin_object()
                .text("at", fault.at)
                .text("keyword", fault.keyword)
                .text("what", fault.what)
                .end_object();
        json.end_array();
    }
    auto attachments = TRY(call.store.filings.attachments_of(filing.id));
    json.key("attachments").begin_array();
    for (const Attachment& each : attachments)
        json.begin_object()
            .text("id", each.id)
            .text("name", each.name)
            .text("mediaType", each.media_type)
            .text("sha256", each.sha256)
            .number("size", static_cast<std::int64_t>(each.size))
            .end_object();
    json.end_array().key("links").begin_object();
    json.text("self", settings.url + "/v1/filings/" + filing.id);
    if (filing.index) {
        auto version = TRY(call.store.records.by_index(*filing.index));
        if (version) {
            json.text("version", settings.url + version_path(version->record_id, version->seq));
            json.text("receipt", settings.url + receipt_path(version->record_id, version->seq));
        }
    }
    json.end_object().end_object();
    Response response = kept_private(json_response(std::move(out), status));
    response.etag = fmt::format("\"{}\"", filing.revision);
    return response;
}

Result<Response> after(const Call& call, Result<Filing> done, int status = 200) {
    if (!done) return refusal(done.error());
    auto response = TRY(filing_response(call, *done, status));
    if (status == 201) response.headers.emplace_back("Location", "/v1/filings/" + done->id);
    return response;
}

// The revision that the asker has seen; without one nothing is changed.
std::optional<std::int64_t> seen_revision(const Request& request) {
    std::string_view text = request.header("if-match");
    if (text.size() < 3 || text.front() != '"' || text.back() != '"') return std::nullopt;
    auto number = plain_number(text.substr(1, text.size() - 2));
    if (!number) return std::nullopt;
    return static_cast<std::int64_t>(*number);
}

Response no_revision() {
    return problem(428, "Precondition required",
                   "Say which revision you have seen: If-Match with the ETag of the filing.");
}

Response no_json(const Error& error) {
    return problem(400, "Bad request", "The body is no JSON object: " + error.what);
}

Result<Json> object_in(const Request& request) {
    Json json = TRY(Json::parse(request.body));
    if (!json.is_object()) return fail(Errc::corrupt, "it is another kind of value");
    return json;
}

Result<Response> list_filings(const Call& call) {
    std::vector<Filing> filings;
    std::string_view state = call.request.parameter("state");
    auto wanted = kFilingStates.find(state);
    if (!state.empty() && !wanted)
        return problem(400, "Bad request", "\"state\" is one of: " + joined(kFilingStates.names));
    if (call.actor.role == Role::filer || state.empty())
        filings = TRY(call.store.filings.of_account(call.actor.account_id, kMostFilingsListed));
    else
        filings = TRY(call.store.filings.in_state(*wanted, kMostFilingsListed));
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("filings").begin_array();
    for (const Filing& filing : filings) {
        if (wanted && filing.state != *wanted) continue;
        json.begin_object().text("id", filing.id).text("type", filing.type);
        json.text("state", kFilingStates.of(filing.state)).number("revision", filing.revision);
        json.text("changed", iso(filing.changed));
        if (filing.due) json.text("due", iso(*filing.due));
        json.end_object();
    }
    json.end_array().end_object();
    return kept_private(json_response(std::move(out)));
}

Result<Response> new_filing(const Call& call) {
    auto json = object_in(call.request);
    if (!json) return no_json(json.error());
    NewFiling filing;
    filing.type = (*json)["type"].text();
    filing.record_id = (*json)["record"].text();
    filing.kind = (*json)["kind"].text();
    filing.reason = (*json)["reason"].text();
    filing.body = (*json)["body"];
    return after(call, draft(call.registry, call.actor, filing, call.request.now), 201);
}

Result<Response> one_filing(const Call& call, std::string_view id) {
    auto filing = filing_for(call.store, call.actor, id);
    if (!filing) return refusal(filing.error());
    return filing_response(call, *filing);
}

Result<Response> save_filing(const Call& call, std::string_view id) {
    auto revision = seen_revision(call.request);
    if (!revision) return no_revision();
    auto body = object_in(call.request);
    if (!body) return no_json(body.error());
    return after(call, save(call.registry, call.actor, id, *revision, *body, call.request.now));
}

Result<Response> add_attachment(const Call& call, std::string_view id) {
    const Request& request = call.request;
    auto attachment = attach(call.registry, call.actor, id, request.parameter("name"),
                             request.parameter("mediaType"), request.body, request.now);
    if (!attachment) return refusal(attachment.error());
    std::string out;
    JsonWriter(out)
        .begin_object()
        .text("id", attachment->id)
        .text("name", attachment->name)
        .text("mediaType", attachment->media_type)
        .text("sha256", attachment->sha256)
        .number("size", static_cast<std::int64_t>(attachment->size))
        .end_object();
    return kept_private(json_response(std::move(out), 201));
}

Result<Response> step(const Call& call, std::string_view id, std::string_view what) {
    auto revision = seen_revision(call.request);
    if (!revision) return no_revision();
    const Time at = call.request.now;
    if (what == "submit") return after(call, submit(call.registry, call.actor, id, *revision, at));
    if (what == "withdraw")
        return after(call, withdraw(call.registry, call.actor, id, *revision, at));
    if (what == "accept") return after(call, accept(call.registry, call.actor, id, *revision, at));
    auto json = object_in(call.request);
    if (!json) return no_json(json.error());
    std::string_view reasons = (*json)["reasons"].text();
    return after(call, what == "return"
                           ? send_back(call.registry, call.actor, id, *revision, reasons, at)
                           : refuse(call.registry, call.actor, id, *revision, reasons, at));
}

bool is_step(std::string_view what) {
    for (std::string_view each : {"submit", "withdraw", "return", "refuse", "accept"})
        if (what == each) return true;
    return false;
}

Result<Response> take_down(const Call& call) {
    if (call.actor.role == Role::filer)
        return problem(403, "Not allowed", "A registrar or administrator takes records down.");
    auto json = object_in(call.request);
    if (!json) return no_json(json.error());
    Takedown takedown;
    takedown.record_id = (*json)["record"].text();
    takedown.basis = (*json)["basis"].text();
    takedown.authority = (*json)["authority"].text();
    takedown.reason = (*json)["reason"].text();
    takedown.actor = kRoles.of(call.actor.role);
    if (const Json* seq = json->find("seq")) {
        takedown.seq = seq->integer();
        if (!takedown.seq || *takedown.seq < 1)
            return problem(422, "Cannot be accepted as it is",
                           "\"seq\" is the number of a version");
    }
    AuditEvent event{"record.taken_down", call.actor.account_id, takedown.actor, takedown.record_id,
                     takedown.basis};
    auto done = call.registry.take_down(takedown, {event});
    if (!done && done.error().code == Errc::io)
        return problem(404, "Not found", "There is no such record or version.");
    if (!done) return refusal(done.error());
    std::string out;
    JsonWriter json_out(out);
    json_out.begin_object().text("id", done->record_id).number("seq", done->seq);
    json_out.number("index", static_cast<std::int64_t>(done->index)).end_object();
    return kept_private(json_response(std::move(out), 201));
}

// The file of a source document. Its media type is the one that the record says.
Result<Response> add_file(const Call& call, std::string_view id) {
    if (!is_record_id(id)) return problem(404, "Not found", "There is no such record.");
    auto added = add_source_file(call.registry, call.actor, id, call.request.body);
    if (!added && added.error().code == Errc::io) {
        auto head = TRY(call.store.records.head(id));
        if (!head) return problem(404, "Not found", "There is no such record.");
        if (head->taken_down) return problem(410, "Gone", "The record was taken down.");
        return std::unexpected(added.error());
    }
    if (!added) return refusal(added.error());
    const std::string path = "/files/" + added->sha256;
    const std::string& url = call.registry.settings().url;
    std::string out;
    JsonWriter(out)
        .begin_object()
        .text("id", id)
        .text("sha256", added->sha256)
        .number("size", static_cast<std::int64_t>(call.request.body.size()))
        .key("links")
        .begin_object()
        .text("file", url + path)
        .text("record", url + record_path(id))
        .end_object()
        .end_object();
    Response response = json_response(std::move(out), added->was_there ? 200 : 201);
    response.headers.emplace_back("Location", path);
    return kept_private(std::move(response));
}

Result<Response> routed(const Call& call, std::string_view path) {
    const Method method = call.request.method;
    const bool reads = method == Method::get || method == Method::head;
    const bool posts = method == Method::post;
    auto parts = split(path, '/');
    if (parts[0] == "records")
        return posts ? add_file(call, parts[1]) : method_refused(call.request.path);
    if (path == "takedowns") return posts ? take_down(call) : method_refused(call.request.path);
    if (path == "filings") {
        if (posts) return new_filing(call);
        return reads ? list_filings(call) : method_refused(call.request.path);
    }
    if (parts.size() == 2) {
        if (method == Method::put) return save_filing(call, parts[1]);
        return reads ? one_filing(call, parts[1]) : method_refused(call.request.path);
    }
    if (parts.size() == 3 && parts[2] == "attachments")
        return posts ? add_attachment(call, parts[1]) : method_refused(call.request.path);
    if (parts.size() == 3 && is_step(parts[2]))
        return posts ? step(call, parts[1], parts[2]) : method_refused(call.request.path);
    return problem(404, "Not found", "There is no such address: /v1/openapi.json has all of them.");
}

Response no_token() {
    Response response = problem(
        401, "Unauthorized", "Give a token of yours that is valid: \"Authorization: Bearer …\".");
    response.headers.emplace_back("WWW-Authenticate", "Bearer");
    return response;
}

}  // namespace

Result<std::optional<Response>> api_filing_answer(Register& registry, const Request& request) {
    std::string_view path = request.path;
    if (!path.starts_with("/v1/")) return std::nullopt;
    path.remove_prefix(4);
    if (path != "filings" && path != "takedowns" && !path.starts_with("filings/") &&
        !is_source_file_path(request.path))
        return std::nullopt;
    std::string_view authorization = request.header("authorization");
    constexpr std::string_view kScheme = "bearer ";
    if (!equals_ignoring_case(authorization.substr(0, kScheme.size()), kScheme)) return no_token();
    auto who =
        TRY(enter_by_token(registry, trimmed(authorization.substr(kScheme.size())), request.now));
    if (!who) return no_token();
    auto store = TRY(registry.readers().lend());
    Response response = TRY(routed({registry, *store, request, who->actor()}, path));
    return response;
}

}  // namespace bridle::registry
