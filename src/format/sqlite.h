// SQLite databases, read through a VFS of ours over a File: pages come on
// demand, so memory does not grow with the database, and nothing is ever
// created beside the evidence. A write-ahead log is read with its database.
// Formats: https://www.sqlite.org/fileformat2.html
//
// The file is not trusted: no views, no triggers, no functions with side
// effects, limits on everything, and a budget of time for each query.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/time.h"

struct sqlite3;
struct sqlite3_stmt;

namespace bridle {

struct SqliteLimits {
    std::chrono::milliseconds query_time = std::chrono::minutes(10);  // also of opening
    int row_bytes = 32 << 20;
};

// For all databases of this process together: some of what SQLite keeps is no
// cache that it could give back, such as a schema of a million columns. What would need
// more fails with Errc::limit.
void limit_sqlite_memory(std::int64_t bytes);

class Database {
public:
    // `file` and `wal` must outlive the database.
    static Result<Database> open(const File& file, const File* wal = nullptr,
                                 const SqliteLimits& limits = {});
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;
    ~Database();

    // How many bytes of what the file should be are not there: it was cut off.
    std::uint64_t bytes_missing() const;

    // Definitions that cannot be understood, and so what they define cannot be read.
    const std::vector<Error>& problems() const;

    // Only what is stored: no views, no virtual tables, and no columns that the
    // file wants computed.
    bool has_table(std::string_view table) const;
    std::vector<std::string> tables() const;  // in lower case, in alphabetical order
    bool has_column(std::string_view table, std::string_view column) const;
    std::vector<std::string> columns(std::string_view table) const;  // in their order
    // Whether rows are found by this column without reading all of them.
    bool has_index(std::string_view table, std::string_view column) const;

private:
    friend class Select;
    struct State;
    explicit Database(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// What a column of a Select is called afterwards. One that the file does not
// have reads as null.
struct Column {
    int index = -1;
};

// One row while it is being visited. Texts and blobs live until the next row.
class Row {
public:
    explicit Row(sqlite3_stmt* statement) : statement_(statement) {}

    bool is_null(Column column) const;
    std::optional<std::int64_t> integer(Column column) const;  // also of whole reals and digits
    std::optional<std::int64_t> whole(Column column) const;    // of integers only
    std::optional<double> real(Column column) const;
    std::optional<double> fractional(Column column) const;  // of reals only
    std::optional<bool> boolean(Column column) const;
    // Also of blobs, as which older systems store some texts. Not always UTF-8.
    std::optional<std::string_view> text(Column column) const;
    Bytes blob(Column column) const;  // also of texts; empty for null
    std::optional<Time> time(Column column, Epoch epoch) const;

private:
    sqlite3_stmt* statement_;
};

// A query that declares what it wants, and gets of it what is there: schemas
// differ between versions of a system.
//
//     Select select(db, "message AS m");
//     select.join("handle AS h", "h.ROWID = m.handle_id");
//     const Column text = select.column("m.text");
//     const Column edited = select.optional("m.date_edited");  // not in every version
//     TRY(select.each([&](const Row& row) -> Result<void> { ... }));
class Select {
public:
    Select(const Database& db, std::string_view table_as_alias);

    // A left join; without the table its columns read as null.
    Select& join(std::string_view table_as_alias, std::string_view on);
    Select& optional_join(std::string_view table_as_alias, std::string_view on);
    Select& where(std::string_view condition);

    Column column(std::string_view alias_dot_name);
    Column optional(std::string_view alias_dot_name);

    // Every stored column of the table that nobody asked for by name: what a version
    // has that we do not know. Names that are no plain words are passed over.
    struct Other {
        std::string name;
        Column column;
    };
    std::vector<Other> others();

    // Tables and columns that column() and join() asked for in vain.
    const std::vector<std::string>& missing() const { return missing_; }

    // Visits every row in the order of the table. Damaged pages cost their
    // rows: reading goes on behind them, and `damage` hears of each gap. A damaged joined
    // table costs what it would have added. Fails when the table is missing, when the
    // budget is spent, or with what `visit` returns.
    Result<void> each(const std::function<Result<void>(const Row&)>& visit,
                      const std::function<void(Error)>& damage) const;

private:
    struct Table {
        std::string name, alias, on;
        bool present;
    };
    struct Wanted {
        std::string expression;
        bool joined;
    };
    struct Form {
        bool joins = true, resuming = false;
    };
    class Scan;
    Table parse(std::string_view table_as_alias, std::string_view on) const;
    std::string add_join(std::string_view table_as_alias, std::string_view on);  // what is missing
    std::string absent_column(std::string_view on) const;
    Column add(std::string_view alias_dot_name, bool wanted);
    std::string sql(Form form) const;

    const Database& db_;
    std::vector<Table> tables_;
    std::vector<Wanted> columns_;
    std::vector<std::string> missing_;
    std::string where_;
};

// What lies in a write-ahead log besides what has been committed.
struct WalReport {
    std::uint64_t committed_frames = 0;
    std::uint64_t other_frames = 0;  // after the last commit, or left from before a checkpoint
    // Frames of the log's own time that are damaged, and those behind them: what
    // was committed in them is not read.
    std::uint64_t damaged_frames = 0;
};
// Fails when none of it can be used: it is no log, or its header is damaged.
Result<WalReport> inspect_wal(const File& wal);

}  // namespace bridle
