// Tabs and windows that were closed in Safari and can be opened again, and the pages that each
// tab has shown (RecentlyClosedTabs.plist).

#include "artifact/bookmark_attributes.h"
#include "artifact/plists.h"
#include "artifact/session_history.h"

namespace bridle::ios::safari_closed_tabs {

static constexpr std::string_view kList = "ClosedTabOrWindowPersistentStates";

// A tab that was closed by itself says of itself what else its window says.
static Result<void> read_tab(Plist::Node tab, Plist::Node window, Place place,
                             SessionWriter& sessions, Output& out) {
    std::string url, title, uuid, window_uuid, profile;
    auto closed = attribute_time(tab["DateClosed"]);
    if (!closed) closed = attribute_time(window["DateClosed"]);
    const SessionTab of = {present(tab["TabUUID"].text(uuid)), std::nullopt,
                           if_true(window["IsPrivateWindow"].boolean())};
    TRY(out.record(place, {
                              text("record_type", "closed_tab"),
                              when("tab_closed", closed),
                              headline(text("url", present(tab["TabURL"].text(url)), Kind::url)),
                              headline(text("title", present(tab["TabTitle"].text(title)))),
                              when("tab_visited", attribute_time(tab["LastVisitTime"])),
                              flag("private", of.is_private),
                              text("tab", of.uuid),
                              text("window", present(window["WindowUUID"].text(window_uuid))),
                              text("profile", present(window["ProfileUUID"].text(profile))),
                          }));
    return sessions.write(place, tab["SessionState"].data(), of);
}

static Result<void> read_state(Plist::Node state, Place place, SessionWriter& sessions,
                               Output& out) {
    Plist::Node tabs = state["TabStates"];
    if (tabs.type() != Plist::Type::array) return read_tab(state, state, place, sessions, out);
    for (Plist::Node tab : tabs.items()) TRY(read_tab(tab, state, place, sessions, out));
    return {};
}

static Result<void> parse(const Input& input, Output& out) {
    PlistFile file;
    TRY(file.read(input, out));
    Plist::Node entries = file.root()[kList];
    if (entries.type() != Plist::Type::array)
        return fail(Errc::corrupt, "no list of what was closed");
    SessionWriter sessions(out);
    std::int64_t index = 0;
    for (Plist::Node entry : entries.items()) {
        Plist::Node state = entry["PersistentState"];
        if (state.type() == Plist::Type::dictionary)
            TRY(read_state(state, at_key(kList, index), sessions, out));
        else
            out.problem({Errc::corrupt, "an entry without its state"},
                        std::string(kList) + "/" + std::to_string(index));
        index++;
    }
    sessions.end();
    return {};
}

extern constinit const Artifact artifact = {
    .name = "safari_closed_tabs",
    .title = "Closed tabs of Safari",
    .paths = {"**/Library/Safari/RecentlyClosedTabs.plist",
              "**/Library/Safari/Profiles/*/RecentlyClosedTabs.plist"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::safari_closed_tabs
