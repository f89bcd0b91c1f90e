// Builds SQLite databases in memory. A statement that fails here is a mistake
// in our own source, so it ends the program with a message.

#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace bridle::fabricate {

struct Blob {
    std::string_view bytes;
};

class SqliteBuilder {
public:
    explicit SqliteBuilder(int page_size = 4096);         // empty
    explicit SqliteBuilder(const std::string& database);  // goes on from there
    ~SqliteBuilder();
    SqliteBuilder(const SqliteBuilder&) = delete;
    SqliteBuilder& operator=(const SqliteBuilder&) = delete;

    void run(std::string_view sql);  // one statement or several

    // Ends the transaction that is open from the start, and begins another. The view lives
    // until the next change.
    std::string_view commit();
    std::string bytes() { return std::string(commit()); }

    sqlite3* handle() const { return db_; }

private:
    sqlite3* db_ = nullptr;
};

// A prepared statement: rows(1, "text", Blob{bytes}, nullptr) runs it with these values.
class Insert {
public:
    Insert(SqliteBuilder& database, std::string_view sql);
    // "INSERT INTO table(columns) VALUES (?, …)", one mark for each column.
    Insert(SqliteBuilder& database, std::string_view table, std::string_view columns);
    ~Insert();
    Insert(const Insert&) = delete;
    Insert& operator=(const Insert&) = delete;

    template <class... Values>
    void operator()(const Values&... values) {
        int index = 0;
        (bind(++index, values), ...);
        step();
    }

private:
    void bind(int index, std::nullptr_t);
    void bind(int index, std::integral auto value) {
        bind_integer(index, static_cast<std::int64_t>(value));
    }
    void bind(int index, double value);
    void bind(int index, std::string_view text);  // must live until the statement has run
    void bind(int index, const std::string& text) { bind(index, std::string_view(text)); }
    void bind(int index, const char* text) { bind(index, std::string_view(text)); }
    void bind(int index, Blob blob);
    template <class T>
    void bind(int index, const std::optional<T>& value) {
        if (value)
            bind(index, *value);
        else
            bind(index, nullptr);
    }
    void bind_integer(int index, std::int64_t value);
    void step();
    sqlite3* db_;
    sqlite3_stmt* statement_ = nullptr;
};

// One transaction that went to the write-ahead log instead of the database.
struct WalChange {
    std::function<void(SqliteBuilder&)> apply;
    bool committed = true;
};

struct WithWal {
    std::string database;  // marked as being in WAL mode
    std::string wal;       // its write-ahead log, a file of its own
};

// The log is made from the difference of the pages before and after each
// change, with salts from `seed`: the same input gives the same bytes. Only the
// last change may be uncommitted: it leaves frames without a commit mark, as a
// phone does that lost power.
WithWal with_wal(std::string database, const std::vector<WalChange>& changes, std::uint64_t seed);

}  // namespace bridle::fabricate
