#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::locationd_clients_test {

static std::string clients(std::string_view body) {
    return parse("locationd_clients", xml_list("<dict>" + std::string(body) + "</dict>"));
}

TEST(LocationdClients, ReadsNamesTimesAndTheRest) {
    EXPECT_EQ(clients(R"(<key>com.example.app</key><dict>
        <key>BundleId</key><string>com.example.app</string>
        <key>BundlePath</key><string>/private/var/containers/Bundle/Application/1/App.app</string>
        <key>Executable</key><string>/private/var/tmp/bh</string>
        <key>Registered</key><string>/usr/libexec/tool</string>
        <key>Authorization</key><integer>2</integer>
        <key>ClientStorageToken</key><data>AQID</data>
        <key>LocationTimeStopped</key><real>600000000.5</real>
        <key>ConsumptionPeriodBegin</key><real>600000000</real>
        <key>FenceTimeStopped</key><integer>600000100</integer>
        <key>NewerThingTimeStopped</key><real>600000200</real>
        <key>BeaconRegions</key><array/></dict>)"),
              R"(
clients:0 client=com.example.app client_process=com.example.app key=com.example.app bundle_path=/private/var/containers/Bundle/Application/1/App.app executable=/private/var/tmp/bh registered=/usr/libexec/tool executable_process=bh consumption_period_began=2020-01-06T10:40:00Z location_stopped=2020-01-06T10:40:00.500000Z fences_stopped=2020-01-06T10:41:40Z setting=Authorization=2 setting=ClientStorageToken=AQID other_time=2020-01-06T10:43:20Z setting=NewerThingTimeStopped=2020-01-06T10:43:20Z
)");
}

// W-54
TEST(LocationdClients, DecodesTheLettersInFrontOfNames) {
    EXPECT_EQ(clients("<key>ibh:</key><dict/><key>p/usr/libexec/tool:</key><dict/>"
                      "<key>icom.example.app:p/private/var/tmp/x:</key><dict/>"
                      "<key>p/System/Library/LocationBundles/Some.bundle</key><dict/>"),
              R"(
clients:0 client=bh client_process=bh key=ibh:
clients:1 client=/usr/libexec/tool client_process=tool key=p/usr/libexec/tool:
clients:2 client=com.example.app client_process=com.example.app client_part=/private/var/tmp/x key=icom.example.app:p/private/var/tmp/x:
clients:3 client=/System/Library/LocationBundles/Some.bundle client_process=Some.bundle key=p/System/Library/LocationBundles/Some.bundle
)");
}

TEST(LocationdClients, OlderKeysHaveNoLetter) {
    EXPECT_EQ(clients("<key>icloud.helper</key><dict/>"), R"(
clients:0 client=icloud.helper client_process=icloud.helper key=icloud.helper
)");
}

TEST(LocationdClients, OlderKeysSayThatTheyArePaths) {
    EXPECT_EQ(clients("<key>com.apple.locationd.executable-/private/var/tmp/x</key><dict/>"
                      "<key>com.apple.locationd.bundle-/System/Some.bundle</key><dict/>"
                      "<key>com.apple.locationd.bundle-x</key><dict/>"),
              R"(
clients:0 client=/private/var/tmp/x client_process=x key=com.apple.locationd.executable-/private/var/tmp/x
clients:1 client=/System/Some.bundle client_process=Some.bundle key=com.apple.locationd.bundle-/System/Some.bundle
clients:2 client=com.apple.locationd.bundle-x client_process=com.apple.locationd.bundle-x key=com.apple.locationd.bundle-x
)");
}

TEST(LocationdClients, OnlyKnownLettersStandForASort) {
    EXPECT_EQ(clients("<key>com.example.app:</key><dict/><key>x/usr/libexec/tool:</key><dict/>"),
              R"(
clients:0 client=com.example.app client_process=com.example.app key=com.example.app:
clients:1 client=/usr/libexec/tool client_process=tool key=x/usr/libexec/tool:
)");
}

TEST(LocationdClients, AnotherBundleIsComparedToo) {
    EXPECT_EQ(clients("<key>com.example.a</key><dict><key>BundleId</key>"
                      "<string>com.example.b</string><key>Registered</key><true/></dict>"),
              R"(
clients:0 client=com.example.a client_process=com.example.a key=com.example.a bundle=com.example.b bundle_process=com.example.b setting=Registered=true
)");
}

TEST(LocationdClients, ClientWithoutAnyValuesIsAClient) {
    EXPECT_EQ(clients("<key>bh</key><true/><key>::</key><dict/>"), R"(
clients:0 client=bh client_process=bh key=bh
clients:1 client= client_process= key=::
)");
}

TEST(LocationdClients, SaysThatAListIsNoDictionary) {
    EXPECT_EQ(parse("locationd_clients", xml_list("<array/>")), R"(
problem: no dictionary of clients
)");
}

}  // namespace bridle::test::locationd_clients_test
