#include "register/web/feeds.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "base/text.h"
#include "register/model/export.h"
#include "register/model/identifiers.h"
#include "register/web/api_json.h"
#include "register/web/api_search.h"
#include "register/web/words.h"

namespace bridle::registry {

namespace {

constexpr std::size_t kMostOfRecord = 200;
constexpr std::string_view kAtom = "application/atom+xml", kJsonFeed = "application/feed+json";

struct Item {
    std::string id, title, text, category;
    std::string html, json;  // paths; none: there is no more to read
    Time time;
    std::int64_t index = -1;
};

struct Deleted {
    std::string id, why;
    Time when;
};

struct Feed {
    std::string name, title, html;
    std::string current, previous;  // names of other parts of the same feed
    bool archive = false;
    Time updated;
    std::vector<Item> items;  // the newest first
    std::vector<Deleted> deleted;

    Feed(std::string at, std::string of, std::string page)
        : name(std::move(at)), title(std::move(of)), html(std::move(page)) {}
};

// What is read, and in which language.
struct FeedReading : Reading {
    const SiteWords& words;

    std::string say(std::string_view key, SiteWords::Facts facts = {}) const {
        return words.text(key, facts);
    }
    std::string page(std::string_view path) const {
        return fmt::format("/{}/{}", words.language(), path);
    }
    std::string path(std::string_view name) const {
        return feed_path(settings(), words.language(), name);
    }
};

std::string leaf_id(const FeedReading& reading, std::uint64_t index) {
    return feed_id(reading.settings().origin, "leaf " + std::to_string(index));
}

std::string action_in_words(const FeedReading& reading, const Version& version) {
    std::string action = reading.say("feed." + version.action);
    return version.kind.empty() ? action
                                : action + " (" + reading.say("code." + version.kind) + ")";
}

Item item_of(const FeedReading& reading, const Version& version, std::string_view title) {
    Item item;
    item.id = leaf_id(reading, version.index);
    std::string action = action_in_words(reading, version);
    item.title =
        action + reading.say("mark.colon") + std::string(title.empty() ? version.record_id : title);
    item.text = reading.say("feed.text", {{"action", action},
                                          {"version", std::to_string(version.seq)},
                                          {"id", version.record_id},
                                          {"index", std::to_string(version.index)}});
    for (const auto& [key, text] : {std::pair("tombstone.reason", &version.reason),
                                    std::pair("tombstone.basis", &version.basis)})
        if (!text->empty()) item.text += " " + reading.say(key) + reading.say("mark.colon") + *text;
    item.category = version.type;
    item.html = reading.page(record_page_path(version.record_id));
    item.json = version_path(version.record_id, version.seq);
    item.time = version.time;
    item.index = static_cast<std::int64_t>(version.index);
    return item;
}

std::string title_of(const Version& version) {
    const RecordType* type = find_type(version.type);
    auto body = version.body ? Json::parse(*version.body) : Result<Json>(Json());
    return type && body && body->is_object() ? summarise(*type, *body).title : std::string();
}

Result<void> add_deleted(const FeedReading& reading, const Version& version, Feed& feed) {
    auto tombstone = TRY(tombstone_of(reading.store, version.record_id, version.seq));
    if (!tombstone) return {};
    feed.deleted.push_back(
        {leaf_id(reading, version.index), tombstone->version.basis, tombstone->version.time});
    return {};
}

// The leaves [from, to); and of a takedown among them, what it took elsewhere.
Result<void> add_leaves(const FeedReading& reading, std::uint64_t from, std::uint64_t to,
                        Feed& feed) {
    auto show = [&](const Version& version) -> Result<bool> {
        if (!version.is_public) return true;
        if (version.action != "tombstone" && !version.body) {
            TRY(add_deleted(reading, version, feed));
            return true;
        }
        feed.items.push_back(item_of(reading, version, title_of(version)));
        if (version.action != "tombstone") return true;
        auto history = TRY(reading.store.records.history(version.record_id));
        for (const Version& other : history)
            if (other.action != "tombstone" && other.salt.empty() && other.index < from)
                TRY(add_deleted(reading, other, feed));
        return true;
    };
    TRY(reading.store.records.each_version(from, to, show));
    std::ranges::reverse(feed.items);
    return {};
}

std::string atom(const FeedReading& reading, const Feed& feed) {
    const Settings& settings = reading.settings();
    std::string out = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xml:lang=\"" +
                      std::string(reading.words.language()) +
                      "\" xmlns=\"http://www.w3.org/2005/Atom\" "
                      "xmlns:fh=\"http://purl.org/syndication/history/1.0\" "
                      "xmlns:at=\"http://purl.org/atompub/tombstones/1.0\">\n";
    auto element = [&](std::string_view name, std::string_view text) {
        out.append("<").append(name).append(">");
        append_xml(out, text);
        out.append("</").append(name).append(">\n");
    };
    auto link = [&](std::string_view relation, std::string_view path, std::string_view type) {
        out.append("<link rel=\"").append(relation).append("\" type=\"").append(type);
        out += "\" href=\"";
        append_xml(out, address_of(reading, path));
        out += "\"/>\n";
    };
    element("id", feed_id(settings.origin, "feed " + reading.path(feed.name)));
    element("title", feed.title);
    element("updated", iso(feed.updated));
    out += "<author>";
    element("name", settings.keeper);
    out += "</author>\n";
    element("rights", settings.data_licence);
    out += fmt::format("<generator version=\"{}\">bridle-register</generator>\n", BRIDLE_VERSION);
    link("self", reading.path(feed.name), kAtom);
    link("alternate", feed.html, "text/html");
    if (!feed.current.empty()) link("current", reading.path(feed.current), kAtom);
    if (!feed.previous.empty()) link("prev-archive", reading.path(feed.previous), kAtom);
    if (feed.archive) out += "<fh:archive/>\n";
    for (const Deleted& each : feed.deleted) {
        out += fmt::format("<at:deleted-entry ref=\"{}\" when=\"{}\"><at:comment>", each.id,
                           iso(each.when));
        append_xml(out, each.why);
        out += "</at:comment></at:deleted-entry>\n";
    }
    for (const Item& item : feed.items) {
        out += "<entry>\n";
        element("id", item.id);
        element("title", item.title);
        element("updated", iso(item.time));
        element("published", iso(item.time));
        if (!item.category.empty()) out += "<category term=\"" + item.category + "\"/>\n";
        if (!item.html.empty()) link("alternate", item.html, "text/html");
        if (!item.json.empty()) link("related", item.json, "application/json");
        element("summary", item.text);
        out += "</entry>\n";
    }
    out += "</feed>\n";
    return out;
}

std::string json_feed(const FeedReading& reading, const Feed& feed) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().text("version", "https://jsonfeed.org/version/1.1");
    json.text("language", reading.words.language()).text("title", feed.title);
    json.text("home_page_url", address_of(reading, feed.html));
    json.text("feed_url", address_of(reading, reading.path(feed.name)));
    json.key("authors").begin_array().begin_object();
    json.text("name", reading.settings().keeper).end_object().end_array();
    json.key("items").begin_array();
    for (const Item& item : feed.items) {
        json.begin_object().text("id", item.id).text("title", item.title);
        if (!item.html.empty()) json.text("url", address_of(reading, item.html));
        json.text("content_text", item.text).text("date_published", iso(item.time));
        if (!item.category.empty()) json.key("tags").begin_array().text(item.category).end_array();
        if (item.index >= 0) {
            json.key("_bridle").begin_object().number("index", item.index);
            json.text("document", address_of(reading, item.json)).end_object();
        }
        json.end_object();
    }
    json.end_array().end_object();
    out += '\n';
    return out;
}

Result<std::optional<Feed>> recent(const FeedReading& reading) {
    auto checkpoint = TRY(reading.store.log.latest_published());
    Feed feed("recent.atom", reading.settings().name, reading.page("recent/"));
    std::uint64_t size = checkpoint ? checkpoint->size : 0;
    if (checkpoint) feed.updated = checkpoint->time;
    // The last whole segment and what follows: never few, and no gap to the archive before.
    std::uint64_t whole = size / kFeedSegment;
    TRY(add_leaves(reading, whole > 0 ? (whole - 1) * kFeedSegment : 0, size, feed));
    if (!feed.items.empty()) feed.updated = feed.items.front().time;
    if (whole > 1) feed.previous = archive_name(whole - 2);
    return feed;
}

Result<std::optional<Feed>> archive(const FeedReading& reading, std::uint64_t segment) {
    std::uint64_t size = TRY(published_size(reading.store));
    if (segment >= size / kFeedSegment) return std::nullopt;
    Feed feed(archive_name(segment), reading.settings().name, reading.page("recent/"));
    feed.current = "recent.atom";
    feed.archive = true;
    if (segment > 0) feed.previous = archive_name(segment - 1);
    TRY(add_leaves(reading, segment * kFeedSegment, (segment + 1) * kFeedSegment, feed));
    for (const Item& item : feed.items) feed.updated = std::max(feed.updated, item.time);
    for (const Deleted& each : feed.deleted) feed.updated = std::max(feed.updated, each.when);
    return feed;
}

Result<std::optional<Feed>> record_feed(const FeedReading& reading, std::string_view id) {
    auto head = TRY(reading.store.records.head(id));
    if (!head) return std::nullopt;
    Feed feed(record_feed_name(id), head->title.empty() ? head->id : head->title,
              reading.page(record_page_path(id)));
    auto history = TRY(reading.store.records.history(id));
    std::uint64_t size = TRY(published_size(reading.store));
    std::ranges::reverse(history);
    for (const Version& version : history) {
        if (version.index >= size || feed.items.size() == kMostOfRecord) continue;
        feed.updated = std::max(feed.updated, version.time);
        if (version.action != "tombstone" && version.salt.empty())
            TRY(add_deleted(reading, version, feed));
        else
            feed.items.push_back(item_of(reading, version, head->title));
    }
    return feed;
}

Result<std::optional<Feed>> overdue_feed(const FeedReading& reading) {
    Feed feed("overdue.atom",
              reading.settings().name + reading.say("mark.colon") + reading.say("feed.overdue"),
              reading.page("overdue/"));
    auto checkpoint = TRY(reading.store.log.latest_published());
    if (checkpoint) feed.updated = checkpoint->time;
    auto owed = TRY(overdue(reading.store, reading.settings(), reading.today));
    for (const Owed& each : owed) {
        const Obligation& what = each.obligation;
        Item item;
        item.id = feed_id(reading.settings().origin,
                          fmt::format("overdue {} {} {}", each.company.id, what.type, what.due));
        const std::string type = reading.say("type." + what.type);
        item.title = reading.say("feed.owes", {{"company", each.company.title}, {"type", type}});
        item.text = reading.say("feed.owes_text", {{"company", each.company.title},
                                                   {"id", each.company.id},
                                                   {"type", type},
                                                   {"due", what.due},
                                                   {"since", what.overdue_since}});
        item.category = what.type;
        item.html = reading.page(record_page_path(each.company.id));
        item.json = record_path(each.company.id);
        item.time = from_iso(what.overdue_since + "T00:00:00Z").value_or(Time());
        feed.items.push_back(std::move(item));
    }
    std::ranges::stable_sort(feed.items, std::ranges::greater(), &Item::time);
    if (!feed.items.empty()) feed.updated = std::max(feed.updated, feed.items.front().time);
    return feed;
}

Response answer(const FeedReading& reading, const Feed& feed) {
    return Response::text(200, kAtom, atom(reading, feed));
}

Response answer_json(const FeedReading& reading, Feed feed) {
    feed.name.replace(feed.name.rfind('.'), std::string::npos, ".json");
    return Response::text(200, kJsonFeed, json_feed(reading, feed));
}

std::optional<std::string_view> between(std::string_view text, std::string_view before,
                                        std::string_view behind) {
    if (!text.starts_with(before) || !text.ends_with(behind)) return std::nullopt;
    if (text.size() < before.size() + behind.size()) return std::nullopt;
    return text.substr(before.size(), text.size() - before.size() - behind.size());
}

}  // namespace

static constexpr std::string_view kOfRecord = "record/";

std::string feed_path(const Settings& settings, std::string_view language, std::string_view name) {
    if (name.starts_with(kOfRecord) ||
        SiteWords::offered(settings.languages).front()->language() == language)
        return fmt::format("/feeds/{}", name);
    return fmt::format("/feeds/{}/{}", language, name);
}

std::string record_feed_name(std::string_view id) {
    return fmt::format("{}{}.atom", kOfRecord, id);
}

std::string archive_name(std::uint64_t segment) {
    return fmt::format("archive/{}.atom", segment);
}

std::string feed_id(std::string_view origin, std::string_view what) {
    // A UUID of version 8: made in a way of our own (RFC 9562).
    std::string hex = derived_id(origin, what);
    hex[12] = '8';
    hex[16] = "89ab"[static_cast<unsigned char>(hex[16]) % 4];
    for (std::size_t at : {20u, 16u, 12u, 8u}) hex.insert(at, 1, '-');
    return "urn:uuid:" + hex;
}

void append_xml(std::string& out, std::string_view text) {
    while (!text.empty()) {
        auto [code, size] = code_point(text);
        bool forbidden = (code < 0x20 && code != '\t' && code != '\n' && code != '\r') ||
                         code == 0xFFFE || code == 0xFFFF;
        if (forbidden)
            out += "\xEF\xBF\xBD";
        else if (code == '&')
            out += "&amp;";
        else if (code == '<')
            out += "&lt;";
        else if (code == '>')
            out += "&gt;";
        else if (code == '"')
            out += "&quot;";
        else if (code == '\r')
            out += "&#13;";
        else
            out += text.substr(0, size);
        text.remove_prefix(size);
    }
}

static Result<std::optional<Feed>> feed_named(const FeedReading& reading, std::string_view name) {
    if (name == "recent.atom" || name == "recent.json") return recent(reading);
    if (name == "overdue.atom" || name == "overdue.json") return overdue_feed(reading);
    if (auto number = between(name, "archive/", ".atom")) {
        if (auto segment = plain_number(*number)) return archive(reading, *segment);
    } else if (auto id = between(name, kOfRecord, ".atom")) {
        const bool lies_here = reading.path(name) == reading.request.path;
        if (lies_here && is_record_id(*id)) return record_feed(reading, *id);
    }
    return std::nullopt;
}

Result<std::optional<Response>> feed_answer(const Reading& reading) {
    std::string_view name = reading.request.path;
    if (!name.starts_with("/feeds/")) return std::nullopt;
    name.remove_prefix(7);
    const auto offered = SiteWords::offered(reading.settings().languages);
    const SiteWords* words = offered.front();
    for (const SiteWords* each : std::span(offered).subspan(1))
        if (name.starts_with(std::string(each->language()) + "/")) words = each;
    if (words != offered.front()) name.remove_prefix(words->language().size() + 1);
    FeedReading in_words{reading, *words};
    auto feed = TRY(feed_named(in_words, name));
    if (!feed) return Response::problem(404, "Not found", "There is no such feed.");
    if (name.ends_with(".json")) return answer_json(in_words, *std::move(feed));
    return answer(in_words, *feed);
}

}  // namespace bridle::registry
