#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::tcc_test {

TEST(Tcc, ReadsTheLayoutWithAuthorizationValues) {
    EXPECT_EQ(parse("tcc", database(R"sql(
        CREATE TABLE access (service TEXT, client TEXT, client_type INTEGER, auth_value INTEGER,
            auth_reason INTEGER, last_modified INTEGER);
        INSERT INTO access VALUES
            ('kTCCServiceMicrophone', 'com.example.recorder', 0, 2, 2, 1600000000),
            ('kTCCServiceCamera', '/usr/libexec/tool', 1, 0, 99, 0),
            ('kTCCServiceCamera', 'com.example.later', 0, 9, 2, 0);
    )sql")),
              R"(
access:1 service=kTCCServiceMicrophone client=com.example.recorder client_process=com.example.recorder client_type=bundle_id answer=allowed reason=user_consent permission=2020-09-13T12:26:40Z
access:2 service=kTCCServiceCamera client=/usr/libexec/tool client_process=/usr/libexec/tool client_type=absolute_path answer=denied reason=99
access:3 service=kTCCServiceCamera client=com.example.later client_process=com.example.later client_type=bundle_id answer=9 reason=user_consent
)");
}

TEST(Tcc, ReadsTheLayoutsThatSayAllowed) {
    EXPECT_EQ(parse("tcc", database(R"sql(
        CREATE TABLE access (service TEXT, client TEXT, client_type INTEGER, allowed INTEGER,
            prompt_count INTEGER);
        INSERT INTO access VALUES ('kTCCServicePhotos', 'com.example.gallery', 0, 1, 3);
    )sql")),
              R"(
access:1 service=kTCCServicePhotos client=com.example.gallery client_process=com.example.gallery client_type=bundle_id answer=allowed prompts=3
)");
}

}  // namespace bridle::test::tcc_test
