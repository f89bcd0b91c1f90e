#include "casefile/table_file.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <memory>

#include "base/text.h"

namespace bridle {

namespace {

constexpr std::size_t kPage = 16384;
constexpr std::size_t kLeafHeader = 8;
constexpr std::size_t kInteriorHeader = 12;
constexpr char kLeaf = 13;
constexpr char kInterior = 5;
constexpr std::uint32_t kLockPage = 0x40000000 / kPage + 1;  // holds locks, never data

// How much of a payload stays in its leaf ("Cell Payload Overflow Pages").
constexpr std::size_t kMostLocal = kPage - 35;
constexpr std::size_t kLeastLocal = (kPage - 12) * 32 / 255 - 23;
constexpr std::size_t kOverflow = kPage - 4;

constexpr std::size_t local_size(std::size_t payload) {
    if (payload <= kMostLocal) return payload;
    std::size_t local = kLeastLocal + (payload - kLeastLocal) % kOverflow;
    return local <= kMostLocal ? local : kLeastLocal;
}

constexpr std::uint32_t next_page(std::uint32_t page) {
    return page + 1 == kLockPage ? page + 2 : page + 1;
}

void put_be(char* to, std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; i++)
        to[i] = static_cast<char>(value >> (8 * (size - 1 - i)) & 0xFF);
}

constexpr std::size_t kLongestVarint = 9;

// Seven bits in each byte, the last of nine takes eight.
char* put_varint(char* to, std::uint64_t value) {
    if (value < 0x80) {
        *to = static_cast<char>(value);
        return to + 1;
    }
    if (value >> 56) {
        to[8] = static_cast<char>(value & 0xFF);
        value >>= 8;
        for (int i = 7; i >= 0; i--, value >>= 7) to[i] = static_cast<char>((value & 0x7F) | 0x80);
        return to + 9;
    }
    int size = 1;
    for (std::uint64_t rest = value >> 7; rest; rest >>= 7) size++;
    for (int i = size - 1; i >= 0; i--, value >>= 7)
        to[i] = static_cast<char>((value & 0x7F) | (i == size - 1 ? 0 : 0x80));
    return to + size;
}

// How an integer is stored: serial type and bytes ("Serial Type Codes").
struct Stored {
    std::uint8_t type, size;
};
Stored stored(std::int64_t value) {
    if (value == 0) return {8, 0};
    if (value == 1) return {9, 0};
    std::uint64_t magnitude = static_cast<std::uint64_t>(value < 0 ? ~value : value);
    if (magnitude < 0x80) return {1, 1};
    if (magnitude < 0x8000) return {2, 2};
    if (magnitude < 0x80'0000) return {3, 3};
    if (magnitude < 0x8000'0000) return {4, 4};
    if (magnitude < 0x8000'0000'0000) return {5, 6};
    return {6, 8};
}

struct CloseDatabase {
    void operator()(sqlite3* db) const { sqlite3_close(db); }
};
struct FreeBytes {
    void operator()(unsigned char* bytes) const { sqlite3_free(bytes); }
};

}  // namespace

Result<TableFile> TableFile::create(const std::string& path, const std::string& schema) {
    OutputFile output = TRY(OutputFile::create(path));
    TableFile file(std::move(output));
    TRY(file.lay_out(schema));
    return file;
}

// SQLite makes the file in memory, with every table empty.
Result<void> TableFile::lay_out(const std::string& schema) {
    sqlite3* raw = nullptr;
    int status = sqlite3_open(":memory:", &raw);
    std::unique_ptr<sqlite3, CloseDatabase> db(raw);
    std::string sql = "PRAGMA page_size = " + std::to_string(kPage) + ";" + schema;
    if (status == SQLITE_OK) status = sqlite3_exec(raw, sql.c_str(), nullptr, nullptr, nullptr);
    if (status != SQLITE_OK)
        return fail(Errc::internal, std::string("case schema: ") + sqlite3_errmsg(raw));

    auto add = [](void* tables, int, char** values, char**) {
        auto root = static_cast<std::uint32_t>(std::stoul(values[1]));
        static_cast<std::vector<Table>*>(tables)->push_back({.name = values[0], .root = root});
        return 0;
    };
    sqlite3_exec(raw, "SELECT name, rootpage FROM sqlite_schema WHERE type = 'table'", add,
                 &tables_, nullptr);
    sqlite3_int64 size = 0;
    std::unique_ptr<unsigned char, FreeBytes> bytes(sqlite3_serialize(raw, "main", &size, 0));
    std::string_view image = as_text(
        Bytes(std::as_bytes(std::span(bytes.get(), bytes ? static_cast<std::size_t>(size) : 0))));
    if (image.empty() || image.size() % kPage) return fail(Errc::internal, "case schema: no image");
    pages_ = static_cast<std::uint32_t>(image.size() / kPage);
    return file_.write(image);
}

TableFile::TableId TableFile::table(std::string_view name) const {
    auto found = std::ranges::find(tables_, name, &Table::name);
    assert(found != tables_.end());
    return static_cast<TableId>(found - tables_.begin());
}

// The record format: the size of the header, a type for each value, the values.
std::string_view TableFile::encode(std::span<const Cell> row) {
    std::size_t most = (row.size() + 1) * kLongestVarint;
    for (const Cell& cell : row) most += 8 + cell.text.size();
    if (scratch_.size() < most) scratch_.resize(most);

    // Of few columns with types below 2^14, so that the header's size takes one byte.
    char* type = scratch_.data() + 1;
    for (const Cell& cell : row) {
        std::uint64_t code = 0;
        if (cell.type == Cell::Type::integer) code = stored(cell.integer).type;
        if (cell.type == Cell::Type::text) code = 13 + 2 * cell.text.size();
        type = put_varint(type, code);
    }
    scratch_[0] = static_cast<char>(type - scratch_.data());
    char* value = type;
    for (const Cell& cell : row) {
        if (cell.type == Cell::Type::integer) {
            Stored form = stored(cell.integer);
            put_be(value, static_cast<std::uint64_t>(cell.integer), form.size);
            value += form.size;
        } else if (cell.type == Cell::Type::text) {
            value = std::ranges::copy(cell.text, value).out;
        }
    }
    return {scratch_.data(), value};
}

// "B-tree Pages": the header, the places of the cells, and from the end of the
// page downwards the cells: size of the payload, id, payload.
Result<void> TableFile::insert(TableId id_of_table, std::int64_t id, std::span<const Cell> row) {
    Table& table = tables_[id_of_table];
    std::string_view payload = encode(row);
    std::size_t local = local_size(payload.size());
    std::array<char, 2 * kLongestVarint> head;
    char* end = put_varint(head.data(), payload.size());
    end = put_varint(end, static_cast<std::uint64_t>(id));
    auto head_size = static_cast<std::size_t>(end - head.data());
    std::size_t size = head_size + local + (local < payload.size() ? 4 : 0);

    assert(id > table.last_id || (table.cells == 0 && table.leaves.empty()));
    if (table.cells && kLeafHeader + 2 * (table.cells + 1) + size > table.content)
        TRY(write_leaf(table));
    if (table.cells == 0) {
        table.page.assign(kPage, '\0');
        table.content = kPage;
    }
    table.content -= size;
    char* cell = table.page.data() + table.content;
    cell = std::copy(head.data(), end, cell);
    cell = std::ranges::copy(payload.substr(0, local), cell).out;
    if (local < payload.size()) {
        auto overflow = TRY(write_overflow(payload.substr(local)));
        put_be(cell, overflow, 4);
    }
    put_be(table.page.data() + kLeafHeader + 2 * table.cells, table.content, 2);
    table.cells++;
    table.last_id = id;
    return {};
}

// Each page begins with the number of the next, which is known because nothing
// comes in between but the page of the locks.
Result<std::uint32_t> TableFile::write_overflow(std::string_view rest) {
    std::uint32_t first = 0;
    std::string page;
    while (!rest.empty()) {
        std::string_view piece = rest.substr(0, kOverflow);
        rest.remove_prefix(piece.size());
        page.assign(kPage, '\0');
        std::ranges::copy(piece, page.data() + 4);
        std::uint32_t self = next_page(pages_);
        if (!rest.empty()) put_be(page.data(), next_page(self), 4);
        auto written = TRY(write_page(page));
        if (!first) first = written;
    }
    return first;
}

Result<std::uint32_t> TableFile::write_page(std::string_view page) {
    std::uint32_t number = next_page(pages_);
    if (number != pages_ + 1) TRY(file_.write(std::string(kPage, '\0')));
    TRY(file_.write(page));
    pages_ = number;
    return number;
}

static void put_leaf_header(std::string& page, std::size_t cells, std::size_t content) {
    page[0] = kLeaf;
    put_be(page.data() + 3, cells, 2);
    put_be(page.data() + 5, content, 2);
}

Result<void> TableFile::write_leaf(Table& table) {
    put_leaf_header(table.page, table.cells, table.content);
    auto number = TRY(write_page(table.page));
    table.leaves.push_back({number, table.last_id});
    table.cells = 0;
    return {};
}

// An interior page: each cell is a child and its last id; the last child stands in the header.
static std::string interior_page(std::span<const TableFile::Child> children) {
    std::string page(kPage, '\0');
    std::size_t content = kPage, cells = 0;
    for (const TableFile::Child& child : children.first(children.size() - 1)) {
        std::array<char, 4 + kLongestVarint> cell;
        put_be(cell.data(), child.page, 4);
        char* end = put_varint(cell.data() + 4, static_cast<std::uint64_t>(child.last_id));
        content -= static_cast<std::size_t>(end - cell.data());
        std::copy(cell.data(), end, page.data() + content);
        put_be(page.data() + kInteriorHeader + 2 * cells++, content, 2);
    }
    page[0] = kInterior;
    put_be(page.data() + 3, cells, 2);
    put_be(page.data() + 5, content, 2);
    put_be(page.data() + 8, children.back().page, 4);
    return page;
}

static constexpr std::size_t kChildrenAtMost = (kPage - kInteriorHeader) / (2 + 4 + kLongestVarint);

// Level upon level of interior pages, until one page holds all: the root.
Result<void> TableFile::close_table(Table& table) {
    if (table.leaves.empty() && table.cells == 0) return {};  // empty, as SQLite made it
    if (table.leaves.empty()) {
        put_leaf_header(table.page, table.cells, table.content);
        return write_root(table, table.page);
    }
    TRY(write_leaf(table));
    std::vector<Child> level = std::move(table.leaves);
    while (level.size() > kChildrenAtMost) {
        std::vector<Child> above;
        std::size_t groups = (level.size() + kChildrenAtMost - 1) / kChildrenAtMost;
        for (std::size_t i = 0; i < groups; i++) {  // of one size, lest the last be a lonely child
            std::size_t from = level.size() * i / groups, to = level.size() * (i + 1) / groups;
            auto number = TRY(write_page(interior_page(std::span(level).subspan(from, to - from))));
            above.push_back({number, level[to - 1].last_id});
        }
        level = std::move(above);
    }
    return write_root(table, interior_page(level));
}

Result<void> TableFile::write_root(const Table& table, std::string_view page) {
    return file_.write_at(std::uint64_t{table.root - 1} * kPage, page);
}

Result<void> TableFile::close() {
    for (Table& table : tables_) TRY(close_table(table));
    std::array<char, 4> count;
    put_be(count.data(), pages_, 4);
    TRY(file_.write_at(28, {count.data(), count.size()}));
    return file_.close();
}

}  // namespace bridle
