#include "register/web/bulk.h"

#include "base/hash.h"
#include "support/register_site.h"

namespace bridle::registry::bulk_test {

namespace {

using namespace bridle::registry::test;

class BulkTest : public SiteTest {};

NewVersion contract(std::string_view id, std::string_view status) {
    Json body = must(Json::parse(R"({"title":"C","number":"1","stage":"contract",
        "parties":[{"id":"B","name":"Police","roles":["buyer"]}],"signed":"2024-01-01",
        "value":"none","items":"none","asOf":"2025-06-02","sources":[]})"));
    body.set("status", status);
    return record("contract", id, std::move(body));
}

}  // namespace

TEST_F(BulkTest, HasEveryPublicBodyWithItsSalt) {
    publish(*registry_, {company("company-a", "One"), company("company-b", "Two")});
    must(registry_->take_down(takedown("company-a")));
    auto store = must(registry_->readers().lend());
    std::string salt = must(store->records.version("company-b", 1))->salt;
    EXPECT_EQ(body("/bulk/records/000000.jsonl"),
              "{\"index\":1,\"salt\":\"" + base64(as_bytes(salt)) +
                  "\",\"body\":{\"asOf\":\"2025-06-02\",\"name\":\"Two\"}}\n");
    EXPECT_EQ(get("/bulk/records/000001.jsonl").status, 404);
    EXPECT_EQ(get("/bulk/records/0.jsonl").status, 404);
}

TEST_F(BulkTest, HasTheNewestVersionsAsATable) {
    Json body = must(Json::parse(R"({"name":"=A, \"B\"","jurisdiction":"IL","lei":"none",
        "officers":{"withheld":"Section 3."},"roles":[{"role":"vendor"}],"asOf":"2025-06-02"})"));
    publish(*registry_, {record("company", "company-a", std::move(body))});
    std::string csv = this->body("/bulk/company.csv");
    std::string head = csv.substr(0, csv.find("\r\n"));
    EXPECT_TRUE(head.starts_with("id,seq,index,time,status,countries,identifiers,name,entityType"))
        << head;
    std::string row = csv.substr(head.size() + 2);
    EXPECT_TRUE(row.starts_with("company-a,1,0,")) << row;
    EXPECT_TRUE(row.contains(",IL,,\"'=A, \"\"B\"\"\",")) << row;
    EXPECT_TRUE(row.contains(",withheld: Section 3.,")) << row;
    EXPECT_TRUE(row.contains(",\"[{\"\"role\"\":\"\"vendor\"\"}]\",")) << row;
    EXPECT_EQ(this->body("/bulk/sale.csv").find("\r\n") + 2, this->body("/bulk/sale.csv").size());
}

TEST_F(BulkTest, StatesOwnershipInTheStandardOfIt) {
    Json owns = must(Json::parse(R"({"title":"A owns B","subject":"company-b","owner":"company-a",
        "interests":"none","isComponent":false,"asOf":"2025-06-02","sources":[]})"));
    publish(*registry_, {record("ownership", "ownership-a", owns), company("company-a"),
                         company("company-b"), correction("company-b", "B")});
    must(registry_->take_down(takedown("company-a")));
    Json statements = json("/bulk/bods.json");
    std::string out;
    for (const Json& each : statements.items())
        out += fmt::format("{} {} {}\n", each["recordId"].text(), each["recordStatus"].text(),
                           each["recordDetails"]["name"].text());
    EXPECT_EQ(out,
              "company-a new \ncompany-a closed \ncompany-b new Example\ncompany-b updated B\n"
              "ownership-a new \n");
    std::string lines = body("/bulk/bods.jsonl");
    EXPECT_EQ(std::ranges::count(lines, '\n'), 5);
}

TEST_F(BulkTest, HasNoPackageWithoutAContract) {
    EXPECT_EQ(get("/bulk/ocds-releases.json").status, 404);
    publish(*registry_, {contract("contract-a", "active")});
    EXPECT_EQ(json("/bulk/ocds-releases.json")["releases"].size(), 1u);
}

TEST_F(BulkTest, HasContractsAsReleasesAndRecords) {
    NewVersion ended = contract("contract-a", "terminated");
    ended.kind = "factChanged";
    ended.reason = "It ended";
    publish(*registry_,
            {contract("contract-a", "active"), contract("contract-b", "active"), ended});
    Json releases = json("/bulk/ocds-releases.json");
    EXPECT_EQ(releases["uri"].text(), "https://register.example/bulk/ocds-releases.json");
    ASSERT_EQ(releases["releases"].size(), 3u);
    EXPECT_EQ(releases["releases"][1]["tag"].dump(), R"(["contractTermination"])");
    Json records = json("/bulk/ocds-records.json");
    ASSERT_EQ(records["records"].size(), 2u);
    EXPECT_EQ(records["records"][0]["compiledRelease"]["contracts"][0]["status"].text(),
              "terminated");
    EXPECT_EQ(json("/bulk/ocds-extension/extension.json")["schemas"][0].text(),
              "release-schema.json");
}

TEST_F(BulkTest, ExportsAttributionsWithWhatTheyRestOn) {
    Json product = must(Json::parse(R"({"name":"Eye","vendor":"company-a","asOf":"2025-06-02",
        "sources":[]})"));
    Json link = must(Json::parse(R"({"title":"Eye","product":"product-a","confidence":"high",
        "indicatorSet":{"repository":"a/b","path":"c","sha256":"none","malwareName":"Eye"},
        "asOf":"2025-06-02","sources":[]})"));
    publish(*registry_, {company("company-a", "Acme"), record("product", "product-a", product),
                         record("attribution", "attribution-a", link), licence("licence-a"),
                         company("company-b"), licence("licence-b")});
    Json all = json("/bulk/attribution.json");
    EXPECT_EQ(all["register"]["on"].text(), "2026-03-05");
    ASSERT_EQ(all["attributions"].size(), 1u);
    EXPECT_EQ(all["attributions"][0]["vendor"]["name"].text(), "Acme");
    EXPECT_EQ(ids(all["attributions"][0]["licences"]), "licence-a licence-b");
    auto store = must(registry_->readers().lend());
    EXPECT_TRUE(must(attribution_export(*store, registry_->settings())).starts_with("{\n"));
}

TEST_F(BulkTest, IsCataloguedWithSizesAndChecksums) {
    publish(*registry_, {company("company-a"), contract("contract-a", "active")});
    Json catalogue = json("/bulk/catalogue.jsonld");
    std::string turtle = body("/bulk/catalogue.ttl");
    const Json& files = catalogue["dcat:dataset"]["dcat:distribution"];
    EXPECT_EQ(files.size(), 6u + 13u + 1u);
    for (const Json& file : files.items()) {
        std::string url(file["dcat:downloadURL"]["@id"].text());
        std::string text = body(url.substr(url.find("/bulk/")));
        EXPECT_EQ(file["dcat:byteSize"]["@value"].text(), std::to_string(text.size())) << url;
        std::string digest = hex(sha256(as_bytes(text)));
        EXPECT_EQ(file["spdx:checksum"]["spdx:checksumValue"]["@value"].text(), digest) << url;
        EXPECT_TRUE(turtle.contains("<" + url + "> a dcat:Distribution")) << url;
        EXPECT_TRUE(turtle.contains(digest)) << url;
    }
}

}  // namespace bridle::registry::bulk_test
