#include "register/web/pages/type_parts.h"

#include <algorithm>

#include "base/text.h"
#include "register/web/api_json.h"
#include "register/web/pages/pages.h"

namespace bridle::registry {

namespace {

// What a company's page lists, in this order; what refers to it as what.
constexpr std::string_view kOfACompany[] = {
    "product",      "licence", "contract",         "sale",        "rejectedClient",
    "dueDiligence", "measure", "securitiesNotice", "attribution",
};

std::vector<Head> of_type(const std::vector<Related>& related, std::string_view type) {
    std::vector<Head> heads;
    for (const Related& each : related)
        if (each.head.type == type &&
            std::ranges::find(heads, each.head.id, &Head::id) == heads.end())
            heads.push_back(each.head);
    return heads;
}

Result<void> show_effective_status(Page& page, const Json& licence) {
    Moratoria moratoria = TRY(Moratoria::load(page.reading.store));
    LicenceStatus status = moratoria.status_of(licence, page.reading.today);
    page.html.element("p", {{"class", "effective"}}, [&] {
        page.html.text(page.say("licence.effective", {{"day", page.reading.today}})).text(" ");
        page.status(status.status);
        if (status.status != status.stated) {
            page.html.text(" · ").text(page.say("licence.stated")).text(" ");
            page.status(status.stated);
        }
        for (const std::string& moratorium : status.moratoria) {
            page.html.text(" · ");
            page.record_link(moratorium);
        }
    });
    return {};
}

Result<void> show_owed(Page& page, const Head& company) {
    auto owed =
        TRY(overdue(page.reading.store, page.reading.settings(), page.reading.today, company.id));
    if (owed.empty()) return {};
    page.html.element("div", {{"class", "overdue"}}, [&] {
        page.paragraph(page.say("company.overdue"));
        page.html.element("ul", [&] {
            for (const Owed& each : owed)
                page.html.element("li", [&] {
                    page.html.text(page.say("type." + each.obligation.type))
                        .text(page.say("mark.comma"));
                    page.html.text(page.say("overdue.due")).text(" ");
                    page.date(each.obligation.due);
                });
        });
    });
    return {};
}

Result<void> show_file(Page& page, const Json& document) {
    const std::string file = TRY(file_path(page.reading.store, document));
    if (!file.empty()) page.html.element("p", [&] { page.link(file, page.say("record.file")); });
    return {};
}

Result<void> show_of_company(Page& page, const Head& company, const std::vector<Related>& related) {
    TRY(show_ownership(page, company));
    std::vector<std::string> nothing;
    for (std::string_view type : kOfACompany) {
        std::vector<Head> heads = of_type(related, type);
        if (heads.empty()) {
            nothing.push_back(page.say("types." + std::string(type)));
            continue;
        }
        page.heading(2, page.say("types." + std::string(type)), type);
        if (type == "licence")
            TRY(show_licences(page, heads));
        else
            TRY(list_with_details(page, type, heads));
    }
    if (!nothing.empty()) {
        page.heading(2, page.say("list.none_of"), "nothing");
        page.paragraph(joined(nothing, " · "));
    }
    std::vector<Related> others;
    for (const Related& each : related)
        if (each.head.type != "ownership" &&
            std::ranges::find(kOfACompany, each.head.type) == std::end(kOfACompany))
            others.push_back(each);
    if (others.empty()) return {};
    page.heading(2, page.say("record.related"), "related");
    std::vector<Head> heads;
    for (const Related& each : others) heads.push_back(each.head);
    list_of_heads(page, heads);
    return {};
}

}  // namespace

Result<void> show_before(Page& page, const Head& head, const Json& body) {
    if (head.type == "licence") return show_effective_status(page, body);
    if (head.type == "company") return show_owed(page, head);
    if (head.type == "sourceDocument") return show_file(page, body);
    return {};
}

Result<void> show_after(Page& page, const Head& head, const Json&,
                        const std::vector<Related>& related) {
    if (head.type == "company") return show_of_company(page, head, related);
    if (head.type == "moratorium" || head.type == "product") {
        std::vector<Head> licences = of_type(related, "licence");
        if (!licences.empty()) {
            page.heading(2, page.say("types.licence"), "licence");
            return show_licences(page, licences);
        }
    }
    return {};
}

bool has_own_lists(std::string_view type) {
    return type == "company";
}

}  // namespace bridle::registry
