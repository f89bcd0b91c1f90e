// The fields that the register adds to OCDS, as an extension of the standard describes itself.

#include "register/model/ocds.h"

namespace bridle::registry {

namespace {

Json field(std::string_view title, std::string_view description, std::string_view type) {
    Json out;
    out.set("title", title);
    out.set("description", description);
    Json& types = out.set("type", Json::array());
    types.push(type);
    types.push("null");
    return out;
}

Json as_known(std::string_view of) {
    return field(
        "Date as it is known",
        "In place of " + std::string(of) + ", where the source gives the month or the year alone.",
        "string");
}

Json definition(std::initializer_list<std::pair<std::string_view, Json>> fields) {
    Json properties = Json::object();
    for (const auto& [name, schema] : fields) properties.set(name, schema);
    Json out;
    out.set("properties", std::move(properties));
    return out;
}

}  // namespace

Json ocds_extension(const Publisher& publisher) {
    Json out;
    out.set("name", Json::object()).set("en", "Surveillance technology register");
    out.set("description", Json::object())
        .set("en",
             "Orders to stop work, safeguards asked for, answers that are withheld, and dates that "
             "are known to the month or the year alone.");
    out.set("documentationUrl", Json::object()).set("en", publisher.url + "/bulk/");
    out.set("compatibility", Json::array()).push("1.1");
    out.set("schemas", Json::array()).push("release-schema.json");
    Json& contact = out.set("contactPoint", Json::object());
    contact.set("name", publisher.name);
    contact.set("url", publisher.url);
    return out;
}

Json ocds_extension_schema() {
    Json definitions;
    definitions.set("Tender",
                    definition({{"safeguards",
                                 field("Safeguards asked for",
                                       "What was asked for to protect human rights.", "string")}}));
    definitions.set(
        "Contract",
        definition({{"statusDetails",
                     field("Details of the status",
                           "The status in the words of the register: planned, suspended or "
                           "completed.",
                           "string")},
                    {"number", field("Number", "The number that the buyer gave to it.", "string")},
                    {"dateSignedAsKnown", as_known("dateSigned")},
                    {"withheld", field("Withheld",
                                       "What is not answered, each with the reason: number, "
                                       "signed, value or items.",
                                       "object")}}));
    definitions.set("Award", definition({{"dateAsKnown", as_known("date")}}));
    definitions.set("Period", definition({{"startDateAsKnown", as_known("startDate")},
                                          {"endDateAsKnown", as_known("endDate")}}));
    definitions.set("Milestone", definition({{"dueDateAsKnown", as_known("dueDate")},
                                             {"dateMetAsKnown", as_known("dateMet")}}));
    definitions.set("Document", definition({{"datePublishedAsKnown", as_known("datePublished")}}));
    definitions.set("Transaction", definition({{"dateAsKnown", as_known("date")}}));
    definitions.set("Amendment", definition({{"dateAsKnown", as_known("date")}}));
    Json out;
    out.set("definitions", std::move(definitions));
    return out;
}

}  // namespace bridle::registry
