// What was planted, where, and what a good examiner says of it.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fabricate/indicators.h"

namespace bridle::fabricate {

struct Trace {
    std::string artifact = {};     // who should find it: "sms"
    std::string file = {};         // in the backup: "HomeDomain/Library/SMS/sms.db"
    std::string table = {};        // or the key of a property list
    std::int64_t row = 0;          // row id, or the index within the key
    std::string value = {};        // what stands there
    std::string indicator = {};    // of the set; the name of the rule when there is none
    std::string kind = {};         // "domain", "email", …; "rule"
    std::string form = {};         // how it is written or where it hides: "port", "payload_only"
    std::string how = {};          // "exact", "parent_domain", …; "rule"; "none" for a decoy
    bool in_damaged_file = false;  // so it may be lost
    bool only_in_dumps = false;    // no backup holds its file
};

// The list, and the bait it is made with. A plan without bait plants nothing.
struct Planted {
    std::vector<Trace> traces;
    std::vector<Trace> decoys;  // look like a trace and are none: to report one is an error

    void add(Trace trace) { (trace.how == "none" ? decoys : traces).push_back(std::move(trace)); }
    std::string json() const;
};

// Ways to write one host, all of which lead to it.
struct Spelling {
    std::string_view form;
    std::string_view how;
    std::string (*link)(std::string_view host);
    bool in_history = true;  // a browser may keep it so; else people write it
    bool bare = false;       // only the top-level domain tells that it is a link
};

// A domain that can be written so. Nobody takes bare words under .example for a link.
std::optional<std::string> domain_for(const Spelling& spelling, Bait& bait);

std::span<const Spelling> spellings();

// Ways to write another host that looks like it.
std::span<const Spelling> misspellings();

// The Unicode form of the internationalized host that the fictional set holds.
// Nothing for other hosts: there is no decoder of Punycode here.
std::optional<std::string> unicode_form(std::string_view host);

}  // namespace bridle::fabricate
