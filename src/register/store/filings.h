// Filings on their way to the record: drafts, what was submitted, what was decided; and the
// files that belong to them or to records.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "base/time.h"
#include "register/store/database.h"

namespace bridle::registry {

enum class FilingState : std::uint8_t { draft, submitted, returned, refused, accepted, withdrawn };
inline constexpr Names<FilingState, 6> kFilingStates{
    {"draft", "submitted", "returned", "refused", "accepted", "withdrawn"}};

struct Filing {
    std::string id;            // "filing-…"
    std::string account_id;    // whose it is
    std::string type;          // of the record
    std::string record_id;     // which it corrects; empty: it will be a new one
    std::string kind, reason;  // of a correction
    std::string body;          // JSON, as far as it was filled in
    FilingState state = FilingState::draft;
    std::string answer;      // reasons of the registrar, for the filer
    std::string decided_by;  // account
    Time created, changed;
    std::optional<Time> submitted, due, decided;  // `due`: until when the registrar must decide
    std::optional<std::uint64_t> index;           // of the leaf it became
    std::int64_t revision = 0;  // counts changes, so that two windows cannot overwrite each other
};

// What belongs to a filing and nobody but its readers may open: ciphertext (age), as it came.
struct Attachment {
    std::string id, filing_id, name, media_type, sha256;
    std::uint64_t size = 0;
    Time created;
};

class Filings {
public:
    explicit Filings(Database& database) : db_(database) {}

    // Errc::corrupt when its revision is no longer the stored one; the new revision otherwise.
    Result<std::int64_t> put(const Filing& filing);
    Result<std::optional<Filing>> by_id(std::string_view id);
    // Without their bodies, which may be large; so too in_state().
    Result<std::vector<Filing>> of_account(std::string_view account_id, std::size_t limit);
    // How many wait for the account or for the registrar.
    Result<std::uint64_t> undecided_of(std::string_view account_id);
    // Those that are about the record, and those that would become one of its type and have no id
    // yet: all that may hold what it says.
    Result<std::vector<Filing>> that_may_hold(std::string_view record_id, std::string_view type);
    // Oldest submission first.
    Result<std::vector<Filing>> in_state(FilingState state, std::size_t limit);

    Result<void> put_attachment(const Attachment& attachment, std::string_view bytes);
    Result<std::vector<Attachment>> attachments_of(std::string_view filing_id);
    Result<std::optional<std::pair<Attachment, std::string>>> attachment(std::string_view id);

    // Files of source documents, public, by their hash.
    Result<void> put_file(std::string_view sha256_hex, std::string_view media_type,
                          std::string_view bytes);
    Result<std::optional<std::pair<std::string, std::string>>> file(std::string_view sha256_hex);
    Result<bool> has_file(std::string_view sha256_hex);
    Result<void> erase_file(std::string_view sha256_hex);
    Result<std::vector<std::string>> files();  // their hashes, in order

private:
    Database& db_;
};

}  // namespace bridle::registry
