// Filings at the desk: what there is to do, the form, the registrar's decision, what belongs to it.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "register/model/envelope.h"
#include "register/web/desk/desk.h"
#include "register/web/pages/values.h"

namespace bridle::registry {

namespace {

constexpr std::size_t kMostListed = 200;

std::string revision_of(const Filing& filing) {
    return std::to_string(filing.revision);
}

std::int64_t revision_in(const DeskVisit& visit) {
    auto number = Json::parse(visit.field("revision"));
    return number ? number->integer().value_or(-1) : -1;
}

bool is_open(const Filing& filing) {
    return filing.state == FilingState::draft || filing.state == FilingState::returned;
}

// What the filing is about, as far as it says so yet. Lists of filings come without bodies.
Result<std::string> title_of(Page& page, const DeskVisit& visit, const Filing& filing) {
    auto whole = TRY(visit.store.filings.by_id(filing.id));
    const RecordType* type = find_type(filing.type);
    auto body = Json::parse(whole ? whole->body : "");
    std::string title = body && type ? summarise(*type, *body).title : "";
    if (title == filing.type) title.clear();  // so called for want of any
    if (title.empty() && !filing.record_id.empty()) {
        auto head = TRY(page.head_of(filing.record_id));
        if (head) title = head->title;
    }
    return title.empty() ? page.say("filing.untitled") : title;
}

Result<void> list_filings(Page& page, const DeskVisit& visit, const std::vector<Filing>& filings) {
    if (filings.empty()) {
        page.paragraph(page.say("desk.none"));
        return {};
    }
    page.html.open("ul", {{"class", "records"}});
    for (const Filing& filing : filings) {
        std::string title = TRY(title_of(page, visit, filing));
        page.html.element("li", [&] {
            page.html.element("a", {{"href", visit.address("filing/" + filing.id + "/")}},
                              [&] { page.filed(title); });
            page.html.text(" ").element("span", {{"class", "kind"}},
                                        page.say("type." + filing.type));
            page.html.text(" ");
            page.status(kFilingStates.of(filing.state));
            page.html.text(" ");
            page.date(iso(filing.changed));
            if (!filing.due || filing.decided) return;
            page.html.text(" · ").text(page.say("filing.due")).text(" ");
            page.date(iso(*filing.due));
        });
    }
    page.html.close("ul");
    return {};
}

void show_state(Page& page, const DeskVisit& visit, const Filing& filing) {
    page.html.element("p", [&] {
        page.html.text(page.say("type." + filing.type)).text(" ");
        page.status(kFilingStates.of(filing.state));
        if (filing.due && !filing.decided) {
            page.html.text(" · ").text(page.say("filing.due")).text(" ");
            page.date(iso(*filing.due));
        }
    });
    if (!filing.record_id.empty())
        page.html.element("p", [&] {
            page.html.text(page.say(filing.kind.empty() ? "filing.record" : "filing.corrects"))
                .text(" ");
            page.record_link(filing.record_id);
            if (filing.kind.empty()) return;
            page.html.text(" (").text(page.code(filing.kind)).text("): ");
            page.filed(filing.reason);
        });
    if (!filing.answer.empty())
        page.html.element("div", {{"class", "overdue"}}, [&] {
            page.paragraph(page.say("filing.answer"));
            page.html.element("div", {{"class", "prose"}, {"dir", "auto"}}, filing.answer);
        });
    if (filing.state != FilingState::accepted) return;
    page.html.element("p", {{"class", "done"}}, [&] {
        page.html.text(page.say("filing.accepted")).text(" ");
        page.link(visit.address("filing/" + filing.id + "/receipt.tlog-proof"),
                  page.say("record.receipt"));
    });
}

void show_attachments(Page& page, const DeskVisit& visit, const Filing& filing,
                      const std::vector<Attachment>& attachments) {
    page.heading(2, page.say("filing.attachments"), "attachments");
    page.paragraph(page.say(visit.registry.settings().recipients.empty()
                                ? "filing.no_recipients"
                                : "filing.attachments_text"));
    page.html.element("ul", [&] {
        for (const Attachment& each : attachments)
            page.html.element("li", [&] {
                page.html.element("a", {{"href", visit.address("attachment/" + each.id + "/")}},
                                  [&] { page.filed(each.name); });
                page.html.text(fmt::format(" · {} · ", grouped(each.size)))
                    .element("code", each.sha256);
            });
    });
    if (!is_open(filing) || filing.account_id != visit.actor().account_id ||
        visit.registry.settings().recipients.empty())
        return;
    upload_form(page, visit, "filing/" + filing.id + "/attachments/", [&] {
        file_field(page);
        submit_button(page, page.say("filing.attach"));
    });
}

// The form of whoever fills it in.
void show_editor(Page& page, const DeskVisit& visit, const Filing& filing, const Json& body,
                 std::span<const SchemaFault> faults) {
    const RecordType* type = find_type(filing.type);
    desk_form(page, visit, "filing/" + filing.id + "/", [&] {
        page.html.open("input",
                       {{"type", "hidden"}, {"name", "revision"}, {"value", revision_of(filing)}});
        // What the return key does: save, and not the first button that adds a row.
        page.html.element("p", [&] { submit_button(page, page.say("filing.save"), "save"); });
        show_form(page, *type, body, faults);
        page.html.element("p", [&] {
            submit_button(page, page.say("filing.save"), "save");
            page.html.text(" ");
            submit_button(page, page.say("filing.submit"), "submit");
            page.html.text(" ");
            submit_button(page, page.say("filing.withdraw"), "withdraw");
        });
    });
}

// What the registrar reads, and the three answers.
void show_decision(Page& page, const DeskVisit& visit, const Filing& filing) {
    page.heading(2, page.say("filing.decision"), "decision");
    desk_form(page, visit, "filing/" + filing.id + "/", [&] {
        page.html.open("input",
                       {{"type", "hidden"}, {"name", "revision"}, {"value", revision_of(filing)}});
        page.html.element("div", {{"class", "field"}}, [&] {
            page.html.element("label", {{"for", "reasons"}}, page.say("filing.reasons"));
            page.html.element("textarea", {{"name", "reasons"}, {"id", "reasons"}, {"dir", "auto"}},
                              "");
        });
        submit_button(page, page.say("filing.accept"), "accept");
        page.html.text(" ");
        submit_button(page, page.say("filing.return"), "return");
        page.html.text(" ");
        submit_button(page, page.say("filing.refuse"), "refuse");
    });
}

Result<Response> filing_page(DeskVisit& visit, const Filing& filing, const Json& body,
                             std::span<const SchemaFault> faults) {
    Page page = desk_page(visit, "filing/" + filing.id + "/", "filing.title");
    show_state(page, visit, filing);
    const bool theirs = filing.account_id == visit.actor().account_id;
    if (is_open(filing) && theirs) {
        show_editor(page, visit, filing, body, faults);
    } else if (const RecordType* type = find_type(filing.type); type && body.size()) {
        show_body(page, *type, body);
        page.heading(2, page.say("record.sources"), "sources");
        show_sources(page, body);
    }
    auto attachments = TRY(visit.store.filings.attachments_of(filing.id));
    show_attachments(page, visit, filing, attachments);
    if (filing.state == FilingState::submitted && theirs)
        desk_form(page, visit, "filing/" + filing.id + "/", [&] {
            page.html.open(
                "input",
                {{"type", "hidden"}, {"name", "revision"}, {"value", revision_of(filing)}});
            submit_button(page, page.say("filing.withdraw"), "withdraw");
        });
    if (filing.state == FilingState::submitted && visit.is(Role::registrar) && !theirs)
        show_decision(page, visit, filing);
    return page.done(visit.fault.empty() && faults.empty() ? 200 : 422);
}

// One step that the form asks for. Saving comes before anything that the filer does.
Result<Filing> step(DeskVisit& visit, const Filing& filing, const Json& body) {
    std::string_view what = visit.field("do");
    const std::int64_t revision = revision_in(visit);
    Register& registry = visit.registry;
    const Actor actor = visit.actor();
    const Time at = visit.request.now;
    if (what == "accept") return accept(registry, actor, filing.id, revision, at);
    if (what == "return")
        return send_back(registry, actor, filing.id, revision, visit.field("reasons"), at);
    if (what == "refuse")
        return refuse(registry, actor, filing.id, revision, visit.field("reasons"), at);
    if (what == "withdraw") return withdraw(registry, actor, filing.id, revision, at);
    Filing saved = TRY(save(registry, actor, filing.id, revision, body, at));
    if (what == "submit") return submit(registry, actor, saved.id, saved.revision, at);
    return saved;
}

}  // namespace

Result<Response> desk_overview(DeskVisit& visit) {
    Page page = desk_page(visit, "", "desk.title");
    if (visit.is(Role::registrar) || visit.is(Role::administrator)) {
        auto waiting = TRY(visit.store.filings.in_state(FilingState::submitted, kMostListed));
        page.heading(2, page.say("desk.waiting"), "waiting");
        TRY(list_filings(page, visit, waiting));
    }
    auto own = TRY(visit.store.filings.of_account(visit.actor().account_id, kMostListed));
    page.heading(2, page.say("desk.own"), "own");
    TRY(list_filings(page, visit, own));
    page.html.element("p", [&] { page.link(visit.address("new/"), page.say("desk.new")); });
    return page.done();
}

Result<Response> new_filing_desk(DeskVisit& visit) {
    if (visit.is_post()) {
        NewFiling filing;
        filing.type = visit.field("type");
        filing.record_id = trimmed(visit.field("record"));
        if (!filing.record_id.empty()) {
            filing.kind = visit.field("kind");
            filing.reason = trimmed(visit.field("reason"));
            auto head = TRY(visit.store.records.head(filing.record_id));
            if (head) filing.type = head->type;
        }
        auto drafted = draft(visit.registry, visit.actor(), filing, visit.request.now);
        if (drafted) return visit.go("filing/" + drafted->id + "/");
        visit.fault = drafted.error().what;
    }
    Page page = desk_page(visit, "new/", "desk.new");
    page.heading(2, page.say("filing.new_record"), "record-new");
    desk_form(page, visit, "new/", [&] {
        page.html.element("div", {{"class", "field"}}, [&] {
            page.html.element("label", {{"for", "type"}}, page.say("search.type"));
            page.html.element("select", {{"name", "type"}, {"id", "type"}}, [&] {
                for (const RecordType& type : record_types())
                    page.html.element("option", {{"value", type.name}},
                                      page.say("type." + type.name));
            });
        });
        submit_button(page, page.say("filing.begin"));
    });
    page.heading(2, page.say("filing.new_correction"), "record-correct");
    page.paragraph(page.say("filing.correction_text"));
    desk_form(page, visit, "new/", [&] {
        std::string_view record =
            visit.is_post() ? visit.field("record") : visit.request.parameter("record");
        text_field(page, "record", page.say("filing.record_id"), record);
        page.html.element("div", {{"class", "field"}}, [&] {
            page.html.element("label", {{"for", "kind"}}, page.say("filing.kind"));
            page.html.element("select", {{"name", "kind"}, {"id", "kind"}}, [&] {
                for (std::string_view kind : kCorrectionKinds)
                    page.html.element("option", {{"value", std::string(kind)}}, page.code(kind));
            });
        });
        text_field(page, "reason", page.say("filing.reason"), visit.field("reason"));
        submit_button(page, page.say("filing.begin_correction"));
    });
    return page.done(visit.fault.empty() ? 200 : 422);
}

Result<Response> filing_desk(DeskVisit& visit, std::string_view id) {
    auto filing = filing_for(visit.store, visit.actor(), id);
    if (!filing) {
        if (filing.error().code != Errc::io) TRY(note_fault(visit, filing.error()));
        return desk_page(visit, "", "missing.title").done(404);
    }
    const RecordType* type = find_type(filing->type);
    std::vector<SchemaFault> faults;
    Json body = filing->body.empty() ? Json::object() : TRY(Json::parse(filing->body));
    if (visit.is_post() && type) {
        if (is_open(*filing)) body = read_form(*type, visit.form);
        auto stepped = step(visit, *filing, body);
        if (stepped) return visit.go("filing/" + stepped->id + "/");
        TRY(note_fault(visit, stepped.error()));
        if (visit.field("do") == "submit") {
            // It was saved, and then refused: the page shows it as it is now, with every fault.
            filing = filing_for(visit.store, visit.actor(), id);
            if (!filing) return std::unexpected(filing.error());
            faults = TRY(faults_of(visit.store, *filing, visit.request.now));
            if (!faults.empty()) visit.fault.clear();
        }
    }
    if (filing->state == FilingState::accepted && !body.size() && filing->index) {
        auto version = TRY(visit.store.records.by_index(*filing->index));
        if (version && version->body) body = TRY(Json::parse(*version->body));
    }
    return filing_page(visit, *filing, body, faults);
}

Result<Response> filing_receipt(DeskVisit& visit, std::string_view id) {
    Filing filing = TRY(filing_for(visit.store, visit.actor(), id));
    if (!filing.index) return desk_page(visit, "", "missing.title").done(404);
    auto version = TRY(visit.store.records.by_index(*filing.index));
    if (!version) return desk_page(visit, "", "missing.title").done(404);
    std::string receipt = TRY(receipt_of(visit.store, version->record_id, version->seq));
    Response response = Response::text(200, "text/plain; charset=utf-8", std::move(receipt));
    response.headers.emplace_back(
        "Content-Disposition",
        fmt::format("attachment; filename=\"{}-{}.tlog-proof\"", version->record_id, version->seq));
    return response;
}

Result<Response> filing_attachment(DeskVisit& visit, std::string_view id) {
    const auto& file = visit.file;
    if (!file || file->content.empty()) return visit.go("filing/" + std::string(id) + "/");
    auto attached = file->content.starts_with("age-encryption.org/v1\n")
                        ? attach(visit.registry, visit.actor(), id, file->file_name, file->type,
                                 file->content, visit.request.now)
                        : attach_encrypting(visit.registry, visit.actor(), id, file->file_name,
                                            file->type, Secret(file->content), visit.request.now);
    if (attached) return visit.go("filing/" + std::string(id) + "/");
    TRY(note_fault(visit, attached.error()));
    return desk_page(visit, "", "desk.title").done(422);
}

Result<Response> attachment_desk(DeskVisit& visit, std::string_view id) {
    auto found = attachment_for(visit.store, visit.actor(), id);
    if (!found) return desk_page(visit, "", "missing.title").done(404);
    // Ciphertext, whatever it was before; nothing that a browser would open.
    Response response = Response::text(200, "application/octet-stream", std::move(found->second));
    response.headers.emplace_back("Content-Disposition",
                                  "attachment; filename=\"" + found->first.id + ".age\"");
    return response;
}

}  // namespace bridle::registry
