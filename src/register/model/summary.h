// What lists, search and links need of a record, drawn from its body by the annotations of its
// schema alone, so that a new type needs no code.

#pragma once

#include <string>
#include <vector>

#include "register/model/types.h"

namespace bridle::registry {

struct Link {
    std::string relation;  // the name of the property, such as "vendor"
    std::string to;        // a record id

    bool operator==(const Link&) const = default;
};

struct Summary {
    std::string title;
    std::vector<std::string> names;
    std::string text;                      // every sentence of the body, for full-text search
    std::vector<std::string> countries;    // ISO 3166-1 alpha-2, sorted, each once
    std::vector<Link> links;               // in the order of the body, each once
    std::vector<std::string> identifiers;  // "LEI:5493001KJTIIGC8Y1R12", "IL-ROC-510230055"
    std::string status;
    std::string as_of;
};

Summary summarise(const RecordType& type, const Json& body);

}  // namespace bridle::registry
