#include "format/json_value.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace bridle::json_value_test {

namespace {

Json parsed(std::string_view text) {
    auto value = Json::parse(text);
    EXPECT_TRUE(value) << text << ": " << (value ? "" : value.error().what);
    return value ? *value : Json();
}

std::string canonical(std::string_view text) {
    return parsed(text).canonical();
}

std::string refusal(std::string_view text) {
    auto value = Json::parse(text);
    return value ? "taken as " + value->canonical() : value.error().what;
}

double real_of(std::uint64_t bits) {
    return std::bit_cast<double>(bits);
}

std::string nested(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
}

}  // namespace

TEST(JsonValue, RefusesNothingAtAll) {
    auto parsed = Json::parse(std::string_view());
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().what, "not JSON: there is nothing");
}

TEST(JsonValue, KeepsTheOrderAndKindOfWhatItReads) {
    Json value = parsed(R"( {"b": [1, -2.5, "x", true, false, null], "a": {}} )");
    EXPECT_EQ(value.dump(), R"({"b":[1,-2.5,"x",true,false,null],"a":{}})");
    const Json& list = value["b"];
    EXPECT_EQ(list[0].integer(), 1);
    EXPECT_EQ(list[1].number(), -2.5);
    EXPECT_EQ(list[1].integer(), std::nullopt);
    EXPECT_EQ(list[2].text(), "x");
    EXPECT_TRUE(list[3].truth());
    EXPECT_FALSE(list[4].truth());
    EXPECT_TRUE(list[4].is_bool());
    EXPECT_TRUE(list[5].is_null());
    EXPECT_TRUE(value["a"].is_object());
    EXPECT_EQ(value["a"].size(), 0u);
    EXPECT_EQ(list.size(), 6u);
}

TEST(JsonValue, AnswersNothingWhereThereIsNothing) {
    Json value = parsed(R"({"a": [1]})");
    EXPECT_TRUE(value["b"][3]["c"].is_null());
    EXPECT_EQ(value["a"].text(), "");
    EXPECT_EQ(value["a"].integer(), std::nullopt);
    EXPECT_EQ(value["a"].find("x"), nullptr);
    EXPECT_TRUE(value["a"].members().empty());
    EXPECT_TRUE(value.items().empty());
    EXPECT_FALSE(value.truth());
}

TEST(JsonValue, ShowsNumbersAsEcmaScriptDoes) {
    const std::pair<double, std::string_view> kShown[] = {
        {0.0, "0"},
        {-0.0, "0"},
        {real_of(0x0000000000000001), "5e-324"},
        {real_of(0x8000000000000001), "-5e-324"},
        {real_of(0x7fefffffffffffff), "1.7976931348623157e+308"},
        {real_of(0xffefffffffffffff), "-1.7976931348623157e+308"},
        {real_of(0x4340000000000000), "9007199254740992"},
        {real_of(0xc340000000000000), "-9007199254740992"},
        {real_of(0x4430000000000000), "295147905179352830000"},
        {real_of(0x44b52d02c7e14af5), "9.999999999999997e+22"},
        {real_of(0x44b52d02c7e14af6), "1e+23"},
        {real_of(0x44b52d02c7e14af7), "1.0000000000000001e+23"},
        {real_of(0x444b1ae4d6e2ef4e), "999999999999999700000"},
        {real_of(0x444b1ae4d6e2ef4f), "999999999999999900000"},
        {real_of(0x444b1ae4d6e2ef50), "1e+21"},
        {real_of(0x3eb0c6f7a0b5ed8c), "9.999999999999997e-7"},
        {real_of(0x3eb0c6f7a0b5ed8d), "0.000001"},
        {real_of(0x41b3de4355555553), "333333333.3333332"},
        {real_of(0x41b3de4355555554), "333333333.33333325"},
        {real_of(0x41b3de4355555555), "333333333.3333333"},
        {real_of(0x41b3de4355555556), "333333333.3333334"},
        {real_of(0x41b3de4355555557), "333333333.33333343"},
        {real_of(0xbecbf647612f3696), "-0.0000033333333333333333"},
        {real_of(0x43143ff3c1cb0959), "1424953923781206.2"},
        {1e-7, "1e-7"},
        {1e20, "100000000000000000000"},
        {0.1, "0.1"},
        {-1.5, "-1.5"},
        {123.456, "123.456"},
        {std::numeric_limits<double>::quiet_NaN(), "null"},
        {std::numeric_limits<double>::infinity(), "null"},
    };
    for (auto [number, text] : kShown) EXPECT_EQ(Json(number).canonical(), text);
}

TEST(JsonValue, HasOneTextForEachNumberItReads) {
    EXPECT_EQ(canonical("[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]"),
              "[333333333.3333333,1e+30,4.5,0.002,1e-27]");
    EXPECT_EQ(canonical("[1.0, 10e-1, -0, -0.0, 1e2]"), "[1,1,0,0,100]");
    EXPECT_EQ(canonical("[9007199254740991, -9007199254740991]"),
              "[9007199254740991,-9007199254740991]");
    EXPECT_EQ(parsed("1.0").integer(), 1);
    EXPECT_EQ(parsed("1e0"), parsed("1"));
}

TEST(JsonValue, RefusesNumbersThatReadersWouldRound) {
    EXPECT_EQ(
        refusal("[9007199254740993]"),
        "9007199254740993 is a number of more digits than JSON readers keep: write it as text");
    EXPECT_EQ(refusal("[9007199254740992]"), "taken as [9007199254740992]");
    for (std::string_view text :
         {"-9007199254740993", "9223372036854775807", "18446744073709551615", "1e20", "-1e19",
          "100000000000000000000", "1e400", "-1e400"})
        EXPECT_FALSE(Json::parse(text)) << text;
}

TEST(JsonValue, ReadsItsCanonicalFormAsTheSameValue) {
    for (std::string_view text : {"9007199254740994", "1e17", "-1e18", "9223372036854775000",
                                  "1e21", "1.5e300", "123456789.125", "5e-324"})
        EXPECT_EQ(canonical(canonical(text)), canonical(text)) << text;
}

TEST(JsonValue, SortsKeysByUtf16Units) {
    EXPECT_EQ(canonical(R"({"\u20ac": "Euro Sign", "\r": "Carriage Return",
                            "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
                            "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",
                            "\u00f6": "Latin Small Letter O With Diaeresis"})"),
              "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
              "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
              "\"\U0001F600\":\"Emoji: Grinning Face\","
              "\"\uFB33\":\"Hebrew Letter Dalet With Dagesh\"}");
    EXPECT_EQ(canonical(R"({"b": 1, "": 2, "aa": 3, "a": {"z": 1, "y": 2}, "B": 4})"),
              R"({"":2,"B":4,"a":{"y":2,"z":1},"aa":3,"b":1})");
    EXPECT_EQ(canonical(R"({"x\uffff": 1, "x\ud800\udc00": 2, "x\ud7ff": 3, "x\ue000": 4})"),
              "{\"x\uD7FF\":3,\"x\U00010000\":2,\"x\uE000\":4,\"x\uFFFF\":1}");
}

TEST(JsonValue, EscapesNoMoreThanItMust) {
    EXPECT_EQ(canonical(R"(["\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/"])"),
              "[\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"]");
    EXPECT_EQ(canonical(R"(["\b\f\n\r\t\u0000\u001f\u007f\u2028<>&"])"),
              "[\"\\b\\f\\n\\r\\t\\u0000\\u001f\x7f\u2028<>&\"]");
    EXPECT_EQ(Json("\xff").canonical(), "\"\uFFFD\"");
}

TEST(JsonValue, RefusesAKeyThatOccursTwice) {
    EXPECT_EQ(refusal(R"([{"a": 1, "b": {"c": 1, "\u0063": 2}}])"),
              "the key \"c\" occurs twice in one object");
    std::string many = "{";
    for (int i = 0; i < 100; i++) many += "\"k" + std::to_string(i) + "\": 0,";
    EXPECT_EQ(refusal(many + "\"k7\": 1}"), "the key \"k7\" occurs twice in one object");
    EXPECT_EQ(parsed(many + "\"k\": 1}").size(), 101u);
}

TEST(JsonValue, RefusesWhatIsNotOneWholeValueOfJson) {
    for (std::string_view text : {"",
                                  " ",
                                  "{",
                                  "[1",
                                  "[1]x",
                                  "[1] [2]",
                                  "{}{}",
                                  "nul",
                                  "True",
                                  "'a'",
                                  "[1,]",
                                  "{\"a\":1,}",
                                  "{a:1}",
                                  "[1 2]",
                                  "{\"a\" 1}",
                                  "01",
                                  "+1",
                                  "1.",
                                  ".5",
                                  "0x1",
                                  "NaN",
                                  "Infinity",
                                  "-",
                                  "\"a",
                                  "\"\n\"",
                                  "\"\\x\"",
                                  "\"\\ud800\"",
                                  "\"\\udc00\\ud800\"",
                                  "\"\xff\"",
                                  "\"\xc0\x80\"",
                                  "\"\xed\xa0\x80\"",
                                  "\xef\xbb\xbf[]",
                                  "[1]\x01",
                                  "/* */ 1",
                                  "[,1]",
                                  "]"})
        EXPECT_FALSE(Json::parse(text)) << text;
    EXPECT_FALSE(Json::parse(std::string_view("[1]\0", 4)));
}

TEST(JsonValue, RefusesNestingOfMoreThan64) {
    EXPECT_TRUE(Json::parse(nested(64)));
    for (std::size_t depth : {65, 66, 67, 68, 1000, 1'000'000}) {
        auto value = Json::parse(nested(depth));
        ASSERT_FALSE(value) << depth;
        EXPECT_EQ(value.error().code, Errc::limit) << depth;
    }
}

TEST(JsonValue, IsFoundByAPointer) {
    Json value = parsed(R"({"foo": ["bar", "baz"], "": 0, "a/b": 1, "m~n": 8, "~1": 9, " ": 7})");
    auto shown = [&](std::string_view pointer) {
        const Json* found = value.at(pointer);
        return found ? found->dump() : "none";
    };
    EXPECT_EQ(shown(""), value.dump());
    EXPECT_EQ(shown("/foo/1"), "\"baz\"");
    EXPECT_EQ(shown("/"), "0");
    EXPECT_EQ(shown("/a~1b"), "1");
    EXPECT_EQ(shown("/m~0n"), "8");
    EXPECT_EQ(shown("/~01"), "9");
    EXPECT_EQ(shown("/ "), "7");
    for (std::string_view none :
         {"foo", "/foo/2", "/foo/01", "/foo/-1", "/foo/+1", "/foo/-", "/foo/", "/foo/1x", "/bar",
          "/m~n", "/m~", "/m~2n", "/foo/0/x", "/foo/99999999999999999999999"})
        EXPECT_EQ(shown(none), "none") << none;
    *value.at("/foo/0") = 5;
    EXPECT_EQ(shown("/foo"), "[5,\"baz\"]");
    EXPECT_EQ(pointer_step("a/b~c"), "/a~1b~0c");
}

TEST(JsonValue, ChangesInPlace) {
    Json value;
    value.set("a", 1).set("x", 2);  // of the value in its place, which becomes an object
    value.set("b", "two");
    value.set("a", true);
    EXPECT_EQ(value.dump(), R"({"a":true,"b":"two"})");
    EXPECT_TRUE(value.erase("a"));
    EXPECT_FALSE(value.erase("a"));
    value.find("b")->push(1.5);
    value.find("b")->push(Json::object());
    value.find("b")->push(nullptr);
    EXPECT_EQ(value.dump(), R"({"b":[1.5,{},null]})");
    EXPECT_EQ(Json(Json::Object{{"k", 1}, {"k", 2}, {"l", 3}}).dump(), R"({"k":1,"l":3})");
    EXPECT_EQ(Json(Json::Array{std::size_t{7}, std::string_view("s")}).dump(), R"([7,"s"])");
}

TEST(JsonValue, IsLaidOutForReading) {
    EXPECT_EQ(parsed(R"({"a":[1,{"b":"c"}],"d":[],"e":{}})").dump(2), R"({
  "a": [
    1,
    {
      "b": "c"
    }
  ],
  "d": [],
  "e": {}
})");
}

TEST(JsonValue, IsTheSameWhateverTheOrderOfMembers) {
    EXPECT_EQ(parsed(R"({"a": 1, "b": [{"x": 1, "y": 2}]})"),
              parsed(R"({"b": [{"y": 2, "x": 1.0}], "a": 1})"));
    EXPECT_NE(parsed("[1, 2]"), parsed("[2, 1]"));
    EXPECT_NE(parsed("{\"a\": 1}"), parsed("{\"a\": 1, \"b\": 1}"));
    EXPECT_NE(parsed("{\"a\": 1}"), parsed("{\"b\": 1}"));
    EXPECT_NE(parsed("0"), parsed("false"));
    EXPECT_NE(parsed("{}"), parsed("[]"));
    EXPECT_NE(parsed("\"1\""), parsed("1"));
}

}  // namespace bridle::json_value_test
