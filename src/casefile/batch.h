// What a worker hands to the one writer: records and the events of their
// times, already in the form in which they are stored. Half a million of them
// pass in a second, so a batch is one piece of text and two arrays of small
// rows, used again when it has been written down.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "artifact/artifact.h"
#include "base/scratch_file.h"

namespace bridle {

// The fields of a record as one JSON object: times as ISO 8601 in UTC,
// neighbours of one name as an array, nulls left out. docs/case-format.md
void append_fields_json(std::string& out, std::span<const Field> fields, bool keep_messages = true);

class Batch {
public:
    // A piece of the text.
    struct Piece {
        std::uint32_t at = 0, size = 0;
    };
    struct Row {
        std::int64_t at = 0;
        std::optional<Time> time = {};  // the first one that the record has
        Piece part = {}, fields = {};
        Piece headline = {};  // a finished field of timeline.csv; empty without events
        bool marked = false;
    };
    struct Event {
        Time time;
        std::uint32_t row;
        Piece name;
    };

    // All records of a batch are of one artifact and one file. Without
    // `keep_messages` the texts of people (Kind::message) are counted, not kept.
    void add(const Record& record, bool keep_messages);

    // The record added last holds so many links that do not show where they lead.
    void count_short_links(std::size_t links) { short_links_ += links; }

    // A finding may point at the record added last: the case will know its id.
    void mark();

    std::size_t records() const { return rows_.size(); }
    std::size_t withheld() const { return withheld_; }  // texts
    std::size_t short_links() const { return short_links_; }
    std::size_t bytes() const {  // hand it over long before these are 4 GB
        return text_.size() + rows_.size() * sizeof(Row) + events_.size() * sizeof(Event);
    }
    bool empty() const { return rows_.empty(); }
    // What the names of the fields of a record are like.
    struct Layout {
        bool scattered = false;  // one stands at two places that are not neighbours
        bool plain = false;      // none has anything to escape
    };

    void clear();  // keeps its memory

    // Into a file that is read again in this run only, and back into an empty batch.
    struct Stored {
        std::uint64_t at = 0;
        std::size_t text = 0, rows = 0, events = 0;
        std::size_t withheld = 0, short_links = 0;
    };
    Result<Stored> store(ScratchFile& file) const;
    Result<void> load(const ScratchFile& file, const Stored& stored);

    std::span<const Row> rows() const { return rows_; }
    std::span<const Event> events() const { return events_; }  // by row
    std::string_view view(Piece piece) const { return {text_.data() + piece.at, piece.size}; }

private:
    Piece put(std::string_view text);
    Piece put_part(std::string_view part);
    Piece put_name(std::string_view name);
    void add_event(Time time, std::string_view name);
    Piece put_headline(std::span<const Field> fields, bool keep_messages);
    Layout layout_of(std::span<const Field> fields);

    std::string text_, headline_;
    std::vector<Row> rows_;
    std::vector<Event> events_;
    std::vector<Piece> names_;                  // of events seen in this batch
    std::string joined_;                        // names of one event
    std::vector<const char*> names_of_layout_;  // of the last record
    Layout layout_;
    std::size_t withheld_ = 0, short_links_ = 0;
};

}  // namespace bridle
