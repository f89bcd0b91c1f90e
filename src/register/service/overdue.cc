#include "register/service/overdue.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/time.h"
#include "register/model/dates.h"
#include "register/model/types.h"

namespace bridle::registry {

namespace {

constexpr std::size_t kPage = 500;
constexpr std::size_t kMostRelated = 100'000;  // records that refer to one company
constexpr std::size_t kMostFilings = 100'000;
constexpr std::string_view kCompany = "company";

std::string day_of(Time time) {
    return iso(time).substr(0, 10);
}

// When somebody last said how things are. To put a slip of the pen right is no new filing.
Result<std::string> filed_on(Store& store, const Head& head) {
    if (head.seq == 1) return day_of(head.first);
    auto versions = TRY(store.records.history(head.id));
    Time filed = head.first;
    for (const Version& version : versions)
        if (version.kind == "factChanged") filed = version.time;
    return day_of(filed);
}

// Of a year or a month, where the day is not known: what fell due before that day is still owed.
std::string last_day_of(std::string date) {
    if (date.size() == 4) date += "-12";
    for (const char* day : {"-31", "-30", "-29", "-28"})
        if (date.size() == 7 && to_day(date + day)) return date + day;
    return date;
}

Result<std::string> end_of(Store& store, const Head& company) {
    auto version = TRY(store.records.current(company.id));
    if (!version || !version->body) return std::string();
    Json body = TRY(Json::parse(*version->body));
    return last_day_of(std::string(body["ended"].text()));
}

bool is_owed(const Settings& settings, std::string_view type) {
    return std::ranges::any_of(settings.obligations,
                               [&](const ObligationRule& rule) { return rule.type == type; });
}

Result<std::vector<Obligation>> owed_by(Store& store, const Settings& settings, const Head& company,
                                        std::string_view today) {
    if (settings.obligations.empty() || company.taken_down) return std::vector<Obligation>();
    CompanyFilings filings;
    filings.company = company.id;
    filings.registered = day_of(company.first);
    filings.ended = TRY(end_of(store, company));
    filings.latest[std::string(kCompany)] = TRY(filed_on(store, company));
    auto related = TRY(store.records.referring_to(company.id, kMostRelated));
    for (const Related& each : related) {
        if (!is_owed(settings, each.head.type) || each.head.type == kCompany) continue;
        std::string filed = TRY(filed_on(store, each.head));
        std::string& latest = filings.latest[each.head.type];
        latest = std::max(latest, filed);
    }
    return obligations(settings.obligations, filings, today);
}

Result<void> each_company(Store& store, const std::function<Result<void>(const Head&)>& visit) {
    RecordFilter filter;
    filter.type = kCompany;
    std::string after;
    while (true) {
        auto page = TRY(store.records.list(filter, after, kPage));
        for (const Head& head : page) TRY(visit(head));
        if (page.size() < kPage) return {};
        after = page.back().id;
    }
}

bool is_late(const std::vector<Obligation>& owed) {
    return std::ranges::any_of(owed,
                               [](const Obligation& each) { return !each.overdue_since.empty(); });
}

// In one pass over each type that is owed, and one over the companies; the body, which says when
// a company ended, is read of those alone that would be late.
Result<void> each_late(Store& store, const Settings& settings, std::string_view today,
                       const std::function<void(const Head&, std::vector<Obligation>&)>& visit) {
    std::map<std::string, std::unordered_map<std::string, Time>> filed;
    for (const ObligationRule& rule : settings.obligations) {
        auto times = TRY(store.records.last_filed(rule.type));
        filed.insert_or_assign(rule.type, std::move(times));
    }
    if (filed.empty()) return {};
    return each_company(store, [&](const Head& company) -> Result<void> {
        if (company.taken_down) return {};
        CompanyFilings filings;
        filings.company = company.id;
        filings.registered = day_of(company.first);
        for (const auto& [type, times] : filed)
            if (auto time = times.find(company.id); time != times.end())
                filings.latest[type] = day_of(time->second);
        if (!is_late(obligations(settings.obligations, filings, today))) return {};
        filings.ended = TRY(end_of(store, company));
        auto owed = obligations(settings.obligations, filings, today);
        visit(company, owed);
        return {};
    });
}

}  // namespace

Result<std::vector<Owed>> overdue(Store& store, const Settings& settings, std::string_view today,
                                  std::string_view company) {
    std::vector<Owed> all;
    auto add = [&](const Head& head, std::vector<Obligation>& owed) {
        for (Obligation& each : owed)
            if (!each.overdue_since.empty()) all.push_back({head, std::move(each)});
    };
    if (company.empty()) {
        TRY(each_late(store, settings, today, add));
    } else {
        auto head = TRY(store.records.head(company));
        if (!head || head->type != kCompany) return all;
        auto owed = TRY(owed_by(store, settings, *head, today));
        add(*head, owed);
    }
    std::ranges::stable_sort(all, {}, [](const Owed& owed) -> const std::string& {
        return owed.obligation.overdue_since;
    });
    return all;
}

Result<std::vector<Obligation>> obligations_of(Store& store, const Settings& settings,
                                               std::string_view company, std::string_view today) {
    auto head = TRY(store.records.head(company));
    if (!head || head->type != kCompany) return std::vector<Obligation>();
    return owed_by(store, settings, *head, today);
}

Result<std::vector<LateDecision>> late_decisions(Store& store, Time now) {
    auto waiting = TRY(store.filings.in_state(FilingState::submitted, kMostFilings));
    std::vector<LateDecision> late;
    for (const Filing& filing : waiting)
        if (filing.submitted && filing.due && *filing.due < now)
            late.push_back({filing.id, filing.type, *filing.submitted, *filing.due});
    std::ranges::stable_sort(late, {}, &LateDecision::due);
    return late;
}

Result<Moratoria> Moratoria::load(Store& store) {
    Moratoria moratoria;
    TRY(store.records.each_current("moratorium", [&](const Version& version) -> Result<bool> {
        if (!version.body) return true;
        Json body = TRY(Json::parse(*version.body));
        moratoria.bodies_.emplace_back(version.record_id, std::move(body));
        return true;
    }));
    return moratoria;
}

LicenceStatus Moratoria::status_of(const Json& licence, std::string_view date) const {
    std::vector<Moratorium> all;
    for (const auto& [id, body] : bodies_) all.push_back({id, &body});
    return licence_status(licence, all, date);
}

}  // namespace bridle::registry
