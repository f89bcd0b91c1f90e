#include "support/register_site.h"

namespace bridle::registry {

namespace {

using namespace bridle::test;

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

TEST_F(SiteTest, ChangesNothingForWhoeverReads) {
    for (std::string_view path :
         {"/en/", "/v1/register.json", "/log/checkpoint", "/feeds/recent.atom"})
        EXPECT_EQ(site_->handle(request(path, Method::post)).status, 405) << path;
}

TEST_F(SiteTest, SaysThatThereIsNoSuchAddress) {
    for (std::string_view path : {"/nothing", "/v1/nothing", "/feeds/nothing", "/bulk/nothing",
                                  "/log/nothing", "/files/nothing", "/en/nothing/"})
        EXPECT_EQ(get(path).status, 404) << path;
}

}  // namespace bridle::registry
