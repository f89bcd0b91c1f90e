// Who last changed which managed setting of the phone, and when: a profile, an app or the
// system. Settings lie in groups, and each ends in what was done with its value.

#include "artifact/plist_record.h"
#include "artifact/plists.h"

namespace bridle::ios {

namespace {

constexpr int kDepth = 12;
constexpr std::size_t kNodesAtMost = 200'000;

// A profile signs with its UUID where a process would stand.
bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); i++) {
        const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
        if (hyphen != (text[i] == '-')) return false;
        if (!hyphen && !is_digit(text[i]) && !(lower(text[i]) >= 'a' && lower(text[i]) <= 'f'))
            return false;
    }
    return true;
}

class EventReader {
public:
    explicit EventReader(Output& out) : out_(out) {}

    Result<void> visit(const std::string& path, Plist::Node node, int depth) {
        if (++nodes_ > kNodesAtMost) return fail(Errc::limit, "more settings than are read");
        if (node.type() != Plist::Type::dictionary) return {};
        if (node["timestamp"] || node["process"]) return event(path, node);
        if (depth > kDepth) {
            out_.problem({Errc::limit, "settings within settings without end"}, path);
            return {};
        }
        for (auto [key, value] : node.members()) {
            std::string name = key.text().substr(0, 200);
            TRY(visit(path.empty() ? name : path + "." + name, value, depth + 1));
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
        const bool profile = is_uuid(process);
        record.words(profile ? "profile" : "process", process,
                     profile ? Kind::profile_id : Kind::process);
        record.time("setting_changed", node["timestamp"]);
        return out_.record(at_key("settings", index_++), record.fields());
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

extern constinit const Artifact managed_settings_events = {
    .name = "managed_settings_events",
    .title = "Who changed managed settings",
    .paths = {"**/ConfigurationProfiles/MCSettingsEvents.plist"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios
