#include "artifact/session_history.h"

#include "base/text.h"

namespace bridle {

namespace {

constexpr std::size_t kPagesAtMost = 10'000, kVersionBytes = 4;
constexpr std::uint32_t kDataVersion = 2, kNoText = 0xFFFFFFFF;
constexpr std::uint32_t kLongestReferrer = 64 << 10;  // in UTF-16 units

struct PageData {
    std::optional<Time> process_started;
    std::string referrer;
};

// Numbers of documents are counted up from the microsecond in which the process started.
std::optional<Time> time_of_sequence(std::int64_t number) {
    constexpr std::int64_t kEarliest = 1'100'000'000'000'000, kLatest = 4'100'000'000'000'000;
    if (number < kEarliest || number > kLatest) return std::nullopt;
    return to_time(number, Epoch::unix_micros);
}

// Little endian on the phone, as property lists do not have it.
std::string from_utf16le(Bytes units) {
    std::vector<std::byte> turned(units.begin(), units.end());
    for (std::size_t i = 0; i + 1 < turned.size(); i += 2) std::swap(turned[i], turned[i + 1]);
    return from_utf16be(turned);
}

// What one page's data says in front of its forms and frames. A page with frames or
// forms is laid out otherwise behind its first number; then only that is read.
Result<void> read_page_data(Bytes data, PageData& page) {
    Cursor cursor(data);
    TRY(cursor.skip(8));
    std::uint32_t version = TRY(cursor.le<std::uint32_t>());
    if (version != kDataVersion) return {};
    TRY(cursor.skip(4));
    std::uint64_t frames = TRY(cursor.le<std::uint64_t>());
    if (frames != 0) return {};
    std::int64_t document = TRY(cursor.le<std::int64_t>());
    page.process_started = time_of_sequence(document);
    std::uint64_t form_state = TRY(cursor.le<std::uint64_t>());
    std::uint32_t content_type = TRY(cursor.le<std::uint32_t>());
    std::uint32_t has_body = TRY(cursor.le<std::uint32_t>());
    if (form_state != 0 || content_type != kNoText || (has_body & 0xFF) != 0) return {};
    TRY(cursor.skip(8));  // the number of the item
    std::uint32_t units = TRY(cursor.le<std::uint32_t>());
    if (units == kNoText || units > kLongestReferrer) return {};
    TRY(cursor.skip(4));
    std::uint64_t bytes = TRY(cursor.le<std::uint64_t>());
    if (bytes != std::uint64_t{units} * 2) return {};
    Bytes text = TRY(cursor.take(bytes));
    page.referrer = from_utf16le(text);
    return {};
}

PageData page_data(Bytes data) {
    PageData page;
    if (auto done = read_page_data(data, page); !done) page.referrer.clear();
    return page;
}

bool is_list(Bytes bytes) {
    return as_text(bytes).starts_with("bplist") || as_text(bytes).starts_with('<');
}
bool is_packed(Bytes saved) {
    return saved.size() > kVersionBytes && !is_list(saved) &&
           !is_list(saved.subspan(kVersionBytes));
}

}  // namespace

Result<void> for_each_session_page(Bytes saved,
                                   const std::function<Result<void>(const SessionPage&)>& visit) {
    if (saved.size() <= kVersionBytes) return fail(Errc::truncated, "a session without pages");
    // The oldest have no version.
    Plist list = TRY(Plist::parse(is_list(saved) ? saved : saved.subspan(kVersionBytes)));
    Plist::Node history = list.root()["SessionHistory"], pages = history["SessionHistoryEntries"];
    const auto current = history["SessionHistoryCurrentIndex"].integer();
    if (pages.size() > kPagesAtMost) return fail(Errc::corrupt, "a session of too many pages");
    SessionPage page;
    for (Plist::Node each : pages.items()) {
        std::string url, original, title;
        Bytes data = each["SessionHistoryEntryData"].data();
        PageData inside = page_data(data);
        page.current = current == page.index;
        page.url = each["SessionHistoryEntryURL"].text(url);
        page.original_url = each["SessionHistoryEntryOriginalURL"].text(original);
        page.title = each["SessionHistoryEntryTitle"].text(title);
        page.referrer = inside.referrer;
        page.process_started = inside.process_started;
        page.data_bytes = static_cast<std::int64_t>(data.size());
        TRY(visit(page));
        page.index++;
    }
    return {};
}

Result<void> SessionWriter::write(Place place, Bytes saved, const SessionTab& tab) {
    if (saved.empty()) return {};
    if (is_packed(saved)) {
        table_ = place.part;
        packed_++;
        return {};
    }
    auto page = [&](const SessionPage& each) {
        return out_.record(place, {
                                      text("record_type", "session_page"),
                                      number("index", each.index),
                                      flag("current", if_true(each.current)),
                                      headline(text("url", each.url, Kind::url)),
                                      text("original_url", each.original_url, Kind::url),
                                      text("title", present(each.title)),
                                      text("referrer", present(each.referrer), Kind::url),
                                      when("process_started", each.process_started),
                                      number("data_bytes", each.data_bytes),
                                      text("tab", tab.uuid),
                                      flag("private", tab.is_private),
                                      when("tab_viewed", tab.viewed),
                                  });
    };
    auto done = for_each_session_page(saved, page);
    if (done || done.error().code == Errc::limit) return done;
    out_.problem(done.error(),
                 "session of " + std::string(place.part) + " row " + std::to_string(place.at));
    return {};
}

void SessionWriter::end() {
    if (packed_ > 0)
        out_.remark("saved sessions that are compressed, encrypted or damaged, and so not read: " +
                        grouped(packed_),
                    std::string(table_));
}

}  // namespace bridle
