#include "indicator/stix.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bridle::test::stix_test {

namespace {

LargeBuffer buffer(std::string_view json) {
    return LargeBuffer::copy(as_bytes(json)).value();
}

// For each indicator: id, pattern, what it indicates; or the error.
std::string read(std::string_view json) {
    const LargeBuffer whole = buffer(json);
    auto bundle = StixBundle::parse(whole);
    if (!bundle) return bundle.error().what;
    std::string out;
    for (const StixIndicator& each : bundle->indicators()) {
        out.append(each.id).append(" ").append(each.pattern);
        if (each.revoked) out += " revoked";
        if (each.valid_until) out += " until " + iso(*each.valid_until);
        for (const StixObject* object : each.indicates)
            out.append(" -> ").append(object->type).append(" ").append(object->name);
        out += '\n';
    }
    return out;
}

}  // namespace

TEST(Stix, TiesIndicatorsToWhatTheyIndicate) {
    EXPECT_EQ(read(R"({"type":"bundle","objects":[
        {"type":"malware","id":"m","name":"Pegasus"},
        {"type":"indicator","id":"i","pattern":"p","pattern_type":"stix"},
        {"type":"relationship","relationship_type":"indicates","source_ref":"i","target_ref":"m"}
    ]})"),
              "i p -> malware Pegasus\n");
}

TEST(Stix, NamesAnyKindOfObject) {  // W-19
    EXPECT_EQ(read(R"({"objects":[
        {"type":"indicator","id":"i","pattern":"p"},
        {"type":"relationship","relationship_type":"indicates","source_ref":"i","target_ref":"c"},
        {"type":"relationship","relationship_type":"indicates","source_ref":"i","target_ref":"t"},
        {"type":"campaign","id":"c","name":"C"},
        {"type":"threat-actor","id":"t","name":"T"}
    ]})"),
              "i p -> campaign C -> threat-actor T\n");
}

TEST(Stix, NamesEveryReportThatListsTheIndicator) {  // W-19
    EXPECT_EQ(read(R"({"objects":[
        {"type":"report","id":"r1","name":"One","object_refs":["i","x",7]},
        {"type":"indicator","id":"i","pattern":"p"},
        {"type":"report","id":"r2","name":"Two","object_refs":["i"]}
    ]})"),
              "i p -> report One -> report Two\n");
}

TEST(Stix, DoesNotNameByOtherRelationships) {
    EXPECT_EQ(read(R"({"objects":[
        {"type":"indicator","id":"i","pattern":"p"},
        {"type":"malware","id":"m","name":"M"},
        {"type":"relationship","relationship_type":"based-on","source_ref":"i","target_ref":"m"},
        {"type":"relationship","relationship_type":"indicates","revoked":true,"source_ref":"i","target_ref":"m"}
    ]})"),
              "i p\n");
    EXPECT_EQ(read(R"({"objects":[
        {"type":"indicator","id":"i","pattern":"p"},
        {"type":"identity","id":"a","name":"A"},
        {"type":"relationship","relationship_type":"indicates","source_ref":"i","target_ref":"a"}
    ]})"),
              "i p -> identity A\n");
}

TEST(Stix, KnowsRevocationAndExpiry) {
    EXPECT_EQ(read(R"({"objects":[
        {"type":"indicator","id":"a","pattern":"p","revoked":true},
        {"type":"indicator","id":"b","pattern":"p","valid_until":"2020-01-01T00:00:00.000Z"}
    ]})"),
              "a p revoked\nb p until 2020-01-01T00:00:00Z\n");
}

TEST(Stix, TakesTheLatestOfSeveralVersions) {
    EXPECT_EQ(read(R"({"objects":[
        {"type":"indicator","id":"a","pattern":"new","modified":"2022-01-01T00:00:00Z"},
        {"type":"indicator","id":"a","pattern":"old","modified":"2021-01-01T00:00:00Z"},
        {"type":"indicator","pattern":"no id"},
        {"type":"indicator","pattern":"nor here"}
    ]})"),
              "a new\n no id\n nor here\n");
}

TEST(Stix, DecodesEscapesInKeysAndTexts) {
    EXPECT_EQ(read(R"({"\u006fbjects":[
        {"\u0074ype":"indicator","id":"i","pattern":"[file:name = 'a\"\\\\b\u00e4']" }
    ]})"),
              "i [file:name = 'a\"\\\\bä']\n");
}

TEST(Stix, PassesOverMembersOfTheWrongType) {
    EXPECT_EQ(read(R"({"objects":[7, null, [], "x", {},
        {"type":7,"id":{"a":[1,{"b":2}]},"pattern":null},
        {"type":"indicator","id":["x"],"pattern":"p","revoked":"yes","object_refs":7}
    ],"more":[1,2,{"x":3}]})"),
              " p\n");
}

TEST(Stix, MayStartWithAByteOrderMark) {
    EXPECT_EQ(read("\xEF\xBB\xBF{\"objects\":[{\"type\":\"indicator\",\"pattern\":\"p\"}]}"),
              " p\n");
}

TEST(Stix, RefusesWhatIsNoBundle) {
    EXPECT_EQ(read(R"([{"objects":[]}])"), "JSON, but not a STIX bundle");
    EXPECT_EQ(read(R"({"objects":{}})"), "JSON, but not a STIX bundle");
    EXPECT_EQ(read(R"({"type":"bundle"})"), "a STIX bundle without objects");
    EXPECT_EQ(read("7"), "JSON, but not a STIX bundle");
    EXPECT_EQ(read("null"), "JSON, but not a STIX bundle");
    EXPECT_EQ(read("# Read me"), "not JSON");
    EXPECT_EQ(read("nothing"), "not JSON");
    EXPECT_FALSE(StixBundle::parse(buffer(R"({"objects":[]}{"objects":[]})")));
    for (std::string_view text : {"", " ", "<html></html>", "pegasus.stix2", "{", "\xFF\xFE", "{]"})
        EXPECT_FALSE(StixBundle::parse(buffer(text))) << text;
}

TEST(Stix, RefusesWhatEndsTooEarly) {
    std::string whole =
        R"({"objects":[{"type":"indicator","id":"i","pattern":"p","x":[1,{"y":2}]}]})";
    EXPECT_EQ(read(whole), "i p\n");
    for (std::size_t size = 0; size < whole.size(); size++) {
        std::string part(whole, 0, size);
        EXPECT_FALSE(StixBundle::parse(buffer(part))) << part;
    }
}

TEST(Stix, SurvivesDeepNesting) {
    std::string deep = R"({"objects":[{"x":)" + std::string(100'000, '[');
    EXPECT_FALSE(StixBundle::parse(buffer(deep)));
}

// Anything quadratic takes minutes.
TEST(Stix, CostsTheSameForEveryRepeatedReference) {
    std::string json = R"({"objects":[{"type":"malware","id":"m","name":"M"})";
    for (int i = 0; i < 20'000; i++)
        json += R"(,{"type":"malware","id":"m","name":"M"},{"type":"report","id":"r)" +
                std::to_string(i) +
                R"(","name":"R","object_refs":["i"]},{"type":"indicator","id":"i","pattern":"p"},)"
                R"({"type":"relationship","source_ref":"i","target_ref":"m"})";
    const LargeBuffer whole = buffer(json + "]}");
    auto bundle = StixBundle::parse(whole);
    ASSERT_TRUE(bundle);
    ASSERT_EQ(bundle->indicators().size(), 1U);
    EXPECT_EQ(bundle->indicators()[0].indicates.size(), 64U);
}

}  // namespace bridle::test::stix_test
