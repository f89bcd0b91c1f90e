#include "casefile/case.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "base/host_file.h"
#include "casefile/schema.h"
#include "format/sqlite.h"

namespace bridle {

struct Case::State {
    State(std::string folder_of_it, HostFile opened)
        : folder(std::move(folder_of_it)), source(std::move(opened)) {}

    std::string folder;
    HostFile source;
    std::optional<Database> database = {};

    std::vector<std::pair<std::string, std::string>> meta;
    Device device;
    std::vector<std::string> artifacts;  // by id, from 1
    std::vector<EvidenceFile> files;     // likewise
    std::vector<CaseFinding> findings;
    std::vector<Coverage> coverage;
    std::vector<CaseProblem> problems;
    std::vector<CaseIndicatorSet> sets;
    std::vector<Custody> custody;
    std::optional<CaseRegister> from_register;
    Tally tally;

    std::string_view meta_of(std::string_view key) const;
    std::uint64_t number_of(std::string_view key) const;
    Result<void> read();
    void derive();
};

namespace {

// A case is not evidence, but it may come from anywhere: all that is small is
// read within these limits.
constexpr std::size_t kRowsAtMost = 2'000'000;

using Visit = std::function<void(const Row&)>;

Result<void> each(const Select& select, const Visit& visit) {
    if (!select.missing().empty())
        return fail(Errc::corrupt, "without " + select.missing().front());
    std::optional<Error> damage;
    std::size_t rows = 0;
    TRY(select.each(
        [&](const Row& row) -> Result<void> {
            if (++rows > kRowsAtMost) return fail(Errc::limit, "too many rows");
            visit(row);
            return {};
        },
        [&](Error error) { damage = std::move(error); }));
    if (damage) return std::unexpected(*damage);
    return {};
}

std::string text(const Row& row, Column column) {
    return std::string(row.text(column).value_or(std::string_view()));
}
std::int64_t integer(const Row& row, Column column) {
    return row.integer(column).value_or(0);
}
std::uint64_t count(const Row& row, Column column) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, integer(row, column)));
}
// Only what to_time() accepts can be shown as a date.
std::optional<Time> time(const Row& row, Column column) {
    return row.time(column, Epoch::unix_micros);
}

// The element that a child table's row belongs to; null when there is none.
template <class T>
T* parent(std::vector<T>& all, std::int64_t id) {
    if (id < 1 || static_cast<std::uint64_t>(id) > all.size()) return nullptr;
    return &all[static_cast<std::size_t>(id - 1)];
}

Result<void> read_meta(const Database& db, std::vector<std::pair<std::string, std::string>>& meta) {
    Select select(db, "meta AS m");
    const Column key = select.column("m.key"), value = select.column("m.value");
    return each(select,
                [&](const Row& row) { meta.emplace_back(text(row, key), text(row, value)); });
}

Result<void> read_artifacts(const Database& db, std::vector<std::string>& artifacts) {
    Select select(db, "artifacts AS a");
    const Column name = select.column("a.name");
    return each(select, [&](const Row& row) { artifacts.push_back(text(row, name)); });
}

Result<void> read_files(const Database& db, std::vector<EvidenceFile>& files) {
    Select select(db, "files AS f");
    const Column path = select.column("f.path"), location = select.column("f.location"),
                 size = select.column("f.size"), sha256 = select.column("f.sha256");
    return each(select, [&](const Row& row) {
        files.push_back(
            {text(row, path), text(row, location), count(row, size), text(row, sha256)});
    });
}

Result<void> read_findings(const Database& db, std::vector<CaseFinding>& findings) {
    Select select(db, "findings AS f");
    const Column id = select.column("f.id"), rule = select.column("f.rule"),
                 severity = select.column("f.severity"), confidence = select.column("f.confidence"),
                 artifact = select.column("f.artifact"), file = select.column("f.file"),
                 path = select.column("f.path"), part = select.column("f.part"),
                 at = select.column("f.at"), record = select.column("f.record"),
                 when = select.column("f.time"), field = select.column("f.field"),
                 observed = select.column("f.observed"), type = select.column("f.indicator_type"),
                 value = select.column("f.indicator_value"), how = select.column("f.indicator_how");
    return each(select, [&](const Row& row) {
        CaseFinding found;
        found.number = integer(row, id);
        found.file = integer(row, file);
        found.record = integer(row, record);
        Finding& f = found.finding;
        f.rule = text(row, rule);
        f.severity = severity_named(text(row, severity)).value_or(Severity::info);
        f.confidence = confidence_named(text(row, confidence)).value_or(Confidence::weak);
        f.artifact = text(row, artifact);
        f.path = text(row, path);
        f.part = text(row, part);
        f.at = integer(row, at);
        f.time = time(row, when);
        f.field = text(row, field);
        f.observed = text(row, observed);
        if (!row.is_null(type))
            f.indicator = MatchedIndicator{text(row, type), text(row, value), text(row, how), {}};
        findings.push_back(std::move(found));
    });
}

Result<void> read_finding_details(const Database& db, std::vector<CaseFinding>& findings) {
    Select facts(db, "finding_facts AS f");
    const Column of = facts.column("f.finding"), name = facts.column("f.name"),
                 value = facts.column("f.value");
    TRY(each(facts, [&](const Row& row) {
        if (CaseFinding* found = parent(findings, integer(row, of)))
            found->finding.facts.emplace_back(text(row, name), text(row, value));
    }));
    Select sources(db, "finding_sources AS s");
    const Column finding = sources.column("s.finding"), family = sources.column("s.name"),
                 set = sources.column("s.set_name"), stix = sources.column("s.stix_id");
    return each(sources, [&](const Row& row) {
        CaseFinding* found = parent(findings, integer(row, finding));
        if (found && found->finding.indicator)
            found->finding.indicator->sources.push_back(
                {text(row, family), text(row, set), text(row, stix)});
    });
}

Result<void> read_coverage(const Database& db, std::vector<Coverage>& coverage) {
    Select select(db, "coverage AS c");
    const Column artifact = select.column("c.artifact"), file = select.column("c.file"),
                 state = select.column("c.state"), records = select.column("c.records"),
                 withheld = select.column("c.withheld"),
                 short_links = select.column("c.short_links"), reason = select.column("c.reason"),
                 absence = select.column("c.absence");
    return each(select, [&](const Row& row) {
        coverage.push_back({text(row, artifact), integer(row, file),
                            reading_named(text(row, state)).value_or(Reading::unreadable),
                            text(row, reason),
                            absence_named(text(row, absence)).value_or(Absence::unusual),
                            count(row, records), count(row, withheld), count(row, short_links)});
    });
}

Result<void> read_problems(const Database& db, std::vector<CaseProblem>& problems) {
    Select select(db, "problems AS p");
    const Column artifact = select.column("p.artifact"), file = select.column("p.file"),
                 part = select.column("p.part"), code = select.column("p.code"),
                 what = select.column("p.what"), offset = select.column("p.offset"),
                 remark = select.column("p.remark");
    return each(select, [&](const Row& row) {
        Error error{errc_named(text(row, code)).value_or(Errc::internal), text(row, what),
                    count(row, offset)};
        problems.push_back({text(row, artifact), integer(row, file),
                            Problem{std::move(error), text(row, part), integer(row, remark) != 0}});
    });
}

Result<void> read_sets(const Database& db, std::vector<CaseIndicatorSet>& sets) {
    Select select(db, "indicator_sets AS s");
    const Column name = select.column("s.name"), origin = select.column("s.origin"),
                 date = select.column("s.date"), sha256 = select.column("s.sha256"),
                 indicators = select.column("s.indicators"), revoked = select.column("s.revoked"),
                 expired = select.column("s.expired");
    TRY(each(select, [&](const Row& row) {
        CaseIndicatorSet set;
        set.name = text(row, name);
        set.origin = text(row, origin);
        set.date = time(row, date);
        set.sha256 = text(row, sha256);
        set.indicators = count(row, indicators);
        set.revoked = count(row, revoked);
        set.expired = count(row, expired);
        sets.push_back(std::move(set));
    }));

    Select families(db, "indicator_set_families AS f");
    const Column family_of = families.column("f.indicator_set"), family = families.column("f.name");
    TRY(each(families, [&](const Row& row) {
        if (auto* set = parent(sets, integer(row, family_of)))
            set->families.push_back(text(row, family));
    }));
    Select values(db, "indicator_set_values AS v");
    const Column value_of = values.column("v.indicator_set"), kind = values.column("v.kind"),
                 number = values.column("v.count");
    TRY(each(values, [&](const Row& row) {
        if (auto* set = parent(sets, integer(row, value_of)))
            set->values.emplace_back(text(row, kind), count(row, number));
    }));
    Select left_out(db, "indicator_set_unsupported AS u");
    const Column of = left_out.column("u.indicator_set"), id = left_out.column("u.stix_id"),
                 reason = left_out.column("u.reason"), pattern = left_out.column("u.pattern");
    return each(left_out, [&](const Row& row) {
        if (auto* set = parent(sets, integer(row, of)))
            set->unsupported.push_back({text(row, id), text(row, reason), text(row, pattern)});
    });
}

Result<void> read_custody(const Database& db, std::vector<Custody>& custody) {
    Select select(db, "custody AS c");
    const Column when = select.column("c.time"), what = select.column("c.what");
    return each(select, [&](const Row& row) {
        custody.push_back({time(row, when).value_or(Time()), text(row, what)});
    });
}

Result<void> read_attributions(const Database& db, std::vector<Attribution>& attributions) {
    Select select(db, "attributions AS a");
    const Column id = select.column("a.id"), entry = select.column("a.entry");
    std::optional<Error> wrong;
    TRY(each(select, [&](const Row& row) {
        auto read = [&]() -> Result<Attribution> {
            Json parsed = TRY(Json::parse(row.text(entry).value_or(std::string_view())));
            return read_attribution(std::move(parsed));
        }();
        if (read)
            attributions.push_back(*std::move(read));
        else if (!wrong)
            wrong = Error{Errc::corrupt, "attribution " + std::to_string(integer(row, id)) + ": " +
                                             read.error().what};
    }));
    if (wrong) return std::unexpected(*wrong);
    return {};
}

// Cases of earlier versions have no such tables.
Result<void> read_register(const Database& db, std::optional<CaseRegister>& from_register) {
    if (!db.has_table("registers")) return {};
    Select select(db, "registers AS r");
    const Column path = select.column("r.path"), bytes = select.column("r.bytes"),
                 sha256 = select.column("r.sha256"), name = select.column("r.name"),
                 keeper = select.column("r.keeper"), origin = select.column("r.origin"),
                 url = select.column("r.url"), licence = select.column("r.licence"),
                 size = select.column("r.size"), day = select.column("r.day"),
                 demonstration = select.column("r.demonstration");
    TRY(each(select, [&](const Row& row) {
        from_register = CaseRegister{text(row, path),
                                     count(row, bytes),
                                     text(row, sha256),
                                     {text(row, name), text(row, keeper), text(row, origin),
                                      text(row, url), text(row, licence), count(row, size),
                                      text(row, day), integer(row, demonstration) != 0}};
    }));
    if (!from_register) return {};
    TRY(read_attributions(db, from_register->attributions));
    Select families(db, "attributed_families AS f");
    const Column of = families.column("f.attribution"), set = families.column("f.set_name"),
                 family = families.column("f.name"), known_by = families.column("f.known_by"),
                 confidence = families.column("f.confidence");
    return each(families, [&](const Row& row) {
        if (!parent(from_register->attributions, integer(row, of))) return;
        from_register->families.push_back(
            {text(row, set), text(row, family), static_cast<std::size_t>(integer(row, of) - 1),
             attributed_by_named(text(row, known_by)).value_or(AttributedBy::name),
             attribution_confidence_named(text(row, confidence))
                 .value_or(AttributionConfidence::low)});
    });
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

std::string_view Case::State::meta_of(std::string_view key) const {
    auto found = std::ranges::find(meta, key, &std::pair<std::string, std::string>::first);
    return found == meta.end() ? std::string_view() : std::string_view(found->second);
}

std::uint64_t Case::State::number_of(std::string_view key) const {
    return parse_number(meta_of(key)).value_or(0);
}

Result<void> Case::State::read() {
    const Database& from = *database;
    TRY(read_artifacts(from, artifacts));
    TRY(read_files(from, files));
    TRY(read_findings(from, findings));
    TRY(read_finding_details(from, findings));
    TRY(read_coverage(from, coverage));
    TRY(read_problems(from, problems));
    TRY(read_sets(from, sets));
    TRY(read_custody(from, custody));
    return read_register(from, from_register);
}

void Case::State::derive() {
    device.name = meta_of("device_name");
    device.product = meta_of("device_product");
    device.version = meta_of("device_version");
    device.build = meta_of("device_build");
    device.serial = meta_of("device_serial");
    device.unique_id = meta_of("device_unique_id");
    device.taken = from_iso(meta_of("acquisition_taken"));
    device.encrypted = meta_of("acquisition_encrypted") == "1";
    for (const CaseFinding& found : findings) tally.count(found.finding);
    for (const Coverage& entry : coverage) tally.count(entry, device.encrypted);
    for (const CaseProblem& problem : problems) tally.count(problem);
}

Case::Case(std::unique_ptr<State> state) : state_(std::move(state)) {}
Case::Case(Case&&) noexcept = default;
Case& Case::operator=(Case&&) noexcept = default;
Case::~Case() = default;

static Result<void> check_format(const std::string& folder, std::string_view format) {
    if (format == std::to_string(kCaseFormat)) return {};
    if (format.empty()) return fail(Errc::unsupported, folder + ": not a case of bridle");
    return fail(Errc::unsupported, folder + ": a case of format " + std::string(format) +
                                       ", which this version of bridle does not know");
}

Result<Case> Case::open(const std::string& path) {
    std::error_code ignored;
    std::string folder = path, file = path;
    if (std::filesystem::is_directory(path, ignored))
        file = folder + "/" + std::string(kCaseFile);
    else
        folder = std::filesystem::path(path).parent_path().string();
    HostFile source = TRY(HostFile::open(file));
    auto state = std::make_unique<State>(folder, std::move(source));
    auto db = Database::open(state->source);
    if (!db) return fail(db.error().code, file + ": " + db.error().what);
    state->database = std::move(*db);

    const Database& from = *state->database;
    if (from.bytes_missing()) return fail(Errc::truncated, file + ": the end is missing");
    if (!from.has_table("meta")) return fail(Errc::unsupported, file + ": not a case of bridle");
    auto named = [&](Result<void> done) {
        if (!done) done.error().what = file + ": " + done.error().what;
        return done;
    };
    TRY(named(read_meta(from, state->meta)));
    TRY(check_format(file, state->meta_of("format")));
    TRY(named(state->read()));
    state->derive();
    return Case(std::move(state));
}

const std::string& Case::folder() const {
    return state_->folder;
}
std::string_view Case::meta(std::string_view key) const {
    return state_->meta_of(key);
}
const std::vector<std::pair<std::string, std::string>>& Case::all_meta() const {
    return state_->meta;
}
std::string_view Case::acquisition_kind() const {
    return meta("acquisition_kind");
}
std::string_view Case::acquisition_root() const {
    return meta("acquisition_root");
}
const Device& Case::device() const {
    return state_->device;
}
const std::vector<CaseFinding>& Case::findings() const {
    return state_->findings;
}
std::uint64_t Case::findings_left_out() const {
    return state_->number_of("findings_left_out");
}
const std::vector<Coverage>& Case::coverage() const {
    return state_->coverage;
}
const std::vector<CaseProblem>& Case::problems() const {
    return state_->problems;
}
const std::vector<CaseIndicatorSet>& Case::indicator_sets() const {
    return state_->sets;
}
const std::vector<Custody>& Case::custody() const {
    return state_->custody;
}
const CaseRegister* Case::from_register() const {
    return state_->from_register ? &*state_->from_register : nullptr;
}
const EvidenceFile* Case::file(FileId id) const {
    return parent(state_->files, id);
}
std::int64_t Case::file_count() const {
    return static_cast<std::int64_t>(state_->files.size());
}
const Tally& Case::tally() const {
    return state_->tally;
}
Verdict Case::verdict() const {
    return bridle::verdict(state_->tally);
}
std::uint64_t Case::record_count() const {
    return state_->number_of("records");
}

Result<CaseRecord> Case::record(RecordId id) const {
    Select select(*state_->database, "records AS r");
    const Column artifact = select.column("r.artifact"), file = select.column("r.file"),
                 part = select.column("r.part"), at = select.column("r.at"),
                 when = select.column("r.time"), fields = select.column("r.fields");
    select.where("r.id = " + std::to_string(id));
    CaseRecord record;
    TRY(each(select, [&](const Row& row) {
        record.id = id;
        const std::string* name = parent(state_->artifacts, integer(row, artifact));
        if (name) record.artifact = *name;
        record.file = integer(row, file);
        record.part = text(row, part);
        record.at = integer(row, at);
        record.time = time(row, when);
        record.fields = text(row, fields);
    }));
    if (record.id == 0) return fail(Errc::corrupt, "case.db: no record " + std::to_string(id));
    return record;
}

}  // namespace bridle
