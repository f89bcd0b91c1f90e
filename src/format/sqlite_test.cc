#include "format/sqlite.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/harness.h"

namespace bridle::test::sqlite_test {

static constexpr auto kNotes = R"sql(
    CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT, at REAL, folder INTEGER);
    CREATE TABLE folders (id INTEGER PRIMARY KEY, name TEXT);
    INSERT INTO folders VALUES (1, 'inbox');
    INSERT INTO notes VALUES (1, 'first', 10.5, 1), (2, 'second', NULL, 7);
)sql";

// What a reader of notes gets of a file: a line for each row, then what was missing or damaged.
static std::string notes(std::string_view bytes, const std::string* wal = nullptr,
                         const SqliteLimits& limits = {}) {
    MemoryFile file(as_bytes(bytes)), log(as_bytes(wal ? std::string_view(*wal) : ""));
    std::string out;
    auto db = Database::open(file, wal ? &log : nullptr, limits);
    if (!db) return db.error().what;
    for (const Error& problem : db->problems()) out += "problem: " + problem.what + "\n";
    Select select(*db, "notes AS n");
    select.join("folders AS f", "f.id = n.folder");
    const Column id = select.column("n.id"), body = select.column("n.body"),
                 at = select.column("n.at"), folder = select.column("f.name"),
                 color = select.optional("n.color");
    auto done = select.each(
        [&](const Row& row) -> Result<void> {
            out += std::to_string(row.integer(id).value_or(-1)) + " " +
                   std::string(row.text(body).value_or("-")) + " " +
                   (row.real(at) ? std::to_string(*row.real(at)) : "-") + " " +
                   std::string(row.text(folder).value_or("-")) +
                   (row.is_null(color) ? "" : " color") + "\n";
            return {};
        },
        [&](const Error& error) { out += "damage: " + error.what + "\n"; });
    for (const std::string& missing : select.missing()) out += "missing: " + missing + "\n";
    if (!done) out += "failed: " + done.error().what + "\n";
    return out;
}

TEST(Sqlite, ReadsRowsAndJoins) {
    EXPECT_EQ(notes(database(kNotes)), "1 first 10.500000 inbox\n2 second - -\n");
}

TEST(Sqlite, LosesOnlyTheColumnThatIsMissing) {
    EXPECT_EQ(
        notes(database("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT, folder INTEGER);"
                       "CREATE TABLE folders (id INTEGER PRIMARY KEY, name TEXT);"
                       "INSERT INTO notes VALUES (1, 'first', 1)")),
        "1 first - -\nmissing: column notes.at\n");
}

TEST(Sqlite, LosesOnlyTheJoinWhoseColumnIsMissing) {
    EXPECT_EQ(notes(database("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT, at REAL);"
                             "CREATE TABLE folders (id INTEGER PRIMARY KEY, name TEXT);"
                             "INSERT INTO notes VALUES (1, 'first', 1)")),
              "1 first 1.000000 -\nmissing: column notes.folder\n");
}

TEST(Sqlite, TellsTheColumnsThatNobodyAskedFor) {
    const std::string bytes = database(
        "CREATE TABLE t (ID INTEGER PRIMARY KEY, asked TEXT, newer TEXT, \"a b\" TEXT, "
        "computed TEXT AS (asked)); INSERT INTO t VALUES (1, 'x', 'y', 'z')");
    MemoryFile file(as_bytes(bytes));
    auto db = Database::open(file);
    ASSERT_TRUE(db);
    Select select(*db, "t AS t");
    select.column("t.id");
    select.column("t.asked");
    auto others = select.others();
    ASSERT_EQ(others.size(), 1u);
    EXPECT_EQ(others[0].name, "newer");
    std::string out;
    ASSERT_TRUE(select.each(
        [&](const Row& row) -> Result<void> {
            out += row.text(others[0].column).value_or("-");
            return {};
        },
        [](const Error&) {}));
    EXPECT_EQ(out, "y");
}

TEST(Sqlite, ListsTheTablesThatAreStored) {
    const std::string bytes = database(
        "CREATE TABLE Zebra (id); CREATE TABLE ant (id); CREATE VIEW bee AS SELECT * FROM ant");
    MemoryFile file(as_bytes(bytes));
    auto db = Database::open(file);
    ASSERT_TRUE(db);
    EXPECT_EQ(db->tables(), (std::vector<std::string>{"ant", "zebra"}));
}

TEST(Sqlite, LosesOnlyTheTableThatIsMissing) {
    EXPECT_EQ(notes(database("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT, at REAL);"
                             "INSERT INTO notes VALUES (1, 'first', 1)")),
              "1 first 1.000000 -\nmissing: table folders\n");
}

TEST(Sqlite, SaysThatItsMainTableIsMissing) {
    EXPECT_EQ(notes(database("CREATE TABLE other (id INTEGER)")),
              "missing: table folders\nfailed: no table notes\n");
}

TEST(Sqlite, ReadsWhatIsCommittedToTheLogOnly) {
    auto both = database_with_log(kNotes, "INSERT INTO notes VALUES (3, 'third', 1, 1)");
    EXPECT_EQ(notes(both.file, &both.log),
              "1 first 10.500000 inbox\n2 second - -\n3 third 1.000000 inbox\n");
    EXPECT_EQ(notes(both.file), "1 first 10.500000 inbox\n2 second - -\n");
}

TEST(Sqlite, IgnoresAndCountsFramesWithoutACommit) {
    auto both = database_with_log(
        kNotes, "INSERT INTO notes VALUES (3, 'third', 1, 1)",
        "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 200) "
        "INSERT INTO notes SELECT i, hex(zeroblob(2000)), 0, 0 FROM n");
    EXPECT_EQ(notes(both.file, &both.log),
              "1 first 10.500000 inbox\n2 second - -\n3 third 1.000000 inbox\n");
    auto report = inspect_wal(MemoryFile(as_bytes(both.log)));
    ASSERT_TRUE(report);
    EXPECT_EQ(report->committed_frames, 1u);
    EXPECT_GT(report->other_frames, 10u);
}

TEST(Sqlite, ReadsADatabaseInLogModeWithoutItsLog) {
    auto both = database_with_log(kNotes, "");
    EXPECT_EQ(notes(both.file), "1 first 10.500000 inbox\n2 second - -\n");
}

// Tables of several pages, so that one can be damaged and the rest not.
static std::string many_notes() {
    return database(
        "PRAGMA page_size=1024;"
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT, at REAL, folder INTEGER);"
        "CREATE TABLE folders (id INTEGER PRIMARY KEY, name TEXT);"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)"
        "INSERT INTO notes SELECT i, hex(zeroblob(50)), 0, 0 FROM n");
}

static std::size_t lines(std::string_view text, std::string_view with) {
    std::size_t count = 0;
    for (std::string_view line : split(text, '\n')) count += line.contains(with);
    return count;
}

TEST(Sqlite, DamagedPageCostsItsRowsAndNoMore) {
    std::string file = many_notes();
    file.replace(1024 * 6, 200, std::string(200, '\xff'));
    std::string read = notes(file);
    EXPECT_EQ(lines(read, "damage: damaged database"), 1u) << read;
    EXPECT_GT(lines(read, "0000"), 85u) << read;
    EXPECT_TRUE(read.contains("100 ")) << read;
    EXPECT_EQ(lines(read, "failed"), 0u) << read;
}

// A page in the place of another: the same rows come again, and would for ever.
TEST(Sqlite, IsNotLedInACircle) {
    std::string file = many_notes();
    for (std::size_t to = 5; to < 10; to++)
        file.replace(1024 * to, 1024, std::string(file, 1024 * 4, 1024));
    std::string read = notes(file);
    EXPECT_GE(lines(read, "damage: damaged database: its pages lead in a circle"), 1u) << read;
    EXPECT_LE(lines(read, "0000"), 100u) << read;
    EXPECT_TRUE(read.contains("\n100 ")) << read;
}

TEST(Sqlite, KeepsTheRowsBeforeTheFileEnds) {
    std::string file = many_notes();
    file.resize(1024 * 8);
    std::string read = notes(file);
    EXPECT_GT(lines(read, "0000"), 20u) << read;
    EXPECT_GE(lines(read, "damage"), 1u) << read;
}

TEST(Sqlite, RefusesWhatIsNoDatabase) {
    EXPECT_EQ(notes("this is not a database, and long enough to be looked at as one, which takes "
                    "a hundred bytes at least"),
              "not an SQLite database, or damaged in its first page");
}

TEST(Sqlite, DoesNotFollowAViewInPlaceOfATable) {
    EXPECT_EQ(notes(database("CREATE TABLE folders (id INTEGER PRIMARY KEY, name TEXT);"
                             "CREATE VIEW notes AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
                             "SELECT i + 1 FROM n) SELECT i AS id, i AS body, i AS at, "
                             "i AS folder FROM n")),
              "failed: no table notes\n");
}

TEST(Sqlite, StopsAQueryAtItsBudgetOfTime) {
    std::string file = database(
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT, at REAL, folder INTEGER);"
        "CREATE TABLE folders (id INTEGER, name TEXT);"  // no index: every join a scan
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
        "INSERT INTO folders SELECT -i, 'x' FROM n;"
        "INSERT INTO notes SELECT -id, 'y', 0, 1 FROM folders");
    std::string read =
        notes(file, nullptr, {.query_time = std::chrono::milliseconds(1), .row_bytes = 1 << 20});
    EXPECT_EQ(lines(read, "failed: the query took longer than its budget of time"), 1u);
}

TEST(Sqlite, TableWhoseSchemaIsNonsenseCostsThatTable) {
    std::string file = database(kNotes);
    std::size_t at = file.find("CREATE TABLE folders");
    file.replace(at, 12, "CRAETE ELBAT");
    EXPECT_EQ(notes(file),
              "problem: the definition of table folders is damaged, so it cannot be read\n"
              "1 first 10.500000 -\n2 second - -\nmissing: table folders\n");
}

// Apps have such; none of them is asked for.
TEST(Sqlite, ReadsBesideDefinitionsBeyondAnyLimit) {
    std::string terms = "body";
    for (int i = 0; i < 80; i++) terms += " || body";
    std::string wide = "CREATE TABLE wide (c0";
    for (int i = 1; i < 1500; i++) wide += ", c" + std::to_string(i);
    EXPECT_EQ(notes(database(
                  std::string(kNotes) + wide + ");" +
                  "CREATE VIEW v AS SELECT coalesce(1,2,3,4,5,6,7,8,9,10,11,12) UNION ALL SELECT 1 "
                  "UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5;"
                  "CREATE TRIGGER t AFTER INSERT ON notes BEGIN UPDATE notes SET body = " +
                  terms + "; END")),
              "1 first 10.500000 inbox\n2 second - -\n");
}

TEST(Sqlite, ComputesNothingThatTheFileWantsComputed) {
    EXPECT_EQ(notes(database(R"sql(
        CREATE TABLE notes (id INTEGER PRIMARY KEY, at REAL, folder INTEGER);
        CREATE TABLE folders (id INTEGER PRIMARY KEY, name TEXT);
        INSERT INTO notes VALUES (1, 2, 3);
        ALTER TABLE notes ADD body TEXT GENERATED ALWAYS AS
            (instr(printf('%.*c', 20000000, 'a'), printf('%.*cb', 10000000, 'a')));
    )sql")),
              "1 - 2.000000 -\nmissing: column notes.body\n");
}

TEST(Sqlite, DoesNotTakeAVirtualTableForOneThatIsStored) {
    EXPECT_EQ(notes(database("CREATE TABLE folders (id INTEGER PRIMARY KEY, name TEXT);"
                             "CREATE VIRTUAL TABLE notes USING fts5(id, body, at, folder)")),
              "failed: no table notes\n");
}

// Sorting by it would take memory that grows with the table.
TEST(Sqlite, ColumnThatIsCalledLikeTheRowIdIsNotIt) {
    EXPECT_EQ(notes(database(
                  "CREATE TABLE notes (id INTEGER, rowid TEXT, body TEXT, at REAL, folder INTEGER);"
                  "CREATE TABLE folders (id INTEGER PRIMARY KEY, name TEXT);"
                  "INSERT INTO notes VALUES (1, 'z', 'first', 1, 0), (2, 'a', 'second', 2, 0)")),
              "1 first 1.000000 -\n2 second 2.000000 -\n");
}

TEST(Sqlite, ReadsTablesWithoutRowIds) {
    EXPECT_EQ(notes(database("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT, at REAL, "
                             "folder INTEGER) WITHOUT ROWID;"
                             "CREATE TABLE folders (id INTEGER PRIMARY KEY, name TEXT);"
                             "INSERT INTO notes VALUES (1, 'first', 1, 0)")),
              "1 first 1.000000 -\n");
}

TEST(Sqlite, DamageInAJoinedTableCostsOnlyWhatItAdds) {
    std::string file = database(
        "PRAGMA page_size=1024;"
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT, at REAL, folder INTEGER);"
        "CREATE TABLE folders (id INTEGER PRIMARY KEY, name TEXT);"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)"
        "INSERT INTO notes SELECT i, 'n', 0, i FROM n;"
        "INSERT INTO folders SELECT id, 'f' FROM notes");
    file.replace(1024 * 2, 200, std::string(200, '\xff'));  // the root of folders
    std::string read = notes(file);
    EXPECT_EQ(lines(read, " n 0.000000 -"), 100u) << read;
    EXPECT_EQ(lines(read, "damage: some rows of notes are read without what belongs to them"), 1u)
        << read;
}

TEST(Sqlite, EndsWhenNobodyWantsItAnyMore) {
    struct Unwanted : MemoryFile {
        using MemoryFile::MemoryFile;
        bool wanted() const override { return false; }
    };
    std::string bytes = many_notes();
    Unwanted file(as_bytes(bytes));
    auto db = Database::open(file);
    ASSERT_TRUE(db);
    Select select(*db, "notes AS a");
    select.join("notes AS b", "b.folder = a.folder");  // ten thousand rows
    std::size_t rows = 0;
    auto done = select.each([&](const Row&) -> Result<void> { return rows++, Result<void>(); },
                            [](const Error&) {});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().what, "interrupted");
    EXPECT_LT(rows, 10'000u);
}

TEST(Sqlite, KnowsByWhichColumnsRowsAreFound) {
    std::string bytes = database("CREATE TABLE t (a TEXT PRIMARY KEY, b TEXT)");
    MemoryFile file(as_bytes(bytes));
    auto db = Database::open(file);
    ASSERT_TRUE(db);
    EXPECT_TRUE(db->has_index("t", "a"));
    EXPECT_FALSE(db->has_index("t", "b"));
}

static std::string inspected(std::string_view log) {
    auto report = inspect_wal(MemoryFile(as_bytes(log)));
    if (!report) return report.error().what;
    return std::to_string(report->committed_frames) + " committed, " +
           std::to_string(report->damaged_frames) + " damaged, " +
           std::to_string(report->other_frames) + " other";
}

TEST(Sqlite, TellsADamagedLogFromOneThatWasNotFinished) {
    std::string log = database_with_log(kNotes,
                                        "INSERT INTO notes VALUES (3, 'third', 1, 1);"
                                        "INSERT INTO notes VALUES (4, 'fourth', 1, 1)")
                          .log;
    EXPECT_EQ(inspected(log), "2 committed, 0 damaged, 0 other");
    std::string frame = log;
    frame[32 + 24 + 100] ^= 1;
    EXPECT_EQ(inspected(frame), "0 committed, 2 damaged, 0 other");
    std::string header = log;
    header[24] ^= 1;
    EXPECT_EQ(inspected(header), "the header of the write-ahead log is damaged");
    std::string version = log;
    version[7] ^= 1;
    EXPECT_EQ(inspected(version), "a write-ahead log of a version that is not known");
    EXPECT_EQ(inspected(""), "0 committed, 0 damaged, 0 other");
}

TEST(Sqlite, TellsAFileThatCannotBeReadFromADamagedOne) {
    struct Failing : File {
        std::uint64_t size() const override { return 8192; }
        Result<std::size_t> read_at(std::uint64_t, std::span<std::byte>) const override {
            return fail(Errc::io, "3d/3d0d7e: Input/output error");
        }
    } failing;
    auto db = Database::open(failing);
    ASSERT_FALSE(db);
    EXPECT_EQ(db.error().what, "3d/3d0d7e: Input/output error");
}

}  // namespace bridle::test::sqlite_test
