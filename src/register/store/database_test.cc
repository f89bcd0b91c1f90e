#include "register/store/database.h"

#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "register/store/test_store.h"

namespace bridle::registry::database_test {
namespace {

class DatabaseTest : public StoreTest {};
IN_BOTH_DIALECTS(DatabaseTest);

std::int64_t count(Database& database, std::string_view table) {
    return *good(database.first("SELECT count(*) FROM " + std::string(table), {},
                                [](const Row& row) { return row.integer(0); }));
}

TEST_P(DatabaseTest, KeepsEveryKindOfValue) {
    auto store = open();
    Database& db = store->database();
    good(db.run("CREATE TABLE things (i BIGINT, d DOUBLE PRECISION, t TEXT, b " +
                std::string(db.dialect() == Dialect::sqlite ? "BLOB" : "BYTEA") + ")"));
    const std::string bytes("\0\xFF'\x01", 4);
    for (std::int64_t number : {std::int64_t{0}, std::int64_t{-1}, INT64_MIN, INT64_MAX})
        good(db.run("INSERT INTO things VALUES ($1, $2, $3, $4)",
                    {number, 0.1, "Éa'\"\\%_;--", Blob{bytes}}));
    std::vector<std::int64_t> numbers;
    good(db.each("SELECT i, d, t, b FROM things ORDER BY i", {},
                 [&](const Row& row) -> Result<bool> {
                     numbers.push_back(row.integer(0));
                     EXPECT_EQ(row.real(1), 0.1);
                     EXPECT_EQ(row.text(2), "Éa'\"\\%_;--");
                     EXPECT_EQ(row.blob(3), bytes);
                     return true;
                 }));
    EXPECT_EQ(numbers, (std::vector<std::int64_t>{INT64_MIN, -1, 0, INT64_MAX}));
}

TEST_P(DatabaseTest, TellsNullFromEmpty) {
    auto store = open();
    Database& db = store->database();
    std::string blob = db.dialect() == Dialect::sqlite ? "BLOB" : "BYTEA";
    good(db.run("CREATE TABLE things (t TEXT, b " + blob + ")"));
    good(db.run("INSERT INTO things VALUES ($1, $2)", {"", Blob{}}));
    good(db.run("INSERT INTO things VALUES ($1, $2)", {Param(), Param()}));
    std::string seen;
    good(db.each("SELECT t, b FROM things", {}, [&](const Row& row) -> Result<bool> {
        for (int column : {0, 1})
            seen += row.is_null(column) ? "null " : "'" + row.string(column) + "' ";
        EXPECT_EQ(row.integer(1), 0);
        return true;
    }));
    EXPECT_EQ(seen, "'' '' null null ");
}

TEST_P(DatabaseTest, RefusesTextThatTheOtherKindCouldNotHold) {
    auto store = open();
    EXPECT_EQ(refusal(store->put_fact("nul", std::string_view("a\0b", 3))),
              "text with a NUL character cannot be stored");
    EXPECT_EQ(refusal(store->put_fact("latin", "caf\xE9")),
              "text that is not UTF-8 cannot be stored");
    EXPECT_EQ(good(store->fact("nul")), std::nullopt);
}

// Seen by writing in between, which nobody does who has answers remembered.
TEST_P(DatabaseTest, RemembersAnswersUntilTheTransactionEnds) {
    auto store = open();
    good(store->put_fact("a", "x"));
    auto names = [&](std::string_view value) {
        auto found = good(store->database().all("SELECT name FROM facts WHERE value = $1", {value},
                                                [](const Row& row) { return row.string(0); }));
        return joined(found, " ");
    };
    auto name = [&](std::string_view value) { return good(store->fact(value)).value_or("none"); };
    {
        Transaction transaction = good(Transaction::begin(store->database()));
        transaction.remember_answers();
        EXPECT_EQ(names("x"), "a");
        EXPECT_EQ(name("b"), "none");
        good(store->put_fact("b", "x"));
        EXPECT_EQ(names("x"), "a");
        EXPECT_EQ(names("y"), "");
        EXPECT_EQ(name("b"), "none");
        EXPECT_EQ(name("a"), "x");
        good(transaction.commit());
    }
    EXPECT_EQ(names("x"), "a b");
    EXPECT_EQ(name("b"), "x");
}

TEST_P(DatabaseTest, TellsQuestionsApartByEveryParameter) {
    auto store = open();
    Transaction transaction = good(Transaction::begin(store->database()));
    transaction.remember_answers();
    auto length = [&](std::string_view sql, std::initializer_list<Param> params) {
        return *good(
            store->database().first(sql, params, [](const Row& row) { return row.integer(0); }));
    };
    constexpr std::string_view kTwo = "SELECT length(CAST($1 AS TEXT)) + 10 * length($2)";
    EXPECT_EQ(length(kTwo, {"abc", "d"}), 13);
    EXPECT_EQ(length(kTwo, {"a", "bcd"}), 31);
    EXPECT_EQ(length(kTwo, {"a", "b\nt1 c"}), 61);
}

TEST_P(DatabaseTest, StopsWhereTheVisitorHasEnough) {
    auto store = open();
    for (const char* name : {"a", "b", "c"}) good(store->put_fact(name, "x"));
    std::string seen;
    good(store->database().each("SELECT name FROM facts WHERE value = 'x' ORDER BY name", {},
                                [&](const Row& row) -> Result<bool> {
                                    seen += row.text(0);
                                    return seen.size() < 2;
                                }));
    EXPECT_EQ(seen, "ab");
    EXPECT_EQ(good(store->fact("c")), "x");
}

TEST_P(DatabaseTest, PassesOnTheFailureOfAVisitor) {
    auto store = open();
    auto done =
        store->database().each("SELECT name FROM facts", {},
                               [](const Row&) -> Result<bool> { return fail(Errc::limit, "no"); });
    EXPECT_EQ(refusal(done), "no");
    EXPECT_EQ(good(store->fact("schema")), "1");
}

TEST_P(DatabaseTest, RefusesAStatementWithinTheAnswerOfAnother) {
    auto store = open();
    std::string said;
    good(store->database().each("SELECT name FROM facts", {}, [&](const Row&) -> Result<bool> {
        said = refusal(store->fact("schema"));
        return true;
    }));
    EXPECT_EQ(said.substr(0, 40), "a statement within the answer of another");
}

TEST_P(DatabaseTest, RunsOneStatementForManyRows) {
    auto store = open();
    Database& db = store->database();
    std::string name;
    int made = 0;
    good(db.run_many("INSERT INTO facts (name, value) VALUES ($1, 'v')",
                     [&](std::vector<Param>& params) -> Result<bool> {
                         if (made == 1700) return false;
                         name = "n" + std::to_string(made++);
                         params = {std::string_view(name)};
                         return true;
                     }));
    EXPECT_EQ(count(db, "facts"), 1701);
}

TEST_P(DatabaseTest, ManyRowsHappenTogetherOrNotAtAll) {
    auto store = open();
    Database& db = store->database();
    int made = 0;
    std::string name;
    auto done = db.run_many("INSERT INTO facts (name, value) VALUES ($1, 'v')",
                            [&](std::vector<Param>& params) -> Result<bool> {
                                if (made++ == 900) return fail(Errc::limit, "enough");
                                name = made == 700 ? "schema" : "x" + std::to_string(made);
                                params = {std::string_view(name)};
                                return true;
                            });
    EXPECT_FALSE(done);
    EXPECT_EQ(count(db, "facts"), 1);
    good(store->put_fact("after", "it works"));
    EXPECT_EQ(good(store->fact("after")), "it works");
}

TEST_P(DatabaseTest, SaysThatAKeyIsThereAlready) {
    auto store = open();
    auto done = store->database().run("INSERT INTO facts (name, value) VALUES ('schema', '2')");
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Errc::corrupt);
    EXPECT_NE(done.error().what.find("it would contradict what is stored"), std::string::npos);
}

TEST_P(DatabaseTest, UndoesATransactionThatIsNotCommitted) {
    auto store = open();
    {
        auto transaction = good(Transaction::begin(store->database()));
        good(store->put_fact("a", "1"));
    }
    EXPECT_EQ(good(store->fact("a")), std::nullopt);
    auto transaction = good(Transaction::begin(store->database()));
    good(store->put_fact("a", "2"));
    good(transaction.commit());
    EXPECT_EQ(good(open()->fact("a")), "2");
}

TEST_P(DatabaseTest, RefusesATransactionWithinAnother) {
    auto store = open();
    auto transaction = good(Transaction::begin(store->database()));
    EXPECT_EQ(refusal(Transaction::begin(store->database())), "a transaction within another");
}

TEST_P(DatabaseTest, GoesOnAfterAFailedTransaction) {
    auto store = open();
    {
        auto transaction = good(Transaction::begin(store->database()));
        EXPECT_FALSE(
            store->database().run("INSERT INTO facts (name, value) VALUES ('schema', '')"));
    }
    good(store->put_fact("a", "1"));
    EXPECT_EQ(good(store->fact("a")), "1");
}

TEST_P(DatabaseTest, ReadersChangeNothing) {
    auto store = open(Access::read);
    auto done = store->put_fact("a", "1");
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Errc::unsupported);
    EXPECT_NE(done.error().what.find("reading only"), std::string::npos);
}

TEST_P(DatabaseTest, ReadersSeeOneStateWhileAWriterWorks) {
    auto writer = open();
    auto reader = open(Access::read);
    good(writer->put_fact("a", "before"));
    auto snapshot = good(Transaction::begin(reader->database()));
    EXPECT_EQ(good(reader->fact("a")), "before");
    good(writer->put_fact("a", "after"));
    EXPECT_EQ(good(reader->fact("a")), "before");
    good(snapshot.commit());
    EXPECT_EQ(good(reader->fact("a")), "after");
}

TEST_P(DatabaseTest, ReadersNeverSeeHalfATransaction) {
    auto writer = open();
    good(writer->put_fact("a", "0"));
    good(writer->put_fact("b", "0"));
    std::atomic<bool> done = false;
    int torn = 0, reads = 0;
    std::thread reading([&] {
        auto reader = open(Access::read);
        while (!done || reads == 0) {
            auto both = good(reader->database().first(
                "SELECT (SELECT value FROM facts WHERE name = 'a'), "
                "(SELECT value FROM facts WHERE name = 'b')",
                {}, [](const Row& row) { return row.text(0) == row.text(1); }));
            torn += !*both;
            reads++;
        }
    });
    for (int i = 0; i < 100; i++) {
        auto transaction = good(Transaction::begin(writer->database()));
        good(writer->put_fact("a", std::to_string(i)));
        good(writer->put_fact("b", std::to_string(i)));
        good(transaction.commit());
    }
    done = true;
    reading.join();
    EXPECT_EQ(torn, 0);
    EXPECT_GT(reads, 0);
}

TEST_P(DatabaseTest, HasOneWriter) {
    auto first = open(), second = open();
    good(first->database().lock_writer());
    good(first->database().lock_writer());
    auto refused = second->database().lock_writer();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unsupported);
    EXPECT_EQ(refused.error().what.substr(0, 42), "another process writes to this register: i");
    if (GetParam() == Dialect::sqlite) {
        EXPECT_NE(refused.error().what.find(address() + ".writer"), std::string::npos);
    }
    first.reset();
    // PostgreSQL notices a little later that a connection has ended.
    for (int i = 0; i < 200 && !(refused = second->database().lock_writer()); i++)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_TRUE(refused);
}

TEST_P(DatabaseTest, SaysThatThereIsNoRegister) {
    std::string nowhere = empty_address("nothing.db");
    for (Access access : {Access::read, Access::write}) {
        auto opened = Store::open(nowhere, access);
        ASSERT_FALSE(opened);
        EXPECT_NE(opened.error().what.find(GetParam() == Dialect::sqlite
                                               ? "there is no register at " + nowhere
                                               : "the database holds no register"),
                  std::string::npos)
            << opened.error().what;
    }
}

TEST_P(DatabaseTest, MakesTablesOnce) {
    std::string fresh = empty_address("new.db");
    good(good(Store::open(fresh, Access::create))->put_fact("a", "1"));
    EXPECT_EQ(good(good(Store::open(fresh, Access::create))->fact("a")), "1");
}

TEST_P(DatabaseTest, RefusesTablesOfANewerVersion) {
    good(open()->put_fact("schema", "2"));
    auto opened = Store::open(address(), Access::read);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::unsupported);
    EXPECT_EQ(opened.error().what,
              "the register was made by a newer bridle-register (tables 2, this one knows 1): use "
              "that one");
}

TEST_P(DatabaseTest, RefusesToMakeARegisterAmongOtherTables) {
    good(open()->database().run("DROP TABLE facts"));
    EXPECT_EQ(refusal(Store::open(address(), Access::create)),
              "the database holds tables that are not a register's: name an empty one");
}

TEST(SqliteDatabase, MakesAFileThatOnlyItsOwnerReads) {
    test::TemporaryFolder folder;
    good(Store::open(folder / "register.db", Access::create));
    struct stat about{};
    ASSERT_EQ(stat((folder / "register.db").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600u);
}

TEST(SqliteDatabase, SaysThatAFileIsNone) {
    test::TemporaryFolder folder;
    std::ofstream(folder / "note.txt") << std::string(5000, 'x');
    auto opened = Store::open(folder / "note.txt", Access::write);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::corrupt);
    EXPECT_EQ(opened.error().what, folder / "note.txt" + " is not an SQLite database");
}

TEST(Database, RefusesAnAddressOfAnotherKind) {
    EXPECT_EQ(refusal(Store::open("mysql://host/db", Access::read)),
              "a store is the path of an SQLite file or postgresql://…, not \"mysql://host/db\"");
}

TEST(PostgresDatabase, RefusesAPasswordInTheAddress) {
    for (const char* address : {"postgresql://user:secret@localhost/db",
                                "postgres://localhost/db?user=u&password=secret"}) {
        std::string said = refusal(Store::open(address, Access::read));
        EXPECT_EQ(said.substr(0, 43), "a password in the address of the store can ");
        EXPECT_EQ(said.find("secret"), std::string::npos);
    }
}

TEST(PostgresDatabase, KeepsThePasswordOfAMalformedAddressToItself) {
    std::string said = refusal(Store::open("postgresql://user:secret@[bad/db", Access::read));
    EXPECT_EQ(said, "the address of the store is not one of PostgreSQL's");
}

TEST(PostgresDatabase, SaysThatNobodyAnswers) {
    auto opened = Store::open("postgresql:///db?host=/nonexistent-folder", Access::read);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::io);
    EXPECT_EQ(opened.error().what.substr(0, 29), "cannot connect to the store: ");
}

class LostConnectionTest : public StoreTest {};
INSTANTIATE_TEST_SUITE_P(Both, LostConnectionTest, testing::Values(Dialect::postgresql),
                         name_of_dialect);

TEST_P(LostConnectionTest, IsOpenedAnewForTheNextStatement) {
    auto store = open();
    good(store->put_fact("a", "1"));
    test::break_postgres_connections(address());
    auto lost = store->fact("a");
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code, Errc::io);
    EXPECT_EQ(lost.error().what.substr(0, 35), "the connection to the store is lost");
    EXPECT_EQ(good(store->fact("a")), "1");
}

TEST_P(LostConnectionTest, EndsTheTransactionItWasLostIn) {
    auto store = open();
    {
        auto transaction = good(Transaction::begin(store->database()));
        good(store->put_fact("a", "1"));
        test::break_postgres_connections(address());
        EXPECT_FALSE(store->put_fact("b", "2"));
        EXPECT_EQ(refusal(store->put_fact("b", "2")),
                  "the connection to the store was lost within a transaction");
        EXPECT_FALSE(transaction.commit());
    }
    EXPECT_EQ(good(store->fact("a")), std::nullopt);
    EXPECT_EQ(good(store->fact("b")), std::nullopt);
}

TEST_P(LostConnectionTest, EndsTheRightToWrite) {
    auto store = open();
    good(store->database().lock_writer());
    test::break_postgres_connections(address());
    EXPECT_FALSE(store->put_fact("a", "1"));
    for (int i = 0; i < 2; i++)
        EXPECT_EQ(refusal(store->put_fact("a", "1")),
                  "the connection to the store was lost and with it the right to write: start "
                  "again");
}

TEST_P(LostConnectionTest, FailsManyRowsInTheMiddle) {
    auto store = open();
    int made = 0;
    std::string name;
    auto done = store->database().run_many("INSERT INTO facts (name, value) VALUES ($1, 'v')",
                                           [&](std::vector<Param>& params) -> Result<bool> {
                                               if (made == 2000) return false;
                                               if (made++ == 1200)
                                                   test::break_postgres_connections(address());
                                               name = "x" + std::to_string(made);
                                               params = {std::string_view(name)};
                                               return true;
                                           });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Errc::io);
    EXPECT_EQ(count(store->database(), "facts"), 1);
}

}  // namespace
}  // namespace bridle::registry::database_test
