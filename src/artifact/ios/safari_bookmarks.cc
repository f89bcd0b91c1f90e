// Bookmarks and the reading list of Safari (Bookmarks.db), also those that were
// deleted and are kept until other devices know. Dates lie in a property list in each row.

#include "artifact/bookmark_attributes.h"
#include "artifact/guessed_time.h"

namespace bridle::ios::safari_bookmarks {

namespace {

struct Columns {
    explicit Columns(Select& select)
        : id(select.column("b.id")),
          parent(select.optional("b.parent")),
          type(select.optional("b.type")),
          title(select.column("b.title")),
          url(select.column("b.url")),
          uuid(select.optional("b.external_uuid")),
          deleted(select.optional("b.deleted")),
          hidden(select.optional("b.hidden")),
          read(select.optional("b.read")),
          added(select.optional("b.added")),
          modified(select.optional("b.last_modified")),
          extra(select.optional("b.extra_attributes")),
          local(select.optional("b.local_attributes")) {}
    Column id, parent, type, title, url, uuid, deleted, hidden, read, added, modified, extra, local;
};

}  // namespace

static std::string_view record_type(std::optional<std::int64_t> type, bool in_reading_list) {
    if (type == 1) return "folder";
    return in_reading_list ? "reading_list" : "bookmark";
}

namespace {

class BookmarkReader {
public:
    BookmarkReader(const Database& db, Output& out)
        : select_(db, "bookmarks AS b"), columns_(select_), out_(out) {}

    Result<void> read() {
        return each_row(select_, out_, [this](const Row& row) { return bookmark(row); });
    }

private:
    Result<void> bookmark(const Row& row) {
        const Place place = at_row("bookmarks", row.integer(columns_.id).value_or(0));
        read_attributes(row.blob(columns_.extra), place, "attributes", extra_, out_);
        read_attributes(row.blob(columns_.local), place, "local attributes", local_, out_);
        Plist::Node listed = extra_.root()["com.apple.ReadingList"],
                    fetched = extra_.root()["com.apple.ReadingListNonSync"],
                    own = extra_.root()["com.apple.Bookmark"];
        auto added = attribute_time(listed["DateAdded"]);
        if (!added) added = attribute_time(own["DateAdded"]);
        if (!added) added = guessed_time(row, columns_.added);  // since long only a flag
        std::string preview, image, site;
        return out_.record(
            place, {
                       text("record_type", record_type(row.integer(columns_.type), bool(listed))),
                       when("bookmark_added", added),
                       headline(text("url", row.text(columns_.url), Kind::url)),
                       headline(text("title", row.text(columns_.title))),
                       when("bookmark_viewed", attribute_time(listed["DateLastViewed"])),
                       when("bookmark_fetched", attribute_time(fetched["DateLastFetched"])),
                       when("bookmark_modified", row.time(columns_.modified, Epoch::cocoa)),
                       text("preview", present(listed["PreviewText"].text(preview))),
                       text("image", present(listed["imageURL"].text(image)), Kind::url),
                       text("site", present(fetched["siteName"].text(site))),
                       text("uuid", row.text(columns_.uuid)),
                       number("folder", row.integer(columns_.parent)),
                       flag("deleted", if_true(row.boolean(columns_.deleted))),
                       flag("hidden", if_true(row.boolean(columns_.hidden))),
                       flag("read", if_true(row.boolean(columns_.read))),
                   });
    }

    Select select_;
    Columns columns_;
    Output& out_;
    Plist extra_, local_;
};

}  // namespace

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    return BookmarkReader(db, out).read();
}

extern constinit const Artifact artifact = {
    .name = "safari_bookmarks",
    .title = "Bookmarks and reading list of Safari",
    .paths = {"**/Library/Safari/Bookmarks.db", "**/Library/Safari/Profiles/*/Bookmarks.db"},
    .absence = Absence::only_encrypted,
    .parse = parse,
};

}  // namespace bridle::ios::safari_bookmarks
