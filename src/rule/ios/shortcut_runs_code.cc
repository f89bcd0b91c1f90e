// A shortcut that fetches, sends or runs something on another computer. When something starts it
// by itself and without asking, nobody sees it: spyware has used that to come back after a
// restart. People build such things, too, so this is a remark.

#include <algorithm>
#include <map>
#include <set>

#include "rule/rule.h"

namespace bridle::ios {

static bool reaches_out(std::string_view effect) {
    return effect == "fetches" || effect == "fetches_or_sends" || effect == "runs_script" ||
           effect == "runs_on_other_computer" || effect == "opens_address";
}

static bool picks(const Record& record) {
    const Field* type = find_field(record, "record_type");
    if (!type) return false;
    if (type->string() == "automation") return true;
    const Field* effect = find_field(record, "effect");
    return effect && reaches_out(effect->string());
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
        std::string_view effect = record.text("effect");
        shortcut.grave = shortcut.grave || effect != "opens_address";
        shortcut.effects.insert(std::string(effect));
    }

    void end(const FindingSink& found) override {
        for (auto& [key, shortcut] : shortcuts_) {
            const bool by_itself = automatic_.contains(key);
            if (!by_itself && !shortcut.grave) continue;  // a button that opens a page
            std::string effects;
            for (std::string each : shortcut.effects) {
                std::ranges::replace(each, '_', ' ');
                effects.append(effects.empty() ? "" : ", ").append(each);
            }
            Finding& finding = shortcut.finding;
            if (!by_itself) finding.severity = Severity::info;
            finding.facts = {{"name", shortcut.name.empty() ? "without a name" : shortcut.name},
                             {"effects", effects},
                             {"starts", by_itself ? "by itself" : "when somebody starts it"}};
            found(std::move(finding));
        }
    }

private:
    using Key = std::pair<std::string, std::int64_t>;  // file and shortcut
    struct Shortcut {
        Finding finding;
        std::string name = {};
        std::set<std::string> effects = {};
        bool grave = false;
    };
    static constexpr std::size_t kAtMost = 10'000;

    void see_automation(const KeptRecord& record, const Key& key) {
        auto is = [&](std::string_view field, bool wanted) {
            const Value* value = record.find(field);
            const bool* flag = value ? std::get_if<bool>(value) : nullptr;
            return flag && *flag == wanted;
        };
        if (!is("enabled", false) && !is("asks_first", true) && automatic_.size() < kAtMost)
            automatic_.insert(key);
    }

    const Rule& rule_;
    std::map<Key, Shortcut> shortcuts_;
    std::set<Key> automatic_;
};

extern constinit const Rule shortcut_runs_code = {
    .name = "shortcut_runs_code",
    .severity = Severity::low,
    .confidence = Confidence::weak,
    .listens = {"shortcuts"},
    .picks = picks,
    .start = start<ActingShortcuts>,
    .references = {"https://citizenlab.ca/2021/12/pegasus-vs-predator-dissidents-doubly-infected-"
                   "iphone-reveals-cytrox-mercenary-spyware/"},
};

}  // namespace bridle::ios
