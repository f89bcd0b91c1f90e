#include <gtest/gtest.h>

#include "base/text.h"
#include "fabricate/plist.h"
#include "support/harness.h"

namespace bridle::test::safari_closed_tabs_test {

using List = fabricate::Plist;

static std::string closed(List::Array entries) {
    return fabricate::binary_plist(
        List::Dictionary{{"ClosedTabOrWindowPersistentStatesVersion", "1"},
                         {"ClosedTabOrWindowPersistentStates", std::move(entries)}});
}

TEST(SafariClosedTabs, ReadsTabsAndTheTabsOfWindows) {
    const Time time = *from_iso("2024-05-06T07:08:09Z");
    EXPECT_EQ(parse("safari_closed_tabs",
                    closed({List::Dictionary{{"PersistentStateType", 0},
                                             {"PersistentState",
                                              List::Dictionary{{"TabURL", "https://a.example/"},
                                                               {"TabTitle", "A"},
                                                               {"TabUUID", "T"},
                                                               {"DateClosed", time},
                                                               {"LastVisitTime", 700000000.5}}}},
                            List::Dictionary{
                                {"PersistentStateType", 1},
                                {"PersistentState",
                                 List::Dictionary{
                                     {"WindowUUID", "W"},
                                     {"DateClosed", time},
                                     {"IsPrivateWindow", true},
                                     {"ProfileUUID", "DefaultProfile"},
                                     {"TabStates", List::Array{List::Dictionary{
                                                       {"TabURL", "https://b.example/"}}}}}}}})),
              R"(
ClosedTabOrWindowPersistentStates:0 record_type=closed_tab tab_closed=2024-05-06T07:08:09Z url=https://a.example/ title=A tab_visited=2023-03-08T20:26:40.500000Z tab=T
ClosedTabOrWindowPersistentStates:1 record_type=closed_tab tab_closed=2024-05-06T07:08:09Z url=https://b.example/ private=true window=W profile=DefaultProfile
)");
}

TEST(SafariClosedTabs, SaysThatPackedSessionsAreNotRead) {
    EXPECT_EQ(
        parse("safari_closed_tabs",
              closed({List::Dictionary{
                  {"PersistentState",
                   List::Dictionary{{"TabURL", "https://a.example/"},
                                    {"SessionState", List::Data{"\x01\x02\x03\x04\x05\x06"}}}}}})),
        R"(
ClosedTabOrWindowPersistentStates:0 record_type=closed_tab url=https://a.example/
remark: saved sessions that are compressed, encrypted or damaged, and so not read: 1 [ClosedTabOrWindowPersistentStates]
)");
}

TEST(SafariClosedTabs, EntryWithoutStateCostsItself) {
    EXPECT_EQ(parse("safari_closed_tabs", closed({"text", List::Dictionary{{"a", 1}}})), R"(
problem: an entry without its state [ClosedTabOrWindowPersistentStates/0]
problem: an entry without its state [ClosedTabOrWindowPersistentStates/1]
)");
    EXPECT_EQ(parse("safari_closed_tabs", xml_list("<dict/>")), R"(
problem: no list of what was closed
)");
}

}  // namespace bridle::test::safari_closed_tabs_test
