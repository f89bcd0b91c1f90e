#include "format/json_schema.h"

#include <gtest/gtest.h>

namespace bridle::json_schema_test {

namespace {

const FormatTable kFormats = {
    {"even", {[](std::string_view text) { return text.size() % 2 == 0; }, "of even length"}}};

// "/at [keyword] what", one a line.
std::string listed(const Result<std::vector<SchemaFault>>& faults) {
    if (!faults) return "error: " + faults.error().what;
    std::string lines;
    for (const SchemaFault& fault : *faults)
        lines += fault.at + " [" + fault.keyword + "] " + fault.what + "\n";
    return lines;
}

// What the schema, without its id, finds in the value.
std::string found(std::string_view schema, std::string_view value) {
    Json with_id = Json::parse(schema).value();
    with_id.set("$id", "test");
    SchemaSet schemas(kFormats);
    if (auto added = schemas.add(with_id.dump()); !added) return "refused: " + added.error().what;
    if (auto whole = schemas.check_references(); !whole) return "refused: " + whole.error().what;
    return listed(schemas.check("test", Json::parse(value).value()));
}

}  // namespace

TEST(JsonSchema, SaysInPlainWordsWhatIsWrong) {
    EXPECT_EQ(found(R"({"type": "object", "additionalProperties": false,
                        "required": ["name", "city", "year"],
                        "properties": {"name": {"type": "string", "minLength": 1},
                                       "city": {"type": "string", "maxLength": 3},
                                       "kind": {"enum": ["a", "b", 3]},
                                       "year": {"type": "integer", "minimum": 1990, "maximum": 2030},
                                       "code": {"type": "string", "pattern": "^[A-Z]+$"},
                                       "share": {"exclusiveMinimum": 0, "exclusiveMaximum": 1},
                                       "list": {"type": "array", "maxItems": 1, "uniqueItems": true},
                                       "word": {"format": "even"},
                                       "flag": {"type": ["boolean", "null"]},
                                       "never": false, "v": {"const": 1}}})",
                    R"({"never": 1, "name": "", "kind": "c", "share": 1, "year": 1980, "code": "x",
                        "list": [1, 1], "word": "odd", "flag": "yes", "other": 1, "v": 2})"),
              R"(/never [false] is not allowed here
/name [minLength] must not be empty
/kind [enum] must be one of: a, b, 3
/share [exclusiveMaximum] must be less than 1
/year [minimum] must be at least 1990
/code [pattern] does not have the form ^[A-Z]+$
/list [maxItems] must have at most 1 entry, and has 2
/list/1 [uniqueItems] is in the list twice
/word [format] is not of even length
/flag [type] must be true or false or null
/other [additionalProperties] is not a field that is known here
/v [const] must be 1
/city [required] is missing
)");
}

TEST(JsonSchema, FindsNothingWrongInAValidValue) {
    EXPECT_EQ(found(R"({"type": "object", "required": ["a"],
                        "properties": {"a": {"type": "array", "items": {"type": "number"}}}})",
                    R"({"a": [1, 2.5], "b": null})"),
              "");
}

TEST(JsonSchema, CountsCharactersAndNotBytes) {
    EXPECT_EQ(found(R"({"maxLength": 3, "minLength": 3})", "\"שלום\""),
              " [maxLength] must have at most 3 characters, and has 4\n");
    EXPECT_EQ(found(R"({"maxLength": 1})", "\"\U0001F600\""), "");
    EXPECT_EQ(found(R"({"pattern": "^.$"})", "\"\U0001F600\""), "");
}

TEST(JsonSchema, ReportsTheAlternativeThatWasMeant) {
    constexpr std::string_view kSchema = R"({"anyOf": [
        {"const": "none"},
        {"type": "object", "required": ["withheld"], "properties": {"withheld": {"type": "string"}},
         "additionalProperties": false},
        {"type": "array", "items": {"type": "string"}}]})";
    EXPECT_EQ(found(kSchema, R"(["a", 1])"), "/1 [type] must be text\n");
    EXPECT_EQ(found(kSchema, R"({"withheld": 1})"), "/withheld [type] must be text\n");
    EXPECT_EQ(found(kSchema, R"({})"), "/withheld [required] is missing\n");
    EXPECT_EQ(found(kSchema, R"("nothing")"),
              " [anyOf] must be \"none\", or must be an object, or must be a list\n");
    EXPECT_EQ(found(kSchema, R"("none")"), "");
}

TEST(JsonSchema, ReportsTheFormThatTheKindOfAnObjectNames) {
    constexpr std::string_view kSchema = R"({"oneOf": [
        {"properties": {"kind": {"const": "person"}, "born": {"type": "string"}},
         "required": ["kind", "born", "name"]},
        {"properties": {"kind": {"const": "company"}, "number": {"type": "integer"}},
         "required": ["kind", "number"]}]})";
    EXPECT_EQ(found(kSchema, R"({"kind": "person"})"),
              "/born [required] is missing\n/name [required] is missing\n");
    EXPECT_EQ(found(kSchema, R"({"kind": "company", "number": "x"})"),
              "/number [type] must be a whole number\n");
    EXPECT_EQ(found(R"({"oneOf": [{"type": "integer"}, {"minimum": 2}]})", "3"),
              " [oneOf] fits several of the forms of which it may fit only one\n");
}

TEST(JsonSchema, ChoosesByACondition) {
    constexpr std::string_view kSchema = R"({"if": {"properties": {"a": {"const": 1}}},
        "then": {"required": ["b"]}, "else": {"required": ["c"]}})";
    EXPECT_EQ(found(kSchema, R"({"a": 1})"), "/b [required] is missing\n");
    EXPECT_EQ(found(kSchema, R"({"a": 2})"), "/c [required] is missing\n");
    EXPECT_EQ(found(R"({"dependentRequired": {"a": ["b"]}})", R"({"a": 1})"),
              "/b [dependentRequired] is missing, and needed where \"a\" is given\n");
}

TEST(JsonSchema, UsesTheWordsOfTheSchemaWhereItHasSome) {
    EXPECT_EQ(found(R"({"pattern": "^[a-z]+$", "x-fault": "must be of small letters"})", R"("A")"),
              " [pattern] must be of small letters\n");
    EXPECT_EQ(found(R"({"not": {"required": ["a"]}, "x-fault": "must not name a"})", R"({"a": 1})"),
              " [not] must not name a\n");
    EXPECT_EQ(found(R"({"contains": {"const": 1}})", "[2]"),
              " [contains] lacks an entry of the kind that it must contain\n");
    EXPECT_EQ(found(R"({"propertyNames": {"maxLength": 1}})", R"({"a": 1, "bc": 2})"),
              "/bc [propertyNames] has a name that must have at most 1 character, and has 2\n");
}

TEST(JsonSchema, SeesMembersThatNoSchemaHasLookedAt) {
    constexpr std::string_view kSchema = R"({"$defs": {"base": {"properties": {"asOf": {}}}},
        "$ref": "#/$defs/base", "properties": {"a": {"type": "integer"}},
        "anyOf": [{"properties": {"b": {"type": "integer"}}, "required": ["b"]}, {}],
        "unevaluatedProperties": false})";
    EXPECT_EQ(found(kSchema, R"({"asOf": 1, "a": 2, "b": 3})"), "");
    EXPECT_EQ(found(kSchema, R"({"b": "x", "c": 3})"),
              "/b [unevaluatedProperties] is not a field that is known here\n"
              "/c [unevaluatedProperties] is not a field that is known here\n");
    EXPECT_EQ(found(kSchema, R"({"a": "wrong, but known"})"), "/a [type] must be a whole number\n");
}

TEST(JsonSchema, MeasuresMoneyInHundredths) {
    EXPECT_EQ(found(R"({"multipleOf": 0.01})", "19.99"), "");
    EXPECT_EQ(found(R"({"multipleOf": 0.01})", "1234567.89"), "");
    EXPECT_EQ(found(R"({"multipleOf": 0.01})", "19.999"),
              " [multipleOf] must be a multiple of 0.01\n");
}

TEST(JsonSchema, FollowsReferencesFromSchemaToSchema) {
    SchemaSet schemas;
    ASSERT_TRUE(schemas.add(R"({"$id": "https://example.org/s/company.json", "properties":
        {"a": {"$ref": "common.json#/$defs/day"}, "b": {"$ref": "#/$defs/own"},
         "c": {"$ref": "https://example.org/s/common.json"}},
        "$defs": {"own": {"type": "integer"}}})"));
    EXPECT_FALSE(schemas.check_references());
    ASSERT_TRUE(schemas.add(R"({"$id": "https://example.org/s/common.json", "type": "boolean",
        "$defs": {"day": {"$ref": "#/$defs/text"}, "text": {"type": "string"}}})"));
    EXPECT_TRUE(schemas.check_references());
    EXPECT_EQ(listed(schemas.check("https://example.org/s/company.json",
                                   Json::parse(R"({"a": 1, "b": "x", "c": 3})").value())),
              "/a [type] must be text\n/b [type] must be a whole number\n"
              "/c [type] must be true or false\n");
    EXPECT_EQ(
        schemas.resolve("https://example.org/s/company.json", "common.json#/$defs/text")->dump(),
        R"({"type":"string"})");
    EXPECT_EQ(schemas.resolve("https://example.org/s/company.json", "other.json"), nullptr);
    EXPECT_EQ((*schemas.schema("https://example.org/s/common.json"))["type"].text(), "boolean");
    EXPECT_FALSE(schemas.check("https://example.org/s/none.json", Json()));
}

TEST(JsonSchema, ChecksSchemasThatHoldThemselves) {
    EXPECT_EQ(found(R"({"properties": {"next": {"$ref": "#"}}, "required": ["v"]})",
                    R"({"v": 1, "next": {"v": 2, "next": {}}})"),
              "/next/next/v [required] is missing\n");
    EXPECT_EQ(
        found(R"({"$ref": "#"})", "1"),
        "error: checking this against the schema \"test\" takes too long; does the schema refer "
        "to itself?");
    EXPECT_EQ(
        found(R"({"anyOf": [{"items": {"$ref": "#"}}, {"items": {"$ref": "#"}},
                                  {"items": {"$ref": "#"}}], "not": {"const": 1}})",
              std::string(60, '[') + "1" + std::string(60, ']')),
        "error: checking this against the schema \"test\" takes too long; does the schema refer "
        "to itself?");
}

TEST(JsonSchema, RefusesASchemaThatItWouldNotWhollyCheck) {
    const std::pair<std::string_view, std::string_view> kRefused[] = {
        {R"({"properties": {"a": {"minLenght": 1}}})",
         "/properties/a/minLenght: the keyword is not known"},
        {R"({"$anchor": "a"})", "/$anchor: the keyword is not known"},
        {R"({"type": "text"})", "/type: expected the name of a type, or a list of them"},
        {R"({"type": []})", "/type: expected the name of a type, or a list of them"},
        {R"({"format": "odd"})", "/format: expected a format that is known"},
        {R"({"minLength": -1})", "/minLength: expected a whole number from 0"},
        {R"({"minimum": "1"})", "/minimum: expected a number"},
        {R"({"multipleOf": 0})", "/multipleOf: expected a number above 0"},
        {R"({"required": "a"})", "/required: expected a list of texts"},
        {R"({"dependentRequired": {"a": "b"}})",
         "/dependentRequired: expected an object of lists of texts"},
        {R"({"enum": []})", "/enum: expected a list of values"},
        {R"({"items": [{}]})", "/items: a schema must be an object, true or false"},
        {R"({"allOf": []})", "/allOf: expected a list of schemas"},
        {R"({"anyOf": [{}, 1]})", "/anyOf/1: a schema must be an object, true or false"},
        {R"({"properties": []})", "/properties: expected an object of schemas"},
        {R"({"uniqueItems": 1})", "/uniqueItems: expected true or false"},
        {R"({"title": 1})", "/title: expected text"},
        {R"j({"pattern": "(?=a)"})j",
         "/pattern: the pattern is not understood: invalid perl operator: (?="},
        {R"({"pattern": "^a\\z"})",
         "/pattern: the pattern has \\z, which not every reader of schemas knows"},
        {R"({"patternProperties": {"[": {}}})",
         "/patternProperties: the pattern is not understood: missing ]: ["},
        {R"({"$schema": "http://json-schema.org/draft-07/schema#"})",
         "/$schema: expected https://json-schema.org/draft/2020-12/schema"},
        {R"({"properties": {"a": {"$id": "b"}}})",
         "/properties/a/$id: expected text, at the top of a schema"},
        {R"({"items": {"$ref": "#/$defs/a"}})", "/items/$ref: there is no schema #/$defs/a"},
        {R"({"$ref": "#/x-a", "x-a": {"foo": 1}})", "/$ref: there is no schema #/x-a"},
    };
    for (auto [schema, why] : kRefused)
        EXPECT_EQ(found(schema, "1"), "refused: schema test, at " + std::string(why));
}

TEST(JsonSchema, RefusesASchemaWithoutAnIdOrWithAKnownOne) {
    SchemaSet schemas;
    EXPECT_FALSE(schemas.add("{}"));
    EXPECT_FALSE(schemas.add("true"));
    EXPECT_FALSE(schemas.add(R"({"$id": "a", )"));
    EXPECT_FALSE(schemas.add(R"({"$id": "a", "foo": 1})"));
    EXPECT_EQ(schemas.schema("a"), nullptr);
    EXPECT_TRUE(schemas.add(R"({"$id": "a", "x-foo": 1})"));
    EXPECT_FALSE(schemas.add(R"({"$id": "a"})"));
}

TEST(JsonSchema, StopsAt200Faults) {
    std::string many = "[";
    for (int i = 0; i < 1000; i++) many += "1,";
    many += "1]";
    SchemaSet schemas;
    ASSERT_TRUE(schemas.add(R"({"$id": "a", "items": {"type": "string"}})"));
    auto faults = schemas.check("a", Json::parse(many).value());
    ASSERT_TRUE(faults);
    EXPECT_EQ(faults->size(), SchemaSet::kMostFaults);
    EXPECT_EQ(faults->back().at, "/199");
}

TEST(JsonSchema, ShowsOnlyTheFirstOfManyAllowedValues) {
    std::string values;
    for (int i = 1; i <= 30; i++) values += (i > 1 ? "," : "") + std::to_string(i);
    EXPECT_EQ(
        found("{\"enum\": [" + values + "]}", "0"),
        " [enum] must be one of: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, "
        "19, 20 and 10 more\n");
}

}  // namespace bridle::json_schema_test
