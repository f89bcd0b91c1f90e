#include "indicator/terms.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/text.h"
#include "indicator/host.h"

namespace bridle {

namespace {

constexpr std::size_t kMostTerms = 20'000;  // of one pattern
constexpr std::size_t kLongestExpression = 4096;

// "SHA-256" and "sha256" are one.
std::string plain_name(std::string_view name) {
    std::string out;
    for (char c : name)
        if (c != '-' && c != '_') out += lower(c);
    return out;
}

std::optional<IndicatorKind> digest_kind(std::string_view algorithm) {
    static constexpr std::pair<std::string_view, IndicatorKind> kDigests[] = {
        {"md5", IndicatorKind::md5},
        {"sha1", IndicatorKind::sha1},
        {"sha256", IndicatorKind::sha256},
        {"sha512", IndicatorKind::sha512},
    };
    std::string plain = plain_name(algorithm);
    for (auto [name, kind] : kDigests)
        if (name == plain) return kind;
    return std::nullopt;
}

std::string joined_path(const Comparison& comparison) {
    std::string out = comparison.object + ':';
    for (const std::string& part : comparison.path) {
        if (out.back() != ':') out += '.';
        out += part;
    }
    return out;
}

bool is_path(const Comparison& comparison, std::string_view joined) {
    auto take = [&](std::string_view part) {
        bool there = joined.starts_with(part);
        if (there) joined.remove_prefix(part.size());
        return there;
    };
    if (!take(comparison.object)) return false;
    for (const std::string& part : comparison.path)
        if (!take(&part == comparison.path.data() ? ":" : ".") || !take(part)) return false;
    return joined.empty();
}

std::optional<IndicatorKind> kind_of(const Comparison& comparison) {
    using enum IndicatorKind;
    static constexpr std::pair<std::string_view, IndicatorKind> kKinds[] = {
        {"domain-name:value", domain},
        {"network-traffic:dst_ref.value", domain},
        {"network-traffic:src_ref.value", domain},
        {"ipv4-addr:value", ipv4},
        {"ipv6-addr:value", ipv6},
        {"url:value", url},
        {"email-addr:value", email},
        {"email-message:from_ref.value", email},
        {"email-message:sender_ref.value", email},
        {"phone-number:value", phone},
        {"x-phone-number:value", phone},
        {"process:name", process},
        {"process:binary_ref.name", process},
        {"process:image_ref.name", process},
        {"file:name", file_name},
        {"file:path", file_path},
        {"file:parent_directory_ref.path", file_path},
        {"directory:path", file_path},
        {"app:id", app_id},
        {"configuration-profile:id", profile_id},
        {"android-property:name", android_property},
    };
    const auto& path = comparison.path;
    bool file = comparison.object == "file" || comparison.object == "artifact";
    if (path.size() == 2 && file && path[0] == "hashes") return digest_kind(path[1]);
    if (path.size() == 2 && comparison.object == "app" && path[0] == "cert")
        return digest_kind(path[1]) ? std::optional(app_certificate) : std::nullopt;
    for (auto [name, kind] : kKinds)
        if (is_path(comparison, name)) return kind;
    return std::nullopt;
}

struct Disarmed {
    std::string_view text;
    char meant;
};
constexpr Disarmed kDisarmed[] = {
    {"[.]", '.'},   {"(.)", '.'},   {"{.}", '.'}, {"[dot]", '.'},
    {"(dot)", '.'}, {"{dot}", '.'}, {"[:]", ':'}, {"[at]", '@'},
};

// Some publish "evil[.]com" and "hxxp://", for which no phone has ever asked.
std::string rearmed(std::string_view value) {
    bool disarmed_scheme = equals_ignoring_case(value.substr(0, 4), "hxxp");
    if (!disarmed_scheme && value.find_first_of("[({") == std::string_view::npos)
        return std::string(value);
    std::string out;
    if (disarmed_scheme) out = "http", value.remove_prefix(4);
    while (!value.empty()) {
        auto dot = std::ranges::find_if(kDisarmed, [&](const Disarmed& each) {
            return equals_ignoring_case(value.substr(0, each.text.size()), each.text);
        });
        const bool found = dot != std::end(kDisarmed);
        out += found ? dot->meant : value[0];
        value.remove_prefix(found ? dot->text.size() : 1);
    }
    return out;
}

// What stands between the slashes and the path is a host, and maybe a port;
// anything else would be lost in silence.
bool has_clean_host(std::string_view text, const Url& url) {
    auto end = static_cast<std::size_t>(url.host.data() + url.host.size() - text.data());
    std::string_view rest = text.substr(end);
    if (rest.starts_with(']')) rest.remove_prefix(1);
    if (rest.starts_with(':')) rest.remove_prefix(1 + url.port.size());
    return rest.empty() || std::string_view("/?#\\").contains(rest[0]);
}

// The reason why a value is of no use; empty when it is.
using Reason = std::string;

Reason read_address(Term& term) {
    auto range = parse_ip_range(term.key);
    if (!range) return "not an address: " + term.value;
    term.kind =
        range->first.is_v4() && range->bits >= 96 ? IndicatorKind::ipv4 : IndicatorKind::ipv6;
    term.key = to_string(range->first);
    if (range->bits < 128)
        term.key +=
            '/' + std::to_string(term.kind == IndicatorKind::ipv4 ? range->bits - 96 : range->bits);
    return {};
}

Reason read_url(Term& term) {
    std::string text = rearmed(term.key);
    auto url = parse_url(text);
    if (!url || !has_clean_host(text, *url)) return "not an address of the web: " + term.value;
    std::string scratch;
    term.url_variant = url_variant(*url);
    term.key.clear();
    term.host = canonical_host(url->host, scratch);
    append_comparable_url(*url, term.host, term.key);
    return {};
}

Reason read_domain(Term& term) {
    std::string text = rearmed(term.key);
    if (text.starts_with("*.")) text.erase(0, 2);
    if (parse_ip_range(text)) {
        term.key = text;
        return read_address(term);
    }
    auto url = parse_url(text);
    if (!url || !has_clean_host(text, *url)) return "not a domain: " + term.value;
    std::string scratch;
    std::string_view host = without_www(canonical_host(url->host, scratch));
    if (host.empty()) return "not a domain: " + term.value;
    bool page = url->path.size() > 1;
    if (page && is_shortener(host)) {  // its pages have nothing in common
        term.kind = IndicatorKind::url;
        return read_url(term);
    }
    if (page) term.path = url->path;
    term.key = std::string(host);
    return {};
}

Reason read_digest(Term& term) {
    std::erase(term.key, ':');
    term.key = lower(term.key);
    if (!from_hex(term.key)) return "not a digest: " + term.value;
    std::size_t size = term.key.size();
    bool right = term.kind == IndicatorKind::app_certificate ? size >= 32 && size <= 128
                 : term.kind == IndicatorKind::md5           ? size == 32
                 : term.kind == IndicatorKind::sha1          ? size == 40
                 : term.kind == IndicatorKind::sha256        ? size == 64
                                                             : size == 128;
    return right ? "" : "a digest of the wrong length: " + term.value;
}

Reason read_path(Term& term) {
    if (term.key.starts_with("~/")) term.key.replace(0, 1, "/var/mobile");
    std::string scratch;
    term.key = std::string(canonical_path(term.key, scratch));
    return term.key.empty() || term.key == "/" ? "a path that holds everything" : "";
}

// Brings the value into the spelling in which it is compared.
Reason normalise(Term& term) {
    switch (term.kind) {
        case IndicatorKind::domain:
            return read_domain(term);
        case IndicatorKind::ipv4:
        case IndicatorKind::ipv6:
            term.key = rearmed(term.key);
            return read_address(term);
        case IndicatorKind::url:
            return read_url(term);
        case IndicatorKind::email:
        case IndicatorKind::app_id:
        case IndicatorKind::profile_id:
        case IndicatorKind::android_property:
            term.key = lower(term.key);
            return {};
        case IndicatorKind::phone: {
            std::string digits;
            append_phone_digits(term.key, digits);
            term.key = std::move(digits);
            return term.key.empty() ? "not a phone number: " + term.value : "";
        }
        case IndicatorKind::process:
            term.key = term.key.substr(term.key.rfind('/') + 1);
            return term.key.empty() ? "not a process name: " + term.value : "";
        case IndicatorKind::file_name:
            if (!term.key.contains('/')) return {};
            term.kind = IndicatorKind::file_path;
            return read_path(term);
        case IndicatorKind::file_path:
            return read_path(term);
        case IndicatorKind::md5:
        case IndicatorKind::sha1:
        case IndicatorKind::sha256:
        case IndicatorKind::sha512:
        case IndicatorKind::app_certificate:
            return read_digest(term);
        case IndicatorKind::combination:
            break;
    }
    return "not a kind of value";
}

// `%` is any text and `_` one character; the whole value has to fit.
std::string expression_of_like(std::string_view like) {
    std::string out = "\\A(?s:";
    for (char c : like) {
        if (c == '%') {
            out += ".*";
        } else if (c == '_') {
            out += '.';
        } else {
            if (std::string_view("\\.+*?()[]{}|^$").contains(c)) out += '\\';
            out += c;
        }
    }
    return out + ")\\z";
}

bool takes_patterns(IndicatorKind kind) {
    using enum IndicatorKind;
    return kind == domain || kind == ipv4 || kind == ipv6 || kind == url || kind == email ||
           kind == phone || kind == process || kind == file_name || kind == file_path ||
           kind == app_id || kind == profile_id;
}

Reason read_value(Comparison::Operator op, Term& term) {
    using enum Comparison::Operator;
    if (trimmed(term.value).empty()) return "an empty value";
    term.key = trimmed(term.value);
    if (op == like && term.key.find_first_of("%_") == std::string::npos) op = equal;
    if (op == equal || op == in) return normalise(term);
    bool address = term.kind == IndicatorKind::ipv4 || term.kind == IndicatorKind::ipv6;
    if (op == is_subset && address) return normalise(term);
    if (op != like && op != matches) return "an operator that is not evaluated";
    if (!takes_patterns(term.kind))
        return "LIKE or MATCHES on a kind of value that has no use for it";
    if (term.key.size() > kLongestExpression) return "an expression too long to evaluate";
    term.is_pattern = true;
    if (op == like) term.key = expression_of_like(term.key);
    return {};
}

class Reader {
public:
    explicit Reader(const Pattern& pattern) : pattern_(pattern) {}

    Terms run() {
        Terms terms = read(pattern_.root());
        auto removed = std::erase_if(terms.alternatives, [](const Terms::Alternative& each) {
            return each.size() > Terms::kMostGroups;
        });
        if (removed) terms.unsupported.emplace_back("an AND of more parts than are evaluated");
        return terms;
    }

private:
    // As deep as the pattern, which its parser limits.
    Terms read(const Pattern::Node& node) {
        switch (node.type) {
            case Pattern::Type::comparison:
                return read_comparison(node.comparison);
            case Pattern::Type::observation:
                return read(child(node, 0));
            case Pattern::Type::any:
            case Pattern::Type::any_observed:
                return read_any(node);
            case Pattern::Type::all:
                return read_all(node);
            case Pattern::Type::all_observed:
                return refuse("AND between observations");
            case Pattern::Type::followed_by:
                return refuse("FOLLOWEDBY");
            case Pattern::Type::qualified:
                return refuse("WITHIN, REPEATS or START");
        }
        return {};
    }

    const Pattern::Node& child(const Pattern::Node& node, std::size_t i) const {
        return pattern_.nodes[node.children[i]];
    }

    static Terms refuse(std::string reason) { return {{}, {std::move(reason)}}; }

    static void add_alternative(Terms& terms, Terms::Group group) {
        if (group.empty()) return;
        terms.alternatives.emplace_back();
        terms.alternatives.back().push_back(std::move(group));
    }

    static Terms read_comparison(const Comparison& comparison) {
        if (comparison.negated) return refuse("NOT");
        auto kind = kind_of(comparison);
        if (!kind) return refuse("not compared here: " + joined_path(comparison));
        if (comparison.op == Comparison::Operator::exists) return refuse("EXISTS");
        Terms terms;
        Terms::Group group;
        for (const std::string& value : comparison.values) {
            Term term{.kind = *kind,
                      .published = *kind,
                      .value = value,
                      .key = {},
                      .path = {},
                      .host = {}};
            Reason reason = read_value(comparison.op, term);
            if (reason.empty()) {
                group.push_back(std::move(term));
            } else {
                terms.unsupported.push_back(std::move(reason));
            }
        }
        add_alternative(terms, std::move(group));
        return terms;
    }

    // Single values fall into one group, so that an AND around them stays small.
    Terms read_any(const Pattern::Node& node) {
        Terms all;
        Terms::Group single;
        for (std::size_t i = 0; i < node.children.size(); i++) {
            Terms terms = read(child(node, i));
            std::ranges::move(terms.unsupported, std::back_inserter(all.unsupported));
            for (Terms::Alternative& alternative : terms.alternatives) {
                if (alternative.size() == 1) {
                    std::ranges::move(alternative[0], std::back_inserter(single));
                } else {
                    all.alternatives.push_back(std::move(alternative));
                }
            }
        }
        add_alternative(all, std::move(single));
        return all;
    }

    // Every choice of one alternative from each child. A child that cannot be
    // evaluated takes the others with it: without it they would say too much.
    Terms read_all(const Pattern::Node& node) {
        Terms all;
        all.alternatives.emplace_back();
        for (std::size_t i = 0; i < node.children.size(); i++) {
            Terms terms = read(child(node, i));
            std::ranges::move(terms.unsupported, std::back_inserter(all.unsupported));
            bool fits =
                cost(all) * terms.alternatives.size() + cost(terms) * all.alternatives.size() <=
                kMostTerms;
            if (!fits) all.unsupported.emplace_back("more combinations than are evaluated");
            std::vector<Terms::Alternative> product;
            for (const Terms::Alternative& left : all.alternatives) {
                for (const Terms::Alternative& right : terms.alternatives) {
                    if (!fits) break;
                    product.push_back(left);
                    std::ranges::copy(right, std::back_inserter(product.back()));
                }
            }
            all.alternatives = std::move(product);
        }
        return all;
    }

    static std::size_t cost(const Terms& terms) {
        std::size_t sum = 0;
        for (const Terms::Alternative& alternative : terms.alternatives)
            for (const Terms::Group& group : alternative) sum += group.size();
        return sum;
    }

    const Pattern& pattern_;
};

}  // namespace

unsigned url_variant(const Url& url) {
    unsigned scheme = url.scheme.empty() ? 0 : equals_ignoring_case(url.scheme, "http") ? 1 : 2;
    std::string_view path = url.path;
    bool slash = path.size() > 1 && path.ends_with('/') && !path.contains('?');
    return 1U << (scheme * 2 + slash);
}

std::string_view canonical_path(std::string_view path, std::string& scratch) {
    while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    auto below = [&](std::string_view folder) {
        return path.starts_with(folder) &&
               (path.size() == folder.size() || path[folder.size()] == '/');
    };
    if (below("/private/var") || below("/private/etc") || below("/private/tmp"))
        path.remove_prefix(std::string_view("/private").size());
    if (!below("/tmp")) return path;
    scratch = "/var" + std::string(path);
    return scratch;
}

void append_phone_digits(std::string_view text, std::string& out) {
    std::size_t start = out.size();
    for (char c : text)
        if (is_digit(c)) out += c;
    bool dialled = !text.contains('+') && out.compare(start, 2, "00") == 0;
    if (dialled) out.erase(start, 2);
}

Terms read_terms(const Pattern& pattern) {
    return Reader(pattern).run();
}

}  // namespace bridle
