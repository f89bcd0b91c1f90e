#include "support/sample_case.h"

#include <stdexcept>

#include "base/hash.h"
#include "base/text.h"

namespace bridle::test {

namespace {

template <class T>
T must(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().what);
    return std::move(*result);
}

void check(const Result<void>& done) {
    if (!done) throw std::runtime_error(done.error().what);
}

Time at(std::string_view text) {
    return from_iso(text).value();
}

class FakePhone : public Acquisition {
public:
    FakePhone() {
        device_ = {"Amina’s <b>iPhone</b>",
                   "iPhone14,5",
                   "17.4.1",
                   "21E236",
                   "F2LXQ0J8",
                   "00008110-000A1C1E0E88801E",
                   at("2026-08-01T10:00:00Z"),
                   false};
    }
    Form form() const override { return Form::backup; }
    std::string_view kind() const override { return "iPhone backup"; }
    std::string root() const override { return "/evidence/00008110-000A1C1E0E88801E"; }
    const Device& device() const override { return device_; }
    Result<void> list(const std::function<bool(const Entry&)>&,
                      const std::function<void(Error)>&) const override {
        return {};
    }
    Result<std::unique_ptr<File>> open(std::string_view) const override {
        return fail(Errc::io, "nothing there");
    }

private:
    Device device_;
};

struct Line {
    std::int64_t row;
    Time sent;
    std::string_view peer, text;
};

void add_messages(CaseWriter& writer, FileId file) {
    const Artifact& sms = *find_artifact("sms");
    const Line lines[] = {
        {1, at("2026-07-01T08:00:00Z"), "+15550100", "Good morning"},
        {2, at("2026-07-01T08:00:00.5Z"), "+15550100", "=HYPERLINK(\"https://urlpush.net/x\")"},
        {3, at("2026-06-30T23:59:59Z"), "+15550199",
         "Parcel \"late\", see https://urlpush.net/track\nsoon"},
    };
    Batch batch;
    for (const Line& line : lines) {
        batch.add(Record{sms, "/private/var/mobile/Library/SMS/sms.db", at_row("message", line.row),
                         std::array<Field, 4>{when("received", line.sent),
                                              headline(text("text", line.text, Kind::message)),
                                              headline(text("peer", line.peer, Kind::handle)),
                                              number("service", std::nullopt)}},
                  line.row != 1);
        if (line.row != 1) batch.mark();
    }
    check(writer.append(file, sms, batch));
}

Finding domain_finding(std::int64_t row, std::string_view observed, std::string_view time) {
    Finding finding;
    finding.rule = "indicator_domain";
    finding.severity = Severity::critical;
    finding.confidence = Confidence::confirmed;
    finding.artifact = "sms";
    finding.path = "/private/var/mobile/Library/SMS/sms.db";
    finding.part = "message";
    finding.at = row;
    finding.time = at(time);
    finding.field = "links";
    finding.observed = observed;
    finding.indicator = MatchedIndicator{"domain",
                                         "urlpush.net",
                                         "exact",
                                         {{"Pegasus", "pegasus.stix2", "indicator--1f2e"},
                                          {"NSO <script>Group", "more.stix2", "indicator--77aa"}}};
    return finding;
}

void add_findings(CaseWriter& writer) {
    writer.add(domain_finding(3, "https://urlpush.net/track", "2026-06-30T23:59:59Z"));
    writer.add(domain_finding(2, "https://urlpush.net/x", "2026-07-01T08:00:00.5Z"));

    Finding hostile = domain_finding(
        9, "https://a.urlpush.net/\"><script>alert('x')</script>\xE2\x80\xAEgpj.exe\xFF",
        "2026-07-02T08:00:00Z");
    hostile.indicator->how = "parent domain";
    hostile.confidence = Confidence::strong;
    writer.add(std::move(hostile));

    Finding orphan;
    orphan.rule = "datausage_orphan";
    orphan.severity = Severity::high;
    orphan.confidence = Confidence::moderate;
    orphan.artifact = "datausage";
    orphan.path = "/private/var/wireless/Library/Databases/DataUsage.sqlite";
    orphan.part = "ZLIVEUSAGE";
    orphan.at = 441;
    orphan.time = at("2026-05-04T02:11:40Z");
    orphan.field = "usage_of";
    orphan.observed = "213";
    orphan.facts = {{"process_id", "213"}, {"rows", "4"}};
    writer.add(std::move(orphan));

    Finding redirect;
    redirect.rule = "redirect";
    redirect.severity = Severity::medium;
    redirect.confidence = Confidence::weak;
    redirect.artifact = "safari_history";
    redirect.path = "/private/var/mobile/Library/Safari/History.db";
    redirect.part = "history_visits";
    redirect.at = 8812;
    redirect.time = at("2026-04-11T17:20:03.25Z");
    redirect.field = "url";
    redirect.observed = "http://news.example/";
    redirect.facts = {{"from", "news.example"},
                      {"to", "cdn-load.example"},
                      {"target", "https://cdn-load.example/a"},
                      {"milliseconds", "140"}};
    writer.add(std::move(redirect));

    Finding lockdown;
    lockdown.rule = "lockdown_mode";
    lockdown.confidence = Confidence::strong;
    lockdown.artifact = "global_preferences";
    lockdown.path = "/private/var/mobile/Library/Preferences/.GlobalPreferences.plist";
    lockdown.part = "LDMGlobalEnabled";
    lockdown.field = "entry";
    lockdown.observed = "off";
    lockdown.facts = {{"state", "off"}};
    writer.add(std::move(lockdown));
}

void add_coverage(CaseWriter& writer, FileId sms, FileId usage, FileId history, FileId settings) {
    auto add = [&](std::string_view artifact, FileId file, Reading reading = Reading::read,
                   std::string_view reason = {}, Absence absence = Absence::unusual) {
        Coverage entry;
        entry.artifact = artifact;
        entry.file = file;
        entry.reading = reading;
        entry.reason = reason;
        entry.absence = absence;
        writer.add(std::move(entry));
    };
    add("calls", 0, Reading::absent, "", Absence::only_encrypted);
    add("datausage", usage);
    add("global_preferences", settings);
    add("safari_history", history, Reading::partial, "the file ends 8,192 bytes too early");
    add("sms", sms);
    add("tcc", 0, Reading::absent);
    add("whatsapp", 0, Reading::absent, "", Absence::optional);
    writer.add(CaseProblem{
        "safari_history",
        history,
        {{Errc::truncated, "the file ends 8,192 bytes too early", 65536}, "history_visits"}});
    writer.add(CaseProblem{
        "sms",
        sms,
        {{Errc::unsupported, "the write-ahead log holds 2 frames of no commit"}, "", true}});
}

}  // namespace

void fill_sample(CaseWriter& writer) {
    writer.set_acquisition(FakePhone());
    writer.set_meta("program", "bridle 0.0.0");
    writer.set_meta("started", "2026-08-02T09:00:00Z");
    writer.set_meta("finished", "2026-08-02T09:00:01Z");
    writer.set_meta("consent", "Amina agreed in writing on 1 August 2026");
    const std::string digest = hex(sha256(as_bytes("sample")));
    FileId usage = writer.add_file(
        {"/private/var/wireless/Library/Databases/DataUsage.sqlite", "0d/0d60", 1'310'720, digest});
    FileId settings =
        writer.add_file({"/private/var/mobile/Library/Preferences/.GlobalPreferences.plist",
                         "0d/0dc9", 812, digest});
    FileId history = writer.add_file(
        {"/private/var/mobile/Library/Safari/History.db", "1a/1a0e", 65536, digest});
    FileId sms =
        writer.add_file({"/private/var/mobile/Library/SMS/sms.db", "3d/3d0d", 4'194'304, digest});
    add_messages(writer, sms);
    add_findings(writer);
    add_coverage(writer, sms, usage, history, settings);
    CaseIndicatorSet set;
    set.name = "pegasus.stix2";
    set.origin = "https://indicators.example/pegasus.stix2";
    set.date = at("2026-05-01T00:00:00Z");
    set.sha256 = digest;
    set.families = {"Pegasus"};
    set.indicators = 1501;
    set.values = {{"domain", 1427}, {"e-mail address", 12}, {"process", 61}};
    set.revoked = 1;
    set.unsupported = {{"indicator--9", "an object type that phones do not have",
                        "[windows-registry-key:key = 'x']"}};
    writer.add(std::move(set));
    writer.add(Custody{at("2026-08-02T09:00:00Z"), "Examination begun, the data was only read"});
}

CaseWriter sample_writer(const std::string& folder) {
    CaseWriter writer = must(CaseWriter::create(folder + "/case"));
    fill_sample(writer);
    return writer;
}

Case sample_case(CaseWriter& writer) {
    check(writer.seal());
    return must(Case::open(writer.workspace()));
}

}  // namespace bridle::test
