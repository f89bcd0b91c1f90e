#include <gtest/gtest.h>

#include "rule/ios/system_processes.h"
#include "support/harness.h"

namespace bridle::test::process_near_miss_test {

// Processes of a phone, each with its bundle where there is one: "name" or "name bundle".
static std::string judged(std::initializer_list<std::string_view> processes) {
    std::string sql =
        "CREATE TABLE ZPROCESS (Z_PK INTEGER PRIMARY KEY, ZFIRSTTIMESTAMP REAL, ZTIMESTAMP REAL,"
        "ZBUNDLENAME VARCHAR, ZPROCNAME VARCHAR);"
        "CREATE TABLE ZLIVEUSAGE (Z_PK INTEGER PRIMARY KEY, ZHASPROCESS INTEGER, ZTIMESTAMP REAL,"
        "ZWWANIN FLOAT, ZWWANOUT FLOAT);";
    for (std::string_view each : processes) {
        const std::size_t blank = each.find(' ');
        sql += "INSERT INTO ZPROCESS (ZFIRSTTIMESTAMP, ZBUNDLENAME, ZPROCNAME) VALUES (600000000, ";
        sql += blank == std::string_view::npos ? "NULL"
                                               : "'" + std::string(each.substr(blank + 1)) + "'";
        sql += ", '" + std::string(each.substr(0, blank)) + "');";
    }
    return judge("process_near_miss", "datausage", database(sql));
}

TEST(ProcessNearMiss, OneLetterMoreLessOrOther) {
    EXPECT_EQ(judged({"nehelperd", "passsd", "cfprefssd", "locatoind", "trustb"}), R"(
low weak ZPROCESS:1 2020-01-06T10:40:00Z process=nehelperd name=nehelperd like=nehelper
low weak ZPROCESS:2 2020-01-06T10:40:00Z process=passsd name=passsd like=passd
low weak ZPROCESS:3 2020-01-06T10:40:00Z process=cfprefssd name=cfprefssd like=cfprefsd
low weak ZPROCESS:4 2020-01-06T10:40:00Z process=locatoind name=locatoind like=locationd
low weak ZPROCESS:5 2020-01-06T10:40:00Z process=trustb name=trustb like=trustd
)");
}

TEST(ProcessNearMiss, LetterOfADaemonBesides) {
    EXPECT_EQ(judged({"nehelprd", "shortcutsd"}), R"(
low weak ZPROCESS:1 2020-01-06T10:40:00Z process=nehelprd name=nehelprd like=nehelper
)");
}

TEST(ProcessNearMiss, OneFindingForEachName) {
    EXPECT_EQ(judged({"wifip2ppd", "wifip2ppd",
                      "wifip2ppd/com.apple.datausage.dns "
                      "com.apple.datausage.dns"}),
              R"(
low weak ZPROCESS:1 2020-01-06T10:40:00Z process=wifip2ppd name=wifip2ppd like=wifip2pd
)");
}

TEST(ProcessNearMiss, NamesOfTheSystemResembleEachOther) {
    EXPECT_EQ(judged({"dprivacyd", "adprivacyd", "softwareupdatese", "mobileactivation",
                      "terminusd/akd", "assistant_servic"}),
              "\n");
}

TEST(ProcessNearMiss, NamesThatWereCutAreComparedWithCutNames) {
    EXPECT_EQ(judged({"softwareupdateze"}), R"(
low weak ZPROCESS:1 2020-01-06T10:40:00Z process=softwareupdateze name=softwareupdateze like=softwareupdateservicesd
)");
}

TEST(ProcessNearMiss, AppsAreCalledWhatTheirMakersLike) {
    EXPECT_EQ(judged({"Safaris com.example.safaris", "trustb/com.example.app com.example.app"}),
              "\n");
}

TEST(ProcessNearMiss, ShortNamesAndIdentifiersResembleByChance) {
    EXPECT_EQ(judged({"geob", "bh", "com.apple.trustb", "Maqs"}), "\n");
}

TEST(ProcessNearMiss, ReadsClientsOfTheLocation) {
    EXPECT_EQ(judge("process_near_miss", "locationd_clients",
                    xml_list("<dict><key>p/usr/libexec/locattiond:</key><dict/>"
                             "<key>p/usr/libexec/locationd:</key><dict/></dict>")),
              R"(
low weak clients:0 - client_process=locattiond name=locattiond like=locationd
)");
}

TEST(ProcessNearMiss, NoNameOfKnownSpywareIsOneOfTheSystem) {
    for (std::string_view name : {"aggregatenotd", "BackupAgent", "roleaccountd", "bh", "dhcp4d"})
        EXPECT_FALSE(ios::is_system_process(name)) << name;
    EXPECT_TRUE(ios::is_system_process("identityservices"));
    EXPECT_FALSE(ios::is_system_process("identityservic"));
}

}  // namespace bridle::test::process_near_miss_test
