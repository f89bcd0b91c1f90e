// What Safari has downloaded (Downloads.plist): from where, to where, and when.

#include "artifact/plists.h"

namespace bridle::ios {

static Result<void> read_download(Plist::Node download, std::int64_t index, Output& out) {
    std::string url, path, final_path, identifier, profile, origin;
    auto present = [](std::string_view name, std::string_view value, Kind kind = Kind::text) {
        return text(name, value.empty() ? std::nullopt : std::optional(value), kind);
    };
    return out.record(
        at_key("DownloadHistory", index),
        {
            when("download_started", download["DownloadEntryDateAddedKey"].date()),
            headline(present("url", download["DownloadEntryURL"].text(url), Kind::url)),
            headline(present("path", download["DownloadEntryPath"].text(path), Kind::file_path)),
            present("final_path", download["DownloadEntryPostPath"].text(final_path),
                    Kind::file_path),
            present("origin", download["DownloadEntryOriginURL"].text(origin), Kind::url),
            when("download_finished", download["DownloadEntryDateFinishedKey"].date()),
            number("bytes", download["DownloadEntryProgressBytesSoFar"].integer()),
            number("bytes_in_all", download["DownloadEntryProgressTotalToLoad"].integer()),
            present("identifier", download["DownloadEntryIdentifier"].text(identifier)),
            present("profile", download["DownloadEntryProfileUUIDStringKey"].text(profile)),
            flag("removed_when_done", download["DownloadEntryRemoveWhenDoneKey"].boolean()),
            number("error", download["DownloadEntryErrorCodeDictionaryKey"]["ErrorCode"].integer()),
        });
}

static Result<void> parse(const Input& input, Output& out) {
    PlistFile file;
    TRY(file.read(input, out));
    // A dictionary with the list, or the list itself.
    Plist::Node downloads = file.root()["DownloadHistory"];
    if (!downloads) downloads = file.root();
    if (downloads.type() != Plist::Type::array) return fail(Errc::corrupt, "no list of downloads");
    std::int64_t index = 0;
    for (Plist::Node download : downloads.items()) TRY(read_download(download, index++, out));
    return {};
}

extern constinit const Artifact safari_downloads = {
    .name = "safari_downloads",
    .title = "Downloads of Safari",
    .paths = {"**/Library/Safari/Downloads.plist", "**/Library/Safari/Downloads/Downloads.plist",
              "**/Library/Safari/Profiles/*/Downloads.plist"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios
