#include "indicator/matcher.h"

#include <algorithm>
#include <bitset>
#include <string>
#include <vector>

#include "base/text.h"
#include "indicator/links.h"
#include "indicator/script.h"
#include "indicator/tables.h"

namespace bridle {

namespace {

constexpr std::string_view kHome = "/var/mobile/";  // canonical: without /private

// Which indicators, or combinations, were met since the last clear(), and
// where they stand: without a search and without clearing.
class Met {
public:
    explicit Met(std::size_t size) : marks_(size) {}
    void clear() {
        if (++now_ == 0) {
            std::ranges::fill(marks_, Mark());
            now_ = 1;
        }
    }
    // The place noted before, or null after noting `place`.
    const std::uint32_t* find_or_note(std::size_t number, std::size_t place) {
        Mark& mark = marks_[number];
        if (mark.when == now_) return &mark.place;
        mark = {now_, static_cast<std::uint32_t>(place)};
        return nullptr;
    }

private:
    struct Mark {
        std::uint32_t when = 0, place = 0;
    };
    std::vector<Mark> marks_;
    std::uint32_t now_ = 1;
};

bool starts_with_word(std::string_view text, std::string_view start) {
    return equals_ignoring_case(text.substr(0, start.size()), start);
}

}  // namespace

class Matcher::Run {
public:
    explicit Run(const Indicators::Tables& tables)
        : t_(tables), met_(tables.indicators.size()), begun_(tables.combinations.size()) {
        hosts_ = !t_.table(IndicatorKind::domain).empty() || !t_.url_hosts.empty() ||
                 !t_.on(IndicatorKind::domain).empty() || !t_.on(IndicatorKind::url).empty();
        for (IndicatorKind kind : {IndicatorKind::ipv4, IndicatorKind::ipv6})
            addresses_ = addresses_ || !t_.table(kind).empty() || !t_.on(kind).empty();
        hosts_ = hosts_ || addresses_;
    }

    std::span<const Match> match(std::span<const Field> fields, MatchOptions options) {
        matches_.clear();
        partial_.clear();
        begun_.clear();
        options_ = options;
        for (field_ = 0; field_ < fields.size(); field_++) {
            const Field& field = fields[field_];
            if (field.kind == Kind::text || field.kind == Kind::number || field.kind == Kind::time)
                continue;
            std::string_view text = field.string();
            if (text.empty()) continue;
            met_.clear();
            looked_at_[static_cast<std::size_t>(field.kind)] = true;
            look_at(field.kind, text);
        }
        return matches_;
    }

    bool has_compared(IndicatorKind kind) const {
        auto met = [&](Kind field) { return looked_at_[static_cast<std::size_t>(field)]; };
        switch (kind) {
            case IndicatorKind::md5:
            case IndicatorKind::sha1:
            case IndicatorKind::sha256:
            case IndicatorKind::sha512:
            case IndicatorKind::app_certificate:
                return met(Kind::hash);
            case IndicatorKind::profile_id:
                return met(Kind::profile_id);
            case IndicatorKind::android_property:
                return false;
            default:  // addresses and names stand in many kinds of fields
                return looked_at_.any();
        }
    }

private:
    void look_at(Kind kind, std::string_view text) {
        switch (kind) {
            case Kind::text:
            case Kind::number:
            case Kind::time:
                return;
            case Kind::message:
                return message(text);
            case Kind::url:
                return url_or_script(text);
            case Kind::domain:
                return domain(text);
            case Kind::email:
                return email(text);
            case Kind::phone:
            case Kind::handle:
                return handle(text);
            case Kind::process:
                return process(text);
            case Kind::file_path:
                return file_path(text);
            case Kind::hash:
                return digest(text);
            case Kind::app_id:
                return ignoring_case(IndicatorKind::app_id, text);
            case Kind::profile_id:
                return ignoring_case(IndicatorKind::profile_id, text);
        }
    }

    // What was seen, and in what way at best.
    struct Seen {
        std::string_view text;
        How how = How::exact;
    };

    void message(std::string_view text);
    void url_or_script(std::string_view text);
    void links_within(std::string_view text);
    std::string_view url(const Url& url, Seen seen);  // the canonical host
    void url_expressions(const Url& url, std::string_view host, Seen seen);
    void domain(std::string_view text);
    void host(std::string_view host, std::string_view path, Seen seen);
    void host_atom(std::string_view host, std::string_view parent, std::string_view path,
                   std::uint32_t atom, Seen seen);
    void address(const Ip& ip, Seen seen);
    void embedded_address(std::string_view host, Seen seen);
    void page(const Url& url, std::string_view host, Seen seen);
    void email(std::string_view text);
    void phone(std::string_view text);
    void handle(std::string_view text);
    void process(std::string_view text);
    void process_name(std::string_view name);
    void file_path(std::string_view text);
    void path_expressions(std::string_view text);
    void absolute_path(std::string_view path, Seen seen);
    void file_name(std::string_view path);
    void hosts_in_file_name(std::string_view component);
    void digest(std::string_view text);
    void ignoring_case(IndicatorKind kind, std::string_view text);

    std::string_view lowered(std::string_view text);
    void exact(IndicatorKind kind, std::string_view key, Seen seen);
    void expressions(IndicatorKind kind, std::string_view text, Seen seen);

    void hit(std::uint32_t atom, Seen seen);
    void report(std::uint32_t indicator, Seen seen);
    void part(const Part& part, Seen seen);

    const Indicators::Tables& t_;
    bool hosts_ = false, addresses_ = false;
    std::bitset<32> looked_at_;  // kinds of fields
    MatchOptions options_;
    std::size_t field_ = 0;
    std::vector<Match> matches_;
    Met met_;

    struct Partial {
        std::uint32_t groups = 0;  // met so far
        Seen seen;                 // the first of them
        std::size_t field = 0;
    };
    std::vector<Partial> partial_;
    Met begun_;

    std::vector<std::string_view> links_;
    std::vector<int> expression_hits_;
    std::string host_scratch_, page_scratch_, lower_scratch_, path_scratch_, tmp_scratch_;
};

void Matcher::Run::hit(std::uint32_t number, Seen seen) {
    const Atom& atom = t_.atoms[number];
    if (atom.indicator != kNoNumber) report(atom.indicator, seen);
    for (std::uint32_t i = atom.first_part; i != kNoNumber; i = t_.parts[i].next)
        part(t_.parts[i], seen);
}

void Matcher::Run::report(std::uint32_t indicator, Seen seen) {
    if (const std::uint32_t* place = met_.find_or_note(indicator, matches_.size())) {
        Match& known = matches_[*place];
        if (seen.how < known.how) known.how = seen.how, known.observed = seen.text;
        return;
    }
    matches_.push_back({&t_.indicators[indicator], field_, seen.text, seen.how});
}

// A combination is met when the last of its groups is, in the way of the least sure.
void Matcher::Run::part(const Part& part, Seen seen) {
    std::size_t place = partial_.size();
    if (const std::uint32_t* known = begun_.find_or_note(part.combination, place)) {
        place = *known;
    } else {
        partial_.push_back({0, seen, field_});
    }
    Partial& partial = partial_[place];
    const Combination& combination = t_.combinations[part.combination];
    if (partial.groups == combination.groups) return;
    partial.groups |= 1U << part.group;
    partial.seen.how = std::max(partial.seen.how, seen.how);
    if (partial.groups != combination.groups) return;
    matches_.push_back({&t_.indicators[combination.indicator], partial.field, partial.seen.text,
                        partial.seen.how});
}

void Matcher::Run::exact(IndicatorKind kind, std::string_view key, Seen seen) {
    const TextTable& table = t_.table(kind);
    if (!table.empty())
        table.find(hash_forward(key), key, [&](std::uint32_t atom) { hit(atom, seen); });
}

void Matcher::Run::expressions(IndicatorKind kind, std::string_view text, Seen seen) {
    seen.how = std::max(seen.how, How::pattern);
    t_.on(kind).find(text, expression_hits_, [&](std::uint32_t atom) { hit(atom, seen); });
}

std::string_view Matcher::Run::lowered(std::string_view text) {
    if (std::ranges::none_of(text, [](char c) { return c >= 'A' && c <= 'Z'; })) return text;
    lower_scratch_.assign(text);
    for (char& c : lower_scratch_) c = lower(c);
    return lower_scratch_;
}

void Matcher::Run::ignoring_case(IndicatorKind kind, std::string_view text) {
    exact(kind, lowered(text), {text});
    expressions(kind, text, {text});
}

// Hosts and addresses of the web.

void Matcher::Run::message(std::string_view text) {
    if (!hosts_) return;
    find_links(text, links_);
    for (std::string_view link : links_)
        if (auto parsed = parse_url(link)) url(*parsed, {link});
}

void Matcher::Run::url_or_script(std::string_view text) {
    if (!hosts_) return;
    if (text.contains(':') && parse_ip(text)) return domain(text);
    auto parsed = parse_url(text);
    if (!parsed) return links_within(text);
    std::string_view host = url(*parsed, {text});
    bool odd = parsed->path.size() > 1 && host.contains('.') && !is_digit(host.back()) &&
               !has_real_top_level(host);
    if (odd) links_within(parsed->path.substr(1));
}

// "javascript:location='https://evil.com'", and hosts that cannot be such.
void Matcher::Run::links_within(std::string_view text) {
    find_links(text, links_);
    for (std::string_view link : links_)
        if (auto parsed = parse_url(link)) url(*parsed, {link, How::embedded});
}

std::string_view Matcher::Run::url(const Url& url, Seen seen) {
    std::string_view name = canonical_host(url.host, host_scratch_);
    host(name, url.path, seen);
    page(url, name, seen);
    if (!t_.on(IndicatorKind::url).empty()) url_expressions(url, name, seen);
    return name;
}

// As it was written, and as it is usually spelled.
void Matcher::Run::url_expressions(const Url& url, std::string_view host, Seen seen) {
    expressions(IndicatorKind::url, seen.text, seen);
    page_scratch_.clear();
    append_comparable_url(url, host, page_scratch_);
    if (!page_scratch_.contains("://")) {
        bool https = equals_ignoring_case(url.scheme, "https");
        page_scratch_.insert(0, https ? "https://" : "http://");
    }
    if (page_scratch_ != seen.text) expressions(IndicatorKind::url, page_scratch_, seen);
}

void Matcher::Run::domain(std::string_view text) {
    if (!hosts_) return;
    if (text.contains(':')) {
        if (auto ip = parse_ip(text)) return address(*ip, {text});
    }
    auto parsed = parse_url(text);
    if (parsed) host(canonical_host(parsed->host, host_scratch_), parsed->path, {text});
}

// Every parent of the host is looked up, with a hash that grows from the right.
void Matcher::Run::host(std::string_view host, std::string_view path, Seen seen) {
    if (host.empty()) return;
    if (addresses_ && (is_digit(host.back()) || host.contains(':'))) {
        if (auto ip = parse_ip(host)) return address(*ip, seen);
    }
    const TextTable& domains = t_.table(IndicatorKind::domain);
    if (!domains.empty()) {
        auto look_up = [&](const RollingHash& hash, std::string_view parent) {
            domains.find(hash.value(), parent,
                         [&](std::uint32_t atom) { host_atom(host, parent, path, atom, seen); });
        };
        RollingHash hash;
        for (std::size_t i = host.size(); i-- > 0;) {
            if (host[i] == '.') look_up(hash, host.substr(i + 1));
            hash.add(host[i]);
        }
        look_up(hash, host);
    }
    expressions(IndicatorKind::domain, host, seen);
    if (addresses_) embedded_address(host, seen);
}

// A suffix that anybody may register under ("co.uk") means only itself.
void Matcher::Run::host_atom(std::string_view host, std::string_view parent, std::string_view path,
                             std::uint32_t number, Seen seen) {
    if (parent.size() < host.size()) {
        if (is_public_suffix(parent)) return;
        bool www = host.size() == parent.size() + 4 && host.starts_with("www.");
        if (!www) seen.how = std::max(seen.how, How::parent_domain);
    }
    std::string_view wanted = t_.atoms[number].path;
    if (!wanted.empty()) {
        while (wanted.ends_with('/')) wanted.remove_suffix(1);
        std::string_view rest = path.starts_with(wanted) ? path.substr(wanted.size()) : "x";
        bool below = rest.empty() || rest[0] == '/' || rest[0] == '?';
        if (!below || !rest.empty())
            seen.how = std::max(seen.how, below ? How::path_prefix : How::other_page);
    }
    hit(number, seen);
}

void Matcher::Run::address(const Ip& ip, Seen seen) {
    IndicatorKind kind = ip.is_v4() ? IndicatorKind::ipv4 : IndicatorKind::ipv6;
    if (t_.table(kind).empty() && t_.on(kind).empty()) return;
    const std::string text = to_string(ip);
    exact(kind, text, seen);
    expressions(kind, text, seen);
    for (unsigned bits : t_.ranges(kind)) {
        unsigned shown = kind == IndicatorKind::ipv4 ? bits - 96 : bits;
        exact(kind, to_string(masked(ip, bits)) + '/' + std::to_string(shown), seen);
    }
}

// Names that mean the address in them: 1.2.3.4.nip.io, 1-2-3-4.sslip.io.
void Matcher::Run::embedded_address(std::string_view host, Seen seen) {
    if (!host.ends_with("ip.io")) return;
    std::size_t suffix = 0;
    for (std::string_view service : {".nip.io", ".sslip.io", ".xip.io"})
        if (host.ends_with(service)) suffix = service.size();
    if (!suffix) return;
    host.remove_suffix(suffix);
    std::string dotted(host.substr(host.size() - std::min<std::size_t>(host.size(), 64)));
    std::ranges::replace(dotted, '-', '.');
    std::size_t start = dotted.size();
    for (int label = 0; label < 4 && start != std::string::npos; label++)
        start = start ? dotted.rfind('.', start - 1) : std::string::npos;
    auto ip = parse_ip(std::string_view(dotted).substr(start + 1));
    if (ip) address(*ip, {seen.text, std::max(seen.how, How::embedded)});
}

void Matcher::Run::page(const Url& url, std::string_view host, Seen seen) {
    if (t_.url_hosts.empty()) return;
    if (!t_.url_hosts.contains(hash_backward(host), host)) return;
    page_scratch_.clear();
    append_comparable_url(url, host, page_scratch_);
    unsigned variant = url_variant(url);
    const TextTable& urls = t_.table(IndicatorKind::url);
    urls.find(hash_forward(page_scratch_), page_scratch_, [&](std::uint32_t atom) {
        bool same = t_.atoms[atom].url_variants & variant;
        hit(atom, {seen.text, std::max(seen.how, same ? How::exact : How::url_variant)});
    });
}

// People.

// "joe@example.org(smsft)": how a message came stands behind whom it came from.
static std::string_view without_service(std::string_view account) {
    std::size_t open = account.rfind('(');
    if (open == 0 || open == std::string_view::npos || !account.ends_with(')')) return account;
    std::string_view service = account.substr(open + 1, account.size() - open - 2);
    bool word =
        std::ranges::all_of(service, [](char c) { return lower(c) >= 'a' && lower(c) <= 'z'; });
    return word ? account.substr(0, open) : account;
}

void Matcher::Run::email(std::string_view text) {
    std::string_view address = trimmed(text);
    if (starts_with_word(address, "mailto:")) address = address.substr(7, address.find('?') - 7);
    std::size_t open = address.rfind('<');
    if (open != std::string_view::npos && address.ends_with('>'))
        address = address.substr(open + 1, address.size() - open - 2);
    address = without_service(address);
    while (!address.empty() && std::string_view("'\"").contains(address[0]))
        address.remove_prefix(1);
    while (!address.empty() && std::string_view("'\"").contains(address.back()))
        address.remove_suffix(1);
    exact(IndicatorKind::email, lowered(address), {text});
    expressions(IndicatorKind::email, address, {text});
}

void Matcher::Run::phone(std::string_view text) {
    if (t_.table(IndicatorKind::phone).empty() && t_.on(IndicatorKind::phone).empty()) return;
    lower_scratch_.clear();
    append_phone_digits(text, lower_scratch_);
    if (lower_scratch_.empty()) return;
    exact(IndicatorKind::phone, lower_scratch_, {text});
    if (t_.on(IndicatorKind::phone).empty()) return;
    lower_scratch_.insert(0, 1, '+');  // as sets write them
    expressions(IndicatorKind::phone, lower_scratch_, {text});
}

// Whether it is what people dial, and not an account with digits in it.
static bool is_dialled(std::string_view text) {
    while (!text.empty()) {
        Character next = first_character(text);
        const bool ascii = next.code < 0x80;
        const bool dash_or_blank = next.code == 0xA0 || next.code == 0x202F ||
                                   (next.code >= 0x2010 && next.code <= 0x2015);
        const bool fits = ascii ? std::string_view("+0123456789 ()-./").contains(text[0])
                                : dash_or_blank || script_of(next.code) == Script::invisible;
        if (!fits) return false;
        text.remove_prefix(next.size);
    }
    return true;
}

// "tel:+1555", "E:joe@example.org", "iMessage;-;+1555", "1555-1600000@g.us",
// "+1555(smsfp)".
void Matcher::Run::handle(std::string_view text) {
    std::string_view account = trimmed(text);
    account = account.substr(account.rfind(';') + 1);
    for (std::string_view prefix : {"mailto:", "tel:", "sms:", "sip:", "e:", "p:"})
        if (starts_with_word(account, prefix)) {
            account.remove_prefix(prefix.size());
            break;
        }
    std::size_t at = account.rfind('@');
    if (at == std::string_view::npos) {
        account = without_service(account);
        return is_dialled(account) ? phone(account) : void();
    }
    std::string_view service = account.substr(at + 1);
    for (std::string_view known : {"s.whatsapp.net", "g.us", "c.us"})
        if (equals_ignoring_case(service, known))
            return phone(account.substr(0, account.find_first_of("-:.@", 1)));
    email(account);
}

// Programs and files.

void Matcher::Run::process(std::string_view text) {
    for (;;) {
        std::size_t slash = text.find('/');
        std::string_view component = text.substr(0, slash);
        if (!component.empty()) {
            process_name(component);
            ignoring_case(IndicatorKind::app_id, component.substr(0, component.find(':')));
        }
        if (slash == std::string_view::npos) return;
        text.remove_prefix(slash + 1);
    }
}

void Matcher::Run::process_name(std::string_view name) {
    exact(IndicatorKind::process, name, {name});
    const TextTable* cut = name.size() == 15   ? &t_.cut_at_15
                           : name.size() == 16 ? &t_.cut_at_16
                                               : nullptr;
    if (cut)
        cut->find(hash_forward(name), name,
                  [&](std::uint32_t atom) { hit(atom, {name, How::truncated_name}); });
    expressions(IndicatorKind::process, name, {name});
}

void Matcher::Run::file_path(std::string_view text) {
    if (text.starts_with('/')) {
        absolute_path(text, {text});
    } else if (text.starts_with("~/")) {
        path_scratch_.assign(kHome).append(text.substr(2));
        absolute_path(path_scratch_, {text});
    } else {  // from the root, or from a home folder
        path_scratch_.assign("/").append(text);
        absolute_path(path_scratch_, {text});
        path_scratch_.assign(kHome).append(text);
        absolute_path(path_scratch_, {text, How::relative_path});
    }
    if (!t_.on(IndicatorKind::file_path).empty()) path_expressions(text);
    file_name(text);
}

// By either of its names where it lies behind a link.
void Matcher::Run::path_expressions(std::string_view text) {
    expressions(IndicatorKind::file_path, text, {text});
    std::string_view canonical = canonical_path(text, tmp_scratch_);
    if (canonical != text) expressions(IndicatorKind::file_path, canonical, {text});
    if (!canonical.starts_with("/var/") && !canonical.starts_with("/etc/")) return;
    path_scratch_.assign("/private").append(canonical);
    if (path_scratch_ != text) expressions(IndicatorKind::file_path, path_scratch_, {text});
}

// Every folder on the way is looked up, with a hash that grows from the left.
void Matcher::Run::absolute_path(std::string_view path, Seen seen) {
    const TextTable& paths = t_.table(IndicatorKind::file_path);
    if (paths.empty()) return;
    path = canonical_path(path, tmp_scratch_);
    RollingHash hash;
    for (std::size_t i = 0; i <= path.size(); i++) {
        if (i == path.size() || (path[i] == '/' && i > 0)) {
            bool whole = i == path.size();
            paths.find(hash.value(), path.substr(0, i), [&](std::uint32_t atom) {
                hit(atom, {seen.text, whole ? seen.how : std::max(seen.how, How::path_prefix)});
            });
            if (whole) return;
        }
        hash.add(path[i]);
    }
}

void Matcher::Run::file_name(std::string_view path) {
    while (path.ends_with('/')) path.remove_suffix(1);
    std::string_view name = last_component(path);
    exact(IndicatorKind::file_name, name, {name});
    expressions(IndicatorKind::file_name, name, {name});
    t_.relative_paths.find(hash_forward(name), name, [&](std::uint32_t number) {
        const RelativePath& known = t_.relative[number];
        std::size_t size = known.path.size();
        bool whole =
            path.size() == size || (path.size() > size && path[path.size() - size - 1] == '/');
        if (whole && path.ends_with(known.path)) hit(known.atom, {path, How::relative_path});
    });
    for (std::string_view rest = path; !rest.empty();) {
        std::size_t slash = rest.find('/');
        std::string_view component = rest.substr(0, slash);
        if (hosts_ && component.contains('_')) hosts_in_file_name(component);
        if (options_.process_in_path) exact(IndicatorKind::process, component, {component});
        rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
    }
}

// WebKit and Chrome name the files of a site after it:
// https_www.example.com_0.localstorage. Others do so in ways of their own.
void Matcher::Run::hosts_in_file_name(std::string_view component) {
    const bool of_a_site = component.starts_with("https_") || component.starts_with("http_");
    std::string_view name = component.substr(of_a_site ? component.find('_') + 1 : 0);
    const std::size_t end = name.rfind('_');
    if (of_a_site && end != std::string_view::npos && end + 1 < name.size() &&
        is_digit(name[end + 1])) {
        name = name.substr(0, end);
        return host(canonical_host(name, host_scratch_), {}, {name});
    }
    for (std::string_view rest = component; !rest.empty();) {
        std::size_t next = rest.find('_');
        std::string_view part = rest.substr(0, next);
        if (part.contains('.') && part.size() > 3)
            host(canonical_host(part, host_scratch_), {}, {part, How::embedded});
        rest.remove_prefix(next == std::string_view::npos ? rest.size() : next + 1);
    }
}

void Matcher::Run::digest(std::string_view text) {
    std::string_view key = lowered(trimmed(text));
    if (key.contains(':')) {  // as certificates are printed
        if (key.data() != lower_scratch_.data()) lower_scratch_.assign(key);
        std::erase(lower_scratch_, ':');
        key = lower_scratch_;
    }
    if (key.size() == 32) exact(IndicatorKind::md5, key, {text});
    if (key.size() == 40) exact(IndicatorKind::sha1, key, {text});
    if (key.size() == 64) exact(IndicatorKind::sha256, key, {text});
    if (key.size() == 128) exact(IndicatorKind::sha512, key, {text});
    exact(IndicatorKind::app_certificate, key, {text});
}

Matcher::Matcher(const Indicators& indicators) : run_(std::make_unique<Run>(indicators.tables())) {}
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher::~Matcher() = default;

std::span<const Match> Matcher::match(std::span<const Field> fields, MatchOptions options) {
    return run_->match(fields, options);
}

bool Matcher::has_compared(IndicatorKind kind) const {
    return run_->has_compared(kind);
}

}  // namespace bridle
