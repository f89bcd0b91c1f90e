// bridle indicators, from the command line to the installed sets.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/hash.h"
#include "base/text.h"
#include "fabricate/backup.h"
#include "support/harness.h"
#include "support/https_server.h"
#include "support/indicators.h"
#include "support/program.h"

namespace bridle::test::indicators_program_test {
namespace {

namespace fs = std::filesystem;

class IndicatorsCommand : public testing::Test {
protected:
    std::string run(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "indicators");
        return said(bridle(arguments, {.environment = environment}));
    }
    std::string update() {
        return run({"update", "--index", server.url("/index.yaml"), "--ca-file", server.ca_file()});
    }
    // What it printed, what it complained of, and its exit code.
    std::string said(const Ran& ran) {
        return without("\n" + ran.out + (ran.err.empty() ? "" : "! " + ran.err) +
                           std::to_string(ran.code) + "\n",
                       {folder.path(), server.url()});
    }
    std::string file(const std::string& name, const std::string& contents) {
        std::ofstream(folder / name) << contents;
        return folder / name;
    }
    static std::string digest(const std::string& contents) {
        return hex(sha256(as_bytes(contents)));
    }

    TemporaryFolder folder;
    HttpsServer server;
    std::vector<std::string> environment = {"BRIDLE_INDICATORS=" + (folder / "sets"), "no_proxy=*"};
    const std::string evil = bundle({"[domain-name:value = 'evil.example']"});
    const std::string other = bundle({"[domain-name:value = 'other.example']"});
};

}  // namespace

TEST_F(IndicatorsCommand, ListSaysHowToGetSomeWhereThereAreNone) {
    EXPECT_EQ(run({"list"}), R"(
No indicator sets are installed in /sets.
Fetch the published ones with `bridle indicators update`, or take your own with `bridle indicators import PATH`.
0
)");
}

TEST_F(IndicatorsCommand, ImportInstallsWhatListThenShows) {
    std::string path = file("evil.stix2", evil);
    EXPECT_EQ(run({"import", path}), "\nadded      evil\n0\n");
    EXPECT_EQ(run({"list"}),
              "\nevil\n  0 days old, SHA-256 " + digest(evil) + "\n  from /evil.stix2\n0\n");
    EXPECT_EQ(run({"import", path}), "\nunchanged  evil\n0\n");
    file("evil.stix2", other);
    EXPECT_EQ(run({"import", path}), "\nreplaced   evil\n0\n");
}

TEST_F(IndicatorsCommand, ImportRefusesWhatIsNotABundle) {
    EXPECT_EQ(run({"import", file("page.stix2", "<html>")}).substr(0, 20), "\n! failed     page: ");
    EXPECT_EQ(run({"import", folder / "nowhere"}),
              "\n! bridle: /nowhere: No such file or directory\n1\n");
}

TEST_F(IndicatorsCommand, ListNamesASetThatWasAltered) {
    run({"import", file("evil.stix2", evil)});
    for (const auto& entry : fs::directory_iterator(folder / "sets"))
        if (entry.path().extension() == ".stix2") std::ofstream(entry.path()) << other;
    std::string listed = run({"list"});
    EXPECT_TRUE(listed.contains("not used, since it was altered after it was fetched")) << listed;
    EXPECT_TRUE(listed.ends_with("1\n")) << listed;
}

TEST_F(IndicatorsCommand, CheckSaysWhatOfASetIsNotUsed) {
    std::string path = file("mixed.stix2", R"({"type":"bundle","objects":[
        {"type":"malware","id":"malware--1","name":"Test"},
        {"type":"indicator","id":"indicator--1","pattern":"[domain-name:value = 'evil.example']"},
        {"type":"indicator","id":"indicator--2","revoked":true,"pattern":"[url:value = 'a']"},
        {"type":"indicator","id":"indicator--3","valid_until":"2001-01-01T00:00:00Z","pattern":"[url:value = 'a']"},
        {"type":"indicator","id":"indicator--4","pattern":"[mutex:name = 'x']"},
        {"type":"relationship","source_ref":"indicator--1","target_ref":"malware--1"}]})");
    EXPECT_EQ(run({"check", path}), "\nmixed.stix2\n  SHA-256 " + digest(contents(path)) + R"(
  of Test
  4 indicators, 1 domain
  1 revoked, not used
  1 expired, not used
  not used: indicator--4: not compared here: mutex:name: [mutex:name = 'x']
0
)");
    EXPECT_EQ(run({"check", file("bad.stix2", "nothing")}).substr(0, 30),
              "\n! bridle: bad.stix2: not JSON");
}

TEST_F(IndicatorsCommand, UpdateFollowsTheIndexAndKeepsWhatFails) {
    server.serve("/index.yaml", {"indicators:\n- {type: download, name: Evil, download_url: \"" +
                                 server.url("/evil") +
                                 "\"}\n- {type: download, name: Other, "
                                 "download_url: \"" +
                                 server.url("/other") + "\"}\n"});
    server.serve("/evil", {evil});
    server.serve("/other", {other});
    EXPECT_EQ(update(), "\nadded      Evil\nadded      Other\n0\n");
    server.forget("/evil");
    EXPECT_EQ(update(), R"(
unchanged  Other
! failed     Evil: /evil: the server answered 404; the version that was here stays
bridle: not every set is up to date
1
)");
    server.serve("/index.yaml", {"indicators:\n- {type: download, name: Other, download_url: \"" +
                                 server.url("/other") + "\"}\n"});
    EXPECT_EQ(update(), "\nunchanged  Other\nremoved    Evil\n0\n");
    EXPECT_EQ(run({"list"}),
              "\nOther\n  0 days old, SHA-256 " + digest(other) + "\n  from /other\n0\n");
}

TEST_F(IndicatorsCommand, UpdateSpeaksNothingButHttps) {
    EXPECT_EQ(run({"update", "--index", "http://localhost/index.yaml"}).substr(0, 11),
              "\n! bridle: ");
    EXPECT_TRUE(server.requests().empty());
}

// The sets that are installed are those of an examination that names none.
TEST_F(IndicatorsCommand, CheckOfAPhoneUsesWhatIsInstalledAndSaysHowOldItIs) {
    fabricate::BackupPlan plan;
    plan.clean = true;
    ASSERT_TRUE(fabricate::write_backup(plan, folder / "backup"));
    auto first_line = [&] {
        fs::remove_all(folder / "case");
        Ran ran = bridle({"check", folder / "backup", "-o", folder / "case"},
                         {.environment = environment});
        return ran.err.substr(0, ran.err.find('\n'));
    };
    EXPECT_EQ(first_line(),
              "No indicators: only the rules are applied. Install sets with `bridle indicators "
              "update`, or name some with -i.");
    run({"import", file("evil.stix2", evil)});
    EXPECT_EQ(first_line(), "Indicators: 1 value from 1 installed set, 0 days old.");
    EXPECT_TRUE(contents(folder / "case/manifest.json").contains(digest(evil)));
}

}  // namespace bridle::test::indicators_program_test
