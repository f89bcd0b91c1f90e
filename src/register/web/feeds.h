// The feeds: what changed, of everything or of one record, and who is overdue. Atom (RFC 4287)
// with archives (RFC 5005) of so many leaves each, in which what was taken down stands as deleted
// (RFC 6721); and JSON Feed 1.1.
//   /feeds/recent.atom  /feeds/recent.json  /feeds/archive/{n}.atom  /feeds/record/{id}.atom
//   /feeds/overdue.atom  /feeds/overdue.json
// These are in the first of the languages that the register offers; in each of the others the same
// lies in /feeds/{lang}/, but for the feeds of records, of which there are too many.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "register/service/settings.h"

namespace bridle::registry {

inline constexpr std::uint64_t kFeedSegment = 128;  // leaves

// Where a feed lies that has this name: "/feeds/recent.atom", "/feeds/fr/recent.atom".
std::string feed_path(const Settings& settings, std::string_view language, std::string_view name);
std::string archive_name(std::uint64_t segment);
std::string record_feed_name(std::string_view id);

// Text within an element or attribute of XML. What XML cannot hold at all becomes U+FFFD.
void append_xml(std::string& out, std::string_view text);

// urn:uuid:…, the same for the same parts.
std::string feed_id(std::string_view origin, std::string_view what);

}  // namespace bridle::registry
