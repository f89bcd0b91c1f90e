// A PostgreSQL server of this test process: made and started when the first test asks for it, on a
// socket in a temporary folder that nobody else may open, and gone with the process.

#pragma once

#include <string>
#include <string_view>

namespace bridle::test {

// The address of a new database, a copy of the one named. Throws, which fails the test, where
// PostgreSQL is not installed: nothing is skipped in silence.
std::string new_postgres_database(std::string_view like = "template1");

// Its name, by which others can be made like it.
std::string postgres_name(std::string_view address);

// Ends the connections to the database, as a restart of the server would.
void break_postgres_connections(const std::string& address);

}  // namespace bridle::test
