// One connection to the database that holds a register: an SQLite file of ours, or PostgreSQL.
// Both are spoken to in the same SQL, with parameters written $1, $2, …; where they differ
// (types of columns, full text), `dialect` says which it is.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "register/store/answers.h"

namespace bridle::registry {

// What goes into a statement. Views: who calls keeps the bytes until the call returns.
struct Blob {
    std::string_view bytes;
};
using Param = std::variant<std::monostate, std::int64_t, double, std::string_view, Blob>;

// One row of an answer; what it gives lives until the next row. A null is 0 or empty.
class Row {
public:
    virtual ~Row() = default;
    virtual bool is_null(int column) const = 0;
    virtual std::int64_t integer(int column) const = 0;
    virtual double real(int column) const = 0;
    virtual std::string_view text(int column) const = 0;
    virtual std::string_view blob(int column) const = 0;

    std::string string(int column) const { return std::string(text(column)); }
    std::string bytes(int column) const { return std::string(blob(column)); }
};

enum class Dialect : std::uint8_t { sqlite, postgresql };

enum class Access : std::uint8_t {
    read,    // never changes anything; any number at once
    write,   // one statement at a time, from one thread at a time
    create,  // write, and makes the database and its tables where there are none
};

class Database {
public:
    // `address` is "postgresql://…" or the path of an SQLite file. A password in the address is
    // refused: it belongs into PGPASSFILE or PGPASSWORD, where no list of processes shows it.
    static Result<std::unique_ptr<Database>> open(const std::string& address, Access access);
    virtual ~Database() = default;

    virtual Dialect dialect() const = 0;

    // Statements are prepared once and kept. Text is UTF-8 without NUL, or refused.
    virtual Result<void> run(std::string_view sql, std::span<const Param> params = {}) = 0;
    // visit(row) for each row as it comes; ends early when it returns false. Meanwhile this
    // connection is not to be used for anything else, which is refused.
    virtual Result<void> each(std::string_view sql, std::span<const Param> params,
                              const std::function<Result<bool>(const Row&)>& visit) = 0;
    // The same statement for many rows, without waiting for the answer of each. `next` fills the
    // parameters, which it keeps alive until it is called again, and says false at the end. All
    // of it happens or nothing.
    virtual Result<void> run_many(
        std::string_view sql,
        const std::function<Result<bool>(std::vector<Param>& params)>& next) = 0;

    // The one writer of this register, until the connection ends. Errc::unsupported, saying so,
    // when another process holds it.
    virtual Result<void> lock_writer() = 0;

    // Overwrites what earlier transactions erased, as far as the database can be made to: the log
    // of its writes, and rows that nobody sees any more. Outside a transaction.
    virtual Result<void> scrub() = 0;

    // Of Transaction. One at a time; for reading, what is seen does not change during one.
    virtual Result<void> begin() = 0;
    virtual Result<void> commit() = 0;
    virtual void roll_back() = 0;

    Result<void> run(std::string_view sql, std::initializer_list<Param> params) {
        return run(sql, std::span(params.begin(), params.size()));
    }
    Result<void> each(std::string_view sql, std::initializer_list<Param> params,
                      const std::function<Result<bool>(const Row&)>& visit) {
        return each(sql, std::span(params.begin(), params.size()), visit);
    }
    // What `make` makes of the first row, if there is one.
    template <class Make>
    auto first(std::string_view sql, std::initializer_list<Param> params, Make make)
        -> Result<std::optional<decltype(make(std::declval<const Row&>()))>> {
        std::optional<decltype(make(std::declval<const Row&>()))> found;
        return remembered<Make>(sql, params, std::move(found), [&](auto& answer) {
            return each(sql, params, [&](const Row& row) -> Result<bool> {
                answer = make(row);
                return false;
            });
        });
    }
    // What `make` makes of every row.
    template <class Make>
    auto all(std::string_view sql, std::initializer_list<Param> params, Make make)
        -> Result<std::vector<decltype(make(std::declval<const Row&>()))>> {
        std::vector<decltype(make(std::declval<const Row&>()))> found;
        return remembered<Make>(sql, params, std::move(found), [&](auto& answer) {
            return each(sql, params, [&](const Row& row) -> Result<bool> {
                answer.push_back(make(row));
                return true;
            });
        });
    }

private:
    friend class Transaction;  // begins and ends to remember

    // `answer`, once `ask` filled it; or what it was when it was last asked for. A `make` that
    // knows more than the row has effects of its own, perhaps, and is called every time.
    template <class Make, class Answer>
    Result<Answer> remembered(std::string_view sql, std::span<const Param> params, Answer answer,
                              const auto& ask) {
        if (!answers_ || !(std::is_empty_v<Make> || std::is_pointer_v<Make>)) {
            TRY(ask(answer));
            return answer;
        }
        std::string key = question(typeid(Make).name(), sql, params);
        if (const auto* before = answers_->find<Answer>(key)) return *before;
        TRY(ask(answer));
        std::size_t rows = 1;
        if constexpr (requires { answer.size(); }) rows += answer.size();
        answers_->keep(std::move(key), answer, rows);
        return answer;
    }
    static std::string question(std::string_view make, std::string_view sql,
                                std::span<const Param> params);

    std::unique_ptr<Answers> answers_;
};

// Everything until commit() happens together or not at all. Undone on destruction without it.
class Transaction {
public:
    static Result<Transaction> begin(Database& database);
    Transaction(Transaction&& other) noexcept
        : database_(std::exchange(other.database_, nullptr)) {}
    ~Transaction();
    Result<void> commit();  // durable when it returns

    // Until its end, what first() and all() answered is not asked of the database again: for one
    // who only reads.
    void remember_answers();

private:
    explicit Transaction(Database& database) : database_(&database) {}
    Database* database_;
};

}  // namespace bridle::registry
