// What the Mobile Verification Toolkit extracts from a real, reduced backup is
// the least that we extract: record by record, value by value. Where it is
// known to be wrong we say more.

#include <gtest/gtest.h>
#include <simdjson.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <set>

#include "acquisition/open.h"
#include "base/text.h"
#include "examine/plan.h"
#include "examine/recorder.h"
#include "support/harness.h"
#include "support/indicators.h"

namespace bridle::test::parity_test {
namespace {

using Fields = std::map<std::string, std::string>;

// Our records of one artifact, each with "part" and "at" besides its fields.
class Collector : public Sink {
public:
    void accept(const Record& record) override {
        Fields fields = {{"part", std::string(record.place.part)},
                         {"at", std::to_string(record.place.at)}};
        for (const Field& field : record.fields) {
            if (std::holds_alternative<std::monostate>(field.value)) continue;
            fields.emplace(field.name, show(field.value));
            if (const Time* time = std::get_if<Time>(&field.value))
                seconds.insert(std::chrono::floor<std::chrono::seconds>(*time));
        }
        records.push_back(std::move(fields));
    }
    void accept(const Problem& problem) override {
        ADD_FAILURE() << problem.error.what << " [" << problem.part << "]";
    }
    std::vector<Fields> records;
    std::set<std::chrono::sys_seconds> seconds;  // in which anything happened
};

class Parity : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(BRIDLE_SHARED_DATA "/data/ios/backup"))
            GTEST_SKIP() << "skipped: no shared data";
        auto opened = open_acquisition(BRIDLE_SHARED_DATA "/data/ios/backup",
                                       []() -> Result<Secret> { return Secret(); });
        ASSERT_TRUE(opened) << opened.error().what;
        acquisition_ = std::move(*opened);
    }

    std::vector<Fields> ours(std::string_view artifact) { return collected(artifact).records; }

    Collector collected(std::string_view artifact) {
        Collector collector;
        run_each(artifact, collector);
        return collector;
    }

    // What is said of every file of the artifact.
    void run_each(std::string_view artifact, Sink& sink) {
        auto plan = make_plan(*acquisition_, all_artifacts());
        ASSERT_TRUE(plan);
        for (const Job& job : plan->jobs) {
            if (job.artifact->name != artifact) continue;
            auto file = acquisition_->open(job.location);
            if (!file) continue;
            std::vector<std::unique_ptr<File>> held;
            std::vector<Neighbour> beside;
            for (const Job::Companion& companion : job.beside)
                if (auto neighbour = acquisition_->open(companion.location)) {
                    held.push_back(std::move(*neighbour));
                    beside.push_back({companion.name, *held.back()});
                }
            run(*job.artifact, Input{**file, nullptr, job.path, beside}, sink);
        }
    }

    // A line for each record that holds an indicator: what of it, and the time of the finding.
    std::string found(std::string_view artifact, const Indicators& set) {
        std::string lines = "\n";
        Recorder recorder(set, {}, [&](Chunk& chunk) {
            for (const Finding& finding : chunk.findings)
                lines += finding.observed + (finding.time ? " " + iso(*finding.time) : "") + "\n";
            chunk.clear();
        });
        recorder.begin(*find_artifact(artifact));
        run_each(artifact, recorder);
        recorder.end();
        return lines;
    }

    simdjson::dom::element theirs(std::string_view module) {
        return parser_.load(BRIDLE_SHARED_DATA "/expected/mvt/ios_backup/" + std::string(module) +
                            ".json");
    }

private:
    std::unique_ptr<Acquisition> acquisition_;
    simdjson::dom::parser parser_;
};

// A value of theirs as text; empty for null and what stands for nothing.
std::string text_of(simdjson::dom::element value) {
    if (value.is_null()) return "";
    if (value.is_string()) return std::string(std::string_view(value));
    if (value.is_bool()) return bool(value) ? "true" : "false";
    if (value.is_int64()) return std::to_string(std::int64_t(value));
    if (value.is_double()) return show(Value(double(value)));
    return simdjson::minify(value);
}

// Theirs lose the fraction where the column holds nanoseconds (W-41).
bool same_time(const std::string& ours, const std::string& theirs) {
    auto mine = from_iso(ours), other = from_iso(theirs);
    if (!mine || !other) return false;
    auto apart = std::chrono::abs(*mine - *other);
    return apart <= std::chrono::microseconds(1) ||
           (theirs.ends_with(".000000") && apart < std::chrono::seconds(1));
}

bool same(const std::string& ours, const std::string& theirs) {
    if (ours == theirs) return true;
    if (from_iso(theirs)) return same_time(ours, theirs);
    const bool flag = ours == "true" || ours == "false";
    return flag && theirs == (ours == "true" ? "1" : "0");
}

using Names = std::vector<std::pair<std::string, std::string>>;  // theirs, ours

// Every value of the record, under our name for it. What they have that has no
// name here must say nothing: null, zero or empty.
void expect_same(const Fields& ours, simdjson::dom::object theirs, const Names& names) {
    for (auto [key, value] : theirs) {
        std::string expected = text_of(value);
        if (key == "record_type") continue;  // which record this is was decided before
        auto name = std::ranges::find(names, std::string(key), &Names::value_type::first);
        if (name == names.end()) {
            auto found = ours.find(std::string(key));
            if (found != ours.end())
                EXPECT_TRUE(same(found->second, expected))
                    << key << ": " << found->second << ", not " << expected;
            else
                EXPECT_TRUE(expected.empty() || expected == "0") << key << " is lost: " << expected;
            continue;
        }
        auto found = ours.find(name->second);
        std::string have = found == ours.end() ? "" : found->second;
        EXPECT_TRUE(same(have, expected)) << key << ": " << have << ", not " << expected;
    }
}

// Our record for which all of the values hold; a failure when there is none.
const Fields* find(const std::vector<Fields>& records, const Fields& values) {
    for (const Fields& record : records)
        if (std::ranges::all_of(values, [&](const auto& value) {
                auto found = record.find(value.first);
                return found != record.end() && found->second == value.second;
            }))
            return &record;
    std::string wanted;
    for (const auto& [name, value] : values) wanted += " " + name + "=" + value;
    ADD_FAILURE() << "no record with" << wanted;
    return nullptr;
}

// Lines of theirs begin "time","module". Each is an event of ours in the same second.
TEST_F(Parity, Timeline) {
    static const std::map<std::string, std::string> kModules = {
        {"Manifest", "manifest"},
        {"Datausage", "datausage"},
        {"TCC", "tcc"},
        {"SMS", "sms"},
        {"Whatsapp", "whatsapp"},
        {"Calendar", "calendar"},
        {"InteractionC", "interaction_c"},
        {"WhatsappContacts", "whatsapp_contacts"},
    };
    std::map<std::string, std::set<std::chrono::sys_seconds>> events;
    for (const auto& [module, artifact] : kModules) events[module] = collected(artifact).seconds;
    std::string csv = contents(BRIDLE_SHARED_DATA "/expected/mvt/ios_backup/timeline.csv");
    std::size_t compared = 0;
    for (std::string_view line : split(csv, '\n')) {
        std::vector<std::string_view> quoted = split(line, '"');
        if (quoted.size() < 4 || !events.contains(std::string(quoted[3]))) continue;
        auto time = from_iso(quoted[1]);
        ASSERT_TRUE(time) << line;
        EXPECT_TRUE(events[std::string(quoted[3])].contains(
            std::chrono::floor<std::chrono::seconds>(*time)))
            << line;
        compared++;
    }
    EXPECT_EQ(compared, 5881u + 60 + 11 + 2 + 9 + 4 + 6 + 5);
}

// What theirs finds without indicators: a missing process, and lockdown mode.
TEST_F(Parity, Alerts) {
    auto said = [&](std::string_view rule, std::string_view artifact, std::string_view file) {
        return judge(rule, artifact,
                     contents(BRIDLE_SHARED_DATA "/data/ios/backup/" + std::string(file)));
    };
    EXPECT_TRUE(said("datausage_gap", "datausage", "0d/0d609c54856a9bb2d56729df1d68f2958a88426b")
                    .contains("process_id=5 count=1 ranges=5"));
    EXPECT_TRUE(
        said("lockdown_mode", "global_preferences", "0d/0dc926a1810f7aee4e8f38793ed788701f93bf9d")
            .contains("entry=on"));
}

// And with the indicators of its own tests (artifact-facts.md, 18.2).
TEST_F(Parity, AlertsOfIndicators) {
    const Indicators set =
        indicators({"[domain-name:value='example.org']", "[process:name='Launch']"});
    EXPECT_EQ(found("tcc", set), R"(
Launch 2021-12-03T19:32:03Z
)");
    EXPECT_EQ(found("sms", set), R"(
https://badbadbad.example.org/ 2019-08-29T23:13:30.539788Z
)");
    EXPECT_EQ(found("whatsapp", set), R"(
https://example.org/news 2025-08-28T18:53:20Z
)");
}

TEST_F(Parity, BackupInfo) {
    auto records = ours("backup_info");
    const Fields* device = find(records, {{"record_type", "device"}});
    ASSERT_TRUE(device);
    simdjson::dom::object info = theirs("backup_info");
    for (auto [key, value] : info) {
        if (key == "Installed Applications") {
            for (std::string_view bundle : simdjson::dom::array(value))
                find(records, {{"record_type", "app"}, {"bundle", std::string(bundle)}});
            continue;
        }
        std::string name = lower(key);
        std::ranges::replace(name, ' ', '_');
        if (name == "last_backup_date") name = "backup";
        auto found = device->find(name);
        std::string have = found == device->end() ? "" : found->second;
        EXPECT_TRUE(same(have, text_of(value)) || same_time(have, text_of(value) + ".000000"))
            << key << ": " << have;
    }
}

TEST_F(Parity, Manifest) {
    auto records = ours("manifest");
    EXPECT_EQ(records.size(), 3721u);
    std::map<std::string, const Fields*> by_id;
    for (const Fields& record : records) by_id[record.at("file_id")] = &record;
    for (simdjson::dom::object record : simdjson::dom::array(theirs("manifest"))) {
        std::string id = text_of(record["file_id"]);
        ASSERT_TRUE(by_id.contains(id)) << id;
        expect_same(*by_id[id], record, {});
    }
}

TEST_F(Parity, Sms) {
    auto records = ours("sms");
    for (simdjson::dom::object record : simdjson::dom::array(theirs("sms"))) {
        const Fields* mine = find(records, {{"part", "message"}, {"at", text_of(record["ROWID"])}});
        ASSERT_TRUE(mine);
        Fields with_date = *mine;
        with_date["date"] = with_date["received"];
        simdjson::dom::object fields = record;
        for (auto [theirs_name, our_name] : Names{{"text", "text"},
                                                  {"guid", "guid"},
                                                  {"phone_number", "peer"},
                                                  {"isodate", "received"},
                                                  {"isodate_read", "read"},
                                                  {"direction", "direction"}})
            EXPECT_TRUE(same(with_date[our_name], text_of(fields[theirs_name]))) << theirs_name;
        for (auto [key, value] : fields) {
            static const std::set<std::string_view> kSaidOtherwise = {
                "ROWID",     "text", "guid",      "phone_number", "isodate", "isodate_read",
                "direction", "date", "date_read", "handle_id",    "links"};
            if (kSaidOtherwise.contains(key)) continue;
            std::string expected = text_of(value);
            EXPECT_TRUE(expected.empty() || expected == "0" ||
                        same((*mine).contains(std::string(key)) ? mine->at(std::string(key)) : "",
                             expected))
                << key << " is lost: " << expected;
        }
        for (simdjson::dom::element link : simdjson::dom::array(fields["links"]))
            EXPECT_TRUE(mine->at("text").contains(text_of(link))) << link;
    }
}

TEST_F(Parity, Tcc) {
    auto records = ours("tcc");
    EXPECT_EQ(records.size(), 11u);
    for (simdjson::dom::object record : simdjson::dom::array(theirs("tcc")))
        if (const Fields* mine = find(records, {{"service", text_of(record["service"])},
                                                {"client", text_of(record["client"])}}))
            expect_same(*mine, record,
                        {{"auth_value", "answer"},
                         {"auth_reason_desc", "reason"},
                         {"last_modified", "permission"}});
}

TEST_F(Parity, Datausage) {
    auto records = ours("datausage");
    std::size_t compared = 0;
    for (simdjson::dom::object record : simdjson::dom::array(theirs("datausage"))) {
        std::string live = text_of(record["live_id"]), process = text_of(record["proc_id"]);
        if (text_of(record["proc_name"]).contains("MISSING"))
            continue;  // a gap: a finding, no record
        const Fields* mine = live.empty() ? find(records, {{"part", "ZPROCESS"}, {"at", process}})
                                          : find(records, {{"part", "ZLIVEUSAGE"}, {"at", live}});
        if (!mine) continue;
        Fields usage = *mine;
        usage.emplace("usage", usage["first_used"]);  // theirs repeat it where there is no usage
        usage.emplace("live_id", live);
        expect_same(usage, record,
                    {{"first_isodate", "first_used"},
                     {"isodate", "last_used"},
                     {"proc_name", "process"},
                     {"bundle_id", "bundle"},
                     {"proc_id", "process_id"},
                     {"live_proc_id", "usage_of"},
                     {"live_isodate", "usage"}});
        compared++;
    }
    EXPECT_EQ(compared, 41u);
    EXPECT_EQ(records.size(), 41u);
}

TEST_F(Parity, Whatsapp) {
    auto records = ours("whatsapp");
    EXPECT_EQ(records.size(), 6u);
    for (simdjson::dom::object record : simdjson::dom::array(theirs("whatsapp"))) {
        std::string type =
            record["record_type"].error() ? "message" : text_of(record["record_type"]);
        if (type == "message") {
            if (const Fields* mine =
                    find(records, {{"part", "ZWAMESSAGE"}, {"at", text_of(record["Z_PK"])}})) {
                Fields all = *mine;
                all["ZMESSAGEDATE"] = text_of(record["ZMESSAGEDATE"]);  // compared as isodate
                all["Z_PK"] = all["at"];
                all["ZISFROMME"] = all["direction"] == "sent" ? "true" : "false";
                all["links"] = record["links"].error()
                                   ? ""
                                   : text_of(record["links"]);  // found by the recorder
                expect_same(all, record,
                            {{"ZCHATSESSION", "chat"},
                             {"ZFROMJID", "from"},
                             {"ZTOJID", "to"},
                             {"ZTEXT", "text"},
                             {"ZMESSAGETYPE", "message_type"},
                             {"isodate", "message"}});
            }
        } else if (type == "lid_phone_number_pair") {
            if (const Fields* mine = find(records, {{"record_type", "identity"}}))
                expect_same(*mine, record,
                            {{"pair_timestamp", "identity_recorded"}, {"lid", "lid"}});
        } else if (const Fields* mine = find(records, {{"part", "ZWACHATSESSION"},
                                                       {"at", text_of(record["session_pk"])}})) {
            expect_same(*mine, record,
                        {{"session_pk", "at"},
                         {"contact_jid", "contact"},
                         {"partner_name", "name"},
                         {"message_counter", "messages"},
                         {"last_message_date", "last_message"},
                         {"group_creation_date", "group_created"},
                         {"first_stored_message_date", "first_stored_message"},
                         {"last_stored_message_date", "last_stored_message"},
                         {"stored_message_count", "stored_messages"},
                         {"partner_resolved_phone_number", "phone_number"}});
        }
    }
}

TEST_F(Parity, GlobalPreferences) {
    auto records = ours("global_preferences");
    EXPECT_EQ(records.size(), 16u);
    for (simdjson::dom::object record : simdjson::dom::array(theirs("global_preferences"))) {
        const Fields* mine = find(records, {{"entry", text_of(record["entry"])}});
        simdjson::dom::element value = record["value"];
        if (!mine || value.is_array() || value.is_object()) continue;
        EXPECT_TRUE(same(mine->at("value"), text_of(value))) << mine->at("entry");
    }
}

TEST_F(Parity, SafariBrowserState) {
    auto records = ours("safari_browser_state");
    EXPECT_EQ(records.size(), 1u);
    for (simdjson::dom::object record : simdjson::dom::array(theirs("safari_browser_state"))) {
        const Fields* mine = find(records, {{"url", text_of(record["tab_url"])}});
        if (!mine) continue;
        Fields all = *mine;
        all["session_data"] =
            "[]";  // this tab has no pages behind it; they are records of their own
        all["database"] = text_of(record["safari_browser_state_db"]);  // the record's path
        expect_same(all, record,
                    {{"tab_title", "title"},
                     {"tab_url", "url"},
                     {"tab_visible_url", "visible_url"},
                     {"last_viewed_timestamp", "tab_viewed"},
                     {"safari_browser_state_db", "database"}});
    }
}

TEST_F(Parity, Calendar) {
    auto records = ours("calendar");
    for (simdjson::dom::object record : simdjson::dom::array(theirs("calendar")))
        if (const Fields* mine =
                find(records, {{"part", "CalendarItem"}, {"at", text_of(record["id"])}}))
            expect_same(*mine, record,
                        {{"id", "at"},
                         {"start_date", "starts"},
                         {"end_date", "ends"},
                         {"last_modified", "modified"},
                         {"creation_date", "created"},
                         {"participant_uuid", "organizer_uuid"},
                         {"participant_email", "organizer_email"},
                         {"participant_phone", "organizer_phone"},
                         {"participant_comment", "organizer_comment"},
                         {"participant_last_modified", "organizer_modified"}});
}

// Theirs repeat the contact in each interaction; ours has a record of its own.
TEST_F(Parity, InteractionC) {
    auto records = ours("interaction_c");
    for (simdjson::dom::object record : simdjson::dom::array(theirs("interaction_c"))) {
        const Fields* mine =
            find(records, {{"part", "ZINTERACTIONS"}, {"at", text_of(record["table_id"])}});
        if (!mine) continue;
        Fields all = *mine;
        all["end_date"] = all["interaction"];  // said once when it is the same
        if (std::string sender = text_of(record["sender_identifier"]); !sender.empty())
            if (const Fields* contact =
                    find(records, {{"record_type", "contact"}, {"identifier", sender}}))
                all.insert(contact->begin(), contact->end());
        all["direction"] = all["direction"] == "incoming" ? "INCOMING" : "OUTGOING";
        // Theirs puts a plus before the digits of any account; ours says what the contacts say.
        expect_same(all, record,
                    {{"table_id", "at"},
                     {"start_date", "interaction"},
                     {"bundle_id", "bundle"},
                     {"sender_display_name", "sender_name"},
                     {"sender_identifier", "sender"},
                     {"recipient_identifier", "recipient"},
                     {"interactions_creation_date", "interaction_recorded"},
                     {"first_incoming_sender_date", "first_incoming_sender"},
                     {"last_incoming_sender_date", "last_incoming_sender"},
                     {"sender_resolved_phone_number", "sender_phone_number"},
                     {"sender_resolved_name", "sender_known_as"},
                     {"recipient_resolved_name", "recipient_known_as"},
                     {"domain_resolved_phone_number", "domain_phone_number"},
                     {"domain_resolved_name", "domain_known_as"}});
    }
}

TEST_F(Parity, WhatsappContacts) {
    auto records = ours("whatsapp_contacts");
    EXPECT_EQ(records.size(), 2u);
    for (simdjson::dom::object record : simdjson::dom::array(theirs("whatsapp_contacts")))
        if (const Fields* mine = find(records, {{"at", text_of(record["row_pk"])}}))
            expect_same(*mine, record,
                        {{"row_pk", "at"},
                         {"whatsapp_id", "account"},
                         {"about_text", "about"},
                         {"disappearing_mode_timestamp", "disappearing_mode_set"},
                         {"disappearing_mode_label", "disappearing_mode"},
                         {"about_timestamp", "about_changed"},
                         {"about_expiration_timestamp", "about_expires"},
                         {"last_updated", "contact_updated"}});
}

TEST_F(Parity, WebkitResourceLoadStatistics) {
    auto records = ours("webkit_resource_load_statistics");
    EXPECT_EQ(records.size(), 2u);
    for (simdjson::dom::object record :
         simdjson::dom::array(theirs("webkit_resource_load_statistics"))) {
        const Fields* mine =
            find(records, {{"part", "ObservedDomains"}, {"at", text_of(record["domain_id"])}});
        if (!mine) continue;
        Fields all = *mine;
        all["of"] = all["domain"];
        // Said once, as a time; which file it is the coverage says.
        for (std::string_view said :
             {"last_seen", "most_recent_user_interaction_time", "domain", "path", "domain_id"})
            all[std::string(said)] = text_of(record[said]);
        expect_same(all, record,
                    {{"registrable_domain", "of"},
                     {"had_user_interaction", "user_interaction"},
                     {"last_seen_isodate", "seen"},
                     {"most_recent_user_interaction_time_isodate", "user_interacted"}});
    }
}

}  // namespace
}  // namespace bridle::test::parity_test
