// The made-up phone through the whole program, as a backup and as a dump of every form: what was
// planted is found, every rule has a case among it, and the clean twin gives nothing above low.

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "fabricate/dump.h"
#include "rule/rule.h"
#include "support/examined.h"
#include "support/harness.h"

namespace bridle::test::made_up_phone_test {
namespace {

using fabricate::DumpForm;

fabricate::BackupPlan small(bool clean) {
    fabricate::BackupPlan plan;
    plan.messages = plan.visits = plan.whatsapp = 60;
    plan.calls = 10;
    plan.clean = clean;
    plan.shorteners = false;
    return plan;
}

std::string name_of(const fabricate::Trace& trace) {
    return trace.kind == "rule" ? trace.indicator : trace.indicator + " in " + trace.artifact;
}

class MadeUpPhone : public testing::Test {
protected:
    static constexpr std::pair<DumpForm, const char*> kForms[] = {{DumpForm::folder, "dump"},
                                                                  {DumpForm::tar, "dump.tar"},
                                                                  {DumpForm::tar_gz, "dump.tar.gz"},
                                                                  {DumpForm::zip, "dump.zip"}};
    std::set<std::string> found(const std::string& name, Severity at_least = Severity::info) {
        auto all = findings(folder_ / name, folder_ / "case", at_least);
        std::filesystem::remove_all(folder_ / "case");
        return {all.begin(), all.end()};
    }
    fabricate::Planted dump(DumpForm form, const std::string& name, bool clean) {
        auto planted = fabricate::write_dump({.phone = small(clean), .form = form, .paths = 200},
                                             folder_ / name);
        EXPECT_TRUE(planted) << (planted ? "" : planted.error().what);
        return planted ? *planted : fabricate::Planted();
    }
    TemporaryFolder folder_;
};

TEST_F(MadeUpPhone, ShowsWhatWasPlantedInADumpOfEveryForm) {
    std::set<std::string> first;
    for (auto [form, name] : kForms) {
        fabricate::Planted planted = dump(form, name, false);
        std::set<std::string> all = found(name);
        for (const fabricate::Trace& trace : planted.traces)
            EXPECT_TRUE(all.contains(name_of(trace))) << name << ": " << name_of(trace);
        if (first.empty()) first = all;
        EXPECT_EQ(all, first) << name;
    }
}

TEST_F(MadeUpPhone, ShowsWhatWasPlantedInABackup) {
    auto planted = fabricate::write_backup(small(false), folder_ / "backup");
    ASSERT_TRUE(planted);
    std::set<std::string> all = found("backup");
    for (const fabricate::Trace& trace : planted->traces)
        EXPECT_TRUE(all.contains(name_of(trace))) << name_of(trace);
}

TEST_F(MadeUpPhone, GivesNothingAboveLowWhenClean) {
    for (auto [form, name] : kForms) {
        dump(form, name, true);
        EXPECT_EQ(found(name, Severity::medium), std::set<std::string>()) << name;
    }
    ASSERT_TRUE(fabricate::write_backup(small(true), folder_ / "backup"));
    EXPECT_EQ(found("backup", Severity::medium), std::set<std::string>());
}

TEST_F(MadeUpPhone, HasACaseForEveryRule) {
    dump(DumpForm::tar, "dump.tar", false);
    ASSERT_TRUE(fabricate::write_backup(small(false), folder_ / "backup"));
    std::set<std::string> all = found("dump.tar"), more = found("backup");
    all.insert(more.begin(), more.end());
    for (const Rule* rule : all_rules())
        EXPECT_TRUE(all.contains(std::string(rule->name))) << rule->name;
}

}  // namespace
}  // namespace bridle::test::made_up_phone_test
