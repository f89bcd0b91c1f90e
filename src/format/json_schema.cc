#include "format/json_schema.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "format/json_schema_keywords.h"

namespace bridle {

namespace {

constexpr std::string_view kDraft = "https://json-schema.org/draft/2020-12/schema";

// What RE2 understands in another way than ECMAScript, by which others read the schema, or alone.
constexpr std::string_view kOnlyRe2[] = {"\\A", "\\z", "\\Q", "\\C", "\\a", "\\pL", "\\pN",
                                         "(?P", "(?i", "(?s", "(?m", "(?U", "[[:"};

// Reads one schema into the parts.
class Loader {
public:
    Loader(SchemaParts& parts, std::string_view id) : parts_(parts), id_(id) {}

    Result<void> load(const Json& schema) {
        if (schema.is_bool()) return remembered(schema);
        if (!schema.is_object()) return refuse("a schema must be an object, true or false");
        for (const auto& [name, argument] : schema.members()) {
            std::size_t length = at_.size();
            at_ += pointer_step(name);
            TRY(load_keyword(name, argument));
            at_.resize(length);
        }
        return remembered(schema);
    }

    // Once all is read: a schema that is refused leaves nothing behind that counts.
    void keep() {
        for (const Json* schema : schemas_) parts_.steps.emplace(schema, steps_of(*schema));
        std::ranges::move(references_, std::back_inserter(parts_.references));
    }

private:
    Result<void> load_keyword(std::string_view name, const Json& argument) {
        if (name.starts_with("x-")) return {};
        const SchemaKeyword* keyword = find_keyword(name);
        if (!keyword) return refuse("the keyword is not known");
        using enum SchemaForm;
        switch (keyword->form) {
            case anything:
                return {};
            case text:
                return expect(argument.is_text(), "text");
            case flag:
                return expect(argument.is_bool(), "true or false");
            case number:
                return expect(argument.is_number(), "a number");
            case positive:
                return expect(argument.number().value_or(0) > 0, "a number above 0");
            case count:
                return expect(argument.integer().value_or(-1) >= 0, "a whole number from 0");
            case list:
                return expect(argument.is_array() && argument.size() > 0, "a list of values");
            case texts:
                return expect(is_texts(argument), "a list of texts");
            case texts_of_names:
                return expect(argument.is_object() &&
                                  std::ranges::all_of(argument.members(), is_texts, member_value),
                              "an object of lists of texts");
            case types:
                return expect(is_types(argument), "the name of a type, or a list of them");
            case schema:
                return load(argument);
            case schemas:
                return load_list(argument);
            case schemas_of_names:
                return load_members(argument);
            case schemas_of_patterns:
                for (const auto& [pattern, ignored] : argument.members())
                    TRY(load_pattern(pattern));
                return load_members(argument);
            case pattern:
                TRY(expect(argument.is_text(), "text"));
                return load_pattern(argument.text());
            case format:
                return expect(parts_.formats.contains(argument.text()), "a format that is known");
            case reference:
                TRY(expect(argument.is_text(), "text"));
                references_.push_back({id_, argument.text(), at_});
                return {};
            case draft:
                return expect(argument.text() == kDraft, kDraft);
            case id:
                return expect(argument.is_text() && at_ == "/$id", "text, at the top of a schema");
        }
        return refuse("the keyword is not known");
    }

    static const Json& member_value(const Json::Object::value_type& member) {
        return member.second;
    }
    static bool is_texts(const Json& value) {
        return value.is_array() && std::ranges::all_of(value.items(), &Json::is_text);
    }
    static bool is_types(const Json& value) {
        if (value.is_text()) return is_schema_type(value.text());
        return value.size() > 0 && is_texts(value) &&
               std::ranges::all_of(value.items(), is_schema_type, &Json::text);
    }

    Result<void> load_list(const Json& schemas) {
        TRY(expect(schemas.is_array() && schemas.size() > 0, "a list of schemas"));
        std::size_t length = at_.size();
        for (std::size_t i = 0; i < schemas.size(); i++) {
            at_ += "/" + std::to_string(i);
            TRY(load(schemas[i]));
            at_.resize(length);
        }
        return {};
    }

    Result<void> load_members(const Json& schemas) {
        TRY(expect(schemas.is_object(), "an object of schemas"));
        std::size_t length = at_.size();
        for (const auto& [name, schema] : schemas.members()) {
            at_ += pointer_step(name);
            TRY(load(schema));
            at_.resize(length);
        }
        return {};
    }

    Result<void> load_pattern(std::string_view pattern) {
        for (std::string_view only : kOnlyRe2)
            if (pattern.find(only) != pattern.npos)
                return refuse("the pattern has " + std::string(only) +
                              ", which not every reader of schemas knows");
        RE2::Options options;
        options.set_log_errors(false);
        auto compiled = std::make_unique<RE2>(pattern, options);
        if (!compiled->ok()) return refuse("the pattern is not understood: " + compiled->error());
        parts_.patterns.try_emplace(std::string(pattern), std::move(compiled));
        return {};
    }

    static SchemaParts::Steps steps_of(const Json& schema) {
        SchemaParts::Steps steps;
        steps.types = schema.find("type");
        steps.rest = schema.find("unevaluatedProperties");
        for (const auto& [name, argument] : schema.members())
            if (const SchemaKeyword* keyword = find_keyword(name); keyword && keyword->check)
                steps.others.push_back({keyword->check, &argument});
        return steps;
    }

    Result<void> remembered(const Json& schema) {
        schemas_.push_back(&schema);
        return {};
    }
    Result<void> expect(bool met, std::string_view what) {
        if (met) return {};
        return refuse("expected " + std::string(what));
    }
    std::unexpected<Error> refuse(const std::string& what) const {
        return fail(Errc::unsupported,
                    "schema " + std::string(id_) + ", at " + printable(at_) + ": " + what);
    }

    SchemaParts& parts_;
    std::string_view id_;
    std::string at_;
    std::vector<const Json*> schemas_;
    std::vector<SchemaReference> references_;
};

}  // namespace

SchemaSet::SchemaSet(FormatTable formats) : parts_(std::make_unique<SchemaParts>()) {
    parts_->formats = std::move(formats);
}
SchemaSet::~SchemaSet() = default;
SchemaSet::SchemaSet(SchemaSet&&) noexcept = default;
SchemaSet& SchemaSet::operator=(SchemaSet&&) noexcept = default;

Result<void> SchemaSet::add(std::string_view text) {
    Json schema = TRY(Json::parse(text));
    std::string id(schema["$id"].text());
    if (id.ends_with('#')) id.pop_back();
    if (id.empty() || id.find('#') != id.npos)
        return fail(Errc::unsupported, "the schema needs an \"$id\" by which it is known");
    auto [added, is_new] = parts_->schemas.try_emplace(id, std::move(schema));
    if (!is_new) return fail(Errc::unsupported, "there is already a schema " + id);
    Loader loader(*parts_, added->first);
    auto loaded = loader.load(added->second);
    if (loaded)
        loader.keep();
    else
        parts_->schemas.erase(added);
    return loaded;
}

Result<void> SchemaSet::check_references() const {
    for (const auto& [id, reference, at] : parts_->references) {
        SchemaTarget target = parts_->walk_to(id, reference);
        if (!parts_->steps.contains(target.schema))
            return fail(Errc::unsupported,
                        fmt::format("schema {}, at {}: there is no schema {}", id, at, reference));
        parts_->targets[reference].insert_or_assign(id, target);
    }
    return {};
}

Result<std::vector<SchemaFault>> SchemaSet::check(std::string_view id, const Json& value) const {
    SchemaTarget target = parts_->find(id);
    if (!target.schema) return fail(Errc::internal, "there is no schema " + std::string(id));
    return SchemaChecker(*parts_).run(target, value);
}

const Json* SchemaSet::schema(std::string_view id) const {
    return parts_->find(id).schema;
}

const Json* SchemaSet::resolve(std::string_view id, std::string_view reference) const {
    return parts_->resolve(id, reference).schema;
}

}  // namespace bridle
