#include "fabricate/backup.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "fabricate/manifest.h"
#include "fabricate/seeds.h"
#include "fabricate/test_database.h"
#include "fabricate/words.h"

namespace bridle::fabricate::backup_test {

namespace {

using Files = std::map<std::string, std::string>;

constexpr const char* kSms = "3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28";

struct Made {
    Files files;
    Planted planted;
};

Made make(const BackupPlan& plan) {
    Made made;
    auto planted = make_backup(plan, [&](std::string_view name, std::string_view bytes) {
        made.files.emplace(name, bytes);
        return Result<void>();
    });
    if (planted) made.planted = *planted;
    return made;
}

}  // namespace

TEST(FabricateBackup, NamesAFileAsAPhoneDoes) {
    EXPECT_EQ(file_id("HomeDomain", "Library/SMS/sms.db"),
              "3d0d7e5fb2ce288813306e4d4636395e047a3d28");
    EXPECT_EQ(file_id("HomeDomain", "Library/SMS/sms.db-wal"),
              "cd47480f213dba9bc38ee792775d17e3f5a73a59");
}

TEST(FabricateBackup, IsTheSameForTheSamePlan) {
    for (bool encrypted : {false, true}) {
        BackupPlan plan;
        if (encrypted) plan.encryption = PasswordPlan{"secret", 10, 10};
        Made first = make(plan), second = make(plan);
        EXPECT_TRUE(first.files == second.files);
        EXPECT_EQ(first.planted.json(), second.planted.json());
        plan.seed = 2;
        EXPECT_FALSE(first.files == make(plan).files);
    }
}

TEST(FabricateBackup, ListsEveryFileItWrites) {
    Made made = make({});
    std::string ids = query(made.files["Manifest.db"], "SELECT fileID FROM Files WHERE flags = 1");
    for (const auto& [name, bytes] : made.files) {
        if (!name.contains('/')) continue;
        EXPECT_NE(ids.find(name.substr(3)), std::string::npos) << name;
    }
    EXPECT_EQ(query(made.files["Manifest.db"], "PRAGMA integrity_check"), "ok\n");
}

TEST(FabricateBackup, HoldsLogsAsFilesOfTheirOwn) {
    Made made = make({});
    EXPECT_TRUE(made.files.contains("cd/cd47480f213dba9bc38ee792775d17e3f5a73a59"));
    BackupPlan without;
    without.wal = false;
    EXPECT_FALSE(make(without).files.contains("cd/cd47480f213dba9bc38ee792775d17e3f5a73a59"));
}

TEST(FabricateBackup, PlantsInEveryArtifactAndNothingWhenClean) {
    Made made = make({});
    std::set<std::string> artifacts;
    for (const Trace& trace : made.planted.traces) artifacts.insert(trace.artifact);
    for (std::string_view artifact :
         {"backup_info", "calls", "configuration_profiles", "datausage", "id_status_cache",
          "manifest", "os_analytics_ad_daily", "profile_events", "safari_history", "sms",
          "sms_attachments", "tcc", "whatsapp"})
        EXPECT_TRUE(artifacts.contains(std::string(artifact))) << artifact;
    BackupPlan clean;
    clean.clean = true;
    EXPECT_TRUE(make(clean).planted.traces.empty());
}

TEST(FabricateBackup, ShowsNothingWhenEncrypted) {
    BackupPlan plan;
    plan.encryption = PasswordPlan{"secret", 10, 10};
    Made made = make(plan);
    for (const auto& [name, bytes] : made.files) {
        if (name.ends_with(".plist")) continue;
        EXPECT_EQ(bytes.size() % 16, 0u) << name;
        EXPECT_FALSE(bytes.starts_with("SQLite") || bytes.starts_with("bplist")) << name;
    }
}

TEST(FabricateBackup, LeavesTheManifestPlainBeforeIos102) {
    BackupPlan plan{.generation = Generation::ios10};
    plan.encryption = PasswordPlan{"secret", 10, 10};
    Made made = make(plan);
    EXPECT_TRUE(made.files["Manifest.db"].starts_with("SQLite format 3"));
    EXPECT_FALSE(made.files[kSms].starts_with("SQLite format 3"));
    EXPECT_EQ(made.files["Manifest.plist"].find("ManifestKey"), std::string::npos);
}

TEST(FabricateBackup, MarksTracesInWhatItDamages) {
    BackupPlan plan;
    plan.damage.missing = plan.damage.truncated = true;
    Made made = make(plan);
    EXPECT_FALSE(made.files.contains("5a/5a4935c78a5255723f707230a451d79c540d2741"));
    for (const Trace& trace : made.planted.traces)
        EXPECT_EQ(trace.in_damaged_file, trace.artifact == "calls" || trace.artifact == "whatsapp")
            << trace.artifact;
}

TEST(FabricateBackup, RefusesAFolderThatExists) {
    std::string folder = std::filesystem::temp_directory_path().string();
    auto planted = write_backup({}, folder);
    ASSERT_FALSE(planted);
    EXPECT_EQ(planted.error().what, folder + ": exists already");
}

TEST(FabricateSeeds, AreTheSameAgainAndEachHasAName) {
    Files first, second;
    for (Files* files : {&first, &second})
        ASSERT_TRUE(make_seeds([&](std::string_view name, std::string_view bytes) -> Result<void> {
            EXPECT_TRUE(files->emplace(name, bytes).second) << name << " twice";
            EXPECT_FALSE(bytes.empty()) << name;
            return {};
        }));
    EXPECT_TRUE(first == second);
    for (std::string_view folder : {"plist/",
                                    "keyed_archive/",
                                    "typedstream/",
                                    "key_bag/",
                                    "stix/",
                                    "sqlite/",
                                    "manifest/",
                                    "backup_info/",
                                    "sms/",
                                    "sms_attachments/",
                                    "safari_history/",
                                    "whatsapp/",
                                    "datausage/",
                                    "tcc/",
                                    "calls/",
                                    "os_analytics_ad_daily/",
                                    "id_status_cache/",
                                    "global_preferences/",
                                    "ips/",
                                    "tar/",
                                    "gzip/",
                                    "zip/"}) {
        auto at = first.lower_bound(std::string(folder));
        ASSERT_NE(at, first.end());
        EXPECT_TRUE(at->first.starts_with(folder)) << folder;
    }
}

TEST(FabricateIndicators, FindsItsOwnBundleAgain) {
    std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("bridle-stix-" + std::to_string(getpid()));
    std::filesystem::create_directory(folder);
    std::ofstream(folder / "a.stix2") << stix_bundle(fictional_indicators());
    auto found = published_indicators(folder.string());
    std::filesystem::remove_all(folder);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->values, fictional_indicators().values);
}

TEST(FabricateIndicators, MakesAsManyAsAsked) {
    std::size_t count = 0;
    for (const auto& values : synthetic_indicators(5000, 1).values) count += values.size();
    EXPECT_EQ(count, 5000u);
}

TEST(FabricateWords, NamesNobodyReal) {
    Random random(1);
    for (int i = 0; i < 200; i++) EXPECT_TRUE(innocent_host(random).ends_with(".example"));
    for (const Person& person : people(1, 300)) {
        EXPECT_TRUE(person.email.ends_with(".example"));
        EXPECT_EQ(person.phone.size(), 12u);
        EXPECT_EQ(person.phone.substr(5, 5), "55501");
    }
}

TEST(FabricateIndicators, PlantsNoIndicatorByAccident) {
    std::vector<std::string> domains = fictional_indicators().of(Sort::domain);
    Random random(1);
    for (int i = 0; i < 5000; i++) {
        std::string host = innocent_host(random);
        for (const std::string& domain : domains) ASSERT_FALSE(host.ends_with(domain));
    }
}

}  // namespace bridle::fabricate::backup_test
