// The findings in report.html: the short list for the person, and a card for
// each with all of its evidence.

#pragma once

#include "base/html.h"
#include "report/on_record.h"
#include "report/phrases.h"
#include "report/report.h"

namespace bridle {

void put_found(Html& html, const Case& from, const View& view);
void put_cards(Html& html, const Case& from, const View& view, const OnRecord& on_record);

// Parts that all sections use.
void put_time(Html& html, Time time, const TimeZone& zone);
void put_paragraphs(Html& html, std::string_view text);
std::string severity_class(Severity severity);

}  // namespace bridle
