#include "register/store/schema.h"

#include <string>

#include "base/text.h"

namespace bridle::registry {

namespace {

constexpr std::int64_t kVersion = 1;

// {text}, {int}, {blob}: the types; {keyed}: rows lie in the order of the key; {large}: values are
// kept out of line. Times are microseconds since 1970; `number` is the leaf of a record's first
// version, which never changes, and `place` says how many of its type came before it. Indexes go by
// these rather than by the ids: new rows are then at the end, and not each on a page of its own.
constexpr std::string_view kTables[] = {
    "CREATE TABLE IF NOT EXISTS facts (name {text} PRIMARY KEY, value {text} NOT NULL){keyed}",

    // The log.
    "CREATE TABLE IF NOT EXISTS leaves (leaf {int} PRIMARY KEY, entry {blob} NOT NULL)",
    "CREATE TABLE IF NOT EXISTS tiles (level {int}, tile {int}, hashes {blob} NOT NULL,"
    " PRIMARY KEY (level, tile))",
    "CREATE TABLE IF NOT EXISTS checkpoints (size {int} PRIMARY KEY, note {text} NOT NULL,"
    " time {int} NOT NULL, published {int} NOT NULL)",

    // Records.
    "CREATE TABLE IF NOT EXISTS versions (leaf {int} PRIMARY KEY, number {int} NOT NULL,"
    " record_id {text} NOT NULL, seq {int} NOT NULL, type {text} NOT NULL, action {text} NOT NULL, "
    "kind {text} NOT NULL,"
    " reason {text} NOT NULL, basis {text} NOT NULL, time {int} NOT NULL, schema {text} NOT NULL,"
    " as_of {text} NOT NULL, salt {blob} NOT NULL, is_public {int} NOT NULL, body {text})",
    "CREATE UNIQUE INDEX IF NOT EXISTS versions_of_record ON versions (number, seq)",
    "CREATE TABLE IF NOT EXISTS heads (number {int} PRIMARY KEY, id {text} NOT NULL UNIQUE,"
    " type {text} NOT NULL, title {text} NOT NULL, status {text} NOT NULL, as_of {text} NOT NULL,"
    " seq {int} NOT NULL, leaf {int} NOT NULL, first {int} NOT NULL, time {int} NOT NULL,"
    " taken_down {int} NOT NULL, demonstration {int} NOT NULL, countries {text} NOT NULL,"
    " names {text} NOT NULL, place {int} NOT NULL)",
    "CREATE INDEX IF NOT EXISTS heads_by_time ON heads (time)",
    "CREATE UNIQUE INDEX IF NOT EXISTS heads_by_place ON heads (type, place)",
    // Every head once for each of its countries and once for none, which is the empty one.
    "CREATE TABLE IF NOT EXISTS listing (country {text}, type {text}, status {text},"
    " number {int}, PRIMARY KEY (country, type, status, number)){keyed}",
    // How many rows `listing` has of each.
    "CREATE TABLE IF NOT EXISTS counts (country {text}, type {text}, status {text},"
    " records {int} NOT NULL, PRIMARY KEY (country, type, status)){keyed}",
    "CREATE TABLE IF NOT EXISTS links (number {int}, relation {text}, target {text},"
    " PRIMARY KEY (number, relation, target)){keyed}",
    "CREATE INDEX IF NOT EXISTS links_by_target ON links (target, relation, number)",
    "CREATE TABLE IF NOT EXISTS identifiers (identifier {text}, number {int},"
    " PRIMARY KEY (identifier, number)){keyed}",
    "CREATE INDEX IF NOT EXISTS identifiers_by_number ON identifiers (number)",

    // Accounts.
    "CREATE TABLE IF NOT EXISTS accounts (id {text} PRIMARY KEY, name {text} NOT NULL UNIQUE,"
    " role {text} NOT NULL, password {text} NOT NULL, totp {blob} NOT NULL,"
    " totp_step {int} NOT NULL, companies {text} NOT NULL, disabled {int} NOT NULL,"
    " created {int} NOT NULL)",
    "CREATE TABLE IF NOT EXISTS sessions (key_hash {blob} PRIMARY KEY, account_id {text} NOT NULL,"
    " csrf {text} NOT NULL, created {int} NOT NULL, last_used {int} NOT NULL,"
    " expires {int} NOT NULL, second_factor {int} NOT NULL)",
    "CREATE INDEX IF NOT EXISTS sessions_of_account ON sessions (account_id)",
    "CREATE TABLE IF NOT EXISTS tokens (id {text} PRIMARY KEY, key_hash {blob} NOT NULL UNIQUE,"
    " account_id {text} NOT NULL, label {text} NOT NULL, created {int} NOT NULL,"
    " expires {int} NOT NULL, last_used {int})",
    "CREATE INDEX IF NOT EXISTS tokens_of_account ON tokens (account_id)",

    // Filings.
    "CREATE TABLE IF NOT EXISTS filings (id {text} PRIMARY KEY, account_id {text} NOT NULL,"
    " type {text} NOT NULL, record_id {text} NOT NULL, kind {text} NOT NULL,"
    " reason {text} NOT NULL, body {text} NOT NULL, state {text} NOT NULL, answer {text} NOT NULL,"
    " decided_by {text} NOT NULL, created {int} NOT NULL, changed {int} NOT NULL,"
    " submitted {int}, due {int}, decided {int}, leaf {int}, revision {int} NOT NULL)",
    "CREATE INDEX IF NOT EXISTS filings_of_account ON filings (account_id, changed)",
    "CREATE INDEX IF NOT EXISTS filings_in_state ON filings (state, submitted)",
    "CREATE TABLE IF NOT EXISTS attachments (id {text} PRIMARY KEY, filing_id {text} NOT NULL,"
    " name {text} NOT NULL, media_type {text} NOT NULL, sha256 {text} NOT NULL,"
    " size {int} NOT NULL, created {int} NOT NULL, bytes {blob} NOT NULL)",
    "CREATE INDEX IF NOT EXISTS attachments_of_filing ON attachments (filing_id)",
    "CREATE TABLE IF NOT EXISTS files (sha256 {text} PRIMARY KEY, media_type {text} NOT NULL,"
    " bytes {blob} NOT NULL)",
};

// What is searched; word_index.h says how. FTS5 keeps nothing but the index: the words of each
// record stand in `texts`, and a word is deleted from the index by naming it.
constexpr std::string_view kSqliteText[] = {
    "CREATE TABLE IF NOT EXISTS texts (number INTEGER PRIMARY KEY, words TEXT NOT NULL)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS word_index USING fts5(words, content='', detail=none,"
    " columnsize=0, tokenize='ascii')",
    // Of a batch of records the index makes one part, and not one of every megabyte, each of which
    // would have to be merged with the others later.
    "INSERT INTO word_index (word_index, rank) VALUES ('hashsize', 33554432)",
    "CREATE TABLE IF NOT EXISTS vocabulary (word TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS name_words (number INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS name_trigrams USING fts5(word, content='', detail=none,"
    " columnsize=0, tokenize='trigram')",
};
constexpr std::string_view kPostgresText[] = {
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE TABLE IF NOT EXISTS texts (number BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
    "CREATE INDEX IF NOT EXISTS word_index ON texts USING gin (words)",
    "CREATE TABLE IF NOT EXISTS vocabulary (word TEXT COLLATE \"C\" PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS name_words (word TEXT COLLATE \"C\" PRIMARY KEY)",
    "CREATE INDEX IF NOT EXISTS name_trigrams ON name_words USING gin (word gin_trgm_ops)",
};

constexpr auto integer = Kind::integer;
constexpr auto text = Kind::text;
constexpr auto blob = Kind::blob;

constexpr Column kFacts[] = {{"name", text}, {"value", text}};
constexpr Column kLeaves[] = {{"leaf", integer}, {"entry", blob}};
constexpr Column kTiles[] = {{"level", integer}, {"tile", integer}, {"hashes", blob}};
constexpr Column kCheckpoints[] = {
    {"size", integer}, {"note", text}, {"time", integer}, {"published", integer}};
constexpr Column kVersions[] = {{"leaf", integer}, {"number", integer}, {"record_id", text},
                                {"seq", integer},  {"type", text},      {"action", text},
                                {"kind", text},    {"reason", text},    {"basis", text},
                                {"time", integer}, {"schema", text},    {"as_of", text},
                                {"salt", blob},    {"body", text},      {"is_public", integer}};
constexpr Column kHeads[] = {
    {"number", integer}, {"id", text},      {"type", text},          {"title", text},
    {"status", text},    {"as_of", text},   {"seq", integer},        {"leaf", integer},
    {"first", integer},  {"time", integer}, {"taken_down", integer}, {"demonstration", integer},
    {"countries", text}, {"names", text},   {"place", integer}};
constexpr Column kListing[] = {
    {"country", text}, {"type", text}, {"status", text}, {"number", integer}};
constexpr Column kCounts[] = {
    {"country", text}, {"type", text}, {"status", text}, {"records", integer}};
constexpr Column kLinks[] = {{"number", integer}, {"relation", text}, {"target", text}};
constexpr Column kIdentifiers[] = {{"identifier", text}, {"number", integer}};
constexpr Column kAccounts[] = {{"id", text},        {"name", text},        {"role", text},
                                {"password", text},  {"totp", blob},        {"totp_step", integer},
                                {"companies", text}, {"disabled", integer}, {"created", integer}};
constexpr Column kSessions[] = {
    {"key_hash", blob},        {"account_id", text},   {"csrf", text},
    {"created", integer},      {"last_used", integer}, {"expires", integer},
    {"second_factor", integer}};
constexpr Column kTokens[] = {{"id", text},          {"key_hash", blob},   {"account_id", text},
                              {"label", text},       {"created", integer}, {"expires", integer},
                              {"last_used", integer}};
constexpr Column kFilings[] = {{"id", text},           {"account_id", text}, {"type", text},
                               {"record_id", text},    {"kind", text},       {"reason", text},
                               {"body", text},         {"state", text},      {"answer", text},
                               {"decided_by", text},   {"created", integer}, {"changed", integer},
                               {"submitted", integer}, {"due", integer},     {"decided", integer},
                               {"leaf", integer},      {"revision", integer}};
constexpr Column kAttachments[] = {{"id", text},         {"filing_id", text}, {"name", text},
                                   {"media_type", text}, {"sha256", text},    {"size", integer},
                                   {"created", integer}, {"bytes", blob}};
constexpr Column kFiles[] = {{"sha256", text}, {"media_type", text}, {"bytes", blob}};

constexpr Table kCopied[] = {
    {"facts", 1, kFacts},
    {"leaves", 1, kLeaves},
    {"tiles", 2, kTiles},
    {"checkpoints", 1, kCheckpoints},
    {"versions", 1, kVersions},
    {"heads", 1, kHeads},
    {"listing", 4, kListing},
    {"counts", 3, kCounts},
    {"links", 3, kLinks},
    {"identifiers", 2, kIdentifiers},
    {"accounts", 1, kAccounts},
    {"sessions", 1, kSessions},
    {"tokens", 1, kTokens},
    {"filings", 1, kFilings},
    {"attachments", 1, kAttachments},
    {"files", 1, kFiles},
};

void replace_all(std::string& sql, std::string_view word, std::string_view by) {
    for (std::size_t at = 0; (at = sql.find(word, at)) != sql.npos; at += by.size())
        sql.replace(at, word.size(), by);
}

std::string in_dialect(std::string_view text_of, Dialect dialect) {
    bool sqlite = dialect == Dialect::sqlite;
    std::string sql(text_of);
    replace_all(sql, "{text}", sqlite ? "TEXT" : "TEXT COLLATE \"C\"");
    replace_all(sql, "{int}", sqlite ? "INTEGER" : "BIGINT");
    replace_all(sql, "{blob}", sqlite ? "BLOB" : "BYTEA");
    replace_all(sql, "{keyed}", sqlite ? " WITHOUT ROWID" : "");
    return sql;
}

Result<bool> has_tables(Database& database, std::string_view named) {
    const char* sql = database.dialect() == Dialect::sqlite
                          ? "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name LIKE "
                            "$1"
                          : "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() "
                            "AND tablename LIKE $1";
    auto count = TRY(database.first(sql, {named}, [](const Row& row) { return row.integer(0); }));
    return count.value_or(0) > 0;
}

// Of the tables that are there; nothing when there are none.
Result<std::optional<std::int64_t>> version_of(Database& database) {
    bool has_facts = TRY(has_tables(database, "facts"));
    if (!has_facts) return std::nullopt;
    return database.first("SELECT CAST(value AS BIGINT) FROM facts WHERE name = 'schema'", {},
                          [](const Row& row) { return row.integer(0); });
}

}  // namespace

std::span<const Table> tables() {
    return kCopied;
}

Result<void> create_schema(Database& database) {
    Transaction transaction = TRY(Transaction::begin(database));
    bool sqlite = database.dialect() == Dialect::sqlite;
    // Two that start at once would both make the tables.
    if (!sqlite) TRY(database.run("SELECT pg_advisory_xact_lock(1651664000, 1668441460)"));
    auto version = TRY(version_of(database));
    if (version) return transaction.commit();
    bool holds_others = TRY(has_tables(database, "%"));
    if (holds_others)
        return fail(Errc::unsupported,
                    "the database holds tables that are not a register's: name an empty one");
    for (std::string_view sql : kTables) TRY(database.run(in_dialect(sql, database.dialect())));
    std::span<const std::string_view> text_tables = kPostgresText;
    if (sqlite) text_tables = kSqliteText;
    for (std::string_view sql : text_tables) TRY(database.run(sql));
    TRY(database.run("INSERT INTO facts (name, value) VALUES ('schema', $1)",
                     {std::to_string(kVersion)}));
    return transaction.commit();
}

Result<void> check_schema(Database& database) {
    auto version = TRY(version_of(database));
    if (!version)
        return fail(Errc::unsupported,
                    "the database holds no register: make one there with \"bridle-register init\"");
    if (*version > kVersion)
        return fail(Errc::unsupported, "the register was made by a newer bridle-register (tables " +
                                           std::to_string(*version) + ", this one knows " +
                                           std::to_string(kVersion) + "): use that one");
    return {};
}

}  // namespace bridle::registry
