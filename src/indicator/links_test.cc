#include "indicator/links.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "indicator/host.h"

namespace bridle::test::links_test {

namespace {

// One link in a line.
std::string links(std::string_view text) {
    std::vector<std::string_view> found;
    find_links(text, found);
    std::string out;
    for (std::string_view link : found) {
        if (!out.empty()) out += '\n';
        out += link;
    }
    return out;
}

}  // namespace

TEST(Links, HaveASchemeInAnyCase) {
    EXPECT_EQ(links("see HTTP://evil.com/Abc and https://a.example/?q=1#x now"),
              "HTTP://evil.com/Abc\nhttps://a.example/?q=1#x");
    EXPECT_EQ(links("http://localhost/x"), "http://localhost/x");
    EXPECT_EQ(links("http://[2001:db8::1]:8080/x."), "http://[2001:db8::1]:8080/x");
}

TEST(Links, HaveOtherSchemesThatNameAHost) {
    EXPECT_EQ(links("ftp://evil.com/x, ws://evil.com"), "ftp://evil.com/x\nws://evil.com");
    EXPECT_EQ(links("file:///private/var itms-services://?x"), "");
}

TEST(Links, MayBeBareHosts) {  // W-45
    EXPECT_EQ(links("go to evil.com/abc now"), "evil.com/abc");
    EXPECT_EQ(links("evil.com"), "evil.com");
    EXPECT_EQ(links("EVIL.COM, evil.co.uk; evil.com:8080/x"),
              "EVIL.COM\nevil.co.uk\nevil.com:8080/x");
    EXPECT_EQ(links("198.51.100.1/x and 198.51.100.1:80"), "198.51.100.1/x\n198.51.100.1:80");
}

TEST(Links, EndInARealTopLevelDomain) {
    EXPECT_EQ(links("readme.txt photo.jpg e.g. 3.14 a.m. v1.2.3 x.y"), "");
    EXPECT_EQ(links("done.It was late"), "");
    EXPECT_EQ(links("Wait...what? Yes.No"), "Yes.No");  // Norway has it
}

TEST(Links, AreNotEmailAddresses) {
    EXPECT_EQ(links("write to joe@evil.com or john.me@evil.com, mailto:a.de+b@evil.com"), "");
    EXPECT_EQ(links("http://joe@evil.com/"), "http://joe@evil.com/");
}

TEST(Links, AreNotPathsOfFiles) {
    EXPECT_EQ(links("/usr/lib/foo.so C:\\evil.com ./run.sh"), "");
}

TEST(Links, DoNotKeepThePunctuationOfTheSentence) {  // W-09
    EXPECT_EQ(links("Is it http://evil.com/a?"), "http://evil.com/a");
    EXPECT_EQ(links("(http://notevil.com)"), "http://notevil.com");
    EXPECT_EQ(links("(see http://evil.com/a_(b))."), "http://evil.com/a_(b)");
    EXPECT_EQ(links("[x](http://evil.com/a) *http://evil.com/b* \"http://evil.com/c\""),
              "http://evil.com/a\nhttp://evil.com/b\nhttp://evil.com/c");
    EXPECT_EQ(links("'http://evil.com/it's' <http://evil.com/d>"),
              "http://evil.com/it\nhttp://evil.com/d");
    EXPECT_EQ(links("evil.com. evil.com! evil.com…"), "evil.com\nevil.com\nevil.com");
    EXPECT_EQ(links("“http://evil.com/a” «evil.com» „evil.com/b“"),
              "http://evil.com/a\nevil.com\nevil.com/b");
}

TEST(Links, AreToldApartInLists) {
    EXPECT_EQ(links("http://a.com,http://b.com;https://c.com|http://d.com"),
              "http://a.com\nhttp://b.com\nhttps://c.com\nhttp://d.com");
    EXPECT_EQ(links("http://a.com/x,http://b.com/y"), "http://a.com/x\nhttp://b.com/y");
    EXPECT_EQ(links("http://a.com/?u=http://b.com/y"), "http://a.com/?u=http://b.com/y");
}

TEST(Links, StandInTextOfAnyScript) {
    EXPECT_EQ(links("请看http://evil.com/abc。谢谢"), "http://evil.com/abc");
    EXPECT_EQ(links("请看evil.com/abc，谢谢"), "evil.com/abc");
    EXPECT_EQ(links("请看evil.com谢谢"), "evil.com");
    EXPECT_EQ(links("http://evil.com谢谢"), "http://evil.com");
    EXPECT_EQ(links("evil.com에서 보세요"), "evil.com");
    EXPECT_EQ(links("ב-evil.com/x לevil.com"), "evil.com/x\nevil.com");
    EXPECT_EQ(links("смотри evil.com/путь, да"), "evil.com/путь");
    EXPECT_EQ(links("👍evil.com👍"), "evil.com");
    EXPECT_EQ(links("اذهب إلى evil.com؟"), "evil.com");
}

TEST(Links, MayHaveHostsInOtherScripts) {
    EXPECT_EQ(links("иди на пример.рф/x"), "пример.рф/x");
    EXPECT_EQ(links("http://例え.jp/ und bücher.de"), "http://例え.jp/\nbücher.de");
    EXPECT_EQ(links("http://evil。com/x"), "http://evil。com/x");
    EXPECT_EQ(links("http://рayрal.com"), "http://рayрal.com");
}

TEST(Links, MayHideInvisibleCharacters) {
    EXPECT_EQ(links("ev\u200Bil.com/x"), "ev\u200Bil.com/x");
    EXPECT_EQ(links("http://ev\u00ADil.com/\u200B"), "http://ev\u00ADil.com/");
    EXPECT_EQ(links("\u200Bevil.com\u200B"), "evil.com");
}

TEST(Links, MayBeEscapedWithinOthers) {
    EXPECT_EQ(links("u=https%3A%2F%2Fevil.com"), "evil.com");
}

TEST(Links, MayUseBackslashes) {
    EXPECT_EQ(links(R"(http://evil.com\@good.org/ x)"), R"(http://evil.com\@good.org/)");
    EXPECT_EQ(links(R"(http:\\evil.com\x)"), R"(http:\\evil.com\x)");
}

TEST(Links, WithoutTheNumberOfAPortAreReadAsSuch) {
    for (std::string_view link :
         {"evil.com:/x", "p.io:/", "evil.com:\\x", "evil.com:?x", "evil.com:#x", "evil.com:80/x"}) {
        auto url = parse_url(link);
        ASSERT_TRUE(url) << link;
        EXPECT_EQ(url->host, link.substr(0, link.find(':'))) << link;
    }
    EXPECT_EQ(links("look: evil.com:/x"), "evil.com:/x");
    EXPECT_EQ(links("look: evil.com://"), "evil.com");
}

TEST(Links, AreNotLiveInRarerWaysOfDisarming) {  // W-45
    for (std::string_view text : {"http://evil.com[.]mx/x", "h**p://evil.com", "h**ps://evil.com/x",
                                  "hxxp:evil.com", R"(hxxps:\\evil.com)", "hxxp:/evil.com"})
        EXPECT_EQ(links(text), "") << text;
    EXPECT_EQ(links("*http://evil.com*"), "http://evil.com");
    for (std::string_view end : {"hxxp:/", "hxxp:\\", "*p:/", "h**p:/"})  // and nothing behind it
        EXPECT_EQ(links(end), "") << end;
}

TEST(Links, AreNotLiveWhenDisarmed) {  // W-45
    for (std::string_view text :
         {"hxxp://evil.com/abc", "hXXps://evil.com/abc.com", "evil[.]com", "a.evil[.]com/x",
          "http://evil[.]com/x", "http://a.evil[.]com/x", "evil(dot)com", "hxxps[:]//evil.com/x",
          "www[.]evil.com", "evil.com[.]br", "[:]//evil.com"})
        EXPECT_EQ(links(text), "") << text;
    EXPECT_EQ(links("hxxp://evil.com http://good.com"), "http://good.com");
}

TEST(Links, SurviveABracketThatDisarmsNothing) {
    for (std::string_view text :
         {"look evil.com(: nice", "evil.com{.", "evil.com(dotted)", "evil.com(.)", "evil.com[:"})
        EXPECT_EQ(links(text), "evil.com") << text;
    EXPECT_EQ(links("https://evil.com(: nice"), "https://evil.com");
    EXPECT_EQ(links("https://evil.com[.]"), "https://evil.com");
    EXPECT_EQ(links("https://evil.com(.)x"), "https://evil.com");
    EXPECT_EQ(links("hxxp://x.com,evil.com"), "evil.com");
}

TEST(Links, EndWhereTheNextSentenceBegins) {
    EXPECT_EQ(links("Visit evil.com.Thanks a lot"), "evil.com");
    EXPECT_EQ(links("evil.com.请点击"), "evil.com");
    EXPECT_EQ(links("https://evil.com.请点击"), "https://evil.com");
    EXPECT_EQ(links("evil.com-it's free"), "evil.com");
    EXPECT_EQ(links("evil.Com evil.Ru"), "evil.Com\nevil.Ru");
    EXPECT_EQ(links("A.EVIL.COM"), "A.EVIL.COM");
}

TEST(Links, MayFollowAnAtAndPrecedeAPlus) {
    EXPECT_EQ(links("@evil.com/x evil.com+"), "evil.com/x\nevil.com");
    EXPECT_EQ(links("joe@evil.com/x evil.com+news@good.org"), "");
}

TEST(Links, KeepTheirPathBehindADotOrAnEmptyPort) {
    EXPECT_EQ(links("http://evil.com./bad https://evil.com:/x evil.com./y?"),
              "http://evil.com./bad\nhttps://evil.com:/x\nevil.com./y");
    EXPECT_EQ(links("Is it evil.com.?"), "evil.com");
}

TEST(Links, MayHaveSymbolsForLetters) {
    EXPECT_EQ(links("http://💩.la/x"), "http://💩.la/x");
    EXPECT_EQ(links("http://ⓔvil.com http://evⅰl.com"), "http://ⓔvil.com\nhttp://evⅰl.com");
    EXPECT_EQ(links("http://evil.com💩"), "http://evil.com");
}

TEST(Links, AreFoundInBytesThatAreNoText) {
    using namespace std::string_view_literals;
    EXPECT_EQ(links("\xFF\xFEhttp://evil.com\xC3\0evil.com"sv), "http://evil.com\nevil.com");
    EXPECT_EQ(links("."), "");
    EXPECT_EQ(links("://"), "");
    EXPECT_EQ(links("a://"), "");
    EXPECT_EQ(links("http://"), "");
    EXPECT_EQ(links("http://."), "");
}

// Anything quadratic takes minutes.
TEST(Links, CostTheSameForEveryByteOfHostileText) {
    auto start = std::chrono::steady_clock::now();
    for (std::string_view piece :
         {"a.",         ".",    "://",         "a://",   "http://",       "a中.",
          "http://a中", "%",    "http://a.b(", "ab://@", "\u200B.",       "http://a.❤",
          "a@",         "A.b+", "a.B.",        "[.]",    "http://a,http", "a.com",
          "..a",        "((((", "))))",        "\xFF."}) {
        std::string text;
        while (text.size() < 200'000) text += piece;
        links(text);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

}  // namespace bridle::test::links_test
