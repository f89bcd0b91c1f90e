#include "fabricate/keyed_archive.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bridle::fabricate::keyed_archive_test {

TEST(FabricateKeyedArchive, WritesAnObjectAndItsClass) {
    KeyedArchive out;
    KeyedArchive::Uid root = out.declare();
    out.define(root, {{"Size", out.integer(5)}}, {"MBFile", "NSObject"});
    std::string bytes = out.finish(root);
    // Read by another implementation when it was written down:
    // $objects: ["$null", {"Size": 5, "$class": UID(2)}, {"$classname": "MBFile", ...}]
    EXPECT_EQ(hex(as_bytes(bytes)),
              "62706c6973743030d41112131415160e01a302030755246e756c6cd20506040d10055453697a6556"
              "24636c617373d20b0c0908a2090a564d4246696c65584e534f626a6563745a24636c6173736e616d"
              "655824636c61737365738002d10f1054726f6f748001582476657273696f6e592461726368697665"
              "725424746f7058246f626a6563747312000186a05f100f4e534b6579656441726368697665720811"
              "151b2022272e33363d46515a5c5f64666f797e878c00000000000001010000000000000017000000"
              "0000000000000000000000009e");
}

TEST(FabricateKeyedArchive, DescribesAClassOnce) {
    KeyedArchive out;
    KeyedArchive::Uid first = out.url("https://a.example/"), second = out.url("https://b.example/");
    KeyedArchive::Uid root = out.declare();
    out.define(root, {{"a", out.link(first)}, {"b", out.link(second)}}, {"Pair", "NSObject"});
    std::string bytes = out.finish(root);
    std::size_t at = bytes.find("NSURL");
    ASSERT_NE(at, std::string::npos);
    EXPECT_EQ(bytes.find("NSURL", at + 1), std::string::npos);
}

TEST(FabricateKeyedArchive, NamesTheKeyOfAnEncryptedFileOnly) {
    MbFile file{.path = "a"};
    EXPECT_EQ(archive(file).find("EncryptionKey"), std::string::npos);
    file.encryption_key = "0123456789";
    EXPECT_NE(archive(file).find("EncryptionKey"), std::string::npos);
}

}  // namespace bridle::fabricate::keyed_archive_test
