#include <gtest/gtest.h>

#include "base/text.h"
#include "fabricate/keyed_archive.h"
#include "support/harness.h"

namespace bridle::test::manifest_test {

static std::string catalogue(std::string_view rows) {
    return parse("manifest", database("CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, "
                                      "relativePath TEXT, flags INTEGER, file BLOB);"
                                      "INSERT INTO Files VALUES " +
                                      std::string(rows)));
}

static std::string blob(const fabricate::MbFile& file) {
    return "x'" + hex(as_bytes(fabricate::archive(file))) + "'";
}

TEST(Manifest, ReadsAttributesAndNamesThePathOnTheDevice) {
    EXPECT_EQ(catalogue("('3d0d', 'HomeDomain', 'Library/SMS/sms.db', 1, " +
                        blob({.path = "Library/SMS/sms.db",
                              .size = 4096,
                              .born = 1600000000,
                              .modified = 1600000060,
                              .changed = 1600000060}) +
                        ")"),
              R"(
Files:1 path=/private/var/mobile/Library/SMS/sms.db domain=HomeDomain relative_path=Library/SMS/sms.db file_id=3d0d flags=1 created=2020-09-13T12:26:40Z modified=2020-09-13T12:27:40Z status_changed=2020-09-13T12:27:40Z mode=0o100644 owner=501 size=4096
)");
}

TEST(Manifest, ReadsDatesThatAreObjects) {
    std::string said = catalogue("('ab', 'HomeDomain', 'x', 1, " +
                                 blob({.path = "x",
                                       .born = 1600000000,
                                       .modified = 1600000060,
                                       .changed = 1600000060,
                                       .dates_as_objects = true}) +
                                 ")");
    EXPECT_TRUE(said.contains(" created=2020-09-13T12:26:40Z modified=2020-09-13T12:27:40Z"))
        << said;
}

TEST(Manifest, NamesTheTargetOfALink) {
    std::string said =
        catalogue("('ab', 'HomeDomain', 'x', 4, " +
                  blob({.path = "x", .mode = 0120755, .target = "/var/tmp/y"}) + ")");
    EXPECT_TRUE(said.contains(" mode=0o120755")) << said;
    EXPECT_TRUE(said.contains(" target=/var/tmp/y")) << said;
}

TEST(Manifest, RowWithoutReadableAttributesKeepsTheRest) {
    EXPECT_EQ(
        catalogue("('ab', 'HomeDomain', 'x', 2, x'00ff'), ('cd', 'HomeDomain', 'y', 2, NULL)"), R"(
problem: not a property list [attributes of row 1]
Files:1 path=/private/var/mobile/x domain=HomeDomain relative_path=x file_id=ab flags=2
Files:2 path=/private/var/mobile/y domain=HomeDomain relative_path=y file_id=cd flags=2
)");
}

TEST(Manifest, RowsGoByTheirOwnNumbersWhereTheyHaveSome) {
    auto rows = [](std::string_view columns, std::string_view values, std::string_view kind) {
        return parse("manifest",
                     database("CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, "
                              "relativePath TEXT, flags INTEGER, file BLOB)" +
                              std::string(kind) + "; INSERT INTO Files (" + std::string(columns) +
                              "fileID, domain, relativePath, flags) VALUES (" +
                              std::string(values) + "'ab', 'HomeDomain', 'x', 1)"));
    };
    EXPECT_TRUE(rows("rowid, ", "7, ", "").starts_with("\nFiles:7 path="));
    EXPECT_TRUE(rows("", "", " WITHOUT ROWID").starts_with("\nFiles:1 path="));
}

TEST(Manifest, PathThatClimbsOutStaysInside) {
    std::string said = catalogue("('ab', 'HomeDomain', '../../../etc/passwd', 1, NULL)");
    EXPECT_FALSE(said.contains(" path=/etc")) << said;
    EXPECT_TRUE(said.contains("relative_path=../../../etc/passwd")) << said;
}

}  // namespace bridle::test::manifest_test
