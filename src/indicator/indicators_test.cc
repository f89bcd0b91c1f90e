#include "indicator/indicators.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/host_file.h"
#include "support/indicators.h"

namespace bridle::test::indicators_test {

namespace {

const Time kNow = *from_iso("2024-01-01T00:00:00Z");

// What a set holds, and why not the rest.
std::string show(const SetReport& report) {
    std::string out = report.name + ": " + std::to_string(report.indicators);
    for (std::size_t i = 0; i < kIndicatorKinds; i++)
        if (report.values[i])
            out += ", " + std::string(name_of(static_cast<IndicatorKind>(i))) + " " +
                   std::to_string(report.values[i]);
    if (report.revoked) out += ", revoked " + std::to_string(report.revoked);
    if (report.expired) out += ", expired " + std::to_string(report.expired);
    for (const auto& each : report.unsupported)
        out += "\n" + each.indicator_id + " " + each.reason + ": " + each.pattern;
    return out;
}

std::string load(std::string_view json) {
    Indicators loaded;
    auto report = loaded.add(as_bytes(json), "sets/test.stix2", kNow);
    return report ? show(*report) : report.error().what;
}

std::string load_patterns(std::initializer_list<std::string_view> patterns) {
    return load(bundle(patterns));
}

std::string sources(const Indicators& loaded, IndicatorKind kind, std::string_view value) {
    const Indicator* found = loaded.find(kind, value);
    if (!found) return "-";
    std::string out;
    for (const Source& source : found->sources) {
        if (!out.empty()) out += '\n';
        out.append(source.name).append(" (").append(source.object_type).append(") ");
        out.append(source.file).append(" ").append(source.indicator_id);
    }
    return out;
}

}  // namespace

TEST(Indicators, AreCountedByKind) {
    EXPECT_EQ(
        load_patterns({
            "[domain-name:value='example.org']",
            "[ipv4-addr:value='198.51.100.1']",
            "[ipv6-addr:value='2001:db8::1']",
            "[process:name='Launch']",
            "[file:name='/var/foobar/txt']",
            "[email-addr:value='foobar@example.org']",
            "[android-property:name='sys.foobar']",
            "[url:value='http://example.com/thisisbad']",
        }),
        "test.stix2: 8, domain 1, IPv4 address 1, IPv6 address 1, URL 1, e-mail 1, process 1, "
        "file name 1, Android property 1");
}

TEST(Indicators, KnowDigestsInEverySpelling) {
    std::string md5(32, 'a'), sha1(40, 'b'), sha256(64, 'c'), sha512(128, 'd');
    auto patterns = [](std::initializer_list<std::string_view> keys, const std::string& value) {
        std::string out = "[";
        for (std::string_view key : keys) {
            if (out.size() > 1) out += " OR ";
            out.append(key).append("='").append(value).append("'");
        }
        return out + "]";
    };
    EXPECT_EQ(load_patterns({
                  patterns({"file:hashes.md5", "file:hashes.MD5", "file:hashes.'MD5'"}, md5),
                  patterns({"file:hashes.sha1", "file:hashes.SHA1", "file:hashes.SHA-1",
                            "file:hashes.'SHA-1'"},
                           sha1),
                  patterns({"file:hashes.sha256", "file:hashes.SHA256", "file:hashes.SHA-256",
                            "file:hashes.'SHA-256'", "file:hashes.\"SHA-256\""},
                           sha256),
                  patterns({"file:hashes.'SHA-512'"}, sha512),
                  patterns({"app:cert.md5"}, md5),
                  patterns({"app:cert.'SHA-256'"}, sha256),
              }),
              "test.stix2: 6, MD5 3, SHA-1 4, SHA-256 5, SHA-512 1, app certificate 2");
}

TEST(Indicators, ListWhatTheyCannotEvaluate) {  // W-01, W-02, W-21
    EXPECT_EQ(load_patterns({
                  "[domain-name:value='a.com'] FOLLOWEDBY [domain-name:value='b.com']",
                  "[domain-name:value='a.com'] AND [domain-name:value='b.com']",
                  "[domain-name:value='a.com'] REPEATS 5 TIMES",
                  "[domain-name:value NOT = 'a.com']",
                  "[domain-name:value != 'a.com']",
                  "[file:size > 7]",
                  "[mac-addr:value='d2:fb:49:24:37:18']",
                  "[file:hashes.ssdeep='3:a:b']",
                  "[x509-certificate:serial_number='7']",
                  "[domain-name:value MATCHES '(?=x)']",
                  "[file:hashes.MD5='abc']",
                  "[ipv4-addr:value='1.2.3']",
                  "[domain-name:value='']",
                  "no pattern",
              }),
              R"(test.stix2: 14
indicator--1 FOLLOWEDBY: [domain-name:value='a.com'] FOLLOWEDBY [domain-name:value='b.com']
indicator--2 AND between observations: [domain-name:value='a.com'] AND [domain-name:value='b.com']
indicator--3 WITHIN, REPEATS or START: [domain-name:value='a.com'] REPEATS 5 TIMES
indicator--4 NOT: [domain-name:value NOT = 'a.com']
indicator--5 an operator that is not evaluated: [domain-name:value != 'a.com']
indicator--6 not compared here: file:size: [file:size > 7]
indicator--7 not compared here: mac-addr:value: [mac-addr:value='d2:fb:49:24:37:18']
indicator--8 not compared here: file:hashes.ssdeep: [file:hashes.ssdeep='3:a:b']
indicator--9 not compared here: x509-certificate:serial_number: [x509-certificate:serial_number='7']
indicator--10 not a regular expression that is evaluated: invalid perl operator: (?=: [domain-name:value MATCHES '(?=x)']
indicator--11 not a digest: abc: [file:hashes.MD5='abc']
indicator--12 not an address: 1.2.3: [ipv4-addr:value='1.2.3']
indicator--13 an empty value: [domain-name:value='']
indicator--14 not a pattern: no observation: no pattern)");
}

TEST(Indicators, KeepTheBranchesOfAnOrThatTheyCanEvaluate) {
    EXPECT_EQ(load_patterns(
                  {"[domain-name:value='a.com' OR mac-addr:value='x']",
                   "[domain-name:value='b.com'] OR [domain-name:value='c.com'] WITHIN 5 SECONDS"}),
              R"(test.stix2: 2, domain 2
indicator--1 not compared here: mac-addr:value: [domain-name:value='a.com' OR mac-addr:value='x']
indicator--2 WITHIN, REPEATS or START: [domain-name:value='b.com'] OR [domain-name:value='c.com'] WITHIN 5 SECONDS)");
}

TEST(Indicators, DoNotEvaluateAnAndWithoutOneOfItsParts) {
    EXPECT_EQ(load_patterns({"[domain-name:value='a.com' AND mac-addr:value='x']"}),
              "test.stix2: 1\nindicator--1 not compared here: mac-addr:value: "
              "[domain-name:value='a.com' AND mac-addr:value='x']");
}

TEST(Indicators, OfAnotherLanguageAreListed) {  // W-18
    EXPECT_EQ(load(R"({"objects":[{"type":"indicator","id":"i","pattern_type":"yara",
                       "pattern":"rule x { condition: a = b }"}]})"),
              "test.stix2: 1\ni a pattern in another language: yara: rule x { condition: a = b }");
}

TEST(Indicators, ThatAreRevokedOrExpiredAreOnlyCounted) {  // W-18
    EXPECT_EQ(load(R"({"objects":[
        {"type":"indicator","id":"a","pattern":"[domain-name:value='a.com']","revoked":true},
        {"type":"indicator","id":"b","pattern":"[domain-name:value='b.com']","valid_until":"2023-12-31T00:00:00Z"},
        {"type":"indicator","id":"c","pattern":"[domain-name:value='c.com']","valid_until":"2024-12-31T00:00:00Z"}
    ]})"),
              "test.stix2: 3, domain 1, revoked 1, expired 1");
}

TEST(Indicators, LimitWhatOnePatternMayBecome) {
    std::string group = "domain-name:value IN ('a.com'";
    for (int i = 0; i < 200; i++) group += ",'" + std::to_string(i) + ".com'";
    group = "((" + group + ") AND app:id='x') OR (" + group + ") AND app:id='y'))";
    EXPECT_EQ(load_patterns({"[" + group + " AND " + group + " AND " + group + " AND " + group +
                             " AND " + group + "]"})
                  .substr(0, 60),
              "test.stix2: 1\nindicator--1 more combinations than are evalua");
    std::string parts = "[app:id='0'";
    for (int i = 1; i < 40; i++) parts += " AND app:id='" + std::to_string(i) + "'";
    EXPECT_EQ(load_patterns({parts + "]"}).substr(0, 66),
              "test.stix2: 1\nindicator--1 an AND of more parts than are evaluated");
}

TEST(Indicators, NameTheFileThatIsNone) {
    EXPECT_EQ(load("[]"), "sets/test.stix2: JSON, but not a STIX bundle");
    EXPECT_EQ(load("{\"objects\":[{"), "sets/test.stix2: a STIX bundle that ends too early");
}

TEST(Indicators, KeepNothingOfASetThatFails) {
    Indicators loaded;
    std::string json = bundle({"[domain-name:value='a.com']"});
    json.resize(json.size() - 2);
    EXPECT_FALSE(loaded.add(as_bytes(json), "test.stix2", kNow));
    EXPECT_TRUE(loaded.all().empty());
    EXPECT_TRUE(loaded.sets().empty());
}

TEST(Indicators, ReportEverySourceOfAValue) {  // W-19, W-22
    Indicators loaded;
    std::string one = bundle({"[domain-name:value='evil.com']", "[domain-name:value='x.com']"});
    std::string two = R"({"objects":[
        {"type":"indicator","id":"i","pattern":"[domain-name:value='WWW.Evil.com']"},
        {"type":"campaign","id":"c","name":"C"},
        {"type":"report","id":"r","name":"R","object_refs":["i"]},
        {"type":"relationship","relationship_type":"indicates","source_ref":"i","target_ref":"c"}]})";
    std::string three =
        R"({"objects":[{"type":"indicator","id":"j","pattern":"[domain-name:value='evil.com']"}]})";
    ASSERT_TRUE(loaded.add(as_bytes(one), "one.stix2", kNow));
    ASSERT_TRUE(loaded.add(as_bytes(two), "two.stix2", kNow));
    ASSERT_TRUE(loaded.add(as_bytes(three), "three.json", kNow));
    loaded.compile();
    EXPECT_EQ(sources(loaded, IndicatorKind::domain, "evil.com"),
              "Test (malware) one.stix2 indicator--1\n"
              "C (campaign) two.stix2 i\n"
              "R (report) two.stix2 i\n"
              "three () three.json j");
    EXPECT_EQ(loaded.all().size(), 2U);
    EXPECT_EQ(loaded.sets()[1].families, (std::vector<std::string>{"C", "R"}));
}

// Anything quadratic takes minutes.
TEST(Indicators, CostTheSameForEachHoweverAlikeTheyAre) {  // W-23
    std::string json = R"({"objects":[{"type":"malware","id":"m","name":"M"})";
    auto add = [&](const std::string& pattern) {
        json += R"(,{"type":"indicator","pattern":")" + pattern + R"("})";
    };
    for (int i = 0; i < 10'000; i++) {
        std::string number = std::to_string(i);
        add("[domain-name:value='evil.com']");
        add("[domain-name:value='evil.com/" + number + "']");
        add("[process:name='0123456789abcdef" + number + "']");
        add("[file:path='a" + number + "/b']");
        add("[url:value='http://evil.com/" + number + "']");
    }
    Indicators loaded;
    auto report = loaded.add(as_bytes(json + "]}"), "test.stix2", kNow);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->of(IndicatorKind::process), 10'000U);
    EXPECT_EQ(loaded.all().size(), 40'001U);
}

TEST(Indicators, CarryTheDigestOfTheirFile) {
    Indicators loaded;
    auto report = loaded.add(as_bytes(R"({"objects":[]})"), "empty.stix2", kNow);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->sha256, "736520c9db846d6eb9b018e064d7db14c108b04d27d92032fe34dd4a34710741");
}

TEST(Indicators, CanBeAskedForOneValue) {
    Indicators loaded = indicators({"[android-property:name='sys.Foobar']", "[app:id='com.Evil']"});
    EXPECT_TRUE(loaded.find(IndicatorKind::android_property, "sys.foobar"));
    EXPECT_TRUE(loaded.find(IndicatorKind::app_id, "COM.evil"));
    EXPECT_FALSE(loaded.find(IndicatorKind::app_id, "sys.foobar"));
}

TEST(Indicators, TakeEveryPublishedSetWhole) {
    std::filesystem::path folder = std::filesystem::path(BRIDLE_SHARED_DATA) / "data/indicators";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "skipped: no shared data";
    Indicators loaded;
    SetReport sum;
    sum.name = "all";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".stix2") continue;
        auto bytes = read_file(entry.path().string(), 1 << 30);
        ASSERT_TRUE(bytes);
        auto report = loaded.add(*bytes, entry.path().string(), kNow);
        ASSERT_TRUE(report) << report.error().what;
        sum.indicators += report->indicators;
        for (std::size_t i = 0; i < kIndicatorKinds; i++) sum.values[i] += report->values[i];
        EXPECT_EQ(report->families.size(), 1U) << entry.path();
        EXPECT_TRUE(report->unsupported.empty()) << show(*report);
    }
    loaded.compile();
    EXPECT_EQ(loaded.sets().size(), 16U);
    EXPECT_EQ(
        show(sum),
        "all: 5713, domain 5305, IPv4 address 45, e-mail 65, process 83, file name 15, path 58, "
        "SHA-256 101, app certificate 11, app 25, configuration profile 2, Android property 3");
    // The three that nobody could match before.
    EXPECT_EQ(matches(loaded, Kind::url, "https://www.tzsafe.com/x"), "exact: www.tzsafe.com");
    EXPECT_EQ(matches(loaded, Kind::domain, "andropwn.xyz"), "exact: www.andropwn.xyz");
    EXPECT_EQ(matches(loaded, Kind::url, "http://fgr1w2gnsdvsb.xyz/x/y"),
              "path prefix: fgr1w2gnsdvsb.xyz/x");
}

TEST(Indicators, RefuseADomainWithSomethingBehindIt) {  // W-21
    for (std::string_view value :
         {"evil3.com,evil4.com", "ev il.example", "evil.com'", "a.com;b"}) {
        std::string said = load_patterns({"[domain-name:value=\"" + std::string(value) + "\"]"});
        EXPECT_TRUE(said.starts_with("test.stix2: 1\nindicator--1 not a domain")) << said;
    }
    EXPECT_EQ(load_patterns({"[domain-name:value='a[dot]evil(dot)com']"}),
              "test.stix2: 1, domain 1");
    EXPECT_EQ(load_patterns({"[domain-name:value='evil.com:8080/x']"}), "test.stix2: 1, domain 1");
}

}  // namespace bridle::test::indicators_test
