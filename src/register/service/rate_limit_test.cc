#include "register/service/rate_limit.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace bridle::registry::rate_limit_test {

namespace {

using namespace std::chrono_literals;

constexpr Time kStart = Time(1'700'000'000s);

unsigned taken(RateLimit& limit, std::string_view key, Time now) {
    unsigned count = 0;
    while (limit.take(key, now)) count++;
    return count;
}

}  // namespace

TEST(RateLimit, GivesSoManyAndThenNone) {
    RateLimit limit({.tokens = 10, .refill = 15min});
    EXPECT_EQ(taken(limit, "a", kStart), 10u);
    EXPECT_FALSE(limit.take("a", kStart));
    EXPECT_EQ(taken(limit, "b", kStart), 10u);
}

TEST(RateLimit, FillsWithTimeAndNeverOver) {
    RateLimit limit({.tokens = 10, .refill = 15min});
    taken(limit, "a", kStart);
    EXPECT_FALSE(limit.take("a", kStart + 89s));
    EXPECT_EQ(taken(limit, "a", kStart + 90s), 1u);
    EXPECT_EQ(taken(limit, "a", kStart + 90s + 15min), 10u);
    EXPECT_EQ(taken(limit, "a", kStart + 24h), 10u);
}

TEST(RateLimit, SaysHowLongToWait) {
    RateLimit limit({.tokens = 10, .refill = 15min});
    EXPECT_EQ(limit.wait("a", kStart), 0s);
    taken(limit, "a", kStart);
    EXPECT_EQ(limit.wait("a", kStart), 90s);
    EXPECT_EQ(limit.wait("a", kStart + 89s + 1us), 1s);
    EXPECT_EQ(limit.wait("a", kStart + 90s), 0s);
}

TEST(RateLimit, AskingInVainMakesNothingWorse) {
    RateLimit limit({.tokens = 2, .refill = 60s});
    taken(limit, "a", kStart);
    for (int i = 0; i < 1000; i++) EXPECT_FALSE(limit.take("a", kStart + 29s));
    EXPECT_TRUE(limit.take("a", kStart + 30s));
}

TEST(RateLimit, TakesBackWhatShouldNotCount) {
    RateLimit limit({.tokens = 2, .refill = 60s});
    for (int i = 0; i < 100; i++) {
        EXPECT_TRUE(limit.take("a", kStart));
        limit.give_back("a", kStart);
    }
    limit.give_back("a", kStart);  // a full bucket stays as full as it is
    limit.give_back("unknown", kStart);
    EXPECT_EQ(taken(limit, "a", kStart), 2u);
}

TEST(RateLimit, ForgetsWhoAskedForNothingTheLongest) {
    RateLimit limit({.tokens = 1, .refill = 1h, .most_keys = 3});
    EXPECT_TRUE(limit.take("a", kStart));
    EXPECT_TRUE(limit.take("b", kStart));
    EXPECT_TRUE(limit.take("c", kStart));
    EXPECT_FALSE(limit.take("a", kStart));  // asked again: now b is the oldest
    EXPECT_TRUE(limit.take("d", kStart));
    EXPECT_FALSE(limit.take("a", kStart));
    EXPECT_TRUE(limit.take("b", kStart));
    EXPECT_EQ(limit.keys(), 3u);
}

TEST(RateLimit, KeepsItsMemoryWhateverIsAsked) {
    RateLimit limit({.tokens = 1, .refill = 1h, .most_keys = 100});
    for (int i = 0; i < 10'000; i++) EXPECT_TRUE(limit.take("key " + std::to_string(i), kStart));
    EXPECT_EQ(limit.keys(), 100u);
    std::string huge(1 << 20, 'x');
    EXPECT_TRUE(limit.take(huge, kStart));
    EXPECT_FALSE(limit.take(huge, kStart));
    EXPECT_TRUE(limit.take(huge + "y", kStart));
}

TEST(RateLimit, LocksNobodyOutWhenTheClockIsSetBack) {
    RateLimit limit({.tokens = 2, .refill = 60s});
    taken(limit, "a", kStart);
    EXPECT_EQ(limit.wait("a", kStart - 24h), 30s);
    EXPECT_FALSE(limit.take("a", kStart - 24h));
    EXPECT_TRUE(limit.take("a", kStart - 24h + 30s));
}

TEST(RateLimit, CountsRightFromManyThreads) {
    RateLimit limit({.tokens = 1000, .refill = 1h});
    std::atomic<int> count = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; i++)
        threads.emplace_back([&] {
            for (int k = 0; k < 500; k++) count += limit.take("a", kStart);
        });
    threads.clear();
    EXPECT_EQ(count, 1000);
}

TEST(RateLimit, TakesAllAddressesOfANetworkOfIPv6ForOne) {
    EXPECT_EQ(client_of("192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(client_of("2001:db8:1:2::1"), "20010db800010002::/64");
    EXPECT_EQ(client_of("2001:db8:1:2:ffff:ffff:ffff:ffff"), client_of("2001:db8:1:2::1"));
    EXPECT_NE(client_of("2001:db8:1:3::1"), client_of("2001:db8:1:2::1"));
    EXPECT_EQ(client_of("::ffff:192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(client_of("fe80::1%eth0"), client_of("fe80::1"));
    EXPECT_EQ(client_of("nonsense"), "nonsense");
    EXPECT_EQ(client_of(""), "");
}

}  // namespace bridle::registry::rate_limit_test
