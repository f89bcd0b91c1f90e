// A table of pages in whatever database: an address, and what stands beside it.

#pragma once

#include <span>
#include <string_view>

#include "artifact/rows.h"

namespace bridle {

// One column and what it is called in the record.
struct PageColumn {
    std::string_view column, field;
    Kind kind = Kind::text;  // a time in whatever it counts; see guessed_time.h
};

struct PageTable {
    std::string_view table, record_type;
    std::span<const PageColumn> columns;  // what a version has not is left out
};

// Nothing when the file has no such table.
Result<void> read_page_table(const Database& db, const PageTable& pages, Output& out);

}  // namespace bridle
