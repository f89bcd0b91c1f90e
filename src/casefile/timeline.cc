#include "casefile/timeline.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "base/csv.h"
#include "base/text.h"

namespace bridle {

// Most parts are tables, of which there are few; keys of property lists are many.
static constexpr std::uint16_t kOwnPart = UINT16_MAX;
static constexpr std::size_t kPartsAtMost = 200, kPartAtMost = 256;

// Of a run, at once.
static constexpr std::size_t kLeastRead = 64 << 10, kMostRead = 256 << 10;

// Formats events as lines of the file, while those before are hashed and written.
class Timeline::Lines {
public:
    Lines(OutputFile file, const Names& names, const std::vector<std::string>& event_names,
          const std::vector<std::string>& parts)
        : file_(std::move(file)), parts_(parts) {
        for (std::string_view name : event_names) append_csv_field(events_.emplace_back(), name);
        for (std::string_view name : names.artifacts)
            append_csv_field(artifacts_.emplace_back(), name);
        for (std::string_view name : names.files) append_csv_field(files_.emplace_back(), name);
        for (std::string* buffer : {&out_, &writing_}) buffer->reserve(kWriteAtOnce + (64 << 10));
        out_ = "time,event,artifact,description,file,part,at\r\n";
    }

    Result<void> add(const Entry& entry, std::string_view texts) {
        append_time(entry.time);
        out_ += ',';
        out_ += at(events_, entry.name);
        out_ += ',';
        out_ += at(artifacts_, entry.artifact);
        out_ += ',';
        out_ += texts.substr(entry.part_size);
        out_ += ',';
        out_ += at(files_, entry.file - 1);
        out_ += ',';
        out_ += entry.part == kOwnPart ? texts.substr(0, entry.part_size) : at(parts_, entry.part);
        out_ += ',';
        append_integer(entry.at);
        out_ += "\r\n";
        if (out_.size() < kWriteAtOnce) return {};
        return flush();
    }

    Result<Written> close() {
        TRY(flush());
        TRY(finish_writing());
        TRY(file_.close());
        written_.sha256 = hash_.finish();
        return written_;
    }

private:
    static constexpr std::size_t kWriteAtOnce = 4 << 20;

    static std::string_view at(const std::vector<std::string>& all, std::size_t i) {
        return i < all.size() ? std::string_view(all[i]) : std::string_view();
    }

    Result<void> flush() {
        TRY(finish_writing());
        out_.swap(writing_);
        out_.clear();
        written_.size += writing_.size();
        pending_ = std::async(std::launch::async, [this]() -> Result<void> {
            hash_.update(std::as_bytes(std::span(writing_)));
            return file_.write(writing_);
        });
        return {};
    }
    Result<void> finish_writing() {
        if (!pending_.valid()) return {};
        return pending_.get();
    }

    // Neighbours are mostly of one day.
    void append_time(std::int64_t micros) {
        Time time{std::chrono::microseconds(micros)};
        auto day = std::chrono::floor<std::chrono::days>(time);
        if (day_text_.empty() || day != day_) {
            day_ = day;
            day_text_ = iso(day).substr(0, 11);
        }
        auto rest = static_cast<std::uint64_t>((time - day).count());
        std::array<char, 16> text{'0', '0', ':', '0', '0', ':', '0', '0',
                                  '.', '0', '0', '0', '0', '0', '0', 'Z'};
        std::uint64_t seconds = rest / 1'000'000, fraction = rest % 1'000'000;
        auto put = [&](std::size_t last, std::uint64_t number) {
            for (; number; number /= 10) text[last--] = static_cast<char>('0' + number % 10);
        };
        put(1, seconds / 3600);
        put(4, seconds / 60 % 60);
        put(7, seconds % 60);
        put(14, fraction);
        if (!fraction) text[8] = 'Z';
        out_ += day_text_;
        out_.append(text.data(), fraction ? 16 : 9);
    }

    void append_integer(std::int64_t value) {
        std::array<char, 24> digits;
        auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
        out_.append(digits.data(), end);
    }

    OutputFile file_;
    std::vector<std::string> events_, artifacts_, files_;  // as fields
    const std::vector<std::string>& parts_;                // likewise
    std::string out_, writing_;
    Sha256 hash_;
    Written written_;
    std::chrono::sys_days day_;
    std::string day_text_;
    std::future<Result<void>> pending_;  // last: it uses the others until it ends
};

// The events of one run, one after the other.
class Timeline::Reader {
public:
    Reader(const ScratchFile& file, Run run, std::size_t memory)
        : file_(file), next_(run.begin), end_(run.end), buffer_(memory, '\0') {}

    const Entry& entry() const { return entry_; }
    std::string_view texts() const {
        return std::string_view(buffer_).substr(at_ + sizeof(Entry), entry_.size() - sizeof(Entry));
    }

    // To the first one, or to the one after; false at the end.
    Result<bool> step() {
        at_ += size_;
        TRY(need(sizeof(Entry)));
        if (filled_ == at_) return false;
        std::memcpy(&entry_, buffer_.data() + at_, sizeof(Entry));
        size_ = entry_.size();
        TRY(need(size_));
        return true;
    }

private:
    Result<void> need(std::size_t size) {
        if (filled_ - at_ >= size || next_ == end_) return {};
        std::size_t rest = filled_ - at_;
        std::copy_n(buffer_.data() + at_, rest, buffer_.data());
        if (buffer_.size() < size) buffer_.resize(size);
        std::size_t more = std::min<std::uint64_t>(buffer_.size() - rest, end_ - next_);
        TRY(file_.read_at(next_, std::as_writable_bytes(std::span(buffer_)).subspan(rest, more)));
        next_ += more;
        at_ = 0;
        filled_ = rest + more;
        return {};
    }

    const ScratchFile& file_;
    std::uint64_t next_, end_;
    std::string buffer_;
    std::size_t at_ = 0, filled_ = 0, size_ = 0;
    Entry entry_;
};

Result<Timeline> Timeline::create(const std::string& folder, std::size_t memory) {
    ScratchFile scratch = TRY(ScratchFile::create(folder));
    return Timeline(std::move(scratch), memory);
}

Timeline::Timeline(ScratchFile scratch, std::size_t memory)
    : scratch_(std::make_unique<ScratchFile>(std::move(scratch))), memory_(memory) {
    make_room(arena_);
}

// Once and for all: growing would touch and copy it several times over.
void Timeline::make_room(Arena& arena) const {
    arena.entries.reserve(memory_);
    for (auto* events : {&arena.events, &arena.spare}) events->reserve(memory_ / sizeof(Event) / 2);
}

Result<void> Timeline::add(FileId file, std::uint16_t artifact, const Batch& batch) {
    std::size_t row = SIZE_MAX;
    std::uint32_t entry = 0;
    names_of_batch_.clear();
    for (const Batch::Event& event : batch.events()) {
        if (event.row != row) {
            if (arena_.bytes() >= memory_) TRY(spill());
            row = event.row;
            entry = put_entry(file, artifact, batch, batch.rows()[row]);
        }
        arena_.events.push_back(
            {event.time.time_since_epoch().count(), entry, name_number(batch, event.name)});
        count_++;
    }
    return {};
}

std::uint16_t Timeline::name_number(const Batch& batch, Batch::Piece piece) {
    auto known = std::ranges::find(names_of_batch_, piece.at, &NameOfBatch::at);
    if (known != names_of_batch_.end()) return known->number;
    static constexpr std::size_t kRemembered = 32;
    const std::uint16_t number = name_number(batch.view(piece));
    if (names_of_batch_.size() < kRemembered) names_of_batch_.push_back({piece.at, number});
    return number;
}

std::uint16_t Timeline::name_number(std::string_view name) {
    auto found = std::ranges::find(event_names_, name);
    auto number = static_cast<std::uint16_t>(found - event_names_.begin());
    if (found == event_names_.end()) event_names_.emplace_back(name);
    return number;
}

// kOwnPart when there are too many already.
std::uint16_t Timeline::part_number(std::string_view part) {
    if (last_part_ < parts_.size() && parts_[last_part_] == part) return last_part_;
    auto found = std::ranges::find(parts_, part);
    if (found == parts_.end() && parts_.size() >= kPartsAtMost) return kOwnPart;
    last_part_ = static_cast<std::uint16_t>(found - parts_.begin());
    if (found == parts_.end()) parts_.emplace_back(part);
    return last_part_;
}

std::uint32_t Timeline::put_entry(FileId file, std::uint16_t artifact, const Batch& batch,
                                  const Batch::Row& row) {
    std::string_view headline = batch.view(row.headline);
    part_.clear();
    append_csv_field(part_, front(batch.view(row.part), kPartAtMost));
    Entry entry{.at = row.at,
                .file = static_cast<std::uint32_t>(file),
                .artifact = artifact,
                .part = part_number(part_),
                .headline_size = static_cast<std::uint16_t>(headline.size())};
    if (entry.part == kOwnPart) entry.part_size = static_cast<std::uint16_t>(part_.size());
    auto place = static_cast<std::uint32_t>(arena_.entries.size());
    std::array<char, sizeof(Entry)> bytes;
    std::memcpy(bytes.data(), &entry, sizeof(Entry));
    arena_.entries.append(bytes.data(), bytes.size());
    arena_.entries.append(part_, 0, entry.part_size);
    arena_.entries += headline;
    return place;
}

Timeline::Entry Timeline::entry_of(const Arena& arena, const Event& event) {
    Entry entry;
    std::memcpy(&entry, arena.entries.data() + event.entry, sizeof(Entry));
    entry.time = event.time;
    entry.name = static_cast<std::uint16_t>(event.name);
    return entry;
}

std::string_view Timeline::texts_of(const Arena& arena, const Event& event, const Entry& entry) {
    return {arena.entries.data() + event.entry + sizeof(Entry), entry.size() - sizeof(Entry)};
}

// Digit by digit from the lowest, which keeps the order of what is equal.
void Timeline::sort_events(Arena& arena) {
    static constexpr unsigned kBits = 11, kDigits = 6;
    auto digit = [](const Event& event, unsigned d) {
        std::uint64_t key = static_cast<std::uint64_t>(event.time) ^ (std::uint64_t{1} << 63);
        return static_cast<std::size_t>(key >> (d * kBits) & ((1U << kBits) - 1));
    };
    std::vector<Event>& events = arena.events;
    std::array<std::array<std::uint32_t, 1 << kBits>, kDigits> counts{};
    for (const Event& event : events)
        for (unsigned d = 0; d < kDigits; d++) counts[d][digit(event, d)]++;
    std::vector<Event>& spare = arena.spare;
    spare.resize(events.size());
    for (unsigned d = 0; d < kDigits && !events.empty(); d++) {
        auto& places = counts[d];
        if (places[digit(events.front(), d)] == events.size()) continue;  // all the same
        std::uint32_t sum = 0;
        for (std::uint32_t& place : places) sum += std::exchange(place, sum);
        for (const Event& event : events) spare[places[digit(event, d)]++] = event;
        events.swap(spare);
    }
}

Result<Timeline::Run> Timeline::write_run(Arena& arena, ScratchFile& scratch) {
    sort_events(arena);
    std::uint64_t begin = scratch.size();
    std::string out;
    for (const Event& event : arena.events) {
        Entry entry = entry_of(arena, event);
        std::array<char, sizeof(Entry)> bytes;
        std::memcpy(bytes.data(), &entry, sizeof(Entry));
        out.append(bytes.data(), bytes.size());
        out += texts_of(arena, event, entry);
        if (out.size() < 1 << 18) continue;
        TRY(scratch.append(out));
        out.clear();
    }
    TRY(scratch.append(out));
    return Run{begin, scratch.size()};
}

// One arena is sorted and written while the next is filled.
Result<void> Timeline::spill() {
    TRY(finish_spill());
    if (!spilled_) {
        spilled_ = std::make_unique<Arena>();
        make_room(*spilled_);
    }
    std::swap(*spilled_, arena_);
    arena_.entries.clear();
    arena_.events.clear();
    spilling_ = std::async(std::launch::async, [arena = spilled_.get(), scratch = scratch_.get()] {
        return write_run(*arena, *scratch);
    });
    return {};
}

Result<void> Timeline::finish_spill() {
    if (!spilling_.valid()) return {};
    Run run = TRY(spilling_.get());
    runs_.push_back(run);
    return {};
}

Result<Timeline::Written> Timeline::write(const std::string& path, const Names& names) {
    OutputFile file = TRY(OutputFile::create(path));
    Lines lines(std::move(file), names, event_names_, parts_);
    TRY(finish_spill());
    if (runs_.empty()) {
        sort_events(arena_);
        for (const Event& event : arena_.events) {
            Entry entry = entry_of(arena_, event);
            TRY(lines.add(entry, texts_of(arena_, event, entry)));
        }
    } else {
        TRY(spill());
        TRY(finish_spill());
        arena_ = {};
        spilled_.reset();
        TRY(merge(lines));
    }
    return lines.close();
}

// The earliest event of any run stands first; between equal ones the run that
// came first in the case.
Result<void> Timeline::merge(Lines& lines) const {
    std::vector<Reader> readers;
    struct Next {
        std::int64_t time;
        std::size_t reader;
        auto operator<=>(const Next&) const = default;
    };
    std::vector<Next> heap;  // the first at the front
    for (Run run : runs_) {
        Reader& reader = readers.emplace_back(
            *scratch_, run, std::clamp(memory_ / runs_.size(), kLeastRead, kMostRead));
        auto any = TRY(reader.step());
        if (any) heap.push_back({reader.entry().time, readers.size() - 1});
    }
    std::ranges::make_heap(heap, std::greater());
    while (!heap.empty()) {
        Reader& reader = readers[heap.front().reader];
        TRY(lines.add(reader.entry(), reader.texts()));
        auto more = TRY(reader.step());
        if (more) {
            heap.front().time = reader.entry().time;
        } else {
            heap.front() = heap.back();
            heap.pop_back();
        }
        for (std::size_t at = 0, child; (child = 2 * at + 1) < heap.size(); at = child) {
            if (child + 1 < heap.size() && heap[child + 1] < heap[child]) child++;
            if (heap[at] < heap[child]) break;
            std::swap(heap[at], heap[child]);
        }
    }
    return {};
}

}  // namespace bridle
