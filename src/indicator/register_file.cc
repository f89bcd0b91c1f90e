#include "indicator/register_file.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/names.h"
#include "base/text.h"

namespace bridle {

namespace {

constexpr std::string_view kFormat = "bridle-register-attribution/1";
constexpr std::string_view kFormatOfAny = "bridle-register-attribution/";

constexpr std::size_t kAttributionsAtMost = 10'000;
constexpr std::size_t kRecordsAtMost = 1'000;  // of one type, for one attribution
constexpr std::size_t kCitationsAtMost = 100, kValuesAtMost = 500;
constexpr std::size_t kTextBytes = 64 << 10;
constexpr std::size_t kEntryBytes = 4 << 20;  // a row of a case
constexpr std::size_t kFamiliesAtMost = 10'000, kOfOneFamily = 20;

constexpr Names<AttributionConfidence, 4> kConfidences{{"low", "moderate", "high", "confirmed"}};
constexpr Names<AttributedBy, 2> kWays{{"file", "name"}};

// What a report shows of each type of record, in this order.
using Keys = std::span<const std::string_view>;
constexpr std::string_view kOfAttribution[] = {"basis", "citation", "publishers"};
constexpr std::string_view kOfProduct[] = {"kind", "status", "otherNames", "malwareNames",
                                           "capabilities"};
constexpr std::string_view kOfVendor[] = {"jurisdiction", "status",      "lei",
                                          "identifiers",  "formerNames", "otherNames"};
constexpr std::string_view kOfLicence[] = {"status", "statusSince",  "kind",     "authority",
                                           "number", "destinations", "moratoria"};
constexpr std::string_view kOfContract[] = {"status", "stage",  "number", "parties",
                                            "signed", "period", "value"};
constexpr std::string_view kOfSale[] = {"status", "client", "destination", "date"};
constexpr std::string_view kOfMeasure[] = {"status",   "kind", "authority", "programme",
                                           "citation", "date", "effective"};

std::unexpected<Error> wrong(std::string what) {
    return fail(Errc::corrupt, std::move(what));
}

Result<std::string> text_of(const Json& from, std::string_view key) {
    const std::string_view text = from[key].text();
    if (text.size() > kTextBytes) return wrong("\"" + std::string(key) + "\" is too long");
    return std::string(text);
}

Result<std::string> needed_text(const Json& from, std::string_view key) {
    std::string text = TRY(text_of(from, key));
    if (text.empty()) return wrong("\"" + std::string(key) + "\" is missing");
    return text;
}

std::string number_in_words(const Json& number) {
    auto whole = number.integer();
    return whole && *whole >= 0 ? grouped(static_cast<std::uint64_t>(*whole)) : number.dump();
}

// A value as one reads it: {"name", "country"}, {"amount", "currency"} and so on are one text each.
std::string plain(const Json& value) {
    if (value.is_text()) return std::string(value.text());
    if (value.is_number()) return number_in_words(value);
    if (value["amount"].is_number())
        return number_in_words(value["amount"]) + " " + std::string(value["currency"].text());
    auto both = [&](std::string_view first, std::string_view between, std::string_view second) {
        return std::string(value[first].text()).append(between).append(value[second].text());
    };
    if (value.find("from") || value.find("until")) return both("from", " – ", "until");
    if (value["name"].is_text())
        return value["country"].is_text() ? both("name", ", ", "country")
                                          : std::string(value["name"].text());
    if (!value["id"].is_text()) return "";
    return both(value.find("schemeName") ? "schemeName" : "scheme", " ", "id");
}

Result<void> read_answer(const Json& record, std::string_view key,
                         std::vector<RegisterAnswer>& answers) {
    const Json* given = record.find(key);
    if (!given) return {};
    RegisterAnswer answer{std::string(key), {}};
    auto too_much = [&] { return wrong("\"" + std::string(key) + "\" is too long"); };
    if (const Json* why = given->find("withheld")) {
        answer.withheld = why->text();
        if (answer.withheld->size() > kTextBytes) return too_much();
    } else {
        const Json::Array one{*given};
        const Json::Array& values = given->is_array() ? given->items() : one;
        if (values.size() > kValuesAtMost) return too_much();
        for (const Json& each : values) {
            std::string value = plain(each);
            if (value.size() > kTextBytes) return too_much();
            if (!value.empty()) answer.values.push_back(std::move(value));
        }
        if (answer.values.empty()) return {};
    }
    answers.push_back(std::move(answer));
    return {};
}

Result<RegisterRecord> read_fields(const Json& from, std::string_view title, Keys keys) {
    if (!from.is_object()) return wrong("not a record");
    RegisterRecord record;
    record.id = TRY(needed_text(from, "id"));
    record.title = TRY(needed_text(from, title));
    record.as_of = TRY(text_of(from, "asOf"));
    record.url = TRY(text_of(from, "url"));
    for (std::string_view key : keys) TRY(read_answer(from, key, record.answers));
    const Json::Array& citations = from["citations"].items();
    if (citations.size() > kCitationsAtMost) return wrong("too many citations");
    for (const Json& each : citations) {
        Citation citation;
        citation.title = TRY(text_of(each, "title"));
        citation.publisher = TRY(text_of(each, "publisher"));
        citation.published = TRY(text_of(each, "published"));
        if (citation.published == "unknown") citation.published.clear();
        citation.url = TRY(text_of(each, "url"));
        record.citations.push_back(std::move(citation));
    }
    return record;
}

Result<RegisterRecord> read_record(const Json& from, std::string_view what, std::string_view title,
                                   Keys keys) {
    auto record = read_fields(from, title, keys);
    if (!record) record.error().what = std::string(what) + ": " + record.error().what;
    return record;
}

Result<std::vector<RegisterRecord>> read_records(const Json& entry, std::string_view what,
                                                 Keys keys) {
    const Json* list = entry.find(what);
    std::vector<RegisterRecord> records;
    if (!list) return records;
    if (!list->is_array()) return wrong(std::string(what) + ": not a list");
    if (list->size() > kRecordsAtMost) return wrong(std::string(what) + ": too many");
    for (const Json& each : list->items()) {
        RegisterRecord record = TRY(read_record(each, what, "title", keys));
        records.push_back(std::move(record));
    }
    return records;
}

// The digest as we write digests, or nothing: it may be "none" or withheld.
Result<std::string> read_digest(const Json& digest) {
    if (!digest.is_text() || digest.text() == "none") return std::string();
    std::string text = lower(digest.text());
    if (text.size() != 64 || !from_hex(text)) return wrong("\"sha256\" is no SHA-256");
    return text;
}

Result<RegisterAbout> read_about(const Json& from) {
    RegisterAbout about;
    about.name = TRY(needed_text(from, "name"));
    about.keeper = TRY(text_of(from, "keeper"));
    about.origin = TRY(text_of(from, "origin"));
    about.url = TRY(text_of(from, "url"));
    about.licence = TRY(text_of(from, "licence"));
    about.day = TRY(needed_text(from, "on"));
    about.size =
        static_cast<std::uint64_t>(std::max<std::int64_t>(0, from["size"].integer().value_or(0)));
    about.demonstration = from["demonstration"].truth();
    return about;
}

// A set that only the name of the family joins to the register may be anybody's: a step less
// sure, and never more than moderate.
AttributionConfidence by_name_alone(AttributionConfidence stated) {
    return stated > AttributionConfidence::moderate ? AttributionConfidence::moderate
                                                    : AttributionConfidence::low;
}

class Attributing {
public:
    explicit Attributing(const RegisterFile& from) : from_(from) {
        for (std::size_t i = 0; i < from.attributions.size(); i++) {
            const Attribution& each = from.attributions[i];
            by_family_[lower(each.family)].push_back(i);
            if (!each.sha256.empty()) digests_.insert(each.sha256);
        }
    }

    // Findings know a set by the name of its file. Where two sets have the same one, nobody can
    // say which file a finding is about.
    Attributed all(std::span<const SetReport> sets) {
        std::map<std::string_view, std::size_t> named;
        for (const SetReport& set : sets) named[set.name]++;
        std::set<std::pair<std::string_view, std::string_view>> done;
        for (const SetReport& set : sets) {
            const bool shared = named[set.name] > 1;
            for (const std::string& family : set.families)
                if (!shared || done.insert({set.name, family}).second)
                    add(set.name, family, shared ? std::string_view() : set.sha256);
        }
        return std::move(out_);
    }

private:
    void add(const std::string& set, const std::string& family, std::string_view digest) {
        auto found = by_family_.find(lower(family));
        if (found == by_family_.end()) return;
        const bool known = digests_.contains(digest);
        std::size_t taken = 0;
        for (std::size_t index : found->second) {
            const Attribution& each = from_.attributions[index];
            if (known && each.sha256 != digest) continue;
            if (taken++ >= kOfOneFamily || out_.families.size() == kFamiliesAtMost) {
                out_.left_out++;
                continue;
            }
            out_.families.push_back({set, family, place_of(index),
                                     known ? AttributedBy::file : AttributedBy::name,
                                     known ? each.confidence : by_name_alone(each.confidence)});
        }
    }

    std::size_t place_of(std::size_t index) {
        auto [place, fresh] = places_.try_emplace(index, out_.attributions.size());
        if (fresh) out_.attributions.push_back(from_.attributions[index]);
        return place->second;
    }

    const RegisterFile& from_;
    std::map<std::string, std::vector<std::size_t>> by_family_;
    std::set<std::string_view> digests_;
    std::map<std::size_t, std::size_t> places_;
    Attributed out_;
};

}  // namespace

std::string_view name_of(AttributionConfidence confidence) {
    return kConfidences.of(confidence);
}
std::optional<AttributionConfidence> attribution_confidence_named(std::string_view name) {
    return kConfidences.find(name);
}
std::string_view name_of(AttributedBy by) {
    return kWays.of(by);
}
std::optional<AttributedBy> attributed_by_named(std::string_view name) {
    return kWays.find(name);
}

std::string_view RegisterRecord::answer(std::string_view name) const {
    auto found = std::ranges::find(answers, name, &RegisterAnswer::name);
    if (found == answers.end() || found->values.size() != 1) return {};
    return found->values.front();
}

Result<Attribution> read_attribution(Json entry) {
    Attribution out;
    out.record = TRY(read_record(entry, "attribution", "title", kOfAttribution));
    const Json& set = entry["indicatorSet"];
    out.repository = TRY(text_of(set, "repository"));
    out.path = TRY(text_of(set, "path"));
    out.sha256 = TRY(read_digest(set["sha256"]));
    out.family = TRY(needed_text(set, "malwareName"));
    auto confidence = attribution_confidence_named(entry["confidence"].text());
    if (!confidence) return wrong("\"confidence\" must be low, moderate, high or confirmed");
    out.confidence = *confidence;
    out.product = TRY(read_record(entry["product"], "product", "name", kOfProduct));
    if (const Json* vendor = entry.find("vendor"))
        out.vendor = TRY(read_record(*vendor, "vendor", "name", kOfVendor));
    out.licences = TRY(read_records(entry, "licences", kOfLicence));
    out.contracts = TRY(read_records(entry, "contracts", kOfContract));
    out.sales = TRY(read_records(entry, "sales", kOfSale));
    out.measures = TRY(read_records(entry, "measures", kOfMeasure));
    out.entry = std::move(entry);
    return out;
}

Result<RegisterFile> RegisterFile::parse(std::string_view text) {
    if (text.size() > kRegisterFileBytes)
        return fail(Errc::limit, "more than " + grouped(kRegisterFileBytes) + " bytes");
    Json root = TRY(Json::parse(text));
    const std::string_view format = root["format"].text();
    if (!format.starts_with(kFormatOfAny))
        return fail(Errc::unsupported,
                    "not the attribution export of a public register; it is bulk/attribution.json "
                    "of such a register");
    if (format != kFormat)
        return fail(Errc::unsupported, "an export of the form " + printable(front(format, 100)) +
                                           ", which this version of bridle does not know");
    RegisterFile out;
    auto about = read_about(root["register"]);
    if (!about) return wrong("register: " + about.error().what);
    out.about = *std::move(about);
    Json* list = root.find("attributions");
    if (!list || !list->is_array()) return wrong("\"attributions\" is missing");
    if (list->size() > kAttributionsAtMost)
        return fail(Errc::limit, "more than " + grouped(kAttributionsAtMost) + " attributions");
    std::set<std::string> ids;
    for (std::size_t i = 0; i < list->size(); i++) {
        const std::string number = "attribution " + std::to_string(i + 1) + ": ";
        auto each = read_attribution((*list)[i]);
        if (!each) return wrong(number + each.error().what);
        if (each->entry.dump().size() > kEntryBytes)
            return fail(Errc::limit, number + "more than " + grouped(kEntryBytes) + " bytes");
        if (!ids.insert(each->record.id).second)
            return wrong(number + "the id " + printable(each->record.id) + " for the second time");
        out.attributions.push_back(*std::move(each));
    }
    return out;
}

Attributed attributed(const RegisterFile& from, std::span<const SetReport> sets) {
    return Attributing(from).all(sets);
}

}  // namespace bridle
