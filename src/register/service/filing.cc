#include "register/service/filing.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "base/text.h"
#include "register/model/envelope.h"
#include "register/model/identifiers.h"
#include "register/service/filing_rules.h"
#include "register/service/password.h"

namespace bridle::registry {

namespace {

constexpr std::size_t kMostReasonBytes = 4000;
constexpr std::string_view kChangedMeanwhile = "this filing was changed meanwhile";

// Text for people, which the database and every page can hold.
Result<std::string> sentence(std::string_view what, std::string_view text) {
    std::string_view sentence = trimmed(text);
    if (sentence.empty()) return fail(Errc::corrupt, fmt::format("{} is missing", what));
    if (sentence.size() > kMostReasonBytes)
        return fail(Errc::limit, fmt::format("{} is longer than {} bytes", what, kMostReasonBytes));
    if (!is_utf8(sentence) || sentence.find('\0') != std::string_view::npos)
        return fail(Errc::corrupt, fmt::format("{} is not good UTF-8", what));
    return std::string(sentence);
}

Result<std::string> text_of(const Json& body) {
    if (!body.is_object()) return fail(Errc::corrupt, "the body of a filing is an object");
    std::string text = body.dump();
    if (text.size() > kMostBodyBytes)
        return fail(Errc::limit, "the body of a filing has at most 1 MB");
    return text;
}

Result<Filing> read_for_step(Store& store, const Actor& actor, std::string_view id,
                             std::int64_t revision) {
    Filing filing = TRY(filing_for(store, actor, id));
    if (filing.revision == revision) return filing;
    return fail(Errc::corrupt, fmt::format("{}: you saw revision {}, and it is at {} now",
                                           kChangedMeanwhile, revision, filing.revision));
}

// One step, whole or not at all.
Result<Filing> take_step(Register& registry, const Actor& actor, std::string_view id,
                         std::int64_t revision, Time at, const std::vector<AuditEvent>& trail,
                         const std::function<Result<void>(Store&, Filing&)>& step) {
    Filing filing;
    TRY(registry.change(
        [&](Store& store) -> Result<void> {
            filing = TRY(read_for_step(store, actor, id, revision));
            TRY(step(store, filing));
            filing.changed = at;
            filing.revision = TRY(store.filings.put(filing));
            return {};
        },
        trail));
    return filing;
}

Result<void> may_decide(const Actor& actor, const Filing& filing) {
    if (filing.account_id == actor.account_id)
        return not_allowed("nobody decides about their own filing: another registrar must");
    return be_in(filing, {FilingState::submitted}, "decided about");
}

Result<void> be_registrar(const Actor& actor) {
    if (actor.role == Role::registrar && !actor.account_id.empty()) return {};
    return not_allowed("only a registrar decides about filings");
}

Result<Filing> answer(Register& registry, const Actor& actor, std::string_view id,
                      std::int64_t revision, std::string_view reasons, Time at, FilingState state) {
    TRY(be_registrar(actor));
    std::string text = TRY(sentence("the reason for the filer", reasons));
    std::string what = fmt::format("filing.{}", kFilingStates.of(state));
    return take_step(registry, actor, id, revision, at, {event(what, actor, id, text)},
                     [&](Store&, Filing& filing) -> Result<void> {
                         TRY(may_decide(actor, filing));
                         filing.state = state;
                         filing.answer = text;
                         filing.decided_by = actor.account_id;
                         filing.decided = at;
                         return {};
                     });
}

Result<void> check_faults(Store& store, const Filing& filing, Time at) {
    auto faults = TRY(faults_of(store, filing, at));
    if (faults.empty()) return {};
    std::vector<std::string> lines;
    for (const SchemaFault& fault : faults)
        lines.push_back(fault.at.empty() ? fault.what : fault.at + ": " + fault.what);
    return fail(Errc::corrupt, joined(lines, "\n"));
}

// The record that is to be corrected, as it stands.
Result<Version> correctable(Store& store, const NewFiling& filing) {
    auto current = is_record_id(filing.record_id) ? store.records.current(filing.record_id)
                                                  : Result<std::optional<Version>>(std::nullopt);
    if (!current) return std::unexpected(std::move(current).error());
    if (!*current || !(*current)->is_public) return not_there("record", filing.record_id);
    Version version = **std::move(current);
    if (!version.body) return not_allowed(filing.record_id + " was taken down");
    if (!filing.type.empty() && filing.type != version.type)
        return fail(Errc::corrupt,
                    fmt::format("{} is a record of type {}, not {}", filing.record_id, version.type,
                                front(printable(filing.type), 40)));
    return version;
}

Result<void> have_room(Store& store, const Actor& actor) {
    const std::uint64_t open = TRY(store.filings.undecided_of(actor.account_id));
    if (open < kMostOpenFilings) return {};
    return fail(Errc::limit, fmt::format("{} of your filings are not decided about yet: withdraw "
                                         "those that are no longer needed",
                                         open));
}

// What was given, checked, and with what it leaves out.
Result<Filing> begin(Store& store, const Actor& actor, const NewFiling& given, Time at) {
    Filing filing;
    filing.id = TRY(random_id("filing"));
    filing.account_id = actor.account_id;
    filing.type = given.type;
    filing.created = filing.changed = at;
    Json body = given.body.is_null() ? Json::object() : given.body;
    if (!given.record_id.empty()) {
        Version current = TRY(correctable(store, given));
        Json on_record = TRY(Json::parse(*current.body));
        if (actor.role == Role::filer) {
            Account account = TRY(owner_of(store, filing));
            std::string why =
                objection(account.companies, current.type, given.record_id, on_record);
            if (!why.empty()) return not_allowed(why);
        }
        if (std::ranges::find(kCorrectionKinds, given.kind) == std::end(kCorrectionKinds))
            return fail(Errc::corrupt, fmt::format("a correction is one of: {}",
                                                   fmt::join(kCorrectionKinds, ", ")));
        filing.type = current.type;
        filing.record_id = given.record_id;
        filing.kind = given.kind;
        filing.reason = TRY(sentence("the reason of the correction", given.reason));
        if (given.body.is_null()) body = std::move(on_record);
    } else if (!given.kind.empty() || !given.reason.empty()) {
        return fail(Errc::corrupt, "a kind and a reason belong to the correction of a record");
    } else if (!find_type(given.type)) {
        return fail(Errc::corrupt, fmt::format("there are no records of type \"{}\"",
                                               front(printable(given.type), 40)));
    } else if (actor.role == Role::filer && !filers_file(given.type)) {
        return not_allowed("records of this type are filed by the registrar alone");
    }
    filing.body = TRY(text_of(body));
    return filing;
}

}  // namespace

Result<Filing> filing_for(Store& store, const Actor& actor, std::string_view id) {
    if (!is_record_id(id) || actor.account_id.empty()) return not_there("filing", id);
    auto filing = TRY(store.filings.by_id(id));
    bool theirs = filing && (actor.role != Role::filer || filing->account_id == actor.account_id);
    if (!theirs) return not_there("filing", id);
    return *std::move(filing);
}

bool was_changed_meanwhile(const Error& error) {
    return error.code == Errc::corrupt && error.what.starts_with(kChangedMeanwhile);
}

Result<Filing> draft(Register& registry, const Actor& actor, const NewFiling& given, Time at) {
    if (actor.account_id.empty()) return not_allowed("nobody files without an account");
    Filing filing;
    TRY(registry.change([&](Store& store) -> Result<void> {
        TRY(have_room(store, actor));
        filing = TRY(begin(store, actor, given, at));
        filing.revision = TRY(store.filings.put(filing));
        return {};
    }));
    return filing;
}

Result<Filing> save(Register& registry, const Actor& actor, std::string_view id,
                    std::int64_t revision, const Json& body, Time at) {
    std::string text = TRY(text_of(body));
    return take_step(registry, actor, id, revision, at, {},
                     [&](Store&, Filing& filing) -> Result<void> {
                         TRY(be_owner(filing, actor));
                         TRY(be_in(filing, {FilingState::draft, FilingState::returned}, "changed"));
                         filing.body = text;
                         return {};
                     });
}

Result<Filing> submit(Register& registry, const Actor& actor, std::string_view id,
                      std::int64_t revision, Time at) {
    return take_step(
        registry, actor, id, revision, at, {event("filing.submitted", actor, id)},
        [&](Store& store, Filing& filing) -> Result<void> {
            TRY(be_owner(filing, actor));
            TRY(be_in(filing, {FilingState::draft, FilingState::returned}, "submitted"));
            TRY(check_faults(store, filing, at));
            filing.state = FilingState::submitted;
            filing.submitted = at;
            filing.due = at + std::chrono::days(registry.settings().decision_days);
            filing.decided.reset();
            filing.decided_by.clear();
            return {};
        });
}

Result<Filing> withdraw(Register& registry, const Actor& actor, std::string_view id,
                        std::int64_t revision, Time at) {
    return take_step(
        registry, actor, id, revision, at, {event("filing.withdrawn", actor, id)},
        [&](Store&, Filing& filing) -> Result<void> {
            TRY(be_owner(filing, actor));
            TRY(be_in(filing, {FilingState::draft, FilingState::submitted, FilingState::returned},
                      "withdrawn"));
            filing.state = FilingState::withdrawn;
            return {};
        });
}

Result<Filing> send_back(Register& registry, const Actor& actor, std::string_view id,
                         std::int64_t revision, std::string_view reasons, Time at) {
    return answer(registry, actor, id, revision, reasons, at, FilingState::returned);
}

Result<Filing> refuse(Register& registry, const Actor& actor, std::string_view id,
                      std::int64_t revision, std::string_view reasons, Time at) {
    return answer(registry, actor, id, revision, reasons, at, FilingState::refused);
}

Result<Filing> accept(Register& registry, const Actor& actor, std::string_view id,
                      std::int64_t revision, Time at) {
    TRY(be_registrar(actor));
    Filing filing;
    Account owner;
    auto work = [&](Store& store) -> Result<std::vector<NewVersion>> {
        filing = TRY(read_for_step(store, actor, id, revision));
        TRY(may_decide(actor, filing));
        TRY(check_faults(store, filing, at));  // the record has gone on since it was submitted
        owner = TRY(owner_of(store, filing));
        Json body = TRY(Json::parse(filing.body));
        NewVersion version{filing.type,   filing.record_id, filing.kind,
                           filing.reason, std::move(body),  std::string(kRoles.of(owner.role))};
        return std::vector{std::move(version)};
    };
    auto then = [&](Store& store, std::span<const Accepted> accepted) -> Result<void> {
        filing.state = FilingState::accepted;
        filing.decided_by = actor.account_id;
        filing.decided = filing.changed = at;
        filing.record_id = accepted[0].record_id;
        filing.index = accepted[0].index;
        filing.body = "{}";
        filing.answer.clear();
        filing.revision = TRY(store.filings.put(filing));
        if (owner.role != Role::filer || filing.type != "company" ||
            std::ranges::find(owner.companies, filing.record_id) != owner.companies.end())
            return {};
        owner.companies.push_back(filing.record_id);
        return store.accounts.put(owner);
    };
    auto accepted = TRY(registry.publish_with(work, then, {event("filing.accepted", actor, id)}));
    static_cast<void>(accepted);
    return filing;
}

}  // namespace bridle::registry
