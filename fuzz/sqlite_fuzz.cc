// The reader of databases, with whatever tables an input happens to have.

#include "base/text.h"
#include "format/sqlite.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bridle;
    Bytes input = std::as_bytes(std::span(data, size));
    static constexpr std::string_view kDivider = "\nWAL\n";  // before the log, if there is one
    std::size_t at = as_text(input).rfind(kDivider);
    const bool has_log = at != std::string_view::npos;
    MemoryFile file(has_log ? input.first(at) : input);
    MemoryFile log(has_log ? input.subspan(at + kDivider.size()) : Bytes());
    [[maybe_unused]] auto report = inspect_wal(log);
    auto db = Database::open(file, has_log ? &log : nullptr,
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
