#include "format/typedstream.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>

#include "base/text.h"
#include "support/typed_stream.h"

namespace bridle::typedstream_test {

using test::TypedStreamWriter;
using namespace std::string_literals;

namespace {

std::string show(const AttributedText& text) {
    std::string out = "'" + std::string(text.text) + "'";
    for (const TextAttribute& each : text.attributes) {
        out += "\n" + std::to_string(each.start) + "+" + std::to_string(each.length) + " " +
               std::string(each.key) + "=";
        if (each.number)
            out += std::to_string(*each.number);
        else if (!each.data.empty())
            out += "<" + hex(each.data) + ">";
        else
            out += each.text;
    }
    if (text.damage)
        out += "\nat " + std::to_string(text.damage->offset) + ": " + text.damage->what;
    return out;
}

std::string show(std::string_view bytes) {
    std::string copy(bytes);  // so that the address sanitizer sees the end
    AttributedTextReader reader;
    return show(reader.read(as_bytes(copy)));
}

// As Messages writes it, with an address that is not what the text says.
std::string link_message(bool big_endian = false) {
    TypedStreamWriter out(big_endian);
    out.attributed("see a.example").run(1, 4).dictionary(0).end();
    out.run(2, 9).dictionary(2);
    out.string("__kIMLinkAttributeName").url("https://evil.example/");
    out.string("__kIMMessagePartAttributeName").number(200).end().end();
    return out.bytes();
}

constexpr std::string_view kLinkMessage = R"('see a.example'
4+9 __kIMLinkAttributeName=https://evil.example/
4+9 __kIMMessagePartAttributeName=200.000000)";

}  // namespace

TEST(AttributedText, ReadsTheTextAndTheAddressBehindIt) {
    EXPECT_EQ(show(link_message()), kLinkMessage);
}

TEST(AttributedText, ReadsBothByteOrders) {
    EXPECT_EQ(show(link_message(true)), kLinkMessage);
}

TEST(AttributedText, ReadsAMessageOfARealPhone) {
    EXPECT_EQ(show("\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@"
                   "\x84\x84\x84\x12NSAttributedString\x00\x84\x84\x08"
                   "NSObject\x00\x85\x92\x84\x84\x84\x08NSString\x01\x94\x84\x01+"
                   "\x05Hello\x86\x84\x02iI\x01\x05"
                   "\x92\x84\x84\x84\x0cNSDictionary\x00\x94\x84\x01i\x01\x92\x84\x96\x96\x1d"
                   "__"
                   "kIMMessagePartAttributeName\x86\x92\x84\x84\x84\x08NSNumber\x00\x84\x84\x07NSVa"
                   "lue\x00\x94"
                   "\x84\x01*\x84\x99\x99\x00\x86\x86\x86"s),
              "'Hello'\n0+5 __kIMMessagePartAttributeName=0.000000");
}

TEST(AttributedText, GivesAttributesThatAreUsedAgainToEveryStretch) {
    TypedStreamWriter out;
    out.attributed("abc").run(1, 1).dictionary(1).string("file").string("at_0").end();
    out.run(2, 1).dictionary(0).end().run(1, 1).end();
    EXPECT_EQ(show(out.bytes()), "'abc'\n0+1 file=at_0\n2+1 file=at_0");
}

TEST(AttributedText, FollowsAValueThatIsAReference) {
    TypedStreamWriter out;
    out.attributed("abc").run(1, 1).dictionary(1).string("one").url("https://a.example");
    std::size_t number = out.last_object() - 1;  // the NSURL; its string came last
    out.end().run(2, 2).dictionary(1).string("two").type("@").reference(number - 1).end().end();
    EXPECT_EQ(show(out.bytes()), "'abc'\n0+1 one=https://a.example\n1+2 two=https://a.example");
}

TEST(AttributedText, UnwrapsListsDataDatesAndRelativeAddresses) {
    TypedStreamWriter out;
    out.attributed("abc").run(1, 3).dictionary(4);
    out.string("list").type("@").begin({"NSArray", "NSObject"}).type("i").integer(2);
    out.string("x").string("y").end();
    out.string("data")
        .type("@")
        .begin({"NSMutableData", "NSData", "NSObject"})
        .type("i")
        .integer(2);
    out.type("[2c]").byte(0xCA).byte(0xFE).end();
    out.string("date").type("@").begin({"NSDate", "NSObject"}).type("d").real(1.5).end();
    out.string("link").type("@").begin({"NSURL", "NSObject"}).type("c").byte(1);
    out.url("https://a.example/").string("page").end().end().end();
    EXPECT_EQ(show(out.bytes()), R"('abc'
0+3 list=x
0+3 list=y
0+3 data=<cafe>
0+3 date=1.500000
0+3 link=page
0+3 link=https://a.example/)");
}

TEST(AttributedText, ReportsStringsOfClassesItDoesNotKnow) {
    TypedStreamWriter out;
    out.attributed("abc").run(1, 3).dictionary(0).end().end();
    out.type("@")
        .begin({"IMNews", "NSObject"})
        .string("https://a.example")
        .type("+")
        .text("b.example")
        .end();
    EXPECT_EQ(show(out.bytes()), "'abc'\n0+0 =b.example\n0+0 =https://a.example");
}

TEST(AttributedText, ReadsAPlainStringToo) {
    TypedStreamWriter out;
    EXPECT_EQ(show(out.string("just this").bytes()), "'just this'");
}

TEST(AttributedText, ReadsLongTexts) {
    std::string words(40'000, 'w');
    TypedStreamWriter out;
    EXPECT_EQ(show(out.attributed(words).end().bytes()), "'" + words + "'");
}

TEST(AttributedText, ReadsNumbersOfEverySize) {
    TypedStreamWriter out;
    out.attributed("").run(1, 0).dictionary(6);
    for (std::int64_t number : {-1, -111, 127, 128, 70'000}) out.string("n").number(number);
    out.string("n").number(-9'000'000'000).end().end();
    EXPECT_EQ(show(out.bytes()),
              "''\n0+0 n=-1.000000\n0+0 n=-111.000000\n0+0 n=127.000000\n0+0 n=128.000000\n"
              "0+0 n=70000.000000\n0+0 n=-9000000000.000000");
}

TEST(AttributedText, RepairsWhatIsNotUtf8) {
    TypedStreamWriter out;
    out.attributed("a\xFF").run(1, 2).dictionary(1).string("\xC3").string("\xE2\x82").end().end();
    EXPECT_EQ(show(out.bytes()), "'a\uFFFD'\n0+2 \uFFFD=\uFFFD");
}

TEST(AttributedText, ForgetsTheLastMessage) {
    AttributedTextReader reader;
    std::string first = link_message(), second = TypedStreamWriter().attributed("b").end().bytes();
    EXPECT_EQ(show(reader.read(as_bytes(first))), kLinkMessage);
    EXPECT_EQ(show(reader.read(as_bytes("x"))), "''\nat 1: typed stream ends early");
    EXPECT_EQ(show(reader.read(as_bytes(second))), "'b'");
}

// Structures, arrays and the rest of the types

TEST(TypedStream, ReadsStructuresAndArraysIntoTheirMembers) {
    TypedStreamWriter out;
    out.type("{_NSRange=QQ}")
        .integer(3)
        .integer(4)
        .type("[2{?=[2s]}]")
        .integer(1)
        .integer(2)
        .integer(3)
        .integer(4);
    out.type("f")
        .byte(7)
        .type("%")
        .shared("atom")
        .type(":")
        .shared("select:")
        .type("!")
        .type("B")
        .byte(1);
    out.type("#")
        .byte(TypedStreamWriter::kNil)
        .type("*")
        .byte(TypedStreamWriter::kNil)
        .type("C")
        .byte(0xFF);
    TypedStream stream;
    stream.read(as_bytes(out.bytes()));
    ASSERT_FALSE(stream.damage()) << stream.damage()->what;
    std::string seen;
    for (auto value = stream.first(stream.top()); value; value = stream.next(*value)) {
        if (auto integer = std::get_if<std::int64_t>(&value->content))
            seen += std::to_string(*integer) + " ";
        if (auto real = std::get_if<double>(&value->content)) seen += std::to_string(*real) + " ";
        if (auto symbol = std::get_if<TypedStream::Symbol>(&value->content))
            seen += std::string(symbol->name) + " ";
        if (std::holds_alternative<std::monostate>(value->content)) seen += "- ";
    }
    EXPECT_EQ(seen, "3 4 1 2 3 4 7.000000 atom select: - 1 - - 255 ");
}

TEST(TypedStream, KnowsTheAncestorsOfAClass) {
    TypedStreamWriter out;
    out.type("@").begin({"NSMutableString", "NSString", "NSObject"}).type("+").text("a").end();
    TypedStream stream;
    stream.read(as_bytes(out.bytes()));
    ASSERT_EQ(stream.objects().size(), 1u);
    EXPECT_TRUE(stream.is_a(stream.objects()[0], "NSString"));
    EXPECT_FALSE(stream.is_a(stream.objects()[0], "NSData"));
}

// Damage

TEST(AttributedText, KeepsTheTextThatIsCutOff) {
    std::string message = link_message();
    std::size_t text = message.find("see a");
    EXPECT_EQ(show(message.substr(0, text + 5)),
              "'see a'\nat " + std::to_string(text) + ": typed stream ends early");
}

TEST(AttributedText, KeepsTheAttributesBeforeTheCut) {
    std::string message = link_message();
    EXPECT_EQ(show(message.substr(0, message.find("__kIMMessagePart") - 4)),
              "'see a.example'\n4+9 __kIMLinkAttributeName=https://evil.example/\nat " +
                  std::to_string(message.find("__kIMMessagePart") - 4) +
                  ": typed stream ends early");
}

TEST(AttributedText, SurvivesEveryTruncationAndFlip) {
    std::string message = link_message();
    for (std::size_t size = 0; size < message.size() - 2; size++)
        EXPECT_TRUE(show(message.substr(0, size)).contains("ends early")) << size;
    for (std::size_t i = 0; i < message.size(); i++)
        for (char value : "\0\x7F\x80\x81\x82\x84\x85\x86\x87\x92\x94\xFF"s) {
            std::string copy = message;
            copy[i] = value;
            EXPECT_FALSE(show(copy).empty());
        }
}

TEST(TypedStream, RefusesAnotherFormatAndOtherVersions) {
    EXPECT_EQ(show(""), "''\nat 0: typed stream ends early");
    EXPECT_EQ(show("\x04\x0Bstreamtypes\x01"), "''\nat 13: not a typed stream");
    EXPECT_EQ(show("\x03\x0Bstreamtyped\x01"), "''\nat 13: typed stream of another version");
}

TEST(TypedStream, SaysWhichReferenceLeadsNowhere) {
    EXPECT_EQ(show(TypedStreamWriter().type("@").reference(3).bytes()),
              "''\nat 20: reference to what is not there");
    EXPECT_EQ(show(TypedStreamWriter().reference(3).bytes()),
              "''\nat 17: reference to a string that is not there");
}

TEST(TypedStream, RefusesAReferenceToAClassWhereAnObjectBelongs) {
    TypedStreamWriter out;
    out.type("@").begin({"A"}).end().type("@").reference(1);
    EXPECT_TRUE(show(out.bytes()).ends_with("reference to what is not there"));
}

TEST(TypedStream, EndsTheAncestryOfAClassThatIsItsOwnParent) {
    TypedStreamWriter out;
    out.type("@")
        .byte(TypedStreamWriter::kNew)
        .byte(TypedStreamWriter::kNew)
        .shared("A")
        .integer(0);
    out.reference(1).end();
    EXPECT_EQ(show(out.bytes()), "''");
}

TEST(TypedStream, RefusesObjectsThatNestTooDeep) {
    TypedStreamWriter out;
    for (int i = 0; i < 100'000; i++) out.type("@").begin({"A"});
    EXPECT_TRUE(show(out.bytes()).contains("nest too deep"));
}

TEST(TypedStream, RefusesTypesThatNestTooDeep) {
    EXPECT_TRUE(
        show(TypedStreamWriter().type(std::string(120, '{')).bytes()).contains("nest too deep"));
}

TEST(TypedStream, RefusesArraysOfNothing) {
    EXPECT_TRUE(
        show(TypedStreamWriter().type("[99999999999999999999[99999999999999999999{}]]").bytes())
            .contains("too many values"));
}

TEST(TypedStream, RefusesTypesWithoutEnd) {
    for (const char* type : {"[", "[3", "[3c", "{", "{a=", "{a=i", "[3c}"})
        EXPECT_TRUE(show(TypedStreamWriter().type(type).integer(1).integer(1).integer(1).bytes())
                        .contains("type without end"))
            << type;
    EXPECT_TRUE(show(TypedStreamWriter().type("").bytes()).contains("values without a type"));
    EXPECT_TRUE(show(TypedStreamWriter().type("^i").bytes()).contains("value of an unknown type"));
}

TEST(AttributedText, StopsWhenEveryLetterHasEveryAttribute) {
    TypedStreamWriter out;
    out.attributed("abc").run(1, 1).dictionary(1000);
    for (int i = 0; i < 1000; i++) out.string("k").string("v");
    out.end();
    for (int i = 0; i < 100'000; i++) out.run(1, 1);
    AttributedTextReader reader;
    const AttributedText& text = reader.read(as_bytes(out.end().bytes()));
    EXPECT_EQ(text.attributes.size(), 10'000u);
    ASSERT_TRUE(text.damage);
    EXPECT_EQ(text.damage->what, "too many attributes");
}

// Messages of real shape

TEST(AttributedText, IsTheTextOfEveryMessageOfTheSharedData) {
    std::string path =
        BRIDLE_SHARED_DATA "/data/ios/small-backup/3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "skipped: no shared data";
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open_v2(("file:" + path + "?immutable=1").c_str(), &database,
                              SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr),
              SQLITE_OK);
    sqlite3_stmt* rows = nullptr;
    sqlite3_prepare_v2(database, "SELECT text, attributedBody FROM message", -1, &rows, nullptr);
    AttributedTextReader reader;
    int count = 0;
    for (; sqlite3_step(rows) == SQLITE_ROW; count++) {
        std::string_view plain = reinterpret_cast<const char*>(sqlite3_column_text(rows, 0));
        auto body = static_cast<const std::byte*>(sqlite3_column_blob(rows, 1));
        const AttributedText& rich =
            reader.read({body, static_cast<std::size_t>(sqlite3_column_bytes(rows, 1))});
        EXPECT_EQ(rich.text, plain);
        EXPECT_FALSE(rich.damage);
    }
    EXPECT_GT(count, 0);
    sqlite3_finalize(rows);
    sqlite3_close(database);
}

}  // namespace bridle::typedstream_test
