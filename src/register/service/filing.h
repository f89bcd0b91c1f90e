// The way of a filing: a filer drafts and submits; a registrar accepts, returns with reasons or
// refuses, until a day that everybody can see. Each step says who may take it, from which state.

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "format/json_schema.h"
#include "register/service/register.h"

namespace bridle::registry {

inline constexpr std::size_t kMostOpenFilings = 500;  // of an account, undecided
inline constexpr std::size_t kMostAttachments = 20;   // of a filing

// Who asks. Everything here refuses, with Errc::unsupported, what the role or the filing does not
// allow, and says why; what is not there, or not theirs to see, with Errc::io; what is wrong with
// what was given, with Errc::corrupt. An actor without an account may nothing.
struct Actor {
    std::string account_id;
    Role role = Role::filer;
    std::vector<std::string> companies;  // a filer's
};

// A correction begins with the body of the record it corrects.
struct NewFiling {
    std::string type, record_id, kind, reason;
    Json body;  // null: the record's, or an empty one
};
// Whoever has an account may draft; a filer only what a company may say of itself.
Result<Filing> draft(Register& registry, const Actor& actor, const NewFiling& filing,
                     Time at = now());
// Any object is kept, however unfinished, while it is a draft or was returned. `revision` is the
// one that the filer saw.
Result<Filing> save(Register& registry, const Actor& actor, std::string_view id,
                    std::int64_t revision, const Json& body, Time at = now());
// What stands between the draft and its submission; nothing: it can be submitted.
Result<std::vector<SchemaFault>> faults_of(Store& store, const Filing& filing, Time at = now());
// With faults it is Errc::corrupt, each of them on a line.
Result<Filing> submit(Register& registry, const Actor& actor, std::string_view id,
                      std::int64_t revision, Time at = now());
// Before it is decided.
Result<Filing> withdraw(Register& registry, const Actor& actor, std::string_view id,
                        std::int64_t revision, Time at = now());

// Of what was submitted, by a registrar who has not filed it.
Result<Filing> send_back(Register& registry, const Actor& actor, std::string_view id,
                         std::int64_t revision, std::string_view reasons, Time at = now());
Result<Filing> refuse(Register& registry, const Actor& actor, std::string_view id,
                      std::int64_t revision, std::string_view reasons, Time at = now());
// Publishes. A filer may afterwards file for a company that they registered. What was filed is in
// the record from then on and nowhere else, so that a takedown takes all of it.
Result<Filing> accept(Register& registry, const Actor& actor, std::string_view id,
                      std::int64_t revision, Time at = now());

// Whether a step failed because somebody else, or another window, was quicker: show it again.
bool was_changed_meanwhile(const Error& error);

// A confidential attachment: age ciphertext to every recipient that the settings name, encrypted
// before it came here. What is not such a file is refused.
Result<Attachment> attach(Register& registry, const Actor& actor, std::string_view filing_id,
                          std::string_view name, std::string_view media_type,
                          std::string_view ciphertext, Time at = now());
// For whoever cannot encrypt, such as a browser without script: done here, in memory, on receipt.
Result<Attachment> attach_encrypting(Register& registry, const Actor& actor,
                                     std::string_view filing_id, std::string_view name,
                                     std::string_view media_type, const Secret& plaintext,
                                     Time at = now());

// Theirs, or any for registrars and administrators.
Result<Filing> filing_for(Store& store, const Actor& actor, std::string_view id);
Result<std::pair<Attachment, std::string>> attachment_for(Store& store, const Actor& actor,
                                                          std::string_view id);

}  // namespace bridle::registry
