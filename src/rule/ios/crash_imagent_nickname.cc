// A crash of the messages daemon while it handled a nickname: the name and picture that people
// share with those they write to. iVerify described such crashes in 2025 and took them for traces
// of attacks; Apple disagrees.

#include "base/text.h"
#include "rule/ios/crash_record.h"

namespace bridle::ios::crash_imagent_nickname {

static bool picks(const Record& record) {
    if (text_of(record, "process") != "imagent" || !is_crash(record)) return false;
    return std::ranges::any_of(record.fields, [](const Field& field) {
        return field.name == "frames" && lower(field.string()).contains("nickname");
    });
}

class NicknameCrashes : public RuleRun {
public:
    explicit NicknameCrashes(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink& found) override {
        if (!reports_.is_new(record)) return;
        Finding finding = finding_of(rule_, record);
        finding.time = record.time("crash");
        finding.field = "frames";
        for (std::string_view frame : record.texts("frames"))
            if (lower(frame).contains("nickname") && finding.observed.empty())
                finding.observed = frame;
        finding.facts = {{"version", std::string(record.text("os_version"))}};
        found(std::move(finding));
    }

private:
    const Rule& rule_;
    SeenReports reports_;
};

extern constinit const Rule rule = {
    .name = "crash_imagent_nickname",
    .severity = Severity::medium,
    .confidence = Confidence::weak,
    .listens = {"crash_reports"},
    .picks = picks,
    .start = start<NicknameCrashes>,
    .references = {"https://iverify.io/blog/"
                   "iverify-uncovers-evidence-of-zero-click-mobile-exploitation-in-the-us"},
};

}  // namespace bridle::ios::crash_imagent_nickname
