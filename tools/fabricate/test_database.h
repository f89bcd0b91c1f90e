// Looks into fabricated databases with SQLite alone.

#pragma once

#include <sqlite3.h>

#include <cstring>
#include <string>
#include <string_view>

namespace bridle::fabricate {

// The rows that a query yields, "a|b" each on a line of its own.
inline std::string query(sqlite3* db, std::string_view sql) {
    std::string out;
    auto append = [](void* to, int columns, char** values, char**) {
        auto& text = *static_cast<std::string*>(to);
        for (int i = 0; i < columns; i++) {
            if (i > 0) text += '|';
            text += values[i] ? values[i] : "NULL";
        }
        text += '\n';
        return 0;
    };
    char* error = nullptr;
    if (sqlite3_exec(db, std::string(sql).c_str(), append, &out, &error) != SQLITE_OK)
        out += std::string("error: ") + (error ? error : "") + "\n";
    sqlite3_free(error);
    return out;
}

// The same of a database in memory, without its log.
inline std::string query(const std::string& database, std::string_view sql) {
    sqlite3* db = nullptr;
    sqlite3_open(":memory:", &db);
    auto size = static_cast<sqlite3_int64>(database.size());
    auto* copy = static_cast<unsigned char*>(sqlite3_malloc64(database.size() + 1));
    std::memcpy(copy, database.data(), database.size());
    copy[18] = copy[19] = 1;
    sqlite3_deserialize(db, "main", copy, size, size, SQLITE_DESERIALIZE_FREEONCLOSE);
    std::string out = query(db, sql);
    sqlite3_close(db);
    return out;
}

}  // namespace bridle::fabricate
