#include "register/store/database.h"

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
    if (database_ != nullptr) database_->roll_back();
}

Result<void> Transaction::commit() {
    TRY(database_->commit());
    database_ = nullptr;
    return {};
}

}  // namespace bridle::registry
