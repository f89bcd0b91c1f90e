// bridle indicators list|check|import|update

#include <fmt/format.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/indicator_source.h"

namespace bridle {

int list_indicators(const IndicatorStore& store) {
    auto installed = store.list();
    if (!installed) return complain(installed.error(), kFailed);
    if (installed->sets.empty())
        fmt::print(
            "No indicator sets are installed in {}.\nFetch the published ones with `bridle "
            "indicators update`, or take your own with `bridle indicators import PATH`.\n",
            store.folder());
    for (const IndicatorSet& set : installed->sets)
        fmt::print("{}\n  {} days old, SHA-256 {}\n  from {}\n", set.name, set.age_in_days(now()),
                   set.sha256, set.origin);
    for (const std::string& problem : installed->problems)
        fmt::print(stderr, "bridle: {}\n", problem);
    return installed->problems.empty() ? kDone : kFailed;
}

static void print_report(const SetReport& set) {
    fmt::print("{}\n  SHA-256 {}\n", printable(set.name), set.sha256);
    if (!set.families.empty())
        fmt::print("  of {}\n", printable(fmt::format("{}", fmt::join(set.families, ", "))));
    fmt::print("  {} indicators", set.indicators);
    for (std::size_t kind = 0; kind < kIndicatorKinds; kind++)
        if (set.values[kind])
            fmt::print(", {} {}", set.values[kind], name_of(static_cast<IndicatorKind>(kind)));
    fmt::print("\n");
    if (set.revoked) fmt::print("  {} revoked, not used\n", set.revoked);
    if (set.expired) fmt::print("  {} expired, not used\n", set.expired);
    for (const SetReport::Unsupported& each : set.unsupported)
        fmt::print("  not used: {}: {}: {}\n", printable(each.indicator_id), printable(each.reason),
                   printable(each.pattern));
}

int check_indicators(const std::vector<std::string>& files) {
    auto loaded = load_indicators(files, now());
    if (!loaded) return complain(loaded.error(), kFailed);
    for (const SetReport& set : loaded->indicators.sets()) print_report(set);
    for (const std::string& problem : loaded->problems)
        fmt::print(stderr, "bridle: {}\n", printable(problem));
    return loaded->problems.empty() ? kDone : kFailed;
}

static int report_changes(const Result<SetChanges>& changes) {
    if (!changes) return complain(changes.error(), kFailed);
    for (const SetChange& change : changes->sets) {
        using What = SetChange::What;
        switch (change.what) {
            case What::added:
                fmt::print("added      {}\n", change.name);
                break;
            case What::replaced:
                fmt::print("replaced   {}\n", change.name);
                break;
            case What::unchanged:
                fmt::print("unchanged  {}\n", change.name);
                break;
            case What::removed:
                fmt::print("removed    {}\n", change.name);
                break;
            case What::failed:
                fmt::print(stderr, "failed     {}: {}{}\n", change.name, change.reason,
                           change.kept ? "; the version that was here stays" : "");
                break;
        }
    }
    if (!changes->complete()) fmt::print(stderr, "bridle: not every set is up to date\n");
    return changes->complete() ? kDone : kFailed;
}

int import_indicators(IndicatorStore& store, const std::string& path) {
    return report_changes(store.import(path));
}

int update_indicators(IndicatorStore& store, const UpdateOptions& options) {
    return report_changes(store.update(options));
}

}  // namespace bridle
