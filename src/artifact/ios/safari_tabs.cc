// Tabs, tab groups, profiles and windows of Safari since iOS 15 (SafariTabs.db).
// Tabs are rows of a table of bookmarks; what a tab was doing stands in property
// lists beside it, and in one of them the pages that it has shown. A group may be shared:
// then its participants are named.

#include <algorithm>
#include <map>
#include <set>

#include "artifact/addresses.h"
#include "artifact/bookmark_attributes.h"
#include "artifact/guessed_time.h"
#include "artifact/session_history.h"
#include "base/text.h"

namespace bridle::ios::safari_tabs {

static constexpr std::int64_t kFolder = 1, kProfile = 2, kFavorites = 1, kDevice = 3;
static constexpr std::size_t kGroupsAtMost = 100'000, kParticipantsAtMost = 100,
                             kNodesAtMost = 20'000, kNameShown = 200;

namespace {

// What is known of tab groups before their tabs are read. Ordered: the file chooses the numbers.
struct Groups {
    std::map<std::int64_t, std::string> titles;
    std::set<std::int64_t> hidden_from_history;  // groups of private windows
};

}  // namespace

static Result<void> read_private_groups(const Database& db, Groups& groups, Output& out) {
    if (!db.has_column("windows", "private_tab_group_id")) return {};
    Select select(db, "windows AS w");
    const Column id = select.column("w.private_tab_group_id");
    return each_row(select, out, [&](const Row& row) -> Result<void> {
        if (auto group = row.integer(id);
            group && groups.hidden_from_history.size() < kGroupsAtMost)
            groups.hidden_from_history.insert(*group);
        return {};
    });
}

static Result<void> read_titles(const Database& db, Groups& groups, Output& out) {
    if (!db.has_column("bookmarks", "type")) return {};
    Select select(db, "bookmarks AS b");
    select.where("b.type = 1");
    const Column id = select.column("b.id"), title = select.column("b.title"),
                 uuid = select.optional("b.external_uuid");
    return each_row(select, out, [&](const Row& row) -> Result<void> {
        const std::int64_t group = row.integer(id).value_or(0);
        if (row.text(uuid) == "privatePinned" && groups.hidden_from_history.size() < kGroupsAtMost)
            groups.hidden_from_history.insert(group);
        if (groups.titles.size() < kGroupsAtMost)
            groups.titles.emplace(group, front(row.text(title).value_or(""), kNameShown));
        return {};
    });
}

namespace {

class BookmarkRows {
public:
    BookmarkRows(const Database& db, const Groups& groups, Output& out)
        : groups_(groups), select_(db, "bookmarks AS b"), out_(out), sessions_(out) {
        id_ = select_.column("b.id");
        parent_ = select_.optional("b.parent");
        type_ = select_.optional("b.type");
        subtype_ = select_.optional("b.subtype");
        title_ = select_.column("b.title");
        url_ = select_.column("b.url");
        uuid_ = select_.optional("b.external_uuid");
        server_ = select_.optional("b.server_id");
        modified_ = select_.optional("b.last_modified");
        added_ = select_.optional("b.added");
        closed_ = select_.optional("b.date_closed");
        deleted_ = select_.optional("b.deleted");
        hidden_ = select_.optional("b.hidden");
        topic_ = select_.optional("b.topic_title");
        extra_column_ = select_.optional("b.extra_attributes");
        local_column_ = select_.optional("b.local_attributes");
        sync_ = select_.optional("b.sync_data");
    }

    Result<void> read() {
        auto done = each_row(select_, out_, [this](const Row& row) -> Result<void> {
            place_ = at_row("bookmarks", row.integer(id_).value_or(0));
            read_attributes(row.blob(extra_column_), place_, "attributes", extra_, out_);
            read_attributes(row.blob(local_column_), place_, "local attributes", local_, out_);
            return row.integer(type_) == kFolder ? group(row) : tab(row);
        });
        sessions_.end();
        return done;
    }

private:
    std::optional<Time> closed(const Row& row) const {
        auto time = row.time(closed_, Epoch::cocoa);
        return time ? time : attribute_time(local_.root()["DateClosed"]);
    }
    // A date in the list, and an old column that newer versions fill with a flag.
    std::optional<Time> added(const Row& row) const {
        auto time = attribute_time(extra_.root()["com.apple.Bookmark"]["DateAdded"]);
        return time ? time : guessed_time(row, added_);
    }

    Result<void> tab(const Row& row);
    Result<void> group(const Row& row);
    void add_participants(Bytes sync_data);

    const Groups& groups_;
    Select select_;
    Output& out_;
    SessionWriter sessions_;
    Column id_, parent_, type_, subtype_, title_, url_, uuid_, server_, modified_, added_, closed_,
        deleted_, hidden_, topic_, extra_column_, local_column_, sync_;
    Place place_;
    Plist extra_, local_, shared_;
    std::vector<Field> fields_;
    std::vector<std::string> participants_;
};

}  // namespace

Result<void> BookmarkRows::tab(const Row& row) {
    Plist::Node extra = extra_.root(), local = local_.root(),
                context = local["TabPageContextIDKey"];
    std::string local_url, local_title, pinned_url, window, device, summary;
    const std::int64_t parent = row.integer(parent_).value_or(0);
    auto title = groups_.titles.find(parent);
    const auto is_private = if_true(groups_.hidden_from_history.contains(parent));
    Plist::Node pinned = extra["PinnedAddress"] ? extra["PinnedAddress"] : local["PinnedPageURL"];
    TRY(out_.record(
        place_,
        {
            text("record_type", "tab"),
            when("tab_viewed", attribute_time(extra["DateLastViewed"])),
            headline(text("url", row.text(url_), Kind::url)),
            headline(text("title", row.text(title_))),
            text("local_url", present(extra["LocalURL"].text(local_url)), Kind::url),
            text("local_title", present(extra["LocalTitle"].text(local_title))),
            text("pinned_url", present(pinned.text(pinned_url)), Kind::url),
            when("tab_visited", attribute_time(local["LastVisitTime"])),
            when("tab_accessed", attribute_time(local["LastAccessDate"])),
            when("tab_added", added(row)),
            when("tab_modified", row.time(modified_, Epoch::cocoa)),
            when("tab_closed", closed(row)),
            flag("private", is_private),
            text("group", title == groups_.titles.end() ? std::nullopt : present(title->second)),
            number("group_id", row.integer(parent_)),
            text("tab", row.text(uuid_)),
            text("window", present(local["WindowUUID"].text(window))),
            text("other_device", present(extra["DeviceIdentifier"].text(device))),
            flag("opened_from_link", local["OpenedFromLink"].boolean()),
            text("topic", row.text(topic_)),
            text("summary", present(context["summary"].text(summary))),
            flag("deleted", if_true(row.boolean(deleted_))),
            flag("hidden", if_true(row.boolean(hidden_))),
        }));
    Bytes session = local["SessionState"].data();
    const SessionTab of{row.text(uuid_), std::nullopt, is_private};
    return sessions_.write(place_, session, of);
}

static std::string_view group_type(std::optional<std::int64_t> subtype) {
    if (subtype == kProfile) return "profile";
    if (subtype == kDevice) return "device";
    return subtype == kFavorites ? "favorites" : "group";
}

Result<void> BookmarkRows::group(const Row& row) {
    const std::int64_t id = row.integer(id_).value_or(0);
    fields_ = {
        text("record_type", group_type(row.integer(subtype_))),
        headline(text("title", row.text(title_))),
        when("group_added", added(row)),
        when("group_modified", row.time(modified_, Epoch::cocoa)),
        when("group_closed", closed(row)),
        flag("private", if_true(groups_.hidden_from_history.contains(id))),
        number("group_id", row.integer(parent_)),
        text("uuid", row.text(uuid_)),
        text("server_id", row.text(server_)),
        text("topic", row.text(topic_)),
        flag("deleted", if_true(row.boolean(deleted_))),
    };
    add_participants(row.blob(sync_));
    return out_.record(place_, fields_);
}

static bool is_contact(std::string_view text) {
    return is_email(text) || is_phone(text);
}

// Who takes part in a shared group stands in what iCloud keeps of it, among much else.
void BookmarkRows::add_participants(Bytes sync_data) {
    participants_.clear();
    if (sync_data.empty() || !shared_.read(sync_data)) return;  // often no property list
    auto done = for_each_text(shared_.root(), kNodesAtMost, [&](std::string_view text) {
        if (participants_.size() < kParticipantsAtMost && is_contact(text) &&
            std::ranges::find(participants_, text) == participants_.end())
            participants_.emplace_back(text);
    });
    if (!done) out_.problem(done.error(), "sharing of bookmarks row " + std::to_string(place_.at));
    for (const std::string& each : participants_)
        fields_.push_back(text("participant", each, Kind::handle));
}

static Result<void> read_windows(const Database& db, Output& out) {
    if (!db.has_table("windows")) return {};
    Select select(db, "windows AS w");
    const Column id = select.column("w.id"), uuid = select.optional("w.uuid"),
                 closed = select.optional("w.date_closed"),
                 active = select.optional("w.active_tab_group_id"),
                 local = select.optional("w.local_tab_group_id"),
                 hidden = select.optional("w.private_tab_group_id"),
                 profile = select.optional("w.active_profile_id"),
                 last = select.optional("w.is_last_session"), scene = select.optional("w.scene_id");
    return each_row(select, out, [&](const Row& row) {
        return out.record(at_row("windows", row.integer(id).value_or(0)),
                          {
                              text("record_type", "window"),
                              when("window_closed", row.time(closed, Epoch::cocoa)),
                              headline(text("window", row.text(uuid))),
                              number("group_id", row.integer(active)),
                              number("local_group_id", row.integer(local)),
                              number("private_group_id", row.integer(hidden)),
                              number("profile_id", row.integer(profile)),
                              flag("last_session", row.boolean(last)),
                              text("scene", row.text(scene)),
                          });
    });
}

// Its columns have changed between versions, so they keep their own names.
static Result<void> read_presence(const Database& db, Output& out) {
    if (!db.has_table("participant_presence")) return {};
    Select select(db, "participant_presence AS p");
    const std::vector<Select::Other> columns = select.others();
    std::vector<Field> fields;
    std::int64_t index = 0;
    return each_row(select, out, [&](const Row& row) {
        fields.assign({text("record_type", "participant")});
        for (const Select::Other& each : columns)
            if (auto value = row.text(each.column); value && is_utf8(*value))
                fields.push_back(
                    text(each.name, value, is_contact(*value) ? Kind::handle : Kind::text));
        return out.record(at_row("participant_presence", ++index), fields);
    });
}

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    Groups groups;
    keep_going(out, "windows", read_private_groups(db, groups, out));
    keep_going(out, "bookmarks", read_titles(db, groups, out));
    keep_going(out, "bookmarks", BookmarkRows(db, groups, out).read());
    keep_going(out, "windows", read_windows(db, out));
    return read_presence(db, out);
}

extern constinit const Artifact artifact = {
    .name = "safari_tabs",
    .title = "Tabs and tab groups of Safari",
    .paths = {"**/Library/Safari/SafariTabs.db", "**/Library/Safari/Profiles/*/SafariTabs.db"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::safari_tabs
