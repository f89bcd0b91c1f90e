#include "register/model/types.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/host_file.h"
#include "base/text.h"
#include "register/model/annotations.h"
#include "register/model/identifiers.h"
#include "register/model/licence_status.h"

namespace bridle::registry::types_test {
namespace {

Json parsed(std::string_view text) {
    auto json = Json::parse(text);
    EXPECT_TRUE(json) << text << ": " << (json ? "" : json.error().what);
    return json ? *json : Json();
}

// A body that is right, to spoil in one place.
Json document() {
    return parsed(R"({
        "title": "Rule", "kind": "officialPublication", "publisher": "Office", "date": "2023-07-19",
        "documentLanguage": "en", "citation": "FR 2023-15343", "url": "none", "sha256": "none",
        "mediaType": "none", "size": "none", "storedAt": "none", "rights": "none",
        "asOf": "2024-01-31",
        "sources": [{"id": "rule", "kind": "officialPublication", "title": "Rule",
                     "published": "2023-07-19"}]})");
}

Json contract() {
    return parsed(R"({
        "title": "Contract", "number": "7", "stage": "contract", "status": "active",
        "statusHistory": [{"status": "active", "date": "2024-09-27", "source": "press"},
                          {"status": "suspended", "date": "2024-10-08"}],
        "parties": [{"id": "buyer", "name": "Buyer", "roles": ["buyer"]},
                    {"id": "seller", "name": "Seller", "roles": ["supplier"]}],
        "awards": [{"id": "a", "status": "active", "suppliers": ["seller"]}],
        "signed": "2024-09-27", "value": {"amount": 2000000, "currency": "USD"}, "items": "none",
        "asOf": "2025-08-30",
        "differing": [{"at": "/statusHistory/1/date", "value": "2024-10-09", "source": "press",
                       "asOf": "2024-10"}],
        "sources": [{"id": "press", "kind": "press", "title": "Reports", "published": "2025"}]})");
}

// One line for each fault.
std::string faults(std::string_view type, const Json& body, std::string_view today = {}) {
    auto found = check_record(*find_type(type), body, today);
    if (!found) return "error: " + found.error().what;
    std::string lines;
    for (const SchemaFault& fault : *found)
        lines += fault.at + " " + fault.keyword + ": " + fault.what + "\n";
    return lines;
}

TEST(RecordTypes, AreThirteenAndKnownByName) {
    std::vector<std::string> names;
    for (const RecordType& type : record_types()) names.push_back(type.name);
    EXPECT_EQ(joined(names),
              "company, ownership, product, dueDiligence, sale, rejectedClient, contract, licence, "
              "moratorium, measure, securitiesNotice, attribution, sourceDocument");
    EXPECT_EQ(find_type("dueDiligence")->schema_id,
              "https://bridle.example/schemas/due-diligence/1");
    EXPECT_EQ(find_type("duediligence"), nullptr);
}

// Forms and documentation have no other words.
TEST(RecordTypes, EveryPropertyHasATitleAndADescription) {
    for (const RecordType& type : record_types())
        visit_schema(record_schemas(), type.schema_id, [&](const Json& part, const FieldPath& at) {
            for (const auto& [name, property] : part["properties"].members()) {
                EXPECT_FALSE(property["title"].text().empty()) << type.name << joined(at, "/");
                EXPECT_FALSE(property["description"].text().empty()) << name;
            }
        });
}

TEST(RecordTypes, LetNoPropertyInThatTheSchemaDoesNotName) {
    for (const RecordType& type : record_types())
        visit_schema(record_schemas(), type.schema_id, [&](const Json& part, const FieldPath& at) {
            if (part["type"].text() != "object") return;
            const Json* others = part.find("additionalProperties");
            EXPECT_TRUE(others && others->is_bool() && !others->truth())
                << type.name << " /" << joined(at, "/");
        });
}

TEST(RecordTypes, AnnotationsLeadToPropertiesThatAreThere) {
    for (const RecordType& type : record_types()) {
        std::set<std::string> known;
        visit_schema(record_schemas(), type.schema_id,
                     [&](const Json&, const FieldPath& path) { known.insert(joined(path, "/")); });
        for (const auto* paths : {&type.titles, &type.names, &type.countries, &type.identifiers,
                                  &type.statuses, &type.personal})
            for (const FieldPath& path : *paths)
                EXPECT_TRUE(known.contains(joined(path, "/"))) << type.name << joined(path, "/");
        EXPECT_FALSE(type.titles.empty()) << type.name;
    }
}

TEST(RecordTypes, LinksLeadToTypesThatAreThere) {
    std::size_t links = 0;
    for (const RecordType& type : record_types())
        for (const LinkField& link : type.links) {
            ++links;
            EXPECT_TRUE(link.target == "record" || find_type(link.target)) << link.target;
        }
    EXPECT_GT(links, 40U);
}

TEST(RecordIds, OfNewRecordsAreTheTypeAndTwelveRandomCharacters) {
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        std::string id = new_record_id(*find_type("dueDiligence"));
        EXPECT_TRUE(is_record_id(id)) << id;
        EXPECT_TRUE(id.starts_with("due-diligence-")) << id;
        EXPECT_EQ(id.size(), std::string("due-diligence-").size() + 12);
        seen.insert(id);
    }
    EXPECT_EQ(seen.size(), 100U);
}

TEST(CheckRecord, FindsNothingWrongWithARightBody) {
    EXPECT_EQ(faults("sourceDocument", document(), "2024-01-31"), "");
    EXPECT_EQ(faults("contract", contract(), "2025-08-30"), "");
}

TEST(CheckRecord, WantsAnAnswerToEveryQuestion) {
    Json body = document();
    body.erase("rights");
    EXPECT_NE(faults("sourceDocument", body), "");
    for (std::string_view blank : {"\"\"", "\"  \"", "null", "{\"withheld\": \"\"}", "{}"}) {
        body.set("rights", parsed(blank));
        EXPECT_NE(faults("sourceDocument", body), "") << blank;
    }
    for (std::string_view answer : {"\"none\"", "{\"withheld\": \"by law\"}", "\"CC0\""}) {
        body.set("rights", parsed(answer));
        EXPECT_EQ(faults("sourceDocument", body), "") << answer;
    }
}

TEST(CheckRecord, WantsASource) {
    Json body = document();
    body.set("sources", Json::array());
    EXPECT_NE(faults("sourceDocument", body), "");
}

TEST(CheckRecord, NamesASourceThatIsNotThere) {
    Json body = contract();
    body.at("/statusHistory/0")->set("source", "diary");
    body.at("/differing/0")->set("source", "diary");
    EXPECT_EQ(
        faults("contract", body),
        "/statusHistory/0/source x-source: is not the id of one of the sources of this record\n"
        "/differing/0/source x-source: is not the id of one of the sources of this record\n");
}

TEST(CheckRecord, NamesTwoSourcesOfOneId) {
    Json body = contract();
    Json second = *body.at("/sources/0");
    body.find("sources")->push(second);
    EXPECT_EQ(faults("contract", body),
              "/sources/1/id x-unique: is the id of another item of this list too\n");
}

TEST(CheckRecord, ADifferingStatementNeedsWhatItDiffersFrom) {
    Json body = contract();
    body.at("/differing/0")->set("at", "/statusHistory/7/date");
    EXPECT_EQ(faults("contract", body),
              "/differing/0/at x-at: there is nothing at this place of the record\n");
}

TEST(CheckRecord, ATranslationNeedsAText) {
    Json body = contract();
    body.set("translations", parsed(R"([{"at": "/value", "language": "fr", "text": "Contrat"}])"));
    EXPECT_EQ(faults("contract", body),
              "/translations/0/at x-at: there is no text at this place of the record\n");
}

TEST(CheckRecord, HistoriesGoFromTheOldest) {
    Json body = contract();
    body.at("/statusHistory/1")->set("date", "2024-09-26");
    EXPECT_EQ(faults("contract", body),
              "/statusHistory/1/date x-order: is before the date of the item above it; the oldest "
              "comes first\n");
    body.at("/statusHistory/1")->set("date", "2024");  // may be the same day
    EXPECT_EQ(faults("contract", body), "");
}

TEST(CheckRecord, PeriodsEndAfterTheyBegin) {
    Json body = contract();
    body.set("period", parsed(R"({"from": "2025-02", "until": "2025-01-31"})"));
    body.set("ended", "2023");
    EXPECT_EQ(faults("contract", body),
              "/ended x-not-after: is before \"signed\"\n"
              "/period/until x-not-after: is before \"from\"\n");
}

TEST(CheckRecord, SuppliersArePartiesOfTheContract) {
    Json body = contract();
    body.at("/awards/0")->set("suppliers", parsed(R"(["seller", "stranger"])"));
    EXPECT_EQ(faults("contract", body),
              "/awards/0/suppliers/1 x-party: is not the id of one of the parties\n");
}

TEST(CheckRecord, NothingIsKnownFromTheFuture) {
    Json body = document();
    EXPECT_EQ(faults("sourceDocument", body, "2023-07-18"),
              "/asOf x-past: lies in the future\n"
              "/sources/0/published x-past: lies in the future\n");
    body.at("/sources/0")->set("published", "unknown");
    EXPECT_EQ(faults("sourceDocument", body, "2024-01-31"), "");
}

TEST(CheckRecord, ANumberFitsTheRegistryThatGaveIt) {
    Json body = contract();
    Json& party = *body.at("/parties/0");
    party.set("identifier", parsed(R"({"scheme": "IL-ROC", "id": "510230055"})"));
    EXPECT_EQ(faults("contract", body), "");
    body.at("/parties/0/identifier")->set("id", "51023");
    EXPECT_EQ(faults("contract", body),
              "/parties/0/identifier/id x-org-id: is no number that IL-ROC gives\n");
}

TEST(CheckRecord, OnlyAnOfficialSourceNamesAPerson) {
    Json body = parsed(R"({
        "title": "A person holds all of it", "subject": "company-a",
        "person": {"personType": "knownPerson", "named": {"name": "A B", "namedBy": "s"}},
        "interests": "none", "isComponent": false, "asOf": "2024-01-31",
        "sources": [{"id": "s", "kind": "officialRegister", "title": "R", "published": "2024"}]})");
    EXPECT_EQ(faults("ownership", body), "");
    body.at("/sources/0")->set("kind", "press");
    EXPECT_EQ(faults("ownership", body),
              "/person/named/namedBy x-source: a person may be named only by the law, an official "
              "list or the filing of the company itself; name such a source\n");
}

TEST(CheckRecord, AnOwnershipHasOneInterestedParty) {
    Json body = parsed(R"({
        "title": "A holds B", "subject": "company-b", "owner": "company-a",
        "interests": [{"type": "shareholding", "directOrIndirect": "direct",
                       "share": {"exact": 80}}],
        "isComponent": false, "asOf": "2024-01-31",
        "sources": [{"id": "s", "kind": "press", "title": "R", "published": "2024"}]})");
    EXPECT_EQ(faults("ownership", body), "");
    body.set("unspecified", parsed(R"({"reason": "unknown"})"));
    EXPECT_NE(faults("ownership", body), "");
    body.erase("unspecified");
    body.erase("owner");
    EXPECT_NE(faults("ownership", body), "");
}

TEST(CheckRecord, RefusesABodyOfMoreThanAMegabyte) {
    Json body = document();
    Json notes = Json::array();
    for (int i = 0; i < 60; ++i) notes.push(std::string(20000, 'x'));
    body.set("translations", notes);
    EXPECT_EQ(faults("sourceDocument", body),
              " x-size: is larger than 1 MiB; large documents are stored beside the record\n");
}

TEST(CheckRecord, BearsWhateverIsFiled) {
    for (std::string_view odd : {"null", "[]", "7", "\"text\"", "{}",
                                 R"({"sources": 1, "differing": [1, {"at": 1}], "asOf": []})",
                                 R"({"sources": [[]], "parties": "x", "history": [[], null]})"})
        for (const RecordType& type : record_types())
            EXPECT_NE(faults(type.name, parsed(odd)), "") << type.name << odd;
}

// The demonstration data as the program ships it.
class Demonstration : public testing::Test {
protected:
    void SetUp() override {
        auto file =
            std::filesystem::path(__FILE__).parent_path() / "../demonstration/records.jsonl";
        auto text = read_text_file(file.string(), 1 << 24);
        ASSERT_TRUE(text) << text.error().what;
        for (std::string_view line : split(*text, '\n'))
            if (!line.empty()) records_.push_back(parsed(line));
        ASSERT_GT(records_.size(), 60U);
    }

    std::vector<Json> records_;
};

TEST_F(Demonstration, EveryRecordIsRight) {
    for (const Json& record : records_) {
        EXPECT_TRUE(is_record_id(record["id"].text())) << record["id"].text();
        EXPECT_EQ(faults(record["type"].text(), record["body"], record["filed"].text()), "")
            << record["id"].text();
        EXPECT_TRUE(record["body"]["demonstration"].truth()) << record["id"].text();
    }
}

TEST_F(Demonstration, ShowsEveryType) {
    std::set<std::string_view> types;
    for (const Json& record : records_) types.insert(record["type"].text());
    EXPECT_EQ(types.size(), record_types().size());
}

TEST_F(Demonstration, RefersOnlyToRecordsOfTheRightTypeThatCameBefore) {
    std::map<std::string_view, std::string_view> type_of;
    for (const Json& record : records_) {
        for (const LinkField& link : find_type(record["type"].text())->links)
            for (const Json* to : values_at(record["body"], link.path)) {
                if (!is_record_id(to->text())) continue;
                auto found = type_of.find(to->text());
                ASSERT_NE(found, type_of.end()) << record["id"].text() << " to " << to->text();
                EXPECT_TRUE(link.target == "record" || found->second == link.target) << to->text();
            }
        EXPECT_TRUE(type_of.emplace(record["id"].text(), record["type"].text()).second)
            << record["id"].text();
    }
}

TEST_F(Demonstration, HasALicenceUnderAMoratorium) {
    auto body = [&](std::string_view id) -> const Json& {
        return (
            *std::ranges::find(records_, id, [](const Json& r) { return r["id"].text(); }))["body"];
    };
    std::vector<Moratorium> moratoria = {{"moratorium-example", &body("moratorium-example")}};
    const Json& licence = body("licence-example-observer-bv");
    EXPECT_EQ(licence_status(licence, moratoria, "2025-08-31").status, "modified");
    EXPECT_EQ(licence_status(licence, moratoria, "2025-09-01").status, "underMoratorium");
}

TEST_F(Demonstration, IsFiledInTheOrderOfItsDates) {
    EXPECT_TRUE(
        std::ranges::is_sorted(records_, {}, [](const Json& r) { return r["filed"].text(); }));
}

}  // namespace
}  // namespace bridle::registry::types_test
