#include "format/sqlite.h"

#include <sqlite3.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/text.h"
#include "format/sqlite_vfs.h"

namespace bridle {

using Clock = std::chrono::steady_clock;

struct Database::State {
    struct ColumnInfo {
        std::string name;
        bool stored;
    };

    State(const File& file, const File* wal, const SqliteLimits& chosen)
        : source(file, wal), limits(chosen) {}
    ~State() { sqlite3_close_v2(db); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    Result<void> read_schema();
    const std::vector<ColumnInfo>& columns_of(const std::string& table);
    std::string_view row_id_of(const std::string& table);
    bool is_over() const { return Clock::now() > deadline || !source.file().wanted(); }

    SqliteSource source;
    SqliteLimits limits;
    sqlite3* db = nullptr;
    Clock::time_point deadline = Clock::time_point::max();
    std::unordered_set<std::string> tables;  // that are stored, in lower case
    std::unordered_map<std::string, std::vector<ColumnInfo>> columns;
    std::vector<Error> problems;
};

namespace {

using Statement = std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)>;

constexpr int kOperationsBetweenLooksAtTheClock = 20'000;
constexpr std::size_t kUnknownTablesNamed = 20, kNameShown = 100;

// Those of the schema stay SQLite's own: apps have views and triggers beyond
// any that we would set, and a definition that is refused takes its table with it.
struct Limit {
    int which, value;
};
constexpr Limit kLimits[] = {
    {SQLITE_LIMIT_ATTACHED, 0},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
    {SQLITE_LIMIT_WORKER_THREADS, 0},
};

// Exclusive locking keeps the index of a log in memory; nothing goes to temporary files, and no
// index is built on the way, which on a large table would be memory without bound.
// With writable_schema a damaged definition does not take the others with it; that nothing is
// written is the VFS's doing, and DEFENSIVE's.
constexpr char kPragmas[] =
    "PRAGMA writable_schema=ON; PRAGMA locking_mode=EXCLUSIVE; PRAGMA temp_store=MEMORY; PRAGMA "
    "mmap_size=0;"
    "PRAGMA cache_size=-1024; PRAGMA automatic_index=OFF; PRAGMA cell_size_check=ON;"
    "PRAGMA query_only=ON;";

void defend(sqlite3* db, const SqliteLimits& limits) {
    for (int setting : {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_TRIGGER,
                        SQLITE_DBCONFIG_ENABLE_VIEW, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION,
                        SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER})
        sqlite3_db_config(db, setting, 0, nullptr);
    sqlite3_limit(db, SQLITE_LIMIT_LENGTH, limits.row_bytes);
    for (const Limit& limit : kLimits) sqlite3_limit(db, limit.which, limit.value);
    sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    sqlite3_exec(db, kPragmas, nullptr, nullptr, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);  // refuses the first of those
}

// SQLite's words, or those of the host when it was the reading that failed.
std::unexpected<Error> failure(sqlite3* db, SqliteSource& source) {
    if (source.failure) return std::unexpected(*std::exchange(source.failure, std::nullopt));
    int code = sqlite3_errcode(db) & 0xff;
    std::string words = sqlite3_errmsg(db);
    switch (code) {
        case SQLITE_NOTADB:
            return fail(Errc::corrupt, "not an SQLite database, or damaged in its first page");
        case SQLITE_INTERRUPT:
            if (!source.file().wanted()) return fail(Errc::limit, "interrupted");
            return fail(Errc::limit, "the query took longer than its budget of time");
        case SQLITE_TOOBIG:
            return fail(Errc::limit, "a row larger than what is read at once");
        case SQLITE_NOMEM:
            return fail(Errc::limit, "reading it would take more memory than is allowed");
        case SQLITE_CORRUPT:
            return fail(Errc::corrupt, "damaged database: " + words);
        default:
            return fail(Errc::corrupt, "database: " + words);
    }
}

Result<Statement> prepare(sqlite3* db, SqliteSource& source, const std::string& sql) {
    sqlite3_stmt* raw = nullptr;
    int done = sqlite3_prepare_v2(db, sql.c_str(), static_cast<int>(sql.size()) + 1, &raw, nullptr);
    Statement statement(raw, sqlite3_finalize);
    if (done != SQLITE_OK) return failure(db, source);
    return statement;
}

std::string quoted_name(std::string_view identifier) {
    std::string out = "\"";
    for (char c : identifier) out.append(c == '"' ? 2 : 1, c);
    return out + '"';
}

}  // namespace

void limit_sqlite_memory(std::int64_t bytes) {
    sqlite3_hard_heap_limit64(bytes);
}

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
    state->deadline = Clock::now() + limits.query_time;
    sqlite3_progress_handler(
        state->db, kOperationsBetweenLooksAtTheClock,
        [](void* of) { return int{static_cast<State*>(of)->is_over()}; }, state.get());
    defend(state->db, limits);
    TRY(state->read_schema());
    return Database(std::move(state));
}

const std::vector<Error>& Database::problems() const {
    return state_->problems;
}

// The first look at the file: is it a database at all, can its schema be read?
// Tables that are stored are noted; those whose definition SQLite did not
// understand are problems.
Result<void> Database::State::read_schema() {
    Statement schema = TRY(prepare(db, source, "SELECT type, name, rootpage FROM sqlite_schema"));
    auto column_text = [&](int column) {
        auto* chars = reinterpret_cast<const char*>(sqlite3_column_text(schema.get(), column));
        return std::string(chars ? chars : "");
    };
    int done;
    std::vector<std::string> named;
    while ((done = sqlite3_step(schema.get())) == SQLITE_ROW)
        if (column_text(0) == "table" && sqlite3_column_int64(schema.get(), 2) > 0)
            named.push_back(column_text(1));
    if (done != SQLITE_DONE) {
        Error error = failure(db, source).error();
        if (done != SQLITE_CORRUPT || named.empty()) return std::unexpected(std::move(error));
        problems.push_back({Errc::corrupt, "the list of tables is damaged: " + error.what});
    }
    schema.reset();
    std::size_t unknown = 0;
    for (std::string& name : named) {
        if (sqlite3_table_column_metadata(db, "main", name.c_str(), nullptr, nullptr, nullptr,
                                          nullptr, nullptr, nullptr) == SQLITE_OK)
            tables.insert(lower(name));
        else if (unknown++ < kUnknownTablesNamed)
            problems.push_back({Errc::corrupt, "the definition of table " +
                                                   printable(name.substr(0, kNameShown)) +
                                                   " is damaged, so it cannot be read"});
    }
    if (unknown > kUnknownTablesNamed)
        problems.push_back({Errc::corrupt, grouped(unknown - kUnknownTablesNamed) +
                                               " more tables have damaged definitions"});
    return {};
}

// A name for the row ids that is not also that of a column; empty when there is none.
std::string_view Database::State::row_id_of(const std::string& table) {
    const std::vector<ColumnInfo>& known = columns_of(table);
    for (std::string_view name : {"rowid", "_rowid_", "oid"}) {
        bool taken = std::ranges::any_of(known, [&](const ColumnInfo& column) {
            return equals_ignoring_case(column.name, name);
        });
        if (taken) continue;
        auto found = prepare(
            db, source, "SELECT " + std::string(name) + " FROM " + quoted_name(table) + " LIMIT 0");
        return found ? name : std::string_view();  // tables may be WITHOUT ROWID
    }
    return {};
}

// Hidden columns are those of virtual tables (1) and computed ones (2); a
// computed one that is stored (3) is read like any other.
const std::vector<Database::State::ColumnInfo>& Database::State::columns_of(
    const std::string& table) {
    auto [found, first] = columns.try_emplace(lower(table));
    if (!first) return found->second;
    auto statement = prepare(db, source, "PRAGMA table_xinfo(" + quoted_name(table) + ")");
    while (statement && sqlite3_step(statement->get()) == SQLITE_ROW) {
        auto* name = reinterpret_cast<const char*>(sqlite3_column_text(statement->get(), 1));
        const int hidden = sqlite3_column_int(statement->get(), 6);
        found->second.push_back({name ? name : "", hidden == 0 || hidden == 3});
    }
    return found->second;
}

std::uint64_t Database::bytes_missing() const {
    std::uint64_t claimed = state_->source.claimed_size(), size = state_->source.file().size();
    return claimed > size ? claimed - size : 0;
}

bool Database::has_table(std::string_view table) const {
    return state_->tables.contains(lower(table));
}

bool Database::has_column(std::string_view table, std::string_view column) const {
    if (!has_table(table)) return false;
    for (const auto& known : state_->columns_of(std::string(table)))
        if (known.stored && equals_ignoring_case(known.name, column)) return true;
    // The row id goes by these names, too.
    static constexpr std::string_view kRowIds[] = {"rowid", "_rowid_", "oid"};
    return std::ranges::any_of(kRowIds,
                               [&](auto name) { return equals_ignoring_case(name, column); }) &&
           !state_->row_id_of(std::string(table)).empty();
}

std::vector<std::string> Database::tables() const {
    std::vector<std::string> names(state_->tables.begin(), state_->tables.end());
    std::ranges::sort(names);
    return names;
}

std::vector<std::string> Database::columns(std::string_view table) const {
    std::vector<std::string> names;
    if (!has_table(table)) return names;
    for (const auto& known : state_->columns_of(std::string(table)))
        if (known.stored) names.push_back(known.name);
    return names;
}

bool Database::has_index(std::string_view table, std::string_view column) const {
    std::string plan = "EXPLAIN QUERY PLAN SELECT 1 FROM " + quoted_name(table) + " WHERE " +
                       quoted_name(column) + " = 'x'";
    auto statement = prepare(state_->db, state_->source, plan);
    if (!statement || sqlite3_step(statement->get()) != SQLITE_ROW) return false;
    auto* detail = reinterpret_cast<const char*>(sqlite3_column_text(statement->get(), 3));
    return detail && std::string_view(detail).starts_with("SEARCH");
}

// One call for a value, and then cheap ones: a connection is used by one thread
// at a time, so that the value needs no protection. Null when it is absent or SQL's null.
static sqlite3_value* value_of(sqlite3_stmt* statement, Column column) {
    if (column.index < 0) return nullptr;
    sqlite3_value* value = sqlite3_column_value(statement, column.index);
    return sqlite3_value_type(value) == SQLITE_NULL ? nullptr : value;
}

bool Row::is_null(Column column) const {
    return !value_of(statement_, column);
}

std::optional<std::int64_t> Row::integer(Column column) const {
    sqlite3_value* value = value_of(statement_, column);
    return value ? std::optional<std::int64_t>(sqlite3_value_int64(value)) : std::nullopt;
}

// The same when it is of that type.
static sqlite3_value* value_of(sqlite3_stmt* statement, Column column, int type) {
    if (column.index < 0) return nullptr;
    sqlite3_value* value = sqlite3_column_value(statement, column.index);
    return sqlite3_value_type(value) == type ? value : nullptr;
}

std::optional<std::int64_t> Row::whole(Column column) const {
    sqlite3_value* value = value_of(statement_, column, SQLITE_INTEGER);
    return value ? std::optional<std::int64_t>(sqlite3_value_int64(value)) : std::nullopt;
}

std::optional<double> Row::fractional(Column column) const {
    sqlite3_value* value = value_of(statement_, column, SQLITE_FLOAT);
    return value ? std::optional<double>(sqlite3_value_double(value)) : std::nullopt;
}

std::optional<double> Row::real(Column column) const {
    sqlite3_value* value = value_of(statement_, column);
    return value ? std::optional<double>(sqlite3_value_double(value)) : std::nullopt;
}

std::optional<bool> Row::boolean(Column column) const {
    auto number = integer(column);
    return number ? std::optional<bool>(*number != 0) : std::nullopt;
}

static Bytes blob_of(sqlite3_value* value) {
    auto* bytes = static_cast<const std::byte*>(sqlite3_value_blob(value));
    return {bytes, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

std::optional<std::string_view> Row::text(Column column) const {
    sqlite3_value* value = value_of(statement_, column);
    if (!value) return std::nullopt;
    if (sqlite3_value_type(value) == SQLITE_BLOB) return as_text(blob_of(value));
    auto* chars = reinterpret_cast<const char*>(sqlite3_value_text(value));
    auto size = static_cast<std::size_t>(sqlite3_value_bytes(value));
    return chars ? std::string_view(chars, size) : std::string_view();
}

Bytes Row::blob(Column column) const {
    sqlite3_value* value = value_of(statement_, column);
    return value ? blob_of(value) : Bytes();
}

std::optional<Time> Row::time(Column column, Epoch epoch) const {
    sqlite3_value* value = value_of(statement_, column);
    if (!value) return std::nullopt;
    if (sqlite3_value_type(value) == SQLITE_INTEGER)
        return to_time(static_cast<std::int64_t>(sqlite3_value_int64(value)), epoch);
    return to_time(sqlite3_value_double(value), epoch);
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

// Of the columns in "a.id = b.owner" the one that is not there, if any.
std::string Select::absent_column(std::string_view on) const {
    for (std::string_view term : split(on, ' ')) {
        const std::size_t dot = std::min(term.find('.'), term.size());
        auto table = std::ranges::find(tables_, term.substr(0, dot), &Table::alias);
        if (table == tables_.end() || dot == term.size()) continue;
        if (!table->present && table == tables_.begin()) continue;  // then all else is vain
        const std::string_view name = term.substr(dot + 1);
        if (!table->present ||
            (!equals_ignoring_case(name, "rowid") && !db_.has_column(table->name, name)))
            return table->name + "." + std::string(name);
    }
    return {};
}

std::string Select::add_join(std::string_view table_as_alias, std::string_view on) {
    tables_.push_back(parse(table_as_alias, on));
    Table& joined = tables_.back();
    if (!joined.present) return "table " + joined.name;
    const std::string absent = absent_column(on);
    if (absent.empty()) return {};
    joined.present = false;
    return "column " + absent;
}

Select& Select::optional_join(std::string_view table_as_alias, std::string_view on) {
    add_join(table_as_alias, on);
    return *this;
}

Select& Select::join(std::string_view table_as_alias, std::string_view on) {
    if (std::string missing = add_join(table_as_alias, on); !missing.empty())
        missing_.push_back(std::move(missing));
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
    columns_.push_back({quoted_name(alias) + "." + quoted_name(name), table != tables_.begin()});
    return Column{static_cast<int>(columns_.size())};  // behind the row id, which is column 0
}

std::vector<Select::Other> Select::others() {
    static constexpr auto is_plain = [](char c) {
        return c == '_' || (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
    };
    const Table& table = tables_.front();
    std::vector<Other> others;
    for (const std::string& name : db_.columns(table.name)) {
        const std::string expression = quoted_name(table.alias) + "." + quoted_name(name);
        bool asked = std::ranges::any_of(columns_, [&](const Wanted& column) {
            return equals_ignoring_case(column.expression, expression);
        });
        if (!asked && std::ranges::all_of(name, is_plain))
            others.push_back({name, optional(table.alias + "." + name)});
    }
    return others;
}

// Without joins their columns are null, at the same places.
std::string Select::sql(Form form) const {
    const Table& table = tables_.front();
    std::string base = quoted_name(table.alias);
    std::string_view row_id = db_.state_->row_id_of(table.name);
    std::string id = row_id.empty() ? "NULL" : base + "." + std::string(row_id);
    std::string sql = "SELECT " + id;
    for (const Wanted& column : columns_)
        sql += column.joined && !form.joins ? ", NULL" : ", " + column.expression;
    sql += " FROM " + quoted_name(table.name) + " AS " + base;
    for (const Table& each : tables_)
        if (form.joins && !each.on.empty() && each.present)
            sql += " LEFT JOIN " + quoted_name(each.name) + " AS " + quoted_name(each.alias) +
                   " ON " + each.on;
    std::string condition = where_;
    if (form.resuming) condition = (where_.empty() ? "" : "(" + where_ + ") AND ") + id + " >= ?1";
    if (!condition.empty()) sql += " WHERE " + condition;
    // The order of the row ids is that of the file, whatever index the planner might prefer.
    return row_id.empty() ? sql : sql + " ORDER BY " + id;
}

// One reading of the rows. A damaged page stops it. When the page is one of a
// joined table, the row is read without what was joined to it. When it is one of
// the table itself, nobody knows which rows it held: so we ask for those behind the
// next row id, and the next, and in time behind farther ones, until some come again.
class Select::Scan {
public:
    using Visit = std::function<Result<void>(const Row&)>;
    using Damage = std::function<void(Error)>;

    Scan(const Select& select, const Visit& visit, const Damage& damage)
        : select_(select), state_(*select.db_.state_), visit_(visit), damage_(damage) {
        for (const Table& table : select.tables_) joins_ |= !table.on.empty() && table.present;
        resumable_ = !state_.row_id_of(select.tables_.front().name).empty();
    }

    Result<void> run();

private:
    static constexpr int kSingleSteps = 2000, kDoublingSteps = 40;
    static constexpr int kComesAgain = -1;  // a row that a damaged page leads back to
    static constexpr std::size_t kDamagesNamed = 50, kRepeatsAtMost = 10'000;

    Result<int> read(sqlite3_stmt* statement);
    Result<sqlite3_stmt*> from_next(Statement& statement, bool joins);
    Result<bool> read_one_without_joins();
    bool skip();
    void say(Error error);
    bool is_skippable(int done) const {
        return done == kComesAgain || done == SQLITE_CORRUPT || done == SQLITE_TOOBIG ||
               (done == SQLITE_IOERR && state_.source.file().wanted());
    }

    const Select& select_;
    Database::State& state_;
    const Visit& visit_;
    const Damage& damage_;
    bool joins_ = false, resumable_ = false;
    bool said_join_ = false;
    std::int64_t next_ = INT64_MIN;  // no row before this one is still to be read
    std::optional<std::int64_t> last_;
    int attempts_ = 0;  // since the last good row
    std::size_t said_ = 0, repeats_ = 0;
    Statement whole_{nullptr, sqlite3_finalize}, plain_{nullptr, sqlite3_finalize};
};

Result<void> Select::Scan::run() {
    auto first = prepare(state_.db, state_.source, select_.sql({joins_, false}));
    if (!first && joins_) {
        first.error().what = "read without what belongs to it: " + first.error().what;
        damage_(first.error());
        joins_ = false;
        first = prepare(state_.db, state_.source, select_.sql({joins_, false}));
    }
    Statement statement = TRY(std::move(first));
    sqlite3_stmt* reading = statement.get();
    for (;;) {
        auto done = TRY(read(reading));
        if (done == SQLITE_DONE) return {};
        Error error = done == kComesAgain
                          ? Error{Errc::corrupt, "damaged database: its pages lead in a circle"}
                          : failure(state_.db, state_.source).error();
        if (!is_skippable(done)) return std::unexpected(std::move(error));
        if (!resumable_) {
            damage_(std::move(error));
            return {};
        }
        bool read_plainly = false;
        if (joins_) read_plainly = TRY(read_one_without_joins());
        if (read_plainly && !said_join_) {
            said_join_ = true;
            damage_({error.code, "some rows of " + select_.tables_.front().name +
                                     " are read without what belongs to them: " + error.what});
        }
        if (!read_plainly) {
            say(std::move(error));
            if (!skip()) return {};  // nothing came any more; that is said already
        }
        reading = TRY(from_next(whole_, joins_));
    }
}

// Visits rows until there are none or something is wrong.
Result<int> Select::Scan::read(sqlite3_stmt* statement) {
    int done;
    while ((done = sqlite3_step(statement)) == SQLITE_ROW) {
        const std::int64_t id = sqlite3_column_int64(statement, 0);
        // A join may give a row more than one partner, and a damaged tree any number.
        repeats_ = last_ && id == *last_ ? repeats_ + 1 : 0;
        if (resumable_ && last_ && (id < *last_ || repeats_ > kRepeatsAtMost)) return kComesAgain;
        last_ = id;
        next_ = *last_ == INT64_MAX ? INT64_MAX : *last_ + 1;
        attempts_ = 0;
        TRY(visit_(Row(statement)));
        if (statement == plain_.get()) break;
    }
    return done == SQLITE_ROW || done == SQLITE_DONE ? done : done & 0xff;
}

// The statement, made when it is first needed, at the beginning of what is left.
Result<sqlite3_stmt*> Select::Scan::from_next(Statement& statement, bool joins) {
    if (!statement) {
        Statement made = TRY(prepare(state_.db, state_.source, select_.sql({joins, true})));
        statement = std::move(made);
    }
    sqlite3_reset(statement.get());
    sqlite3_bind_int64(statement.get(), 1, next_);
    return statement.get();
}

Result<bool> Select::Scan::read_one_without_joins() {
    sqlite3_stmt* statement = TRY(from_next(plain_, false));
    auto done = TRY(read(statement));
    state_.source.failure.reset();
    return done == SQLITE_ROW;
}

void Select::Scan::say(Error error) {
    if (attempts_ > 0 || said_ > kDamagesNamed) return;
    if (said_++ == kDamagesNamed)
        return damage_({error.code, "and more damage of " + select_.tables_.front().name});
    error.what += (last_ ? " after row " + std::to_string(*last_) : " before the first row") +
                  " of " + select_.tables_.front().name;
    damage_(std::move(error));
}

// Whether there is anything left to try.
bool Select::Scan::skip() {
    if (++attempts_ > kSingleSteps + kDoublingSteps) return false;
    if (!last_ && next_ < 0) next_ = 0;
    std::int64_t step =
        attempts_ <= kSingleSteps ? 1 : std::int64_t{1} << (attempts_ - kSingleSteps);
    return !__builtin_add_overflow(next_, step, &next_);
}

Result<void> Select::each(const std::function<Result<void>(const Row&)>& visit,
                          const std::function<void(Error)>& damage) const {
    if (!tables_.front().present) return fail(Errc::corrupt, "no table " + tables_.front().name);
    Database::State& state = *db_.state_;
    state.deadline = Clock::now() + state.limits.query_time;
    return Scan(*this, visit, damage).run();
}

}  // namespace bridle
