#include <gtest/gtest.h>

#include "base/text.h"
#include "support/harness.h"

namespace bridle::test {

// "process|time|type" in each line: stands in for the reports, of which only these fields count.
static Result<void> parse_crashes(const Input& input, Output& out) {
    auto bytes = input.file.read_all(10'000);
    if (!bytes) return std::unexpected(bytes.error());
    for (std::string_view line : split(as_text(*bytes), '\n')) {
        auto parts = split(line, '|');
        if (parts.size() < 3) continue;
        auto done = out.record(at_byte(0), {
                                               text("process", parts[0], Kind::process),
                                               when("crash", from_iso(parts[1])),
                                               text("bug_type", parts[2]),
                                           });
        if (!done) return done;
    }
    return {};
}
static constexpr Artifact kCrashes = {
    .name = "crash_reports", .title = "", .paths = {}, .parse = parse_crashes};

static std::string lookups() {  // at 2023-03-08T20:26:40Z
    return xml_list(R"xml(<dict><key>com.apple.madrid</key><dict>
        <key>mailto:x@stranger.example</key><dict><key>LookupDate</key><real>700000000</real></dict>
        <key>mailto:friend@mail.example</key><dict><key>LookupDate</key><real>700000000</real></dict>
        <key>tel:+12025550100</key><dict><key>LookupDate</key><real>700000000</real></dict>
    </dict></dict>)xml");
}

static std::string contacts() {
    return database(R"sql(
        CREATE TABLE ABPerson (ROWID INTEGER PRIMARY KEY, First TEXT, Last TEXT);
        CREATE TABLE ABMultiValue (UID INTEGER PRIMARY KEY, record_id INTEGER, property INTEGER, value TEXT);
        INSERT INTO ABMultiValue VALUES (1, 1, 4, 'friend@mail.example'), (2, 1, 3, '(202) 555-0100');
    )sql");
}

static std::string judged(std::string_view crashes) {
    const std::string people = contacts(), looked_up = lookups();
    return judge(
        "ids_lookup_before_crash",
        {{.artifact = "contacts", .bytes = people},
         {.artifact = "crash_reports", .bytes = std::string(crashes), .stand_in = &kCrashes},
         {.artifact = "id_status_cache", .bytes = looked_up}});
}

TEST(IdsLookupBeforeCrash, FindsAStrangerWhoWasLookedUpJustBefore) {
    EXPECT_EQ(judged("MessagesBlastDoorService|2023-03-08T20:28:40Z|309\n"
                     "imagent|2023-03-08T20:29:00Z|309\n"),
              R"(
medium weak com.apple.madrid:0 2023-03-08T20:26:40Z address=mailto:x@stranger.example address=mailto:x@stranger.example process=MessagesBlastDoorService seconds=120
)");
}

TEST(IdsLookupBeforeCrash, OtherCrashesHaveNothingToDoWithIt) {
    EXPECT_EQ(judged("imagent|2023-03-08T20:32:00Z|309\n"    // later
                     "imagent|2023-03-08T20:26:00Z|309\n"    // before
                     "SomeGame|2023-03-08T20:27:00Z|309\n"   // reads no messages
                     "imagent|2023-03-08T20:27:00Z|202\n"),  // only used much
              "\n");
}

}  // namespace bridle::test
