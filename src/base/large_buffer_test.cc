#include "base/large_buffer.h"

#include <gtest/gtest.h>

#include <vector>

namespace bridle::large_buffer_test {

TEST(LargeBuffer, HoldsWhatItCopiedAndZerosBehindIt) {
    for (std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{4096},
                             (std::size_t{2} << 20) - 64, std::size_t{2} << 20}) {
        const std::vector<std::byte> bytes(size, std::byte{7});
        auto buffer = LargeBuffer::copy(bytes);
        ASSERT_TRUE(buffer) << size;
        EXPECT_TRUE(std::ranges::equal(Bytes(*buffer), bytes)) << size;
        for (std::size_t i = 0; i < LargeBuffer::kZerosBehind; i++)
            ASSERT_EQ(buffer->begin()[size + i], std::byte{0}) << size;
    }
}

TEST(LargeBuffer, HasZerosBehindALessFullOne) {
    auto buffer = LargeBuffer::copy(std::vector<std::byte>(100, std::byte{7}));
    ASSERT_TRUE(buffer);
    buffer->shrink(10);
    EXPECT_EQ(buffer->size(), 10u);
    for (std::size_t i = 0; i < LargeBuffer::kZerosBehind; i++)
        ASSERT_EQ(buffer->begin()[10 + i], std::byte{0});
}

}  // namespace bridle::large_buffer_test
