// A system that lacks security updates which existed when the list here was
// made (August 2026). Apple also updates older lines for phones that cannot
// run the newest.

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.h"
#include "rule/rule.h"

namespace bridle::ios::outdated_ios {

using Version = std::array<int, 3>;

struct Line {
    Version newest;
    bool updated;  // Apple still sends security updates
};

static constexpr std::array<Line, 11> kLines = {{
    {{26, 6, 1}, true},
    {{18, 7, 10}, true},
    {{17, 7, 7}, false},
    {{16, 7, 16}, true},
    {{15, 8, 8}, true},
    {{14, 8, 1}, false},
    {{13, 7, 0}, false},
    {{12, 5, 8}, true},
    {{11, 4, 1}, false},
    {{10, 3, 4}, false},
    {{9, 3, 6}, false},
}};

static std::optional<Version> parse(std::string_view text) {
    Version version{};
    std::size_t i = 0;
    for (std::string_view part : split(text, '.')) {
        if (i == version.size()) break;
        auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), version[i++]);
        if (error != std::errc() || end != part.data() + part.size()) return std::nullopt;
    }
    return version[0] > 0 ? std::optional(version) : std::nullopt;
}

static std::string shown(const Version& version) {
    std::string text = std::to_string(version[0]) + "." + std::to_string(version[1]);
    return version[2] ? text + "." + std::to_string(version[2]) : text;
}

static bool picks(const Record& record) {
    return !text_of(record, "product_version").empty();
}

// A phone may say in several places which version it runs; the first that can be read counts. In a
// dump that is the system's own list, before the one of what was installed last.
class OutdatedIos : public RuleRun {
public:
    explicit OutdatedIos(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink& found) override {
        const auto version = parse(record.text("product_version"));
        if (version && !std::exchange(known_, true)) judge(*version, record, found);
    }

private:
    void judge(const Version& version, const KeptRecord& record, const FindingSink& found) const {
        auto line =
            std::ranges::find(kLines, version[0], [](const Line& each) { return each.newest[0]; });
        const bool known = line != kLines.end();
        if (!known && version > kLines.front().newest) return;  // newer than this list
        if (known && line->updated && version >= line->newest) return;
        Finding finding = finding_of(rule_, record);
        finding.time = record.time("backup");
        finding.field = "product_version";
        finding.observed = record.text("product_version");
        finding.facts = {{"version", finding.observed},
                         {"newest", shown(kLines.front().newest)},
                         {"newest_of_line", known && line->updated ? shown(line->newest) : ""}};
        found(std::move(finding));
    }

    const Rule& rule_;
    bool known_ = false;
};

extern constinit const Rule rule = {
    .name = "outdated_ios",
    .severity = Severity::info,
    .confidence = Confidence::strong,
    .listens = {"backup_info", "system_version"},
    .picks = picks,
    .start = start<OutdatedIos>,
    .references = {"https://support.apple.com/100100"},
};

}  // namespace bridle::ios::outdated_ios
