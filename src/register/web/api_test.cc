#include "base/json.h"
#include "register/log/policy.h"
#include "register/log/proof_file.h"
#include "support/register_site.h"

namespace bridle::registry::api_test {

namespace {

using namespace bridle::registry::test;

class ApiTest : public SiteTest {};

}  // namespace

TEST_F(ApiTest, SaysWhatTheRegisterIs) {
    publish(*registry_, {company("company-a"), licence("licence-a")});
    Json document = json("/v1/register.json");
    EXPECT_EQ(document["name"].text(), "Register of the tests");
    EXPECT_EQ(document["log"]["origin"].text(), "register.example/log");
    EXPECT_EQ(document["log"]["vkey"].text(), registry_->vkey());
    EXPECT_EQ(document["log"]["size"].integer(), 2);
    EXPECT_EQ(document["records"]["company"].integer(), 1);
    EXPECT_EQ(document["records"]["sale"].integer(), 0);
    EXPECT_EQ(document["countries"].dump(), R"(["IL","MX"])");
}

TEST_F(ApiTest, GivesARecordWithItsBody) {
    publish(*registry_, {company("company-a", "Ac\"me")});
    std::string text = body("/v1/records/company-a.json");
    Json document = Json::parse(text).value();
    EXPECT_EQ(document["body"].canonical(), R"({"asOf":"2025-06-02","name":"Ac\"me"})");
    document.erase("body");
    document.erase("time");
    EXPECT_EQ(document.dump(1), R"({
 "id": "company-a",
 "type": "company",
 "seq": 1,
 "index": 0,
 "action": "publish",
 "schema": "https://bridle.example/schemas/company/1",
 "asOf": "2025-06-02",
 "links": {
  "self": "https://register.example/v1/records/company-a.json",
  "version": "https://register.example/v1/records/company-a/1.json",
  "history": "https://register.example/v1/records/company-a/history.json",
  "proof": "https://register.example/v1/records/company-a/1.tlog-proof",
  "html": "https://register.example/en/record/company-a.html"
 },
 "log": {
  "origin": "register.example/log"
 }
})");
}

TEST_F(ApiTest, KeepsEveryVersionInReach) {
    publish(*registry_, {company("company-a", "One"), company("company-b")});
    publish(*registry_, {correction("company-a", "Two", "clericalError")});
    EXPECT_EQ(json("/v1/records/company-a.json")["body"]["name"].text(), "Two");
    EXPECT_EQ(json("/v1/records/company-a/1.json")["body"]["name"].text(), "One");
    EXPECT_EQ(json("/v1/records/company-a/2.json")["kind"].text(), "clericalError");
    EXPECT_EQ(json("/v1/records/company-a.json?asOf=2")["body"]["name"].text(), "One");
    EXPECT_EQ(json("/v1/records/company-a.json?asOf=3")["body"]["name"].text(), "Two");
    std::string today = iso(now()).substr(0, 10);
    EXPECT_EQ(json("/v1/records/company-a.json?asOf=" + today)["seq"].integer(), 2);
    EXPECT_EQ(refusal("/v1/records/company-a.json?asOf=2001-01-01"),
              "404 There was no such record then, if there is one now.");
    EXPECT_EQ(refusal("/v1/records/company-b.json?asOf=1"),
              "404 There was no such record then, if there is one now.");
    EXPECT_EQ(refusal("/v1/records/company-a.json?asOf=4"),
              "400 the log has 3 leaves by now, not 4");
    Json history = json("/v1/records/company-a/history.json");
    EXPECT_EQ(history["title"].text(), "Two");
    ASSERT_EQ(history["versions"].size(), 2u);
    EXPECT_EQ(history["versions"][1]["reason"].text(), "It is so");
}

TEST_F(ApiTest, ProvesEveryVersion) {
    publish(*registry_, {company("company-a"), company("company-b")});
    auto receipt = ProofFile::parse(body("/v1/records/company-b/1.tlog-proof"));
    ASSERT_TRUE(receipt) << receipt.error().what;
    Json extra = Json::parse(receipt->extra.value()).value();
    auto policy = Policy::parse(registry_->policy());
    EXPECT_TRUE(verify_proof(*receipt, as_bytes(extra["leaf"].text()), policy.value()));
}

TEST_F(ApiTest, SaysThatAndWhyARecordWasTakenDown) {
    publish(*registry_, {company("company-a", "Secret"), correction("company-a", "Secret, too")});
    must(registry_->take_down(takedown("company-a")));
    for (std::string_view path : {"/v1/records/company-a.json", "/v1/records/company-a/1.json",
                                  "/v1/records/company-a/2.json", "/v1/records/company-a/3.json"}) {
        Response response = get(path);
        EXPECT_EQ(response.status, 410) << path;
        Json document = Json::parse(*response.body).value();
        EXPECT_EQ(document["seq"].integer(), 3) << path;
        EXPECT_EQ(document["action"].text(), "tombstone");
        EXPECT_EQ(document["basis"].text(), "Article 17");
        EXPECT_EQ(document["authority"].text(), "A court");
        EXPECT_EQ(document["reason"].text(), "An order");
    }
    EXPECT_FALSE(body("/v1/records/company-a/history.json").contains("Secret"));
    EXPECT_FALSE(body("/v1/changes.json").contains("Secret"));
    EXPECT_FALSE(body("/v1/records/company-a/1.tlog-proof").empty());
}

TEST_F(ApiTest, GoesOnWithARecordOfWhichOneVersionWasTakenDown) {
    publish(*registry_, {company("company-a", "Secret"), correction("company-a", "Two")});
    must(registry_->take_down(takedown("company-a", 1)));
    EXPECT_EQ(json("/v1/records/company-a.json")["body"]["name"].text(), "Two");
    EXPECT_EQ(json("/v1/records/company-a/2.json")["body"]["name"].text(), "Two");
    Response gone = get("/v1/records/company-a/1.json");
    EXPECT_EQ(gone.status, 410);
    EXPECT_EQ(Json::parse(*gone.body).value()["scope"].integer(), 1);
}

TEST_F(ApiTest, ListsRecordsPageByPage) {
    publish(*registry_, {company("company-a"), company("company-b"), licence("licence-a"),
                         company("company-c")});
    Json first = json("/v1/records.json?type=company&limit=2");
    EXPECT_EQ(ids(first["records"]), "company-a company-b");
    EXPECT_EQ(first["next"].text(),
              "https://register.example/v1/records.json?type=company&limit=2&after=company-b");
    Json second = json("/v1/records.json?type=company&limit=2&after=company-b");
    EXPECT_EQ(ids(second["records"]), "company-c");
    EXPECT_EQ(second.find("next"), nullptr);
    EXPECT_EQ(ids(json("/v1/records.json?country=il")["records"]), "licence-a");
    EXPECT_EQ(ids(json("/v1/records.json?status=granted")["records"]), "licence-a");
    EXPECT_EQ(ids(json("/v1/records.json?changedSince=2999-01-01")["records"]), "");
    Json page = json("/v1/types/company/page/1.json");
    EXPECT_EQ(ids(page["records"]), "company-a company-b company-c");
    EXPECT_EQ(page["pages"].integer(), 1);
    EXPECT_EQ(refusal("/v1/types/company/page/2.json"), "404 There is no such page of this type.");
}

TEST_F(ApiTest, FollowsTheLogWithItsIndexAsCursor) {
    publish(*registry_, {company("company-a"), company("company-b"), company("company-c")});
    Json first = json("/v1/changes.json?limit=2");
    EXPECT_EQ(ids(first["changes"]), "company-a company-b");
    EXPECT_EQ(first["next"].text(), "https://register.example/v1/changes.json?after=1&limit=2");
    EXPECT_EQ(ids(json("/v1/changes.json?after=1&limit=2")["changes"]), "company-c");
    EXPECT_EQ(ids(json("/v1/changes.json?after=2")["changes"]), "");
    EXPECT_EQ(ids(json("/v1/changes/0.json")["changes"]), "company-a company-b company-c");
    EXPECT_EQ(refusal("/v1/changes/1.json"), "404 The log has not come so far.");
}

TEST_F(ApiTest, KnowsWhatALicenceIsWorthOnADay) {
    publish(*registry_, {licence("licence-a"), moratorium("moratorium-a", "2025-01-01")});
    EXPECT_EQ(json("/v1/records/licence-a.json")["effectiveStatus"].dump(),
              R"({"on":"2026-03-05","status":"underMoratorium","stated":"granted",)"
              R"("since":"2025-01-01","moratoria":["moratorium-a"]})");
    EXPECT_EQ(json("/v1/licences/licence-a/status.json?on=2024-06-01")["effectiveStatus"].dump(),
              R"({"on":"2024-06-01","status":"granted","stated":"granted",)"
              R"("since":"2024-02-01","moratoria":[]})");
    EXPECT_EQ(refusal("/v1/licences/licence-a/status.json?on=yesterday"),
              "400 \"on\" is a date such as 2024-03-05");
    EXPECT_EQ(refusal("/v1/licences/moratorium-a/status.json"), "404 There is no such licence.");
}

TEST_F(ApiTest, SearchesForWords) {
    publish(*registry_, {company("company-a", "Example Systems"), company("company-b", "Other")});
    Json found = json("/v1/search.json?q=systems");
    EXPECT_EQ(ids(found["results"]), "company-a");
    EXPECT_EQ(found["more"], Json(false));
    EXPECT_EQ(refusal("/v1/search.json?limit=101"),
              "400 \"limit\" is a whole number from 1 to 100");
    EXPECT_EQ(refusal("/v1/search.json?q=" + std::string(501, 'x')),
              "400 \"q\" has more than 500 bytes");
}

TEST_F(ApiTest, MatchesBatches) {
    Json body = must(Json::parse(R"({"name":"Example Systems Ltd","asOf":"2025-06-02",
        "lei":"5493001KJTIIGC8Y1R12"})"));
    publish(*registry_, {record("company", "company-a", body), company("company-b", "Other")});
    Json answer = post("/v1/match", R"({"queries":{
        "one":{"schema":"Company","properties":{"name":["Example Systems Ltd"]}},
        "two":{"type":"company","properties":{"identifiers":["LEI:5493001KJTIIGC8Y1R12"]}},
        "three":{"schema":"LegalEntity","properties":{"name":"Zzyzx Qwerty"}}}})");
    const Json& responses = answer["responses"];
    EXPECT_EQ(responses["one"]["results"][0]["record"]["id"].text(), "company-a");
    EXPECT_EQ(responses["one"]["results"][0]["score"], Json(1));
    EXPECT_EQ(responses["one"]["results"][0]["match"], Json(true));
    EXPECT_EQ(responses["two"]["results"][0]["record"]["id"].text(), "company-a");
    EXPECT_EQ(responses["three"]["results"].size(), 0u);
}

TEST_F(ApiTest, RefusesAMatchThatIsNone) {
    auto refused = [&](std::string text) {
        return std::string(post("/v1/match", std::move(text), 400)["detail"].text());
    };
    EXPECT_TRUE(refused("{").starts_with("the body is no JSON: "));
    EXPECT_EQ(refused("{}"), "\"queries\" is an object of 1 to 100 queries");
    EXPECT_EQ(refused(R"({"queries":{"a":{}}})"),
              "query \"a\": \"properties\" of a query has \"name\" or \"identifiers\", or both");
    EXPECT_EQ(
        refused(R"({"queries":{"a":{"schema":"Vessel"}}})"),
        "query \"a\": \"schema\" or \"type\" of a query is one of the types of /v1/types.json");
    EXPECT_EQ(refused(R"({"queries":{"a":{"properties":{"name":[1]}}}})"),
              "query \"a\": \"name\" is a text or a list of texts");
    EXPECT_EQ(refused(R"({"threshold":2,"queries":{"a":{"properties":{"name":"x"}}}})"),
              "\"threshold\" is a number from 0 to 1");
    std::string many = R"({"queries":{)";
    for (int i = 0; i <= 100; i++) many += fmt::format(R"({}"{}":{{}})", i ? "," : "", i);
    EXPECT_EQ(refused(many + "}}"), "\"queries\" is an object of 1 to 100 queries");
}

TEST_F(ApiTest, SaysWhatIsWrongWithAQuestion) {
    publish(*registry_, {company("company-a")});
    EXPECT_EQ(refusal("/v1/records.json?typ=company"),
              "400 there is no parameter \"typ\" here: there are type, country, status, "
              "changedSince, after, limit");
    EXPECT_EQ(refusal("/v1/records.json?type=x"),
              "400 \"type\" is one of the types of /v1/types.json");
    EXPECT_EQ(refusal("/v1/records.json?limit=0"),
              "400 \"limit\" is a whole number from 1 to 1000");
    EXPECT_EQ(refusal("/v1/records.json?limit=1&limit=2"), "400 \"limit\" is given twice");
    EXPECT_EQ(refusal("/v1/records.json?country=USA"),
              "400 \"country\" is the two letters of ISO 3166-1");
    EXPECT_EQ(refusal("/v1/register.json?x=1"), "400 there are no parameters here, such as \"x\"");
    EXPECT_EQ(refusal("/v1/changes.json?after=x"),
              "400 \"after\" is the index of a leaf, or -1 for all from the first");
    EXPECT_EQ(refusal("/v1/records/company-z.json"), "404 There is no such record.");
    EXPECT_EQ(refusal("/v1/records/company-a/2.json"),
              "404 There is no such version of this record.");
    EXPECT_EQ(refusal("/v1/records/company-a/01.json"),
              "404 There is no such document of a record.");
    EXPECT_EQ(refusal("/v1/nothing"),
              "404 There is no such address: /v1/openapi.json has all of them.");
}

TEST_F(ApiTest, TellsWhichMethodsThereAre) {
    Response wrong = site_->handle(request("/v1/records.json", Method::del));
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(wrong.headers.at(0).second, "GET, HEAD, OPTIONS");
    Response match = get("/v1/match");
    EXPECT_EQ(match.status, 405);
    EXPECT_EQ(match.headers.at(0).second, "POST, OPTIONS");
}

// Of the costly questions, and of each client: what costs little is never refused.
TEST_F(ApiTest, AnswersWhoAsksTooOftenWithWhenToAskAgain) {
    auto asks = [&](std::string path, std::string remote, Method method = Method::get) {
        Request asked = request(std::move(path), method);
        asked.remote = std::move(remote);
        return site_->handle(asked);
    };
    auto until_refused = [&](std::string path, Method method = Method::get) {
        for (int count = 0; count < 1000; count++)
            if (asks(path, "192.0.2.1", method).status == 429) return count;
        return -1;
    };
    EXPECT_EQ(until_refused("/v1/search.json?q=a"), 300);
    EXPECT_EQ(until_refused("/v1/match", Method::post), 60);
    EXPECT_EQ(until_refused("/v1/takedowns", Method::post), 300);
    EXPECT_EQ(until_refused("/v1/records.json"), -1);
    Response refused = asks("/v1/search.json?q=a", "192.0.2.1");
    EXPECT_EQ(refused.type, "application/problem+json");
    EXPECT_EQ(refused.headers.back(), (std::pair<std::string, std::string>("Retry-After", "1")));
    EXPECT_EQ(asks("/en/search/?q=a", "192.0.2.1").status, 429);
    EXPECT_EQ(asks("/v1/search.json?q=a", "192.0.2.2").status, 200);
    EXPECT_EQ(asks("/v1/search.json?q=a", "127.0.0.1").status, 200);
}

TEST_F(ApiTest, HidesTheTrailOfAudit) {
    AuditEvent event{"filing.returned", "account-a", "registrar", "filing-a", "for reasons"};
    auto accepted = must(registry_->publish(std::vector{company("company-a")}, {event}));
    EXPECT_EQ(json("/v1/register.json")["log"]["size"].integer(), 2);
    EXPECT_EQ(ids(json("/v1/changes.json")["changes"]), "company-a");
    auto store = must(registry_->readers().lend());
    auto audit = must(store->records.by_index(1));
    ASSERT_TRUE(audit);
    EXPECT_EQ(get("/v1/records/" + audit->record_id + ".json").status, 404);
    EXPECT_EQ(get("/v1/records/" + audit->record_id + "/1.json").status, 404);
}

TEST_F(ApiTest, HasTheSchemaOfEveryType) {
    Json types = json("/v1/types.json");
    ASSERT_EQ(types["types"].size(), 13u);
    for (const Json& type : types["types"].items())
        EXPECT_EQ(json("/v1/schemas/" + std::string(type["name"].text()) + ".json")["$id"],
                  type["schema"]);
    EXPECT_EQ(json("/v1/schemas/common.json")["$id"].text(),
              "https://bridle.example/schemas/common/1");
    EXPECT_EQ(get("/v1/schemas/none.json").status, 404);
}

TEST_F(ApiTest, DescribesItself) {
    EXPECT_EQ(json("/v1/openapi.json")["openapi"].text(), "3.1.0");
}

}  // namespace bridle::registry::api_test
