// What every artifact that lies in a database does: open it with its log, and
// turn what is missing or damaged into problems while the rest is read.

#pragma once

#include <functional>

#include "artifact/artifact.h"
#include "format/sqlite.h"

namespace bridle {

// Also says when the log holds frames that no transaction committed.
Result<Database> open_database(const Input& input, Output& out);

// What could not be read of one part (a table, say) costs that part and is a problem.
void keep_going(Output& out, std::string_view part, const Result<void>& done);

// Visits the rows. A row whose visit fails costs that row, unless a limit was reached.
Result<void> each_row(const Select& select, Output& out,
                      const std::function<Result<void>(const Row&)>& visit);

}  // namespace bridle
