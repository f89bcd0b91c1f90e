#include "examine/recorder.h"

#include <gtest/gtest.h>

#include "support/harness.h"
#include "support/indicators.h"

namespace bridle::test::recorder_test {
namespace {

constexpr Artifact kArtifact = {.name = "calls", .title = {}, .paths = {}, .parse = nullptr};

// What is kept of one record, and a line for each finding.
std::string recorded(const Indicators& indicators, std::initializer_list<Field> fields,
                     std::string_view path = "/x") {
    std::string out = "\n";
    Recorder recorder(indicators, {}, [&](Chunk& chunk) {
        for (const Batch::Row& row : chunk.batch.rows())
            out += std::string(chunk.batch.view(row.fields)) + "\n";
        for (const Finding& finding : chunk.findings)
            out += finding.rule + " " + std::string(name_of(finding.severity)) + " " +
                   std::string(name_of(finding.confidence)) + " " + finding.field + "=" +
                   finding.observed + (finding.time ? " at " + iso(*finding.time) : "") + "\n";
        if (chunk.batch.short_links())
            out += std::to_string(chunk.batch.short_links()) + " short\n";
        chunk.clear();
    });
    recorder.begin(kArtifact);
    recorder.accept(Record{kArtifact, path, at_row("t", 1), {fields.begin(), fields.size()}});
    recorder.end();
    return out;
}

const Indicators kNone = indicators({"[app:id='none']"});

TEST(Recorder, KeepsTextsThatHoldLinksOnly) {
    EXPECT_EQ(recorded(kNone, {text("text", "nothing here", Kind::message)}), R"(
{}
)");
    EXPECT_EQ(recorded(kNone, {text("text", "see a.example.com/x", Kind::message)}), R"(
{"text":"see a.example.com/x","links":"a.example.com/x"}
)");
}

TEST(Recorder, MarksLinksThatDoNotShowWhereTheyLead) {  // W-30
    EXPECT_EQ(recorded(kNone, {text("text", "http://bit.ly/abc or https://a.com/b", Kind::message),
                               text("url", "https://t.co/x", Kind::url)}),
              R"(
{"text":"http://bit.ly/abc or https://a.com/b","url":"https://t.co/x","links":["http://bit.ly/abc","https://a.com/b"],"short_links":["http://bit.ly/abc","https://t.co/x"]}
2 short
)");
}

TEST(Recorder, CountsAnIndicatorOnceForARecord) {
    Indicators app = indicators({"[app:id='com.evil.app']"});
    EXPECT_EQ(recorded(app, {text("client", "com.evil.app", Kind::app_id),
                             text("client_process", "com.evil.app", Kind::process)}),
              R"(
{"client":"com.evil.app","client_process":"com.evil.app"}
indicator_app_id critical strong client=com.evil.app
)");
}

TEST(Recorder, FindingHasTheFirstTimeOfItsRecord) {  // W-60
    Indicators evil = indicators({"[domain-name:value='evil.com']"});
    EXPECT_TRUE(recorded(evil, {when("visit", from_iso("2021-03-04T05:06:07Z")),
                                text("url", "http://evil.com/", Kind::url),
                                when("loaded", from_iso("2021-03-05T05:06:07Z"))})
                    .contains("url=http://evil.com/ at 2021-03-04T05:06:07Z\n"));
    EXPECT_TRUE(recorded(evil, {text("url", "http://evil.com/", Kind::url)})
                    .contains("url=http://evil.com/\n"));
}

TEST(Recorder, NameOfAFileIsNoProof) {
    EXPECT_EQ(recorded(indicators({"[file:name='bad.bin']"}),
                       {text("path", "/private/var/mobile/bad.bin", Kind::file_path)}),
              R"(
{"path":"/private/var/mobile/bad.bin"}
indicator_file_name high moderate path=bad.bin
)");
}

TEST(Recorder, FileThatCanBeRunIsNotYetAProcessThatRan) {
    Indicators spy = indicators({"[process:name='bh']"});
    auto listed = [&](std::optional<std::string_view> mode) {
        return recorded(spy, {text("program", "bh", Kind::process), text("mode", mode)}, kFileList);
    };
    EXPECT_EQ(listed("100755"), R"(
{"program":"bh","mode":"100755"}
indicator_process high moderate program=bh
)");
    EXPECT_EQ(listed(std::nullopt), R"(
{"program":"bh"}
indicator_process medium weak program=bh
)");
    EXPECT_EQ(listed("100777"), R"(
{"program":"bh","mode":"100777"}
indicator_process medium weak program=bh
)");
}

TEST(Recorder, FourNumbersInASentenceAreAsOftenAVersion) {
    Indicators ip = indicators({"[ipv4-addr:value='198.51.100.1']"});
    EXPECT_EQ(recorded(ip, {text("text", "version 198.51.100.1", Kind::message)}), R"(
{"text":"version 198.51.100.1","links":"198.51.100.1"}
indicator_ip high moderate text=198.51.100.1
)");
    EXPECT_TRUE(recorded(ip, {text("text", "http://198.51.100.1/", Kind::message)})
                    .contains("indicator_ip critical strong"));
}

TEST(Recorder, WhatTheOwnerSentDidNotAttackThePhone) {
    EXPECT_TRUE(recorded(indicators({"[domain-name:value='evil.com']"}),
                         {text("direction", "sent"), text("text", "evil.com", Kind::message)})
                    .contains("indicator_domain high moderate"));
}

}  // namespace
}  // namespace bridle::test::recorder_test
