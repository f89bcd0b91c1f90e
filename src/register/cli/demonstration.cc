// `bridle-register demonstration`: a register on the public facts about the trade, each with its
// source and date, and marked as what it is. Accounts are made with passwords that are printed.

#include <fmt/format.h>

#include <filesystem>

#include "base/host_file.h"
#include "register/cli/commands.h"
#include "register/cli/import.h"
#include "register/service/password.h"
#include "register/service/sign_in.h"

namespace bridle::registry {

namespace {

constexpr std::string_view kRecords =
#define FILE(name, text) text
#include "register_demonstration.def"
#undef FILE
    ;

Settings demonstration_settings(const std::string& store) {
    Settings settings;
    settings.name = "Register of the trade in surveillance (demonstration)";
    settings.keeper = "nobody: this is a demonstration";
    settings.contact = "nobody@register.example";
    settings.origin = "register.example/log";
    settings.url = settings.desk = "http://127.0.0.1:8420";
    settings.store = store;
    settings.obligations = {{"company", 12, 30}, {"dueDiligence", 12, 60}};
    settings.demonstration = true;
    return settings;
}

}  // namespace

static Result<void> fill(Register& registry) {
    std::uint64_t records = TRY(import_lines(registry, kRecords, "demonstration"));
    fmt::print("{} records, made from public sources\n", records);
    for (std::string_view role : kRoles.names) {
        std::string password = TRY(random_id("demo"));
        Account account =
            TRY(create_account(registry, kKeeper, role, *kRoles.find(role), Secret(password)));
        fmt::print("account {} with the password {}\n", account.name, password);
    }
    return {};
}

int make_demonstration(const std::string& folder, const std::string& store) {
    if (auto made = Register::create(folder, demonstration_settings(store)); !made)
        return complain(made.error());
    auto registry = Register::open(folder, Register::Mode::write);
    if (!registry) return complain(registry.error());
    auto filled = fill(**registry);
    return filled ? kDone : complain(filled.error());
}

}  // namespace bridle::registry
