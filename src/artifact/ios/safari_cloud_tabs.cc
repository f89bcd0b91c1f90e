// Tabs that are open on the other devices of the owner, as iCloud tells this
// phone: CloudTabs.db. The devices are named, and so are tabs that one device has
// asked another to close.

#include <unordered_map>

#include "artifact/rows.h"

namespace bridle::ios::safari_cloud_tabs {

static constexpr std::size_t kDevicesAtMost = 10'000;
using Names = std::unordered_map<std::string, std::string>;  // of devices, by their ids

static Result<void> read_devices(const Database& db, Names& names, Output& out) {
    if (!db.has_table("cloud_tab_devices")) return {};
    Select select(db, "cloud_tab_devices AS d");
    const Column id = select.column("d.device_uuid"), name = select.column("d.device_name"),
                 type = select.optional("d.device_type_identifier"),
                 ephemeral = select.optional("d.is_ephemeral_device"),
                 same_name = select.optional("d.has_duplicate_device_name"),
                 modified = select.optional("d.last_modified");
    std::int64_t index = 0;
    return each_row(select, out, [&](const Row& row) {
        auto uuid = row.text(id), called = row.text(name);
        if (uuid && called && names.size() < kDevicesAtMost) names.emplace(*uuid, *called);
        return out.record(at_row("cloud_tab_devices", ++index),
                          {
                              text("record_type", "device"),
                              when("device_changed", row.time(modified, Epoch::cocoa)),
                              headline(text("device", called)),
                              text("device_id", uuid),
                              text("device_type", row.text(type)),
                              flag("ephemeral", row.boolean(ephemeral)),
                              flag("shares_name", row.boolean(same_name)),
                          });
    });
}

static std::optional<std::string_view> name_of(const Names& names,
                                               std::optional<std::string_view> id) {
    auto found = names.find(std::string(id.value_or("")));
    return found == names.end() ? std::nullopt : std::optional<std::string_view>(found->second);
}

static Result<void> read_tabs(const Database& db, const Names& names, Output& out) {
    Select select(db, "cloud_tabs AS t");
    const Column id = select.optional("t.tab_uuid"), device = select.column("t.device_uuid"),
                 title = select.column("t.title"), url = select.column("t.url"),
                 viewed = select.optional("t.last_viewed_time"),
                 pinned = select.optional("t.is_pinned"),
                 reader = select.optional("t.is_showing_reader"),
                 scene = select.optional("t.scene_id"), topic = select.optional("t.topic_title");
    std::int64_t index = 0;
    return each_row(select, out, [&](const Row& row) {
        auto owner = row.text(device);
        return out.record(at_row("cloud_tabs", ++index),
                          {
                              text("record_type", "tab"),
                              when("tab_viewed", row.time(viewed, Epoch::cocoa)),
                              headline(text("url", row.text(url), Kind::url)),
                              headline(text("title", row.text(title))),
                              text("topic", row.text(topic)),
                              headline(text("device", name_of(names, owner))),
                              text("device_id", owner),
                              text("tab", row.text(id)),
                              flag("pinned", row.boolean(pinned)),
                              flag("showing_reader", row.boolean(reader)),
                              text("scene", row.text(scene)),
                          });
    });
}

static Result<void> read_close_requests(const Database& db, const Names& names, Output& out) {
    if (!db.has_table("cloud_tab_close_requests")) return {};
    Select select(db, "cloud_tab_close_requests AS c");
    const Column url = select.column("c.url"), tab = select.optional("c.tab_uuid"),
                 device = select.optional("c.destination_device_uuid");
    std::int64_t index = 0;
    return each_row(select, out, [&](const Row& row) {
        auto owner = row.text(device);
        return out.record(at_row("cloud_tab_close_requests", ++index),
                          {
                              text("record_type", "close_request"),
                              headline(text("url", row.text(url), Kind::url)),
                              text("device", name_of(names, owner)),
                              text("device_id", owner),
                              text("tab", row.text(tab)),
                          });
    });
}

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    Names names;
    keep_going(out, "cloud_tab_devices", read_devices(db, names, out));
    keep_going(out, "cloud_tabs", read_tabs(db, names, out));
    return read_close_requests(db, names, out);
}

extern constinit const Artifact artifact = {
    .name = "safari_cloud_tabs",
    .title = "Safari tabs of other devices (iCloud)",
    .paths = {"**/Library/Safari/CloudTabs.db", "**/Library/Safari/Profiles/*/CloudTabs.db"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::safari_cloud_tabs
