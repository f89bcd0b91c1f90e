#include "base/text.h"

#include <gtest/gtest.h>

namespace bridle::text_test {

TEST(Text, ReplacesEachMaximalBadPieceOnce) {
    EXPECT_EQ(to_utf8("a\xFF"
                      "b"),
              "a\xEF\xBF\xBD"
              "b");
    EXPECT_EQ(to_utf8("\xE2\x82"), "\xEF\xBF\xBD");                              // cut short
    EXPECT_EQ(to_utf8("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");                  // overlong
    EXPECT_EQ(to_utf8("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // a surrogate
    EXPECT_EQ(to_utf8("\xF0\x9F\x98\x80"), "\xF0\x9F\x98\x80");
}

TEST(Text, ReadsUtf16WithPairsAndLoneSurrogates) {
    EXPECT_EQ(from_utf16be(as_bytes(std::string_view("\0a\xD8\x3D\xDE\x00", 6))),
              "a\xF0\x9F\x98\x80");
    EXPECT_EQ(from_utf16be(as_bytes(std::string_view("\xD8\x3D\0a", 4))),
              "\xEF\xBF\xBD"
              "a");
    EXPECT_EQ(from_utf16be(as_bytes(std::string_view("\0a\0", 3))), "a");
}

TEST(Text, GlobsKeepToTheirComponents) {
    EXPECT_TRUE(glob_matches("**/Library/SMS/sms.db", "/private/var/mobile/Library/SMS/sms.db"));
    EXPECT_TRUE(glob_matches("**/Profiles/*/History.db", "/a/b/Profiles/X/History.db"));
    EXPECT_FALSE(glob_matches("**/Profiles/*/History.db", "/a/Profiles/X/Y/History.db"));
    EXPECT_FALSE(glob_matches("*/sms.db", "/a/b/sms.db"));
    EXPECT_FALSE(glob_matches("**/sms.db", "/a/sms.db-wal"));
    EXPECT_TRUE(glob_matches("a?c*", "abc"));
    EXPECT_FALSE(glob_matches("a?c", "a/c"));
}

TEST(Text, GlobsAreNotExponential) {
    EXPECT_FALSE(glob_matches("**a**a**a**a**a**a**a**a**b", std::string(20'000, 'a')));
    EXPECT_FALSE(glob_matches("*a*a*a*a*a*a*a*a*b", std::string(20'000, 'a')));
}

TEST(Text, JsonEscapesWhatMustBe) {
    std::string out;
    append_json_string(out, std::string_view("a\"\\\n\t\x01\xFF\0", 8));
    EXPECT_EQ(out, "\"a\\\"\\\\\\n\\t\\u0001\xEF\xBF\xBD\\u0000\"");
}

TEST(Text, JsonTextsOfEveryLengthAreQuotedWhereverTheyAreAppended) {
    for (std::size_t before = 0; before < 70; before++) {
        for (std::size_t size = 0; size < 70; size++) {
            const std::string start(before, 'x'), text(size, 'y');
            std::string out = start;
            append_json_string(out, text);
            ASSERT_EQ(out, start + '"' + text + '"');
        }
    }
}

TEST(Text, HexAndBase64GoThereAndBack) {
    EXPECT_EQ(hex(as_bytes("\x01\xAB")), "01ab");
    EXPECT_EQ(as_text(*from_hex("01aB")), "\x01\xAB");
    EXPECT_FALSE(from_hex("0"));
    EXPECT_FALSE(from_hex("0g"));
    EXPECT_EQ(base64(as_bytes("")), "");
    EXPECT_EQ(base64(as_bytes("f")), "Zg==");
    EXPECT_EQ(base64(as_bytes("fo")), "Zm8=");
    EXPECT_EQ(base64(as_bytes("foo")), "Zm9v");
}

TEST(Text, DigitsOfEveryScriptAreDigits) {
    EXPECT_EQ(ascii_digits("٢٠٢٦-۰۳-०७ 12:３４ a\xFF"
                           "é"),
              "2026-03-07 12:34 a\xFF"
              "é");
}

TEST(Text, OnlyHexadecimalGroupsAreAUuid) {
    EXPECT_TRUE(is_uuid("0F3A9c10-1234-5678-9ABC-def012345678"));
    EXPECT_FALSE(is_uuid("0G3A9C10-1234-5678-9ABC-DEF012345678"));
    EXPECT_FALSE(is_uuid("0F3A9C10-1234-5678-9ABC-DEF01234567"));
    EXPECT_FALSE(is_uuid("0F3A9C10a1234-5678-9ABC-DEF012345678"));
}

TEST(Text, JoinsWhatThereIs) {
    EXPECT_EQ(joined(std::vector<std::string>{"a", "b", "c"}), "a, b, c");
    EXPECT_EQ(joined(std::vector<std::string>{}), "");
}

TEST(Text, GroupsDigits) {
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(1'234'567), "1,234,567");
}

TEST(Text, ShowsWhatWouldHideOrTurnText) {
    EXPECT_EQ(visible("a\xE2\x80\xAE"
                      "b\xE2\x80\x8B"
                      "c\xEF\xBB\xBF"
                      "d"),
              "a‹U+202E›b‹U+200B›c‹U+FEFF›d");
    EXPECT_EQ(visible("line\nline\ttab"), "line line tab");
    EXPECT_EQ(visible(std::string_view("nul\0\x1b[31m", 9)), "nul‹U+0000›‹U+001B›[31m");
    EXPECT_EQ(visible("Привет, 世界 👋"), "Привет, 世界 👋");
    EXPECT_EQ(visible("bad \xFF utf-8"), "bad \uFFFD utf-8");
    EXPECT_EQ(visible("\xF3\xA0\x80\xA0"), "‹U+E0020›");
}

}  // namespace bridle::text_test
