// The tables of a case, described in docs/case-format.md.

#pragma once

#include <cstdint>
#include <string_view>

namespace bridle {

inline constexpr std::int64_t kCaseFormat = 1;
inline constexpr std::string_view kCaseFile = "case.db";
inline constexpr std::string_view kTimelineFile = "timeline.csv";

inline constexpr std::string_view kCaseSchema = R"sql(
    PRAGMA application_id = 1114794340; -- "Brid"
    PRAGMA user_version = 1;
    CREATE TABLE meta(id INTEGER PRIMARY KEY, key TEXT, value TEXT);
    CREATE TABLE artifacts(id INTEGER PRIMARY KEY, name TEXT, title TEXT);
    CREATE TABLE files(
        id INTEGER PRIMARY KEY, path TEXT, location TEXT, size INTEGER, sha256 TEXT);
    CREATE TABLE records(
        id INTEGER PRIMARY KEY,
        artifact INTEGER REFERENCES artifacts, file INTEGER REFERENCES files,
        part TEXT, at INTEGER, time INTEGER, fields TEXT);
    CREATE TABLE findings(
        id INTEGER PRIMARY KEY, rule TEXT, severity TEXT, confidence TEXT,
        artifact TEXT, file INTEGER REFERENCES files, path TEXT, part TEXT, at INTEGER,
        record INTEGER REFERENCES records, time INTEGER, field TEXT, observed TEXT,
        indicator_type TEXT, indicator_value TEXT, indicator_how TEXT);
    CREATE TABLE finding_facts(
        id INTEGER PRIMARY KEY, finding INTEGER REFERENCES findings, name TEXT, value TEXT);
    CREATE TABLE finding_sources(
        id INTEGER PRIMARY KEY, finding INTEGER REFERENCES findings,
        name TEXT, set_name TEXT, stix_id TEXT);
    CREATE TABLE coverage(
        id INTEGER PRIMARY KEY, artifact TEXT, file INTEGER REFERENCES files, state TEXT,
        records INTEGER, withheld INTEGER, short_links INTEGER, reason TEXT, absence TEXT);
    CREATE TABLE problems(
        id INTEGER PRIMARY KEY, artifact TEXT, file INTEGER REFERENCES files,
        part TEXT, code TEXT, what TEXT, offset INTEGER, remark INTEGER);
    CREATE TABLE indicator_sets(
        id INTEGER PRIMARY KEY, name TEXT, origin TEXT, date INTEGER, sha256 TEXT,
        indicators INTEGER, revoked INTEGER, expired INTEGER);
    CREATE TABLE indicator_set_families(
        id INTEGER PRIMARY KEY, indicator_set INTEGER REFERENCES indicator_sets, name TEXT);
    CREATE TABLE indicator_set_values(
        id INTEGER PRIMARY KEY, indicator_set INTEGER REFERENCES indicator_sets,
        kind TEXT, count INTEGER);
    CREATE TABLE indicator_set_unsupported(
        id INTEGER PRIMARY KEY, indicator_set INTEGER REFERENCES indicator_sets,
        stix_id TEXT, reason TEXT, pattern TEXT);
    CREATE TABLE registers(
        id INTEGER PRIMARY KEY, path TEXT, bytes INTEGER, sha256 TEXT,
        name TEXT, keeper TEXT, origin TEXT, url TEXT, licence TEXT,
        size INTEGER, day TEXT, demonstration INTEGER);
    CREATE TABLE attributions(
        id INTEGER PRIMARY KEY, record TEXT, product TEXT, vendor TEXT, confidence TEXT,
        entry TEXT);
    CREATE TABLE attributed_families(
        id INTEGER PRIMARY KEY, attribution INTEGER REFERENCES attributions,
        set_name TEXT, name TEXT, known_by TEXT, confidence TEXT);
    CREATE TABLE custody(id INTEGER PRIMARY KEY, time INTEGER, what TEXT);
)sql";

}  // namespace bridle
