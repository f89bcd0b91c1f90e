#include "artifact/redirects.h"

#include <gtest/gtest.h>

namespace bridle::redirects_test {

TEST(Redirects, TheFirstTargetOfAVisitIsKept) {
    Redirects redirects;
    EXPECT_TRUE(redirects.add(1, "https://a.example/", 1.5));
    EXPECT_TRUE(redirects.add(1, "https://b.example/", 2.5));
    ASSERT_NE(redirects.of(1), nullptr);
    EXPECT_EQ(redirects.of(1)->url, "https://a.example/");
    EXPECT_EQ(redirects.of(2), nullptr);
}

TEST(Redirects, MoreThanFitsIsALimit) {
    Redirects redirects;
    EXPECT_TRUE(redirects.add(1, std::string(64 << 20, 'x'), 0));
    auto more = redirects.add(2, "x", 0);
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().code, Errc::limit);
    EXPECT_EQ(redirects.of(2), nullptr);
}

}  // namespace bridle::redirects_test
