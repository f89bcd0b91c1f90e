#include "format/file_list.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bridle::file_list_test {
namespace {

std::string listed(std::string_view bytes) {
    MemoryFile file(as_bytes(bytes));
    std::string out;
    auto done = read_file_list(file, [&](const ListedFile& each) -> Result<void> {
        out += std::string(each.path) + " " + std::to_string(each.size.value_or(0)) + "\n";
        return {};
    });
    return done ? out : out + "! " + done.error().what;
}

TEST(FileList, GivesBackWhatWasPutDown) {
    FileListWriter writer;
    std::string expected;
    for (int i = 0; i < 20'000; i++) {
        std::string path = "/private/var/" + std::to_string(i % 97) + "/" + std::to_string(i);
        writer.add({.path = path, .modified = Time(std::chrono::seconds(-i)), .size = i * 1000u});
        expected += path + " " + std::to_string(i * 1000) + "\n";
    }
    EXPECT_LT(writer.bytes().size(), expected.size());
    EXPECT_TRUE(listed(writer.bytes()) == expected);
}

TEST(FileList, IsNone) {
    EXPECT_EQ(listed("something else, and long enough"), "! no list of files");
    EXPECT_EQ(listed(""), "! the list of files breaks off");
}

TEST(FileList, SharesMoreThanThereIs) {
    EXPECT_EQ(listed("bridle files 1\n\x20\x01\x01x"), "! the list of files is damaged");
}

}  // namespace
}  // namespace bridle::file_list_test
