// The public files of a register, from a folder or from an address.

#include <filesystem>

#include "base/host_file.h"
#include "net/http.h"
#include "register/verify/verify.h"

namespace bridle::registry {

namespace {

constexpr std::uint64_t kMostFileBytes = std::uint64_t{1} << 30;
constexpr std::chrono::milliseconds kMostTime{600'000};  // for one file

class FolderResources : public Resources {
public:
    explicit FolderResources(std::string folder) : folder_(std::move(folder)) {}

    Result<std::string> get(const std::string& path) override {
        return read_text_file(folder_ + "/" + path, kMostFileBytes);
    }

private:
    std::string folder_;
};

HttpsOptions options_for_files() {
    HttpsOptions options;
    options.limit = kMostFileBytes;
    options.timeout = kMostTime;
    options.allow_http = true;  // nothing is believed that is not signed
    return options;
}

class WebResources : public Resources {
public:
    explicit WebResources(std::string url) : url_(std::move(url)), client_(options_for_files()) {}

    Result<std::string> get(const std::string& path) override {
        const std::string address = url_ + "/" + path;
        HttpAnswer answer = TRY(client_.request("GET", address));
        if (answer.status != 200)
            return fail(Errc::io,
                        address + ": the server answered " + std::to_string(answer.status));
        return std::move(answer.body);
    }

private:
    std::string url_;
    HttpClient client_;
};

}  // namespace

Result<std::unique_ptr<Resources>> open_resources(const std::string& place) {
    std::string trimmed = place;
    while (trimmed.size() > 1 && trimmed.ends_with('/')) trimmed.pop_back();
    if (trimmed.starts_with("https://") || trimmed.starts_with("http://"))
        return std::make_unique<WebResources>(std::move(trimmed));
    std::error_code error;
    if (!std::filesystem::is_directory(trimmed, error))
        return fail(Errc::io, place + ": neither a folder nor an http(s) address");
    return std::make_unique<FolderResources>(std::move(trimmed));
}

}  // namespace bridle::registry
