#include "format/sqlite.h"

#include <sqlite3.h>

#include <algorithm>

#include "base/text.h"
#include "format/sqlite_vfs.h"

namespace bridle {

using Clock = std::chrono::steady_clock;

struct Database::State {
    State(const File& file, const File* wal, const SqliteLimits& chosen)
        : source(file, wal), limits(chosen) {}
    ~State() { sqlite3_close_v2(db); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    SqliteSource source;
    SqliteLimits limits;
    sqlite3* db = nullptr;
    Clock::time_point deadline = Clock::time_point::max();
};

namespace {

using Statement = std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)>;

constexpr int kOperationsBetweenLooksAtTheClock = 20'000;

struct Limit {
    int which, value;
};
constexpr Limit kLimits[] = {
    {SQLITE_LIMIT_SQL_LENGTH, 100'000}, {SQLITE_LIMIT_COLUMN, 1000},
    {SQLITE_LIMIT_EXPR_DEPTH, 50},      {SQLITE_LIMIT_COMPOUND_SELECT, 5},
    {SQLITE_LIMIT_VDBE_OP, 100'000},    {SQLITE_LIMIT_FUNCTION_ARG, 8},
    {SQLITE_LIMIT_ATTACHED, 0},         {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50},
    {SQLITE_LIMIT_VARIABLE_NUMBER, 10}, {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
    {SQLITE_LIMIT_WORKER_THREADS, 0},
};

// Exclusive locking keeps the index of a log in memory; nothing goes to temporary files, and no
// index is built on the way, which on a large table would be memory without bound.
constexpr char kPragmas[] =
    "PRAGMA locking_mode=EXCLUSIVE; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0;"
    "PRAGMA cache_size=-1024; PRAGMA automatic_index=OFF; PRAGMA cell_size_check=ON;"
    "PRAGMA query_only=ON;";

void defend(sqlite3* db, const SqliteLimits& limits) {
    for (int setting : {SQLITE_DBCONFIG_DEFENSIVE, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE})
        sqlite3_db_config(db, setting, 1, nullptr);
    for (int setting : {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_TRIGGER,
                        SQLITE_DBCONFIG_ENABLE_VIEW, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION,
                        SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER})
        sqlite3_db_config(db, setting, 0, nullptr);
    sqlite3_limit(db, SQLITE_LIMIT_LENGTH, limits.row_bytes);
    for (const Limit& limit : kLimits) sqlite3_limit(db, limit.which, limit.value);
}

// SQLite's words, or those of the host when it was the reading that failed.
std::unexpected<Error> failure(sqlite3* db, const SqliteSource& source) {
    if (source.failure) return std::unexpected(*source.failure);
    int code = sqlite3_errcode(db) & 0xff;
    std::string words = sqlite3_errmsg(db);
    switch (code) {
        case SQLITE_NOTADB:
            return fail(Errc::corrupt, "not an SQLite database, or damaged in its first page");
        case SQLITE_INTERRUPT:
            return fail(Errc::limit, "the query took longer than its budget of time");
        case SQLITE_TOOBIG:
        case SQLITE_NOMEM:
            return fail(Errc::limit, "a row larger than what is read at once");
        case SQLITE_CORRUPT:
            return fail(Errc::corrupt, "damaged database: " + words);
        default:
            return fail(Errc::corrupt, "database: " + words);
    }
}

Result<Statement> prepare(sqlite3* db, const SqliteSource& source, const std::string& sql) {
    sqlite3_stmt* raw = nullptr;
    int done = sqlite3_prepare_v2(db, sql.c_str(), static_cast<int>(sql.size()) + 1, &raw, nullptr);
    Statement statement(raw, sqlite3_finalize);
    if (done != SQLITE_OK) return failure(db, source);
    return statement;
}

std::string quoted(std::string_view identifier) {
    std::string out = "\"";
    for (char c : identifier) out.append(c == '"' ? 2 : 1, c);
    return out + '"';
}

}  // namespace

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const File& file, const File* wal, const SqliteLimits& limits) {
    auto state = std::make_unique<State>(file, wal, limits);
    const char* vfs = SqliteSource::vfs_name();
    if (!vfs) return fail(Errc::internal, "SQLite does not accept our way of reading files");
    int opened = sqlite3_open_v2(state->source.name().c_str(), &state->db,
                                 SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, vfs);
    if (opened != SQLITE_OK) return failure(state->db, state->source);
    defend(state->db, limits);
    sqlite3_exec(state->db, kPragmas, nullptr, nullptr, nullptr);
    sqlite3_progress_handler(
        state->db, kOperationsBetweenLooksAtTheClock,
        [](void* of) { return int{Clock::now() > static_cast<State*>(of)->deadline}; },
        state.get());
    // The first look at the file: is it a database at all, can its schema be read?
    Statement schema = TRY(prepare(state->db, state->source, "SELECT count(*) FROM sqlite_schema"));
    if (sqlite3_step(schema.get()) != SQLITE_ROW) return failure(state->db, state->source);
    schema.reset();
    return Database(std::move(state));
}

std::uint64_t Database::bytes_missing() const {
    std::uint64_t claimed = state_->source.claimed_size(), size = state_->source.file().size();
    return claimed > size ? claimed - size : 0;
}

bool Database::has_table(std::string_view table) const {
    return sqlite3_table_column_metadata(state_->db, "main", std::string(table).c_str(), nullptr,
                                         nullptr, nullptr, nullptr, nullptr, nullptr) == SQLITE_OK;
}

bool Database::has_column(std::string_view table, std::string_view column) const {
    return sqlite3_table_column_metadata(state_->db, "main", std::string(table).c_str(),
                                         std::string(column).c_str(), nullptr, nullptr, nullptr,
                                         nullptr, nullptr) == SQLITE_OK;
}

std::vector<std::string> Database::columns(std::string_view table) const {
    std::vector<std::string> names;
    auto statement =
        prepare(state_->db, state_->source, "PRAGMA table_info(" + quoted(table) + ")");
    while (statement && sqlite3_step(statement->get()) == SQLITE_ROW)
        names.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement->get(), 1)));
    return names;
}

bool Row::is_null(Column column) const {
    return column.index < 0 || sqlite3_column_type(statement_, column.index) == SQLITE_NULL;
}

std::optional<std::int64_t> Row::integer(Column column) const {
    if (is_null(column)) return std::nullopt;
    return sqlite3_column_int64(statement_, column.index);
}

std::optional<std::int64_t> Row::whole(Column column) const {
    if (column.index < 0 || sqlite3_column_type(statement_, column.index) != SQLITE_INTEGER)
        return std::nullopt;
    return sqlite3_column_int64(statement_, column.index);
}

std::optional<double> Row::real(Column column) const {
    if (is_null(column)) return std::nullopt;
    return sqlite3_column_double(statement_, column.index);
}

std::optional<bool> Row::boolean(Column column) const {
    if (is_null(column)) return std::nullopt;
    return sqlite3_column_int64(statement_, column.index) != 0;
}

std::optional<std::string_view> Row::text(Column column) const {
    if (is_null(column)) return std::nullopt;
    if (sqlite3_column_type(statement_, column.index) == SQLITE_BLOB) return as_text(blob(column));
    auto* chars = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column.index));
    auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column.index));
    return chars ? std::string_view(chars, size) : std::string_view();
}

Bytes Row::blob(Column column) const {
    if (is_null(column)) return {};
    auto* bytes = static_cast<const std::byte*>(sqlite3_column_blob(statement_, column.index));
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column.index))};
}

std::optional<Time> Row::time(Column column, Epoch epoch) const {
    if (is_null(column)) return std::nullopt;
    if (sqlite3_column_type(statement_, column.index) == SQLITE_INTEGER)
        return to_time(static_cast<std::int64_t>(sqlite3_column_int64(statement_, column.index)),
                       epoch);
    return to_time(sqlite3_column_double(statement_, column.index), epoch);
}

Select::Select(const Database& db, std::string_view table_as_alias) : db_(db) {
    tables_.push_back(parse(table_as_alias, {}));
}

Select::Table Select::parse(std::string_view table_as_alias, std::string_view on) const {
    std::size_t as = table_as_alias.find(" AS ");
    std::string_view name = table_as_alias.substr(0, as);
    std::string_view alias = as == std::string_view::npos ? name : table_as_alias.substr(as + 4);
    return {std::string(name), std::string(alias), std::string(on), db_.has_table(name)};
}

Select& Select::optional_join(std::string_view table_as_alias, std::string_view on) {
    tables_.push_back(parse(table_as_alias, on));
    return *this;
}

Select& Select::join(std::string_view table_as_alias, std::string_view on) {
    optional_join(table_as_alias, on);
    if (!tables_.back().present) missing_.push_back("table " + tables_.back().name);
    return *this;
}

Select& Select::where(std::string_view condition) {
    where_ = condition;
    return *this;
}

Column Select::column(std::string_view alias_dot_name) {
    return add(alias_dot_name, true);
}
Column Select::optional(std::string_view alias_dot_name) {
    return add(alias_dot_name, false);
}

Column Select::add(std::string_view alias_dot_name, bool wanted) {
    std::size_t dot = alias_dot_name.find('.');
    std::string_view alias = alias_dot_name.substr(0, dot), name = alias_dot_name.substr(dot + 1);
    auto table = std::ranges::find(tables_, alias, &Table::alias);
    if (table == tables_.end() || !table->present) return {};  // already named as missing
    if (!db_.has_column(table->name, name)) {
        if (wanted) missing_.push_back("column " + table->name + "." + std::string(name));
        return {};
    }
    columns_.push_back(quoted(alias) + "." + quoted(name));
    return Column{static_cast<int>(columns_.size())};  // behind the row id, which is column 0
}

std::string Select::sql(bool resuming) const {
    std::string base = quoted(tables_.front().alias);
    std::string sql = "SELECT " + base + ".rowid";
    for (const std::string& column : columns_) sql += ", " + column;
    sql += " FROM " + quoted(tables_.front().name) + " AS " + base;
    for (const Table& table : tables_)
        if (!table.on.empty() && table.present)
            sql += " LEFT JOIN " + quoted(table.name) + " AS " + quoted(table.alias) + " ON " +
                   table.on;
    std::string condition = where_;
    if (resuming)
        condition = (where_.empty() ? "" : "(" + where_ + ") AND ") + base + ".rowid > ?1";
    if (!condition.empty()) sql += " WHERE " + condition;
    // The order of the row ids is that of the file, whatever index the planner might prefer.
    return sql + " ORDER BY " + base + ".rowid";
}

// A damaged page stops a scan. Which rows it held is unknown, so we ask for
// those behind the next row id, and the next, and in time behind farther ones, until
// some come again.
Result<void> Select::each(const std::function<Result<void>(const Row&)>& visit,
                          const std::function<void(Error)>& damage) const {
    static constexpr int kSingleSteps = 2000;
    const Table& base = tables_.front();
    if (!base.present) return fail(Errc::corrupt, "no table " + base.name);
    Database::State& state = *db_.state_;
    state.deadline = Clock::now() + state.limits.query_time;
    Statement statement = TRY(prepare(state.db, state.source, sql(false)));
    std::optional<std::int64_t> last;
    int attempts = 0;  // since the last good row
    for (bool resuming = false;; resuming = true) {
        int done;
        while ((done = sqlite3_step(statement.get())) == SQLITE_ROW) {
            last = sqlite3_column_int64(statement.get(), 0);
            attempts = 0;
            TRY(visit(Row(statement.get())));
        }
        if (done == SQLITE_DONE) return {};
        Error error = failure(state.db, state.source).error();
        const bool skippable = done == SQLITE_CORRUPT || done == SQLITE_TOOBIG;
        if (!skippable) return std::unexpected(std::move(error));
        if (attempts > kSingleSteps + 40) return {};  // nothing came any more; that is said already
        if (attempts == 0) {
            error.what += (last ? " after row " + std::to_string(*last) : " before the first row") +
                          " of " + base.name;
            damage(std::move(error));
        }
        if (!resuming) statement = TRY(prepare(state.db, state.source, sql(true)));
        attempts++;
        std::int64_t step =
            attempts <= kSingleSteps ? 1 : std::int64_t{1} << (attempts - kSingleSteps);
        std::int64_t from = last.value_or(0);
        if (__builtin_add_overflow(from, step, &from)) return {};
        last = from;
        sqlite3_reset(statement.get());
        sqlite3_bind_int64(statement.get(), 1, *last);
    }
}

}  // namespace bridle
