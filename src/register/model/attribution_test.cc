#include "register/model/attribution.h"

#include <gtest/gtest.h>

namespace bridle::registry {

namespace {

std::vector<CurrentRecord> records() {
    auto record = [](std::string id, std::string type, std::string_view fields) {
        std::string body = R"({"asOf": "2026-03-01", "sources": [{"id": "s1", "kind": "press",
            "title": "News", "published": "2026", "url": "https://news.example"}], )";
        body.append(fields).append("}");
        return CurrentRecord{std::move(id), std::move(type), Json::parse(body).value()};
    };
    std::vector<CurrentRecord> all;
    all.push_back(record("attribution-eye", "attribution", R"(
        "title": "Eye", "product": "product-eye", "confidence": "high", "basis": "Servers.",
        "citation": "Report 1", "publishers": ["A lab"],
        "indicatorSet": {"repository": "lab/sets", "path": "eye.stix2", "sha256": "none",
                         "malwareName": "Eye"})"));
    all.push_back(record("attribution-lost", "attribution", R"("title": "Lost",
        "product": "product-lost")"));
    all.push_back(record("company-acme", "company", R"("name": "Acme", "status": "active")"));
    all.push_back(record("contract-of-other", "contract", R"("title": "Other",
        "parties": [{"party": "company-acme"}], "items": [{"product": "product-other"}])"));
    all.push_back(record("contract-x", "contract", R"("title": "X", "status": "active",
        "parties": [{"party": "company-acme"}], "items": "none")"));
    all.push_back(record("licence-x", "licence", R"("title": "L", "kind": "individual",
        "holder": "company-acme", "items": [{"product": "product-eye"}], "destinations": ["MX"],
        "authority": {"name": "Ministry", "country": "IL"},
        "history": [{"status": "granted", "date": "2024-01-01"}])"));
    all.push_back(record("measure-x", "measure", R"("title": "M", "kind": "listing",
        "parties": [{"name": "ACME", "party": "company-acme"}])"));
    all.push_back(record("moratorium-x", "moratorium", R"("title": "Stop", "effect": "both",
        "authority": {"name": "Ministry", "country": "IL"}, "scope": {"issuedBy": ["IL"]},
        "from": "2025-01-01", "until": "none")"));
    all.push_back(record("product-eye", "product", R"("name": "Eye", "vendor": "company-acme",
        "malwareNames": [{"name": "Evil Eye"}])"));
    all.push_back(record("sale-x", "sale", R"("title": "S", "seller": "company-acme",
        "products": ["product-other"])"));
    return all;
}

TEST(Attribution, GathersWhatIsOnRecordAboutTheProduct) {
    AttributionExport about{{"The keeper", "https://register.example", "register.example/log", ""},
                            "A register",
                            42,
                            "2026-03-05",
                            true};
    EXPECT_EQ(attribution_export(about, records()).dump(1), R"({
 "format": "bridle-register-attribution/1",
 "register": {
  "name": "A register",
  "keeper": "The keeper",
  "origin": "register.example/log",
  "url": "https://register.example",
  "size": 42,
  "on": "2026-03-05",
  "demonstration": true
 },
 "attributions": [
  {
   "id": "attribution-eye",
   "title": "Eye",
   "confidence": "high",
   "basis": "Servers.",
   "citation": "Report 1",
   "publishers": [
    "A lab"
   ],
   "indicatorSet": {
    "repository": "lab/sets",
    "path": "eye.stix2",
    "sha256": "none",
    "malwareName": "Eye"
   },
   "asOf": "2026-03-01",
   "url": "https://register.example/v1/records/attribution-eye.json",
   "citations": [
    {
     "title": "News",
     "published": "2026",
     "url": "https://news.example"
    }
   ],
   "product": {
    "id": "product-eye",
    "name": "Eye",
    "malwareNames": [
     {
      "name": "Evil Eye"
     }
    ],
    "asOf": "2026-03-01",
    "url": "https://register.example/v1/records/product-eye.json",
    "citations": [
     {
      "title": "News",
      "published": "2026",
      "url": "https://news.example"
     }
    ]
   },
   "vendor": {
    "id": "company-acme",
    "name": "Acme",
    "status": "active",
    "asOf": "2026-03-01",
    "url": "https://register.example/v1/records/company-acme.json",
    "citations": [
     {
      "title": "News",
      "published": "2026",
      "url": "https://news.example"
     }
    ]
   },
   "licences": [
    {
     "id": "licence-x",
     "title": "L",
     "kind": "individual",
     "authority": {
      "name": "Ministry",
      "country": "IL"
     },
     "destinations": [
      "MX"
     ],
     "asOf": "2026-03-01",
     "url": "https://register.example/v1/records/licence-x.json",
     "citations": [
      {
       "title": "News",
       "published": "2026",
       "url": "https://news.example"
      }
     ],
     "status": "underMoratorium",
     "statusSince": "2025-01-01",
     "moratoria": [
      "moratorium-x"
     ]
    }
   ],
   "contracts": [
    {
     "id": "contract-x",
     "title": "X",
     "status": "active",
     "parties": [
      {
       "party": "company-acme"
      }
     ],
     "asOf": "2026-03-01",
     "url": "https://register.example/v1/records/contract-x.json",
     "citations": [
      {
       "title": "News",
       "published": "2026",
       "url": "https://news.example"
      }
     ]
    }
   ],
   "sales": [],
   "measures": [
    {
     "id": "measure-x",
     "title": "M",
     "kind": "listing",
     "asOf": "2026-03-01",
     "url": "https://register.example/v1/records/measure-x.json",
     "citations": [
      {
       "title": "News",
       "published": "2026",
       "url": "https://news.example"
      }
     ]
    }
   ]
  }
 ]
})");
}

}  // namespace

}  // namespace bridle::registry
