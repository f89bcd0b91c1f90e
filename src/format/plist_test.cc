#include "format/plist.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/host_file.h"
#include "base/text.h"
#include "support/bplist.h"

namespace bridle::plist_test {

using test::big_endian;
using test::bplist;
using test::long_size;
using namespace std::string_literals;

namespace {

std::string show(Plist::Node node, int depth = 8);

std::string show_members(Plist::Node node, int depth) {
    std::string out;
    for (auto [key, value] : node.members())
        out += (out.empty() ? "" : " ") + key.text() + "=" + show(value, depth);
    return "{" + out + "}";
}

std::string show_items(Plist::Node node, int depth) {
    std::string out;
    for (Plist::Node item : node.items()) out += (out.empty() ? "" : " ") + show(item, depth);
    return "[" + out + "]";
}

std::string show_integer(Plist::Node node) {
    if (auto number = node.integer()) return std::to_string(*number);
    if (auto number = node.unsigned_integer()) return std::to_string(*number) + "u";
    return "too wide";
}

std::string show(Plist::Node node, int depth) {
    using Type = Plist::Type;
    if (depth == 0) return "...";
    switch (node.type()) {
        case Type::absent:
            return "absent";
        case Type::damaged:
            return "damaged";
        case Type::null:
            return "null";
        case Type::boolean:
            return *node.boolean() ? "true" : "false";
        case Type::integer:
            return show_integer(node);
        case Type::real:
            return std::to_string(*node.real());
        case Type::date:
            return node.date() ? iso(*node.date()) : "no date";
        case Type::data:
            return "<" + hex(node.data()) + ">";
        case Type::text:
            return "'" + node.text() + "'";
        case Type::uid:
            return node.uid() ? "#" + std::to_string(*node.uid()) : "too wide";
        case Type::array:
            return show_items(node, depth - 1);
        case Type::set:
            return "set" + show_items(node, depth - 1);
        case Type::dictionary:
            return show_members(node, depth - 1);
    }
    return "?";
}

// The list and its problems, or why it cannot be read.
std::string show(std::string_view bytes) {
    std::string copy(bytes);  // so that the address sanitizer sees the end
    Plist list;
    std::string out;
    if (auto done = list.read(as_bytes(copy)); !done)
        out = "fails at " + std::to_string(done.error().offset) + ": " + done.error().what;
    else
        out = show(list.root());
    for (const Error& error : list.problems())
        out += "\nat " + std::to_string(error.offset) + ": " + error.what;
    return out;
}

std::size_t count_reached(std::string_view bytes) {
    Plist list;
    std::size_t count = 0;
    EXPECT_TRUE(list.read(as_bytes(bytes)));
    EXPECT_TRUE(for_each(list.root(), bytes.size(), [&](Plist::Node) { count++; }));
    return count;
}

std::string xml(std::string_view inside) {
    return R"(<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">)" +
           std::string(inside) + "</plist>\n";
}

}  // namespace

TEST(Plist, ReadsEveryKindOfValue) {
    EXPECT_EQ(show(bplist({"\xAF" + long_size(16) +
                               "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0A\x0B\x0C\x0D\x0E\x0F\x10",
                           "\x00"s, "\x08", "\x09", "\x10\xFF", "\x11\xFF\xFF",
                           "\x12\xFF\xFF\xFF\xFF", "\x13\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFE",
                           "\x22\x3F\xC0\x00\x00"s, "\x23\xC0\x04\x00\x00\x00\x00\x00\x00"s,
                           "\x33\x41\xC1\x8C\x49\xCD\x00\x00\x00"s, "\x42\xCA\xFE", "\x53"s + "abc",
                           "\x62\x00\xE9\x20\xAC"s, "\x80\x05", "\xC1\x02", "\xD1\x0C\x0E"})),
              "[null false true 255 65535 4294967295 -2 1.500000 -2.500000 2019-08-29T23:13:30Z "
              "<cafe> 'abc' 'é€' #5 set[false] {abc=#5}]");
}

TEST(Plist, HoldsIntegersOfSixteenBytesThatFit) {
    std::string high(8, '\0'), minus(8, '\xFF');
    EXPECT_EQ(show(bplist({"\xA4\x01\x02\x03\x04", "\x14" + high + big_endian(7, 8),
                           "\x14" + high + minus, "\x14" + minus + minus,
                           "\x14" + big_endian(1, 8) + high})),
              "[7 18446744073709551615u -1 too wide]");
}

TEST(Plist, GivesAnIntegerAsAReal) {
    std::string bytes = bplist(
        {"\xA2\x01\x02", "\x10\x03", "\x14"s + std::string(8, '\0') + std::string(8, '\xFF')});
    Plist list;
    ASSERT_TRUE(list.read(as_bytes(bytes)));
    EXPECT_EQ(list.root().at(0).real(), 3.0);
    EXPECT_EQ(list.root().at(1).real(), 18446744073709551616.0);
}

TEST(Plist, RepairsTexts) {
    EXPECT_EQ(show(bplist({"\xA3\x01\x02\x03", "\x53"s + "a\xFF" + "b", "\x62\xD8\x3D\x00z"s,
                           "\x62\xD8\x3D\xDE\x00"s})),
              "['a\uFFFDb' '\uFFFDz' '\U0001F600']");
}

TEST(Plist, LooksUpKeysOfEveryEncoding) {
    std::string bytes = bplist({"\xD4\x01\x02\x03\x04\x05\x05\x05\x05", "\x51\x61", "\x61\x00\xE9"s,
                                "\x5F\x10\x10"s + "sixteen letters.", "\x71z", "\x09"});
    Plist list;
    ASSERT_TRUE(list.read(as_bytes(bytes)));
    for (std::string_view key : {"a", "é", "sixteen letters.", "z"})
        EXPECT_TRUE(list.root()[key].boolean()) << key;
    for (std::string_view key : {"", "b", "e", "sixteen lettersX", "zz", "#"})
        EXPECT_FALSE(list.root()[key]) << key;
}

TEST(Plist, ChainsThroughWhatIsAbsent) {
    std::string bytes = bplist({"\xD1\x01\x02", "\x51\x61", "\x10\x07"});
    Plist list;
    ASSERT_TRUE(list.read(as_bytes(bytes)));
    EXPECT_EQ(list.root()["a"].integer(), 7);
    EXPECT_EQ(list.root()["a"]["b"].at(3)["c"].integer(), std::nullopt);
    EXPECT_EQ(Plist().root().text(), "");
    EXPECT_EQ(list.root()["a"].text(), "");
    EXPECT_EQ(list.root().integer(), std::nullopt);
}

TEST(Plist, KeepsSharedReferencesShared) {
    std::string bytes = bplist({"\xA2\x01\x01", "\x51\x61"});
    Plist list;
    ASSERT_TRUE(list.read(as_bytes(bytes)));
    EXPECT_EQ(list.root().at(0).number(), list.root().at(1).number());
    EXPECT_EQ(count_reached(bytes), 2u);
}

TEST(Plist, WalksFromTheRootDownAndVisitsKeysToo) {
    std::string bytes = bplist(
        {"\xD2\x01\x02\x03\x04", "\x51k", "\x51l", "\xA2\x05\x06", "\x51v", "\x51x", "\x51y"});
    Plist list;
    ASSERT_TRUE(list.read(as_bytes(bytes)));
    std::string seen;
    EXPECT_TRUE(for_each_text(list.root(), 100, [&](std::string_view text) { seen += text; }));
    EXPECT_EQ(seen, "kxylv");
}

TEST(Plist, StopsAtTheWantedNumberOfNodes) {
    std::string bytes = bplist({"\xA3\x01\x02\x03",
                                "\x51"
                                "a",
                                "\x51"
                                "b",
                                "\x51"
                                "c"});
    Plist list;
    ASSERT_TRUE(list.read(as_bytes(bytes)));
    std::string seen;
    auto done = for_each_text(list.root(), 3, [&](std::string_view text) { seen += text; });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Errc::limit);
    EXPECT_EQ(seen, "ab");
}

TEST(Plist, IsReadAgainWithoutWhatItHeld) {
    std::string first = bplist({"\x10\x01"});
    Plist list;
    ASSERT_TRUE(list.read(as_bytes(first)));
    ASSERT_FALSE(list.read(as_bytes("bplist00")));
    EXPECT_FALSE(list.root());
    std::string second = xml("<integer>x</integer>");
    ASSERT_TRUE(list.read(as_bytes(second)));
    EXPECT_EQ(list.problems().size(), 1u);
    ASSERT_TRUE(list.read(as_bytes(first)));
    EXPECT_EQ(list.problems().size(), 0u);
    EXPECT_EQ(list.root().integer(), 1);
}

TEST(Plist, SurvivesBeingMoved) {
    std::string text = xml("<string>here</string>");
    auto parsed = Plist::parse(as_bytes(text));
    ASSERT_TRUE(parsed);
    Plist list = *std::move(parsed);
    EXPECT_EQ(list.root().text(), "here");
}

// Attacks

TEST(Plist, FollowsAMillionNestedArraysWithoutTheStack) {
    std::vector<std::string> arrays;
    for (std::uint32_t i = 1; i < 1'000'000; i++) arrays.push_back("\xA1" + big_endian(i, 4));
    arrays.push_back("\x51\x61");
    std::string bytes = bplist(arrays, 4);
    EXPECT_EQ(count_reached(bytes), 1'000'000u);
    Plist list;
    ASSERT_TRUE(list.read(as_bytes(bytes)));
    EXPECT_TRUE(list.problems().empty());
}

TEST(Plist, VisitsEachArrayOfASharedReferenceBombOnce) {
    std::vector<std::string> arrays;  // 8 to the 9th texts, should anybody count them all
    for (char i = 1; i <= 9; i++) arrays.push_back("\xA8" + std::string(8, i));
    arrays.push_back("\x51\x61");
    EXPECT_EQ(count_reached(bplist(arrays)), 10u);
}

TEST(Plist, VisitsItselfOnce) {
    EXPECT_EQ(count_reached(bplist({"\xA2\x01\x00"s, "\xD1\x00\x01"s})), 2u);
}

TEST(Plist, RefusesToFollowObjectsThatLieOnTopOfEachOther) {
    // The headers of a thousand arrays, and behind them one series of
    // references that all of them claim.
    std::string objects, table;
    for (std::uint64_t i = 0; i < 1000; i++) {
        table += big_endian(8 + objects.size(), 4);
        objects += "\xAF\x12" + big_endian(4000, 4) + "\0\0"s;
    }
    objects += "\0\0"s;
    for (std::uint64_t i = 0; i < 4000; i++) objects += big_endian(i % 1000, 4);
    std::string bytes =
        "bplist00" + objects + table + test::trailer(1000, 0, 8 + objects.size(), 4);
    Plist list;
    ASSERT_TRUE(list.read(as_bytes(bytes)));
    std::size_t visits = 0;
    auto done = for_each(list.root(), 1'000'000, [&](Plist::Node) { visits++; });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().what, "objects lie on top of each other");
    EXPECT_EQ(visits, 1u);
    EXPECT_EQ(list.problems().back().what, "objects lie on top of each other");
}

TEST(Plist, RefusesToReadOneTextOverAndOver) {
    std::string letters = "\x5F" + long_size(100'000) + std::string(100'000, 'a');
    std::string out = "bplist00\xAF\x11\x03\xE8";
    std::uint64_t text_at = out.size() + 4000;
    for (std::uint32_t i = 0; i < 1000; i++) out += big_endian(i + 1, 4);
    out += letters;
    std::uint64_t table_at = out.size();
    std::string table = big_endian(8, 4);
    for (int i = 0; i < 1000; i++) table += big_endian(text_at, 4);
    std::string bytes = out + table + test::trailer(1001, 0, table_at, 4);
    Plist list;
    ASSERT_TRUE(list.read(as_bytes(bytes)));
    std::size_t size = 0;
    EXPECT_FALSE(
        for_each_text(list.root(), 1'000'000, [&](std::string_view text) { size += text.size(); }));
    EXPECT_EQ(size, 100'000u);
}

// Damage to an object

TEST(Plist, LosesOnlyTheTextThatRunsPastTheEnd) {
    EXPECT_EQ(show(bplist({"\xA2\x01\x02",
                           "\x51"
                           "a",
                           "\x5F" + long_size(1000) + "b"})),
              "['a' damaged]\nat 13: value runs past the end");
}

TEST(Plist, LosesOnlyTheArrayOfTooManyMembers) {
    EXPECT_EQ(show(bplist({"\xA2\x01\x02",
                           "\x51"
                           "a",
                           "\xAF" + long_size(~0ull)})),
              "['a' damaged]\nat 13: value runs past the end");
}

TEST(Plist, LosesOnlyTheReferenceToNothing) {
    EXPECT_EQ(show(bplist({"\xA2\x01\x77",
                           "\x51"
                           "a"})),
              "['a' absent]\nat 10: reference to an object that is not there");
}

TEST(Plist, LosesOnlyTheSizeThatIsNoInteger) {
    EXPECT_EQ(show(bplist({"\xA2\x01\x02",
                           "\x51"
                           "a",
                           "\x4F\x51"
                           "a"})),
              "['a' damaged]\nat 13: size is not an integer");
}

TEST(Plist, LosesOnlyTheObjectOfAnUnknownKind) {
    EXPECT_EQ(show(bplist({"\xA8\x01\x02\x03\x04\x05\x06\x07\x08",
                           "\x51"
                           "a",
                           "\x0F", "\x15", "\x20", "\x32", "\x91", "\xE1", "\xFF\x10\x01"})),
              "['a' damaged damaged damaged damaged damaged damaged damaged]\n"
              "at 19: object of an unknown kind\nat 20: object of an unknown kind\n"
              "at 21: object of an unknown kind\nat 22: object of an unknown kind\n"
              "at 23: object of an unknown kind\nat 24: object of an unknown kind\n"
              "at 25: object of an unknown kind");
}

TEST(Plist, LosesOnlyTheObjectWhoseOffsetPointsOutside) {
    std::string bytes = bplist({"\xA2\x01\x02",
                                "\x51"
                                "a",
                                "\x51"
                                "b"});
    bytes[8 + 3 + 4 + 8] = '\x7F';  // the third entry of the table
    EXPECT_EQ(show(bytes), "['a' damaged]\nat 23: offset points outside");
}

TEST(Plist, LosesTheNumberThatRunsPastTheEnd) {
    // The table lies in front of the object, which ends with the file.
    std::string bytes =
        "bplist00" + big_endian(12, 4) + "\x13\1\1\1\1\1\1\1" + test::trailer(1, 0, 8);
    EXPECT_EQ(show(bytes), "damaged\nat 12: value runs past the end");
}

TEST(Plist, TakesAUidThatDoesNotFitForNone) {
    EXPECT_EQ(show(bplist({"\xA2\x01\x02", "\x8F" + std::string(15, '\0') + "\x05",
                           "\x8F" + std::string(16, '\1')})),
              "[#5 too wide]");
}

// Damage to the whole

TEST(Plist, RefusesWhatIsNoList) {
    EXPECT_EQ(show(""), "fails at 0: not a property list");
    EXPECT_EQ(show("SQLite format 3"), "fails at 0: not a property list");
    EXPECT_EQ(show("bplist15"), "fails at 0: binary property list of another version");
    EXPECT_EQ(show("bplist00"), "fails at 8: property list without a trailer");
    EXPECT_EQ(show("<html></html>"), "fails at 0: XML without a property list");
}

TEST(Plist, RefusesATrailerThatContradictsTheFile) {
    auto with = [](std::string trailer) { return show("bplist00\x08\x08" + trailer); };
    EXPECT_EQ(with(std::string(6, '\0') + "\x00\x01"s + big_endian(1, 8) + big_endian(0, 8) +
                   big_endian(9, 8)),
              "fails at 10: impossible sizes in the trailer");
    EXPECT_EQ(with(std::string(6, '\0') + "\x01\x09"s + big_endian(1, 8) + big_endian(0, 8) +
                   big_endian(9, 8)),
              "fails at 10: impossible sizes in the trailer");
    EXPECT_EQ(with(test::trailer(1, 0, 11)), "fails at 34: offset table lies outside");
    EXPECT_EQ(with(test::trailer(1, 0, ~0ull)), "fails at 34: offset table lies outside");
    EXPECT_EQ(with(test::trailer(1, 0, 9)), "fails at 18: offset table runs past the end");
    EXPECT_EQ(with(test::trailer(~0ull, 0, 9)), "fails at 18: offset table runs past the end");
    EXPECT_EQ(with(test::trailer(0, 0, 9)), "fails at 26: top object is not there");
}

TEST(Plist, SurvivesEveryTruncationAndFlip) {
    std::string bytes = bplist({"\xD2\x01\x02\x03\x04", "\x51k", "\x61\x00l"s, "\xA2\x05\x01",
                                "\x80\x05", "\x5F" + long_size(3) + "abc"});
    for (std::size_t size = 0; size < bytes.size(); size++) show(bytes.substr(0, size));
    for (std::size_t i = 0; i < bytes.size(); i++)
        for (char flip : {'\xFF', '\x80', '\x01', '\x10'}) {
            std::string copy = bytes;
            copy[i] = static_cast<char>(copy[i] ^ flip);
            EXPECT_FALSE(show(copy).empty());
        }
}

// XML

TEST(XmlPlist, ReadsEveryKindOfValue) {
    EXPECT_EQ(show(xml(R"(
<dict>
    <key>array</key><array><integer>-7</integer><integer>0x1F</integer>
        <integer>18446744073709551615</integer><real>1.5</real><real>-inf</real><true/><false/></array>
    <key>date</key><date>2019-08-29T23:13:30Z</date>
    <key>data</key><data>
        yv66
        vg==
    </data>
    <key>text</key><string>a &lt;&amp;&gt;&quot;&apos; &#xe9;&#8364;</string>
    <key>empty</key><dict><key>text</key><string/><key>array</key><array/></dict>
    <key>uid</key><dict><key>CF$UID</key><integer>3</integer></dict>
</dict>)")),
              "{array=[-7 31 18446744073709551615u 1.500000 -inf true false] "
              "date=2019-08-29T23:13:30Z data=<cafebabe> text='a <&>\"' é€' "
              "empty={text='' array=[]} uid={CF$UID=3}}");
}

TEST(XmlPlist, GivesUidsAsABinaryListDoes) {
    std::string text = xml("<array><dict><key>CF$UID</key><integer>3</integer></dict></array>");
    Plist list;
    ASSERT_TRUE(list.read(as_bytes(text)));
    EXPECT_EQ(list.root().at(0).uid(), 3u);
}

TEST(XmlPlist, KeepsBlanksAndPutsCutTextTogether) {
    EXPECT_EQ(
        show(xml("<array><string> </string><string>a<!-- no -->b<![CDATA[<c>]]></string></array>")),
        "[' ' 'ab<c>']");
}

TEST(XmlPlist, NeedsNeitherHeaderNorDocumentType) {
    EXPECT_EQ(show("\xEF\xBB\xBF<plist><true/></plist>"), "true");
    EXPECT_EQ(show("  <array><true/></array>"), "[true]");
}

TEST(XmlPlist, ReadsUtf16) {
    std::string wide = "\xFF\xFE";
    for (char c : "<plist><string>abc</string></plist>"s) wide += c + "\0"s;
    EXPECT_EQ(show(wide), "'abc'");
}

TEST(XmlPlist, ExpandsNoEntities) {
    EXPECT_EQ(
        show("<!DOCTYPE plist [<!ENTITY a \"bomb\"><!ENTITY b SYSTEM \"file:///etc/passwd\">]>"
             "<plist><string>&a;&b;</string></plist>"),
        "'&a;&b;'");
}

TEST(XmlPlist, FollowsHalfAMillionNestedArraysWithoutTheStack) {
    std::string text = "<plist>";
    for (int i = 0; i < 500'000; i++) text += "<array>";
    EXPECT_EQ(count_reached(text), 500'000u);
    for (int i = 0; i < 500'000; i++) text += "</array>";
    EXPECT_EQ(count_reached(text + "</plist>"), 500'000u);
}

TEST(XmlPlist, SurvivesNestedDocumentTypes) {
    std::string text;
    for (int i = 0; i < 1'000'000; i++) text += "<!DOCTYPE a [";
    EXPECT_TRUE(show(text).starts_with("fails at"));
}

TEST(XmlPlist, RefusesMoreMarkupThanFitsInMemory) {
    std::string text = "<plist><array>";
    for (int i = 0; i < 5'000'000; i++) text += "<a/>";
    EXPECT_EQ(show(text), "fails at 0: property list in XML is too large");
}

TEST(XmlPlist, KeepsWhatItReadBeforeTheEnd) {
    EXPECT_EQ(show("<plist><dict><key>a</key><integer>1</integer><key>b</key><array><string>x</"
                   "string><str"),
              "{a=1 b=['x' null]}\nat 83: element that cannot be read: str\n"
              "at 85: Error parsing start element tag");
}

TEST(XmlPlist, LosesOnlyTheValuesItCannotRead) {
    EXPECT_EQ(
        show("<plist><array><integer>1 2</integer><integer></integer><integer>18446744073709551616"
             "</integer><real>x</real><date>yesterday</date><data>*</data><data>a</data><blob/>"
             "<true/></array></plist>"),
        "[null null null null null null null null true]\n"
        "at 15: element that cannot be read: integer\n"
        "at 37: element that cannot be read: integer\n"
        "at 56: element that cannot be read: integer\n"
        "at 95: element that cannot be read: real\n"
        "at 109: element that cannot be read: date\n"
        "at 131: element that cannot be read: data\n"
        "at 145: element that cannot be read: data\n"
        "at 159: element that cannot be read: blob");
}

TEST(XmlPlist, PairsKeysAndValuesThatDoNotAlternate) {
    EXPECT_EQ(
        show("<plist><dict><true/><key>a</key><key>b</key><false/><key>c</key></dict></plist>"),
        "{=true a=null b=false c=null}\n"
        "at 8: key and value do not alternate\n"
        "at 8: key and value do not alternate\n"
        "at 8: key and value do not alternate");
}

TEST(XmlPlist, SaysWhereANulHidesTheRest) {
    EXPECT_EQ(show("<plist><string>a\0b</string></plist>"s).substr(0, 4), "'a'\n");
    EXPECT_TRUE(
        show("<plist><string>a\0b</string></plist>"s).contains("at 16: text ends at a NUL"));
    EXPECT_EQ(show("<plist><string>a&#x00;b</string></plist>"), "'a'\nat 16: text ends at a NUL");
    EXPECT_EQ(show("<plist><string>a&#48;</string></plist>\0\0"s), "'a0'");
}

TEST(XmlPlist, SurvivesEveryTruncation) {
    std::string text =
        xml("<dict><key>a&lt;</key><array><data>AAAA</data><!-- c --></array></dict>");
    for (std::size_t size = 0; size < text.size(); size++)
        EXPECT_FALSE(show(text.substr(0, size)).empty());
}

TEST(Plist, AMillionReferencesToOneHeavyDictionaryEndSoon) {
    constexpr std::size_t kMany = 40'000;
    std::string array = "\xAF" + test::long_size(kMany),
                dictionary = "\xDF" + test::long_size(kMany);
    for (std::size_t i = 0; i < kMany; i++) array += test::big_endian(1, 4);
    for (std::size_t i = 0; i < 2 * kMany; i++) dictionary += test::big_endian(2, 4);
    std::string bytes = bplist({array, dictionary, "\x51\x61"}, 4);
    Plist list = *Plist::parse(as_bytes(bytes));
    const std::size_t before = Plist::cut_short();
    std::size_t looked_up = 0;
    for (Plist::Node item : list.root().items())
        for (int i = 0; i < 4; i++) looked_up += !item["other"];
    EXPECT_EQ(looked_up, 4 * kMany);
    EXPECT_EQ(Plist::cut_short(), before + 1);
    EXPECT_EQ(list.root()["other"].type(), Plist::Type::absent);
}

// Lists of real phones

TEST(Plist, ReadsEveryListOfTheSharedData) {
    std::filesystem::path folder = BRIDLE_SHARED_DATA "/data/ios";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "skipped: no shared data";
    std::size_t lists = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file() || entry.path().extension() != ".plist") continue;
        auto bytes = read_file(entry.path().string(), 64 << 20);
        ASSERT_TRUE(bytes);
        Plist list;
        EXPECT_TRUE(list.read(*bytes)) << entry.path();
        EXPECT_GT(list.root().size(), 0u) << entry.path();
        EXPECT_TRUE(list.problems().empty()) << entry.path();
        lists++;
    }
    EXPECT_GT(lists, 0u);
}

}  // namespace bridle::plist_test
