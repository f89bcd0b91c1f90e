#include "register/store/answers.h"

#include <gtest/gtest.h>

namespace bridle::registry::answers_test {
namespace {

TEST(Answers, GiveBackWhatWasKeptAsWhatItWas) {
    Answers answers;
    answers.keep("title", std::string("Acme"), 1);
    ASSERT_NE(answers.find<std::string>("title"), nullptr);
    EXPECT_EQ(*answers.find<std::string>("title"), "Acme");
    EXPECT_EQ(answers.find<int>("title"), nullptr);
    EXPECT_EQ(answers.find<std::string>("other"), nullptr);
}

TEST(Answers, AreForgottenWhenTheyBecomeTooMany) {
    Answers answers;
    for (int i = 0; i < 1000; i++) answers.keep(std::to_string(i), i, 1);
    EXPECT_NE(answers.find<int>("0"), nullptr);
    answers.keep("1000", 1000, 1);
    EXPECT_EQ(answers.find<int>("0"), nullptr);
    EXPECT_NE(answers.find<int>("1000"), nullptr);
}

TEST(Answers, OfTooManyRowsAreNotKeptAndDriveNothingOut) {
    Answers answers;
    answers.keep("small", 1, 1);
    answers.keep("large", 2, 1001);
    EXPECT_EQ(answers.find<int>("large"), nullptr);
    EXPECT_NE(answers.find<int>("small"), nullptr);
}

}  // namespace
}  // namespace bridle::registry::answers_test
