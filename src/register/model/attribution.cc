#include "register/model/attribution.h"

#include <map>
#include <set>
#include <vector>

#include "register/model/licence_status.h"

namespace bridle::registry {

namespace {

using Ids = std::set<std::string, std::less<>>;

void copy(const Json& from, std::initializer_list<std::string_view> keys, Json& into) {
    for (std::string_view key : keys)
        if (const Json* value = from.find(key)) into.set(key, *value);
}

bool names(const Json& list, std::string_view key, const Ids& ids) {
    for (const Json& each : list.items())
        if (ids.contains(each[key].text())) return true;
    return false;
}

bool lists(const Json& list, const Ids& ids) {
    for (const Json& each : list.items())
        if (ids.contains(each.text())) return true;
    return false;
}

class Attributed {
public:
    Attributed(const AttributionExport& about, std::span<const CurrentRecord> records)
        : about_(about), records_(records) {
        for (const CurrentRecord& each : records) {
            by_id_.emplace(each.id, &each);
            if (each.type == "moratorium") moratoria_.push_back({each.id, &each.body});
        }
    }

    Json all() const {
        Json out = Json::array();
        for (const CurrentRecord& each : records_) {
            if (each.type != "attribution") continue;
            const CurrentRecord* product = find(each.body["product"].text());
            if (product) out.push(attribution(each, *product));
        }
        return out;
    }

private:
    const CurrentRecord* find(std::string_view id) const {
        auto found = by_id_.find(id);
        return found == by_id_.end() ? nullptr : found->second;
    }

    // What every record is shown with: where it is, as of when, and who says so.
    Json entry(const CurrentRecord& record, std::initializer_list<std::string_view> keys) const {
        Json out;
        out.set("id", record.id);
        copy(record.body, keys, out);
        out.set("asOf", record.body["asOf"]);
        if (!about_.publisher.url.empty())
            out.set("url", about_.publisher.url + "/v1/records/" + record.id + ".json");
        Json& citations = out.set("citations", Json::array());
        for (const Json& source : record.body["sources"].items())
            copy(source, {"title", "publisher", "published", "url"},
                 citations.push(Json::object()));
        return out;
    }

    // In the order of their ids; of one type, those that `about` takes.
    template <class Takes, class Show>
    Json those(std::string_view type, Takes takes, Show show) const {
        Json out = Json::array();
        for (const CurrentRecord& each : records_)
            if (each.type == type && takes(each.body)) out.push(show(each));
        return out;
    }

    // The company, and all that belong to the same group: who sells, who holds the licence and whom
    // a measure names are often three of one.
    void add_group(std::string_view company, Ids& ids) const {
        if (company.empty()) return;
        ids.emplace(company);
        const CurrentRecord* its = find(company);
        if (!its) return;
        const std::string_view group = group_of(*its);
        for (const CurrentRecord& each : records_)
            if (each.type == "company" && group_of(each) == group) ids.insert(each.id);
    }
    static std::string_view group_of(const CurrentRecord& company) {
        const Json* group = company.body.find("group");
        return group ? group->text() : std::string_view(company.id);
    }

    // With those that end one of them: such a one may name nobody but the persons whom it is for.
    Ids measures_against(const Ids& companies) const {
        Ids ids;
        for (const CurrentRecord& each : records_)
            if (each.type == "measure" && names(each.body["parties"], "party", companies))
                ids.insert(each.id);
        const Ids named = ids;
        for (const CurrentRecord& each : records_)
            if (each.type == "measure" && lists(each.body["ends"], named)) ids.insert(each.id);
        return ids;
    }

    Json licence(const CurrentRecord& record) const {
        Json out = entry(record, {"title", "kind", "authority", "number", "destinations"});
        LicenceStatus status = licence_status(record.body, moratoria_, about_.today);
        out.set("status", status.status);
        out.set("statusSince", status.since);
        if (!status.moratoria.empty()) {
            Json& ids = out.set("moratoria", Json::array());
            for (const std::string& id : status.moratoria) ids.push(id);
        }
        return out;
    }

    Json attribution(const CurrentRecord& record, const CurrentRecord& product) const {
        Json out = entry(
            record, {"title", "confidence", "basis", "citation", "publishers", "indicatorSet"});
        out.set("product", entry(product, {"name", "kind", "status", "otherNames", "malwareNames",
                                           "capabilities"}));
        Ids products{product.id}, vendors;
        add_group(product.body["vendor"].text(), vendors);
        for (const Json& maker : product.body["makers"].items()) add_group(maker.text(), vendors);
        if (const CurrentRecord* vendor = find(product.body["vendor"].text())) {
            out.set("vendor", entry(*vendor, {"name", "jurisdiction", "status", "lei",
                                              "identifiers", "formerNames", "otherNames"}));
        }
        // A licence or contract that names products is about those; one that names none may be
        // about any of the vendor's.
        auto about = [&](const Json& items, bool of_vendor) {
            bool any = false;
            for (const Json& item : items.items()) any = any || item.find("product");
            return any ? names(items, "product", products) : of_vendor;
        };
        out.set("licences", those(
                                "licence",
                                [&](const Json& body) {
                                    return about(body["items"],
                                                 vendors.contains(body["holder"].text()));
                                },
                                [&](const CurrentRecord& each) { return licence(each); }));
        out.set("contracts", those(
                                 "contract",
                                 [&](const Json& body) {
                                     return about(body["items"],
                                                  names(body["parties"], "party", vendors));
                                 },
                                 [&](const CurrentRecord& each) {
                                     return entry(each, {"title", "number", "stage", "status",
                                                         "parties", "signed", "period", "value"});
                                 }));
        out.set("sales", those(
                             "sale",
                             [&](const Json& body) {
                                 return body["products"].is_array()
                                            ? lists(body["products"], products)
                                            : vendors.contains(body["seller"].text());
                             },
                             [&](const CurrentRecord& each) {
                                 return entry(each,
                                              {"title", "client", "destination", "date", "status"});
                             }));
        const Ids measures = measures_against(vendors);
        Json& of_them = out.set("measures", Json::array());
        for (const std::string& id : measures)
            of_them.push(entry(*find(id), {"title", "kind", "authority", "programme", "citation",
                                           "date", "effective", "status"}));
        return out;
    }

    const AttributionExport& about_;
    std::span<const CurrentRecord> records_;
    std::map<std::string, const CurrentRecord*, std::less<>> by_id_;
    std::vector<Moratorium> moratoria_;
};

}  // namespace

Json attribution_export(const AttributionExport& about, std::span<const CurrentRecord> records) {
    Json out;
    out.set("format", "bridle-register-attribution/1");
    Json& by = out.set("register", Json::object());
    by.set("name", about.name);
    by.set("keeper", about.publisher.name);
    by.set("origin", about.publisher.origin);
    if (!about.publisher.url.empty()) by.set("url", about.publisher.url);
    if (!about.publisher.licence.empty()) by.set("licence", about.publisher.licence);
    by.set("size", about.size);
    by.set("on", about.today);
    if (about.demonstration) by.set("demonstration", true);
    out.set("attributions", Attributed(about, records).all());
    return out;
}

}  // namespace bridle::registry
