// What was taken from a phone, whichever way. Files go by their path on the
// device; how they got here (encrypted, renamed, zipped) ends at this door.

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/time.h"

namespace bridle {

// A prefix no device path has, for the few files that a backup has of its
// own: acquisition:/Info.plist, acquisition:/Manifest.db.
inline constexpr std::string_view kOwnFiles = "acquisition:/";

struct Entry {
    enum class Type : std::uint8_t { file, folder, link };
    std::string_view path;      // on the device; hostile, but UTF-8 and without NUL
    std::string_view location;  // in the acquisition ("3d/3d0d7e..."); what open() takes
    Type type = Type::file;
};

// What the acquisition says of the phone; empty where it does not say.
struct Device {
    std::string name, product, version, build, serial, unique_id;
    std::optional<Time> taken;  // when the acquisition was made
    bool encrypted = false;
};

class Acquisition {
public:
    virtual ~Acquisition() = default;

    virtual std::string_view kind() const = 0;  // "iPhone backup"
    virtual std::string root() const = 0;       // the folder or file on this machine
    virtual const Device& device() const = 0;

    // Every entry, in no particular order, seen once; the views live for the call.
    // What is damaged in the listing itself goes to `problem`, and the rest is listed.
    virtual Result<void> list(const std::function<void(const Entry&)>& visit,
                              const std::function<void(Error)>& problem) const = 0;

    // Errc::io when the listed file is not there. Called by several threads at once.
    virtual Result<std::unique_ptr<File>> open(std::string_view location) const = 0;
};

}  // namespace bridle
