#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::safari_downloads_test {

static constexpr std::string_view kDownload = R"(<dict>
    <key>DownloadEntryURL</key><string>https://a.example/f.zip</string>
    <key>DownloadEntryPath</key><string>/private/var/mobile/f.zip</string>
    <key>DownloadEntryDateAddedKey</key><date>2024-05-06T07:08:09Z</date>
    <key>DownloadEntryDateFinishedKey</key><date>2024-05-06T07:08:10Z</date>
    <key>DownloadEntryProgressBytesSoFar</key><integer>5</integer>
    <key>DownloadEntryProgressTotalToLoad</key><integer>7</integer>
    <key>DownloadEntryIdentifier</key><string>I</string>
    <key>DownloadEntryRemoveWhenDoneKey</key><false/>
</dict>)";

TEST(SafariDownloads, ReadsWhatWasLoadedFromWhere) {
    EXPECT_EQ(parse("safari_downloads", xml_list("<dict><key>DownloadHistory</key><array>" +
                                                 std::string(kDownload) + "</array></dict>")),
              R"(
DownloadHistory:0 download_started=2024-05-06T07:08:09Z url=https://a.example/f.zip path=/private/var/mobile/f.zip download_finished=2024-05-06T07:08:10Z bytes=5 bytes_in_all=7 identifier=I removed_when_done=false
)");
}

TEST(SafariDownloads, EntryThatIsNoDictionaryCostsItself) {
    EXPECT_EQ(parse("safari_downloads",
                    xml_list("<array><string>x</string>" + std::string(kDownload) + "</array>")),
              R"(
problem: an entry that is no dictionary [DownloadHistory/0]
DownloadHistory:1 download_started=2024-05-06T07:08:09Z url=https://a.example/f.zip path=/private/var/mobile/f.zip download_finished=2024-05-06T07:08:10Z bytes=5 bytes_in_all=7 identifier=I removed_when_done=false
)");
}

TEST(SafariDownloads, ListThatIsNoneIsAProblem) {
    EXPECT_EQ(parse("safari_downloads", xml_list("<dict/>")), R"(
problem: no list of downloads
)");
}

}  // namespace bridle::test::safari_downloads_test
