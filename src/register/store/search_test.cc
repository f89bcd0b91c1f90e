#include "register/store/search.h"

#include "register/store/test_store.h"

namespace bridle::registry::search_test {
namespace {

class SearchTest : public StoreTest {
protected:
    std::unique_ptr<Store> store_ = open();
    std::uint64_t leaf_ = 0;

    void put(std::string id, std::string title, std::string text = {},
             std::vector<std::string> names = {}) {
        auto one = addition(std::move(id), 1, leaf_++, std::move(title));
        one.summary->text = std::move(text);
        for (std::string& name : names) one.summary->names.push_back(std::move(name));
        add(*store_, one);
    }
    std::string found_by(SearchQuery query) {
        auto result = good(store_->search.search(query));
        return (result.fuzzy ? "~" : "") + ids(result.heads) + (result.more ? " …" : "");
    }
    std::string found(std::string text) { return found_by({.text = std::move(text)}); }
    std::string matched(MatchQuery query, double threshold = 0.7) {
        std::string all;
        for (const Match& match : good(store_->search.match(query, threshold, 5))) {
            all += match.head.id + " " + std::to_string(match.score).substr(0, 4);
            for (const std::string& reason : match.reasons) all += " " + reason;
            all += "; ";
        }
        return all;
    }
    std::string matched(std::string name, double threshold = 0.7) {
        return matched(MatchQuery{.names = {std::move(name)}}, threshold);
    }
};
IN_BOTH_DIALECTS(SearchTest);

TEST_P(SearchTest, FindsWordsOfNamesBeforeWordsOfTexts) {
    put("company-a", "NSO Group");
    put("sale-b", "A sale", "of something that NSO made");
    put("company-c", "Candiru");
    EXPECT_EQ(found("nso"), "company-a sale-b");
    EXPECT_EQ(found("nso group"), "company-a");
    EXPECT_EQ(found("made nso"), "sale-b");
}

TEST_P(SearchTest, PutsTheVeryNameFirst) {
    put("company-a", "Hacking Team");
    put("company-b", "Team Hacking of the Hacking Team");
    put("company-c", "The Hacking Team Group");
    EXPECT_EQ(found("Hacking Team"), "company-a company-c company-b");
}

TEST_P(SearchTest, TakesTheLegalFormForNoPartOfTheName) {
    put("company-a", "Intellexa S.A.");
    put("company-b", "Intellexa Holdings");
    EXPECT_EQ(found("Intellexa Ltd"), "company-a");
    EXPECT_EQ(found("Intellexa"), "company-a company-b");
}

TEST_P(SearchTest, KnowsNoCaseAndNoMarks) {
    put("company-a", "Société Générale de Çurveillance");
    EXPECT_EQ(found("SOCIETE generale"), "company-a");
    EXPECT_EQ(found("çurveillance"), "company-a");
}

TEST_P(SearchTest, FindsOtherScripts) {
    put("company-a", "شركة المراقبة", "", {"חברת ניטור"});
    put("company-b", "Компания Надзор");
    put("company-c", "監視会社");
    EXPECT_EQ(found("المراقبة"), "company-a");
    EXPECT_EQ(found("ניטור"), "company-a");
    EXPECT_EQ(found("НАДЗОР"), "company-b");
    EXPECT_EQ(found("監視"), "company-c");
}

TEST_P(SearchTest, CompletesTheLastWord) {
    put("product-a", "Pegasus");
    put("product-b", "Predator", "not pegasus");
    EXPECT_EQ(found("p"), "product-b product-a");
    EXPECT_EQ(found("pe"), "product-a");
    EXPECT_EQ(found("pega"), "product-a product-b");
    EXPECT_EQ(found("not pega"), "product-b");
    EXPECT_EQ(found("pega not"), "");
}

TEST_P(SearchTest, TakesAWordBeforeABlankAsFinished) {
    put("product-a", "Pegasus");
    put("product-b", "Pega");
    EXPECT_EQ(found("pega "), "product-b");
    EXPECT_EQ(found("pega"), "product-b product-a");
}

TEST_P(SearchTest, FiltersByTypeCountryAndStatus) {
    auto one = addition("sale-a", 1, leaf_++, "Device");
    one.version.type = "sale";
    one.summary->countries = {"FR", "IL"};
    one.summary->status = "in-force";
    add(*store_, one);
    put("company-b", "Device");
    EXPECT_EQ(found_by({.text = "device", .type = "sale"}), "sale-a");
    EXPECT_EQ(found_by({.text = "device", .type = "company"}), "company-b");
    EXPECT_EQ(found_by({.text = "device", .country = "IL"}), "sale-a");
    EXPECT_EQ(found_by({.text = "device", .country = "DE"}), "");
    EXPECT_EQ(found_by({.text = "device", .status = "in-force"}), "sale-a");
    EXPECT_EQ(found_by({.text = "device", .status = "in"}), "");
    EXPECT_EQ(found_by({.text = "", .country = "FR"}), "sale-a");
}

TEST_P(SearchTest, ShowsTheNewestWithoutAWord) {
    put("company-a", "A");
    put("company-b", "B");
    EXPECT_EQ(found(""), "company-b company-a");
    EXPECT_EQ(found_by({.text = " ", .limit = 1}), "company-b …");
}

TEST_P(SearchTest, FindsNothingByPunctuationAlone) {
    put("company-a", "A");
    EXPECT_EQ(found("\"*-()"), "");
}

TEST_P(SearchTest, TurnsPages) {
    for (char c = 'a'; c <= 'e'; c++) put(std::string("company-") + c, "Same");
    EXPECT_EQ(found_by({.text = "same", .limit = 2}), "company-e company-d …");
    EXPECT_EQ(found_by({.text = "same", .offset = 2, .limit = 2}), "company-c company-b …");
    EXPECT_EQ(found_by({.text = "same", .offset = 4, .limit = 2}), "company-a");
    EXPECT_EQ(found_by({.text = "same", .offset = 9, .limit = 2}), "");
}

TEST_P(SearchTest, ForgivesTyposWhenNothingHasTheWords) {
    put("company-a", "Intellexa");
    put("company-b", "Cytrox Holdings Zrt");
    put("product-c", "Pegasus");
    EXPECT_EQ(found("Inteleksa"), "~company-a");
    EXPECT_EQ(found("pegasos"), "~product-c");
    EXPECT_EQ(found("Citrox Holdngs"), "~company-b");
    EXPECT_EQ(found("entirely different"), "");
}

TEST_P(SearchTest, ForgivesNothingWhenSomethingHasTheWord) {
    put("company-a", "Candiru");
    put("company-b", "Candire");
    EXPECT_EQ(found("candire"), "company-b");
}

TEST_P(SearchTest, LooksPastOneWordThatNoNameHas) {
    put("company-a", "Wintego Systems");
    EXPECT_EQ(found("Wintego Sistems quux"), "~company-a");
}

TEST_P(SearchTest, FindsAnotherSpacing) {
    put("company-a", "NSO Group Technologies Ltd");
    EXPECT_EQ(found("nsogroup technologies"), "company-a");
}

TEST_P(SearchTest, TakesOperatorsForWords) {
    put("company-a", "Alpha", "one OR two NOT three NEAR four");
    put("company-b", "Beta", "one");
    EXPECT_EQ(found("one OR beta"), "");
    EXPECT_EQ(found("one OR two"), "company-a");
    EXPECT_EQ(found("one AND one"), "");
    EXPECT_EQ(found("NOT one"), "company-a");
}

TEST_P(SearchTest, SurvivesWhatPeopleMayType) {
    put("company-a", "Alpha");
    for (std::string text :
         {std::string("'"), std::string("alpha\" OR \"beta"), std::string("words:alpha"),
          std::string("al*pha ^ {} ~ : !"), std::string("alpha\0beta", 10),
          std::string("\xFF\xFE alpha"), std::string(100'000, 'a'), std::string("& | ! <-> :*"),
          std::string("§nalpha"), std::string("\\'; DROP TABLE texts; --")})
        EXPECT_TRUE(store_->search.search({.text = text})) << text.substr(0, 40);
    std::string many;
    for (int i = 0; i < 1000; i++) many += "w" + std::to_string(i) + " ";
    EXPECT_TRUE(store_->search.search({.text = many}));
    EXPECT_EQ(found("alpha"), "company-a");
}

TEST_P(SearchTest, ForgetsTheWordsOfAnEarlierVersion) {
    put("company-a", "Oldname", "oldword");
    add(*store_, addition("company-a", 2, leaf_++, "Newname"));
    EXPECT_EQ(found("oldname "), "");
    EXPECT_EQ(found("oldword"), "");
    EXPECT_EQ(found("oldw"), "");
    EXPECT_EQ(found("newname"), "company-a");
}

TEST_P(SearchTest, KeepsWordsThatAnotherRecordHas) {
    put("company-a", "Sharedname Alpha", "sharedword");
    put("company-b", "Sharedname Beta", "sharedword");
    add(*store_, tombstone("company-a", 2, leaf_++));
    EXPECT_EQ(found("sharedna"), "company-b");
    EXPECT_EQ(found("sharedwo"), "company-b");
    EXPECT_EQ(found("sharednams"), "~company-b");
}

TEST_P(SearchTest, FindsIdentifiersAsWords) {
    auto one = addition("company-a", 1, leaf_++, "Alpha");
    one.summary->identifiers = {"LEI:5493001KJTIIGC8Y1R12"};
    add(*store_, one);
    EXPECT_EQ(found("5493001kjtiigc8y1r12"), "company-a");
}

TEST_P(SearchTest, MatchesTheVeryNameFully) {
    put("company-a", "Candiru Ltd", "", {"Saito Tech Ltd."});
    EXPECT_EQ(matched("CANDIRU LIMITED"), "company-a 1.00 name; ");
    EXPECT_EQ(matched("Saito Tech"), "company-a 1.00 name; ");
}

TEST_P(SearchTest, MatchesNamesThatAreNearlyRight) {
    put("company-a", "Intellexa S.A.");
    put("company-b", "Hacking Team S.r.l.");
    put("company-c", "Finfisher GmbH");
    EXPECT_EQ(matched("Inteleksa"), "company-a 0.70 name; ");
    EXPECT_EQ(matched("Team Hacking"), "company-b 0.99 name; ");
    EXPECT_EQ(matched("FinFischer"), "company-c 0.87 name; ");
    EXPECT_EQ(matched("Quadream"), "");
}

TEST_P(SearchTest, MatchesAnIdentifierWhateverTheName) {
    auto one = addition("company-a", 1, leaf_++, "Alpha");
    one.summary->identifiers = {"LEI:5493001KJTIIGC8Y1R12"};
    add(*store_, one);
    EXPECT_EQ(matched(MatchQuery{.names = {"Omega"}, .identifiers = {"LEI:5493001KJTIIGC8Y1R12"}}),
              "company-a 1.00 identifier; ");
    EXPECT_EQ(matched(MatchQuery{.identifiers = {"LEI:0"}}), "");
}

TEST_P(SearchTest, LetsTheCountryRaiseAndLowerAScoreALittle) {
    auto one = addition("company-a", 1, leaf_++, "Intellexa");
    one.summary->countries = {"GR", "IE"};
    add(*store_, one);
    auto question = [](std::vector<std::string> countries) {
        return MatchQuery{.names = {"Intelexa"}, .countries = std::move(countries)};
    };
    EXPECT_EQ(matched(question({})), "company-a 0.90 name; ");
    EXPECT_EQ(matched(question({"GR"})), "company-a 0.93 name country; ");
    EXPECT_EQ(matched(question({"FR"})), "company-a 0.86 name; ");
}

TEST_P(SearchTest, MatchesOneTypeWhenAsked) {
    put("company-a", "Predator");
    auto one = addition("product-b", 1, leaf_++, "Predator");
    one.version.type = "product";
    add(*store_, one);
    EXPECT_EQ(matched(MatchQuery{.type = "product", .names = {"predator"}}),
              "product-b 1.00 name; ");
    EXPECT_EQ(matched("predator"), "company-a 1.00 name; product-b 1.00 name; ");
}

TEST_P(SearchTest, MatchesNoMoreThanAskedAndNoneBelowTheThreshold) {
    for (char c = 'a'; c <= 'h'; c++) put(std::string("company-") + c, "Same Name");
    MatchQuery query{.names = {"same name"}};
    EXPECT_EQ(good(store_->search.match(query, 0.7, 3)).size(), 3u);
    EXPECT_EQ(good(store_->search.match(query, 1.01, 3)).size(), 0u);
    EXPECT_EQ(good(store_->search.match({}, 0.5, 3)).size(), 0u);
}

// A statement that answers makes FTS5 write out what it has gathered: between the words of a batch
// there must be none, or each word becomes a part of the index that others are merged with.
TEST_P(SearchTest, WritesTheWordsOfABatchAsOnePartOfTheIndex) {
    if (GetParam() != Dialect::sqlite) GTEST_SKIP() << "skipped: PostgreSQL has no such parts";
    std::vector<Records::Addition> many;
    for (std::uint64_t i = 0; i < 300; i++)
        many.push_back(addition("company-" + std::to_string(i), 1, i, "Name" + std::to_string(i)));
    auto transaction = good(Transaction::begin(store_->database()));
    good(store_->records.add_all(many));
    good(transaction.commit());
    for (std::string table : {"word_index", "name_trigrams"})
        EXPECT_EQ(
            good(store_->database().first("SELECT COUNT(DISTINCT segid) FROM " + table + "_idx", {},
                                          [](const Row& row) { return row.integer(0); })),
            1);
}

}  // namespace
}  // namespace bridle::registry::search_test
