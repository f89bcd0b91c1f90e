// What was taken from a phone, whichever way. Files go by their path on the
// device; how they got here (encrypted, renamed, zipped) ends at this door.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/time.h"

namespace bridle {

// A prefix no device path has, for the few files that a backup has of its
// own: acquisition:/Info.plist, acquisition:/Manifest.db.
inline constexpr std::string_view kOwnFiles = "acquisition:/";

// What an acquisition can be, for artifacts that not every one has.
enum class Form : std::uint8_t { backup = 1, dump = 2, any = 3 };
constexpr bool includes(Form all, Form one) {
    return (static_cast<unsigned>(all) & static_cast<unsigned>(one)) != 0;
}

// What a file system says of a file; empty where the acquisition has not kept it.
struct Attributes {
    std::optional<Time> created = {}, modified = {}, changed = {};
    std::optional<std::uint32_t> mode = {};
    std::optional<std::int64_t> owner = {};
    std::optional<std::uint64_t> size = {};
};

struct Entry {
    enum class Type : std::uint8_t { file, folder, link, other };
    std::string_view path;      // on the device; hostile, but UTF-8 and without NUL
    std::string_view location;  // in the acquisition ("3d/3d0d7e..."); what open() takes
    Type type = Type::file;
    Attributes attributes = {};
    std::string_view target = {};  // of a link
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

    virtual Form form() const = 0;
    virtual std::string_view kind() const = 0;  // "iPhone backup"
    virtual std::string root() const = 0;       // the folder or file on this machine
    virtual const Device& device() const = 0;

    // Every entry, in no particular order, seen once; the views live for the call. `visit` says
    // whether anybody will open the file: an archive that can be read only from front to end
    // keeps those and no others. What is damaged in the listing itself goes to `problem`, and the
    // rest is listed. To be called once, and before open().
    virtual Result<void> list(const std::function<bool(const Entry&)>& visit,
                              const std::function<void(Error)>& problem) const = 0;

    // Errc::io when the listed file is not there. Called by several threads at once.
    virtual Result<std::unique_ptr<File>> open(std::string_view location) const = 0;
};

}  // namespace bridle
