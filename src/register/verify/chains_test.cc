#include "register/verify/chains.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bridle::registry::chains_test {

namespace {

class ChainsTest : public testing::Test {
protected:
    ChainsTest() { envelope.type = "company"; }

    // What is wrong with the next version of company-a, if anything is.
    std::string add(std::int64_t seq, std::string action, bool has_body = true) {
        envelope.record_id = "company-a";
        envelope.seq = seq;
        envelope.action = std::move(action);
        if (seq > 1) envelope.prev = base64(last);
        last = leaf_hash(as_bytes(std::to_string(seq) + envelope.action));
        auto added = chains.add(envelope, last, has_body && envelope.action != "tombstone");
        return added ? "" : added.error().what;
    }
    bool is_taken_down(std::int64_t seq) {
        return chains.is_taken_down(Chains::key_of("company-a"), seq);
    }

    Chains chains;
    Envelope envelope;
    Hash last{};
};

}  // namespace

TEST_F(ChainsTest, TakesVersionsInTheirOrder) {
    EXPECT_EQ(add(1, "publish"), "");
    EXPECT_EQ(add(2, "correct"), "");
    EXPECT_EQ(add(4, "correct"), "version 4 of company-a comes after version 2");
    EXPECT_EQ(add(1, "publish"), "version 1 of company-a comes after version 4");
}

TEST_F(ChainsTest, WantsTheActionThatFitsThePlace) {
    EXPECT_EQ(add(1, "correct"), "version 1 of company-a cannot be a leaf that says correct");
    EXPECT_EQ(add(2, "publish"), "version 2 of company-a cannot be a leaf that says publish");
    EXPECT_EQ(add(3, "audit"), "version 3 of company-a cannot be a leaf that says audit");
}

TEST_F(ChainsTest, WantsTheHashOfTheVersionBefore) {
    EXPECT_EQ(add(1, "publish"), "");
    last = leaf_hash(as_bytes("another"));
    EXPECT_EQ(add(2, "correct"),
              "version 2 of company-a does not name the leaf of the version before");
}

TEST_F(ChainsTest, WantsOneTypeForARecord) {
    EXPECT_EQ(add(1, "publish"), "");
    envelope.type = "sale";
    EXPECT_EQ(add(2, "correct"),
              "version 2 of company-a is of another type than the version before");
}

TEST_F(ChainsTest, KeepsTheTrailApartFromRecords) {
    EXPECT_EQ(add(1, "audit"), "version 1 of company-a mixes a record with the trail of audit");
}

TEST_F(ChainsTest, ExcusesWhatATakedownIsAbout) {
    EXPECT_EQ(add(1, "publish", false), "");
    EXPECT_EQ(add(2, "correct"), "");
    EXPECT_FALSE(is_taken_down(1));
    envelope.scope = 1;
    EXPECT_EQ(add(3, "tombstone"), "");
    EXPECT_TRUE(is_taken_down(1));
    EXPECT_FALSE(is_taken_down(2));
    EXPECT_FALSE(chains.is_taken_down(Chains::key_of("company-b"), 1));
}

TEST_F(ChainsTest, NamesWhatIsStillPublished) {
    EXPECT_EQ(add(1, "publish", false), "");
    EXPECT_EQ(add(2, "correct"), "");
    envelope.scope = 2;
    EXPECT_EQ(add(3, "tombstone"), "version 2 of company-a was taken down, and is still published");
    envelope.scope = 0;
    EXPECT_EQ(add(4, "tombstone"), "company-a was taken down, and is still published");
    envelope.scope = 5;
    EXPECT_EQ(add(5, "tombstone"), "the takedown in version 5 of company-a is about a version 5");
}

}  // namespace bridle::registry::chains_test
