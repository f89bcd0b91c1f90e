// The front page and those that explain: how to verify, what can be downloaded, what this is.

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "register/log/policy.h"
#include "register/web/pages/pages.h"

namespace bridle::registry {

static constexpr std::size_t kLatest = 10;

// Paragraphs of the words: key.1, key.2, … as far as there are any.
static void paragraphs(Page& page, const std::string& key) {
    for (int i = 1; SiteWords::all().front()->has(key + "." + std::to_string(i)); i++)
        page.paragraph(page.say(key + "." + std::to_string(i)));
}

static std::string title_of(const SiteWords& words, std::string_view key) {
    return std::string(words.text(key));
}

Result<Response> front_page(const Reading& reading, const SiteWords& words) {
    Page page(reading, words,
              {.path = "", .title = reading.settings().name, .feed = "recent.atom"});
    page.html.element("p", {{"class", "lead"}}, page.say("front.lead"));
    search_form(page);
    page.heading(2, page.say("front.holds"), "holds");
    page.html.open("ul", {{"class", "columns"}});
    for (const RecordType& type : record_types()) {
        RecordFilter filter;
        filter.type = type.name;
        auto count = TRY(reading.store.records.count(filter));
        page.html.element("li", [&] {
            page.link(page.address("type/" + type.name + "/"), page.say("types." + type.name));
            page.html.text(page.say("mark.colon")).text(grouped(count));
        });
    }
    page.html.close("ul");
    auto changes = TRY(reading.store.records.latest_changes(kLatest));
    page.heading(2, page.say("nav.recent"), "recent");
    list_of_changes(page, changes);
    page.html.element("p", [&] { page.link(page.address("recent/"), page.say("front.more")); });
    page.heading(2, page.say("front.trust"), "trust");
    page.paragraph(page.say("front.trust_text"));
    page.html.element("p", [&] { page.link(page.address("verify/"), page.say("nav.verify")); });
    return page.done();
}

Result<Response> verify_page(const Reading& reading, const SiteWords& words) {
    Page page(reading, words, {.path = "verify/", .title = title_of(words, "nav.verify")});
    auto checkpoint = TRY(reading.store.log.latest_published());
    const std::string policy_text = reading.registry.policy();
    paragraphs(page, "verify");
    page.heading(2, page.say("verify.state"), "state");
    if (checkpoint) {
        page.html.element("dl", [&] {
            page.html.element("dt", page.say("verify.size"));
            page.html.element("dd", grouped(checkpoint->size));
            page.html.element("dt", page.say("verify.signed"));
            page.html.element("dd", [&] { page.date(iso(checkpoint->time)); });
            page.html.element("dt", page.say("verify.cosigners"));
            auto policy = Policy::parse(policy_text);
            auto verdict = policy ? policy->verify(checkpoint->note)
                                  : Result<Policy::Verdict>(std::unexpected(policy.error()));
            page.html.element("dd", fmt::format("{} / {}", verdict ? verdict->cosigners : 0,
                                                reading.settings().witnesses.size()));
        });
        page.html.element(
            "pre",
            {{"tabindex", "0"}, {"dir", "ltr"}, {"aria-label", page.say("verify.checkpoint")}},
            checkpoint->note);
    }
    page.heading(2, page.say("verify.policy"), "policy");
    page.paragraph(page.say("verify.policy_text"));
    page.html.element(
        "pre", {{"tabindex", "0"}, {"dir", "ltr"}, {"aria-label", page.say("verify.policy")}},
        policy_text);
    page.html.element("p", [&] { page.link("/policy.txt", "policy.txt"); });
    page.heading(2, page.say("verify.how"), "how");
    page.paragraph(page.say("verify.how_register"));
    page.html.element(
        "pre", {{"tabindex", "0"}, {"dir", "ltr"}, {"aria-label", page.say("verify.how_register")}},
        "bridle-register verify " + reading.settings().url + " --policy policy.txt\n");
    page.paragraph(page.say("verify.how_receipt"));
    page.html.element(
        "pre", {{"tabindex", "0"}, {"dir", "ltr"}, {"aria-label", page.say("verify.how_receipt")}},
        "bridle-register verify receipt.tlog-proof --policy policy.txt\n");
    return page.done();
}

Result<Response> data_page(const Reading& reading, const SiteWords& words) {
    Page page(reading, words, {.path = "data/", .title = title_of(words, "nav.data")});
    paragraphs(page, "data");
    auto entry = [&](std::string_view address, std::string_view text) {
        page.html.element("li", [&] { page.link(address, text); });
    };
    page.heading(2, page.say("data.bulk"), "bulk");
    page.html.element("ul", [&] {
        for (const auto& [file, key, format] : std::initializer_list<std::array<const char*, 3>>{
                 {"catalogue.jsonld", "data.catalogue", "DCAT 3, JSON-LD"},
                 {"catalogue.ttl", "data.catalogue", "DCAT 3, Turtle"},
                 {"bods.json", "data.ownership", "Beneficial Ownership Data Standard 0.4"},
                 {"ocds-releases.json", "data.contracts", "Open Contracting Data Standard 1.1.5"},
                 {"ocds-records.json", "data.contract_records",
                  "Open Contracting Data Standard 1.1.5"},
                 {"attribution.json", "data.attribution", "JSON"}})
            entry(std::string("/bulk/") + file, page.say(key) + " (" + format + ")");
        for (const RecordType& type : record_types())
            entry("/bulk/" + type.name + ".csv", page.say("types." + type.name) + " (CSV)");
    });
    page.heading(2, page.say("data.api"), "api");
    page.html.element("ul", [&] {
        entry("/v1/openapi.json", "OpenAPI 3.1");
        entry("/v1/register.json", page.say("data.keeper") + " (JSON)");
        entry("/v1/types.json", page.say("data.schemas"));
    });
    page.heading(2, page.say("data.feeds"), "feeds");
    page.html.element("ul", [&] {
        entry(page.feed_address("recent.atom"), page.say("feed.recent") + " (Atom)");
        entry(page.feed_address("recent.json"), page.say("feed.recent") + " (JSON Feed)");
        entry(page.feed_address("overdue.atom"), page.say("feed.overdue") + " (Atom)");
        entry(page.feed_address("overdue.json"), page.say("feed.overdue") + " (JSON Feed)");
    });
    return page.done();
}

Result<Response> about_page(const Reading& reading, const SiteWords& words) {
    Page page(reading, words, {.path = "about/", .title = title_of(words, "nav.about")});
    paragraphs(page, "about");
    page.heading(2, page.say("about.corrections"), "corrections");
    paragraphs(page, "about.corrections");
    page.html.element("p", [&] { page.filed(reading.settings().contact); });
    page.heading(2, page.say("about.accessibility"), "accessibility");
    paragraphs(page, "about.accessibility");
    return page.done();
}

}  // namespace bridle::registry
