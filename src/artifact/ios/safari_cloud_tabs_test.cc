#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::safari_cloud_tabs_test {

TEST(SafariCloudTabs, ReadsTabsWithTheDeviceThatHasThem) {
    EXPECT_EQ(parse("safari_cloud_tabs", database(R"sql(
        CREATE TABLE cloud_tab_devices (device_uuid TEXT PRIMARY KEY, device_name TEXT,
            device_type_identifier TEXT, is_ephemeral_device BOOLEAN, last_modified REAL);
        CREATE TABLE cloud_tabs (tab_uuid TEXT PRIMARY KEY, device_uuid TEXT, title TEXT, url TEXT,
            is_pinned BOOLEAN, last_viewed_time REAL);
        CREATE TABLE cloud_tab_close_requests (close_request_uuid TEXT, destination_device_uuid TEXT,
            url TEXT, tab_uuid TEXT);
        INSERT INTO cloud_tab_devices VALUES ('D', 'Desk', 'Mac14,2', 0, 700000000);
        INSERT INTO cloud_tabs VALUES ('T', 'D', 'Page', 'https://a.example/', 1, 700000001),
            ('U', 'X', NULL, 'https://b.example/', 0, 0);
        INSERT INTO cloud_tab_close_requests VALUES ('C', 'D', 'https://c.example/', 'V');
    )sql")),
              R"(
cloud_tab_devices:1 record_type=device device_changed=2023-03-08T20:26:40Z device=Desk device_id=D device_type=Mac14,2 ephemeral=false
cloud_tabs:1 record_type=tab tab_viewed=2023-03-08T20:26:41Z url=https://a.example/ title=Page device=Desk device_id=D tab=T pinned=true
cloud_tabs:2 record_type=tab url=https://b.example/ device_id=X tab=U pinned=false
cloud_tab_close_requests:1 record_type=close_request url=https://c.example/ device=Desk device_id=D tab=V
)");
}

TEST(SafariCloudTabs, TabsWithoutTheTableOfDevicesAreRead) {
    EXPECT_EQ(parse("safari_cloud_tabs", database(R"sql(
        CREATE TABLE cloud_tabs (device_uuid TEXT, title TEXT, url TEXT);
        INSERT INTO cloud_tabs VALUES ('D', 7, X'68747470733A2F2F612E6578616D706C652F');
    )sql")),
              R"(
cloud_tabs:1 record_type=tab url=https://a.example/ title=7 device_id=D
)");
}

}  // namespace bridle::test::safari_cloud_tabs_test
