#include "register/service/takedown.h"

#include <algorithm>
#include <set>

namespace bridle::registry {

namespace {

Result<std::set<std::string>> bodies_of(Store& store, const Takedown& takedown) {
    std::set<std::string> bodies;
    auto versions = TRY(store.records.history(takedown.record_id));
    for (const Version& each : versions) {
        if (takedown.seq && each.seq != *takedown.seq) continue;
        auto version = TRY(store.records.version(each.record_id, each.seq));
        if (version && version->body) bodies.insert(std::move(*version->body));
    }
    return bodies;
}

bool says_one_of(const Filing& filing, const std::set<std::string>& bodies) {
    auto body = Json::parse(filing.body);
    return body && bodies.contains(body->canonical());
}

bool is_undecided(FilingState state) {
    return state == FilingState::draft || state == FilingState::submitted ||
           state == FilingState::returned;
}

}  // namespace

Result<void> erase_beside_record(Store& store, const Takedown& takedown, const std::string& type,
                                 Time at) {
    const auto bodies = TRY(bodies_of(store, takedown));
    auto filings = TRY(store.filings.that_may_hold(takedown.record_id, type));
    for (Filing& filing : filings) {
        if (filing.record_id.empty() && !says_one_of(filing, bodies)) continue;
        filing.body = "{}";
        filing.reason.clear();
        filing.changed = at;
        if (is_undecided(filing.state)) filing.state = FilingState::withdrawn;
        auto revision = TRY(store.filings.put(filing));
        static_cast<void>(revision);
    }
    if (type != "sourceDocument" || takedown.seq) return {};
    for (const std::string& text : bodies) {
        auto body = Json::parse(text);
        if (body) TRY(store.filings.erase_file((*body)["sha256"].text()));
    }
    return {};
}

}  // namespace bridle::registry
