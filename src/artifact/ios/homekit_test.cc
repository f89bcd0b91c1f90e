#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::homekit_test {

TEST(Homekit, FindsAddressesInWhateverColumn) {
    EXPECT_EQ(parse("homekit", database(R"sql(
        CREATE TABLE ZMKFUSER (Z_PK INTEGER PRIMARY KEY, ZNAME TEXT, ZHANDLE TEXT, ZCREATIONDATE REAL);
        CREATE TABLE ZMKFROOM (Z_PK INTEGER PRIMARY KEY, ZNAME TEXT);
        INSERT INTO ZMKFUSER VALUES (4, 'Alex', 'mailto:alex@mail.example', 700000000),
            (5, 'Bo', 'tel:+12025550100', NULL), (6, 'Nobody', 'none', 700000000);
        INSERT INTO ZMKFROOM VALUES (1, 'Kitchen');
    )sql")),
              R"(
zmkfuser:4 address=alex@mail.example column=ZHANDLE created=2023-03-08T20:26:40Z
zmkfuser:5 address=+12025550100 column=ZHANDLE
)");
}

TEST(Homekit, FindsAddressesInBytesThatAreNoText) {
    EXPECT_EQ(parse("homekit", database(R"sql(
        CREATE TABLE xact (id INTEGER PRIMARY KEY, data BLOB);
        INSERT INTO xact VALUES (1, x'0a12' || CAST('alex@mail.example' AS BLOB) || x'ff00');
    )sql")),
              R"(
xact:1 address=alex@mail.example column=data
)");
}

TEST(Homekit, LooksIntoArchivesAndTakesTheirTimes) {
    const std::string archive = xml_list(R"xml(<dict>
        <key>$archiver</key><string>NSKeyedArchiver</string>
        <key>$top</key><dict>
            <key>root</key><dict><key>CF$UID</key><integer>1</integer></dict>
            <key>RecordMtime</key><dict><key>CF$UID</key><integer>3</integer></dict></dict>
        <key>$objects</key><array><string>$null</string>
            <dict><key>HM.handle</key><dict><key>CF$UID</key><integer>2</integer></dict>
                <key>HM.date</key><dict><key>CF$UID</key><integer>3</integer></dict></dict>
            <string>mailto:alex@mail.example</string>
            <dict><key>NS.time</key><real>700000000</real>
                <key>$class</key><dict><key>CF$UID</key><integer>4</integer></dict></dict>
            <dict><key>$classname</key><string>NSDate</string></dict></array>
    </dict>)xml");
    EXPECT_EQ(parse("homekit", database("CREATE TABLE record (id INTEGER PRIMARY KEY, data BLOB);"
                                        "INSERT INTO record VALUES (9, CAST('" +
                                        archive + "' AS BLOB))")),
              R"(
record:9 address=alex@mail.example column=data modified=2023-03-08T20:26:40Z dated=2023-03-08T20:26:40Z
)");
}

TEST(Homekit, DatabaseWithoutTablesIsAProblem) {
    EXPECT_EQ(parse("homekit", database("CREATE TABLE x (y); DROP TABLE x")), R"(
problem: a database without any table
)");
}

TEST(Homekit, DatabaseThatWasEmptiedSaysNothing) {
    EXPECT_EQ(parse("homekit", database("CREATE TABLE record_v2 (id INTEGER PRIMARY KEY)")), "\n");
}

}  // namespace bridle::test::homekit_test
