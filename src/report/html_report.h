// report.html: one file that needs nothing but itself, reads well without
// script, and prints well.

#pragma once

#include <string>

#include "report/report.h"

namespace bridle {

std::string html_report(const Case& from, const View& view);

}  // namespace bridle
