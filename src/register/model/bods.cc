#include "register/model/bods.h"

#include <string_view>

namespace bridle::registry {

namespace {

constexpr std::string_view kBodsVersion = "0.4";

std::string person_id(std::string_view ownership_id) {
    return std::string(ownership_id) + "-person";
}

std::string source_type(std::string_view kind) {
    if (kind == "selfDeclaration") return "selfDeclaration";
    if (kind == "officialRegister") return "officialRegister";
    return "thirdParty";
}

// BODS has room for one source: the first, which is the one a record rests on, and the titles of
// all.
Json source_of(const Json& body) {
    Json source;
    const Json::Array& sources = body["sources"].items();
    if (sources.empty()) return source;
    const Json& first = sources.front();
    source.set("type", Json::array()).push(source_type(first["kind"].text()));
    std::string titles;
    for (const Json& each : sources) {
        if (!titles.empty()) titles += "; ";
        titles += each["title"].text();
    }
    source.set("description", titles);
    if (const Json* url = first.find("url")) source.set("url", *url);
    if (is_whole_day(first["retrieved"].text())) source.set("retrievedAt", first["retrieved"]);
    if (const Json* asserter = first.find("publisher"))
        source.set("assertedBy", Json::array()).push(Json::object()).set("name", *asserter);
    return source;
}

Json annotation(std::string_view motivation, const std::string& description, std::string_view day) {
    Json note;
    note.set("statementPointerTarget", "/");
    note.set("motivation", motivation);
    note.set("description", description);
    note.set("creationDate", day);
    return note;
}

// What BODS has no place for stands beside the value, as the register has it.
void annotate(Json& statement, const ExportedVersion& version) {
    std::string_view day = std::string_view(version.time).substr(0, 10);
    Json notes = Json::array();
    if (!version.body)
        notes.push(annotation("commenting",
                              "What this statement said was taken down: " + version.reason, day));
    else if (version.action == "correct")
        notes.push(
            annotation("correcting", "Correction (" + version.kind + "): " + version.reason, day));
    if (version.body)
        for (const Json& other : (*version.body)["differing"].items())
            notes.push(annotation("commenting",
                                  "Another source differs on " + std::string(other["at"].text()) +
                                      " as of " + std::string(other["asOf"].text()) + ": " +
                                      other["value"].canonical(),
                                  day));
    if (notes.size() > 0) statement.set("annotations", std::move(notes));
}

struct Statement {
    std::string record_id;
    std::string_view record_type;
    std::string subject;
    Json details;
};

Json statement(const ExportedVersion& version, const Publisher& publisher, Statement&& what) {
    Json out;
    out.set("statementId",
            derived_id(publisher.origin, what.record_id + " " + std::to_string(version.seq)));
    std::string_view day = std::string_view(version.time).substr(0, 10);
    out.set("statementDate", version.body ? (*version.body)["asOf"].text() : day);
    annotate(out, version);
    Json& publication = out.set("publicationDetails", Json::object());
    publication.set("publicationDate", version.time);
    publication.set("bodsVersion", kBodsVersion);
    if (!publisher.licence.empty()) publication.set("license", publisher.licence);
    Json& who = publication.set("publisher", Json::object());
    who.set("name", publisher.name);
    if (!publisher.url.empty()) who.set("url", publisher.url);
    if (version.body)
        if (Json source = source_of(*version.body); source.is_object())
            out.set("source", std::move(source));
    out.set("declaration", version.record_id);
    out.set("declarationSubject", std::move(what.subject));
    out.set("recordId", std::move(what.record_id));
    out.set("recordType", what.record_type);
    bool closed = version.action == "tombstone";
    out.set("recordStatus", closed ? "closed" : version.seq == 1 ? "new" : "updated");
    out.set("recordDetails", std::move(what.details));
    return out;
}

Json unspecified(std::string_view reason, std::string_view description) {
    Json out;
    out.set("reason", reason);
    if (!description.empty()) out.set("description", description);
    return out;
}

// A country, or a part of one ("US-CA"), for which the standard wants the name above all.
Json place(std::string_view code, const Publisher& publisher) {
    Json out;
    std::string_view country = code.substr(0, 2);
    out.set("name", publisher.country_name && country == code ? publisher.country_name(country)
                                                              : std::string(code));
    out.set("code", code);
    return out;
}

Json identifiers_of(const Json& body) {
    Json all = Json::array();
    if (std::string_view lei = answered_text(body["lei"]); !lei.empty()) {
        Json& entry = all.push(Json::object());
        entry.set("id", lei);
        entry.set("scheme", "XI-LEI");
        entry.set("schemeName", "Global Legal Entity Identifier Index");
    }
    for (const Json& each : body["identifiers"].items()) {
        Json& entry = all.push(Json::object());
        for (std::string_view key : {"id", "scheme", "schemeName", "uri"})
            if (const Json* value = each.find(key)) entry.set(key, *value);
    }
    return all;
}

Json public_listing(const Json& listing) {
    Json out;
    out.set("hasPublicListing", listing.is_array());
    if (!listing.is_array()) return out;
    Json filings = Json::array(), listings = Json::array();
    for (const Json& each : listing.items()) {
        if (const Json* url = each.find("filings")) filings.push(*url);
        Json& entry = listings.push(Json::object());
        if (const Json* mic = each.find("mic")) entry.set("marketIdentifierCode", *mic);
        entry.set("stockExchangeJurisdiction", each["jurisdiction"]);
        entry.set("stockExchangeName", each["exchange"]);
        Json& security = entry.set("security", Json::object());
        if (const Json* isin = each.find("isin")) {
            security.set("idScheme", "isin");
            security.set("id", *isin);
        }
        security.set("ticker", each["ticker"]);
    }
    if (filings.size() > 0) out.set("companyFilingsURLs", std::move(filings));
    out.set("securitiesListings", std::move(listings));
    return out;
}

Json addresses_of(const Json& addresses, const Publisher& publisher) {
    Json all = Json::array();
    for (const Json& each : addresses.items()) {
        Json& entry = all.push(Json::object());
        if (const Json* kind = each.find("kind")) entry.set("type", *kind);
        if (const Json* lines = each.find("address")) entry.set("address", *lines);
        if (const Json* code = each.find("postCode")) entry.set("postCode", *code);
        entry.set("country", place(each["country"].text(), publisher));
    }
    return all;
}

Json entity_details(const Json& body, const Publisher& publisher) {
    Json out;
    out.set("isComponent", false);
    Json& type = out.set("entityType", Json::object());
    type.set("type", body["entityType"]);
    if (const Json* form = body.find("legalForm")) type.set("details", *form);
    out.set("name", body["name"]);
    Json others = Json::array();
    for (std::string_view list : {"formerNames", "otherNames"})
        for (const Json& each : body[list].items()) others.push(each["name"]);
    if (others.size() > 0) out.set("alternateNames", std::move(others));
    if (std::string_view code = body["jurisdiction"].text(); !code.empty())
        out.set("jurisdiction", place(code, publisher));
    if (Json identifiers = identifiers_of(body); identifiers.size() > 0)
        out.set("identifiers", std::move(identifiers));
    if (const Json* website = body.find("website")) out.set("uri", *website);
    if (is_whole_day(body["founded"].text())) out.set("foundingDate", body["founded"]);
    if (is_whole_day(body["ended"].text())) out.set("dissolutionDate", body["ended"]);
    if (Json addresses = addresses_of(body["addresses"], publisher); addresses.size() > 0)
        out.set("addresses", std::move(addresses));
    if (const Json& listing = body["publicListing"]; listing.is_array() || listing.text() == "none")
        out.set("publicListing", public_listing(listing));
    return out;
}

Json entity_details(const ExportedVersion& version, const Publisher& publisher) {
    if (version.body) return entity_details(*version.body, publisher);
    Json out;
    out.set("isComponent", false);
    out.set("entityType", Json::object()).set("type", "anonymousEntity");
    out.set("unspecifiedEntityDetails",
            unspecified("subjectExemptFromDisclosure", "Taken down: " + version.reason));
    return out;
}

Json person_details(const Json& person, const Publisher& publisher) {
    Json out;
    out.set("isComponent", false);
    out.set("personType", person["personType"]);
    if (const Json* named = person.find("named")) {
        Json& name = out.set("names", Json::array()).push(Json::object());
        name.set("type", "legal");
        name.set("fullName", (*named)["name"]);
    } else {
        out.set("unspecifiedPersonDetails",
                unspecified(person["personType"].text() == "unknownPerson"
                                ? "subjectUnableToConfirmOrIdentifyBeneficialOwner"
                                : "interestedPartyExemptFromDisclosure",
                            person["reason"].text()));
    }
    if (const Json* nationalities = person.find("nationalities")) {
        Json& all = out.set("nationalities", Json::array());
        for (const Json& each : nationalities->items()) all.push(place(each.text(), publisher));
    }
    return out;
}

// Days stay dates; what is known to the month or year is said in words, and not made a day.
Json interest(const Json& from) {
    Json out;
    for (std::string_view key : {"type", "directOrIndirect", "beneficialOwnershipOrControl"})
        if (const Json* value = from.find(key)) out.set(key, *value);
    std::string details(from["details"].text());
    auto bound = [&](std::string_view key, std::string_view word) {
        std::string_view date = from["period"][word].text();
        if (is_whole_day(date)) {
            out.set(key, date);
        } else if (!date.empty()) {
            if (!details.empty()) details += "; ";
            details.append(word).append(" ").append(date);
        }
    };
    bound("startDate", "from");
    bound("endDate", "until");
    if (!details.empty()) out.set("details", details);
    if (const Json* share = from.find("share")) out.set("share", *share);
    return out;
}

Json relationship_details(const ExportedVersion& version) {
    Json out;
    if (!version.body) {
        Json taken_down =
            unspecified("subjectExemptFromDisclosure", "Taken down: " + version.reason);
        out.set("isComponent", false);
        out.set("subject", taken_down);
        out.set("interestedParty", taken_down);
        return out;
    }
    const Json& body = *version.body;
    out.set("isComponent", body["isComponent"].truth());
    if (const Json* components = body.find("components")) out.set("componentRecords", *components);
    out.set("subject", body["subject"]);
    if (const Json* owner = body.find("owner"))
        out.set("interestedParty", *owner);
    else if (const Json* reason = body.find("unspecified"))
        out.set("interestedParty", *reason);
    else
        out.set("interestedParty", person_id(version.record_id));
    const Json& interests = body["interests"];
    if (interests.is_array()) {
        Json& all = out.set("interests", Json::array());
        for (const Json& each : interests.items()) all.push(interest(each));
    } else if (const Json* reason = interests.find("withheld")) {
        Json& only = out.set("interests", Json::array()).push(Json::object());
        only.set("type", "unpublishedInterest");
        only.set("details", *reason);
    }
    return out;
}

}  // namespace

std::vector<Json> bods_statements(const ExportedVersion& version, const Publisher& publisher,
                                  BodsPass pass) {
    std::vector<Json> all;
    auto add = [&](Statement&& what) {
        all.push_back(statement(version, publisher, std::move(what)));
    };
    if (version.type == "company" && pass == BodsPass::parties)
        add({version.record_id, "entity", version.record_id, entity_details(version, publisher)});
    if (version.type != "ownership") return all;
    const Json* person = version.body ? version.body->find("person") : nullptr;
    bool chain = version.body && version.body->find("components");
    // Of a relationship that was taken down, nothing but its own id is left to be about.
    std::string subject(version.body ? (*version.body)["subject"].text() : version.record_id);
    if (person && pass == BodsPass::parties)
        add({person_id(version.record_id), "person", subject, person_details(*person, publisher)});
    if (pass == (chain ? BodsPass::chains : BodsPass::relationships))
        add({version.record_id, "relationship", subject, relationship_details(version)});
    return all;
}

}  // namespace bridle::registry
