// The log as files (c2sp.org/tlog-tiles), the policy with which to check it, the files of source
// documents, and what the pages are shown with. Nothing that the latest published checkpoint does
// not cover leaves the house.

#include <algorithm>

#include "base/text.h"
#include "register/log/tile.h"
#include "register/web/api_json.h"
#include "register/web/reading.h"
#include "register/web/site_files.h"

namespace bridle::registry {

namespace {

constexpr std::string_view kPlain = "text/plain; charset=utf-8";

struct Embedded {
    std::string_view name, text;
};
constexpr Embedded kEmbedded[] = {
#define FILE(name, text) {#name, text},
#include "register_files.def"
#undef FILE
};

struct SiteFile {
    std::string_view path, name, type;
};
constexpr SiteFile kSiteFiles[] = {
    {"/style.css", "style_css", "text/css; charset=utf-8"},
    {"/search.js", "search_js", "text/javascript; charset=utf-8"},
    {"/v1/openapi.json", "openapi_json", "application/json"},
};

const Embedded* embedded(std::string_view name) {
    auto found = std::ranges::find(kEmbedded, name, &Embedded::name);
    return found == std::end(kEmbedded) ? nullptr : found;
}

Response no_such() {
    return Response::problem(404, "Not found", "The log has no such file.");
}

Response unchanging(std::string bytes) {
    Response response = Response::text(200, "application/octet-stream", std::move(bytes));
    response.max_age = Response::kForever;
    return response;
}

Result<Response> log_file(const Reading& reading, std::string_view path) {
    auto checkpoint = TRY(reading.store.log.latest_published());
    if (!checkpoint) return no_such();
    if (path == "checkpoint") {
        Response response = Response::text(200, kPlain, checkpoint->note);
        response.max_age = 2;
        return response;
    }
    if (auto tile = parse_tile_path(path)) {
        if (tile_width(tile->level, tile->index, checkpoint->size) < tile->width) return no_such();
        std::string bytes = TRY(reading.store.log.hash_tile(*tile));
        return unchanging(std::move(bytes));
    }
    if (auto bundle = parse_bundle_path(path)) {
        if (tile_width(0, bundle->index, checkpoint->size) < bundle->width) return no_such();
        std::string bytes = TRY(reading.store.log.bundle(bundle->index, bundle->width));
        return unchanging(std::move(bytes));
    }
    return no_such();
}

Result<Response> source_file(const Reading& reading, std::string_view sha256_hex) {
    bool is_hash =
        sha256_hex.size() == 64 && from_hex(sha256_hex) && lower(sha256_hex) == sha256_hex;
    if (!is_hash) return no_such();
    auto file = TRY(reading.store.filings.file(sha256_hex));
    if (!file) return no_such();
    // Whatever its type, it is nothing of ours, and no browser shall run it.
    Response response = Response::text(200, "application/octet-stream", std::move(file->second));
    response.headers.emplace_back("Content-Disposition", "attachment");
    return response;
}

}  // namespace

std::vector<std::string> site_file_paths() {
    std::vector<std::string> all;
    for (const SiteFile& file : kSiteFiles)
        if (embedded(file.name)) all.emplace_back(file.path);
    return all;
}

Result<std::optional<Response>> log_answer(const Reading& reading) {
    std::string_view path = reading.request.path;
    if (path.starts_with("/log/")) {
        Response response = TRY(log_file(reading, path.substr(5)));
        return response;
    }
    if (path.starts_with("/files/")) {
        Response response = TRY(source_file(reading, path.substr(7)));
        return response;
    }
    if (path == "/policy.txt") return Response::text(200, kPlain, reading.registry.policy());
    for (const SiteFile& file : kSiteFiles)
        if (const Embedded* its = path == file.path ? embedded(file.name) : nullptr)
            return Response::text(200, file.type, std::string(its->text));
    return std::nullopt;
}

}  // namespace bridle::registry
