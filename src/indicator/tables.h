// What Indicators holds and Matcher asks: one table for each way to look a
// value up. Private to these two.

#pragma once

#include <re2/re2.h>
#include <re2/set.h>

#include <array>
#include <memory>
#include <vector>

#include "indicator/host.h"
#include "indicator/indicators.h"
#include "indicator/terms.h"
#include "indicator/text_table.h"

namespace bridle {

inline constexpr std::uint32_t kNoNumber = UINT32_MAX;

// A value that is looked for: for itself, as a part of combinations, or both.
struct Atom {
    std::uint32_t indicator = kNoNumber;
    std::uint32_t first_part = kNoNumber;  // in Tables::parts
    std::string_view path;                 // of a domain with a path appended
    unsigned url_variants = 0;             // those published
};

// That an atom is in a group of a combination.
struct Part {
    std::uint32_t combination;
    unsigned group;
    std::uint32_t next;  // of the same atom
};

struct Combination {
    std::uint32_t indicator;
    std::uint32_t groups;  // a bit for each
};

struct RelativePath {
    std::string_view path;
    std::uint32_t atom;
};

// The regular expressions on values of one kind.
class Expressions {
public:
    bool empty() const { return all_.empty(); }
    std::size_t size() const { return all_.size(); }

    // What is wrong with it; empty when nothing is.
    std::string insert(const std::string& expression, bool ignore_case, std::uint32_t atom);
    void compile();

    // Calls `visit` with the atom of each expression that fits.
    template <class Visit>
    void find(std::string_view text, std::vector<int>& scratch, Visit&& visit) const {
        if (all_.empty()) return;
        if (ask_together(text, scratch)) {
            for (int i : scratch) visit(all_[static_cast<std::size_t>(i)].atom);
            return;
        }
        for (const Expression& each : all_)
            if (re2::RE2::PartialMatch({text.data(), text.size()}, *each.expression))
                visit(each.atom);
    }

private:
    struct Expression {
        std::unique_ptr<re2::RE2> expression;
        std::uint32_t atom;
    };
    bool ask_together(std::string_view text, std::vector<int>& hits) const;

    std::vector<Expression> all_;
    std::unique_ptr<re2::RE2::Set> together_;  // null when it would take too much memory
};

struct Indicators::Tables {
    TextArena arena;
    std::vector<SetReport> sets;
    std::vector<Indicator> indicators;
    std::vector<Atom> atoms;
    std::vector<Part> parts;
    std::vector<Combination> combinations;

    // From keys to atoms. That of domains is hashed backward, the others forward.
    std::array<TextTable, kIndicatorKinds> exact;
    std::array<Expressions, kIndicatorKinds> expressions;
    TextTable domain_pages;          // of domains with a path appended: both together
    TextTable url_hosts;             // hashed backward: is the rest of the address worth a look?
    TextTable cut_at_15, cut_at_16;  // process names that are longer, by their beginning
    TextTable relative_paths;        // by their last component, to places in `relative`
    std::vector<RelativePath> relative;
    std::vector<unsigned> range_sizes[2];  // of networks, IPv4 and IPv6; the longest first

    const TextTable& table(IndicatorKind kind) const {
        return exact[static_cast<std::size_t>(kind)];
    }
    TextTable& table(IndicatorKind kind) { return exact[static_cast<std::size_t>(kind)]; }
    const Expressions& on(IndicatorKind kind) const {
        return expressions[static_cast<std::size_t>(kind)];
    }

    void reserve(std::size_t more) {  // by doubling, however many sets there are
        if (indicators.capacity() - indicators.size() >= more) return;
        std::size_t size = std::max(indicators.size() + more, indicators.size() * 2);
        indicators.reserve(size);
        atoms.reserve(size);
    }

    static std::uint64_t hash(IndicatorKind kind, std::string_view key) {
        return kind == IndicatorKind::domain ? hash_backward(key) : hash_forward(key);
    }
    // The sizes of the ranges, for the kind of an address.
    std::vector<unsigned>& ranges(IndicatorKind kind) {
        return range_sizes[kind == IndicatorKind::ipv6];
    }
    const std::vector<unsigned>& ranges(IndicatorKind kind) const {
        return range_sizes[kind == IndicatorKind::ipv6];
    }
};

}  // namespace bridle
