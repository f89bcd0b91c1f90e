// Shortcuts: small programs that a person made or was sent, what each of their steps does, what
// starts them by itself, and when they ran.

#include "artifact/plist_record.h"
#include "artifact/rows.h"

namespace bridle::ios::shortcuts {

namespace {

constexpr std::size_t kActionsAtMost = 5'000, kTextsAtMost = 300, kNodesAtMost = 20'000;

struct Effect {
    std::string_view action, effect;
};

// Steps that reach beyond the shortcut.
constexpr Effect kEffects[] = {
    {"is.workflow.actions.openurl", "opens_address"},
    {"is.workflow.actions.showwebpage", "opens_address"},
    {"is.workflow.actions.openxcallbackurl", "opens_address"},
    {"is.workflow.actions.url", "names_address"},
    {"is.workflow.actions.downloadurl", "fetches_or_sends"},
    {"is.workflow.actions.getwebpagecontents", "fetches"},
    {"is.workflow.actions.url.expand", "fetches"},
    {"is.workflow.actions.url.getheaders", "fetches"},
    {"is.workflow.actions.rss", "fetches"},
    {"is.workflow.actions.runsshscript", "runs_on_other_computer"},
    {"is.workflow.actions.runjavascriptonwebpage", "runs_script"},
    {"is.workflow.actions.runshellscript", "runs_script"},
    {"is.workflow.actions.runapplescript", "runs_script"},
    {"is.workflow.actions.runworkflow", "runs_shortcut"},
    {"is.workflow.actions.sendmessage", "sends_message"},
    {"is.workflow.actions.sendemail", "sends_email"},
    {"is.workflow.actions.getcurrentlocation", "reads_location"},
    {"is.workflow.actions.recordaudio", "records_sound"},
    {"is.workflow.actions.takephoto", "takes_picture"},
    {"is.workflow.actions.takevideo", "takes_picture"},
    {"is.workflow.actions.takescreenshot", "takes_screenshot"},
    {"is.workflow.actions.getlatestphotos", "reads_photos"},
    {"is.workflow.actions.getlastscreenshot", "reads_photos"},
    {"is.workflow.actions.filter.photos", "reads_photos"},
    {"is.workflow.actions.filter.contacts", "reads_contacts"},
    {"is.workflow.actions.getclipboard", "reads_clipboard"},
};

std::optional<std::string_view> effect_of(std::string_view action) {
    auto found = std::ranges::find(kEffects, action, &Effect::action);
    return found == std::end(kEffects) ? std::nullopt : std::optional(found->effect);
}

// Every text of what a step was given, however deep: links stand within texts within lists.
// Whatever a step is too large for costs the rest of that step, and no other.
void add_texts(Plist::Node parameters, const std::string& part, PlistRecord& record, Output& out) {
    std::size_t count = 0;
    auto done = for_each_text(parameters, kNodesAtMost, [&](std::string_view said) {
        if (count < kTextsAtMost && said.contains('.')) {
            record.words("says", std::string(said), Kind::message);
            count++;
        }
    });
    keep_going(out, part, done);
}

class ShortcutsReader {
public:
    ShortcutsReader(const Database& db, Output& out) : db_(db), out_(out) {}

    Result<void> shortcuts() {
        Select select(db_, "ZSHORTCUT AS s");
        const Column id = select.column("s.Z_PK"), name = select.column("s.ZNAME"),
                     created = select.column("s.ZCREATIONDATE"),
                     modified = select.column("s.ZMODIFICATIONDATE"),
                     actions = select.optional("s.ZACTIONSDESCRIPTION"),
                     count = select.optional("s.ZACTIONCOUNT"),
                     workflow = select.optional("s.ZWORKFLOWID"),
                     subtitle = select.optional("s.ZWORKFLOWSUBTITLE"),
                     app = select.optional("s.ZASSOCIATEDAPPBUNDLEIDENTIFIER"),
                     gallery = select.optional("s.ZGALLERYIDENTIFIER"),
                     source = select.optional("s.ZSOURCE"),
                     device = select.optional("s.ZLASTSAVEDONDEVICENAME"),
                     hidden = select.optional("s.ZHIDDENFROMLIBRARYANDSYNC"),
                     deleted = select.optional("s.ZTOMBSTONED"),
                     runs = select.optional("s.ZRUNEVENTSCOUNT"),
                     last = select.optional("s.ZLASTRUNEVENTDATE");
        return each_row(select, out_, [&](const Row& row) {
            return out_.record(at_row("ZSHORTCUT", row.integer(id).value_or(0)),
                               {
                                   text("record_type", "shortcut"),
                                   headline(text("name", row.text(name))),
                                   text("actions", row.text(actions)),
                                   number("action_count", row.integer(count)),
                                   text("subtitle", row.text(subtitle), Kind::message),
                                   text("workflow", row.text(workflow)),
                                   text("app", row.text(app), Kind::app_id),
                                   text("gallery", row.text(gallery)),
                                   text("source", row.text(source), Kind::app_id),
                                   text("saved_on", row.text(device)),
                                   flag("hidden", row.boolean(hidden)),
                                   flag("deleted", row.boolean(deleted)),
                                   number("runs", row.integer(runs)),
                                   when("shortcut_created", row.time(created, Epoch::cocoa)),
                                   when("shortcut_modified", row.time(modified, Epoch::cocoa)),
                                   when("shortcut_last_run", row.time(last, Epoch::cocoa)),
                               });
        });
    }

    Result<void> actions() {
        Select select(db_, "ZSHORTCUTACTIONS AS a");
        select.join("ZSHORTCUT AS s", "s.Z_PK = a.ZSHORTCUT");
        const Column id = select.optional("a.Z_PK"), of = select.column("a.ZSHORTCUT"),
                     data = select.column("a.ZDATA"), name = select.column("s.ZNAME"),
                     modified = select.column("s.ZMODIFICATIONDATE");
        return each_row(select, out_, [&](const Row& row) -> Result<void> {
            const Steps steps{row.integer(id).value_or(0), row.integer(of), row.text(name),
                              row.time(modified, Epoch::cocoa)};
            return read_list(row.blob(data), steps.part()) ? each_step(steps) : Result<void>();
        });
    }

    Result<void> triggers() {
        if (!db_.has_table("ZTRIGGER")) return {};
        Select select(db_, "ZTRIGGER AS t");
        select.join("ZSHORTCUT AS s", "s.Z_PK = t.ZSHORTCUT");
        const Column id = select.column("t.Z_PK"), of = select.column("t.ZSHORTCUT"),
                     enabled = select.optional("t.ZENABLED"),
                     asks = select.optional("t.ZSHOULDPROMPT"),
                     tells = select.optional("t.ZSHOULDNOTIFY"),
                     source = select.optional("t.ZSOURCE"), name = select.column("s.ZNAME"),
                     data = select.optional("t.ZDATA");
        return each_row(select, out_, [&](const Row& row) -> Result<void> {
            PlistRecord record;
            record.add(text("record_type", "automation"));
            record.add(headline(text("name", row.text(name))));
            record.add(number("shortcut", row.integer(of)));
            record.add(flag("enabled", row.boolean(enabled)));
            record.add(flag("asks_first", row.boolean(asks)));
            record.add(flag("notifies", row.boolean(tells)));
            record.add(text("source", row.text(source)));
            const std::int64_t number_of_row = row.integer(id).value_or(0);
            const std::string part = "ZDATA of automation " + std::to_string(number_of_row);
            if (read_list(row.blob(data), part)) add_texts(list_.root(), part, record, out_);
            return record.write(at_row("ZTRIGGER", number_of_row), out_);
        });
    }

    Result<void> runs() {
        if (!db_.has_table("ZSHORTCUTRUNEVENT")) return {};
        Select select(db_, "ZSHORTCUTRUNEVENT AS r");
        select.join("ZSHORTCUT AS s", "s.Z_PK = r.ZSHORTCUT");
        const Column id = select.column("r.Z_PK"), of = select.column("r.ZSHORTCUT"),
                     date = select.column("r.ZDATE"), source = select.optional("r.ZSOURCE"),
                     outcome = select.optional("r.ZOUTCOME"),
                     trigger = select.optional("r.ZTRIGGER"), name = select.column("s.ZNAME");
        return each_row(select, out_, [&](const Row& row) {
            return out_.record(at_row("ZSHORTCUTRUNEVENT", row.integer(id).value_or(0)),
                               {
                                   text("record_type", "run"),
                                   headline(text("name", row.text(name))),
                                   number("shortcut", row.integer(of)),
                                   text("source", row.text(source)),
                                   text("outcome", row.text(outcome)),
                                   number("automation", row.integer(trigger)),
                                   when("shortcut_ran", row.time(date, Epoch::cocoa)),
                               });
        });
    }

private:
    struct Steps {
        std::int64_t row;
        std::optional<std::int64_t> shortcut;
        std::optional<std::string_view> name;
        std::optional<Time> modified;

        std::string part() const { return "actions of row " + std::to_string(row); }
    };

    // Whether there is one. One that is damaged, or too large, costs only itself.
    bool read_list(Bytes bytes, const std::string& part) {
        if (bytes.empty()) return false;
        auto done = list_.read(bytes);
        keep_going(out_, part, done);
        return done.has_value();
    }

    // The list of steps stands alone, or in the dictionary of a whole shortcut.
    Result<void> each_step(const Steps& steps) {
        Plist::Node list = list_.root();
        if (Plist::Node inner = list["WFWorkflowActions"]) list = inner;
        if (list.size() > kActionsAtMost)
            out_.problem({Errc::limit, "more actions than are read"}, steps.part());
        for (std::size_t i = 0; i < list.size() && i < kActionsAtMost; i++)
            TRY(step(steps, list.at(i), static_cast<std::int64_t>(i)));
        return {};
    }

    Result<void> step(const Steps& steps, Plist::Node action, std::int64_t number_of_step) {
        PlistRecord record;
        const std::string identifier = action["WFWorkflowActionIdentifier"].text();
        const Plist::Node parameters = action["WFWorkflowActionParameters"];
        record.add(text("record_type", "action"));
        record.add(headline(text("name", steps.name)));
        record.add(number("shortcut", steps.shortcut));
        record.add(number("step", number_of_step));
        record.words("action", identifier);
        record.headline();
        record.add(text("effect", effect_of(identifier)));
        record.text("server", parameters["WFSSHHost"], Kind::domain);
        record.text("user", parameters["WFSSHUser"]);
        record.text("method", parameters["WFHTTPMethod"]);
        record.text("url", parameters["WFURL"], Kind::url);
        record.texts("url", parameters["WFURLActionURL"], Kind::url);
        add_texts(parameters ? parameters : action, steps.part(), record, out_);
        record.add(when("shortcut_saved", steps.modified));
        return record.write(at_row("ZSHORTCUTACTIONS", steps.row), out_);
    }

    const Database& db_;
    Output& out_;
    Plist list_;
};

Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    ShortcutsReader reader(db, out);
    keep_going(out, "ZSHORTCUT", reader.shortcuts());
    keep_going(out, "ZSHORTCUTACTIONS", reader.actions());
    keep_going(out, "ZTRIGGER", reader.triggers());
    return reader.runs();
}

}  // namespace

extern constinit const Artifact artifact = {
    .name = "shortcuts",
    .title = "Shortcuts and automations",
    .paths = {"**/Library/Shortcuts/Shortcuts.sqlite"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::shortcuts
