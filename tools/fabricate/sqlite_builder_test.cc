#include "fabricate/sqlite_builder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/host_file.h"
#include "fabricate/test_database.h"

namespace bridle::fabricate::sqlite_builder_test {

namespace {

std::string three_things() {
    SqliteBuilder builder;
    builder.run("CREATE TABLE t (n INTEGER, s TEXT, b BLOB)");
    Insert rows(builder, "t", "n, s, b");
    rows(1, "one", Blob{"\x01"});
    rows(2, nullptr, std::optional<Blob>());
    rows(3.5, std::string("three"), nullptr);
    return builder.bytes();
}

WalChange add(const char* text, bool committed = true) {
    return {[text](SqliteBuilder& later) { Insert(later, "t", "s")(text); }, committed};
}

// SQLite's own idea of a database and the log beside it.
std::string query_with_log(const WithWal& made, std::string_view sql) {
    std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("bridle-wal-" + std::to_string(getpid()));
    std::filesystem::create_directory(folder);
    const std::string path = (folder / "test.db").string();
    (void)write_file(path, made.database);
    (void)write_file(path + "-wal", made.wal);
    sqlite3* db = nullptr;
    sqlite3_open(path.c_str(), &db);
    std::string out = query(db, sql);
    sqlite3_close(db);
    std::filesystem::remove_all(folder);
    return out;
}

}  // namespace

TEST(FabricateSqlite, BindsEveryKindOfValue) {
    EXPECT_EQ(query(three_things(), "SELECT n, s, hex(b), typeof(b) FROM t"), R"(1|one|01|blob
2|NULL||null
3.5|three||null
)");
}

TEST(FabricateSqlite, MakesTheSameBytesAgain) {
    EXPECT_EQ(three_things(), three_things());
}

TEST(FabricateSqlite, GoesOnFromADatabase) {
    SqliteBuilder builder(three_things());
    builder.run("INSERT INTO t(n) VALUES (4)");
    EXPECT_EQ(query(builder.bytes(), "SELECT count(*) FROM t; PRAGMA integrity_check"), "4\nok\n");
}

TEST(FabricateSqlite, PutsCommittedChangesIntoTheLogOnly) {
    WithWal made = with_wal(three_things(), {add("four"), add("five")}, 1);
    EXPECT_EQ(query(made.database, "SELECT count(*) FROM t"), "3\n");
    EXPECT_EQ(query_with_log(made, "SELECT s FROM t WHERE rowid > 3; PRAGMA integrity_check"),
              "four\nfive\nok\n");
}

TEST(FabricateSqlite, LeavesAnUncommittedChangeUnseen) {
    WithWal made = with_wal(three_things(), {add("kept"), add("lost", false)}, 1);
    EXPECT_NE(made.wal.find("lost"), std::string::npos);
    EXPECT_EQ(query_with_log(made, "SELECT s FROM t WHERE rowid > 3"), "kept\n");
}

TEST(FabricateSqlite, LogsADatabaseThatGrows) {
    WalChange grow{[](SqliteBuilder& later) {
        Insert rows(later, "t", "s");
        for (int i = 0; i < 500; i++) rows(std::string(200, 'x'));
    }};
    WithWal made = with_wal(three_things(), {grow}, 1);
    EXPECT_EQ(query_with_log(made, "SELECT count(*) FROM t; PRAGMA integrity_check"), "503\nok\n");
}

}  // namespace bridle::fabricate::sqlite_builder_test
