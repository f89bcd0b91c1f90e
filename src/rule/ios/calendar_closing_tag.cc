// A text of a calendar that closes a CDATA section which nothing has opened. Calendars are sent
// as XML, and whoever writes "]]>" into an event writes behind the end of its text: that is how
// QuaDream's invitations carried more than an event.

#include "rule/rule.h"

namespace bridle::ios {

static constexpr std::string_view kFields[] = {
    "summary",          "description",       "place",          "place_address",
    "response_comment", "organizer_comment", "comment",        "url",
    "external_id",      "unique_identifier", "organizer_name", "organizer_email",
};

// Where it closes what is not open.
static std::size_t find_tag(std::string_view text) {
    const std::size_t close = text.find("]]>");
    if (close == std::string_view::npos) return close;
    return text.substr(0, close).contains("<![CDATA[") ? std::string_view::npos : close;
}

static bool picks(const Record& record) {
    for (const Field& field : record.fields)
        if (field.kind != Kind::time && field.kind != Kind::number &&
            find_tag(field.string()) != std::string_view::npos)
            return true;
    return false;
}

static void judge(const Rule& rule, const KeptRecord& record, const FindingSink& found) {
    static constexpr std::size_t kShownBefore = 60, kShown = 200;
    for (std::string_view field : kFields) {
        std::string_view text = record.text(field);
        const std::size_t at = find_tag(text);
        if (at == std::string_view::npos) continue;
        Finding finding = finding_of(rule, record);
        for (std::string_view event : {"created", "starts", "participant_modified"})
            if (!finding.time) finding.time = record.time(event);
        finding.field = field;
        finding.observed = text.substr(at < kShownBefore ? 0 : at - kShownBefore, kShown);
        return found(std::move(finding));
    }
}

extern constinit const Rule calendar_closing_tag = {
    .name = "calendar_closing_tag",
    .severity = Severity::medium,
    .confidence = Confidence::weak,
    .listens = {"calendar"},
    .picks = picks,
    .start = start_each<judge>,
    .references = {"https://citizenlab.ca/2023/04/"
                   "spyware-vendor-quadream-exploits-victims-customers/"},
};

}  // namespace bridle::ios
