#include "register/store/filings.h"

#include "register/store/test_store.h"

namespace bridle::registry::filings_test {
namespace {

const std::string kEvil = "a'; DROP TABLE filings; --\" \\ $1";

class FilingsTest : public StoreTest {
protected:
    std::unique_ptr<Store> store_ = open();
    Filings& filings_ = store_->filings;

    static Filing filing(std::string id) {
        Filing made;
        made.id = std::move(id);
        made.account_id = "account-1";
        made.type = "company";
        made.body = "{}";
        made.created = at(1);
        made.changed = at(2);
        return made;
    }
};
IN_BOTH_DIALECTS(FilingsTest);

TEST_P(FilingsTest, GivesBackEveryField) {
    Filing one = filing("filing-1");
    one.record_id = "company-a";
    one.kind = "factChanged";
    one.reason = one.answer = kEvil;
    one.body = R"({"name":")" + kEvil + "\"}";
    one.state = FilingState::accepted;
    one.decided_by = "account-2";
    one.submitted = at(3);
    one.due = at(4);
    one.decided = at(5);
    one.index = 99;
    EXPECT_EQ(good(filings_.put(one)), 1);
    auto found = good(filings_.by_id("filing-1"));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->account_id, "account-1");
    EXPECT_EQ(found->type, "company");
    EXPECT_EQ(found->record_id, "company-a");
    EXPECT_EQ(found->kind, "factChanged");
    EXPECT_EQ(found->reason, kEvil);
    EXPECT_EQ(found->answer, kEvil);
    EXPECT_EQ(found->body, one.body);
    EXPECT_EQ(found->state, FilingState::accepted);
    EXPECT_EQ(found->decided_by, "account-2");
    EXPECT_EQ(found->created, at(1));
    EXPECT_EQ(found->changed, at(2));
    EXPECT_EQ(found->submitted, at(3));
    EXPECT_EQ(found->due, at(4));
    EXPECT_EQ(found->decided, at(5));
    EXPECT_EQ(found->index, 99u);
    EXPECT_EQ(found->revision, 1);
}

TEST_P(FilingsTest, LeavesOutWhatIsNotThere) {
    good(filings_.put(filing("filing-1")));
    auto found = good(filings_.by_id("filing-1"));
    EXPECT_EQ(found->submitted, std::nullopt);
    EXPECT_EQ(found->index, std::nullopt);
    EXPECT_EQ(good(filings_.by_id("filing-2")).has_value(), false);
}

TEST_P(FilingsTest, RefusesToOverwriteWhatSomebodyElseChanged) {
    Filing one = filing("filing-1");
    one.revision = good(filings_.put(one));
    Filing other = one;
    other.body = "{\"by\":\"other\"}";
    EXPECT_EQ(good(filings_.put(other)), 2);
    one.body = "{\"by\":\"one\"}";
    auto refused = filings_.put(one);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::corrupt);
    EXPECT_EQ(refused.error().what,
              "the filing filing-1 was changed meanwhile: read it again before you save it");
    EXPECT_EQ(good(filings_.by_id("filing-1"))->body, other.body);
}

TEST_P(FilingsTest, RefusesANewOneInPlaceOfAnOldOneAndAnOldOneThatIsGone) {
    good(filings_.put(filing("filing-1")));
    EXPECT_FALSE(filings_.put(filing("filing-1")));
    Filing gone = filing("filing-2");
    gone.revision = 3;
    EXPECT_FALSE(filings_.put(gone));
    EXPECT_FALSE(good(filings_.by_id("filing-2")).has_value());
}

TEST_P(FilingsTest, ListsThoseOfAnAccountLastChangedFirst) {
    for (int i = 1; i <= 3; i++) {
        Filing one = filing("filing-" + std::to_string(i));
        one.changed = at(i);
        if (i == 2) one.account_id = "account-2";
        good(filings_.put(one));
    }
    auto found = good(filings_.of_account("account-1", 9));
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].id, "filing-3");
    EXPECT_EQ(found[0].body, "");
    EXPECT_EQ(good(filings_.in_state(found[0].state, 1)).at(0).body, "");
    EXPECT_EQ(good(filings_.of_account("account-1", 1)).size(), 1u);
}

TEST_P(FilingsTest, CountsThoseOfAnAccountThatAreNotDecided) {
    for (std::string_view name : kFilingStates.names) {
        Filing one = filing("filing-" + std::string(name));
        one.state = *kFilingStates.find(name);
        good(filings_.put(one));
    }
    EXPECT_EQ(good(filings_.undecided_of("account-1")), 3u);
    EXPECT_EQ(good(filings_.undecided_of("account-2")), 0u);
}

TEST_P(FilingsTest, ListsThoseOfAStateOldestSubmissionFirst) {
    for (int i = 1; i <= 3; i++) {
        Filing one = filing("filing-" + std::to_string(i));
        one.state = i == 2 ? FilingState::returned : FilingState::submitted;
        one.submitted = at(10 - i);
        good(filings_.put(one));
    }
    auto found = good(filings_.in_state(FilingState::submitted, 9));
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].id, "filing-3");
    EXPECT_EQ(good(filings_.in_state(FilingState::returned, 9)).size(), 1u);
    EXPECT_EQ(good(filings_.in_state(FilingState::refused, 9)).size(), 0u);
}

TEST_P(FilingsTest, KeepsAttachments) {
    const std::string bytes("age-encryption.org\0\xFF", 20);
    Attachment one{"attachment-1", "filing-1", kEvil, "application/age", "ab", 20, at(1)};
    good(filings_.put_attachment(one, bytes));
    auto found = good(filings_.attachment("attachment-1"));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->second, bytes);
    EXPECT_EQ(found->first.name, kEvil);
    EXPECT_EQ(found->first.media_type, "application/age");
    EXPECT_EQ(found->first.sha256, "ab");
    EXPECT_EQ(found->first.size, 20u);
    EXPECT_EQ(found->first.created, at(1));
    EXPECT_EQ(good(filings_.attachments_of("filing-1")).size(), 1u);
    EXPECT_EQ(good(filings_.attachments_of("filing-2")).size(), 0u);
    EXPECT_FALSE(good(filings_.attachment("attachment-2")).has_value());
}

TEST_P(FilingsTest, KeepsFilesByTheirHash) {
    const std::string large(3 << 20, '\xFE');
    good(filings_.put_file("bb", "application/pdf", large));
    good(filings_.put_file("aa", "text/plain", "one"));
    good(filings_.put_file("aa", "text/plain", "one"));
    EXPECT_EQ(good(filings_.files()), (std::vector<std::string>{"aa", "bb"}));
    auto found = good(filings_.file("bb"));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->first, "application/pdf");
    EXPECT_EQ(found->second, large);
    EXPECT_TRUE(good(filings_.has_file("bb")));
    good(filings_.erase_file("bb"));
    EXPECT_FALSE(good(filings_.has_file("bb")));
    EXPECT_FALSE(good(filings_.file("bb")).has_value());
}

}  // namespace
}  // namespace bridle::registry::filings_test
