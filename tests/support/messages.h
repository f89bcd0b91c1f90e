// A database of messages that holds one.

#pragma once

#include "support/harness.h"

namespace bridle::test {

inline std::string one_message(std::string_view peer, std::string_view text, bool sent) {
    return database(
        "CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT);"
        "CREATE TABLE message (ROWID INTEGER PRIMARY KEY, guid TEXT, text TEXT, "
        "handle_id INTEGER, is_from_me INTEGER, date INTEGER);"
        "INSERT INTO handle VALUES (1, '" +
        std::string(peer) + "'); INSERT INTO message VALUES (5, 'G', '" + std::string(text) +
        "', 1, " + (sent ? "1" : "0") + ", 600000000)");
}

}  // namespace bridle::test
