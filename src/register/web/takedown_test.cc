// What was taken down is nowhere any more: not in the folder of the register, not in what is shown
// or kept to be shown, nor among the files that are published.

#include <filesystem>

#include "base/host_file.h"
#include "register/web/publish.h"
#include "support/register_site.h"
#include "support/witness_server.h"

namespace bridle::registry::takedown_test {

namespace {

using namespace bridle::registry::test;

constexpr std::string_view kTraces[] = {"nmistakeable", "yzzyx", "robozz", "uuxplugh"};

class TakedownTest : public SiteTest {
protected:
    static Json secret_body() {
        Json body = company_body("Unmistakeable Xyzzyx");
        body.at("/addresses/0")->set("address", "7 Frobozz Lane");
        return body;
    }
    void fill() {
        publish(*registry_, {record("company", "company-a", company_body("Before")),
                             company("company-b", "Harmless")});
        NewVersion secret = record("company", "company-a", secret_body());
        secret.kind = "factChanged";
        secret.reason = "Quuxplugh had it changed";
        publish(*registry_, {secret});
        file("filing-refused", "company-a", FilingState::refused);
        file("filing-begun", "company-a", FilingState::draft);
        file("filing-never-accepted", "", FilingState::withdrawn);
        must(registry_->change([&](Store& store) -> Result<void> {
            Filing other;
            other.id = "filing-of-another";
            other.type = "company";
            other.record_id = "company-b";
            other.body = company_body("Harmless").dump();
            auto revision = TRY(store.filings.put(other));
            static_cast<void>(revision);
            return {};
        }));
    }
    void file(std::string_view id, std::string_view record, FilingState state) {
        Filing filing;
        filing.id = id;
        filing.type = "company";
        filing.record_id = record;
        filing.reason = "Quuxplugh";
        filing.body = secret_body().dump(2);
        filing.state = state;
        must(registry_->change([&](Store& store) -> Result<void> {
            auto revision = TRY(store.filings.put(filing));
            static_cast<void>(revision);
            return {};
        }));
    }
    static std::string traces_in(std::string_view text) {
        std::string found;
        for (std::string_view trace : kTraces)
            if (text.contains(trace)) found += std::string(trace) + " ";
        return found;
    }
    static std::string traces_under(const std::string& folder) {
        std::string found;
        for (const auto& each : std::filesystem::recursive_directory_iterator(folder)) {
            std::string traces = each.is_regular_file() ? traces_in(contents(each.path())) : "";
            if (!traces.empty()) found += each.path().filename().string() + ": " + traces + "\n";
        }
        return found;
    }
    Filing filing(std::string_view id) {
        return must(must(registry_->readers().lend())->filings.by_id(id)).value();
    }
    void scrub() {
        for (int i = 0; i < 1000; i++)
            if (auto done = registry_->go_on_scrubbing(); done && *done) return;
        ADD_FAILURE() << "it is never done";
    }

    const std::string out_ = folder_ / "out";
};

constexpr std::string_view kAddresses[] = {"/v1/records/company-a.json",
                                           "/v1/records/company-a/2.json",
                                           "/v1/records/company-a/history.json",
                                           "/v1/records/company-a/2.tlog-proof",
                                           "/v1/records/company-a.json?asOf=3",
                                           "/v1/records.json",
                                           "/v1/changes.json",
                                           "/v1/search.json?q=unmistakabel",
                                           "/en/record/company-a.html",
                                           "/ar/record/company-a.html",
                                           "/en/search/?q=xyzzyy",
                                           "/en/recent/",
                                           "/feeds/recent.atom",
                                           "/feeds/recent.json",
                                           "/bulk/company.csv",
                                           "/bulk/company.jsonl",
                                           "/bulk/records/000000.jsonl",
                                           "/bulk/bods.json",
                                           "/bulk/attribution.json",
                                           "/en/country/aq/"};

}  // namespace

TEST_F(TakedownTest, LeavesNothingInTheFolderNorAmongThePublishedFiles) {
    fill();
    must(publish_site(*registry_, out_));
    EXPECT_NE(traces_under(place_), "");
    EXPECT_NE(traces_under(out_), "");
    must(registry_->take_down(takedown("company-a")));
    scrub();
    EXPECT_EQ(traces_under(place_), "");
    must(publish_site(*registry_, out_));
    EXPECT_EQ(traces_under(out_), "");
    must(publish_site(*registry_, folder_ / "anew"));
    EXPECT_EQ(traces_under(folder_ / "anew"), "");
    auto resources = must(open_resources(out_));
    EXPECT_EQ(verified(*resources), "1 records, 2 withheld, 0 restricted, 4 checkpoints\n");
}

TEST_F(TakedownTest, LeavesNothingInTheFolderOfOneVersion) {
    fill();
    NewVersion better = record("company", "company-a", company_body("Better"));
    better.kind = "redaction";
    better.reason = "So ordered";
    publish(*registry_, {better});
    must(registry_->take_down(takedown("company-a", 2)));
    scrub();
    EXPECT_EQ(traces_under(place_), "");
    EXPECT_TRUE(body("/v1/records/company-a.json").contains("Better"));
}

TEST_F(TakedownTest, LeavesNothingToShow) {
    fill();
    std::string before;
    for (std::string_view address : kAddresses) before += traces_in(*get(address).body);
    EXPECT_NE(before, "");
    must(registry_->take_down(takedown("company-a")));
    for (std::string_view address : kAddresses) {
        EXPECT_FALSE(site_->at_hand(request(address))) << address;
        EXPECT_EQ(traces_in(*get(address).body), "") << address;
    }
    EXPECT_EQ(get("/v1/records/company-a.json").status, 410);
    EXPECT_EQ(get("/en/record/company-a.html").status, 410);
}

TEST_F(TakedownTest, EmptiesTheFilingsThatHoldIt) {
    fill();
    must(registry_->take_down(takedown("company-a")));
    for (const char* id : {"filing-refused", "filing-begun", "filing-never-accepted"}) {
        EXPECT_EQ(filing(id).body, "{}") << id;
        EXPECT_EQ(filing(id).reason, "") << id;
    }
    EXPECT_EQ(filing("filing-refused").state, FilingState::refused);
    EXPECT_EQ(filing("filing-begun").state, FilingState::withdrawn);
    EXPECT_TRUE(filing("filing-of-another").body.contains("Harmless"));
}

// A tombstone that waits for witnesses is not published, and what it stands for is gone all the
// same.
TEST(TakedownWithoutWitnesses, HidesAtOnceWhatItsTombstoneWillReplace) {
    TemporaryFolder folder;
    Settings settings = register_settings();
    WitnessServer witness;  // which does not know the register, and cosigns nothing
    settings.witnesses = {witness.setting("one")};
    settings.cosigners_to_publish = 0;
    must(Register::create(folder / "register", settings));
    {
        auto registry = must(Register::open(folder / "register", Register::Mode::write));
        publish(*registry, {company("company-a", "Unmistakeable")});
    }
    std::string text = contents(folder / "register/register.json");
    std::size_t at = text.find("\"cosignersToPublish\"");
    ASSERT_NE(at, std::string::npos) << text;
    at = text.find('0', at);
    text.replace(at, 1, "1");
    must(write_file(folder / "fresh.json", text));
    std::filesystem::rename(folder / "fresh.json", folder / "register/register.json");

    auto registry = must(Register::open(folder / "register", Register::Mode::write));
    auto reader = must(Register::open(folder / "register", Register::Mode::read));
    Site site(*registry), other(*reader);
    Request asked;
    asked.path = "/v1/records/company-a.json";
    asked.now = now();
    for (Site* each : {&site, &other}) EXPECT_TRUE(each->handle(asked).body->contains("Unmis"));
    must(registry->take_down(takedown("company-a")));
    EXPECT_FALSE(site.at_hand(asked));
    EXPECT_EQ(site.handle(asked).status, 410);
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    EXPECT_FALSE(other.at_hand(asked));
    EXPECT_EQ(other.handle(asked).status, 410);
}

}  // namespace bridle::registry::takedown_test
