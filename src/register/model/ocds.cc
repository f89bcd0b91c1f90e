#include "register/model/ocds.h"

#include <algorithm>
#include <string_view>

namespace bridle::registry {

namespace {

void set_date(Json& into, const std::string& key, std::string_view date) {
    if (is_whole_day(date))
        into.set(key, std::string(date) + "T00:00:00Z");
    else if (!date.empty())
        into.set(key + "AsKnown", date);
}

void set_period(Json& into, std::string_view key, const Json& interval) {
    if (!interval.is_object()) return;
    Json& period = into.set(key, Json::object());
    set_date(period, "startDate", interval["from"].text());
    set_date(period, "endDate", interval["until"].text());
}

// The members of that name that are there, by the name that OCDS gives them.
void copy(const Json& from, std::string_view key, Json& into, std::string_view name = {}) {
    if (const Json* value = from.find(key)) into.set(name.empty() ? key : name, *value);
}

void append(Json& list, std::string_view key, Json value) {
    Json* there = list.find(key);
    if (!there) there = &list.set(key, Json::array());
    there->push(std::move(value));
}

class ReleaseOf {
public:
    ReleaseOf(const ExportedVersion& version, const Publisher& publisher)
        : id_(version.record_id), body_(*version.body), publisher_(publisher) {}

    // Everything but ocid, id, date and tag.
    Json parts() const {
        Json out;
        out.set("initiationType", "tender");
        copy(body_, "language", out);
        out.set("parties", parties());
        if (Json buyer = first_with_role("buyer"); buyer.is_object())
            out.set("buyer", std::move(buyer));
        if (body_.find("planning")) out.set("planning", planning());
        if (body_.find("tender") || stage() == "tender") out.set("tender", tender());
        Json awards = this->awards();
        bool signed_contract = stage() == "contract" || stage() == "implementation";
        if (signed_contract && awards.size() == 0) awards.push(implied_award());
        if (signed_contract) out.set("contracts", Json::array()).push(contract(awards[0]["id"]));
        if (awards.size() > 0) out.set("awards", std::move(awards));
        return out;
    }

private:
    std::string_view stage() const { return body_["stage"].text(); }

    std::string url_of(std::string_view record_id) const {
        return publisher_.url + "/v1/records/" + std::string(record_id) + ".json";
    }

    Json parties() const {
        Json all = Json::array();
        for (const Json& each : body_["parties"].items()) {
            Json& party = all.push(Json::object());
            copy(each, "id", party);
            copy(each, "name", party);
            copy(each, "roles", party);
            if (const Json* from = each.find("identifier")) {
                Json& identifier = party.set("identifier", Json::object());
                identifier.set("scheme",
                               from->find("scheme") ? (*from)["scheme"] : (*from)["schemeName"]);
                copy(*from, "id", identifier);
                copy(*from, "uri", identifier);
                identifier.set("legalName", each["name"]);
            }
            if (const Json* country = each.find("country"))
                party.set("address", Json::object()).set("countryName", *country);
            if (const Json* record = each.find("party")) {
                Json& details = party.set("details", Json::object());
                details.set("record", *record);
                if (!publisher_.url.empty()) details.set("url", url_of(record->text()));
            }
        }
        return all;
    }

    Json reference(std::string_view party_id) const {
        for (const Json& each : body_["parties"].items()) {
            if (each["id"].text() != party_id) continue;
            Json out;
            copy(each, "id", out);
            copy(each, "name", out);
            return out;
        }
        return {};
    }

    Json with_role(std::string_view role) const {
        Json all = Json::array();
        for (const Json& each : body_["parties"].items())
            for (const Json& has : each["roles"].items())
                if (has.text() == role) all.push(reference(each["id"].text()));
        return all;
    }
    Json first_with_role(std::string_view role) const { return with_role(role)[std::size_t(0)]; }

    Json planning() const {
        const Json& from = body_["planning"];
        Json out;
        copy(from, "rationale", out);
        if (from.find("budget") || from.find("budgetLine")) {
            Json& budget = out.set("budget", Json::object());
            copy(from, "budgetLine", budget, "description");
            copy(from, "budget", budget, "amount");
        }
        if (std::string_view date = from["date"].text(); !date.empty()) {
            Json& milestone = out.set("milestones", Json::array()).push(Json::object());
            milestone.set("id", "planned");
            milestone.set("title", "Planned");
            milestone.set("status", "met");
            set_date(milestone, "dateMet", date);
        }
        return out;
    }

    Json tender() const {
        const Json& from = body_["tender"];
        Json out;
        out.set("id", id_ + "-tender");
        copy(body_, "title", out);
        copy(from, "status", out);
        if (Json entity = first_with_role("procuringEntity"); entity.is_object())
            out.set("procuringEntity", std::move(entity));
        copy(from, "method", out, "procurementMethod");
        copy(from, "methodDetails", out, "procurementMethodDetails");
        copy(from, "methodRationale", out, "procurementMethodRationale");
        copy(from, "value", out);
        set_period(out, "tenderPeriod", from["period"]);
        copy(from, "tenderers", out, "numberOfTenderers");
        if (Json tenderers = with_role("tenderer"); tenderers.size() > 0)
            out.set("tenderers", std::move(tenderers));
        copy(from, "safeguards", out);
        return out;
    }

    Json awards() const {
        Json all = Json::array();
        for (const Json& from : body_["awards"].items()) {
            Json& award = all.push(Json::object());
            copy(from, "id", award);
            copy(from, "status", award);
            set_date(award, "date", from["date"].text());
            copy(from, "value", award);
            if (const Json* suppliers = from.find("suppliers")) {
                Json& list = award.set("suppliers", Json::array());
                for (const Json& each : suppliers->items())
                    if (Json who = reference(each.text()); who.is_object())
                        list.push(std::move(who));
            }
        }
        return all;
    }

    // A contract belongs to an award. Where none is on record, the contract itself says that
    // somebody was chosen, and who.
    Json implied_award() const {
        Json out;
        out.set("id", id_ + "-award");
        out.set("status", "active");
        if (Json suppliers = with_role("supplier"); suppliers.size() > 0)
            out.set("suppliers", std::move(suppliers));
        return out;
    }

    std::string_view status() const {
        std::string_view ours = body_["status"].text();
        if (ours == "planned") return "pending";
        if (ours == "suspended") return "active";
        if (ours == "completed") return "terminated";
        return ours;
    }

    Json contract(const Json& award_id) const {
        Json out;
        out.set("id", id_);
        out.set("awardID", award_id);
        copy(body_, "title", out);
        copy(body_, "description", out);
        out.set("status", status());
        if (status() != body_["status"].text()) out.set("statusDetails", body_["status"]);
        if (std::string_view number = answered_text(body_["number"]); !number.empty())
            out.set("number", number);
        set_period(out, "period", body_["period"]);
        if (const Json& value = body_["value"]; value.find("amount")) out.set("value", value);
        if (body_["items"].is_array()) out.set("items", items());
        set_date(out, "dateSigned", answered_text(body_["signed"]));
        if (body_.find("documents")) out.set("documents", documents());
        add_milestones(out);
        if (body_.find("transactions"))
            out.set("implementation", Json::object()).set("transactions", transactions());
        if (body_.find("amendments")) out.set("amendments", amendments());
        for (std::string_view key : {"number", "signed", "value", "items"})
            if (const Json* why = body_[key].find("withheld")) {
                if (!out.find("withheld")) out.set("withheld", Json::object());
                out.find("withheld")->set(key, *why);
            }
        return out;
    }

    Json items() const {
        Json all = Json::array();
        for (const Json& from : body_["items"].items()) {
            Json& item = all.push(Json::object());
            copy(from, "id", item);
            copy(from, "description", item);
            copy(from, "quantity", item);
            if (const Json* unit = from.find("unit"))
                item.set("unit", Json::object()).set("name", *unit);
            if (const Json* product = from.find("product")) {
                Json& its = item.set("classification", Json::object());
                its.set("scheme", publisher_.origin);
                its.set("id", *product);
                if (!publisher_.url.empty()) its.set("uri", url_of(product->text()));
            }
        }
        return all;
    }

    Json documents() const {
        Json all = Json::array();
        for (const Json& from : body_["documents"].items()) {
            Json& document = all.push(Json::object());
            for (std::string_view key : {"id", "documentType", "title", "url", "language"})
                copy(from, key, document);
            set_date(document, "datePublished", from["published"].text());
            copy(from, "mediaType", document, "format");
        }
        return all;
    }

    // An order to stop work is a milestone with that code, of the contract.
    void add_milestones(Json& out) const {
        for (const Json& from : body_["milestones"].items()) {
            Json milestone;
            copy(from, "id", milestone);
            copy(from, "title", milestone);
            std::string_view kind = from["kind"].text();
            if (kind == "stopWork" || kind == "other")
                milestone.set("code", kind);
            else if (kind == "preProcurement")
                milestone.set("type", "preProcurement");
            else if (!kind.empty())
                milestone.set("type", kind);
            copy(from, "description", milestone);
            set_date(milestone, "dueDate", from["due"].text());
            set_date(milestone, "dateMet", from["met"].text());
            copy(from, "status", milestone);
            append(out, "milestones", std::move(milestone));
        }
    }

    Json transactions() const {
        Json all = Json::array();
        for (const Json& from : body_["transactions"].items()) {
            Json& payment = all.push(Json::object());
            copy(from, "id", payment);
            set_date(payment, "date", from["date"].text());
            copy(from, "value", payment);
            for (std::string_view who : {"payer", "payee"})
                if (Json party = reference(from[who].text()); party.is_object())
                    payment.set(who, std::move(party));
        }
        return all;
    }

    Json amendments() const {
        Json all = Json::array();
        for (const Json& from : body_["amendments"].items()) {
            Json& amendment = all.push(Json::object());
            copy(from, "id", amendment);
            set_date(amendment, "date", from["date"].text());
            copy(from, "description", amendment);
            copy(from, "rationale", amendment);
        }
        return all;
    }

    std::string id_;
    const Json& body_;
    const Publisher& publisher_;
};

bool ends(std::string_view status) {
    return status == "terminated" || status == "cancelled";
}

// What a release is about, by what it says that the one before did not.
Json tags(const Json& before, const Json& now) {
    Json all = Json::array();
    auto changed = [&](std::string_view part) {
        return now.find(part) && !(before[part] == now[part]);
    };
    auto cancelled = [](const Json& part, const Json& was) {
        return part["status"].text() == "cancelled" && was["status"].text() != "cancelled";
    };
    if (changed("planning")) all.push(before.find("planning") ? "planningUpdate" : "planning");
    if (changed("tender"))
        all.push(!before.find("tender")                       ? "tender"
                 : cancelled(now["tender"], before["tender"]) ? "tenderCancellation"
                                                              : "tenderUpdate");
    if (changed("awards"))
        all.push(!before.find("awards") ? "award"
                 : cancelled(now["awards"][std::size_t(0)], before["awards"][std::size_t(0)])
                     ? "awardCancellation"
                     : "awardUpdate");
    if (changed("contracts")) {
        const Json& contract = now["contracts"][std::size_t(0)];
        const Json& was = before["contracts"][std::size_t(0)];
        if (was.is_null())
            all.push("contract");
        else if (ends(contract["status"].text()) && !ends(was["status"].text()))
            all.push("contractTermination");
        else if (contract["amendments"].size() > was["amendments"].size())
            all.push("contractAmendment");
        else
            all.push("contractUpdate");
        if (contract.find("implementation") &&
            !(contract["implementation"] == was["implementation"]))
            all.push(was.find("implementation") ? "implementationUpdate" : "implementation");
    }
    // Parties alone changed, or nothing that OCDS has: an update of how far it has come.
    if (all.size() == 0)
        all.push(now.find("contracts") ? "contractUpdate"
                 : now.find("awards")  ? "awardUpdate"
                 : now.find("tender")  ? "tenderUpdate"
                                       : "planningUpdate");
    return all;
}

const Json* with_id(const Json& list, const Json& id) {
    for (const Json& each : list.items())
        if (each["id"] == id) return &each;
    return nullptr;
}

// The same with null in place of every value: all that can be said of what is gone. What has an
// id keeps it, so that it is found.
Json gone(const Json& value) {
    if (value.is_object()) {
        Json out = Json::object();
        for (const auto& [key, each] : value.members())
            out.set(key, key == "id" || key == "awardID" ? each : gone(each));
        return out;
    }
    if (value.is_array() && value.size() > 0 && value[std::size_t(0)].find("id")) {
        Json out = Json::array();
        for (const Json& each : value.items()) out.push(gone(each));
        return out;
    }
    return {};
}

// `now`, and nulls for what `before` had.
Json with_nulls(const Json& before, const Json& now) {
    if (before.is_object() && now.is_object()) {
        Json out = now;
        for (const auto& [key, was] : before.members()) {
            const Json* is = now.find(key);
            out.set(key, is ? with_nulls(was, *is) : gone(was));
        }
        return out;
    }
    if (before.is_array() && now.is_array()) {
        Json out = Json::array();
        for (const Json& each : now.items()) {
            const Json* was = each.find("id") ? with_id(before, each["id"]) : nullptr;
            out.push(was ? with_nulls(*was, each) : each);
        }
        for (const Json& was : before.items())
            if (was.find("id") && !with_id(now, was["id"])) out.push(gone(was));
        return out;
    }
    return now;
}

// `patch` over `into`, as OCDS merges releases.
void merge(Json& into, const Json& patch) {
    for (const auto& [key, value] : patch.members()) {
        Json* there = into.find(key);
        if (value.is_null()) {
            into.erase(key);
        } else if (value.is_object()) {
            if (!there || !there->is_object()) there = &into.set(key, Json::object());
            merge(*there, value);
            if (there->size() == 0) into.erase(key);
        } else if (value.is_array() && value[std::size_t(0)].find("id")) {
            if (!there || !there->is_array()) there = &into.set(key, Json::array());
            Json merged = Json::array();
            for (const Json& each : there->items()) {
                Json one = each;
                if (const Json* change = with_id(value, each["id"])) merge(one, *change);
                merged.push(std::move(one));
            }
            for (const Json& each : value.items()) {
                if (with_id(merged, each["id"])) continue;
                merge(merged.push(Json::object()), each);
            }
            *there = std::move(merged);
        } else {
            into.set(key, value);
        }
    }
}

}  // namespace

std::string ocid_of(std::string_view prefix, std::string_view record_id) {
    return std::string(prefix) + "-" + std::string(record_id);
}

std::vector<Json> ocds_releases(std::span<const ExportedVersion> versions,
                                std::string_view ocid_prefix, const Publisher& publisher) {
    std::vector<Json> all;
    Json before;
    for (const ExportedVersion& version : versions) {
        if (version.type != "contract" || !version.body) continue;
        Json parts = ReleaseOf(version, publisher).parts();
        std::string ocid = ocid_of(ocid_prefix, version.record_id);
        Json release;
        release.set("ocid", ocid);
        release.set("id", ocid + "-" + std::to_string(version.seq));
        release.set("date", version.time);
        release.set("tag", tags(before, parts));
        const Json whole = before.is_null() ? parts : with_nulls(before, parts);
        for (const auto& [key, value] : whole.members()) release.set(key, value);
        before = std::move(parts);
        all.push_back(std::move(release));
    }
    return all;
}

Json ocds_compiled(const std::vector<Json>& releases) {
    Json merged;
    for (const Json& each : releases) {
        Json patch = each;
        for (std::string_view key : {"id", "date", "tag"}) patch.erase(key);
        merge(merged, patch);
    }
    Json out;
    std::string_view date = releases.back()["date"].text();
    out.set("ocid", releases.back()["ocid"]);
    out.set("id", std::string(releases.back()["ocid"].text()) + "-" + std::string(date));
    out.set("date", date);
    out.set("tag", Json::array()).push("compiled");
    for (const auto& [key, value] : merged.members())
        if (key != "ocid") out.set(key, value);
    return out;
}

Json ocds_record(const std::vector<Json>& releases) {
    Json out;
    out.set("ocid", releases.front()["ocid"]);
    out.set("releases", Json(Json::Array(releases)));
    out.set("compiledRelease", ocds_compiled(releases));
    return out;
}

Json ocds_package(const std::string& uri, const std::string& published,
                  const Publisher& publisher) {
    Json out;
    out.set("uri", uri);
    out.set("version", "1.1");
    if (!publisher.url.empty())
        out.set("extensions", Json::array())
            .push(publisher.url + "/bulk/ocds-extension/extension.json");
    Json& who = out.set("publisher", Json::object());
    who.set("name", publisher.name);
    if (!publisher.url.empty()) who.set("uri", publisher.url);
    if (!publisher.licence.empty()) out.set("license", publisher.licence);
    out.set("publishedDate", published);
    return out;
}

}  // namespace bridle::registry
