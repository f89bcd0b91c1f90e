#include "report/words.h"

#include <gtest/gtest.h>

#include "casefile/verdict.h"
#include "indicator/matcher.h"
#include "report/phrases.h"
#include "rule/rule.h"

namespace bridle::words_test {

TEST(Words, JoinsLinesAndKeepsParagraphs) {
    auto words = Words::parse("# remark\n[a]\nOne\ntwo.\n\nThree.\n\n[b]\n[c]\nx\n");
    ASSERT_TRUE(words) << words.error().what;
    EXPECT_EQ(words->text("a"), "One two.\nThree.");
    EXPECT_EQ(words->text("b"), "");
    EXPECT_EQ(words->text("c"), "x");
}

TEST(Words, ShowTheKeyWhereWordsAreMissing) {
    EXPECT_EQ(Words::parse("[a]\nx")->text("b"), "b");
}

TEST(Words, RefuseAKeyThatComesTwice) {
    EXPECT_EQ(Words::parse("[a]\nx\n[a]\ny").error().what, "line 3: a for the second time");
}

TEST(Words, RefuseTextBeforeTheFirstKey) {
    EXPECT_EQ(Words::parse("x\n[a]\ny").error().what, "line 1: text before a key");
}

TEST(Words, PutFactsIntoTheirPlaces) {
    EXPECT_EQ(filled("{a} and {b}, {not} {a", {{"a", "1"}, {"b", "{a}"}}), "1 and {a}, {not} {a");
}

TEST(Words, CountOneAndMany) {
    const Words& words = Words::english();
    EXPECT_EQ(words.counted("count.files", 1), "1 file");
    EXPECT_EQ(words.counted("count.files", 2345), "2,345 files");
}

TEST(Words, ChooseBetweenOneAndMany) {
    const std::string_view text = "{n} {n:row is|rows are} gone{n:| now}, {m:file|files} {n:";
    EXPECT_EQ(filled(text, {{"n", "1"}}), "1 row is gone, {m:file|files} {n:");
    EXPECT_EQ(filled(text, {{"n", "2,345"}}), "2,345 rows are gone now, {m:file|files} {n:");
    EXPECT_EQ(filled("{n:one}", {{"n", "2"}}), "");
}

// --- nothing that can be found, read or said is without words ------------------

static std::string missing(std::initializer_list<std::string> keys) {
    std::string all;
    for (const std::string& key : keys)
        if (!Words::english().has(key) || Words::english().text(key).empty()) all += key + "\n";
    return all;
}

TEST(EnglishWords, HaveAllThatARuleNeeds) {
    for (const Rule* rule : all_rules()) {
        const std::string key = "rule." + std::string(rule->name);
        EXPECT_EQ(missing({key, key + ".meaning", key + ".sure", key + ".innocent"}), "");
        EXPECT_TRUE(
            Words::english().has(key + ".todo") ||
            (Words::english().has(key + ".on.todo") && Words::english().has(key + ".off.todo")))
            << key;
    }
}

TEST(EnglishWords, HaveAllThatAnIndicatorNeeds) {
    for (std::string_view type : {"domain", "url", "ip", "email", "phone", "process", "file_path",
                                  "file_name", "app_id", "profile", "hash", "pattern"}) {
        const std::string key = "rule.indicator_" + std::string(type);
        EXPECT_EQ(missing({key, key + ".meaning", key + ".innocent", key + ".todo"}), "");
    }
}

TEST(EnglishWords, SayHowAMatchMatches) {
    for (How how :
         {How::exact, How::path_prefix, How::parent_domain, How::url_variant, How::relative_path,
          How::pattern, How::truncated_name, How::embedded, How::other_page}) {
        Finding finding;
        finding.rule = "indicator_domain";
        finding.indicator = MatchedIndicator{"domain", "x.example", std::string(name_of(how)), {}};
        const std::string said = words_of(finding, Words::english()).how;
        EXPECT_GT(said.size(), 20u) << name_of(how);
    }
}

TEST(EnglishWords, KnowEveryArtifact) {
    for (const Artifact* artifact : all_artifacts()) {
        const std::string name(artifact->name);
        EXPECT_EQ(missing({"artifact." + name, "artifact." + name + ".why", "place." + name}), "");
    }
}

TEST(EnglishWords, KnowEveryState) {
    for (Severity severity :
         {Severity::info, Severity::low, Severity::medium, Severity::high, Severity::critical}) {
        const std::string key = "severity." + std::string(name_of(severity));
        EXPECT_EQ(missing({key, key + ".meaning"}), "");
    }
    for (Confidence confidence :
         {Confidence::weak, Confidence::moderate, Confidence::strong, Confidence::confirmed}) {
        const std::string key = "confidence." + std::string(name_of(confidence));
        EXPECT_EQ(missing({key, key + ".meaning"}), "");
    }
    for (Statement statement : {Statement::traces_found, Statement::signs, Statement::nothing_known,
                                Statement::not_examined}) {
        const std::string key = "statement." + std::string(name_of(statement));
        EXPECT_EQ(missing({key, key + ".text", key + ".todo"}), "");
    }
    for (Reading reading :
         {Reading::read, Reading::partial, Reading::unreadable, Reading::absent, Reading::skipped})
        EXPECT_EQ(missing({"reading." + std::string(name_of(reading))}), "");
    for (Errc code : {Errc::truncated, Errc::corrupt, Errc::unsupported, Errc::limit, Errc::io,
                      Errc::internal, Errc::password})
        EXPECT_EQ(missing({"code." + std::string(name_of(code))}), "");
}

TEST(EnglishWords, NeverCallAPhoneClean) {
    const Words& words = Words::english();
    for (std::string_view key : words.keys()) {
        EXPECT_FALSE(words.text(key).contains("clean")) << key;
        EXPECT_FALSE(words.text(key).contains("infected") && key != "statement.traces_found.text")
            << key;
    }
}

}  // namespace bridle::words_test
