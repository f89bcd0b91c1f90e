// Reads a case. docs/case-format.md

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "acquisition/acquisition.h"
#include "casefile/model.h"
#include "casefile/verdict.h"

namespace bridle {

struct CaseRecord {
    RecordId id = 0;
    std::string artifact;
    FileId file = 0;
    std::string part;
    std::int64_t at = 0;
    std::optional<Time> time;
    std::string fields;  // JSON
};

// All but records is small and in memory.
class Case {
public:
    // The folder, or case.db in it. Nothing in it is changed.
    static Result<Case> open(const std::string& folder);
    Case(Case&&) noexcept;
    Case& operator=(Case&&) noexcept;
    ~Case();

    const std::string& folder() const;
    std::string_view meta(std::string_view key) const;  // empty when absent
    const std::vector<std::pair<std::string, std::string>>& all_meta() const;

    std::string_view acquisition_kind() const;
    std::string_view acquisition_root() const;
    const Device& device() const;

    const std::vector<CaseFinding>& findings() const;  // the gravest first
    std::uint64_t findings_left_out() const;           // more than a case holds; the least grave
    const std::vector<Coverage>& coverage() const;     // by artifact, then path
    const std::vector<CaseProblem>& problems() const;
    const std::vector<CaseIndicatorSet>& indicator_sets() const;
    const std::vector<Custody>& custody() const;
    const CaseRegister* from_register() const;  // null when none was used

    const EvidenceFile* file(FileId id) const;  // null for 0 and what is not there
    std::int64_t file_count() const;

    // Tells how it went, all in all.
    const Tally& tally() const;
    Verdict verdict() const;

    Result<CaseRecord> record(RecordId id) const;
    std::uint64_t record_count() const;

private:
    struct State;
    explicit Case(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace bridle
