#include "register/service/sign_in.h"

#include <atomic>
#include <thread>

#include "base/text.h"
#include "register/service/password.h"
#include "support/postgres.h"
#include "support/register_parts.h"

namespace bridle::registry::sign_in_test {

namespace {

using namespace bridle::registry::test;
using namespace std::chrono_literals;

constexpr std::string_view kPassword = "blue umbrella in April";
constexpr std::string_view kWrong = "the name, the password or the code is wrong";
constexpr std::string_view kAddress = "192.0.2.7";
const std::string kSecret = "12345678901234567890";

// Of kPassword, and cheap, so that the tests are quick.
constexpr std::string_view kCheapRecord =
    "scrypt$1$1$1$c2FsdA==$V2mYd2405G7V0tLRpLdYTfgVgwZeJTCNxA4Jok+H2L0=";

class SignInTest : public testing::TestWithParam<std::string_view> {
protected:
    SignInTest() {
        Settings settings = register_settings();
        if (GetParam() == "postgresql") settings.store = new_postgres_database();
        registry_ = new_register(folder_ / "register", settings);
    }

    Account account(std::string_view name, Role role = Role::filer, std::string totp = kSecret) {
        Account made;
        made.id = "account-" + std::string(name);
        made.name = name;
        made.role = role;
        made.password = kCheapRecord;
        made.totp = std::move(totp);
        made.created = start_;
        put(made);
        return made;
    }
    void put(const Account& account) {
        must(registry_->change([&](Store& store) { return store.accounts.put(account); }));
    }
    StorePool::Lease store() { return must(registry_->readers().lend()); }
    Account stored(std::string_view id) { return must(store()->accounts.by_id(id)).value(); }

    std::string code(Time at) { return totp_code(kSecret, totp_step(at)); }
    Result<Opened> enter_with(std::string_view name, std::string_view password,
                              std::string_view given_code, Time at,
                              std::string_view address = kAddress) {
        return sign_in(*registry_, name, Secret(password), given_code, address, at);
    }
    Opened opened(std::string_view name, Time at) {
        return must(enter_with(name, kPassword, code(at), at));
    }
    bool is_open(std::string_view key, Time at) { return must(who(*store(), key, at)).has_value(); }
    std::vector<std::string> trail() {
        std::vector<std::string> lines;
        must(store()->records.each_version(0, 1000, [&](const Version& version) -> Result<bool> {
            Json body = must(Json::parse(*version.body));
            lines.push_back(fmt::format("{} by {} ({}) on {}: {}", body["what"].text(),
                                        body["account"].text(), body["role"].text(),
                                        body["object"].text(), body["detail"].text()));
            return true;
        }));
        return lines;
    }

    TemporaryFolder folder_;
    std::unique_ptr<Register> registry_;
    Time start_ = std::chrono::floor<std::chrono::minutes>(now());
};

}  // namespace

INSTANTIATE_TEST_SUITE_P(Store, SignInTest, testing::Values("sqlite", "postgresql"),
                         [](const auto& store) { return std::string(store.param); });

TEST_P(SignInTest, GoesTheWholeWayOfANewAccount) {
    Account made = must(
        create_account(*registry_, kKeeper, "ada", Role::registrar, Secret(kPassword), start_));
    // Without a second factor one gets in, and can do nothing but set one up.
    Opened first = must(enter_with("Ada ", kPassword, "", start_));
    EXPECT_FALSE(first.session.second_factor);
    SignedIn half = must(who(*store(), first.key, start_)).value();
    EXPECT_EQ(half.actor().account_id, "");
    EXPECT_EQ(half.actor().role, Role::filer);
    std::string secret = must(new_totp_secret());
    EXPECT_EQ(error_of(confirm_totp(*registry_, first.key, secret, "000000", start_)),
              "this code does not fit: is the clock of the device right?");
    Opened second = must(
        confirm_totp(*registry_, first.key, secret, totp_code(secret, totp_step(start_)), start_));
    // The key is another from then on.
    EXPECT_NE(second.key, first.key);
    EXPECT_FALSE(is_open(first.key, start_));
    SignedIn whole = must(who(*store(), second.key, start_)).value();
    EXPECT_EQ(whole.actor().account_id, made.id);
    EXPECT_EQ(whole.actor().role, Role::registrar);
    // The code that set it up opens nothing more; the next one does.
    std::string used = totp_code(secret, totp_step(start_));
    EXPECT_EQ(error_of(enter_with("ada", kPassword, used, start_)), kWrong);
    Time later = start_ + 30s;
    Opened third = must(enter_with("ada", kPassword, totp_code(secret, totp_step(later)), later));
    EXPECT_TRUE(third.session.second_factor);
    must(sign_out(*registry_, third.key));
    EXPECT_FALSE(is_open(third.key, later));
    EXPECT_TRUE(is_open(second.key, later));
    EXPECT_EQ(trail(),
              (std::vector{
                  "account.created by command-line (administrator) on " + made.id + ": registrar",
                  "account.secondFactor by " + made.id + " (registrar) on " + made.id + ": "}));
}

TEST_P(SignInTest, SaysTheSameOfEverythingThatDoesNotFit) {
    account("ada");
    Account disabled = account("eve");
    disabled.disabled = true;
    put(disabled);
    for (auto [name, password, given] :
         {std::array<std::string, 3>{"nobody", std::string(kPassword), code(start_)},
          {"ada", "blue umbrella in May", code(start_)},
          {"ada", std::string(kPassword), "000000"},
          {"ada", std::string(kPassword), ""},
          {"ada", "", ""},
          {"ada", std::string(2000, 'x'), code(start_)},
          {"eve", std::string(kPassword), code(start_)},
          {"", "", ""},
          {std::string("a\0da", 4), std::string(kPassword), code(start_)},
          {"\xff\xfe", std::string(kPassword), code(start_)},
          {std::string(100'000, 'a'), std::string(kPassword), code(start_)}}) {
        auto result = enter_with(name, password, given, start_, "192.0.2." + name.substr(0, 1));
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, Errc::password);
        EXPECT_EQ(result.error().what, kWrong);
    }
    EXPECT_TRUE(enter_with("ada", kPassword, code(start_), start_));
}

TEST_P(SignInTest, TakesACodeOnceAlsoOfTwoAtOnce) {
    account("ada");
    std::atomic<int> in = 0, out = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; i++)
            threads.emplace_back([&] {
                auto result = enter_with("ada", kPassword, code(start_), start_);
                (result ? in : out)++;
            });
    }
    EXPECT_EQ(in, 1);
    EXPECT_EQ(out, 3);
    EXPECT_EQ(stored("account-ada").totp_step, totp_step(start_));
}

TEST_P(SignInTest, CountsFailuresOfAnAccountFromAnywhere) {
    account("ada");
    for (int i = 0; i < 10; i++)
        EXPECT_EQ(error_of(enter_with("ada", "wrong", "", start_, fmt::format("192.0.2.{}", i))),
                  kWrong);
    auto blocked = enter_with("ada", kPassword, code(start_), start_, "198.51.100.1");
    ASSERT_FALSE(blocked);
    EXPECT_EQ(blocked.error().code, Errc::limit);
    EXPECT_EQ(blocked.error().what, "too many attempts to sign in: try again in 2 minutes");
    EXPECT_EQ(error_of(enter_with(" ADA", kPassword, code(start_), start_, "198.51.100.1")),
              "too many attempts to sign in: try again in 2 minutes");
    Time later = start_ + 2min;
    EXPECT_TRUE(enter_with("ada", kPassword, code(later), later, "198.51.100.1"));
}

TEST_P(SignInTest, CountsFailuresOfNamesThatAreNotThereToo) {
    if (GetParam() != "sqlite") return;  // no store has a part in it, and it takes its time
    for (int i = 0; i < 10; i++)
        EXPECT_EQ(error_of(enter_with("nobody", "x", "", start_, fmt::format("192.0.2.{}", i))),
                  kWrong);
    EXPECT_EQ(error_of(enter_with("nobody", "x", "", start_, "198.51.100.1")),
              "too many attempts to sign in: try again in 2 minutes");
}

TEST_P(SignInTest, CountsFailuresFromAnAddressOnAnyAccount) {
    account("ada");
    for (int i = 0; i < 30; i++) {
        account("user" + std::to_string(i));
        EXPECT_EQ(error_of(enter_with("user" + std::to_string(i), "wrong", "", start_)), kWrong);
    }
    auto blocked = enter_with("ada", kPassword, code(start_), start_);
    ASSERT_FALSE(blocked);
    EXPECT_EQ(blocked.error().what, "too many attempts to sign in: try again in 1 minute");
    EXPECT_TRUE(enter_with("ada", kPassword, code(start_), start_, "198.51.100.1"));
}

TEST_P(SignInTest, DoesNotCountWhatSucceeds) {
    account("ada");
    for (int i = 0; i < 40; i++) {
        Time at = start_ + i * 30s;
        EXPECT_TRUE(enter_with("ada", kPassword, code(at), at)) << i;
    }
}

TEST_P(SignInTest, EndsASessionThatIsNotUsed) {
    account("ada");
    Opened session = opened("ada", start_);
    EXPECT_TRUE(is_open(session.key, start_ + 30min - 1us));
    EXPECT_FALSE(is_open(session.key, start_ + 30min));
    // Use prolongs it; looking does not.
    EXPECT_TRUE(must(enter(*registry_, session.key, start_ + 20min)));
    EXPECT_TRUE(is_open(session.key, start_ + 49min));
    EXPECT_FALSE(is_open(session.key, start_ + 50min));
    EXPECT_FALSE(must(enter(*registry_, session.key, start_ + 50min)));
}

TEST_P(SignInTest, EndsASessionAfterHalfADayWhateverIsDone) {
    account("ada");
    Opened session = opened("ada", start_);
    Time at = start_;
    for (; at < start_ + 12h; at += 20min) EXPECT_TRUE(must(enter(*registry_, session.key, at)));
    EXPECT_FALSE(must(enter(*registry_, session.key, at)));
    Account half = account("eve", Role::filer, "");
    Opened set_up = must(enter_with("eve", kPassword, "", start_));
    EXPECT_TRUE(must(enter(*registry_, set_up.key, start_ + 20min)));
    EXPECT_FALSE(must(enter(*registry_, set_up.key, start_ + 30min)));
}

TEST_P(SignInTest, ForgetsSessionsThatEnded) {
    account("ada");
    Opened old = opened("ada", start_);
    opened("ada", start_ + 13h);
    EXPECT_FALSE(must(store()->accounts.session(old.session.key_hash)));
}

TEST_P(SignInTest, KeepsNoKeyThatOpens) {
    account("ada");
    Opened session = opened("ada", start_);
    EXPECT_EQ(session.key.size(), 43u);
    EXPECT_EQ(session.session.key_hash, as_text(sha256(as_bytes(session.key))));
    EXPECT_NE(session.session.csrf, session.key);
    EXPECT_TRUE(csrf_fits(session.session, session.session.csrf));
    EXPECT_FALSE(csrf_fits(session.session, ""));
    EXPECT_FALSE(csrf_fits(session.session, session.key));
    EXPECT_FALSE(csrf_fits(Session(), ""));
    EXPECT_NE(opened("ada", start_ + 30s).session.csrf, session.session.csrf);
    for (std::string_view key : {"", "x", "' OR 1=1 --", "a\0b"})
        EXPECT_FALSE(is_open(key, start_));
    EXPECT_FALSE(is_open(std::string(43, '\xff'), start_));
    std::string other = session.key;
    other[0] = other[0] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(is_open(other, start_));
}

TEST_P(SignInTest, OfADisabledAccountHasEnded) {
    account("ada");
    account("root", Role::administrator);
    Opened session = opened("ada", start_);
    std::string token = must(create_token(*registry_, "account-ada", "nightly", 30, start_));
    must(set_disabled(*registry_, "account-root", "account-ada", true));
    EXPECT_FALSE(is_open(session.key, start_));
    EXPECT_FALSE(must(who_by_token(*store(), token, start_)));
    EXPECT_EQ(error_of(create_token(*registry_, "account-ada", "nightly", 30, start_)),
              "this account is disabled");
    Time later = start_ + 30s;
    EXPECT_EQ(error_of(enter_with("ada", kPassword, code(later), later)), kWrong);
    must(set_disabled(*registry_, "account-root", "account-ada", false));
    EXPECT_FALSE(must(who_by_token(*store(), token, start_)));  // what was ended stays so
    EXPECT_TRUE(enter_with("ada", kPassword, code(later), later));
    EXPECT_EQ(error_of(set_disabled(*registry_, "account-root", "account-root", true)),
              "nobody disables their own account: another must");
}

TEST_P(SignInTest, GivesTokensToPrograms) {
    account("ada");
    std::string token = must(create_token(*registry_, "account-ada", " nightly\n", 30, start_));
    EXPECT_EQ(token.size(), 7 + 43u);
    EXPECT_TRUE(token.starts_with("bridle_"));
    SignedIn program = must(who_by_token(*store(), token, start_)).value();
    EXPECT_EQ(program.actor().account_id, "account-ada");
    EXPECT_FALSE(csrf_fits(program.session, program.session.csrf));
    EXPECT_TRUE(must(enter_by_token(*registry_, token, start_ + 1h)));
    ApiToken stored = must(store()->accounts.tokens_of("account-ada")).at(0);
    EXPECT_EQ(stored.label, "nightly");
    EXPECT_EQ(stored.last_used, start_ + 1h);
    EXPECT_FALSE(must(who_by_token(*store(), token, start_ + 24h * 30)));
    EXPECT_FALSE(is_open(token, start_));
    EXPECT_FALSE(must(who_by_token(*store(), opened("ada", start_).key, start_)));
    account("eve");
    EXPECT_EQ(error_of(end_token(*registry_, "account-eve", stored.id)), "there is no such token");
    must(end_token(*registry_, "account-ada", stored.id));
    EXPECT_FALSE(must(who_by_token(*store(), token, start_)));
    EXPECT_EQ(trail(), (std::vector<std::string>{
                           "token.created by account-ada (filer) on " + stored.id + ": ",
                           "token.ended by account-ada (filer) on " + stored.id + ": "}));
}

TEST_P(SignInTest, GivesFewTokensForALimitedTime) {
    account("ada");
    auto refused = [&](std::string_view label, unsigned days) {
        return error_of(create_token(*registry_, "account-ada", label, days, start_));
    };
    EXPECT_EQ(refused("x", 0), "a token lasts 1 to 366 days");
    EXPECT_EQ(refused("x", 367), "a token lasts 1 to 366 days");
    EXPECT_EQ(refused(" ", 1), "a token needs a label, of at most 100 bytes");
    EXPECT_EQ(refused(std::string(101, 'x'), 1), "a token needs a label, of at most 100 bytes");
    EXPECT_EQ(error_of(create_token(*registry_, "account-none", "x", 1)),
              "there is no such account");
    for (std::size_t i = 0; i < kMostTokens; i++) EXPECT_EQ(refused("x", 1), "no error");
    EXPECT_EQ(refused("x", 1), "an account has at most 20 tokens: end one of them first");
    EXPECT_TRUE(create_token(*registry_, "account-ada", "x", 1, start_ + 24h));
}

TEST_P(SignInTest, SetsUpASecondFactorOnceOnly) {
    account("ada", Role::filer, "");
    Opened mine = must(enter_with("ada", kPassword, "", start_));
    Opened thief = must(enter_with("ada", kPassword, "", start_));
    EXPECT_EQ(error_of(confirm_totp(*registry_, mine.key, "short", code(start_), start_)),
              "this is no secret of a second factor: begin again");
    Opened whole = must(confirm_totp(*registry_, mine.key, kSecret, code(start_), start_));
    EXPECT_FALSE(is_open(thief.key, start_));
    EXPECT_EQ(error_of(confirm_totp(*registry_, thief.key, kSecret, code(start_), start_)),
              "this session has ended: sign in again");
    EXPECT_EQ(error_of(confirm_totp(*registry_, whole.key, kSecret, code(start_), start_)),
              "this account has a second factor; an administrator can take it away");
    must(forget_totp(*registry_, kKeeper, "account-ada"));
    EXPECT_FALSE(is_open(whole.key, start_));
    EXPECT_FALSE(must(enter_with("ada", kPassword, "", start_)).session.second_factor);
}

TEST_P(SignInTest, ChangesThePasswordForWhoKnowsTheOldOne) {
    account("ada");
    Opened session = opened("ada", start_), second = opened("ada", start_ + 30s);
    std::string token = must(create_token(*registry_, "account-ada", "x", 1, start_));
    Time at = start_ + 1min;
    auto change = [&](std::string_view old, std::string_view to) {
        return change_password(*registry_, session.key, Secret(old), Secret(to), kAddress, at);
    };
    EXPECT_EQ(error_of(change("wrong", "red umbrella in May")), "the old password is wrong");
    EXPECT_EQ(error_of(change(kPassword, "short")),
              "this password is too short: take at least 12 characters");
    Opened next = must(change(kPassword, "red umbrella in May"));
    EXPECT_FALSE(is_open(session.key, at) || is_open(second.key, at));
    EXPECT_FALSE(must(who_by_token(*store(), token, at)));
    EXPECT_TRUE(is_open(next.key, at));
    EXPECT_EQ(error_of(enter_with("ada", kPassword, code(at), at)), kWrong);
    EXPECT_TRUE(enter_with("ada", "red umbrella in May", code(at), at));
    EXPECT_EQ(error_of(set_password(*registry_, "account-ada", "account-ada",
                                    Secret("red umbrella in June"))),
              "to change your own password, give the old one too");
}

TEST_P(SignInTest, GuessesOfTheOldPasswordAreCounted) {
    account("ada");
    Opened session = opened("ada", start_);
    std::string last;
    for (int i = 0; i < 11; i++)
        last = error_of(change_password(*registry_, session.key, Secret("wrong"),
                                        Secret("red umbrella in May"), kAddress, start_));
    EXPECT_EQ(last, "too many attempts to sign in: try again in 2 minutes");
}

TEST_P(SignInTest, LeavesAccountsToAdministrators) {
    account("ada");
    account("reg", Role::registrar);
    Account gone = account("gone", Role::administrator);
    gone.disabled = true;
    put(gone);
    constexpr std::string_view kOnly = "only an administrator may do this";
    for (std::string_view by : {"account-ada", "account-reg", "account-gone", "account-none", ""}) {
        EXPECT_EQ(error_of(create_account(*registry_, by, "bob", Role::filer, Secret(kPassword))),
                  kOnly);
        EXPECT_EQ(error_of(set_disabled(*registry_, by, "account-gone", false)),
                  by == "account-gone" ? "nobody disables their own account: another must" : kOnly);
        EXPECT_EQ(error_of(forget_totp(*registry_, by, "account-ada")), kOnly);
        EXPECT_EQ(error_of(allow_company(*registry_, by, "account-ada", "company-a")), kOnly);
    }
    EXPECT_EQ(error_of(set_password(*registry_, "account-reg", "account-ada", Secret(kPassword))),
              kOnly);
    EXPECT_TRUE(trail().empty());
}

TEST_P(SignInTest, LetsAnybodyJoinAsAFilerAndAsNothingElse) {
    Account joined =
        must(create_account(*registry_, kJoining, "ada", Role::filer, Secret(kPassword), start_));
    for (Role role : {Role::registrar, Role::administrator})
        EXPECT_EQ(error_of(create_account(*registry_, kJoining, "bob", role, Secret(kPassword))),
                  "only an administrator may do this");
    EXPECT_EQ(error_of(set_password(*registry_, kJoining, joined.id, Secret(kPassword))),
              "only an administrator may do this");
    EXPECT_EQ(trail(),
              std::vector{"account.created by joining (filer) on " + joined.id + ": filer"});
}

TEST_P(SignInTest, LetsAFilerFileForACompanyOnRecord) {
    account("ada");
    must(registry_->publish(std::vector{company("company-a")}));
    EXPECT_EQ(error_of(allow_company(*registry_, kKeeper, "account-ada", "company-b")),
              "there is no such company on record");
    must(allow_company(*registry_, kKeeper, "account-ada", "company-a"));
    must(allow_company(*registry_, kKeeper, "account-ada", "company-a"));
    EXPECT_EQ(stored("account-ada").companies, std::vector<std::string>{"company-a"});
}

TEST_P(SignInTest, TakesNoNameThatLooksLikeAnother) {
    auto refused = [&](std::string_view name) {
        return error_of(create_account(*registry_, kKeeper, name, Role::filer, Secret(kPassword)));
    };
    constexpr std::string_view kForm =
        "the name of an account has 2 to 64 small letters, digits and -._@+";
    for (std::string_view name : {"", "a", "Ada", "a da", "ad\u0430", "ada\n", "a\0b"})
        EXPECT_EQ(refused(name), kForm) << name;
    EXPECT_EQ(refused(std::string(65, 'a')), kForm);
    EXPECT_EQ(refused("ada.l@example.org"), "no error");
    EXPECT_EQ(refused("ada.l@example.org"), "there is an account of that name");
    EXPECT_EQ(error_of(create_account(*registry_, kKeeper, "bob", Role::filer, Secret("bob"))),
              "this password is too short: take at least 12 characters");
}

}  // namespace bridle::registry::sign_in_test
