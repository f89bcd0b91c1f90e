#include "register/store/database.h"

#include <fmt/format.h>

#include "register/store/postgres_database.h"
#include "register/store/schema.h"
#include "register/store/sqlite_database.h"

namespace bridle::registry {

Result<std::unique_ptr<Database>> Database::open(const std::string& address, Access access) {
    std::unique_ptr<Database> database;
    if (is_postgres_address(address)) {
        database = TRY(open_postgres(address, access));
    } else {
        if (address.empty() || address.find("://") != address.npos)
            return fail(
                Errc::unsupported,
                "a store is the path of an SQLite file or postgresql://…, not \"" + address + "\"");
        database = TRY(open_sqlite(address, access));
    }
    if (access == Access::create) TRY(create_schema(*database));
    TRY(check_schema(*database));
    return database;
}

Result<Transaction> Transaction::begin(Database& database) {
    TRY(database.begin());
    return Transaction(database);
}

Transaction::~Transaction() {
    if (database_ == nullptr) return;
    database_->answers_ = nullptr;
    database_->roll_back();
}

Result<void> Transaction::commit() {
    database_->answers_ = nullptr;
    TRY(database_->commit());
    database_ = nullptr;
    return {};
}

void Transaction::remember_answers() {
    database_->answers_ = std::make_unique<Answers>();
}

// Different for whatever differs: each parameter with its kind and length.
std::string Database::question(std::string_view make, std::string_view sql,
                               std::span<const Param> params) {
    std::string key;
    key.reserve(make.size() + sql.size() + 64);
    key.append(make).append("\n").append(sql);
    auto add = [&](char kind, std::string_view value) {
        (key += '\n') += kind;
        key.append(std::to_string(value.size())).append(" ").append(value);
    };
    for (const Param& param : params)
        std::visit(
            [&]<class Value>(const Value& value) {
                if constexpr (std::is_same_v<Value, std::monostate>)
                    add('n', "");
                else if constexpr (std::is_same_v<Value, std::string_view>)
                    add('t', value);
                else if constexpr (std::is_same_v<Value, Blob>)
                    add('b', value.bytes);
                else
                    add(std::is_same_v<Value, double> ? 'd' : 'i', fmt::format("{}", value));
            },
            param);
    return key;
}

}  // namespace bridle::registry
