#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::webkit_resource_load_statistics_test {

static constexpr std::string_view kDomains = R"sql(
    CREATE TABLE ObservedDomains (domainID INTEGER PRIMARY KEY, registrableDomain TEXT,
        lastSeen REAL, hadUserInteraction INTEGER, mostRecentUserInteractionTime REAL,
        grandfathered INTEGER, isPrevalent INTEGER, isVeryPrevalent INTEGER,
        dataRecordsRemoved INTEGER, timesAccessedAsFirstPartyDueToUserInteraction INTEGER,
        timesAccessedAsFirstPartyDueToStorageAccessAPI INTEGER,
        isScheduledForAllButCookieDataRemoval INTEGER, mostRecentWebPushInteractionTime REAL);
    INSERT INTO ObservedDomains VALUES
        (1, 'news.example', 1600000000, 1, 1600000001.5, 0, 0, 0, 0, 2, 3, 0, 1600000002),
        (2, 'exploit.example', 1600000003, 0, -1, 1, 1, 1, 4, 0, 0, 1, -1);
)sql";

TEST(WebkitResourceLoadStatistics, ReadsDomainsWithEveryColumn) {
    EXPECT_EQ(parse("webkit_resource_load_statistics", database(kDomains)), R"(
ObservedDomains:1 domain=news.example seen=2020-09-13T12:26:40Z user_interaction=true user_interacted=2020-09-13T12:26:41.500000Z push_interacted=2020-09-13T12:26:42Z known_before_records=false prevalent=false very_prevalent=false data_removed=0 opened_by_user=2 opened_by_storage_access=3 to_be_removed=false
ObservedDomains:2 domain=exploit.example seen=2020-09-13T12:26:43Z user_interaction=false known_before_records=true prevalent=true very_prevalent=true data_removed=4 opened_by_user=0 opened_by_storage_access=0 to_be_removed=true
)");
}

// W-48: chains of redirects to an exploit.
TEST(WebkitResourceLoadStatistics, ReadsWhichDomainLedToWhich) {
    const std::string said =
        parse("webkit_resource_load_statistics", database(std::string(kDomains) + R"sql(
        CREATE TABLE TopFrameUniqueRedirectsTo (sourceDomainID INTEGER, toDomainID INTEGER);
        CREATE TABLE TopFrameUniqueRedirectsToSinceSameSiteStrictEnforcement
            (sourceDomainID INTEGER, toDomainID INTEGER);
        CREATE TABLE TopFrameUniqueRedirectsFrom (targetDomainID INTEGER, fromDomainID INTEGER);
        CREATE TABLE TopFrameLinkDecorationsFrom (toDomainID INTEGER, lastUpdated REAL,
            fromDomainID INTEGER);
        CREATE TABLE TopFrameLoadedThirdPartyScripts (topFrameDomainID INTEGER,
            subresourceDomainID INTEGER);
        CREATE TABLE SubframeUnderTopFrameDomains (subFrameDomainID INTEGER, lastUpdated REAL,
            topFrameDomainID INTEGER);
        CREATE TABLE SubresourceUnderTopFrameDomains (subresourceDomainID INTEGER,
            lastUpdated REAL, topFrameDomainID INTEGER);
        CREATE TABLE SubresourceUniqueRedirectsTo (subresourceDomainID INTEGER, lastUpdated REAL,
            toDomainID INTEGER);
        CREATE TABLE SubresourceUniqueRedirectsFrom (subresourceDomainID INTEGER,
            fromDomainID INTEGER);
        CREATE TABLE StorageAccessUnderTopFrameDomains (domainID INTEGER,
            topLevelDomainID INTEGER);
        INSERT INTO TopFrameUniqueRedirectsTo VALUES (1, 2);
        INSERT INTO TopFrameUniqueRedirectsToSinceSameSiteStrictEnforcement VALUES (1, 2);
        INSERT INTO TopFrameUniqueRedirectsFrom VALUES (2, 1);
        INSERT INTO TopFrameLinkDecorationsFrom VALUES (2, 1600000000, 1);
        INSERT INTO TopFrameLoadedThirdPartyScripts VALUES (1, 2);
        INSERT INTO SubframeUnderTopFrameDomains VALUES (2, 1600000000, 1);
        INSERT INTO SubresourceUnderTopFrameDomains VALUES (2, 1600000000, 1);
        INSERT INTO SubresourceUniqueRedirectsTo VALUES (1, 1600000000, 2);
        INSERT INTO SubresourceUniqueRedirectsFrom VALUES (2, 1);
        INSERT INTO StorageAccessUnderTopFrameDomains VALUES (2, 99);
    )sql"));
    EXPECT_EQ(
        said.substr(said.find("TopFrame")),
        R"(TopFrameUniqueRedirectsTo:1 domain=news.example redirected_to=exploit.example domain_id=1 other_id=2
TopFrameUniqueRedirectsToSinceSameSiteStrictEnforcement:1 domain=news.example redirected_to=exploit.example domain_id=1 other_id=2
TopFrameUniqueRedirectsFrom:1 domain=exploit.example redirected_from=news.example domain_id=2 other_id=1
TopFrameLinkDecorationsFrom:1 domain=exploit.example link_from=news.example domain_id=2 other_id=1 updated=2020-09-13T12:26:40Z
TopFrameLoadedThirdPartyScripts:1 domain=news.example ran_script_of=exploit.example domain_id=1 other_id=2
SubframeUnderTopFrameDomains:1 domain=exploit.example frame_within=news.example domain_id=2 other_id=1 updated=2020-09-13T12:26:40Z
SubresourceUnderTopFrameDomains:1 domain=exploit.example loaded_by=news.example domain_id=2 other_id=1 updated=2020-09-13T12:26:40Z
SubresourceUniqueRedirectsTo:1 domain=news.example resource_redirected_to=exploit.example domain_id=1 other_id=2 updated=2020-09-13T12:26:40Z
SubresourceUniqueRedirectsFrom:1 domain=exploit.example resource_redirected_from=news.example domain_id=2 other_id=1
StorageAccessUnderTopFrameDomains:1 domain=exploit.example domain_id=2 other_id=99
)");
}

TEST(WebkitResourceLoadStatistics, ReadsDaysWhoseMonthsCountFromZero) {
    EXPECT_EQ(parse("webkit_resource_load_statistics", database(R"sql(
        CREATE TABLE ObservedDomains (domainID INTEGER PRIMARY KEY, registrableDomain TEXT);
        CREATE TABLE OperatingDates (year INTEGER, month INTEGER, monthDay INTEGER);
        INSERT INTO OperatingDates VALUES (2021, 0, 31), (2021, 1, 30), (NULL, 1, 1),
            (9223372036854775807, 11, 1);
    )sql")),
              R"(
OperatingDates:1 engine_used=2021-01-31T00:00:00Z
problem: a day that no calendar has
problem: a day that no calendar has
problem: a day that no calendar has
)");
}

TEST(WebkitResourceLoadStatistics, RelationsSurviveWithoutTheTableOfDomains) {
    EXPECT_EQ(parse("webkit_resource_load_statistics", database(R"sql(
        CREATE TABLE SubframeUnderTopFrameDomains (subFrameDomainID INTEGER,
            topFrameDomainID INTEGER);
        INSERT INTO SubframeUnderTopFrameDomains VALUES (2, 1);
    )sql")),
              R"(
problem: no table ObservedDomains [ObservedDomains]
SubframeUnderTopFrameDomains:1 domain_id=2 other_id=1
)");
}

TEST(WebkitResourceLoadStatistics, AdvertisementsHaveDomainsOfTheirOwn) {
    EXPECT_EQ(parse("webkit_resource_load_statistics", database(R"sql(
        CREATE TABLE ObservedDomains (domainID INTEGER PRIMARY KEY, registrableDomain TEXT);
        CREATE TABLE PCMObservedDomains (domainID INTEGER PRIMARY KEY, registrableDomain TEXT);
        INSERT INTO PCMObservedDomains VALUES (1, 'news.example'), (2, 'shop.example');
        CREATE TABLE UnattributedPrivateClickMeasurement (sourceSiteDomainID INTEGER,
            destinationSiteDomainID INTEGER, timeOfAdClick REAL);
        INSERT INTO UnattributedPrivateClickMeasurement VALUES (1, 2, 1600000000);
    )sql")),
              R"(
UnattributedPrivateClickMeasurement:1 domain=news.example advertised=shop.example domain_id=1 other_id=2 updated=2020-09-13T12:26:40Z
)");
}

}  // namespace bridle::test::webkit_resource_load_statistics_test
