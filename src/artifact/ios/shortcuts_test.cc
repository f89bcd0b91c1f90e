#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::shortcuts_test {

static constexpr std::string_view kTables = R"sql(
    CREATE TABLE ZSHORTCUT (Z_PK INTEGER PRIMARY KEY, ZNAME VARCHAR, ZCREATIONDATE TIMESTAMP,
        ZMODIFICATIONDATE TIMESTAMP, ZACTIONSDESCRIPTION VARCHAR);
    CREATE TABLE ZSHORTCUTACTIONS (Z_PK INTEGER PRIMARY KEY, ZSHORTCUT INTEGER, ZDATA BLOB);
    INSERT INTO ZSHORTCUT VALUES (1, NULL, 600000000, 600000060, 'Two steps');
)sql";

static std::string with_actions(std::string_view actions, std::string_view more = {}) {
    return parse("shortcuts",
                 database(std::string(kTables) + "INSERT INTO ZSHORTCUTACTIONS VALUES (1, 1, '" +
                          xml_list(actions) + "');" + std::string(more)));
}

TEST(Shortcuts, FindLinksHoweverDeepTheyStand) {
    EXPECT_EQ(with_actions(R"xml(<array>
        <dict><key>WFWorkflowActionIdentifier</key><string>is.workflow.actions.downloadurl</string>
            <key>WFWorkflowActionParameters</key><dict><key>WFInput</key><dict><key>Value</key>
                <array><string>see https://deep.example/x</string></array></dict></dict></dict>
        <dict><key>WFWorkflowActionIdentifier</key><string>is.workflow.actions.runsshscript</string>
            <key>WFWorkflowActionParameters</key><dict>
                <key>WFSSHHost</key><string>host.example</string></dict></dict>
        </array>)xml"),
              R"(
ZSHORTCUT:1 record_type=shortcut actions=Two steps shortcut_created=2020-01-06T10:40:00Z shortcut_modified=2020-01-06T10:41:00Z
ZSHORTCUTACTIONS:1 record_type=action shortcut=1 step=0 action=is.workflow.actions.downloadurl effect=fetches_or_sends says=see https://deep.example/x shortcut_saved=2020-01-06T10:41:00Z
ZSHORTCUTACTIONS:1 record_type=action shortcut=1 step=1 action=is.workflow.actions.runsshscript effect=runs_on_other_computer server=host.example says=host.example shortcut_saved=2020-01-06T10:41:00Z
)");
}

TEST(Shortcuts, ActionsWithoutKeysAreKept) {
    EXPECT_EQ(with_actions("<array><dict><key>a</key><string>https://b.example</string></dict>"
                           "<string>x</string></array>"),
              R"(
ZSHORTCUT:1 record_type=shortcut actions=Two steps shortcut_created=2020-01-06T10:40:00Z shortcut_modified=2020-01-06T10:41:00Z
ZSHORTCUTACTIONS:1 record_type=action shortcut=1 step=0 says=https://b.example shortcut_saved=2020-01-06T10:41:00Z
ZSHORTCUTACTIONS:1 record_type=action shortcut=1 step=1 shortcut_saved=2020-01-06T10:41:00Z
)");
}

TEST(Shortcuts, SayWhatStartsThemAndWhenTheyRan) {
    EXPECT_EQ(with_actions("<array/>", R"sql(
        CREATE TABLE ZTRIGGER (Z_PK INTEGER PRIMARY KEY, ZENABLED INTEGER, ZSHOULDPROMPT INTEGER,
            ZSHORTCUT INTEGER, ZDATA BLOB);
        CREATE TABLE ZSHORTCUTRUNEVENT (Z_PK INTEGER PRIMARY KEY, ZSHORTCUT INTEGER,
            ZDATE TIMESTAMP, ZSOURCE VARCHAR);
        INSERT INTO ZTRIGGER VALUES (1, 1, 0, 1, NULL);
        INSERT INTO ZSHORTCUTRUNEVENT VALUES (1, 1, 600000100, 'automation');)sql"),
              R"(
ZSHORTCUT:1 record_type=shortcut actions=Two steps shortcut_created=2020-01-06T10:40:00Z shortcut_modified=2020-01-06T10:41:00Z
ZTRIGGER:1 record_type=automation shortcut=1 enabled=true asks_first=false
ZSHORTCUTRUNEVENT:1 record_type=run shortcut=1 source=automation shortcut_ran=2020-01-06T10:41:40Z
)");
}

TEST(Shortcuts, ActionsThatAreNoListCostOnlyThose) {
    EXPECT_EQ(parse("shortcuts", database(std::string(kTables) +
                                          "INSERT INTO ZSHORTCUTACTIONS VALUES (1, 1, x'FFFF'), "
                                          "(2, 9, NULL)")),
              R"(
ZSHORTCUT:1 record_type=shortcut actions=Two steps shortcut_created=2020-01-06T10:40:00Z shortcut_modified=2020-01-06T10:41:00Z
problem: not a property list [actions of row 1]
)");
}

TEST(Shortcuts, AStepThatIsTooLargeHidesNoOther) {
    std::string many;
    for (int i = 0; i < 21'000; i++) many += "<integer>" + std::to_string(i) + "</integer>";
    const std::string ssh = xml_list(
        "<array><dict><key>WFWorkflowActionIdentifier</key>"
        "<string>is.workflow.actions.runsshscript</string></dict></array>");
    const std::string said =
        with_actions("<array><dict><key>a</key><array>" + many + "</array></dict></array>",
                     "INSERT INTO ZSHORTCUTACTIONS VALUES (2, 1, '" + ssh + "')");
    EXPECT_TRUE(said.contains("[actions of row 1]")) << said;
    EXPECT_TRUE(
        said.contains("\nZSHORTCUTACTIONS:1 record_type=action shortcut=1 step=0 "
                      "shortcut_saved=2020-01-06T10:41:00Z\n"))
        << said;
    EXPECT_TRUE(
        said.contains("\nZSHORTCUTACTIONS:2 record_type=action shortcut=1 step=0 "
                      "action=is.workflow.actions.runsshscript "
                      "effect=runs_on_other_computer"))
        << said;
}

}  // namespace bridle::test::shortcuts_test
