#include "report/findings_json.h"

#include <set>

#include "report/phrases.h"

namespace bridle {

namespace {

void put_time(JsonWriter& json, std::string_view name, const std::optional<Time>& time) {
    json.key(name);
    if (time)
        json.text(iso(*time));
    else
        json.null();
}

void put_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
    json.key(name).begin_array();
    for (const std::string& text : texts) json.text(text);
    json.end_array();
}

void put_words(JsonWriter& json, const Finding& finding, const Words& words) {
    const FindingWords said = words_of(finding, words);
    json.key("words").begin_object();
    json.text("title", said.title).text("meaning", said.meaning);
    if (!said.here.empty()) json.text("here", said.here);
    if (!said.how.empty()) json.text("how", said.how);
    if (!said.sure.empty()) json.text("sure", said.sure);
    put_texts(json, "innocent", said.innocent);
    put_texts(json, "todo", said.todo);
    json.end_object();
    put_texts(json, "references", said.references);
}

void put_indicator(JsonWriter& json, const MatchedIndicator& indicator) {
    json.key("indicator").begin_object();
    json.text("type", indicator.type).text("value", indicator.value).text("how", indicator.how);
    json.key("sources").begin_array();
    for (const IndicatorSource& source : indicator.sources) {
        json.begin_object().text("name", source.name).text("set", source.set);
        json.text("id", source.id).end_object();
    }
    json.end_array().end_object();
}

// The records themselves stand once, under "register".
void put_on_record(JsonWriter& json, const std::vector<FamilyOnRecord>& families) {
    json.key("on_record").begin_array();
    for (const FamilyOnRecord& each : families) {
        json.begin_object().text("attribution", each.attribution->record.id);
        json.text("set", each.family->set).text("name", each.family->family);
        json.text("known_by", name_of(each.family->by));
        json.text("confidence", name_of(each.family->confidence));
        json.text("product", each.attribution->product.title);
        if (each.attribution->vendor) json.text("vendor", each.attribution->vendor->title);
        json.end_object();
    }
    json.end_array();
}

void put_register_members(JsonWriter& json, const CaseRegister& used) {
    const RegisterAbout& about = used.about;
    json.text("name", about.name).text("keeper", about.keeper).text("day", about.day);
    json.text("origin", about.origin).number("size", static_cast<std::int64_t>(about.size));
    json.text("url", about.url).text("licence", about.licence);
    json.boolean("demonstration", about.demonstration);
    json.key("file").begin_object().text("path", used.path);
    json.number("size", static_cast<std::int64_t>(used.bytes)).text("sha256", used.sha256);
    json.end_object();
}

void put_evidence(JsonWriter& json, const CaseFinding& found, const Case& from) {
    const Finding& finding = found.finding;
    json.key("evidence").begin_object();
    json.text("artifact", finding.artifact).text("path", finding.path);
    if (const EvidenceFile* file = from.file(found.file))
        json.text("location", file->location).text("sha256", file->sha256);
    json.text("part", finding.part).number("at", finding.at);
    if (found.record) json.number("record", found.record);
    json.text("field", finding.field).text("observed", finding.observed);
    json.end_object();
}

}  // namespace

void put_finding(JsonWriter& json, const CaseFinding& found, const Case& from,
                 const OnRecord& on_record, const Words& words) {
    const Finding& finding = found.finding;
    json.begin_object();
    json.number("number", found.number).text("rule", finding.rule);
    json.text("severity", name_of(finding.severity));
    json.text("confidence", name_of(finding.confidence));
    put_time(json, "time", finding.time);
    put_evidence(json, found, from);
    if (finding.indicator) put_indicator(json, *finding.indicator);
    if (finding.indicator && from.from_register()) put_on_record(json, on_record.of(finding));
    json.key("facts").begin_object();
    for (const auto& [name, value] : finding.facts) json.text(name, value);
    json.end_object();
    put_words(json, finding, words);
    json.end_object();
}

void put_register(JsonWriter& json, const Case& from, const OnRecord& on_record,
                  const Words& words) {
    const CaseRegister* used = from.from_register();
    if (!used) return;
    json.key("register").begin_object();
    put_register_members(json, *used);
    json.text("limit", words.text("register.limit"));
    json.key("attributions").begin_array();
    std::set<const Attribution*> done;
    for (const ProductOnRecord& product : on_record.products())
        for (const FamilyOnRecord& each : product.families)
            if (done.insert(each.attribution).second) json.raw(each.attribution->entry.dump());
    json.end_array().end_object();
}

void put_register_file(JsonWriter& json, const Case& from) {
    const CaseRegister* used = from.from_register();
    if (!used) return;
    json.key("register").begin_object();
    put_register_members(json, *used);
    json.end_object();
}

void put_statement(JsonWriter& json, const Case& from, const Words& words) {
    const Verdict verdict = from.verdict();
    const std::string key = "statement." + std::string(name_of(verdict.statement));
    json.text("statement", name_of(verdict.statement));
    json.boolean("complete", verdict.complete).number("exit_code", verdict.exit_code);
    json.text("language", words.language()).text("title", words.text(key));
    put_texts(json, "limits", limits_of(from, words));
}

void put_counts(JsonWriter& json, const Case& from) {
    json.key("counts").begin_object();
    for (std::size_t severity = 0; severity < from.tally().findings.size(); severity++) {
        std::size_t sum = 0;
        for (std::size_t count : from.tally().findings[severity]) sum += count;
        json.number(name_of(static_cast<Severity>(severity)), static_cast<std::int64_t>(sum));
    }
    json.number("left_out", static_cast<std::int64_t>(from.findings_left_out()));
    json.number("records", static_cast<std::int64_t>(from.record_count()));
    json.number("files", from.file_count());
    json.end_object();
}

void put_coverage(JsonWriter& json, const Case& from, const Words& words) {
    json.key("coverage").begin_array();
    for (const Coverage& entry : from.coverage()) {
        json.begin_object().text("artifact", entry.artifact);
        if (const EvidenceFile* file = from.file(entry.file)) json.text("path", file->path);
        json.text("state", name_of(entry.reading));
        json.number("records", static_cast<std::int64_t>(entry.records));
        json.number("withheld", static_cast<std::int64_t>(entry.withheld));
        json.number("short_links", static_cast<std::int64_t>(entry.short_links));
        std::string reason = reason_of(entry, from, words);
        if (!reason.empty()) json.text("reason", reason);
        if (entry.reading == Reading::absent)
            json.boolean("normal", is_normal(entry.absence, from.device().encrypted));
        json.end_object();
    }
    json.end_array();
    json.key("problems").begin_array();
    for (const CaseProblem& entry : from.problems()) {
        const Problem& problem = entry.problem;
        json.begin_object();
        if (!entry.artifact.empty()) json.text("artifact", entry.artifact);
        if (const EvidenceFile* file = from.file(entry.file)) json.text("path", file->path);
        if (!problem.part.empty()) json.text("part", problem.part);
        json.text("code", name_of(problem.error.code)).text("what", problem.error.what);
        if (problem.error.offset)
            json.number("offset", static_cast<std::int64_t>(problem.error.offset));
        json.boolean("remark", problem.remark).end_object();
    }
    json.end_array();
}

void put_device(JsonWriter& json, const Case& from) {
    const Device& device = from.device();
    json.key("acquisition").begin_object();
    json.text("kind", from.acquisition_kind()).text("root", from.acquisition_root());
    put_time(json, "taken", device.taken);
    json.boolean("encrypted", device.encrypted);
    json.end_object();
    json.key("device").begin_object();
    json.text("name", device.name).text("product", device.product);
    json.text("version", device.version).text("build", device.build);
    json.text("serial", device.serial).text("unique_id", device.unique_id);
    json.end_object();
}

void put_indicator_sets(JsonWriter& json, const Case& from) {
    json.key("indicator_sets").begin_array();
    for (const CaseIndicatorSet& set : from.indicator_sets()) {
        json.begin_object().text("name", set.name).text("origin", set.origin);
        put_time(json, "date", set.date);
        json.text("sha256", set.sha256);
        put_texts(json, "families", set.families);
        json.number("indicators", static_cast<std::int64_t>(set.indicators));
        json.key("values").begin_object();
        for (const auto& [kind, count] : set.values)
            json.number(kind, static_cast<std::int64_t>(count));
        json.end_object();
        json.number("revoked", static_cast<std::int64_t>(set.revoked));
        json.number("expired", static_cast<std::int64_t>(set.expired));
        json.number("unsupported", static_cast<std::int64_t>(set.unsupported.size()));
        json.end_object();
    }
    json.end_array();
}

}  // namespace bridle
