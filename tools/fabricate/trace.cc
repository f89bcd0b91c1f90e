#include "fabricate/trace.h"

#include "base/json.h"
#include "base/text.h"

namespace bridle::fabricate {

namespace {

std::string capitals(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

std::string text(std::string_view before, std::string_view host, std::string_view after) {
    return std::string(before).append(host).append(after);
}

constexpr Spelling kSpellings[] = {
    {"plain", "exact", [](std::string_view host) { return text("https://", host, "/r/8f2c"); }},
    {"http", "exact", [](std::string_view host) { return text("http://", host, "/"); }},
    {"www", "exact", [](std::string_view host) { return text("https://www.", host, "/start"); }},
    {"subdomain", "parent_domain",
     [](std::string_view host) { return text("https://img.cdn7.", host, "/a?b=c"); }},
    {"port", "exact", [](std::string_view host) { return text("http://", host, ":8443/x"); }},
    {"user_info", "exact",
     [](std::string_view host) { return text("https://support@", host, "/case/12"); }},
    {"trailing_dot", "exact",
     [](std::string_view host) { return text("https://", host, "./path"); }},
    {"upper_case", "exact",
     [](std::string_view host) { return "HTTPS://" + capitals(host) + "/Track"; }, false},
    {"bare", "exact", [](std::string_view host) { return text("", host, "/verify"); }, false, true},
    {"bare_host", "exact", [](std::string_view host) { return std::string(host); }, false, true},
    {"in_brackets", "exact", [](std::string_view host) { return text("(https://", host, "/q)."); },
     false},
    {"in_quotes", "exact", [](std::string_view host) { return text("«https://", host, "»"); },
     false},
    {"long_query", "exact",
     [](std::string_view host) {
         return text("https://", host, "/landing?utm=") + std::string(900, 'u') + "&s=1";
     }},
};

constexpr Spelling kMisspellings[] = {
    {"prefixed", "none", [](std::string_view host) { return text("https://not", host, "/"); }},
    {"as_subdomain", "none",
     [](std::string_view host) { return text("https://", host, ".mirror-archive.example/"); }},
    {"in_user_info", "none",
     [](std::string_view host) { return text("https://", host, "@harbor-news.example/"); }},
};

void write(JsonWriter& out, std::string_view name, const std::vector<Trace>& traces) {
    out.key(name).begin_array();
    for (const Trace& trace : traces) {
        out.begin_object();
        out.text("artifact", trace.artifact).text("file", trace.file);
        out.text("table", trace.table).number("row", trace.row);
        out.text("value", trace.value).text("indicator", trace.indicator);
        out.text("kind", trace.kind).text("form", trace.form).text("how", trace.how);
        if (trace.in_damaged_file) out.boolean("in_damaged_file", true);
        out.end_object();
    }
    out.end_array();
}

}  // namespace

std::span<const Spelling> spellings() {
    return kSpellings;
}
std::span<const Spelling> misspellings() {
    return kMisspellings;
}

std::optional<std::string> domain_for(const Spelling& spelling, Bait& bait) {
    if (!spelling.bare) return bait.next(Sort::domain);
    return bait.next(Sort::domain,
                     [](std::string_view domain) { return !domain.ends_with(".example"); });
}

std::optional<std::string> unicode_form(std::string_view host) {
    if (host == "xn--bcher-kva.example") return "bücher.example";
    return std::nullopt;
}

std::string Planted::json() const {
    std::string text;
    JsonWriter out(text, 1);
    out.begin_object();
    write(out, "planted", traces);
    write(out, "decoys", decoys);
    out.end_object();
    return text + "\n";
}

}  // namespace bridle::fabricate
