#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::id_status_cache_test {

TEST(IdStatusCache, ShowsNulCharactersAndSkipsWhatIsNoService) {
    // XML cannot hold a NUL; a binary list can: {"s": {"a\0\0b": {"LookupDate": 1.0, "IDStatus":
    // 1}}}.
    std::string list = std::string("bplist00") + "\xD1\x01\x02" + "\x51s" + "\xD1\x03\x04" +
                       std::string(
                           "\x54"
                           "a\0\0b",
                           5) +
                       "\xD2\x05\x06\x07\x08" + "\x5ALookupDate" + "\x58IDStatus" +
                       std::string("\x23\x3F\xF0\0\0\0\0\0\0", 9) + "\x10\x01" +
                       std::string("\x08\x0B\x0D\x10\x15\x1A\x25\x2E\x37", 9) +
                       std::string("\0\0\0\0\0\0\x01\x01", 8) +
                       std::string("\0\0\0\0\0\0\0\x09\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x39", 24);
    EXPECT_EQ(parse("id_status_cache", list),
              "\ns:0 service=s address=a\\x00\\x00b "
              "address_without_nul=ab lookup=2001-01-01T00:00:01Z status=1 occurrences=1\n");
    EXPECT_EQ(parse("id_status_cache",
                    xml_list("<dict><key>CacheVersion</key><integer>1</integer></dict>")),
              "\n");
}

TEST(IdStatusCache, CountsHowOftenAnAddressStandsInIt) {
    EXPECT_EQ(parse("id_status_cache", xml_list(R"(<dict>
        <key>com.apple.madrid</key><dict><key>tel:1</key><dict><key>IDStatus</key><integer>1</integer></dict></dict>
        <key>com.apple.ess</key><dict><key>tel:1</key><dict><key>IDStatus</key><integer>2</integer></dict></dict>
        </dict>)")),
              R"(
com.apple.madrid:0 service=com.apple.madrid address=tel:1 status=1 occurrences=2
com.apple.ess:1 service=com.apple.ess address=tel:1 status=2 occurrences=2
)");
}

}  // namespace bridle::test::id_status_cache_test
