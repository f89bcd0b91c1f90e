// Files of tools that take away the protection of iOS (a jailbreak). Some spyware needs that, and
// some tools of examiners do; other people do it to their own phones.

#include <set>

#include "base/text.h"
#include "rule/ios/places.h"
#include "rule/rule.h"

namespace bridle::ios::jailbreak_leftovers {

struct Trace {
    std::string_view path, tool;  // the path without /private; whole components of it
};

static constexpr Trace kTraces[] = {
    {"/var/jb", "a jailbreak without changes to the system"},
    {"/var/binpack", "palera1n"},
    {"/cores/binpack", "palera1n"},
    {"/cores/jbloader", "palera1n"},
    {"/var/mobile/Library/palera1n", "palera1n"},
    {"/Applications/palera1n.app", "palera1n"},
    {"/Applications/Cydia.app", "Cydia"},
    {"/var/lib/cydia", "Cydia"},
    {"/var/mobile/Library/Cydia", "Cydia"},
    {"/var/mobile/Library/Caches/com.saurik.Cydia", "Cydia"},
    {"/var/mobile/Library/Preferences/com.saurik.Cydia.plist", "Cydia"},
    {"/usr/libexec/cydia", "Cydia"},
    {"/.cydia_no_stash", "Cydia"},
    {"/var/tmp/cydia.log", "Cydia"},
    {"/Applications/Sileo.app", "Sileo"},
    {"/Applications/Sileo-Nightly.app", "Sileo"},
    {"/var/mobile/Library/Preferences/org.coolstar.SileoStore.plist", "Sileo"},
    {"/Applications/Zebra.app", "Zebra"},
    {"/var/mobile/Library/Application Support/xyz.willy.Zebra", "Zebra"},
    {"/var/mobile/Library/Preferences/xyz.willy.Zebra.plist", "Zebra"},
    {"/Applications/Filza.app", "Filza"},
    {"/var/mobile/Library/Filza", "Filza"},
    {"/var/lib/apt", "a manager of packages"},
    {"/var/lib/dpkg", "a manager of packages"},
    {"/var/cache/apt", "a manager of packages"},
    {"/etc/apt", "a manager of packages"},
    {"/usr/bin/dpkg", "a manager of packages"},
    {"/Library/MobileSubstrate", "a loader of changes to apps"},
    {"/Library/Frameworks/CydiaSubstrate.framework", "a loader of changes to apps"},
    {"/usr/lib/TweakInject", "a loader of changes to apps"},
    {"/usr/lib/substitute-inserter.dylib", "a loader of changes to apps"},
    {"/var/containers/Bundle/tweaksupport", "a loader of changes to apps"},
    {"/var/containers/Bundle/iosbinpack64", "a jailbreak"},
    {"/var/stash", "a jailbreak"},
    {"/var/checkra1n.dmg", "checkra1n"},
    {"/Applications/checkra1n.app", "checkra1n"},
    {"/.bootstrapped", "a jailbreak"},
    {"/.bootstrapped_electra", "Electra"},
    {"/electra", "Electra"},
    {"/chimera", "Chimera"},
    {"/jb", "a jailbreak"},
    {"/.installed_unc0ver", "unc0ver"},
    {"/.installed_taurine", "Taurine"},
    {"/usr/bin/cycript", "Cycript"},
    {"/usr/sbin/frida-server", "Frida"},
    {"/var/mobile/Library/Preferences/com.opa334.Dopamine.plist", "Dopamine"},
    {"/var/mobile/Library/Preferences/com.opa334.trollstorehelper.plist", "TrollStore"},
    {"/var/mobile/Containers/Data/Application/org.coolstar.SileoStore", "Sileo"},
    {"/var/mobile/Containers/Data/Application/xyz.willy.Zebra", "Zebra"},
    {"/var/mobile/Containers/Data/Application/com.opa334.Dopamine", "Dopamine"},
    {"/var/mobile/Containers/Data/Application/com.opa334.TrollStore", "TrollStore"},
    {"/var/mobile/Containers/Data/Application/science.xnu.undecimus", "unc0ver"},
};

// /preboot/<hash>/jb, jb-<letters> or procursus: where newer ones hide, beside the system.
static bool is_in_preboot(std::string_view path) {
    static constexpr std::string_view kPreboot = "/preboot/";
    if (!path.starts_with(kPreboot)) return false;
    std::size_t slash = path.find('/', kPreboot.size());
    if (slash == path.npos) return false;
    std::string_view name = path.substr(slash + 1);
    name = name.substr(0, name.find('/'));
    return name == "jb" || name.starts_with("jb-") || name == "procursus" ||
           name.starts_with("dopamine-");
}

// Empty when the path is none of them.
static std::string_view tool_of(std::string_view whole) {
    std::string_view path = without_private(whole);
    for (const Trace& trace : kTraces)
        if (path.starts_with(trace.path) &&
            (path.size() == trace.path.size() || path[trace.path.size()] == '/'))
            return trace.tool;
    return is_in_preboot(path) ? "a jailbreak without changes to the system" : std::string_view();
}

static bool picks(const Record& record) {
    return !tool_of(text_of(record, "path")).empty();
}

// One finding, whatever the number of files; the tools are those of the table.
class Leftovers : public RuleRun {
public:
    explicit Leftovers(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink&) override {
        if (!finding_) {
            finding_ = finding_of(rule_, record);
            finding_->field = "path";
            finding_->observed = record.text("path");
        }
        auto created = record.time("created");
        if (created && (!finding_->time || *created < *finding_->time)) finding_->time = created;
        tools_.insert(tool_of(record.text("path")));
        files_++;
    }

    void end(const FindingSink& found) override {
        if (!finding_) return;
        finding_->facts = {{"tools", joined(tools_)}, {"files", std::to_string(files_)}};
        found(std::move(*finding_));
    }

private:
    const Rule& rule_;
    std::optional<Finding> finding_;
    std::set<std::string_view> tools_;
    std::size_t files_ = 0;
};

extern constinit const Rule rule = {
    .name = "jailbreak_leftovers",
    .severity = Severity::medium,
    .confidence = Confidence::moderate,
    .listens = {"files", "manifest"},
    .picks = picks,
    .start = start<Leftovers>,
};

}  // namespace bridle::ios::jailbreak_leftovers
