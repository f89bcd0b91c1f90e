// The desk: what people with an account see and do. Every page works without script; every change
// is a form with a word that only the session knows, and ends in a redirect.
//
//   /{lang}/desk/                what is to do: a filer's filings, a registrar's queue
//   /{lang}/desk/sign-in/  join/  second-factor/  password/  sign-out/
//   /{lang}/desk/new/            begins a filing or a correction
//   /{lang}/desk/filing/{id}/    the form, or what was filed; …/receipt.tlog-proof, …/attachments/
//   /{lang}/desk/attachment/{id}
//   /{lang}/desk/source-file/    adds the file of a source document
//   /{lang}/desk/takedown/  tokens/  accounts/  audit/

#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "register/service/sign_in.h"
#include "register/web/desk/form.h"
#include "register/web/pages/page.h"
#include "register/web/reading.h"
#include "register/web/request_reader.h"

namespace bridle::registry {

// One request at the desk.
struct DeskVisit {
    Register& registry;
    const Request& request;
    const SiteWords& words;
    Store& store;
    std::optional<SignedIn> visitor;  // with or without the second factor
    FormFields form;                  // of a POST
    std::optional<Part> file;         // that came with it, where takes_uploads() says so
    std::string fault;                // what went wrong with what was sent, for the page

    Reading reading() const;
    bool is_post() const { return request.method == Method::post; }
    Actor actor() const { return visitor ? visitor->actor() : Actor(); }
    bool is(Role role) const {
        return visitor && visitor->session.second_factor && visitor->account.role == role;
    }
    std::string_view session_key() const;
    std::string_view field(std::string_view name) const;  // of the form
    std::string address(std::string_view path) const;     // "/en/desk/…"
    Response go(std::string_view path) const;             // there, by GET
};

// What the cookie is called: browsers keep a "__Host-" one from other hosts and from plain HTTP.
std::string_view cookie_name(const Request& request);

// The frame of a page of the desk, with its own navigation and what went wrong.
Page desk_page(const DeskVisit& visit, std::string_view path, std::string_view title_key);
// A form that posts to a page of the desk, with what proves that it is ours.
void desk_form(Page& page, const DeskVisit& visit, std::string_view path,
               const std::function<void()>& contents);
// The same of a form that sends a file with its fields.
void upload_form(Page& page, const DeskVisit& visit, std::string_view path,
                 const std::function<void()>& contents);
void file_field(Page& page);
void text_field(Page& page, const std::string& name, std::string_view label, std::string_view value,
                std::string type = "text", std::string autocomplete = "off");
void submit_button(Page& page, std::string_view label, std::string_view action = {});
// What the page is to say of an error; unexpected ones are passed on.
Result<void> note_fault(DeskVisit& visit, const Error& error);

// sign_in_pages.cc
Result<Response> sign_in_desk(DeskVisit& visit);
Result<Response> join_desk(DeskVisit& visit);
Result<Response> second_factor_desk(DeskVisit& visit);
Result<Response> password_desk(DeskVisit& visit);
Result<Response> sign_out_desk(DeskVisit& visit);
// filing_pages.cc
Result<Response> desk_overview(DeskVisit& visit);
Result<Response> new_filing_desk(DeskVisit& visit);
Result<Response> filing_desk(DeskVisit& visit, std::string_view id);
Result<Response> filing_receipt(DeskVisit& visit, std::string_view id);
Result<Response> filing_attachment(DeskVisit& visit, std::string_view id);
Result<Response> attachment_desk(DeskVisit& visit, std::string_view id);
// administration.cc
Result<Response> takedown_desk(DeskVisit& visit);
Result<Response> source_file_desk(DeskVisit& visit);
Result<Response> tokens_desk(DeskVisit& visit);
Result<Response> accounts_desk(DeskVisit& visit);
Result<Response> audit_desk(DeskVisit& visit);

}  // namespace bridle::registry
