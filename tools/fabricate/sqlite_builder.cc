#include "fabricate/sqlite_builder.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "fabricate/encoding.h"
#include "fabricate/random.h"

namespace bridle::fabricate {

static void must(int code, sqlite3* db, std::string_view what) {
    if (code == SQLITE_OK || code == SQLITE_DONE) return;
    std::fprintf(stderr, "fabricate: SQLite: %s, in: %.*s\n", sqlite3_errmsg(db),
                 static_cast<int>(what.size()), what.data());
    std::abort();
}

SqliteBuilder::SqliteBuilder(int page_size) : SqliteBuilder(std::string()) {
    run("COMMIT; PRAGMA page_size = " + std::to_string(page_size) + "; BEGIN");
}

SqliteBuilder::SqliteBuilder(const std::string& database) {
    must(sqlite3_open_v2(":memory:", &db_,
                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr),
         db_, "open");
    auto* copy = static_cast<unsigned char*>(sqlite3_malloc64(database.size() + 1));
    if (!copy) std::abort();
    std::memcpy(copy, database.data(), database.size());
    if (!database.empty()) copy[18] = copy[19] = 1;  // memory has no log beside it
    auto size = static_cast<sqlite3_int64>(database.size());
    must(sqlite3_deserialize(db_, "main", copy, size, size,
                             SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE),
         db_, "deserialize");
    sqlite3_int64 limit = sqlite3_int64{1} << 36;
    must(sqlite3_file_control(db_, "main", SQLITE_FCNTL_SIZE_LIMIT, &limit), db_, "limit");
    run("PRAGMA journal_mode = off; PRAGMA cache_size = -16000; BEGIN");
}

SqliteBuilder::~SqliteBuilder() {
    sqlite3_close(db_);
}

void SqliteBuilder::run(std::string_view sql) {
    must(sqlite3_exec(db_, std::string(sql).c_str(), nullptr, nullptr, nullptr), db_, sql);
}

std::string_view SqliteBuilder::commit() {
    run("COMMIT; BEGIN");
    sqlite3_int64 size = 0;
    const auto* image = sqlite3_serialize(db_, "main", &size, SQLITE_SERIALIZE_NOCOPY);
    return {reinterpret_cast<const char*>(image), static_cast<std::size_t>(size)};
}

static std::string insert_into(std::string_view table, std::string_view columns) {
    std::string sql = "INSERT INTO ";
    sql.append(table).append("(").append(columns).append(") VALUES (?");
    for (char c : columns)
        if (c == ',') sql += ",?";
    return sql + ")";
}

Insert::Insert(SqliteBuilder& database, std::string_view sql) : db_(database.handle()) {
    must(sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                            SQLITE_PREPARE_PERSISTENT, &statement_, nullptr),
         db_, sql);
}

Insert::Insert(SqliteBuilder& database, std::string_view table, std::string_view columns)
    : Insert(database, std::string_view(insert_into(table, columns))) {}

Insert::~Insert() {
    sqlite3_finalize(statement_);
}

void Insert::step() {
    must(sqlite3_step(statement_), db_, sqlite3_sql(statement_));
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

void Insert::bind(int index, std::nullptr_t) {
    must(sqlite3_bind_null(statement_, index), db_, "bind");
}
void Insert::bind_integer(int index, std::int64_t value) {
    must(sqlite3_bind_int64(statement_, index, value), db_, "bind");
}
void Insert::bind(int index, double value) {
    must(sqlite3_bind_double(statement_, index, value), db_, "bind");
}
void Insert::bind(int index, std::string_view text) {
    must(sqlite3_bind_text64(statement_, index, text.data(), text.size(), SQLITE_STATIC,
                             SQLITE_UTF8),
         db_, "bind");
}
void Insert::bind(int index, Blob blob) {
    must(
        sqlite3_bind_blob64(statement_, index, blob.bytes.data(), blob.bytes.size(), SQLITE_STATIC),
        db_, "bind");
}

namespace {

// The log as sqlite.org/fileformat2.html section 4 lays it out: a header of 32
// bytes, then frames of a 24-byte header and a page. The checksum of each
// frame goes on from that of the frame before.
class WalWriter {
public:
    WalWriter(std::uint64_t seed, std::size_t page_size) {
        Random random(seed, "wal");
        salts_ = random.bytes(8);
        append_be(out_, 0x377F0683, 4);  // checksums over big-endian words
        append_be(out_, 3007000, 4);
        append_be(out_, page_size, 4);
        append_be(out_, 0, 4);  // checkpoints so far
        out_ += salts_;
        sum(out_);
        append_sums(out_);
    }

    void frame(std::size_t number, std::string_view page, std::size_t pages_if_commit) {
        std::string header;
        append_be(header, number, 4);
        append_be(header, pages_if_commit, 4);
        sum(header);
        sum(page);
        header += salts_;
        append_sums(header);
        out_ += header;
        out_ += page;
    }

    std::string take() { return std::move(out_); }

private:
    void sum(std::string_view words) {
        auto word = [&](std::size_t at) {
            std::uint32_t value = 0;
            for (std::size_t i = 0; i < 4; i++)
                value = value << 8 | static_cast<unsigned char>(words[at + i]);
            return value;
        };
        for (std::size_t at = 0; at + 8 <= words.size(); at += 8) {
            first_ += word(at) + second_;
            second_ += word(at + 4) + first_;
        }
    }
    void append_sums(std::string& to) const {
        append_be(to, first_, 4);
        append_be(to, second_, 4);
    }

    std::string out_, salts_;
    std::uint32_t first_ = 0, second_ = 0;
};

std::size_t page_size_of(std::string_view database) {
    auto byte = [&](std::size_t at) { return static_cast<unsigned char>(database[at]); };
    return std::size_t{byte(16)} << 8 | byte(17);
}

void mark_wal_mode(std::string& database) {
    database[18] = database[19] = 2;
}

}  // namespace

WithWal with_wal(std::string database, const std::vector<WalChange>& changes, std::uint64_t seed) {
    mark_wal_mode(database);
    const std::size_t page = page_size_of(database);
    WalWriter wal(seed, page);
    SqliteBuilder builder(database);
    std::string logged = database;  // as a reader of database and log sees it
    for (const WalChange& change : changes) {
        change.apply(builder);
        std::string_view after = builder.commit();
        std::vector<std::size_t> changed;
        for (std::size_t at = 0; at < after.size(); at += page)
            if (logged.compare(std::min(at, logged.size()), page, after.substr(at, page)) != 0)
                changed.push_back(at);
        logged.resize(after.size());
        for (std::size_t at : changed) {
            after.copy(logged.data() + at, page, at);
            if (at == 0) mark_wal_mode(logged);
            bool commits = change.committed && at == changed.back();
            wal.frame(at / page + 1, std::string_view(logged).substr(at, page),
                      commits ? after.size() / page : 0);
        }
    }
    return {std::move(database), wal.take()};
}

}  // namespace bridle::fabricate
