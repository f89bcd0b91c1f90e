#include "register/web/country_name.h"

#include <gtest/gtest.h>

namespace bridle::registry::country_name_test {

TEST(CountryName, IsInTheLanguageOfThePage) {
    EXPECT_EQ(country_name("en", "GR"), "Greece");
    EXPECT_EQ(country_name("fr", "GR"), "Grèce");
    EXPECT_EQ(country_name("es", "GR"), "Grecia");
    EXPECT_EQ(country_name("ar", "GR"), "اليونان");
    EXPECT_EQ(country_name("en", "XK"), "Kosovo");
}

TEST(CountryName, OfWhatIsNoCountryIsItsCode) {
    EXPECT_EQ(country_name("en", "QZ"), "QZ");
    EXPECT_EQ(country_name("en", ""), "");
}

TEST(LanguageName, IsInTheLanguageOfThePage) {
    EXPECT_EQ(language_name("en", "fr"), "French");
    EXPECT_EQ(language_name("es", "fr"), "francés");
    EXPECT_EQ(language_name("en", "zh-Hant"), "Chinese (Traditional)");
    EXPECT_EQ(language_name("en", "qqq"), "qqq");
}

}  // namespace bridle::registry::country_name_test
