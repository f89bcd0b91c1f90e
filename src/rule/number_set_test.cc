#include "rule/number_set.h"

#include <gtest/gtest.h>

namespace bridle::number_set_test {

TEST(NumberSet, KnowsWhatWasAddedBeforeAndAfterItWasAsked) {
    NumberSet set(1'000'000);
    EXPECT_TRUE(set.empty());
    for (std::uint64_t i = 0; i < 400'000; i++) set.add(i * 7 % 1'000 * 2);
    EXPECT_TRUE(set.contains(1'998));
    EXPECT_FALSE(set.contains(1'999));
    set.add(1'999);
    EXPECT_TRUE(set.contains(1'999));
    for (std::uint64_t i = 0; i < 100; i++) set.add(5'001 + i);
    EXPECT_TRUE(set.contains(5'050));
    EXPECT_TRUE(set.contains(0));
    EXPECT_FALSE(set.full());
}

TEST(NumberSet, IsFullOfMoreThanItHolds) {
    NumberSet set(100'000);
    for (std::uint64_t i = 0; i < 300'000; i++) set.add(i);
    EXPECT_TRUE(set.full());
    EXPECT_TRUE(set.contains(7));
}

}  // namespace bridle::number_set_test
