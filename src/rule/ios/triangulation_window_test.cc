#include <gtest/gtest.h>

#include <list>

#include "rule/rule.h"
#include "support/harness.h"

namespace bridle::test::triangulation_window_test {
namespace {

const Artifact kManifest = {.name = "manifest", .title = "", .paths = {}, .parse = nullptr};
const Artifact kFiles = {.name = "files", .title = "", .paths = {}, .parse = nullptr};
const Artifact kDatausage = {.name = "datausage", .title = "", .paths = {}, .parse = nullptr};
const Artifact kLocation = {
    .name = "locationd_clients", .title = "", .paths = {}, .parse = nullptr};

// What several artifacts say, each in a line.
class Phone {
public:
    // Times are seconds of one day.
    Phone& file(std::string_view path, int modified, int changed, const Artifact& by = kManifest) {
        return add(by, {text("path", path, Kind::file_path), when("modified", at(modified)),
                        when("status_changed", at(changed))});
    }
    Phone& folder(std::string_view name, int time) {
        names_.push_back("/private/var/mobile/Library/SMS/Attachments/" + std::string(name));
        return file(names_.back(), time, time);
    }
    Phone& process(std::string_view name, int time) {
        return add(kDatausage, {text("process", name, Kind::process), when("usage", at(time))});
    }
    Phone& location(std::string_view bundle, int time) {
        return add(kLocation, {text("client", bundle), when("location_time_stopped", at(time))});
    }

    std::string judged() const {
        std::string text = "\n";
        const Rule* rule = find_rule("triangulation_window");
        auto run = rule->start(*rule);
        FindingSink found = [&](const Finding& finding) {
            text += std::string(name_of(finding.severity)) + " " +
                    std::string(name_of(finding.confidence)) + " " + finding.artifact + " " +
                    iso(*finding.time) + " " + finding.observed;
            for (const auto& [name, fact] : finding.facts) text += " " + name + "=" + fact;
            text += "\n";
        };
        for (const Said& said : said_) {
            Record record{*said.by, "/test", at_row("x", 1), said.fields};
            if (rule->picks(record)) run->see(KeptRecord(record), found);
        }
        run->end(found);
        return text;
    }

private:
    struct Said {
        const Artifact* by;
        std::vector<Field> fields;
    };
    static Time at(int second) {
        return *from_iso("2022-06-22T00:00:00Z") + std::chrono::seconds(second);
    }
    Phone& add(const Artifact& by, std::vector<Field> fields) {
        said_.push_back({&by, std::move(fields)});
        return *this;
    }
    std::list<std::string> names_;
    std::vector<Said> said_;
};

constexpr std::string_view kImageIo =
    "/private/var/root/Library/Preferences/com.apple.ImageIO.plist";

}  // namespace

TEST(TriangulationWindow, EmptyFolderAndASettingWithinMinutes) {
    EXPECT_EQ(Phone().folder("0a/1f", 100).file(kImageIo, 220, 220).judged(), R"(
medium moderate manifest 2022-06-22T00:01:40Z Attachments/0a/1f events=Attachments/0a/1f, com.apple.ImageIO.plist count=2 seconds=120
)");
}

TEST(TriangulationWindow, AllFourKindsAreOneFinding) {
    EXPECT_EQ(Phone()
                  .folder("0a", 100)
                  .file(kImageIo, 110, 111)
                  .process("nehelper", 120)
                  .location("com.apple.locationd.bundle-/System/Library/LocationBundles/"
                            "IonosphereHarvest.bundle",
                            130)
                  .judged(),
              R"(
medium moderate manifest 2022-06-22T00:01:40Z Attachments/0a events=Attachments/0a, com.apple.ImageIO.plist, com.apple.ImageIO.plist, nehelper, location count=5 seconds=30
)");
}

TEST(TriangulationWindow, WithoutAMessageTwoKindsAreLow) {
    EXPECT_TRUE(Phone()
                    .file(kImageIo, 100, 100)
                    .process("nehelper", 120)
                    .judged()
                    .starts_with("\nlow weak "));
}

TEST(TriangulationWindow, OneKindAloneIsNone) {
    EXPECT_EQ(Phone().folder("0a/1f", 100).folder("0a/20", 110).judged(), "\n");
    EXPECT_EQ(Phone().process("nehelper", 100).judged(), "\n");
}

TEST(TriangulationWindow, FarApartIsNone) {
    EXPECT_EQ(Phone().folder("0a/1f", 100).file(kImageIo, 401, 401).judged(), "\n");
}

TEST(TriangulationWindow, FolderThatHoldsAnAttachmentIsNone) {
    const std::string_view file =
        "/private/var/mobile/Library/SMS/Attachments/0a/1f/GUID/picture.heic";
    EXPECT_EQ(Phone().folder("0a/1f", 100).file(kImageIo, 110, 110).file(file, 9000, 9000).judged(),
              "\n");
    EXPECT_EQ(Phone().folder("0a", 100).file(kImageIo, 110, 110).file(file, 9000, 9000).judged(),
              "\n");
}

TEST(TriangulationWindow, AttachmentThatArrivedInTheSameMinutesExplainsIt) {
    EXPECT_EQ(Phone()
                  .folder("0a/1f", 100)
                  .file(kImageIo, 160, 160)
                  .file("/private/var/mobile/Library/SMS/Attachments/0b/00/GUID/p.heic", 130, 130)
                  .judged(),
              "\n");
}

TEST(TriangulationWindow, FolderWhoseTimesDifferIsNone) {
    EXPECT_EQ(Phone()
                  .file("/private/var/mobile/Library/SMS/Attachments/0a/1f", 100, 101)
                  .file(kImageIo, 110, 110)
                  .judged(),
              "\n");
}

TEST(TriangulationWindow, DayOnWhichAllChangedIsNone) {
    Phone phone;
    for (int i = 0; i < 11; i++) phone.folder("0a/1" + std::string(1, "0123456789a"[i]), 100 + i);
    EXPECT_EQ(phone.file(kImageIo, 105, 105).judged(), "\n");
}

// Each row of traffic says again when its process was first seen.
TEST(TriangulationWindow, ManyRowsOfOneEventAreOneEvent) {
    Phone phone;
    phone.folder("0a/1f", 100);
    for (int row = 0; row < 12; row++)
        phone.process("nehelper", 120).process("powerd/com.apple.datausage.diagnostics", 121);
    EXPECT_EQ(phone.judged(), R"(
medium moderate manifest 2022-06-22T00:01:40Z Attachments/0a/1f events=Attachments/0a/1f, nehelper, powerd/com.apple.datausage.diagnostics count=3 seconds=21
)");
}

TEST(TriangulationWindow, OtherProcessesAndFilesOfLikeNamesAreNone) {
    EXPECT_EQ(Phone().folder("0a/1f", 100).process("nehelperd", 110).judged(), "\n");
    EXPECT_EQ(Phone()
                  .folder("0a/1f", 100)
                  .file("/private/var/mobile/Library/Preferences/com.apple.ImageIO.plist", 110, 110)
                  .judged(),
              "\n");
    EXPECT_EQ(Phone().folder("0a/1f", 100).location("com.example.harvest.bundle", 110).judged(),
              "\n");
    EXPECT_EQ(Phone().folder("zz/1f", 100).file(kImageIo, 110, 110).judged(), "\n");
}

TEST(TriangulationWindow, HearsTheFilesOfADump) {
    Phone phone;
    phone.file("/private/var/mobile/Library/SMS/Attachments/0a/1f", 100, 100, kFiles);
    EXPECT_TRUE(phone.process("com.apple.WebKit.WebContent", 110)
                    .judged()
                    .starts_with("\nmedium moderate files "));
}

}  // namespace bridle::test::triangulation_window_test
