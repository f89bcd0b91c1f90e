#include "report/report.h"

#include "base/hash.h"
#include "base/host_file.h"
#include "base/json.h"
#include "base/version.h"
#include "casefile/schema.h"
#include "report/findings_json.h"
#include "report/html_report.h"

namespace bridle {

namespace {

constexpr std::string_view kReportFile = "report.html";
constexpr std::string_view kFindingsFile = "findings.json";
constexpr std::string_view kManifestFile = "manifest.json";

// A file of the report, hashed while it is written.
class ReportFile {
public:
    static Result<ReportFile> create(const Case& from, std::string_view name) {
        OutputFile file = TRY(OutputFile::create(from.folder() + "/" + std::string(name)));
        return ReportFile(std::move(file), name);
    }

    Result<void> write(std::string_view text) {
        hash_.update(as_bytes(text));
        size_ += text.size();
        return file_.write(text);
    }
    Result<WrittenFile> close() {
        TRY(file_.close());
        return WrittenFile{name_, size_, hex(hash_.finish())};
    }

private:
    ReportFile(OutputFile file, std::string_view name) : file_(std::move(file)), name_(name) {}
    OutputFile file_;
    std::string name_;
    Sha256 hash_;
    std::uint64_t size_ = 0;
};

Result<WrittenFile> write(const Case& from, std::string_view name, std::string_view contents) {
    ReportFile file = TRY(ReportFile::create(from, name));
    TRY(file.write(contents));
    return file.close();
}

// Finding by finding: all of them may be more than should be in memory.
Result<WrittenFile> write_findings(const Case& from, const Words& words) {
    ReportFile file = TRY(ReportFile::create(from, kFindingsFile));
    std::string out;
    JsonWriter json(out, 1);
    json.begin_object().number("format", kCaseFormat);
    put_statement(json, from, words);
    put_counts(json, from);
    const OnRecord on_record(from);
    put_register(json, from, on_record, words);
    json.key("findings").begin_array();
    for (const CaseFinding& found : from.findings()) {
        put_finding(json, found, from, on_record, words);
        TRY(file.write(out));
        out.clear();
    }
    json.end_array();
    put_coverage(json, from, words);
    json.end_object();
    TRY(file.write(out + "\n"));
    return file.close();
}

void put_inputs(JsonWriter& json, const Case& from) {
    json.key("inputs").begin_array();
    for (FileId id = 1; id <= from.file_count(); id++) {
        const EvidenceFile* file = from.file(id);
        json.begin_object().text("path", file->path).text("location", file->location);
        json.number("size", static_cast<std::int64_t>(file->size));
        json.text("sha256", file->sha256).end_object();
    }
    json.end_array();
}

void put_outputs(JsonWriter& json, const std::vector<WrittenFile>& outputs) {
    json.key("outputs").begin_array();
    for (const WrittenFile& output : outputs)
        json.begin_object()
            .text("name", output.name)
            .number("size", static_cast<std::int64_t>(output.size))
            .text("sha256", output.sha256)
            .end_object();
    json.end_array();
}

std::string manifest_json(const Case& from, const Words& words,
                          const std::vector<WrittenFile>& outputs) {
    std::string out;
    JsonWriter json(out, 1);
    json.begin_object().number("format", kCaseFormat);
    json.text("program", from.meta("program"));
    json.text("started", from.meta("started")).text("finished", from.meta("finished"));
    json.text("consent", from.meta("consent"));
    put_statement(json, from, words);
    put_device(json, from);
    json.key("custody").begin_array();
    for (const Custody& entry : from.custody())
        json.begin_object().text("time", iso(entry.time)).text("what", entry.what).end_object();
    json.end_array();
    put_indicator_sets(json, from);
    put_register_file(json, from);
    put_inputs(json, from);
    put_outputs(json, outputs);
    json.end_object();
    return out + "\n";
}

}  // namespace

Result<void> write_reports(const Case& from, const View& view, CaseWriter& sealed) {
    WrittenFile report = TRY(write(from, kReportFile, html_report(from, view)));
    WrittenFile findings = TRY(write_findings(from, view.words));
    std::vector<WrittenFile> outputs = TRY(sealed.outputs());
    outputs.push_back(std::move(report));
    outputs.push_back(std::move(findings));
    TRY(write(from, kManifestFile, manifest_json(from, view.words, outputs)));
    return {};
}

}  // namespace bridle
