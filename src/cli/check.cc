// bridle check: the main job, from a backup to a case with its reports.

#include <fmt/format.h>
#include <unistd.h>

#include <future>
#include <iostream>

#include "acquisition/open.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/indicator_source.h"
#include "cli/password.h"
#include "cli/progress_line.h"
#include "cli/view.h"
#include "format/sqlite.h"

namespace bridle {

int complain(const Error& error, int code) {
    fmt::print(stderr, "bridle: {}\n", error.what);
    return code;
}

static Result<std::vector<const Artifact*>> artifacts_named(const std::vector<std::string>& names) {
    std::vector<const Artifact*> artifacts;
    if (names.empty()) artifacts.assign(all_artifacts().begin(), all_artifacts().end());
    for (const std::string& name : names) {
        const Artifact* artifact = find_artifact(name);
        if (!artifact) {
            std::string all;
            for (const Artifact* each : all_artifacts()) all += " " + std::string(each->name);
            return fail(Errc::unsupported, "no artifact is called " + name + "; there are:" + all);
        }
        artifacts.push_back(artifact);
    }
    return artifacts;
}

static bool asks_for_consent(const CheckOptions& options) {
    return options.consent.empty() && !options.quiet && isatty(STDIN_FILENO) &&
           isatty(STDERR_FILENO);
}

static std::string ask_for_consent(const CheckOptions& options, const std::atomic<bool>& stop) {
    if (!asks_for_consent(options)) return options.consent;
    fmt::print(stderr, "Who agreed to this examination, and when? It is written into the case: ");
    std::string consent;
    if (wait_to_read(STDIN_FILENO, &stop)) std::getline(std::cin, consent);
    return consent;
}

// Without a folder for installed sets there are none, and the rules still apply.
static Result<LoadedIndicators> indicators_for(const CheckOptions& options) {
    if (!options.indicators.empty()) return load_indicators(options.indicators, now());
    auto folder = IndicatorStore::default_folder();
    if (folder) return load_installed_indicators(IndicatorStore(*folder), now());
    LoadedIndicators none;
    none.indicators.compile();
    return none;
}

// Reads the sets while the acquisition is opened.
class IndicatorLoading {
public:
    explicit IndicatorLoading(const CheckOptions& options)
        : options_(options),
          loading_(std::async(std::launch::async, [&] { return indicators_for(options); })) {}

    // Waits for them, and says once which they are: before anybody is asked anything.
    Result<LoadedIndicators>& get() {
        if (loaded_) return *loaded_;
        loaded_ = loading_.get();
        if (!*loaded_ || options_.quiet) return *loaded_;
        if (!options_.json) fmt::print(stderr, "{}\n", (*loaded_)->sentence(now()));
        for (const std::string& problem : (*loaded_)->problems)
            fmt::print(stderr, "bridle: {}\n", problem);
        return *loaded_;
    }

private:
    const CheckOptions& options_;
    std::future<Result<LoadedIndicators>> loading_;
    std::optional<Result<LoadedIndicators>> loaded_;
};

static void describe(CaseWriter& writer, const CheckOptions& options,
                     const Acquisition& acquisition, const LoadedIndicators& loaded,
                     const std::string& consent) {
    writer.set_acquisition(acquisition);
    writer.set_meta("consent", consent);
    writer.set_meta("only", fmt::format("{}", fmt::join(options.only, ",")));
    writer.set_meta("keep", options.keep_all ? "all" : "");
    auto sets = loaded.indicators.sets();
    for (std::size_t i = 0; i < sets.size(); i++)
        writer.add(sets[i], loaded.origins[i].where, loaded.origins[i].date);
    for (const std::string& problem : loaded.problems)
        writer.add(CaseProblem{"", 0, Problem{Error{Errc::io, problem}, "indicators"}});
}

// The case is complete on disk before its reports are written, and they are
// before it gets its name.
static Result<int> finish(CaseWriter& writer, const CheckOptions& options, const View& view,
                          const std::atomic<bool>& stop) {
    TRY(writer.seal());
    std::string text;
    int code = kFailed;
    {
        Case from = TRY(Case::open(writer.workspace()));
        TRY(write_reports(from, view, writer));
        text = options.json ? summary_json(from, view) : summary(from, view, terminal_summary());
        code = from.verdict().exit_code;
    }
    if (stop) return fail(Errc::internal, "interrupted");
    TRY(writer.publish());
    if (!options.quiet) fmt::print("{}", text);
    if (!options.quiet && !options.json) fmt::print("\nReport: {}/report.html\n", options.output);
    return code;
}

static constexpr std::int64_t kSqliteBytes = 128 << 20;

static int interrupted() {
    return complain({Errc::internal, "interrupted"}, kFailed);
}

int check(const CheckOptions& options, const std::atomic<bool>& stop) {
    auto artifacts = artifacts_named(options.only);
    if (!artifacts) return complain(artifacts.error(), kWrongUsage);
    auto view = view_in(options.timezone);
    if (!view) return complain(view.error(), kWrongUsage);
    if (lies_in_acquisition(options.output))
        return complain({Errc::unsupported, printable(options.output) +
                                                ": lies within the backup, in which nothing is "
                                                "ever written; choose a folder elsewhere"},
                        kWrongUsage);
    auto writer = CaseWriter::create(options.output);
    if (!writer)
        return complain(writer.error(),
                        writer.error().code == Errc::unsupported ? kWrongUsage : kFailed);
    if (auto known = recognise_acquisition(options.acquisition); !known)
        return complain(known.error(), kNotExamined);
    limit_sqlite_memory(kSqliteBytes);
    IndicatorLoading loading(options);
    if (asks_for_consent(options) && !loading.get())
        return complain(loading.get().error(), kWrongUsage);
    const std::string consent = ask_for_consent(options, stop);
    if (stop) return interrupted();

    PasswordSource password = [&]() -> Result<Secret> {
        if (!loading.get()) return std::unexpected(loading.get().error());
        return password_from(options.password_file, options.password_fd, &stop)();
    };
    auto acquisition = open_acquisition(options.acquisition, password, &stop);
    const Time opened = now();
    auto plan = acquisition ? make_plan(**acquisition, *artifacts)
                            : Result<Plan>(std::unexpected(acquisition.error()));
    if (stop) return interrupted();
    auto& loaded = loading.get();
    if (!loaded) return complain(loaded.error(), kWrongUsage);
    if (!plan) return complain(plan.error(), kNotExamined);
    writer->add(Custody{opened, "opened"});
    describe(*writer, options, **acquisition, *loaded, consent);

    Progress progress;
    ExamineOptions examination;
    examination.keep_messages = options.keep_all;
    examination.threads = options.threads;
    examination.stop = &stop;
    examination.progress = &progress;
    auto done = [&] {
        ProgressLine line(progress, options.quiet);
        return examine(**acquisition, *plan, loaded->indicators, examination, *writer);
    }();
    if (!done) return complain(done.error(), kFailed);
    writer->add(Custody{now(), "read"});
    auto code = finish(*writer, options, *view, stop);
    return code ? *code : complain(code.error(), kFailed);
}

}  // namespace bridle
