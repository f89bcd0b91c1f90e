#include "register/web/desk/desk.h"

#include "base/text.h"

namespace bridle::registry {

Reading DeskVisit::reading() const {
    return {store, registry, request, iso(request.now).substr(0, 10)};
}

std::string_view cookie_name(const Request& request) {
    return request.secure ? "__Host-bridle" : "bridle";
}

std::string_view DeskVisit::session_key() const {
    return request.cookie(cookie_name(request));
}

std::string_view DeskVisit::field(std::string_view name) const {
    for (const auto& [key, value] : form)
        if (key == name) return value;
    return {};
}

std::string DeskVisit::address(std::string_view path) const {
    return "/" + std::string(words.language()) + "/desk/" + std::string(path);
}

Response DeskVisit::go(std::string_view path) const {
    Response there = Response::redirect(address(path));
    there.max_age = Response::kPrivate;
    return there;
}

static void desk_navigation(Page& page, const DeskVisit& visit) {
    if (!visit.visitor) return;
    auto entry = [&](std::string_view path, std::string_view key) {
        page.html.element("li", [&] { page.link(visit.address(path), page.say(key)); });
    };
    page.html.element("nav", {{"aria-label", page.say("desk.nav")}, {"class", "desk"}}, [&] {
        page.html.element("ul", [&] {
            if (visit.visitor->session.second_factor) {
                entry("", "desk.title");
                entry("new/", "desk.new");
                entry("tokens/", "desk.tokens");
                entry("password/", "desk.password");
            }
            if (visit.is(Role::registrar) || visit.is(Role::administrator)) {
                entry("source-file/", "desk.source_file");
                entry("takedown/", "desk.takedown");
            }
            if (visit.is(Role::administrator)) {
                entry("accounts/", "desk.accounts");
                entry("audit/", "desk.audit");
            }
        });
    });
    desk_form(page, visit, "sign-out/", [&] {
        page.html.element("p", [&] {
            page.html.text(page.say("desk.signed_in")).text(" ");
            page.filed(visit.visitor->account.name);
            page.html.text(" (")
                .text(page.say("role." + std::string(kRoles.of(visit.visitor->account.role))))
                .text(") ");
            page.html.element("button", {{"type", "submit"}, {"class", "second"}},
                              page.say("desk.sign_out"));
        });
    });
}

Page desk_page(const DeskVisit& visit, std::string_view path, std::string_view title_key) {
    Page page(visit.reading(), visit.words,
              {.path = "desk/" + std::string(path),
               .title = visit.words.text(title_key, {}),
               .searchable = false,
               .account = true});
    desk_navigation(page, visit);
    if (!visit.fault.empty())
        page.html.element("div", {{"class", "fault"}, {"role", "alert"}}, [&] {
            for (std::string_view line : split(visit.fault, '\n'))
                page.paragraph(visible(visit.words.said(line)));
        });
    return page;
}

static void form(Page& page, const DeskVisit& visit, std::string_view path, std::string encoding,
                 const std::function<void()>& contents) {
    page.html.open(
        "form",
        {{"method", "post"}, {"enctype", std::move(encoding)}, {"action", visit.address(path)}});
    if (visit.visitor)
        page.html.open(
            "input",
            {{"type", "hidden"}, {"name", "csrf"}, {"value", visit.visitor->session.csrf}});
    contents();
    page.html.close("form");
}

void desk_form(Page& page, const DeskVisit& visit, std::string_view path,
               const std::function<void()>& contents) {
    form(page, visit, path, "application/x-www-form-urlencoded", contents);
}

void upload_form(Page& page, const DeskVisit& visit, std::string_view path,
                 const std::function<void()>& contents) {
    form(page, visit, path, "multipart/form-data", contents);
}

void file_field(Page& page) {
    page.html.element("p", [&] {
        page.html.element("label", {{"for", "file"}}, page.say("filing.file"));
        page.html.open("input", {{"type", "file"}, {"id", "file"}, {"name", "file"}});
    });
}

void text_field(Page& page, const std::string& name, std::string_view label, std::string_view value,
                std::string type, std::string autocomplete) {
    page.html.element("div", {{"class", "field"}}, [&] {
        page.html.element("label", {{"for", name}}, label);
        page.html.open("input", {{"type", std::move(type)},
                                 {"name", name},
                                 {"id", name},
                                 {"dir", "auto"},
                                 {"autocomplete", std::move(autocomplete)},
                                 {"value", std::string(value)}});
    });
}

void submit_button(Page& page, std::string_view label, std::string_view action) {
    if (action.empty())
        page.html.element("button", {{"type", "submit"}}, label);
    else
        page.html.element(
            "button", {{"type", "submit"}, {"name", "do"}, {"value", std::string(action)}}, label);
}

Result<void> note_fault(DeskVisit& visit, const Error& error) {
    switch (error.code) {
        case Errc::corrupt:
        case Errc::unsupported:
        case Errc::limit:
        case Errc::password:
            visit.fault = error.what;
            return {};
        default:
            return std::unexpected(error);
    }
}

namespace {

// A form that another site made carries no session, since the cookie is SameSite=Strict, and no
// csrf word. Browsers say where it came from, too.
bool is_foreign(const Request& request) {
    std::string_view site = request.header("sec-fetch-site");
    if (!site.empty() && site != "same-origin" && site != "none") return true;
    std::string_view origin = request.header("origin");
    if (origin.empty() || origin == "null") return origin == "null";
    std::size_t scheme = origin.find("://");
    return scheme == std::string_view::npos || origin.substr(scheme + 3) != request.header("host");
}

Response refusal(const DeskVisit& visit, int status, std::string_view key) {
    Page page = desk_page(visit, "", "desk.title");
    page.html.element("p", {{"class", "fault"}, {"role", "alert"}}, page.say(key));
    return page.done(status);
}

using Desk = Result<Response> (*)(DeskVisit&);
struct Place {
    std::string_view path;
    Desk desk;
    bool needs_session, needs_second_factor;
};
constexpr Place kPlaces[] = {
    {"", desk_overview, true, true},         {"sign-in", sign_in_desk, false, false},
    {"join", join_desk, false, false},       {"second-factor", second_factor_desk, true, false},
    {"password", password_desk, true, true}, {"sign-out", sign_out_desk, true, false},
    {"new", new_filing_desk, true, true},    {"takedown", takedown_desk, true, true},
    {"tokens", tokens_desk, true, true},     {"accounts", accounts_desk, true, true},
    {"audit", audit_desk, true, true},       {"source-file", source_file_desk, true, true},
};

// What was posted; false when it cannot be read.
bool read_posted(DeskVisit& visit) {
    if (!takes_uploads(visit.request.path)) {
        auto fields = parse_form(visit.request.body);
        if (fields) visit.form = std::move(*fields);
        return fields.has_value();
    }
    auto parts = parse_multipart(visit.request.header("content-type"), visit.request.body);
    if (!parts) return false;
    for (Part& part : *parts)
        if (part.name == "file")
            visit.file = std::move(part);
        else if (is_utf8(part.content) && !part.content.contains('\0'))
            visit.form.emplace_back(part.name, part.content);
        else
            return false;
    return true;
}

Result<Response> dispatch(DeskVisit& visit, const std::vector<std::string_view>& parts) {
    if (parts[0] == "filing" && parts.size() == 2) return filing_desk(visit, parts[1]);
    if (parts[0] == "filing" && parts.size() == 3 && parts[2] == "receipt.tlog-proof")
        return filing_receipt(visit, parts[1]);
    if (parts[0] == "filing" && parts.size() == 3 && parts[2] == "attachments" && visit.is_post())
        return filing_attachment(visit, parts[1]);
    if (parts[0] == "attachment" && parts.size() == 2) return attachment_desk(visit, parts[1]);
    return refusal(visit, 404, "missing.title");
}

Result<Response> answer(DeskVisit& visit, std::string_view rest) {
    if (rest.ends_with('/')) rest.remove_suffix(1);
    const Place* place = nullptr;
    for (const Place& each : kPlaces)
        if (each.path == rest) place = &each;
    if ((!place || place->needs_session) && !visit.visitor) return visit.go("sign-in/");
    if ((!place || place->needs_second_factor) && !visit.visitor->session.second_factor)
        return visit.go("second-factor/");
    if (visit.is_post()) {
        if (is_foreign(visit.request)) return refusal(visit, 403, "desk.foreign");
        if (!read_posted(visit)) return refusal(visit, 400, "desk.bad_form");
        if (visit.visitor && !csrf_fits(visit.visitor->session, visit.field("csrf")))
            return refusal(visit, 403, "desk.foreign");
    }
    return place ? place->desk(visit) : dispatch(visit, split(rest, '/'));
}

}  // namespace

Result<std::optional<Response>> desk_answer(Register& registry, const Request& request) {
    std::string_view path = request.path;
    std::string_view language = path.substr(1, path.find('/', 1) - 1);
    const SiteWords* words = SiteWords::find_offered(registry.settings().languages, language);
    const std::string prefix = "/" + std::string(language) + "/desk/";
    if (!words || !path.starts_with(prefix)) return std::nullopt;
    if (request.method == Method::put || request.method == Method::del ||
        request.method == Method::other)
        return Response::problem(405, "Method not allowed", "GET and POST are");
    auto lease = TRY(registry.readers().lend());
    DeskVisit visit{registry, request, *words, *lease, {}, {}, {}, {}};
    if (!registry.can_write()) return refusal(visit, 503, "desk.read_only");
    visit.visitor = TRY(enter(registry, visit.session_key(), request.now));
    Response response = TRY(answer(visit, path.substr(prefix.size())));
    response.max_age = Response::kPrivate;
    return response;
}

}  // namespace bridle::registry
