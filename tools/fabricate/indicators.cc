#include "fabricate/indicators.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/host_file.h"
#include "base/json.h"
#include "base/text.h"

namespace bridle::fabricate {

namespace {

struct SortName {
    std::string_view name;
    std::string_view pattern;  // left side in STIX
};
constexpr std::array<SortName, kSorts> kNames = {{
    {"domain", "domain-name:value"},
    {"address", "ipv4-addr:value"},
    {"url", "url:value"},
    {"email", "email-addr:value"},
    {"process", "process:name"},
    {"file_name", "file:name"},
    {"file_path", "file:path"},
    {"sha256", "file:hashes.'SHA-256'"},
    {"app_id", "app:id"},
    {"profile_id", "configuration-profile:id"},
}};

constexpr std::string_view kCreated = "2026-01-15T09:30:00.000Z";
constexpr std::uint64_t kScanLimit = 1ull << 30;

std::string lower_case_uuid(Random& random) {
    return lower(random.uuid());
}

}  // namespace

std::string_view name_of(Sort sort) {
    return kNames[static_cast<std::size_t>(sort)].name;
}

Indicators fictional_indicators() {
    Indicators made;
    made.of(Sort::domain) = {"login-alerts.example",        "parcel-tracking-update.example",
                             "secure-docs-viewer.example",  "xn--bcher-kva.example",
                             "cdn.media-preview.example",   "conference-invite.example",
                             "breaking-headline.example",   "account-verify-now.example",
                             "weather-warning-app.example", "free-roaming-offer.example",
                             "portal-login.example.org",    "parcel-notice.example.net",
                             "press-briefing.example.com"};
    made.of(Sort::address) = {"198.51.100.23", "203.0.113.77"};
    made.of(Sort::url) = {"https://shared-files.example/d/7f3a91?k=1"};
    made.of(Sort::email) = {"invite.sender1987@post.example", "meeting.host.22@post.example",
                            "jessica.delivery@post.example", "press.office.desk@post.example"};
    made.of(Sort::process) = {"netwatchd", "msgsyncagentd", "fsloadhelper",
                              "ProvisionedSnapshotService", "keyrollerd"};
    made.of(Sort::file_name) = {"com.example.stageload.marker"};
    made.of(Sort::file_path) = {
        "/private/var/mobile/Library/Preferences/com.example.stageload.plist",
        "/private/var/root/Library/Caches/stageload/"};
    made.of(Sort::sha256) = {"5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"};
    made.of(Sort::app_id) = {"example.sideloaded.helper", "example.update.companion"};
    made.of(Sort::profile_id) = {"5C1F0A52-7D3E-4B7B-9E0C-2F6A51D0B9A4"};
    return made;
}

Indicators synthetic_indicators(std::size_t count, std::uint64_t seed) {
    static constexpr std::array<std::string_view, 20> kParts = {
        "alert",  "cloud",  "track",  "media",  "photo",  "login", "press",
        "bonus",  "quick",  "smart",  "apps",   "sync",   "pixel", "linkz",
        "portal", "stream", "office", "market", "review", "signal"};
    Random random(seed, "synthetic indicators");
    Indicators made;
    made.family = "Synthetic Family";
    for (std::size_t i = 0; i < count; i++) {
        std::string name = std::string(random.pick(kParts)) + "-" +
                           std::string(random.pick(kParts)) + std::to_string(i);
        std::uint64_t die = random.below(1000);
        if (die < 928)
            made.of(Sort::domain).push_back(name + ".example");
        else if (die < 936)
            made.of(Sort::address)
                .push_back("198.18." + std::to_string(i / 256 % 256) + "." +
                           std::to_string(i % 256));  // benchmarking, RFC 2544
        else if (die < 948)
            made.of(Sort::email).push_back(name + "@post.example");
        else if (die < 963)
            made.of(Sort::process).push_back(name + "d");
        else if (die < 975)
            made.of(Sort::file_path).push_back("/private/var/tmp/" + name);
        else if (die < 995)
            made.of(Sort::sha256).push_back(hex(as_bytes(random.bytes(32))));
        else
            made.of(Sort::app_id).push_back("example." + name);
    }
    return made;
}

namespace {

// Every "[left = 'right']" of the text. Nothing more of STIX is needed to pick values.
void pick_values(std::string_view text, Indicators& into) {
    for (std::size_t at = text.find("\"["); at != text.npos; at = text.find("\"[", at + 1)) {
        std::string_view rest = text.substr(at + 2, 600);
        std::size_t equals = rest.find('='), end = rest.find("']");
        if (equals == rest.npos || end == rest.npos || equals > end) continue;
        std::string_view left = trimmed(rest.substr(0, equals));
        std::string_view right = trimmed(rest.substr(equals + 1, end - equals - 1));
        if (right.empty() || right.front() != '\'') continue;
        right.remove_prefix(1);
        for (std::size_t sort = 0; sort < kSorts; sort++)
            if (left == kNames[sort].pattern) into.values[sort].emplace_back(right);
    }
}

}  // namespace

Result<Indicators> published_indicators(const std::string& folder) {
    std::error_code error;
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error))
        if (entry.path().extension() == ".stix2" || entry.path().extension() == ".json")
            paths.push_back(entry.path().string());
    if (error) return fail(Errc::io, folder + ": " + error.message());
    std::ranges::sort(paths);
    Indicators found;
    found.family = "Published";
    for (const std::string& path : paths) {
        std::string text = TRY(read_text_file(path, kScanLimit));
        pick_values(text, found);
    }
    // A few published domains are not plain ones, and half of the paths are Android's.
    std::erase_if(found.of(Sort::domain), [](const std::string& domain) {
        return domain.find('/') != domain.npos || domain.starts_with("www.");
    });
    std::erase_if(found.of(Sort::file_path), [](const std::string& path) {
        return !path.starts_with("/private/var/") && !path.starts_with("Library/");
    });
    return found;
}

namespace {

void begin(JsonWriter& out, std::string_view type, const std::string& id) {
    out.begin_object();
    out.text("type", type).text("spec_version", "2.1").text("id", id);
    out.text("created", kCreated).text("modified", kCreated);
}

void indicator(JsonWriter& out, const std::string& id, std::string_view left,
               std::string_view right) {
    begin(out, "indicator", id);
    out.key("indicator_types").begin_array().text("malicious-activity").end_array();
    std::string pattern = "[";
    pattern.append(left).append("='").append(right).append("']");
    out.text("pattern", pattern).text("pattern_type", "stix").text("pattern_version", "2.1");
    out.text("valid_from", kCreated).end_object();
}

}  // namespace

std::string stix_bundle(const Indicators& indicators) {
    Random random(7, indicators.family);
    std::string text;
    JsonWriter out(text, 1);
    out.begin_object().text("type", "bundle").text("id", "bundle--" + lower_case_uuid(random));
    out.key("objects").begin_array();
    std::string malware = "malware--" + lower_case_uuid(random);
    begin(out, "malware", malware);
    out.text("name", indicators.family).text("description", "Made up, to test with");
    out.boolean("is_family", false).end_object();
    for (std::size_t sort = 0; sort < kSorts; sort++) {
        for (const std::string& value : indicators.values[sort]) {
            std::string id = "indicator--" + lower_case_uuid(random);
            indicator(out, id, kNames[sort].pattern, value);
            begin(out, "relationship", "relationship--" + lower_case_uuid(random));
            out.text("relationship_type", "indicates").text("source_ref", id);
            out.text("target_ref", malware).end_object();
        }
    }
    out.end_array().end_object();
    return text + "\n";
}

Bait::Bait(const Indicators& indicators, std::uint64_t seed) : shuffled_(indicators) {
    Random random(seed, "bait");
    for (auto& values : shuffled_.values)
        for (std::size_t i = values.size(); i > 1; i--)
            std::swap(values[i - 1], values[random.below(i)]);
}

std::optional<std::string> Bait::next(Sort sort, bool (*fits)(std::string_view)) {
    const auto& values = shuffled_.of(sort);
    for (std::size_t i = 0; i < values.size(); i++) {
        const std::string& value = values[dealt_[static_cast<std::size_t>(sort)]++ % values.size()];
        if (!fits || fits(value)) return value;
    }
    return std::nullopt;
}

}  // namespace bridle::fabricate
