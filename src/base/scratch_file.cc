#include "base/scratch_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/host_file.h"

namespace bridle {

std::unexpected<Error> ScratchFile::refused() const {
    return fail(Errc::io, folder_ + ": no temporary file: " + reason_of_errno());
}

// Not every file system makes files without a name.
static int create_nameless(const std::string& folder) {
    int fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)) return fd;
    std::string name = folder + "/.scratch-XXXXXX";
    fd = mkostemp(name.data(), O_CLOEXEC);
    if (fd >= 0) unlink(name.c_str());
    return fd;
}

Result<ScratchFile> ScratchFile::create(const std::string& folder) {
    ScratchFile file;
    file.folder_ = folder;
    file.fd_ = create_nameless(folder);
    if (file.fd_ < 0) return file.refused();
    return file;
}

ScratchFile::~ScratchFile() {
    if (fd_ >= 0) ::close(fd_);
}

Result<void> ScratchFile::append(std::string_view bytes) {
    while (!bytes.empty()) {
        ssize_t done = pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return refused();
        bytes.remove_prefix(static_cast<std::size_t>(done));
        size_ += static_cast<std::uint64_t>(done);
    }
    return {};
}

Result<void> ScratchFile::read_at(std::uint64_t offset, std::span<std::byte> into) const {
    while (!into.empty()) {
        ssize_t done = pread(fd_, into.data(), into.size(), static_cast<off_t>(offset));
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return refused();
        if (done == 0) return fail(Errc::io, folder_ + ": a temporary file became shorter");
        into = into.subspan(static_cast<std::size_t>(done));
        offset += static_cast<std::uint64_t>(done);
    }
    return {};
}

}  // namespace bridle
