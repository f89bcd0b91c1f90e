#include <gtest/gtest.h>

#include "base/text.h"
#include "support/messages.h"

namespace bridle::test::ids_lookup_before_crash_test {

// "process|time|type|incident" in each line: stands in for the reports, of which only these fields
// count.
static Result<void> parse_crashes(const Input& input, Output& out) {
    auto bytes = input.file.read_all(10'000);
    if (!bytes) return std::unexpected(bytes.error());
    for (std::string_view line : split(as_text(*bytes), '\n')) {
        auto parts = split(line, '|');
        if (parts.size() < 4) continue;
        auto done = out.record({"report", 0}, {
                                                  text("process", parts[0], Kind::process),
                                                  when("crash", from_iso(parts[1])),
                                                  text("bug_type", parts[2]),
                                                  text("incident", parts[3]),
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

static std::string judged(std::string_view crashes, std::vector<Heard> more = {}) {
    more.push_back({.artifact = "contacts", .bytes = contacts()});
    more.push_back(
        {.artifact = "crash_reports", .bytes = std::string(crashes), .stand_in = &kCrashes});
    more.push_back({.artifact = "id_status_cache", .bytes = lookups()});
    return judge("ids_lookup_before_crash", std::move(more));
}

TEST(IdsLookupBeforeCrash, FindsAStrangerWhoWasLookedUpJustBefore) {
    EXPECT_EQ(judged("MessagesBlastDoorService|2023-03-08T20:28:40Z|309|A\n"
                     "imagent|2023-03-08T20:29:00Z|309|B\n"),
              R"(
medium weak com.apple.madrid:0 2023-03-08T20:26:40Z address=mailto:x@stranger.example address=mailto:x@stranger.example process=MessagesBlastDoorService seconds=120
)");
}

TEST(IdsLookupBeforeCrash, OtherCrashesHaveNothingToDoWithIt) {
    EXPECT_EQ(judged("imagent|2023-03-08T20:32:00Z|309|A\n"    // later
                     "imagent|2023-03-08T20:26:00Z|309|B\n"    // before
                     "SomeGame|2023-03-08T20:27:00Z|309|C\n"   // reads no messages
                     "imagent|2023-03-08T20:27:00Z|308|D\n"    // a fault that was only noted
                     "imagent|2023-03-08T20:27:00Z|202|E\n"),  // only used much
              "\n");
}

TEST(IdsLookupBeforeCrash, OneReportInTwoPlacesIsOneCrash) {
    EXPECT_TRUE(
        judged("imagent|2023-03-08T20:27:40Z|309|A\n").contains("process=imagent seconds=60"));
    // The second copy has a time of its own, which is nearer.
    EXPECT_TRUE(judged("imagent|2023-03-08T20:27:40Z|309|A\n"
                       "imagent|2023-03-08T20:27:00Z|309|A\n")
                    .contains("process=imagent seconds=60"));
}

TEST(IdsLookupBeforeCrash, WhoWroteAMessageIsStillAStranger) {
    const std::string crash = "imagent|2023-03-08T20:27:40Z|309|A\n";
    auto message = [](bool sent) {
        return Heard{.artifact = "sms", .bytes = one_message("x@stranger.example", "hello", sent)};
    };
    EXPECT_TRUE(judged(crash, {message(false)}).starts_with("\nmedium weak"));
    EXPECT_EQ(judged(crash, {message(true)}), "\n");  // whom the owner wrote to
}

TEST(IdsLookupBeforeCrash, WhoCalledIsStillAStranger) {
    auto call = [](std::string_view originated) {
        return Heard{.artifact = "calls",
                     .bytes = database(R"sql(
            CREATE TABLE ZCALLRECORD (Z_PK INTEGER PRIMARY KEY, ZDATE TIMESTAMP, ZDURATION FLOAT,
                ZADDRESS VARCHAR, ZORIGINATED INTEGER);
            INSERT INTO ZCALLRECORD VALUES (1, 636000000, 0, 'x@stranger.example', )sql" +
                                       std::string(originated) + ")")};
    };
    const std::string crash = "imagent|2023-03-08T20:27:40Z|309|A\n";
    EXPECT_TRUE(judged(crash, {call("0")}).starts_with("\nmedium weak"));
    EXPECT_EQ(judged(crash, {call("1")}), "\n");
}

}  // namespace bridle::test::ids_lookup_before_crash_test
