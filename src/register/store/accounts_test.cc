#include "register/store/accounts.h"

#include "register/store/test_store.h"

namespace bridle::registry::accounts_test {
namespace {

const std::string kEvil = "a'; DROP TABLE accounts; --\" \\ $1";

class AccountsTest : public StoreTest {
protected:
    std::unique_ptr<Store> store_ = open();
    Accounts& accounts_ = store_->accounts;

    static Account account(std::string id, std::string name) {
        Account made;
        made.id = std::move(id);
        made.name = std::move(name);
        made.role = Role::registrar;
        made.password = "scrypt$…";
        made.totp = std::string("\0\1\2\xFF", 4);
        made.totp_step = 77;
        made.companies = {"company-a", "company-b"};
        made.created = at(1);
        return made;
    }
    static Session session(std::string key, std::string account_id, std::int64_t expires) {
        return {std::move(key), std::move(account_id), "csrf", at(1), at(2), at(expires), true};
    }
};
IN_BOTH_DIALECTS(AccountsTest);

TEST_P(AccountsTest, GivesBackEveryField) {
    good(accounts_.put(account("account-1", "ann")));
    for (const auto& found : {good(accounts_.by_id("account-1")), good(accounts_.by_name("ann"))}) {
        ASSERT_TRUE(found);
        EXPECT_EQ(found->id, "account-1");
        EXPECT_EQ(found->name, "ann");
        EXPECT_EQ(found->role, Role::registrar);
        EXPECT_EQ(found->password, "scrypt$…");
        EXPECT_EQ(found->totp, std::string("\0\1\2\xFF", 4));
        EXPECT_EQ(found->totp_step, 77);
        EXPECT_EQ(found->companies, (std::vector<std::string>{"company-a", "company-b"}));
        EXPECT_FALSE(found->disabled);
        EXPECT_EQ(found->created, at(1));
    }
    EXPECT_EQ(good(accounts_.by_id("account-2")).has_value(), false);
    EXPECT_EQ(good(accounts_.by_name("Ann")).has_value(), false);
}

TEST_P(AccountsTest, ReplacesAnAccount) {
    auto one = account("account-1", "ann");
    good(accounts_.put(one));
    one.name = "anna";
    one.disabled = true;
    one.companies.clear();
    good(accounts_.put(one));
    EXPECT_EQ(good(accounts_.list()).size(), 1u);
    EXPECT_EQ(good(accounts_.by_name("ann")).has_value(), false);
    EXPECT_TRUE(good(accounts_.by_name("anna"))->disabled);
    EXPECT_EQ(good(accounts_.by_name("anna"))->companies.size(), 0u);
}

TEST_P(AccountsTest, RefusesTwoOfOneName) {
    good(accounts_.put(account("account-1", "ann")));
    EXPECT_FALSE(accounts_.put(account("account-2", "ann")));
    EXPECT_EQ(good(accounts_.by_name("ann"))->id, "account-1");
}

TEST_P(AccountsTest, ListsByName) {
    good(accounts_.put(account("account-1", "zoe")));
    good(accounts_.put(account("account-2", "ann")));
    auto list = good(accounts_.list());
    ASSERT_EQ(list.size(), 2u);
    EXPECT_EQ(list[0].name, "ann");
}

TEST_P(AccountsTest, OpensNothingForAnUnknownRole) {
    good(accounts_.put(account("account-1", "ann")));
    good(store_->database().run("UPDATE accounts SET role = 'king'"));
    EXPECT_EQ(refusal(accounts_.by_name("ann")), "the stored account account-1 is damaged");
    EXPECT_FALSE(accounts_.list());
}

TEST_P(AccountsTest, KeepsSessions) {
    const std::string key("\0\xFFkey", 5);
    good(accounts_.put_session(session(key, "account-1", 10)));
    auto found = good(accounts_.session(key));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->key_hash, key);
    EXPECT_EQ(found->account_id, "account-1");
    EXPECT_EQ(found->csrf, "csrf");
    EXPECT_EQ(found->created, at(1));
    EXPECT_EQ(found->last_used, at(2));
    EXPECT_EQ(found->expires, at(10));
    EXPECT_TRUE(found->second_factor);
    auto later = session(key, "account-1", 20);
    good(accounts_.put_session(later));
    EXPECT_EQ(good(accounts_.session(key))->expires, at(20));
    good(accounts_.end_session(key));
    EXPECT_EQ(good(accounts_.session(key)).has_value(), false);
}

TEST_P(AccountsTest, EndsTheSessionsOfOneAccount) {
    good(accounts_.put_session(session("a", "account-1", 10)));
    good(accounts_.put_session(session("b", "account-1", 10)));
    good(accounts_.put_session(session("c", "account-2", 10)));
    good(accounts_.end_sessions_of("account-1"));
    EXPECT_FALSE(good(accounts_.session("a")).has_value());
    EXPECT_FALSE(good(accounts_.session("b")).has_value());
    EXPECT_TRUE(good(accounts_.session("c")).has_value());
}

TEST_P(AccountsTest, KeepsTokens) {
    ApiToken token{"token-1", "hash", "account-1", kEvil, at(1), at(9), {}};
    good(accounts_.put_token(token));
    auto found = good(accounts_.token("hash"));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, "token-1");
    EXPECT_EQ(found->label, kEvil);
    EXPECT_EQ(found->last_used, std::nullopt);
    token.last_used = at(5);
    good(accounts_.put_token(token));
    EXPECT_EQ(good(accounts_.token("hash"))->last_used, at(5));
    EXPECT_EQ(good(accounts_.tokens_of("account-1")).size(), 1u);
    EXPECT_EQ(good(accounts_.tokens_of("account-2")).size(), 0u);
    good(accounts_.end_token("token-1"));
    EXPECT_FALSE(good(accounts_.token("hash")).has_value());
}

TEST_P(AccountsTest, ForgetsWhatHasExpired) {
    good(accounts_.put_session(session("a", "account-1", 10)));
    good(accounts_.put_session(session("b", "account-1", 11)));
    good(accounts_.put_token({"token-1", "x", "account-1", "", at(1), at(10), {}}));
    good(accounts_.put_token({"token-2", "y", "account-1", "", at(1), at(11), {}}));
    good(accounts_.forget_expired(at(10)));
    EXPECT_FALSE(good(accounts_.session("a")).has_value());
    EXPECT_TRUE(good(accounts_.session("b")).has_value());
    EXPECT_FALSE(good(accounts_.token("x")).has_value());
    EXPECT_TRUE(good(accounts_.token("y")).has_value());
}

TEST_P(AccountsTest, HoldsTextThatWouldBreakOutOfAStatement) {
    auto one = account(kEvil, kEvil);
    one.password = kEvil;
    one.companies = {kEvil, "\"],[\""};
    good(accounts_.put(one));
    EXPECT_EQ(good(accounts_.by_name(kEvil))->password, kEvil);
    EXPECT_EQ(good(accounts_.by_id(kEvil))->companies, one.companies);
    EXPECT_FALSE(good(accounts_.by_name("' OR '1'='1")).has_value());
}

}  // namespace
}  // namespace bridle::registry::accounts_test
