#include "acquisition/dump_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "acquisition/dump_base.h"
#include "base/host_file.h"
#include "base/text.h"

namespace bridle {

namespace {

constexpr std::size_t kDeepest = 256;             // folders in folders
constexpr std::size_t kFoldersToLookAt = 2000;    // for a root
constexpr std::size_t kNamesAtMost = 20'000'000;  // in one folder

Entry::Type type_of(mode_t mode) {
    if (S_ISREG(mode)) return Entry::Type::file;
    if (S_ISDIR(mode)) return Entry::Type::folder;
    if (S_ISLNK(mode)) return Entry::Type::link;
    return Entry::Type::other;
}

struct Found {
    std::string name;
    struct stat status;
};

// What one folder holds, sorted by name: the order of a file system is chance. Links are not
// followed.
Result<std::vector<Found>> look_into(int root, const std::string& relative) {
    int fd = openat(root, relative.empty() ? "." : relative.c_str(),
                    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR* folder = fd < 0 ? nullptr : fdopendir(fd);
    if (!folder) {
        std::string reason = reason_of_errno();
        if (fd >= 0) ::close(fd);
        return fail(Errc::io, printable(relative) + ": " + reason);
    }
    std::vector<Found> found;
    while (const dirent* entry = readdir(folder)) {
        std::string_view name = entry->d_name;
        if (name == "." || name == "..") continue;
        Found each{std::string(name), {}};
        if (fstatat(fd, entry->d_name, &each.status, AT_SYMLINK_NOFOLLOW) != 0)
            each.status.st_mode = 0;
        found.push_back(std::move(each));
        if (found.size() >= kNamesAtMost) break;
    }
    closedir(folder);
    std::ranges::sort(found, {}, &Found::name);
    return found;
}

class HostFolder {
public:
    explicit HostFolder(const std::string& path)
        : fd_(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {}
    HostFolder(const HostFolder&) = delete;
    ~HostFolder() {
        if (fd_ >= 0) ::close(fd_);
    }
    int fd() const { return fd_; }

private:
    int fd_;
};

class FolderDump : public Dump {
public:
    using Dump::Dump;
    Result<std::unique_ptr<File>> open(std::string_view location) const override {
        auto raw = odd_names_.find(std::string(location));
        HostFile file =
            TRY(HostFile::open_within(path(), raw == odd_names_.end() ? location : raw->second));
        return std::make_unique<HostFile>(std::move(file));
    }

protected:
    Result<void> each_member(const std::function<bool(const Member&)>& visit,
                             const std::function<void(Error)>& problem) const override;

private:
    void visit_one(int root, const std::string& name, const struct stat& status,
                   const std::function<bool(const Member&)>& visit) const;

    mutable std::map<std::string, std::string> odd_names_;  // that are not UTF-8, by location
};

void FolderDump::visit_one(int root, const std::string& name, const struct stat& status,
                           const std::function<bool(const Member&)>& visit) const {
    Member member{.name = name, .location = name, .type = type_of(status.st_mode)};
    Attributes& attributes = member.attributes;
    attributes.modified = to_time(std::int64_t{status.st_mtim.tv_sec}, Epoch::unix_seconds);
    if (attributes.modified && status.st_mtim.tv_nsec)
        *attributes.modified += std::chrono::microseconds(status.st_mtim.tv_nsec / 1000);
    attributes.mode = status.st_mode;
    if (member.type == Entry::Type::file)
        attributes.size = static_cast<std::uint64_t>(status.st_size);
    std::string target;
    if (member.type == Entry::Type::link) {
        target.resize(4096);
        ssize_t size = readlinkat(root, name.c_str(), target.data(), target.size());
        target.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
        target = to_utf8(target);
        member.target = target;
    }
    std::string location;
    if (!is_utf8(name)) {
        location = location_for(name, odd_names_);
        member.location = location;
    }
    if (visit(member) && !location.empty()) odd_names_.emplace(location, name);
}

Result<void> FolderDump::each_member(const std::function<bool(const Member&)>& visit,
                                     const std::function<void(Error)>& problem) const {
    HostFolder root(path());
    std::vector<std::string> folders = {""};  // still to look into, the next one last
    bool first = true;
    while (!folders.empty()) {
        if (cancelled()) return fail(Errc::internal, "interrupted");
        std::string folder = std::move(folders.back());
        folders.pop_back();
        Result<std::vector<Found>> found = look_into(root.fd(), folder);
        if (!found && first) return std::unexpected(found.error());
        first = false;
        if (!found) {
            problem(found.error());
            continue;
        }
        const std::string before = folder.empty() ? "" : folder + "/";
        const bool deeper = static_cast<std::size_t>(std::ranges::count(folder, '/')) < kDeepest;
        const std::size_t own = folders.size();
        for (const Found& each : *found) {
            std::string name = before + each.name;
            visit_one(root.fd(), name, each.status, visit);
            if (!S_ISDIR(each.status.st_mode)) continue;
            if (deeper)
                folders.push_back(std::move(name));
            else
                problem({Errc::limit, printable(name) + ": too many folders in folders"});
        }
        std::ranges::reverse(folders.begin() + static_cast<std::ptrdiff_t>(own), folders.end());
    }
    return {};
}

}  // namespace

// Breadth first: the root is near the top.
std::optional<DumpRoot> root_in_folder(const std::string& folder) {
    HostFolder root(folder);
    if (root.fd() < 0) return std::nullopt;
    std::vector<std::string> level = {""};
    std::size_t looked = 0;
    for (int depth = 0; depth < 6 && !level.empty(); depth++) {
        std::vector<std::string> next;
        for (const std::string& at : level) {
            if (++looked > kFoldersToLookAt) return std::nullopt;
            auto found = look_into(root.fd(), at);
            if (!found) continue;
            for (const Found& each : *found) {
                if (!S_ISDIR(each.status.st_mode)) continue;
                std::string name = at.empty() ? each.name : at + "/" + each.name;
                if (auto recognised = DumpRoot::recognise(name + "/")) return recognised;
                next.push_back(std::move(name));
            }
        }
        level = std::move(next);
    }
    return std::nullopt;
}

Result<std::unique_ptr<Acquisition>> open_dump_folder(const std::string& folder, DumpRoot root,
                                                      const DumpOptions& options) {
    return std::make_unique<FolderDump>(folder, std::move(root), options);
}

}  // namespace bridle
