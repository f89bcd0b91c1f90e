#include "report/on_record.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "base/text.h"
#include "format/json_value.h"
#include "report/html_report.h"
#include "report/report.h"
#include "support/harness.h"
#include "support/sample_case.h"

namespace bridle::on_record_test {

namespace {

constexpr std::string_view kDigest =
    "1111111111111111111111111111111111111111111111111111111111111111";

// What an export says of Pegasus, with `more` in place of what every export has behind its product.
Attribution pegasus(std::string_view id, std::string_view more) {
    const std::string text = R"({"id": ")" + std::string(id) +
                             R"(", "title": "The set to Pegasus", "asOf": "2026-03-01",
        "url": "https://register.example/v1/records/a.json", "confidence": "high",
        "citation": "Report 1", "publishers": ["A lab"],
        "citations": [{"title": "Report", "publisher": "A lab", "published": "2021",
                       "url": "https://lab.example/report"}],
        "indicatorSet": {"repository": "lab/sets", "path": "pegasus.stix2", "sha256": ")" +
                             std::string(kDigest) + R"(", "malwareName": "Pegasus"},
        "product": {"id": "product-pegasus", "name": "Pegasus", "asOf": "2026-03-01",
                    "capabilities": ["deviceIntrusion"], "citations": []})" +
                             std::string(more) + "}";
    return read_attribution(Json::parse(text).value()).value();
}

constexpr std::string_view kVendor = R"(,
    "vendor": {"id": "company-nso", "name": "NSO Group", "jurisdiction": "IL", "asOf": "2025",
               "url": "https://register.example/v1/records/company-nso.json", "citations": []})";
constexpr std::string_view kRecords = R"(,
    "licences": [{"id": "licence-1", "title": "Export to X", "asOf": "2025-01-01",
        "status": "underMoratorium", "statusSince": "2025-01-01",
        "citations": [{"title": "Gazette", "publisher": "Ministry", "published": "2025"}]}],
    "contracts": [],
    "measures": [{"id": "measure-1", "title": "Entity List", "asOf": "2021-11-04",
        "status": "inForce", "date": "2021-11-04", "effective": {"withheld": "not looked up"},
        "citations": [{"title": "Rule", "publisher": "BIS", "url": "https://bis.example/rule"}]}])";

class OnRecordTest : public testing::Test {
protected:
    void use(std::vector<Attribution> attributions, std::vector<AttributedFamily> families) {
        writer_.set_register({"/evidence/attribution.json",
                              1234,
                              std::string(kDigest),
                              {"A register", "The keeper", "register.example/log",
                               "https://register.example", "", 42, "2026-03-05", false},
                              std::move(attributions),
                              std::move(families)});
    }
    void use_pegasus() {
        use({pegasus("attribution-a", std::string(kVendor) + std::string(kRecords))},
            {{"pegasus.stix2", "Pegasus", 0, AttributedBy::file, AttributionConfidence::high}});
    }
    std::string page() { return html_report(test::sample_case(writer_), view_); }
    // Of a page or a summary, from a line on to the next.
    static std::string part(const std::string& text, std::string_view from, std::string_view to) {
        const std::size_t begin = text.find(from);
        if (begin == std::string::npos) return "not there: " + std::string(from);
        return text.substr(begin, text.find(to, begin) - begin);
    }

    test::TemporaryFolder folder_;
    CaseWriter writer_ = test::sample_writer(folder_.path());
    View view_;
};

}  // namespace

TEST(RegisterWords, ReadCodesAsWords) {
    EXPECT_EQ(code_in_words("underMoratorium"), "under moratorium");
    EXPECT_EQ(code_in_words("active"), "active");
    EXPECT_EQ(code_in_words("Listing"), "listing");
}

TEST(RegisterWords, CutWhatIsLong) {
    EXPECT_EQ(register_text(std::string(2'000, 'x')), std::string(1'000, 'x') + "…");
}

TEST_F(OnRecordTest, ComesBackFromTheCaseAsItWas) {
    use_pegasus();
    const Case from = test::sample_case(writer_);
    const CaseRegister* used = from.from_register();
    ASSERT_TRUE(used);
    EXPECT_EQ(used->path, "/evidence/attribution.json");
    EXPECT_EQ(used->bytes, 1234u);
    EXPECT_EQ(used->sha256, kDigest);
    EXPECT_EQ(used->about.keeper + " " + used->about.day, "The keeper 2026-03-05");
    EXPECT_EQ(used->about.size, 42u);
    ASSERT_EQ(used->attributions.size(), 1u);
    EXPECT_EQ(used->attributions[0].entry,
              pegasus("attribution-a", std::string(kVendor) + std::string(kRecords)).entry);
    ASSERT_EQ(used->families.size(), 1u);
    EXPECT_EQ(used->families[0].set + " " + used->families[0].family, "pegasus.stix2 Pegasus");
    EXPECT_EQ(used->families[0].by, AttributedBy::file);
    EXPECT_EQ(used->families[0].confidence, AttributionConfidence::high);
}

// A case that an earlier version made.
TEST_F(OnRecordTest, CasesWithoutTheTablesOpen) {
    ASSERT_TRUE(writer_.seal());
    ASSERT_TRUE(writer_.outputs());
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open((writer_.workspace() + "/case.db").c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db,
                           "DROP TABLE registers; DROP TABLE attributions; "
                           "DROP TABLE attributed_families",
                           nullptr, nullptr, nullptr),
              SQLITE_OK);
    sqlite3_close(db);
    auto from = Case::open(writer_.workspace());
    ASSERT_TRUE(from) << from.error().what;
    EXPECT_FALSE(from->from_register());
    EXPECT_TRUE(html_report(*from, view_).contains("urlpush"));
}

TEST_F(OnRecordTest, WithoutARegisterNothingIsSaid) {
    const Case from = test::sample_case(writer_);
    ASSERT_TRUE(write_reports(from, view_, writer_));
    for (const std::string& text :
         {summary(from, view_), summary_json(from, view_), html_report(from, view_),
          test::contents(writer_.workspace() + "/findings.json"),
          test::contents(writer_.workspace() + "/manifest.json")}) {
        EXPECT_FALSE(text.contains("register"));
        EXPECT_FALSE(text.contains("on_record"));
        EXPECT_FALSE(text.contains("On record"));
    }
}

TEST_F(OnRecordTest, SummaryNamesProductVendorAndRecords) {
    use_pegasus();
    const std::string text = summary(test::sample_case(writer_), view_);
    EXPECT_EQ(part(text, "  - An internet address", "  - Network traffic"),
              R"(  - An internet address known from Pegasus, NSO <script>Group (severity:
    critical, how sure: confirmed)
    hxxps://urlpush[.]net/track, Messages (SMS and iMessage), 2026-06-30
    23:59:59 UTC, 3 times
    On record: Pegasus, NSO Group (how sure: high)
)");
    EXPECT_EQ(part(text, "What is on record", "What this result"),
              R"(What is on record about the makers
  As the register “A register” stood on 2026-03-05:
  An attribution ties a published set of indicators to a product. It does not
  prove who used that product, and it does not make a finding any surer than it
  is.
  - Pegasus, NSO Group (how sure: high)
    Citation: Report 1
    Licences: Export to X (under moratorium, 2025-01-01). Says who: Ministry,
    Gazette, 2025
    Contracts: None on record.
    Measures: Entity List (in force, 2021-11-04). Says who: BIS, Rule

)");
}

TEST_F(OnRecordTest, PageHasAPartForTheProduct) {
    use_pegasus();
    const std::string html = page();
    EXPECT_TRUE(html.contains("<a href=\"#register\">"));
    EXPECT_TRUE(html.contains("<a href=\"#product-1\">Pegasus, NSO Group (how sure: high)</a>"));
    const std::string said = part(html, "id=\"register\"", "id=\"coverage\"");
    for (std::string_view expected :
         {"id=\"product-1\"", "kept by The keeper, as it stood on 2026-03-05", "It does not prove",
          "The register names this very file", "device intrusion", "under moratorium",
          "not told (not looked up)", "None on record.", "Gazette",
          "<a href=\"https://register.example/v1/records/company-nso.json\" rel=\"noreferrer\">",
          "<a href=\"https://bis.example/rule\" rel=\"noreferrer\">", "register.example/log, 42"})
        EXPECT_TRUE(said.contains(expected)) << expected << "\n" << said;
    EXPECT_FALSE(html.contains(">label.") || html.contains(">answer.") ||
                 html.contains(">attribution.") || html.contains(">known_by."));
}

TEST_F(OnRecordTest, SaysWhatIsKnownByNameAlone) {
    use({pegasus("attribution-a", kVendor)},
        {{"pegasus.stix2", "Pegasus", 0, AttributedBy::name, AttributionConfidence::moderate}});
    const Case from = test::sample_case(writer_);
    const std::string html = html_report(from, view_);
    EXPECT_TRUE(html.contains("By name alone."));
    EXPECT_TRUE(html.contains("less sure than the register says of its own (high)"));
    EXPECT_TRUE(summary(from, view_).contains("(how sure: moderate, by name alone)"));
}

TEST_F(OnRecordTest, TwoAttributionsOfOneProductAreOnePart) {
    use({pegasus("attribution-a", kVendor), pegasus("attribution-b", kRecords)},
        {{"pegasus.stix2", "Pegasus", 0, AttributedBy::name, AttributionConfidence::moderate},
         {"pegasus.stix2", "Pegasus", 1, AttributedBy::name, AttributionConfidence::moderate},
         {"unused.stix2", "Pegasus", 0, AttributedBy::file, AttributionConfidence::high}});
    const Case from = test::sample_case(writer_);
    const OnRecord on_record(from);
    ASSERT_EQ(on_record.products().size(), 1u);
    const ProductOnRecord& product = on_record.products()[0];
    EXPECT_EQ(product.families.size(), 2u);
    EXPECT_EQ(product.vendor->title, "NSO Group");
    EXPECT_EQ(product.measures.size(), 1u);
}

TEST_F(OnRecordTest, SaysThatNothingIsOnRecord) {
    use({}, {});
    const std::string html = page();
    EXPECT_TRUE(html.contains("The register has nothing on record about what was found."));
    EXPECT_TRUE(html.contains("The register does not know whose indicators these are."));
}

TEST_F(OnRecordTest, EscapesAndLinksNothingThatAHostileFileSays) {
    const std::string_view hostile = R"json(,
        "vendor": {"id": "\"><script>v</script>", "name": "<b>Acme</b>\u202egpj.exe\u001b[2J",
                   "url": "javascript:alert(1)", "jurisdiction": "<i>", "citations": [
            {"title": "<img src=x>", "url": "https://e.example/\"onclick=\"x"},
            {"title": "T", "url": "http://plain.example/"},
            {"title": "T", "url": "data:text/html,x"}]})json";
    use({pegasus("\\\"><script>a</script>", hostile)},
        {{"pegasus.stix2", "Pegasus", 0, AttributedBy::file, AttributionConfidence::high}});
    const Case from = test::sample_case(writer_);
    const std::string html = html_report(from, view_);
    for (std::string_view bad :
         {"<script", "<b>", "<i>", "<img", "href=\"javascript", "href=\"http:", "href=\"data",
          "\"onclick", "e.example/\"", "\x1b"})
        EXPECT_FALSE(html.contains(bad)) << bad;
    EXPECT_TRUE(html.contains("&lt;b&gt;Acme&lt;/b&gt;‹U+202E›gpj.exe‹U+001B›[2J"));
    EXPECT_FALSE(summary(from, view_).contains('\x1b'));
    ASSERT_TRUE(Json::parse(summary_json(from, view_)));
}

TEST_F(OnRecordTest, FilesForProgramsHaveItToo) {
    use_pegasus();
    const Case from = test::sample_case(writer_);
    ASSERT_TRUE(write_reports(from, view_, writer_));
    const Json findings =
        Json::parse(test::contents(writer_.workspace() + "/findings.json")).value();
    EXPECT_EQ(
        findings.at("/findings/0/on_record")->dump(),
        R"([{"attribution":"attribution-a","set":"pegasus.stix2","name":"Pegasus",)"
        R"("known_by":"file","confidence":"high","product":"Pegasus","vendor":"NSO Group"}])");
    EXPECT_FALSE(findings.at("/findings/3/on_record"));  // of a rule
    EXPECT_EQ(findings.at("/register/attributions/0/measures/0/citations/0/publisher")->text(),
              "BIS");
    EXPECT_EQ(findings.at("/register/day")->text(), "2026-03-05");
    const Json printed = Json::parse(summary_json(from, view_)).value();
    EXPECT_EQ(printed["register"], findings["register"]);
    const Json manifest =
        Json::parse(test::contents(writer_.workspace() + "/manifest.json")).value();
    EXPECT_EQ(manifest.at("/register/file")->dump(),
              R"({"path":"/evidence/attribution.json","size":1234,"sha256":")" +
                  std::string(kDigest) + "\"}");
    EXPECT_FALSE(manifest.at("/register/attributions"));
}

}  // namespace bridle::on_record_test
