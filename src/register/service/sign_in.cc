#include "register/service/sign_in.h"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <algorithm>

#include "base/text.h"
#include "register/service/doors.h"
#include "register/service/password.h"
#include "register/service/rate_limit.h"

namespace bridle::registry {

namespace {

using namespace std::chrono_literals;

constexpr auto kUseNoted = 1min;

// Attempts that fail; those that succeed are given back. One process writes a register, so that
// memory is the place for them; a restart forgets them, and costs more than it gains.
struct Attempts {
    RateLimit by_account{{.tokens = 10, .refill = 15min}};
    RateLimit by_address{{.tokens = 30, .refill = 15min}};
};
Attempts& attempts() {
    static Attempts all;
    return all;
}

// One attempt: counted before the password is looked at, so that many at once are counted too.
class Attempt {
public:
    static Result<Attempt> begin(const Register& registry, std::string_view name,
                                 std::string_view address, Time at) {
        Attempt attempt;
        attempt.at_ = at;
        attempt.account_ = registry.folder() + '\n' + std::string(name);
        attempt.address_ = registry.folder() + '\n' + client_of(address);
        auto& [by_account, by_address] = attempts();
        if (by_address.take(attempt.address_, at)) {
            if (by_account.take(attempt.account_, at)) return attempt;
            by_address.give_back(attempt.address_, at);
        }
        auto wait =
            std::max(by_account.wait(attempt.account_, at), by_address.wait(attempt.address_, at));
        auto minutes = std::max(std::chrono::ceil<std::chrono::minutes>(wait), 1min).count();
        return fail(Errc::limit, fmt::format("too many attempts to sign in: try again in {} {}",
                                             minutes, minutes == 1 ? "minute" : "minutes"));
    }
    void give_back() {
        attempts().by_account.give_back(account_, at_);
        attempts().by_address.give_back(address_, at_);
    }

private:
    std::string account_, address_;
    Time at_;
};

std::unexpected<Error> wrong() {
    return fail(Errc::password, "the name, the password or the code is wrong");
}
std::unexpected<Error> no_session() {
    return fail(Errc::unsupported, "this session has ended: sign in again");
}

bool is_key(std::string_view text) {
    return text.size() == kKeyCharacters && std::ranges::all_of(text, [](char c) {
               return is_letter(c) || is_digit(c) || c == '-' || c == '_';
           });
}

Result<Opened> open_session(Store& store, const Account& account, bool second_factor, Time at) {
    Opened opened;
    opened.key = TRY(random_key());
    opened.account = account;
    Session& session = opened.session;
    session.key_hash = digest(opened.key);
    session.account_id = account.id;
    session.csrf = TRY(random_key());
    session.created = session.last_used = at;
    session.expires = at + (second_factor ? kSessionLongest : kSetupLongest);
    session.second_factor = second_factor;
    TRY(store.accounts.forget_expired(at));
    TRY(store.accounts.put_session(session));
    return opened;
}

Result<std::optional<Account>> account_named(Register& registry, std::string_view name) {
    if (!is_account_name(name)) return std::nullopt;
    auto lease = TRY(registry.readers().lend());
    return lease->accounts.by_name(name);
}

// One answer, after one time, for a name that is not there, a password and a code that are wrong:
// all of it is looked at each time. Nothing: it does not fit.
Result<bool> both_fit(const std::optional<Account>& account, const Secret& password,
                      std::string_view code, Time at) {
    bool too_long = password.size() > kMostPasswordBytes;
    bool fits = TRY(password_fits(too_long ? Secret() : Secret(password.bytes()),
                                  account ? account->password : std::string()));
    bool set_up = account && !account->totp.empty();
    bool code_fits = totp_matches(set_up ? account->totp : std::string(kTotpSecretSize, '\0'), code,
                                  at, set_up ? account->totp_step : 0)
                         .has_value();
    return fits && !too_long && account && !account->disabled && (code_fits || !set_up);
}

// The same account as it is now, in the transaction, with its code used up.
Result<Account> use_code(Store& store, const Account& seen, std::string_view code, Time at) {
    auto account = TRY(store.accounts.by_id(seen.id));
    if (!account || account->disabled || account->password != seen.password ||
        account->totp != seen.totp)
        return wrong();
    if (account->totp.empty()) return *std::move(account);
    auto step = totp_matches(account->totp, code, at, account->totp_step);
    if (!step) return wrong();
    account->totp_step = *step;
    TRY(store.accounts.put(*account));
    return *std::move(account);
}

}  // namespace

Result<Opened> sign_in(Register& registry, std::string_view given_name, const Secret& password,
                       std::string_view totp_code, std::string_view from_address, Time at) {
    std::string name = lower(trimmed(given_name));
    Attempt attempt = TRY(Attempt::begin(registry, name, from_address, at));
    auto seen = TRY(account_named(registry, name));
    auto fit = both_fit(seen, password, totp_code, at);
    if (!fit) attempt.give_back();  // nothing was learnt from it
    bool fits = TRY(std::move(fit));
    if (!fits) return wrong();
    Opened opened;
    TRY(registry.change([&](Store& store) -> Result<void> {
        Account account = TRY(use_code(store, *seen, totp_code, at));
        opened = TRY(open_session(store, account, !account.totp.empty(), at));
        return {};
    }));
    attempt.give_back();
    return opened;
}

Result<void> sign_out(Register& registry, std::string_view key) {
    if (!is_key(key)) return {};
    return registry.change([&](Store& store) { return store.accounts.end_session(digest(key)); });
}

Result<std::optional<SignedIn>> who(Store& store, std::string_view key, Time at) {
    if (!is_key(key)) return std::nullopt;
    auto session = TRY(store.accounts.session(digest(key)));
    if (!session || at >= session->expires || at >= session->last_used + kSessionIdle)
        return std::nullopt;
    auto account = TRY(store.accounts.by_id(session->account_id));
    if (!account || account->disabled) return std::nullopt;
    return SignedIn{*std::move(account), *std::move(session)};
}

Result<std::optional<SignedIn>> who_by_token(Store& store, std::string_view text, Time at) {
    if (!text.starts_with(kTokenPrefix) || !is_key(text.substr(kTokenPrefix.size())))
        return std::nullopt;
    auto token = TRY(store.accounts.token(digest(text)));
    if (!token || at >= token->expires) return std::nullopt;
    auto account = TRY(store.accounts.by_id(token->account_id));
    if (!account || account->disabled) return std::nullopt;
    Session session;  // of no cookie: there is no form to protect
    session.key_hash = token->key_hash;
    session.account_id = account->id;
    session.created = token->created;
    session.last_used = token->last_used.value_or(token->created);
    session.expires = token->expires;
    session.second_factor = true;
    return SignedIn{*std::move(account), std::move(session)};
}

Result<std::optional<SignedIn>> enter(Register& registry, std::string_view key, Time at) {
    std::optional<SignedIn> signed_in;
    {
        auto lease = TRY(registry.readers().lend());
        signed_in = TRY(who(*lease, key, at));
    }
    if (!signed_in || !registry.can_write() || at < signed_in->session.last_used + kUseNoted)
        return signed_in;
    TRY(registry.change([&](Store& store) -> Result<void> {
        auto session = TRY(store.accounts.session(digest(key)));
        if (!session) return {};  // it was ended just now, and must not begin again
        session->last_used = std::max(session->last_used, at);
        return store.accounts.put_session(*session);
    }));
    return signed_in;
}

Result<std::optional<SignedIn>> enter_by_token(Register& registry, std::string_view text, Time at) {
    std::optional<SignedIn> signed_in;
    {
        auto lease = TRY(registry.readers().lend());
        signed_in = TRY(who_by_token(*lease, text, at));
    }
    if (!signed_in || !registry.can_write() || at < signed_in->session.last_used + kUseNoted)
        return signed_in;
    TRY(registry.change([&](Store& store) -> Result<void> {
        auto token = TRY(store.accounts.token(digest(text)));
        if (!token) return {};
        token->last_used = at;
        return store.accounts.put_token(*token);
    }));
    return signed_in;
}

bool csrf_fits(const Session& session, std::string_view given) {
    return !session.csrf.empty() && session.csrf.size() == given.size() &&
           CRYPTO_memcmp(session.csrf.data(), given.data(), given.size()) == 0;
}

Result<std::string> new_totp_secret() {
    return random_bytes(kTotpSecretSize);
}

Result<Opened> confirm_totp(Register& registry, std::string_view key, std::string_view secret,
                            std::string_view code, Time at) {
    if (secret.size() != kTotpSecretSize)
        return fail(Errc::corrupt, "this is no secret of a second factor: begin again");
    std::optional<SignedIn> signed_in;
    {
        auto lease = TRY(registry.readers().lend());
        signed_in = TRY(who(*lease, key, at));
    }
    if (!signed_in) return no_session();
    auto step = totp_matches(secret, code, at, 0);
    if (!step)
        return fail(Errc::password, "this code does not fit: is the clock of the device right?");
    Opened opened;
    TRY(registry.change(
        [&](Store& store) -> Result<void> {
            auto still = TRY(who(store, key, at));
            if (!still) return no_session();
            Account account = std::move(still->account);
            // Or whoever knows the password alone could put their own in its place.
            if (!account.totp.empty())
                return fail(Errc::unsupported,
                            "this account has a second factor; an administrator can take it away");
            account.totp = secret;
            account.totp_step = *step;
            TRY(store.accounts.put(account));
            TRY(store.accounts.end_sessions_of(account.id));
            opened = TRY(open_session(store, account, true, at));
            return {};
        },
        {by_owner("account.secondFactor", signed_in->account, signed_in->account.id)}));
    return opened;
}

Result<Opened> change_password(Register& registry, std::string_view key, const Secret& old,
                               const Secret& password, std::string_view from_address, Time at) {
    std::optional<SignedIn> signed_in;
    {
        auto lease = TRY(registry.readers().lend());
        signed_in = TRY(who(*lease, key, at));
    }
    if (!signed_in || !signed_in->session.second_factor) return no_session();
    const Account& seen = signed_in->account;
    TRY(check_new_password(password, seen.name));
    Attempt attempt = TRY(Attempt::begin(registry, seen.name, from_address, at));
    auto fit = password_fits(old, seen.password);
    if (!fit) attempt.give_back();
    bool fits = TRY(std::move(fit));
    if (!fits) return fail(Errc::password, "the old password is wrong");
    attempt.give_back();
    std::string record = TRY(password_record(password));
    Opened opened;
    TRY(registry.change(
        [&](Store& store) -> Result<void> {
            auto still = TRY(who(store, key, at));
            if (!still || still->account.password != seen.password) return no_session();
            still->account.password = record;
            TRY(store.accounts.put(still->account));
            TRY(close_all(store, still->account.id));
            opened = TRY(open_session(store, still->account, true, at));
            return {};
        },
        {by_owner("account.password", seen, seen.id)}));
    return opened;
}

}  // namespace bridle::registry
