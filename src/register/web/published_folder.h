// A folder that is written to from several threads: files appear whole, and what is as it was is
// left alone, so that whoever copies the folder further sees what changed.

#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bridle::registry {

class PublishedFolder {
public:
    // Makes it where there is none. Errc::unsupported while somebody else writes to it.
    static Result<PublishedFolder> open(const std::string& path);
    PublishedFolder(PublishedFolder&& other) noexcept;
    ~PublishedFolder();

    Result<bool> is_empty() const;
    // Names are relative, and made by us: "v1/records/company-x.json".
    Result<std::string> read(const std::string& name) const;  // Errc::io where there is none
    // Says whether it wrote. `fresh`: nobody reads the folder yet, and new files need no second
    // name on their way.
    Result<bool> write(const std::string& name, std::string_view text, bool fresh) const;
    // Says whether there was one. Folders that are empty then go with it.
    Result<bool> remove(const std::string& name) const;
    // A folder with all that is in it; says how many files and folders that were.
    Result<std::uint64_t> remove_all(const std::string& name) const;
    // The names within a folder; none where there is none.
    Result<std::vector<std::string>> list(const std::string& name) const;
    // All that was written is on the disk when this returns.
    Result<void> sync() const;

private:
    explicit PublishedFolder(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
    std::unexpected<Error> failure(std::string_view doing, const std::string& name) const;
    Result<int> create(const std::string& name) const;  // -1: it is there

    int fd_ = -1;
    std::string path_;
};

}  // namespace bridle::registry
