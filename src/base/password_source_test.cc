#include "base/password_source.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/text.h"
#include "support/harness.h"

namespace bridle::test::password_source_test {

static std::string password_in(std::string_view contents) {
    TemporaryFolder folder;
    std::ofstream(folder / "password") << contents;
    auto read = password_from(folder / "password", -1, "password")();
    return read ? std::string(as_text(read->bytes())) : read.error().what;
}

TEST(Password, IsTheFirstLineOfTheFile) {
    EXPECT_EQ(password_in("secret"), "secret");
    EXPECT_EQ(password_in("secret\n"), "secret");
    EXPECT_EQ(password_in("two words \r\nnot this"), "two words ");
    EXPECT_EQ(password_in(""), "");
}

TEST(Password, IsNoLongerThanAPasswordCanBe) {
    EXPECT_TRUE(password_in(std::string(5000, 'x')).contains("longer than a password can be"));
}

TEST(Password, FileThatIsNotThereIsNamed) {
    auto read = password_from("/nowhere/password", -1, "password")();
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().what, "/nowhere/password: No such file or directory");
}

}  // namespace bridle::test::password_source_test
