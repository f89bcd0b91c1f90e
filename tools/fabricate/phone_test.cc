#include <gtest/gtest.h>

#include <functional>

#include "fabricate/phone_databases.h"
#include "fabricate/phone_plists.h"
#include "fabricate/safari.h"
#include "fabricate/sms.h"
#include "fabricate/test_database.h"
#include "fabricate/whatsapp.h"

namespace bridle::fabricate::phone_test {

namespace {

struct Database {
    const char* name;
    // Of a seed, planted or not, damaged or not.
    std::function<std::string(std::uint64_t seed, Bait* bait, bool damaged, Planted& planted)> make;
    std::size_t traces;
};

template <class Plan, class Make>
Database database(const char* name, std::size_t traces, Plan plan, Make make) {
    return {name,
            [plan, make](std::uint64_t seed, Bait* bait, bool damaged, Planted& planted) {
                Plan mine = plan;
                mine.seed = seed;
                mine.bait = bait;
                mine.damaged_rows = damaged;
                return make(mine, planted);
            },
            traces};
}

std::string make_sms(const SmsPlan& plan, Planted& planted) {
    return sms_database(plan, planted).database;
}
std::string make_safari(const SafariPlan& plan, Planted& planted) {
    return safari_database(plan, planted).database;
}
template <class Plan, std::string (*Make)(const Plan&, Planted&)>
std::string made(const Plan& plan, Planted& planted) {
    return Make(plan, planted);
}

const Database kDatabases[] = {
    database("SmsOfIos9", 23, SmsPlan{.layout = SmsLayout::ios9}, make_sms),
    database("SmsOfIos14", 26, SmsPlan{.layout = SmsLayout::ios14}, make_sms),
    database("SmsOfIos16", 28, SmsPlan{}, make_sms),
    database("Safari", 11, SafariPlan{}, make_safari),
    database("SafariOfOld", 10, SafariPlan{.old_layout = true}, make_safari),
    database("Whatsapp", 16, WhatsappPlan{}, made<WhatsappPlan, whatsapp_database>),
    database("WhatsappOfOld", 16, WhatsappPlan{.old_layout = true},
             made<WhatsappPlan, whatsapp_database>),
    database("DataUsage", 5, DataUsagePlan{}, made<DataUsagePlan, datausage_database>),
    database("DataUsageWithoutWifi", 5, DataUsagePlan{.newer_layout = true},
             made<DataUsagePlan, datausage_database>),
    database("TccV1", 2, TccPlan{.layout = TccLayout::v1}, made<TccPlan, tcc_database>),
    database("TccV2", 2, TccPlan{.layout = TccLayout::v2}, made<TccPlan, tcc_database>),
    database("TccV3", 2, TccPlan{}, made<TccPlan, tcc_database>),
    database("Calls", 1, CallsPlan{}, made<CallsPlan, calls_database>),
    database("CallsOfOld", 1, CallsPlan{.old_layout = true}, made<CallsPlan, calls_database>),
};

class FabricatedDatabase : public testing::TestWithParam<Database> {
protected:
    std::string make(std::uint64_t seed, bool planted = false, bool damaged = false) {
        Bait bait(fictional_indicators(), 1);
        return GetParam().make(seed, planted ? &bait : nullptr, damaged, planted_);
    }
    Planted planted_;
};

}  // namespace

TEST_P(FabricatedDatabase, IsTheSameForTheSameSeed) {
    EXPECT_EQ(make(1), make(1));
    EXPECT_NE(make(1), make(2));
}

TEST_P(FabricatedDatabase, IsSoundInTheEyesOfSqlite) {
    EXPECT_EQ(query(make(1), "PRAGMA integrity_check"), "ok\n");
    EXPECT_EQ(query(make(1, true), "PRAGMA integrity_check"), "ok\n");
    EXPECT_EQ(query(make(1, true, true), "PRAGMA integrity_check"), "ok\n");
}

TEST_P(FabricatedDatabase, PlantsNothingUnasked) {
    make(1);
    EXPECT_TRUE(planted_.traces.empty());
    EXPECT_TRUE(planted_.decoys.empty());
}

TEST_P(FabricatedDatabase, SaysWhichRowHoldsWhatWasPlanted) {
    std::string file = make(1, true);
    EXPECT_EQ(planted_.traces.size(), GetParam().traces);
    for (const Trace& trace : planted_.traces) {
        SCOPED_TRACE(trace.form);
        std::string row = "WHERE rowid = " + std::to_string(trace.row);
        EXPECT_EQ(query(file, "SELECT count(*) FROM " + trace.table + " " + row), "1\n");
    }
}

INSTANTIATE_TEST_SUITE_P(Every, FabricatedDatabase, testing::ValuesIn(kDatabases),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(FabricateSms, ShowsALinkInThePlaceItIsPlantedIn) {
    Bait bait(fictional_indicators(), 1);
    Planted planted;
    std::string file = sms_database({.bait = &bait}, planted).database;
    auto column_holds = [&](std::string_view form, std::string_view column) {
        for (const Trace& trace : planted.traces)
            if (trace.form == form)
                return query(file, "SELECT instr(" + std::string(column) + ", CAST('" +
                                       trace.value + "' AS BLOB)) > 0 FROM message WHERE rowid = " +
                                       std::to_string(trace.row));
        return std::string("not planted");
    };
    EXPECT_EQ(column_holds("plain", "attributedBody"), "1\n");
    EXPECT_EQ(column_holds("attribute_only", "attributedBody"), "1\n");
    EXPECT_EQ(column_holds("payload_only", "payload_data"), "1\n");
    EXPECT_EQ(column_holds("payload_only", "attributedBody"), "0\n");
    EXPECT_EQ(column_holds("edited_away", "message_summary_info"), "1\n");
    EXPECT_EQ(column_holds("edited_away", "attributedBody"), "0\n");
}

TEST(FabricateSms, MovesTheWordsToTheBodyFromIos16On) {
    std::string count = "SELECT count(*) > 50 FROM message WHERE text IS NULL";
    EXPECT_EQ(query(sms_database({.layout = SmsLayout::ios14}), count), "0\n");
    EXPECT_EQ(query(sms_database({.layout = SmsLayout::ios16}), count), "1\n");
}

TEST(FabricateSms, CountsSecondsInIos9AndNanosecondsLater) {
    std::string newest = "SELECT max(date) FROM message";
    EXPECT_LT(std::stoll(query(sms_database({.layout = SmsLayout::ios9}), newest)), 1'000'000'000);
    EXPECT_GT(std::stoll(query(sms_database({}), newest)), 700'000'000'000'000'000);
}

TEST(FabricateSms, KeepsTheNewestMessagesInTheLog) {
    Bait bait(fictional_indicators(), 1);
    Planted planted;
    SmsDatabase made = sms_database({.wal = true, .bait = &bait}, planted);
    const Trace& last = planted.traces.back();
    EXPECT_EQ(last.form, "wal_only");
    EXPECT_EQ(made.database.find(last.value), std::string::npos);
    EXPECT_NE(made.wal.find(last.value), std::string::npos);
}

TEST(FabricateDataUsage, OrphansOnlyWhatIsPlanted) {
    std::string orphans =
        "SELECT count(*) FROM ZLIVEUSAGE WHERE ZHASPROCESS NOT IN (SELECT Z_PK FROM ZPROCESS)";
    EXPECT_EQ(query(datausage_database({}), orphans), "0\n");
    Bait bait(fictional_indicators(), 1);
    Planted planted;
    EXPECT_EQ(query(datausage_database({.bait = &bait}, planted), orphans), "2\n");
}

TEST(FabricateSafari, RedirectsAnUnencryptedPageToAnotherSiteOnlyWhenPlanted) {
    // Same site and shorteners aside; all fictional hosts end in .example.
    std::string foreign = R"sql(
        SELECT count(*) FROM history_visits v JOIN history_items i ON i.id = v.history_item
        JOIN history_visits w ON w.id = v.redirect_destination
        JOIN history_items j ON j.id = w.history_item
        WHERE i.url LIKE 'http://%' AND i.url NOT LIKE 'http://bit.ly/%'
          AND instr(j.url, rtrim(substr(i.url, 8), '/')) = 0)sql";
    EXPECT_EQ(query(safari_database({.visits = 5000}), foreign), "0\n");
    Bait bait(fictional_indicators(), 1);
    Planted planted;
    EXPECT_EQ(query(safari_database({.bait = &bait}, planted).database, foreign), "1\n");
}

TEST(FabricateIdStatusCache, PlantsAnAddressWithTwoNuls) {
    Bait bait(fictional_indicators(), 1);
    Planted planted;
    std::string bytes = binary_plist(id_status_cache({.bait = &bait}, planted));
    EXPECT_NE(bytes.find(std::string("mailto:x\0\0y", 11)), std::string::npos);
}

}  // namespace bridle::fabricate::phone_test
