#include "report/report.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <filesystem>

#include "base/hash.h"
#include "base/host_file.h"
#include "base/text.h"
#include "report/html_report.h"
#include "support/disk_full.h"
#include "support/harness.h"
#include "support/sample_case.h"

namespace bridle::report_test {

namespace {

class ReportTest : public testing::Test {
protected:
    std::string page() { return html_report(test::sample_case(writer_), view_); }
    std::string file(std::string_view name) {
        return test::contents(writer_.workspace() + "/" + std::string(name));
    }
    // So many that a person need not look at first.
    void add_redirects(int count) {
        Finding finding;
        finding.rule = "redirect";
        finding.severity = Severity::low;
        finding.artifact = "safari_history";
        for (int i = 0; i < count; i++) {
            finding.observed = "http://" + std::to_string(i) + ".example/";
            writer_.add(finding);
        }
    }

    test::TemporaryFolder folder_;
    CaseWriter writer_ = test::sample_writer(folder_.path());
    View view_;
};

// An empty case, for the other statements.
CaseWriter bare_writer(const std::string& folder) {
    auto writer = CaseWriter::create(folder + "/case");
    EXPECT_TRUE(writer);
    return std::move(*writer);
}

void cover(CaseWriter& writer, Reading reading) {
    Coverage entry;
    entry.artifact = "sms";
    entry.reading = reading;
    entry.reason = reading == Reading::read ? "" : "damaged";
    writer.add(std::move(entry));
}

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

// What stands between `open` and `close`, each time.
std::vector<std::string> between(std::string_view text, std::string_view open,
                                 std::string_view close) {
    std::vector<std::string> all;
    for (std::size_t at = text.find(open); at != std::string_view::npos; at = text.find(open)) {
        text.remove_prefix(at + open.size());
        all.emplace_back(text.substr(0, text.find(close)));
    }
    return all;
}

// The tags that are opened and not closed, and the other way round.
std::string unbalanced(const std::string& page) {
    std::vector<std::string> open;
    for (const std::string& tag : between(page, "<", ">")) {
        const std::string name = tag.substr(0, tag.find(' '));
        if (name == "meta" || name == "!DOCTYPE") continue;
        if (!name.starts_with('/')) {
            open.push_back(name);
        } else if (open.empty() || "/" + open.back() != name) {
            return "<" + name + "> closes " + (open.empty() ? "nothing" : open.back());
        } else {
            open.pop_back();
        }
    }
    return open.empty() ? "" : open.back() + " stays open";
}

}  // namespace

// --- the terminal ----------------------------------------------------------------

TEST_F(ReportTest, SummarisesForATerminal) {
    view_.zone = TimeZone::load("Europe/Berlin").value();
    EXPECT_EQ("\n" + summary(test::sample_case(writer_), view_), R"(
Traces that point to spyware were found

  This data holds traces that match known spyware or the way it works. They are
  strong, and they should be taken seriously.
  A trace is not yet the whole story. It can mean that the phone was infected,
  or that somebody tried and failed. An expert can tell the difference.

What was found
  - An internet address known from Pegasus, NSO <script>Group (severity:
    critical, how sure: confirmed)
    hxxps://urlpush[.]net/track, Messages (SMS and iMessage), 2026-07-01
    01:59:59 CEST, 3 times
  - Network traffic of a program that was removed from the list (severity: high,
    how sure: moderate)
    213, Data usage by program, 2026-05-04 04:11:40 CEST
  - A web page without encryption led to another site at once (severity: medium,
    how sure: weak)
    hxxp://news[.]example/, Safari history, 2026-04-11 19:20:03 CEST
  - Lockdown Mode is off (for information)
    off, General settings

What this result does not cover
  - Not everything could be read. Traces in the parts that could not be read are
    not found. What is missing is listed under “What was examined”.
  - 2 indicators were withdrawn, had expired, or are of a kind that is not
    understood. They were not compared.
  - The newest set of indicators is 93 days old. What became known since then
    was not looked for.
  - The backup is not encrypted. iPhones leave things out of such a backup, the
    call history and the Safari history among them. An encrypted backup shows
    more.

What was examined
  Looked for: 3 read, 1 read in part, 0 could not be read, 3 not there
  - Safari history: read in part. the file ends 8,192 bytes too early
  - Permissions of apps: not there. Every phone has this. It is unusual that it
    is missing, and somebody should ask why.

What to do now
  - You have done the right thing by having the phone examined. Nothing needs to
    be decided in a hurry.
  - Please do not reset the phone, delete messages or remove apps before an
    expert has seen it. That could destroy evidence.
  - Ask for help from another device, one that is not yours if you can: the
    Digital Security Helpline of Access Now (help@accessnow.org) or the Security
    Lab of Amnesty International (securitylab.amnesty.org/get-help) help
    journalists, activists and other people at risk, free of charge and in
    confidence.
  - Until then, use another device for what must stay private, and keep this
    phone out of rooms where you speak about it: spyware may listen.
  - Think of the people whose messages are on the phone. They may be affected,
    too. Tell them in person, and with the advice of the expert.
  - Keep this report and the folder it came in to yourself and those who help
    you. They hold personal data, and evidence.
)");
}

TEST_F(ReportTest, UsesNoColourAndNoControlCharacterUnlessAsked) {
    Case from = test::sample_case(writer_);
    EXPECT_FALSE(summary(from, view_).contains('\x1b'));
    EXPECT_TRUE(summary(from, view_, {.colour = true}).starts_with("\x1b[1;31mTraces"));
}

TEST_F(ReportTest, KeepsLinesWithinTheWidth) {
    const std::string text = summary(test::sample_case(writer_), view_, {.width = 100});
    for (std::string_view line : split(text, '\n')) EXPECT_LE(line.size(), 110u) << line;
}

TEST(ReportStatement, SaysWhatCouldNotBeSaid) {
    test::TemporaryFolder folder;
    CaseWriter writer = bare_writer(folder.path());
    cover(writer, Reading::unreadable);
    EXPECT_EQ(first_line(summary(test::sample_case(writer), {})),
              "The phone could not be examined");
}

TEST(ReportStatement, NeverSaysThatThereIsNothing) {
    test::TemporaryFolder folder;
    CaseWriter writer = bare_writer(folder.path());
    cover(writer, Reading::read);
    const std::string text = summary(test::sample_case(writer), {});
    EXPECT_EQ(first_line(text), "Nothing known was found in what could be read");
    EXPECT_TRUE(text.contains("This does not prove that there is no spyware"));
    EXPECT_TRUE(text.contains("No indicators were used."));
}

// --- the page --------------------------------------------------------------------

TEST_F(ReportTest, EscapesWhatTheEvidenceSays) {
    const std::string html = page();
    EXPECT_FALSE(html.contains("<script"));
    EXPECT_FALSE(html.contains("<b>"));
    EXPECT_FALSE(html.contains("alert('x')"));
    EXPECT_TRUE(
        html.contains("hxxps://a[.]urlpush[.]net/&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)"
                      "&lt;/script&gt;‹U+202E›gpj.exe\uFFFD"));
    EXPECT_TRUE(html.contains("Amina’s &lt;b&gt;iPhone&lt;/b&gt;"));
    EXPECT_TRUE(html.contains("NSO &lt;script&gt;Group"));
}

TEST_F(ReportTest, LoadsAndLinksNothingOfTheEvidence) {
    const std::string html = page();
    for (std::string_view bad : {" src=", "url(", "@import", "<link", "<iframe", "<img", " onclick",
                                 " style=", "javascript:"})
        EXPECT_FALSE(html.contains(bad)) << bad;
    for (const std::string& target : between(html, "href=\"", "\"")) {
        EXPECT_TRUE(target.starts_with("#") || target.starts_with("https://www.amnesty.org/") ||
                    target.starts_with("https://citizenlab.ca/") ||
                    target.starts_with("https://support.apple.com/"))
            << target;
    }
    EXPECT_TRUE(html.contains("content=\"default-src 'none'; style-src 'unsafe-inline';"));
}

TEST_F(ReportTest, IsWellFormed) {
    const std::string html = page();
    EXPECT_TRUE(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    EXPECT_EQ(unbalanced(html), "");
    EXPECT_TRUE(is_utf8(html));
}

TEST_F(ReportTest, HasWordsForAllThatItSays) {
    const std::string html = page();
    for (std::string_view kind : {"label", "heading", "lead", "none", "count", "caption", "reading",
                                  "absence", "severity", "confidence", "rule", "limit"})
        EXPECT_FALSE(html.contains(">" + std::string(kind) + ".")) << kind;
}

TEST_F(ReportTest, LinksOnlyToPlacesThatAreThere) {
    const std::string html = page();
    for (const std::string& target : between(html, "href=\"#", "\""))
        EXPECT_TRUE(html.contains("id=\"" + target + "\"")) << target;
}

TEST_F(ReportTest, ShowsTimesInUtcAndInTheZoneOfTheReader) {
    view_.zone = TimeZone::load("Asia/Tokyo").value();
    const std::string html = page();
    EXPECT_TRUE(
        html.contains("2026-06-30 23:59:59 UTC</time><small>2026-07-01 08:59:59 JST</small>"));
}

TEST_F(ReportTest, TellsWhereEachFindingStands) {
    const std::string html = page();
    for (std::string_view said :
         {"/private/var/mobile/Library/SMS/sms.db", "message, row 3", "3d/3d0d",
          "af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf", "indicator--77aa",
          "1 text with nothing to compare in it was counted and not kept", "Every phone has this."})
        EXPECT_TRUE(html.contains(said)) << said;
}

TEST_F(ReportTest, ShowsWhatIsFoundOnceBehindWhatIsFoundAThousandTimes) {
    Finding finding;
    finding.rule = "indicator_domain";
    finding.severity = Severity::critical;
    finding.confidence = Confidence::confirmed;
    finding.artifact = "safari_history";
    for (const auto& [domain, times] :
         {std::pair("often.example", 1500), std::pair("once.example", 1)}) {
        finding.observed = std::string("http://") + domain + "/";
        finding.indicator = MatchedIndicator{"domain", domain, "exact", {{domain, "s", "i"}}};
        for (int i = 0; i < times; i++) writer_.add(finding);
    }
    Case from = test::sample_case(writer_);
    const std::string html = html_report(from, view_);
    const std::size_t card = html.rfind("once[.]example");
    EXPECT_NE(card, std::string::npos);
    for (std::size_t link = 0; (link = html.find("href=\"#finding-", link)) != std::string::npos;) {
        link += 7;
        const std::string id = html.substr(link, html.find('"', link) - link);
        EXPECT_TRUE(html.contains("id=\"" + id + "\"")) << id;
    }
    EXPECT_TRUE(html.contains("1,399 more findings are not shown here."));
}

TEST_F(ReportTest, SpeaksOfOneFindingAsOfOne) {
    add_redirects(997);
    EXPECT_TRUE(page().contains("1 more finding is not shown here."));
}

TEST_F(ReportTest, SaysOfABackupOnlyWhetherItIsEncrypted) {
    EXPECT_TRUE(page().contains("Backup encrypted</th>\n<td><bdi>no</bdi></td>"));
    test::TemporaryFolder folder;
    CaseWriter writer = bare_writer(folder.path());
    writer.set_meta("acquisition_kind", "file-system dump");
    cover(writer, Reading::read);
    EXPECT_FALSE(html_report(test::sample_case(writer), view_).contains("Backup encrypted"));
}

TEST_F(ReportTest, NamesTheFilesOfOthersThatStandElsewhere) {
    Finding finding;
    finding.rule = "indicator_domain";
    finding.severity = Severity::critical;
    finding.artifact = "safari_history";
    finding.indicator = MatchedIndicator{"domain", "evil.example", "exact", {{"E", "s", "i"}}};
    for (const char* location : {"1a/1", "2b/2"}) {
        finding.file = writer_.add_file({"/same/History.db", location, 1, "aa"});
        finding.path = "/same/History.db";
        finding.observed = "http://evil.example/";
        writer_.add(finding);
    }
    const std::string html = html_report(test::sample_case(writer_), view_);
    const std::size_t others =
        html.find("Other findings of the same kind", html.find("known from E</h3>"));
    ASSERT_NE(others, std::string::npos);
    EXPECT_TRUE(html.substr(others, 1500).contains("2b/2")) << html.substr(others, 1500);
}

TEST_F(ReportTest, CountsTheFindingsBeyondTheFirstThousand) {
    add_redirects(1500);
    Case from = test::sample_case(writer_);
    const std::string html = html_report(from, view_);
    EXPECT_TRUE(html.contains("504 more findings are not shown here."));
    EXPECT_TRUE(html.contains("id=\"finding-1002\""));
    EXPECT_FALSE(html.contains("id=\"finding-1003\""));
}

// --- files for programs -------------------------------------------------------------

TEST_F(ReportTest, WritesJsonThatParses) {
    Case from = test::sample_case(writer_);
    ASSERT_TRUE(write_reports(from, view_, writer_));
    for (const std::string& text :
         {file("findings.json"), file("manifest.json"), summary_json(from, view_)}) {
        simdjson::dom::parser parser;
        simdjson::dom::element root;
        ASSERT_EQ(parser.parse(text).get(root), simdjson::SUCCESS) << text.substr(0, 200);
        EXPECT_EQ(std::string_view(root["statement"]), "traces_found");
        EXPECT_EQ(std::int64_t(root["exit_code"]), 10);
    }
}

TEST_F(ReportTest, KeepsAddressesAsTheyAreInFindingsJson) {
    ASSERT_TRUE(write_reports(test::sample_case(writer_), view_, writer_));
    const std::string json = file("findings.json");
    EXPECT_TRUE(json.contains("\"observed\": \"https://urlpush.net/track\""));
    EXPECT_TRUE(json.contains("\"title\": \"An internet address known from Pegasus"));
}

TEST_F(ReportTest, NamesEveryOutputWithItsDigestInTheManifest) {
    ASSERT_TRUE(write_reports(test::sample_case(writer_), view_, writer_));
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    const std::string manifest = file("manifest.json");
    ASSERT_EQ(parser.parse(manifest).get(root), simdjson::SUCCESS);
    std::vector<std::string> named;
    for (simdjson::dom::element output : root["outputs"]) {
        named.emplace_back(std::string_view(output["name"]));
        const std::string bytes = file(named.back());
        EXPECT_EQ(std::uint64_t(output["size"]), bytes.size());
        EXPECT_EQ(std::string_view(output["sha256"]), hex(sha256(as_bytes(bytes))));
    }
    EXPECT_EQ(named, (std::vector<std::string>{"case.db", "timeline.csv", "report.html",
                                               "findings.json"}));
    for (const auto& entry : std::filesystem::directory_iterator(writer_.workspace())) {
        const std::string name = entry.path().filename().string();
        EXPECT_TRUE(name == "manifest.json" || std::ranges::find(named, name) != named.end())
            << name;
    }
}

TEST_F(ReportTest, WritesTheSameAgain) {
    Case from = test::sample_case(writer_);
    EXPECT_EQ(html_report(from, view_), html_report(from, view_));
    EXPECT_EQ(summary_json(from, view_), summary_json(from, view_));
}

// Each of the three files may be the one that no longer fits.
TEST_F(ReportTest, SaysWhichFileNoLongerFits) {
    Case from = test::sample_case(writer_);
    ASSERT_TRUE(write_reports(from, view_, writer_));
    const std::string report = writer_.workspace() + "/report.html",
                      findings = writer_.workspace() + "/findings.json",
                      manifest = writer_.workspace() + "/manifest.json";
    auto again = [&](rlim_t after) {
        for (const std::string& name : {report, findings, manifest}) std::filesystem::remove(name);
        test::DiskFull full(after);
        auto done = write_reports(from, view_, writer_);
        return done ? "written" : done.error().what;
    };
    EXPECT_EQ(again(10'000), report + ": File too large");
    EXPECT_EQ(again(1'000'000), "written");
}

}  // namespace bridle::report_test
