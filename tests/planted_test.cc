// Sample backups in which somebody else has planted addresses: every one of
// them is found where it was planted, and nothing else is found.

#include <gtest/gtest.h>
#include <simdjson.h>
#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>

#include "acquisition/open.h"
#include "base/host_file.h"
#include "casefile/case.h"
#include "examine/examine.h"
#include "indicator/matcher.h"
#include "rule/rule.h"
#include "support/harness.h"

namespace bridle::test::planted_test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kData = BRIDLE_SHARED_DATA "/data";

class Planted : public testing::Test {
protected:
    void SetUp() override {
        if (!fs::exists(kData)) GTEST_SKIP() << "skipped: no shared data";
    }

    static const Indicators& published() {
        static const Indicators all = [] {
            Indicators indicators;
            for (const auto& entry : fs::directory_iterator(std::string(kData) + "/indicators"))
                if (entry.path().extension() == ".stix2") {
                    auto bytes = read_file(entry.path(), 1 << 30);
                    EXPECT_TRUE(indicators.add(*bytes, entry.path().filename().string(), now()));
                }
            indicators.compile();
            return indicators;
        }();
        return all;
    }

    // Examines a backup into a case called `name`.
    Case examined(const std::string& backup, const std::string& name) {
        auto password = []() -> Result<Secret> { return Secret(std::string_view("bridle-test")); };
        auto acquisition = open_acquisition(backup, password);
        EXPECT_TRUE(acquisition) << (acquisition ? "" : acquisition.error().what);
        auto writer = CaseWriter::create(folder_ / name);
        EXPECT_TRUE(writer);
        writer->set_acquisition(**acquisition);
        auto plan = make_plan(**acquisition, all_artifacts());
        EXPECT_TRUE(plan);
        Progress progress;
        auto done = examine(**acquisition, *plan, published(), {.progress = &progress}, *writer);
        EXPECT_TRUE(done) << (done ? "" : done.error().what);
        const Progress::Now end = progress.now();  // whoever watched has seen all of it
        EXPECT_EQ(end.files_done, end.files);
        EXPECT_EQ(end.bytes_done, end.bytes);
        EXPECT_GT(end.bytes, 0u);
        EXPECT_TRUE(writer->seal());
        EXPECT_TRUE(writer->publish());
        return std::move(*Case::open(folder_ / name));
    }

    // All records of a case, in their order.
    std::vector<std::string> records(const std::string& name) {
        std::vector<std::string> all;
        sqlite3* db = nullptr;
        sqlite3_stmt* statement = nullptr;
        sqlite3_open_v2((folder_ / name + "/case.db").c_str(), &db, SQLITE_OPEN_READONLY, nullptr);
        sqlite3_prepare_v2(
            db,
            "SELECT a.name || ' ' || r.part || ' ' || r.at || ' ' || r.fields FROM records r "
            "JOIN artifacts a ON a.id = r.artifact ORDER BY r.id",
            -1, &statement, nullptr);
        while (sqlite3_step(statement) == SQLITE_ROW)
            all.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)));
        sqlite3_finalize(statement);
        sqlite3_close(db);
        return all;
    }

    // Those that lie in an artifact that we read, as "domain in artifact".
    static std::multiset<std::string> planted(const std::string& list) {
        static const std::map<std::string_view, std::string> kPlaces = {
            {"sms", "sms"},
            {"safari", "safari_history"},
            {"whatsapp", "whatsapp"},
            {"chrome", "chrome_history"},
            {"observations", "webkit_resource_load_statistics"}};
        simdjson::dom::parser parser;
        std::multiset<std::string> all;
        for (simdjson::dom::object each : simdjson::dom::array(parser.load(list)))
            if (auto place = kPlaces.find(std::string_view(each["place"])); place != kPlaces.end())
                all.insert(std::string(std::string_view(each["domain"])) + " in " + place->second);
        return all;
    }

    // What was found above low: the indicator's value and the artifact, once for each record.
    static std::multiset<std::string> found(const Case& from) {
        auto place_of = [](const Finding& finding) {
            return std::to_string(finding.file) + " " + finding.part + " " +
                   std::to_string(finding.at) + " " + finding.field;
        };
        std::set<std::string> exact;  // where the very host is an indicator
        for (const CaseFinding& each : from.findings())
            if (each.finding.indicator && each.finding.indicator->how == "exact")
                exact.insert(place_of(each.finding));
        std::set<std::string> places;
        std::multiset<std::string> all;
        for (const CaseFinding& each : from.findings()) {
            const Finding& finding = each.finding;
            if (finding.severity <= Severity::low) continue;
            // The set names the domain above that host, too: the same trace said again.
            if (finding.indicator && finding.indicator->how == name_of(How::parent_domain) &&
                exact.contains(place_of(finding)))
                continue;
            std::string what = (finding.indicator ? finding.indicator->value : finding.rule) +
                               " in " + finding.artifact;
            // A WhatsApp link is in the message and in its preview.
            if (places.insert(what).second) all.insert(what);
        }
        return all;
    }

    TemporaryFolder folder_;
};

TEST_F(Planted, SmallBackupPlainAndEncryptedGiveTheSameRecords) {
    Case plain = examined(std::string(kData) + "/ios/small-backup", "plain");
    Case encrypted = examined(std::string(kData) + "/ios/small-backup-encrypted", "encrypted");
    EXPECT_GT(plain.record_count(), 1000u);
    auto without_times = [&](const std::string& name) {
        auto all = records(name);
        // Info.plist says of each whether it is encrypted.
        std::erase_if(all, [](const std::string& record) {
            return record.starts_with("backup_info Info.plist");
        });
        return all;
    };
    EXPECT_EQ(without_times("plain"), without_times("encrypted"));
}

TEST_F(Planted, EveryAddressOfTheSmallBackupAndNothingElse) {
    auto expected = planted(BRIDLE_SHARED_DATA "/expected/small.planted.json");
    EXPECT_EQ(found(examined(std::string(kData) + "/ios/small-backup", "plain")), expected);
    EXPECT_EQ(found(examined(std::string(kData) + "/ios/small-backup-encrypted", "encrypted")),
              expected);
}

TEST_F(Planted, EveryAddressOfTheLargeBackupAndNothingElse) {
    std::string unpack =
        "tar --zstd -xf " + std::string(kData) + "/ios/bench-backup.tar.zst -C " + folder_.path();
    if (std::system(unpack.c_str()) != 0) GTEST_SKIP() << "skipped: no zstd";
    EXPECT_EQ(found(examined(folder_ / "bench", "case")),
              planted(BRIDLE_SHARED_DATA "/expected/bench.planted.json"));
}

// Databases of real phones that nobody has attacked.
TEST_F(Planted, RealCleanDatabasesGiveNothingAboveLow) {
    struct Each {
        const char *artifact, *file;
    };
    for (Each each : {Each{"datausage", "DataUsage.sqlite"}, Each{"netusage", "netusage.sqlite"},
                      Each{"id_status_cache", "com.apple.identityservices.idstatuscache.plist"}}) {
        std::string bytes = contents(std::string(kData) + "/ios/real-device/" + each.file);
        for (const Rule* rule : all_rules()) {
            std::string said = judge(rule->name, each.artifact, bytes);
            for (const char* grave : {"\nmedium", "\nhigh", "\ncritical"})
                EXPECT_FALSE(said.contains(grave)) << rule->name << said;
        }
        EXPECT_FALSE(parse(each.artifact, bytes).contains("problem:")) << each.file;
        EXPECT_GT(parse(each.artifact, bytes).size(), 1000u) << each.file;
    }
}

}  // namespace
}  // namespace bridle::test::planted_test
