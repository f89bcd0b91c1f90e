#include "register/service/keys.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>

#include "base/host_file.h"
#include "base/text.h"

namespace bridle::registry {

namespace {

constexpr std::string_view kKeyName = "/log.key";
constexpr std::string_view kSignedName = "signed";
constexpr std::uint64_t kMostKeyBytes = 4096;

std::string key_path(const std::string& folder) {
    return folder + std::string(kKeyName);
}

}  // namespace

Result<void> write_key(const std::string& folder, const Signer& signer) {
    const std::string path = key_path(folder);
    Secret text = signer.key_file();
    TRY(write_file(path, as_text(text.bytes())));
    if (::chmod(path.c_str(), 0600) != 0) return fail(Errc::io, path + ": " + reason_of_errno());
    TRY(sync_to_disk(path));
    return sync_to_disk(folder);
}

Result<Signer> read_key(const std::string& folder) {
    const std::string path = key_path(folder);
    struct stat status;
    if (::stat(path.c_str(), &status) != 0)
        return fail(Errc::io, path + ": " + reason_of_errno() +
                                  "; without the key of the log nothing can be signed: put it back "
                                  "from where you keep a copy");
    if ((status.st_mode & 077) != 0)
        return fail(Errc::unsupported,
                    path +
                        ": others than its owner can read the signing key; see who did, then "
                        "close it with chmod 600");
    std::string text = TRY(read_text_file(path, kMostKeyBytes));
    Secret kept{std::string_view(text)};
    ::explicit_bzero(text.data(), text.size());
    auto signer = Signer::parse(as_text(kept.bytes()));
    if (!signer) return fail(signer.error().code, path + ": " + signer.error().what);
    return std::move(*signer);
}

Result<std::optional<SignedCheckpoint>> read_signed(const std::string& folder,
                                                    const VerifierKey& key) {
    const std::string path = folder + "/" + std::string(kSignedName);
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return std::nullopt;
    std::string note = TRY(read_text_file(path, kMaxNote));
    auto checkpoint = open_checkpoint(note, key);
    if (!checkpoint) return fail(Errc::corrupt, path + ": " + checkpoint.error().what);
    SignedCheckpoint found = TRY(SignedCheckpoint::parse(note));
    return found;
}

Result<void> write_signed(const std::string& folder, std::string_view note) {
    return replace_file(folder, std::string(kSignedName), note);
}

Result<void> replace_file(const std::string& folder, const std::string& name,
                          std::string_view contents) {
    const std::string path = folder + "/" + name, fresh = path + ".new";
    // What an interrupted attempt left behind was never anything.
    if (::unlink(fresh.c_str()) != 0 && errno != ENOENT)
        return fail(Errc::io, fresh + ": " + reason_of_errno());
    TRY(write_file(fresh, contents));
    TRY(sync_to_disk(fresh));
    if (std::rename(fresh.c_str(), path.c_str()) != 0)
        return fail(Errc::io, path + ": " + reason_of_errno());
    return sync_to_disk(folder);
}

}  // namespace bridle::registry
