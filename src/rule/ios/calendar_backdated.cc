// Two invitations from a stranger that came together, to events that were long over and overlap.
// QuaDream's exploit came so: for an invitation to the past a phone shows no notice. A calendar
// that is copied from a server brings many old events at once, so what came in numbers is none.

#include <algorithm>

#include "rule/people.h"

namespace bridle::ios::calendar_backdated {

namespace {

constexpr std::chrono::hours kLongOver(7 * 24);
constexpr std::chrono::minutes kTogether(2), kCopied(10);
constexpr std::ptrdiff_t kManyAtOnce = 6;
constexpr std::size_t kInvitationsAtMost = 20'000, kEventsAtMost = 1'000'000;

bool picks(const Record& record) {
    return text_of(record, "record_type") == "event";
}

std::string_view organizer_of(const KeptRecord& record) {
    for (std::string_view field : {"organizer_email", "organizer_address", "organizer_phone"})
        if (std::string_view found = record.text(field); !found.empty()) return found;
    return {};
}

struct Invitation {
    Time created, starts, ends;
    std::string organizer, identifier, uuid;
    Finding finding;
};

bool overlap(const Invitation& a, const Invitation& b) {
    return std::max(a.starts, b.starts) < std::min(a.ends, b.ends);
}

// An acquisition may hold one calendar twice.
bool are_one(const Invitation& a, const Invitation& b) {
    if (!a.uuid.empty() && a.uuid == b.uuid) return true;
    if (!a.identifier.empty() && a.identifier == b.identifier) return true;
    return a.created == b.created && a.starts == b.starts && a.ends == b.ends &&
           address_key(a.organizer) == address_key(b.organizer);
}

class BackdatedInvitations : public RuleRun {
public:
    explicit BackdatedInvitations(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink&) override {
        auto created = record.time("created");
        if (!created) return;
        if (created_.size() < kEventsAtMost) created_.push_back(*created);
        auto starts = record.time("starts"), ends = record.time("ends");
        const std::string_view organizer = organizer_of(record);
        const bool own = record.integer("has_recurrences").value_or(0) != 0 || organizer.empty() ||
                         record.flag("organizer_is_self");
        if (own || !starts || !ends || *ends + kLongOver > *created) return;
        if (invitations_.size() < kInvitationsAtMost)
            invitations_.push_back({*created, *starts, *ends, std::string(organizer),
                                    std::string(record.text("unique_identifier")),
                                    std::string(record.text("uuid")), finding_of(rule_, record)});
    }

    void note(const Note& note, const Artifact& artifact, std::string_view) override {
        people_.add(note, artifact);
    }

    void end(const FindingSink& found) override {
        std::ranges::sort(created_);
        std::ranges::stable_sort(invitations_, {}, &Invitation::created);
        std::size_t first = 0;
        while (first < invitations_.size()) {
            std::size_t last = first;  // of those that came together
            while (last + 1 < invitations_.size() &&
                   invitations_[last + 1].created - invitations_[first].created <= kTogether)
                last++;
            if (last > first && !is_copied(invitations_[first].created)) report(first, last, found);
            first = last + 1;
        }
    }

private:
    bool is_copied(Time when) const {
        auto from = std::ranges::lower_bound(created_, when - kCopied);
        auto to = std::ranges::upper_bound(created_, when + kCopied);
        return to - from > kManyAtOnce;
    }

    void report(std::size_t first, std::size_t last, const FindingSink& found) {
        for (std::size_t i = first; i <= last; i++)
            for (std::size_t j = i + 1; j <= last; j++) {
                Invitation &a = invitations_[i], &b = invitations_[j];
                if (!overlap(a, b) || are_one(a, b) || people_.know(a.organizer) ||
                    people_.know(b.organizer))
                    continue;
                const bool same = address_key(a.organizer) == address_key(b.organizer);
                Finding finding = std::move(a.finding);
                finding.time = a.created;
                finding.field = "starts";
                finding.observed = iso(a.starts);
                finding.facts = {
                    {"organizer", same ? a.organizer : a.organizer + ", " + b.organizer},
                    {"created", iso(a.created)},
                    {"starts", iso(a.starts)},
                    {"other", iso(b.starts)}};
                return found(std::move(finding));
            }
    }

    const Rule& rule_;
    People people_;
    std::vector<Time> created_;  // of all events
    std::vector<Invitation> invitations_;
};

}  // namespace

extern constinit const Rule rule = {
    .name = "calendar_backdated",
    .severity = Severity::medium,
    .confidence = Confidence::weak,
    .listens = {"calendar", "contacts", "imessage_accounts"},
    .picks = picks,
    .start = start<BackdatedInvitations>,
    .references = {"https://citizenlab.ca/2023/04/"
                   "spyware-vendor-quadream-exploits-victims-customers/"},
    .notes = People::notes,
};

}  // namespace bridle::ios::calendar_backdated
