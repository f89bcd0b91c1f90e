#include "cli/indicator_source.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "fabricate/indicators.h"
#include "support/harness.h"

namespace bridle::test::indicator_source_test {

static void write(const std::string& path, std::string_view text) {
    std::ofstream(path) << text;
}

static std::string bundle() {
    return fabricate::stix_bundle(fabricate::fictional_indicators());
}

TEST(IndicatorSource, TakesFilesAndFoldersInTheOrderOfTheirNames) {
    TemporaryFolder folder;
    std::filesystem::create_directories(folder / "sets/below");
    write(folder / "sets/below/b.json", bundle() + "\n");
    write(folder / "sets/a.stix2", bundle());
    write(folder / "sets/notes.txt", "not a set");
    auto loaded = load_indicators({folder / "sets"}, now());
    ASSERT_TRUE(loaded) << loaded.error().what;
    ASSERT_EQ(loaded->indicators.sets().size(), 2u);
    EXPECT_EQ(loaded->indicators.sets()[0].name, "a.stix2");
    EXPECT_EQ(loaded->origins[1].where, folder / "sets/below/b.json");
    EXPECT_TRUE(loaded->sentence(now()).contains(" values from 2 sets, 0 days old."))
        << loaded->sentence(now());
}

TEST(IndicatorSource, SetThatIsNamedAndCannotBeUsedIsAnError) {
    TemporaryFolder folder;
    write(folder / "bad.stix2", "{");
    auto loaded = load_indicators({folder / "bad.stix2"}, now());
    ASSERT_FALSE(loaded);
    EXPECT_TRUE(loaded.error().what.contains("bad.stix2")) << loaded.error().what;
}

TEST(IndicatorSource, OneBadFileInAFolderDoesNotCostTheOthers) {
    TemporaryFolder folder;
    write(folder / "bad.json", "{");
    write(folder / "good.stix2", bundle());
    auto loaded = load_indicators({folder.path()}, now());
    ASSERT_TRUE(loaded) << loaded.error().what;
    EXPECT_EQ(loaded->indicators.sets().size(), 1u);
    ASSERT_EQ(loaded->problems.size(), 1u);
    EXPECT_TRUE(loaded->problems[0].contains("bad.json")) << loaded->problems[0];
}

TEST(IndicatorSource, SameSetTwiceCountsOnce) {
    TemporaryFolder folder;
    write(folder / "a.stix2", bundle());
    write(folder / "b.stix2", bundle());
    auto loaded = load_indicators({folder / "a.stix2", folder / "b.stix2"}, now());
    ASSERT_TRUE(loaded) << loaded.error().what;
    EXPECT_EQ(loaded->indicators.sets().size(), 1u);
}

TEST(IndicatorSource, SetThatWasAlteredIsNotUsed) {  // W-24
    TemporaryFolder folder;
    write(folder / "mine.stix2", bundle());
    IndicatorStore store(folder / "store");
    ASSERT_TRUE(store.import(folder / "mine.stix2"));
    write(store.list()->sets.at(0).path, bundle() + " ");
    auto loaded = load_installed_indicators(store, now());
    ASSERT_TRUE(loaded) << loaded.error().what;
    EXPECT_EQ(loaded->indicators.sets().size(), 0u);
    ASSERT_EQ(loaded->problems.size(), 1u);
    EXPECT_TRUE(loaded->problems[0].contains("not used")) << loaded->problems[0];
}

TEST(IndicatorSource, FolderWithoutSetsIsAnError) {
    TemporaryFolder folder;
    auto loaded = load_indicators({folder.path()}, now());
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().what,
              folder.path() + ": no indicator sets in it (.stix2 or .json files)");
}

TEST(IndicatorSource, WithoutInstalledSetsSaysWhatToDo) {
    TemporaryFolder folder;
    auto loaded = load_installed_indicators(IndicatorStore(folder / "none"), now());
    ASSERT_TRUE(loaded) << loaded.error().what;
    EXPECT_TRUE(loaded->sentence(now()).starts_with("No indicators: only the rules are applied."));
}

TEST(IndicatorSource, UsesInstalledSetsAndSaysHowOldTheyAre) {
    TemporaryFolder folder;
    write(folder / "mine.stix2", bundle());
    IndicatorStore store(folder / "store");
    ASSERT_TRUE(store.import(folder / "mine.stix2"));
    auto loaded = load_installed_indicators(store, now());
    ASSERT_TRUE(loaded) << loaded.error().what;
    std::string said = loaded->sentence(now() + std::chrono::days(3));
    EXPECT_TRUE(said.contains("from 1 installed set, 3 days old.")) << said;
}

}  // namespace bridle::test::indicator_source_test
