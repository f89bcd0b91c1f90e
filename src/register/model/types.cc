#include "register/model/types.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include "base/text.h"
#include "register/model/annotations.h"
#include "register/model/identifiers.h"

namespace bridle::registry {

namespace {

constexpr std::string_view kSchemas[] = {
#define SCHEMA(name, text) text,
#include "register_schemas.def"
#undef SCHEMA
};

constexpr std::string_view kTypes[] = {
    "company",          "ownership",   "product",        "dueDiligence", "sale",
    "rejectedClient",   "contract",    "licence",        "moratorium",   "measure",
    "securitiesNotice", "attribution", "sourceDocument",
};

constexpr std::string_view kSchemaBase = "https://bridle.example/schemas/";
constexpr std::string_view kSchemaVersion = "/1";

constexpr std::size_t kRandomOfId = 12;

// A program without its schemas must not run: it would take in anything.
[[noreturn]] void stop(std::string_view why) {
    std::fprintf(stderr, "bridle: a schema of this program is damaged: %.*s\n",
                 static_cast<int>(why.size()), why.data());
    std::abort();
}

SchemaSet load_schemas() {
    SchemaSet schemas(register_formats());
    for (std::string_view text : kSchemas)
        if (auto added = schemas.add(text); !added) stop(added.error().what);
    if (auto complete = schemas.check_references(); !complete) stop(complete.error().what);
    return schemas;
}

std::string kebab_case(std::string_view name) {
    std::string out;
    for (char c : name) {
        if (c >= 'A' && c <= 'Z') out += '-';
        out += lower(c);
    }
    return out;
}

std::vector<FieldPath> paths_of(const Json& pointers) {
    std::vector<FieldPath> paths;
    for (const Json& pointer : pointers.items()) paths.push_back(field_path(pointer.text()));
    return paths;
}

std::string relation_of(const FieldPath& path) {
    auto name = std::ranges::find_if(path.rbegin(), path.rend(),
                                     [](const std::string& step) { return step != "*"; });
    return name == path.rend() ? std::string() : *name;
}

RecordType load_type(std::string_view name) {
    RecordType type;
    type.name = name;
    type.schema_id = std::string(kSchemaBase) + kebab_case(name) + std::string(kSchemaVersion);
    type.schema = record_schemas().schema(type.schema_id);
    if (!type.schema) stop(type.schema_id);
    const Json& schema = *type.schema;
    type.titles = paths_of(schema["x-title"]);
    type.names = paths_of(schema["x-names"]);
    type.countries = paths_of(schema["x-countries"]);
    type.identifiers = paths_of(schema["x-identifiers"]);
    type.statuses = paths_of(schema["x-status"]);
    type.personal = paths_of(schema["x-personal"]);
    visit_schema(record_schemas(), type.schema_id, [&](const Json& part, const FieldPath& path) {
        if (const Json* target = part.find("x-record"))
            type.links.push_back({relation_of(path), std::string(target->text()), path});
        if (part["x-text"].truth()) type.texts.push_back(path);
    });
    return type;
}

}  // namespace

const SchemaSet& record_schemas() {
    static const SchemaSet schemas = load_schemas();
    return schemas;
}

std::span<const RecordType> record_types() {
    static const std::vector<RecordType> types = [] {
        std::vector<RecordType> loaded;
        for (std::string_view name : kTypes) loaded.push_back(load_type(name));
        return loaded;
    }();
    return types;
}

const RecordType* find_type(std::string_view name) {
    auto types = record_types();
    auto found = std::ranges::find(types, name, &RecordType::name);
    return found == types.end() ? nullptr : &*found;
}

std::string new_record_id(const RecordType& type) {
    static constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
    std::array<unsigned char, kRandomOfId> random;
    if (getentropy(random.data(), random.size()) != 0) stop("no random numbers");
    std::string id = kebab_case(type.name) + '-';
    for (unsigned char byte : random) id += kAlphabet[byte % kAlphabet.size()];
    return id;
}

}  // namespace bridle::registry
