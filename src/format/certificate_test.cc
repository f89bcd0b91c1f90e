#include "format/certificate.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bridle::certificate_test {

static std::string der(unsigned char tag, std::string_view content) {
    return std::string(1, static_cast<char>(tag)) + static_cast<char>(content.size()) +
           std::string(content);
}

static std::string name(std::string_view common) {
    return der(0x31, der(0x30, der(0x06, "\x55\x04\x03") + der(0x0C, common)));
}

static std::string certificate(bool with_version) {
    return der(0x30, der(0x30, (with_version ? der(0xA0, der(0x02, "\x02")) : std::string()) +
                                   der(0x02, "\x01") + der(0x30, "") + der(0x30, name("Issuer")) +
                                   der(0x30, "") + der(0x30, name("Subject"))));
}

TEST(Certificate, SaysForWhomItIsAndWhoVouches) {
    for (bool with_version : {false, true}) {
        auto names = certificate_names(as_bytes(certificate(with_version)));
        ASSERT_TRUE(names) << names.error().what;
        EXPECT_EQ(names->subject, "CN=Subject");
        EXPECT_EQ(names->issuer, "CN=Issuer");
    }
}

TEST(Certificate, NamesAreReadWithAndWithoutTheirSequence) {
    EXPECT_EQ(distinguished_name(as_bytes(name("A") + name("B"))), "CN=A, CN=B");
    EXPECT_EQ(distinguished_name(as_bytes(der(0x30, name("A")))), "CN=A");
    EXPECT_EQ(distinguished_name({}), "");
}

TEST(Certificate, PartsOfAnUnknownKindAreLeftOut) {
    const std::string other = der(0x31, der(0x30, der(0x06, "\x55\x04\x63") + der(0x0C, "x")));
    EXPECT_EQ(distinguished_name(as_bytes(other + name("A"))), "CN=A");
}

TEST(Certificate, WideTextIsReadAndControlCharactersAreBlanks) {
    const std::string wide =
        der(0x31, der(0x30, der(0x06, "\x55\x04\x0A") + der(0x1E, std::string_view("\0A\0B", 4))));
    EXPECT_EQ(distinguished_name(as_bytes(wide)), "O=AB");
    EXPECT_EQ(distinguished_name(as_bytes(name("a\nb"))), "CN=a b");
}

TEST(Certificate, CutAnywhereIsNoCertificate) {
    const std::string whole = certificate(true);
    for (std::size_t size = 0; size < whole.size(); size++)
        EXPECT_FALSE(certificate_names(as_bytes(whole).first(size))) << size;
}

TEST(Certificate, TextBetweenTheLinesIsTheCertificate) {
    auto bytes = certificate_bytes(
        as_bytes("x\n-----BEGIN CERTIFICATE-----\nAQ\nID\n-----END CERTIFICATE-----\n"));
    EXPECT_EQ(hex(bytes), "010203");
    EXPECT_EQ(hex(certificate_bytes(as_bytes("\x01"))), "01");
}

}  // namespace bridle::certificate_test
