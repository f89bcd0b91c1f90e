#include "register/model/codes.h"

#include <gtest/gtest.h>

namespace bridle::registry::codes_test {

TEST(Codes, HasEveryCountryOfTheStandardAndKosovo) {
    EXPECT_EQ(country_codes().size(), 249u + 1);
    for (std::string_view code : {"AD", "IL", "GB", "SS", "XK", "ZW", "BQ", "CW"})
        EXPECT_TRUE(is_country(code)) << code;
    for (std::string_view code : {"", "A", "il", "UK", "EU", "AN", "SU", "YU", "ISR", "AA", "ZZ"})
        EXPECT_FALSE(is_country(code)) << code;
}

TEST(Codes, KnowsCurrenciesOfTodayAndOfRecentYears) {
    for (std::string_view code : {"AED", "EUR", "ILS", "USD", "ZWG", "XOF", "HRK", "BGN", "VEF"})
        EXPECT_TRUE(is_currency(code)) << code;
    for (std::string_view code : {"", "eur", "EU", "DEM", "XAU", "XTS",
                                  "XX"
                                  "X",
                                  "BTC", "EUR "})
        EXPECT_FALSE(is_currency(code)) << code;
}

TEST(Codes, KnowsTheFormOfControlCodes) {
    for (std::string_view code : {"4A005", "4D004", "4E001.c", "5A001.j", "5D002.a.3.b", "5A992.c",
                                  "4.A.5", "4.E.1.c", "5.A.1.j", "5.D.2.c.3.b", "0A501.a.10"})
        EXPECT_TRUE(is_control_code(code)) << code;
    for (std::string_view code : {"", "4A5", "4A0055", "4F005", "4a005", "4A005.", "4A005.C",
                                  "4A005.3", "4E001c", "4.A5", "4A.5", "4.A.", "4.A.05", "4.A.5.",
                                  "A005", "44A005", "4A005 ", "4E001.c.d", "4A005.a.100"})
        EXPECT_FALSE(is_control_code(code)) << code;
}

TEST(Codes, FindsTheRegistryOfAnOrgId) {
    for (const OrgIdScheme& scheme : org_id_schemes()) {
        ASSERT_EQ(find_org_id_scheme(scheme.code), &scheme) << scheme.code;
        EXPECT_TRUE(is_country(scheme.code.substr(0, 2))) << scheme.code;
    }
    EXPECT_EQ(find_org_id_scheme("IL-ROC")->title, "Israel: Registrar of Companies");
    EXPECT_EQ(find_org_id_scheme("IL"), nullptr);
    EXPECT_EQ(find_org_id_scheme("XX-CR"), nullptr);
}

}  // namespace bridle::registry::codes_test
