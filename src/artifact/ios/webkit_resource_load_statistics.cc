// What the web engine of each app remembers of the domains that it dealt with, to keep sites
// from following people around: which it showed, which redirected to which, and which were
// loaded within which. A chain of redirects to an exploit is kept here after the history is gone.
// WebKit: Source/WebKit/NetworkProcess/Classifier/ResourceLoadStatisticsStore.cpp

#include "artifact/rows.h"

namespace bridle::ios::webkit_resource_load_statistics {

// A time that never was is -1 here.
static std::optional<Time> once(const Row& row, Column column) {
    auto value = row.real(column);
    return value && *value > 0 ? row.time(column, Epoch::unix_seconds) : std::nullopt;
}

static Result<void> read_domains(const Database& db, Output& out) {
    Select select(db, "ObservedDomains AS d");
    const Column id = select.column("d.domainID"), domain = select.column("d.registrableDomain"),
                 seen = select.optional("d.lastSeen"),
                 interaction = select.optional("d.hadUserInteraction"),
                 interacted = select.optional("d.mostRecentUserInteractionTime"),
                 pushed = select.optional("d.mostRecentWebPushInteractionTime"),
                 grandfathered = select.optional("d.grandfathered"),
                 prevalent = select.optional("d.isPrevalent"),
                 very_prevalent = select.optional("d.isVeryPrevalent"),
                 removed = select.optional("d.dataRecordsRemoved"),
                 by_interaction =
                     select.optional("d.timesAccessedAsFirstPartyDueToUserInteraction"),
                 by_storage = select.optional("d.timesAccessedAsFirstPartyDueToStorageAccessAPI"),
                 to_be_removed = select.optional("d.isScheduledForAllButCookieDataRemoval");
    return each_row(select, out, [&](const Row& row) {
        return out.record(at_row("ObservedDomains", row.integer(id).value_or(0)),
                          {
                              headline(text("domain", row.text(domain), Kind::domain)),
                              when("seen", once(row, seen)),
                              flag("user_interaction", row.boolean(interaction)),
                              when("user_interacted", once(row, interacted)),
                              when("push_interacted", once(row, pushed)),
                              flag("known_before_records", row.boolean(grandfathered)),
                              flag("prevalent", row.boolean(prevalent)),
                              flag("very_prevalent", row.boolean(very_prevalent)),
                              number("data_removed", row.integer(removed)),
                              number("opened_by_user", row.integer(by_interaction)),
                              number("opened_by_storage_access", row.integer(by_storage)),
                              flag("to_be_removed", row.boolean(to_be_removed)),
                          });
    });
}

// One domain's part in another's pages.
struct Relation {
    std::string_view table, from, to;  // the columns with the numbers of both domains
    std::string_view to_name;          // what the second is to the first
    std::string_view time = {};        // the column, where there is one
    std::string_view domains = "ObservedDomains";
};

static constexpr Relation kRelations[] = {
    {"TopFrameUniqueRedirectsTo", "sourceDomainID", "toDomainID", "redirected_to"},
    {"TopFrameUniqueRedirectsToSinceSameSiteStrictEnforcement", "sourceDomainID", "toDomainID",
     "redirected_to"},
    {"TopFrameUniqueRedirectsFrom", "targetDomainID", "fromDomainID", "redirected_from"},
    {"TopFrameLinkDecorationsFrom", "toDomainID", "fromDomainID", "link_from", "lastUpdated"},
    {"TopFrameLoadedThirdPartyScripts", "topFrameDomainID", "subresourceDomainID", "ran_script_of"},
    {"SubframeUnderTopFrameDomains", "subFrameDomainID", "topFrameDomainID", "frame_within",
     "lastUpdated"},
    {"SubresourceUnderTopFrameDomains", "subresourceDomainID", "topFrameDomainID", "loaded_by",
     "lastUpdated"},
    {"SubresourceUniqueRedirectsTo", "subresourceDomainID", "toDomainID", "resource_redirected_to",
     "lastUpdated"},
    {"SubresourceUniqueRedirectsFrom", "subresourceDomainID", "fromDomainID",
     "resource_redirected_from"},
    {"StorageAccessUnderTopFrameDomains", "domainID", "topLevelDomainID", "storage_within"},
    // Advertisements that were opened, and what was bought after.
    {"UnattributedPrivateClickMeasurement", "sourceSiteDomainID", "destinationSiteDomainID",
     "advertised", "timeOfAdClick", "PCMObservedDomains"},
    {"AttributedPrivateClickMeasurement",
     "sourceSiteDomainID",
     "destinationSiteDomainID",
     "advertised",
     {},
     "PCMObservedDomains"},
};

// The tables have no key of their own; both domains are found by theirs.
static Result<void> read_relation(const Database& db, const Relation& relation, Output& out) {
    if (!db.has_table(relation.table)) return {};
    auto of = [](std::string_view column) { return "r." + std::string(column); };
    const std::string domains(relation.domains);
    Select select(db, std::string(relation.table) + " AS r");
    // Whoever reads the domains says that their table is missing.
    select.optional_join(domains + " AS a", "a.domainID = " + of(relation.from));
    select.optional_join(domains + " AS b", "b.domainID = " + of(relation.to));
    const Column id = select.optional("r.rowid"), from_id = select.column(of(relation.from)),
                 to_id = select.column(of(relation.to)),
                 from = select.optional("a.registrableDomain"),
                 to = select.optional("b.registrableDomain");
    const Column time = relation.time.empty() ? Column() : select.optional(of(relation.time));
    std::int64_t index = 0;
    return each_row(select, out, [&](const Row& row) {
        index++;
        return out.record(at_row(relation.table, row.integer(id).value_or(index)),
                          {
                              headline(text("domain", row.text(from), Kind::domain)),
                              headline(text(relation.to_name, row.text(to), Kind::domain)),
                              number("domain_id", row.integer(from_id)),
                              number("other_id", row.integer(to_id)),
                              when("updated", once(row, time)),
                          });
    });
}

// Days on which the engine was used. Months count from zero.
static Result<void> read_days(const Database& db, Output& out) {
    if (!db.has_table("OperatingDates")) return {};
    Select select(db, "OperatingDates AS o");
    const Column id = select.optional("o.rowid"), year = select.column("o.year"),
                 month = select.column("o.month"), day = select.column("o.monthDay");
    std::int64_t index = 0;
    return each_row(select, out, [&](const Row& row) -> Result<void> {
        index++;
        const auto y = row.integer(year), m = row.integer(month), d = row.integer(day);
        std::optional<Time> used;
        if (y && m && d && *y > 1970 && *y < 9999 && *m >= 0 && *m < 12 && *d > 0 && *d < 32) {
            const std::chrono::year_month_day date{
                std::chrono::year(static_cast<int>(*y)),
                std::chrono::month(static_cast<unsigned>(*m) + 1),
                std::chrono::day(static_cast<unsigned>(*d))};
            if (date.ok()) used = std::chrono::sys_days(date);
        }
        if (!used) return fail(Errc::corrupt, "a day that no calendar has");
        return out.record(at_row("OperatingDates", row.integer(id).value_or(index)),
                          {when("engine_used", used)});
    });
}

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    keep_going(out, "ObservedDomains", read_domains(db, out));
    for (const Relation& relation : kRelations)
        keep_going(out, relation.table, read_relation(db, relation, out));
    keep_going(out, "OperatingDates", read_days(db, out));
    return {};
}

extern constinit const Artifact artifact = {
    .name = "webkit_resource_load_statistics",
    .title = "Domains that web pages dealt with",
    .paths = {"**/ResourceLoadStatistics/observations.db", "**/WebsiteData/observations.db"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::webkit_resource_load_statistics
