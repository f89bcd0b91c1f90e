// Doors: passwords with a second factor, sessions, tokens for programs. Guessing is slow and
// counted; nothing says whether a name exists.
//
// Names of accounts are for signing in; logs and the trail of audit know accounts by their ids.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.h"
#include "register/service/filing.h"
#include "register/service/register.h"
#include "register/service/totp.h"

namespace bridle::registry {

// `by` below is the account of an administrator, or this: whoever has the folder of the register.
inline constexpr std::string_view kKeeper = "command-line";
// Nobody yet: who opens an account as a filer by their own hand.
inline constexpr std::string_view kJoining = "joining";

inline constexpr std::chrono::minutes kSessionIdle{30};
inline constexpr std::chrono::hours kSessionLongest{12};
inline constexpr std::chrono::minutes kSetupLongest{30};  // of one without a second factor
inline constexpr unsigned kLongestTokenDays = 366;
inline constexpr std::size_t kMostTokens = 20;  // of an account

// Names are small letters, digits and -._@+, so that no two look alike.
Result<Account> create_account(Register& registry, std::string_view by, std::string_view name,
                               Role role, const Secret& password, Time at = now());
// Ends what the old password opened: sessions and tokens. For somebody else; one's own is changed
// by change_password().
Result<void> set_password(Register& registry, std::string_view by, std::string_view account_id,
                          const Secret& password);
// A disabled account has no sessions and no tokens, and none begin. Nobody disables their own.
Result<void> set_disabled(Register& registry, std::string_view by, std::string_view account_id,
                          bool disabled);
// For who has lost the device: the next to sign in with the password sets up a new one.
Result<void> forget_totp(Register& registry, std::string_view by, std::string_view account_id);
// A filer may file for this company from now on.
Result<void> allow_company(Register& registry, std::string_view by, std::string_view account_id,
                           std::string_view company);

// What a new session is known by: the key goes into the cookie and is nowhere else.
struct Opened {
    std::string key;  // 32 random bytes, base64url
    Session session;
    Account account;
};
// Errc::password for anything that does not fit, with one and the same message; Errc::limit, with
// the time to wait, for too many attempts from the address or on the account.
// Without a second factor yet, the session can do nothing but set one up.
Result<Opened> sign_in(Register& registry, std::string_view name, const Secret& password,
                       std::string_view totp_code, std::string_view from_address, Time at = now());
Result<void> sign_out(Register& registry, std::string_view key);

struct SignedIn {
    Account account;
    Session session;
    // Without the second factor an actor without an account, who may nothing.
    Actor actor() const {
        if (!session.second_factor) return {};
        return {account.id, account.role, account.companies};
    }
};
// Whose session or token it is, while it lasts and the account is not disabled. Looks only: a
// session that is not used for half an hour ends, and use is what goes through enter().
Result<std::optional<SignedIn>> who(Store& store, std::string_view session_key, Time at = now());
Result<std::optional<SignedIn>> who_by_token(Store& store, std::string_view token, Time at = now());
// The same for a request: notes that it was used, once a minute at most, where this register can
// be written.
Result<std::optional<SignedIn>> enter(Register& registry, std::string_view session_key,
                                      Time at = now());
Result<std::optional<SignedIn>> enter_by_token(Register& registry, std::string_view token,
                                               Time at = now());
// Whether a form was made for this session.
bool csrf_fits(const Session& session, std::string_view given);

// A secret for the second factor, to be shown once (totp_address()); it counts once a code of it
// was given. The session becomes another, with a new key, and all others of the account end.
Result<std::string> new_totp_secret();  // 20 random bytes
Result<Opened> confirm_totp(Register& registry, std::string_view session_key,
                            std::string_view secret, std::string_view code, Time at = now());
// One's own, for which the old one must be given too: Errc::password, or Errc::limit as above.
// What it opened ends, as with set_password(); the session goes on as another.
Result<Opened> change_password(Register& registry, std::string_view session_key, const Secret& old,
                               const Secret& password, std::string_view from_address,
                               Time at = now());

// "bridle_" and 32 random bytes; shown once.
Result<std::string> create_token(Register& registry, std::string_view account_id,
                                 std::string_view label, unsigned days, Time at = now());
Result<void> end_token(Register& registry, std::string_view account_id, std::string_view token_id);

}  // namespace bridle::registry
