// Fields of a file with values between commas, as RFC 4180 has it.

#pragma once

#include <string>
#include <string_view>

namespace bridle {

// A control character becomes a blank, so that a row is one line; what a
// program for spreadsheets would take for a formula gets an apostrophe.
void append_csv_field(std::string& out, std::string_view text);

}  // namespace bridle
