// The tables of a register. One text for both kinds of database, but for the words of types and
// for the full text, which each has in its own way.

#pragma once

#include <span>
#include <string_view>

#include "register/store/database.h"

namespace bridle::registry {

// Makes what is not there. Errc::unsupported for a database that holds something else.
Result<void> create_schema(Database& database);
// Errc::unsupported for tables of a newer version, and for a database that has none.
Result<void> check_schema(Database& database);

enum class Kind : std::uint8_t { integer, text, blob };
struct Column {
    std::string_view name;
    Kind kind;
};
// What moves a register from one database to another: every table but those of full text.
struct Table {
    std::string_view name;
    std::size_t keys;  // so many columns at the front say which row it is
    std::span<const Column> columns;
};
std::span<const Table> tables();

}  // namespace bridle::registry
