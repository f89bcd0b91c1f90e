// What the steps of filing.h ask before they go: who may say what about which company, and in which
// state a filing is.

#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "register/service/filing.h"

namespace bridle::registry {

// Whether filers make records of this type at all; the others are statements of authorities.
bool filers_file(std::string_view type);
// Why the filer may not say this; empty: they may. `record_id` is of what it corrects, or empty.
std::string objection(const std::vector<std::string>& companies, std::string_view type,
                      std::string_view record_id, const Json& body);
Result<Account> owner_of(Store& store, const Filing& filing);

Result<void> be_owner(const Filing& filing, const Actor& actor);
// "this filing cannot be STEP: it is …"
Result<void> be_in(const Filing& filing, std::initializer_list<FilingState> states,
                   std::string_view step);

std::unexpected<Error> not_allowed(std::string what);
std::unexpected<Error> not_there(std::string_view what, std::string_view id);

AuditEvent event(std::string_view what, const Actor& actor, std::string_view object,
                 std::string_view detail = {});

}  // namespace bridle::registry
