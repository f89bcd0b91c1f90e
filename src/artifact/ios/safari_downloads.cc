// What Safari has downloaded (Downloads.plist): from where, to where, and when.

#include "artifact/plists.h"

namespace bridle::ios::safari_downloads {

static Result<void> read_download(Plist::Node download, std::int64_t index, Output& out) {
    std::string url, path, final_path, identifier, profile, origin;
    return out.record(
        at_key("DownloadHistory", index),
        {
            when("download_started", download["DownloadEntryDateAddedKey"].date()),
            headline(text("url", present(download["DownloadEntryURL"].text(url)), Kind::url)),
            headline(
                text("path", present(download["DownloadEntryPath"].text(path)), Kind::file_path)),
            text("final_path", present(download["DownloadEntryPostPath"].text(final_path)),
                 Kind::file_path),
            text("origin", present(download["DownloadEntryOriginURL"].text(origin)), Kind::url),
            when("download_finished", download["DownloadEntryDateFinishedKey"].date()),
            number("bytes", download["DownloadEntryProgressBytesSoFar"].integer()),
            number("bytes_in_all", download["DownloadEntryProgressTotalToLoad"].integer()),
            text("identifier", present(download["DownloadEntryIdentifier"].text(identifier))),
            text("profile", present(download["DownloadEntryProfileUUIDStringKey"].text(profile))),
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
    for (Plist::Node download : downloads.items()) {
        if (download.type() == Plist::Type::dictionary)
            TRY(read_download(download, index, out));
        else
            out.problem({Errc::corrupt, "an entry that is no dictionary"},
                        "DownloadHistory/" + std::to_string(index));
        index++;
    }
    return {};
}

extern constinit const Artifact artifact = {
    .name = "safari_downloads",
    .title = "Downloads of Safari",
    .paths = {"**/Library/Safari/Downloads.plist", "**/Library/Safari/Downloads/Downloads.plist",
              "**/Library/Safari/Profiles/*/Downloads.plist"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::safari_downloads
