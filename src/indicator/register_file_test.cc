#include "indicator/register_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "base/host_file.h"
#include "base/text.h"

namespace bridle::register_file_test {

namespace {

constexpr std::string_view kEye =
    "1111111111111111111111111111111111111111111111111111111111111111";
constexpr std::string_view kEar =
    "2222222222222222222222222222222222222222222222222222222222222222";
constexpr std::string_view kNew =
    "3333333333333333333333333333333333333333333333333333333333333333";

std::string attribution(std::string_view id, std::string_view family, std::string_view digest,
                        std::string_view confidence, std::string_view more = "") {
    return R"({"id": ")" + std::string(id) + R"(", "title": "T", "confidence": ")" +
           std::string(confidence) +
           R"(", "indicatorSet": {"repository": "lab/sets", "path": "eye.stix2", "sha256": ")" +
           std::string(digest) + R"(", "malwareName": ")" + std::string(family) +
           R"("}, "product": {"id": "product-eye", "name": "Eye"})" + std::string(more) + "}";
}

std::string file_of(std::initializer_list<std::string> attributions) {
    return R"({"format": "bridle-register-attribution/1", "register": {"name": "R", "on": "2026-03-05"},
        "attributions": [)" +
           joined(attributions) + "]}";
}

std::string refusal(std::string_view text) {
    auto read = RegisterFile::parse(text);
    return read ? "accepted" : read.error().what;
}

// What else an attribution has, refused or not.
std::string refusal_of(std::string_view more) {
    return refusal(file_of({attribution("a", "Eye", kEye, "high", more)}));
}

SetReport set(std::string name, std::string_view digest, std::vector<std::string> families) {
    SetReport report;
    report.name = std::move(name);
    report.sha256 = digest;
    report.families = std::move(families);
    return report;
}

std::string attributed_to(std::initializer_list<std::string> attributions,
                          std::initializer_list<SetReport> sets) {
    const RegisterFile from = RegisterFile::parse(file_of(attributions)).value();
    const Attributed found = attributed(from, std::span(sets.begin(), sets.size()));
    std::string out;
    for (const AttributedFamily& each : found.families)
        out += each.family + " in " + each.set + ": " +
               found.attributions[each.attribution].record.id + " by " +
               std::string(name_of(each.by)) + ", " + std::string(name_of(each.confidence)) + "\n";
    return out;
}

std::string transcript(const RegisterRecord& record) {
    std::string out = record.id + " \"" + record.title + "\" " + record.as_of + " " + record.url;
    for (const RegisterAnswer& answer : record.answers)
        out += "\n  " + answer.name + ": " +
               (answer.withheld ? "withheld, " + *answer.withheld : joined(answer.values, " | "));
    for (const Citation& each : record.citations)
        out += "\n  says " + each.title + " / " + each.publisher + " / " + each.published + " / " +
               each.url;
    return out + "\n";
}

}  // namespace

TEST(RegisterFile, ReadsWhatAReportShows) {
    const RegisterFile file =
        RegisterFile::parse(file_of({attribution("a", "Eye", kEye, "high", R"(,
        "asOf": "2026-03-01", "url": "https://r.example/a", "basis": "Servers", "unknown": [1],
        "publishers": ["A lab", "B lab"], "citation": {"withheld": "not looked at"},
        "citations": [{"title": "News", "publisher": "Daily", "published": "2026", "url": "u"},
                      {"title": "Page", "published": "unknown"}],
        "vendor": {"id": "company-acme", "name": "Acme", "jurisdiction": "IL", "lei": "none",
            "identifiers": [{"scheme": "IL-ROC", "id": "5"}, {"schemeName": "Own", "id": "6"}],
            "formerNames": [{"name": "Old"}]},
        "licences": [{"id": "l", "title": "L", "status": "underMoratorium",
            "authority": {"name": "Ministry", "country": "IL"}, "destinations": ["MX", "ES"]}],
        "contracts": [{"id": "c", "title": "C", "value": {"amount": 2000000, "currency": "USD"},
            "period": {"from": "2024", "until": "2026"}, "parties": [{"name": "Police"}]}],
        "sales": [{"id": "s", "title": "S", "client": {"name": "Army"}, "number": 7}],
        "measures": [{"id": "m", "title": "M", "date": "2021-11-04", "effective": 7.5}])")}))
            .value();
    EXPECT_EQ(file.about.name + " " + file.about.day, "R 2026-03-05");
    ASSERT_EQ(file.attributions.size(), 1u);
    const Attribution& a = file.attributions[0];
    EXPECT_EQ("\n" + transcript(a.record) + transcript(a.product) + transcript(a.vendor.value()) +
                  transcript(a.licences.at(0)) + transcript(a.contracts.at(0)) +
                  transcript(a.sales.at(0)) + transcript(a.measures.at(0)),
              R"(
a "T" 2026-03-01 https://r.example/a
  basis: Servers
  citation: withheld, not looked at
  publishers: A lab | B lab
  says News / Daily / 2026 / u
  says Page /  /  / 
product-eye "Eye"  
company-acme "Acme"  
  jurisdiction: IL
  lei: none
  identifiers: IL-ROC 5 | Own 6
  formerNames: Old
l "L"  
  status: underMoratorium
  authority: Ministry, IL
  destinations: MX | ES
c "C"  
  parties: Police
  period: 2024 – 2026
  value: 2,000,000 USD
s "S"  
  client: Army
m "M"  
  date: 2021-11-04
  effective: 7.5
)");
    EXPECT_EQ(a.entry["unknown"].size(), 1u);  // kept, though no report shows it
    EXPECT_EQ(a.measures.at(0).answer("date"), "2021-11-04");
    EXPECT_EQ(a.record.answer("publishers"), "");
}

TEST(RegisterFile, RefusesWhatIsNoSuchFile) {
    EXPECT_EQ(
        refusal("{}"),
        "not the attribution export of a public register; it is bulk/attribution.json of such "
        "a register");
    EXPECT_EQ(refusal(R"({"type": "bundle", "objects": []})"), refusal("{}"));
    EXPECT_EQ(refusal("[1]"), refusal("{}"));
    EXPECT_EQ(refusal(R"({"format": "bridle-register-attribution/2\u001b[2J"})"),
              "an export of the form bridle-register-attribution/2 [2J, which this version of "
              "bridle does not know");
    EXPECT_NE(refusal("no JSON"), "accepted");
    EXPECT_EQ(refusal(std::string(kRegisterFileBytes + 1, ' ')), "more than 16,777,216 bytes");
    EXPECT_EQ(refusal(R"({"format": "bridle-register-attribution/1"})"),
              "register: \"name\" is missing");
    EXPECT_EQ(refusal(R"({"format": "bridle-register-attribution/1",
                          "register": {"name": "R", "on": "2026"}})"),
              "\"attributions\" is missing");
}

TEST(RegisterFile, SaysWhichEntryIsWrong) {
    EXPECT_EQ(refusal_of(""), "accepted");
    EXPECT_EQ(refusal(file_of({"1"})), "attribution 1: attribution: not a record");
    EXPECT_EQ(refusal(file_of({attribution("a", "", kEye, "high")})),
              "attribution 1: \"malwareName\" is missing");
    EXPECT_EQ(refusal(file_of({attribution("a", "Eye", "00", "high")})),
              "attribution 1: \"sha256\" is no SHA-256");
    EXPECT_EQ(refusal(file_of({attribution("a", "Eye", kEye, "certain")})),
              "attribution 1: \"confidence\" must be low, moderate, high or confirmed");
    EXPECT_EQ(refusal(file_of(
                  {attribution("a", "Eye", kEye, "high"), attribution("a", "Ear", kEar, "high")})),
              "attribution 2: the id a for the second time");
    EXPECT_EQ(refusal_of(R"(, "vendor": {"id": "company-x"})"),
              "attribution 1: vendor: \"name\" is missing");
    EXPECT_EQ(refusal_of(R"(, "licences": {})"), "attribution 1: licences: not a list");
    EXPECT_EQ(refusal_of(R"(, "measures": ["m"])"), "attribution 1: measures: not a record");
}

TEST(RegisterFile, RefusesMoreThanAReportCouldHold) {
    auto many = [](std::string_view one, std::size_t count) {
        std::string all;
        for (std::size_t i = 0; i < count; i++) all.append(i ? "," : "").append(one);
        return all;
    };
    EXPECT_EQ(refusal_of(R"(, "sales": [)" + many(R"({"id":"s","title":"S"})", 1001) + "]"),
              "attribution 1: sales: too many");
    EXPECT_EQ(refusal_of(R"(, "citations": [)" + many("{}", 101) + "]"),
              "attribution 1: attribution: too many citations");
    EXPECT_EQ(refusal_of(R"(, "publishers": [)" + many("\"p\"", 501) + "]"),
              "attribution 1: attribution: \"publishers\" is too long");
    EXPECT_EQ(refusal_of(R"(, "basis": ")" + std::string(70'000, 'x') + "\""),
              "attribution 1: attribution: \"basis\" is too long");
    EXPECT_EQ(refusal_of(R"(, "more": ")" + std::string((4 << 20) + 1, 'x') + "\""),
              "attribution 1: more than 4,194,304 bytes");
    EXPECT_EQ(refusal(file_of({many("1", 10'001)})), "more than 10,000 attributions");
}

TEST(AttributedSets, TheVeryFileIsAsSureAsTheRegisterSays) {
    EXPECT_EQ(attributed_to({attribution("a", "Eye", kEye, "high")},
                            {set("any.stix2", kEye, {"Eye", "Other"})}),
              "Eye in any.stix2: a by file, high\n");
}

TEST(AttributedSets, ByNameAloneIsLessSure) {
    auto sure = [](std::string_view stated) {
        return attributed_to({attribution("a", "Eye", kEye, stated)}, {set("s", kNew, {"eYE"})});
    };
    EXPECT_EQ(sure("confirmed"), "eYE in s: a by name, moderate\n");
    EXPECT_EQ(sure("high"), "eYE in s: a by name, moderate\n");
    EXPECT_EQ(sure("moderate"), "eYE in s: a by name, low\n");
    EXPECT_EQ(sure("low"), "eYE in s: a by name, low\n");
}

TEST(AttributedSets, AFileThatTheRegisterKnowsIsNotTakenForAnother) {
    const std::string eye = attribution("eye", "Eye", kEye, "high"),
                      ear = attribution("ear", "Ear", kEar, "high"),
                      eye_too = attribution("eye-too", "Eye", kEar, "moderate");
    EXPECT_EQ(attributed_to({eye, ear}, {set("s", kEye, {"Ear"})}), "");
    EXPECT_EQ(attributed_to({eye, eye_too}, {set("s", kEar, {"Eye"})}),
              "Eye in s: eye-too by file, moderate\n");
    EXPECT_EQ(attributed_to({eye, eye_too}, {set("s", kNew, {"Eye"})}),
              "Eye in s: eye by name, moderate\nEye in s: eye-too by name, low\n");
}

TEST(AttributedSets, WithoutADigestOnRecordOnlyTheNameCounts) {
    EXPECT_EQ(attributed_to({attribution("a", "Eye", "none", "high")}, {set("s", kEye, {"Eye"})}),
              "Eye in s: a by name, moderate\n");
}

TEST(AttributedSets, OfTwoSetsWithOneNameNoneIsTheVeryFile) {
    EXPECT_EQ(attributed_to({attribution("a", "Eye", kEye, "high")},
                            {set("s", kEye, {"Eye"}), set("s", kNew, {"Eye"}),
                             set("t", kEye, {"Eye"}), set("t", kNew, {"Eye"})}),
              "Eye in s: a by name, moderate\nEye in t: a by name, moderate\n");
}

TEST(AttributedSets, CountWhatACaseDoesNotHold) {
    std::string all;
    for (int i = 0; i < 25; i++)
        all += (i ? "," : "") + attribution("a" + std::to_string(i), "Eye", "none", "low");
    const RegisterFile from = RegisterFile::parse(file_of({all})).value();
    const SetReport sets[] = {set("s", kNew, {"Eye"})};
    const Attributed found = attributed(from, sets);
    EXPECT_EQ(found.families.size(), 20u);
    EXPECT_EQ(found.attributions.size(), 20u);
    EXPECT_EQ(found.left_out, 5u);
}

// data/attribution.json against the sets themselves.
TEST(ShippedAttributions, KnowThePublishedSetsByTheirFiles) {
    namespace fs = std::filesystem;
    const fs::path root = fs::path(__FILE__).parent_path() / ".." / "..";
    auto text = read_text_file((root / "data" / "attribution.json").string(), kRegisterFileBytes);
    ASSERT_TRUE(text) << text.error().what;
    const RegisterFile file = RegisterFile::parse(*text).value();
    EXPECT_FALSE(text->contains("fictional"));
    EXPECT_FALSE(text->contains("Example Ltd"));
    std::error_code error;
    const fs::path folder = fs::path(BRIDLE_SHARED_DATA) / "data" / "indicators";
    if (!fs::exists(folder, error)) GTEST_SKIP() << "skipped: no ../shared";
    Indicators indicators;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() != ".stix2") continue;
        auto set = read_file(entry.path().string(), 64 << 20);
        ASSERT_TRUE(set && indicators.add(*set, entry.path().filename().string(), Time()));
    }
    const Attributed found = attributed(file, indicators.sets());
    EXPECT_EQ(found.attributions.size(), file.attributions.size());
    std::set<std::string> by_file;
    for (const AttributedFamily& each : found.families)
        if (each.by == AttributedBy::file)
            by_file.insert(found.attributions[each.attribution].record.id);
    EXPECT_EQ(by_file.size(), file.attributions.size());
}

}  // namespace bridle::register_file_test
