// Apple warns people whom it believes to be targets of mercenary spyware. The
// sender's address tells such a message in any language; the English words
// tell it where the sender is not known, with less certainty, since anybody can write them.
// Apple's description: https://support.apple.com/102174

#include <algorithm>
#include <array>

#include "base/text.h"
#include "rule/rule.h"

namespace bridle::ios {

static constexpr std::array<std::string_view, 2> kSenders = {
    "threat-notifications@apple.com",
    "threat-notifications@email.apple.com",
};

static constexpr std::array<std::string_view, 2> kWords = {
    "ALERT: State-sponsored attackers may be targeting your iPhone",
    "ALERT: Apple detected a targeted mercenary spyware attack against your iPhone",
};

static bool is_apple(std::string_view sender) {
    if (sender.starts_with("mailto:")) sender.remove_prefix(7);
    return std::ranges::any_of(
        kSenders, [&](std::string_view apple) { return equals_ignoring_case(sender, apple); });
}

// At the start, whatever the case and the kind of blank. Words within a text
// are somebody talking about such a warning.
static bool begins_with(std::string_view text, std::string_view words) {
    text = trimmed(text);
    for (std::size_t i = 0; i < words.size();) {
        if (text.empty()) return false;
        const bool blank = text.starts_with("\u00A0") || text.starts_with("\u202F");
        if (lower(words[i]) != (blank ? ' ' : lower(text[0]))) return false;
        i++;
        text.remove_prefix(!blank ? 1 : text[0] == '\xC2' ? 2 : 3);
    }
    return true;
}

static bool has_words(std::string_view text) {
    return std::ranges::any_of(kWords,
                               [&](std::string_view words) { return begins_with(text, words); });
}

static constexpr std::array<std::string_view, 3> kTexts = {"text", "subject", "attributed_text"};

static std::string_view text_of(const Record& record, std::string_view name) {
    const Field* field = find_field(record, name);
    return field ? field->string() : std::string_view();
}

static bool picks(const Record& record) {
    if (text_of(record, "direction") != "received") return false;
    return is_apple(text_of(record, "peer")) ||
           std::ranges::any_of(
               kTexts, [&](std::string_view name) { return has_words(text_of(record, name)); });
}

static void judge(const Rule& rule, const KeptRecord& record, const FindingSink& found) {
    Finding finding = finding_of(rule, record);
    const bool by_sender = is_apple(record.text("peer"));
    finding.confidence = by_sender ? Confidence::strong : Confidence::moderate;
    finding.time = record.time("received");
    finding.field = by_sender ? "peer" : *std::ranges::find_if(kTexts, [&](std::string_view name) {
        return name == kTexts.back() || has_words(record.text(name));
    });
    finding.observed = record.text(finding.field);
    finding.facts = {{"sender", std::string(record.text("peer"))}};
    found(std::move(finding));
}

extern constinit const Rule apple_threat_notification = {
    .name = "apple_threat_notification",
    .severity = Severity::high,
    .confidence = Confidence::strong,
    .listens = {"sms"},
    .picks = picks,
    .start = start_each<judge>,
    .references = {"https://support.apple.com/102174"},
};

}  // namespace bridle::ios
