#include "register/store/sqlite_database.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <unordered_map>

#include "register/store/param.h"

namespace bridle::registry {

namespace {

constexpr int kBusyMilliseconds = 10'000;
constexpr std::size_t kStatementsKept = 200;

// A commit is on the disk when it returns. Pages are kept by the host anyway: what each connection
// keeps of its own is bounded, since there are several. Deleted content is overwritten.
constexpr char kWriterPragmas[] =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-49152;"
    "PRAGMA wal_autocheckpoint=16000; PRAGMA journal_size_limit=67108864;"
    "PRAGMA secure_delete=ON; PRAGMA foreign_keys=OFF; PRAGMA temp_store=MEMORY;"
    "PRAGMA mmap_size=0; PRAGMA cell_size_check=ON; PRAGMA trusted_schema=OFF;";
constexpr char kReaderPragmas[] =
    "PRAGMA cache_size=-8192; PRAGMA query_only=ON; PRAGMA foreign_keys=OFF;"
    "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0; PRAGMA cell_size_check=ON;"
    "PRAGMA trusted_schema=OFF;";

struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

struct Close {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};

class SqliteRow : public Row {
public:
    explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
    bool is_null(int column) const override {
        return sqlite3_column_type(statement_, column) == SQLITE_NULL;
    }
    std::int64_t integer(int column) const override {
        return sqlite3_column_int64(statement_, column);
    }
    double real(int column) const override { return sqlite3_column_double(statement_, column); }
    std::string_view text(int column) const override { return blob(column); }
    std::string_view blob(int column) const override {
        const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
        int size = sqlite3_column_bytes(statement_, column);
        return bytes == nullptr ? std::string_view()
                                : std::string_view(bytes, static_cast<std::size_t>(size));
    }

private:
    sqlite3_stmt* statement_;
};

class SqliteDatabase : public Database {
public:
    explicit SqliteDatabase(std::string path, Access access)
        : path_(std::move(path)), access_(access) {}
    ~SqliteDatabase() override {
        statements_.clear();
        db_.reset();
        if (lock_ >= 0) close(lock_);
    }
    SqliteDatabase(const SqliteDatabase&) = delete;
    SqliteDatabase& operator=(const SqliteDatabase&) = delete;

    Result<void> open();

    Dialect dialect() const override { return Dialect::sqlite; }
    Result<void> run(std::string_view sql, std::span<const Param> params) override;
    Result<void> each(std::string_view sql, std::span<const Param> params,
                      const std::function<Result<bool>(const Row&)>& visit) override;
    Result<void> run_many(
        std::string_view sql,
        const std::function<Result<bool>(std::vector<Param>& params)>& next) override;
    Result<void> lock_writer() override;
    Result<void> scrub() override;
    Result<void> begin() override;
    Result<void> commit() override;
    void roll_back() override;

private:
    std::unexpected<Error> failure(std::string_view sql) const;
    Result<void> execute(const char* sql);
    Result<Statement> take(std::string_view sql);
    void keep(std::string_view sql, Statement statement);
    Result<void> bind(sqlite3_stmt* statement, std::span<const Param> params) const;
    // Steps through the answer; what `visit` says no to is run to its end, but not visited.
    Result<void> walk(sqlite3_stmt* statement, std::string_view sql,
                      const std::function<Result<bool>(const Row&)>& visit);

    std::string path_;
    Access access_;
    std::unique_ptr<sqlite3, Close> db_;
    std::unordered_map<std::string, Statement> statements_;  // those that are not running
    bool reading_ = false;
    int lock_ = -1;
};

// What SQLite would take for something else than a path.
std::string plain(const std::string& path) {
    return path.starts_with('/') ? path : "./" + path;
}

Result<void> create_file(const std::string& path) {
    int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return fail(Errc::io, "cannot create " + path + ": " + std::strerror(errno));
    close(fd);
    return {};
}

Result<void> SqliteDatabase::open() {
    std::string path = plain(path_);
    if (access_ == Access::create) {
        TRY(create_file(path));
    } else if (access(path.c_str(), F_OK) != 0) {
        return fail(Errc::io, "there is no register at " + path_ + ": " + std::strerror(errno));
    }
    sqlite3* raw = nullptr;
    int mode = access_ == Access::read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    int opened = sqlite3_open_v2(path.c_str(), &raw,
                                 mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    db_.reset(raw);
    if (opened != SQLITE_OK) return failure("opening it");
    sqlite3_busy_timeout(raw, kBusyMilliseconds);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    TRY(execute(access_ == Access::read ? kReaderPragmas : kWriterPragmas));
    sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    return {};
}

std::unexpected<Error> SqliteDatabase::failure(std::string_view sql) const {
    int code = sqlite3_errcode(db_.get()) & 0xFF;
    std::string what = path_ + ": " + sqlite3_errmsg(db_.get());
    switch (code) {
        case SQLITE_NOTADB:
            return fail(Errc::corrupt, path_ + " is not an SQLite database");
        case SQLITE_CORRUPT:
            return fail(Errc::corrupt, what + "; restore it from a backup");
        case SQLITE_CONSTRAINT:
            return fail(Errc::corrupt, what + ": it would contradict what is stored");
        case SQLITE_READONLY:
            return fail(Errc::unsupported, what + ": it is open for reading only");
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return fail(Errc::io, what + ": another program has been writing to it for too long");
        case SQLITE_TOOBIG:
            return fail(Errc::limit, what);
        case SQLITE_FULL:
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return fail(Errc::io, what);
        default:
            return fail(Errc::internal, what + " in: " + std::string(front(sql, 200)));
    }
}

Result<void> SqliteDatabase::execute(const char* sql) {
    if (sqlite3_exec(db_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failure(sql);
    return {};
}

Result<Statement> SqliteDatabase::take(std::string_view sql) {
    if (reading_)
        return fail(Errc::internal,
                    "a statement within the answer of another: " + std::string(front(sql, 200)));
    std::string key(sql);
    if (auto found = statements_.find(key); found != statements_.end()) {
        Statement statement = std::move(found->second);
        statements_.erase(found);
        return statement;
    }
    sqlite3_stmt* raw = nullptr;
    int done = sqlite3_prepare_v3(db_.get(), key.c_str(), static_cast<int>(key.size()) + 1,
                                  SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    Statement statement(raw);
    if (done != SQLITE_OK) return failure(sql);
    if (!statement) return fail(Errc::internal, "an empty statement");
    return statement;
}

void SqliteDatabase::keep(std::string_view sql, Statement statement) {
    sqlite3_reset(statement.get());
    sqlite3_clear_bindings(statement.get());
    if (statements_.size() >= kStatementsKept) statements_.clear();
    statements_.emplace(sql, std::move(statement));
}

// SQLite counts parameters as they come in the statement, which is mostly in order.
int index_of_param(sqlite3_stmt* statement, std::size_t number) {
    std::array<char, 24> name{'$'};
    std::to_chars(name.data() + 1, name.data() + name.size() - 1, number);
    const char* there = sqlite3_bind_parameter_name(statement, static_cast<int>(number));
    if (there != nullptr && std::strcmp(there, name.data()) == 0) return static_cast<int>(number);
    return sqlite3_bind_parameter_index(statement, name.data());
}

Result<void> SqliteDatabase::bind(sqlite3_stmt* statement, std::span<const Param> params) const {
    for (std::size_t i = 0; i < params.size(); i++) {
        TRY(check_param(params[i]));
        int index = index_of_param(statement, i + 1);
        if (index == 0) return fail(Errc::internal, "a parameter that the statement has not");
        int done = SQLITE_OK;
        auto bytes = [&](std::string_view value, auto how) {
            const char* data = value.data() == nullptr ? "" : value.data();
            done = how(statement, index, data, value.size());
        };
        if (const auto* number = std::get_if<std::int64_t>(&params[i]))
            done = sqlite3_bind_int64(statement, index, *number);
        else if (const auto* real = std::get_if<double>(&params[i]))
            done = sqlite3_bind_double(statement, index, *real);
        else if (const auto* text = std::get_if<std::string_view>(&params[i]))
            bytes(*text, [](auto* s, int at, const char* data, std::size_t size) {
                return sqlite3_bind_text64(s, at, data, size, SQLITE_STATIC, SQLITE_UTF8);
            });
        else if (const auto* blob = std::get_if<Blob>(&params[i]))
            bytes(blob->bytes, [](auto* s, int at, const char* data, std::size_t size) {
                return sqlite3_bind_blob64(s, at, data, size, SQLITE_STATIC);
            });
        else
            done = sqlite3_bind_null(statement, index);
        if (done != SQLITE_OK) return failure("binding");
    }
    return {};
}

Result<void> SqliteDatabase::walk(sqlite3_stmt* statement, std::string_view sql,
                                  const std::function<Result<bool>(const Row&)>& visit) {
    SqliteRow row(statement);
    for (bool wanted = true;;) {
        int done = sqlite3_step(statement);
        if (done == SQLITE_DONE) return {};
        if (done != SQLITE_ROW) return failure(sql);
        if (!wanted || !visit) continue;
        reading_ = true;
        auto more = visit(row);
        reading_ = false;
        if (!more) return std::unexpected(std::move(more).error());
        wanted = *more;
        if (!wanted && sqlite3_stmt_readonly(statement)) return {};
    }
}

Result<void> SqliteDatabase::each(std::string_view sql, std::span<const Param> params,
                                  const std::function<Result<bool>(const Row&)>& visit) {
    Statement statement = TRY(take(sql));
    auto done = bind(statement.get(), params);
    if (done) done = walk(statement.get(), sql, visit);
    keep(sql, std::move(statement));
    return done;
}

Result<void> SqliteDatabase::run(std::string_view sql, std::span<const Param> params) {
    return each(sql, params, nullptr);
}

Result<void> SqliteDatabase::run_many(
    std::string_view sql, const std::function<Result<bool>(std::vector<Param>& params)>& next) {
    if (sqlite3_get_autocommit(db_.get()) != 0) {
        Transaction transaction = TRY(Transaction::begin(*this));
        TRY(run_many(sql, next));
        return transaction.commit();
    }
    Statement statement = TRY(take(sql));
    std::vector<Param> params;
    Result<void> done;
    while (done) {
        params.clear();
        auto more = next(params);
        if (!more) return std::unexpected(std::move(more).error());
        if (!*more) break;
        done = bind(statement.get(), params);
        if (done) done = walk(statement.get(), sql, nullptr);
        sqlite3_reset(statement.get());
    }
    keep(sql, std::move(statement));
    return done;
}

Result<void> SqliteDatabase::lock_writer() {
    if (lock_ >= 0) return {};
    std::string path = plain(path_) + ".writer";
    int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return fail(Errc::io, "cannot open " + path + ": " + std::strerror(errno));
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
        lock_ = fd;
        return {};
    }
    int why = errno;
    close(fd);
    if (why == EWOULDBLOCK)
        return fail(Errc::unsupported, "another process writes to this register: it holds " + path +
                                           ". Stop it first; there is one writer at a time");
    return fail(Errc::io, "cannot lock " + path + ": " + std::strerror(why));
}

Result<void> SqliteDatabase::scrub() {
    auto busy = TRY(first("PRAGMA wal_checkpoint(TRUNCATE)", {},
                          [](const Row& row) { return row.integer(0) != 0; }));
    if (busy.value_or(true))
        return fail(Errc::io, path_ + ": readers still hold what was erased; once more later");
    return {};
}

Result<void> SqliteDatabase::begin() {
    if (sqlite3_get_autocommit(db_.get()) == 0)
        return fail(Errc::internal, "a transaction within another");
    return run(access_ == Access::read ? "BEGIN" : "BEGIN IMMEDIATE", {});
}

Result<void> SqliteDatabase::commit() {
    return run("COMMIT", {});
}

void SqliteDatabase::roll_back() {
    // A full disk may have undone it already, and then there is nothing to undo.
    if (sqlite3_get_autocommit(db_.get()) == 0) static_cast<void>(run("ROLLBACK", {}));
}

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const std::string& path, Access access) {
    auto database = std::make_unique<SqliteDatabase>(path, access);
    TRY(database->open());
    return std::unique_ptr<Database>(std::move(database));
}

}  // namespace bridle::registry
