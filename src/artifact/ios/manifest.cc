// The catalogue of a backup: every file of the phone that it took, with times
// and owner, whether or not its content is there.
//
// The attributes are an archived object (MBFile) in each row.

#include "acquisition/device_path.h"
#include "artifact/rows.h"
#include "format/keyed_archive.h"

namespace bridle::ios::manifest {

static std::string octal(std::int64_t mode) {
    std::string digits;
    for (auto rest = static_cast<std::uint64_t>(mode); rest; rest >>= 3)
        digits.insert(digits.begin(), static_cast<char>('0' + (rest & 7)));
    return "0o" + (digits.empty() ? "0" : digits);
}

// Whole seconds, or in some versions an archived date.
static std::optional<Time> time_of(KeyedArchive::Object value) {
    if (auto seconds = value.integer()) return to_time(*seconds, Epoch::unix_seconds);
    return value.date();
}

// The app, group or extension to which a whole domain belongs.
static std::optional<std::string_view> app_of(std::string_view domain) {
    for (std::string_view kind : {"AppDomain-", "AppDomainGroup-", "AppDomainPlugin-"})
        if (domain.starts_with(kind)) return domain.substr(kind.size());
    return std::nullopt;
}

class CatalogueReader {
public:
    CatalogueReader(const Database& db, Output& out) : select_(db, "Files AS f"), out_(out) {
        row_ = select_.optional("f.rowid");  // a table can do without
        id_ = select_.column("f.fileID");
        domain_ = select_.column("f.domain");
        path_ = select_.column("f.relativePath");
        flags_ = select_.column("f.flags");
        blob_ = select_.column("f.file");
    }

    Result<void> read() {
        return each_row(select_, out_, [this](const Row& row) { return file(row); });
    }

private:
    Result<void> file(const Row& row) {
        index_++;
        at_ = row.integer(row_).value_or(index_);
        std::string_view domain = row.text(domain_).value_or(""),
                         path = row.text(path_).value_or("");
        device_path_ = device_path(domain, path);
        fields_ = {
            headline(text("path", device_path_, Kind::file_path)),
            text("domain", domain),
            text("relative_path", path),
            text("file_id", row.text(id_)),
            number("flags", row.integer(flags_)),
        };
        // Once for each app, and not for each of its files.
        if (path.empty()) fields_.push_back(text("app", app_of(domain), Kind::app_id));
        if (Bytes blob = row.blob(blob_); !blob.empty()) add_attributes(blob);
        return out_.record(at_row("Files", at_), fields_);
    }

    void add_attributes(Bytes blob) {
        auto done = list_.read(blob);
        auto archive = done ? KeyedArchive::open(list_) : std::unexpected(done.error());
        if (!archive) {
            out_.problem(archive.error(), "attributes of row " + std::to_string(at_));
            return;
        }
        KeyedArchive::Object file = archive->root();
        auto mode = file["Mode"].integer();
        if (mode) mode_ = octal(*mode);
        fields_.insert(fields_.end(), {
                                          when("created", time_of(file["Birth"])),
                                          when("modified", time_of(file["LastModified"])),
                                          when("status_changed", time_of(file["LastStatusChange"])),
                                          text("mode", mode ? std::optional<std::string_view>(mode_)
                                                            : std::nullopt),
                                          number("owner", file["UserID"].integer()),
                                          number("size", file["Size"].integer()),
                                      });
        if (KeyedArchive::Object target = file["Target"])
            fields_.push_back(text("target", target.text(target_), Kind::file_path));
    }

    Select select_;
    Output& out_;
    Column row_, id_, domain_, path_, flags_, blob_;
    std::int64_t index_ = 0, at_ = 0;
    Plist list_;
    std::vector<Field> fields_;
    std::string device_path_, mode_, target_;
};

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    return CatalogueReader(db, out).read();
}

extern constinit const Artifact artifact = {
    .name = "manifest",
    .title = "The files of the phone, as the backup lists them",
    .paths = {"acquisition:/Manifest.db"},
    .form = Form::backup,
    .parse = parse,
};

}  // namespace bridle::ios::manifest
