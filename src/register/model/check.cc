// What a schema cannot say of a record: that a source named is there, that dates go forward, that
// what refers to another place of the record finds it.

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "register/model/annotations.h"
#include "register/model/dates.h"
#include "register/model/identifiers.h"
#include "register/model/types.h"

namespace bridle::registry {

namespace {

// Only these may name a natural person: the law, an official list, or the company itself, which
// the law makes name its officers.
constexpr std::string_view kOfficialSources[] = {"selfDeclaration", "officialRegister",
                                                 "officialPublication", "courtDecision"};

struct Check {
    std::string keyword;  // of the schema: "x-source"
    Json argument;        // its value
    FieldPath path;
};

std::vector<Check> load_checks(const RecordType& type) {
    static constexpr std::string_view kKeywords[] = {
        "x-source", "x-at", "x-unique", "x-party", "x-order", "x-org-id", "x-not-after", "x-past"};
    std::vector<Check> checks;
    visit_schema(record_schemas(), type.schema_id, [&](const Json& part, const FieldPath& path) {
        for (std::string_view keyword : kKeywords)
            if (const Json* argument = part.find(keyword))
                checks.push_back({std::string(keyword), *argument, path});
    });
    return checks;
}

const std::vector<Check>& checks_of(const RecordType& type) {
    static const std::map<std::string, std::vector<Check>, std::less<>> all = [] {
        std::map<std::string, std::vector<Check>, std::less<>> loaded;
        for (const RecordType& each : record_types()) loaded[each.name] = load_checks(each);
        return loaded;
    }();
    static const std::vector<Check> none;
    auto found = all.find(type.name);
    return found == all.end() ? none : found->second;
}

const Json* item_with_id(const Json& items, std::string_view id) {
    for (const Json& item : items.items())
        if (item["id"].text() == id) return &item;
    return nullptr;
}

class Checker {
public:
    Checker(const Json& body, std::string_view today, std::vector<SchemaFault>& faults)
        : body_(body), today_(today), faults_(faults) {}

    void apply(const Check& check) {
        std::set<std::string, std::less<>> seen;
        visit_values(body_, check.path, [&](const Json& value, const std::string& at) {
            if (check.keyword == "x-source") source(value, at, check.argument.text());
            if (check.keyword == "x-at") place(value, at, check.argument.text());
            if (check.keyword == "x-party") party(value, at);
            if (check.keyword == "x-order") order(value, at, check.argument.text());
            if (check.keyword == "x-not-after") not_after(value, at, check.argument);
            if (check.keyword == "x-past") past(value, at);
            if (check.keyword == "x-org-id") org_id(value, at);
            if (check.keyword == "x-unique" && !seen.emplace(value.text()).second)
                fault(at, check.keyword, "is the id of another item of this list too");
        });
    }

private:
    void fault(std::string at, std::string_view keyword, std::string what) {
        if (faults_.size() < SchemaSet::kMostFaults)
            faults_.push_back({std::move(at), std::string(keyword), std::move(what)});
    }

    void source(const Json& value, const std::string& at, std::string_view which) {
        const Json* found = item_with_id(body_["sources"], value.text());
        if (!found)
            fault(at, "x-source", "is not the id of one of the sources of this record");
        else if (which == "official" &&
                 std::ranges::find(kOfficialSources, (*found)["kind"].text()) ==
                     std::end(kOfficialSources))
            fault(at, "x-source",
                  "a person may be named only by the law, an official list or the filing of the "
                  "company itself; name such a source");
    }

    void place(const Json& value, const std::string& at, std::string_view which) {
        const Json* found = body_.at(value.text());
        if (!found)
            fault(at, "x-at", "there is nothing at this place of the record");
        else if (which == "text" && !found->is_text())
            fault(at, "x-at", "there is no text at this place of the record");
    }

    void party(const Json& value, const std::string& at) {
        if (!item_with_id(body_["parties"], value.text()))
            fault(at, "x-party", "is not the id of one of the parties");
    }

    void org_id(const Json& value, const std::string& at) {
        std::string scheme(value["scheme"].text());
        if (!scheme.empty() && !is_org_id(scheme + '-' + std::string(value["id"].text())))
            fault(at + "/id", "x-org-id", "is no number that " + scheme + " gives");
    }

    void order(const Json& list, const std::string& at, std::string_view date) {
        const auto& items = list.items();
        for (std::size_t i = 1; i < items.size(); ++i)
            if (is_after(items[i - 1][date].text(), items[i][date].text()))
                fault(at + '/' + std::to_string(i) + pointer_step(date), "x-order",
                      "is before the date of the item above it; the oldest comes first");
    }

    void not_after(const Json& value, const std::string& at, const Json& pairs) {
        for (const auto& [first, second] : pairs.members())
            if (is_after(value[first].text(), value[second.text()].text()))
                fault(at + pointer_step(second.text()), "x-not-after",
                      "is before \"" + first + "\"");
    }

    void past(const Json& value, const std::string& at) {
        if (!today_.empty() && is_after(value.text(), today_))
            fault(at, "x-past", "lies in the future");
    }

    const Json& body_;
    std::string_view today_;
    std::vector<SchemaFault>& faults_;
};

}  // namespace

Result<std::vector<SchemaFault>> check_record(const RecordType& type, const Json& body,
                                              std::string_view today) {
    if (body.canonical().size() > kMostBodyBytes)
        return std::vector<SchemaFault>{
            {"", "x-size", "is larger than 1 MiB; large documents are stored beside the record"}};
    auto faults = TRY(record_schemas().check(type.schema_id, body));
    Checker checker(body, today, faults);
    for (const Check& check : checks_of(type)) checker.apply(check);
    return faults;
}

}  // namespace bridle::registry
