// Where a file of a backup lies on the phone. A backup names it by a domain
// ("HomeDomain") and a path relative to that; everything here goes by the path
// on the device, as an indicator names it.
//
//     HomeDomain, Library/SMS/sms.db   /private/var/mobile/Library/SMS/sms.db
//     AppDomain-org.example, tmp/a     /private/var/mobile/Containers/Data/Application/
//                                      org.example/tmp/a
//     NoSuchDomain, a/b                /unknown-domain/NoSuchDomain/a/b
//
// On the phone the folder of a container has a random name; here it has the
// identifier of its app or group, which is what the backup has kept.

#pragma once

#include <string>
#include <string_view>

namespace bridle {

inline constexpr std::size_t kLongestPath = 8192;  // iOS allows 1,024 bytes

// Always absolute, UTF-8, and without NUL, ".", ".." and empty names, whatever
// the two are: what a phone could not have written comes out repaired, so that
// it names no other file.
std::string device_path(std::string_view domain, std::string_view relative);

// The same below a folder of the phone that is known, for archives and copies of
// its file system.
std::string path_below(std::string_view folder, std::string_view relative);
std::string_view relative_path_defect(std::string_view relative);

// What device_path() has to repair, in words; empty when nothing.
std::string_view device_path_defect(std::string_view domain, std::string_view relative);

}  // namespace bridle
