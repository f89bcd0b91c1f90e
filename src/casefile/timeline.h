// timeline.csv: every event of every record, sorted by time, however many
// there are. What does not fit into memory is sorted in runs, which are put
// into a file without a name in the case's own folder (nothing of the evidence
// goes to /tmp), and merged at the end. docs/case-format.md

#pragma once

#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/host_file.h"
#include "base/scratch_file.h"
#include "casefile/batch.h"
#include "casefile/model.h"

namespace bridle {

class Timeline {
public:
    static Result<Timeline> create(const std::string& folder, std::size_t memory = 12 << 20);

    // In the order of the case, which decides between events of one time.
    // Each event remembers its file by number; write() is told their names.
    Result<void> add(FileId file, std::uint16_t artifact, const Batch& batch);

    // The columns that are the same for many events.
    struct Names {
        std::vector<std::string_view> artifacts;  // by their number
        std::vector<std::string> files;           // by their number, from 1
    };
    struct Written {
        std::uint64_t size = 0;
        Sha256Digest sha256{};
    };
    // Into a new file, as RFC 4180 has it.
    Result<Written> write(const std::string& path, const Names& names);

    std::uint64_t events() const { return count_; }

private:
    // What is said of an event; the texts of part and headline follow it, as
    // finished fields. In memory one stands for all events of a record, without
    // time and name.
    struct Entry {
        std::int64_t time = 0;
        std::int64_t at = 0;
        std::uint32_t file = 0;
        std::uint16_t artifact = 0, name = 0;  // by their numbers
        std::uint16_t part = 0;                // likewise; kOwnPart: its text comes first
        std::uint16_t part_size = 0;           // of that
        std::uint16_t headline_size = 0;

        std::size_t size() const { return sizeof(Entry) + part_size + headline_size; }
    };
    struct Event {
        std::int64_t time;
        std::uint32_t entry;  // its place in entries_
        std::uint32_t name;
    };
    struct Arena {
        std::string entries;
        std::vector<Event> events, spare;  // the second for sorting
        std::size_t bytes() const { return entries.size() + events.size() * 2 * sizeof(Event); }
    };
    struct Run {  // sorted events in the scratch file
        std::uint64_t begin, end;
    };
    class Reader;
    class Lines;

    Timeline(ScratchFile scratch, std::size_t memory);
    void make_room(Arena& arena) const;
    std::uint32_t put_entry(FileId file, std::uint16_t artifact, const Batch& batch,
                            const Batch::Row& row);
    std::uint16_t name_number(const Batch& batch, Batch::Piece piece);
    std::uint16_t name_number(std::string_view name);
    std::uint16_t part_number(std::string_view part);
    static Entry entry_of(const Arena& arena, const Event& event);
    static std::string_view texts_of(const Arena& arena, const Event& event, const Entry& entry);
    static void sort_events(Arena& arena);
    static Result<Run> write_run(Arena& arena, ScratchFile& scratch);
    Result<void> spill();
    Result<void> finish_spill();
    Result<void> merge(Lines& lines) const;

    std::unique_ptr<ScratchFile> scratch_;
    std::size_t memory_;
    Arena arena_;                     // that is being filled
    std::unique_ptr<Arena> spilled_;  // that is being sorted and written, by a thread of its own
    std::future<Result<Run>> spilling_;
    std::vector<Run> runs_;
    std::vector<std::string> event_names_, parts_;
    struct NameOfBatch {
        std::uint32_t at;  // its place in the batch, which has each name once
        std::uint16_t number;
    };
    std::vector<NameOfBatch> names_of_batch_;
    std::uint16_t last_part_ = 0;
    std::string part_;  // of the record that is being added, as a field
    std::uint64_t count_ = 0;
};

}  // namespace bridle
