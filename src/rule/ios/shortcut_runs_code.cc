// A shortcut that fetches, sends or runs something on another computer. When something starts it
// by itself and without asking, nobody sees it: spyware has used that to come back after a
// restart. People build such things, too, so this is a remark.

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "rule/rule.h"

namespace bridle::ios::shortcut_runs_code {

struct Effect {
    std::string_view name, words;
};
static constexpr std::string_view kOpens = "opens_address";
static constexpr Effect kEffects[] = {
    {"fetches", "fetches something from an address"},
    {"fetches_or_sends", "fetches something from an address or sends something there"},
    {"runs_script", "runs a script"},
    {"runs_on_other_computer", "runs commands on another computer"},
    {kOpens, "opens an address"},
};

static bool picks(const Record& record) {
    return text_of(record, "record_type") == "automation" ||
           std::ranges::find(kEffects, text_of(record, "effect"), &Effect::name) !=
               std::end(kEffects);
}

// One finding for each shortcut, of ten thousand at most.
class ActingShortcuts : public RuleRun {
public:
    explicit ActingShortcuts(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink&) override {
        const Key key{record.path(), record.integer("shortcut").value_or(0)};
        if (record.text("record_type") == "automation") return see_automation(record, key);
        if (!shortcuts_.contains(key) && shortcuts_.size() >= kAtMost) return;
        auto [found, first] = shortcuts_.try_emplace(key, Shortcut{finding_of(rule_, record)});
        Shortcut& shortcut = found->second;
        if (first) {
            shortcut.finding.field = "action";
            shortcut.finding.observed = record.text("action");
            shortcut.finding.time = record.time("shortcut_saved");
            shortcut.name = record.text("name");
        }
        auto effect = std::ranges::find(kEffects, record.text("effect"), &Effect::name);
        if (effect == std::end(kEffects)) return;
        shortcut.grave = shortcut.grave || effect->name != kOpens;
        shortcut.effects.insert(effect->words);
    }

    void end(const FindingSink& found) override {
        for (auto& [key, shortcut] : shortcuts_) {
            const bool by_itself = automatic_.contains(key);
            if (!by_itself && !shortcut.grave) continue;  // a button that opens a page
            Finding& finding = shortcut.finding;
            if (!by_itself) finding.severity = Severity::info;
            finding.facts = {{"name", shortcut.name.empty() ? "without a name" : shortcut.name},
                             {"effects", joined(shortcut.effects)},
                             {"starts", by_itself ? "by itself" : "when somebody starts it"}};
            found(std::move(finding));
        }
    }

private:
    using Key = std::pair<std::string, std::int64_t>;  // file and shortcut
    struct Shortcut {
        Finding finding;
        std::string name = {};
        std::set<std::string_view> effects = {};
        bool grave = false;
    };
    static constexpr std::size_t kAtMost = 10'000;

    void see_automation(const KeptRecord& record, const Key& key) {
        const Value* enabled = record.find("enabled");
        const bool off = enabled && *enabled == Value(false);
        if (!off && !record.flag("asks_first") && automatic_.size() < kAtMost)
            automatic_.insert(key);
    }

    const Rule& rule_;
    std::map<Key, Shortcut> shortcuts_;
    std::set<Key> automatic_;
};

extern constinit const Rule rule = {
    .name = "shortcut_runs_code",
    .severity = Severity::low,
    .confidence = Confidence::weak,
    .listens = {"shortcuts"},
    .picks = picks,
    .start = start<ActingShortcuts>,
    .references = {"https://citizenlab.ca/2021/12/pegasus-vs-predator-dissidents-doubly-infected-"
                   "iphone-reveals-cytrox-mercenary-spyware/"},
};

}  // namespace bridle::ios::shortcut_runs_code
