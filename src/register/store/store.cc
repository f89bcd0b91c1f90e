#include "register/store/store.h"

#include "register/store/word_index.h"

namespace bridle::registry {

Store::Store(std::unique_ptr<Database> database)
    : records(*database),
      log(*database),
      search(*database),
      accounts(*database),
      filings(*database),
      database_(std::move(database)) {}

Result<std::unique_ptr<Store>> Store::open(const std::string& address, Access access) {
    auto database = TRY(Database::open(address, access));
    return std::make_unique<Store>(std::move(database));
}

Result<std::optional<std::string>> Store::fact(std::string_view name) {
    return database_->first("SELECT value FROM facts WHERE name = $1", {name},
                            [](const Row& row) { return row.string(0); });
}

Result<void> Store::put_fact(std::string_view name, std::string_view value) {
    return database_->run(
        "INSERT INTO facts (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET "
        "value = excluded.value",
        {name, value});
}

Result<bool> Store::scrub() {
    bool merged = TRY(WordIndex(*database_).merge_some());
    if (!merged) return false;
    TRY(database_->scrub());
    return true;
}

Result<StorePool::Lease> StorePool::lend() {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [&] { return !idle_.empty() || out_ < most_; });
    out_++;
    if (!idle_.empty()) {
        auto store = std::move(idle_.back());
        idle_.pop_back();
        return Lease(*this, std::move(store));
    }
    lock.unlock();
    auto opened = Store::open(address_, Access::read);
    if (!opened) {
        lock.lock();
        out_--;
        returned_.notify_one();
        return std::unexpected(std::move(opened).error());
    }
    return Lease(*this, std::move(*opened));
}

void StorePool::give_back(std::unique_ptr<Store> store) {
    std::lock_guard lock(mutex_);
    idle_.push_back(std::move(store));
    out_--;
    returned_.notify_one();
}

}  // namespace bridle::registry
