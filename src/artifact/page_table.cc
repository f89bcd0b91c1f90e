#include "artifact/page_table.h"

#include "artifact/guessed_time.h"

namespace bridle {

namespace {

Field field_of(const PageColumn& wanted, const Row& row, Column column) {
    if (wanted.kind == Kind::time) return when(wanted.field, guessed_time(row, column));
    if (wanted.kind == Kind::number) return number(wanted.field, row.integer(column));
    return text(wanted.field, row.text(column), wanted.kind);
}

}  // namespace

Result<void> read_page_table(const Database& db, const PageTable& pages, Output& out) {
    if (!db.has_table(pages.table)) return {};
    Select select(db, std::string(pages.table) + " AS p");
    const Column row_id = select.optional("p.rowid");  // where there is none, their order
    std::vector<Column> columns;
    for (const PageColumn& each : pages.columns)
        columns.push_back(select.optional("p." + std::string(each.column)));
    std::vector<Field> fields;
    std::int64_t index = 0;
    return each_row(select, out, [&](const Row& row) {
        fields.assign({text("record_type", pages.record_type)});
        bool first_address = true;
        for (std::size_t i = 0; i < columns.size(); i++) {
            fields.push_back(field_of(pages.columns[i], row, columns[i]));
            const Kind kind = fields.back().kind;
            const bool is_address = kind == Kind::url || kind == Kind::domain;
            fields.back().headline = first_address && is_address;
            first_address &= !is_address;
        }
        index++;
        return out.record(at_row(pages.table, row.integer(row_id).value_or(index)), fields);
    });
}

}  // namespace bridle
