// For the tests: a register of its own for each, in both kinds of database.

#pragma once

#include <gtest/gtest.h>

#include <string>

#include "register/store/store.h"
#include "support/harness.h"
#include "support/postgres.h"

namespace bridle::registry {

// A value that must be there; a failure says what went wrong instead.
template <class T>
T good(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().what);
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}
inline std::string refusal(const auto& result) {
    return result ? "it was not refused" : result.error().what;
}

class StoreTest : public testing::TestWithParam<Dialect> {
protected:
    StoreTest() : address_(new_address()) {
        if (GetParam() == Dialect::sqlite) good(Store::open(address_, Access::create));
    }

    // Where there is nothing yet.
    std::string empty_address(std::string_view name) const {
        return GetParam() == Dialect::sqlite ? folder_ / name : test::new_postgres_database();
    }
    const std::string& address() const { return address_; }
    std::unique_ptr<Store> open(Access access = Access::write) const {
        return good(Store::open(address_, access));
    }

private:
    std::string new_address() const {
        if (GetParam() == Dialect::sqlite) return folder_ / "register.db";
        static const std::string first = [] {
            std::string made = test::new_postgres_database();
            good(Store::open(made, Access::create));
            return test::postgres_name(made);
        }();
        return test::new_postgres_database(first);
    }

    test::TemporaryFolder folder_;
    std::string address_;
};

inline std::string name_of_dialect(const testing::TestParamInfo<Dialect>& info) {
    return info.param == Dialect::sqlite ? "Sqlite" : "Postgresql";
}
#define IN_BOTH_DIALECTS(Suite)                                                                  \
    INSTANTIATE_TEST_SUITE_P(Both, Suite, testing::Values(Dialect::sqlite, Dialect::postgresql), \
                             name_of_dialect)

inline Time at(std::int64_t seconds) {
    return Time(std::chrono::seconds(1'700'000'000 + seconds));
}

// A version and what is drawn from it.
inline Records::Addition addition(std::string id, std::int64_t seq, std::uint64_t index,
                                  std::string title) {
    Records::Addition made;
    made.version.record_id = std::move(id);
    made.version.type = "company";
    made.version.seq = seq;
    made.version.index = index;
    made.version.action = seq == 1 ? "publish" : "correct";
    made.version.kind = seq == 1 ? "" : "factChanged";
    made.version.reason = seq == 1 ? "" : "it moved";
    made.version.time = at(static_cast<std::int64_t>(index));
    made.version.schema = "https://register.example/company/1";
    made.version.as_of = "2026-01-01";
    made.version.body = R"({"name":")" + title + R"("})";
    made.version.salt = std::string(31, '\0') + "s";
    made.summary = Summary{};
    made.summary->title = title;
    made.summary->names = {title};
    made.summary->as_of = "2026-01-01";
    return made;
}

inline Records::Addition tombstone(std::string id, std::int64_t seq, std::uint64_t index) {
    Records::Addition made = addition(std::move(id), seq, index, "");
    made.version.action = "tombstone";
    made.version.kind.clear();
    made.version.reason = "a court said so";
    made.version.basis = "an act";
    made.version.body.reset();
    made.version.salt.clear();
    made.version.as_of.clear();
    made.summary.reset();
    return made;
}

inline void add(Store& store, const Records::Addition& one) {
    good(store.records.add(one.version, one.summary, one.demonstration));
}

// Ids in a line.
inline std::string ids(const std::vector<Head>& heads) {
    std::string all;
    for (const Head& head : heads) all += (all.empty() ? "" : " ") + head.id;
    return all;
}

}  // namespace bridle::registry
