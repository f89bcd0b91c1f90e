#include "register/store/store.h"

#include <filesystem>
#include <thread>

#include "register/store/schema.h"
#include "register/store/test_store.h"

namespace bridle::registry::store_test {
namespace {

class WholeStoreTest : public StoreTest {};
IN_BOTH_DIALECTS(WholeStoreTest);

TEST_P(WholeStoreTest, KeepsFacts) {
    auto store = open();
    EXPECT_EQ(good(store->fact("origin")), std::nullopt);
    good(store->put_fact("origin", "register.example"));
    good(store->put_fact("origin", "other.example"));
    EXPECT_EQ(good(store->fact("origin")), "other.example");
    EXPECT_EQ(good(open(Access::read)->fact("origin")), "other.example");
}

// Everything of a database as text. Search has its words in a form of its own in each.
std::string dump(Store& store) {
    std::string all;
    for (const Table& table : tables()) {
        std::string columns, keys;
        for (const Column& column : table.columns)
            columns += (columns.empty() ? "" : ", ") + std::string(column.name);
        for (const Column& column : table.columns.first(table.keys))
            keys += (keys.empty() ? "" : ", ") + std::string(column.name);
        std::string name(table.name);
        good(store.database().each("SELECT " + columns + " FROM " + name + " ORDER BY " + keys, {},
                                   [&](const Row& row) -> Result<bool> {
                                       all += name;
                                       for (int i = 0; const Column& column : table.columns) {
                                           all += "|";
                                           if (row.is_null(i))
                                               all += "null";
                                           else if (column.kind == Kind::integer)
                                               all += std::to_string(row.integer(i));
                                           else
                                               all += "'" + row.bytes(i) + "'";
                                           i++;
                                       }
                                       all += "\n";
                                       return true;
                                   }));
    }
    return all;
}

void fill(Store& store) {
    auto transaction = good(Transaction::begin(store.database()));
    std::vector<std::string> leaves;
    std::vector<Records::Addition> many;
    for (std::uint64_t i = 0; i < 1100; i++) {
        leaves.push_back(std::string("\0leaf", 5) + std::to_string(i));
        auto& one =
            many.emplace_back(addition("company-" + std::to_string(i), 1, i, "Ünïque Näme"));
        one.summary->title += std::to_string(i);
        one.summary->names.push_back("alias" + std::to_string(i));
        one.summary->text = "some text 'quoted'";
        one.summary->countries = {"FR", "IL"};
        one.summary->status = "active";
        one.summary->links = {{"owner", "company-0"}};
        one.summary->identifiers = {"LEI:" + std::to_string(i)};
    }
    many.push_back(tombstone("company-3", 2, 1100));
    leaves.push_back("tombstone");
    good(store.log.append(leaves));
    good(store.records.add_all(many));
    good(store.records.erase_body("company-3", std::nullopt));
    std::pair<TileId, std::string> tile(TileId{.level = 0, .index = 1, .width = 3},
                                        std::string(96, '\xFE'));
    good(store.log.put_tiles({&tile, 1}));
    good(store.log.put_checkpoint(
        {.size = 1101, .note = "note — \n", .time = at(1), .published = true}));
    Account account;
    account.id = "account-1";
    account.name = "ann";
    account.totp = std::string(20, '\0');
    good(store.accounts.put(account));
    good(store.accounts.put_session({"key", "account-1", "csrf", at(1), at(2), at(3), true}));
    good(store.accounts.put_token({"token-1", "hash", "account-1", "label", at(1), at(2), {}}));
    Filing filing;
    filing.id = "filing-1";
    filing.submitted = at(4);
    good(store.filings.put(filing));
    good(store.filings.put_attachment({"attachment-1", "filing-1", "n", "t", "ab", 3, at(1)},
                                      "\xFF\xFE"));
    good(store.filings.put_file("ab", "text/plain", std::string(100, '\0')));
    good(store.put_fact("origin", "register.example"));
    good(transaction.commit());
}

class CopyTest : public StoreTest {};
IN_BOTH_DIALECTS(CopyTest);

TEST_P(CopyTest, GivesTheSameContentInTheOtherKindOfDatabaseAndBack) {
    auto from = open();
    fill(*from);
    test::TemporaryFolder folder;
    std::string other =
        GetParam() == Dialect::sqlite ? test::new_postgres_database() : folder / "other.db";
    auto there = good(Store::open(other, Access::create));
    good(copy_store(*from, *there));
    auto back = good(Store::open(empty_address("back.db"), Access::create));
    good(copy_store(*there, *back));

    std::string before = dump(*from);
    EXPECT_GT(std::ranges::count(before, '\n'), 5'000);
    EXPECT_TRUE(before == dump(*there));
    EXPECT_TRUE(before == dump(*back));
    for (Store* store : {from.get(), there.get(), back.get()}) {
        auto found = [&](std::string text) {
            auto result = good(store->search.search({.text = std::move(text)}));
            return (result.fuzzy ? "~" : "") + (result.heads.empty() ? "" : result.heads[0].id);
        };
        EXPECT_EQ(found("alias77 "), "company-77");
        EXPECT_EQ(found("unikue ")[0], '~');
        EXPECT_NE(found("alias3 "), "company-3");
        EXPECT_EQ(good(store->search.search({.text = "quoted"})).heads.size(), 20u);
    }
    EXPECT_EQ(good(back->log.leaf(5)), std::string("\0leaf5", 6));
}

TEST_P(CopyTest, RefusesAStoreThatIsNotEmpty) {
    auto from = open();
    auto to = good(Store::open(empty_address("to.db"), Access::create));
    good(to->log.append(std::vector<std::string>{"leaf"}));
    EXPECT_EQ(refusal(copy_store(*from, *to)),
              "the store to copy into is not empty: it has leaves");
}

TEST(Schema, CopiesEveryColumnOfEveryTable) {
    test::TemporaryFolder folder;
    auto store = good(Store::open(folder / "a.db", Access::create));
    Database& db = store->database();
    std::string here, copied;
    good(db.each(
        "SELECT m.name, c.name, c.pk FROM sqlite_schema m JOIN pragma_table_info(m.name) c "
        "WHERE m.type = 'table' AND m.name NOT LIKE 'word_index%' AND m.name NOT IN "
        "('texts', 'vocabulary', 'name_words') AND m.name NOT LIKE 'name_trigrams%' "
        "ORDER BY 1, 2",
        {}, [&](const Row& row) -> Result<bool> {
            here += row.string(0) + "." + row.string(1) + (row.integer(2) > 0 ? " key\n" : "\n");
            return true;
        }));
    std::vector<std::string> lines;
    for (const Table& table : tables())
        for (std::size_t i = 0; i < table.columns.size(); i++)
            lines.push_back(std::string(table.name) + "." + std::string(table.columns[i].name) +
                            (i < table.keys ? " key\n" : "\n"));
    std::ranges::sort(lines);
    for (const std::string& line : lines) copied += line;
    EXPECT_EQ(copied, here);
}

class PoolTest : public StoreTest {};
IN_BOTH_DIALECTS(PoolTest);

TEST_P(PoolTest, LendsAgainWhatCameBack) {
    StorePool pool(address(), 1);
    Store* first = nullptr;
    {
        auto lease = good(pool.lend());
        first = &*lease;
        EXPECT_FALSE(lease->put_fact("a", "b"));
    }
    EXPECT_EQ(&*good(pool.lend()), first);
}

TEST_P(PoolTest, WaitsWhileAllAreOut) {
    StorePool pool(address(), 2);
    std::atomic<int> out = 0, most = 0, done = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 6; i++)
        threads.emplace_back([&] {
            for (int turn = 0; turn < 20; turn++) {
                auto lease = good(pool.lend());
                most = std::max(most.load(), ++out);
                good(lease->fact("schema"));
                out--;
                done++;
            }
        });
    threads.clear();
    EXPECT_EQ(done, 120);
    EXPECT_LE(most, 2);
}

TEST(Pool, LendsAgainAfterAFailure) {
    StorePool pool("/nonexistent-folder/a.db", 1);
    EXPECT_FALSE(pool.lend());
    EXPECT_FALSE(pool.lend());
}

// What was taken down is in none of the files any more: not in rows, not in the index of words,
// nor in the write-ahead log.
TEST(Takedown, LeavesNoByteInTheFilesOfSqlite) {
    test::TemporaryFolder folder;
    std::string path = folder / "register.db";
    auto store = good(Store::open(path, Access::create));
    auto secret = addition("company-a", 1, 0, "Unmistakeable Xyzzyx");
    secret.version.body = R"({"name":"Bodyplugh )" + std::string(20'000, 'q') + "Tailplover\"}";
    secret.summary->text = "wordfrobozz and more";
    secret.summary->identifiers = {"LEI:IDENTIFROTZ"};
    add(*store, secret);
    for (std::uint64_t i = 1; i < 400; i++) {
        auto other = addition("company-" + std::to_string(i), 1, i, "Other");
        other.summary->text = "some words " + std::to_string(i);
        add(*store, other);
    }
    const std::vector<std::string> traces = {"nmistakeable", "yzzyx",      "Bodyplugh",
                                             "qqqqqqqqqqqq", "Tailplover", "wordfrobozz",
                                             "frotz",        "IDENTIFROTZ"};
    auto found = [&] {
        std::string all, seen;
        for (const char* name : {"register.db", "register.db-wal"})
            if (std::filesystem::exists(folder / name)) all += test::contents(folder / name);
        for (const std::string& trace : traces)
            if (all.find(trace) != all.npos) seen += trace + " ";
        return seen;
    };
    EXPECT_EQ(found(),
              "nmistakeable yzzyx Bodyplugh qqqqqqqqqqqq Tailplover wordfrobozz frotz "
              "IDENTIFROTZ ");
    add(*store, tombstone("company-a", 2, 400));
    good(store->records.erase_body("company-a", std::nullopt));
    for (int steps = 0; !good(store->scrub()); steps++) ASSERT_LT(steps, 1000);
    EXPECT_EQ(found(), "");
    EXPECT_EQ(good(store->search.search({.text = "words 399"})).heads.size(), 1u);
    EXPECT_EQ(*good(store->database().first("PRAGMA integrity_check", {},
                                            [](const Row& row) { return row.string(0); })),
              "ok");
}

TEST_P(WholeStoreTest, ScrubsWithoutHarm) {
    auto store = open();
    for (std::uint64_t i = 0; i < 20; i++)
        add(*store, addition("company-" + std::to_string(i), 1, i, "Name " + std::to_string(i)));
    add(*store, tombstone("company-7", 2, 20));
    for (int steps = 0; !good(store->scrub()); steps++) ASSERT_LT(steps, 1000);
    EXPECT_EQ(good(store->search.search({.text = "name"})).heads.size(), 19u);
}

}  // namespace
}  // namespace bridle::registry::store_test
