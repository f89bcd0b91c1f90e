#include "casefile/writer.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <future>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/text.h"
#include "base/version.h"
#include "casefile/schema.h"
#include "casefile/table_file.h"
#include "casefile/timeline.h"

namespace bridle {

namespace fs = std::filesystem;

namespace {

// Evidence may be made to match a million times: a case keeps the gravest
// findings, the first ones of each kind, and the records of the first that were marked.
constexpr std::size_t kFindingsAtMost = 20'000;
constexpr std::size_t kKindsAtMost = 1'000'000;
constexpr std::size_t kMarksAtMost = 200'000;

// Where a record stands: artifact, file, part, at.
using PlaceKey = std::tuple<std::string_view, FileId, std::string, std::int64_t>;

struct Counts {
    std::uint64_t records = 0, withheld = 0, short_links = 0;
};

}  // namespace

struct CaseWriter::State {
    std::string folder, workspace;
    TableFile tables;
    Timeline timeline;
    bool done = false;  // published or abandoned

    TableFile::TableId records = tables.table("records");
    RecordId last_record = 0;
    std::map<PlaceKey, RecordId> marks = {};
    std::map<std::pair<std::string_view, FileId>, Counts> counts = {};

    std::vector<std::pair<std::string, std::string>> meta = {};
    std::vector<EvidenceFile> files = {};
    std::map<std::string, FileId> first_of_path = {};
    std::vector<Finding> findings = {};
    std::uint64_t findings_left_out = 0;
    bool full = false;                                          // of the gravest
    std::unordered_map<std::string, std::size_t> of_kind = {};  // how many there were
    std::vector<CaseProblem> problems = {};
    std::vector<Coverage> coverage = {};
    std::vector<CaseIndicatorSet> sets = {};
    std::vector<Custody> custody = {};
    std::optional<CaseRegister> from_register = {};
    std::vector<WrittenFile> outputs = {};
    std::optional<Error> failure = {};  // of what was written in the background
    std::vector<std::future<Result<WrittenFile>>> writing = {};

    std::string_view meta_of(std::string_view key) const;
    FileId file_of(const std::string& path) const;
    RecordId record_of(const Finding& finding, FileId file) const;
    void keep_gravest();
    bool has_enough_of(const Finding& finding);

    Result<void> write_meta();
    Result<void> write_files();
    Result<void> write_findings();
    Result<void> write_coverage();
    Result<void> write_sets();
    Result<void> write_register();
    Result<void> write_tables();
    Result<WrittenFile> write_timeline();
    Result<WrittenFile> digest_tables() const;
    void finish_writing();
};

// --- beginning ---------------------------------------------------------------

static std::unexpected<Error> refuse(const std::string& path, std::string_view why) {
    return fail(Errc::io, printable(path) + ": " + std::string(why));
}

// What whoever gave the name can mend.
static std::unexpected<Error> not_there(const std::string& path, std::string_view why) {
    return fail(Errc::unsupported, printable(path) + ": " + std::string(why));
}

// The case gets its name at the very end, by renaming: better to know now that
// this will not work than after hours.
static Result<void> check_folder(const std::string& folder) {
    std::error_code error;
    const fs::path path(folder);
    fs::path parent = path.parent_path();
    if (parent.empty()) parent = ".";
    if (path.filename() == "." || path.filename() == "..")
        return not_there(folder, "name the folder that the case shall be");
    if (!fs::is_directory(parent, error)) return not_there(parent.string(), "no such folder");
    fs::file_status status = fs::symlink_status(path, error);
    if (!fs::exists(status)) return {};
    if (fs::is_symlink(status)) return not_there(folder, "a link; name the folder itself");
    if (!fs::is_directory(status)) return not_there(folder, "a file, where a folder should be");
    struct stat own{}, above{};
    if (stat(path.c_str(), &own) == 0 && stat(parent.c_str(), &above) == 0 &&
        own.st_dev != above.st_dev)
        return not_there(folder, "a disk of its own; name a new folder on it");
    bool empty = fs::is_empty(path, error);
    if (error) return refuse(folder, error.message());
    if (!empty) return not_there(folder, "not empty; a case needs a folder of its own");
    return {};
}

Result<CaseWriter> CaseWriter::create(const std::string& requested) {
    std::string folder = requested;
    while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
    if (folder.empty() || folder == "/")
        return fail(Errc::unsupported, "no folder given for the case");
    TRY(check_folder(folder));
    std::string workspace = folder + ".incomplete";
    if (mkdir(workspace.c_str(), 0700) != 0) {
        if (errno == EEXIST)
            return not_there(workspace,
                             "left by an examination that was interrupted, or is still "
                             "running; remove it to begin anew");
        return refuse(workspace, reason_of_errno());
    }

    auto opened = [&]() -> Result<CaseWriter> {
        TableFile tables = TRY(
            TableFile::create(workspace + "/" + std::string(kCaseFile), std::string(kCaseSchema)));
        Timeline timeline = TRY(Timeline::create(workspace));
        return CaseWriter(std::unique_ptr<State>(
            new State{folder, workspace, std::move(tables), std::move(timeline)}));
    }();
    if (opened) opened->set_meta("program", "bridle " + std::string(kVersion));
    if (opened) opened->set_meta("started", iso(now()));
    std::error_code ignored;
    if (!opened) fs::remove_all(workspace, ignored);
    return opened;
}

CaseWriter::CaseWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
CaseWriter::CaseWriter(CaseWriter&&) noexcept = default;

CaseWriter& CaseWriter::operator=(CaseWriter&& other) noexcept {
    state_.swap(other.state_);  // what this one held is abandoned with the other
    return *this;
}

CaseWriter::~CaseWriter() {
    abandon();
}

void CaseWriter::abandon() {
    if (!state_ || state_->done) return;
    state_->finish_writing();
    std::error_code ignored;
    fs::remove_all(state_->workspace, ignored);
    state_->done = true;
}

const std::string& CaseWriter::workspace() const {
    return state_->workspace;
}

Result<std::vector<WrittenFile>> CaseWriter::outputs() {
    state_->finish_writing();
    if (state_->failure) return std::unexpected(*state_->failure);
    return state_->outputs;
}

// --- what comes in -----------------------------------------------------------

void CaseWriter::set_meta(std::string_view key, std::string_view value) {
    auto& meta = state_->meta;
    auto found = std::ranges::find(meta, key, &std::pair<std::string, std::string>::first);
    if (found == meta.end()) found = meta.insert(meta.end(), {std::string(key), {}});
    found->second = to_utf8(value);
}

void CaseWriter::set_acquisition(const Acquisition& acquisition) {
    const Device& device = acquisition.device();
    set_meta("acquisition_kind", acquisition.kind());
    set_meta("acquisition_root", acquisition.root());
    if (device.taken) set_meta("acquisition_taken", iso(*device.taken));
    set_meta("acquisition_encrypted", device.encrypted ? "1" : "0");
    set_meta("device_name", device.name);
    set_meta("device_product", device.product);
    set_meta("device_version", device.version);
    set_meta("device_build", device.build);
    set_meta("device_serial", device.serial);
    set_meta("device_unique_id", device.unique_id);
}

FileId CaseWriter::add_file(EvidenceFile file) {
    auto id = static_cast<FileId>(state_->files.size() + 1);
    state_->first_of_path.try_emplace(file.path, id);
    state_->files.push_back(std::move(file));
    return id;
}

EvidenceFile& CaseWriter::file(FileId id) {
    return state_->files.at(static_cast<std::size_t>(id - 1));
}

static std::size_t number_of(const Artifact& artifact) {
    auto all = all_artifacts();
    return static_cast<std::size_t>(std::ranges::find(all, &artifact) - all.begin());
}

Result<void> CaseWriter::append(FileId file, const Artifact& artifact, const Batch& batch) {
    State& state = *state_;
    const std::size_t number = number_of(artifact) + 1;
    for (const Batch::Row& row : batch.rows()) {
        RecordId id = ++state.last_record;
        std::string_view part = batch.view(row.part);
        if (row.marked && state.marks.size() < kMarksAtMost) {
            state.marks.try_emplace({artifact.name, file, std::string(part), row.at}, id);
        }
        const std::array<Cell, 7> cells = {
            nullptr, number, file, part, row.at, row.time, batch.view(row.fields),
        };
        TRY(state.tables.insert(state.records, id, cells));
    }
    Counts& counts = state.counts[{artifact.name, file}];
    counts.records += batch.records();
    counts.withheld += batch.withheld();
    counts.short_links += batch.short_links();
    return state.timeline.add(file, static_cast<std::uint16_t>(number - 1), batch);
}

// One indicator that is met in every visit must not leave out what is met once.
bool CaseWriter::State::has_enough_of(const Finding& finding) {
    std::string kind = finding.artifact + '\n' + finding.rule + '\n';
    if (finding.indicator) kind += finding.indicator->value;
    if (of_kind.size() >= kKindsAtMost && !of_kind.contains(kind)) return false;
    return ++of_kind[std::move(kind)] > kFindingsOfAKind;
}

void CaseWriter::add(Finding finding) {
    State& state = *state_;
    if (state.has_enough_of(finding) ||
        (state.full && !graver(finding, state.findings[kFindingsAtMost - 1]))) {
        state.findings_left_out++;
        return;
    }
    state.findings.push_back(std::move(finding));
    if (state.findings.size() >= kFindingsAtMost + kFindingsAtMost / 4) state.keep_gravest();
}

void CaseWriter::add(CaseProblem problem) {
    state_->problems.push_back(std::move(problem));
}

void CaseWriter::add(Coverage coverage) {
    auto counted = state_->counts.find({coverage.artifact, coverage.file});
    if (counted != state_->counts.end()) {
        coverage.records = counted->second.records;
        coverage.withheld = counted->second.withheld;
        coverage.short_links = counted->second.short_links;
    }
    state_->coverage.push_back(std::move(coverage));
}

void CaseWriter::add(CaseIndicatorSet set) {
    state_->sets.push_back(std::move(set));
}

void CaseWriter::add(const SetReport& report, std::string origin, std::optional<Time> date) {
    CaseIndicatorSet set{.name = report.name,
                         .origin = std::move(origin),
                         .date = date,
                         .sha256 = report.sha256,
                         .families = report.families,
                         .indicators = report.indicators,
                         .revoked = report.revoked,
                         .expired = report.expired};
    for (std::size_t kind = 0; kind < kIndicatorKinds; kind++)
        if (report.values[kind])
            set.values.emplace_back(name_of(static_cast<IndicatorKind>(kind)), report.values[kind]);
    for (const SetReport::Unsupported& one : report.unsupported)
        set.unsupported.push_back({one.indicator_id, one.reason, one.pattern});
    add(std::move(set));
}

void CaseWriter::add(Custody entry) {
    state_->custody.push_back(std::move(entry));
}

void CaseWriter::set_register(CaseRegister from) {
    state_->from_register = std::move(from);
}

// --- what is written at the end ----------------------------------------------

std::string_view CaseWriter::State::meta_of(std::string_view key) const {
    auto found = std::ranges::find(meta, key, &std::pair<std::string, std::string>::first);
    return found == meta.end() ? std::string_view() : std::string_view(found->second);
}

FileId CaseWriter::State::file_of(const std::string& path) const {
    auto found = first_of_path.find(path);
    return found == first_of_path.end() ? 0 : found->second;
}

RecordId CaseWriter::State::record_of(const Finding& finding, FileId file) const {
    auto found = marks.find({finding.artifact, file, finding.part, finding.at});
    return found == marks.end() ? 0 : found->second;
}

// The gravest first, and of equal ones those that came first.
void CaseWriter::State::keep_gravest() {
    std::ranges::stable_sort(findings, graver);
    if (findings.size() <= kFindingsAtMost) return;
    findings_left_out += findings.size() - kFindingsAtMost;
    findings.resize(kFindingsAtMost);
    full = true;
}

static Cell or_null(std::int64_t id) {
    return id ? Cell(id) : Cell();
}

Result<void> CaseWriter::State::write_meta() {
    auto table = tables.table("meta");
    std::int64_t id = 0;
    for (const auto& [key, value] : meta) TRY(tables.insert(table, ++id, {nullptr, key, value}));
    table = tables.table("artifacts");
    id = 0;
    for (const Artifact* artifact : all_artifacts())
        TRY(tables.insert(table, ++id, {nullptr, artifact->name, artifact->title}));
    table = tables.table("custody");
    id = 0;
    for (const Custody& entry : custody)
        TRY(tables.insert(table, ++id, {nullptr, std::optional(entry.time), to_utf8(entry.what)}));
    return {};
}

Result<void> CaseWriter::State::write_files() {
    auto table = tables.table("files");
    std::int64_t id = 0;
    for (const EvidenceFile& file : files)
        TRY(tables.insert(
            table, ++id,
            {nullptr, to_utf8(file.path), to_utf8(file.location), file.size, file.sha256}));
    return {};
}

Result<void> CaseWriter::State::write_findings() {
    auto table = tables.table("findings"), facts = tables.table("finding_facts"),
         sources = tables.table("finding_sources");
    std::int64_t id = 0, fact_id = 0, source_id = 0;
    for (const Finding& f : findings) {
        FileId file = f.file ? f.file : file_of(f.path);
        auto indicator = [&](std::string MatchedIndicator::* member) {
            return f.indicator ? Cell((*f.indicator).*member) : Cell();
        };
        TRY(tables.insert(
            table, ++id,
            {nullptr, f.rule, name_of(f.severity), name_of(f.confidence), f.artifact, or_null(file),
             to_utf8(f.path), to_utf8(f.part), f.at, or_null(record_of(f, file)), f.time, f.field,
             to_utf8(f.observed), indicator(&MatchedIndicator::type),
             indicator(&MatchedIndicator::value), indicator(&MatchedIndicator::how)}));
        for (const auto& [name, value] : f.facts)
            TRY(tables.insert(facts, ++fact_id, {nullptr, id, name, to_utf8(value)}));
        if (!f.indicator) continue;
        for (const IndicatorSource& one : f.indicator->sources)
            TRY(tables.insert(sources, ++source_id, {nullptr, id, one.name, one.set, one.id}));
    }
    return {};
}

Result<void> CaseWriter::State::write_coverage() {
    auto table = tables.table("coverage");
    std::int64_t id = 0;
    for (const Coverage& entry : coverage)
        TRY(tables.insert(
            table, ++id,
            {nullptr, entry.artifact, or_null(entry.file), name_of(entry.reading), entry.records,
             entry.withheld, entry.short_links, to_utf8(entry.reason), name_of(entry.absence)}));
    table = tables.table("problems");
    id = 0;
    for (const CaseProblem& entry : problems) {
        const auto& [error, part, remark] = entry.problem;
        TRY(tables.insert(table, ++id,
                          {nullptr, entry.artifact, or_null(entry.file), to_utf8(part),
                           name_of(error.code), to_utf8(error.what), error.offset, remark}));
    }
    return {};
}

Result<void> CaseWriter::State::write_sets() {
    auto table = tables.table("indicator_sets"), families = tables.table("indicator_set_families"),
         values = tables.table("indicator_set_values"),
         unsupported = tables.table("indicator_set_unsupported");
    std::int64_t id = 0, family_id = 0, value_id = 0, unsupported_id = 0;
    for (const CaseIndicatorSet& set : sets) {
        TRY(tables.insert(table, ++id,
                          {nullptr, to_utf8(set.name), to_utf8(set.origin), set.date, set.sha256,
                           set.indicators, set.revoked, set.expired}));
        for (const std::string& family : set.families)
            TRY(tables.insert(families, ++family_id, {nullptr, id, to_utf8(family)}));
        for (const auto& [kind, count] : set.values)
            TRY(tables.insert(values, ++value_id, {nullptr, id, kind, count}));
        for (const CaseIndicatorSet::Unsupported& one : set.unsupported)
            TRY(tables.insert(
                unsupported, ++unsupported_id,
                {nullptr, id, to_utf8(one.id), to_utf8(one.reason), to_utf8(one.pattern)}));
    }
    return {};
}

Result<void> CaseWriter::State::write_register() {
    if (!from_register) return {};
    const RegisterAbout& about = from_register->about;
    TRY(tables.insert(tables.table("registers"), 1,
                      {nullptr, to_utf8(from_register->path), from_register->bytes,
                       from_register->sha256, about.name, about.keeper, about.origin, about.url,
                       about.licence, about.size, about.day, about.demonstration}));
    auto table = tables.table("attributions");
    std::int64_t id = 0;
    for (const Attribution& each : from_register->attributions)
        TRY(tables.insert(table, ++id,
                          {nullptr, each.record.id, each.product.title,
                           each.vendor ? Cell(each.vendor->title) : Cell(),
                           name_of(each.confidence), each.entry.dump()}));
    table = tables.table("attributed_families");
    id = 0;
    for (const AttributedFamily& each : from_register->families)
        TRY(tables.insert(table, ++id,
                          {nullptr, each.attribution + 1, to_utf8(each.set), to_utf8(each.family),
                           name_of(each.by), name_of(each.confidence)}));
    return {};
}

Result<void> CaseWriter::State::write_tables() {
    keep_gravest();
    meta.emplace_back("format", std::to_string(kCaseFormat));
    meta.emplace_back("records", std::to_string(last_record));
    if (findings_left_out)
        meta.emplace_back("findings_left_out", std::to_string(findings_left_out));
    TRY(write_meta());
    TRY(write_files());
    TRY(write_findings());
    TRY(write_coverage());
    TRY(write_sets());
    TRY(write_register());
    return tables.close();
}

Result<WrittenFile> CaseWriter::State::write_timeline() {
    Timeline::Names names;
    for (const Artifact* artifact : all_artifacts()) names.artifacts.push_back(artifact->name);
    // A file goes by its last name, and by its number in the case if another
    // has the same: a path in every line would be a third of the timeline.
    auto last_name = [](std::string_view path) { return path.substr(path.rfind('/') + 1); };
    std::map<std::string_view, std::string_view> path_of;
    std::set<std::string_view> shared;
    for (const EvidenceFile& file : files) {
        auto [found, first] = path_of.try_emplace(last_name(file.path), file.path);
        if (!first && found->second != file.path) shared.insert(found->first);
    }
    for (std::size_t i = 0; i < files.size(); i++) {
        std::string name(last_name(files[i].path));
        names.files.push_back(shared.contains(name) ? name + "#" + std::to_string(i + 1) : name);
    }
    const std::string path = workspace + "/" + std::string(kTimelineFile);
    Timeline::Written written = TRY(timeline.write(path, names));
    TRY(sync_to_disk(path));
    return WrittenFile{std::string(kTimelineFile), written.size, hex(written.sha256)};
}

Result<WrittenFile> CaseWriter::State::digest_tables() const {
    const std::string path = workspace + "/" + std::string(kCaseFile);
    TRY(sync_to_disk(path));
    HostFile file = TRY(HostFile::open(path));
    Sha256 hash;
    std::vector<std::byte> buffer(1 << 18);
    for (std::uint64_t offset = 0; offset < file.size();) {
        auto got = TRY(file.read_at(offset, buffer));
        if (got == 0) return refuse(file.path(), "became shorter");
        hash.update(Bytes(buffer).first(got));
        offset += got;
    }
    return WrittenFile{std::string(kCaseFile), file.size(), hex(hash.finish())};
}

void CaseWriter::State::finish_writing() {
    for (std::future<Result<WrittenFile>>& each : std::exchange(writing, {})) {
        Result<WrittenFile> written = [&]() -> Result<WrittenFile> {
            try {
                return each.get();
            } catch (const std::exception& error) {
                return fail(Errc::internal, error.what());
            }
        }();
        if (written)
            outputs.push_back(*std::move(written));
        else if (!failure)
            failure = written.error();
    }
}

Result<void> CaseWriter::seal() {
    State& state = *state_;
    if (state.meta_of("finished").empty()) set_meta("finished", iso(now()));
    TRY(state.write_tables());
    auto begin = [&](auto work) { state.writing.push_back(std::async(std::launch::async, work)); };
    begin([&state] { return state.digest_tables(); });
    begin([&state] { return state.write_timeline(); });
    return {};
}

// What has the name of a case is whole, also after a loss of power. An empty
// folder of that name gives way; one that was filled in the meantime does not.
Result<void> CaseWriter::publish() {
    TRY(outputs());
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(state_->workspace, error))
        TRY(sync_to_disk(entry.path().string()));
    TRY(sync_to_disk(state_->workspace));
    if (std::rename(state_->workspace.c_str(), state_->folder.c_str()) != 0)
        return refuse(state_->folder, reason_of_errno());
    state_->done = true;
    fs::path parent = fs::path(state_->folder).parent_path();
    return sync_to_disk(parent.empty() ? "." : parent.string());
}

}  // namespace bridle
