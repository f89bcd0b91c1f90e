// bridle-register: keeps a public register that nobody can rewrite, and checks one. This file takes
// the command line apart; commands.h says what can be asked for.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>

#include "base/version.h"
#include "register/cli/commands.h"

namespace bridle::registry {
namespace {

std::atomic<bool> stop_requested = false;

// The first signal asks for an orderly end, the second is obeyed at once.
void on_signal(int signal) {
    if (stop_requested.exchange(true)) {
        std::signal(signal, SIG_DFL);
        std::raise(signal);
    }
}

void add_folder(CLI::App* command, std::string& folder) {
    command->add_option("FOLDER", folder, "The folder of the register")->required();
}

void add_init(CLI::App& app, int& code) {
    struct Options {
        std::string folder;
        Settings settings;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("init", "Make a new, empty register and its key");
    add_folder(command, options->folder);
    Settings& settings = options->settings;
    command->add_option("--name", settings.name, "Its name, for people")->required();
    command->add_option("--keeper", settings.keeper, "Who keeps it")->required();
    command->add_option("--contact", settings.contact, "Where to ask for a correction")->required();
    command
        ->add_option("--url", settings.url,
                     "Where the public will find it: https://register.example")
        ->required();
    command->add_option("--origin", settings.origin,
                        "Of its log; without it the address with /log, without https://");
    command->add_option("--store", settings.store,
                        "postgresql://HOST/DATABASE; without it a file in the folder");
    command->callback([options, &code] { code = init(options->folder, options->settings); });
}

void add_serve(CLI::App& app, int& code) {
    auto options = std::make_shared<ServeOptions>();
    options->server.port = 8420;
    CLI::App* command = app.add_subcommand("serve", "Serve the register over HTTP");
    add_folder(command, options->folder);
    command->add_option("--address", options->server.address, "To listen at")
        ->capture_default_str();
    command->add_option("--port", options->server.port, "To listen at; 0 takes any")
        ->capture_default_str();
    command->add_option("--tls-certificate", options->server.certificate, "File in PEM");
    command->add_option("--tls-key", options->server.key, "File in PEM");
    command->add_flag("--read-only", options->read_only,
                      "Show it only: any number of these may serve one database");
    command->add_option("--store", options->store, "Instead of the one in the settings");
    command->add_option("--workers", options->server.workers, "Threads for what takes longer")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    command->add_option("--trusted-proxy", options->server.trusted_proxies,
                        "Address of a proxy in front that says who asks; may be repeated");
    command->callback([options, &code] { code = serve(*options, stop_requested); });
}

void add_password(CLI::App* command, AccountOptions& options) {
    command->add_option("--password-file", options.password_file, "File that holds the password");
    command->add_option("--password-fd", options.password_fd, "Descriptor to read it from");
}

void add_account_commands(CLI::App& app, int& code) {
    CLI::App* group = app.add_subcommand("account", "Who may file, decide and administer");
    group->require_subcommand(1);
    auto options = std::make_shared<AccountOptions>();
    auto named = [&](const char* name, const char* help) {
        CLI::App* command = group->add_subcommand(name, help);
        add_folder(command, options->folder);
        command->add_option("NAME", options->name, "What they sign in with")->required();
        return command;
    };
    CLI::App* add = named("add", "A new account; asks for its password");
    add->add_option("--role", options->role, "filer, registrar or administrator")->required();
    add_password(add, *options);
    add->callback([options, &code] { code = add_account(*options); });

    CLI::App* password = named("password", "A new password");
    add_password(password, *options);
    password->callback([options, &code] { code = set_account_password(*options); });

    named("disable", "Lets nobody in by that name")->callback([options, &code] {
        code = set_account_disabled(*options, true);
    });
    named("enable", "Lets them in again")->callback([options, &code] {
        code = set_account_disabled(*options, false);
    });

    auto company = std::make_shared<std::string>();
    CLI::App* allow = named("allow", "Lets a filer file for a company");
    allow->add_option("COMPANY", *company, "Id of its record")->required();
    allow->callback([options, company, &code] { code = allow_company(*options, *company); });

    auto label = std::make_shared<std::string>("command line");
    auto days = std::make_shared<unsigned>(90);
    CLI::App* token = named("token", "A token for programs, shown once");
    token->add_option("--label", *label, "What it is for")->capture_default_str();
    token->add_option("--days", *days, "How long it lasts")
        ->check(CLI::Range(1, 366))
        ->capture_default_str();
    token->callback([=, &code] { code = add_token(*options, *label, *days); });

    CLI::App* list = group->add_subcommand("list", "All accounts");
    add_folder(list, options->folder);
    list->callback([options, &code] { code = list_accounts(options->folder); });
}

void add_verify(CLI::App& app, int& code) {
    auto options = std::make_shared<VerifyOptionsOfCommand>();
    CLI::App* command =
        app.add_subcommand("verify", "Check a whole register, or one receipt, trusting nobody");
    command
        ->add_option("TARGET", options->target,
                     "A published folder, the address of a register, or a .tlog-proof file")
        ->required();
    command->add_option("--policy", options->policy,
                        "File that says which log and witnesses to trust");
    command->add_option("--checkpoint", options->checkpoints,
                        "File with a checkpoint seen earlier; may be repeated");
    command->add_flag("--json", options->json, "Print the outcome as JSON");
    command->callback([options, &code] { code = verify(*options); });
}

void add_keeping(CLI::App& app, int& code) {
    struct Options {
        std::string folder, other, store;
        bool json = false;
        Takedown takedown;
        std::int64_t version = 0;
    };
    auto options = std::make_shared<Options>();
    auto command = [&](const char* name, const char* help) {
        CLI::App* made = app.add_subcommand(name, help);
        add_folder(made, options->folder);
        return made;
    };
    CLI::App* show = command("status", "How large the log is, its key and its last checkpoint");
    show->add_flag("--json", options->json, "As JSON");
    show->callback([options, &code] { code = status(options->folder, options->json); });

    CLI::App* import = command("import", "Publish many records at once");
    import->add_option("FILE", options->other, "JSON Lines: type, body and perhaps id")->required();
    import->callback([options, &code] { code = import_records(options->folder, options->other); });

    CLI::App* file = command("file", "Add the file of which a source document speaks, for all");
    file->add_option("RECORD", options->takedown.record_id, "Id of the source document")
        ->required();
    file->add_option("FILE", options->other, "Whose SHA-256 the record says")->required();
    file->callback([options, &code] {
        code = add_file(options->folder, options->takedown.record_id, options->other);
    });

    CLI::App* files = command("publish", "Write the whole public side as files");
    files->add_option("OUTPUT", options->other, "Folder, new or published before")->required();
    files->callback([options, &code] { code = publish(options->folder, options->other); });

    CLI::App* move = command("migrate", "Move to another store; log and receipts stay as they are");
    move->add_option("--to", options->store, "postgresql://HOST/DATABASE, or a file")->required();
    move->callback([options, &code] { code = migrate(options->folder, options->store); });

    CLI::App* down = command("takedown", "Delete what a record says, and say why in its place");
    down->add_option("RECORD", options->takedown.record_id, "Its id")->required();
    down->add_option("--version", options->version, "Only this version of it");
    down->add_option("--basis", options->takedown.basis, "In law")->required();
    down->add_option("--authority", options->takedown.authority, "Who ordered it")->required();
    down->add_option("--reason", options->takedown.reason, "For everybody to read")->required();
    down->callback([options, &code] {
        if (options->version) options->takedown.seq = options->version;
        code = take_down(options->folder, options->takedown);
    });

    command("attribution", "Print what `bridle check --register` takes")
        ->callback([options, &code] { code = print_attribution(options->folder); });
    command("witnesses", "Ask the witnesses to cosign the latest checkpoint")
        ->callback([options, &code] { code = ask_witnesses(options->folder); });

    CLI::App* demonstration = command("demonstration", "Make a register to try out");
    demonstration->add_option("--store", options->store, "postgresql://HOST/DATABASE");
    demonstration->callback(
        [options, &code] { code = make_demonstration(options->folder, options->store); });
}

int run(int argc, char** argv) {
    CLI::App app(
        "Keeps a public register of the trade in surveillance that nobody can rewrite.\n"
        "Exit codes: 0 done, 1 failed, 2 wrong usage, 10 a check found something wrong.",
        "bridle-register");
    app.require_subcommand(1);
    app.set_help_all_flag("--help-all", "Help for every command");
    app.set_version_flag("--version", "bridle-register " + std::string(kVersion), "The version");
    int code = kDone;
    add_init(app, code);
    add_serve(app, code);
    add_account_commands(app, code);
    add_verify(app, code);
    add_keeping(app, code);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? kDone : kWrongUsage;
    }
    return code;
}

}  // namespace
}  // namespace bridle::registry

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // a full quota is an error to report, not a death
    struct sigaction action{};
    action.sa_handler = bridle::registry::on_signal;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    try {
        return bridle::registry::run(argc, argv);
    } catch (const std::exception& error) {
        fmt::print(stderr, "bridle-register: {}\n", error.what());
        return bridle::registry::kFailed;
    }
}
