// Who last changed which managed setting of the phone, and when: a profile, an app or the
// system. Settings lie in groups, and each ends in what was done with its value.

#include "artifact/plist_record.h"
#include "artifact/plists.h"

namespace bridle::ios::managed_settings_events {

namespace {

constexpr int kDepth = 12;
constexpr std::size_t kNodesAtMost = 200'000, kNameShown = 200;

class EventReader {
public:
    explicit EventReader(Output& out) : out_(out) {}

    Result<void> visit(const std::string& path, Plist::Node node, int depth) {
        if (++nodes_ > kNodesAtMost) return fail(Errc::limit, "more settings than are read");
        if (node.type() != Plist::Type::dictionary) return {};
        if (depth > kDepth) {
            out_.problem({Errc::limit, "settings within settings without end"}, path);
            return {};
        }
        if (node["timestamp"] || node["process"]) return event(path, node);
        for (auto [key, value] : node.members()) {
            const std::string name = key.text();
            TRY(visit((path.empty() ? "" : path + ".").append(front(name, kNameShown)), value,
                      depth + 1));
        }
        return {};
    }

private:
    Result<void> event(const std::string& path, Plist::Node node) {
        PlistRecord record;
        record.words("setting", path);
        record.headline();
        record.text("event", node["event"]);
        record.headline();
        std::string process = node["process"].text();
        const bool profile = is_uuid(process);  // a profile signs with its UUID
        record.words(profile ? "profile" : "process", process,
                     profile ? Kind::profile_id : Kind::process);
        record.time("setting_changed", node["timestamp"]);
        return record.write(at_key("settings", index_++), out_);
    }

    Output& out_;
    std::int64_t index_ = 0;
    std::size_t nodes_ = 0;
};

Result<void> parse(const Input& input, Output& out) {
    PlistFile file;
    TRY(file.read(input, out));
    return EventReader(out).visit("", file.root(), 0);
}

}  // namespace

extern constinit const Artifact artifact = {
    .name = "managed_settings_events",
    .title = "Who changed managed settings",
    .paths = {"**/ConfigurationProfiles/MCSettingsEvents.plist"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::managed_settings_events
