#include "register/cli/import.h"

#include <fmt/format.h>
#include <malloc.h>

#include <future>

#include "base/text.h"
#include "format/json_value.h"

namespace bridle::registry {

static constexpr std::size_t kBatch = 10'000;  // records in one transaction

// One line of an import as a new version.
static Result<NewVersion> read_line(std::string_view line) {
    Json record = TRY(Json::parse(line));
    NewVersion version;
    version.type = record["type"].text();
    version.record_id = record["id"].text();
    if (Json* body = record.find("body")) version.body = std::move(*body);
    version.actor = "registrar";
    if (version.type.empty() || !version.body.is_object())
        return fail(Errc::corrupt, "is no record: {\"type\": …, \"body\": {…}} is expected");
    TRY(make_ready(version));
    return version;
}

namespace {

struct Lines {
    std::string_view rest, name;
    std::uint64_t number = 0;  // of the last one

    // The next records, checked but for their links; none at the end.
    Result<std::vector<NewVersion>> batch() {
        std::vector<NewVersion> versions;
        versions.reserve(kBatch);
        while (!rest.empty() && versions.size() < kBatch) {
            std::string_view line = rest.substr(0, rest.find('\n'));
            rest.remove_prefix(std::min(rest.size(), line.size() + 1));
            number++;
            if (trimmed(line).empty()) continue;
            auto version = read_line(line);
            if (!version)
                return fail(version.error().code,
                            fmt::format("{}, line {}: {}", name, number, version.error().what));
            versions.push_back(std::move(*version));
        }
        return versions;
    }
};

}  // namespace

// While one batch is stored, the next one is read and checked.
Result<std::uint64_t> import_lines(Register& registry, std::string_view text,
                                   std::string_view name) {
    // What one batch took is kept for the next: to give it back and ask again is a tenth of the
    // time.
    mallopt(M_TRIM_THRESHOLD, 256 << 20);
    mallopt(M_TOP_PAD, 16 << 20);
    Lines lines{text, name};
    std::uint64_t done = 0;
    auto read = lines.batch();
    while (read && !read->empty()) {
        std::vector<NewVersion> batch = *std::move(read);
        const std::uint64_t number = lines.number;
        auto next = std::async(std::launch::async, [&] { return lines.batch(); });
        const std::size_t count = batch.size();
        auto accepted = registry.publish(std::move(batch));
        read = next.get();
        if (!accepted)
            return fail(accepted.error().code,
                        fmt::format("{}, one of the {} records up to line {}: {}", name, count,
                                    number, accepted.error().what));
        done += accepted->size();
    }
    if (!read) return std::unexpected(std::move(read).error());
    return done;
}

}  // namespace bridle::registry
