// copy_store() of store.h: table by table, in the order of their keys, and the words of each record
// into the index that the other database has.

#include <algorithm>
#include <variant>

#include "register/store/schema.h"
#include "register/store/store.h"
#include "register/store/word_index.h"

namespace bridle::registry {

namespace {

// So many rows, or bytes of them, are read before they are written.
constexpr std::size_t kRowsAtOnce = 1000, kBytesAtOnce = 8 << 20;

using Value = std::variant<std::monostate, std::int64_t, std::string>;
using Values = std::vector<Value>;

std::string names(std::span<const Column> columns) {
    std::string all;
    for (const Column& column : columns)
        all += (all.empty() ? "" : ", ") + std::string(column.name);
    return all;
}

std::string placeholders(std::size_t count) {
    std::string all;
    for (std::size_t i = 1; i <= count; i++) all += (i > 1 ? ", $" : "$") + std::to_string(i);
    return all;
}

std::vector<Param> params_of(std::span<const Column> columns, std::span<const Value> values) {
    std::vector<Param> params;
    for (std::size_t i = 0; i < columns.size() && i < values.size(); i++) {
        if (const auto* number = std::get_if<std::int64_t>(&values[i]))
            params.emplace_back(*number);
        else if (const auto* bytes = std::get_if<std::string>(&values[i]))
            params.push_back(columns[i].kind == Kind::blob ? Param(Blob{*bytes})
                                                           : Param(std::string_view(*bytes)));
        else
            params.emplace_back();
    }
    return params;
}

Values values_of(const Row& row, std::span<const Column> columns) {
    Values values;
    for (int i = 0; const Column& column : columns) {
        if (row.is_null(i))
            values.emplace_back();
        else if (column.kind == Kind::integer)
            values.emplace_back(row.integer(i));
        else
            values.emplace_back(row.bytes(i));
        i++;
    }
    return values;
}

Result<std::vector<Values>> page_behind(Database& from, const Table& table, const Values& last) {
    std::string keys = names(table.columns.first(table.keys));
    std::string sql = "SELECT " + names(table.columns) + " FROM " + std::string(table.name);
    if (!last.empty()) sql += " WHERE (" + keys + ") > (" + placeholders(table.keys) + ")";
    sql += " ORDER BY " + keys + " LIMIT " + std::to_string(kRowsAtOnce);
    std::vector<Values> page;
    std::size_t bytes = 0;
    std::vector<Param> params;
    if (!last.empty()) params = params_of(table.columns.first(table.keys), last);
    TRY(from.each(sql, params, [&](const Row& row) -> Result<bool> {
        page.push_back(values_of(row, table.columns));
        for (const Value& value : page.back())
            if (const auto* text = std::get_if<std::string>(&value)) bytes += text->size();
        return bytes < kBytesAtOnce;
    }));
    return page;
}

Result<void> copy_table(Database& from, Database& to, const Table& table) {
    std::string insert = "INSERT INTO " + std::string(table.name) + " (" + names(table.columns) +
                         ") VALUES (" + placeholders(table.columns.size()) + ")";
    for (Values last;;) {
        auto page = TRY(page_behind(from, table, last));
        if (page.empty()) return {};
        std::size_t at = 0;
        TRY(to.run_many(insert, [&](std::vector<Param>& params) -> Result<bool> {
            if (at == page.size()) return false;
            params = params_of(table.columns, page[at++]);
            return true;
        }));
        last = std::move(page.back());
    }
}

Result<void> copy_words(Database& from, Database& to) {
    for (std::int64_t last = -1;;) {
        auto entries = TRY(WordIndex(from).entries(last, kRowsAtOnce));
        if (entries.empty()) return {};
        last = entries.back().number;
        TRY(WordIndex(to).put(entries, {}));
    }
}

Result<void> refuse_unless_empty(Database& to) {
    for (const Table& table : tables()) {
        std::string sql = "SELECT count(*) FROM " + std::string(table.name);
        if (table.name == "facts") sql += " WHERE name <> 'schema'";
        auto count = TRY(to.first(sql, {}, [](const Row& row) { return row.integer(0); }));
        if (count.value_or(0) != 0)
            return fail(Errc::unsupported,
                        "the store to copy into is not empty: it has " + std::string(table.name));
    }
    return {};
}

}  // namespace

Result<void> copy_store(Store& from, Store& to) {
    Transaction reading = TRY(Transaction::begin(from.database()));
    Transaction writing = TRY(Transaction::begin(to.database()));
    TRY(refuse_unless_empty(to.database()));
    TRY(to.database().run("DELETE FROM facts"));  // the version of the tables, which is copied
    for (const Table& table : tables()) TRY(copy_table(from.database(), to.database(), table));
    TRY(copy_words(from.database(), to.database()));
    return writing.commit();
}

}  // namespace bridle::registry
