#include "register/store/filings.h"

#include "register/store/head_row.h"

namespace bridle::registry {

namespace {

constexpr std::string_view kFiling =
    "SELECT id, account_id, type, record_id, kind, reason, body, state, answer, decided_by, "
    "created, changed, submitted, due, decided, leaf, revision FROM filings ";
// The same for lists.
constexpr std::string_view kWithoutBody =
    "SELECT id, account_id, type, record_id, kind, reason, '', state, answer, decided_by, "
    "created, changed, submitted, due, decided, leaf, revision FROM filings ";
constexpr std::string_view kAttachment =
    "SELECT id, filing_id, name, media_type, sha256, size, created";

std::optional<Time> when(const Row& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return time_of(row.integer(column));
}
Filing filing_of(const Row& row) {
    Filing filing;
    filing.id = row.string(0);
    filing.account_id = row.string(1);
    filing.type = row.string(2);
    filing.record_id = row.string(3);
    filing.kind = row.string(4);
    filing.reason = row.string(5);
    filing.body = row.string(6);
    filing.state = kFilingStates.find(row.text(7)).value_or(FilingState::draft);
    filing.answer = row.string(8);
    filing.decided_by = row.string(9);
    filing.created = time_of(row.integer(10));
    filing.changed = time_of(row.integer(11));
    filing.submitted = when(row, 12);
    filing.due = when(row, 13);
    filing.decided = when(row, 14);
    if (!row.is_null(15)) filing.index = static_cast<std::uint64_t>(row.integer(15));
    filing.revision = row.integer(16);
    return filing;
}

Attachment attachment_of(const Row& row) {
    return {row.string(0),          row.string(1), row.string(2),
            row.string(3),          row.string(4), static_cast<std::uint64_t>(row.integer(5)),
            time_of(row.integer(6))};
}

// A new one is inserted; of one that is there, only the revision that was read is replaced.
constexpr std::string_view kInsert =
    "INSERT INTO filings (id, account_id, type, record_id, kind, reason, body, state, answer, "
    "decided_by, created, changed, submitted, due, decided, leaf, revision) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17 + 1) "
    "ON CONFLICT (id) DO NOTHING RETURNING revision";
constexpr std::string_view kUpdate =
    "UPDATE filings SET account_id = $2, type = $3, record_id = $4, kind = $5, reason = $6, "
    "body = $7, state = $8, answer = $9, decided_by = $10, created = $11, changed = $12, "
    "submitted = $13, due = $14, decided = $15, leaf = $16, revision = $17 + 1 "
    "WHERE id = $1 AND revision = $17 RETURNING revision";

}  // namespace

Result<std::int64_t> Filings::put(const Filing& filing) {
    auto revision = TRY(db_.first(
        filing.revision == 0 ? kInsert : kUpdate,
        {filing.id, filing.account_id, filing.type, filing.record_id, filing.kind, filing.reason,
         filing.body, kFilingStates.of(filing.state), filing.answer, filing.decided_by,
         micros(filing.created), micros(filing.changed), micros(filing.submitted),
         micros(filing.due), micros(filing.decided),
         filing.index ? Param(static_cast<std::int64_t>(*filing.index)) : Param(), filing.revision},
        [](const Row& row) { return row.integer(0); }));
    if (!revision)
        return fail(Errc::corrupt, "the filing " + filing.id +
                                       " was changed meanwhile: read it again before you save it");
    return *revision;
}

Result<std::optional<Filing>> Filings::by_id(std::string_view id) {
    return db_.first(std::string(kFiling) + "WHERE id = $1", {id}, filing_of);
}

Result<std::vector<Filing>> Filings::of_account(std::string_view account_id, std::size_t limit) {
    return db_.all(
        std::string(kWithoutBody) + "WHERE account_id = $1 ORDER BY changed DESC, id LIMIT $2",
        {account_id, static_cast<std::int64_t>(limit)}, filing_of);
}

Result<std::uint64_t> Filings::undecided_of(std::string_view account_id) {
    auto count = TRY(db_.first(
        "SELECT COUNT(*) FROM filings WHERE account_id = $1 AND state IN ($2, $3, $4)",
        {account_id, kFilingStates.of(FilingState::draft), kFilingStates.of(FilingState::submitted),
         kFilingStates.of(FilingState::returned)},
        [](const Row& row) { return row.integer(0); }));
    return static_cast<std::uint64_t>(count.value_or(0));
}

Result<std::vector<Filing>> Filings::that_may_hold(std::string_view record_id,
                                                   std::string_view type) {
    return db_.all(
        std::string(kFiling) + "WHERE record_id = $1 OR (record_id = '' AND type = $2) ORDER BY id",
        {record_id, type}, filing_of);
}

Result<std::vector<Filing>> Filings::in_state(FilingState state, std::size_t limit) {
    return db_.all(std::string(kWithoutBody) +
                       "WHERE state = $1 ORDER BY COALESCE(submitted, created), id LIMIT $2",
                   {kFilingStates.of(state), static_cast<std::int64_t>(limit)}, filing_of);
}

Result<void> Filings::put_attachment(const Attachment& attachment, std::string_view bytes) {
    return db_.run(
        "INSERT INTO attachments (id, filing_id, name, media_type, sha256, size, created, bytes) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        {attachment.id, attachment.filing_id, attachment.name, attachment.media_type,
         attachment.sha256, static_cast<std::int64_t>(attachment.size), micros(attachment.created),
         Blob{bytes}});
}

Result<std::vector<Attachment>> Filings::attachments_of(std::string_view filing_id) {
    return db_.all(
        std::string(kAttachment) + " FROM attachments WHERE filing_id = $1 ORDER BY created, id",
        {filing_id}, attachment_of);
}

Result<std::optional<std::pair<Attachment, std::string>>> Filings::attachment(std::string_view id) {
    return db_.first(std::string(kAttachment) + ", bytes FROM attachments WHERE id = $1", {id},
                     [](const Row& row) { return std::pair(attachment_of(row), row.bytes(7)); });
}

Result<void> Filings::put_file(std::string_view sha256_hex, std::string_view media_type,
                               std::string_view bytes) {
    return db_.run(
        "INSERT INTO files (sha256, media_type, bytes) VALUES ($1, $2, $3) "
        "ON CONFLICT (sha256) DO UPDATE SET media_type = excluded.media_type, "
        "bytes = excluded.bytes",
        {sha256_hex, media_type, Blob{bytes}});
}

Result<std::optional<std::pair<std::string, std::string>>> Filings::file(
    std::string_view sha256_hex) {
    return db_.first("SELECT media_type, bytes FROM files WHERE sha256 = $1", {sha256_hex},
                     [](const Row& row) { return std::pair(row.string(0), row.bytes(1)); });
}

Result<bool> Filings::has_file(std::string_view sha256_hex) {
    auto found = TRY(db_.first("SELECT sha256 FROM files WHERE sha256 = $1", {sha256_hex},
                               [](const Row& row) { return row.string(0); }));
    return found.has_value();
}

Result<void> Filings::erase_file(std::string_view sha256_hex) {
    return db_.run("DELETE FROM files WHERE sha256 = $1", {sha256_hex});
}

Result<std::vector<std::string>> Filings::files() {
    return db_.all("SELECT sha256 FROM files ORDER BY sha256", {},
                   [](const Row& row) { return row.string(0); });
}

}  // namespace bridle::registry
