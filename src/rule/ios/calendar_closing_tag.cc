// A text of a calendar that closes a CDATA section which nothing has opened. Calendars are sent
// as XML, and whoever writes "]]>" into an event writes behind the end of its text: that is how
// QuaDream's invitations carried more than an event.

#include <algorithm>

#include "rule/rule.h"

namespace bridle::ios::calendar_closing_tag {

// Where it closes what is not open.
static std::size_t find_tag(std::string_view text) {
    static constexpr std::string_view kOpen = "<![CDATA[", kClose = "]]>";
    for (std::size_t at = 0;;) {
        const std::size_t close = text.find(kClose, at), open = text.find(kOpen, at);
        if (close == text.npos || close < open) return close;
        // A section ends at the first that closes, whatever stands in it.
        at = text.find(kClose, open);
        if (at == text.npos) return at;
        at += kClose.size();
    }
}

static bool has_tag(std::string_view text) {
    return find_tag(text) != std::string_view::npos;
}

static bool picks(const Record& record) {
    return std::ranges::any_of(record.fields,
                               [](const Field& field) { return has_tag(field.string()); });
}

static void judge(const Rule& rule, const KeptRecord& record, const FindingSink& found) {
    static constexpr std::size_t kShownBefore = 60, kShown = 200;
    for (const Field& field : record.fields()) {
        const std::string_view text = field.string();
        const std::size_t at = find_tag(text);
        if (at == std::string_view::npos) continue;
        Finding finding = finding_of(rule, record);
        for (std::string_view event : {"created", "starts", "participant_modified"})
            if (!finding.time) finding.time = record.time(event);
        finding.field = field.name;
        finding.observed = text.substr(at < kShownBefore ? 0 : at - kShownBefore, kShown);
        return found(std::move(finding));
    }
}

extern constinit const Rule rule = {
    .name = "calendar_closing_tag",
    .severity = Severity::medium,
    .confidence = Confidence::weak,
    .listens = {"calendar"},
    .picks = picks,
    .start = start_each<judge>,
    .references = {"https://citizenlab.ca/2023/04/"
                   "spyware-vendor-quadream-exploits-victims-customers/"},
};

}  // namespace bridle::ios::calendar_closing_tag
