// bridle: examines phones for traces of mercenary spyware. This file takes the
// command line apart; commands.h says what can be asked for.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>

#include "base/version.h"
#include "cli/commands.h"

namespace bridle {
namespace {

std::atomic<bool> stop_requested = false;

// The first signal asks for an orderly end, the second is obeyed at once.
void on_signal(int signal) {
    if (stop_requested.exchange(true)) {
        std::signal(signal, SIG_DFL);
        std::raise(signal);
    }
}

void add_check(CLI::App& app, int& code) {
    auto options = std::make_shared<CheckOptions>();
    CLI::App* command = app.add_subcommand("check", "Examine an acquisition");
    command
        ->add_option("ACQUISITION", options->acquisition,
                     "An iPhone backup (its folder) or a file-system dump (folder, .tar, .tar.gz, "
                     ".zip), or the folder above it")
        ->required();
    command->add_option("-o,--output", options->output, "The folder of the case, which is made")
        ->required();
    command
        ->add_option(
            "-i,--indicators", options->indicators,
            "STIX file, or folder of them; may be repeated. Without it the installed sets are used")
        ->allow_extra_args(false);  // what follows may be the acquisition
    command->add_option("--register", options->register_file,
                        "Attribution export of a public register: what it has on record about the "
                        "makers of what is found");
    command->add_option("--as", options->as,
                        "ios-backup or filesystem: what it is, if it is not recognised");
    command->add_flag("--each", options->each,
                      "Examine all that the folder holds, each into a case below that folder");
    command->add_option("--consent", options->consent, "Who agreed to the examination, and when");
    command
        ->add_option("--only", options->only,
                     "Read only these artifacts, such as sms,calls; a wrong name lists them all")
        ->delimiter(',')
        ->allow_extra_args(false);
    command->add_option("--timezone", options->timezone,
                        "Zone for display, such as Europe/Madrid; UTC without it");
    command->add_option("--password-file", options->password_file,
                        "File that holds the password of the backup");
    command->add_option("--password-fd", options->password_fd,
                        "Descriptor to read the password from");
    command
        ->add_option(
            "--keep",
            [options](const CLI::results_t& values) {
                options->keep_all = true;
                return values.front() == "all";
            },
            "all: keep the texts of messages, also those with nothing in them to compare")
        ->type_name("all");
    command
        ->add_option("--threads", options->threads,
                     "How many files to read at once; one for each core without it")
        ->check(CLI::Range(1, 256));
    command->add_flag("-q,--quiet", options->quiet, "Say nothing but errors");
    command->add_flag("--json", options->json, "Print the summary as JSON");
    command->callback([options, &code] { code = check(*options, stop_requested); });
}

void add_show(CLI::App& app, int& code) {
    auto options = std::make_shared<ShowOptions>();
    CLI::App* command = app.add_subcommand("show", "Findings and coverage of a case");
    command->add_option("CASE", options->folder, "The folder of the case")->required();
    command->add_option("--timezone", options->timezone, "Zone for display; UTC without it");
    command->add_flag("--json", options->json, "Print the summary as JSON");
    command->callback([options, &code] { code = show(*options); });
}

int with_store(const auto& action) {
    auto folder = IndicatorStore::default_folder();
    if (!folder) return complain(folder.error(), kFailed);
    IndicatorStore store(*folder);
    return action(store);
}

void add_indicators(CLI::App& app, int& code) {
    CLI::App* command = app.add_subcommand("indicators", "The installed sets of indicators");
    command->require_subcommand(1);
    command->add_subcommand("list", "What is installed, from where, and how old")
        ->callback([&code] { code = with_store(list_indicators); });

    auto files = std::make_shared<std::vector<std::string>>();
    CLI::App* test =
        command->add_subcommand("check", "What would be used of STIX files, and what not");
    test->add_option("FILE", *files, "STIX file, or folder of them")->required();
    test->callback([files, &code] { code = check_indicators(*files); });

    auto path = std::make_shared<std::string>();
    CLI::App* import = command->add_subcommand("import", "Install sets from a file or folder");
    import->add_option("PATH", *path, "STIX file, or folder of them")->required();
    import->callback([path, &code] {
        code = with_store([&](IndicatorStore& store) { return import_indicators(store, *path); });
    });

    auto options = std::make_shared<UpdateOptions>();
    CLI::App* update = command->add_subcommand(
        "update", "Fetch the published sets: the one command that uses the network");
    update->add_option("--index", options->index, "Address of the index")->capture_default_str();
    update->add_option("--ca-file", options->https.ca_file,
                       "Certificates to trust instead of the system's, for an index of your own");
    update->callback([options, &code] {
        code =
            with_store([&](IndicatorStore& store) { return update_indicators(store, *options); });
    });
}

void add_catalogue(CLI::App& app, const char* name, const char* help, int (*list)(bool),
                   int& code) {
    auto markdown = std::make_shared<bool>(false);
    CLI::App* command = app.add_subcommand(name, help);
    command->add_flag("--markdown", *markdown, "As a table for documents");
    command->callback([markdown, list, &code] { code = list(*markdown); });
}

int run(int argc, char** argv) {
    CLI::App app(
        "Examines phones for traces of mercenary spyware.\n"
        "Exit codes: 0 nothing found, 10 findings, 11 something could not be read,\n"
        "12 not examined, 2 wrong usage, 1 any other failure.",
        "bridle");
    app.require_subcommand(1);
    app.set_help_all_flag("--help-all", "Help for every command");
    app.set_version_flag("--version", "bridle " + std::string(kVersion), "The version");
    int code = kDone;
    add_check(app, code);
    add_show(app, code);
    add_indicators(app, code);
    add_catalogue(app, "artifacts", "What is read, from which files, and its fields",
                  list_artifacts, code);
    add_catalogue(app, "rules", "What is looked for besides indicators", list_rules, code);
    app.add_subcommand("version", "The version of this program")->callback([] {
        fmt::print("bridle {}\n", kVersion);
    });
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? kDone : kWrongUsage;
    }
    return code;
}

}  // namespace
}  // namespace bridle

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // a full quota is an error to report, not a death
    struct sigaction action{};
    action.sa_handler = bridle::on_signal;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    try {
        return bridle::run(argc, argv);
    } catch (const std::exception& error) {
        fmt::print(stderr, "bridle: {}\n", error.what());
        return bridle::kFailed;
    }
}
