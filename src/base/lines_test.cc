#include "base/lines.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bridle::lines_test {

static std::string lines(std::string_view text, std::size_t longest = 100) {
    std::string out;
    MemoryFile file(as_bytes(text));
    auto done = each_line(file, longest, [&](std::string_view line, std::uint64_t offset) {
        out += std::to_string(offset) + ":" + std::string(line) + "|";
        return Result<void>();
    });
    return done ? out : done.error().what;
}

TEST(Lines, SaysWhereEachBegins) {
    EXPECT_EQ(lines("a\nbc\r\n\nd"), "0:a|2:bc|6:|7:d|");
    EXPECT_EQ(lines("a\n"), "0:a|");
    EXPECT_EQ(lines(""), "");
}

TEST(Lines, CutsALineThatIsTooLong) {
    EXPECT_EQ(lines("abcdef\ngh", 3), "0:abc|7:gh|");
}

TEST(Lines, JoinsWhatLiesInTwoPieces) {
    std::string text(300'000, 'x');
    text[262'143] = '\n';
    std::size_t size = 0;
    MemoryFile file(as_bytes(text));
    ASSERT_TRUE(each_line(file, 1 << 20, [&](std::string_view line, std::uint64_t) {
        size += line.size() * line.size();
        return Result<void>();
    }));
    EXPECT_EQ(size, 262'143ull * 262'143 + 37'856ull * 37'856);
}

TEST(Lines, StopsWhenTheVisitFails) {
    MemoryFile file(as_bytes("a\nb\n"));
    int visits = 0;
    auto done = each_line(file, 10, [&](std::string_view, std::uint64_t) -> Result<void> {
        visits++;
        return fail(Errc::limit, "enough");
    });
    EXPECT_FALSE(done);
    EXPECT_EQ(visits, 1);
}

}  // namespace bridle::lines_test
