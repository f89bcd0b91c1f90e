#include "support/register_site.h"

namespace bridle::registry::site_test {

namespace {

using namespace bridle::registry::test;

}  // namespace

TEST_F(SiteTest, HasAtHandWhatWasAskedBefore) {
    publish(*registry_, {company("company-a")});
    EXPECT_FALSE(site_->at_hand(request("/v1/records/company-a.json")));
    Response first = get("/v1/records/company-a.json");
    auto kept = site_->at_hand(request("/v1/records/company-a.json"));
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->etag, first.etag);
    EXPECT_EQ(kept->body, first.body);
    EXPECT_EQ(first.etag.size(), 34u);
}

TEST_F(SiteTest, ForgetsWhatItHadWhenSomethingIsPublished) {
    publish(*registry_, {company("company-a")});
    EXPECT_EQ(json("/v1/register.json")["log"]["size"].integer(), 1);
    publish(*registry_, {company("company-b")});
    EXPECT_FALSE(site_->at_hand(request("/v1/register.json")));
    EXPECT_EQ(json("/v1/register.json")["log"]["size"].integer(), 2);
}

TEST_F(SiteTest, ForgetsWhatItHadAtMidnight) {
    publish(*registry_, {licence("licence-a"), moratorium("moratorium-a", "2026-03-06")});
    EXPECT_EQ(json("/v1/records/licence-a.json")["effectiveStatus"]["status"].text(), "granted");
    Request tomorrow = request("/v1/records/licence-a.json");
    tomorrow.now = from_iso("2026-03-06T00:00:00Z").value();
    EXPECT_FALSE(site_->at_hand(tomorrow));
    Json then = must(Json::parse(*site_->handle(tomorrow).body));
    EXPECT_EQ(then["effectiveStatus"]["status"].text(), "underMoratorium");
}

TEST_F(SiteTest, SeesWhatAnotherProcessPublishedToTheSameStore) {
    publish(*registry_, {company("company-a")});
    auto reader = must(Register::open(place_, Register::Mode::read));
    Site other(*reader);
    auto size = [&] {
        Response response = other.handle(request("/v1/register.json"));
        return must(Json::parse(*response.body))["log"]["size"].integer();
    };
    EXPECT_EQ(size(), 1);
    publish(*registry_, {company("company-b")});
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    EXPECT_FALSE(other.at_hand(request("/v1/register.json")));
    EXPECT_EQ(size(), 2);
}

TEST_F(SiteTest, IsThereOnlyInTheLanguagesOfItsSettings) {
    Settings settings = register_settings();
    settings.languages = {"fr", "ar"};
    auto registry = new_register(folder_ / "other", settings);
    publish(*registry, {company("company-a")});
    Site site(*registry);
    for (std::string_view path : {"/en/", "/en/record/company-a.html", "/es/desk/sign-in/"})
        EXPECT_EQ(site.handle(request(path)).status, 404) << path;
    Response page = site.handle(request("/ar/record/company-a.html"));
    EXPECT_TRUE(page.body->contains("href=\"/fr/record/company-a.html\""));
    EXPECT_FALSE(page.body->contains("href=\"/en/"));
    Request first = request("/");
    for (auto [asked, given] : {std::pair("en,ar;q=0.5", "/ar/"), {"en", "/fr/"}}) {
        first.headers["accept-language"] = asked;
        EXPECT_EQ(site.handle(first).headers.front().second, given) << asked;
    }
}

TEST_F(SiteTest, NamesThePlaceWherePeopleFileOnlyWhereThereIsOne) {
    publish(*registry_, {company("company-a")});
    EXPECT_FALSE(body("/en/").contains("/desk/"));
    Settings settings = register_settings();
    settings.desk = "https://desk.example";
    auto registry = new_register(folder_ / "other", settings);
    Response page = Site(*registry).handle(request("/en/"));
    EXPECT_TRUE(page.body->contains("href=\"https://desk.example/en/desk/\""));
}

TEST_F(SiteTest, SaysOfACountryWhoDidWhatWhenAndWhatALicenceIsWorth) {
    publish(*registry_, {record("company", "company-a", company_body("One")), licence("licence-a"),
                         moratorium("moratorium-a", "2026-03-01")});
    auto in_one_line = [&](std::string_view path) {
        std::string page = body(path);
        std::erase(page, '\n');
        return page;
    };
    for (std::string_view path : {"/en/country/il/", "/en/type/licence/"}) {
        const std::string page = in_one_line(path);
        EXPECT_TRUE(page.contains(">under a moratorium<")) << path;
        EXPECT_TRUE(page.contains("as decided:")) << path;
        EXPECT_TRUE(
            page.contains("<dt>Holder</dt><dd><a href=\"/en/record/company-a.html\"><bdi>One"))
            << path;
    }
    EXPECT_TRUE(
        in_one_line("/en/country/il/").contains("<dt>From</dt><dd><time datetime=\"2026-03-01\">"));
    // A jurisdiction is a country by its name.
    EXPECT_TRUE(in_one_line("/en/record/company-a.html")
                    .contains("<dt>Jurisdiction</dt><dd><a href=\"/en/country/aq/\">Antarctica"));
}

TEST_F(SiteTest, ChangesNothingForWhoeverReads) {
    for (std::string_view path :
         {"/en/", "/v1/register.json", "/log/checkpoint", "/feeds/recent.atom"})
        EXPECT_EQ(site_->handle(request(path, Method::post)).status, 405) << path;
}

TEST_F(SiteTest, SaysWhichMethodsThereAreWithoutDoingAnything) {
    Response response = site_->handle(request("/v1/register.json", Method::options));
    EXPECT_EQ(response.status, 204);
    EXPECT_EQ(response.headers.at(0).second, "GET, HEAD, OPTIONS");
}

TEST_F(SiteTest, SaysThatThereIsNoSuchAddress) {
    for (std::string_view path : {"/nothing", "/v1/nothing", "/feeds/nothing", "/bulk/nothing",
                                  "/log/nothing", "/files/nothing", "/en/nothing/"})
        EXPECT_EQ(get(path).status, 404) << path;
}

}  // namespace bridle::registry::site_test
