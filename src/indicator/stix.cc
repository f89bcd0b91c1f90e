#include "indicator/stix.h"

#include <simdjson.h>

#include <algorithm>
#include <string>

#include "base/text.h"
#include "indicator/text_table.h"

namespace bridle {

namespace {

namespace json = simdjson::ondemand;

constexpr std::size_t kMostNames = 64;   // of one indicator
constexpr std::size_t kUsualSize = 640;  // of an indicator with its relationship, in bytes

// What one object of a bundle says of itself, whatever its type.
struct Raw {
    std::string_view type, id, name, description, pattern, pattern_type, valid_until, modified;
    std::string_view relationship_type, source, target;
    std::vector<std::string_view> refs;
    bool revoked = false;
};

std::string_view* text_member(Raw& raw, std::string_view key) {
    static constexpr std::pair<std::string_view, std::string_view Raw::*> kMembers[] = {
        {"type", &Raw::type},
        {"id", &Raw::id},
        {"name", &Raw::name},
        {"description", &Raw::description},
        {"pattern", &Raw::pattern},
        {"pattern_type", &Raw::pattern_type},
        {"valid_until", &Raw::valid_until},
        {"modified", &Raw::modified},
        {"relationship_type", &Raw::relationship_type},
        {"source_ref", &Raw::source},
        {"target_ref", &Raw::target},
    };
    for (auto [name, member] : kMembers)
        if (name[0] == key[0] && name == key) return &(raw.*member);
    return nullptr;
}

// Strings are views into the bundle itself, but for those with escapes in them,
// which the parser decodes: copying all of them would cost as much as the rest.
simdjson::error_code read_text(json::value value, std::string_view& out) {
    std::string_view token = value.raw_json_token();  // with the blanks behind it
    while (!token.empty() && token.back() != '"') token.remove_suffix(1);
    if (token.size() < 2 || token.contains('\\')) return value.get_string().get(out);
    out = token.substr(1, token.size() - 2);
    return simdjson::SUCCESS;
}

simdjson::error_code read_key(json::field& field, std::string_view& out) {
    const char* start = field.key().raw();
    const char* end = start;
    while (*end != '"' && *end != '\\') end++;
    if (*end == '\\') return field.unescaped_key().get(out);
    out = {start, static_cast<std::size_t>(end - start)};
    return simdjson::SUCCESS;
}

static_assert(LargeBuffer::kZerosBehind >= simdjson::SIMDJSON_PADDING);

}  // namespace

struct StixBundle::State {
    json::parser parser;  // owns the decoded strings
    std::vector<std::unique_ptr<StixObject>> objects;
    std::vector<StixIndicator> indicators;

    simdjson::error_code read(std::string_view bundle_text);
    simdjson::error_code read_object(json::object object);
    simdjson::error_code read_refs(json::value value, Raw& raw);
    void keep(const Raw& raw);
    void keep_object(const StixObject& object);
    void keep_indicator(const Raw& raw);
    void join();

    static constexpr std::size_t kNowhere = SIZE_MAX;
    static void note(TextTable& table, std::string_view id, std::size_t place) {
        table.insert(std::hash<std::string_view>()(id), id, static_cast<std::uint32_t>(place));
    }
    static std::size_t place_of(const TextTable& table, std::string_view id) {
        std::size_t place = kNowhere;
        table.find(std::hash<std::string_view>()(id), id,
                   [&](std::uint32_t noted) { place = noted; });
        return place;
    }

    TextTable indicator_by_id, object_by_id;  // to places in the lists above
    std::vector<std::string_view> modified;   // beside `indicators`
    struct Reference {
        std::string_view indicator, object;
    };
    std::vector<Reference> relationships, reports;
};

// A report's object_refs; a member that is no list of texts is passed over.
simdjson::error_code StixBundle::State::read_refs(json::value value, Raw& raw) {
    json::array list;
    if (auto error = value.get_array().get(list)) return error;
    for (auto each : list) {
        json::value item;
        std::string_view found;
        if (auto error = each.get(item)) return error;
        json::json_type type;
        if (auto error = item.type().get(type)) return error;
        if (type != json::json_type::string) continue;
        if (auto error = read_text(item, found)) return error;
        raw.refs.push_back(found);
    }
    return simdjson::SUCCESS;
}

simdjson::error_code StixBundle::State::read_object(json::object object) {
    Raw raw;
    for (auto each : object) {
        json::field field;
        if (auto error = std::move(each).get(field)) return error;
        std::string_view key;
        if (auto error = read_key(field, key)) return error;
        if (key.empty()) continue;
        std::string_view* member = text_member(raw, key);
        bool refs = key == "object_refs", revoked = key == "revoked";
        if (!member && !refs && !revoked) continue;
        json::json_type type;
        if (auto error = field.value().type().get(type)) return error;
        if (member && type == json::json_type::string) {
            if (auto error = read_text(field.value(), *member)) return error;
        } else if (refs && type == json::json_type::array) {
            if (auto error = read_refs(field.value(), raw)) return error;
        } else if (revoked && type == json::json_type::boolean) {
            if (auto error = field.value().get_bool().get(raw.revoked)) return error;
        }
    }
    keep(raw);
    return simdjson::SUCCESS;
}

void StixBundle::State::keep(const Raw& raw) {
    if (raw.type == "indicator") {
        keep_indicator(raw);
    } else if (raw.type == "relationship") {
        bool indicates = raw.relationship_type.empty() || raw.relationship_type == "indicates";
        if (indicates && !raw.revoked) relationships.push_back({raw.source, raw.target});
    } else if (!raw.id.empty() && !raw.name.empty()) {
        keep_object({raw.id, raw.type, raw.name, raw.description});
        if (raw.type == "report" || raw.type == "grouping")
            for (std::string_view ref : raw.refs) reports.push_back({ref, raw.id});
    }
}

void StixBundle::State::keep_object(const StixObject& object) {
    std::size_t known = place_of(object_by_id, object.id);
    if (known == kNowhere) {
        note(object_by_id, object.id, objects.size());
        objects.push_back(std::make_unique<StixObject>(object));
    } else {
        *objects[known] = object;
    }
}

// Of several versions of one indicator the latest counts. Times compare as text.
void StixBundle::State::keep_indicator(const Raw& raw) {
    StixIndicator indicator{.id = raw.id,
                            .pattern = raw.pattern,
                            .pattern_type = raw.pattern_type,
                            .revoked = raw.revoked,
                            .valid_until = from_iso(raw.valid_until),
                            .indicates = {}};
    std::size_t known = raw.id.empty() ? kNowhere : place_of(indicator_by_id, raw.id);
    if (known == kNowhere) {
        if (!raw.id.empty()) note(indicator_by_id, raw.id, indicators.size());
        indicators.push_back(std::move(indicator));
        modified.push_back(raw.modified);
    } else if (modified[known] <= raw.modified) {
        indicators[known] = std::move(indicator);
        modified[known] = raw.modified;
    }
}

void StixBundle::State::join() {
    std::size_t from = 0, to = 0;
    for (const auto* references : {&relationships, &reports}) {
        for (const Reference& reference : *references) {
            // Most often: from the next indicator to the same object as before.
            bool next =
                from + 1 < indicators.size() && indicators[from + 1].id == reference.indicator;
            from = next ? from + 1 : place_of(indicator_by_id, reference.indicator);
            bool same = to < objects.size() && objects[to]->id == reference.object;
            if (!same) to = place_of(object_by_id, reference.object);
            if (from == kNowhere || to == kNowhere) continue;
            auto& indicates = indicators[from].indicates;
            const StixObject* object = objects[to].get();
            bool known = std::ranges::find(indicates, object) != indicates.end();
            if (!known && indicates.size() < kMostNames) indicates.push_back(object);
        }
    }
}

simdjson::error_code StixBundle::State::read(std::string_view bundle_text) {
    json::document document;
    std::size_t likely = bundle_text.size() / kUsualSize;
    indicators.reserve(likely);
    modified.reserve(likely);
    relationships.reserve(likely);
    indicator_by_id.reserve(likely);
    const simdjson::padded_string_view padded(bundle_text.data(), bundle_text.size(),
                                              bundle_text.size() + LargeBuffer::kZerosBehind);
    if (auto error = parser.iterate(padded).get(document)) return error;
    json::object bundle;
    if (auto error = document.get_object().get(bundle)) return error;
    bool found = false;
    for (auto each : bundle) {
        json::field field;
        if (auto error = std::move(each).get(field)) return error;
        std::string_view key;
        if (auto error = read_key(field, key)) return error;
        if (key != "objects") continue;
        found = true;
        json::array list;
        if (auto error = field.value().get_array().get(list)) return error;
        for (auto item : list) {
            json::object object;
            json::value value;
            json::json_type type;
            if (auto error = std::move(item).get(value)) return error;
            if (auto error = value.type().get(type)) return error;
            if (type != json::json_type::object) continue;
            if (auto error = value.get_object().get(object)) return error;
            if (auto error = read_object(object)) return error;
        }
    }
    const char* rest;  // there is none, or a second bundle would be lost in silence
    if (!document.current_location().get(rest)) return simdjson::TRAILING_CONTENT;
    join();
    return found ? simdjson::SUCCESS : simdjson::NO_SUCH_FIELD;
}

// The parser, which looks for an object, takes all else for a value of another type.
static bool begins_like_json(std::string_view text) {
    text = trimmed(text);
    for (std::string_view word : {"true", "false", "null"})
        if (text == word) return true;
    return !text.empty() && std::string_view("{[\"-0123456789").contains(text[0]);
}

StixBundle::StixBundle() : state_(std::make_unique<State>()) {}
StixBundle::StixBundle(StixBundle&&) noexcept = default;
StixBundle::~StixBundle() = default;

const std::vector<StixIndicator>& StixBundle::indicators() const {
    return state_->indicators;
}

Result<StixBundle> StixBundle::parse(const LargeBuffer& json) {
    StixBundle bundle;
    std::string_view text = as_text(json);
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    switch (simdjson::error_code error = bundle.state_->read(text)) {
        case simdjson::SUCCESS:
            return bundle;
        case simdjson::NO_SUCH_FIELD:
            return fail(Errc::corrupt, "a STIX bundle without objects");
        case simdjson::INCORRECT_TYPE:
            if (!begins_like_json(text)) return fail(Errc::corrupt, "not JSON");
            return fail(Errc::corrupt, "JSON, but not a STIX bundle");
        case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
        case simdjson::UNCLOSED_STRING:
            return fail(Errc::truncated, "a STIX bundle that ends too early");
        default:
            return fail(Errc::corrupt, std::string("not JSON: ") + simdjson::error_message(error));
    }
}

}  // namespace bridle
