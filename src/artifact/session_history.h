// The pages of a tab, forwards and backwards, as WebKit saves them: four bytes
// with a version, then a property list (SessionState.cpp and
// LegacySessionStateCoding.cpp of the published WebKit).

#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "artifact/artifact.h"
#include "format/plist.h"

namespace bridle {

struct SessionPage {
    std::int64_t index = 0;
    bool current = false;  // the one that the tab showed
    std::string_view url, original_url, title;
    std::string_view referrer;  // whose link led here
    // The process that showed the page had started by then: not long before it was opened.
    std::optional<Time> process_started;
    std::int64_t data_bytes = 0;
};

// The pages in their order; the texts live until the next one.
Result<void> for_each_session_page(Bytes saved,
                                   const std::function<Result<void>(const SessionPage&)>& visit);

// A tab that a session belongs to, as far as it is known.
struct SessionTab {
    std::optional<std::string_view> uuid;
    std::optional<Time> viewed;
    std::optional<bool> is_private;
};

// A record for each page of the sessions of one table. A damaged one is a problem and costs no
// more than itself; those that are no property list at all are counted.
class SessionWriter {
public:
    explicit SessionWriter(Output& out) : out_(out) {}
    Result<void> write(Place place, Bytes saved, const SessionTab& tab);  // none when empty
    void end();  // says how many were not read

private:
    Output& out_;
    std::string_view table_;
    std::size_t packed_ = 0;
};

}  // namespace bridle
