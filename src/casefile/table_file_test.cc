#include "casefile/table_file.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "support/harness.h"

namespace bridle::table_file_test {

namespace {

constexpr char kSchema[] =
    "CREATE TABLE t(id INTEGER PRIMARY KEY, n INTEGER, s TEXT);"
    "CREATE TABLE other(id INTEGER PRIMARY KEY, n INTEGER);"
    "CREATE TABLE never(id INTEGER PRIMARY KEY);";

// What SQLite itself reads out of the file: each row as "a|b|c", rows by line.
std::string ask(const std::string& path, const std::string& sql) {
    sqlite3* db = nullptr;
    sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READONLY, nullptr);
    std::string out;
    char* error = nullptr;
    auto add = [](void* to, int count, char** values, char**) {
        auto& text = *static_cast<std::string*>(to);
        for (int i = 0; i < count; i++)
            text += (i ? "|" : "") + std::string(values[i] ? values[i] : "null");
        text += "\n";
        return 0;
    };
    sqlite3_exec(db, sql.c_str(), add, &out, &error);
    if (error) out += error;
    sqlite3_free(error);
    sqlite3_close(db);
    return out;
}

class TableFileTest : public testing::Test {
protected:
    TableFile create() {
        auto file = TableFile::create(path_, kSchema);
        EXPECT_TRUE(file) << file.error().what;
        return std::move(*file);
    }
    std::string ask(const std::string& sql) { return table_file_test::ask(path_, sql); }

    test::TemporaryFolder folder_;
    std::string path_ = folder_.path() + "/t.db";
};

}  // namespace

TEST_F(TableFileTest, IsAnEmptyDatabaseWithoutRows) {
    TableFile file = create();
    ASSERT_TRUE(file.close());
    EXPECT_EQ(ask("PRAGMA integrity_check; SELECT count(*) FROM t"), "ok\n0\n");
}

TEST_F(TableFileTest, KeepsEveryFormOfInteger) {
    TableFile file = create();
    std::int64_t id = 0;
    std::string expected;
    for (std::int64_t n :
         {INT64_C(0), INT64_C(1), INT64_C(2), INT64_C(-1), INT64_C(127), INT64_C(128),
          INT64_C(-128), INT64_C(-129), INT64_C(32767), INT64_C(32768), INT64_C(8388607),
          INT64_C(-8388609), INT64_C(2147483647), INT64_C(2147483648), INT64_C(140737488355327),
          INT64_C(140737488355328), INT64_MIN, INT64_MAX}) {
        ASSERT_TRUE(file.insert(file.table("t"), ++id, {nullptr, n, nullptr}));
        expected += std::to_string(id) + "|" + std::to_string(n) + "|null\n";
    }
    ASSERT_TRUE(file.close());
    EXPECT_EQ(ask("SELECT * FROM t"), expected);
}

TEST_F(TableFileTest, KeepsTheLargestAndTheSmallestIds) {
    TableFile file = create();
    for (std::int64_t id : {INT64_MIN, INT64_C(-1), INT64_C(0), INT64_C(1) << 56, INT64_MAX})
        ASSERT_TRUE(file.insert(file.table("other"), id, {nullptr, 5}));
    ASSERT_TRUE(file.close());
    EXPECT_EQ(ask("PRAGMA integrity_check; SELECT id FROM other"),
              "ok\n-9223372036854775808\n-1\n0\n72057594037927936\n9223372036854775807\n");
}

// Around every size at which a row changes its place: the page, the overflow
// page, what stays local of it.
TEST_F(TableFileTest, KeepsTextsOfEverySizeAroundThePage) {
    TableFile file = create();
    std::int64_t id = 0;
    std::int64_t sum = 0;
    for (std::size_t around : {0, 16349, 16384, 18400, 32760, 34800, 49140, 100'000, 3'000'000})
        for (std::size_t size = around < 20 ? 0 : around - 20; size < around + 20; size++) {
            std::string text(size, static_cast<char>('a' + size % 26));
            ASSERT_TRUE(file.insert(file.table("t"), ++id, {nullptr, size, text}));
            sum += static_cast<std::int64_t>(size);
        }
    ASSERT_TRUE(file.close());
    EXPECT_EQ(ask("PRAGMA integrity_check"), "ok\n");
    EXPECT_EQ(ask("SELECT count(*), sum(length(s)) FROM t WHERE length(s) = n"),
              std::to_string(id) + "|" + std::to_string(sum) + "\n");
    EXPECT_EQ(
        ask("SELECT count(*) FROM t WHERE s != replace(hex(zeroblob(n)), '00', char(97 + n % 26))"),
        "0\n");
}

TEST_F(TableFileTest, BuildsSeveralLevelsOfPagesForSeveralTablesAtOnce) {
    TableFile file = create();
    const std::string text(8000,
                           'x');  // two rows in a page, so that a few thousand make three levels
    for (std::int64_t id = 1; id <= 5000; id++) {
        ASSERT_TRUE(file.insert(file.table("t"), id, {nullptr, id * 7, text}));
        ASSERT_TRUE(file.insert(file.table("other"), id * 1000, {nullptr, -id}));
    }
    ASSERT_TRUE(file.close());
    EXPECT_EQ(
        ask("PRAGMA integrity_check; SELECT count(*), sum(n) FROM t; SELECT count(*), sum(n), "
            "max(id) FROM other; SELECT n FROM t WHERE id = 4711; SELECT n FROM other WHERE id = "
            "4711000"),
        "ok\n5000|87517500\n5000|-12502500|5000000\n32977\n-4711\n");
}

TEST_F(TableFileTest, CanBeChangedBySqliteAfterwards) {
    TableFile file = create();
    for (std::int64_t id = 1; id <= 2000; id++)
        ASSERT_TRUE(file.insert(file.table("t"), id,
                                {nullptr, id, std::string_view("some text that takes room")}));
    ASSERT_TRUE(file.close());
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db,
                           "DELETE FROM t WHERE id % 3 = 0; INSERT INTO t(n) VALUES (7);"
                           "CREATE INDEX i ON t(n); VACUUM",
                           nullptr, nullptr, nullptr),
              SQLITE_OK);
    sqlite3_close(db);
    EXPECT_EQ(ask("PRAGMA integrity_check; SELECT count(*) FROM t"), "ok\n1335\n");
}

TEST_F(TableFileTest, RefusesAFileThatIsThereAlready) {
    TableFile file = create();
    auto again = TableFile::create(path_, kSchema);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().what, path_ + ": File exists");
}

}  // namespace bridle::table_file_test
