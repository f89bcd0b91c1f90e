// bridle check, from the command line to the case: right inputs and wrong ones.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "base/text.h"
#include "fabricate/backup.h"
#include "fabricate/dump.h"
#include "support/harness.h"
#include "support/program.h"

namespace bridle::test::check_test {
namespace {

namespace fs = std::filesystem;

class Check : public testing::Test {
protected:
    std::string backup(fabricate::BackupPlan plan = {}) {
        std::string path = folder / "backup";
        auto written = fabricate::write_backup(plan, path);
        EXPECT_TRUE(written) << (written ? "" : written.error().what);
        return path;
    }
    std::string indicators() {
        std::string path = folder / "set.stix2";
        std::ofstream(path) << fabricate::stix_bundle(fabricate::fictional_indicators());
        return path;
    }
    // Without indicators of whoever runs the tests.
    Ran check(const std::string& acquisition, std::vector<std::string> more = {},
              RunOptions options = {}) {
        std::vector<std::string> arguments = {"check", acquisition, "-o", out()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        options.environment.push_back("BRIDLE_INDICATORS=" + (folder / "no-indicators"));
        return bridle(arguments, options);
    }
    std::string out() const { return folder / "case"; }
    // What a refusal leaves: a code, one line that says why, and nothing else.
    void expect_refused(const Ran& ran, int code, std::string_view words) {
        EXPECT_EQ(ran.code, code) << ran.err;
        EXPECT_TRUE(ran.err.contains(words)) << ran.err;
        EXPECT_FALSE(fs::exists(out()));
        EXPECT_FALSE(fs::exists(out() + ".incomplete"));
    }
    void expect_gone(const Ran& ran) {
        EXPECT_EQ(ran.code, 1) << ran.out;
        EXPECT_TRUE(ran.out.contains("interrupted")) << ran.out;
        EXPECT_FALSE(fs::exists(out()));
        EXPECT_FALSE(fs::exists(out() + ".incomplete"));
    }
    static std::set<std::string> names_in(const std::string& path) {
        std::set<std::string> names;
        for (const auto& entry : fs::directory_iterator(path))
            names.insert(entry.path().filename());
        return names;
    }
    TemporaryFolder folder;
};

TEST_F(Check, LeavesACaseWithEveryReport) {
    Ran ran = check(backup(), {"-i", indicators(), "--consent", "Alex, today"});
    EXPECT_EQ(ran.code, 10) << ran.err;
    EXPECT_EQ(names_in(out()), (std::set<std::string>{"case.db", "findings.json", "manifest.json",
                                                      "report.html", "timeline.csv"}));
    EXPECT_TRUE(contents(out() + "/manifest.json").contains("Alex, today"));
    EXPECT_TRUE(contents(out() + "/report.html").contains("Alex, today"));
    EXPECT_TRUE(ran.out.contains("report.html")) << ran.out;
}

TEST_F(Check, CleanBackupGivesNothingAboveInfo) {
    fabricate::BackupPlan plan;
    plan.clean = true;
    plan.shorteners = false;
    plan.encryption = fabricate::PasswordPlan{.password = "bridle-test"};
    std::ofstream(folder / "password") << "bridle-test\n";
    Ran ran =
        check(backup(plan), {"-i", indicators(), "--password-file", folder / "password", "--json"});
    EXPECT_EQ(ran.code, 0) << ran.err << ran.out;
}

TEST_F(Check, OneThreadAndManyGiveTheSame) {
    std::string from = backup(), set = indicators();
    check(from, {"-i", set, "--threads", "1"});
    std::string findings = contents(out() + "/findings.json"),
                timeline = contents(out() + "/timeline.csv");
    fs::remove_all(out());
    check(from, {"-i", set, "--threads", "4"});
    EXPECT_EQ(findings, contents(out() + "/findings.json"));
    EXPECT_EQ(timeline, contents(out() + "/timeline.csv"));
}

TEST_F(Check, ChangesNothingInTheEvidence) {
    std::string from = backup();
    auto state = [&] {
        std::map<std::string, std::string> files;
        for (const auto& entry : fs::recursive_directory_iterator(from))
            if (entry.is_regular_file()) files[entry.path()] = contents(entry.path());
        return files;
    };
    auto before = state();
    check(from, {"-i", indicators()});
    EXPECT_TRUE(before == state());
}

TEST_F(Check, WithoutIndicatorsSaysSoAndAppliesTheRules) {
    Ran ran = check(backup());
    EXPECT_EQ(ran.code, 10);
    EXPECT_TRUE(ran.err.contains("No indicators")) << ran.err;
    EXPECT_TRUE(contents(out() + "/findings.json").contains("datausage_orphan"));
}

TEST_F(Check, ReadsOnlyWhatItIsTold) {
    Ran ran = check(backup(), {"--only", "tcc,calls"});
    std::string findings = contents(out() + "/findings.json");
    EXPECT_FALSE(findings.contains("datausage_orphan"));
}

TEST_F(Check, RefusesTheNameOfNoArtifact) {
    expect_refused(check(folder / "backup", {"--only", "nonsense"}), 2,
                   "no artifact is called nonsense");
}

TEST_F(Check, RefusesWhatIsNotThere) {
    expect_refused(check(folder / "nowhere"), 12, "nowhere");
}

TEST_F(Check, RefusesAnEmptyFolder) {
    fs::create_directory(folder / "empty");
    expect_refused(check(folder / "empty"), 12, "empty");
}

TEST_F(Check, RefusesAFile) {
    std::ofstream(folder / "file") << "x";
    expect_refused(check(folder / "file"), 12, "folder");
}

TEST_F(Check, RefusesAFolderOfSeveralBackupsAndNamesThem) {
    fs::create_directory(folder / "several");
    for (const char* name : {"several/one", "several/two"})
        ASSERT_TRUE(fabricate::write_backup({.messages = 1, .visits = 1}, folder / name));
    Ran ran = check(folder / "several");
    expect_refused(ran, 12, "one");
    EXPECT_TRUE(ran.err.contains("two")) << ran.err;
}

TEST_F(Check, RefusesAWrongPasswordAndAMissingOne) {
    fabricate::BackupPlan plan;
    plan.encryption = fabricate::PasswordPlan{.password = "bridle-test"};
    std::string from = backup(plan);
    std::ofstream(folder / "wrong") << "not it";
    expect_refused(check(from, {"--password-file", folder / "wrong"}), 12, "password");
    expect_refused(check(from), 12, "--password-file");
}

TEST_F(Check, TakesThePasswordFromADescriptor) {
    fabricate::BackupPlan plan;
    plan.encryption = fabricate::PasswordPlan{.password = "bridle-test"};
    Ran ran =
        check(backup(plan), {"-i", indicators(), "--password-fd", "0"}, {.in = "bridle-test\n"});
    EXPECT_EQ(ran.code, 10) << ran.err;
}

TEST_F(Check, RefusesABackupWithoutItsCatalogue) {
    std::string from = backup();
    fs::remove(from + "/Manifest.db");
    expect_refused(check(from), 12, "Manifest.db");
}

TEST_F(Check, ReadsATruncatedCatalogueAsFarAsItGoes) {
    std::string from = backup({.clean = true, .shorteners = false});
    fs::resize_file(from + "/Manifest.db", fs::file_size(from + "/Manifest.db") / 2);
    Ran ran = check(from, {"--json"});
    EXPECT_TRUE(ran.code == 10 || ran.code == 11) << ran.code << ran.err;
    EXPECT_TRUE(contents(out() + "/findings.json").contains("too early")) << ran.err;
}

TEST_F(Check, RefusesACatalogueThatIsNoDatabase) {
    std::string from = backup();
    fs::resize_file(from + "/Manifest.db", 40);
    expect_refused(check(from), 12, "Manifest.db");
}

TEST_F(Check, FileThatCannotBeReadCostsThatFile) {
    if (geteuid() == 0) {  // whom nothing is refused; a folder in place of the file is, though
        std::string from = backup({.clean = true, .shorteners = false});
        std::string sms = from + "/3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28";
        fs::remove(sms);
        fs::create_directory(sms);
        EXPECT_EQ(check(from).code, 11);
    } else {
        std::string from = backup({.clean = true, .shorteners = false});
        fs::permissions(from + "/3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28", fs::perms::none);
        EXPECT_EQ(check(from).code, 11);
    }
    EXPECT_TRUE(contents(out() + "/findings.json").contains("unreadable"));
}

TEST_F(Check, RefusesToWriteIntoTheEvidence) {
    std::string from = backup();
    for (std::string inside : {from + "/case", from + "/3d/case", from + "/../backup/case"}) {
        Ran ran = bridle({"check", from, "-o", inside});
        EXPECT_EQ(ran.code, 2) << ran.err;
        EXPECT_TRUE(ran.err.contains("lies within the acquisition")) << ran.err;
        EXPECT_FALSE(fs::exists(inside + ".incomplete"));
    }
}

TEST_F(Check, RefusesToWriteIntoADumpWhereverItsRootIs) {
    const std::string dump = folder / "dump";
    auto written = fabricate::write_dump({.root = "copy/filesystem1/"}, dump);
    ASSERT_TRUE(written) << written.error().what;
    for (bool each : {false, true}) {
        std::vector<std::string> arguments = {"check", dump + "/copy", "-o", dump + "/copy/case"};
        if (each) arguments.push_back("--each");
        Ran ran = bridle(arguments);
        EXPECT_EQ(ran.code, 2) << ran.err;
        EXPECT_TRUE(ran.err.contains("lies within the acquisition")) << ran.err;
        EXPECT_FALSE(fs::exists(dump + "/copy/case"));
    }
}

TEST_F(Check, EachAcquisitionBecomesACaseOfItsName) {
    const std::string anna = backup();
    fs::create_directory(folder / "phones");
    fs::rename(anna, folder / "phones/anna");
    fs::copy(folder / "phones/anna", folder / "phones/ben", fs::copy_options::recursive);
    EXPECT_EQ(check(folder / "phones", {"--each", "-i", indicators(), "-q"}).code, 10);
    EXPECT_EQ(names_in(out()), (std::set<std::string>{"anna", "ben"}));
    EXPECT_EQ(names_in(out() + "/ben").size(), 5u);
    fs::remove_all(out());
    EXPECT_EQ(check(folder / "phones/anna/.", {"--each", "-i", indicators(), "-q"}).code, 10);
    EXPECT_EQ(names_in(out()), std::set<std::string>{"anna"});
}

TEST_F(Check, EachIsRefusedWithoutAGoodSetOfIndicators) {
    std::ofstream(folder / "bad.stix2") << "this is not JSON";
    expect_refused(check(backup(), {"--each", "-q", "-i", folder / "bad.stix2"}), 2, "bad.stix2");
    expect_refused(check(folder / "backup", {"--each", "-q", "-i", folder / "none.stix2"}), 2,
                   "none.stix2");
}

TEST_F(Check, RefusesAFolderThatHoldsSomething) {
    fs::create_directory(out());
    std::ofstream(out() + "/kept") << "mine";
    Ran ran = check(backup());
    EXPECT_EQ(ran.code, 2) << ran.err;
    EXPECT_TRUE(ran.err.contains(out())) << ran.err;
    EXPECT_EQ(names_in(out()), std::set<std::string>{"kept"});
}

TEST_F(Check, RefusesAnIndicatorSetThatIsNotJson) {
    std::ofstream(folder / "bad.stix2") << "this is not JSON";
    expect_refused(check(backup(), {"-i", folder / "bad.stix2"}), 2, "bad.stix2");
}

TEST_F(Check, FullDiskLeavesNothingThatLooksWhole) {
    expect_refused(check(backup(), {}, {.file_limit = 64 << 10}), 1, "too large");
}

TEST_F(Check, InterruptLeavesNothingThatLooksWhole) {
    std::string from = backup({.messages = 60'000, .visits = 60'000, .whatsapp = 20'000});
    Ran ran = check(from, {"-i", indicators()}, {.interrupt_once_there = out() + ".incomplete"});
    expect_refused(ran, 1, "interrupted");
}

// Whose prompts stand where a person sees them.
class CheckAtTerminal : public Check {
protected:
    std::string encrypted() {
        fabricate::BackupPlan plan;
        plan.encryption = fabricate::PasswordPlan{.password = "quite secret"};
        return backup(plan);
    }
    Ran at_terminal(const std::vector<Reply>& answers) {
        return bridle_at_terminal({"check", encrypted(), "-o", out(), "-i", indicators()}, answers);
    }
};

TEST_F(CheckAtTerminal, AsksForConsentAndPasswordAndShowsNoPassword) {
    Ran ran = at_terminal({{"Who agreed", "Alex, today\n"}, {"Password", "quite secret\n"}});
    EXPECT_EQ(ran.code, 10) << ran.out;
    EXPECT_FALSE(ran.out.contains("quite secret")) << ran.out;
    EXPECT_TRUE(contents(out() + "/manifest.json").contains("Alex, today"));
}

TEST_F(CheckAtTerminal, InterruptAtAPromptLeavesNothing) {
    expect_gone(at_terminal({{"Who agreed", "\x03"}}));
    fs::remove_all(folder / "backup");
    expect_gone(at_terminal({{"Who agreed", "Alex\n"}, {"Password", "\x03"}}));
}

TEST_F(Check, AcquisitionMayStandBehindTheOptions) {
    std::string from = backup({.clean = true, .shorteners = false});
    EXPECT_EQ(bridle({"check", "-i", indicators(), "--only", "sms", from, "-o", out()}).code, 0);
}

TEST_F(Check, RefusesAFolderThatCannotGetItsNameAtTheEnd) {
    fs::create_directory(folder / "real");
    fs::create_directory_symlink(folder / "real", out());
    Ran ran = check(backup());
    EXPECT_EQ(ran.code, 2) << ran.err;
    EXPECT_TRUE(ran.err.contains("a link")) << ran.err;
    EXPECT_EQ(bridle({"check", folder / "backup", "-o", folder / "real/."}).code, 2);
    EXPECT_EQ(bridle({"check", folder / "backup", "-o", "/proc"}).code, 2);
}

TEST_F(Check, PlaceWhereNothingCanBeMadeIsAFailure) {
    Ran ran = bridle({"check", backup(), "-o", "/proc/case"});
    EXPECT_EQ(ran.code, 1) << ran.err;
    EXPECT_TRUE(ran.err.contains("/proc/case")) << ran.err;
}

TEST_F(Check, WorksForWhoHasNoHome) {
    std::string from = backup({.clean = true, .shorteners = false});
    Ran ran = bridle({"check", from, "-o", out()},
                     {.environment = {"HOME", "XDG_DATA_HOME", "BRIDLE_INDICATORS"}});  // unset
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_TRUE(ran.err.contains("No indicators")) << ran.err;
}

TEST_F(Check, FileThatIsMissingIsNamedAmongTheProblems) {
    std::string from = backup({.clean = true, .shorteners = false});
    fs::remove(from + "/3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28");
    EXPECT_EQ(check(from).code, 11);
    std::string report = contents(out() + "/report.html");
    EXPECT_FALSE(report.contains("Everything that was there could be read"));
    EXPECT_TRUE(report.contains("No such file or directory"));
}

TEST_F(Check, SetThatHoldsNothingToCompareIsNone) {
    std::ofstream(folder / "empty.stix2") << R"({"type":"bundle","objects":[]})";
    check(backup(), {"-i", folder / "empty.stix2"});
    EXPECT_TRUE(contents(out() + "/report.html").contains("No indicators were used"));
}

TEST_F(Check, NamesEveryInputInTheManifest) {
    check(backup());
    std::string manifest = contents(out() + "/manifest.json");
    for (const char* name : {"Manifest.db", "Manifest.plist", "Status.plist", "Info.plist"})
        EXPECT_TRUE(manifest.contains("\"location\": \"" + std::string(name) + "\"")) << name;
}

TEST_F(Check, WrongUsageIsTwo) {
    EXPECT_EQ(bridle({"check"}).code, 2);
    EXPECT_EQ(bridle({"nonsense"}).code, 2);
    EXPECT_EQ(bridle({"check", "x", "-o", out(), "--timezone", "Mars/Olympus"}).code, 2);
    for (const char* threads : {"0", "-1", "100000", "many"})
        EXPECT_EQ(bridle({"check", "x", "-o", out(), "--threads", threads}).code, 2) << threads;
    EXPECT_EQ(bridle({"--help"}).code, 0);
    EXPECT_TRUE(bridle({"version"}).out.starts_with("bridle "));
}

TEST_F(Check, ShowRepeatsTheSummary) {
    Ran checked = check(backup(), {"-i", indicators()});
    Ran shown = bridle({"show", out()});
    EXPECT_EQ(shown.code, checked.code);
    EXPECT_TRUE(checked.out.starts_with(shown.out)) << shown.out;
    EXPECT_EQ(bridle({"show", folder / "nowhere"}).code, 1);
}

}  // namespace
}  // namespace bridle::test::check_test
