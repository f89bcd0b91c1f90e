#include "base/csv.h"

#include <gtest/gtest.h>

namespace bridle::csv_test {

static std::string field(std::string_view text) {
    std::string out;
    append_csv_field(out, text);
    return out;
}

TEST(Csv, LeavesPlainTextAsItIs) {
    EXPECT_EQ(field(""), "");
    EXPECT_EQ(field("plain text; with 'much' in it: Ünïcödé 👋"),
              "plain text; with 'much' in it: Ünïcödé 👋");
}

TEST(Csv, QuotesCommasAndQuotationMarksWhereverTheyStand) {
    for (std::size_t before = 0; before < 20; before++) {
        const std::string a(before, 'a');
        EXPECT_EQ(field(a + ",b"), "\"" + a + ",b\"");
        EXPECT_EQ(field(a + "\"b"), "\"" + a + "\"\"b\"");
        EXPECT_EQ(field(a + "\nb"), "\"" + a + " b\"");
        EXPECT_EQ(field(a + "\x7f"
                            "b"),
                  "\"" + a + " b\"");
    }
}

TEST(Csv, DefusesFormulas) {
    EXPECT_EQ(field("=1+1"), "\"'=1+1\"");
    EXPECT_EQ(field("+49"), "\"'+49\"");
    EXPECT_EQ(field("-1"), "\"'-1\"");
    EXPECT_EQ(field("@SUM(A1)"), "\"'@SUM(A1)\"");
    EXPECT_EQ(field("\t =1"), "\"'  =1\"");
    EXPECT_EQ(field("a=1"), "a=1");
}

}  // namespace bridle::csv_test
