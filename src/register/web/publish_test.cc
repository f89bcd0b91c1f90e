#include "register/web/publish.h"

#include <filesystem>

#include "base/hash.h"
#include "base/host_file.h"
#include "register/service/source_file.h"
#include "register/verify/verify.h"
#include "register/web/published_folder.h"
#include "support/register_site.h"

namespace bridle::registry::publish_test {

namespace {

using namespace bridle::registry::test;

class PublishTest : public SiteTest {
protected:
    PublishReport publish_now(int days_later = 0) {
        auto report =
            publish_site(*registry_, out_, request("/").now + std::chrono::days(days_later));
        EXPECT_TRUE(report) << report.error().what;
        return report.value_or(PublishReport());
    }
    bool there(const std::string& name) const { return std::filesystem::exists(out_ + "/" + name); }
    std::string file(const std::string& name) const {
        return there(name) ? contents(out_ + "/" + name) : "no such file";
    }
    // Every file, with its contents.
    static std::map<std::string, std::string> all(const std::string& folder) {
        std::map<std::string, std::string> files;
        for (const auto& each : std::filesystem::recursive_directory_iterator(folder))
            if (each.is_regular_file())
                files[each.path().lexically_relative(folder)] = contents(each.path());
        return files;
    }
    std::string verdict() const {
        auto resources = open_resources(out_);
        return resources ? verified(**resources) : resources.error().what;
    }

    std::string out_ = folder_ / "out";
};

// Names and how often they differ, for a message that can be read.
std::string difference(const std::map<std::string, std::string>& one,
                       const std::map<std::string, std::string>& other) {
    std::string out;
    for (const auto& [name, text] : one)
        if (auto found = other.find(name); found == other.end())
            out += "only in the first: " + name + "\n";
        else if (found->second != text)
            out += "differs: " + name + "\n";
    for (const auto& [name, text] : other)
        if (!one.contains(name)) out += "only in the second: " + name + "\n";
    return out;
}

}  // namespace

TEST_F(PublishTest, WritesWhatTheSiteAnswers) {
    publish(*registry_, {company("company-a", "One"), licence("licence-a")});
    PublishReport report = publish_now();
    EXPECT_EQ(report.size, 2u);
    EXPECT_GT(report.written, 100u);
    for (std::string name :
         {"v1/register.json", "v1/records/company-a.json", "v1/records/licence-a/1.tlog-proof",
          "feeds/recent.atom", "bulk/company.csv", "log/checkpoint", "policy.txt", "style.css"})
        EXPECT_EQ(file(name), body("/" + name)) << name;
    EXPECT_EQ(file("en/record/company-a.html"), body("/en/record/company-a.html"));
    EXPECT_EQ(file("index.html"), body("/"));
    EXPECT_TRUE(there("en/country/mx/index.html"));
    EXPECT_EQ(verdict(), "2 records, 0 withheld, 0 restricted, 2 checkpoints\n");
}

TEST_F(PublishTest, KeepsNoLanguageThatIsNoLongerOffered) {
    publish(*registry_, {company("company-a", "One")});
    publish_now();
    EXPECT_TRUE(there("en/record/company-a.html"));
    site_.reset();
    registry_.reset();
    Settings settings = must(Settings::load(place_));
    settings.languages = {"fr"};
    std::filesystem::remove(place_ + "/register.json");
    must(write_file(place_ + "/register.json", settings.text()));
    registry_ = must(Register::open(place_, Register::Mode::write));
    site_ = anew();
    publish_now();
    for (const char* name : {"en", "ar", "search/en.json", "feeds/ar"})
        EXPECT_FALSE(there(name)) << name;
    EXPECT_TRUE(there("fr/record/company-a.html"));
    EXPECT_TRUE(file("feeds/recent.atom").contains("Publié"));
}

TEST_F(PublishTest, WritesOfTheSearchOnlyWhatARecordStandsIn) {
    publish(*registry_, {company("company-a", "Éclair"), company("company-b", "Zebra")});
    publish_now();
    const auto zebra = std::filesystem::last_write_time(out_ + "/search/names/7a65.json");
    publish(*registry_, {correction("company-a", "Quartz")});
    publish_now();
    EXPECT_FALSE(there("search/names/6563.json"));
    EXPECT_TRUE(file("search/names/7175.json").contains("Quartz"));
    EXPECT_EQ(std::filesystem::last_write_time(out_ + "/search/names/7a65.json"), zebra);
    EXPECT_TRUE(file("search/index.json").contains(R"("fronts":["qu","ze"])"));
}

TEST_F(PublishTest, WritesNothingWhereNothingChanged) {
    publish(*registry_, {company("company-a")});
    publish_now();
    PublishReport again = publish_now();
    EXPECT_EQ(again.written, 0u);
    EXPECT_EQ(again.removed, 0u);
}

TEST_F(PublishTest, ComesByStepsToTheSameAsAtOnce) {
    Json owns = must(Json::parse(R"({"title":"A owns B","subject":"company-b","owner":"company-a",
        "interests":"none","isComponent":false,"asOf":"2025-06-02","sources":[]})"));
    publish_now();
    std::vector<NewVersion> many;
    for (int i = 0; i < 150; i++) many.push_back(company(fmt::format("company-x{}", i)));
    publish(*registry_, many);
    publish_now();
    publish(*registry_,
            {company("company-a", "A"), company("company-b", "B"), licence("licence-a")});
    publish_now();
    publish(*registry_, {record("ownership", "ownership-a", owns), correction("company-b", "Bb")});
    publish_now();
    must(registry_->take_down(takedown("company-x7")));
    publish_now();
    publish(*registry_, {moratorium("moratorium-a", "2025-01-01")});
    must(registry_->take_down(takedown("company-b", 1)));
    publish_now();
    auto steps = all(out_);
    std::string stepwise = out_;
    out_ = folder_ / "at-once";
    publish_now();
    auto at_once = all(out_);
    // Receipts and tiles of earlier checkpoints stay valid, and stay.
    auto lasting = [](const auto& entry) {
        const std::string& name = entry.first;
        return name.ends_with(".tlog-proof") || name.contains(".p/");
    };
    std::erase_if(steps, lasting);
    std::erase_if(at_once, lasting);
    EXPECT_EQ(difference(steps, at_once), "");
    EXPECT_EQ(verdict(), "155 records, 2 withheld, 0 restricted, 7 checkpoints\n");
}

TEST_F(PublishTest, LeavesTheTombstoneWhereARecordWas) {
    publish(*registry_, {company("company-a", "Secret name"), company("company-b")});
    publish_now();
    EXPECT_TRUE(file("v1/records/company-a.json").contains("Secret name"));
    must(registry_->take_down(takedown("company-a")));
    publish_now();
    for (const auto& [name, text] : all(out_)) EXPECT_FALSE(text.contains("Secret name")) << name;
    EXPECT_TRUE(file("v1/records/company-a.json").contains("Article 17"));
    EXPECT_TRUE(file("en/record/company-a.html").contains("Article 17"));
    EXPECT_EQ(verdict(), "1 records, 1 withheld, 0 restricted, 3 checkpoints\n");
}

TEST_F(PublishTest, FollowsTheDay) {
    publish(*registry_,
            {company("company-a"), licence("licence-a"), moratorium("moratorium-a", "2026-03-06")});
    publish_now();
    EXPECT_TRUE(file("v1/records/licence-a.json").contains("\"status\":\"granted\",\"stated\""));
    PublishReport report = publish_now(1);
    EXPECT_TRUE(file("v1/records/licence-a.json").contains("\"status\":\"underMoratorium\""));
    EXPECT_GT(report.written, 0u);
}

TEST_F(PublishTest, RemovesWhatIsNoMore) {
    publish(*registry_, {company("company-a"), licence("licence-a")});
    std::string digest(64, 'a');
    must(registry_->change(
        [&](Store& store) { return store.filings.put_file(digest, "text/plain", "x"); }));
    publish_now();
    EXPECT_TRUE(there("en/country/mx/index.html"));
    EXPECT_EQ(file("files/" + digest), "x");
    must(registry_->take_down(takedown("licence-a")));
    must(registry_->change([&](Store& store) { return store.filings.erase_file(digest); }));
    publish_now();
    EXPECT_FALSE(there("en/country/mx"));
    EXPECT_FALSE(there("files"));
}

TEST_F(PublishTest, LinksADocumentToItsFileWhileThatIsThere) {
    const std::string hash = hex(sha256(as_bytes(std::string_view("the text"))));
    publish(*registry_, {document("source-a", hash), document("source-b", hash)});
    publish_now();
    Actor registrar;
    registrar.role = Role::registrar;
    must(add_source_file(*registry_, registrar, "source-a", "the text"));
    auto linked = [&](std::string name) { return file(name).contains("/files/" + hash); };
    for (bool there_now : {true, false}) {
        publish_now();
        EXPECT_EQ(there("files/" + hash), there_now);
        EXPECT_EQ(linked("en/record/source-b.html"), there_now);
        EXPECT_EQ(linked("v1/records/source-b.json"), there_now);
        EXPECT_EQ(linked("v1/records/source-b/1.json"), there_now);
        if (there_now) must(registry_->take_down(takedown("source-a")));
    }
}

TEST_F(PublishTest, RefusesAFolderThatHoldsSomethingElse) {
    std::filesystem::create_directory(out_);
    must(write_file(out_ + "/thesis.txt", "x"));
    EXPECT_EQ(error_of(publish_site(*registry_, out_)),
              out_ + " holds something else than a published register; name an empty folder");
}

TEST_F(PublishTest, RefusesTheFolderOfAnotherRegister) {
    publish_now();
    Settings settings = register_settings();
    settings.origin = "other.example/log";
    auto other = new_register(folder_ / "other", settings);
    EXPECT_EQ(error_of(publish_site(*other, out_)),
              out_ + " holds the register register.example/log, and this one is other.example/log");
}

TEST_F(PublishTest, FinishesWhatWasInterrupted) {
    publish(*registry_, {company("company-a")});
    publish_now();
    // As if it had stopped before the end: some files are halves, or not there.
    must(registry_->publish(std::vector{company("company-b")}));
    std::filesystem::remove(out_ + "/.bridle-published");
    must(write_file(
        out_ + "/.bridle-published",
        R"({"origin":"register.example/log","size":0,"day":"","madeWith":"","note":""})"));
    std::filesystem::remove_all(out_ + "/v1/records");
    std::filesystem::remove(out_ + "/v1/register.json");
    must(write_file(out_ + "/v1/register.json", "{\"na"));
    must(write_file(out_ + "/v1/types.json.new", "{\"na"));
    publish_now();
    auto finished = all(out_);
    std::erase_if(finished, [](const auto& entry) { return entry.first.contains(".p/"); });
    out_ = folder_ / "anew";
    publish_now();
    auto anew = all(out_);
    std::erase_if(anew, [](const auto& entry) { return entry.first.contains(".p/"); });
    finished.erase("v1/types.json.new");
    EXPECT_EQ(difference(finished, anew), "");
}

TEST_F(PublishTest, PublishesForOneAtATime) {
    publish_now();
    auto folder = must(PublishedFolder::open(out_));
    EXPECT_EQ(error_of(publish_site(*registry_, out_)),
              out_ + ": another process is publishing to it");
}

}  // namespace bridle::registry::publish_test
