#include "support/harness.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <vector>

#include "base/text.h"
#include "rule/rule.h"

namespace bridle::test {

std::string show(const Value& value) {
    struct Shown {
        std::string operator()(std::monostate) const { return "-"; }
        std::string operator()(std::int64_t number) const { return std::to_string(number); }
        std::string operator()(double number) const { return fmt::format("{}", number); }
        std::string operator()(bool flag) const { return flag ? "true" : "false"; }
        std::string operator()(Time time) const { return iso(time); }
        std::string operator()(std::string_view text) const { return to_utf8(text); }
    };
    return std::visit(Shown(), value);
}

namespace {

class Transcript : public Sink {
public:
    void accept(const Record& record) override {
        text += fmt::format("{}:{}", record.place.part, record.place.at);
        for (const Field& field : record.fields)
            if (!std::holds_alternative<std::monostate>(field.value))
                text += fmt::format(" {}={}", field.name, show(field.value));
        text += '\n';
    }
    void accept(const Problem& problem) override {
        text += fmt::format(
            "{}: {}{}{}\n", problem.remark ? "remark" : "problem", problem.error.what,
            problem.error.offset ? fmt::format(" at byte {}", problem.error.offset) : "",
            problem.part.empty() ? "" : fmt::format(" [{}]", problem.part));
    }
    std::string text = "\n";
};

// SQLite with a database that lies on disk or in memory; throws when the SQL is wrong.
class Maker {
public:
    explicit Maker(const char* path) {
        if (sqlite3_open(path, &db_) != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(db_));
    }
    ~Maker() { sqlite3_close(db_); }
    Maker(const Maker&) = delete;
    Maker& operator=(const Maker&) = delete;
    void run(std::string_view sql) {
        if (sqlite3_exec(db_, std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
            throw std::runtime_error(sqlite3_errmsg(db_));
    }
    sqlite3* db() { return db_; }

private:
    sqlite3* db_ = nullptr;
};

}  // namespace

std::string parse(const Artifact& artifact, const Input& input) {
    Transcript transcript;
    run(artifact, input, transcript);
    return transcript.text;
}

static const Artifact& named(std::string_view name) {
    if (const Artifact* artifact = find_artifact(name)) return *artifact;
    throw std::invalid_argument("no artifact called " + std::string(name));
}

std::string parse(std::string_view artifact, std::string_view bytes) {
    MemoryFile file(as_bytes(bytes));
    return parse(named(artifact), Input{file, nullptr, "/test"});
}

std::string parse(std::string_view artifact, std::string_view bytes, std::string_view wal) {
    MemoryFile file(as_bytes(bytes)), log(as_bytes(wal));
    return parse(named(artifact), Input{file, &log, "/test"});
}

namespace {

// Hears records for one rule, and writes down what the rule finds.
class Court : public Sink {
public:
    explicit Court(std::string_view name) : rule_(find_rule(name)) {
        if (!rule_) throw std::invalid_argument("no rule called " + std::string(name));
        run_ = rule_->start(*rule_);
    }
    void accept(const Record& record) override {
        std::vector<Note> notes;
        if (rule_->notes && rule_->notes(record, notes)) {
            for (const Note& note : notes) run_->note(note, record.artifact, record.path);
            return;
        }
        if (rule_->picks(record)) run_->see(KeptRecord(record), found_);
    }
    void accept(const Problem&) override {}
    std::string verdict() {
        run_->end(found_);
        return text_;
    }

private:
    void write(const Finding& finding) {
        text_ +=
            fmt::format("{} {} {}:{} {} {}={}", name_of(finding.severity),
                        name_of(finding.confidence), finding.part, finding.at,
                        finding.time ? iso(*finding.time) : "-", finding.field, finding.observed);
        for (const auto& [name, fact] : finding.facts) text_ += fmt::format(" {}={}", name, fact);
        text_ += '\n';
    }

    const Rule* rule_;
    std::unique_ptr<RuleRun> run_;
    std::string text_ = "\n";
    FindingSink found_ = [this](const Finding& finding) { write(finding); };
};

}  // namespace

std::string judge(std::string_view rule, std::string_view artifact, std::string_view bytes) {
    return judge(rule, {Heard{artifact, std::string(bytes)}});
}

std::string judge(std::string_view rule, std::vector<Heard> files) {
    Court court(rule);
    std::ranges::stable_sort(files, {}, &Heard::artifact);
    for (const Heard& each : files) {
        MemoryFile file(as_bytes(each.bytes));
        const Artifact& artifact = each.stand_in ? *each.stand_in : named(each.artifact);
        run(artifact, Input{file, nullptr, each.path}, court);
    }
    return court.verdict();
}

std::string judge(std::string_view rule, std::initializer_list<Record> records) {
    Court court(rule);
    for (const Record& record : records) court.accept(record);
    return court.verdict();
}

std::string xml_list(std::string_view body) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\">" +
           std::string(body) + "</plist>\n";
}

std::string database(std::string_view sql) {
    Maker maker(":memory:");
    maker.run(sql);
    sqlite3_int64 size = 0;
    std::unique_ptr<unsigned char, void (*)(void*)> bytes(
        sqlite3_serialize(maker.db(), "main", &size, 0), sqlite3_free);
    return {reinterpret_cast<const char*>(bytes.get()), static_cast<std::size_t>(size)};
}

DatabaseWithLog database_with_log(std::string_view sql, std::string_view later,
                                  std::string_view uncommitted) {
    TemporaryFolder folder;
    std::string path = folder / "db";
    Maker maker(path.c_str());
    maker.run(
        "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=1;"
        "PRAGMA cache_spill=1;");
    maker.run(sql);
    maker.run("PRAGMA wal_checkpoint(TRUNCATE)");
    if (!later.empty()) maker.run(later);
    if (!uncommitted.empty()) {
        maker.run("BEGIN");
        maker.run(uncommitted);
    }
    return {contents(path), contents(path + "-wal")};
}

TemporaryFolder::TemporaryFolder() {
    std::string name = std::filesystem::temp_directory_path() / "bridle-test-XXXXXX";
    if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string contents(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string without(std::string text, std::initializer_list<std::string> places) {
    for (const std::string& place : places)
        for (std::size_t at; (at = text.find(place)) != std::string::npos;)
            text.erase(at, place.size());
    return text;
}

}  // namespace bridle::test
