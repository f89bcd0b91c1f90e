#include "fabricate/typedstream.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>

namespace bridle::fabricate::typedstream_test {

using namespace std::literals;

TEST(FabricateTypedstream, WritesWhatAPhoneWroteForASentMessage) {
    EXPECT_EQ(typedstream("Hi"),
              "\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x12NSAttributedString\x00"
              "\x84\x84\x08NSObject\x00\x85\x92\x84\x84\x84\x08NSString\x01\x94\x84\x01+\x02Hi\x86"
              "\x84\x02iI\x01\x02\x92\x84\x84\x84\x0cNSDictionary\x00\x94\x84\x01i\x01\x92\x84\x96"
              "\x96\x1d__kIMMessagePartAttributeName\x86\x92\x84\x84\x84\x08NSNumber\x00\x84\x84"
              "\x07NSValue\x00\x94\x84\x01*\x84\x99\x99\x00\x86\x86\x86"s);
}

TEST(FabricateTypedstream, CountsRunsInUtf16Units) {
    std::string stream = typedstream("😀");
    EXPECT_NE(stream.find("iI\x01\x02\x92"s), std::string::npos);
}

TEST(FabricateTypedstream, WritesLongLengthsInThreeAndInFiveBytes) {
    EXPECT_NE(typedstream(std::string(300, 'x')).find("+\x81\x2c\x01xx"s), std::string::npos);
    EXPECT_NE(typedstream(std::string(70000, 'x')).find("+\x82\x70\x11\x01\x00xx"s),
              std::string::npos);
}

TEST(FabricateTypedstream, PutsALinkIntoTheAttributesOfItsRun) {
    std::string stream = typedstream(AttributedText{{{"a "}, {"b", "https://c.example/"}}, true});
    EXPECT_NE(stream.find("\x16__kIMLinkAttributeName\x86\x92\x84\x84\x84\x05NSURL\x00\x95\x84"
                          "\x01"
                          "c\x00\x92\x84\x98\x98\x12https://c.example/\x86\x86"s),
              std::string::npos);
    EXPECT_NE(stream.find("\x92\x9b\x92\x9c"s), std::string::npos) << "second use of the key";
}

// Another implementation wrote these; ours must come to the same bytes from the same words.
TEST(FabricateTypedstream, AgreesWithTheSampleBackup) {
    const std::string path = std::string(BRIDLE_SHARED_DATA) +
                             "/data/ios/small-backup/3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "skipped: no shared data";
    sqlite3* db = nullptr;
    sqlite3_open_v2(("file:" + path + "?immutable=1").c_str(), &db,
                    SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr);
    sqlite3_stmt* rows = nullptr;
    sqlite3_prepare_v2(db, "SELECT text, attributedBody FROM message", -1, &rows, nullptr);
    int seen = 0;
    for (; sqlite3_step(rows) == SQLITE_ROW; seen++) {
        std::string_view text(static_cast<const char*>(sqlite3_column_blob(rows, 0)),
                              static_cast<std::size_t>(sqlite3_column_bytes(rows, 0)));
        std::string_view body(static_cast<const char*>(sqlite3_column_blob(rows, 1)),
                              static_cast<std::size_t>(sqlite3_column_bytes(rows, 1)));
        ASSERT_EQ(typedstream(text), body) << text;
    }
    sqlite3_finalize(rows);
    sqlite3_close(db);
    EXPECT_EQ(seen, 300);
}

}  // namespace bridle::fabricate::typedstream_test
