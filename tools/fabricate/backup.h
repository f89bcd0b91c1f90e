// A whole iPhone backup, from a plan. The same plan gives the same bytes.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "fabricate/key_bag.h"
#include "fabricate/phone_plists.h"
#include "fabricate/trace.h"

namespace bridle::fabricate {

enum class Generation : std::uint8_t {
    ios10,    // times in seconds, older tables; encrypted with one derivation, Manifest.db plain
    ios14,    // nanoseconds, words both in `text` and in attributedBody
    current,  // words in attributedBody only
};

struct Damage {
    bool rows = false;       // in every database, rows that contradict their columns
    bool blobs = false;      // in Manifest.db, attributes that are no archive, names that climb out
    bool sizes = false;      // Size in the manifest wrong for two files
    bool pages = false;      // a page of sms.db and of History.db overwritten
    bool truncated = false;  // ChatStorage.sqlite cut at 60 %
    bool missing = false;    // CallHistory.storedata listed, but not there
    bool plists = false;     // idstatuscache.plist cut in half
};

struct BackupPlan {
    std::uint64_t seed = 1;
    std::size_t messages = 200, visits = 200, whatsapp = 100, calls = 50, manifest_rows = 500;
    Generation generation = Generation::current;
    std::string version = {};  // of iOS; empty: one that goes with the generation
    Time taken = kTaken;
    bool clean = false;      // plants nothing
    bool shorteners = true;  // in the history; no trace, but a cautious rule remarks upon them
    bool wal = true;
    bool lockdown_mode = false;
    Indicators indicators = fictional_indicators();
    std::optional<PasswordPlan> encryption = {};
    Damage damage = {};
};

// Hands over one file after the other: its name in the backup ("3d/3d0d7e…",
// "Info.plist") and its bytes.
using FileSink = std::function<Result<void>(std::string_view name, std::string_view bytes)>;
Result<Planted> make_backup(const BackupPlan& plan, const FileSink& sink);

// Into a folder, which is made and must not exist. What was planted is left
// to the caller to write: a backup does not contain it.
Result<Planted> write_backup(const BackupPlan& plan, const std::string& folder);

}  // namespace bridle::fabricate
