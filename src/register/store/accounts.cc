#include "register/store/accounts.h"

#include "format/json_value.h"
#include "register/store/head_row.h"

namespace bridle::registry {

namespace {

constexpr std::string_view kAccount =
    "SELECT id, name, role, password, totp, totp_step, companies, disabled, created FROM accounts ";
constexpr std::string_view kToken =
    "SELECT id, key_hash, account_id, label, created, expires, last_used FROM tokens ";

// A role or a list that we did not write opens nothing.
Result<Account> account_of(const Row& row) {
    auto role = kRoles.find(row.text(2));
    auto companies = Json::parse(row.text(6));
    if (!role || !companies || !companies->is_array())
        return fail(Errc::corrupt, "the stored account " + row.string(0) + " is damaged");
    Account account{row.string(0),          row.string(1),  *role, row.string(3),
                    row.bytes(4),           row.integer(5), {},    row.integer(7) != 0,
                    time_of(row.integer(8))};
    for (const Json& company : companies->items()) account.companies.emplace_back(company.text());
    return account;
}

ApiToken token_of(const Row& row) {
    ApiToken token{row.string(0),
                   row.bytes(1),
                   row.string(2),
                   row.string(3),
                   time_of(row.integer(4)),
                   time_of(row.integer(5)),
                   {}};
    if (!row.is_null(6)) token.last_used = time_of(row.integer(6));
    return token;
}

// Out of the row and of what can be wrong with it.
Result<std::optional<Account>> one(Result<std::optional<Result<Account>>> found) {
    auto row = TRY(std::move(found));
    if (!row) return std::nullopt;
    Account account = TRY(std::move(*row));
    return account;
}

}  // namespace

Result<void> Accounts::put(const Account& account) {
    Json companies = Json::array();
    for (const std::string& company : account.companies) companies.push(company);
    std::string list = companies.dump();
    return db_.run(
        "INSERT INTO accounts (id, name, role, password, totp, totp_step, companies, disabled, "
        "created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO UPDATE SET "
        "name = excluded.name, role = excluded.role, password = excluded.password, "
        "totp = excluded.totp, totp_step = excluded.totp_step, companies = excluded.companies, "
        "disabled = excluded.disabled, created = excluded.created",
        {account.id, account.name, kRoles.of(account.role), account.password, Blob{account.totp},
         account.totp_step, std::string_view(list), static_cast<std::int64_t>(account.disabled),
         micros(account.created)});
}

Result<std::optional<Account>> Accounts::by_id(std::string_view id) {
    return one(db_.first(std::string(kAccount) + "WHERE id = $1", {id}, account_of));
}

Result<std::optional<Account>> Accounts::by_name(std::string_view name) {
    return one(db_.first(std::string(kAccount) + "WHERE name = $1", {name}, account_of));
}

Result<std::vector<Account>> Accounts::list() {
    std::vector<Account> accounts;
    TRY(db_.each(std::string(kAccount) + "ORDER BY name", {}, [&](const Row& row) -> Result<bool> {
        Account account = TRY(account_of(row));
        accounts.push_back(std::move(account));
        return true;
    }));
    return accounts;
}

Result<void> Accounts::put_session(const Session& session) {
    return db_.run(
        "INSERT INTO sessions (key_hash, account_id, csrf, created, last_used, expires, "
        "second_factor) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (key_hash) DO UPDATE SET "
        "account_id = excluded.account_id, csrf = excluded.csrf, created = excluded.created, "
        "last_used = excluded.last_used, expires = excluded.expires, "
        "second_factor = excluded.second_factor",
        {Blob{session.key_hash}, session.account_id, session.csrf, micros(session.created),
         micros(session.last_used), micros(session.expires),
         static_cast<std::int64_t>(session.second_factor)});
}

Result<std::optional<Session>> Accounts::session(std::string_view key_hash) {
    return db_.first(
        "SELECT key_hash, account_id, csrf, created, last_used, expires, second_factor "
        "FROM sessions WHERE key_hash = $1",
        {Blob{key_hash}}, [](const Row& row) {
            return Session{row.bytes(0),
                           row.string(1),
                           row.string(2),
                           time_of(row.integer(3)),
                           time_of(row.integer(4)),
                           time_of(row.integer(5)),
                           row.integer(6) != 0};
        });
}

Result<void> Accounts::end_session(std::string_view key_hash) {
    return db_.run("DELETE FROM sessions WHERE key_hash = $1", {Blob{key_hash}});
}

Result<void> Accounts::end_sessions_of(std::string_view account_id) {
    return db_.run("DELETE FROM sessions WHERE account_id = $1", {account_id});
}

Result<void> Accounts::forget_expired(Time now) {
    TRY(db_.run("DELETE FROM sessions WHERE expires <= $1", {micros(now)}));
    return db_.run("DELETE FROM tokens WHERE expires <= $1", {micros(now)});
}

Result<void> Accounts::put_token(const ApiToken& token) {
    return db_.run(
        "INSERT INTO tokens (id, key_hash, account_id, label, created, expires, last_used) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET "
        "key_hash = excluded.key_hash, account_id = excluded.account_id, label = excluded.label, "
        "created = excluded.created, expires = excluded.expires, last_used = excluded.last_used",
        {token.id, Blob{token.key_hash}, token.account_id, token.label, micros(token.created),
         micros(token.expires), micros(token.last_used)});
}

Result<std::optional<ApiToken>> Accounts::token(std::string_view key_hash) {
    return db_.first(std::string(kToken) + "WHERE key_hash = $1", {Blob{key_hash}}, token_of);
}

Result<std::vector<ApiToken>> Accounts::tokens_of(std::string_view account_id) {
    return db_.all(std::string(kToken) + "WHERE account_id = $1 ORDER BY created, id", {account_id},
                   token_of);
}

Result<void> Accounts::end_token(std::string_view id) {
    return db_.run("DELETE FROM tokens WHERE id = $1", {id});
}

}  // namespace bridle::registry
