#include "cli/indicator_source.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "base/host_file.h"
#include "base/text.h"

namespace bridle {

namespace fs = std::filesystem;

static constexpr std::uint64_t kSetBytes = 256 << 20;

std::size_t LoadedIndicators::values() const {
    std::size_t count = 0;
    for (const SetReport& set : indicators.sets())
        for (std::size_t of_kind : set.values) count += of_kind;
    return count;
}

std::string LoadedIndicators::sentence(Time now) const {
    std::size_t sets = indicators.sets().size();
    if (sets == 0)
        return "No indicators: only the rules are applied. Install sets with `bridle indicators "
               "update`, or name some with -i.";
    std::string text = fmt::format("Indicators: {} value{} from {} {}set{}", grouped(values()),
                                   values() == 1 ? "" : "s", sets, installed ? "installed " : "",
                                   sets == 1 ? "" : "s");
    std::optional<Time> oldest, newest;
    for (const Origin& origin : origins) {
        if (!origin.date) continue;
        oldest = oldest ? std::min(*oldest, *origin.date) : *origin.date;
        newest = newest ? std::max(*newest, *origin.date) : *origin.date;
    }
    if (!oldest) return text + ".";
    auto days = [&](Time time) {
        return std::chrono::floor<std::chrono::days>(now - time).count();
    };
    if (days(*oldest) == days(*newest)) return text + fmt::format(", {} days old.", days(*newest));
    return text + fmt::format(", between {} and {} days old.", days(*newest), days(*oldest));
}

static std::optional<Time> changed(const std::string& path) {
    struct stat status;
    if (stat(path.c_str(), &status) != 0) return std::nullopt;
    return to_time(std::int64_t{status.st_mtim.tv_sec}, Epoch::unix_seconds);
}

static Result<void> add_set(LoadedIndicators& loaded, const std::string& path, std::string where,
                            std::optional<Time> date, Time now) {
    LargeBuffer bytes = TRY(read_file(path, kSetBytes));
    const std::size_t before = loaded.indicators.sets().size();
    SetReport report = TRY(loaded.indicators.add(bytes, fs::path(path).filename().string(), now));
    if (loaded.indicators.sets().size() == before) return {};  // the same once more
    if (report.indicators == 0)
        loaded.problems.push_back(path + ": a STIX bundle without indicators");
    loaded.origins.push_back({std::move(where), date});
    return {};
}

static bool is_set(const fs::path& path) {
    std::string extension = lower(path.extension().string());
    return extension == ".stix2" || extension == ".json" || extension == ".stix";
}

// In an order that does not depend on the file system.
static Result<std::vector<std::string>> sets_in(const std::string& folder) {
    std::vector<std::string> paths;
    std::error_code error;
    for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end;
         it.increment(error))
        if (it->is_regular_file() && is_set(it->path())) paths.push_back(it->path().string());
    if (error) return fail(Errc::io, folder + ": " + error.message());
    if (paths.empty())
        return fail(Errc::io, folder + ": no indicator sets in it (.stix2 or .json files)");
    std::ranges::sort(paths);
    return paths;
}

Result<LoadedIndicators> load_indicators(const std::vector<std::string>& paths, Time now) {
    LoadedIndicators loaded;
    for (const std::string& path : paths) {
        std::error_code ignored;
        if (!fs::is_directory(path, ignored)) {
            TRY(add_set(loaded, path, path, changed(path), now));
            continue;
        }
        // One bad file in a folder must not cost the others; nobody named it.
        std::vector<std::string> files = TRY(sets_in(path));
        Result<void> last;
        std::size_t good = 0;
        for (const std::string& file : files) {
            last = add_set(loaded, file, file, changed(file), now);
            good += last.has_value();
            if (!last) loaded.problems.push_back(last.error().what);
        }
        if (good == 0) return std::unexpected(last.error());
    }
    loaded.indicators.compile();
    return loaded;
}

Result<LoadedIndicators> load_installed_indicators(const IndicatorStore& store, Time now) {
    LoadedIndicators loaded;
    loaded.installed = true;
    InstalledSets installed = TRY(store.list());
    loaded.problems = std::move(installed.problems);
    for (const IndicatorSet& set : installed.sets) {
        if (!set.intact) continue;  // which the list has said
        auto added = add_set(loaded, set.path, set.origin, set.fetched, now);
        if (!added) loaded.problems.push_back(added.error().what);
    }
    loaded.indicators.compile();
    return loaded;
}

}  // namespace bridle
