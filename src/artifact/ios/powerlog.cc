// What the phone noted about its use of power: which process and which app used the processor,
// the network, camera, microphone and the location, and when. There are some hundred tables, and
// they differ between versions; each that names a process or an app is read, with all its
// columns.
//
// Times count by a clock of their own. How far that is off stands in a table: the newest row
// that is not later than the time counts. Older entries lie in archives that are packed.

#include <algorithm>

#include "artifact/rows.h"
#include "base/text.h"
#include "format/gzip.h"

namespace bridle::ios::powerlog {

static constexpr std::size_t kMostOffsets = 200'000;
static constexpr std::string_view kOffsets = "plstorageoperator_eventforward_timeoffset";
static constexpr std::size_t kMostColumns = 60;
static constexpr std::size_t kMostUnpacked = 256 << 20;  // a day is some tens of megabytes
static constexpr std::size_t kPiece = 4 << 20;

// What the clock of the log has to be corrected by, in the order of the time from which on.
class Offsets {
public:
    Result<void> read(const Database& db, Output& out) {
        if (!db.has_table(kOffsets)) return {};
        Select select(db, std::string(kOffsets) + " AS o");
        const Column from = select.column("o.timestamp"), seconds = select.column("o.system");
        auto done = each_row(select, out, [&](const Row& row) -> Result<void> {
            auto start = row.real(from), offset = row.real(seconds);
            if (offsets_.size() >= kMostOffsets)
                return fail(Errc::limit, "more corrections of the clock than a phone makes");
            if (start && offset) offsets_.emplace_back(*start, *offset);
            return {};
        });
        std::ranges::sort(offsets_);
        return done;
    }

    std::optional<Time> corrected(std::optional<double> seconds) const {
        if (!seconds) return std::nullopt;
        auto later = std::ranges::upper_bound(offsets_, *seconds, {},
                                              [](const auto& offset) { return offset.first; });
        if (later != offsets_.begin()) --later;
        return to_time(*seconds + (offsets_.empty() ? 0 : later->second), Epoch::unix_seconds);
    }

private:
    std::vector<std::pair<double, double>> offsets_;  // from, seconds
};

struct NamedColumn {
    std::string_view name;  // in lower case
    Kind kind;
};
// Both an app and a process may stand in most of them.
static constexpr NamedColumn kNames[] = {
    {"processname", Kind::process},    {"process", Kind::process},
    {"appexecutable", Kind::process},  {"executable", Kind::file_path},
    {"client", Kind::process},         {"applicationname", Kind::app_id},
    {"bundlename", Kind::app_id},      {"identifier", Kind::app_id},
    {"clientdisplayid", Kind::app_id}, {"launchdname", Kind::app_id},
    {"topic", Kind::app_id},
};

static std::optional<Kind> kind_of(std::string_view column) {
    const std::string name = lower(column);
    for (const NamedColumn& known : kNames)
        if (name == known.name) return known.kind;
    if (name.ends_with("bundleid") || name.ends_with("bundle_id")) return Kind::app_id;
    if (name.ends_with("processname")) return Kind::process;
    return std::nullopt;
}

// What the time of a row is called: by the beginning of its table's name.
static std::string_view event_of(std::string_view table) {
    static constexpr std::pair<std::string_view, std::string_view> kEvents[] = {
        {"plapplicationagent_eventnone_allapps", "app_listed"},
        {"plapplicationagent", "app_state"},
        {"plprocessmonitoragent", "processor_use"},
        {"plprocessnetworkagent", "network_use"},
        {"plapptimeservice", "app_use"},
        {"plaudioagent", "audio_use"},
        {"plcameraagent", "camera_use"},
        {"plvideoagent", "video_use"},
        {"plscreenstateagent", "on_screen"},
        {"pllocationagent", "location_use"},
        {"plcoalitionagent", "power_use"},
        {"plpushagent", "push"},
        {"plspringboardagent", "notification"},
        {"pl", "power_log"},  // whatever else
    };
    for (auto [start, event] : kEvents)
        if (table.starts_with(start)) return event;
    return std::rbegin(kEvents)->second;
}

class TableReader {
public:
    TableReader(const Database& db, const Offsets& offsets, Output& out, std::string table)
        : offsets_(offsets),
          out_(out),
          table_(std::move(table)),
          event_(event_of(table_)),
          select_(db, table_ + " AS t") {
        id_ = select_.optional("t.ID");
        time_ = select_.optional("t.timestamp");
        end_ = select_.optional("t.timestampEnd");
        deleted_ = select_.optional("t.AppDeletedDate");
        // Values of one interval for many processes: the interval has the time.
        const std::string dynamic = "_dynamic";
        if (table_.ends_with(dynamic) && db.has_column(table_, "FK_ID")) {
            std::string interval = table_.substr(0, table_.size() - dynamic.size());
            if (db.has_column(interval, "ID")) {
                select_.join(interval + " AS i", "i.ID = t.FK_ID");
                interval_time_ = select_.optional("i.timestamp");
                interval_end_ = select_.optional("i.timestampEnd");
            }
        }
        for (Select::Other& other : select_.others()) {
            std::optional<Kind> kind = kind_of(other.name);
            names_ = names_ || kind;
            if (!kind && others_.size() >= kMostColumns) {
                not_read_++;
                continue;
            }
            others_.push_back({std::move(other.name), other.column, kind});
        }
    }

    bool names_somebody() const { return names_; }

    Result<void> read() {
        if (not_read_)
            out_.problem(
                {Errc::limit, "has " + grouped(others_.size() + not_read_) + " columns, of which " +
                                  grouped(others_.size()) + " are read"},
                table_);
        return each_row(select_, out_, [this](const Row& row) { return this->row(row); });
    }

private:
    struct Other {
        std::string name;
        Column column;
        std::optional<Kind> kind;
    };

    Result<void> row(const Row& row) {
        auto start = row.real(time_);
        if (!start) start = row.real(interval_time_);
        auto end = row.real(end_);
        if (!end) end = row.real(interval_end_);
        fields_ = {when(event_, offsets_.corrected(start)), when("until", offsets_.corrected(end)),
                   when("app_deleted", row.time(deleted_, Epoch::unix_seconds))};
        for (const Other& other : others_)  // an app's process often has the app's name
            if (other.kind == Kind::process || other.kind == Kind::app_id)
                add_name(row, other, "process", Kind::process);
        for (const Other& other : others_)
            if (other.kind == Kind::app_id) add_name(row, other, "bundle", Kind::app_id);
        for (const Other& other : others_)
            if (other.kind == Kind::file_path) add_name(row, other, "executable", Kind::file_path);
        for (const Other& other : others_)
            if (!other.kind) add_value(row, other);
        return out_.record(at_row(table_, row.integer(id_).value_or(++index_)), fields_);
    }

    void add_name(const Row& row, const Other& other, std::string_view name, Kind kind) {
        if (auto value = row.text(other.column); value && !value->empty())
            fields_.push_back(headline(text(name, value, kind)));
    }

    void add_value(const Row& row, const Other& other) {
        if (row.is_null(other.column)) return;
        if (auto whole = row.whole(other.column))
            fields_.push_back(number(other.name, *whole));
        else if (auto value = row.fractional(other.column))
            fields_.push_back(real(other.name, value));
        else
            fields_.push_back(text(other.name, row.text(other.column)));
    }

    const Offsets& offsets_;
    Output& out_;
    std::string table_;
    std::string_view event_;
    Select select_;
    Column id_, time_, end_, deleted_, interval_time_, interval_end_;
    std::vector<Other> others_;
    std::vector<Field> fields_;
    std::int64_t index_ = 0;
    std::size_t not_read_ = 0;  // columns
    bool names_ = false;
};

// Of an archive that is damaged or too large, what stands before.
static Result<std::vector<std::byte>> unpacked(const File& file, Output& out) {
    GzipStream stream(file);
    std::vector<std::byte> bytes;
    for (std::size_t size = 0; size < kMostUnpacked;) {
        bytes.resize(size + kPiece);
        const auto got = stream.read(std::span(bytes).subspan(size));
        if (!got && size == 0) return std::unexpected(got.error());
        if (!got) out.problem(got.error());
        size += got.value_or(0);
        bytes.resize(size);
        if (got.value_or(0) == 0) return bytes;
    }
    out.problem({Errc::limit, "the archive holds more than is read of one"});
    return bytes;
}

static Result<void> read_log(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    Offsets offsets;
    keep_going(out, kOffsets, offsets.read(db, out));
    std::size_t tables = 0;
    for (const std::string& table : db.tables()) {
        if (!table.starts_with("pl") && !table.contains('_')) continue;
        TableReader reader(db, offsets, out, table);
        if (!reader.names_somebody()) continue;
        tables++;
        auto done = reader.read();
        if (!done && done.error().code == Errc::limit) return done;
        keep_going(out, table, done);
    }
    if (!tables) out.problem({Errc::unsupported, "no table names a process or an app"});
    return {};
}

static Result<void> parse(const Input& input, Output& out) {
    std::byte start[3] = {};
    const std::size_t got = TRY(input.file.read_at(0, start));
    if (!looks_like_gzip(std::span(start).first(got))) return read_log(input, out);
    const std::vector<std::byte> bytes = TRY(unpacked(input.file, out));
    const MemoryFile file(bytes);
    return read_log(Input{.file = file, .path = input.path}, out);
}

extern constinit const Artifact artifact = {
    .name = "powerlog",
    .title = "Use of power by process",
    .paths = {"**/powerlogs/*.PLSQL", "**/CurrentPowerlog.PLSQL", "**/BatteryLife/*.PLSQL",
              "**/BatteryLife/Archives/*.PLSQL", "**/powerlogs/*.PLSQL.gz",
              "**/BatteryLife/Archives/*.PLSQL.gz"},
    .absence = Absence::only_dumps,
    .parse = parse,
};

}  // namespace bridle::ios::powerlog
