#include "register/model/attribution.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/host_file.h"
#include "base/text.h"

namespace bridle::registry::attribution_test {

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

std::string file_of_tree(const std::string& name) {
    const std::filesystem::path root = std::filesystem::path(__FILE__).parent_path() / "../../..";
    return read_text_file((root / name).string(), 8 << 20).value();
}

// The records of the demonstration, in the order of their ids.
std::vector<CurrentRecord> demonstration() {
    std::vector<CurrentRecord> all;
    const std::string text = file_of_tree("src/register/demonstration/records.jsonl");
    for (std::string_view line : split(text, '\n')) {
        if (line.empty()) continue;
        Json record = Json::parse(line).value();
        all.push_back(
            {std::string(record["id"].text()), std::string(record["type"].text()), record["body"]});
    }
    std::ranges::sort(all, {}, &CurrentRecord::id);
    return all;
}

std::vector<CurrentRecord> parsed(std::string_view lines) {
    std::vector<CurrentRecord> all;
    for (std::string_view line : split(lines, '\n')) {
        Json record = Json::parse(line).value();
        all.push_back(
            {std::string(record["id"].text()), std::string(record["type"].text()), record["body"]});
    }
    return all;
}

std::string measures_of(std::string_view lines) {
    Json all = attribution_export({}, parsed(lines));
    std::string out;
    for (const Json& each : all["attributions"][0]["measures"].items())
        out += std::string(each["id"].text()) + " ";
    return out;
}

TEST(Attribution, FollowsTheGroupOfTheVendorAndWhatEndsAMeasure) {
    const std::string lines =
        R"({"id":"attribution-eye","type":"attribution","body":{"product":"product-eye"}}
{"id":"company-acme","type":"company","body":{"group":"company-head"}}
{"id":"company-head","type":"company","body":{}}
{"id":"company-other","type":"company","body":{}}
{"id":"company-sister","type":"company","body":{"group":"company-head"}}
{"id":"measure-head","type":"measure","body":{"parties":[{"party":"company-head"}]}}
{"id":"measure-lift","type":"measure","body":{"parties":[{"name":"A"}],"ends":["measure-sister"]}}
{"id":"measure-none","type":"measure","body":{"parties":[{"name":"A"}],"ends":["measure-x"]}}
{"id":"measure-sister","type":"measure","body":{"parties":[{"party":"company-sister"}]}}
{"id":"measure-x","type":"measure","body":{"parties":[{"party":"company-other"}]}}
{"id":"product-eye","type":"product","body":{"vendor":"company-acme"}})";
    EXPECT_EQ(measures_of(lines), "measure-head measure-lift measure-sister ");
}

// What is shipped is a real export: that of the demonstration, on the day it was made, by nobody's
// register.
TEST(Attribution, IsShippedAsTheDemonstrationExportsIt) {
    AttributionExport about;
    about.publisher.name = "the authors of Bridle";
    about.name = "Public facts that come with Bridle";
    about.today = "2026-11-24";
    about.demonstration = true;
    EXPECT_EQ(attribution_export(about, demonstration()).dump(1) + "\n",
              file_of_tree("data/attribution.json"));
}

}  // namespace

}  // namespace bridle::registry::attribution_test
