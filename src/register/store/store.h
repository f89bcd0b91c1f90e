// A register's database as a whole: one connection and what is in it.

#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "register/store/accounts.h"
#include "register/store/filings.h"
#include "register/store/log_tables.h"
#include "register/store/records.h"
#include "register/store/search.h"

namespace bridle::registry {

class Store {
public:
    static Result<std::unique_ptr<Store>> open(const std::string& address, Access access);
    explicit Store(std::unique_ptr<Database> database);

    Database& database() { return *database_; }
    Records records;
    LogTables log;
    Search search;
    Accounts accounts;
    Filings filings;

    // Small facts by name, such as the origin of the log.
    Result<std::optional<std::string>> fact(std::string_view name);
    Result<void> put_fact(std::string_view name, std::string_view value);

    // What was erased is still in old parts of the database's files. Overwrites a part of that,
    // some tenths of a second of work; false: there is more to do. Outside a transaction; while
    // somebody reads what was erased, Errc::io, and it is to be tried again. PostgreSQL keeps it in
    // its own write-ahead log for as long as that is set to be kept.
    Result<bool> scrub();

private:
    std::unique_ptr<Database> database_;
};

// Copies everything into an empty store, inside one transaction there; the log and so every
// receipt stay as they are.
Result<void> copy_store(Store& from, Store& to);

// Connections for reading, lent one at a time: as many as there are threads that read.
class StorePool {
public:
    StorePool(std::string address, std::size_t most) : address_(std::move(address)), most_(most) {}

    class Lease {
    public:
        Lease(StorePool& pool, std::unique_ptr<Store> store)
            : pool_(&pool), store_(std::move(store)) {}
        Lease(Lease&&) noexcept = default;
        ~Lease() {
            if (store_) pool_->give_back(std::move(store_));
        }
        Store* operator->() const { return store_.get(); }
        Store& operator*() const { return *store_; }

    private:
        StorePool* pool_;
        std::unique_ptr<Store> store_;
    };
    Result<Lease> lend();  // waits while all are out

private:
    friend class Lease;
    void give_back(std::unique_ptr<Store> store);
    std::string address_;
    std::size_t most_, out_ = 0;
    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<Store>> idle_;
};

}  // namespace bridle::registry
