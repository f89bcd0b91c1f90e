// Makes a case. Until publish() it lies in <folder>.incomplete, so that an
// interruption leaves nothing that looks whole.
//
//     CaseWriter writer = TRY(CaseWriter::create(folder));
//     ... add_file, append, add ...
//     TRY(writer.seal());
//     ... write reports into writer.workspace(), reading from Case::open(writer.workspace()) ...
//     TRY(writer.publish());

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "acquisition/acquisition.h"
#include "casefile/batch.h"
#include "casefile/model.h"
#include "indicator/indicators.h"

namespace bridle {

class CaseWriter {
public:
    // Refuses a folder that holds anything, one whose parent is not there, and
    // one with the remains of an interrupted run beside it.
    static Result<CaseWriter> create(const std::string& folder);
    CaseWriter(CaseWriter&&) noexcept;
    CaseWriter& operator=(CaseWriter&&) noexcept;
    ~CaseWriter();  // abandons what was not published

    void set_meta(std::string_view key, std::string_view value);  // keys: docs/case-format.md
    void set_acquisition(const Acquisition& acquisition);

    FileId add_file(EvidenceFile file);
    EvidenceFile& file(FileId id);  // size and digest may follow, until seal()

    // In the order of the case: artifact, path, place.
    Result<void> append(FileId file, const Artifact& artifact, const Batch& batch);

    void add(Finding finding);
    void add(CaseProblem problem);
    void add(Coverage coverage);  // after the records of that artifact and file
    void add(CaseIndicatorSet set);
    void add(const SetReport& set, std::string origin, std::optional<Time> date);
    void add(Custody entry);
    void set_register(CaseRegister from);

    // Nothing can be added any more. case.db is there afterwards; timeline.csv is
    // written while reports are made of it.
    Result<void> seal();
    const std::string& workspace() const;
    // Those two, when they are whole and on the disk; for the manifest.
    Result<std::vector<WrittenFile>> outputs();
    Result<void> publish();
    void abandon();  // removes what was written

private:
    struct State;
    explicit CaseWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace bridle
