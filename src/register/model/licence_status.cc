#include "register/model/licence_status.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "register/model/dates.h"

namespace bridle::registry {

namespace {

constexpr std::string_view kValid[] = {"granted", "grantedWithConditions", "modified"};

bool is_valid(std::string_view status) {
    return std::ranges::find(kValid, status) != std::end(kValid);
}

bool has_begun(std::string_view from, std::string_view date) {
    return from <= date;  // of "2024", the first day
}

bool has_ended(std::string_view until, std::string_view date) {
    return is_after(date, until);
}

// The codes of the Wassenaar list in the form of the Union's: 4.A.5 is 4A005.
std::string plain_code(std::string_view code) {
    auto parts = split(code, '.');
    bool dotted = parts.size() > 2 && parts[0].size() == 1 && parts[1].size() == 1;
    if (!dotted) return std::string(code);
    std::string number(parts[2]);
    std::string plain = std::string(parts[0]) + std::string(parts[1]);
    plain += std::string(number.size() < 3 ? 3 - number.size() : 0, '0') + number;
    for (std::size_t i = 3; i < parts.size(); ++i) plain += '.' + std::string(parts[i]);
    return plain;
}

// 4A005 takes in 4A005 and 4A005.b, but not 4A0051.
bool takes_in(std::string_view entry, std::string_view code) {
    std::string whole = plain_code(entry);
    std::string part = plain_code(code);
    return part == whole || part.starts_with(whole + '.');
}

std::vector<std::string> texts(const Json& list) {
    std::vector<std::string> all;
    for (const Json& item : list.items()) all.emplace_back(item.text());
    return all;
}

std::vector<std::string> texts(const Json& list, std::string_view key) {
    std::vector<std::string> all;
    for (const Json& item : list.items())
        if (!item[key].text().empty()) all.emplace_back(item[key].text());
    return all;
}

// A line of the scope that is not there asks nothing. One that is there wants at least one of its
// entries among those of the licence: what the licence withholds meets none.
template <class Meets>
bool meets(const Json& scope, std::string_view line, const std::vector<std::string>& of_licence,
           Meets&& is_met) {
    const Json* entries = scope.find(line);
    if (!entries) return true;
    return std::ranges::any_of(entries->items(), [&](const Json& entry) {
        return std::ranges::any_of(
            of_licence, [&](const std::string& value) { return is_met(entry.text(), value); });
    });
}

bool meets(const Json& scope, std::string_view line, const std::vector<std::string>& of_licence) {
    return meets(scope, line, of_licence,
                 [](std::string_view entry, std::string_view value) { return entry == value; });
}

bool stops(const Json& moratorium, std::string_view stated) {
    std::string_view effect = moratorium["effect"].text();
    if (stated == "applied") return effect == "applications" || effect == "both";
    return is_valid(stated) && (effect == "granted" || effect == "both");
}

}  // namespace

bool covers(const Json& moratorium, const Json& licence, std::string_view date) {
    if (!has_begun(moratorium["from"].text(), date)) return false;
    if (has_ended(moratorium["until"].text(), date)) return false;
    const Json& scope = moratorium["scope"];
    return meets(scope, "issuedBy", {std::string(licence["authority"]["country"].text())}) &&
           meets(scope, "destinations", texts(licence["destinations"])) &&
           meets(scope, "controlCodes", texts(licence["controlCodes"], "code"), takes_in) &&
           meets(scope, "licenceKinds", {std::string(licence["kind"].text())}) &&
           meets(scope, "products", texts(licence["items"], "product")) &&
           meets(scope, "companies", {std::string(licence["holder"].text())});
}

LicenceStatus licence_status(const Json& licence, std::span<const Moratorium> moratoria,
                             std::string_view date) {
    LicenceStatus result;
    for (const Json& decision : licence["history"].items()) {
        std::string_view from = decision["date"].text();
        if (!has_begun(from, date)) break;
        result.stated = decision["status"].text();
        result.since = from;
    }
    result.status = result.stated;
    if (std::string_view until = licence["term"]["until"].text();
        is_valid(result.stated) && has_ended(until, date)) {
        result.status = "expired";
        result.since = until;
        return result;
    }
    std::string stopped_since;
    for (const Moratorium& moratorium : moratoria) {
        const Json& body = *moratorium.body;
        if (!stops(body, result.stated) || !covers(body, licence, date)) continue;
        result.moratoria.push_back(moratorium.record_id);
        std::string from(body["from"].text());
        if (stopped_since.empty() || from < stopped_since) stopped_since = from;
    }
    if (result.moratoria.empty()) return result;
    result.status = "underMoratorium";
    result.since = std::max(result.since, stopped_since);
    return result;
}

}  // namespace bridle::registry
