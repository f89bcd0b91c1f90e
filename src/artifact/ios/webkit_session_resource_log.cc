// What the web engine remembered of domains before it had a database for it: a list of the
// domains that follow people around, each with the sites on which it was met.

#include "artifact/plists.h"

namespace bridle::ios::webkit_session_resource_log {

static constexpr std::string_view kStatistics = "browsingStatistics";

// Lists of domains of one entry: their key, and what they are to the entry's domain.
struct Relation {
    std::string_view key, name;
};
static constexpr Relation kRelations[] = {
    {"topFrameUniqueRedirectsFrom", "redirected_from"},
    {"topFrameUniqueRedirectsTo", "redirected_to"},
    {"topFrameLinkDecorationsFrom", "link_from"},
    {"topFrameLoadedThirdPartyScripts", "ran_script_of"},
    {"subframeUnderTopFrameOrigins", "frame_within"},
    {"subframeUnderTopFrameDomains", "frame_within"},
    {"subresourceUnderTopFrameOrigins", "loaded_by"},
    {"subresourceUnderTopFrameDomains", "loaded_by"},
    {"subresourceUniqueRedirectsFrom", "resource_redirected_from"},
    {"subresourceUniqueRedirectsTo", "resource_redirected_to"},
    {"storageAccessUnderTopFrameOrigins", "storage_within"},
    {"storageAccessUnderTopFrameDomains", "storage_within"},
};

static constexpr std::size_t kDomainsAtMost = 10'000;  // of one entry, also those without a name

// Written as a date, or as seconds since 1970.
static std::optional<Time> time_of(Plist::Node node) {
    if (auto date = node.date()) return date;
    auto seconds = node.real();
    return seconds && *seconds > 0 ? to_time(*seconds, Epoch::unix_seconds) : std::nullopt;
}

// A bare name, or a dictionary that has it under one of two keys.
static std::string domain_of(Plist::Node node) {
    if (node.is_text()) return node.text();
    std::string origin = node["origin"].text();
    return origin.empty() ? node["domain"].text() : origin;
}

struct Named {
    std::string_view name;
    std::string domain;
};

static std::vector<Named> related(Plist::Node entry, Output& out) {
    std::vector<Named> all;
    std::size_t count = 0;
    for (const Relation& relation : kRelations)
        for (Plist::Node item : entry[relation.key].items()) {
            if (++count > kDomainsAtMost) {
                out.problem({Errc::limit, "more domains than are read"}, std::string(relation.key));
                return all;
            }
            if (std::string domain = domain_of(item); !domain.empty())
                all.push_back({relation.name, std::move(domain)});
        }
    return all;
}

static Result<void> read_entry(Plist::Node entry, std::int64_t index, Output& out) {
    std::string origin = entry["PrevalentResourceOrigin"].text();
    if (origin.empty()) origin = entry["PrevalentResourceDomain"].text();
    const std::vector<Named> domains = related(entry, out);
    std::vector<Field> fields = {
        headline(text("domain", origin, Kind::domain)),
        flag("user_interaction", entry["hadUserInteraction"].boolean()),
        when("user_interacted", time_of(entry["mostRecentUserInteraction"])),
        when("seen", time_of(entry["lastSeen"])),
        flag("known_before_records", entry["grandfathered"].boolean()),
        flag("prevalent", entry["isPrevalentResource"].boolean()),
        flag("very_prevalent", entry["isVeryPrevalentResource"].boolean()),
        number("data_removed", entry["dataRecordsRemoved"].integer()),
    };
    for (const Named& each : domains) fields.push_back(text(each.name, each.domain, Kind::domain));
    return out.record(at_key(kStatistics, index), fields);
}

static Result<void> parse(const Input& input, Output& out) {
    PlistFile file;
    TRY(file.read(input, out));
    Plist::Node statistics = file.root()[kStatistics];
    if (statistics.type() != Plist::Type::array)
        return fail(Errc::corrupt, "no list called browsingStatistics");
    std::int64_t index = 0;
    for (Plist::Node entry : statistics.items()) {
        if (entry.type() == Plist::Type::dictionary)
            TRY(read_entry(entry, index, out));
        else
            out.problem({Errc::corrupt, "an entry that is no dictionary"},
                        "browsingStatistics/" + std::to_string(index));
        index++;
    }
    return {};
}

extern constinit const Artifact artifact = {
    .name = "webkit_session_resource_log",
    .title = "Domains that web pages dealt with, older list",
    .paths = {"**/full_browsing_session_resourceLog.plist"},
    .absence = Absence::older_versions,
    .parse = parse,
};

}  // namespace bridle::ios::webkit_session_resource_log
