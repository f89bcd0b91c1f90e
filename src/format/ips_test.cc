#include "format/ips.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bridle::ips_test {

static constexpr std::string_view kLine = R"({"bug_type":"309","name":"imagent"})";

// What became of it: metadata's name, form, problems.
static std::string read(std::string text) {
    IpsReport report;
    auto done = report.read(as_bytes(text));
    if (!done) return done.error().what;
    static constexpr std::string_view kForms[] = {"nothing", "json", "list", "text"};
    std::string out(report.metadata()["name"].text().value_or("-"));
    out += " ";
    out += kForms[static_cast<std::size_t>(report.form())];
    for (const Error& problem : report.problems()) out += "; " + problem.what;
    return out;
}

TEST(Ips, KnowsThreeFormsByTheFirstCharacterOfTheBody) {
    const std::string line(kLine);
    EXPECT_EQ(read(line + "\n{\"pid\": 1}"), "imagent json");
    EXPECT_EQ(read(line + "\n<plist version=\"1.0\"><dict/></plist>"), "imagent list");
    EXPECT_EQ(read(line + "\nIncident Identifier: X\n"), "imagent text");
}

TEST(Ips, EmptyBodyIsNoProblem) {
    EXPECT_EQ(read(std::string(kLine)), "imagent nothing");
    EXPECT_EQ(read(std::string(kLine) + "\n \n"), "imagent nothing");
}

TEST(Ips, BrokenBodyKeepsTheMetadata) {
    EXPECT_TRUE(read(std::string(kLine) + "\n{\"pid\": 1")
                    .starts_with("imagent nothing; the body is not JSON: "));
}

TEST(Ips, LinesOfAnalyticsAreNotRead) {
    EXPECT_EQ(read("{\"bug_type\":\"211\",\"name\":\"a\"}\n{\"x\":1}\n{\"y\":2}\n"), "a nothing");
}

TEST(Ips, ReportWithoutMetadataIsReadAndSaidToBe) {
    const std::string lacks = "; the line that says what the report is is missing";
    EXPECT_EQ(read("{\n \"pid\": 1\n}"), "- json" + lacks);
    EXPECT_EQ(read("Incident Identifier: X\n"), "- text" + lacks);
}

TEST(Ips, RefusesWhatIsNone) {
    for (std::string_view text : {"", "\x89PNG\r\n", "bplist00", "[1]\n{}", "hello\nworld"})
        EXPECT_EQ(read(std::string(text)), "no line of JSON that says what the report is") << text;
}

}  // namespace bridle::ips_test
