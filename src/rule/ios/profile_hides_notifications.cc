// A profile decides which apps may show notifications. Spyware that came with an app has hidden
// the app's messages in this way.

#include "rule/ios/profile_payloads.h"

namespace bridle::ios::profile_hides_notifications {

static bool is_notifications(std::string_view type) {
    return type == "com.apple.notificationsettings";
}

class Notifications : public PayloadRun {
public:
    explicit Notifications(const Rule& rule) : PayloadRun(rule) {}

private:
    bool judge(const KeptRecord& payload, Finding& finding) override {
        std::string apps;
        std::size_t count = 0;
        for (std::string_view app : payload.texts("silenced_app"))
            if (++count <= kNamesAtMost) apps.append(apps.empty() ? "" : ", ").append(app);
        if (count > kNamesAtMost) apps += " ...";
        // It names apps and silences none of them.
        if (count == 0 && !payload.texts("app").empty()) cap(finding, Severity::low);
        finding.facts = {{"apps", apps.empty() ? "none that it names" : apps}};
        return true;
    }
    // Only on supervised phones does such a profile work, so supervision excuses nothing.
    void grade(PickedPayload&, const Supervision&) override {}

    static constexpr std::size_t kNamesAtMost = 10;
};

extern constinit const Rule rule = {
    .name = "profile_hides_notifications",
    .severity = Severity::medium,
    .confidence = Confidence::moderate,
    .listens = {"configuration_profiles", "device_management"},
    .picks = picks_payloads<is_notifications>,
    .start = start<Notifications>,
    .references = {"https://developer.apple.com/documentation/devicemanagement/notifications"},
};

}  // namespace bridle::ios::profile_hides_notifications
