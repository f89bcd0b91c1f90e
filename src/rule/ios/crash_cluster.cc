// Crashes of what reads messages, pictures and pages for the user, in the way in which an exploit
// crashes a program. One alone happens; several within minutes is what a failed or repeated
// attempt looks like.

#include <chrono>

#include "rule/ios/crash_record.h"

namespace bridle::ios {

// Those that work on what strangers send, without anybody touching the phone.
static constexpr std::string_view kMessageReaders[] = {
    "MessagesBlastDoorService", "IMTranscoderAgent", "IMTransferAgent", "imagent",
    "IMDPersistenceAgent",      "identityservicesd", "homed",           "fmfd"};
// Pages and media crash these by themselves now and then, and then again when tried again.
static constexpr std::string_view kPageReaders[] = {
    "com.apple.WebKit.WebContent", "com.apple.WebKit.GPU", "WebContent", "GPU", "mediaplaybackd"};

static constexpr std::chrono::minutes kApartAtMost(10);
static constexpr std::size_t kPageCrashesAtLeast = 3;
static constexpr std::size_t kMostCrashes = 5'000;

static bool reads_messages(std::string_view process) {
    return std::ranges::find(kMessageReaders, process) != std::end(kMessageReaders);
}

static bool picks(const Record& record) {
    const std::string_view process = text_of(record, "process");
    if (!reads_messages(process) &&
        std::ranges::find(kPageReaders, process) == std::end(kPageReaders))
        return false;
    return is_crash(record) && is_memory_corruption(record);
}

class CrashClusters : public RuleRun {
public:
    explicit CrashClusters(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink&) override {
        if (crashes_.size() >= kMostCrashes || !reports_.is_new(record)) return;
        Finding finding = finding_of(rule_, record);
        finding.time = record.time("crash");
        finding.field = "process";
        finding.observed = record.text("process");
        crashes_.push_back(std::move(finding));
    }

    void end(const FindingSink& found) override {
        std::ranges::stable_sort(crashes_, {}, &Finding::time);
        std::vector<Finding*> alone;
        for (std::size_t first = 0; first < crashes_.size();) {
            std::size_t last = first;
            while (last + 1 < crashes_.size() && are_close(crashes_[last], crashes_[last + 1]))
                last++;
            const std::span<Finding> run(&crashes_[first], last - first + 1);
            if (is_cluster(run))
                found(judged(run));
            else
                for (Finding& crash : run) alone.push_back(&crash);
            first = last + 1;
        }
        if (alone.empty()) return;
        Finding all = *alone.front();
        all.severity = Severity::info;
        std::set<std::string> names;
        for (const Finding* crash : alone) names.insert(crash->observed);
        all.facts = {{"count", std::to_string(alone.size())}, {"processes", joined(names)}};
        found(std::move(all));
    }

private:
    static bool are_close(const Finding& a, const Finding& b) {
        return a.time && b.time && *b.time - *a.time <= kApartAtMost;
    }
    static bool has_message_reader(std::span<const Finding> run) {
        return std::ranges::any_of(run, reads_messages, &Finding::observed);
    }
    static bool is_cluster(std::span<const Finding> run) {
        return run.size() >= (has_message_reader(run) ? 2 : kPageCrashesAtLeast);
    }
    static std::string joined(const std::set<std::string>& names) {
        std::string all;
        for (const std::string& name : names) all.append(all.empty() ? "" : ", ").append(name);
        return all;
    }

    static Finding judged(std::span<const Finding> run) {
        Finding finding = run.front();
        if (!has_message_reader(run)) finding.severity = Severity::low;
        std::set<std::string> names;
        for (const Finding& crash : run) names.insert(crash.observed);
        finding.facts = {{"count", std::to_string(run.size())}, {"processes", joined(names)}};
        return finding;
    }

    const Rule& rule_;
    std::vector<Finding> crashes_;
    SeenReports reports_;
};

extern constinit const Rule crash_cluster = {
    .name = "crash_cluster",
    .severity = Severity::medium,
    .confidence = Confidence::weak,
    .listens = {"crash_reports"},
    .picks = picks,
    .start = start<CrashClusters>,
    .references = {"https://www.amnesty.org/en/latest/research/2021/07/"
                   "forensic-methodology-report-how-to-catch-nso-groups-pegasus/",
                   "https://citizenlab.ca/2023/04/nso-groups-pegasus-spyware-returns-in-2022/"},
};

}  // namespace bridle::ios
