#include "register/store/postgres_database.h"

#include <libpq-fe.h>

#include <bit>
#include <unordered_map>

#include "register/store/param.h"
#include "register/store/schema.h"

namespace bridle::registry {

namespace {

// So many statements, or so many bytes of them, are sent before their answers are waited for.
constexpr std::size_t kPipelined = 500, kPipelinedBytes = 8 << 20;
// Of pg_type.h, which is part of the server's headers only.
constexpr Oid kByteaType = 17, kInt8Type = 20, kFloat8Type = 701;
constexpr int kOldestServer = 130'000;  // from there on pg_trgm needs no superuser

struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
};
struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, Clear>;

std::string big_endian(std::uint64_t value) {
    std::string bytes(8, '\0');
    for (std::size_t i = 0; i < 8; i++) bytes[i] = static_cast<char>(value >> (56 - 8 * i));
    return bytes;
}

// Values come in binary form, which for numbers is big-endian.
class PostgresRow : public Row {
public:
    explicit PostgresRow(const PGresult* result) : result_(result) {}
    bool is_null(int column) const override { return PQgetisnull(result_, 0, column) != 0; }
    std::int64_t integer(int column) const override {
        std::string_view bytes = blob(column);
        if (bytes.empty()) return 0;
        auto value = static_cast<std::uint64_t>(static_cast<signed char>(bytes[0]));
        for (char byte : bytes.substr(1)) value = value << 8 | static_cast<unsigned char>(byte);
        return static_cast<std::int64_t>(value);
    }
    double real(int column) const override {
        return blob(column).size() == 8 ? std::bit_cast<double>(integer(column)) : 0;
    }
    std::string_view text(int column) const override { return blob(column); }
    std::string_view blob(int column) const override {
        return {PQgetvalue(result_, 0, column),
                static_cast<std::size_t>(PQgetlength(result_, 0, column))};
    }

private:
    const PGresult* result_;
};

// Parameters as libpq takes them; views of those it was made from.
struct Bound {
    std::vector<Oid> types;
    std::vector<const char*> values;
    std::vector<int> lengths, formats;
    std::vector<std::string> made;
    std::size_t bytes = 0;

    int size() const { return static_cast<int>(values.size()); }
};

Result<Bound> bound_to(std::span<const Param> params) {
    Bound bound;
    bound.made.reserve(params.size());  // so that none of them moves
    for (const Param& param : params) {
        TRY(check_param(param));
        Oid type = 0;
        std::optional<std::string_view> value;
        int format = 1;
        if (const auto* number = std::get_if<std::int64_t>(&param)) {
            type = kInt8Type;
            value = bound.made.emplace_back(big_endian(static_cast<std::uint64_t>(*number)));
        } else if (const auto* real = std::get_if<double>(&param)) {
            type = kFloat8Type;
            value = bound.made.emplace_back(big_endian(std::bit_cast<std::uint64_t>(*real)));
        } else if (const auto* text = std::get_if<std::string_view>(&param)) {
            format = 0;  // of whatever type the statement wants there
            value = bound.made.emplace_back(*text);
        } else if (const auto* blob = std::get_if<Blob>(&param)) {
            type = kByteaType;
            value = blob->bytes;
            if (value->data() == nullptr) value = "";
        }
        bound.types.push_back(type);
        bound.values.push_back(value ? value->data() : nullptr);
        bound.lengths.push_back(value ? static_cast<int>(value->size()) : 0);
        bound.formats.push_back(format);
        bound.bytes += value ? value->size() : 0;
    }
    return bound;
}

class PostgresDatabase : public Database {
public:
    PostgresDatabase(std::string address, Access access)
        : address_(std::move(address)), access_(access) {}

    Result<void> connect();

    Dialect dialect() const override { return Dialect::postgresql; }
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
    std::unexpected<Error> failure(const PGresult* result, std::string_view sql) const;
    Result<void> ready(std::string_view sql);
    Result<std::string> prepared(std::string_view sql, const Bound& bound);
    Result<void> send(std::string_view sql, const std::string& name, const Bound& bound);
    // Reads answers until the statement, or the pipeline up to its mark, has no more of them.
    Result<void> receive(std::string_view sql,
                         const std::function<Result<bool>(const Row&)>& visit);
    Result<void> fill_pipeline(std::string_view sql,
                               const std::function<Result<bool>(std::vector<Param>& params)>& next);

    std::string address_;
    Access access_;
    std::unique_ptr<PGconn, Finish> connection_;
    std::unordered_map<std::string, std::string> names_;  // of prepared statements
    bool reading_ = false, in_transaction_ = false, is_writer_ = false;
};

// The words of libpq end with a line feed.
std::string words(const char* message) {
    return std::string(trimmed(message == nullptr ? "" : message));
}

Result<void> refuse_password(const std::string& address) {
    char* problem = nullptr;
    std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
        PQconninfoParse(address.c_str(), &problem), PQconninfoFree);
    if (!options) {
        // Not in libpq's words, which repeat the address and so the password.
        PQfreemem(problem);
        return fail(Errc::unsupported, "the address of the store is not one of PostgreSQL's");
    }
    for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; option++)
        if (std::string_view(option->keyword) == "password" && option->val != nullptr)
            return fail(Errc::unsupported,
                        "a password in the address of the store can be read by everybody on this "
                        "machine: put it into the file that PGPASSFILE names");
    return {};
}

Result<void> PostgresDatabase::connect() {
    names_.clear();
    in_transaction_ = false;
    const char* keywords[] = {"dbname", "client_encoding", "fallback_application_name", nullptr};
    const char* values[] = {address_.c_str(), "UTF8", "bridle-register", nullptr};
    connection_.reset(PQconnectdbParams(keywords, values, 1));
    PGconn* raw = connection_.get();
    if (PQstatus(raw) != CONNECTION_OK)
        return fail(Errc::io, "cannot connect to the store: " + words(PQerrorMessage(raw)));
    PQsetNoticeProcessor(raw, [](void*, const char*) {}, nullptr);
    if (PQserverVersion(raw) < kOldestServer)
        return fail(Errc::unsupported, "the store needs PostgreSQL 13 or newer");
    const char* encoding = PQparameterStatus(raw, "server_encoding");
    if (encoding == nullptr || std::string_view(encoding) != "UTF8")
        return fail(Errc::unsupported,
                    "the database is not in UTF-8: make one with createdb --encoding=UTF8 "
                    "--template=template0");
    TRY(run("SET synchronous_commit = on", {}));
    if (access_ == Access::read) TRY(run("SET default_transaction_read_only = on", {}));
    return {};
}

std::unexpected<Error> PostgresDatabase::failure(const PGresult* result,
                                                 std::string_view sql) const {
    const char* field = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
    std::string_view state = field == nullptr ? "" : field;
    // A server that stops says so before it hangs up.
    if (PQstatus(connection_.get()) != CONNECTION_OK || state.starts_with("57P"))
        return fail(Errc::io, "the connection to the store is lost: " +
                                  words(PQerrorMessage(connection_.get())));
    // The server's details may show what was stored, and belong in no message.
    const char* said =
        result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    std::string what =
        "store: " + words(said == nullptr ? PQerrorMessage(connection_.get()) : said);
    std::string_view kind = state.substr(0, 2);
    if (kind == "23") return fail(Errc::corrupt, what + ": it would contradict what is stored");
    if (state == "25006") return fail(Errc::unsupported, what + ": it is open for reading only");
    if (kind == "54") return fail(Errc::limit, what);
    if (kind == "53" || kind == "55" || kind == "57" || kind == "58" || state == "42501")
        return fail(Errc::io, what);
    return fail(Errc::internal, what + " in: " + std::string(front(sql, 200)));
}

Result<void> PostgresDatabase::ready(std::string_view sql) {
    if (reading_)
        return fail(Errc::internal,
                    "a statement within the answer of another: " + std::string(front(sql, 200)));
    if (PQstatus(connection_.get()) == CONNECTION_OK) return {};
    if (is_writer_)
        return fail(Errc::io,
                    "the connection to the store was lost and with it the right to write: "
                    "start again");
    if (in_transaction_)
        return fail(Errc::io, "the connection to the store was lost within a transaction");
    return connect();
}

Result<std::string> PostgresDatabase::prepared(std::string_view sql, const Bound& bound) {
    std::string key(sql);
    if (auto known = names_.find(key); known != names_.end()) return known->second;
    std::string name = "s" + std::to_string(names_.size());
    Answer answer(
        PQprepare(connection_.get(), name.c_str(), key.c_str(), bound.size(), bound.types.data()));
    if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK) return failure(answer.get(), sql);
    names_.emplace(std::move(key), name);
    return name;
}

Result<void> PostgresDatabase::send(std::string_view sql, const std::string& name,
                                    const Bound& bound) {
    int sent =
        PQsendQueryPrepared(connection_.get(), name.c_str(), bound.size(), bound.values.data(),
                            bound.lengths.data(), bound.formats.data(), 1);
    if (sent == 0) return failure(nullptr, sql);
    return {};
}

Result<void> PostgresDatabase::receive(std::string_view sql,
                                       const std::function<Result<bool>(const Row&)>& visit) {
    bool piped = PQpipelineStatus(connection_.get()) != PQ_PIPELINE_OFF;
    bool wanted = static_cast<bool>(visit);
    std::optional<Error> first;
    auto note = [&](Error error) {
        if (!first) first = std::move(error);
    };
    for (int ends = 0; ends < 2;) {
        Answer answer(PQgetResult(connection_.get()));
        if (!answer) {  // outside a pipeline the end; inside, of one of its statements
            ends += piped && PQstatus(connection_.get()) == CONNECTION_OK ? 1 : 2;
            continue;
        }
        ends = 0;
        switch (PQresultStatus(answer.get())) {
            case PGRES_SINGLE_TUPLE: {
                if (!wanted) break;
                reading_ = true;
                auto more = visit(PostgresRow(answer.get()));
                reading_ = false;
                if (!more) note(more.error());
                wanted = more && *more;
                break;
            }
            case PGRES_TUPLES_OK:
            case PGRES_COMMAND_OK:
            case PGRES_PIPELINE_ABORTED:
                break;
            case PGRES_PIPELINE_SYNC:
                ends = 2;
                break;
            default:
                note(failure(answer.get(), sql).error());
                if (PQstatus(connection_.get()) != CONNECTION_OK) ends = 2;
        }
    }
    if (!first && PQstatus(connection_.get()) != CONNECTION_OK) note(failure(nullptr, sql).error());
    if (first) return std::unexpected(std::move(*first));
    return {};
}

Result<void> PostgresDatabase::each(std::string_view sql, std::span<const Param> params,
                                    const std::function<Result<bool>(const Row&)>& visit) {
    TRY(ready(sql));
    Bound bound = TRY(bound_to(params));
    std::string name = TRY(prepared(sql, bound));
    TRY(send(sql, name, bound));
    PQsetSingleRowMode(connection_.get());
    return receive(sql, visit);
}

Result<void> PostgresDatabase::run(std::string_view sql, std::span<const Param> params) {
    return each(sql, params, nullptr);
}

Result<void> PostgresDatabase::fill_pipeline(
    std::string_view sql, const std::function<Result<bool>(std::vector<Param>& params)>& next) {
    std::vector<Param> params;
    std::size_t waiting = 0, bytes = 0;
    for (;;) {
        params.clear();
        bool more = TRY(next(params));
        if (more) {
            Bound bound = TRY(bound_to(params));
            if (PQpipelineStatus(connection_.get()) == PQ_PIPELINE_OFF) {
                std::string name = TRY(prepared(sql, bound));
                static_cast<void>(name);
                PQenterPipelineMode(connection_.get());
            }
            TRY(send(sql, names_[std::string(sql)], bound));
            waiting++;
            bytes += bound.bytes;
        }
        if (waiting > 0 && (!more || waiting == kPipelined || bytes >= kPipelinedBytes)) {
            if (PQpipelineSync(connection_.get()) == 0) return failure(nullptr, sql);
            TRY(receive(sql, nullptr));
            waiting = bytes = 0;
        }
        if (!more) return {};
    }
}

Result<void> PostgresDatabase::run_many(
    std::string_view sql, const std::function<Result<bool>(std::vector<Param>& params)>& next) {
    TRY(ready(sql));
    if (!in_transaction_) {
        Transaction transaction = TRY(Transaction::begin(*this));
        TRY(run_many(sql, next));
        return transaction.commit();
    }
    auto done = fill_pipeline(sql, next);
    // What was sent before a failure still has its answers to come.
    if (PQpipelineStatus(connection_.get()) != PQ_PIPELINE_OFF) {
        if (!done && PQpipelineSync(connection_.get()) != 0)
            static_cast<void>(receive(sql, nullptr));
        PQexitPipelineMode(connection_.get());
    }
    return done;
}

Result<void> PostgresDatabase::lock_writer() {
    if (is_writer_) return {};
    // Two numbers that no other program is likely to lock: "brdl" and "writ".
    auto locked = TRY(first("SELECT pg_try_advisory_lock(1651664000, 2003986804)", {},
                            [](const Row& row) { return row.integer(0) != 0; }));
    if (!locked.value_or(false))
        return fail(Errc::unsupported,
                    "another process writes to this register: it holds the writer's lock of the "
                    "database. Stop it first; there is one writer at a time");
    is_writer_ = true;
    return {};
}

Result<void> PostgresDatabase::scrub() {
    std::string sql = "VACUUM texts, vocabulary, name_words";
    for (const Table& table : tables()) sql += ", " + std::string(table.name);
    return run(sql, {});
}

Result<void> PostgresDatabase::begin() {
    TRY(ready("BEGIN"));
    if (in_transaction_) return fail(Errc::internal, "a transaction within another");
    TRY(run(access_ == Access::read ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN",
            {}));
    in_transaction_ = true;
    return {};
}

Result<void> PostgresDatabase::commit() {
    // Of a transaction that had failed, COMMIT says that it is done and rolls back.
    if (PQtransactionStatus(connection_.get()) == PQTRANS_INERROR)
        return fail(Errc::internal, "a failed transaction cannot be committed");
    TRY(run("COMMIT", {}));
    in_transaction_ = false;
    return {};
}

void PostgresDatabase::roll_back() {
    if (PQstatus(connection_.get()) == CONNECTION_OK &&
        PQtransactionStatus(connection_.get()) != PQTRANS_IDLE)
        static_cast<void>(run("ROLLBACK", {}));
    in_transaction_ = false;
}

}  // namespace

bool is_postgres_address(std::string_view address) {
    return address.starts_with("postgresql://") || address.starts_with("postgres://");
}

Result<std::unique_ptr<Database>> open_postgres(const std::string& address, Access access) {
    TRY(refuse_password(address));
    auto database = std::make_unique<PostgresDatabase>(address, access);
    TRY(database->connect());
    return std::unique_ptr<Database>(std::move(database));
}

}  // namespace bridle::registry
