// The part of the page about what a public register has on record.

#pragma once

#include "base/html.h"
#include "report/on_record.h"

namespace bridle {

// The section without its heading: the register, then each product.
void put_register(Html& html, const CaseRegister& from, const OnRecord& on_record,
                  const Words& words);

// The products that a finding points at, each leading to its place in that section.
void put_products(Html& html, const std::vector<FamilyOnRecord>& families,
                  const OnRecord& on_record, const Words& words);

}  // namespace bridle
