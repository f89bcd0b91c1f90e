#include "fabricate/plist.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bridle::fabricate::plist_test {

static std::string in_hex(const std::string& bytes) {
    return hex(as_bytes(bytes));
}

TEST(FabricatePlist, WritesTheBinaryFormByteForByte) {
    // Read back by another implementation when it was written down: {"a": [1, True, "é"]}.
    EXPECT_EQ(in_hex(binary_plist(Plist::Dictionary{{"a", Plist::Array{1, true, "é"}}})),
              "62706c6973743030"  // bplist00
              "d10102"            // dictionary of object 1 to object 2
              "5161"              // "a"
              "a3030405"          // array
              "1001"
              "09"
              "6100e9"                            // 1, true, "é" in UTF-16
              "080b0d111314"                      // where they are
              "00000000000001010000000000000006"  // widths, number of objects
              "00000000000000000000000000000017");
}

TEST(FabricatePlist, WritesEqualScalarsOnce) {
    std::string once = binary_plist(Plist::Array{"the same words"});
    std::string twice = binary_plist(Plist::Array{"the same words", "the same words"});
    EXPECT_EQ(twice.size(), once.size() + 1);  // one reference more
}

TEST(FabricatePlist, LetsAContainerHoldItself) {
    BinaryPlist list;
    BinaryPlist::Ref round = list.array();
    list.fill(round, {round});
    EXPECT_EQ(in_hex(list.finish(round)).substr(16, 4), "a100");
}

TEST(FabricatePlist, NeedsTwoBytesForAReferenceFrom256ObjectsOn) {
    Plist::Array many;
    for (int i = 0; i < 300; i++) many.emplace_back(i);
    std::string bytes = binary_plist(std::move(many));
    EXPECT_EQ(bytes[bytes.size() - 25], 2);
}

TEST(FabricatePlist, WritesXml) {
    Plist tree = Plist::Dictionary{{"a<b", Plist::Array{-1, 2.5, false}},
                                   {"data", Plist::Data{"abc"}},
                                   {"date", Time(std::chrono::seconds(1780069218))},
                                   {"uid", Plist::Uid{7}}};
    EXPECT_EQ(xml_plist(tree), R"(<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>a&lt;b</key>
	<array>
		<integer>-1</integer>
		<real>2.5</real>
		<false/>
	</array>
	<key>data</key>
	<data>
	YWJj
	</data>
	<key>date</key>
	<date>2026-05-29T15:40:18Z</date>
	<key>uid</key>
	<dict>
		<key>CF$UID</key>
		<integer>7</integer>
	</dict>
</dict>
</plist>
)");
}

}  // namespace bridle::fabricate::plist_test
