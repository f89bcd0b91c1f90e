#include "report/phrases.h"

#include <gtest/gtest.h>

namespace bridle::phrases_test {

TEST(Phrases, DefangAddresses) {
    EXPECT_EQ(defanged("https://a.evil.com:8080/p.html?q=1.2"),
              "hxxps://a[.]evil[.]com:8080/p.html?q=1.2");
    EXPECT_EQ(defanged("HTTP://EVIL.com"), "hxxp://EVIL[.]com");
    EXPECT_EQ(defanged("evil.com"), "evil[.]com");
    EXPECT_EQ(defanged("user@evil.com"), "user@evil[.]com");
    EXPECT_EQ(defanged("10.0.0.1"), "10[.]0[.]0[.]1");
    EXPECT_EQ(defanged("ftp://evil.com"), "ftp://evil[.]com");
}

TEST(Phrases, NameEachFamilyOnce) {
    MatchedIndicator indicator{
        "domain",
        "x",
        "exact",
        {{"Pegasus", "a.stix2", "1"}, {"Pegasus", "b.stix2", "2"}, {"", "c.stix2", "3"}}};
    EXPECT_EQ(families_of(indicator), "Pegasus, c.stix2");
}

TEST(Phrases, StillNameARuleThatTheCatalogueDoesNotKnow) {
    Finding finding;
    finding.rule = "rule_of_tomorrow";
    const FindingWords said = words_of(finding, Words::english());
    EXPECT_EQ(said.title, "rule_of_tomorrow");
    EXPECT_EQ(said.meaning, "");
}

TEST(Phrases, ChooseTheWordsOfAState) {
    Finding finding;
    finding.rule = "lockdown_mode";
    finding.facts = {{"state", "on"}};
    EXPECT_EQ(title_of(finding, Words::english()), "Lockdown Mode is on");
    finding.facts = {{"state", "off"}};
    EXPECT_EQ(title_of(finding, Words::english()), "Lockdown Mode is off");
}

TEST(Phrases, FileWithTheNameOfAProgramDidNotRun) {
    Finding finding;
    finding.rule = "indicator_process";
    finding.indicator = MatchedIndicator{"process", "bh", "exact", {{"Pegasus", "p.stix2", "1"}}};
    finding.artifact = "datausage";
    EXPECT_EQ(words_of(finding, Words::english()).meaning,
              "A program of this name was on the phone, or at work on it. Researchers have seen "
              "Pegasus use this name.");
    finding.artifact = "files";
    EXPECT_EQ(title_of(finding, Words::english()),
              "A file with the name of a program known from Pegasus");
    EXPECT_EQ(
        words_of(finding, Words::english()).meaning,
        "A file with the name of a program lies on the phone. Researchers have seen programs of "
        "Pegasus with this name. Whether it ever ran, a list of files does not say.");
}

TEST(Phrases, GroupFindingsOfOneIndicatorInOneArtifact) {
    std::vector<CaseFinding> findings(3);
    for (CaseFinding& found : findings) {
        found.finding.rule = "indicator_domain";
        found.finding.artifact = "sms";
        found.finding.indicator = MatchedIndicator{"domain", "evil.example", "exact", {}};
    }
    findings[1].finding.artifact = "safari_history";
    std::vector<FindingGroup> groups = groups_of(findings);
    ASSERT_EQ(groups.size(), 2u);
    EXPECT_EQ(groups[0].members.size(), 2u);
    EXPECT_EQ(groups[1].first().finding.artifact, "safari_history");
}

TEST(Phrases, SayWhereARecordStands) {
    const Words& words = Words::english();
    EXPECT_EQ(place_of("message", 17, words), "message, row 17");
    EXPECT_EQ(place_of("byte", 512, words), "byte 512");
    EXPECT_EQ(place_of("LDMGlobalEnabled", 0, words), "LDMGlobalEnabled");
}

}  // namespace bridle::phrases_test
