#include "register/service/filing_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "base/text.h"
#include "register/model/identifiers.h"

namespace bridle::registry {

namespace {

// Where a record of the type names the company that it is a statement of. Records of the types that
// are not here are statements of authorities, and no filer makes them.
struct Speaker {
    std::string_view type;
    FieldPath path;  // empty: it names none
};
const Speaker* speaker_of(std::string_view type) {
    static const Speaker kSpeakers[] = {
        {"company", {}},
        {"ownership", {"subject"}},
        {"product", {"vendor"}},
        {"dueDiligence", {"company"}},
        {"sale", {"seller"}},
        {"rejectedClient", {"company"}},
        {"contract", {"parties", "*", "party"}},
        {"licence", {"holder"}},
        {"securitiesNotice", {"issuer"}},
        {"sourceDocument", {}},
    };
    auto found = std::ranges::find(kSpeakers, type, &Speaker::type);
    return found == std::end(kSpeakers) ? nullptr : &*found;
}

bool contains(const std::vector<std::string>& texts, std::string_view text) {
    return std::ranges::find(texts, text) != texts.end();
}

// Calls visit(pointer, value) where the path leads.
void follow(const Json& value, std::span<const std::string> path, const std::string& pointer,
            const std::function<void(const std::string&, const Json&)>& visit) {
    if (path.empty()) return visit(pointer, value);
    if (path[0] == "*") {
        for (std::size_t i = 0; i < value.items().size(); i++)
            follow(value[i], path.subspan(1), pointer + "/" + std::to_string(i), visit);
    } else if (const Json* member = value.find(path[0])) {
        follow(*member, path.subspan(1), pointer + pointer_step(path[0]), visit);
    }
}

Result<void> add_link_faults(Store& store, const RecordType& type, const Json& body,
                             std::vector<SchemaFault>& faults) {
    for (const LinkField& link : type.links) {
        std::vector<std::pair<std::string, std::string>> found;
        follow(body, link.path, "", [&](const std::string& at, const Json& value) {
            if (is_record_id(value.text())) found.emplace_back(at, value.text());
        });
        for (const auto& [at, to] : found) {
            if (faults.size() >= SchemaSet::kMostFaults) return {};
            auto head = TRY(store.records.head(to));
            if (!head || head->type == "audit")
                faults.push_back({at, "x-record", "there is no record " + to});
            else if (link.target != "record" && link.target != head->type)
                faults.push_back({at, "x-record",
                                  fmt::format("must be a record of type {}, and {} is one of type "
                                              "{}",
                                              link.target, to, head->type)});
        }
    }
    return {};
}

// What is wrong with a correction as such.
Result<std::string> correction_fault(Store& store, const Filing& filing, const Json& body) {
    auto current = TRY(store.records.current(filing.record_id));
    if (!current || !current->body)
        return fmt::format("{} is no longer on record, and cannot be corrected", filing.record_id);
    // Otherwise the older of two corrections would undo the newer one.
    if (current->time > filing.created)
        return fmt::format("{} was changed since this correction was begun: begin it again",
                           filing.record_id);
    if (*current->body == body.canonical())
        return std::string("this correction changes nothing in the record");
    return std::string();
}

}  // namespace

bool filers_file(std::string_view type) {
    return speaker_of(type) != nullptr;
}

std::string objection(const std::vector<std::string>& companies, std::string_view type,
                      std::string_view record_id, const Json& body) {
    const Speaker* speaker = speaker_of(type);
    if (!speaker) return "records of this type are filed by the registrar alone";
    if (type == "company") {
        if (record_id.empty() || contains(companies, record_id)) return {};
        return "this is not a company that you file for";
    }
    if (companies.empty())
        return "register your company first: everything else is filed for a company on record";
    if (speaker->path.empty())
        return record_id.empty() ? ""
                                 : "a record that names no company is corrected by the registrar";
    for (const Json* company : values_at(body, speaker->path))
        if (contains(companies, company->text())) return {};
    return fmt::format("/{} must be a company that you file for: {}", fmt::join(speaker->path, "/"),
                       fmt::join(companies, ", "));
}

Result<Account> owner_of(Store& store, const Filing& filing) {
    auto account = TRY(store.accounts.by_id(filing.account_id));
    if (!account) return fail(Errc::corrupt, "the account that began this filing is gone");
    return *std::move(account);
}

Result<std::vector<SchemaFault>> faults_of(Store& store, const Filing& filing, Time at) {
    const RecordType* type = find_type(filing.type);
    if (!type) return fail(Errc::corrupt, "there are no longer records of type " + filing.type);
    Json body = TRY(Json::parse(filing.body));
    auto faults = TRY(check_record(*type, body, iso(at).substr(0, 10)));
    TRY(add_link_faults(store, *type, body, faults));
    auto add = [&](std::string_view keyword, std::string what) {
        if (!what.empty()) faults.push_back({"", std::string(keyword), std::move(what)});
    };
    Account account = TRY(owner_of(store, filing));
    if (account.role == Role::filer)
        add("filer", objection(account.companies, type->name, filing.record_id, body));
    if (!filing.record_id.empty()) {
        std::string fault = TRY(correction_fault(store, filing, body));
        add("correction", std::move(fault));
    }
    return faults;
}

Result<void> be_in(const Filing& filing, std::initializer_list<FilingState> states,
                   std::string_view step) {
    if (std::ranges::find(states, filing.state) != states.end()) return {};
    return not_allowed(fmt::format(
        "this filing cannot be {}: it is {}", step,
        filing.state == FilingState::draft ? "a draft" : kFilingStates.of(filing.state)));
}

Result<void> be_owner(const Filing& filing, const Actor& actor) {
    if (filing.account_id == actor.account_id) return {};
    return not_allowed("only who began this filing can change it");
}

AuditEvent event(std::string_view what, const Actor& actor, std::string_view object,
                 std::string_view detail) {
    return {std::string(what), actor.account_id, std::string(kRoles.of(actor.role)),
            std::string(object), std::string(detail)};
}

std::unexpected<Error> not_allowed(std::string what) {
    return fail(Errc::unsupported, std::move(what));
}

std::unexpected<Error> not_there(std::string_view what, std::string_view id) {
    return fail(Errc::io, fmt::format("there is no {} {}", what, front(printable(id), 64)));
}

}  // namespace bridle::registry
