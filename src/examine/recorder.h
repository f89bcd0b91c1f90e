// The end of a worker: takes what a parser says of one file, finds the links in
// it, compares it with the indicators, picks what rules want to hear, and puts
// all of that into chunks for the one writer.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "casefile/batch.h"
#include "indicator/matcher.h"
#include "rule/rule.h"

namespace bridle {

// A finding or a pick belongs to the record after which it stands, so that
// the writer can put everything back in order.
struct Chunk {
    Batch batch;
    std::vector<Finding> findings;
    struct Pick {
        std::size_t rule;  // index in all_rules()
        KeptRecord record;
    };
    std::vector<Pick> picks;
    struct Noted {
        std::size_t rule;  // the first of those that take such notes
        Note note;
    };
    std::vector<Noted> notes;
    std::vector<Problem> problems;

    void clear();
    std::size_t bytes_beside_batch() const;  // about
    bool empty() const {
        return batch.empty() && findings.empty() && picks.empty() && notes.empty() &&
               problems.empty();
    }
};

class Recorder : public Sink {
public:
    struct Options {
        bool keep_messages = false;  // also those with nothing in them to compare
    };
    // `full` is called with a chunk that has grown large enough, and gives back an empty one.
    Recorder(const Indicators& indicators, Options options, std::function<void(Chunk&)> full);

    void begin(const Artifact& artifact);  // before the records of each file
    void accept(const Record& record) override;
    void accept(const Problem& problem) override;
    void end();  // hands over what is left

    bool has_compared(IndicatorKind kind) const { return matcher_.has_compared(kind); }

private:
    bool add_links(const Record& record);
    void note_if_short(std::string_view link);
    bool compare(const Record& record);
    void offer_to_rules(const Record& record);
    void add_notes(std::size_t rule);
    void hand_over();

    Matcher matcher_;
    Options options_;
    std::function<void(Chunk&)> full_;
    std::vector<std::size_t> rules_;  // that listen to the artifact at hand
    Chunk chunk_;
    std::vector<Field> fields_;
    std::vector<std::string_view> links_;
    std::vector<std::string_view> seen_;   // links of the record
    std::vector<std::string_view> short_;  // those that do not show where they lead
    std::vector<Match> matches_;
    static constexpr std::size_t kNoted = 256;
    struct Noted {
        std::uint64_t key = 0;
        std::optional<Time> time = {};
    };
    std::vector<Note> notes_;                                // of the record
    std::vector<Noted> noted_ = std::vector<Noted>(kNoted);  // some of those of the file
    std::uint64_t file_ = 0;
    std::string scratch_;
};

// What a match is called in a case, how grave it is and how sure.
Finding finding_of(const Match& match, const Record& record);

}  // namespace bridle
