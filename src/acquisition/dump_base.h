// What dumps of every form have in common: names of members become device paths,
// defects of names become problems, and a few files tell which phone it is.

#pragma once

#include <map>

#include "acquisition/acquisition.h"
#include "acquisition/device_path.h"
#include "acquisition/dump.h"
#include "base/text.h"

namespace bridle {

class Dump : public Acquisition {
public:
    Dump(std::string path, DumpRoot root, DumpOptions options)
        : path_(std::move(path)), root_(std::move(root)), options_(std::move(options)) {}

    Form form() const override { return Form::dump; }
    std::string_view kind() const override { return "file-system dump"; }
    std::string root() const override { return path_; }
    const Device& device() const override { return device_; }
    Result<void> list(const std::function<bool(const Entry&)>& visit,
                      const std::function<void(Error)>& problem) const override;

protected:
    struct Member {
        std::string_view name;  // hostile
        std::string_view location;
        Entry::Type type = Entry::Type::file;
        Attributes attributes = {};
        std::string_view target = {};
    };
    // Each member in turn; `visit` says whether its contents are wanted. Stops when cancelled.
    virtual Result<void> each_member(const std::function<bool(const Member&)>& visit,
                                     const std::function<void(Error)>& problem) const = 0;

    bool cancelled() const { return options_.cancel && *options_.cancel; }
    const std::atomic<bool>* cancel() const { return options_.cancel; }
    const std::string& path() const { return path_; }
    const std::string& scratch() const { return options_.scratch; }
    InflateLimit limit() const { return options_.limit; }
    std::string own_name() const;  // of an archive: how it stands among the files

private:
    void describe(const std::map<std::string, std::string>& locations) const;

    std::string path_;
    DumpRoot root_;
    DumpOptions options_;
    mutable Device device_;  // known when the files have been listed
};

// A name for the member that is UTF-8, not too long and nobody else's among those that are kept.
template <class Kept>
std::string location_for(std::string_view name, const std::map<std::string, Kept>& kept) {
    static constexpr std::size_t kFront = 200;  // that is left of what cannot be a name
    const std::string location =
        name.size() > kLongestPath
            ? std::string(front(to_utf8(name.substr(0, kLongestPath)), kFront))
            : to_utf8(name);
    if (!kept.contains(location)) return location;
    auto numbered = [&](std::size_t number) { return location + "#" + std::to_string(number); };
    // Numbers are given out in turn; counting up to the last would take ever longer.
    std::size_t taken = 1, free = 2;
    for (; kept.contains(numbered(free)); free *= 2) taken = free;
    while (free - taken > 1) {
        const std::size_t middle = taken + (free - taken) / 2;
        (kept.contains(numbered(middle)) ? taken : free) = middle;
    }
    return numbered(free);
}

}  // namespace bridle
