#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::safari_site_preferences_test {

TEST(SafariSitePreferences, ReadsWhatSitesMayDo) {
    EXPECT_EQ(parse("safari_site_preferences", database(R"sql(
        CREATE TABLE preference_values (id INTEGER PRIMARY KEY, domain TEXT NOT NULL,
            preference TEXT NOT NULL, preference_value, timestamp REAL);
        CREATE TABLE default_preferences (id INTEGER PRIMARY KEY, preference TEXT, default_value);
        INSERT INTO preference_values VALUES (3, 'a.example', 'PerSitePreferencesCamera', 1, 700000000),
            (4, 'b.example', 'PerSitePreferencesDownloads', 'ask', NULL);
        INSERT INTO default_preferences VALUES (1, 'PerSitePreferencesCamera', 0);
    )sql")),
              R"(
preference_values:3 record_type=site domain=a.example preference=PerSitePreferencesCamera value=1 preference_set=2023-03-08T20:26:40Z
preference_values:4 record_type=site domain=b.example preference=PerSitePreferencesDownloads value=ask
default_preferences:1 record_type=other_sites preference=PerSitePreferencesCamera value=0
)");
}

TEST(SafariSitePreferences, DatabaseOfSomethingElseIsAProblem) {
    EXPECT_EQ(parse("safari_site_preferences", database("CREATE TABLE t (x)")), R"(
problem: no table preference_values [preference_values]
)");
}

}  // namespace bridle::test::safari_site_preferences_test
