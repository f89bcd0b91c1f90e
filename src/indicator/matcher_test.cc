#include "indicator/matcher.h"

#include <gtest/gtest.h>

#include "support/indicators.h"

namespace bridle::test::matcher_test {

namespace {

std::string domain_pattern(std::string_view value) {
    return "[domain-name:value='" + std::string(value) + "']";
}

// How a domain indicator meets a URL: "exact", "parent domain", or nothing.
std::string how(std::string_view domain, std::string_view url) {
    std::string line = matches(domain_pattern(domain), Kind::url, url);
    return line.substr(0, line.find(':'));
}

// Several fields: "field: how: value" for each match.
std::string match_all(const Indicators& indicators, std::initializer_list<Field> fields) {
    Matcher matcher(indicators);
    std::string out;
    for (const Match& match : matcher.match(std::span(fields.begin(), fields.size())))
        out += std::to_string(match.field) + ": " + std::string(name_of(match.how)) + ": " +
               std::string(match.observed) + "\n";
    return out;
}

}  // namespace

// The behaviour table of what was there before, and what it should have been.

TEST(MatcherTable, KeepsEveryMatchThatWasRight) {
    for (std::string_view url :
         {"http://evil.com", "http://www.evil.com/", "EVIL.COM/x", "evil.com", "//evil.com/x",
          "ftp://evil.com", "hxxp://evil.com", "http://evil.com:8080/", "http://user@evil.com/",
          "http://evil.com./"})
        EXPECT_EQ(how("evil.com", url), "exact") << url;
    EXPECT_EQ(how("evil.com", "http://a.b.evil.com"), "parent domain");
    EXPECT_EQ(how("cdn.evil.com", "http://cdn.evil.com"), "exact");
    EXPECT_EQ(how("cdn.evil.com", "http://www.cdn.evil.com"), "exact");
    EXPECT_EQ(how("w3.org", "https://www.w3.org"), "exact");
    EXPECT_EQ(how("w3.org", "https://w3.org/x"), "exact");
    EXPECT_EQ(how("evil.onion", "http://x.evil.onion/"), "parent domain");
    EXPECT_EQ(how("host.local", "http://host.local/"), "exact");
    EXPECT_EQ(how("evil.duckdns.org", "http://a.evil.duckdns.org/"), "parent domain");
    EXPECT_EQ(how("co.uk", "http://co.uk/"), "exact");
}

TEST(MatcherTable, KeepsGuessesAsWeakOnes) {
    EXPECT_EQ(how("evil.com", "javascript:evil.com"), "embedded");
    EXPECT_EQ(how("evil.com", "x.y.invalidtld/evil.com"), "embedded");
    EXPECT_EQ(how("evil.com", "itms-services://?action=x&url=https://evil.com/m.plist"),
              "embedded");
    EXPECT_EQ(confidence(How::embedded), Confidence::weak);
}

TEST(MatcherTable, LeavesAloneWhatIsNot) {
    for (std::string_view url : {"http://notevil.com", "http://evil.com.attacker.org",
                                 "http://good.com/redirect?u=http://evil.com/", "http://evil.co",
                                 "http://notevil.com)", "http://good.org/evil.com", "about:blank"})
        EXPECT_EQ(how("evil.com", url), "") << url;
    EXPECT_EQ(how("co.uk", "http://www.bbc.co.uk/"), "");
    EXPECT_EQ(how("duckdns.org", "http://a.duckdns.org/"), "");
    EXPECT_EQ(how("cdn.evil.com", "http://evil.com/"), "");
}

TEST(MatcherTable, ReadsHostsAsBrowsersDo) {
    EXPECT_EQ(how("evil.com", R"(http://evil.com\@good.org/)"), "exact");
    EXPECT_EQ(how("good.org", R"(http://evil.com\@good.org/)"), "");
}

TEST(MatcherTable, FindsWhatWasMissed) {
    EXPECT_EQ(how("cdn.evil.com", "http://a.cdn.evil.com/"), "parent domain");  // W-04
    for (std::string_view url :
         {"http://cdn.evil.com:8443/", "http://user:pw@cdn.evil.com/", "http://cdn.evil.com./"})
        EXPECT_EQ(how("cdn.evil.com", url), "exact") << url;  // W-05
    for (std::string_view url : {"http://www.evil.com", "http://evil.com"})
        EXPECT_EQ(how("www.evil.com", url), "exact") << url;  // W-03
    EXPECT_EQ(how("web.evil.net", "http://web.evil.net/"), "exact");
    EXPECT_EQ(how("wap.tld.com", "http://wap.tld.com/"), "exact");
    EXPECT_EQ(how("evil.net", "http://web.evil.net/"), "parent domain");
    EXPECT_EQ(how("eb.evil.net", "http://web.evil.net/"), "");
    EXPECT_EQ(how("*.evil.com", "http://a.evil.com"), "parent domain");
    EXPECT_EQ(how("evil[.]com", "http://a.evil.com"), "parent domain");
    EXPECT_EQ(how("EVIL.com", "http://evil.COM"), "exact");
}

TEST(MatcherTable, ComparesOtherScriptsBothWays) {  // W-08
    EXPECT_EQ(how("xn--bcher-kva.example.com", "http://bücher.example.com/"), "exact");
    EXPECT_EQ(how("bücher.example.com", "http://xn--bcher-kva.example.com/"), "exact");
    EXPECT_EQ(how("bücher.example.com", "http://BÜCHER.example.com/"), "exact");
}

TEST(MatcherTable, ComparesAddressesAsAddresses) {  // W-06, W-07
    auto ip = [](std::string_view url) {
        return matches("[ipv4-addr:value='198.51.100.1']", Kind::url, url);
    };
    EXPECT_EQ(ip("https://198.51.100.1:8080/"), "exact: 198.51.100.1");
    EXPECT_EQ(ip("198.51.100.1"), "exact: 198.51.100.1");
    EXPECT_EQ(ip("http://[::ffff:198.51.100.1]/"), "exact: 198.51.100.1");
    EXPECT_EQ(ip("http://198.51.100.12/"), "");
    EXPECT_EQ(ip("http://1198.51.100.1/"), "");
    EXPECT_EQ(ip("http://good.com/?q=198.51.100.1"), "");
    EXPECT_EQ(ip("http://198.51.100.1.nip.io/"), "embedded: 198.51.100.1");
    EXPECT_EQ(ip("http://app-198-51-100-1.sslip.io/"), "embedded: 198.51.100.1");
    EXPECT_EQ(ip("http://a.b.nip.io/"), "");
    std::string v6 = "[ipv6-addr:value='2001:DB8:0::1']";
    EXPECT_EQ(matches(v6, Kind::url, "http://[2001:db8::1]/"), "exact: 2001:DB8:0::1");
    EXPECT_EQ(matches(v6, Kind::domain, "2001:db8::1"), "exact: 2001:DB8:0::1");
    EXPECT_EQ(matches(v6, Kind::url, "2001:db8::1"), "exact: 2001:DB8:0::1");
    EXPECT_EQ(matches(domain_pattern("198.51.100.1"), Kind::url, "http://198.51.100.1/"),
              "exact: 198.51.100.1");
}

TEST(MatcherTable, ComparesPagesWithoutWhatDoesNotChangeThem) {  // W-10
    auto page = [](std::string_view url) {
        std::string line = matches("[url:value='http://example.com/bad']", Kind::url, url);
        return line.substr(0, line.find(':'));
    };
    EXPECT_EQ(page("http://example.com/bad"), "exact");
    EXPECT_EQ(page("http://EXAMPLE.com:80/b%61d#x"), "exact");
    EXPECT_EQ(page("http://example.com/bad/"), "URL variant");
    EXPECT_EQ(page("https://example.com/bad"), "URL variant");
    EXPECT_EQ(page("example.com/bad"), "URL variant");
    for (std::string_view url :
         {"http://example.com/bad?x=1", "http://example.com/Bad", "http://example.com/",
          "http://example.com/bad/x", "http://a.example.com/bad", "http://example.com:8080/bad"})
        EXPECT_EQ(page(url), "") << url;
}

TEST(MatcherTable, AnswersForTheCommonTestSet) {
    Indicators all =
        indicators({"[domain-name:value='example.org']", "[ipv4-addr:value='198.51.100.1']",
                    "[url:value='http://example.com/thisisbad']"});
    for (std::string_view url : {"http://example.com/thisisbad", "https://www.example.org/foobar",
                                 "http://example.org:8080/toto", "https://198.51.100.1:8080/"})
        EXPECT_TRUE(matches(all, Kind::url, url).starts_with("exact: ")) << url;
    for (std::string_view url : {"http://example.com/thisisgood", "https://github.com",
                                 "https://example.com/", "https://1.1.1.1/", "42"})
        EXPECT_EQ(matches(all, Kind::url, url), "") << url;
}

// What each kind of field is compared with.

TEST(Matcher, TakesUrlsOfSeveralSetsInEitherScheme) {
    Indicators both = indicators(
        {"[url:value='http://example.com/bad']", "[url:value='https://example.com/bad']"});
    EXPECT_EQ(matches(both, Kind::url, "https://example.com/bad"), "exact: http://example.com/bad");
    Indicators port = indicators({"[url:value='http://example.com:8080/x?a=1&b=2']"});
    EXPECT_EQ(matches(port, Kind::url, "http://example.com:8080/x?a=1&b=2"),
              "exact: http://example.com:8080/x?a=1&b=2");  // W-01
    Indicators six = indicators({"[url:value='http://[2001:db8::1]:8080/x']"});
    EXPECT_EQ(matches(six, Kind::url, "http://[2001:DB8:0::1]:8080/x"),
              "exact: http://[2001:db8::1]:8080/x");
}

TEST(Matcher, ComparesRangesOfAddresses) {
    Indicators ranges = indicators({"[ipv4-addr:value='198.51.100.0/24']",
                                    "[ipv4-addr:value ISSUBSET '198.0.0.0/8']",
                                    "[ipv6-addr:value='2001:db8::/32']"});
    EXPECT_EQ(matches(ranges, Kind::domain, "198.51.100.77"),
              "exact: 198.51.100.0/24\nexact: 198.0.0.0/8");
    EXPECT_EQ(matches(ranges, Kind::domain, "198.51.101.77"), "exact: 198.0.0.0/8");
    EXPECT_EQ(matches(ranges, Kind::url, "http://[2001:db8:1::1]/"), "exact: 2001:db8::/32");
    EXPECT_EQ(matches(ranges, Kind::domain, "199.51.101.77"), "");
}

TEST(Matcher, ReadsDomainsAsParsersFindThem) {
    std::string evil = domain_pattern("evil.com");
    for (std::string_view value : {"evil.com", ".evil.com", "EVIL.com.", "evil.com:443",
                                   "https://evil.com", "https://evil.com/path"})
        EXPECT_EQ(matches(evil, Kind::domain, value), "exact: evil.com") << value;
    EXPECT_EQ(matches(evil, Kind::domain, "a.evil.com"), "parent domain: evil.com");
    EXPECT_EQ(matches(evil, Kind::domain, "notevil.com"), "");
}

TEST(Matcher, FindsEveryIndicatorOnTheWayUp) {
    Indicators all = indicators({domain_pattern("evil.com"), domain_pattern("cdn.evil.com"),
                                 domain_pattern("com"), domain_pattern("evilhost")});
    EXPECT_EQ(matches(all, Kind::url, "http://a.cdn.evil.com/"),
              "parent domain: evil.com\nparent domain: cdn.evil.com");
    EXPECT_EQ(matches(all, Kind::url, "http://evilhost/"), "exact: evilhost");
    EXPECT_EQ(matches(all, Kind::url, "http://a.evilhost/"), "");
}

TEST(Matcher, ComparesADomainWithAPathAsBoth) {
    std::string pattern = domain_pattern("fgr1w2gnsdvsb.xyz/x");
    EXPECT_EQ(matches(pattern, Kind::url, "https://fgr1w2gnsdvsb.xyz/x"),
              "exact: fgr1w2gnsdvsb.xyz/x");
    EXPECT_EQ(matches(pattern, Kind::url, "https://fgr1w2gnsdvsb.xyz/x/y?z"),
              "path prefix: fgr1w2gnsdvsb.xyz/x");
    EXPECT_EQ(matches(pattern, Kind::url, "https://fgr1w2gnsdvsb.xyz/xy"),
              "other page: fgr1w2gnsdvsb.xyz/x");
    EXPECT_EQ(matches(pattern, Kind::domain, "fgr1w2gnsdvsb.xyz"),
              "other page: fgr1w2gnsdvsb.xyz/x");
    std::string shortened = domain_pattern("bit.ly/abc");
    EXPECT_EQ(matches(shortened, Kind::url, "https://bit.ly/abc"), "URL variant: bit.ly/abc");
    EXPECT_EQ(matches(shortened, Kind::url, "https://bit.ly/abcd"), "");
}

TEST(Matcher, FindsShortenersThatAreIndicatorsThemselves) {  // W-27
    EXPECT_EQ(how("bit.ly", "https://bit.ly/abc"), "exact");
}

TEST(Matcher, SearchesMessagesForLinks) {
    Indicators all = indicators({domain_pattern("evil.com"), "[url:value='http://x.org/bad']"});
    EXPECT_EQ(match_all(all, {text("text", "look: (http://a.EVIL.com/x), and x.org/bad!",
                                   Kind::message)}),
              "0: parent domain: http://a.EVIL.com/x\n0: URL variant: x.org/bad\n");
    EXPECT_EQ(matches(all, Kind::message, "mail joe@evil.com, hxxp://evil.com, evil[.]com"), "");
    EXPECT_EQ(matches(all, Kind::text, "http://evil.com"), "");
}

TEST(Matcher, ReportsAnIndicatorOnceForEachFieldInItsSurestWay) {
    Indicators all = indicators({domain_pattern("evil.com")});
    EXPECT_EQ(match_all(all, {text("a", "a.evil.com b.evil.com evil.com c.evil.com", Kind::message),
                              text("b", "http://b.evil.com", Kind::url)}),
              "0: exact: evil.com\n1: parent domain: http://b.evil.com\n");
}

TEST(Matcher, ComparesEmailsInAnyForm) {  // W-44
    std::string joe = "[email-addr:value='Joe@Evil.com']";
    for (std::string_view value : {"joe@evil.com", "JOE@EVIL.COM", " joe@evil.com ",
                                   "mailto:joe@evil.com?subject=x", "Joe Evil <joe@evil.com>"})
        EXPECT_EQ(matches(joe, Kind::email, value), "exact: Joe@Evil.com") << value;
    for (std::string_view value :
         {"joe@evil.com", "mailto:joe@evil.com", "E:joe@evil.com", "iMessage;-;joe@evil.com"})
        EXPECT_EQ(matches(joe, Kind::handle, value), "exact: Joe@Evil.com") << value;
    EXPECT_EQ(matches(joe, Kind::phone, "joe@evil.com"), "exact: Joe@Evil.com");
    for (std::string_view value :
         {"mailto:'joe@evil.com'", "joe@evil.com(smsft)", "\"joe@evil.com\""})
        EXPECT_EQ(matches(joe, Kind::handle, value), "exact: Joe@Evil.com") << value;
    EXPECT_EQ(matches(joe, Kind::email, "xjoe@evil.com"), "");
}

TEST(Matcher, ComparesPhoneNumbersByTheirDigits) {
    std::string number = "[phone-number:value='+1 (555) 123-4']";
    for (std::string_view value : {"+15551234", "15551234", "0015551234", "tel:+1-555-1234",
                                   "15551234@s.whatsapp.net", "15551234:12@s.whatsapp.net",
                                   "15551234-1600000000@g.us", "P:+15551234", "SMS;-;+15551234"})
        EXPECT_EQ(matches(number, Kind::handle, value), "exact: +1 (555) 123-4") << value;
    for (std::string_view value : {"15551235", "5551234", "", "name", "15551234@lid"})
        EXPECT_EQ(matches(number, Kind::handle, value), "") << value;
}

TEST(Matcher, ComparesEveryComponentOfAProcess) {  // W-16
    std::string bh = "[process:name='bh']";
    for (std::string_view value :
         {"bh", "/private/var/db/com.apple.xpc.roleaccountd.staging/bh", "bh/com.apple.x"})
        EXPECT_EQ(matches(bh, Kind::process, value), "exact: bh") << value;
    for (std::string_view value : {"BH", "bhd", "abh", "", "/"})
        EXPECT_EQ(matches(bh, Kind::process, value), "") << value;
}

TEST(Matcher, KnowsProcessNamesThatTheSystemCut) {  // W-15
    std::string pattern = "[process:name='CommsCenterRootHelper']";
    EXPECT_EQ(matches(pattern, Kind::process, "CommsCenterRootH"),
              "truncated name: CommsCenterRootHelper");
    EXPECT_EQ(matches(pattern, Kind::process, "/x/CommsCenterRoot"),
              "truncated name: CommsCenterRootHelper");
    EXPECT_EQ(matches(pattern, Kind::process, "CommsCenterRoo"), "");
    EXPECT_EQ(matches(pattern, Kind::process, "CommsCenterRootHe"), "");
    Indicators two =
        indicators({"[process:name='0123456789abcdef']", "[process:name='0123456789abcdeX']"});
    EXPECT_EQ(matches(two, Kind::process, "0123456789abcde"),
              "truncated name: 0123456789abcdeX\ntruncated name: 0123456789abcdef");
    EXPECT_EQ(matches(two, Kind::process, "0123456789abcdef"), "exact: 0123456789abcdef");
}

TEST(Matcher, ComparesBundlesOfProcessesWithApps) {  // W-16
    std::string app = "[app:id='com.Evil.app']";
    EXPECT_EQ(matches(app, Kind::process, "name/com.evil.app"), "exact: com.Evil.app");
    EXPECT_EQ(matches(app, Kind::process, "com.evil.app:remote"), "exact: com.Evil.app");
    EXPECT_EQ(matches(app, Kind::app_id, "COM.EVIL.APP"), "exact: com.Evil.app");
    EXPECT_EQ(matches(app, Kind::app_id, "com.evil.app2"), "");
}

TEST(Matcher, ComparesPathsByComponents) {  // W-12
    std::string folder = "[file:path='/private/var/tmp/l/']";
    EXPECT_EQ(matches(folder, Kind::file_path, "/private/var/tmp/l"), "exact: /private/var/tmp/l/");
    EXPECT_EQ(matches(folder, Kind::file_path, "/private/var/tmp/l/x/y"),
              "path prefix: /private/var/tmp/l/");
    EXPECT_EQ(matches(folder, Kind::file_path, "/private/var/tmp/launchtool"), "");
    EXPECT_EQ(matches(folder, Kind::file_path, "/private/var/tmp/L"), "");
    EXPECT_EQ(matches(folder, Kind::file_path, "/x/private/var/tmp/l"), "");
}

TEST(Matcher, KnowsTheLinksBetweenFolders) {  // W-13
    for (std::string_view known : {"/private/var/tmp/hooker", "/var/tmp/hooker", "/tmp/hooker"})
        for (std::string_view seen : {"/private/var/tmp/hooker", "/var/tmp/hooker", "/tmp/hooker",
                                      "private/var/tmp/hooker", "tmp/hooker"})
            EXPECT_EQ(matches("[file:path='" + std::string(known) + "']", Kind::file_path, seen),
                      "exact: " + std::string(known))
                << seen;
    EXPECT_EQ(matches("[file:path='/var/x']", Kind::file_path, "/private/variable/x"), "");
}

TEST(Matcher, ComparesRelativePathsFromTheHomeFolder) {  // W-14
    std::string known = "/private/var/mobile/Library/Caches/x.cache";
    std::string absolute = "[file:path='" + known + "']";
    EXPECT_EQ(matches(absolute, Kind::file_path, "Library/Caches/x.cache"),
              "relative path: " + known);
    EXPECT_EQ(matches(absolute, Kind::file_path, "~/Library/Caches/x.cache"), "exact: " + known);
    EXPECT_EQ(matches(absolute, Kind::file_path, "Caches/x.cache"), "");
    EXPECT_EQ(
        matches("[file:path='~/Library/x']", Kind::file_path, "/private/var/mobile/Library/x"),
        "exact: ~/Library/x");
}

TEST(Matcher, ComparesRelativeIndicatorsWithTheEndOfPaths) {
    std::string pattern = "[file:path='Library/Preferences/x.plist']";
    for (std::string_view seen :
         {"/private/var/mobile/Library/Preferences/x.plist", "Library/Preferences/x.plist",
          "/a/b/Library/Preferences/x.plist"})
        EXPECT_EQ(matches(pattern, Kind::file_path, seen),
                  "relative path: Library/Preferences/x.plist")
            << seen;
    for (std::string_view seen : {"/a/MyLibrary/Preferences/x.plist", "Preferences/x.plist",
                                  "/Library/Preferences/x.plist/y"})
        EXPECT_EQ(matches(pattern, Kind::file_path, seen), "") << seen;
}

TEST(Matcher, ComparesFileNamesWithTheLastComponent) {
    std::string pattern = "[file:name='ups.so']";
    EXPECT_EQ(matches(pattern, Kind::file_path, "/system/lib/ups.so"), "exact: ups.so");
    EXPECT_EQ(matches(pattern, Kind::file_path, "ups.so"), "exact: ups.so");
    EXPECT_EQ(matches(pattern, Kind::file_path, "/system/lib/libcups.so"), "");
    EXPECT_EQ(matches(pattern, Kind::file_path, "/ups.so/x"), "");
    EXPECT_EQ(matches("[file:name='/var/foobar/txt']", Kind::file_path, "/private/var/foobar/txt"),
              "exact: /var/foobar/txt");
}

TEST(Matcher, ComparesProcessesInPathsWhenAskedTo) {
    std::string pattern = "[process:name='bh']";
    EXPECT_EQ(matches(pattern, Kind::file_path, "/private/var/db/bh/x"), "");
    EXPECT_EQ(matches(pattern, Kind::file_path, "/private/var/db/bh/x", {.process_in_path = true}),
              "exact: bh");
}

TEST(Matcher, FindsHostsInNamesOfWebFiles) {
    std::string evil = domain_pattern("evil.com");
    EXPECT_EQ(matches(evil, Kind::file_path, "/x/LocalStorage/https_www.evil.com_0.localstorage"),
              "exact: evil.com");
    EXPECT_EQ(matches(evil, Kind::file_path, "IndexedDB/http_a.evil.com_8080/IndexedDB.sqlite3"),
              "parent domain: evil.com");
    EXPECT_EQ(matches(evil, Kind::file_path, "/x/https_evil.com_x"), "embedded: evil.com");
    EXPECT_EQ(matches(evil, Kind::file_path, "/x/https_notevil.com_0.localstorage"), "");
    EXPECT_EQ(matches(evil, Kind::file_path, "/x/https__0/https_/http"), "");
}

TEST(Matcher, ComparesProfilesExactlyIgnoringCase) {  // W-11
    std::string pattern = "[configuration-profile:id='76DAB334-7E17-475D-A5D6-0794EB5818A5']";
    EXPECT_EQ(matches(pattern, Kind::profile_id, "76dab334-7e17-475d-a5d6-0794eb5818a5"),
              "exact: 76DAB334-7E17-475D-A5D6-0794EB5818A5");
    EXPECT_EQ(matches(pattern, Kind::profile_id, "5"), "");
    EXPECT_EQ(matches(pattern, Kind::profile_id, "x76DAB334-7E17-475D-A5D6-0794EB5818A5"), "");
}

TEST(Matcher, ComparesDigestsByTheirLength) {
    std::string md5(32, 'a'), sha1(40, 'a'), sha256(64, 'a'), sha512(128, 'a');
    Indicators all = indicators(
        {"[file:hashes.MD5='" + md5 + "']", "[file:hashes.'SHA-1'='" + sha1 + "']",
         "[file:hashes.'SHA-256'='" + sha256 + "']", "[file:hashes.'SHA-512'='" + sha512 + "']"});
    for (const std::string& value : {md5, sha1, sha256, sha512}) {
        std::string upper(value.size(), 'A');
        EXPECT_EQ(matches(all, Kind::hash, upper), "exact: " + value);
    }
    EXPECT_EQ(matches(all, Kind::hash, std::string(56, 'a')), "");
    EXPECT_EQ(matches("[app:cert.sha256='" + sha256 + "']", Kind::hash, sha256),
              "exact: " + sha256);
    EXPECT_EQ(matches("[app:cert.md5='" + md5 + "']", Kind::hash,
                      "AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA"),
              "exact: " + md5);
}

TEST(Matcher, EvaluatesLike) {
    EXPECT_EQ(matches("[domain-name:value LIKE 'evil%.com']", Kind::url, "http://EVIL-7.com/"),
              "pattern: evil%.com");
    EXPECT_EQ(matches("[domain-name:value LIKE 'evil%.com']", Kind::url, "http://a.evil.com/"), "");
    EXPECT_EQ(matches("[url:value LIKE 'http://x/a_c?%']", Kind::url, "http://x/abc?d"),
              "pattern: http://x/a_c?%");
    EXPECT_EQ(matches("[process:name LIKE 'bh']", Kind::process, "bh"), "exact: bh");
    EXPECT_EQ(matches("[ipv4-addr:value LIKE '198.51.100.%']", Kind::url, "http://198.51.100.7/"),
              "pattern: 198.51.100.%");
    EXPECT_EQ(matches("[ipv4-addr:value MATCHES '^198[.]']", Kind::url, "http://1.2.3.4/"), "");
    EXPECT_EQ(matches("[ipv6-addr:value LIKE '2001:db8::%']", Kind::url, "http://[2001:DB8::1]/"),
              "pattern: 2001:db8::%");
    EXPECT_EQ(matches("[phone-number:value LIKE '+1555%']", Kind::handle, "tel:+1 (555) 0100"),
              "pattern: +1555%");
    EXPECT_EQ(matches("[file:path LIKE '/tmp/%.dylib']", Kind::file_path, "/tmp/a/b.dylib"),
              "pattern: /tmp/%.dylib");
}

TEST(Matcher, EvaluatesRegularExpressions) {
    Indicators all = indicators(
        {"[domain-name:value MATCHES '^ev[i1]l[.]com$']", "[domain-name:value MATCHES 'l.com$']",
         "[process:name MATCHES '^b.$']", "[app:id MATCHES '^com[.]evil']",
         "[email-addr:value MATCHES '^joe@']", "[file:name MATCHES '[.]dylib$']"});
    EXPECT_EQ(matches(all, Kind::url, "http://EV1L.com/x"),
              "pattern: ^ev[i1]l[.]com$\npattern: l.com$");
    EXPECT_EQ(matches(all, Kind::message, "see devil.com now"), "pattern: l.com$");
    EXPECT_EQ(matches(all, Kind::process, "/x/bh"), "pattern: ^b.$");
    EXPECT_EQ(matches(all, Kind::app_id, "Com.Evil.x"), "pattern: ^com[.]evil");
    EXPECT_EQ(matches(all, Kind::handle, "JOE@x"), "pattern: ^joe@");
    EXPECT_EQ(matches(all, Kind::file_path, "/a/b.dylib"), "pattern: [.]dylib$");
}

TEST(Matcher, EvaluatesOrAndInAsSeveralIndicators) {  // W-02
    Indicators all = indicators(
        {"[domain-name:value='a.com' OR app:id IN ('x.y', 'x.z')] OR [process:name='bh']"});
    EXPECT_EQ(matches(all, Kind::domain, "a.com"), "exact: a.com");
    EXPECT_EQ(matches(all, Kind::app_id, "x.z"), "exact: x.z");
    EXPECT_EQ(matches(all, Kind::process, "bh"), "exact: bh");
    EXPECT_EQ(all.all().size(), 4U);
}

TEST(Matcher, EvaluatesAndWithinOneRecord) {  // W-02
    Indicators all = indicators(
        {"[domain-name:value='a.com' AND (app:id='x.y' OR app:id='x.z')]", "[app:id='x.z']"});
    EXPECT_EQ(
        match_all(all, {text("app", "x.z", Kind::app_id), text("host", "b.a.com", Kind::domain)}),
        "0: exact: x.z\n0: parent domain: x.z\n");
    EXPECT_EQ(
        match_all(all, {text("app", "x.y", Kind::app_id), text("host", "b.com", Kind::domain)}),
        "");
    EXPECT_EQ(match_all(all, {text("host", "a.com", Kind::domain)}), "");
    EXPECT_EQ(
        match_all(all, {text("host", "a.com", Kind::domain), text("host", "a.com", Kind::domain),
                        text("app", "x.y", Kind::app_id), text("app", "x.y", Kind::app_id)}),
        "0: exact: a.com\n");
}

TEST(Matcher, ForgetsHalfACombinationWithTheRecord) {
    Indicators all = indicators({"[domain-name:value='a.com' AND app:id='x.y']"});
    Matcher matcher(all);
    Field host[] = {text("host", "a.com", Kind::domain)};
    Field app[] = {text("app", "x.y", Kind::app_id)};
    EXPECT_EQ(lines_of(matcher.match(host)), "");
    EXPECT_EQ(lines_of(matcher.match(app)), "");
}

TEST(Matcher, NeedsNoIndicatorOfAnyKind) {  // W-17
    Indicators none, only_app = indicators({"[app:id='x.y']"});
    none.compile();
    for (const Indicators* all : {&none, &only_app})
        for (int kind = 0; kind <= static_cast<int>(Kind::profile_id); kind++)
            for (std::string_view value :
                 {"", "http://evil.com/x", "joe@evil.com", "/a/b", "....", "+1"})
                EXPECT_EQ(matches(*all, static_cast<Kind>(kind), value), "") << kind << value;
}

TEST(Matcher, ComparesValuesThatArePutInQuotesOrHoldThem) {  // W-20
    EXPECT_EQ(matches(R"([file:name='it\'s'])", Kind::file_path, "/x/it's"), "exact: it's");
    EXPECT_EQ(matches(R"([process:name="bh"])", Kind::process, "bh"), "exact: bh");
}

TEST(Matcher, ProposesLessConfidenceForLessCertainty) {
    EXPECT_EQ(confidence(How::exact), Confidence::confirmed);
    for (How how : {How::path_prefix, How::parent_domain, How::url_variant})
        EXPECT_EQ(confidence(how), Confidence::strong);
    for (How how : {How::relative_path, How::pattern, How::truncated_name})
        EXPECT_EQ(confidence(how), Confidence::moderate);
    EXPECT_EQ(confidence(How::other_page), Confidence::weak);
}

TEST(Matcher, TakesForANumberOnlyWhatPeopleDial) {
    std::string number = "[x-phone-number:value='+15550100']";
    for (std::string_view value :
         {"+15550100(smsfp)", "tel:+1 (555) 01-00", "\u202A+1\u00A0555\u201101 00\u202C"})
        EXPECT_EQ(matches(number, Kind::handle, value), "exact: +15550100") << value;
    for (std::string_view value :
         {"a15550100b", "urn:biz:1555-0100", "token:1555x0100", "chat15550100"})
        EXPECT_EQ(matches(number, Kind::handle, value), "") << value;
}

TEST(Matcher, ComparesPatternsOfAddressesInTheUsualSpelling) {
    for (std::string_view url :
         {"HTTP://Like.example/a", "like.example/a", "http://like.example:80/a"})
        EXPECT_EQ(matches("[url:value LIKE 'http://like.example/%']", Kind::url, url),
                  "pattern: http://like.example/%")
            << url;
}

TEST(Matcher, ComparesPatternsOfPathsByEitherName) {  // W-13
    for (std::string_view path : {"/private/var/mobile/Library/dir/f", "/var/mobile/Library/dir/f"})
        for (std::string_view start : {"/private/var", "/var"})
            EXPECT_TRUE(matches("[file:path LIKE '" + std::string(start) + "/mobile/Library/d%']",
                                Kind::file_path, path)
                            .starts_with("pattern: "))
                << path << " " << start;
}

TEST(Matcher, FindsHostsInNamesOfFiles) {
    auto in = [](std::string_view path) {
        std::string line = matches(domain_pattern("evil.com"), Kind::file_path, path);
        return line.substr(0, line.find(':'));
    };
    EXPECT_EQ(in("/x/https_www.evil.com_0.localstorage"), "exact");
    EXPECT_EQ(in("/x/foo_evil.com_bar"), "embedded");
    EXPECT_EQ(in("/x/evil.com/y"), "");
    EXPECT_EQ(in("/x/foo_notevil.com_bar"), "");
}

TEST(Matcher, KnowsAnAddressInEverySpellingOfBrowsers) {
    for (std::string_view url :
         {"http://3325256705/", "http://0xc6336401/x", "http://0306.063.0144.01/"})
        EXPECT_EQ(matches("[ipv4-addr:value='198.51.100.1']", Kind::message, url),
                  "exact: 198.51.100.1")
            << url;
}

}  // namespace bridle::test::matcher_test
