#include "register/model/summary.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "register/model/identifiers.h"

namespace bridle::registry {

namespace {

constexpr std::string_view kNoAnswer = "none";

// Calls use(text) for each text that is an answer, in the order of the paths.
template <class Use>
void each_text(const Json& body, const std::vector<FieldPath>& paths, Use&& use) {
    for (const FieldPath& path : paths)
        for (const Json* value : values_at(body, path))
            if (value->is_text() && value->text() != kNoAnswer) use(value->text());
}

std::vector<std::string> texts_once(const Json& body, const std::vector<FieldPath>& paths) {
    std::vector<std::string> texts;
    std::set<std::string_view> seen;
    each_text(body, paths, [&](std::string_view text) {
        if (seen.insert(text).second) texts.emplace_back(text);
    });
    return texts;
}

std::vector<std::string> countries_of(const Json& body, const std::vector<FieldPath>& paths) {
    std::set<std::string> countries;
    each_text(body, paths, [&](std::string_view code) {
        countries.emplace(code.substr(0, code.find('-')));  // US of US-DE
    });
    return {countries.begin(), countries.end()};
}

// A bare text is known by the name of its property: "LEI:…". Others say which scheme they are of.
std::string identifier(const FieldPath& path, const Json& value) {
    if (value.is_text()) {
        if (value.text() == kNoAnswer) return {};
        std::string scheme = path.back();
        for (char& c : scheme)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
        return scheme + ':' + std::string(value.text());
    }
    std::string_view id = value["id"].text();
    if (id.empty()) return {};
    if (const Json* scheme = value.find("scheme"))
        return std::string(scheme->text()) + '-' + std::string(id);
    return std::string(value["schemeName"].text()) + ':' + std::string(id);
}

std::vector<std::string> identifiers_of(const Json& body, const std::vector<FieldPath>& paths) {
    std::vector<std::string> identifiers;
    for (const FieldPath& path : paths)
        for (const Json* value : values_at(body, path))
            if (std::string found = identifier(path, *value);
                !found.empty() && std::ranges::find(identifiers, found) == identifiers.end())
                identifiers.push_back(std::move(found));
    return identifiers;
}

std::vector<Link> links_of(const Json& body, const std::vector<LinkField>& fields) {
    std::vector<Link> links;
    for (const LinkField& field : fields)
        for (const Json* value : values_at(body, field.path)) {
            if (!is_record_id(value->text())) continue;
            Link link{field.relation, std::string(value->text())};
            if (std::ranges::find(links, link) == links.end()) links.push_back(std::move(link));
        }
    return links;
}

}  // namespace

Summary summarise(const RecordType& type, const Json& body) {
    Summary summary;
    auto titles = texts_once(body, type.titles);
    summary.title = titles.empty() ? type.name : titles.front();
    summary.names = texts_once(body, type.names);
    summary.text = joined(texts_once(body, type.texts), "\n");
    summary.countries = countries_of(body, type.countries);
    summary.links = links_of(body, type.links);
    summary.identifiers = identifiers_of(body, type.identifiers);
    each_text(body, type.statuses, [&](std::string_view status) { summary.status = status; });
    summary.as_of = body["asOf"].text();
    return summary;
}

}  // namespace bridle::registry
