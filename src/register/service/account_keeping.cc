// The keeping of accounts and tokens (sign_in.h).

#include <algorithm>
#include <functional>

#include "base/hash.h"
#include "base/text.h"
#include "register/service/doors.h"
#include "register/service/password.h"

namespace bridle::registry {

namespace {

constexpr std::size_t kKeyBytes = 32, kMostName = 64, kMostLabel = 100;

Result<void> be_administrator(Store& store, std::string_view by) {
    if (by == kKeeper) return {};
    auto account = TRY(store.accounts.by_id(by));
    if (account && account->role == Role::administrator && !account->disabled) return {};
    return fail(Errc::unsupported, "only an administrator may do this");
}

AuditEvent by_administrator(std::string_view what, std::string_view by, std::string_view object,
                            std::string_view detail = {}) {
    return {std::string(what), std::string(by), std::string(kRoles.of(Role::administrator)),
            std::string(object), std::string(detail)};
}
// What an administrator does with an account, in one transaction.
Result<void> administer(Register& registry, std::string_view by, std::string_view account_id,
                        const AuditEvent& event,
                        const std::function<Result<void>(Store&, Account&)>& work) {
    return registry.change(
        [&](Store& store) -> Result<void> {
            TRY(be_administrator(store, by));
            Account account = TRY(account_there(store, account_id));
            TRY(work(store, account));
            return store.accounts.put(account);
        },
        {event});
}

Result<std::string> label_of(std::string_view label) {
    std::string_view text = trimmed(label);
    if (text.empty() || text.size() > kMostLabel || !is_utf8(text))
        return fail(Errc::corrupt, "a token needs a label, of at most 100 bytes");
    return printable(text);
}

}  // namespace

bool is_account_name(std::string_view name) {
    auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || is_digit(c) ||
               std::string_view("-._@+").find(c) != std::string_view::npos;
    };
    return name.size() >= 2 && name.size() <= kMostName && std::ranges::all_of(name, fits);
}

Result<std::string> random_key() {
    std::string bytes = TRY(random_bytes(kKeyBytes));
    std::string key = base64(as_bytes(bytes)).substr(0, kKeyCharacters);
    std::ranges::replace(key, '+', '-');
    std::ranges::replace(key, '/', '_');
    return key;
}

std::string digest(std::string_view key) {
    return std::string(as_text(sha256(as_bytes(key))));
}

Result<Account> account_there(Store& store, std::string_view id) {
    auto account = TRY(store.accounts.by_id(id));
    if (!account) return fail(Errc::io, "there is no such account");
    return *std::move(account);
}

Result<void> close_all(Store& store, std::string_view account_id) {
    TRY(store.accounts.end_sessions_of(account_id));
    auto tokens = TRY(store.accounts.tokens_of(account_id));
    for (const ApiToken& token : tokens) TRY(store.accounts.end_token(token.id));
    return {};
}

AuditEvent by_owner(std::string_view what, const Account& account, std::string_view object) {
    return {std::string(what),
            account.id,
            std::string(kRoles.of(account.role)),
            std::string(object),
            {}};
}

Result<Account> create_account(Register& registry, std::string_view by, std::string_view name,
                               Role role, const Secret& password, Time at) {
    if (!is_account_name(name))
        return fail(Errc::corrupt,
                    "the name of an account has 2 to 64 small letters, digits and -._@+");
    TRY(check_new_password(password, name));
    auto may_be = [&](Store& store) -> Result<void> {
        if (by != kJoining || role != Role::filer) TRY(be_administrator(store, by));
        auto there = TRY(store.accounts.by_name(name));
        if (there) return fail(Errc::corrupt, "there is an account of that name");
        return {};
    };
    {
        auto lease = TRY(registry.readers().lend());  // before the work of a derivation
        TRY(may_be(*lease));
    }
    Account account;
    account.id = TRY(random_id("account"));
    account.name = name;
    account.role = role;
    account.password = TRY(password_record(password));
    account.created = at;
    AuditEvent event = by_administrator("account.created", by, account.id, kRoles.of(role));
    if (by == kJoining) event.role = kRoles.of(role);
    TRY(registry.change(
        [&](Store& store) -> Result<void> {
            TRY(may_be(store));
            return store.accounts.put(account);
        },
        {event}));
    return account;
}

Result<void> set_password(Register& registry, std::string_view by, std::string_view account_id,
                          const Secret& password) {
    if (by == account_id)
        return fail(Errc::unsupported, "to change your own password, give the old one too");
    std::string name;
    {
        auto lease = TRY(registry.readers().lend());
        TRY(be_administrator(*lease, by));
        Account account = TRY(account_there(*lease, account_id));
        name = account.name;
    }
    TRY(check_new_password(password, name));
    std::string record = TRY(password_record(password));
    return administer(registry, by, account_id,
                      by_administrator("account.password", by, account_id),
                      [&](Store& store, Account& account) -> Result<void> {
                          account.password = record;
                          return close_all(store, account.id);
                      });
}

Result<void> set_disabled(Register& registry, std::string_view by, std::string_view account_id,
                          bool disabled) {
    if (by == account_id)
        return fail(Errc::unsupported, "nobody disables their own account: another must");
    std::string_view what = disabled ? "account.disabled" : "account.enabled";
    return administer(registry, by, account_id, by_administrator(what, by, account_id),
                      [&](Store& store, Account& account) -> Result<void> {
                          account.disabled = disabled;
                          return close_all(store, account.id);
                      });
}

Result<void> forget_totp(Register& registry, std::string_view by, std::string_view account_id) {
    return administer(registry, by, account_id,
                      by_administrator("account.secondFactorForgotten", by, account_id),
                      [&](Store& store, Account& account) -> Result<void> {
                          account.totp.clear();
                          account.totp_step = 0;
                          return close_all(store, account.id);
                      });
}

Result<void> allow_company(Register& registry, std::string_view by, std::string_view account_id,
                           std::string_view company) {
    return administer(registry, by, account_id,
                      by_administrator("account.allowed", by, account_id, company),
                      [&](Store& store, Account& account) -> Result<void> {
                          auto head = TRY(store.records.head(company));
                          if (!head || head->type != "company")
                              return fail(Errc::io, "there is no such company on record");
                          auto& theirs = account.companies;
                          if (std::ranges::find(theirs, company) == theirs.end())
                              theirs.emplace_back(company);
                          return {};
                      });
}

Result<std::string> create_token(Register& registry, std::string_view account_id,
                                 std::string_view label, unsigned days, Time at) {
    if (days == 0 || days > kLongestTokenDays)
        return fail(Errc::corrupt, "a token lasts 1 to 366 days");
    std::string random = TRY(random_key());
    std::string text = std::string(kTokenPrefix) + random;
    ApiToken token;
    token.id = TRY(random_id("token"));
    token.key_hash = digest(text);
    token.account_id = account_id;
    token.label = TRY(label_of(label));
    token.created = at;
    token.expires = at + std::chrono::days(days);
    Account owner;
    {
        auto lease = TRY(registry.readers().lend());
        owner = TRY(account_there(*lease, account_id));
    }
    TRY(registry.change(
        [&](Store& store) -> Result<void> {
            Account account = TRY(account_there(store, account_id));
            if (account.disabled) return fail(Errc::unsupported, "this account is disabled");
            TRY(store.accounts.forget_expired(at));
            auto tokens = TRY(store.accounts.tokens_of(account_id));
            if (tokens.size() >= kMostTokens)
                return fail(Errc::limit, "an account has at most 20 tokens: end one of them first");
            return store.accounts.put_token(token);
        },
        {by_owner("token.created", owner, token.id)}));
    return text;
}

Result<void> end_token(Register& registry, std::string_view account_id, std::string_view token_id) {
    Account owner;
    {
        auto lease = TRY(registry.readers().lend());
        owner = TRY(account_there(*lease, account_id));
    }
    return registry.change(
        [&](Store& store) -> Result<void> {
            auto tokens = TRY(store.accounts.tokens_of(account_id));
            auto theirs = std::ranges::find(tokens, token_id, &ApiToken::id);
            if (theirs == tokens.end()) return fail(Errc::io, "there is no such token");
            return store.accounts.end_token(token_id);
        },
        {by_owner("token.ended", owner, token_id)});
}

}  // namespace bridle::registry
