// A record's body for people: every field that its schema knows, in the schema's order, with where
// it comes from and what another source says in its place.

#pragma once

#include "register/web/pages/page.h"
#include "register/web/schema_view.h"

namespace bridle::registry {

// All but the sources, which have a list of their own below.
void show_body(Page& page, const RecordType& type, const Json& body);
void show_sources(Page& page, const Json& body);

// One value, with the part of the schema that describes it.
void show_value(Page& page, const SchemaView& view, const Json& value);

}  // namespace bridle::registry
