// What the page of a record shows besides its fields, by its type.

#pragma once

#include <string_view>
#include <vector>

#include "register/web/pages/page.h"

namespace bridle::registry {

// Above the fields: the effective status of a licence, what a company is late with, the file of a
// source document.
Result<void> show_before(Page& page, const Head& head, const Json& body);
// Below them: what a company sells, owns, was licensed, is measured by.
Result<void> show_after(Page& page, const Head& head, const Json& body,
                        const std::vector<Related>& related);
// Whether the lists of show_after() are all that refers to such a record.
bool has_own_lists(std::string_view type);

// company.cc: who owns whom around a company, as a drawing and as a list.
Result<void> show_ownership(Page& page, const Head& company);
// licences.cc: licences on a line of time, with their effective status today.
Result<void> show_licences(Page& page, const std::vector<Head>& licences);

}  // namespace bridle::registry
