// A dump through the whole program: what was planted is found in every form, and its
// clean twin gives nothing above low.

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "fabricate/dump.h"
#include "support/examined.h"
#include "support/harness.h"

namespace bridle::test {
namespace {

using fabricate::DumpForm;

fabricate::DumpPlan small(DumpForm form, bool clean) {
    fabricate::DumpPlan plan{.form = form, .paths = 200};
    plan.phone.messages = plan.phone.visits = plan.phone.whatsapp = 60;
    plan.phone.calls = 10;
    plan.phone.clean = clean;
    plan.phone.shorteners = false;
    return plan;
}

class DumpCheck : public testing::Test {
protected:
    static constexpr std::pair<DumpForm, const char*> kForms[] = {{DumpForm::folder, "dump"},
                                                                  {DumpForm::tar, "dump.tar"},
                                                                  {DumpForm::tar_gz, "dump.tar.gz"},
                                                                  {DumpForm::zip, "dump.zip"}};
    TemporaryFolder folder_;
};

TEST_F(DumpCheck, FindsWhatWasPlantedInEveryForm) {
    std::set<std::string> first;
    for (auto [form, name] : kForms) {
        auto planted = fabricate::write_dump(small(form, false), folder_ / name);
        ASSERT_TRUE(planted) << planted.error().what;
        auto all = findings(folder_ / name, folder_ / "case");
        std::set<std::string> found(all.begin(), all.end());
        for (const fabricate::Trace& trace : planted->traces)
            EXPECT_TRUE(found.contains(
                trace.kind == "rule" ? trace.indicator : trace.indicator + " in " + trace.artifact))
                << name << ": " << trace.indicator << " in " << trace.artifact;
        if (first.empty()) first = found;
        EXPECT_EQ(found, first) << name;
        std::filesystem::remove_all(folder_ / "case");
    }
}

TEST_F(DumpCheck, FindsNothingAboveLowInTheCleanTwin) {
    for (auto [form, name] : kForms) {
        ASSERT_TRUE(fabricate::write_dump(small(form, true), folder_ / name));
        for (const std::string& each : findings(folder_ / name, folder_ / "case", Severity::medium))
            ADD_FAILURE() << name << ": " << each;
        std::filesystem::remove_all(folder_ / "case");
    }
}

}  // namespace
}  // namespace bridle::test
