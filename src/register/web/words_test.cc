#include "register/web/words.h"

#include <gtest/gtest.h>

#include <set>

#include "base/text.h"
#include "register/model/types.h"
#include "support/register_parts.h"

namespace bridle::registry::words_test {

namespace {

using namespace bridle::registry::test;

bool is_of_english_alone(std::string_view key) {
    return key.starts_with("schema:") || key.starts_with("fault:");
}

// The names in braces, in order.
std::multiset<std::string> places(std::string_view text) {
    std::multiset<std::string> found;
    for (std::size_t open; (open = text.find('{')) != text.npos;) {
        std::size_t close = std::min(text.find('}', open), text.size() - 1);
        found.emplace(text.substr(open, close - open + 1));
        text.remove_prefix(close + 1);
    }
    return found;
}

// A body in which everything is wrong in one way or another.
std::vector<SchemaFault> faults_of(const RecordType& type, Json body) {
    return must(check_record(type, body, "2026-01-01"));
}

}  // namespace

TEST(Words, AreTheSameKeysInEveryLanguage) {
    const auto& english = SiteWords::all().front()->texts();
    for (const SiteWords* words : SiteWords::all()) {
        for (const auto& [key, text] : english) {
            EXPECT_TRUE(words->has(key)) << words->language() << " has no " << key;
            EXPECT_EQ(places(words->text(key)), places(text)) << words->language() << " " << key;
        }
        for (const auto& [key, text] : words->texts()) {
            EXPECT_TRUE(english.contains(key) || is_of_english_alone(key))
                << words->language() << " has more: " << key;
            if (!key.starts_with("fault:")) continue;
            for (const std::string& place : places(text))
                EXPECT_LE(place[1] - '0', std::ssize(places(key))) << key;
        }
    }
}

TEST(Words, SayTheFaultsOfARecordInEveryLanguage) {
    std::set<std::string> sentences;
    for (const RecordType& type : record_types()) {
        Json wrong = Json::object();
        wrong.set("unknown", 1);
        for (const auto& [name, schema] : (*type.schema)["properties"].members())
            wrong.set(name, name == "sources" ? Json::array() : Json(" \n"));
        for (const Json& body : {Json::object(), wrong, Json(1)})
            for (const SchemaFault& fault : faults_of(type, body)) sentences.insert(fault.what);
    }
    EXPECT_GT(sentences.size(), 20u);
    for (const SiteWords* words : SiteWords::all())
        for (const std::string& sentence : sentences)
            if (words->language() == "en")
                EXPECT_EQ(words->said(sentence), sentence);
            else
                EXPECT_NE(words->said(sentence), sentence) << words->language();
}

TEST(Words, FillInWhatASentenceNames) {
    const SiteWords& spanish = *SiteWords::find("es");
    EXPECT_EQ(spanish.said("must have at least 3 characters, and has 1"),
              "debe tener al menos 3 caracteres, y tiene 1");
    EXPECT_EQ(spanish.said("is not a date such as 2024-03-05"), "no es una fecha como 2024-03-05");
    EXPECT_EQ(spanish.said("must be a list, or is missing"), "debe ser una lista, o falta");
    EXPECT_EQ(spanish.said("must be a list or text"), "debe ser una lista o un texto");
    EXPECT_EQ(spanish.said("/name: is missing"), "/name: falta");
    EXPECT_EQ(spanish.said("nobody has ever said this"), "nobody has ever said this");
}

TEST(Words, OfferWhatASettingNamesInItsOrder) {
    auto offered = [](std::vector<std::string> tags) {
        std::string all;
        for (const SiteWords* words : SiteWords::offered(tags))
            all += std::string(words->language()) + " ";
        return all;
    };
    EXPECT_EQ(offered({"ar", "xx", "en"}), "ar en ");
    EXPECT_EQ(offered({"xx"}), "en ");
    EXPECT_FALSE(SiteWords::find_offered(std::vector<std::string>{"fr"}, "en"));
}

}  // namespace bridle::registry::words_test
