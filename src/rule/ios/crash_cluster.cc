// Crashes of what reads messages, pictures and pages for the user, in the way in which an exploit
// crashes a program. One alone happens; several within minutes is what a failed or repeated
// attempt looks like.

#include <chrono>
#include <span>

#include "rule/ios/crash_record.h"
#include "rule/ios/references.h"

namespace bridle::ios::crash_cluster {

// Those that work on what strangers send, without anybody touching the phone.
static constexpr std::string_view kMessageReaders[] = {
    "MessagesBlastDoorService", "IMTranscoderAgent", "IMTransferAgent", "imagent",
    "IMDPersistenceAgent",      "identityservicesd", "homed",           "fmfd"};
// Pages and media crash these by themselves now and then, and then again when tried again.
static constexpr std::string_view kPageReaders[] = {
    "com.apple.WebKit.WebContent", "com.apple.WebKit.GPU", "WebContent", "GPU", "mediaplaybackd"};

static constexpr std::chrono::minutes kApartAtMost(10);
static constexpr std::size_t kCrashesAtLeast = 3;

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

    void see(const KeptRecord& record, const FindingSink&) override { crashes_.add(rule_, record); }

    void end(const FindingSink& found) override {
        const std::vector<Finding> crashes = crashes_.in_order();
        std::vector<Finding> alone;
        for (std::size_t first = 0; first < crashes.size();) {
            std::size_t last = first;
            while (last + 1 < crashes.size() && are_close(crashes[last], crashes[last + 1])) last++;
            const std::span<const Finding> run(&crashes[first], last - first + 1);
            if (has_message_readers(run))
                found(together(run, rule_.severity));
            else if (run.size() >= kCrashesAtLeast)
                found(together(run, Severity::low));
            else
                alone.insert(alone.end(), run.begin(), run.end());
            first = last + 1;
        }
        if (!alone.empty()) found(together(alone, Severity::info));
    }

private:
    static bool are_close(const Finding& a, const Finding& b) {
        return a.time && b.time && *b.time - *a.time <= kApartAtMost;
    }
    // Two of them within minutes, whatever crashed between them.
    static bool has_message_readers(std::span<const Finding> run) {
        const Finding* before = nullptr;
        for (const Finding& crash : run) {
            if (!reads_messages(crash.observed)) continue;
            if (before && are_close(*before, crash)) return true;
            before = &crash;
        }
        return false;
    }

    static Finding together(std::span<const Finding> crashes, Severity severity) {
        Finding finding = crashes.front();
        finding.severity = severity;
        std::set<std::string_view> names;
        for (const Finding& crash : crashes) names.insert(crash.observed);
        finding.facts = {{"count", std::to_string(crashes.size())}, {"processes", joined(names)}};
        return finding;
    }

    const Rule& rule_;
    Crashes crashes_;
};

extern constinit const Rule rule = {
    .name = "crash_cluster",
    .severity = Severity::medium,
    .confidence = Confidence::weak,
    .listens = {"crash_reports"},
    .picks = picks,
    .start = start<CrashClusters>,
    .references = {kAmnestyPegasus, kCitizenLabPegasus2022},
};

}  // namespace bridle::ios::crash_cluster
