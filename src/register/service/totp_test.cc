#include "register/service/totp.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bridle::registry::totp_test {

namespace {

constexpr std::string_view kSecret = "12345678901234567890";  // of both RFCs

Time seconds(std::int64_t count) {
    return Time(std::chrono::seconds(count));
}

std::string code_at(std::int64_t second) {
    return totp_code(kSecret, totp_step(seconds(second)));
}

}  // namespace

// RFC 4226, appendix D.
TEST(Totp, MakesTheCodesOfTheCounters) {
    std::string codes;
    for (std::int64_t counter = 0; counter < 10; counter++)
        codes += totp_code(kSecret, counter) + " ";
    EXPECT_EQ(codes, "755224 287082 359152 969429 338314 254676 287922 162583 399871 520489 ");
}

// RFC 6238, appendix B, of whose eight digits these are the last six.
TEST(Totp, MakesTheCodesOfTheTimes) {
    EXPECT_EQ(code_at(59), "287082");
    EXPECT_EQ(code_at(1111111109), "081804");
    EXPECT_EQ(code_at(1111111111), "050471");
    EXPECT_EQ(code_at(1234567890), "005924");
    EXPECT_EQ(code_at(2000000000), "279037");
    EXPECT_EQ(code_at(20000000000), "353130");
}

TEST(Totp, TakesTheCodesOfOneStepBeforeAndAfter) {
    Time at = seconds(1111111109);
    std::int64_t step = totp_step(at);
    for (std::int64_t away : {-1, 0, 1})
        EXPECT_EQ(totp_matches(kSecret, totp_code(kSecret, step + away), at, 0), step + away);
    for (std::int64_t away : {-2, 2})
        EXPECT_EQ(totp_matches(kSecret, totp_code(kSecret, step + away), at, 0), std::nullopt);
}

TEST(Totp, TakesACodeOnceAndNoneBeforeIt) {
    Time at = seconds(1111111109);
    std::int64_t step = totp_step(at);
    EXPECT_EQ(totp_matches(kSecret, "081804", at, step - 1), step);
    EXPECT_EQ(totp_matches(kSecret, "081804", at, step), std::nullopt);
    EXPECT_EQ(totp_matches(kSecret, totp_code(kSecret, step - 1), at, step), std::nullopt);
    EXPECT_EQ(totp_matches(kSecret, totp_code(kSecret, step + 1), at, step), step + 1);
}

TEST(Totp, ReadsACodeWithTheBlankThatApplicationsShow) {
    EXPECT_TRUE(totp_matches(kSecret, " 081 804 ", seconds(1111111109), 0));
    for (std::string_view code : {"", "81804", "0081804", "08180x", "0818040000000000000000"})
        EXPECT_FALSE(totp_matches(kSecret, code, seconds(1111111109), 0)) << code;
    EXPECT_FALSE(totp_matches("", totp_code("", totp_step(seconds(0))), seconds(0), -9));
}

// RFC 4648, section 10.
TEST(Totp, WritesAndReadsBase32) {
    for (auto [bytes, text] : {std::pair<std::string_view, std::string_view>{"", ""},
                               {"f", "MY"},
                               {"fo", "MZXQ"},
                               {"foo", "MZXW6"},
                               {"foob", "MZXW6YQ"},
                               {"fooba", "MZXW6YTB"},
                               {"foobar", "MZXW6YTBOI"}}) {
        EXPECT_EQ(base32(bytes), text);
        EXPECT_EQ(from_base32(text), bytes);
    }
    EXPECT_EQ(from_base32("mzxw 6ytb oi"), "foobar");
    for (std::string_view bad : {"M", "MZ1", "MZXW6Y=", "MZ", "MZXW6YR"})
        EXPECT_EQ(from_base32(bad), std::nullopt) << bad;
}

TEST(Totp, HasAnAddressThatApplicationsRead) {
    EXPECT_EQ(totp_address(kSecret, "Ada L. <a@b>", "Register & Co"),
              "otpauth://totp/Register%20%26%20Co:Ada%20L.%20%3Ca%40b%3E"
              "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Register%20%26%20Co"
              "&algorithm=SHA1&digits=6&period=30");
}

}  // namespace bridle::registry::totp_test
