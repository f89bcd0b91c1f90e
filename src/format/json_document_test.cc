#include "format/json_document.h"

#include <gtest/gtest.h>

namespace bridle::json_document_test {

TEST(JsonDocument, AnswersWhatItHoldsAndNothingElse) {
    JsonDocument json;
    ASSERT_TRUE(json.read(R"({"a": [1, "x", true, 18446744073709551615, 1.5], "b": {"c": null}})"));
    JsonDocument::Node list = json.root()["a"];
    EXPECT_EQ(list.at(0).integer(), 1);
    EXPECT_EQ(list.at(0).real(), 1.0);
    EXPECT_EQ(list.at(1).text(), "x");
    EXPECT_EQ(list.at(1).integer(), std::nullopt);
    EXPECT_EQ(list.at(2).boolean(), true);
    EXPECT_EQ(list.at(3).unsigned_integer(), UINT64_MAX);
    EXPECT_EQ(list.at(4).real(), 1.5);
    EXPECT_FALSE(list.at(5));
    EXPECT_FALSE(json.root()["b"]["c"]["d"].at(3)["e"]);
    std::string keys;
    json.root().each_member([&](std::string_view key, JsonDocument::Node) {
        keys += key;
        return true;
    });
    EXPECT_EQ(keys, "ab");
}

TEST(JsonDocument, MendsLineBreaksAndBytesThatAreNoText) {
    JsonDocument json;
    ASSERT_TRUE(json.read("{\"a\": \"one\n  two\",\r\n \"b\": \"\xff\"}"));
    EXPECT_EQ(json.root()["a"].text(), "one   two");
    EXPECT_EQ(json.root()["b"].text(), "\xef\xbf\xbd");
}

TEST(JsonDocument, RefusesWhatIsNotWhole) {
    JsonDocument json;
    ASSERT_TRUE(json.read("[1]"));
    for (std::string_view text : {"", "{", "{\"a\": 1", "[1] [2]", "nonsense", "{\"a\": \"x}"}) {
        EXPECT_FALSE(json.read(text)) << text;
        EXPECT_FALSE(json.root());
    }
}

TEST(JsonDocument, RefusesEndlessDepth) {
    JsonDocument json;
    auto done = json.read(std::string(100'000, '['));
    ASSERT_FALSE(done);
    EXPECT_EQ(json.read(std::string(150, '[') + std::string(150, ']')).has_value(), true);
    EXPECT_EQ(json.read(std::string(250, '[') + std::string(250, ']')).error().code, Errc::limit);
}

}  // namespace bridle::json_document_test
