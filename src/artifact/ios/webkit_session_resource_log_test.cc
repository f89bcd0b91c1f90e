#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::webkit_session_resource_log_test {

TEST(WebkitSessionResourceLog, ReadsEveryListOfDomains) {
    EXPECT_EQ(parse("webkit_session_resource_log", xml_list(R"(<dict>
        <key>browsingStatistics</key><array>
          <dict>
            <key>PrevalentResourceOrigin</key><string>exploit.example</string>
            <key>hadUserInteraction</key><false/>
            <key>lastSeen</key><date>2020-09-13T12:26:40Z</date>
            <key>mostRecentUserInteraction</key><real>1600000000.5</real>
            <key>topFrameUniqueRedirectsFrom</key><array>
              <dict><key>origin</key><string>news.example</string></dict>
              <dict><key>domain</key><string>other.example</string><key>count</key><integer>2</integer></dict>
            </array>
            <key>topFrameUniqueRedirectsTo</key><array><string>bare.example</string></array>
            <key>topFrameLoadedThirdPartyScripts</key><array><string>c.example</string></array>
            <key>subframeUnderTopFrameOrigins</key><array><dict><key>origin</key><string>a.example</string></dict></array>
            <key>subresourceUnderTopFrameOrigins</key><array><dict><key>origin</key><string>b.example</string></dict></array>
          </dict>
        </array></dict>)")),
              R"(
browsingStatistics:0 domain=exploit.example user_interaction=false user_interacted=2020-09-13T12:26:40.500000Z seen=2020-09-13T12:26:40Z redirected_from=news.example redirected_from=other.example redirected_to=bare.example ran_script_of=c.example frame_within=a.example loaded_by=b.example
)");
}

TEST(WebkitSessionResourceLog, EntryThatIsNoDictionaryCostsItself) {
    EXPECT_EQ(parse("webkit_session_resource_log", xml_list(R"(<dict>
        <key>browsingStatistics</key><array><string>x</string><dict>
            <key>PrevalentResourceDomain</key><string>a.example</string>
            <key>lastSeen</key><string>never</string></dict></array></dict>)")),
              R"(
problem: an entry that is no dictionary [browsingStatistics/0]
browsingStatistics:1 domain=a.example
)");
}

TEST(WebkitSessionResourceLog, DomainsWithoutANameCountToo) {
    std::string many;
    for (int i = 0; i < 10'000; i++) many += "<dict/>";
    EXPECT_EQ(parse("webkit_session_resource_log",
                    xml_list("<dict><key>browsingStatistics</key><array><dict>"
                             "<key>PrevalentResourceDomain</key><string>a.example</string>"
                             "<key>topFrameUniqueRedirectsFrom</key><array>" +
                             many + "<string>b.example</string></array></dict></array></dict>")),
              R"(
problem: more domains than are read [topFrameUniqueRedirectsFrom]
browsingStatistics:0 domain=a.example
)");
}

TEST(WebkitSessionResourceLog, SaysThatThereIsNoList) {
    EXPECT_EQ(parse("webkit_session_resource_log", xml_list("<dict/>")), R"(
problem: no list called browsingStatistics
)");
}

}  // namespace bridle::test::webkit_session_resource_log_test
