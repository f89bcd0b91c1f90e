#include "artifact/addresses.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bridle::addresses_test {

static std::string found_in(std::string_view text) {
    LookBudget budget;
    Addresses addresses(budget);
    addresses.find_in_bytes(as_bytes(text));
    std::string all;
    for (const std::string& address : addresses.all()) all += address + " ";
    return all;
}

TEST(Addresses, AreFoundInWhateverIsAroundThem) {
    EXPECT_EQ(found_in("mailto:alex@mail.example"), "alex@mail.example ");
    EXPECT_EQ(found_in("Write to <a.b+c@x-y.mail.example>, or bo@mail.example."),
              "a.b+c@x-y.mail.example bo@mail.example ");
    EXPECT_EQ(found_in("tel:+12025550100 and not 12025550100"), "+12025550100 ");
    EXPECT_EQ(found_in("+1 (202) 555-0100"), "+1 (202) 555-0100 ");
    EXPECT_EQ(found_in(std::string("\x0a\x11"
                                   "alex@mail.example\0\x12",
                                   21)),
              "alex@mail.example ");
}

TEST(Addresses, WhatOnlyLooksLikeOneIsNone) {
    for (std::string_view text : {"icon@2x.png", "@mail.example", "alex@", "alex@mail", "a@b..com",
                                  "a@.com", "a@1.2", "@@@@", "+123", "x+12025550100"})
        EXPECT_EQ(found_in(text), "") << text;
}

TEST(Addresses, AreNotLookedForBeyondTheBudget) {
    LookBudget budget{.bytes = 30};
    Addresses addresses(budget);
    addresses.find_in("alex@mail.example");
    addresses.find_in("bo@mail.example");
    EXPECT_EQ(addresses.all().size(), 1u);
}

}  // namespace bridle::addresses_test
