// STIX patterns: the whole grammar is read, so that what we cannot evaluate is
// known for what it is. docs.oasis-open.org/cti/stix/v2.1, part 9.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bridle {

// One comparison, such as file:hashes.'SHA-256' IN ('aa', 'bb').
struct Comparison {
    enum class Operator : std::uint8_t {
        equal,
        not_equal,
        less,
        less_or_equal,
        greater,
        greater_or_equal,
        in,
        like,
        matches,
        is_subset,
        is_superset,
        exists,
    };
    std::string object;             // "file"
    std::vector<std::string> path;  // "hashes", "SHA-256"; an index as "[0]" or "[*]"
    Operator op = Operator::equal;
    bool negated = false;
    std::vector<std::string> values;  // decoded literals; several only for IN
};

// A pattern as a tree in one array: the root is the last node, and children
// stand before their parents.
struct Pattern {
    enum class Type : std::uint8_t {
        comparison,    // `comparison`
        all,           // AND within one observation
        any,           // OR within one observation
        observation,   // [ … ], one child
        all_observed,  // AND between observations
        any_observed,  // OR between observations
        followed_by,
        qualified,  // WITHIN, REPEATS or START … STOP, one child
    };
    struct Node {
        Type type;
        std::vector<std::size_t> children;
        Comparison comparison;
    };
    std::vector<Node> nodes;

    const Node& root() const { return nodes.back(); }
};

// The offset of an error counts in `text`.
Result<Pattern> parse_pattern(std::string_view text);

}  // namespace bridle
