// What a keeper does with a register from the command line: make it, look at it, fill it, publish
// it, move it.

#include <fmt/format.h>
#include <unistd.h>

#include "base/host_file.h"
#include "base/json.h"
#include "base/text.h"
#include "register/cli/commands.h"
#include "register/cli/import.h"
#include "register/model/attribution.h"
#include "register/service/keys.h"
#include "register/service/source_file.h"
#include "register/web/publish.h"

namespace bridle::registry {

static constexpr std::uint64_t kMostImportBytes = std::uint64_t{4} << 30;

int complain(const Error& error, int code) {
    fmt::print(stderr, "bridle-register: {}\n", error.what);
    return code;
}

static int with_register(const std::string& folder, Register::Mode mode, const auto& work) {
    auto registry = Register::open(folder, mode);
    if (!registry) return complain(registry.error());
    Result<void> done = work(**registry);
    return done ? kDone : complain(done.error());
}

int init(const std::string& folder, const Settings& given) {
    Settings settings = given;
    while (settings.url.ends_with('/')) settings.url.pop_back();
    settings.desk = settings.url;
    if (settings.origin.empty()) {
        std::size_t scheme = settings.url.find("://");
        settings.origin =
            settings.url.substr(scheme == std::string::npos ? 0 : scheme + 3) + "/log";
    }
    if (auto made = Register::create(folder, settings); !made) return complain(made.error());
    return status(folder, false);
}

static Result<std::optional<StoredCheckpoint>> last_checkpoint(Register& registry) {
    auto lease = TRY(registry.readers().lend());
    return lease->log.latest_published();
}

int status(const std::string& folder, bool json) {
    return with_register(folder, Register::Mode::read, [&](Register& registry) -> Result<void> {
        std::optional<StoredCheckpoint> last = TRY(last_checkpoint(registry));
        if (!json) {
            fmt::print("{}\nlog {}\n\n{}", registry.settings().name, registry.vkey(),
                       last ? last->note : "nothing signed yet\n");
            return {};
        }
        std::string out;
        JsonWriter(out)
            .begin_object()
            .text("name", registry.settings().name)
            .text("vkey", registry.vkey())
            .number("size", last ? static_cast<std::int64_t>(last->size) : 0)
            .text("checkpoint", last ? last->note : "")
            .end_object();
        fmt::print("{}\n", out);
        return {};
    });
}

int import_records(const std::string& folder, const std::string& file) {
    return with_register(folder, Register::Mode::write, [&](Register& registry) -> Result<void> {
        std::string text = TRY(read_text_file(file, kMostImportBytes));
        std::uint64_t done = TRY(import_lines(registry, text, file));
        fmt::print("{} records published\n", grouped(done));
        return {};
    });
}

int take_down(const std::string& folder, const Takedown& asked) {
    return with_register(folder, Register::Mode::write, [&](Register& registry) -> Result<void> {
        Takedown takedown = asked;
        takedown.actor = "administrator";
        Accepted done = TRY(registry.take_down(takedown));
        fmt::print("{}: leaf {} says that it was taken down, and why\n", done.record_id,
                   done.index);
        return {};
    });
}

int add_file(const std::string& folder, const std::string& record, const std::string& file) {
    return with_register(folder, Register::Mode::write, [&](Register& registry) -> Result<void> {
        std::string bytes = TRY(read_text_file(file, kMostSourceFile));
        Actor actor;
        actor.role = Role::administrator;
        AddedFile added = TRY(add_source_file(registry, actor, record, bytes));
        fmt::print("{}/files/{}\n", registry.settings().url, added.sha256);
        return {};
    });
}

int publish(const std::string& folder, const std::string& output) {
    return with_register(folder, Register::Mode::read, [&](Register& registry) -> Result<void> {
        PublishReport report = TRY(publish_site(registry, output));
        fmt::print("{} files written, {} as they were: {}\n", grouped(report.written),
                   grouped(report.unchanged), output);
        return {};
    });
}

int migrate(const std::string& folder, const std::string& to) {
    return with_register(folder, Register::Mode::write, [&](Register& registry) -> Result<void> {
        Settings settings = registry.settings();
        settings.store = to;
        TRY(settings.check());
        // Whoever holds the writer's lock of both is alone with them.
        auto target = TRY(Store::open(settings.store_address(folder), Access::create));
        TRY(target->database().lock_writer());
        auto source = TRY(registry.readers().lend());
        TRY(copy_store(*source, *target));
        TRY(replace_file(folder, "register.json", settings.text()));
        fmt::print(
            "everything is in {}, which {}/register.json names from now on; the old store is left "
            "as it was\n",
            to, folder);
        return {};
    });
}

int print_attribution(const std::string& folder) {
    return with_register(folder, Register::Mode::read, [&](Register& registry) -> Result<void> {
        auto lease = TRY(registry.readers().lend());
        std::string text = TRY(attribution_export(*lease, registry.settings()));
        fmt::print("{}\n", text);
        return {};
    });
}

int ask_witnesses(const std::string& folder) {
    return with_register(folder, Register::Mode::write, [&](Register& registry) -> Result<void> {
        auto reports = TRY(registry.ask_witnesses());
        for (const auto& report : reports) fmt::print("{}: {}\n", report.name, report.outcome);
        if (reports.empty()) fmt::print("the settings name no witness\n");
        return {};
    });
}

}  // namespace bridle::registry
