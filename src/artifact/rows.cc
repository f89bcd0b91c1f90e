#include "artifact/rows.h"

#include "base/text.h"

namespace bridle {

Result<Database> open_database(const Input& input, Output& out) {
    static constexpr char kLog[] = "write-ahead log";
    const File* wal = input.wal;
    if (wal) {
        auto log = inspect_wal(*wal);
        if (!log) {
            out.problem(log.error(), kLog);
            wal = nullptr;  // SQLite would ignore it, or refuse the database
        } else if (log->damaged_frames) {
            out.problem({Errc::corrupt, grouped(log->damaged_frames) +
                                            " pages of the write-ahead log are damaged or lie "
                                            "behind damage; they are not read"},
                        kLog);
        }
        if (log && log->other_frames)
            out.remark("the write-ahead log holds " + grouped(log->other_frames) +
                           " pages that were never committed or are left over; they are not read",
                       kLog);
    }
    auto opened = Database::open(input.file, wal);
    if (!opened && wal) {
        auto without = Database::open(input.file);
        if (!without) return opened;
        out.problem({opened.error().code, "read without its log: " + opened.error().what}, kLog);
        opened = std::move(without);
    }
    Database db = TRY(std::move(opened));
    for (const Error& problem : db.problems()) out.problem(problem);
    if (std::uint64_t missing = db.bytes_missing(); missing && !input.wal)
        out.problem({Errc::truncated, "the file ends " + grouped(missing) + " bytes too early",
                     input.file.size()});
    return db;
}

void keep_going(Output& out, std::string_view part, const Result<void>& done) {
    if (!done) out.problem(done.error(), std::string(part));
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
