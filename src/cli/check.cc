// bridle check: the main job, from an acquisition to a case with its reports.

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <future>
#include <iostream>

#include "acquisition/open.h"
#include "base/hash.h"
#include "base/host_file.h"
#include "base/password_source.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/indicator_source.h"
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

// The export of a register, and which file it is.
struct LoadedRegister {
    RegisterFile file;
    CaseRegister about;  // without attributions, which depend on the sets
};

static Result<LoadedRegister> load_register(const std::string& path) {
    std::string text = TRY(read_text_file(path, kRegisterFileBytes));
    auto file = RegisterFile::parse(text);
    if (!file) return fail(file.error().code, printable(path) + ": " + file.error().what);
    CaseRegister about{path, text.size(), hex(sha256(as_bytes(text))), file->about};
    return LoadedRegister{*std::move(file), std::move(about)};
}

static void describe_register(CaseWriter& writer, const LoadedRegister& loaded,
                              const Indicators& indicators) {
    Attributed used = attributed(loaded.file, indicators.sets());
    CaseRegister from = loaded.about;
    from.attributions = std::move(used.attributions);
    from.families = std::move(used.families);
    writer.set_register(std::move(from));
    if (!used.left_out) return;
    std::string what =
        fmt::format("{} attributions of families beyond what a case holds", grouped(used.left_out));
    writer.add(CaseProblem{"", 0, {{Errc::limit, std::move(what)}, "register", true}});
}

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
static Result<int> finish(CaseWriter& writer, const CheckOptions& options,
                          const std::string& output, const View& view,
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
    if (!options.quiet && !options.json) fmt::print("\nReport: {}/report.html\n", output);
    return code;
}

static constexpr std::int64_t kSqliteBytes = 128 << 20;

static int interrupted() {
    return complain({Errc::internal, "interrupted"}, kFailed);
}

namespace {

// What is the same for every acquisition of one call.
class Check {
public:
    Check(const CheckOptions& options, const std::atomic<bool>& stop, View view,
          std::vector<const Artifact*> artifacts, std::optional<LoadedRegister> from_register)
        : options_(options),
          stop_(stop),
          view_(std::move(view)),
          artifacts_(std::move(artifacts)),
          register_(std::move(from_register)),
          loading_(options) {}

    // Whether the sets of indicators are good.
    int load() { return loading_.get() ? kDone : complain(loading_.get().error(), kWrongUsage); }
    // Who agreed, asked when they are known to be good.
    int prepare() {
        if (asks_for_consent(options_))
            if (int code = load()) return code;
        consent_ = ask_for_consent(options_, stop_);
        return stop_ ? interrupted() : kDone;
    }
    int examine_one(const Candidate& candidate, CaseWriter& writer, const std::string& output);

private:
    Result<Secret> password() {
        if (!loading_.get()) return std::unexpected(loading_.get().error());
        return password_from(options_.password_file, options_.password_fd, "password of the backup",
                             &stop_)();
    }

    const CheckOptions& options_;
    const std::atomic<bool>& stop_;
    View view_;
    std::vector<const Artifact*> artifacts_;
    std::optional<LoadedRegister> register_;
    IndicatorLoading loading_;
    std::string consent_;
};

int Check::examine_one(const Candidate& candidate, CaseWriter& writer, const std::string& output) {
    auto acquisition = open_acquisition(candidate, {.password = [this] { return password(); },
                                                    .cancel = &stop_,
                                                    .scratch = writer.workspace()});
    const Time opened = now();
    auto plan = acquisition ? make_plan(**acquisition, artifacts_, writer.workspace())
                            : Result<Plan>(std::unexpected(acquisition.error()));
    if (stop_) return interrupted();
    auto& loaded = loading_.get();
    if (!loaded) return complain(loaded.error(), kWrongUsage);
    if (!plan) return complain(plan.error(), kNotExamined);
    writer.add(Custody{opened, "opened"});
    describe(writer, options_, **acquisition, *loaded, consent_);
    if (register_) describe_register(writer, *register_, loaded->indicators);

    Progress progress;
    ExamineOptions examination;
    examination.keep_messages = options_.keep_all;
    examination.threads = options_.threads;
    examination.stop = &stop_;
    examination.progress = &progress;
    auto done = [&] {
        ProgressLine line(progress, options_.quiet);
        return examine(**acquisition, *plan, loaded->indicators, examination, writer);
    }();
    if (!done) return complain(done.error(), kFailed);
    writer.add(Custody{now(), "read"});
    auto code = finish(writer, options_, output, view_, stop_);
    return code ? *code : complain(code.error(), kFailed);
}

// Of several cases the exit code tells the gravest.
int graver(int a, int b) {
    static constexpr int kGravest[] = {kFailed, kFindings, kWrongUsage, kNotExamined, kIncomplete};
    for (int code : kGravest)
        if (a == code || b == code) return code;
    return std::max(a, b);
}

// What the folder of the case is called that stands for an acquisition.
std::string name_for(const Candidate& candidate) {
    std::error_code error;
    const auto path = std::filesystem::canonical(candidate.path, error);
    return (error ? std::filesystem::path(candidate.path) : path).filename().string();
}

std::optional<int> refuse_within(const std::string& output,
                                 std::span<const Candidate> candidates = {}) {
    if (!lies_in_acquisition(output, candidates)) return std::nullopt;
    return complain({Errc::unsupported, printable(output) +
                                            ": lies within the acquisition, in which nothing is "
                                            "ever written; choose a folder elsewhere"},
                    kWrongUsage);
}

int check_each(Check& check, const CheckOptions& options, const std::atomic<bool>& stop,
               const std::vector<Candidate>& candidates) {
    int code = kDone;
    for (const Candidate& candidate : candidates) {
        if (stop) return interrupted();
        if (!options.quiet && !options.json) fmt::print("\n{}\n", printable(candidate.path));
        const std::string output = options.output + "/" + name_for(candidate);
        auto writer = CaseWriter::create(output);
        if (!writer) return complain(writer.error(), kFailed);
        code = graver(code, check.examine_one(candidate, *writer, output));
    }
    return code;
}

// A folder for cases, which is made; as with a case, what it holds already is never mixed with
// them.
Result<void> make_folder_of_cases(const std::string& path) {
    std::error_code error;
    if (std::filesystem::exists(path, error) && !std::filesystem::is_empty(path, error))
        return fail(Errc::unsupported, printable(path) + ": holds something already");
    std::filesystem::create_directories(path, error);
    if (error) return fail(Errc::io, printable(path) + ": " + error.message());
    return {};
}

std::unexpected<Error> no_such_kind(const std::string& name) {
    return fail(Errc::unsupported, "--as " + name + ": there are ios-backup and filesystem");
}

int check_all(Check& check, const CheckOptions& options, const std::atomic<bool>& stop,
              std::optional<AcquisitionKind> as) {
    auto candidates = find_acquisitions(options.acquisition, as);
    if (!candidates) return complain(candidates.error(), kNotExamined);
    if (auto code = refuse_within(options.output, *candidates)) return *code;
    if (int code = check.load()) return code;
    if (auto made = make_folder_of_cases(options.output); !made)
        return complain(made.error(),
                        made.error().code == Errc::unsupported ? kWrongUsage : kFailed);
    if (int code = check.prepare()) return code;
    return check_each(check, options, stop, *candidates);
}

}  // namespace

int check(const CheckOptions& options, const std::atomic<bool>& stop) {
    auto artifacts = artifacts_named(options.only);
    if (!artifacts) return complain(artifacts.error(), kWrongUsage);
    auto view = view_in(options.timezone);
    if (!view) return complain(view.error(), kWrongUsage);
    auto as = acquisition_kind_named(options.as);
    if (!options.as.empty() && !as) return complain(no_such_kind(options.as).error(), kWrongUsage);
    if (auto code = refuse_within(options.output)) return *code;
    std::optional<LoadedRegister> from_register;
    if (!options.register_file.empty()) {
        auto loaded = load_register(options.register_file);
        if (!loaded) return complain(loaded.error(), kWrongUsage);
        from_register = *std::move(loaded);
    }
    limit_sqlite_memory(kSqliteBytes);
    if (options.each) {
        Check check(options, stop, *view, *artifacts, std::move(from_register));
        return check_all(check, options, stop, as);
    }
    auto candidate = find_acquisition(options.acquisition, as);
    if (!candidate) return complain(candidate.error(), kNotExamined);
    if (auto code = refuse_within(options.output, std::span(&*candidate, 1))) return *code;
    auto writer = CaseWriter::create(options.output);
    if (!writer)
        return complain(writer.error(),
                        writer.error().code == Errc::unsupported ? kWrongUsage : kFailed);
    Check check(options, stop, *view, *artifacts, std::move(from_register));
    if (int code = check.prepare()) return code;
    return check.examine_one(*candidate, *writer, options.output);
}

}  // namespace bridle
