// Values against the schemas of json_schema.h, keyword by keyword.

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <tuple>
#include <unordered_set>

#include "base/text.h"
#include "format/json_schema_keywords.h"

namespace bridle {

namespace {

constexpr std::size_t kMostDepth = 512;  // of schemas in one another, of which "$ref" is a step
constexpr std::size_t kMostSteps = 500'000;
constexpr std::size_t kMostShown = 20;  // of the values that are allowed

std::string in_quotes(std::string_view text) {
    return "\"" + printable(text) + "\"";
}

std::string shown(const Json& value) {
    return value.is_text() ? printable(value.text()) : value.canonical();
}

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
    return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::ranges::count_if(utf8, [](char c) { return (c & 0xC0) != 0x80; }));
}

constexpr auto kKeywords = [] {
    using enum SchemaForm;
    return std::to_array<SchemaKeyword>({
        {"$comment", text},
        {"$defs", schemas_of_names},
        {"$id", id},
        {"$ref", reference, &SchemaChecker::reference},
        {"$schema", draft},
        {"additionalProperties", schema, &SchemaChecker::additional_properties},
        {"allOf", schemas, &SchemaChecker::all_of},
        {"anyOf", schemas, &SchemaChecker::any_of},
        {"const", anything, &SchemaChecker::constant},
        {"contains", schema, &SchemaChecker::contains},
        {"default", anything},
        {"dependentRequired", texts_of_names, &SchemaChecker::dependent_required},
        {"deprecated", flag},
        {"description", text},
        {"else", schema},  // of "if"
        {"enum", list, &SchemaChecker::enumeration},
        {"examples", list},
        {"exclusiveMaximum", number, &SchemaChecker::less_than},
        {"exclusiveMinimum", number, &SchemaChecker::more_than},
        {"format", format, &SchemaChecker::format},
        {"if", schema, &SchemaChecker::conditional},
        {"items", schema, &SchemaChecker::items},
        {"maxItems", count, &SchemaChecker::most_items},
        {"maxLength", count, &SchemaChecker::longest},
        {"maxProperties", count, &SchemaChecker::most_properties},
        {"maximum", number, &SchemaChecker::most},
        {"minItems", count, &SchemaChecker::fewest_items},
        {"minLength", count, &SchemaChecker::shortest},
        {"minProperties", count, &SchemaChecker::fewest_properties},
        {"minimum", number, &SchemaChecker::least},
        {"multipleOf", positive, &SchemaChecker::multiple_of},
        {"not", schema, &SchemaChecker::negated},
        {"oneOf", schemas, &SchemaChecker::one_of},
        {"pattern", pattern, &SchemaChecker::pattern},
        {"patternProperties", schemas_of_patterns, &SchemaChecker::pattern_properties},
        {"prefixItems", schemas, &SchemaChecker::prefix_items},
        {"properties", schemas_of_names, &SchemaChecker::properties},
        {"propertyNames", schema, &SchemaChecker::property_names},
        {"required", texts, &SchemaChecker::required},
        {"then", schema},  // of "if"
        {"title", text},
        {"type", types},
        {"unevaluatedProperties", schema},
        {"uniqueItems", flag, &SchemaChecker::unique_items},
    });
}();
static_assert(std::ranges::is_sorted(kKeywords, {}, &SchemaKeyword::name));

struct JsonType {
    std::string_view name;
    std::string_view what;
    bool (*holds)(const Json&);
};

constexpr JsonType kTypes[] = {
    {"array", "a list", [](const Json& value) { return value.is_array(); }},
    {"boolean", "true or false", [](const Json& value) { return value.is_bool(); }},
    {"integer", "a whole number",
     [](const Json& value) {
         auto number = value.number();
         return number && std::trunc(*number) == *number;
     }},
    {"null", "null", [](const Json& value) { return value.is_null(); }},
    {"number", "a number", [](const Json& value) { return value.is_number(); }},
    {"object", "an object", [](const Json& value) { return value.is_object(); }},
    {"string", "text", [](const Json& value) { return value.is_text(); }},
};

const JsonType* find_type(std::string_view name) {
    auto found = std::ranges::find(kTypes, name, &JsonType::name);
    return found != std::end(kTypes) ? found : nullptr;
}

bool is_of_type(const Json& value, const Json& name) {
    const JsonType* type = find_type(name.text());
    return type && type->holds(value);
}

bool is_multiple(double value, double unit) {
    double times = value / unit;  // of which 19.99 and 0.01 do not make a whole number
    double slack = 4 * std::numeric_limits<double>::epsilon() * std::abs(times);
    return std::isfinite(times) && std::abs(times - std::round(times)) <= slack;
}

// Whether the fault says that the value is altogether another than the schema is for.
bool is_of_kind(const SchemaFault& fault) {
    static constexpr std::string_view kKinds[] = {"type",  "const", "enum",
                                                  "anyOf", "oneOf", "false"};
    return std::ranges::find(kKinds, fault.keyword) != std::end(kKinds);
}

// Where the members and items that a pointer names stand in theirs; what is missing stands last.
std::vector<std::size_t> place(const Json& value, std::string_view pointer) {
    std::vector<std::size_t> place;
    for (const Json* here = &value; here && !pointer.empty();) {
        std::string_view step = pointer.substr(0, pointer.find('/', 1));
        pointer.remove_prefix(step.size());
        const Json* next = here->at(step);
        if (!next)
            place.push_back(here->size());
        else if (here->is_array())
            place.push_back(static_cast<std::size_t>(next - here->items().data()));
        else
            place.push_back(static_cast<std::size_t>(
                std::ranges::find(here->members(), next,
                                  [](auto& member) { return &member.second; }) -
                here->members().begin()));
        here = next;
    }
    return place;
}

}  // namespace

const SchemaKeyword* find_keyword(std::string_view name) {
    auto found = std::ranges::lower_bound(kKeywords, name, {}, &SchemaKeyword::name);
    return found != kKeywords.end() && found->name == name ? &*found : nullptr;
}

bool is_schema_type(std::string_view name) {
    return find_type(name) != nullptr;
}

// --------------------------------------------------------------------------------------- the walk

Result<std::vector<SchemaFault>> SchemaChecker::run(SchemaTarget target, const Json& value) {
    Seen seen;
    check(*target.schema, value, target.id, seen);
    if (failure_) return std::unexpected(std::move(*failure_));
    std::vector<std::pair<std::vector<std::size_t>, std::size_t>> places;
    for (std::size_t i = 0; i < faults_.size(); i++)
        places.emplace_back(place(value, faults_[i].at), i);
    std::ranges::sort(places);
    std::vector<SchemaFault> sorted;
    for (const auto& [where, i] : places)  // two ways to the same schema find the same
        if (std::ranges::find(sorted, faults_[i]) == sorted.end()) sorted.push_back(faults_[i]);
    return sorted;
}

void SchemaChecker::check(const Json& schema, const Json& value, std::string_view id, Seen& seen) {
    if (failure_ || faults_.size() == SchemaSet::kMostFaults) return;
    if (depth_ == kMostDepth || ++steps_ > kMostSteps) {
        failure_ = {Errc::limit, "checking this against the schema " + in_quotes(id) +
                                     " takes too long; does the schema refer to itself?"};
        return;
    }
    if (schema.is_bool()) {
        if (!schema.truth()) fault("false", "is not allowed here");
        return;
    }
    auto known = parts_.steps.find(&schema);
    if (known == parts_.steps.end()) {
        failure_ = {Errc::internal, "what the schema " + in_quotes(id) + " refers to is no schema"};
        return;
    }
    const auto& [types, others, rest] = known->second;
    depth_++;
    Seen mine;
    Here here{schema, value, id, mine};
    if (!types || type(here, *types)) {
        for (const SchemaStep& step : others) (this->*step.check)(here, *step.argument);
        if (rest) unevaluated_properties(here, *rest);
    }
    seen.insert(seen.end(), mine.begin(), mine.end());
    depth_--;
}

void SchemaChecker::check_inside(const Json& schema, const Json& part, std::string_view id,
                                 const std::string& step) {
    std::size_t length = at_.size();
    at_ += step;
    Seen seen;
    check(schema, part, id, seen);
    at_.resize(length);
}

void SchemaChecker::check_member(const Here& here, const Json& schema,
                                 const Json::Object::value_type& member) {
    here.seen.push_back(member.first);
    check_inside(schema, member.second, here.id, pointer_step(member.first));
}

SchemaChecker::Trial SchemaChecker::try_out(const Here& here, const Json& schema,
                                            const Json& value) {
    Trial trial;
    std::swap(faults_, trial.faults);
    check(schema, value, here.id, trial.seen);
    std::swap(faults_, trial.faults);
    return trial;
}

void SchemaChecker::fault(std::string_view keyword, std::string what, std::string_view step) {
    if (faults_.size() < SchemaSet::kMostFaults)
        faults_.push_back({at_ + std::string(step), std::string(keyword), std::move(what)});
}

void SchemaChecker::fault_in_words(const Here& here, std::string_view keyword, std::string what) {
    std::string_view own = here.schema["x-fault"].text();
    fault(keyword, own.empty() ? std::move(what) : std::string(own));
}

bool SchemaChecker::matches(const Json& pattern, std::string_view text) {
    auto compiled = parts_.patterns.find(pattern.text());
    if (compiled != parts_.patterns.end()) return RE2::PartialMatch(text, *compiled->second);
    failure_ = {Errc::internal, "the pattern " + in_quotes(pattern.text()) + " was not loaded"};
    return false;
}

// ------------------------------------------------------------------------------------- any value

bool SchemaChecker::type(const Here& here, const Json& types) {
    auto holds = [&](const Json& name) { return is_of_type(here.value, name); };
    if (holds(types) || std::ranges::any_of(types.items(), holds)) return true;
    std::vector<std::string_view> whats;
    if (types.is_text()) whats.push_back(find_type(types.text())->what);
    for (const Json& name : types.items()) whats.push_back(find_type(name.text())->what);
    fault("type", "must be " + joined(whats, " or "));
    return false;
}

void SchemaChecker::enumeration(const Here& here, const Json& values) {
    if (std::ranges::find(values.items(), here.value) != values.items().end()) return;
    std::vector<std::string> whats;
    for (const Json& value : values.items())
        if (whats.size() < kMostShown) whats.push_back(shown(value));
    std::size_t more = values.size() - whats.size();
    fault("enum", "must be one of: " + joined(whats) +
                      (more ? " and " + std::to_string(more) + " more" : ""));
}

void SchemaChecker::constant(const Here& here, const Json& only) {
    if (here.value != only) fault("const", "must be " + only.canonical());
}

// --------------------------------------------------------------------------------------- objects

void SchemaChecker::properties(const Here& here, const Json& schemas) {
    for (const auto& member : here.value.members())
        if (const Json* schema = schemas.find(member.first)) check_member(here, *schema, member);
}

void SchemaChecker::pattern_properties(const Here& here, const Json& schemas) {
    for (const auto& member : here.value.members())
        for (const auto& [pattern, schema] : schemas.members())
            if (matches(Json(pattern), member.first)) check_member(here, schema, member);
}

void SchemaChecker::check_rest(const Here& here, std::string_view keyword, const Json& schema,
                               const Json::Object::value_type& member) {
    if (schema != Json(false)) return check_member(here, schema, member);
    here.seen.push_back(member.first);
    fault(keyword, "is not a field that is known here", pointer_step(member.first));
}

void SchemaChecker::additional_properties(const Here& here, const Json& schema) {
    const Json& named = here.schema["properties"];
    const Json& patterns = here.schema["patternProperties"];
    for (const auto& member : here.value.members()) {
        auto fits = [&](auto& pattern) { return matches(Json(pattern.first), member.first); };
        if (!named.find(member.first) && std::ranges::none_of(patterns.members(), fits))
            check_rest(here, "additionalProperties", schema, member);
    }
}

// Of the members that no keyword beside it has looked at, nor one in a schema that is applied to
// the same object: called when all of those are through.
void SchemaChecker::unevaluated_properties(const Here& here, const Json& schema) {
    std::set<std::string_view> seen(here.seen.begin(), here.seen.end());
    for (const auto& member : here.value.members())
        if (!seen.contains(member.first)) check_rest(here, "unevaluatedProperties", schema, member);
}

void SchemaChecker::property_names(const Here& here, const Json& schema) {
    for (const auto& [name, value] : here.value.members()) {
        Trial trial = try_out(here, schema, Json(name));
        if (trial.faults.empty()) continue;
        std::string_view own = here.schema["x-fault"].text();
        fault("propertyNames",
              own.empty() ? "has a name that " + trial.faults[0].what : std::string(own),
              pointer_step(name));
    }
}

void SchemaChecker::required(const Here& here, const Json& names) {
    if (!here.value.is_object()) return;
    for (const Json& name : names.items())
        if (!here.value.find(name.text()))
            fault("required", "is missing", pointer_step(name.text()));
}

void SchemaChecker::dependent_required(const Here& here, const Json& names_of) {
    for (const auto& [present, names] : names_of.members()) {
        if (!here.value.find(present)) continue;
        for (const Json& name : names.items())
            if (!here.value.find(name.text()))
                fault("dependentRequired",
                      "is missing, and needed where " + in_quotes(present) + " is given",
                      pointer_step(name.text()));
    }
}

void SchemaChecker::size_limit(std::string_view keyword, std::size_t size, const Json& limit,
                               std::string_view one, std::string_view many) {
    bool is_least = keyword.starts_with("min");
    auto count = limit.integer().value_or(0);
    if (is_least ? std::cmp_greater_equal(size, count) : std::cmp_less_equal(size, count)) return;
    std::string has = std::to_string(size);
    if (is_least && count == 1)
        fault(keyword, "must not be empty");
    else
        fault(keyword, std::string(is_least ? "must have at least " : "must have at most ") +
                           counted(count, one, many) + ", and has " + has);
}

void SchemaChecker::fewest_properties(const Here& here, const Json& limit) {
    if (here.value.is_object())
        size_limit("minProperties", here.value.size(), limit, "field", "fields");
}

void SchemaChecker::most_properties(const Here& here, const Json& limit) {
    if (here.value.is_object())
        size_limit("maxProperties", here.value.size(), limit, "field", "fields");
}

// ----------------------------------------------------------------------------------------- lists

void SchemaChecker::items(const Here& here, const Json& schema) {
    for (std::size_t i = here.schema["prefixItems"].size(); i < here.value.items().size(); i++)
        check_inside(schema, here.value[i], here.id, "/" + std::to_string(i));
}

void SchemaChecker::prefix_items(const Here& here, const Json& schemas) {
    for (std::size_t i = 0; i < std::min(schemas.size(), here.value.items().size()); i++)
        check_inside(schemas[i], here.value[i], here.id, "/" + std::to_string(i));
}

void SchemaChecker::contains(const Here& here, const Json& schema) {
    if (!here.value.is_array()) return;
    for (const Json& item : here.value.items())
        if (try_out(here, schema, item).faults.empty()) return;
    fault_in_words(here, "contains", "lacks an entry of the kind that it must contain");
}

void SchemaChecker::fewest_items(const Here& here, const Json& limit) {
    if (here.value.is_array()) size_limit("minItems", here.value.size(), limit, "entry", "entries");
}

void SchemaChecker::most_items(const Here& here, const Json& limit) {
    if (here.value.is_array()) size_limit("maxItems", here.value.size(), limit, "entry", "entries");
}

void SchemaChecker::unique_items(const Here& here, const Json& wanted) {
    if (!wanted.truth()) return;
    std::unordered_set<std::string> known;
    for (std::size_t i = 0; i < here.value.items().size(); i++)
        if (!known.insert(here.value[i].canonical()).second)
            fault("uniqueItems", "is in the list twice", "/" + std::to_string(i));
}

// ---------------------------------------------------------------------------------------- text

void SchemaChecker::shortest(const Here& here, const Json& limit) {
    if (here.value.is_text())
        size_limit("minLength", characters(here.value.text()), limit, "character", "characters");
}

void SchemaChecker::longest(const Here& here, const Json& limit) {
    if (here.value.is_text())
        size_limit("maxLength", characters(here.value.text()), limit, "character", "characters");
}

void SchemaChecker::pattern(const Here& here, const Json& pattern) {
    if (here.value.is_text() && !matches(pattern, here.value.text()))
        fault_in_words(here, "pattern", "does not have the form " + shown(pattern));
}

void SchemaChecker::format(const Here& here, const Json& name) {
    auto format = parts_.formats.find(name.text());
    if (here.value.is_text() && format != parts_.formats.end() &&
        !format->second.holds(here.value.text()))
        fault("format", "is not " + format->second.what);
}

// --------------------------------------------------------------------------------------- numbers

void SchemaChecker::number_limit(const Here& here, std::string_view keyword, const Json& limit,
                                 auto is_within, std::string_view what) {
    auto number = here.value.number();
    if (number && !is_within(*number, limit.number().value_or(0)))
        fault(keyword, "must be " + std::string(what) + " " + limit.canonical());
}

void SchemaChecker::least(const Here& here, const Json& limit) {
    number_limit(here, "minimum", limit, std::greater_equal(), "at least");
}

void SchemaChecker::most(const Here& here, const Json& limit) {
    number_limit(here, "maximum", limit, std::less_equal(), "at most");
}

void SchemaChecker::more_than(const Here& here, const Json& limit) {
    number_limit(here, "exclusiveMinimum", limit, std::greater(), "more than");
}

void SchemaChecker::less_than(const Here& here, const Json& limit) {
    number_limit(here, "exclusiveMaximum", limit, std::less(), "less than");
}

void SchemaChecker::multiple_of(const Here& here, const Json& unit) {
    number_limit(here, "multipleOf", unit, is_multiple, "a multiple of");
}

// ---------------------------------------------------------------------------- schemas on the same

void SchemaChecker::reference(const Here& here, const Json& reference) {
    SchemaTarget target = parts_.resolve(here.id, reference.text());
    if (target.schema) return check(*target.schema, here.value, target.id, here.seen);
    failure_ = {Errc::internal, "the schema " + in_quotes(here.id) + " refers to " +
                                    in_quotes(reference.text()) + ", which is not there"};
}

void SchemaChecker::all_of(const Here& here, const Json& schemas) {
    for (const Json& schema : schemas.items()) check(schema, here.value, here.id, here.seen);
}

// Of the alternatives that all failed: the one that was probably meant, by what it is made for and
// then by how little is wrong. Where the value is of no kind that any is made for, all the kinds.
void SchemaChecker::report_best(const Here& here, std::string_view keyword,
                                std::vector<Trial> trials) {
    auto misfit = [&](const Trial& trial) {
        auto is_here = [&](auto& fault) { return fault.at == at_ && is_of_kind(fault); };
        return std::tuple(std::ranges::any_of(trial.faults, is_here),
                          std::ranges::count_if(trial.faults, is_of_kind), trial.faults.size());
    };
    Trial& best = *std::ranges::min_element(trials, {}, misfit);
    here.seen.insert(here.seen.end(), best.seen.begin(), best.seen.end());
    if (trials.size() == 1 || !std::get<0>(misfit(best))) {
        for (SchemaFault& each : best.faults)
            if (faults_.size() < SchemaSet::kMostFaults) faults_.push_back(std::move(each));
        return;
    }
    std::vector<std::string> whats;
    for (const Trial& trial : trials)
        for (const SchemaFault& each : trial.faults)
            if (each.at == at_ && is_of_kind(each) && each.keyword != "false" &&
                std::ranges::find(whats, each.what) == whats.end())
                whats.push_back(each.what);
    if (whats.empty()) whats.push_back("is not allowed here");
    fault(keyword, joined(whats, ", or "));
}

// All of them are tried, also behind the first that fits, for what each has seen.
std::size_t SchemaChecker::fitting(const Here& here, std::string_view keyword,
                                   const Json& schemas) {
    std::vector<Trial> failed;
    for (const Json& schema : schemas.items()) {
        Trial trial = try_out(here, schema, here.value);
        if (trial.faults.empty())
            here.seen.insert(here.seen.end(), trial.seen.begin(), trial.seen.end());
        else
            failed.push_back(std::move(trial));
    }
    std::size_t fit = schemas.size() - failed.size();
    if (fit == 0 && !failure_) report_best(here, keyword, std::move(failed));
    return fit;
}

void SchemaChecker::any_of(const Here& here, const Json& schemas) {
    fitting(here, "anyOf", schemas);
}

void SchemaChecker::one_of(const Here& here, const Json& schemas) {
    if (fitting(here, "oneOf", schemas) > 1)
        fault("oneOf", "fits several of the forms of which it may fit only one");
}

void SchemaChecker::negated(const Here& here, const Json& schema) {
    if (try_out(here, schema, here.value).faults.empty())
        fault_in_words(here, "not", "has a form that is not allowed here");
}

void SchemaChecker::conditional(const Here& here, const Json& schema) {
    Trial trial = try_out(here, schema, here.value);
    bool holds = trial.faults.empty();
    if (holds) here.seen.insert(here.seen.end(), trial.seen.begin(), trial.seen.end());
    if (const Json* next = here.schema.find(holds ? "then" : "else"))
        check(*next, here.value, here.id, here.seen);
}

}  // namespace bridle
