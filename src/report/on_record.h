// What a public register has on record about the products whose traces the findings are.

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "casefile/case.h"
#include "report/words.h"

namespace bridle {

// A family that a finding names, and what it is attributed to.
struct FamilyOnRecord {
    const AttributedFamily* family;
    const Attribution* attribution;
};

// All that is on record about one product: several attributions may speak of it.
struct ProductOnRecord {
    const RegisterRecord* product = nullptr;
    const RegisterRecord* vendor = nullptr;  // null when the register does not name one
    std::vector<FamilyOnRecord> families;
    std::vector<const RegisterRecord*> licences, contracts, sales, measures;
};

class OnRecord {
public:
    explicit OnRecord(const Case& from);

    // What the sources of its indicator are attributed to; none for the finding of a rule.
    std::vector<FamilyOnRecord> of(const Finding& finding) const;
    // Of all findings, those of the gravest first.
    const std::vector<ProductOnRecord>& products() const { return products_; }
    // The place in that list, from 1, of the product of a finding.
    std::size_t number_of(const FamilyOnRecord& one) const;

private:
    std::map<std::pair<std::string_view, std::string_view>, std::vector<FamilyOnRecord>> families_;
    std::map<std::string_view, std::size_t> places_;  // in the list, by the id of the product
    std::vector<ProductOnRecord> products_;
};

// "Pegasus, NSO Group (how sure: high); …", each once.
std::string products_in_short(const std::vector<FamilyOnRecord>& families, const Words& words);

// A code of the register as one reads it: "partlyLifted" is "partly lifted".
std::string code_in_words(std::string_view code);

// The values of an answer, or why there are none; codes as words.
std::string answer_in_words(const RegisterAnswer& answer, const Words& words);

// Who says so: publisher, title and date.
std::string cited(const Citation& citation);

// What the register calls it, made visible, and cut where it is long.
std::string register_text(std::string_view text);

// How sure an attribution is, in words.
std::string_view how_sure(const AttributedFamily& family, const Words& words);

}  // namespace bridle
