#include "artifact/rows.h"

#include "base/text.h"

namespace bridle {

Result<Database> open_database(const Input& input, Output& out) {
    Database db = TRY(Database::open(input.file, input.wal));
    if (std::uint64_t missing = db.bytes_missing(); missing && !input.wal)
        out.problem({Errc::truncated, "the file ends " + grouped(missing) + " bytes too early",
                     input.file.size()});
    if (!input.wal) return db;
    auto log = inspect_wal(*input.wal);
    if (!log)
        out.problem(log.error(), "write-ahead log");
    else if (log->other_frames)
        out.remark("the write-ahead log holds " + grouped(log->other_frames) +
                       " pages that were never committed or are left over; they are not read",
                   "write-ahead log");
    return db;
}

Result<void> each_row(const Select& select, Output& out,
                      const std::function<Result<void>(const Row&)>& visit) {
    for (const std::string& part : select.missing())
        out.problem({Errc::unsupported, "not in this file: " + part}, part);
    auto careful = [&](const Row& row) -> Result<void> {
        auto done = visit(row);
        if (done || done.error().code == Errc::limit) return done;
        out.problem(done.error());
        return {};
    };
    return select.each(careful, [&](Error error) { out.problem(std::move(error)); });
}

}  // namespace bridle
