// Fills the tables of a new SQLite file at the speed of copying.
//
// SQLite itself takes half a second for the records of one phone, most of it
// for what we do not need: a general statement, a search for the place of each
// row, a page that may be changed again. Rows that come in the order of their
// ids need none of it: a page is filled, written and forgotten. SQLite lays out
// the tables and everything else reads the file through it.
// Format: https://www.sqlite.org/fileformat2.html

#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/host_file.h"
#include "base/time.h"

namespace bridle {

// One value of a row. The column that is the row's id takes a null.
struct Cell {
    enum class Type : std::uint8_t { null, integer, text };
    Type type = Type::null;
    std::int64_t integer = 0;
    std::string_view text;

    Cell() = default;
    Cell(std::nullptr_t) {}
    template <std::integral T>
    Cell(T value) : type(Type::integer), integer(static_cast<std::int64_t>(value)) {}
    Cell(std::string_view value) : type(Type::text), text(value) {}
    Cell(const std::string& value) : Cell(std::string_view(value)) {}
    Cell(std::optional<Time> time) {
        if (time) *this = Cell(time->time_since_epoch().count());
    }
};

class TableFile {
public:
    using TableId = std::size_t;

    // The schema may create tables only, without keys but INTEGER PRIMARY KEY.
    static Result<TableFile> create(const std::string& path, const std::string& schema);

    TableId table(std::string_view name) const;

    // Ids must rise within a table. Texts must be UTF-8.
    Result<void> insert(TableId table, std::int64_t id, std::span<const Cell> row);
    Result<void> insert(TableId table, std::int64_t id, std::initializer_list<Cell> row) {
        return insert(table, id, std::span(row.begin(), row.size()));
    }

    Result<void> close();

    // A page below an interior page.
    struct Child {
        std::uint32_t page;
        std::int64_t last_id;
    };

private:
    struct Table {
        std::string name;
        std::uint32_t root;
        std::string page = {};     // the leaf that is being filled
        std::size_t cells = 0;     // in it
        std::size_t content = 0;   // where they begin; they grow downwards
        std::int64_t last_id = 0;  // in it, or in the one before
        std::vector<Child> leaves = {};
    };

    explicit TableFile(OutputFile file) : file_(std::move(file)) {}
    Result<void> lay_out(const std::string& schema);
    std::string_view encode(std::span<const Cell> row);
    Result<std::uint32_t> write_overflow(std::string_view rest);
    Result<std::uint32_t> write_page(std::string_view page);
    Result<void> write_leaf(Table& table);
    Result<void> close_table(Table& table);
    Result<void> write_root(const Table& table, std::string_view page);

    OutputFile file_;
    std::vector<Table> tables_;
    std::uint32_t pages_ = 0;  // written so far
    std::string scratch_;      // for the row that is being inserted
};

}  // namespace bridle
