#include "register/model/summary.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bridle::registry::summary_test {
namespace {

std::string shown(std::string_view type, std::string_view body) {
    auto json = Json::parse(body);
    if (!json) return json.error().what;
    Summary summary = summarise(*find_type(type), *json);
    std::string links;
    for (const Link& link : summary.links) links += " " + link.relation + ">" + link.to;
    return "\ntitle: " + summary.title + "\nnames: " + joined(summary.names, "|") +
           "\ntext: " + joined(split(summary.text, '\n'), "|") +
           "\ncountries: " + joined(summary.countries, " ") + "\nlinks:" + links +
           "\nidentifiers: " + joined(summary.identifiers, " ") + "\nstatus: " + summary.status +
           "\nas of: " + summary.as_of + "\n";
}

TEST(Summary, OfACompanyHasAllItsNamesCountriesAndIdentifiers) {
    EXPECT_EQ(shown("company", R"({
        "name": "Memento Labs", "jurisdiction": "US-DE", "status": "active",
        "lei": "5493001KJTIIGC8Y1R12",
        "identifiers": [{"scheme": "IL-ROC", "id": "510230055"},
                        {"schemeName": "Chamber", "id": "7"}, {"id": 4}],
        "formerNames": [{"name": "Hacking Team"}],
        "otherNames": [{"name": "Memento Labs", "kind": "alias"}],
        "addresses": [{"country": "IT", "address": "Via Uno"}, {"country": "US"}],
        "roles": [{"role": "vendor"}, {"role": "subsidiary", "towards": "company-owner"}],
        "predecessors": [{"predecessor": "company-hacking-team", "how": "Purchase."}],
        "publicListing": [{"exchange": "Borsa", "isin": "US0378331005", "ticker": "MEM"}],
        "asOf": "2025-10-31"})"),
              R"(
title: Memento Labs
names: Memento Labs|Hacking Team
text: Memento Labs|Chamber|510230055|7|Hacking Team|Via Uno|Borsa|MEM|Purchase.
countries: IT US
links: towards>company-owner predecessor>company-hacking-team
identifiers: LEI:5493001KJTIIGC8Y1R12 IL-ROC-510230055 Chamber:7 ISIN:US0378331005
status: active
as of: 2025-10-31
)");
}

TEST(Summary, NoneAndWithheldAreNoNamesCountriesOrIdentifiers) {
    EXPECT_EQ(shown("company", R"({
        "name": "A", "jurisdiction": {"withheld": "not said"}, "status": "unknown", "lei": "none",
        "identifiers": "none", "formerNames": {"withheld": "by law"}, "addresses": "none",
        "asOf": "2025"})"),
              R"(
title: A
names: A
text: A|not said|by law
countries: 
links:
identifiers: 
status: unknown
as of: 2025
)");
}

TEST(Summary, TheStatusOfALicenceIsTheLatestOfItsHistory) {
    EXPECT_EQ(shown("licence", R"({
        "title": "Export", "holder": "company-a", "destinations": ["FR", "DE", "FR"],
        "authority": {"name": "Office", "country": "EU"},
        "items": [{"description": "P", "product": "product-p"},
                  {"description": "P again", "product": "product-p"}],
        "history": [{"status": "applied", "date": "2023"}, {"status": "refused", "date": "2024"}],
        "asOf": "2024-05-01"})"),
              R"(
title: Export
names: Export
text: Export|Office|P|P again
countries: DE EU FR
links: holder>company-a product>product-p
identifiers: 
status: refused
as of: 2024-05-01
)");
}

TEST(Summary, AListOfLinksBearsTheNameOfItsProperty) {
    EXPECT_EQ(shown("sale", R"({"title": "S", "products": ["product-a", "product-b"],
        "licence": "none", "client": {"name": "Police", "record": "company-police"}})"),
              R"(
title: S
names: S|Police
text: S|Police
countries: 
links: products>product-a products>product-b record>company-police
identifiers: 
status: 
as of: 
)");
}

TEST(Summary, OfNonsenseIsItsTypeAndNothingElse) {
    EXPECT_EQ(shown("sale", R"([{"title": 7}])"),
              "\ntitle: sale\nnames: \ntext: \ncountries: \nlinks:\nidentifiers: \nstatus: "
              "\nas of: \n");
}

}  // namespace
}  // namespace bridle::registry::summary_test
