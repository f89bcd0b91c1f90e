#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::shortcut_runs_code_test {

static std::string shortcut(std::string_view action, std::string_view trigger = {}) {
    std::string sql = R"sql(
        CREATE TABLE ZSHORTCUT (Z_PK INTEGER PRIMARY KEY, ZNAME VARCHAR, ZCREATIONDATE TIMESTAMP,
            ZMODIFICATIONDATE TIMESTAMP);
        CREATE TABLE ZSHORTCUTACTIONS (Z_PK INTEGER PRIMARY KEY, ZSHORTCUT INTEGER, ZDATA BLOB);
        CREATE TABLE ZTRIGGER (Z_PK INTEGER PRIMARY KEY, ZENABLED INTEGER, ZSHOULDPROMPT INTEGER,
            ZSHORTCUT INTEGER);
        INSERT INTO ZSHORTCUT VALUES (1, 'Beacon', 600000000, 600000000);
        INSERT INTO ZSHORTCUTACTIONS VALUES (1, 1, ')sql";
    sql += xml_list(
               "<array><dict><key>WFWorkflowActionIdentifier</key>"
               "<string>is.workflow.actions." +
               std::string(action) + "</string></dict></array>") +
           "');";
    if (!trigger.empty()) sql += "INSERT INTO ZTRIGGER VALUES (1, " + std::string(trigger) + ", 1)";
    return judge("shortcut_runs_code", "shortcuts", database(sql));
}

TEST(ShortcutRunsCode, ShortcutThatFetchesByItself) {
    EXPECT_EQ(shortcut("downloadurl", "1, 0"), R"(
low weak ZSHORTCUTACTIONS:1 2020-01-06T10:40:00Z action=is.workflow.actions.downloadurl name=Beacon effects=fetches something from an address or sends something there starts=by itself
)");
}

TEST(ShortcutRunsCode, ShortcutThatSomebodyStartsIsARemark) {
    EXPECT_EQ(shortcut("runsshscript"), R"(
info weak ZSHORTCUTACTIONS:1 2020-01-06T10:40:00Z action=is.workflow.actions.runsshscript name=Beacon effects=runs commands on another computer starts=when somebody starts it
)");
    EXPECT_TRUE(shortcut("runsshscript", "0, 0").starts_with("\ninfo"));  // turned off
    EXPECT_TRUE(shortcut("runsshscript", "1, 1").starts_with("\ninfo"));  // asks first
}

TEST(ShortcutRunsCode, ButtonThatOpensAPageIsNothing) {
    EXPECT_EQ(shortcut("openurl"), "\n");
    EXPECT_EQ(shortcut("gettext", "1, 0"), "\n");
}

}  // namespace bridle::test::shortcut_runs_code_test
