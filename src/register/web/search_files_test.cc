#include "register/web/search_files.h"

#include "support/register_site.h"

namespace bridle::registry::search_files_test {

namespace {

using namespace bridle::registry::test;

std::string hexed(std::string_view letters) {
    return hex(as_bytes(letters));
}

class SearchFilesTest : public SiteTest {};

}  // namespace

TEST_F(SearchFilesTest, SayHowTextIsFolded) {
    publish(*registry_, {company("company-a", "Éclair")});
    Json index = json("/search/index.json");
    EXPECT_EQ(index["letters"]["É"].text(), "e");
    EXPECT_EQ(index["letters"]["ß"].text(), "ss");
    EXPECT_EQ(index["letters"]["\u0301"].text(), "");  // a mark
    EXPECT_EQ(index["letters"]["أ"].text(), "ا");
    EXPECT_FALSE(index["letters"].find("ا"));
    EXPECT_EQ(index["between"][0].dump(), "[128,172]");    // to the soft hyphen
    EXPECT_EQ(index["alone"][0].dump(), "[12352,12538]");  // around the dot of katakana
    EXPECT_EQ(index["fronts"].dump(), R"(["ec"])");
}

TEST_F(SearchFilesTest, HoldRecordsByTheFrontOfAWordOfTheirNames) {
    publish(*registry_, {company("company-a", "Éclair Group"), company("company-b", "X Ecru")});
    EXPECT_EQ(ids(json("/search/names/" + hexed("ec") + ".json")["records"]),
              "company-a company-b");
    EXPECT_EQ(ids(json("/search/names/" + hexed("gr") + ".json")["records"]), "company-a");
    EXPECT_EQ(ids(json("/search/names/" + hexed("x") + ".json")["records"]), "company-b");
    EXPECT_EQ(json("/search/words/" + hexed("e") + ".json").dump(), R"(["eclair","ecru"])");
    for (const std::string& name : std::vector<std::string>{
             "names/" + hexed("e"), "names/" + hexed("EC"), "names/" + hexed("ecl"), "names/zz",
             "names/", "words/" + hexed("q"), "words/" + hexed("ec"), std::string("de"),
             std::string("names/\"")})
        EXPECT_EQ(get("/search/" + name + ".json").status, 404) << name;
}

TEST_F(SearchFilesTest, LoseWhatWasTakenDown) {
    publish(*registry_, {company("company-a", "Secret")});
    must(registry_->take_down(takedown("company-a")));
    EXPECT_EQ(json("/search/index.json")["fronts"].size(), 0u);
    EXPECT_EQ(get("/search/names/" + hexed("se") + ".json").status, 404);
}

TEST_F(SearchFilesTest, SpeakTheLanguagesThatAreOffered) {
    Settings settings = register_settings();
    settings.languages = {"fr"};
    auto registry = new_register(folder_ / "other", settings);
    Site site(*registry);
    EXPECT_EQ(site.handle(request("/search/fr.json")).status, 200);
    EXPECT_EQ(site.handle(request("/search/en.json")).status, 404);
}

}  // namespace bridle::registry::search_files_test
