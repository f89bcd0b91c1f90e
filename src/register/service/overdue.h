// Who owes what, as of a day: filings that companies are late with, and decisions that the
// registrar is late with. Both are public.

#pragma once

#include <string_view>
#include <vector>

#include "register/model/licence_status.h"
#include "register/service/register.h"

namespace bridle::registry {

struct Owed {
    Head company;
    Obligation obligation;
};
// Those that are overdue on that day, the longest first. `company` empty: of all.
Result<std::vector<Owed>> overdue(Store& store, const Settings& settings, std::string_view today,
                                  std::string_view company = {});
// All that a company owes, overdue or not.
Result<std::vector<Obligation>> obligations_of(Store& store, const Settings& settings,
                                               std::string_view company, std::string_view today);

struct LateDecision {
    std::string filing_id, type;
    Time submitted, due;
};
Result<std::vector<LateDecision>> late_decisions(Store& store, Time now);

// All moratoria on record, with their bodies; `status_of` asks them about a licence.
class Moratoria {
public:
    static Result<Moratoria> load(Store& store);
    LicenceStatus status_of(const Json& licence, std::string_view date) const;

private:
    std::vector<std::pair<std::string, Json>> bodies_;
};

}  // namespace bridle::registry
