// The page of a record: what it says, what other records say of it, its versions, its proof. What
// its type adds stands in company.cc and licences.cc.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "register/web/feeds.h"
#include "register/web/pages/pages.h"
#include "register/web/pages/type_parts.h"
#include "register/web/pages/values.h"

namespace bridle::registry {

namespace {

constexpr std::size_t kMostRelated = 500;

// A record that is there no more: that it was, and why it is not.
Response tombstone_page(Page& page, const std::vector<Version>& history) {
    const Version& last = history.back();
    page.html.element("div", {{"class", "tombstone"}}, [&] {
        page.paragraph(page.say("tombstone.text"));
        page.html.element("dl", [&] {
            auto row = [&](std::string_view key, std::string_view text) {
                page.html.element("dt", page.say(key));
                page.html.element("dd", [&] { page.filed(text); });
            };
            page.html.element("dt", page.say("search.type"));
            page.html.element("dd", page.say("type." + last.type));
            row("tombstone.basis", last.basis);
            row("tombstone.reason", last.reason);
            page.html.element("dt", page.say("tombstone.date"));
            page.html.element("dd", [&] { page.date(iso(last.time)); });
        });
    });
    return page.done(410);
}

void show_history(Page& page, const std::vector<Version>& history) {
    page.heading(2, page.say("record.history"), "history");
    page.html.element("ol", {{"class", "history"}}, [&] {
        for (const Version& version : history)
            page.html.element("li", [&] {
                page.date(iso(version.time));
                page.html.text(" ").text(page.say("action." + version.action));
                if (!version.kind.empty())
                    page.html.text(" (").text(page.code(version.kind)).text(")");
                if (!version.reason.empty()) {
                    page.html.text(page.say("mark.colon"));
                    page.filed(version.reason);
                }
                page.html.text(" · ").text(
                    page.say("record.leaf", {{"index", std::to_string(version.index)}}));
                if (version.action == "tombstone") return;
                page.html.text(" · ");
                const std::string seq = std::to_string(version.seq);
                page.link(page.address(version_page_path(version.record_id, version.seq)),
                          page.say("record.version", {{"number", seq}}));
                page.html.text(" · ");
                page.link(fmt::format("/v1/records/{}/{}.tlog-proof", version.record_id, seq),
                          page.say("record.receipt"));
            });
    });
}

void show_proof(Page& page, const Version& version) {
    page.heading(2, page.say("record.proof"), "proof");
    page.paragraph(page.say("record.proof_text"));
    page.html.element("ul", [&] {
        page.html.element("li", [&] {
            page.link(fmt::format("/v1/records/{}/{}.tlog-proof", version.record_id, version.seq),
                      page.say("record.receipt"));
        });
        page.html.element("li", [&] {
            page.link(fmt::format("/v1/records/{}.json", version.record_id), "JSON");
        });
        page.html.element("li",
                          [&] { page.link(page.address("verify/"), page.say("nav.verify")); });
    });
}

// Records that refer to this one, a list for each type and relation.
void show_related(Page& page, const std::vector<Related>& related) {
    std::map<std::pair<std::string, std::string>, std::vector<Head>> groups;
    for (const Related& each : related)
        groups[{each.head.type, each.relation}].push_back(each.head);
    if (groups.empty()) return;
    page.heading(2, page.say("record.related"), "related");
    for (const auto& [key, heads] : groups) {
        const auto& [type, relation] = key;
        page.heading(3, page.say("record.as", {{"type", page.say("types." + type)},
                                               {"relation", page.code("relation." + relation)}}));
        list_of_heads(page, heads);
    }
}

Result<std::optional<std::pair<const RecordType*, Json>>> body_of(const Version& version) {
    const RecordType* type = find_type(version.type);
    if (!type || !version.body) return std::nullopt;
    Json body = TRY(Json::parse(*version.body));
    return std::pair(type, std::move(body));
}

void show_facts(Page& page, const Version& version, const Json& body) {
    page.html.element("p", {{"class", "facts"}}, [&] {
        page.html.element("span", {{"class", "kind"}}, page.say("type." + version.type));
        page.html.text(" · ").text(page.say("value.as_of")).text(" ");
        page.date(version.as_of);
        page.html.text(" · ").text(page.say("record.published")).text(" ");
        page.date(iso(version.time));
    });
    if (body["demonstration"].truth())
        page.html.element("p", {{"class", "demonstration"}}, page.say("record.demonstration"));
}

// What a version says. It stands on the page of its record and on its own.
void show_statement(Page& page, const Version& version, const RecordType& type, const Json& body) {
    Answers* drawn = page.reading.drawn;
    std::string key = drawn ? fmt::format("{} {}", page.words.language(), version.index) : "";
    if (const Html* before = drawn ? drawn->find<Html>(key) : nullptr) {
        page.html.append(*before);
        return;
    }
    Html above = std::exchange(page.html, {});
    show_body(page, type, body);
    Html statement = std::exchange(page.html, std::move(above));
    page.html.append(statement);
    if (drawn) drawn->keep(std::move(key), std::move(statement), 1);
}

}  // namespace

Result<Response> record_page(const Reading& reading, const SiteWords& words, std::string_view id) {
    auto head = TRY(reading.store.records.head(id));
    auto version = TRY(reading.store.records.current(id));
    if (!head || !version) return no_such_page(reading, words);
    const bool gone = head->taken_down;
    PageHead place{.path = record_page_path(id),
                   .title = gone ? std::string(words.text("tombstone.title")) : head->title,
                   .feed = record_feed_name(id),
                   .searchable = !gone};
    Page page(reading, words, std::move(place));
    auto history = TRY(reading.store.records.history(id));
    if (gone) return tombstone_page(page, history);
    auto body = TRY(body_of(*version));
    if (!body) return no_such_page(reading, words);
    auto related = TRY(reading.store.records.referring_to(id, kMostRelated));

    show_facts(page, *version, body->second);
    TRY(show_before(page, *head, body->second));
    page.heading(2, page.say("record.statement"), "statement");
    show_statement(page, *version, *body->first, body->second);
    TRY(show_after(page, *head, body->second, related));
    if (!has_own_lists(head->type)) show_related(page, related);
    page.heading(2, page.say("record.sources"), "sources");
    show_sources(page, body->second);
    show_history(page, history);
    show_proof(page, *version);
    return page.done();
}

Result<Response> version_page(const Reading& reading, const SiteWords& words, std::string_view id,
                              std::int64_t seq) {
    auto version = TRY(reading.store.records.version(id, seq));
    if (!version || !version->is_public) return no_such_page(reading, words);
    const std::string number = std::to_string(seq);
    PageHead place{.path = version_page_path(id, seq),
                   .title = words.text("version.title", {{"number", number}, {"id", id}}),
                   .searchable = false};
    Page page(reading, words, std::move(place));
    auto history = TRY(reading.store.records.history(id));
    auto body = TRY(body_of(*version));
    page.html.element("p", [&] {
        page.html.text(page.say("version.current")).text(" ");
        page.record_link(id);
    });
    if (!body) return tombstone_page(page, history);
    if (!history.empty() && history.back().seq != seq)
        page.html.element("p", {{"class", "demonstration"}}, page.say("version.old"));
    show_facts(page, *version, body->second);
    show_statement(page, *version, *body->first, body->second);
    page.heading(2, page.say("record.sources"), "sources");
    show_sources(page, body->second);
    show_proof(page, *version);
    return page.done();
}

Response no_such_page(const Reading& reading, const SiteWords& words) {
    Page page(reading, words,
              {.path = "", .title = std::string(words.text("missing.title")), .searchable = false});
    page.paragraph(page.say("missing.text"));
    page.html.element("p", [&] { page.link(page.address("search/"), page.say("nav.search")); });
    return page.done(404);
}

}  // namespace bridle::registry
