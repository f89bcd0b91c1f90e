// What a parser test needs: run an artifact by name, read what it said as text.

#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "artifact/artifact.h"

namespace bridle::test {

// A line for every record and every problem, in order, after an empty line so
// that the expectation can start on a line of its own. Fields without a value
// are left out.
std::string parse(std::string_view artifact, std::string_view bytes);
std::string parse(std::string_view artifact, std::string_view bytes, std::string_view wal);
std::string parse(const Artifact& artifact, const Input& input);

// What the rule says of what the artifact says of the file: a line for each finding.
std::string judge(std::string_view rule, std::string_view artifact, std::string_view bytes);

// The same of several files, which a rule hears in the order of the artifacts' names. An artifact
// of the test's own may stand in for one of that name.
struct Heard {
    std::string_view artifact;
    std::string bytes;
    std::string_view path = "/test";
    const Artifact* stand_in = nullptr;
};
std::string judge(std::string_view rule, std::vector<Heard> files);

// The same of records made by hand, in their order.
std::string judge(std::string_view rule, std::initializer_list<Record> records);

// One field as the transcript shows it.
std::string show(const Value& value);

// An XML property list around what is in it.
std::string xml_list(std::string_view body);

// A database of what the SQL makes, as the bytes of its file.
std::string database(std::string_view sql);

// The same with a write-ahead log: `later` is committed to the log only. With
// `uncommitted`, frames of a transaction that never ended follow.
struct DatabaseWithLog {
    std::string file, log;
};
DatabaseWithLog database_with_log(std::string_view sql, std::string_view later,
                                  std::string_view uncommitted = {});

// A folder of its own for one test, empty and gone after it.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::string& path() const { return path_; }
    std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }

private:
    std::string path_;
};

std::string contents(const std::string& path);  // of a file that must be there

// A text without what differs from run to run, such as the folder of the test.
std::string without(std::string text, std::initializer_list<std::string> places);

}  // namespace bridle::test
