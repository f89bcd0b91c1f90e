#include "register/model/licence_status.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bridle::registry::licence_status_test {
namespace {

constexpr std::string_view kLicence = R"({
    "kind": "individual", "holder": "company-a", "authority": {"name": "Office", "country": "IL"},
    "controlCodes": [{"code": "5A001.j"}, {"code": "4.D.4"}], "destinations": ["RS", "HU"],
    "items": [{"description": "P", "product": "product-p"}],
    "term": {"from": "2023-07-01", "until": "2026"},
    "history": [{"status": "applied", "date": "2023-02-20"},
                {"status": "granted", "date": "2023-07-01"},
                {"status": "suspended", "date": "2024-06"},
                {"status": "modified", "date": "2024-09-02"}]})";

Json json(std::string_view text) {
    auto parsed = Json::parse(text);
    EXPECT_TRUE(parsed) << text;
    return parsed ? *parsed : Json();
}

Json moratorium(std::string_view scope, std::string_view effect = "both",
                std::string_view until = "none") {
    Json body = json(R"({"from": "2025-09-01"})");
    body.set("scope", json(scope));
    body.set("effect", effect);
    body.set("until", until);
    return body;
}

std::string on(std::string_view date, const Json& licence, const std::vector<Json>& bodies = {}) {
    std::vector<Moratorium> moratoria;
    for (std::size_t i = 0; i < bodies.size(); ++i)
        moratoria.push_back({"moratorium-" + std::to_string(i), &bodies[i]});
    LicenceStatus status = licence_status(licence, moratoria, date);
    std::string text = status.status + " since " + status.since;
    if (status.stated != status.status) text += ", stated " + status.stated;
    if (!status.moratoria.empty()) text += ", by " + joined(status.moratoria);
    return text;
}

bool covered(std::string_view scope) {
    return covers(moratorium(scope), json(kLicence), "2025-10-01");
}

TEST(LicenceStatus, IsWhatTheHistorySaysOnThatDay) {
    Json licence = json(kLicence);
    EXPECT_EQ(on("2023-02-19", licence), " since ");
    EXPECT_EQ(on("2023-02-20", licence), "applied since 2023-02-20");
    EXPECT_EQ(on("2023-07-01", licence), "granted since 2023-07-01");
    EXPECT_EQ(on("2024-06-01", licence), "suspended since 2024-06");
    EXPECT_EQ(on("2025-01-01", licence), "modified since 2024-09-02");
}

TEST(LicenceStatus, ALicenceExpiresAfterTheLastDayOfItsTerm) {
    Json licence = json(kLicence);
    EXPECT_EQ(on("2026-12-31", licence), "modified since 2024-09-02");
    EXPECT_EQ(on("2027-01-01", licence), "expired since 2026, stated modified");
}

TEST(LicenceStatus, ARefusedLicenceDoesNotExpire) {
    Json licence = json(kLicence);
    licence.find("history")->push(json(R"({"status": "revoked", "date": "2025"})"));
    EXPECT_EQ(on("2027-01-01", licence), "revoked since 2025");
}

TEST(LicenceStatus, AMoratoriumStopsWhatItCoversFromItsFirstDay) {
    Json licence = json(kLicence);
    std::vector<Json> moratoria = {moratorium(R"({"issuedBy": ["IL"]})")};
    EXPECT_EQ(on("2025-08-31", licence, moratoria), "modified since 2024-09-02");
    EXPECT_EQ(on("2025-09-01", licence, moratoria),
              "underMoratorium since 2025-09-01, stated modified, by moratorium-0");
}

TEST(LicenceStatus, ALicenceRevivesWhenTheMoratoriumEnds) {
    Json licence = json(kLicence);
    std::vector<Json> moratoria = {moratorium(R"({"issuedBy": ["IL"]})", "both", "2025-12")};
    EXPECT_EQ(on("2025-12-31", licence, moratoria),
              "underMoratorium since 2025-09-01, stated modified, by moratorium-0");
    EXPECT_EQ(on("2026-01-01", licence, moratoria), "modified since 2024-09-02");
}

TEST(LicenceStatus, NamesEveryMoratoriumThatCovers) {
    std::vector<Json> moratoria = {moratorium(R"({"issuedBy": ["IL"]})"),
                                   moratorium(R"({"issuedBy": ["FR"]})"),
                                   moratorium(R"({"issuedBy": ["IL"], "destinations": ["RS"]})")};
    EXPECT_EQ(on("2025-10-01", json(kLicence), moratoria),
              "underMoratorium since 2025-09-01, stated modified, by moratorium-0, moratorium-2");
}

TEST(LicenceStatus, AMoratoriumMayStopGrantedLicencesOrApplicationsAlone) {
    Json granted = json(kLicence);
    Json applied = json(kLicence);
    applied.set("history", json(R"([{"status": "applied", "date": "2025-01-05"}])"));
    std::vector<Json> of_granted = {moratorium(R"({"issuedBy": ["IL"]})", "granted")};
    std::vector<Json> of_applied = {moratorium(R"({"issuedBy": ["IL"]})", "applications")};
    EXPECT_EQ(on("2025-10-01", applied, of_granted), "applied since 2025-01-05");
    EXPECT_EQ(on("2025-10-01", applied, of_applied),
              "underMoratorium since 2025-09-01, stated applied, by moratorium-0");
    EXPECT_EQ(on("2025-10-01", granted, of_applied), "modified since 2024-09-02");
}

TEST(LicenceStatus, ALicenceThatIsNotValidStaysWhatItIs) {
    Json licence = json(kLicence);
    licence.find("history")->push(json(R"({"status": "suspended", "date": "2025-02-01"})"));
    std::vector<Json> moratoria = {moratorium(R"({"issuedBy": ["IL"]})")};
    EXPECT_EQ(on("2025-10-01", licence, moratoria), "suspended since 2025-02-01");
}

TEST(LicenceStatus, ALicenceGrantedDuringAMoratoriumIsUnderItSinceThen) {
    Json licence = json(kLicence);
    licence.find("history")->push(json(R"({"status": "granted", "date": "2025-11-01"})"));
    std::vector<Json> moratoria = {moratorium(R"({"issuedBy": ["IL"]})")};
    EXPECT_EQ(on("2025-12-01", licence, moratoria),
              "underMoratorium since 2025-11-01, stated granted, by moratorium-0");
}

TEST(Covers, WantsEveryLineOfTheScope) {
    EXPECT_TRUE(covered(R"({"issuedBy": ["FR", "IL"]})"));
    EXPECT_TRUE(covered(R"({"issuedBy": ["IL"], "destinations": ["HU"]})"));
    EXPECT_FALSE(covered(R"({"issuedBy": ["IL"], "destinations": ["FR"]})"));
    EXPECT_FALSE(covered(R"({"issuedBy": ["FR"], "destinations": ["HU"]})"));
    EXPECT_TRUE(covered(R"({"issuedBy": ["IL"], "licenceKinds": ["global", "individual"]})"));
    EXPECT_FALSE(covered(R"({"issuedBy": ["IL"], "licenceKinds": ["global"]})"));
    EXPECT_TRUE(covered(R"({"issuedBy": ["IL"], "products": ["product-p"]})"));
    EXPECT_FALSE(covered(R"({"issuedBy": ["IL"], "products": ["product-q"]})"));
    EXPECT_TRUE(covered(R"({"issuedBy": ["IL"], "companies": ["company-a"]})"));
    EXPECT_FALSE(covered(R"({"issuedBy": ["IL"], "companies": ["company-b"]})"));
}

TEST(Covers, ACodeTakesInWhatStandsBelowIt) {
    EXPECT_TRUE(covered(R"({"issuedBy": ["IL"], "controlCodes": ["5A001"]})"));
    EXPECT_TRUE(covered(R"({"issuedBy": ["IL"], "controlCodes": ["5A001.j"]})"));
    EXPECT_FALSE(covered(R"({"issuedBy": ["IL"], "controlCodes": ["5A001.j.1"]})"));
    EXPECT_FALSE(covered(R"({"issuedBy": ["IL"], "controlCodes": ["5A00"]})"));
}

TEST(Covers, KnowsACodeInTheWritingOfTheWassenaarList) {
    EXPECT_TRUE(covered(R"({"issuedBy": ["IL"], "controlCodes": ["4D004"]})"));
    EXPECT_TRUE(covered(R"({"issuedBy": ["IL"], "controlCodes": ["5.A.1"]})"));
    EXPECT_TRUE(covered(R"({"issuedBy": ["IL"], "controlCodes": ["5.A.1.j"]})"));
    EXPECT_FALSE(covered(R"({"issuedBy": ["IL"], "controlCodes": ["5.A.1.f"]})"));
}

TEST(Covers, WhatALicenceWithholdsMeetsNoLine) {
    Json licence = json(kLicence);
    licence.set("destinations", json(R"({"withheld": "by law"})"));
    EXPECT_FALSE(covers(moratorium(R"({"issuedBy": ["IL"], "destinations": ["RS"]})"), licence,
                        "2025-10-01"));
    EXPECT_TRUE(covers(moratorium(R"({"issuedBy": ["IL"]})"), licence, "2025-10-01"));
}

TEST(LicenceStatus, BearsNonsense) {
    EXPECT_EQ(on("2025-10-01", json("[]"), {json("7"), json("{}")}), " since ");
    EXPECT_EQ(on("2025-10-01", json(R"({"history": [1, {"status": "granted", "date": "2025"}]})"),
                 {json("null")}),
              "granted since 2025");
}

}  // namespace
}  // namespace bridle::registry::licence_status_test
