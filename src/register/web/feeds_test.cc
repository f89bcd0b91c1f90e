#include "register/web/feeds.h"

#include <pugixml.hpp>

#include "support/register_site.h"

namespace bridle::registry::feeds_test {

namespace {

using namespace bridle::registry::test;

class FeedsTest : public SiteTest {
protected:
    pugi::xml_document& feed(std::string_view path) {
        auto parsed = document_.load_string(body(path).c_str());
        EXPECT_TRUE(parsed) << path << ": " << parsed.description();
        return document_;
    }
    // The titles of the entries, with what was deleted, a line each.
    std::string shown(std::string_view path) {
        std::string out;
        for (pugi::xml_node each : feed(path).child("feed").children()) {
            if (each.name() == std::string_view("entry"))
                out += each.child_value("title") + std::string("\n");
            if (each.name() == std::string_view("at:deleted-entry"))
                out += "deleted: " + std::string(each.child_value("at:comment")) + "\n";
        }
        return out;
    }
    std::string link(std::string_view path, std::string_view relation) {
        for (pugi::xml_node each : feed(path).child("feed").children("link"))
            if (each.attribute("rel").value() == relation) return each.attribute("href").value();
        return "none";
    }

private:
    pugi::xml_document document_;
};

}  // namespace

TEST_F(FeedsTest, ShowWhatChangedTheNewestFirst) {
    publish(*registry_, {company("company-a", "One"), correction("company-a", "Two")});
    must(registry_->take_down(takedown("company-a", 1)));
    EXPECT_EQ(shown("/feeds/recent.atom"),
              "deleted: Article 17\n"
              "Corrected (redaction): Two\n"
              "Taken down: company-a\n"
              "Corrected (the fact changed): Two\n");
}

TEST_F(FeedsTest, SayOfEachEntryWhatItIs) {
    publish(*registry_, {company("company-a", "A & <B>")});
    pugi::xml_node entry = feed("/feeds/recent.atom").child("feed").child("entry");
    EXPECT_EQ(entry.child_value("title"), std::string("Published: A & <B>"));
    EXPECT_EQ(entry.child_value("id"), feed_id("register.example/log", "leaf 0"));
    EXPECT_EQ(entry.child("category").attribute("term").value(), std::string("company"));
    EXPECT_EQ(entry.child("link").attribute("href").value(),
              std::string("https://register.example/en/record/company-a.html"));
    EXPECT_EQ(entry.child_value("summary"),
              std::string("Published as version 1 of company-a, leaf 0 of the log."));
}

TEST_F(FeedsTest, LeaveNoGapBeforeTheArchive) {
    std::vector<NewVersion> many;
    for (int i = 0; i < 300; i++) many.push_back(company(fmt::format("company-{}", i)));
    publish(*registry_, many);
    EXPECT_EQ(link("/feeds/recent.atom", "prev-archive"),
              "https://register.example/feeds/archive/0.atom");
    std::string recent = shown("/feeds/recent.atom");
    EXPECT_EQ(std::ranges::count(recent, '\n'), 300 - 128);
    std::string archive = shown("/feeds/archive/0.atom");
    EXPECT_EQ(std::ranges::count(archive, '\n'), 128);
    EXPECT_TRUE(feed("/feeds/archive/1.atom").child("feed").child("fh:archive"));
    EXPECT_EQ(link("/feeds/archive/1.atom", "prev-archive"),
              "https://register.example/feeds/archive/0.atom");
    EXPECT_EQ(link("/feeds/archive/0.atom", "prev-archive"), "none");
    EXPECT_EQ(link("/feeds/archive/0.atom", "current"),
              "https://register.example/feeds/recent.atom");
    EXPECT_EQ(get("/feeds/archive/2.atom").status, 404);
}

TEST_F(FeedsTest, AreInEveryLanguageThatIsOffered) {
    publish(*registry_, {company("company-a", "One")});
    EXPECT_EQ(shown("/feeds/fr/recent.atom"), "Publié\u202F: One\n");
    EXPECT_EQ(feed("/feeds/fr/recent.atom").child("feed").attribute("xml:lang").value(),
              std::string("fr"));
    EXPECT_EQ(link("/feeds/fr/recent.atom", "self"),
              "https://register.example/feeds/fr/recent.atom");
    EXPECT_EQ(json("/feeds/ar/recent.json")["language"].text(), "ar");
    EXPECT_EQ(get("/feeds/en/recent.atom").status, 404);  // it lies in /feeds/
    EXPECT_EQ(get("/feeds/de/recent.atom").status, 404);
}

TEST_F(FeedsTest, FollowOneRecord) {
    publish(*registry_,
            {company("company-a", "One"), company("company-b"), correction("company-a", "Two")});
    EXPECT_EQ(shown("/feeds/record/company-a.atom"),
              "Corrected (the fact changed): Two\nPublished: Two\n");
    EXPECT_EQ(link("/feeds/record/company-a.atom", "alternate"),
              "https://register.example/en/record/company-a.html");
    EXPECT_TRUE(body("/fr/record/company-a.html").contains("\"/feeds/record/company-a.atom\""));
    EXPECT_EQ(get("/feeds/fr/record/company-a.atom").status, 404);
    EXPECT_EQ(get("/feeds/record/company-z.atom").status, 404);
}

TEST_F(FeedsTest, AreJsonToo) {
    publish(*registry_, {company("company-a", "One")});
    Json feed = json("/feeds/recent.json");
    EXPECT_EQ(feed["version"].text(), "https://jsonfeed.org/version/1.1");
    EXPECT_EQ(feed["feed_url"].text(), "https://register.example/feeds/recent.json");
    ASSERT_EQ(feed["items"].size(), 1u);
    EXPECT_EQ(feed["items"][0]["id"].text(), feed_id("register.example/log", "leaf 0"));
    EXPECT_EQ(feed["items"][0]["title"].text(), "Published: One");
    EXPECT_EQ(json("/feeds/overdue.json")["items"].size(), 0u);
}

TEST_F(FeedsTest, NameWhoIsOverdue) {
    Settings settings = register_settings();
    settings.obligations = {{"company", 12, 30}};
    auto registry = new_register(folder_ / "other", settings);
    Site site(*registry);
    publish(*registry, {company("company-a", "One")});
    Request later = request("/feeds/overdue.atom");
    later.now = now() + std::chrono::days(500);
    Response response = site.handle(later);
    EXPECT_TRUE(response.body->contains("<title>One: Company overdue</title>")) << *response.body;
}

TEST(Feeds, EscapeWhatXmlCannotHold) {
    std::string out;
    append_xml(out, "a<b>&\"c\x01\x0B\t\xEF\xBF\xBE");
    EXPECT_EQ(out, "a&lt;b&gt;&amp;&quot;c\xEF\xBF\xBD\xEF\xBF\xBD\t\xEF\xBF\xBD");
}

TEST(Feeds, HaveIdsThatStayTheSame) {
    EXPECT_EQ(feed_id("register.example/log", "leaf 0"), feed_id("register.example/log", "leaf 0"));
    EXPECT_NE(feed_id("register.example/log", "leaf 0"), feed_id("register.example/log", "leaf 1"));
    std::string id = feed_id("register.example/log", "leaf 0");
    EXPECT_EQ(id.substr(0, 9), "urn:uuid:");
    EXPECT_TRUE(is_uuid(id.substr(9)));
    EXPECT_EQ(id[9 + 14], '8');
}

}  // namespace bridle::registry::feeds_test
