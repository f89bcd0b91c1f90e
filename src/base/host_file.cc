#include "base/host_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "base/text.h"

namespace bridle {

std::string reason_of_errno() {
    return std::generic_category().message(errno);
}

static std::unexpected<Error> refused(const std::string& path) {
    return fail(Errc::io, path + ": " + reason_of_errno());
}

static constexpr int kForReading = O_RDONLY | O_CLOEXEC | O_NONBLOCK;

Result<HostFile> HostFile::open(const std::string& path) {
    return from(::open(path.c_str(), kForReading), path);
}

Result<HostFile> HostFile::open_within(const std::string& folder, std::string_view relative) {
    std::string path = folder + "/" + std::string(relative);
    std::vector<std::string_view> names = split(relative, '/');
    for (std::string_view name : names)
        if (name.empty() || name == "." || name == ".." || name.find('\0') != name.npos)
            return fail(Errc::io, printable(path) + ": not a path of plain names");
    int fd = ::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    for (std::size_t i = 0; i < names.size() && fd >= 0; i++) {
        bool last = i + 1 == names.size();
        int flags = last ? kForReading : O_PATH | O_DIRECTORY | O_CLOEXEC;
        int next = openat(fd, std::string(names[i]).c_str(), flags | O_NOFOLLOW);
        int reason = errno;
        ::close(fd);
        errno = reason;
        fd = next;
    }
    return from(fd, std::move(path));
}

Result<HostFile> HostFile::from(int fd, std::string path) {
    if (fd < 0 && errno == ELOOP) return fail(Errc::io, path + ": a link, which is not followed");
    if (fd < 0) return refused(path);
    HostFile file;
    file.fd_ = fd;
    file.path_ = std::move(path);
    struct stat status;
    if (fstat(fd, &status) != 0) return refused(file.path_);
    if (!S_ISREG(status.st_mode)) return fail(Errc::io, file.path_ + ": not a regular file");
    file.size_ = static_cast<std::uint64_t>(status.st_size);
    return file;
}

HostFile& HostFile::operator=(HostFile&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(size_, other.size_);
    std::swap(path_, other.path_);
    return *this;
}

HostFile::~HostFile() {
    if (fd_ >= 0) ::close(fd_);
}

Result<std::size_t> HostFile::read_at(std::uint64_t offset, std::span<std::byte> into) const {
    std::size_t done = 0;
    while (done < into.size()) {
        ssize_t got =
            pread(fd_, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail(Errc::io, path_ + ": " + reason_of_errno(), offset + done);
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

Result<LargeBuffer> read_file(const std::string& path, std::uint64_t limit) {
    HostFile file = TRY(HostFile::open(path));
    if (file.size() > limit)
        return fail(Errc::limit, path + ": " + grouped(file.size()) + " bytes, more than the " +
                                     grouped(limit) + " read at once");
    LargeBuffer bytes = TRY(LargeBuffer::of_size(file.size()));
    auto got = TRY(file.read_at(0, bytes.writable()));
    bytes.shrink(got);
    return bytes;
}

Result<std::string> read_text_file(const std::string& path, std::uint64_t limit) {
    LargeBuffer bytes = TRY(read_file(path, limit));
    return std::string(as_text(bytes));
}

static constexpr std::size_t kWriteAtOnce = 1 << 20;

Result<OutputFile> OutputFile::create(const std::string& path) {
    OutputFile file;
    file.path_ = path;
    file.fd_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file.fd_ < 0) return refused(path);
    return file;
}

OutputFile::~OutputFile() {
    if (fd_ >= 0) ::close(fd_);
}

Result<void> OutputFile::write(std::string_view text) {
    if (text.size() >= kWriteAtOnce) {  // as it is, without a copy
        TRY(flush());
        return write_now(text);
    }
    buffer_ += text;
    if (buffer_.size() >= kWriteAtOnce) TRY(flush());
    return {};
}

Result<void> OutputFile::flush() {
    TRY(write_now(buffer_));
    buffer_.clear();
    return {};
}

Result<void> OutputFile::write_now(std::string_view text) {
    while (!text.empty()) {
        ssize_t done = ::write(fd_, text.data(), text.size());
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return refused(path_);
        text.remove_prefix(static_cast<std::size_t>(done));
    }
    // On its way to the disk while we work on, so that nobody waits for it at the end.
    sync_file_range(fd_, 0, 0, SYNC_FILE_RANGE_WRITE);
    return {};
}

Result<void> sync_to_disk(const std::string& path) {
    int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return refused(path);
    int done = fsync(fd);
    int reason = errno;
    ::close(fd);
    errno = reason;
    // Not every file system can do it for folders.
    if (done != 0 && errno != EINVAL && errno != EROFS) return refused(path);
    return {};
}

Result<void> OutputFile::write_at(std::uint64_t offset, std::string_view text) {
    TRY(flush());
    while (!text.empty()) {
        ssize_t done = pwrite(fd_, text.data(), text.size(), static_cast<off_t>(offset));
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return refused(path_);
        text.remove_prefix(static_cast<std::size_t>(done));
        offset += static_cast<std::uint64_t>(done);
    }
    return {};
}

Result<void> OutputFile::close() {
    TRY(flush());
    int fd = std::exchange(fd_, -1);
    if (::close(fd) != 0) return refused(path_);
    return {};
}

Result<void> write_file(const std::string& path, std::string_view contents) {
    OutputFile file = TRY(OutputFile::create(path));
    TRY(file.write(contents));
    return file.close();
}

}  // namespace bridle
