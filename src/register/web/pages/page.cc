#include "register/web/pages/page.h"

#include <algorithm>

#include "base/text.h"
#include "register/web/feeds.h"

namespace bridle::registry {

static constexpr std::size_t kUsualBytes = 16 << 10;

Page::Page(Reading from, const SiteWords& language, PageHead head)
    : reading(std::move(from)), words(language), head_(std::move(head)) {
    html.reserve(kUsualBytes);
    open_frame();
}

std::string Page::code(std::string_view value) const {
    return std::string(words.known("code." + std::string(value)).value_or(value));
}

std::string Page::schema_text(std::string_view english) const {
    return std::string(words.known("schema:" + std::string(english)).value_or(english));
}

std::string Page::address(std::string_view path) const {
    return "/" + std::string(words.language()) + "/" + std::string(path);
}

std::string Page::feed_address(std::string_view name) const {
    return feed_path(reading.settings(), words.language(), name);
}

// Elements without an end.
static void line_break(Html& html, Literal tag, Html::Attributes attributes) {
    html.open(tag, attributes).raw("\n");
}

void Page::open_frame() {
    const Settings& settings = reading.settings();
    const std::string language(words.language());
    html.raw("<!DOCTYPE html>\n");
    html.open("html", {{"lang", language}, {"dir", words.right_to_left() ? "rtl" : "ltr"}});
    html.element("head", [&] {
        line_break(html, "meta", {{"charset", "utf-8"}});
        line_break(html, "meta",
                   {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
        html.element("title", head_.title + " – " + settings.name);
        line_break(html, "link", {{"rel", "stylesheet"}, {"href", "/style.css"}});
        line_break(html, "link", {{"rel", "icon"}, {"href", "data:,"}});  // none is asked for
        if (!head_.searchable || settings.demonstration)
            line_break(html, "meta", {{"name", "robots"}, {"content", "noindex"}});
        line_break(html, "link",
                   {{"rel", "alternate"},
                    {"type", "application/atom+xml"},
                    {"title", say("feed.recent")},
                    {"href", feed_address("recent.atom")}});
        if (!head_.feed.empty())
            line_break(html, "link",
                       {{"rel", "alternate"},
                        {"type", "application/atom+xml"},
                        {"title", head_.title},
                        {"href", feed_address(head_.feed)}});
        if (!head_.account)
            for (const SiteWords* other : SiteWords::offered(settings.languages))
                line_break(html, "link",
                           {{"rel", "alternate"},
                            {"hreflang", std::string(other->language())},
                            {"href", "/" + std::string(other->language()) + "/" + head_.path}});
    });
    html.open("body");
    html.element("a", {{"class", "skip"}, {"href", "#content"}}, say("frame.skip")).raw("\n");
    html.element("header", [&] {
        if (settings.demonstration)
            html.element("p", {{"class", "demonstration"}}, say("frame.demonstration"));
        html.element("p", {{"class", "name"}}, [&] { link(address(""), settings.name); });
        navigation();
    });
    html.open("main", {{"id", "content"}, {"tabindex", "-1"}});
    html.element("h1", [&] { filed(head_.title); });
}

void Page::navigation() {
    static constexpr std::pair<std::string_view, std::string_view> kPlaces[] = {
        {"search/", "nav.search"},   {"type/", "nav.types"},    {"country/", "nav.countries"},
        {"overdue/", "nav.overdue"}, {"recent/", "nav.recent"}, {"verify/", "nav.verify"},
        {"data/", "nav.data"},       {"about/", "nav.about"},
    };
    html.element("nav", {{"aria-label", say("nav.label")}}, [&] {
        html.element("ul", [&] {
            for (const auto& [path, key] : kPlaces)
                html.element("li", [&] {
                    std::string to = address(path);
                    if (head_.path == path)
                        html.element("a", {{"href", to}, {"aria-current", "page"}}, say(key));
                    else
                        link(to, say(key));
                });
        });
    });
}

void Page::languages() {
    html.element("nav", {{"aria-label", say("nav.languages")}, {"class", "languages"}}, [&] {
        html.element("ul", [&] {
            for (const SiteWords* other : SiteWords::offered(reading.settings().languages)) {
                const std::string tag(other->language());
                Html::Attributes attributes = {
                    {"href", "/" + tag + "/" + head_.path}, {"lang", tag}, {"hreflang", tag}};
                html.element("li",
                             [&] { html.element("a", attributes, other->text("language.name")); });
            }
        });
    });
}

Response Page::done(int status) {
    const Settings& settings = reading.settings();
    html.close("main");
    html.element("footer", [&] {
        languages();
        html.element("p", [&] {
            html.text(say("frame.keeper")).text(" ");
            filed(settings.keeper);
            html.text(" · ").text(say("frame.contact")).text(" ");
            filed(settings.contact);
        });
        html.element("p", [&] {
            link(settings.data_licence, say("frame.licence"));
            html.text(" · ");
            link(address("about/"), say("frame.accessibility"));
            // Where people file is elsewhere, when what the public reads is a folder of files.
            if (settings.desk.empty()) return;
            html.text(" · ");
            link(settings.desk + address("desk/"), say("frame.desk"));
        });
    });
    html.close("body").close("html");
    return Response::text(status, "text/html; charset=utf-8", std::move(html).page());
}

void Page::heading(int level, std::string_view text, std::string_view id) {
    auto write = [&](Literal tag) {
        if (id.empty())
            html.element(tag, text);
        else
            html.element(tag, {{"id", std::string(id)}}, text);
    };
    level == 2 ? write("h2") : level == 3 ? write("h3") : write("h4");
}

void Page::paragraph(std::string_view text) {
    html.element("p", text);
}

void Page::link(std::string_view to, std::string_view text) {
    html.element("a", {{"href", std::string(to)}}, text);
}

void Page::head_link(const Head& head) {
    html.element("a", {{"href", address(record_page_path(head.id))}},
                 [&] { filed(head.taken_down ? say("record.taken_down_short") : head.title); });
}

void Page::record_link(std::string_view id) {
    auto head = head_of(id);
    if (head && *head) return head_link(**head);
    filed(id);
}

void Page::filed(std::string_view text) {
    html.element("bdi", visible(text));
}

void Page::date(std::string_view iso) {
    if (iso.empty() || !is_digit(iso.front())) return (void)html.text(code(iso));  // "unknown"
    html.element("time", {{"datetime", std::string(iso)}}, iso.substr(0, 10));
}

// What colours stand for in the style sheet.
static std::string_view meaning_of(std::string_view code) {
    static constexpr std::string_view kGood[] = {"active", "granted", "completed"};
    static constexpr std::string_view kBad[] = {"refused",   "revoked",    "annulled",
                                                "suspended", "terminated", "underMoratorium",
                                                "insolvent", "dissolved",  "cancelled"};
    if (std::ranges::find(kGood, code) != std::end(kGood)) return "good";
    if (std::ranges::find(kBad, code) != std::end(kBad)) return "bad";
    return "other";
}

static void badge(Html& html, std::string_view code_of_list, std::string_view text) {
    html.element("span", {{"class", "status " + std::string(meaning_of(code_of_list))}}, text);
}

void Page::status(std::string_view code_of_list) {
    if (!code_of_list.empty()) badge(html, code_of_list, code(code_of_list));
}

void Page::status_of(const Head& head) {
    const std::string of_type = "status." + head.type, alone = "status." + head.status;
    if (head.status.empty()) return;
    badge(html, head.status,
          words.has(of_type) ? say(of_type, {{"code", code(head.status)}})
          : words.has(alone) ? say(alone)
                             : code(head.status));
}

void Page::country(std::string_view code_of_list) {
    const std::string_view whole = code_of_list.substr(0, code_of_list.find('-'));
    link(address("country/" + lower(whole) + "/"), country_name(words.language(), whole));
    if (whole != code_of_list) html.text(" (").text(code_of_list).text(")");
}

Result<std::optional<Head>> Page::head_of(std::string_view id) {
    if (auto found = heads_.find(id); found != heads_.end()) return found->second;
    auto head = TRY(reading.store.records.head(id));
    return heads_.emplace(id, std::move(head)).first->second;
}

}  // namespace bridle::registry
