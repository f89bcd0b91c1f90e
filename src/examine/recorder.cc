#include "examine/recorder.h"

#include <algorithm>

#include "base/text.h"
#include "indicator/host.h"
#include "indicator/links.h"

namespace bridle {

static constexpr std::size_t kChunkBytes = 512 << 10;
static constexpr std::size_t kLinksPerRecord = 100;

void Chunk::clear() {
    batch.clear();
    findings.clear();
    picks.clear();
    notes.clear();
    problems.clear();
}

// What one takes with its texts, and some more.
std::size_t Chunk::bytes_beside_batch() const {
    static constexpr std::size_t kText = 400;
    return findings.size() * (sizeof(Finding) + kText) + picks.size() * (sizeof(Pick) + kText) +
           notes.size() * sizeof(Noted) + problems.size() * (sizeof(Problem) + kText);
}

Recorder::Recorder(const Indicators& indicators, Options options, std::function<void(Chunk&)> full)
    : matcher_(indicators), options_(options), full_(std::move(full)) {}

void Recorder::begin(const Artifact& artifact) {
    rules_.clear();
    file_++;
    auto rules = all_rules();
    for (std::size_t i = 0; i < rules.size(); i++) {
        if (!listens_to(*rules[i], artifact.name)) continue;
        auto alike = std::find_if(rules_.rbegin(), rules_.rend(), [&](std::size_t other) {
            return rules[i]->notes && rules[other]->notes == rules[i]->notes;
        });
        rules_.insert(alike == rules_.rend() ? rules_.end() : alike.base(), i);
    }
}

void Recorder::accept(const Record& record) {
    const bool has_links = add_links(record);
    const Record shown{record.artifact, record.path, record.place, fields_};
    const std::size_t before = chunk_.findings.size();
    const bool matched = compare(shown);
    chunk_.batch.add(shown, has_links || matched || options_.keep_messages);
    chunk_.batch.count_short_links(short_.size());
    if (matched) chunk_.batch.mark();
    offer_to_rules(shown);
    if (chunk_.batch.bytes() > kChunkBytes || chunk_.findings.size() > before + 1000) hand_over();
}

void Recorder::accept(const Problem& problem) {
    chunk_.problems.push_back(problem);
}

void Recorder::end() {
    if (!chunk_.empty()) hand_over();
}

// The links that a record's texts hold become fields of it, each once.
bool Recorder::add_links(const Record& record) {
    fields_.assign(record.fields.begin(), record.fields.end());
    seen_.clear();
    short_.clear();
    for (const Field& field : record.fields) {
        if (field.kind == Kind::url) note_if_short(field.string());
        if (field.kind != Kind::message || field.string().empty()) continue;
        find_links(field.string(), links_);
        for (std::string_view link : links_) {
            if (seen_.size() >= kLinksPerRecord || std::ranges::find(seen_, link) != seen_.end())
                continue;
            seen_.push_back(link);
            fields_.push_back(text("links", link));
            note_if_short(link);
        }
    }
    for (std::string_view link : short_) fields_.push_back(text("short_links", link));
    return !seen_.empty();
}

// Who sees a shortened link has not seen where it leads, and nobody here asks.
void Recorder::note_if_short(std::string_view link) {
    static constexpr std::size_t kLongest = 200;  // it would not be one
    if (link.size() > kLongest) return;
    auto url = parse_url(link);
    if (url && url->path.size() > 1 && is_short_link(*url, canonical_host(url->host, scratch_)))
        short_.push_back(link);
}

// An indicator counts once for a record, in the field where it is surest: an
// app stands in its record as a bundle and as a process.
bool Recorder::compare(const Record& record) {
    matches_.clear();
    for (const Match& match : matcher_.match(record.fields)) {
        auto known = std::ranges::find(matches_, match.indicator, &Match::indicator);
        if (known == matches_.end())
            matches_.push_back(match);
        else if (match.how < known->how)
            *known = match;
    }
    for (const Match& match : matches_) chunk_.findings.push_back(finding_of(match, record));
    return !matches_.empty();
}

void Recorder::hand_over() {
    full_(chunk_);
}

// Of those of one number and day in a file the earliest is enough. Which were there is
// remembered as far as it costs nothing: what does not lie near at hand is better heard twice.
void Recorder::add_notes(std::size_t rule) {
    for (const Note& note : notes_) {
        const auto day =
            note.time ? std::chrono::floor<std::chrono::days>(*note.time).time_since_epoch().count()
                      : 0;
        const std::uint64_t key =
            (note.what + static_cast<std::uint64_t>(day) * 0x9E3779B97F4A7C15) ^
            (file_ * 1024 + rule + 1) * 0xC2B2AE3D27D4EB4F;
        Noted& known = noted_[(key ^ key >> 32) % kNoted];
        if (known.key == key && !(note.time < known.time)) continue;
        known = {key, note.time};
        chunk_.notes.push_back({rule, note});
    }
}

// Rules that take the same notes stand side by side, and the first takes them for all.
void Recorder::offer_to_rules(const Record& record) {
    auto rules = all_rules();
    bool (*asked)(const Record&, std::vector<Note>&) = nullptr;
    bool noted = false;
    for (std::size_t i : rules_) {
        const Rule& rule = *rules[i];
        if (rule.notes && rule.notes != asked) {
            notes_.clear();
            asked = rule.notes;
            noted = asked(record, notes_);
            if (noted) add_notes(i);
        }
        if (rule.notes && noted) continue;
        if (rule.picks(record)) {
            chunk_.picks.push_back({i, KeptRecord(record)});
            chunk_.batch.mark();
        }
    }
}

// STIX calls them by their object; a case and its words go by what was seen.
static std::string_view rule_name(IndicatorKind kind) {
    switch (kind) {
        case IndicatorKind::domain:
            return "indicator_domain";
        case IndicatorKind::ipv4:
        case IndicatorKind::ipv6:
            return "indicator_ip";
        case IndicatorKind::url:
            return "indicator_url";
        case IndicatorKind::email:
            return "indicator_email";
        case IndicatorKind::phone:
            return "indicator_phone";
        case IndicatorKind::process:
            return "indicator_process";
        case IndicatorKind::file_name:
            return "indicator_file_name";
        case IndicatorKind::file_path:
            return "indicator_file_path";
        case IndicatorKind::md5:
        case IndicatorKind::sha1:
        case IndicatorKind::sha256:
        case IndicatorKind::sha512:
        case IndicatorKind::app_certificate:
            return "indicator_hash";
        case IndicatorKind::app_id:
            return "indicator_app_id";
        case IndicatorKind::profile_id:
            return "indicator_profile";
        case IndicatorKind::android_property:
        case IndicatorKind::combination:
            return "indicator_pattern";
    }
    return "indicator_pattern";
}

// The place says as much as the value: that a person was sent a link is not
// that the phone opened it, and a file's name can be chosen by anybody.
static Severity severity_of(const Match& match) {
    switch (match.indicator->kind) {
        case IndicatorKind::file_name:
        case IndicatorKind::file_path:
            return Severity::high;
        default:
            break;
    }
    switch (match.how) {
        case How::truncated_name:
        case How::embedded:
            return Severity::high;
        case How::other_page:
            return Severity::medium;
        default:
            return Severity::critical;
    }
}

// Anybody can write down an address, or a number: that it stands in what people
// write, or that they wrote at all, is strong and no more. What the owner of the phone
// sent did not attack it. Names of files and apps can be anybody's.
static void weigh_place(Finding& finding, const Match& match, const Field& field,
                        const Record& record) {
    if (match.indicator->kind == IndicatorKind::file_name)
        finding.confidence = std::min(finding.confidence, Confidence::moderate);
    if (match.indicator->kind == IndicatorKind::app_id)
        finding.confidence = std::min(finding.confidence, Confidence::strong);
    // Four numbers in a sentence are as often a version as an address.
    if (field.kind == Kind::message && parse_ip(match.observed)) {
        finding.confidence = std::min(finding.confidence, Confidence::moderate);
        finding.severity = std::min(finding.severity, Severity::high);
    }
    // The name of a file that can be run is not yet a process that ran, and where every file
    // can be, or nothing says which, it may be any file.
    if (record.path == kFileList && field.kind == Kind::process) {
        static constexpr std::string_view kUnsure[] = {"", "100777", "777"};
        const bool unsure =
            std::ranges::find(kUnsure, text_of(record, "mode")) != std::end(kUnsure);
        finding.severity = std::min(finding.severity, unsure ? Severity::medium : Severity::high);
        finding.confidence =
            std::min(finding.confidence, unsure ? Confidence::weak : Confidence::moderate);
    }
    switch (field.kind) {
        case Kind::message:
        case Kind::handle:
        case Kind::email:
        case Kind::phone:
            finding.confidence = std::min(finding.confidence, Confidence::strong);
            break;
        default:
            return;
    }
    const Field* direction = find_field(record, "direction");
    if (field.kind != Kind::message || !direction || direction->string() != "sent") return;
    finding.confidence = std::min(finding.confidence, Confidence::moderate);
    finding.severity = std::min(finding.severity, Severity::high);
}

static std::optional<Time> first_time(const Record& record) {
    for (const Field& field : record.fields)
        if (const Time* time = std::get_if<Time>(&field.value)) return *time;
    return std::nullopt;
}

Finding finding_of(const Match& match, const Record& record) {
    Finding finding;
    finding.rule = rule_name(match.indicator->kind);
    finding.severity = severity_of(match);
    finding.confidence = confidence(match.how);
    finding.artifact = record.artifact.name;
    finding.path = record.path;
    finding.part = record.place.part;
    finding.at = record.place.at;
    finding.time = first_time(record);
    if (match.field < record.fields.size()) {
        finding.field = record.fields[match.field].name;
        weigh_place(finding, match, record.fields[match.field], record);
    }
    finding.observed = to_utf8(match.observed);
    MatchedIndicator indicator{std::string(name_of(match.indicator->kind)),
                               std::string(match.indicator->value),
                               std::string(name_of(match.how)),
                               {}};
    for (const Source& source : match.indicator->sources)
        indicator.sources.push_back(
            {std::string(source.name), std::string(source.file), std::string(source.indicator_id)});
    finding.indicator = std::move(indicator);
    return finding;
}

}  // namespace bridle
