// What needs more than an indicator: a manipulated table, a pair of visits, a
// state of the phone. Rules run whether or not indicators are loaded.
//
// A rule is seen by two threads. `picks` is asked in the worker, beside the parser, and must be
// pure: it leaves through the few records that matter. `RuleRun` hears those in the order of the
// case (artifact, path, place), whatever the number of threads, and may speak again at the end.

#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "artifact/artifact.h"
#include "rule/finding.h"

namespace bridle {

// A record that outlives its parser.
class KeptRecord {
public:
    explicit KeptRecord(const Record& record);
    KeptRecord(KeptRecord&&) noexcept = default;
    KeptRecord& operator=(KeptRecord&&) noexcept = default;

    const Artifact& artifact() const { return *artifact_; }
    const std::string& path() const { return path_; }
    std::int64_t file() const { return file_; }  // its number in the case
    void set_file(std::int64_t file) { file_ = file; }
    const std::string& part() const { return part_; }
    std::int64_t at() const { return at_; }

    std::span<const Field> fields() const { return fields_; }
    const Value* find(std::string_view field) const;  // null when absent
    std::string_view text(std::string_view field) const;
    bool flag(std::string_view field) const;  // false when absent
    std::optional<std::int64_t> integer(std::string_view field) const;
    std::optional<Time> time(std::string_view field) const;
    std::vector<std::string_view> texts(std::string_view field) const;  // of a list

private:
    const Artifact* artifact_;
    std::string path_, part_;
    std::int64_t at_, file_ = 0;
    std::unique_ptr<char[]> text_;
    std::vector<Field> fields_;  // whose texts lie in text_
};

// What a rule wants to know of records of which there are very many, in place of copies: a number
// that stands for a site, a name and the like, and when that was.
struct Note {
    std::uint64_t what = 0;
    std::optional<Time> time = {};
};

// The parts of a finding that come from its record; the rest is the rule's to fill in.
Finding finding_at(const KeptRecord& record);

struct Rule;
// Those that come from the rule, too.
Finding finding_of(const Rule& rule, const KeptRecord& record);

using FindingSink = std::function<void(Finding)>;

class RuleRun {
public:
    virtual ~RuleRun() = default;
    virtual void see(const KeptRecord& record, const FindingSink& found) = 0;
    // Of the records of one file, but of those of one number and day a later one may be missing.
    virtual void note(const Note&, const Artifact&, std::string_view /*path*/) {}
    virtual void end(const FindingSink&) {}
};

struct Rule {
    std::string_view name;  // the file's name, and the key of its words
    Severity severity;
    Confidence confidence;
    std::array<std::string_view, 16> listens;  // to these artifacts; unused ones stay empty
    bool (*picks)(const Record& record);
    std::unique_ptr<RuleRun> (*start)(const Rule& rule);
    std::array<std::string_view, 4> references = {};  // published descriptions
    // Asked before `picks`, and pure, too. When it answers, what it put down is all that the
    // rule hears of the record. Rules with the same function share its answers.
    bool (*notes)(const Record& record, std::vector<Note>& into) = nullptr;
};

// For Rule::start: a run that keeps state, or a judgement of each record by itself.
template <class Run>
std::unique_ptr<RuleRun> start(const Rule& rule) {
    return std::make_unique<Run>(rule);
}

template <void (*Judge)(const Rule&, const KeptRecord&, const FindingSink&)>
std::unique_ptr<RuleRun> start_each(const Rule& rule) {
    struct Run : RuleRun {
        explicit Run(const Rule& of) : rule(of) {}
        void see(const KeptRecord& record, const FindingSink& found) override {
            Judge(rule, record, found);
        }
        const Rule& rule;
    };
    return std::make_unique<Run>(rule);
}

bool listens_to(const Rule& rule, std::string_view artifact);

std::span<const Rule* const> all_rules();
const Rule* find_rule(std::string_view name);

// The field of that name in a record that is still in the parser's hands; null when absent.
const Field* find_field(const Record& record, std::string_view name);
std::string_view text_of(const Record& record, std::string_view field);  // empty when absent
bool flag_of(const Record& record, std::string_view field);              // false when absent

}  // namespace bridle
