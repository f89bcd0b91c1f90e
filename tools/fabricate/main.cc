// fabricate: writes backups, indicators and seeds to test with.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/host_file.h"
#include "base/text.h"
#include "fabricate/backup.h"
#include "fabricate/dump.h"
#include "fabricate/seeds.h"

namespace bridle::fabricate {

namespace {

struct Options {
    std::string out, password_file, indicators, planted;
    std::size_t count = 0;
    bool encrypted = false, old_schema = false, ios14 = false, no_wal = false,
         no_shorteners = false;
    int rounds = 100;
    std::vector<std::string> damage;
    std::string form = "folder";
    DumpPlan dump;
    BackupPlan& plan = dump.phone;
};

Result<void> read_damage(const std::vector<std::string>& names, Damage& damage) {
    const std::pair<std::string_view, bool*> known[] = {
        {"rows", &damage.rows},    {"blobs", &damage.blobs},         {"sizes", &damage.sizes},
        {"pages", &damage.pages},  {"truncated", &damage.truncated}, {"missing", &damage.missing},
        {"plists", &damage.plists}};
    for (const std::string& name : names) {
        auto found = std::ranges::find(known, name, [](const auto& each) { return each.first; });
        if (found == std::end(known)) return fail(Errc::unsupported, "no damage is called " + name);
        *found->second = true;
    }
    return {};
}

Result<std::string> read_password(const std::string& path) {
    if (path.empty()) return std::string("bridle-test");
    std::string text = TRY(read_text_file(path, 1 << 16));
    return std::string(trimmed(text));
}

Result<void> run_backup(Options& options) {
    BackupPlan& plan = options.plan;
    TRY(read_damage(options.damage, plan.damage));
    if (options.old_schema) plan.generation = Generation::ios10;
    if (options.ios14) plan.generation = Generation::ios14;
    plan.wal = !options.no_wal;
    plan.shorteners = !options.no_shorteners;
    if (options.encrypted || !options.password_file.empty()) {
        std::string password = TRY(read_password(options.password_file));
        plan.encryption = PasswordPlan{password, options.rounds, options.rounds};
    }
    if (!options.indicators.empty())
        plan.indicators = TRY(published_indicators(options.indicators));
    Planted planted = TRY(write_backup(plan, options.out));
    std::string list = options.planted.empty() ? options.out + ".planted.json" : options.planted;
    TRY(write_file(list, planted.json()));
    fmt::print("{}: {} traces, {} decoys, listed in {}\n", options.out, planted.traces.size(),
               planted.decoys.size(), list);
    return {};
}

Result<void> run_indicators(const Options& options) {
    Indicators made = options.count ? synthetic_indicators(options.count, options.plan.seed)
                                    : fictional_indicators();
    return write_file(options.out, stix_bundle(made));
}

Result<void> run_dump(Options& options) {
    static constexpr std::pair<std::string_view, DumpForm> kForms[] = {{"folder", DumpForm::folder},
                                                                       {"tar", DumpForm::tar},
                                                                       {"tar.gz", DumpForm::tar_gz},
                                                                       {"zip", DumpForm::zip}};
    auto form =
        std::ranges::find(kForms, options.form, [](const auto& each) { return each.first; });
    if (form == std::end(kForms))
        return fail(Errc::unsupported, "no form is called " + options.form);
    options.dump.form = form->second;
    if (!options.indicators.empty())
        options.plan.indicators = TRY(published_indicators(options.indicators));
    Planted planted = TRY(write_dump(options.dump, options.out));
    std::string list = options.planted.empty() ? options.out + ".planted.json" : options.planted;
    return write_file(list, planted.json());
}

// What both a backup and a dump can be asked for.
void add_phone(CLI::App* command, Options& options) {
    BackupPlan& plan = options.plan;
    command->add_option("--messages", plan.messages);
    command->add_option("--visits", plan.visits);
    command->add_option("--whatsapp", plan.whatsapp);
    command->add_option("--calls", plan.calls);
    command->add_option("--seed", plan.seed);
    command->add_flag("--clean", plan.clean, "Plant nothing");
    command->add_flag("--lockdown-mode", plan.lockdown_mode);
    command->add_option("--indicators", options.indicators,
                        "Folder of STIX files to take what is planted from");
    command->add_option("--planted", options.planted, "Where to list it (OUT.planted.json)");
}

CLI::App* add_dump(CLI::App& app, Options& options) {
    CLI::App* command = app.add_subcommand("dump", "Write a dump of a phone's file system");
    command->add_option("OUT", options.out, "The folder or file to make")->required();
    command->add_option("--form", options.form, "folder, tar, tar.gz or zip");
    command->add_option("--root", options.dump.root, "What stands before every path");
    command->add_option("--paths", options.dump.paths, "Files that nobody reads");
    command->add_option("--bytes", options.dump.bytes_of_each, "In each of them");
    add_phone(command, options);
    return command;
}

void add_backup(CLI::App& app, Options& options) {
    BackupPlan& plan = options.plan;
    CLI::App* command = app.add_subcommand("backup", "Write an iPhone backup");
    command->add_option("OUT", options.out, "The folder to make")->required();
    add_phone(command, options);
    command->add_option("--manifest-rows", plan.manifest_rows);
    command->add_option("--ios", plan.version, "Version of iOS that the backup names");
    command->add_flag("--old-schema", options.old_schema, "As iOS 10.1 wrote it");
    command->add_flag("--ios14", options.ios14, "As iOS 14 wrote it");
    command->add_flag("--no-shorteners", options.no_shorteners,
                      "No redirects by link shorteners, so that --clean gives no finding at all");
    command->add_flag("--no-wal", options.no_wal, "No write-ahead logs");
    command->add_flag("--encrypted", options.encrypted, "With the password bridle-test, or");
    command->add_option("--password-file", options.password_file, "with the one in this file");
    command->add_option("--rounds", options.rounds, "Rounds of each key derivation");
    command
        ->add_option("--damage", options.damage,
                     "rows, blobs, sizes, pages, truncated, missing, plists")
        ->delimiter(',');
}

int finish(const Result<void>& done) {
    if (done) return 0;
    fmt::print(stderr, "fabricate: {}\n", done.error().what);
    return 1;
}

int run(int argc, char** argv) {
    Options options;
    CLI::App app("Writes input to test Bridle with. Nothing in it is real.", "fabricate");
    app.require_subcommand(1);
    add_backup(app, options);
    CLI::App* dump = add_dump(app, options);
    CLI::App* indicators = app.add_subcommand("indicators", "Write a STIX bundle");
    indicators->add_option("OUT", options.out, "The file to make")->required();
    indicators->add_option("--count", options.count, "Synthetic ones; else a small fictional set");
    indicators->add_option("--seed", options.plan.seed);
    CLI::App* seeds = app.add_subcommand("seeds", "Write small files, good and damaged");
    seeds->add_option("DIR", options.out, "The folder to write into")->required();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    if (*dump) return finish(run_dump(options));
    if (*seeds) return finish(write_seeds(options.out));
    if (*indicators) return finish(run_indicators(options));
    return finish(run_backup(options));
}

}  // namespace

}  // namespace bridle::fabricate

int main(int argc, char** argv) {
    return bridle::fabricate::run(argc, argv);
}
