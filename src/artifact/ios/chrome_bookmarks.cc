// Bookmarks of Chrome and its relatives, in every profile: pages that somebody wanted to keep,
// and when they were last opened from there. Format: components/bookmarks/browser/
// bookmark_codec.cc of the published Chromium.

#include <charconv>
#include <vector>

#include "artifact/artifact.h"
#include "base/text.h"
#include "format/json_document.h"

namespace bridle::ios::chrome_bookmarks {

using Json = JsonDocument::Node;

static constexpr std::uint64_t kBytesAtMost = 64 << 20;
static constexpr std::size_t kFoldersAtMost = 100'000;

// Microseconds since 1601, written as digits.
static std::optional<Time> time_of(Json node) {
    const std::string_view digits = node.text().value_or("");
    std::int64_t micros = 0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), micros);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return to_time(micros, Epoch::webkit);
}

namespace {

struct Folder {
    Json node;
    std::string_view name;
};

class BookmarkReader {
public:
    explicit BookmarkReader(Output& out) : out_(out) {}

    Result<void> read(Json roots) {
        roots.each_member([&](std::string_view name, Json folder) {
            folders_.push_back({folder, name});
            return folders_.size() < kFoldersAtMost;
        });
        for (std::size_t next = 0; next < folders_.size(); next++) {
            const Folder folder = folders_[next];
            Result<void> done;
            folder.node["children"].each_item([&](Json item) {
                done = bookmark(item, folder.name);
                return done.has_value();
            });
            if (!done) return done;
        }
        return {};
    }

private:
    Result<void> bookmark(Json item, std::string_view folder) {
        if (!item.is_object()) {
            out_.problem({Errc::corrupt, "an entry that is no object"},
                         "roots/" + std::to_string(count_++));
            return {};
        }
        const bool is_folder = item["children"].is_array();
        const std::string_view name = item["name"].text().value_or("");
        if (is_folder && folders_.size() >= kFoldersAtMost)
            return fail(Errc::limit, "more folders than are read");
        if (is_folder) folders_.push_back({item, name});
        return out_.record(at_key("roots", count_++),
                           {
                               text("record_type", is_folder ? "folder" : "bookmark"),
                               when("bookmark_added", time_of(item["date_added"])),
                               headline(text("url", item["url"].text(), Kind::url)),
                               headline(text("title", present(name))),
                               when("bookmark_opened", time_of(item["date_last_used"])),
                               when("bookmark_modified", time_of(item["date_modified"])),
                               text("folder", present(folder)),
                               text("uuid", item["guid"].text()),
                           });
    }

    Output& out_;
    std::vector<Folder> folders_;
    std::int64_t count_ = 0;
};

}  // namespace

static bool is_guess(std::string_view path) {
    return path.ends_with("/Bookmarks") && !path.contains("/Google/Chrome/") &&
           !path.ends_with("/Default/Bookmarks");
}

static Result<void> parse(const Input& input, Output& out) {
    const std::vector<std::byte> bytes = TRY(input.file.read_all(kBytesAtMost));
    const bool guess = is_guess(input.path);
    JsonDocument document;
    auto read = document.read(as_text(bytes));
    if (!read) return guess ? Result<void>() : read;
    const Json roots = document.root()["roots"];
    if (!roots.is_object() && !guess) return fail(Errc::corrupt, "no bookmarks in it");
    return BookmarkReader(out).read(roots);
}

extern constinit const Artifact artifact = {
    .name = "chrome_bookmarks",
    .title = "Bookmarks of Chrome and its relatives",
    .paths = {"**/Google/Chrome/*/Bookmarks", "**/Google/Chrome/*/AccountBookmarks",
              "**/Application Support/**/Bookmarks", "**/Documents/**/Default/Bookmarks"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::chrome_bookmarks
