// Lists of records that say of each what a reader asks first: who and whom, when, under what; and
// of a licence what it is worth today. Which fields those are is said here, by type; everything
// else comes from the schemas.

#include <algorithm>

#include "base/text.h"
#include "register/web/pages/pages.h"
#include "register/web/pages/values.h"

namespace bridle::registry {

namespace {

constexpr std::size_t kMostParties = 12;

struct Details {
    std::string_view type;
    std::vector<std::string_view> fields;
};
const Details* details_of(std::string_view type) {
    static const Details kDetails[] = {
        {"sale", {"seller", "client", "endUser", "products", "destination", "date", "value"}},
        {"contract", {"parties", "signed", "period", "value", "ended"}},
        {"rejectedClient", {"company", "client", "countries", "date", "reasonClass"}},
        {"licence", {"holder", "authority", "kind", "destinations", "term"}},
        {"moratorium", {"authority", "effect", "from", "until"}},
        {"measure", {"authority", "kind", "date", "parties"}},
    };
    auto found = std::ranges::find(kDetails, type, &Details::type);
    return found == std::end(kDetails) ? nullptr : &*found;
}

// A party, a client, an authority: by its record, where it has one, and what it does.
void show_somebody(Page& page, const Json& somebody) {
    const Json& record = somebody[somebody.find("party") ? "party" : "record"];
    if (record.is_text())
        page.record_link(record.text());
    else
        page.filed(somebody["name"].text());
    std::vector<std::string> roles;
    for (const Json& role : somebody["roles"].items()) roles.push_back(page.code(role.text()));
    if (!roles.empty()) page.html.text(" (" + joined(roles, page.say("mark.comma")) + ")");
}

void show_in_line(Page& page, const SchemaView& property, const Json& value) {
    const SchemaView view = property.of_value(value);
    if (value.is_array()) {
        const std::size_t shown = std::min(value.size(), kMostParties);
        for (std::size_t i = 0; i < shown; i++) {
            if (i > 0) page.html.text(page.say("mark.comma"));
            show_in_line(page, view.items(), value[i]);
        }
        if (shown < value.size()) page.html.text(" …");
    } else if (value["name"].is_text()) {
        show_somebody(page, value);
    } else if (value.find("from") || value.find("until")) {
        if (value.find("from")) page.date(value["from"].text());
        page.html.text(" – ");
        if (value.find("until")) page.date(value["until"].text());
    } else if (withheld_reason(value)) {  // why is said on its own page
        page.html.element("span", {{"class", "withheld"}}, page.say("form.withheld"));
    } else {
        show_value(page, property, value);
    }
}

void show_status(Page& page, const Head& head, const LicenceStatus* today) {
    if (today)
        page.status(today->status);
    else
        page.status_of(head);
    if (!today || today->status == today->stated) return;
    page.html.text(" ").text(page.say("licence.stated")).text(" ");
    page.status(today->stated);
    for (const std::string& moratorium : today->moratoria) {
        page.html.text(" ");
        page.record_link(moratorium);
    }
}

void show_details(Page& page, const Details& details, const Json& body) {
    const SchemaView schema = SchemaView::of(*find_type(details.type));
    page.html.element("dl", {{"class", "details"}}, [&] {
        for (std::string_view field : details.fields) {
            const Json* value = body.find(field);
            auto property = schema.property(field);
            if (!value || !property || is_none(*value)) continue;
            page.html.element("div", [&] {
                page.html.element("dt", page.schema_text(property->title()));
                page.html.element("dd", [&] { show_in_line(page, *property, *value); });
            });
        }
    });
}

}  // namespace

bool has_details(std::string_view type) {
    return details_of(type) != nullptr;
}

Result<void> list_with_details(Page& page, std::string_view type, const std::vector<Head>& heads) {
    const Details* details = details_of(type);
    if (!details || heads.empty()) {
        list_of_heads(page, heads);
        return {};
    }
    std::optional<Moratoria> moratoria;
    if (type == "licence") moratoria = TRY(Moratoria::load(page.reading.store));
    page.html.open("ul", {{"class", "records detailed"}});
    for (const Head& head : heads) {
        auto version = TRY(page.reading.store.records.current(head.id));
        Json body;
        if (version && version->body) body = TRY(Json::parse(*version->body));
        std::optional<LicenceStatus> today;
        if (moratoria && body.is_object()) today = moratoria->status_of(body, page.reading.today);
        page.html.element("li", [&] {
            page.head_link(head);
            page.html.text(" ");
            show_status(page, head, today ? &*today : nullptr);
            show_details(page, *details, body);
        });
    }
    page.html.close("ul");
    return {};
}

}  // namespace bridle::registry
