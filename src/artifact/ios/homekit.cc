// The databases of homed: homes, who lives in them, and who was invited or sent something to
// them. In 2022 attackers sent their exploit to this daemon first (PWNYOURHOME), and the address
// from which they did stayed in it. The layouts are many and undocumented (a store of archived
// records, one of CloudKit records, Core Data tables MKF...), so every column of every table is
// searched for addresses.

#include "artifact/addresses.h"
#include "artifact/rows.h"
#include "base/text.h"
#include "format/keyed_archive.h"

namespace bridle::ios::homekit {

static constexpr std::size_t kTablesAtMost = 1000, kColumnsAtMost = 500, kColumnNamesShown = 20;

// Of an archived record of CloudKit, or of an entry of the journal.
struct ArchivedTimes {
    std::optional<Time> created, modified, dated;

    void read(Bytes bytes) {
        std::string_view text = as_text(bytes);
        if (!text.starts_with("bplist00") && !text.starts_with("<?xml")) return;
        auto list = Plist::parse(bytes);
        if (!list) return;
        auto archive = KeyedArchive::open(*list);
        if (!archive) return;
        KeyedArchive::Object root = archive->root();
        if (!created) created = root["RecordCtime"].date();
        if (!modified) modified = root["RecordMtime"].date();
        if (!dated) dated = root["HM.date"].date();
        // CloudKit encodes the fields of a record as entries of $top.
        if (!created) created = archive->top("RecordCtime").date();
        if (!modified) modified = archive->top("RecordMtime").date();
    }
};

class Table {
public:
    Table(const Database& db, std::string name, LookBudget& budget, Output& out)
        : name_(std::move(name)), select_(db, name_ + " AS t"), budget_(budget), out_(out) {
        id_ = select_.optional(db.has_column(name_, "Z_PK") ? "t.Z_PK" : "t.rowid");
        for (Select::Other& other : select_.others())
            if (columns_.size() < kColumnsAtMost) columns_.push_back(std::move(other));
    }

    Result<void> read() {
        if (columns_.empty()) return {};
        std::int64_t index = 0;
        return each_row(select_, out_, [&](const Row& row) -> Result<void> {
            index++;
            return look(row, row.integer(id_).value_or(index));
        });
    }

private:
    Result<void> look(const Row& row, std::int64_t id) {
        Addresses all(budget_);
        std::vector<std::string_view> in;  // these columns
        for (const Select::Other& other : columns_) {
            if (row.is_null(other.column) || row.whole(other.column)) continue;
            const std::size_t before = all.all().size();
            all.find_in_bytes(row.blob(other.column));
            if (all.all().size() > before) in.push_back(other.name);
        }
        return all.empty() ? Result<void>() : record(row, id, all, in);
    }

    Result<void> record(const Row& row, std::int64_t id, const Addresses& addresses,
                        const std::vector<std::string_view>& in) {
        ArchivedTimes archived;
        std::vector<Field> fields;
        addresses.append_to(fields, "address");
        for (std::size_t i = 0; i < std::min(in.size(), kColumnNamesShown); i++)
            fields.push_back(text("column", in[i]));
        for (const Select::Other& other : columns_) {
            if (row.is_null(other.column)) continue;
            const std::string column = lower(other.name);
            const bool writer = column.contains("creation") || column.contains("created");
            if (column.contains("date") || column.ends_with("time")) {
                auto time = row.time(other.column, Epoch::cocoa);
                fields.push_back(when(writer ? "created" : "dated", time));
            } else if (!row.whole(other.column)) {
                archived.read(row.blob(other.column));
            }
        }
        fields.push_back(when("created", archived.created));
        fields.push_back(when("modified", archived.modified));
        fields.push_back(when("dated", archived.dated));
        return out_.record(at_row(name_, id), fields);
    }

    std::string name_;
    Select select_;
    LookBudget& budget_;
    Output& out_;
    Column id_;
    std::vector<Select::Other> columns_;
};

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    LookBudget budget;
    budget.bytes = std::max(budget.bytes, 16 * input.file.size());
    std::vector<std::string> tables = db.tables();
    if (tables.empty()) return fail(Errc::unsupported, "a database without any table");
    if (tables.size() > kTablesAtMost) {
        out.problem({Errc::limit, "more tables than are read"});
        tables.resize(kTablesAtMost);
    }
    for (const std::string& table : tables)
        if (!table.starts_with("z_") && !table.starts_with("sqlite_"))
            keep_going(out, table, Table(db, table, budget, out).read());
    return {};
}

extern constinit const Artifact artifact = {
    .name = "homekit",
    .title = "HomeKit",
    .paths = {"**/Library/homed/*.sqlite", "**/Library/HomeKit/*.sqlite"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::homekit
