// The indicator sets installed on this machine: a folder of STIX files and an
// index.json that says of each where it came from, when, and its SHA-256.
// The index names every file by its contents and is replaced in one step, so
// whatever interrupts us leaves either the old sets or the new.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "net/https_get.h"

namespace bridle {

inline constexpr std::string_view kPublishedIndex =
    "https://raw.githubusercontent.com/mvt-project/mvt-indicators/main/indicators.yaml";

struct IndicatorSet {
    std::string name;
    std::string path;        // of the file here
    std::string origin;      // its address, or the file that it was imported from
    bool published = false;  // update keeps it in step with the index; an import stays
    Time fetched;            // when it was last seen to be what its origin has
    std::string sha256;
    std::uint64_t size = 0;
    bool intact = true;  // as far as list() has looked

    std::int64_t age_in_days(Time at) const;
};

struct InstalledSets {
    std::vector<IndicatorSet> sets;     // by name
    std::vector<std::string> problems;  // a file that is gone, altered, or not ours
    std::string index;                  // what update last followed
    std::optional<Time> updated;        // the last update in which nothing failed
};

// What import or update did to one set.
struct SetChange {
    enum class What : std::uint8_t { added, replaced, unchanged, removed, failed };
    What what;
    std::string name, origin;
    std::string reason = {};  // of a failure
    bool kept = false;        // of a failure: the version that was there still is
};

struct SetChanges {
    std::vector<SetChange> sets;
    bool complete() const;  // nothing failed
};

struct UpdateOptions {
    std::string index{kPublishedIndex};
    std::string github = "https://raw.githubusercontent.com";
    HttpsOptions https;
    // Before each set: its name, its number from 1, and how many there are.
    std::function<void(const std::string& name, std::size_t number, std::size_t count)> progress;
};

class IndicatorStore {
public:
    explicit IndicatorStore(std::string folder) : folder_(std::move(folder)) {}

    // $BRIDLE_INDICATORS, or bridle/indicators in $XDG_DATA_HOME or ~/.local/share.
    static Result<std::string> default_folder();

    const std::string& folder() const { return folder_; }

    // What lies there, each file compared with its digest. No folder: no sets.
    Result<InstalledSets> list() const;

    // One file, or every .stix2 and .json in a folder and those below it.
    Result<SetChanges> import(const std::string& path);

    // Follows the published index. A set that fails keeps its old version; one
    // that the index has dropped goes. Fails as a whole, changing nothing, when
    // the index itself cannot be had or read.
    Result<SetChanges> update(const UpdateOptions& options);

private:
    std::string folder_;
};

}  // namespace bridle
