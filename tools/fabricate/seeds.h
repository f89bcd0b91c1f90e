// Small files of every format and artifact, good and damaged: fixtures of the
// contract tests and first inputs of the fuzzers.

#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bridle::fabricate {

// Calls `write` with a name ("sms/two_messages.db", "plist/shared.plist") and the bytes.
using SeedSink = std::function<Result<void>(std::string_view name, std::string_view bytes)>;
Result<void> make_seeds(const SeedSink& write);

// Into a folder, which is made if need be; files that exist are written anew.
Result<void> write_seeds(const std::string& folder);

}  // namespace bridle::fabricate
