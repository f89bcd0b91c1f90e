// The contract between a parser and everything else. How to add one:
// docs/adding-an-artifact.md.

#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "acquisition/acquisition.h"
#include "artifact/record.h"
#include "base/file.h"

namespace bridle {

struct Artifact;

// The list of all files, which is made of every dump.
inline constexpr std::string_view kFileList = "acquisition:/files";

// A file of the same folder that an artifact named in `beside`.
struct Neighbour {
    std::string_view name;
    const File& file;
    const File* wal = nullptr;
};

// A file that an artifact asked for, with its write-ahead log where there is one.
struct Input {
    const File& file;
    const File* wal = nullptr;
    std::string_view path = {};  // on the device
    std::span<const Neighbour> beside = {};
    std::optional<Time> modified = {};  // as the file system of a dump says
};

struct Record {
    const Artifact& artifact;
    std::string_view path;
    Place place;
    std::span<const Field> fields;
};

// One step on the way from a parser to the case. Nothing flows back.
class Sink {
public:
    virtual ~Sink() = default;
    virtual void accept(const Record& record) = 0;
    virtual void accept(const Problem& problem) = 0;
};

// Where a parser writes. It knows the artifact and the file, so the parser
// need not say them.
class Output {
public:
    Output(const Artifact& artifact, const Input& input, Sink& sink);

    // Fails once the file has yielded more than it plausibly can (a few bytes of
    // input may point a million times at the same megabyte), or took too long.
    Result<void> record(Place place, std::span<const Field> fields);
    Result<void> record(Place place, std::initializer_list<Field> fields) {
        return record(place, std::span(fields.begin(), fields.size()));
    }
    void problem(Error error, std::string part = {});
    void remark(std::string what, std::string part = {});  // nothing is missing because of it

private:
    const Artifact& artifact_;
    const Input& input_;
    Sink& sink_;
    void say(Problem problem);

    std::uint64_t budget_;
    std::size_t problems_ = 0;
};

// What it means when an acquisition has no such file.
enum class Absence : std::uint8_t {
    unusual,         // every phone has it: somebody should ask why not
    optional,        // an app or a function that not everybody uses
    only_encrypted,  // in backups, only when they are encrypted
    older_versions,  // newer versions of the system do not write it any more
    only_dumps,      // backups leave it out, and not every phone has it
};

struct Artifact {
    std::string_view name;   // the file's name in this folder, and the one users say
    std::string_view title;  // for a heading: "Messages (SMS and iMessage)"
    std::array<std::string_view, 12> paths;  // globs over device paths; the unused ones stay empty
    Absence absence = Absence::unusual;
    std::array<std::string_view, 4> beside = {};  // names of files that help to read this one
    bool describes_acquisition = false;           // says nothing of what is on the phone
    Form form = Form::any;                        // where such files are found
    Result<void> (*parse)(const Input& input, Output& out);
};

// In the order in which a report names them, which is that of their names.
std::span<const Artifact* const> all_artifacts();
const Artifact* find_artifact(std::string_view name);  // null when there is none

// Parses one file and turns whatever happens into records and problems.
void run(const Artifact& artifact, const Input& input, Sink& sink);

}  // namespace bridle
