// `bridle-register account …`: who may file, decide and administer.

#include <fmt/format.h>

#include "base/password_source.h"
#include "base/text.h"
#include "register/cli/commands.h"
#include "register/service/sign_in.h"

namespace bridle::registry {

static Result<Account> account_named(Register& registry, const std::string& name) {
    auto lease = TRY(registry.readers().lend());
    auto account = TRY(lease->accounts.by_name(name));
    if (!account) return fail(Errc::io, "there is no account \"" + name + "\"");
    return *account;
}

static Result<Secret> ask_password(const AccountOptions& options) {
    return password_from(options.password_file, options.password_fd,
                         "password of " + options.name)();
}

// Opens the register for writing, and says on the error stream what went wrong with it or with
// what was to be done.
static int with_register(const std::string& folder, const auto& work) {
    auto registry = Register::open(folder, Register::Mode::write);
    if (!registry) return complain(registry.error());
    Result<void> done = work(**registry);
    return done ? kDone : complain(done.error());
}

int add_account(const AccountOptions& options) {
    auto role = kRoles.find(options.role);
    if (!role)
        return complain({Errc::unsupported,
                         "no such role: " + options.role + "; there are " + joined(kRoles.names)},
                        kWrongUsage);
    return with_register(options.folder, [&](Register& registry) -> Result<void> {
        Secret password = TRY(ask_password(options));
        Account account = TRY(create_account(registry, kKeeper, options.name, *role, password));
        fmt::print("{}\n", account.id);
        return {};
    });
}

int set_account_password(const AccountOptions& options) {
    return with_register(options.folder, [&](Register& registry) -> Result<void> {
        Account account = TRY(account_named(registry, options.name));
        Secret password = TRY(ask_password(options));
        return set_password(registry, kKeeper, account.id, password);
    });
}

int set_account_disabled(const AccountOptions& options, bool disabled) {
    return with_register(options.folder, [&](Register& registry) -> Result<void> {
        Account account = TRY(account_named(registry, options.name));
        return set_disabled(registry, kKeeper, account.id, disabled);
    });
}

int allow_company(const AccountOptions& options, const std::string& company) {
    return with_register(options.folder, [&](Register& registry) -> Result<void> {
        Account account = TRY(account_named(registry, options.name));
        return allow_company(registry, kKeeper, account.id, company);
    });
}

int add_token(const AccountOptions& options, const std::string& label, unsigned days) {
    return with_register(options.folder, [&](Register& registry) -> Result<void> {
        Account account = TRY(account_named(registry, options.name));
        std::string token = TRY(create_token(registry, account.id, label, days));
        fmt::print("{}\n", token);
        return {};
    });
}

int list_accounts(const std::string& folder) {
    auto registry = Register::open(folder, Register::Mode::read);
    if (!registry) return complain(registry.error());
    auto lease = (*registry)->readers().lend();
    if (!lease) return complain(lease.error());
    auto accounts = (*lease)->accounts.list();
    if (!accounts) return complain(accounts.error());
    for (const Account& account : *accounts)
        fmt::print("{}  {}  {}  {}{}\n", account.name, kRoles.of(account.role), account.id,
                   account.totp.empty() ? "no second factor yet" : "second factor",
                   account.disabled ? "  disabled" : "");
    return kDone;
}

}  // namespace bridle::registry
