// Events of the keychain and its synchronization, as Apple collects them for its analytics:
// failures name the program that failed and the server that it asked.

#include <map>

#include "artifact/plist_record.h"
#include "artifact/rows.h"
#include "base/text.h"
#include "format/plist.h"

namespace bridle::ios::analytics {

static constexpr std::size_t kNodesAtMost = 2'000;  // of one event
static constexpr std::size_t kBuildsAtMost = 1'000;

// When each build of the system was first seen.
using Builds = std::map<std::string, std::optional<Time>>;

static void add_build(Builds& builds, const std::string& build, std::optional<Time> time) {
    if (build.empty() || (!builds.contains(build) && builds.size() >= kBuildsAtMost)) return;
    std::optional<Time>& first = builds[build];
    if (time && (!first || *time < *first)) first = time;
}

static bool may_be_address(std::string_view text) {
    return text.contains('.') && !text.contains(' ');
}

// What an event says. The names of its values differ from event to event, so they are listed as
// they are, and every text is compared as the name of a process and as an address.
class Event {
public:
    Result<void> read(Plist::Node root) {
        for (auto [key, value] : root.members()) {
            if (entries_.size() >= kNodesAtMost) return fail(Errc::limit, "too many values");
            if (auto shown = plain_words(value)) entries_.push_back(key.text() + "=" + *shown);
        }
        return read_texts(root);
    }

    void add_fields(std::vector<Field>& fields) const {
        for (const std::string& entry : entries_) fields.push_back(text("entry", entry));
        for (const std::string& each : texts_)
            fields.push_back(text("process", each, Kind::process));
        for (const std::string& each : texts_)
            if (may_be_address(each)) fields.push_back(text("address", each, Kind::url));
    }

private:
    // Values only, and not the names of values, whatever holds them.
    Result<void> read_texts(Plist::Node root) {
        std::vector<Plist::Node> nodes = {root};
        for (std::size_t i = 0; i < nodes.size(); i++) {
            const Plist::Node node = nodes[i];
            if (node.is_text()) texts_.push_back(node.text());
            if (nodes.size() + node.size() > kNodesAtMost)
                return fail(Errc::limit, "too many values");
            for (std::size_t child = 0; child < node.size(); child++)
                nodes.push_back(node.at(child));
        }
        return {};
    }

    std::vector<std::string> entries_, texts_;
};

class Reader {
public:
    explicit Reader(Output& out) : out_(out) {}

    Result<void> table(const Database& db, std::string_view name) {
        if (!db.has_table(name)) return {};
        Select select(db, std::string(name) + " AS e");
        const Column id = select.optional("e.rowid"), time = select.column("e.timestamp"),
                     type = select.optional("e.event_type"), data = select.column("e.data");
        return each_row(select, out_, [&](const Row& row) -> Result<void> {
            if (row.is_null(time) && row.is_null(data)) return {};
            return event(at_row(name, row.integer(id).value_or(0)), row.blob(data),
                         row.time(time, Epoch::unix_seconds), row.text(type));
        });
    }

    Result<void> builds() {
        std::int64_t index = 0;
        for (const auto& [build, time] : builds_)
            TRY(out_.record(at_key("builds", index++), {
                                                           text("record_type", "build"),
                                                           headline(text("build", build)),
                                                           when("build_first_seen", time),
                                                       }));
        return {};
    }

private:
    // Data that cannot be read leaves the time of the event.
    Result<void> event(Place place, Bytes data, std::optional<Time> time,
                       std::optional<std::string_view> type) {
        Event event;
        std::string named, build;
        if (!data.empty()) {
            auto read = list_.read(data);
            if (read) read = event.read(list_.root());
            if (!read)
                out_.problem(read.error(),
                             std::string(place.part) + ":" + std::to_string(place.at));
            else
                named = list_.root()["eventType"].text(), build = list_.root()["build"].text();
        }
        add_build(builds_, build, time);
        if (type) named = *type;
        std::vector<Field> fields = {when("event", time), headline(text("event_type", named)),
                                     text("build", build)};
        if (named.empty()) fields[1].value = Value();
        if (build.empty()) fields[2].value = Value();
        event.add_fields(fields);
        return out_.record(place, fields);
    }

    Output& out_;
    Plist list_;
    Builds builds_;
};

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    if (input.file.size() == 0 && !db.has_table("hard_failures"))
        return fail(Errc::truncated, "the file is empty");
    Reader reader(out);
    for (std::string_view table : {"hard_failures", "soft_failures", "all_events", "notes"})
        keep_going(out, table, reader.table(db, table));
    return reader.builds();
}

extern constinit const Artifact artifact = {
    .name = "analytics",
    .title = "Analytics of the keychain",
    .paths = {"**/Keychains/Analytics/*.db"},
    .absence = Absence::only_dumps,
    .parse = parse,
};

}  // namespace bridle::ios::analytics
