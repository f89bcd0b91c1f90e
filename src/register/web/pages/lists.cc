// Pages that list records: by type, by country, what changed, what is overdue, what was searched.

#include <fmt/format.h>

#include "base/text.h"
#include "register/web/pages/pages.h"

namespace bridle::registry {

static constexpr std::size_t kRecent = 200;
static constexpr std::size_t kMostOfACountry = 2000;
static constexpr std::size_t kHits = 20;

void list_of_heads(Page& page, const std::vector<Head>& heads) {
    if (heads.empty()) return page.paragraph(page.say("list.none"));
    page.html.element("ul", {{"class", "records"}}, [&] {
        for (const Head& head : heads)
            page.html.element("li", [&] {
                page.head_link(head);
                page.html.text(" ");
                page.html.element("span", {{"class", "kind"}}, page.say("type." + head.type));
                page.html.text(" ");
                page.status_of(head);
                if (head.as_of.empty()) return;
                page.html.text(" ").text(page.say("value.as_of")).text(" ");
                page.date(head.as_of);
            });
    });
}

void list_of_changes(Page& page, const std::vector<Change>& changes) {
    if (changes.empty()) return page.paragraph(page.say("list.none"));
    page.html.element("ol", {{"class", "changes"}}, [&] {
        for (const Change& change : changes)
            page.html.element("li", [&] {
                page.date(iso(change.time));
                page.html.text(" ").text(page.say("action." + change.action));
                if (!change.kind.empty())
                    page.html.text(" (").text(page.code(change.kind)).text(")");
                page.html.text(page.say("mark.colon"));
                const std::string to = change.action == "tombstone"
                                           ? record_page_path(change.record_id)
                                           : version_page_path(change.record_id, change.seq);
                page.html.element("a", {{"href", page.address(to)}}, [&] {
                    page.filed(change.title.empty() ? change.record_id : change.title);
                });
                page.html.text(" ").element("span", {{"class", "kind"}},
                                            page.say("type." + change.type));
                if (change.reason.empty()) return;
                page.html.text(" · ");
                page.filed(change.reason);
            });
    });
}

Result<Response> types_page(const Reading& reading, const SiteWords& words) {
    Page page(reading, words, {.path = "type/", .title = std::string(words.text("nav.types"))});
    page.html.open("ul", {{"class", "types"}});
    for (const RecordType& type : record_types()) {
        auto count = TRY(reading.store.records.count(
            {.type = type.name, .country = {}, .status = {}, .changed_since = {}}));
        page.html.element("li", [&] {
            page.link(page.address("type/" + type.name + "/"), page.say("types." + type.name));
            page.html.text(page.say("mark.colon")).text(grouped(count));
            page.html.element("p", page.schema_text((*type.schema)["description"].text()));
        });
    }
    page.html.close("ul");
    return page.done();
}

// Pages go on behind an id, which keeps each one quick; the first of each is found by counting.
Result<Response> type_page(const Reading& reading, const SiteWords& words, const RecordType& type,
                           std::uint64_t number) {
    RecordFilter filter;
    filter.type = type.name;
    auto count = TRY(reading.store.records.count(filter));
    const std::uint64_t pages =
        std::max<std::uint64_t>(1, (count + kRecordsOnAPage - 1) / kRecordsOnAPage);
    if (number > pages) return no_such_page(reading, words);
    auto heads = TRY(reading.store.records.list_page(type.name, (number - 1) * kRecordsOnAPage,
                                                     kRecordsOnAPage));
    std::string path = "type/" + type.name + "/";
    auto path_of = [&](std::uint64_t n) {
        return n == 1 ? path : fmt::format("{}page/{}/", path, n);
    };
    Page page(reading, words,
              {.path = path_of(number), .title = std::string(words.text("types." + type.name))});
    page.paragraph(page.schema_text((*type.schema)["description"].text()));
    page.paragraph(page.say("list.count", {{"count", grouped(count)}}));
    // What a licence is worth is not what was last decided of it.
    if (type.name == "licence")
        TRY(list_with_details(page, type.name, heads));
    else
        list_of_heads(page, heads);
    if (pages > 1)
        page.html.element("nav", {{"aria-label", page.say("list.pages")}, {"class", "pages"}}, [&] {
            if (number > 1) page.link(page.address(path_of(number - 1)), page.say("list.previous"));
            page.html.text(" ")
                .text(page.say("list.page_of",
                               {{"page", grouped(number)}, {"pages", grouped(pages)}}))
                .text(" ");
            if (number < pages) page.link(page.address(path_of(number + 1)), page.say("list.next"));
        });
    return page.done();
}

Result<Response> countries_page(const Reading& reading, const SiteWords& words) {
    Page page(reading, words,
              {.path = "country/", .title = std::string(words.text("nav.countries"))});
    auto countries = TRY(reading.store.records.countries());
    page.paragraph(page.say("countries.intro"));
    page.html.open("ul", {{"class", "columns"}});
    for (const std::string& code : countries) page.html.element("li", [&] { page.country(code); });
    page.html.close("ul");
    return page.done();
}

Result<Response> country_page(const Reading& reading, const SiteWords& words,
                              std::string_view country) {
    std::string code;
    for (char c : country) code += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    RecordFilter filter;
    filter.country = code;
    auto heads = TRY(reading.store.records.list(filter, "", kMostOfACountry));
    if (heads.empty() || lower(code) != country) return no_such_page(reading, words);
    Page page(reading, words,
              {.path = "country/" + std::string(country) + "/",
               .title = country_name(words.language(), code)});
    page.paragraph(page.say("country.intro"));
    for (const RecordType& type : record_types()) {
        std::vector<Head> of_type;
        for (const Head& head : heads)
            if (head.type == type.name) of_type.push_back(head);
        if (of_type.empty()) continue;
        page.heading(2, page.say("types." + type.name), type.name);
        TRY(list_with_details(page, type.name, of_type));
    }
    if (heads.size() == kMostOfACountry) page.paragraph(page.say("list.more"));
    return page.done();
}

Result<Response> recent_page(const Reading& reading, const SiteWords& words) {
    Page page(
        reading, words,
        {.path = "recent/", .title = std::string(words.text("nav.recent")), .feed = "recent.atom"});
    auto changes = TRY(reading.store.records.latest_changes(kRecent));
    page.paragraph(page.say("recent.intro"));
    page.html.element("p", [&] {
        page.link(page.feed_address("recent.atom"), "Atom");
        page.html.text(" · ");
        page.link(page.feed_address("recent.json"), "JSON Feed");
        page.html.text(" · ");
        page.link("/v1/changes.json", page.say("recent.api"));
    });
    list_of_changes(page, changes);
    return page.done();
}

Result<Response> overdue_page(const Reading& reading, const SiteWords& words) {
    Page page(reading, words,
              {.path = "overdue/",
               .title = std::string(words.text("nav.overdue")),
               .feed = "overdue.atom"});
    auto owed = TRY(overdue(reading.store, reading.settings(), reading.today));
    auto late = TRY(late_decisions(reading.store, reading.request.now));
    page.paragraph(page.say("overdue.intro", {{"day", reading.today}}));
    page.heading(2, page.say("overdue.companies"), "companies");
    if (owed.empty()) page.paragraph(page.say("overdue.nobody"));
    if (!owed.empty())
        page.html.element("ul", {{"class", "records"}}, [&] {
            for (const Owed& each : owed)
                page.html.element("li", [&] {
                    page.head_link(each.company);
                    page.html.text(page.say("mark.colon"))
                        .text(page.say("type." + each.obligation.type));
                    page.html.text(page.say("mark.comma")).text(page.say("overdue.due")).text(" ");
                    page.date(each.obligation.due);
                });
        });
    page.heading(2, page.say("overdue.registrar"), "registrar");
    page.paragraph(
        page.say("overdue.deadline", {{"days", std::to_string(reading.settings().decision_days)}}));
    if (late.empty()) page.paragraph(page.say("overdue.nothing"));
    if (!late.empty())
        page.html.element("ul", {{"class", "records"}}, [&] {
            for (const LateDecision& each : late)
                page.html.element("li", [&] {
                    page.html.text(page.say("type." + each.type)).text(page.say("mark.comma"));
                    page.html.text(page.say("overdue.due")).text(" ");
                    page.date(iso(each.due));
                });
        });
    return page.done();
}

void search_form(Page& page) {
    const Request& request = page.reading.request;
    Html& html = page.html;
    html.element("form",
                 {{"action", page.address("search/")},
                  {"method", "get"},
                  {"role", "search"},
                  {"class", "search"}},
                 [&] {
                     html.element("p", [&] {
                         html.element("label", {{"for", "q"}}, page.say("search.label"));
                         html.open("input", {{"id", "q"},
                                             {"name", "q"},
                                             {"type", "search"},
                                             {"maxlength", "200"},
                                             {"value", std::string(request.parameter("q"))}});
                     });
                     html.element("p", [&] {
                         html.element("label", {{"for", "type"}}, page.say("search.type"));
                         html.element("select", {{"id", "type"}, {"name", "type"}}, [&] {
                             html.element("option", {{"value", ""}}, page.say("search.any"));
                             for (const RecordType& type : record_types())
                                 if (type.name == request.parameter("type"))
                                     html.element("option",
                                                  {{"value", type.name}, {"selected", ""}},
                                                  page.say("types." + type.name));
                                 else
                                     html.element("option", {{"value", type.name}},
                                                  page.say("types." + type.name));
                         });
                     });
                     html.element("button", {{"type", "submit"}}, page.say("search.go"));
                 });
}

static void search_results(Page& page, const SearchQuery& query, const SearchResult& found) {
    page.heading(2, page.say("search.results"), "results");
    if (found.fuzzy && !found.heads.empty()) page.paragraph(page.say("search.fuzzy"));
    list_of_heads(page, found.heads);
    auto address = [&](std::size_t offset) {
        return page.address("search/?q=") + percent_encoded(query.text) +
               "&type=" + percent_encoded(query.type) + "&offset=" + std::to_string(offset);
    };
    page.html.element("nav", {{"aria-label", page.say("list.pages")}, {"class", "pages"}}, [&] {
        if (query.offset > 0)
            page.link(address(query.offset - std::min(query.offset, kHits)),
                      page.say("list.previous"));
        page.html.text(" ");
        if (found.more) page.link(address(query.offset + kHits), page.say("list.next"));
    });
}

Result<Response> search_page(const Reading& reading, const SiteWords& words) {
    Page page(reading, words, {.path = "search/", .title = std::string(words.text("nav.search"))});
    search_form(page);
    SearchQuery query;
    query.text = reading.request.parameter("q");
    query.type = reading.request.parameter("type");
    query.limit = kHits;
    std::string_view offset = reading.request.parameter("offset");
    for (char c : offset.substr(0, 5))
        if (is_digit(c)) query.offset = query.offset * 10 + static_cast<std::size_t>(c - '0');
    if (trimmed(query.text).empty()) {
        // A copy of this page in a folder of files is asked as this one is, but answers nothing:
        // the script sees that, and searches itself.
        page.html.element("div", {{"id", "results"}},
                          [&] { page.html.element("p", {{"role", "status"}}, ""); });
        page.html.element("noscript", [&] { page.paragraph(page.say("search.needs_script")); });
        page.html.element("script", {{"src", "/search.js"}, {"defer", ""}}, "");
        page.paragraph(page.say("search.browse"));
        page.html.element("ul", [&] {
            for (const char* place : {"type/", "country/", "recent/"})
                page.html.element("li", [&] {
                    const std::string_view key = place == std::string_view("type/") ? "nav.types"
                                                 : place == std::string_view("country/")
                                                     ? "nav.countries"
                                                     : "nav.recent";
                    page.link(page.address(place), page.say(key));
                });
        });
        return page.done();
    }
    SearchResult found = TRY(reading.store.search.search(query));
    search_results(page, query, found);
    return page.done();
}

}  // namespace bridle::registry
