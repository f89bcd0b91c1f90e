// What signing in (sign_in.cc) and the keeping of accounts (account_keeping.cc) share.

#pragma once

#include <string>
#include <string_view>

#include "register/service/sign_in.h"

namespace bridle::registry {

inline constexpr std::size_t kKeyCharacters = 43;
inline constexpr std::string_view kTokenPrefix = "bridle_";

bool is_account_name(std::string_view name);
Result<std::string> random_key();          // 32 bytes, base64url
std::string digest(std::string_view key);  // what is stored of it
Result<Account> account_there(Store& store, std::string_view id);
// Ends all sessions and tokens.
Result<void> close_all(Store& store, std::string_view account_id);
AuditEvent by_owner(std::string_view what, const Account& account, std::string_view object);

}  // namespace bridle::registry
