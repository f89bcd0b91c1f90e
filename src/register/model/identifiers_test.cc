#include "register/model/identifiers.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <utility>

#include "base/text.h"

namespace bridle::registry::identifiers_test {

namespace {

using Texts = std::initializer_list<std::string_view>;

void expect(bool (*holds)(std::string_view), Texts good, Texts bad) {
    for (std::string_view text : good) EXPECT_TRUE(holds(text)) << text;
    for (std::string_view text : bad) EXPECT_FALSE(holds(text)) << text;
    EXPECT_FALSE(holds(""));
    for (std::string_view text : good) {
        EXPECT_FALSE(holds(std::string(text) + "\n")) << text;
        EXPECT_FALSE(holds(" " + std::string(text))) << text;
        EXPECT_FALSE(holds(std::string(text) + std::string(1, '\0'))) << text;
    }
}

// A letter in place of another, or a digit of another; between them the check digits may agree.
void expect_every_change_seen(bool (*holds)(std::string_view), std::string text) {
    for (char& c : text)
        for (char other : std::string_view("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
            if (is_digit(other) != is_digit(c)) continue;
            char kept = std::exchange(c, other);
            EXPECT_EQ(holds(text), kept == other) << text;
            c = kept;
        }
}

}  // namespace

TEST(Identifiers, ChecksTheDigitsOfAnLei) {
    expect(is_lei, {"5493001KJTIIGC8Y1R12", "HWUPKR0MPOU8FGXBT394"},
           {"5493001KJTIIGC8Y1R13", "5493001kjtiigc8y1r12", "5493001KJTIIGC8Y1R1",
            "5493001KJTIIGC8Y1R120", "5493001KJTIIGC8Y1R1A", "5493001KJTIIGC8YR112"});
    expect_every_change_seen(is_lei, "5493001KJTIIGC8Y1R12");
}

TEST(Identifiers, ChecksTheDigitOfAnIsin) {
    expect(is_isin, {"US0378331005", "GB0002634946", "AU0000XVGZA3", "DE000BASF111"},
           {"US0378331006", "us0378331005", "US037833100", "US03783310055", "0S0378331005",
            "US037833100A", "US0387331005"});
}

TEST(Identifiers, KnowsTheFormOfAMarketCode) {
    expect(is_mic, {"XTAE", "XNAS", "360T"}, {"xtae", "XTA", "XTAES", "XT-E"});
}

TEST(Identifiers, TakesAnOrgIdApart) {
    expect(
        is_org_id,
        {"IL-ROC-510230055", "GB-COH-01234567", "GB-COH-SC123456", "LU-RCS-B220113",
         "CY-DRCOR-HE373434", "BG-EIK-203780266", "DE-CR-HRB-12345.A", "US-CA_SOS-C1", "XI-LEI-1",
         "GR-CR-149394601000", "XI-IATI-A/1"},
        {"IL-ROC", "IL-ROC-", "IL-ROC--", "IL-ROC-51023005", "IL-ROC-5102300555",
         "il-ROC-510230055", "GB-COH-1234567", "UK-COH-01234567", "IL-roc-510230055",
         "IL-R-510230055", "BG-EIK-20378026", "510230055", "IL_ROC_510230055", "GR-CR-149 394",
         "-ROC-1", "IL--1", "GR-CR-11111111111111111111111111111111111111111111111111111111111"});
}

TEST(Identifiers, KnowsTheDaysThereWere) {
    expect(is_date, {"2024-03-05", "2024-02-29", "2000-02-29", "1999-12-31"},
           {"2023-02-29", "1900-02-29", "2024-04-31", "2024-13-01", "2024-00-10", "2024-01-00",
            "2024-1-01", "24-01-01", "2024/01/01", "2024-03-5", "2024-03", "2024", "0000-01-01",
            "2024-03-05T", "-024-03-05", "05.03.2024"});
}

TEST(Identifiers, KnowsDatesThatAreAsExactAsKnown) {
    expect(is_partial_date, {"2024", "2024-03", "2024-03-05", "0001"},
           {"202", "2024-", "2024-3", "2024-13", "2024-00", "2024-03-", "2024-02-30", "20245",
            "2024-03-05-01", "0000"});
}

TEST(Identifiers, KnowsMomentsWithTheirOffset) {
    expect(is_date_time,
           {"2024-03-05T14:30:00Z", "2024-03-05t14:30:00z", "2024-03-05T14:30:00.123456789+02:00",
            "2024-03-05T23:59:59-11:30", "1998-12-31T23:59:60Z", "1998-12-31T15:59:60.5-08:00",
            "1999-01-01T00:59:60+01:00"},
           {"2024-03-05T14:30:00", "2024-03-05 14:30:00Z", "2024-03-05", "2024-03-05T14:30Z",
            "2024-03-05T24:00:00Z", "2024-03-05T14:60:00Z", "2024-03-05T14:30:61Z",
            "2024-02-30T14:30:00Z", "2024-03-05T14:30:00.Z", "2024-03-05T14:30:00+0200",
            "2024-03-05T14:30:00+24:00", "2024-03-05T14:30:00+02:60", "2024-03-05T14:30:00ZZ",
            "1998-12-31T22:59:60Z", "1998-12-31T23:58:60Z", "2024-03-05T1:30:00Z"});
}

TEST(Identifiers, KnowsAddressesOnTheWeb) {
    expect(is_web_address,
           {"https://example.org", "http://example.org/", "HTTPS://Example.org:8443/a/b.c?d=e&f#g",
            "https://xn--bcher-kva.example/%D7%A9", "http://[2001:db8::1]:80/", "http://127.0.0.1/",
            "https://en.wikipedia.org/wiki/NSO_Group_(company)", "https://a.b/?q=http://c"},
           {"example.org",
            "ftp://example.org",
            "https://",
            "https:///a",
            "https:example.org",
            "//example.org",
            "javascript:alert(1)",
            "https://user@example.org/",
            "https://a b/",
            "https://user:word@example.org/",
            "https://a/ b",
            "https://a/\"",
            "https://a/<b>",
            "https://a/%",
            "https://a/%4",
            "https://a/%4g",
            "https://bücher.example/",
            "https://a..b/",
            "https://-a.b/",
            "https://a-.b/",
            "https://a:port/",
            "https://a:123456/",
            "https://[::1/",
            "https://[abc]/",
            "https://a/#b#c",
            "https://a/[b]",
            "https://a/\\b",
            "https://.a/"});
    EXPECT_TRUE(is_web_address("https://a/" + std::string(2038, 'x')));
    EXPECT_FALSE(is_web_address("https://a/" + std::string(2039, 'x')));
}

TEST(Identifiers, KnowsTagsOfLanguages) {
    expect(is_language_tag,
           {"en", "ar", "fr-CH", "zh-Hant-TW", "es-419", "sr-Latn", "de-1996", "sl-rozaj-biske",
            "ckb", "EN-gb"},
           {"e", "english", "en_GB", "en-", "-en", "en--GB", "en-G", "e1", "en-GB-x", "12",
            "en-GBR4", "zh-TW-Hant", "en GB"});
}

TEST(Identifiers, KnowsHashesAndRecords) {
    std::string hash(64, 'a');
    expect(
        is_sha256, {hash, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {std::string(63, 'a'), std::string(65, 'a'), std::string(64, 'A'), std::string(64, 'g')});
    expect(is_record_id, {"company-nso-group", "due-diligence-a2b3c4d5e6f7", "sale-1"},
           {"company", "company-", "-company", "company--a", "Company-a", "1company-a", "company_a",
            "company-é", "company-a-", "company-" + std::string(57, 'a')});
    EXPECT_TRUE(is_record_id("company-" + std::string(56, 'a')));
}

TEST(Identifiers, AreAllFormatsOfSchemas) {
    std::string names;
    for (const auto& [name, format] : register_formats()) {
        names += name + " ";
        EXPECT_FALSE(format.holds("")) << name;
        EXPECT_FALSE(format.what.empty()) << name;
    }
    EXPECT_EQ(names,
              "control-code country currency date date-time isin language lei mic org-id "
              "partial-date record-id sha256 uri ");
    SchemaSet schemas(register_formats());
    ASSERT_TRUE(schemas.add(R"({"$id": "a", "properties": {"on": {"format": "date"}}})"));
    auto faults = schemas.check("a", Json(Json::Object{{"on", "5 March"}}));
    ASSERT_TRUE(faults && faults->size() == 1);
    EXPECT_EQ(faults->front(), (SchemaFault{"/on", "format", "is not a date such as 2024-03-05"}));
}

}  // namespace bridle::registry::identifiers_test
