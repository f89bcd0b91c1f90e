#include "register/model/ocds.h"

#include <gtest/gtest.h>

namespace bridle::registry::ocds_test {

namespace {

const Publisher kPublisher{"The keeper", "https://register.example", "register.example/log",
                           "https://creativecommons.org/publicdomain/zero/1.0/"};

ExportedVersion version(std::int64_t seq, std::string_view changes = "{}") {
    Json body = Json::parse(R"({
        "title": "Phone access", "number": {"withheld": "Section 3."}, "stage": "implementation",
        "status": "active",
        "parties": [{"id": "B", "name": "Police", "roles": ["buyer", "procuringEntity"]},
                    {"id": "S", "name": "Acme Ltd", "roles": ["supplier"], "country": "IL",
                     "identifier": {"scheme": "IL-ROC", "id": "510230055"},
                     "party": "company-acme"}],
        "signed": "2024-09", "period": {"from": "2024-09-27", "until": "2025"},
        "value": {"amount": 2000000, "currency": "USD"},
        "items": [{"id": "1", "description": "Licences", "product": "product-eye", "quantity": 3}],
        "milestones": [{"id": "m1", "title": "Stop-work order", "kind": "stopWork",
                        "met": "2024-10-08", "status": "met"}],
        "asOf": "2026-03-01",
        "sources": [{"id": "s1", "kind": "press", "title": "News", "published": "2026"}]})")
                    .value();
    const Json patch = Json::parse(changes).value();
    for (const auto& [key, value] : patch.members())
        if (value.is_null())
            body.erase(key);
        else
            body.set(key, value);
    ExportedVersion out;
    out.record_id = "contract-x";
    out.type = "contract";
    out.seq = seq;
    out.action = seq == 1 ? "publish" : "correct";
    out.time = "2026-03-0" + std::to_string(seq) + "T10:00:00Z";
    out.body = std::move(body);
    return out;
}

std::vector<Json> releases(const std::vector<ExportedVersion>& versions) {
    return ocds_releases(versions, "ocds-unregistered", kPublisher);
}

TEST(Ocds, ReleasesAContract) {
    auto all = releases({version(1)});
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].dump(1), R"({
 "ocid": "ocds-unregistered-contract-x",
 "id": "ocds-unregistered-contract-x-1",
 "date": "2026-03-01T10:00:00Z",
 "tag": [
  "award",
  "contract"
 ],
 "initiationType": "tender",
 "parties": [
  {
   "id": "B",
   "name": "Police",
   "roles": [
    "buyer",
    "procuringEntity"
   ]
  },
  {
   "id": "S",
   "name": "Acme Ltd",
   "roles": [
    "supplier"
   ],
   "identifier": {
    "scheme": "IL-ROC",
    "id": "510230055",
    "legalName": "Acme Ltd"
   },
   "address": {
    "countryName": "IL"
   },
   "details": {
    "record": "company-acme",
    "url": "https://register.example/v1/records/company-acme.json"
   }
  }
 ],
 "buyer": {
  "id": "B",
  "name": "Police"
 },
 "contracts": [
  {
   "id": "contract-x",
   "awardID": "contract-x-award",
   "title": "Phone access",
   "status": "active",
   "period": {
    "startDate": "2024-09-27T00:00:00Z",
    "endDateAsKnown": "2025"
   },
   "value": {
    "amount": 2000000,
    "currency": "USD"
   },
   "items": [
    {
     "id": "1",
     "description": "Licences",
     "quantity": 3,
     "classification": {
      "scheme": "register.example/log",
      "id": "product-eye",
      "uri": "https://register.example/v1/records/product-eye.json"
     }
    }
   ],
   "dateSignedAsKnown": "2024-09",
   "milestones": [
    {
     "id": "m1",
     "title": "Stop-work order",
     "code": "stopWork",
     "dateMet": "2024-10-08T00:00:00Z",
     "status": "met"
    }
   ],
   "withheld": {
    "number": "Section 3."
   }
  }
 ],
 "awards": [
  {
   "id": "contract-x-award",
   "status": "active",
   "suppliers": [
    {
     "id": "S",
     "name": "Acme Ltd"
    }
   ]
  }
 ]
})");
}

std::string tags(std::string_view before, std::string_view now) {
    return releases({version(1, before), version(2, now)})[1]["tag"].dump();
}

TEST(Ocds, SaysByItsTagsWhatAReleaseIsAbout) {
    std::string_view planned = R"({"stage": "planning", "planning": {"rationale": "need"}})";
    EXPECT_EQ(releases({version(1, planned)})[0]["tag"].dump(), R"(["planning"])");
    EXPECT_EQ(tags(planned, R"({"stage": "tender", "planning": {"rationale": "need"},
                                "tender": {"method": "open", "status": "active"}})"),
              R"(["tender"])");
    EXPECT_EQ(tags(R"({"stage": "tender", "tender": {"method": "open", "status": "active"}})",
                   R"({"stage": "tender", "tender": {"method": "open", "status": "cancelled"}})"),
              R"(["tenderCancellation"])");
    EXPECT_EQ(tags("{}", R"({"status": "suspended"})"), R"(["contractUpdate"])");
    EXPECT_EQ(tags("{}", R"({"status": "completed"})"), R"(["contractTermination"])");
    EXPECT_EQ(tags("{}", R"({"amendments": [{"id": "a", "date": "2025-01-01",
                              "description": "More"}]})"),
              R"(["contractAmendment"])");
    EXPECT_EQ(tags("{}", R"({"transactions": [{"id": "t", "date": "2025-01-01",
                              "value": {"amount": 1, "currency": "USD"}}]})"),
              R"(["contractUpdate","implementation"])");
    EXPECT_EQ(tags("{}", R"({"asOf": "2026-03-02"})"), R"(["contractUpdate"])");
}

TEST(Ocds, KeepsAnOrderToStopWorkInOurOwnField) {
    Json contract = releases({version(1, R"({"status": "suspended"})")})[0]["contracts"][0];
    EXPECT_EQ(contract["status"].text(), "active");
    EXPECT_EQ(contract["statusDetails"].text(), "suspended");
}

TEST(Ocds, SaysWithNullsWhatIsGone) {
    auto all = releases({version(1), version(2, R"({"milestones": null, "signed": "2024-09-27",
        "items": [{"id": "2", "description": "Training"}]})")});
    const Json& contract = all[1]["contracts"][0];
    EXPECT_EQ(contract["milestones"].dump(),
              R"([{"id":"m1","title":null,"code":null,"dateMet":null,"status":null}])");
    EXPECT_EQ(
        contract["items"].dump(),
        R"([{"id":"2","description":"Training"},{"id":"1","description":null,)"
        R"("quantity":null,"classification":{"scheme":null,"id":"product-eye","uri":null}}])");
    EXPECT_EQ(*contract.find("dateSignedAsKnown"), Json());
    EXPECT_EQ(contract["dateSigned"].text(), "2024-09-27T00:00:00Z");
}

TEST(Ocds, CompilesWhatTheLastVersionSays) {
    auto all = releases({version(1), version(2, R"({"signed": "2024-09-27", "value": "none",
        "description": "More."})"),
                         version(3, R"({"signed": "2024-09-27"})")});
    Json compiled = ocds_record(all)["compiledRelease"];
    EXPECT_EQ(compiled["id"].text(), "ocds-unregistered-contract-x-2026-03-03T10:00:00Z");
    EXPECT_EQ(compiled["tag"].dump(), R"(["compiled"])");
    Json last = releases({version(3, R"({"signed": "2024-09-27"})")})[0];
    for (std::string_view key : {"id", "date", "tag"}) {
        compiled.erase(key);
        last.erase(key);
    }
    EXPECT_EQ(compiled.canonical(), last.canonical());
}

TEST(Ocds, LeavesOutAVersionThatWasTakenDown) {
    auto versions = std::vector{version(1), version(2), version(3)};
    versions[1].body.reset();
    auto all = releases(versions);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[1]["id"].text(), "ocds-unregistered-contract-x-3");
}

TEST(Ocds, NamesThePublisherOfAPackage) {
    EXPECT_EQ(ocds_package("https://register.example/bulk/ocds-releases.json",
                           "2026-03-05T10:00:00Z", kPublisher)
                  .dump(),
              R"({"uri":"https://register.example/bulk/ocds-releases.json","version":"1.1",)"
              R"("extensions":["https://register.example/bulk/ocds-extension/extension.json"],)"
              R"("publisher":{"name":"The keeper","uri":"https://register.example"},)"
              R"("license":"https://creativecommons.org/publicdomain/zero/1.0/",)"
              R"("publishedDate":"2026-03-05T10:00:00Z"})");
}

}  // namespace

}  // namespace bridle::registry::ocds_test
