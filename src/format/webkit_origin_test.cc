#include "format/webkit_origin.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bridle::webkit_origin_test {
namespace {

std::string narrow(std::string_view text) {
    return std::string{static_cast<char>(text.size()), 0, 0, 0, 1} + std::string(text);
}
const std::string kNoPort(1, '\0');

TEST(WebkitOrigin, ReadsBothOrigins) {
    const std::string bytes = narrow("https") + narrow("news.example") + kNoPort + narrow("http") +
                              narrow("ads.example") + "\x01\x90\x1F" + "what follows";
    auto origin = parse_client_origin(as_bytes(bytes));
    ASSERT_TRUE(origin);
    EXPECT_EQ(origin->top.address(), "https://news.example");
    EXPECT_EQ(origin->client.address(), "http://ads.example:8080");
}

TEST(WebkitOrigin, ReadsWideCharactersAndNoHost) {
    const std::string wide("\2\0\0\0\0g\0\xFC\0", 9), none("\xFF\xFF\xFF\xFF", 4);
    const std::string bytes = narrow("file") + none + kNoPort + narrow("https") + wide + kNoPort;
    auto origin = parse_client_origin(as_bytes(bytes));
    ASSERT_TRUE(origin);
    EXPECT_EQ(origin->top.address(), "file://");
    EXPECT_EQ(origin->client.host, "gü");
}

TEST(WebkitOrigin, HalfASurrogateIsNoCharacter) {
    const std::string half("\1\0\0\0\0\x3D\xD8", 7);
    const std::string bytes =
        narrow("https") + half + kNoPort + narrow("https") + narrow("a") + kNoPort;
    auto origin = parse_client_origin(as_bytes(bytes));
    ASSERT_TRUE(origin);
    EXPECT_EQ(origin->top.host, "\uFFFD");
}

TEST(WebkitOrigin, RefusesWhatIsNone) {
    const std::string good = narrow("https") + narrow("a") + kNoPort;
    for (const std::string& bad :
         {std::string(), good, good + narrow("https"), narrow("") + narrow("a") + kNoPort + good,
          good + narrow("https") + narrow("a") + "\x02",
          good + narrow("https") + "\xFF\xFF\xFF\1\1", std::string("SQLite format 3")})
        EXPECT_FALSE(parse_client_origin(as_bytes(bad))) << hex(as_bytes(bad));
}

TEST(WebkitOrigin, ReadsNamesOfFoldersWhateverTheHostHolds) {
    auto address = [](std::string_view name) {
        auto origin = origin_of_name(name);
        return origin ? origin->address() : "none";
    };
    EXPECT_EQ(address("https_www.example.com_0"), "https://www.example.com");
    EXPECT_EQ(address("http_my_host.example_8080"), "http://my_host.example:8080");
    EXPECT_EQ(address("https_%3A%3A1_0"), "https://[::1]");
    EXPECT_EQ(address("https_a%2"), "none");
    EXPECT_EQ(address("https__0"), "none");
    EXPECT_EQ(address("https_0"), "none");
    EXPECT_EQ(address("https_host_port"), "none");
    EXPECT_EQ(address("https_host_70000"), "none");
    EXPECT_EQ(address("_host_0"), "none");
    EXPECT_EQ(address(""), "none");
}

}  // namespace
}  // namespace bridle::webkit_origin_test
