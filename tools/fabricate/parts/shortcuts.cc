// Shortcuts.sqlite: small programs of the owner, and one that was planted.

#include "fabricate/part.h"
#include "fabricate/plist.h"
#include "fabricate/sqlite_builder.h"

namespace bridle::fabricate::shortcuts {

namespace {

using Dictionary = Plist::Dictionary;
using Array = Plist::Array;

constexpr char kSchema[] = R"sql(
    CREATE TABLE ZSHORTCUT (Z_PK INTEGER PRIMARY KEY, ZACTIONCOUNT INTEGER,
        ZHIDDENFROMLIBRARYANDSYNC INTEGER, ZCREATIONDATE TIMESTAMP, ZMODIFICATIONDATE TIMESTAMP,
        ZACTIONSDESCRIPTION VARCHAR, ZNAME VARCHAR, ZWORKFLOWID VARCHAR,
        ZWORKFLOWSUBTITLE VARCHAR);
    CREATE TABLE ZSHORTCUTACTIONS (Z_PK INTEGER PRIMARY KEY, ZSHORTCUT INTEGER, ZDATA BLOB);
    CREATE TABLE ZTRIGGER (Z_PK INTEGER PRIMARY KEY, ZENABLED INTEGER, ZSHOULDPROMPT INTEGER,
        ZSHORTCUT INTEGER, ZDATA BLOB);
    CREATE TABLE ZSHORTCUTRUNEVENT (Z_PK INTEGER PRIMARY KEY, ZSHORTCUT INTEGER,
        ZTRIGGER INTEGER, ZOUTCOME INTEGER, ZDATE TIMESTAMP, ZSOURCE VARCHAR);
)sql";

Dictionary action(std::string_view name, Dictionary parameters) {
    return Dictionary{{"WFWorkflowActionIdentifier", "is.workflow.actions." + std::string(name)},
                      {"WFWorkflowActionParameters", std::move(parameters)}};
}

class ShortcutsWriter {
public:
    explicit ShortcutsWriter(Time made, int page_size = 4096)
        : database_(page_size),
          made_(std::chrono::duration<double>(
                    made - Time(std::chrono::sys_days(std::chrono::year(2001) / 1 / 1)))
                    .count()) {
        database_.run(kSchema);
    }

    void shortcut(std::optional<std::string_view> name, const Array& actions) {
        const std::string data = binary_plist(actions);
        Insert(database_, "ZSHORTCUT",
               "Z_PK, ZACTIONCOUNT, ZCREATIONDATE, ZMODIFICATIONDATE, ZNAME, ZACTIONSDESCRIPTION")(
            ++rows_, actions.size(), made_, made_ + 60, name, "Steps");
        Insert(database_, "ZSHORTCUTACTIONS", "ZSHORTCUT, ZDATA")(rows_, Blob{data});
    }
    void runs_by_itself() {
        const std::string data = binary_plist(Dictionary{{"time", "07:00"}});
        Insert(database_, "ZTRIGGER", "Z_PK, ZENABLED, ZSHOULDPROMPT, ZSHORTCUT, ZDATA")(
            rows_, 1, 0, rows_, Blob{data});
        Insert(database_, "ZSHORTCUTRUNEVENT", "ZSHORTCUT, ZTRIGGER, ZOUTCOME, ZDATE, ZSOURCE")(
            rows_, rows_, 0, made_ + 3600, "automation");
    }
    void run(std::string_view sql) { database_.run(sql); }
    std::string bytes() { return database_.bytes(); }

private:
    SqliteBuilder database_;
    double made_;
    int rows_ = 0;
};

void make(PartMaker& maker) {
    ShortcutsWriter writer(maker.plan().taken - std::chrono::hours(24 * 60));
    writer.shortcut("Morning", Array{action("openapp", {{"WFAppIdentifier", "com.apple.news"}})});
    writer.shortcut("Timetable",
                    Array{action("openurl", {{"WFInput", "https://train.times.example/now"}})});
    if (Bait* bait = maker.bait()) {
        const std::string host = bait->next(Sort::domain).value_or("beacon.harbor.example");
        const std::string url = "https://" + host + "/b";
        writer.shortcut(
            std::nullopt,
            Array{action("downloadurl", {{"WFHTTPMethod", "POST"},
                                         {"WFInput", Dictionary{{"Value", Array{url}}}}})});
        writer.runs_by_itself();
        maker.plant(Sort::domain, "shortcuts", host, url);
        maker.plant_rule("shortcut_runs_code", "shortcuts", "is.workflow.actions.downloadurl");
    }
    maker.add("HomeDomain", "Library/Shortcuts/Shortcuts.sqlite", writer.bytes());
}

Result<void> seeds(const SeedSink& write) {
    ShortcutsWriter writer(kTaken, 512);
    writer.shortcut(
        "Name", Array{action("runsshscript", {{"WFSSHHost", "host.example"}, {"WFSSHUser", "ana"}}),
                      action("url", {{"WFURLActionURL", Array{"https://a.example"}}}),
                      Dictionary{{"other", "https://b.example"}}, "no dictionary"});
    writer.runs_by_itself();
    writer.shortcut(std::nullopt, Array{});
    writer.run("INSERT INTO ZSHORTCUTACTIONS VALUES (90, 77, x'FFFE'), (91, NULL, NULL)");
    return write("shortcuts/two.db", writer.bytes());
}

}  // namespace

extern constinit const PhonePart part = {.name = "shortcuts", .make = make, .seeds = seeds};

}  // namespace bridle::fabricate::shortcuts
