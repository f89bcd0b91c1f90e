// The independent check of a whole register by somebody who trusts none of those who keep it, over
// what anybody can get: a published folder, or an address. It shares the arithmetic of the log and
// the form of the leaf with the writer, and nothing else.

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "register/log/audit.h"
#include "register/log/policy.h"

namespace bridle::registry {

// A folder, or http(s)://…; paths as in web/site.h, without the first slash.
Result<std::unique_ptr<Resources>> open_resources(const std::string& place);

struct VerifyOptions {
    std::string policy;  // its text; empty: the register's own, which is said
    std::vector<std::string>
        checkpoints;  // signed, seen earlier: each must be the front of this tree
    std::size_t most_defects = 100;
};

struct VerifyReport {
    std::string origin;
    std::uint64_t size = 0;
    std::string root;  // base64
    unsigned cosigners = 0;
    bool quorum = false;
    std::uint64_t records = 0;     // bodies that fit their leaf
    std::uint64_t withheld = 0;    // taken down, with a tombstone
    std::uint64_t restricted = 0;  // the trail of audit
    std::uint64_t files = 0;  // of source documents: those that are here, and are what they say
    std::uint64_t checkpoints = 0;  // published in the course of time, and all of one history
    std::vector<Defect> defects;    // none: everything fits; see log/audit.h
    std::vector<std::string>
        notes;  // what was not held against anything, such as a policy of its own

    bool fine() const { return defects.empty(); }
};

// Every tile, bundle, checkpoint and cosignature, every record against its leaf, every chain of
// versions, consistency with every checkpoint given. An error only when it cannot begin.
Result<VerifyReport> verify_register(Resources& resources, const VerifyOptions& options);

// A receipt, offline: the proof, the signatures under the policy, and the record within.
struct ReceiptReport {
    std::string origin;
    std::uint64_t index = 0, size = 0;
    unsigned cosigners = 0;
    bool quorum = false;
    std::string leaf;    // the envelope
    std::string body;    // empty where the receipt carries none
    std::string reason;  // of a correction, as its filer gave it; empty where there is none
};
Result<ReceiptReport> verify_receipt(std::string_view receipt, std::string_view policy);

}  // namespace bridle::registry
