#include "artifact/core_data.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/text.h"
#include "support/harness.h"

namespace bridle::core_data_test {

static std::string found(std::string_view sql, JoinSide from, JoinSide to) {
    const std::string bytes = test::database(sql);
    MemoryFile file(as_bytes(bytes));
    auto db = Database::open(file);
    auto join = find_join_table(*db, from, to);
    return join ? join->table + " " + join->from + " " + join->to : "none";
}

static constexpr JoinSide kCalls{"CALLRECORD", "CALL"}, kHandles{"HANDLE", "HANDLE"};

TEST(CoreData, TheNumbersOfEntitiesTellWhichColumnIsWhich) {
    EXPECT_EQ(found(R"sql(
        CREATE TABLE Z_PRIMARYKEY (Z_ENT INTEGER, Z_NAME TEXT);
        INSERT INTO Z_PRIMARYKEY VALUES (7, 'CallRecord'), (9, 'Handle');
        CREATE TABLE Z_7REMOTE (Z_9REMOTE INTEGER, Z_7BACK INTEGER);
    )sql",
                    kCalls, kHandles),
              "Z_7REMOTE Z_7BACK Z_9REMOTE");
}

TEST(CoreData, WithoutTheNumbersTheNamesTell) {
    EXPECT_EQ(found("CREATE TABLE Z_2REMOTEPARTICIPANTHANDLES (Z_2REMOTEPARTICIPANTCALLS INTEGER,"
                    "Z_4REMOTEPARTICIPANTHANDLES INTEGER)",
                    kCalls, kHandles),
              "Z_2REMOTEPARTICIPANTHANDLES Z_2REMOTEPARTICIPANTCALLS Z_4REMOTEPARTICIPANTHANDLES");
}

TEST(CoreData, TablesOfOtherRelationsAreNone) {
    EXPECT_EQ(
        found("CREATE TABLE Z_2OTHER (Z_2A INTEGER, Z_4B INTEGER); CREATE TABLE Z_X (Z_1CALL);",
              kCalls, kHandles),
        "none");
}

}  // namespace bridle::core_data_test
