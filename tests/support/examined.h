// An acquisition through the whole examination, and what it found.

#pragma once

#include <set>
#include <string>

#include "rule/finding.h"

namespace bridle::test {

// With the fictional indicators; the case is written to `folder` and left there. For each finding
// the indicator's value and the artifact ("evil.example in sms"), or the name of the rule.
std::multiset<std::string> findings(const std::string& acquisition, const std::string& folder,
                                    Severity at_least = Severity::info);

}  // namespace bridle::test
