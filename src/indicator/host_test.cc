#include "indicator/host.h"

#include <gtest/gtest.h>

namespace bridle::test::host_test {

namespace {

// scheme|host|port|path, or a dash when there is no host.
std::string parts(std::string_view text) {
    auto url = parse_url(text);
    if (!url) return "-";
    std::string out;
    for (std::string_view part : {url->scheme, url->host, url->port}) out.append(part) += '|';
    return out.append(url->path);
}

std::string canonical(std::string_view host) {
    std::string scratch;
    return std::string(canonical_host(host, scratch));
}

std::string comparable(std::string_view text) {
    auto url = parse_url(text);
    std::string out;
    append_comparable_url(*url, canonical(url->host), out);
    return out;
}

std::string range(std::string_view text) {
    auto range = parse_ip_range(text);
    return range ? to_string(range->first) + " " + std::to_string(range->bits) : "-";
}

}  // namespace

TEST(ParseUrl, CutsAnAddressIntoItsParts) {
    EXPECT_EQ(parts("https://evil.com/a/b?c=d#e"), "https|evil.com||/a/b?c=d");
    EXPECT_EQ(parts("HTTP://Evil.COM:8080"), "HTTP|Evil.COM|8080|");
    EXPECT_EQ(parts("ftp://evil.com?x"), "ftp|evil.com||?x");
}

TEST(ParseUrl, DoesWithoutAScheme) {
    EXPECT_EQ(parts("evil.com"), "|evil.com||");
    EXPECT_EQ(parts("//evil.com/x"), "|evil.com||/x");
    EXPECT_EQ(parts("evil.com:8080/x"), "|evil.com|8080|/x");
    EXPECT_EQ(parts("localhost:80"), "|localhost|80|");
}

TEST(ParseUrl, LeavesUserInfoOut) {
    EXPECT_EQ(parts("http://user:pw@cdn.evil.com/"), "http|cdn.evil.com||/");
    EXPECT_EQ(parts("http://good.org@evil.com"), "http|evil.com||");
    EXPECT_EQ(parts("http://a@b@evil.com"), "http|evil.com||");
}

TEST(ParseUrl, TakesBackslashesForSlashesAsBrowsersDo) {
    EXPECT_EQ(parts(R"(http://evil.com\@good.org/)"), R"(http|evil.com||\@good.org/)");
    EXPECT_EQ(parts(R"(https:\\evil.com\x)"), R"(https|evil.com||\x)");
    EXPECT_EQ(parts("http:evil.com/x"), "http|evil.com||/x");
    EXPECT_EQ(parts("http:///evil.com/x"), "http|evil.com||/x");
}

TEST(ParseUrl, ReadsAddressesInBrackets) {
    EXPECT_EQ(parts("http://[2001:db8::1]:8080/x"), "http|2001:db8::1|8080|/x");
    EXPECT_EQ(parts("http://[2001:db8::1"), "-");
    EXPECT_EQ(parts("http://[]/"), "-");
}

TEST(ParseUrl, EndsTheHostWhereNoHostGoesOn) {
    EXPECT_EQ(parts("http://notevil.com)"), "http|notevil.com||");
    EXPECT_EQ(parts("http://evil.com\" onclick"), "http|evil.com||");
}

TEST(ParseUrl, LooksIntoAddressesAroundAnother) {
    EXPECT_EQ(parts("blob:https://evil.com/1234"), "https|evil.com||/1234");
    EXPECT_EQ(parts("view-source:http://evil.com"), "http|evil.com||");
}

TEST(ParseUrl, FindsNoHostWhereThereIsNone) {
    for (std::string_view text : {"", "about:blank", "mailto:a@evil.com", "javascript:evil.com",
                                  "data:text/html,x", "tel:+1555", "http://", "http:///", "://",
                                  "file:///private/var", "itms-services://?url=x"})
        EXPECT_EQ(parts(text), "-") << text;
}

TEST(CanonicalHost, IsLowerCaseWithoutDotsAtTheEnds) {
    EXPECT_EQ(canonical("EVIL.com"), "evil.com");
    EXPECT_EQ(canonical("evil.com."), "evil.com");
    EXPECT_EQ(canonical(".example.org"), "example.org");
    EXPECT_EQ(canonical("..."), "");
}

TEST(CanonicalHost, IsTheTextItselfWhereNothingChanges) {
    std::string host = "www.evil.com", scratch;
    EXPECT_EQ(canonical_host(host, scratch).data(), host.data());
}

TEST(CanonicalHost, WritesOtherScriptsInALabels) {  // W-08
    EXPECT_EQ(canonical("bücher.Example.com"), "xn--bcher-kva.example.com");
    EXPECT_EQ(canonical("BÜCHER.example.com"), "xn--bcher-kva.example.com");
    EXPECT_EQ(canonical("пример.рф"), "xn--e1afmkfd.xn--p1ai");
    EXPECT_EQ(canonical("xn--bcher-kva.com"), "xn--bcher-kva.com");
}

TEST(CanonicalHost, SeesThroughWidthAndInvisibleCharacters) {
    EXPECT_EQ(canonical("ｅｖｉｌ．ｃｏｍ"), "evil.com");
    EXPECT_EQ(canonical("evil。com"), "evil.com");
    EXPECT_EQ(canonical("ev\u00ADil.com"), "evil.com");
    EXPECT_EQ(canonical("ev\u200Bi\u200Cl\u2060.com\uFEFF"), "evil.com");
    EXPECT_EQ(canonical("\u202Eevil.com"), "evil.com");
    EXPECT_EQ(canonical("%65vil.com"), "evil.com");
}

TEST(CanonicalHost, EndsWhereAnEscapeHidesAnEnd) {
    EXPECT_EQ(canonical("evil.com%2Fgood.org"), "evil.com");
    EXPECT_EQ(canonical("evil.com%00.good.org"), "evil.com");
    EXPECT_EQ(canonical("a3%3%33"), "a3");
}

TEST(CanonicalHost, KeepsTheParentsOfALabelThatNoRegistryTakes) {
    EXPECT_EQ(canonical("\u2FFF.Evil.com"), "\u2FFF.evil.com");
    EXPECT_EQ(canonical("\xFF\xFE.evil.com"), "\uFFFD\uFFFD.evil.com");
}

TEST(CanonicalHost, TakesWhatBrowsersTakeAndRegistriesDoNot) {  // W-08
    EXPECT_EQ(canonical("💩.la"), "xn--ls8h.la");
    EXPECT_EQ(canonical("I❤.ws"), "xn--i-7iq.ws");
    EXPECT_EQ(canonical("-ä-.evil.com"), "xn-----via.evil.com");
    EXPECT_EQ(canonical("ⓔvil.com"), "evil.com");
    EXPECT_EQ(canonical("ev\u2170l.com"), "evil.com");
}

// As browsers do: url.spec.whatwg.org, the IPv4 parser.
TEST(CanonicalHost, KnowsAddressesInEverySpelling) {
    for (std::string_view host :
         {"198.51.100.1", "3325256705", "0xc6336401", "0xC6.0x33.0x64.1", "0306.063.0144.01",
          "198.51.25601", "198.3367937", "198.51.100.1."})
        EXPECT_EQ(canonical(host), "198.51.100.1") << host;
    for (std::string_view host : {"198.51.100.256", "4294967296", "1.2.3.4.5", "0x.0xg", "08.1"})
        EXPECT_EQ(canonical(host), host);
}

TEST(CanonicalHost, ShortensAddresses) {
    EXPECT_EQ(canonical("2001:0DB8:0:0::1"), "2001:db8::1");
    EXPECT_EQ(canonical("::ffff:198.51.100.1"), "198.51.100.1");
}

TEST(CanonicalHost, BoundsTheWorkForALongOne) {
    std::string host = "ä";
    for (int i = 0; i < 100'000; i++) host += ".ä";
    EXPECT_EQ(canonical(host).size(), host.size());
}

TEST(ComparableUrl, DropsWhatDoesNotChangeThePage) {  // W-10
    EXPECT_EQ(comparable("http://example.com/bad"), "example.com/bad");
    EXPECT_EQ(comparable("https://Example.COM:443/bad/#top"), "example.com/bad");
    EXPECT_EQ(comparable("http://example.com:80/%62ad"), "example.com/bad");
    EXPECT_EQ(comparable("http://example.com/%2fa%e4"), "example.com/%2Fa%E4");
    EXPECT_EQ(comparable("http://example.com"), "example.com");
    EXPECT_EQ(comparable("http://example.com/"), "example.com");
    EXPECT_EQ(comparable(R"(http://example.com\a\b?c\d)"), R"(example.com/a/b?c\d)");
    EXPECT_EQ(comparable("http://example.com/путь"), "example.com/%D0%BF%D1%83%D1%82%D1%8C");
    EXPECT_EQ(comparable("http://example.com/x/../bad"), "example.com/bad");
    EXPECT_EQ(comparable("http://example.com/a/./b/%2e%2E/bad?/../x"), "example.com/a/bad?/../x");
    EXPECT_EQ(comparable("http://example.com/../../bad/."), "example.com/bad");
}

TEST(ComparableUrl, KeepsWhatDoes) {
    EXPECT_EQ(comparable("http://example.com/Bad?x=1"), "example.com/Bad?x=1");
    EXPECT_EQ(comparable("http://example.com?x=1"), "example.com/?x=1");
    EXPECT_EQ(comparable("http://example.com:8080/bad"), "example.com:8080/bad");
    EXPECT_EQ(comparable("http://example.com:443/bad"), "example.com:443/bad");
    EXPECT_EQ(comparable("FTP://example.com/bad"), "ftp://example.com/bad");
}

TEST(Ip, IsFourDecimalNumbersOrHexadecimalGroups) {
    EXPECT_EQ(to_string(*parse_ip("198.51.100.1")), "198.51.100.1");
    EXPECT_EQ(to_string(*parse_ip("[2001:DB8::1]")), "2001:db8::1");
    EXPECT_EQ(to_string(*parse_ip("::ffff:1.2.3.4")), "1.2.3.4");
    for (std::string_view text :
         {"198.51.100.256", "198.51.100", "1198.51.100.1", "1.2.3.4.5", "01.2.3.4", "1.2.3.4.",
          "0x7f.1", "2130706433", "", "1:2", ":::", "1.2.3.4 "})
        EXPECT_FALSE(parse_ip(text)) << text;
}

TEST(Ip, IsSeenThroughTheTranslationForNewNetworksOnlyAsItself) {
    EXPECT_FALSE(parse_ip("64:ff9b::1.2.3.4")->is_v4());
}

TEST(IpRange, CountsTheBitsOfTheNetwork) {
    EXPECT_EQ(range("10.1.2.3"), "10.1.2.3 128");
    EXPECT_EQ(range("10.1.2.3/8"), "10.0.0.0 104");
    EXPECT_EQ(range("2001:db8:ffff::/33"), "2001:db8:8000:: 33");
    EXPECT_EQ(range("0.0.0.0/0"), "0.0.0.0 96");
    for (std::string_view text : {"10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/x", "/8", "x/8"})
        EXPECT_EQ(range(text), "-") << text;
}

TEST(PublicSuffix, FollowsTheList) {
    for (std::string_view host : {"com", "co.uk", "github.io", "local", "xn--p1ai", "duckdns.org"})
        EXPECT_TRUE(is_public_suffix(host)) << host;
    for (std::string_view host : {"evil.com", "bbc.co.uk", "1.2.3.4", ""})
        EXPECT_FALSE(is_public_suffix(host)) << host;
}

TEST(RegistrableDomain, IsOneLabelMoreThanTheSuffix) {
    EXPECT_EQ(registrable_domain("a.b.evil.com"), "evil.com");
    EXPECT_EQ(registrable_domain("www.bbc.co.uk"), "bbc.co.uk");
    EXPECT_EQ(registrable_domain("a.evil.github.io"), "evil.github.io");
    EXPECT_EQ(registrable_domain("co.uk"), "");
    EXPECT_EQ(registrable_domain("198.51.100.1"), "");
    EXPECT_EQ(registrable_domain(std::string(300, 'a') + ".com"), "");
}

TEST(TopLevel, IsRealWhenItIsOnTheList) {
    for (int again = 0; again < 2; again++) {  // the second answer is remembered
        for (std::string_view host : {"evil.com", "a.zip", "x.mm", "x.xn--p1ai", "x.onion"})
            EXPECT_TRUE(has_real_top_level(host)) << host;
        for (std::string_view host : {"x.invalidtld", "x.local", "readme.txt", "a.b", "", "x."})
            EXPECT_FALSE(has_real_top_level(host)) << host;
    }
}

TEST(WithoutWww, TakesExactlyThatLabel) {  // W-03
    EXPECT_EQ(without_www("www.evil.com"), "evil.com");
    EXPECT_EQ(without_www("web.evil.net"), "web.evil.net");
    EXPECT_EQ(without_www("wwww.evil.com"), "wwww.evil.com");
    EXPECT_EQ(without_www("www.gov.uk"), "www.gov.uk");
    EXPECT_EQ(without_www("www."), "www.");
}

TEST(Shortener, IsRecognisedByItsLabels) {  // W-28
    for (std::string_view host : {"bit.ly", "t.co", "wp.me", "w3t.org", "wapo.st", "wapurl.co.uk",
                                  "wipi.es", "www.tinyurl.com"})
        EXPECT_TRUE(is_shortener(host)) << host;
    for (std::string_view host : {"evilbit.ly", "bit.ly.evil.com", "ly", "", "a.bit.ly"})
        EXPECT_FALSE(is_shortener(host)) << host;
}

TEST(ShortLink, IsRecognisedWithAPortAndNotOnMaps) {  // W-28
    auto is_short = [](std::string_view text) {
        auto url = parse_url(text);
        return is_short_link(*url, canonical(url->host));
    };
    EXPECT_TRUE(is_short("https://bit.ly:443/x"));
    EXPECT_TRUE(is_short("https://goo.gl/x"));
    EXPECT_FALSE(is_short("https://goo.gl/maps/x"));
    EXPECT_FALSE(is_short("https://example.org/maps/x"));
}

}  // namespace bridle::test::host_test
