#include "register/service/register.h"

#include <sys/stat.h>

#include <filesystem>

#include "base/host_file.h"
#include "base/text.h"
#include "register/model/envelope.h"
#include "register/model/types.h"
#include "support/harness.h"
#include "support/register_parts.h"

namespace bridle::registry::register_test {

namespace {

using namespace bridle::registry::test;

std::string show(const std::vector<Accepted>& accepted) {
    std::string out;
    for (const Accepted& each : accepted)
        out += fmt::format("{} {} at {}\n", each.record_id, each.seq, each.index);
    return out;
}

Checkpoint checkpoint_of(Register& registry) {
    auto store = must(registry.readers().lend());
    auto latest = must(store->log.latest_published());
    return must(SignedCheckpoint::parse(latest.value().note)).checkpoint;
}

class RegisterTest : public testing::Test {
protected:
    TemporaryFolder folder_;
    std::string place_ = folder_ / "register";
};

}  // namespace

TEST_F(RegisterTest, BeginsWithASignedCheckpointOfNothing) {
    auto registry = new_register(place_);
    Checkpoint checkpoint = checkpoint_of(*registry);
    EXPECT_EQ(checkpoint.origin, "register.example/log");
    EXPECT_EQ(checkpoint.size, 0U);
    EXPECT_EQ(checkpoint.root, empty_root());
    EXPECT_EQ(contents(place_ + "/policy.txt"), registry->policy());
    struct stat status;
    ASSERT_EQ(::stat((place_ + "/log.key").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST_F(RegisterTest, IsNotMadeWhereThereIsSomething) {
    must(write_file(folder_ / "something", "else"));
    EXPECT_EQ(error_of(Register::create(folder_.path(), register_settings())),
              folder_.path() + " is not empty; a new register needs a folder of its own");
}

TEST_F(RegisterTest, PublishesWithNumbersAndLeaves) {
    auto registry = new_register(place_);
    EXPECT_EQ(show(publish(*registry, {company("company-a"), company("company-b")})),
              "company-a 1 at 0\ncompany-b 1 at 1\n");
    EXPECT_EQ(show(publish(*registry, {correction("company-a", "Anew"), company("company-c")})),
              "company-a 2 at 2\ncompany-c 1 at 3\n");
    EXPECT_EQ(checkpoint_of(*registry).size, 4U);
    auto store = must(registry->readers().lend());
    EXPECT_EQ(must(store->records.head("company-a"))->title, "Anew");
}

TEST_F(RegisterTest, GivesANewRecordAnIdOfItsType) {
    auto registry = new_register(place_);
    auto accepted = publish(*registry, {record("dueDiligence", "", Json::object())});
    EXPECT_TRUE(accepted[0].record_id.starts_with("due-diligence-")) << accepted[0].record_id;
}

TEST_F(RegisterTest, CorrectsARecordWithinTheBatchThatMakesIt) {
    auto registry = new_register(place_);
    EXPECT_EQ(show(publish(*registry, {company("company-a"), correction("company-a", "B"),
                                       correction("company-a", "C")})),
              "company-a 1 at 0\ncompany-a 2 at 1\ncompany-a 3 at 2\n");
    PublicFiles files = public_files(*registry);
    EXPECT_EQ(verified(files), "3 records, 0 withheld, 0 restricted, 2 checkpoints\n");
}

TEST_F(RegisterTest, SaysWhyACorrectionIsNone) {
    auto registry = new_register(place_);
    publish(*registry, {company("company-a")});
    auto refused = [&](NewVersion version) {
        return error_of(registry->publish(std::vector{std::move(version)}));
    };
    EXPECT_EQ(refused(company("company-a")),
              "company-a is there: a correction needs its kind and a reason");
    EXPECT_EQ(refused(correction("company-b", "B")), "there is no record company-b to correct");
    NewVersion silent = correction("company-a", "B");
    silent.reason = " ";
    EXPECT_EQ(refused(silent), "the reason of the correction of company-a is missing");
    EXPECT_EQ(refused(correction("company-a", "B", "whim")),
              "envelope: the kind of correction \"whim\" is not known");
    NewVersion other = correction("company-a", "B");
    other.type = "sale";
    EXPECT_EQ(refused(other),
              "company-a is a record of type company, and cannot become one of type sale");
    EXPECT_EQ(refused(record("company", "Company A", Json::object())),
              "\"Company A\" is no record id");
    EXPECT_EQ(refused(record("spell", "", Json::object())),
              "there are no records of type \"spell\"");
    EXPECT_EQ(checkpoint_of(*registry).size, 1U);
}

TEST_F(RegisterTest, NamesEveryFaultOfEveryBody) {
    auto registry = new_register(place_);
    NewVersion fine = company("company-fine");
    fine.body = company_body("Fine");
    fine.check = true;
    NewVersion linked = fine;
    linked.record_id = "company-linked";
    linked.body.set("group", "company-nowhere");
    linked.body.set("lei", "5493001KJTIIGC8Y1R13");
    NewVersion wrong = fine;
    wrong.record_id = "company-wrong";
    wrong.body.erase("name");
    std::string error = error_of(registry->publish(std::vector{fine, linked, wrong}));
    EXPECT_EQ(std::ranges::count(error, '\n'), 2) << error;
    EXPECT_NE(error.find("record 2 (company-linked): /group: there is no record company-nowhere"),
              std::string::npos)
        << error;
    EXPECT_NE(error.find("record 2 (company-linked): /lei: "), std::string::npos) << error;
    EXPECT_NE(error.find("record 3 (company-wrong): "), std::string::npos) << error;
    EXPECT_EQ(checkpoint_of(*registry).size, 0U);
}

TEST_F(RegisterTest, LetsARecordLinkToOneOfItsBatchAndToNoOtherType) {
    auto registry = new_register(place_);
    publish(*registry, {record("sale", "sale-a", Json::object())});
    NewVersion parent = company("company-parent");
    NewVersion child = company("company-child");
    child.body = company_body("Child");
    child.body.set("group", "company-parent");
    child.check = true;
    EXPECT_EQ(show(publish(*registry, {child, parent})),
              "company-child 1 at 1\ncompany-parent 1 at 2\n");
    child.record_id = "company-other";
    child.body.set("group", "sale-a");
    EXPECT_EQ(error_of(registry->publish(std::vector{child})),
              "/group: sale-a is a record of type sale, not company");
}

TEST_F(RegisterTest, KeepsNothingOfABatchWithOneFault) {
    auto registry = new_register(place_);
    EXPECT_EQ(error_of(registry->publish(
                  std::vector{company("company-a"), company("company-a", "again")})),
              "record 2 (company-a): company-a is there: a correction needs its kind and a reason");
    auto store = must(registry->readers().lend());
    EXPECT_FALSE(must(store->records.head("company-a")).has_value());
    EXPECT_EQ(must(store->log.size()), 0U);
}

TEST_F(RegisterTest, PutsTheTrailIntoTheLogUnderAHash) {
    auto registry = new_register(place_);
    must(registry->publish(std::vector{company("company-a")},
                           {{"filing.accepted", "account-x", "registrar", "filing-y", "fine"}}));
    must(registry->change([](Store&) { return Result<void>(); },
                          {{"account.disabled", "account-x", "administrator", "account-z", ""}}));
    PublicFiles files = public_files(*registry);
    EXPECT_EQ(verified(files), "1 records, 0 withheld, 2 restricted, 3 checkpoints\n");
    for (const auto& [path, text] : files.files)
        EXPECT_EQ(text.find("account-x"), std::string::npos) << path;
    auto store = must(registry->readers().lend());
    auto version = must(store->records.by_index(1)).value();
    EXPECT_FALSE(version.is_public);
    Json body = must(Json::parse(version.body.value()));
    EXPECT_EQ(body["what"].text(), "filing.accepted");
    EXPECT_EQ(body["object"].text(), "filing-y");
}

TEST_F(RegisterTest, UndoesAChangeThatFails) {
    auto registry = new_register(place_);
    auto changed = registry->change(
        [](Store& store) -> Result<void> {
            TRY(store.put_fact("half", "done"));
            return fail(Errc::unsupported, "no further");
        },
        {{"never", "account-x", "filer", "", ""}});
    EXPECT_EQ(error_of(changed), "no further");
    auto store = must(registry->readers().lend());
    EXPECT_FALSE(must(store->fact("half")).has_value());
    EXPECT_EQ(must(store->log.size()), 0U);
}

TEST_F(RegisterTest, PublishesInTheTransactionOfTheWork) {
    auto registry = new_register(place_);
    auto work = [](Store& store) -> Result<std::vector<NewVersion>> {
        TRY(store.put_fact("work", "done"));
        return std::vector{company("company-a")};
    };
    auto accepted = registry->publish_with(work, [](Store& store, std::span<const Accepted> done) {
        return store.put_fact("then", done[0].record_id);
    });
    EXPECT_EQ(show(must(std::move(accepted))), "company-a 1 at 0\n");
    EXPECT_EQ(error_of(registry->publish_with(
                  [](Store&) -> Result<std::vector<NewVersion>> {
                      return std::vector{company("company-b")};
                  },
                  [](Store&, std::span<const Accepted>) -> Result<void> {
                      return fail(Errc::unsupported, "changed my mind");
                  })),
              "changed my mind");
    auto store = must(registry->readers().lend());
    EXPECT_EQ(must(store->fact("then")), "company-a");
    EXPECT_FALSE(must(store->records.head("company-b")).has_value());
}

TEST_F(RegisterTest, TellsWhatWasPublishedOnceItIsFreeAgain) {
    auto registry = new_register(place_);
    std::vector<std::uint64_t> told;
    registry->when_published([&](std::uint64_t size) {
        told.push_back(size);
        if (size == 1) publish(*registry, {company("company-b")});
    });
    publish(*registry, {company("company-a")});
    EXPECT_EQ(told, (std::vector<std::uint64_t>{1, 2}));
}

TEST_F(RegisterTest, TakesDownARecordAndLeavesTheFact) {
    auto registry = new_register(place_);
    publish(*registry, {company("company-a", "Secretname"), correction("company-a", "Newname")});
    Takedown takedown{"company-a", {}, "Act 1, s. 2", "Court of X", "Privacy", "administrator"};
    Accepted accepted = must(registry->take_down(takedown));
    EXPECT_EQ(show({accepted}), "company-a 3 at 2\n");
    PublicFiles files = public_files(*registry);
    EXPECT_EQ(verified(files), "0 records, 2 withheld, 0 restricted, 3 checkpoints\n");
    auto store = must(registry->readers().lend());
    Envelope tombstone = must(Envelope::parse(must(store->log.leaf(2))));
    EXPECT_EQ(tombstone.basis, "Act 1, s. 2");
    EXPECT_EQ(tombstone.authority, "Court of X");
    EXPECT_EQ(tombstone.reason, "Privacy");
    EXPECT_EQ(tombstone.scope, 0);
    EXPECT_TRUE(must(store->records.head("company-a"))->taken_down);
    EXPECT_EQ(error_of(registry->take_down(takedown)), "company-a was taken down already");
    EXPECT_EQ(error_of(registry->publish(std::vector{correction("company-a", "Back")})),
              "company-a was taken down, and cannot be corrected any more");
}

TEST_F(RegisterTest, LeavesNothingInTheDatabaseOfWhatWasTakenDown) {
    auto registry = new_register(place_);
    publish(*registry, {company("company-a", "Secretnameofsomebody")});
    must(registry->take_down({"company-a", {}, "Law", "Court", "Privacy", "administrator"}));
    registry.reset();
    for (const auto& entry : std::filesystem::directory_iterator(place_))
        EXPECT_EQ(lower(contents(entry.path())).find("secretnameofsomebody"), std::string::npos)
            << entry.path();
}

TEST_F(RegisterTest, TakesDownOneVersionAndKeepsTheRecord) {
    auto registry = new_register(place_);
    publish(*registry, {company("company-a", "Wrong"), correction("company-a", "Right")});
    must(registry->take_down({"company-a", 1, "Law", "Court", "Privacy", "administrator"}));
    auto store = must(registry->readers().lend());
    Version current = must(store->records.current("company-a")).value();
    EXPECT_EQ(current.seq, 4);
    EXPECT_EQ(current.kind, "redaction");
    EXPECT_NE(current.body.value_or("").find("Right"), std::string::npos);
    EXPECT_FALSE(must(store->records.head("company-a"))->taken_down);
    PublicFiles files = public_files(*registry);
    EXPECT_EQ(verified(files), "2 records, 1 withheld, 0 restricted, 3 checkpoints\n");
    EXPECT_EQ(error_of(registry->take_down({"company-a", 1, "L", "C", "P", "administrator"})),
              "company-a has no version 1 with a body");
}

TEST_F(RegisterTest, WantsTheBasisOfATakedown) {
    auto registry = new_register(place_);
    publish(*registry, {company("company-a")});
    EXPECT_EQ(error_of(registry->take_down({"company-a", {}, "", "C", "P", "administrator"})),
              "the basis in law of the takedown is missing");
    EXPECT_EQ(error_of(registry->take_down({"company-b", {}, "L", "C", "P", "administrator"})),
              "there is no record company-b");
}

TEST_F(RegisterTest, RefusesASecondWriter) {
    auto registry = new_register(place_);
    auto second = Register::open(place_, Register::Mode::write);
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().code, Errc::unsupported) << second.error().what;
    publish(*registry, {company("company-a")});
    registry.reset();
    EXPECT_TRUE(Register::open(place_, Register::Mode::write).has_value());
}

TEST_F(RegisterTest, IsReadWithoutItsKey) {
    auto registry = new_register(place_);
    publish(*registry, {company("company-a")});
    std::filesystem::rename(place_ + "/log.key", folder_ / "log.key");
    auto reader = must(Register::open(place_, Register::Mode::read));
    EXPECT_EQ(reader->vkey(), registry->vkey());
    EXPECT_FALSE(reader->can_write());
    PublicFiles files = public_files(*reader);
    EXPECT_EQ(verified(files), "1 records, 0 withheld, 0 restricted, 2 checkpoints\n");
    EXPECT_EQ(error_of(reader->publish(std::vector{company("company-b")})),
              "this register is open for reading only");
    EXPECT_EQ(error_of(reader->ask_witnesses()), "this register is open for reading only");
}

TEST_F(RegisterTest, RefusesTheStoreOfAnotherRegister) {
    new_register(place_).reset();
    Settings other = register_settings();
    other.origin = "other.example/log";
    new_register(folder_ / "other", other).reset();
    for (auto mode : {Register::Mode::read, Register::Mode::write})
        EXPECT_EQ(error_of(Register::open(place_, mode, folder_ / "other/register.db")),
                  "the store is not this folder's: its log.origin is other.example/log, and here "
                  "it is register.example/log");
}

TEST_F(RegisterTest, RefusesAnotherKey) {
    new_register(place_).reset();
    new_register(folder_ / "other").reset();
    std::filesystem::copy_file(folder_ / "other/log.key", place_ + "/log.key",
                               std::filesystem::copy_options::overwrite_existing);
    std::string error = error_of(Register::open(place_, Register::Mode::write));
    EXPECT_TRUE(error.starts_with("the store is not this folder's: its log.vkey is ")) << error;
}

TEST_F(RegisterTest, RefusesAKeyThatOthersCanRead) {
    new_register(place_).reset();
    ::chmod((place_ + "/log.key").c_str(), 0640);
    EXPECT_EQ(error_of(Register::open(place_, Register::Mode::write)),
              place_ +
                  "/log.key: others than its owner can read the signing key; see who did, "
                  "then close it with chmod 600");
}

TEST_F(RegisterTest, GivesAReceiptThatProvesTheRecordOffline) {
    auto registry = new_register(place_);
    publish(*registry, {company("company-a"), company("company-b", "B"), company("company-c")});
    auto store = must(registry->readers().lend());
    std::string receipt = must(receipt_of(*store, "company-b", 1));
    ReceiptReport report = must(verify_receipt(receipt, registry->policy()));
    EXPECT_EQ(report.origin, "register.example/log");
    EXPECT_EQ(report.index, 1U);
    EXPECT_EQ(report.size, 3U);
    EXPECT_EQ(report.body, R"({"asOf":"2025-06-02","name":"B"})");
    EXPECT_EQ(must(Envelope::parse(report.leaf)).record_id, "company-b");
    EXPECT_EQ(error_of(receipt_of(*store, "company-b", 2)), "there is no version 2 of company-b");
}

TEST_F(RegisterTest, GivesAReceiptWithoutTheBodyThatWasTakenDown) {
    auto registry = new_register(place_);
    publish(*registry, {company("company-a", "Secret")});
    must(registry->take_down({"company-a", {}, "Law", "Court", "Privacy", "administrator"}));
    auto store = must(registry->readers().lend());
    ReceiptReport report =
        must(verify_receipt(must(receipt_of(*store, "company-a", 1)), registry->policy()));
    EXPECT_EQ(report.body, "");
    report = must(verify_receipt(must(receipt_of(*store, "company-a", 2)), registry->policy()));
    EXPECT_EQ(must(Envelope::parse(report.leaf)).action, "tombstone");
}

TEST_F(RegisterTest, GivesAReceiptOfTheLongestRecordWithTheRecord) {
    auto registry = new_register(place_);
    std::string rest = company("company-a", "").body.canonical();
    publish(*registry, {company("company-a", std::string(kMostBodyBytes - rest.size(), 'x'))});
    auto store = must(registry->readers().lend());
    ReceiptReport report =
        must(verify_receipt(must(receipt_of(*store, "company-a", 1)), registry->policy()));
    EXPECT_EQ(report.body.size(), kMostBodyBytes);
    EXPECT_TRUE(report.body.ends_with("xx\"}"));
}

TEST_F(RegisterTest, GivesAReceiptOfACorrectionWithItsReason) {
    auto registry = new_register(place_);
    publish(*registry, {company("company-a"), correction("company-a", "Anew")});
    auto store = must(registry->readers().lend());
    ReceiptReport report =
        must(verify_receipt(must(receipt_of(*store, "company-a", 2)), registry->policy()));
    EXPECT_EQ(report.reason, "It is so");
}

}  // namespace bridle::registry::register_test
