#include "cli/indicator_index.h"

#include <gtest/gtest.h>

#include "base/host_file.h"

namespace bridle::indicator_index_test {

namespace {

std::string read(std::string_view yaml) {
    Result<std::vector<IndexEntry>> entries = parse_indicator_index(yaml, "https://git.example");
    if (!entries) return "refused: " + entries.error().what;
    std::string out = "\n";
    for (const IndexEntry& each : *entries)
        out += each.name + " | " + each.url + (each.problem.empty() ? "" : "problem: ") +
               each.problem + "\n";
    return out;
}

// An index of one set, with these lines in its entry.
std::string read_entry(const std::string& lines) {
    return read("indicators:\n  - name: set\n" + lines);
}

}  // namespace

TEST(IndicatorIndex, TurnsEntriesIntoAddresses) {
    EXPECT_EQ(read(R"(
indicators:
  - type: github
    name: Pegasus
    sources: [Amnesty International]
    references:
      - https://example.org/report
    github:
      owner: AmnestyTech
      repo: investigations
      branch: master
      path: 2021-07-18_nso/pegasus.stix2
  - type: github
    name: On the usual branch
    github: {owner: a, repo: b, path: c d.stix2}
  - type: download
    name: Elsewhere
    download_url: https://example.org/x.stix2?a=1
)"),
              R"(
Pegasus | https://git.example/AmnestyTech/investigations/master/2021-07-18_nso/pegasus.stix2
On the usual branch | https://git.example/a/b/main/c%20d.stix2
Elsewhere | https://example.org/x.stix2?a=1
)");
}

TEST(IndicatorIndex, ListsWhatItCannotUse) {
    EXPECT_EQ(read(R"(
indicators:
  - {type: torrent, name: New kind}
  - {type: download, name: Plain, download_url: "http://example.org/x"}
  - {type: download, name: Spaced, download_url: "https://example.org/x y"}
  - {type: github, name: Nowhere}
  - {type: github, name: Climbing, github: {owner: a, repo: b, path: ../../c}}
  - {type: github, name: Half, github: {owner: a, path: c}}
  - just text
  - {type: download, name: Good, download_url: "https://example.org/y"}
)"),
              R"(
New kind | problem: its type is neither github nor download
Plain | problem: its download_url is no https address
Spaced | problem: its download_url is no https address
Nowhere | problem: does not say where on GitHub it lies
Climbing | problem: owner, repo, branch and path do not make an address
Half | problem: owner, repo, branch and path do not make an address
 | problem: its type is neither github nor download
Good | https://example.org/y
)");
}

TEST(IndicatorIndex, CleansNamesForATerminal) {
    EXPECT_EQ(read(R"({indicators: [{name: "a\e[2Jb\u009bc", type: x}]})"),
              "\na [2Jb c | problem: its type is neither github nor download\n");
}

TEST(IndicatorIndex, KeepsAnAddressOutOfAComponent) {
    EXPECT_EQ(read_entry("    type: github\n    github: {owner: 'a@evil.example/x', repo: '?', "
                         "branch: f/g, path: '#'}\n"),
              "\nset | https://git.example/a%40evil.example%2fx/%3f/f/g/%23\n");
}

TEST(IndicatorIndex, RefusesAliases) {
    EXPECT_EQ(read("indicators: [&a {name: x}, *a]"), "refused: an alias");
}

TEST(IndicatorIndex, RefusesDeepNesting) {
    EXPECT_EQ(read("indicators: " + std::string(100'000, '[')), "refused: nested too deeply");
}

TEST(IndicatorIndex, RefusesTooManyNodes) {
    std::string list = "indicators: [";
    for (int i = 0; i < 30'000; i++) list += "a,";
    EXPECT_EQ(read(list + "]"), "refused: too long a list");
}

TEST(IndicatorIndex, RefusesTooManyKeys) {
    std::string map;
    for (int i = 0; i < 200; i++) map += "key" + std::to_string(i) + ": x\n";
    EXPECT_EQ(read(map), "refused: too many keys in one map");
}

TEST(IndicatorIndex, RefusesTooManySets) {
    std::string list = "indicators: [";
    for (int i = 0; i < 1'001; i++) list += "a,";
    EXPECT_EQ(read(list + "]"), "refused: lists more than 1000 sets");
}

TEST(IndicatorIndex, RefusesADoubledKey) {
    EXPECT_EQ(read_entry("    type: github\n    type: download\n"),
              "refused: a key that stands there twice");
}

TEST(IndicatorIndex, RefusesAMapAsKey) {
    EXPECT_EQ(read("{? {a: b} : c}"), "refused: a key that is no text");
}

TEST(IndicatorIndex, RefusesAListOfNothing) {
    for (const char* yaml : {"", "indicators:", "indicators: []", "indicators: {a: b}", "a: [b]",
                             "[indicators]", "indicators", "--- {}\n--- {}\n"})
        EXPECT_EQ(read(yaml), "refused: lists no indicator sets") << yaml;
}

TEST(IndicatorIndex, RefusesWhatIsNotYaml) {
    EXPECT_EQ(read("<!DOCTYPE html>\n<p>%{"), "refused: lists no indicator sets");
    EXPECT_EQ(read("indicators: ["), "refused: did not find expected node content");
    EXPECT_EQ(read(std::string("indicators: \0", 13)),
              "refused: control characters are not allowed");
}

TEST(IndicatorIndex, ReadsThePublishedOne) {
    auto yaml = read_text_file(BRIDLE_SHARED_DATA "/data/indicators/indicators.yaml", 1 << 20);
    if (!yaml) GTEST_SKIP() << "skipped: no shared data";
    auto entries = parse_indicator_index(*yaml, "https://raw.githubusercontent.com");
    ASSERT_TRUE(entries);
    EXPECT_GE(entries->size(), 10U);
    for (const IndexEntry& each : *entries) {
        EXPECT_EQ(each.problem, "") << each.name;
        EXPECT_NE(each.name, "");
        EXPECT_TRUE(each.url.ends_with(".stix2")) << each.url;
    }
}

}  // namespace bridle::indicator_index_test
