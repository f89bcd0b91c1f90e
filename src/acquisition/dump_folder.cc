#include "acquisition/dump_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "acquisition/dump_base.h"
#include "base/host_file.h"
#include "base/text.h"

namespace bridle {

namespace {

constexpr std::size_t kDeepest = 256;            // folders in folders
constexpr std::size_t kFoldersToLookAt = 2000;   // for a root
constexpr std::size_t kNamesAtMost = 1'000'000;  // in one folder
constexpr std::size_t kAhead = 64;               // folders that are looked into before their turn

Entry::Type type_of(mode_t mode) {
    if (S_ISREG(mode)) return Entry::Type::file;
    if (S_ISDIR(mode)) return Entry::Type::folder;
    if (S_ISLNK(mode)) return Entry::Type::link;
    return Entry::Type::other;
}

struct Found {
    std::string name;
    mode_t mode = 0;
    timespec modified = {};
    std::uint64_t size = 0;
};

struct Contents {
    std::vector<Found> found;  // sorted by name: the order of a file system is chance
    std::string missing = {};  // why it is not all
};

// Without following a link, wherever in the path it is.
int open_folder(int root, const std::string& relative) {
    open_how how{};
    how.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
    const char* path = relative.empty() ? "." : relative.c_str();
    const long fd = syscall(SYS_openat2, root, path, &how, sizeof how);
    if (fd >= 0 || errno != ENOSYS) return static_cast<int>(fd);
    return openat(root, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

Result<Contents> look_into(int root, const std::string& relative) {
    int fd = open_folder(root, relative);
    DIR* folder = fd < 0 ? nullptr : fdopendir(fd);
    if (!folder) {
        std::string reason = reason_of_errno();
        if (fd >= 0) ::close(fd);
        return fail(Errc::io, printable(relative) + ": " + reason);
    }
    Contents contents;
    for (;;) {
        errno = 0;
        const dirent* entry = readdir(folder);
        if (!entry && errno != 0) contents.missing = reason_of_errno();
        if (!entry) break;
        std::string_view name = entry->d_name;
        if (name == "." || name == "..") continue;
        if (contents.found.size() >= kNamesAtMost) {
            contents.missing = "more than " + grouped(kNamesAtMost) + " names in one folder";
            break;
        }
        Found& each = contents.found.emplace_back(std::string(name));
        struct stat status;
        if (fstatat(fd, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
            contents.missing = printable(name) + ": " + reason_of_errno();
            continue;
        }
        each.mode = status.st_mode;
        each.modified = status.st_mtim;
        each.size = static_cast<std::uint64_t>(status.st_size);
    }
    closedir(folder);
    std::ranges::sort(contents.found, {}, &Found::name);
    return contents;
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

// Which folders are still to be looked into, the next one last. While the contents of one are
// dealt with, others look into those whose turn comes soon: the kernel takes most of the time.
class Folders {
public:
    explicit Folders(int root)
        : root_(root), helpers_(std::clamp(std::thread::hardware_concurrency(), 1u, 8u) - 1) {
        for (std::jthread& helper : helpers_) helper = std::jthread([this] { look_ahead(); });
    }
    Folders(const Folders&) = delete;
    ~Folders() {
        std::lock_guard lock(mutex_);
        over_ = true;
        changed_.notify_all();
    }

    // The last comes first.
    void add(std::vector<std::string> folders) {
        std::lock_guard lock(mutex_);
        for (std::string& each : folders)
            waiting_.push_back(std::make_shared<Folder>(std::move(each)));
        changed_.notify_all();
    }

    struct Next {
        std::string folder;
        Result<Contents> contents;
    };
    std::optional<Next> next() {
        std::unique_lock lock(mutex_);
        if (waiting_.empty()) return std::nullopt;
        std::shared_ptr<Folder> last = std::move(waiting_.back());
        waiting_.pop_back();
        if (!last->taken) {
            last->taken = true;
            lock.unlock();
            return Next{last->name, look_into(root_, last->name)};
        }
        changed_.wait(lock, [&] { return last->contents.has_value(); });
        return Next{last->name, std::move(*last->contents)};
    }

private:
    struct Folder {
        explicit Folder(std::string of) : name(std::move(of)) {}
        std::string name;
        bool taken = false;
        std::optional<Result<Contents>> contents = {};
    };

    std::shared_ptr<Folder> untaken() const {
        const std::size_t last = waiting_.size();
        for (std::size_t i = last; i > 0 && last - i < kAhead; i--)
            if (!waiting_[i - 1]->taken) return waiting_[i - 1];
        return nullptr;
    }

    void look_ahead() {
        std::unique_lock lock(mutex_);
        for (;;) {
            std::shared_ptr<Folder> folder;
            changed_.wait(lock, [&] { return over_ || (folder = untaken()); });
            if (over_) return;
            folder->taken = true;
            lock.unlock();
            Result<Contents> contents = look_into(root_, folder->name);
            lock.lock();
            folder->contents = std::move(contents);
            changed_.notify_all();
        }
    }

    const int root_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::shared_ptr<Folder>> waiting_;
    bool over_ = false;
    std::vector<std::jthread> helpers_;  // joined before the rest goes
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
    void visit_one(int root, const std::string& name, const Found& found,
                   const std::function<bool(const Member&)>& visit) const;

    mutable std::map<std::string, std::string> odd_names_;  // that are not UTF-8, by location
};

void FolderDump::visit_one(int root, const std::string& name, const Found& found,
                           const std::function<bool(const Member&)>& visit) const {
    Member member{.name = name, .location = name, .type = type_of(found.mode)};
    Attributes& attributes = member.attributes;
    attributes.modified = to_time(std::int64_t{found.modified.tv_sec}, Epoch::unix_seconds);
    if (attributes.modified && found.modified.tv_nsec)
        *attributes.modified += std::chrono::microseconds(found.modified.tv_nsec / 1000);
    attributes.mode = found.mode;
    if (member.type == Entry::Type::file) attributes.size = found.size;
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
    Folders folders(root.fd());
    folders.add({""});
    while (auto next = folders.next()) {
        if (cancelled()) return fail(Errc::internal, "interrupted");
        const auto& [folder, contents] = *next;
        if (!contents && folder.empty()) return std::unexpected(contents.error());
        if (!contents) {
            problem(contents.error());
            continue;
        }
        if (!contents->missing.empty())
            problem({Errc::io,
                     printable(folder) + ": not all of it could be read: " + contents->missing});
        const std::string before = folder.empty() ? "" : folder + "/";
        const bool deeper = static_cast<std::size_t>(std::ranges::count(folder, '/')) < kDeepest;
        std::vector<std::string> within;
        for (const Found& each : contents->found) {
            std::string name = before + each.name;
            visit_one(root.fd(), name, each, visit);
            if (!S_ISDIR(each.mode)) continue;
            if (deeper)
                within.push_back(std::move(name));
            else
                problem({Errc::limit, printable(name) + ": too many folders in folders"});
        }
        std::ranges::reverse(within);
        folders.add(std::move(within));
    }
    return {};
}

}  // namespace

// Breadth first: the root is near the top. What tells of one is looked into before the rest.
std::optional<DumpRoot> root_in_folder(const std::string& folder) {
    HostFolder root(folder);
    if (root.fd() < 0) return std::nullopt;
    std::deque<std::string> level = {""};
    RootSearch search;
    std::size_t looked = 0;
    for (int depth = 0; depth < 6 && !level.empty(); depth++) {
        std::deque<std::string> next;
        for (const std::string& at : level) {
            if (++looked > kFoldersToLookAt) return search.best();
            auto found = look_into(root.fd(), at);
            if (!found) continue;
            for (const Found& each : found->found) {
                if (!S_ISDIR(each.mode)) continue;
                std::string name = at.empty() ? each.name : at + "/" + each.name;
                const bool tells = search.hear(name + "/");
                if (search.settled() || search.has_data()) return search.best();
                if (tells)
                    next.push_front(std::move(name));
                else
                    next.push_back(std::move(name));
            }
        }
        level = std::move(next);
    }
    return search.best();
}

Result<std::unique_ptr<Acquisition>> open_dump_folder(const std::string& folder, DumpRoot root,
                                                      const DumpOptions& options) {
    return std::make_unique<FolderDump>(folder, std::move(root), options);
}

}  // namespace bridle
