#include "register/web/workers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>

namespace bridle::registry::workers_test {
namespace {

TEST(Workers, RunWhatTheyAreGiven) {
    std::latch done(3);
    Workers workers(2, 16);
    for (int i = 0; i < 3; i++) EXPECT_TRUE(workers.offer("a", [&] { done.count_down(); }));
    done.wait();
}

TEST(Workers, LetNobodyHaveMoreThanAQuarterOfTheLine) {
    std::latch begun(1), go_on(1);
    std::atomic<int> ran = 0;
    Workers workers(1, 8);
    ASSERT_TRUE(workers.offer("first", [&] {
        begun.count_down();
        go_on.wait();
    }));
    begun.wait();
    auto job = [&] { ran++; };
    std::string taken;
    for (const char* asker : {"a", "a", "a", "b", "b", "c", "c", "d", "d", "e"})
        taken += workers.offer(asker, job) ? '+' : '-';
    EXPECT_EQ(taken, "++-++++++-");
    go_on.count_down();
    while (ran < 8) std::this_thread::yield();
    EXPECT_TRUE(workers.offer("a", job));
}

TEST(Workers, DropWhatOnlyWaitsWhenTheyEnd) {
    std::latch begun(1);
    std::atomic<bool> is_ending = false;
    std::atomic<int> ran = 0;
    Workers workers(1, 16);
    ASSERT_TRUE(workers.offer("a", [&] {
        begun.count_down();
        while (!is_ending) std::this_thread::yield();
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        ran++;
    }));
    begun.wait();
    ASSERT_TRUE(workers.offer("a", [&] { ran += 100; }));
    is_ending = true;
    workers.end();
    EXPECT_EQ(ran, 1);
    EXPECT_FALSE(workers.offer("a", [] {}));
}

}  // namespace
}  // namespace bridle::registry::workers_test
