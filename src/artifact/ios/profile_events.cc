// When configuration profiles were installed and removed, and by which process: also of those
// that are gone.

#include "artifact/plist_record.h"
#include "artifact/plists.h"

namespace bridle::ios::profile_events {

static constexpr std::size_t kOthersAtMost = 50;

// What a version says besides: the name is the file's own.
static void add_others(Plist::Node event, PlistRecord& record) {
    std::size_t count = 0;
    for (auto [key, value] : event.members()) {
        std::string name = lower(key.text());
        if (name == "operation" || name == "process" || name == "timestamp") continue;
        if (++count > kOthersAtMost) return;
        if (auto shown = plain_words(value); shown && !shown->empty())
            record.words("other", name + "=" + *shown);
    }
}

// By its name in whatever case.
static Plist::Node member(Plist::Node event, std::string_view name) {
    for (auto [key, value] : event.members())
        if (lower(key.text()) == name) return value;
    return {};
}

static Result<void> parse(const Input& input, Output& out) {
    PlistFile file;
    TRY(file.read(input, out));
    std::int64_t index = 0;
    for (Plist::Node events : file.root()["ProfileEvents"].items()) {
        for (auto [profile, event] : events.members()) {
            PlistRecord record;
            record.text("profile", profile, Kind::profile_id);
            record.headline();
            record.text("operation", member(event, "operation"));
            record.headline();
            record.text("process", member(event, "process"), Kind::process);
            record.time("profile_changed", member(event, "timestamp"));
            add_others(event, record);
            TRY(record.write(at_key("ProfileEvents", index), out));
        }
        index++;
    }
    return {};
}

extern constinit const Artifact artifact = {
    .name = "profile_events",
    .title = "Configuration profiles installed and removed",
    .paths = {"**/ConfigurationProfiles/MCProfileEvents.plist",
              "**/UserConfigurationProfiles/MCProfileEvents.plist"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::profile_events
