#include "format/keyed_archive.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/bplist.h"

namespace bridle::keyed_archive_test {

using namespace std::string_literals;

namespace {

// XML is easier on the eye, and CF$UID the same to the reader.
std::string uid(int number) {
    return "<dict><key>CF$UID</key><integer>" + std::to_string(number) + "</integer></dict>";
}

std::string field(std::string_view name, std::string_view value) {
    return "<key>" + std::string(name) + "</key>" + std::string(value);
}

std::string object(std::string_view fields) {
    return "<dict>" + std::string(fields) + "</dict>";
}

// Of the objects from number 1 on; 0 is "$null".
std::string archive_with_top(std::string_view top, std::initializer_list<std::string> objects) {
    std::string list = "<string>$null</string>";
    for (const std::string& each : objects) list += each;
    return "<plist>" +
           object(field("$version", "<integer>100000</integer>") + field("$top", object(top)) +
                  field("$objects", "<array>" + list + "</array>")) +
           "</plist>";
}

std::string archive(std::initializer_list<std::string> objects) {
    return archive_with_top(field("root", uid(1)), objects);
}

// Keeps the list where it is as long as its nodes are asked.
struct Opened {
    explicit Opened(std::string text) : bytes(std::move(text)) {
        EXPECT_TRUE(list.read(as_bytes(bytes)));
        auto opened = KeyedArchive::open(list);
        EXPECT_TRUE(opened);
        if (opened) archive = *opened;
    }
    Opened(const Opened&) = delete;
    KeyedArchive::Object root() const { return archive.root(); }

    std::string bytes;
    Plist list;
    KeyedArchive archive;
};

}  // namespace

TEST(KeyedArchive, ReadsAnObjectByItsFields) {
    Opened file(
        archive({object(field("Size", "<integer>7</integer>") + field("Path", uid(2)) +
                        field("Key", uid(3)) + field("Target", uid(0)) + field("$class", uid(4))),
                 "<string>Library/a</string>", object(field("NS.data", "<data>yv4=</data>")),
                 object(field("$classname", "<string>MBFile</string>") +
                        field("$classes",
                              "<array><string>MBFile</string><string>NSObject"
                              "</string></array>"))}));
    EXPECT_EQ(file.root()["Size"].integer(), 7);
    EXPECT_EQ(file.root()["Path"].text(), "Library/a");
    EXPECT_EQ(hex(file.root()["Key"].data()), "cafe");
    EXPECT_FALSE(file.root()["Target"]);
    EXPECT_FALSE(file.root()["Absent"]["more"]);
    EXPECT_EQ(file.root().class_name(), "MBFile");
    EXPECT_TRUE(file.root().is_a("NSObject"));
    EXPECT_FALSE(file.root().is_a("NSString"));
}

TEST(KeyedArchive, LooksUpInADictionary) {
    Opened file(archive(
        {object(field("NS.keys", "<array>" + uid(2) + uid(3) + "</array>") +
                field("NS.objects", "<array>" + uid(4) + uid(5) + "</array>")),
         "<string>count</string>", object(field("NS.string", "<string>inner</string>")),
         "<integer>3</integer>", object(field("NS.objects", "<array>" + uid(2) + "</array>"))}));
    EXPECT_EQ(file.root()["count"].integer(), 3);
    EXPECT_EQ(file.root()["inner"].at(0).text(), "count");
    EXPECT_FALSE(file.root()["nothing"]);
    std::string seen;
    for (auto [key, value] : file.root().members())
        seen += key.text() + ":" + std::to_string(value.size()) + " ";
    EXPECT_EQ(seen, "count:0 inner:1 ");
}

TEST(KeyedArchive, WalksAnArray) {
    Opened file(
        archive({object(field("NS.objects", "<array>" + uid(2) + uid(3) + uid(0) + "</array>")),
                 "<string>a</string>", "<string>b</string>"}));
    std::string seen;
    for (KeyedArchive::Object item : file.root().items()) seen += item.text() + ";";
    EXPECT_EQ(seen, "a;b;;");
}

TEST(KeyedArchive, UnwrapsTextsDatesAndNumbers) {
    Opened file(
        archive({object(field("mutable", uid(2)) + field("bytes", uid(3)) +
                        field("styled", uid(4)) + field("uuid", uid(5)) + field("date", uid(6)) +
                        field("yes", "<true/>") + field("one", "<integer>1</integer>")),
                 object(field("NS.string", "<string>changing</string>")),
                 object(field("NS.bytes", "<data>w6k=</data>")), object(field("NSString", uid(2))),
                 object(field("NS.uuidbytes", "<data>ASNFZ4mrze8BI0VniavN7w==</data>")),
                 object(field("NS.time", "<real>588813210.5</real>"))}));
    EXPECT_EQ(file.root()["mutable"].text(), "changing");
    EXPECT_EQ(file.root()["bytes"].text(), "é");
    EXPECT_EQ(file.root()["styled"].text(), "changing");
    EXPECT_EQ(file.root()["uuid"].text(), "01234567-89AB-CDEF-0123-456789ABCDEF");
    EXPECT_EQ(iso(file.root()["date"].date().value()), "2019-08-29T23:13:30.500000Z");
    EXPECT_EQ(file.root()["yes"].boolean(), true);
    EXPECT_EQ(file.root()["one"].boolean(), true);
    EXPECT_TRUE(file.root()["styled"].is_text());
    EXPECT_FALSE(file.root()["date"].is_text());
}

TEST(KeyedArchive, ResolvesAnAddressAgainstItsBase) {
    auto resolved = [](std::string_view base, std::string_view relative) {
        std::string from = base.empty() ? uid(0) : uid(4);
        Opened file(archive({object(field("NS.base", from) + field("NS.relative", uid(2))),
                             "<string>" + std::string(relative) + "</string>",
                             "<string>" + std::string(base) + "</string>",
                             object(field("NS.base", uid(0)) + field("NS.relative", uid(3)))}));
        return file.root().text();
    };
    EXPECT_EQ(resolved("", "https://a.example/b"), "https://a.example/b");
    EXPECT_EQ(resolved("https://a.example/b/c?d", "e"), "https://a.example/b/e");
    EXPECT_EQ(resolved("https://a.example/b/c", "/e"), "https://a.example/e");
    EXPECT_EQ(resolved("https://a.example/b", "//f.example/e"), "https://f.example/e");
    EXPECT_EQ(resolved("https://a.example/b", "mailto:x"), "mailto:x");
    EXPECT_EQ(resolved("https://a.example/b?c#d", "?e"), "https://a.example/b?e");
    EXPECT_EQ(resolved("https://a.example/b?c#d", "#e"), "https://a.example/b?c#e");
    EXPECT_EQ(resolved("https://a.example", "e"), "https://a.example/e");
    EXPECT_EQ(resolved("file.html", "e"), "file.html/e");
}

TEST(KeyedArchive, BeginsAtTheOnlyEntryOfTop) {
    Opened file(archive_with_top(field("dd-result", uid(1)), {"<string>here</string>"}));
    EXPECT_EQ(file.root().text(), "here");
    EXPECT_EQ(file.archive.top("dd-result").text(), "here");
    EXPECT_FALSE(file.archive.top("root"));
}

TEST(KeyedArchive, KnowsNoRootAmongSeveralEntriesOfOtherNames) {
    Opened file(
        archive_with_top(field("a", uid(1)) + field("b", uid(1)), {"<string>here</string>"}));
    EXPECT_FALSE(file.root());
}

TEST(KeyedArchive, GivesNothingForReferencesThatLeadNowhere) {
    Opened file(
        archive({object(field("far", uid(1000)) + field("self", uid(1)) + field("twice", uid(2))),
                 uid(3), "<string>a</string>"}));
    EXPECT_FALSE(file.root()["far"]);
    EXPECT_TRUE(file.root()["self"]["self"]["self"]);
    EXPECT_EQ(file.root()["twice"].text(), "");
}

TEST(KeyedArchive, EndsTextsThatHoldThemselves) {
    Opened file(archive({object(field("NSString", uid(1))),
                         object(field("NS.base", uid(2)) + field("NS.relative", uid(2)))}));
    EXPECT_EQ(file.root().text(), "");
    EXPECT_EQ(file.archive.object(2).text(), "");
}

TEST(KeyedArchive, RefusesAnotherList) {
    Plist list;
    ASSERT_TRUE(list.read(as_bytes("<plist><dict><key>$top</key><dict/></dict></plist>")));
    auto opened = KeyedArchive::open(list);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().what, "property list is not a keyed archive");
    EXPECT_FALSE(KeyedArchive::open(Plist()));
}

TEST(KeyedArchive, ReadsTheBinaryFormOfReferences) {
    Opened file(test::bplist({"\xD2\x01\x02\x03\x04", "\x54$top", "\x58$objects", "\xD1\x05\x06",
                              "\xA2\x07\x08", "\x54root", "\x80\x01", "\x55$null",
                              "\x54"
                              "here"}));
    EXPECT_EQ(file.root().text(), "here");
}

}  // namespace bridle::keyed_archive_test
