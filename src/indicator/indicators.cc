#include "indicator/indicators.h"

#include <algorithm>
#include <future>
#include <unordered_map>
#include <utility>

#include "base/hash.h"
#include "base/text.h"
#include "indicator/stix.h"
#include "indicator/tables.h"

namespace bridle {

namespace {

constexpr std::size_t kMostExpressions = 10'000;
constexpr std::size_t kWorthAThread = 1 << 20;  // bytes of a set, to take its digest meanwhile
constexpr std::size_t kPatternShown = 200;      // characters of one that is not evaluated

bool ignores_case(IndicatorKind kind) {
    using enum IndicatorKind;
    return kind == domain || kind == email || kind == app_id || kind == profile_id;
}

std::string_view base_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

std::string_view without_extension(std::string_view file) {
    std::size_t dot = file.rfind('.');
    return dot == 0 ? file : file.substr(0, dot);
}

}  // namespace

std::string_view name_of(IndicatorKind kind) {
    static constexpr std::string_view kNames[kIndicatorKinds] = {"domain",
                                                                 "IPv4 address",
                                                                 "IPv6 address",
                                                                 "URL",
                                                                 "e-mail",
                                                                 "phone number",
                                                                 "process",
                                                                 "file name",
                                                                 "path",
                                                                 "MD5",
                                                                 "SHA-1",
                                                                 "SHA-256",
                                                                 "SHA-512",
                                                                 "app certificate",
                                                                 "app",
                                                                 "configuration profile",
                                                                 "Android property",
                                                                 "combination"};
    return kNames[static_cast<std::size_t>(kind)];
}

std::string Expressions::insert(const std::string& expression, bool ignore_case,
                                std::uint32_t atom) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_case_sensitive(!ignore_case);
    options.set_max_mem(1 << 20);
    auto compiled = std::make_unique<re2::RE2>(expression, options);
    if (!compiled->ok()) return "not a regular expression that is evaluated: " + compiled->error();
    all_.push_back({std::move(compiled), atom});
    return {};
}

void Expressions::compile() {
    if (all_.size() < 2) return;
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(64 << 20);
    auto set = std::make_unique<re2::RE2::Set>(options, re2::RE2::UNANCHORED);
    for (const Expression& each : all_) {
        bool sensitive = each.expression->options().case_sensitive();
        std::string text = each.expression->pattern();
        if (set->Add(sensitive ? text : "(?i)" + text, nullptr) < 0) return;
    }
    if (set->Compile()) together_ = std::move(set);
}

bool Expressions::ask_together(std::string_view text, std::vector<int>& hits) const {
    if (!together_) return false;
    re2::RE2::Set::ErrorInfo error{};
    bool any = together_->Match({text.data(), text.size()}, &hits, &error);
    if (!any && error.kind != re2::RE2::Set::kNoError) return false;
    std::ranges::sort(hits);
    return true;
}

namespace {

// Takes one bundle into the tables.
class Loader {
public:
    Loader(Indicators::Tables& tables, SetReport& report)
        : tables_(tables), report_(report), file_(tables.arena.keep(report.name)) {}

    void take(const StixIndicator& indicator, Time now) {
        report_.indicators++;
        bool expired = indicator.valid_until && *indicator.valid_until < now;
        if (indicator.revoked) {
            report_.revoked++;
        } else if (expired) {
            report_.expired++;
        } else if (!indicator.pattern_type.empty() &&
                   !equals_ignoring_case(indicator.pattern_type, "stix")) {
            refuse(indicator,
                   "a pattern in another language: " + std::string(indicator.pattern_type));
        } else if (auto pattern = parse_pattern(indicator.pattern); !pattern) {
            refuse(indicator, "not a pattern: " + pattern.error().what);
        } else {
            take(indicator, read_terms(*pattern));
        }
    }

private:
    void refuse(const StixIndicator& indicator, std::string reason) {
        report_.unsupported.push_back({std::string(indicator.id), std::move(reason),
                                       to_utf8(indicator.pattern.substr(0, kPatternShown))});
    }

    void take(const StixIndicator& indicator, const Terms& terms) {
        for (const std::string& reason : terms.unsupported) refuse(indicator, reason);
        for (const Terms::Alternative& alternative : terms.alternatives) {
            if (alternative.size() == 1) {
                for (const Term& term : alternative[0]) take_single(indicator, term);
            } else {
                take_combination(indicator, alternative);
            }
        }
    }

    void take_single(const StixIndicator& indicator, const Term& term) {
        std::uint32_t number = atom_of(indicator, term);
        if (number == kNoNumber) return;
        count(term.published);
        std::uint32_t& known = tables_.atoms[number].indicator;
        if (known == kNoNumber) known = add_indicator(term.kind, term.value, term.is_pattern);
        add_sources(tables_.indicators[known], indicator);
    }

    void take_combination(const StixIndicator& indicator, const Terms::Alternative& alternative) {
        auto combination = static_cast<std::uint32_t>(tables_.combinations.size());
        std::vector<std::pair<std::uint32_t, unsigned>> members;
        for (unsigned group = 0; group < alternative.size(); group++) {
            std::size_t before = members.size();
            for (const Term& term : alternative[group]) {
                std::uint32_t number = atom_of(indicator, term);
                if (number != kNoNumber) members.emplace_back(number, group);
            }
            if (members.size() == before) return;  // it could never be met
        }
        for (auto [atom, group] : members) {
            std::uint32_t& first = tables_.atoms[atom].first_part;
            tables_.parts.push_back({combination, group, first});
            first = static_cast<std::uint32_t>(tables_.parts.size() - 1);
        }
        count(IndicatorKind::combination);
        std::uint32_t number = add_indicator(IndicatorKind::combination, indicator.pattern, false);
        add_sources(tables_.indicators[number], indicator);
        auto all =
            alternative.size() == Terms::kMostGroups ? UINT32_MAX : (1U << alternative.size()) - 1;
        tables_.combinations.push_back({number, all});
    }

    void count(IndicatorKind kind) { report_.values[static_cast<std::size_t>(kind)]++; }

    std::uint32_t add_indicator(IndicatorKind kind, std::string_view value, bool is_pattern) {
        tables_.indicators.push_back({kind, is_pattern, tables_.arena.keep(value), {}});
        return static_cast<std::uint32_t>(tables_.indicators.size() - 1);
    }

    // The atom of the term, new or known; none when its expression is bad.
    std::uint32_t atom_of(const StixIndicator& indicator, const Term& term) {
        if (term.is_pattern) return expression_atom(indicator, term);
        std::uint32_t found = known_atom(term);
        if (found == kNoNumber) {
            found = add_atom(term.path);
            add_keys(term, tables_.arena.keep(term.key), found);
        }
        tables_.atoms[found].url_variants |= term.url_variant;
        return found;
    }

    std::uint32_t known_atom(const Term& term) const {
        std::uint32_t found = kNoNumber;
        auto take = [&](std::uint32_t atom) { found = atom; };
        if (!term.path.empty()) {
            std::string page = term.key + term.path;
            tables_.domain_pages.find(hash_forward(page), page, take);
        } else {
            std::uint64_t hash = Indicators::Tables::hash(term.kind, term.key);
            tables_.table(term.kind).find(hash, term.key, [&](std::uint32_t atom) {
                if (tables_.atoms[atom].path.empty()) found = atom;
            });
        }
        return found;
    }

    std::uint32_t expression_atom(const StixIndicator& indicator, const Term& term) {
        Expressions& all = tables_.expressions[static_cast<std::size_t>(term.kind)];
        auto number = static_cast<std::uint32_t>(tables_.atoms.size());
        std::string reason = all.size() >= kMostExpressions
                                 ? "more regular expressions than are evaluated"
                                 : all.insert(term.key, ignores_case(term.kind), number);
        if (!reason.empty()) {
            refuse(indicator, std::move(reason));
            return kNoNumber;
        }
        return add_atom({});
    }

    std::uint32_t add_atom(std::string_view path) {
        Atom atom;
        if (!path.empty()) atom.path = tables_.arena.keep(path);
        tables_.atoms.push_back(atom);
        return static_cast<std::uint32_t>(tables_.atoms.size() - 1);
    }

    void add_keys(const Term& term, std::string_view key, std::uint32_t atom) {
        tables_.table(term.kind).insert(Indicators::Tables::hash(term.kind, key), key, atom);
        switch (term.kind) {
            case IndicatorKind::domain:
                return add_page(term, atom);
            case IndicatorKind::process:
                return add_cut_names(key, atom);
            case IndicatorKind::url:
                return add_url_host(term.host);
            case IndicatorKind::file_path:
                return add_relative_path(key, atom);
            case IndicatorKind::ipv4:
            case IndicatorKind::ipv6:
                return add_range_size(term.kind, key);
            default:
                return;
        }
    }

    void add_page(const Term& term, std::uint32_t atom) {
        if (term.path.empty()) return;
        std::string_view page = tables_.arena.keep(term.key + term.path);
        tables_.domain_pages.insert(hash_forward(page), page, atom);
    }

    void add_cut_names(std::string_view name, std::uint32_t atom) {
        std::string_view at_15 = name.substr(0, 15), at_16 = name.substr(0, 16);
        if (name.size() > 15) tables_.cut_at_15.insert(hash_forward(at_15), at_15, atom);
        if (name.size() > 16) tables_.cut_at_16.insert(hash_forward(at_16), at_16, atom);
    }

    void add_url_host(std::string_view host) {
        std::uint64_t hash = hash_backward(host);
        if (!tables_.url_hosts.contains(hash, host))
            tables_.url_hosts.insert(hash, tables_.arena.keep(host), 0);
    }

    void add_relative_path(std::string_view path, std::uint32_t atom) {
        if (path.starts_with('/')) return;
        std::string_view last = base_name(path);
        tables_.relative_paths.insert(hash_forward(last), last,
                                      static_cast<std::uint32_t>(tables_.relative.size()));
        tables_.relative.push_back({path, atom});
    }

    void add_range_size(IndicatorKind kind, std::string_view key) {
        if (!key.contains('/')) return;
        auto& sizes = tables_.ranges(kind);
        unsigned bits = parse_ip_range(key)->bits;
        auto place = std::ranges::lower_bound(sizes, bits, std::greater());
        if (place == sizes.end() || *place != bits) sizes.insert(place, bits);
    }

    void add_sources(Indicator& to, const StixIndicator& indicator) {
        Source source;
        source.file = file_;
        source.indicator_id = tables_.arena.keep(indicator.id);
        if (indicator.indicates.empty()) {
            source.name = without_extension(source.file);
            to.sources.push_back(source);
        }
        for (const StixObject* object : indicator.indicates) {
            const Source& named = named_by(*object);
            source.name = named.name;
            source.object_type = named.object_type;
            source.description = named.description;
            to.sources.push_back(source);
        }
    }

    // Kept once for the set, however many indicators point at it.
    const Source& named_by(const StixObject& object) {
        auto [place, is_new] = names_.try_emplace(&object);
        if (is_new) {
            place->second.name = tables_.arena.keep(object.name);
            place->second.object_type = tables_.arena.keep(object.type);
            place->second.description = tables_.arena.keep(object.description);
            report_.families.emplace_back(object.name);
        }
        return place->second;
    }

    Indicators::Tables& tables_;
    SetReport& report_;
    std::string_view file_;
    std::unordered_map<const StixObject*, Source> names_;
};

}  // namespace

Indicators::Indicators() : tables_(std::make_unique<Tables>()) {}
Indicators::Indicators(Indicators&&) noexcept = default;
Indicators& Indicators::operator=(Indicators&&) noexcept = default;
Indicators::~Indicators() = default;

Result<SetReport> Indicators::add(const LargeBuffer& bundle, std::string_view file_name, Time now) {
    using std::launch;  // with both, it does without a thread where there is none to be had
    const Bytes bytes = bundle;
    launch how = bytes.size() > kWorthAThread ? launch::async | launch::deferred : launch::deferred;
    auto digest = std::async(how, [&] { return sha256(bytes); });
    auto stix = StixBundle::parse(bundle);
    if (!stix) return fail(stix.error().code, std::string(file_name) + ": " + stix.error().what);
    SetReport report;
    report.name = base_name(file_name);
    report.sha256 = hex(digest.get());
    for (const SetReport& known : tables_->sets)
        if (known.sha256 == report.sha256) return known;
    tables_->reserve(stix->indicators().size());
    Loader loader(*tables_, report);
    for (const StixIndicator& indicator : stix->indicators()) loader.take(indicator, now);
    std::ranges::sort(report.families);
    report.families.erase(std::ranges::unique(report.families).begin(), report.families.end());
    tables_->sets.push_back(report);
    return report;
}

Result<SetReport> Indicators::add(Bytes bundle, std::string_view file_name, Time now) {
    LargeBuffer copy = TRY(LargeBuffer::copy(bundle));
    return add(copy, file_name, now);
}

void Indicators::compile() {
    for (Expressions& expressions : tables_->expressions) expressions.compile();
}

std::span<const Indicator> Indicators::all() const {
    return tables_->indicators;
}

std::span<const SetReport> Indicators::sets() const {
    return tables_->sets;
}

const Indicator* Indicators::find(IndicatorKind kind, std::string_view value) const {
    std::string key = ignores_case(kind) || kind == IndicatorKind::android_property
                          ? lower(value)
                          : std::string(value);
    const Indicator* found = nullptr;
    tables_->table(kind).find(Tables::hash(kind, key), key, [&](std::uint32_t atom) {
        std::uint32_t number = tables_->atoms[atom].indicator;
        if (number != kNoNumber) found = &tables_->indicators[number];
    });
    return found;
}

}  // namespace bridle
