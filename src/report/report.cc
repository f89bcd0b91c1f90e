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

std::string findings_json(const Case& from, const Words& words) {
    std::string out;
    JsonWriter json(out, 1);
    json.begin_object().number("format", kCaseFormat);
    put_statement(json, from, words);
    put_counts(json, from);
    put_findings(json, from, words);
    put_coverage(json, from, words);
    json.end_object();
    return out + "\n";
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
    put_inputs(json, from);
    put_outputs(json, outputs);
    json.end_object();
    return out + "\n";
}

Result<WrittenFile> write(const Case& from, std::string_view name, const std::string& contents) {
    TRY(write_file(from.folder() + "/" + std::string(name), contents));
    return WrittenFile{std::string(name), contents.size(), hex(sha256(as_bytes(contents)))};
}

}  // namespace

Result<void> write_reports(const Case& from, const View& view,
                           const std::vector<WrittenFile>& sealed) {
    std::vector<WrittenFile> outputs = sealed;
    WrittenFile report = TRY(write(from, kReportFile, html_report(from, view)));
    WrittenFile findings = TRY(write(from, kFindingsFile, findings_json(from, view.words)));
    outputs.push_back(std::move(report));
    outputs.push_back(std::move(findings));
    TRY(write(from, kManifestFile, manifest_json(from, view.words, outputs)));
    return {};
}

}  // namespace bridle
