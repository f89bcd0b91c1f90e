#include "register/model/bods.h"

#include <gtest/gtest.h>

namespace bridle::registry::bods_test {

namespace {

const Publisher kPublisher{
    "The keeper", "https://register.example", "register.example/log",
    "https://creativecommons.org/publicdomain/zero/1.0/",
    [](std::string_view code) { return code == "IL" ? "Israel" : std::string(code); }};

ExportedVersion version(std::string id, std::string type, const char* body) {
    ExportedVersion out;
    out.record_id = std::move(id);
    out.type = std::move(type);
    out.action = "publish";
    out.time = "2026-03-05T10:00:00Z";
    if (body) out.body = Json::parse(body).value();
    return out;
}

ExportedVersion company() {
    return version("company-acme", "company", R"({
        "name": "Acme Ltd", "entityType": "registeredEntity", "jurisdiction": "IL",
        "status": "active", "lei": "5493001KJTIIGC8Y1R12",
        "identifiers": [{"scheme": "IL-ROC", "id": "510230055", "source": "s1"}],
        "formerNames": [{"name": "Old Acme"}], "founded": "2010", "ended": "2024-02-01",
        "addresses": [{"kind": "registered", "address": "1 Main St", "country": "IL"}],
        "publicListing": [{"exchange": "Nasdaq", "jurisdiction": "US", "mic": "XNAS",
                           "isin": "US0378331005", "ticker": "ACME"}],
        "officers": "none", "roles": [{"role": "vendor"}], "intermediaries": "none",
        "differing": [{"at": "/founded", "value": "2011", "source": "s1", "asOf": "2024-01-01"}],
        "asOf": "2026-03-01",
        "sources": [{"id": "s1", "kind": "press", "title": "News", "publisher": "Paper",
                     "url": "https://news.example/1", "published": "2026", "retrieved": "2026-02-03"},
                    {"id": "s2", "kind": "officialRegister", "title": "Rolls",
                     "published": "unknown"}]})");
}

ExportedVersion ownership(const char* rest) {
    std::string body =
        R"({"title": "x", "subject": "company-acme", "isComponent": false, "asOf": "2026-03-01",
        "sources": [{"id": "s1", "kind": "selfDeclaration", "title": "Filing",
                     "published": "2026-03-01"}], )" +
        std::string(rest) + "}";
    return version("ownership-acme-owner", "ownership", body.c_str());
}

TEST(Bods, StatesACompany) {
    auto all = bods_statements(company(), kPublisher, BodsPass::parties);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].dump(1), R"({
 "statementId": "813ffff3d70cb646be9c99207bdfcc11",
 "statementDate": "2026-03-01",
 "annotations": [
  {
   "statementPointerTarget": "/",
   "motivation": "commenting",
   "description": "Another source differs on /founded as of 2024-01-01: \"2011\"",
   "creationDate": "2026-03-05"
  }
 ],
 "publicationDetails": {
  "publicationDate": "2026-03-05T10:00:00Z",
  "bodsVersion": "0.4",
  "license": "https://creativecommons.org/publicdomain/zero/1.0/",
  "publisher": {
   "name": "The keeper",
   "url": "https://register.example"
  }
 },
 "source": {
  "type": [
   "thirdParty"
  ],
  "description": "News; Rolls",
  "url": "https://news.example/1",
  "retrievedAt": "2026-02-03",
  "assertedBy": [
   {
    "name": "Paper"
   }
  ]
 },
 "declaration": "company-acme",
 "declarationSubject": "company-acme",
 "recordId": "company-acme",
 "recordType": "entity",
 "recordStatus": "new",
 "recordDetails": {
  "isComponent": false,
  "entityType": {
   "type": "registeredEntity"
  },
  "name": "Acme Ltd",
  "alternateNames": [
   "Old Acme"
  ],
  "jurisdiction": {
   "name": "Israel",
   "code": "IL"
  },
  "identifiers": [
   {
    "id": "5493001KJTIIGC8Y1R12",
    "scheme": "XI-LEI",
    "schemeName": "Global Legal Entity Identifier Index"
   },
   {
    "id": "510230055",
    "scheme": "IL-ROC"
   }
  ],
  "dissolutionDate": "2024-02-01",
  "addresses": [
   {
    "type": "registered",
    "address": "1 Main St",
    "country": {
     "name": "Israel",
     "code": "IL"
    }
   }
  ],
  "publicListing": {
   "hasPublicListing": true,
   "securitiesListings": [
    {
     "marketIdentifierCode": "XNAS",
     "stockExchangeJurisdiction": "US",
     "stockExchangeName": "Nasdaq",
     "security": {
      "idScheme": "isin",
      "id": "US0378331005",
      "ticker": "ACME"
     }
    }
   ]
  }
 }
})");
}

TEST(Bods, GivesEveryVersionAStatementOfItsOwnAndSaysWhyItWasCorrected) {
    ExportedVersion corrected = company();
    corrected.seq = 2;
    corrected.action = "correct";
    corrected.kind = "clericalError";
    corrected.reason = "A letter was wrong.";
    corrected.body->erase("differing");
    Json first = bods_statements(company(), kPublisher, BodsPass::parties)[0];
    Json second = bods_statements(corrected, kPublisher, BodsPass::parties)[0];
    EXPECT_NE(first["statementId"].text(), second["statementId"].text());
    EXPECT_EQ(second["recordStatus"].text(), "updated");
    EXPECT_EQ(second["annotations"].dump(),
              R"([{"statementPointerTarget":"/","motivation":"correcting",)"
              R"("description":"Correction (clericalError): A letter was wrong.",)"
              R"("creationDate":"2026-03-05"}])");
}

TEST(Bods, KeepsTheStatementOfWhatWasTakenDownWithoutAWordOfIt) {
    ExportedVersion taken = company();
    taken.body.reset();
    taken.reason = "An order of a court.";
    Json out = bods_statements(taken, kPublisher, BodsPass::parties)[0];
    EXPECT_EQ(out["statementId"].text(), "813ffff3d70cb646be9c99207bdfcc11");
    EXPECT_EQ(out["recordDetails"].dump(),
              R"({"isComponent":false,"entityType":{"type":"anonymousEntity"},)"
              R"("unspecifiedEntityDetails":{"reason":"subjectExemptFromDisclosure",)"
              R"("description":"Taken down: An order of a court."}})");
    taken.action = "tombstone";
    EXPECT_EQ(bods_statements(taken, kPublisher, BodsPass::parties)[0]["recordStatus"].text(),
              "closed");
}

TEST(Bods, StatesAPersonBeforeWhatThePersonHolds) {
    auto version = ownership(R"("person": {"personType": "knownPerson", "nationalities": ["GR"],
        "named": {"name": "A. B.", "namedBy": "s1"}}, "interests": [{"type": "shareholding",
        "directOrIndirect": "direct", "beneficialOwnershipOrControl": true,
        "share": {"exact": 51}, "period": {"from": "2020-01-31", "until": "2024"}}])");
    auto person = bods_statements(version, kPublisher, BodsPass::parties);
    ASSERT_EQ(person.size(), 1u);
    EXPECT_EQ(person[0]["recordDetails"].dump(),
              R"({"isComponent":false,"personType":"knownPerson",)"
              R"("names":[{"type":"legal","fullName":"A. B."}],)"
              R"("nationalities":[{"name":"GR","code":"GR"}]})");
    EXPECT_EQ(person[0]["declarationSubject"].text(), "company-acme");
    auto held = bods_statements(version, kPublisher, BodsPass::relationships);
    ASSERT_EQ(held.size(), 1u);
    EXPECT_EQ(held[0]["recordDetails"].dump(),
              R"({"isComponent":false,"subject":"company-acme",)"
              R"("interestedParty":"ownership-acme-owner-person",)"
              R"("interests":[{"type":"shareholding","directOrIndirect":"direct",)"
              R"("beneficialOwnershipOrControl":true,"startDate":"2020-01-31",)"
              R"("details":"until 2024","share":{"exact":51}}]})");
    EXPECT_EQ(held[0]["interestedParty"], Json());
    EXPECT_EQ(held[0]["recordDetails"]["interestedParty"], person[0]["recordId"]);
}

TEST(Bods, SaysWhyNobodyIsNamed) {
    auto version = ownership(
        R"("unspecified": {"reason": "unknown"}, "interests": {"withheld": "Section 3."})");
    EXPECT_EQ(
        bods_statements(version, kPublisher, BodsPass::relationships)[0]["recordDetails"].dump(),
        R"({"isComponent":false,"subject":"company-acme",)"
        R"("interestedParty":{"reason":"unknown"},)"
        R"("interests":[{"type":"unpublishedInterest","details":"Section 3."}]})");
}

TEST(Bods, PutsAChainBehindItsParts) {
    auto version = ownership(R"("owner": "company-top", "interests": "none",
        "components": ["ownership-part-one"])");
    EXPECT_TRUE(bods_statements(version, kPublisher, BodsPass::relationships).empty());
    auto chain = bods_statements(version, kPublisher, BodsPass::chains);
    ASSERT_EQ(chain.size(), 1u);
    EXPECT_EQ(chain[0]["recordDetails"].dump(),
              R"({"isComponent":false,"componentRecords":["ownership-part-one"],)"
              R"("subject":"company-acme","interestedParty":"company-top"})");
}

TEST(Bods, HasNothingToSayOfOtherRecords) {
    for (BodsPass pass : kBodsPasses)
        EXPECT_TRUE(bods_statements(version("sale-x", "sale", "{}"), kPublisher, pass).empty());
}

}  // namespace

}  // namespace bridle::registry::bods_test
