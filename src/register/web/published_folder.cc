#include "register/web/published_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <utility>

#include "base/host_file.h"

namespace bridle::registry {

namespace {

class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    int get() const { return fd_; }

private:
    int fd_;
};

bool write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        ssize_t done = ::write(fd, text.data(), text.size());
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(done));
    }
    return true;
}

// Whether the file holds exactly that.
bool holds(int fd, std::string_view text) {
    struct stat its{};
    if (fstat(fd, &its) != 0 || static_cast<std::size_t>(its.st_size) != text.size()) return false;
    char buffer[64 << 10];
    while (!text.empty()) {
        ssize_t got = ::read(fd, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0 || static_cast<std::size_t>(got) > text.size()) return false;
        std::string_view piece(buffer, static_cast<std::size_t>(got));
        if (text.substr(0, piece.size()) != piece) return false;
        text.remove_prefix(piece.size());
    }
    return true;
}

constexpr int kCreate = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;

}  // namespace

Result<PublishedFolder> PublishedFolder::open(const std::string& path) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) return fail(Errc::io, fmt::format("cannot make {}: {}", path, error.message()));
    int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return fail(Errc::io, fmt::format("cannot open {}: {}", path, reason_of_errno()));
    PublishedFolder folder(fd, path);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0)
        return fail(Errc::unsupported, path + ": another process is publishing to it");
    return folder;
}

PublishedFolder::PublishedFolder(PublishedFolder&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), path_(std::move(other.path_)) {}

PublishedFolder::~PublishedFolder() {
    if (fd_ >= 0) ::close(fd_);
}

std::unexpected<Error> PublishedFolder::failure(std::string_view doing,
                                                const std::string& name) const {
    return fail(Errc::io,
                fmt::format("cannot {} {}/{}: {}", doing, path_, name, reason_of_errno()));
}

Result<bool> PublishedFolder::is_empty() const {
    std::error_code error;
    bool empty = std::filesystem::is_empty(path_, error);
    if (error) return fail(Errc::io, fmt::format("cannot read {}: {}", path_, error.message()));
    return empty;
}

Result<std::string> PublishedFolder::read(const std::string& name) const {
    return read_text_file(path_ + '/' + name, std::uint64_t{64} << 20);
}

// The folders above it are made when they are missed, which is seldom.
Result<int> PublishedFolder::create(const std::string& name) const {
    for (bool again = true;; again = false) {
        int fd = openat(fd_, name.c_str(), kCreate, 0644);
        if (fd >= 0) return fd;
        if (errno == EEXIST) return -1;
        if (errno != ENOENT || !again) return failure("make", name);
        std::size_t last = name.rfind('/');
        if (last == name.npos) return failure("make", name);
        // From below: mostly only the last of them is missing.
        std::size_t made = last;
        while (mkdirat(fd_, name.substr(0, made).c_str(), 0755) != 0 && errno == ENOENT) {
            made = name.rfind('/', made - 1);
            if (made == name.npos || made == 0) return failure("make", name);
        }
        while (made < last) {
            made = name.find('/', made + 1);
            if (mkdirat(fd_, name.substr(0, made).c_str(), 0755) != 0 && errno != EEXIST)
                return failure("make", name.substr(0, made));
        }
    }
}

Result<bool> PublishedFolder::write(const std::string& name, std::string_view text,
                                    bool fresh) const {
    if (!fresh) {
        Descriptor there(openat(fd_, name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
        if (there.get() >= 0 && holds(there.get(), text)) return false;
    }
    // A page lies in a folder of its own, which is not there yet.
    if (fresh && name.ends_with("/index.html"))
        static_cast<void>(mkdirat(fd_, name.substr(0, name.rfind('/')).c_str(), 0755));
    const std::string on_its_way = fresh ? name : name + ".new";
    int fd = TRY(create(on_its_way));
    if (fd < 0 && fresh) return write(name, text, false);
    if (fd < 0) {  // left over from a run that was killed
        unlinkat(fd_, on_its_way.c_str(), 0);
        fd = TRY(create(on_its_way));
    }
    Descriptor made(fd);
    if (fd < 0 || !write_all(fd, text)) return failure("write", name);
    if (!fresh && renameat(fd_, on_its_way.c_str(), fd_, name.c_str()) != 0)
        return failure("write", name);
    return true;
}

Result<bool> PublishedFolder::remove(const std::string& name) const {
    if (unlinkat(fd_, name.c_str(), 0) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) return false;
        return failure("remove", name);
    }
    for (std::size_t slash = name.rfind('/'); slash != name.npos && slash > 0;
         slash = name.rfind('/', slash - 1))
        if (unlinkat(fd_, name.substr(0, slash).c_str(), AT_REMOVEDIR) != 0) break;
    return true;
}

Result<std::uint64_t> PublishedFolder::remove_all(const std::string& name) const {
    const std::filesystem::path folder = path_ + '/' + name;
    std::error_code error;
    const std::uintmax_t removed = std::filesystem::remove_all(folder, error);
    if (error) return failure("remove", name);
    return removed;
}

Result<std::vector<std::string>> PublishedFolder::list(const std::string& name) const {
    std::vector<std::string> all;
    std::error_code error;
    for (std::filesystem::directory_iterator each(path_ + '/' + name, error), end;
         !error && each != end; each.increment(error))
        all.push_back(each->path().filename().string());
    return all;
}

Result<void> PublishedFolder::sync() const {
    if (syncfs(fd_) != 0) return failure("write to the disk", "");
    return {};
}

}  // namespace bridle::registry
