// Who may do what: accounts, their sessions and tokens. Of what opens a door only digests are
// here; the secret of the second factor is the one exception, since codes are made of it.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "base/time.h"
#include "register/store/database.h"

namespace bridle::registry {

enum class Role : std::uint8_t { filer, registrar, administrator };
inline constexpr Names<Role, 3> kRoles{{"filer", "registrar", "administrator"}};

struct Account {
    std::string id;    // "account-…", which is what the log names
    std::string name;  // to sign in with
    Role role = Role::filer;
    std::string password;        // scrypt, parameters and salt with it; service/password.h
    std::string totp;            // secret of the second factor, 20 bytes; empty: not set up yet
    std::int64_t totp_step = 0;  // the last one used: a code opens once
    std::vector<std::string> companies;  // ids of the records a filer may file for
    bool disabled = false;
    Time created;
};

struct Session {
    std::string key_hash;  // SHA-256 of what the cookie holds
    std::string account_id;
    std::string csrf;  // what every form of it must carry
    Time created, last_used, expires;
    bool second_factor = false;  // whether both were shown
};

struct ApiToken {
    std::string id, key_hash, account_id, label;
    Time created, expires;
    std::optional<Time> last_used;
};

class Accounts {
public:
    explicit Accounts(Database& database) : db_(database) {}

    Result<void> put(const Account& account);  // new, or in place of what it was
    Result<std::optional<Account>> by_id(std::string_view id);
    Result<std::optional<Account>> by_name(std::string_view name);
    Result<std::vector<Account>> list();

    Result<void> put_session(const Session& session);
    Result<std::optional<Session>> session(std::string_view key_hash);
    Result<void> end_session(std::string_view key_hash);
    Result<void> end_sessions_of(std::string_view account_id);
    Result<void> forget_expired(Time now);  // sessions and tokens

    Result<void> put_token(const ApiToken& token);
    Result<std::optional<ApiToken>> token(std::string_view key_hash);
    Result<std::vector<ApiToken>> tokens_of(std::string_view account_id);
    Result<void> end_token(std::string_view id);

private:
    Database& db_;
};

}  // namespace bridle::registry
