#include "indicator/pattern.h"

#include <gtest/gtest.h>

namespace bridle::test::pattern_test {

namespace {

std::string show(const Comparison& comparison) {
    static constexpr std::string_view kOperators[] = {
        "=",  "!=",   "<",       "<=",       ">",          ">=",
        "IN", "LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET", "EXISTS"};
    std::string out = comparison.object;
    for (const std::string& part : comparison.path) out += "/" + part;
    out += comparison.negated ? " NOT " : " ";
    out += kOperators[static_cast<std::size_t>(comparison.op)];
    for (const std::string& value : comparison.values) out += " <" + value + ">";
    return out;
}

std::string show(const Pattern& pattern, const Pattern::Node& node) {
    static constexpr std::string_view kTypes[] = {"",    "and", "or",         "see",
                                                  "AND", "OR",  "FOLLOWEDBY", "QUALIFIED"};
    if (node.type == Pattern::Type::comparison) return show(node.comparison);
    std::string out(kTypes[static_cast<std::size_t>(node.type)]);
    out += '(';
    for (std::size_t child : node.children) {
        if (!out.ends_with('(')) out += ", ";
        out += show(pattern, pattern.nodes[child]);
    }
    return out + ')';
}

std::string tree(std::string_view text) {
    auto pattern = parse_pattern(text);
    if (!pattern) return pattern.error().what + " at " + std::to_string(pattern.error().offset);
    return show(*pattern, pattern->root());
}

}  // namespace

TEST(Pattern, IsUsuallyOneComparison) {
    EXPECT_EQ(tree("[domain-name:value='evil.com']"), "see(domain-name/value = <evil.com>)");
    EXPECT_EQ(tree(" [ domain-name:value == 'evil.com' ] "), "see(domain-name/value = <evil.com>)");
}

TEST(Pattern, KeepsEqualsSignsOfTheValue) {  // W-01
    EXPECT_EQ(tree("[url:value='http://x/?a=1&b==2']"), "see(url/value = <http://x/?a=1&b==2>)");
}

TEST(Pattern, BindsAndCloserThanOr) {
    EXPECT_EQ(tree("[a:b='1' AND a:c='2' OR a:d='3' AND (a:e='4' OR a:f='5')]"),
              "see(or(and(a/b = <1>, a/c = <2>), and(a/d = <3>, or(a/e = <4>, a/f = <5>))))");
}

TEST(Pattern, CombinesObservations) {
    EXPECT_EQ(
        tree("[a:b='1'] AND [a:c='2'] OR [a:d='3'] FOLLOWEDBY ([a:e='4'])"),
        "FOLLOWEDBY(OR(AND(see(a/b = <1>), see(a/c = <2>)), see(a/d = <3>)), see(a/e = <4>))");
}

TEST(Pattern, HasQualifiers) {
    EXPECT_EQ(tree("[a:b='1'] WITHIN 5.5 SECONDS REPEATS 3 TIMES"), "QUALIFIED(see(a/b = <1>))");
    EXPECT_EQ(tree("[a:b='1'] START t'2020-01-01T00:00:00Z' STOP t'2021-01-01T00:00:00Z'"),
              "QUALIFIED(see(a/b = <1>))");
    EXPECT_EQ(tree("([a:b='1'] OR [a:c='2']) WITHIN 300 SECONDS"),
              "QUALIFIED(OR(see(a/b = <1>), see(a/c = <2>)))");
}

TEST(Pattern, KnowsEveryOperator) {
    EXPECT_EQ(tree("[a:b != 1 AND a:b <> 1 AND a:b < 1 AND a:b <= 1 AND a:b > 1 AND a:b >= 1]"),
              "see(and(a/b != <1>, a/b != <1>, a/b < <1>, a/b <= <1>, a/b > <1>, a/b >= <1>))");
    EXPECT_EQ(tree("[a:b IN ('x', 'y') OR a:b LIKE 'x%' OR a:b MATCHES '^x$']"),
              "see(or(a/b IN <x> <y>, a/b LIKE <x%>, a/b MATCHES <^x$>))");
    EXPECT_EQ(tree("[a:b ISSUBSET '10.0.0.0/8' OR a:b ISSUPERSET '10.0.0.0/8' OR EXISTS a:b]"),
              "see(or(a/b ISSUBSET <10.0.0.0/8>, a/b ISSUPERSET <10.0.0.0/8>, a/b EXISTS))");
}

TEST(Pattern, KnowsNot) {
    EXPECT_EQ(tree("[a:b NOT = 'x' AND a:b NOT IN ('y') AND NOT a:b = 'z']"),
              "see(and(a/b NOT = <x>, a/b NOT IN <y>, a/b NOT = <z>))");
}

TEST(Pattern, DecodesEscapesInTexts) {  // W-20
    EXPECT_EQ(tree(R"([file:name='it\'s a \\ test'])"), R"(see(file/name = <it's a \ test>))");
    EXPECT_EQ(tree(R"([url:value MATCHES '^n\d+\.example$'])"),
              R"(see(url/value MATCHES <^n\d+\.example$>))");
    EXPECT_EQ(tree(R"([file:name="double"])"), "see(file/name = <double>)");
    EXPECT_EQ(tree("[file:name='']"), "see(file/name = <>)");
}

TEST(Pattern, DecodesOtherLiterals) {
    EXPECT_EQ(tree("[a:b=h'6869' OR a:b=b'aGk=' OR a:b=t'2020-01-01T00:00:00Z']"),
              "see(or(a/b = <hi>, a/b = <hi>, a/b = <2020-01-01T00:00:00Z>))");
    EXPECT_EQ(tree("[a:b=-12.5 OR a:b=true OR a:b=+1]"),
              "see(or(a/b = <-12.5>, a/b = <true>, a/b = <+1>))");
    EXPECT_EQ(tree("[a:b=h'6']"), "an unknown literal at 9");
    EXPECT_EQ(tree("[a:b=b'?']"), "a base64 literal that is none at 9");
}

TEST(Pattern, ReadsPathsInEverySpelling) {
    EXPECT_EQ(tree("[file:hashes.'SHA-256'='aa' OR file:hashes.\"SHA-256\"='aa']"),
              "see(or(file/hashes/SHA-256 = <aa>, file/hashes/SHA-256 = <aa>))");
    EXPECT_EQ(tree("[file:hashes.SHA-256='aa' OR file:hashes['SHA-256']='aa']"),
              "see(or(file/hashes/SHA-256 = <aa>, file/hashes/SHA-256 = <aa>))");
    EXPECT_EQ(tree("[domain-name:resolves_to_refs[*].value='1.2.3.4' OR a:b[0].c='x']"),
              "see(or(domain-name/resolves_to_refs/[*]/value = <1.2.3.4>, a/b/[0]/c = <x>))");
    EXPECT_EQ(tree("[file:extensions.'windows-pebinary-ext'.sections[*].entropy > 7.0]"),
              "see(file/extensions/windows-pebinary-ext/sections/[*]/entropy > <7.0>)");
}

TEST(Pattern, SaysWhereItIsNone) {
    EXPECT_EQ(tree(""), "no observation at 0");
    EXPECT_EQ(tree("evil.com"), "no observation at 0");
    EXPECT_EQ(tree("[]"), "a name is missing at 1");
    EXPECT_EQ(tree("[a='x']"), "an object without a property at 2");
    EXPECT_EQ(tree("[a:b]"), "no operator at 4");
    EXPECT_EQ(tree("[a:b=]"), "a value is missing at 5");
    EXPECT_EQ(tree("[a:b='x]"), "a text is not closed at 5");
    EXPECT_EQ(tree("[a:b='x'"), "an observation is not closed at 8");
    EXPECT_EQ(tree("[(a:b='x']"), "a bracket is not closed at 9");
    EXPECT_EQ(tree("[a:b='x'] x"), "more text than a pattern at 10");
    EXPECT_EQ(tree("[a:b IN 'x']"), "IN without a list at 8");
    EXPECT_EQ(tree("[a:b IN ('x'"), "a list is not closed at 12");
    EXPECT_EQ(tree("[a:b[0='x']"), "no operator at 11");
    EXPECT_EQ(tree("[a:b='x'] WITHIN 5 TIMES"), "a qualifier without its unit at 19");
    EXPECT_EQ(tree("[a:b='x'] START t'x'"), "START without STOP at 20");
    EXPECT_EQ(tree("rule x { strings: $a = \"x\" condition: $a }"), "no observation at 0");
}

TEST(Pattern, MayNotNestForEver) {
    std::string deep(100'000, '(');
    EXPECT_EQ(tree(deep), "pattern too deep at 33");
    EXPECT_EQ(tree("[" + deep), "pattern too deep at 33");
    EXPECT_EQ(tree(std::string(2 << 20, ' ')), "pattern too long at 0");
}

}  // namespace bridle::test::pattern_test
