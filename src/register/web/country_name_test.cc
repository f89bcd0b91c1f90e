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

}  // namespace bridle::registry::country_name_test
