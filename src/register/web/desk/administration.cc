// What registrars and administrators do besides filings: files of source documents, takedowns,
// accounts, the trail of audit; and everybody's tokens for programs.

#include <fmt/format.h>

#include "base/text.h"
#include "register/service/source_file.h"
#include "register/web/api_json.h"
#include "register/web/desk/desk.h"

namespace bridle::registry {

namespace {

constexpr std::size_t kMostEvents = 500;
constexpr unsigned kTokenDays = 90;

Result<Response> not_yours(DeskVisit& visit) {
    visit.fault = visit.words.text("desk.not_allowed", {});
    return desk_page(visit, "", "desk.title").done(403);
}

// The record and its file, where both are there: so after the file was added.
Result<void> show_kept_file(Page& page, std::string_view record) {
    auto version = TRY(page.reading.store.records.current(record));
    if (!version || version->type != "sourceDocument" || !version->body) return {};
    Json document = TRY(Json::parse(*version->body));
    const std::string file = TRY(file_path(page.reading.store, document));
    if (file.empty()) return {};
    page.html.element("p", {{"class", "done"}, {"role", "status"}}, [&] {
        page.html.text(page.say("source_file.there")).text(" ");
        page.record_link(record);
        page.html.text(" · ");
        page.link(file, page.say("record.file"));
    });
    return {};
}

}  // namespace

Result<Response> source_file_desk(DeskVisit& visit) {
    if (!visit.is(Role::registrar) && !visit.is(Role::administrator)) return not_yours(visit);
    std::string_view record =
        trimmed(visit.is_post() ? visit.field("record") : visit.request.parameter("record"));
    if (visit.is_post()) {
        std::string_view bytes = visit.file ? visit.file->content : std::string_view();
        auto added = add_source_file(visit.registry, visit.actor(), record, bytes);
        if (added) return visit.go("source-file/?record=" + percent_encoded(record));
        visit.fault = added.error().what;
    }
    Page page = desk_page(visit, "source-file/", "desk.source_file");
    if (!visit.is_post()) TRY(show_kept_file(page, record));
    page.paragraph(page.say("source_file.text"));
    upload_form(page, visit, "source-file/", [&] {
        text_field(page, "record", page.say("filing.record_id"), record);
        file_field(page);
        submit_button(page, page.say("source_file.add"));
    });
    return page.done(visit.fault.empty() ? 200 : 422);
}

Result<Response> takedown_desk(DeskVisit& visit) {
    if (!visit.is(Role::registrar) && !visit.is(Role::administrator)) return not_yours(visit);
    if (visit.is_post()) {
        Takedown takedown;
        takedown.record_id = trimmed(visit.field("record"));
        takedown.basis = trimmed(visit.field("basis"));
        takedown.authority = trimmed(visit.field("authority"));
        takedown.reason = trimmed(visit.field("reason"));
        takedown.actor = kRoles.of(visit.actor().role);
        if (auto version = Json::parse(trimmed(visit.field("version")));
            version && version->integer())
            takedown.seq = *version->integer();
        AuditEvent event{"record.taken_down", visit.actor().account_id, takedown.actor,
                         takedown.record_id, takedown.basis};
        auto done = visit.registry.take_down(takedown, {event});
        if (done) {
            Response there = Response::redirect(fmt::format("/{}/{}", visit.words.language(),
                                                            record_page_path(takedown.record_id)));
            return there;
        }
        visit.fault = done.error().what;
    }
    Page page = desk_page(visit, "takedown/", "desk.takedown");
    page.paragraph(page.say("takedown.text"));
    desk_form(page, visit, "takedown/", [&] {
        std::string_view record =
            visit.is_post() ? visit.field("record") : visit.request.parameter("record");
        text_field(page, "record", page.say("filing.record_id"), record);
        text_field(page, "version", page.say("takedown.version"), visit.field("version"));
        text_field(page, "basis", page.say("tombstone.basis"), visit.field("basis"));
        text_field(page, "authority", page.say("takedown.authority"), visit.field("authority"));
        text_field(page, "reason", page.say("tombstone.reason"), visit.field("reason"));
        submit_button(page, page.say("desk.takedown"));
    });
    return page.done(visit.fault.empty() ? 200 : 422);
}

Result<Response> tokens_desk(DeskVisit& visit) {
    std::string fresh;
    if (visit.is_post()) {
        if (std::string_view ended = visit.field("end"); !ended.empty()) {
            auto done = end_token(visit.registry, visit.actor().account_id, ended);
            if (done) return visit.go("tokens/");
            visit.fault = done.error().what;
        } else {
            auto token = create_token(visit.registry, visit.actor().account_id,
                                      trimmed(visit.field("label")), kTokenDays);
            if (token)
                fresh = *token;
            else
                visit.fault = token.error().what;
        }
    }
    auto tokens = TRY(visit.store.accounts.tokens_of(visit.actor().account_id));
    Page page = desk_page(visit, "tokens/", "desk.tokens");
    if (!fresh.empty())
        page.html.element("p", {{"class", "done"}, {"role", "status"}}, [&] {
            page.html.text(page.say("tokens.once")).text(" ").element("code", fresh);
        });
    page.paragraph(page.say("tokens.text"));
    for (const ApiToken& token : tokens)
        desk_form(page, visit, "tokens/", [&] {
            page.html.element("p", [&] {
                page.filed(token.label);
                page.html.text(" · ").text(page.say("tokens.until")).text(" ");
                page.date(iso(token.expires));
                page.html.text(" ");
                page.html.element(
                    "button",
                    {{"type", "submit"}, {"class", "second"}, {"name", "end"}, {"value", token.id}},
                    page.say("tokens.end"));
            });
        });
    desk_form(page, visit, "tokens/", [&] {
        text_field(page, "label", page.say("tokens.label"), "");
        submit_button(page, page.say("tokens.make"));
    });
    return page.done(visit.fault.empty() ? 200 : 422);
}

Result<Response> accounts_desk(DeskVisit& visit) {
    if (!visit.is(Role::administrator)) return not_yours(visit);
    if (visit.is_post()) {
        std::string_view what = visit.field("do"), id = visit.field("account");
        const std::string by = visit.actor().account_id;
        Result<void> done;
        if (what == "add") {
            auto role = kRoles.find(visit.field("role"));
            auto made = create_account(visit.registry, by, trimmed(visit.field("name")),
                                       role.value_or(Role::filer), Secret(visit.field("password")),
                                       visit.request.now);
            if (!made) done = std::unexpected(made.error());
        } else if (what == "disable" || what == "enable") {
            done = set_disabled(visit.registry, by, id, what == "disable");
        } else if (what == "forget") {
            done = forget_totp(visit.registry, by, id);
        } else if (what == "allow") {
            done = allow_company(visit.registry, by, id, trimmed(visit.field("company")));
        }
        if (done) return visit.go("accounts/");
        visit.fault = done.error().what;
    }
    auto accounts = TRY(visit.store.accounts.list());
    Page page = desk_page(visit, "accounts/", "desk.accounts");
    for (const Account& account : accounts) {
        page.html.open("fieldset");
        page.html.element("legend", [&] { page.filed(account.name); });
        page.html.element("p", [&] {
            page.html.text(page.say("role." + std::string(kRoles.of(account.role))))
                .text(" · ")
                .element("code", account.id);
            if (account.disabled) page.html.text(" · ").text(page.say("accounts.disabled"));
            for (const std::string& company : account.companies) {
                page.html.text(" · ");
                page.record_link(company);
            }
        });
        desk_form(page, visit, "accounts/", [&] {
            page.html.open("input",
                           {{"type", "hidden"}, {"name", "account"}, {"value", account.id}});
            submit_button(page, page.say(account.disabled ? "accounts.enable" : "accounts.disable"),
                          account.disabled ? "enable" : "disable");
            page.html.text(" ");
            submit_button(page, page.say("accounts.forget"), "forget");
            if (account.role != Role::filer) return;
            const std::string name = "company-" + account.id;
            page.html.element("div", {{"class", "field"}}, [&] {
                page.html.element("label", {{"for", name}}, page.say("accounts.company"));
                page.html.open("input", {{"type", "text"}, {"name", "company"}, {"id", name}});
            });
            submit_button(page, page.say("accounts.allow"), "allow");
        });
        page.html.close("fieldset");
    }
    page.heading(2, page.say("accounts.new"), "new");
    desk_form(page, visit, "accounts/", [&] {
        text_field(page, "name", page.say("desk.name"), "");
        text_field(page, "password", page.say("desk.new_password"), "", "password", "new-password");
        page.html.element("div", {{"class", "field"}}, [&] {
            page.html.element("label", {{"for", "role"}}, page.say("accounts.role"));
            page.html.element("select", {{"name", "role"}, {"id", "role"}}, [&] {
                for (std::string_view role : kRoles.names)
                    page.html.element("option", {{"value", std::string(role)}},
                                      page.say("role." + std::string(role)));
            });
        });
        submit_button(page, page.say("accounts.new"), "add");
    });
    return page.done(visit.fault.empty() ? 200 : 422);
}

Result<Response> audit_desk(DeskVisit& visit) {
    if (!visit.is(Role::administrator)) return not_yours(visit);
    auto size = TRY(visit.store.log.size());
    Page page = desk_page(visit, "audit/", "desk.audit");
    page.paragraph(page.say("audit.text"));
    std::vector<Version> events;
    TRY(visit.store.records.each_version(size > 20 * kMostEvents ? size - 20 * kMostEvents : 0,
                                         size, [&](const Version& version) -> Result<bool> {
                                             if (version.type == "audit") events.push_back(version);
                                             return true;
                                         }));
    page.html.element("ol", {{"class", "changes"}}, [&] {
        for (std::size_t i = events.size(); i > 0 && events.size() - i < kMostEvents; i--) {
            const Version& event = events[i - 1];
            auto body = Json::parse(event.body.value_or("{}"));
            page.html.element("li", [&] {
                page.date(iso(event.time));
                page.html.text(" · ").text(
                    page.say("record.leaf", {{"index", std::to_string(event.index)}}));
                for (const char* name : {"what", "role", "account", "object", "detail"})
                    if (body && !(*body)[name].text().empty()) {
                        page.html.text(" · ");
                        page.filed((*body)[name].text());
                    }
            });
        }
    });
    return page.done();
}

}  // namespace bridle::registry
