// The keywords of JSON Schema that format/json_schema.h understands: what each is given in a
// schema, and how it is checked. For its two sources, and for nobody else.

#pragma once

#include <re2/re2.h>

#include <optional>
#include <unordered_map>
#include <utility>

#include "format/json_schema.h"

namespace bridle {

class SchemaChecker;

// One schema on one value.
struct SchemaHere {
    using Seen = std::vector<std::string_view>;  // names of members that a keyword has looked at

    const Json& schema;
    const Json& value;
    std::string_view id;
    Seen& seen;
};

// What a keyword is given.
enum class SchemaForm : std::uint8_t {
    anything,
    text,
    flag,
    number,
    positive,
    count,
    list,
    texts,
    texts_of_names,
    types,
    schema,
    schemas,
    schemas_of_names,
    schemas_of_patterns,
    pattern,
    format,
    reference,
    draft,
    id,
};

struct SchemaKeyword {
    std::string_view name;
    SchemaForm form;
    void (SchemaChecker::*check)(const SchemaHere&, const Json&) = nullptr;
};

// A keyword of a schema, with what it is given there.
struct SchemaStep {
    void (SchemaChecker::*check)(const SchemaHere&, const Json&);
    const Json* argument;
};

// A schema, and where it is written.
struct SchemaTarget {
    const Json* schema = nullptr;
    std::string_view id;  // of the document it stands in
};

struct SchemaReference {
    std::string_view from;  // the schema of that id
    std::string_view to;
    std::string at;
};

struct SchemaParts {
    FormatTable formats;
    std::map<std::string, Json, std::less<>> schemas;
    std::map<std::string, std::unique_ptr<RE2>, std::less<>> patterns;
    // Every schema within the schemas, as its steps: what it says "type" is, what else it asks in
    // its order, and last what "unevaluatedProperties" says.
    struct Steps {
        const Json* types = nullptr;
        std::vector<SchemaStep> others;
        const Json* rest = nullptr;
    };
    std::unordered_map<const Json*, Steps> steps;
    std::vector<SchemaReference> references;
    // What these lead to, once they were all checked: they are followed for every value.
    std::unordered_map<std::string_view, std::map<std::string_view, SchemaTarget>> targets;

    SchemaTarget find(std::string_view id) const {
        auto found = schemas.find(id);
        if (found == schemas.end()) return {};
        return {&found->second, found->first};
    }

    SchemaTarget resolve(std::string_view id, std::string_view reference) const {
        if (auto known = targets.find(reference); known != targets.end())
            if (auto target = known->second.find(id); target != known->second.end())
                return target->second;
        return walk_to(id, reference);
    }

    SchemaTarget walk_to(std::string_view id, std::string_view reference) const {
        std::string_view document = reference.substr(0, reference.find('#'));
        std::string_view pointer = reference.substr(document.size());
        if (!pointer.empty()) pointer.remove_prefix(1);
        SchemaTarget target = document.empty() ? find(id) : find(document);
        if (!target.schema)  // beside the schema
            target = find(std::string(id.substr(0, id.rfind('/') + 1)).append(document));
        if (target.schema) target.schema = target.schema->at(pointer);
        return target;
    }
};

class SchemaChecker {
public:
    using Seen = SchemaHere::Seen;
    using Here = SchemaHere;

    explicit SchemaChecker(const SchemaParts& parts) : parts_(parts) {}

    Result<std::vector<SchemaFault>> run(SchemaTarget target, const Json& value);

    // The keywords, each with what it is given in the schema.
    void enumeration(const Here&, const Json& values);
    void constant(const Here&, const Json& only);
    void properties(const Here&, const Json& schemas);
    void pattern_properties(const Here&, const Json& schemas);
    void additional_properties(const Here&, const Json& schema);
    void property_names(const Here&, const Json& schema);
    void required(const Here&, const Json& names);
    void dependent_required(const Here&, const Json& names_of);
    void fewest_properties(const Here&, const Json& limit);
    void most_properties(const Here&, const Json& limit);
    void items(const Here&, const Json& schema);
    void prefix_items(const Here&, const Json& schemas);
    void contains(const Here&, const Json& schema);
    void fewest_items(const Here&, const Json& limit);
    void most_items(const Here&, const Json& limit);
    void unique_items(const Here&, const Json& wanted);
    void shortest(const Here&, const Json& limit);
    void longest(const Here&, const Json& limit);
    void pattern(const Here&, const Json& pattern);
    void format(const Here&, const Json& name);
    void least(const Here&, const Json& limit);
    void most(const Here&, const Json& limit);
    void more_than(const Here&, const Json& limit);
    void less_than(const Here&, const Json& limit);
    void multiple_of(const Here&, const Json& unit);
    void all_of(const Here&, const Json& schemas);
    void any_of(const Here&, const Json& schemas);
    void one_of(const Here&, const Json& schemas);
    void negated(const Here&, const Json& schema);
    void conditional(const Here&, const Json& schema);
    void reference(const Here&, const Json& reference);

private:
    struct Trial {
        std::vector<SchemaFault> faults;
        Seen seen;
    };

    void check(const Json& schema, const Json& value, std::string_view id, Seen& seen);
    void check_inside(const Json& schema, const Json& part, std::string_view id,
                      const std::string& step);
    void check_member(const Here&, const Json& schema, const Json::Object::value_type& member);
    void check_rest(const Here&, std::string_view keyword, const Json& schema,
                    const Json::Object::value_type& member);
    bool type(const Here&, const Json& types);  // before all others, which it makes pointless
    void unevaluated_properties(const Here&, const Json& schema);
    void size_limit(std::string_view keyword, std::size_t size, const Json& limit,
                    std::string_view one, std::string_view many);
    void number_limit(const Here&, std::string_view keyword, const Json& limit, auto is_within,
                      std::string_view what);
    Trial try_out(const Here&, const Json& schema, const Json& value);
    void report_best(const Here&, std::string_view keyword, std::vector<Trial> trials);
    std::size_t fitting(const Here&, std::string_view keyword, const Json& schemas);
    bool matches(const Json& pattern, std::string_view text);
    void fault(std::string_view keyword, std::string what, std::string_view step = {});
    void fault_in_words(const Here&, std::string_view keyword, std::string what);

    const SchemaParts& parts_;
    std::vector<SchemaFault> faults_;
    std::optional<Error> failure_;
    std::string at_;
    std::size_t depth_ = 0;
    std::size_t steps_ = 0;
};

const SchemaKeyword* find_keyword(std::string_view name);
bool is_schema_type(std::string_view name);

}  // namespace bridle
