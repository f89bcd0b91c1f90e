#include "examine/plan.h"

#include <gtest/gtest.h>

namespace bridle::plan_test {
namespace {

// An acquisition that lists what it is told to.
class Listing : public Acquisition {
public:
    explicit Listing(std::vector<std::pair<std::string, std::string>> files)
        : files_(std::move(files)) {}
    Form form() const override { return Form::backup; }
    std::string_view kind() const override { return "listing"; }
    std::string root() const override { return "/"; }
    const Device& device() const override { return device_; }
    Result<void> list(const std::function<bool(const Entry&)>& visit,
                      const std::function<void(Error)>& problem) const override {
        for (const auto& [path, location] : files_) visit({path, location});
        problem({Errc::corrupt, "a bad row"});
        return {};
    }
    Result<std::unique_ptr<File>> open(std::string_view) const override {
        return fail(Errc::io, "not there");
    }

private:
    Device device_;
    std::vector<std::pair<std::string, std::string>> files_;
};

std::string plan_of(const Listing& listing, std::initializer_list<std::string_view> names) {
    std::vector<const Artifact*> artifacts;
    for (std::string_view name : names) artifacts.push_back(find_artifact(name));
    auto plan = make_plan(listing, artifacts);
    if (!plan) return plan.error().what;
    std::string text = "\n";
    for (const Job& job : plan->jobs) {
        text += std::string(job.artifact->name) + " " + job.path + " " + job.location;
        if (!job.wal_location.empty()) text += " log " + job.wal_location;
        for (const Job::Companion& each : job.beside)
            text += " beside " + each.location + " " + each.wal_location;
        text += "\n";
    }
    for (const Artifact* artifact : plan->absent)
        text += "absent " + std::string(artifact->name) + "\n";
    for (const Error& error : plan->problems) text += "problem " + error.what + "\n";
    return text;
}

TEST(Plan, TakesAllCandidatesInTheOrderOfTheCase) {
    EXPECT_EQ(plan_of(Listing({{"/b/Library/Safari/History.db", "2"},
                               {"/x/Library/TCC/TCC.db", "3"},
                               {"/a/Library/Safari/History.db", "1"}}),
                      {"safari_history", "tcc", "calls"}),
              R"(
safari_history /a/Library/Safari/History.db 1
safari_history /b/Library/Safari/History.db 2
tcc /x/Library/TCC/TCC.db 3
absent calls
problem a bad row
)");
}

TEST(Plan, ReadsAFileOnceHoweverOftenItIsListed) {
    EXPECT_EQ(plan_of(Listing({{"/x/Library/TCC/TCC.db", "3"},
                               {"/x/Library/TCC/TCC.db", "4"},
                               {"/x/Library/TCC/TCC.db", "3"}}),
                      {"tcc"}),
              R"(
tcc /x/Library/TCC/TCC.db 3
tcc /x/Library/TCC/TCC.db 4
problem a bad row
problem the catalogue lists files twice; they are read once
)");
}

TEST(Plan, GivesEachDatabaseItsLogAndItsNeighbour) {
    EXPECT_EQ(plan_of(Listing({{"/g/ChatStorage.sqlite-wal", "w"},
                               {"/g/LID.sqlite", "l"},
                               {"/g/ChatStorage.sqlite", "c"},
                               {"/g/LID.sqlite-wal", "v"},
                               {"/h/LID.sqlite", "o"}}),
                      {"whatsapp"}),
              R"(
whatsapp /g/ChatStorage.sqlite c log w beside l v
whatsapp /g/LID.sqlite l log v
whatsapp /h/LID.sqlite o
problem a bad row
)");
}

TEST(Plan, FindsANeighbourThatLiesElsewhere) {
    EXPECT_EQ(plan_of(Listing({{"/g/ContactsV2.sqlite", "c"},
                               {"/g/ContactsV2.sqlite-wal", "w"},
                               {"/m/Library/CoreDuet/People/interactionC.db", "i"}}),
                      {"interaction_c", "whatsapp_contacts"}),
              R"(
interaction_c /m/Library/CoreDuet/People/interactionC.db i beside c w
whatsapp_contacts /g/ContactsV2.sqlite c log w
problem a bad row
)");
}

TEST(Plan, FindsANeighbourThatNobodyElseAskedFor) {
    EXPECT_EQ(plan_of(Listing({{"/g/ContactsV2.sqlite", "c"},
                               {"/g/ContactsV2.sqlite-wal", "w"},
                               {"/m/Library/CoreDuet/People/interactionC.db", "i"}}),
                      {"interaction_c"}),
              R"(
interaction_c /m/Library/CoreDuet/People/interactionC.db i beside c w
problem a bad row
)");
}

TEST(Plan, TheLogOfOneCopyIsNotReadWithAnother) {
    EXPECT_EQ(plan_of(Listing({{"/x/Library/TCC/TCC.db", "v/TCC.db"},
                               {"/x/Library/TCC/TCC.db-wal", "v/TCC.db-wal"},
                               {"/x/Library/TCC/TCC.db", "v/TCC.db#2"}}),
                      {"tcc"}),
              R"(
tcc /x/Library/TCC/TCC.db v/TCC.db log v/TCC.db-wal
tcc /x/Library/TCC/TCC.db v/TCC.db#2
problem a bad row
)");
}

TEST(Plan, SaysWhenALogCouldBelongToEitherOfTwoDatabases) {
    EXPECT_EQ(plan_of(Listing({{"/x/Library/TCC/TCC.db", "3"},
                               {"/x/Library/TCC/TCC.db-wal", "w"},
                               {"/x/Library/TCC/TCC.db", "4"}}),
                      {"tcc"}),
              R"(
tcc /x/Library/TCC/TCC.db 3
tcc /x/Library/TCC/TCC.db 4
problem a bad row
problem /x/Library/TCC/TCC.db-wal: it cannot be told which of several databases it belongs to, and it was not read
)");
}

TEST(Plan, MissesTheDatabaseOfALog) {
    EXPECT_EQ(plan_of(Listing({std::pair("/x/Library/TCC/TCC.db-wal", "w")}), {"tcc"}), R"(
absent tcc
problem a bad row
problem /x/Library/TCC/TCC.db-wal is there, and the database that it belongs to is not
)");
}

TEST(Plan, SaysHowManyFilesItLeavesOut) {
    std::vector<std::pair<std::string, std::string>> files(10'002, {"/x/Library/TCC/TCC.db", "1"});
    files.push_back({"/y/Library/SMS/sms.db", "2"});
    std::string plan = plan_of(Listing(files), {"tcc", "sms"});
    EXPECT_TRUE(plan.contains("problem tcc: 2 more files than are read")) << plan.size();
    EXPECT_TRUE(plan.contains("sms /y/Library/SMS/sms.db 2"));
}

}  // namespace
}  // namespace bridle::plan_test
