#include "register/cli/import.h"

#include <fmt/format.h>

#include "base/text.h"
#include "format/json_value.h"

namespace bridle::registry {

static constexpr std::size_t kBatch = 5000;  // records in one transaction

// One line of an import as a new version.
static Result<NewVersion> read_line(std::string_view line) {
    Json record = TRY(Json::parse(line));
    NewVersion version;
    version.type = record["type"].text();
    version.record_id = record["id"].text();
    version.body = record["body"];
    version.actor = "registrar";
    if (version.type.empty() || !version.body.is_object())
        return fail(Errc::corrupt, "is no record: {\"type\": …, \"body\": {…}} is expected");
    return version;
}

Result<std::uint64_t> import_lines(Register& registry, std::string_view text,
                                   std::string_view name) {
    std::vector<NewVersion> batch;
    std::uint64_t done = 0, number = 0;
    std::string_view rest = text;
    while (!rest.empty() || !batch.empty()) {
        if (!rest.empty()) {
            std::string_view line = rest.substr(0, rest.find('\n'));
            rest.remove_prefix(std::min(rest.size(), line.size() + 1));
            number++;
            if (trimmed(line).empty()) continue;
            auto version = read_line(line);
            if (!version)
                return fail(version.error().code,
                            fmt::format("{}, line {}: {}", name, number, version.error().what));
            batch.push_back(std::move(*version));
        }
        if (batch.size() < kBatch && !rest.empty()) continue;
        auto accepted = registry.publish(batch);
        if (!accepted)
            return fail(accepted.error().code,
                        fmt::format("{}, one of the {} records up to line {}: {}", name,
                                    batch.size(), number, accepted.error().what));
        done += accepted->size();
        batch.clear();
    }
    return done;
}

}  // namespace bridle::registry
