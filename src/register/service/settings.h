// What a keeper decides about a register: the file register.json in its folder.
// docs/register/running.md describes every setting.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "register/model/obligations.h"

namespace bridle::registry {

struct WitnessSetting {
    std::string name;      // as in the policy
    std::string vkey;      // of its cosignatures
    std::string url;       // to which "/add-checkpoint" is appended
    bool retired = false;  // is not asked any more; what it cosigned can still be checked
};

struct Settings {
    std::string name;     // of the register, for people
    std::string keeper;   // who keeps it
    std::string contact;  // an address for corrections and takedowns
    std::string origin;   // of the log, which is the name of its key too: "register.example/log"
    std::string url;      // where the public finds it, without a slash at the end
    std::string desk;     // where people file, so too; empty: no page links to it
    std::string store;    // postgresql://…, or a file in the folder; empty: register.db
    std::string data_licence = "https://creativecommons.org/publicdomain/zero/1.0/";
    std::vector<std::string> languages{"en", "fr", "es", "ar"};
    unsigned decision_days = 30;  // within which a registrar decides on a filing
    std::vector<ObligationRule> obligations;
    std::string ocid_prefix = "ocds-unregistered";
    std::vector<std::string> recipients;  // age keys that can open confidential attachments
    std::vector<WitnessSetting> witnesses;
    unsigned cosigners_to_publish = 0;  // so many witnesses before readers see a checkpoint
    bool demonstration = false;         // every page says so

    static Result<Settings> parse(std::string_view json);  // says which setting is wrong, and how
    static Result<Settings> load(const std::string& folder);
    Result<void> check() const;  // what parse() checks, for settings that were made otherwise
    std::string text() const;

    // As c2sp.org/tlog-policy has it: what anybody needs to verify offline. Its last line is a
    // comment with the digest of what stands above, by which damage to it is noticed.
    std::string policy(std::string_view log_vkey) const;
    // Where the store of a register in this folder is.
    std::string store_address(const std::string& folder) const;
};

}  // namespace bridle::registry
