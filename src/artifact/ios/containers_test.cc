#include <gtest/gtest.h>

#include "base/text.h"
#include "support/harness.h"

namespace bridle::test::containers_test {

TEST(Containers, SayWhoseTheFolderIs) {
    const std::string bytes = xml_list(R"xml(<dict>
        <key>MCMMetadataIdentifier</key><string>example.app</string>
        <key>MCMMetadataContentClass</key><integer>2</integer>
        <key>MCMMetadataUUID</key><string>AAAA</string></dict>)xml");
    MemoryFile file(as_bytes(bytes));
    EXPECT_EQ(parse(*find_artifact("containers"),
                    Input{file, nullptr,
                          "/private/var/mobile/Containers/Data/Application/AAAA/"
                          ".com.apple.mobile_container_manager.metadata.plist"}),
              R"(
MCMMetadata:0 owner=example.app folder=/private/var/mobile/Containers/Data/Application/AAAA uuid=AAAA class=2
)");
}

TEST(Containers, ListThatIsNoDictionaryNamesTheFolderOnly) {
    EXPECT_EQ(parse("containers", xml_list("<array/>")), R"(
MCMMetadata:0
)");
}

}  // namespace bridle::test::containers_test
