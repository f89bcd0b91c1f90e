// What the home screen knows of apps: where each lies and keeps its data, and when one was
// removed. Apps that are gone stay in this list for a while.

#include <unordered_set>

#include "artifact/ios/archived_value.h"
#include "artifact/plist_record.h"
#include "artifact/rows.h"

namespace bridle::ios::installed_apps {

namespace {

constexpr std::size_t kAppsAtMost = 100'000;
constexpr std::string_view kBundle = "compatibilityInfo", kRemoved = "_UninstallDate";

// What the values say, and whose values they are.
Result<void> read_values(const Database& db, Output& out,
                         std::unordered_set<std::int64_t>& installed) {
    Select select(db, "kvs AS v");
    select.join("application_identifier_tab AS a", "a.id = v.application_identifier");
    select.join("key_tab AS k", "k.id = v.key");
    const Column id = select.optional("v.id"), app_row = select.column("v.application_identifier"),
                 value = select.column("v.value"), app = select.column("a.application_identifier"),
                 key = select.column("k.key");
    ArchivedValue archived;
    return each_row(select, out, [&](const Row& row) -> Result<void> {
        const std::string_view name = row.text(key).value_or("");
        if (name != kBundle && name != kRemoved) return {};
        const bool removed = name == kRemoved;
        PlistRecord record;
        record.add(text("record_type", removed ? "removed" : "installed"));
        record.add(headline(text("app", row.text(app), Kind::app_id)));
        if (auto done = archived.read(row.blob(value)); !done) {
            out.problem(done.error(),
                        "value of row " + std::to_string(row.integer(id).value_or(0)));
        } else if (removed) {
            record.add(when("app_removed", archived.date()));
        } else {
            record.words("bundle", archived.text("bundleIdentifier"), Kind::app_id);
            record.words("bundle_path", archived.text("bundlePath"), Kind::file_path);
            record.words("data_path", archived.text("sandboxPath"), Kind::file_path);
        }
        if (auto of = row.integer(app_row); of && !removed && installed.size() < kAppsAtMost)
            installed.insert(*of);
        return record.write(at_row("kvs", row.integer(id).value_or(0)), out);
    });
}

Result<void> read_names(const Database& db, Output& out,
                        const std::unordered_set<std::int64_t>& installed) {
    Select select(db, "application_identifier_tab AS a");
    const Column id = select.column("a.id"), app = select.column("a.application_identifier");
    return each_row(select, out, [&](const Row& row) -> Result<void> {
        if (auto number = row.integer(id); number && installed.contains(*number)) return {};
        return out.record(
            at_row("application_identifier_tab", row.integer(id).value_or(0)),
            {text("record_type", "known"), headline(text("app", row.text(app), Kind::app_id))});
    });
}

Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    std::unordered_set<std::int64_t> installed;
    keep_going(out, "kvs", read_values(db, out, installed));
    return read_names(db, out, installed);
}

}  // namespace

extern constinit const Artifact artifact = {
    .name = "installed_apps",
    .title = "Apps, as the home screen knows them",
    .paths = {"**/Library/FrontBoard/applicationState.db"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::installed_apps
