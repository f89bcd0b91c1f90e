// Attributes that Safari keeps beside a bookmark or a tab, a property list in a
// column: dates of the reading list, and what a tab was doing.

#pragma once

#include "artifact/rows.h"
#include "format/plist.h"

namespace bridle {

// A date, or a number of seconds since 2001.
std::optional<Time> attribute_time(Plist::Node node);

// Reads the list of a row into `list`, whose memory is used again. One that is damaged is a
// problem and empties the list; none at all does so without a word.
void read_attributes(Bytes saved, Place place, std::string_view column, Plist& list, Output& out);

}  // namespace bridle
