#include "register/service/password.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <set>
#include <thread>

#include "base/text.h"

namespace bridle::registry::password_test {

namespace {

std::string refusal(std::string_view password, std::string_view name = "ada") {
    auto checked = check_new_password(Secret(password), name);
    return checked ? "" : checked.error().what;
}

bool fits(std::string_view password, std::string_view record) {
    auto fits = password_fits(Secret(password), record);
    EXPECT_TRUE(fits) << (fits ? "" : fits.error().what);
    return fits && *fits;
}

double milliseconds_of(std::string_view record) {
    auto begin = std::chrono::steady_clock::now();
    fits("a wrong guess", record);
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
        .count();
}

}  // namespace

TEST(Password, FitsItsRecordAndNoOtherDoes) {
    auto record = password_record(Secret("blue umbrella in April"));
    ASSERT_TRUE(record);
    EXPECT_TRUE(record->starts_with("scrypt$15$8$1$")) << *record;
    EXPECT_TRUE(fits("blue umbrella in April", *record));
    EXPECT_FALSE(fits("blue umbrella in april", *record));
    EXPECT_FALSE(fits("", *record));
}

TEST(Password, IsSaltedSoThatTwoAlikeDoNotLookAlike) {
    auto one = password_record(Secret("blue umbrella in April"));
    auto two = password_record(Secret("blue umbrella in April"));
    ASSERT_TRUE(one && two);
    EXPECT_NE(*one, *two);
}

// RFC 7914, section 12, as far as our 32 bytes go.
TEST(Password, IsDerivedAsTheStandardSays) {
    auto derived = from_hex("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2");
    std::string record =
        "scrypt$14$8$1$" + base64(as_bytes("SodiumChloride")) + "$" + base64(*derived);
    EXPECT_TRUE(fits("pleaseletmein", record));
    EXPECT_FALSE(fits("pleaseletmeout", record));
    EXPECT_FALSE(fits("pleaseletmein", "scrypt$13" + record.substr(9)));
}

TEST(Password, FitsNoEmptyRecordAndSpendsTheSameTimeOnIt) {
    EXPECT_FALSE(fits("", ""));
    auto record = password_record(Secret("blue umbrella in April"));
    ASSERT_TRUE(record);
    double real = 1e9, none = 1e9;  // the quickest of some: others may use the processor too
    for (int i = 0; i < 3; i++) {
        real = std::min(real, milliseconds_of(*record));
        none = std::min(none, milliseconds_of(""));
    }
    EXPECT_GT(none, real * 0.3);
    EXPECT_LT(none, real * 3);
}

TEST(Password, OfADamagedRecordIsAnErrorAndTakesNoMemory) {
    std::string hash = base64(std::array<std::byte, 32>{});
    for (std::string record :
         {"scrypt", "scrypt$15$8$1$AAAA", "bcrypt$15$8$1$AAAA$", "scrypt$63$8$1$AAAA$",
          "scrypt$15$800$1$AAAA$", "scrypt$15$8$-1$AAAA$", "scrypt$15$8$0$AAAA$",
          "scrypt$15$8$1$A*AA$", "scrypt$ 5$8$1$AAAA$"}) {
        auto fits = password_fits(Secret("x"), record + hash);
        ASSERT_FALSE(fits) << record;
        EXPECT_EQ(fits.error().what, "the stored password of an account is damaged") << record;
    }
    auto fits = password_fits(Secret("x"), "scrypt$20$16$1$AAAA$" + hash);  // 2 GB
    ASSERT_FALSE(fits);
    EXPECT_EQ(fits.error().code, Errc::internal);
}

TEST(Password, OfManyAtOnceComesOutRightOrIsPutOff) {
    auto record = password_record(Secret("blue umbrella in April"));
    ASSERT_TRUE(record);
    std::atomic<int> fine = 0, later = 0, wrong = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 6; i++)
        threads.emplace_back([&] {
            auto fits = password_fits(Secret("blue umbrella in April"), *record);
            if (fits)
                (*fits ? fine : wrong)++;
            else
                (fits.error().code == Errc::limit ? later : wrong)++;
        });
    threads.clear();
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(fine + later, 6);
    EXPECT_GE(fine, 2);
}

TEST(Password, MayBeAnyLongText) {
    EXPECT_EQ(refusal("blue umbrella in April"), "");
    EXPECT_EQ(refusal("Grün-Öl-Tür-42"), "");
    EXPECT_EQ(refusal("كلمة سر طويلة جدا"), "");
    EXPECT_EQ(refusal("zx8#Lm2!qP0v"), "");
}

TEST(Password, IsRefusedWhenItIsShortLongOrNoText) {
    EXPECT_EQ(refusal("zx8#Lm2!qP0"), "this password is too short: take at least 12 characters");
    EXPECT_EQ(refusal("öööäääüüüé"), "this password is too short: take at least 12 characters");
    std::string longest;
    while (longest.size() < 1000) longest += "abcde fghi";
    EXPECT_EQ(refusal(longest), "");
    EXPECT_EQ(refusal(longest + "x"), "this password is too long: at most 1,000 bytes are taken");
    EXPECT_EQ(refusal("blue umbrella\nin April"), "a password is text without control characters");
    EXPECT_EQ(refusal("blue umbrella \xff in April"),
              "a password is text without control characters");
    auto fits = password_fits(Secret(std::string(1001, 'x')), "");
    ASSERT_FALSE(fits);
    EXPECT_EQ(fits.error().code, Errc::limit);
}

TEST(Password, IsRefusedWhenAnybodyWouldTryIt) {
    for (std::string_view password :
         {"password1234", "Password!2024", "passwordpassword", "qwertyuiop12", "1234abcd5678",
          "Administrator1", "letmeinletmein", "P-a-s-s-w-o-r-d-1", "correct horse battery staple",
          "Welcome2026!!"})
        EXPECT_EQ(refusal(password),
                  "this password is among the first that anybody would try: take another")
            << password;
    EXPECT_EQ(refusal("283749105627"), "this password is only digits: several words are better");
    EXPECT_EQ(refusal("aaaabbbbccccdddd"),
              "this password has too few different characters: several words are better");
    EXPECT_EQ(refusal("Nadia.Karim-2026", "nadia.karim"),
              "a password must not contain the name of the account");
}

TEST(Password, RandomBytesAndIdsDiffer) {
    std::set<std::string> ids;
    for (int i = 0; i < 1000; i++) {
        auto id = random_id("filing");
        ASSERT_TRUE(id);
        EXPECT_EQ(id->size(), 7 + 12u);
        EXPECT_TRUE(id->starts_with("filing-"));
        EXPECT_EQ(id->find_first_not_of("abcdefghijklmnopqrstuvwxyz234567", 7), std::string::npos);
        ids.insert(*id);
    }
    EXPECT_EQ(ids.size(), 1000u);
    EXPECT_EQ(random_bytes(20)->size(), 20u);
    EXPECT_NE(*random_bytes(20), *random_bytes(20));
}

}  // namespace bridle::registry::password_test
