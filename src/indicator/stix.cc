#include "indicator/stix.h"

#include <simdjson.h>

#include <algorithm>
#include <string>
#include <unordered_map>

#include "base/text.h"

namespace bridle {

namespace {

namespace json = simdjson::ondemand;

constexpr std::size_t kMostNames = 64;  // of one indicator

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
        if (name == key) return &(raw.*member);
    return nullptr;
}

}  // namespace

struct StixBundle::State {
    simdjson::padded_string text;
    json::parser parser;  // owns the decoded strings
    std::vector<std::unique_ptr<StixObject>> objects;
    std::vector<StixIndicator> indicators;

    simdjson::error_code read();
    simdjson::error_code read_object(json::object object);
    simdjson::error_code read_refs(json::value value, Raw& raw);
    void keep(Raw&& raw);
    void keep_indicator(const Raw& raw);
    void join();

    std::unordered_map<std::string_view, std::size_t> indicator_by_id;
    std::unordered_map<std::string_view, const StixObject*> object_by_id;
    std::vector<std::string_view> modified;  // beside `indicators`
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
        if (auto error = item.get_string().get(found)) return error;
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
        if (auto error = field.unescaped_key().get(key)) return error;
        std::string_view* member = text_member(raw, key);
        bool refs = key == "object_refs", revoked = key == "revoked";
        if (!member && !refs && !revoked) continue;
        json::json_type type;
        if (auto error = field.value().type().get(type)) return error;
        if (member && type == json::json_type::string) {
            if (auto error = field.value().get_string().get(*member)) return error;
        } else if (refs && type == json::json_type::array) {
            if (auto error = read_refs(field.value(), raw)) return error;
        } else if (revoked && type == json::json_type::boolean) {
            if (auto error = field.value().get_bool().get(raw.revoked)) return error;
        }
    }
    keep(std::move(raw));
    return simdjson::SUCCESS;
}

void StixBundle::State::keep(Raw&& raw) {
    if (raw.type == "indicator") {
        keep_indicator(raw);
    } else if (raw.type == "relationship") {
        bool indicates = raw.relationship_type.empty() || raw.relationship_type == "indicates";
        if (indicates && !raw.revoked) relationships.push_back({raw.source, raw.target});
    } else if (!raw.id.empty() && !raw.name.empty() && raw.type != "identity") {
        objects.push_back(
            std::make_unique<StixObject>(raw.id, raw.type, raw.name, raw.description));
        object_by_id[raw.id] = objects.back().get();
        if (raw.type == "report" || raw.type == "grouping")
            for (std::string_view ref : raw.refs) reports.push_back({ref, raw.id});
    }
}

// Of several versions of one object the latest counts. Times compare as text.
void StixBundle::State::keep_indicator(const Raw& raw) {
    StixIndicator indicator{.id = raw.id,
                            .pattern = raw.pattern,
                            .pattern_type = raw.pattern_type,
                            .revoked = raw.revoked,
                            .valid_until = from_iso(raw.valid_until),
                            .indicates = {}};
    auto [place, is_new] = indicator_by_id.try_emplace(raw.id, indicators.size());
    if (is_new || raw.id.empty()) {
        indicators.push_back(std::move(indicator));
        modified.push_back(raw.modified);
    } else if (modified[place->second] <= raw.modified) {
        indicators[place->second] = std::move(indicator);
        modified[place->second] = raw.modified;
    }
}

void StixBundle::State::join() {
    for (const auto* references : {&relationships, &reports}) {
        for (const Reference& reference : *references) {
            auto indicator = indicator_by_id.find(reference.indicator);
            auto object = object_by_id.find(reference.object);
            if (indicator == indicator_by_id.end() || object == object_by_id.end()) continue;
            auto& indicates = indicators[indicator->second].indicates;
            bool known = std::ranges::find(indicates, object->second) != indicates.end();
            if (!known && indicates.size() < kMostNames) indicates.push_back(object->second);
        }
    }
}

simdjson::error_code StixBundle::State::read() {
    json::document document;
    if (auto error = parser.iterate(text).get(document)) return error;
    json::object bundle;
    if (auto error = document.get_object().get(bundle)) return error;
    bool found = false;
    for (auto each : bundle) {
        json::field field;
        if (auto error = std::move(each).get(field)) return error;
        std::string_view key;
        if (auto error = field.unescaped_key().get(key)) return error;
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
    join();
    return found ? simdjson::SUCCESS : simdjson::NO_SUCH_FIELD;
}

StixBundle::StixBundle() : state_(std::make_unique<State>()) {}
StixBundle::StixBundle(StixBundle&&) noexcept = default;
StixBundle::~StixBundle() = default;

const std::vector<StixIndicator>& StixBundle::indicators() const {
    return state_->indicators;
}

Result<StixBundle> StixBundle::parse(Bytes bytes) {
    StixBundle bundle;
    std::string_view text = as_text(bytes);
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    bundle.state_->text = simdjson::padded_string(text);
    switch (simdjson::error_code error = bundle.state_->read()) {
        case simdjson::SUCCESS:
            return bundle;
        case simdjson::NO_SUCH_FIELD:
            return fail(Errc::corrupt, "a STIX bundle without objects");
        case simdjson::INCORRECT_TYPE:
            return fail(Errc::corrupt, "JSON, but not a STIX bundle");
        case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
        case simdjson::UNCLOSED_STRING:
            return fail(Errc::truncated, "a STIX bundle that ends too early");
        default:
            return fail(Errc::corrupt, std::string("not JSON: ") + simdjson::error_message(error));
    }
}

}  // namespace bridle
