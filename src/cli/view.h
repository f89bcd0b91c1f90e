// How a case is shown on this terminal, and in which zone.

#pragma once

#include <string>

#include "report/report.h"

namespace bridle {

Result<View> view_in(const std::string& timezone);  // empty: UTC
SummaryOptions terminal_summary();                  // as the standard output can show it

}  // namespace bridle
