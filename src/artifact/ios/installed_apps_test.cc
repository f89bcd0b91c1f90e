#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::installed_apps_test {

static constexpr std::string_view kTables = R"sql(
    CREATE TABLE application_identifier_tab (id INTEGER PRIMARY KEY, application_identifier TEXT);
    CREATE TABLE key_tab (id INTEGER PRIMARY KEY, key TEXT);
    CREATE TABLE kvs (id INTEGER PRIMARY KEY, application_identifier INTEGER, key INTEGER,
        value BLOB);
    INSERT INTO key_tab VALUES (1, 'compatibilityInfo'), (13, '_UninstallDate'), (2, 'other');
    INSERT INTO application_identifier_tab VALUES (1, 'example.a'), (2, 'example.b'),
        (3, 'example.c');
)sql";

TEST(InstalledApps, SayWhereEachLiesAndWhichWereRemoved) {
    auto list = [](std::string_view value) { return "'" + xml_list(value) + "'"; };
    EXPECT_EQ(parse("installed_apps",
                    database(std::string(kTables) + "INSERT INTO kvs VALUES (1, 1, 1, " +
                             list("<dict><key>bundleIdentifier</key><string>example.a</string>"
                                  "<key>bundlePath</key><string>/b/A.app</string>"
                                  "<key>sandboxPath</key><string>/d/1</string></dict>") +
                             "), (2, 2, 13, " + list("<date>2024-01-02T03:04:05Z</date>") +
                             "), (3, 1, 2, x'00')")),
              R"(
kvs:1 record_type=installed app=example.a bundle=example.a bundle_path=/b/A.app data_path=/d/1
kvs:2 record_type=removed app=example.b app_removed=2024-01-02T03:04:05Z
application_identifier_tab:2 record_type=known app=example.b
application_identifier_tab:3 record_type=known app=example.c
)");
}

TEST(InstalledApps, ValueThatIsNoListCostsOnlyThat) {
    EXPECT_EQ(parse("installed_apps",
                    database(std::string(kTables) + "INSERT INTO kvs VALUES (1, 1, 1, x'FFFF'), "
                                                    "(2, 77, 1, NULL)")),
              R"(
problem: not a property list [value of row 1]
kvs:1 record_type=installed app=example.a
problem: not a property list [value of row 2]
kvs:2 record_type=installed
application_identifier_tab:2 record_type=known app=example.b
application_identifier_tab:3 record_type=known app=example.c
)");
}

}  // namespace bridle::test::installed_apps_test
