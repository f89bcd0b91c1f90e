#include "register/web/api_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "register/model/types.h"
#include "register/web/api_json.h"

namespace bridle::registry {

namespace {

// Screening programs call a type a schema, and have their own names for some.
std::optional<std::string> type_asked_for(std::string_view name) {
    if (name.empty() || name == "Thing") return std::string();
    if (name == "LegalEntity" || name == "Company" || name == "Organization") return "company";
    if (find_type(name)) return std::string(name);
    return std::nullopt;
}

// A text or a list of texts under the first of the names that is there.
Result<std::vector<std::string>> texts(const Json& properties,
                                       std::initializer_list<std::string_view> names) {
    std::vector<std::string> all;
    for (std::string_view name : names) {
        const Json* value = properties.find(name);
        if (!value || value->is_null()) continue;
        Json::Array one{*value};
        const Json::Array& list = value->is_array() ? value->items() : one;
        for (const Json& each : list) {
            if (!each.is_text())
                return fail(Errc::unsupported,
                            fmt::format("\"{}\" is a text or a list of texts", name));
            if (each.text().size() > kMostQueryBytes)
                return fail(
                    Errc::unsupported,
                    fmt::format("a value of \"{}\" has more than {} bytes", name, kMostQueryBytes));
            if (all.size() == kMostMatchValues)
                return fail(Errc::unsupported,
                            fmt::format("\"{}\" has more than {} values", name, kMostMatchValues));
            all.emplace_back(each.text());
        }
    }
    return all;
}

Result<MatchQuery> match_query(const Json& asked) {
    if (!asked.is_object()) return fail(Errc::unsupported, "a query is an object");
    MatchQuery query;
    const Json& schema = asked.find("schema") ? asked["schema"] : asked["type"];
    auto type = type_asked_for(schema.text());
    if (!type || (!schema.is_null() && !schema.is_text()))
        return fail(Errc::unsupported,
                    "\"schema\" or \"type\" of a query is one of the types of /v1/types.json");
    query.type = std::move(*type);
    const Json& properties = asked["properties"];
    query.names = TRY(texts(properties, {"name", "names", "alias"}));
    query.countries = TRY(texts(properties, {"country", "countries", "jurisdiction"}));
    query.identifiers =
        TRY(texts(properties, {"identifiers", "registrationNumber", "leiCode", "isin"}));
    for (std::string& country : query.countries)
        std::ranges::transform(country, country.begin(), [](char c) {
            return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        });
    if (query.names.empty() && query.identifiers.empty())
        return fail(Errc::unsupported,
                    "\"properties\" of a query has \"name\" or \"identifiers\", or both");
    return query;
}

Result<double> share(const Json& asked, std::string_view name, double otherwise) {
    const Json* value = asked.find(name);
    if (!value) return otherwise;
    auto number = value->number();
    if (!number || *number < 0 || *number > 1)
        return fail(Errc::unsupported, fmt::format("\"{}\" is a number from 0 to 1", name));
    return *number;
}

}  // namespace

std::optional<std::uint64_t> plain_number(std::string_view text) {
    if (text.empty() || text.size() > 18 || (text.size() > 1 && text[0] == '0')) return {};
    std::uint64_t number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return {};
    return number;
}

Result<std::uint64_t> number_parameter(const Request& request, std::string_view name,
                                       std::uint64_t otherwise, std::uint64_t least,
                                       std::uint64_t most) {
    std::string_view text = request.parameter(name);
    if (text.empty()) return otherwise;
    auto number = plain_number(text);
    if (!number || *number < least || *number > most)
        return fail(Errc::unsupported,
                    fmt::format("\"{}\" is a whole number from {} to {}", name, least, most));
    return *number;
}

Result<void> only_parameters(const Request& request,
                             std::initializer_list<std::string_view> known) {
    for (std::size_t i = 0; i < request.query.size(); i++) {
        const std::string& name = request.query[i].first;
        if (std::ranges::find(known, name) == known.end())
            return fail(Errc::unsupported,
                        known.size() == 0
                            ? fmt::format("there are no parameters here, such as \"{}\"",
                                          printable(front(name, 40)))
                            : fmt::format("there is no parameter \"{}\" here: there are {}",
                                          printable(front(name, 40)), joined(known)));
        for (std::size_t j = 0; j < i; j++)
            if (request.query[j].first == name)
                return fail(Errc::unsupported, fmt::format("\"{}\" is given twice", name));
    }
    return {};
}

Result<void> read_filter(const Request& request, std::string& type, std::string& country,
                         std::string& status) {
    type = request.parameter("type");
    if (!type.empty() && !find_type(type))
        return fail(Errc::unsupported, "\"type\" is one of the types of /v1/types.json");
    country = request.parameter("country");
    for (char& c : country)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    if (!country.empty() && (country.size() != 2 || !std::ranges::all_of(country, is_letter)))
        return fail(Errc::unsupported, "\"country\" is the two letters of ISO 3166-1");
    status = request.parameter("status");
    if (status.size() > 40 || !std::ranges::all_of(status, is_letter))
        return fail(Errc::unsupported, "\"status\" is one of the statuses of the type");
    return {};
}

Result<Response> search_answer(const Reading& reading) {
    const Request& request = reading.request;
    TRY(only_parameters(request, {"q", "type", "country", "status", "offset", "limit"}));
    SearchQuery query;
    query.text = request.parameter("q");
    if (query.text.size() > kMostQueryBytes)
        return fail(Errc::unsupported,
                    fmt::format("\"q\" has more than {} bytes", kMostQueryBytes));
    TRY(read_filter(request, query.type, query.country, query.status));
    query.offset = TRY(number_parameter(request, "offset", 0, 0, kMostSearchOffset));
    query.limit = TRY(number_parameter(request, "limit", 20, 1, kMostSearchResults));
    SearchResult found = TRY(reading.store.search.search(query));
    std::string out;
    JsonWriter json(out);
    json.begin_object().text("q", query.text);
    json.number("offset", static_cast<std::int64_t>(query.offset));
    json.number("limit", static_cast<std::int64_t>(query.limit));
    json.boolean("fuzzy", found.fuzzy).boolean("more", found.more).key("results").begin_array();
    for (const Head& head : found.heads) write_head(json, reading, head);
    json.end_array().end_object();
    return json_response(std::move(out));
}

Result<Response> match_answer(const Reading& reading) {
    TRY(only_parameters(reading.request, {}));
    auto parsed = Json::parse(reading.request.body);
    if (!parsed) return fail(Errc::unsupported, "the body is no JSON: " + parsed.error().what);
    const Json& queries = (*parsed)["queries"];
    if (!queries.is_object() || queries.size() == 0 || queries.size() > kMostMatchQueries)
        return fail(Errc::unsupported,
                    fmt::format("\"queries\" is an object of 1 to {} queries", kMostMatchQueries));
    double threshold = TRY(share(*parsed, "threshold", 0.7));
    double cutoff = TRY(share(*parsed, "cutoff", 0.5));
    std::int64_t limit = parsed->find("limit") ? (*parsed)["limit"].integer().value_or(0) : 5;
    if (limit < 1 || limit > static_cast<std::int64_t>(kMostMatches))
        return fail(Errc::unsupported,
                    fmt::format("\"limit\" is a whole number from 1 to {}", kMostMatches));
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("responses").begin_object();
    for (const auto& [key, asked] : queries.members()) {
        auto query = match_query(asked);
        if (!query)
            return fail(
                query.error().code,
                fmt::format("query \"{}\": {}", printable(front(key, 40)), query.error().what));
        auto matches = TRY(reading.store.search.match(*query, std::min(cutoff, threshold),
                                                      static_cast<std::size_t>(limit)));
        json.key(key).begin_object().number("status", 200).key("results").begin_array();
        for (const Match& match : matches) {
            json.begin_object().key("record");
            write_head(json, reading, match.head);
            json.key("score").raw(Json(match.score).canonical());
            json.boolean("match", match.score >= threshold).key("reasons").begin_array();
            for (const std::string& reason : match.reasons) json.text(reason);
            json.end_array().end_object();
        }
        json.end_array().end_object();
    }
    json.end_object().key("threshold").raw(Json(threshold).canonical());
    json.key("cutoff").raw(Json(cutoff).canonical());
    json.number("limit", limit).end_object();
    return json_response(std::move(out));
}

}  // namespace bridle::registry
