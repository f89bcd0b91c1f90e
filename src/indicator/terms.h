// What a STIX pattern comes down to for us: values of kinds that we compare.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "indicator/indicators.h"
#include "indicator/pattern.h"

namespace bridle {

// One value to look for, in the one spelling in which it is compared.
struct Term {
    IndicatorKind kind{};
    IndicatorKind published{};  // usually the same; a domain that is an address is not
    std::string value;          // as published
    std::string key;            // as compared; of a regular expression, the expression
    std::string path;           // of a domain with a path appended
    std::string host;           // of a URL
    bool is_pattern = false;    // `key` is a regular expression
    unsigned url_variant = 0;   // one bit, see url_variant()
};

// Two addresses with one comparable form still differ in scheme and final slash.
struct Url;
unsigned url_variant(const Url& url);

// One of the spellings of one path: /private/var/tmp/x/ and /tmp/x are /var/tmp/x.
// A view of `path` where it can be, and of `scratch` otherwise.
std::string_view canonical_path(std::string_view path, std::string& scratch);

// The digits that count: "00 41 79", "+41 79" and "4179" are one.
void append_phone_digits(std::string_view text, std::string& out);

struct Terms {
    using Group = std::vector<Term>;         // one of them has to be met
    using Alternative = std::vector<Group>;  // all of them, in one record
    static constexpr std::size_t kMostGroups = 32;
    std::vector<Alternative> alternatives;
    std::vector<std::string> unsupported;  // why parts of the pattern are not among them
};

Terms read_terms(const Pattern& pattern);

}  // namespace bridle
