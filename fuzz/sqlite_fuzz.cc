// The reader of databases, with whatever tables an input happens to have.

#include "base/text.h"
#include "format/sqlite.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bridle;
    Bytes input = std::as_bytes(std::span(data, size));
    // The first two bytes say how much of the rest is the log.
    if (input.size() < 2) return 0;
    std::size_t log_size =
        std::to_integer<std::size_t>(input[0]) * 256 + std::to_integer<std::size_t>(input[1]);
    input = input.subspan(2);
    log_size = std::min(log_size, input.size());
    MemoryFile file(input.first(input.size() - log_size)), log(input.last(log_size));
    [[maybe_unused]] auto report = inspect_wal(log);
    auto db = Database::open(file, log_size ? &log : nullptr,
                             {.query_time = std::chrono::seconds(2), .row_bytes = 1 << 20});
    if (!db) return 0;
    for (std::string_view table : {"message", "access", "ZPROCESS", "notes", "t"}) {
        Select select(*db, table);
        std::vector<Column> columns;
        for (const std::string& name : db->columns(table))
            columns.push_back(select.optional(std::string(table) + "." + name));
        [[maybe_unused]] auto done = select.each(
            [&](const Row& row) -> Result<void> {
                for (Column column : columns) {
                    std::size_t sum =
                        row.text(column).value_or("").size() + row.blob(column).size();
                    [[maybe_unused]] volatile std::size_t used = sum;
                    [[maybe_unused]] auto time = row.time(column, Epoch::cocoa);
                }
                return {};
            },
            [](const Error&) {});
    }
    return 0;
}
