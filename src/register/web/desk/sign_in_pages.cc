// Coming in and going out: sign in, join, the second factor, the password.

#include <fmt/format.h>

#include "base/text.h"
#include "register/service/rate_limit.h"
#include "register/web/desk/desk.h"

namespace bridle::registry {

namespace {

void set_cookie(Response& response, const Request& request, std::string_view key) {
    std::string cookie =
        fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict", cookie_name(request), key);
    if (request.secure) cookie += "; Secure";
    if (key.empty()) cookie += "; Max-Age=0";
    response.headers.emplace_back("Set-Cookie", std::move(cookie));
}

void password_field(Page& page, const std::string& name, std::string_view label, bool is_new) {
    text_field(page, name, label, "", "password", is_new ? "new-password" : "current-password");
}

}  // namespace

Result<Response> sign_in_desk(DeskVisit& visit) {
    if (visit.is_post()) {
        Secret password(visit.field("password"));
        auto opened =
            sign_in(visit.registry, trimmed(visit.field("name")), password,
                    trimmed(visit.field("code")), visit.request.remote, visit.request.now);
        if (opened) {
            Response there = visit.go(opened->session.second_factor ? "" : "second-factor/");
            set_cookie(there, visit.request, opened->key);
            return there;
        }
        TRY(note_fault(visit, opened.error()));
    }
    visit.visitor.reset();
    Page page = desk_page(visit, "sign-in/", "desk.sign_in");
    desk_form(page, visit, "sign-in/", [&] {
        text_field(page, "name", page.say("desk.name"), visit.field("name"), "text", "username");
        password_field(page, "password", page.say("desk.password"), false);
        text_field(page, "code", page.say("desk.code_if"), "", "text", "one-time-code");
        submit_button(page, page.say("desk.sign_in"));
    });
    page.html.element("p", [&] { page.link(visit.address("join/"), page.say("desk.join")); });
    return page.done(visit.fault.empty() ? 200 : 403);
}

// A filer by their own hand, who may file one thing: the registration of their company.
Result<Response> join_desk(DeskVisit& visit) {
    static RateLimit joining({.tokens = 5, .refill = std::chrono::hours(1)});
    if (visit.is_post()) {
        Secret password(visit.field("password"));
        std::string_view name = trimmed(visit.field("name"));
        auto account =
            !joining.take(client_of(visit.request.remote), visit.request.now)
                ? Result<Account>(fail(Errc::limit, visit.words.text("desk.too_many", {})))
                : create_account(visit.registry, kJoining, name, Role::filer, password,
                                 visit.request.now);
        if (account) {
            auto opened = sign_in(visit.registry, name, password, "", visit.request.remote,
                                  visit.request.now);
            Response there = visit.go(opened ? "second-factor/" : "sign-in/");
            if (opened) set_cookie(there, visit.request, opened->key);
            return there;
        }
        TRY(note_fault(visit, account.error()));
    }
    visit.visitor.reset();
    Page page = desk_page(visit, "join/", "desk.join");
    page.paragraph(page.say("desk.join_text"));
    desk_form(page, visit, "join/", [&] {
        text_field(page, "name", page.say("desk.name"), visit.field("name"), "text", "username");
        password_field(page, "password", page.say("desk.new_password"), true);
        submit_button(page, page.say("desk.join"));
    });
    return page.done(visit.fault.empty() ? 200 : 422);
}

Result<Response> second_factor_desk(DeskVisit& visit) {
    if (visit.visitor->session.second_factor) return visit.go("");
    std::string secret;
    if (visit.is_post()) {
        auto given = from_hex(visit.field("secret"));
        if (given) secret = as_text(*given);
        auto opened = confirm_totp(visit.registry, visit.session_key(), secret,
                                   trimmed(visit.field("code")), visit.request.now);
        if (opened) {
            Response there = visit.go("");
            set_cookie(there, visit.request, opened->key);
            return there;
        }
        TRY(note_fault(visit, opened.error()));
    }
    if (secret.empty()) secret = TRY(new_totp_secret());
    Page page = desk_page(visit, "second-factor/", "desk.second_factor");
    page.paragraph(page.say("desk.second_factor_text"));
    page.html.element("p", {{"class", "secret"}}, [&] {
        page.html.text(page.say("desk.totp_secret")).text(" ");
        page.html.element("code", {{"id", "totp-secret"}}, base32(secret));
    });
    page.html.element("p", [&] {
        const std::string to =
            totp_address(secret, visit.visitor->account.name, visit.registry.settings().name);
        page.html.element("a", {{"href", to}}, page.say("desk.totp_open"));
    });
    desk_form(page, visit, "second-factor/", [&] {
        page.html.open("input",
                       {{"type", "hidden"}, {"name", "secret"}, {"value", hex(as_bytes(secret))}});
        text_field(page, "code", page.say("desk.code"), "", "text", "one-time-code");
        submit_button(page, page.say("desk.confirm"));
    });
    return page.done(visit.fault.empty() ? 200 : 422);
}

Result<Response> password_desk(DeskVisit& visit) {
    if (visit.is_post()) {
        auto opened =
            change_password(visit.registry, visit.session_key(), Secret(visit.field("old")),
                            Secret(visit.field("new")), visit.request.remote, visit.request.now);
        if (opened) {
            Response there = visit.go("");
            set_cookie(there, visit.request, opened->key);
            return there;
        }
        TRY(note_fault(visit, opened.error()));
    }
    Page page = desk_page(visit, "password/", "desk.password");
    desk_form(page, visit, "password/", [&] {
        password_field(page, "old", page.say("desk.old_password"), false);
        password_field(page, "new", page.say("desk.new_password"), true);
        submit_button(page, page.say("desk.confirm"));
    });
    return page.done(visit.fault.empty() ? 200 : 422);
}

Result<Response> sign_out_desk(DeskVisit& visit) {
    if (!visit.is_post()) return visit.go("");
    TRY(sign_out(visit.registry, visit.session_key()));
    Response there = visit.go("sign-in/");
    set_cookie(there, visit.request, "");
    return there;
}

}  // namespace bridle::registry
