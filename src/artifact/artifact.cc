#include "artifact/artifact.h"

#include <algorithm>
#include <exception>

#include "format/plist.h"

// One declaration and one row for each file in the folders beside this one;
// CMake writes the list from their names, so neither can be forgotten.
#define EACH(platform, name)           \
    namespace bridle::platform::name { \
    extern const Artifact artifact;    \
    }
#include "artifacts.def"
#undef EACH

namespace bridle {

std::span<const Artifact* const> all_artifacts() {
    static constexpr const Artifact* kAll[] = {
#define EACH(platform, name) &platform::name::artifact,
#include "artifacts.def"
#undef EACH
    };
    return kAll;
}

const Artifact* find_artifact(std::string_view name) {
    auto all = all_artifacts();
    auto found = std::ranges::find(all, name, &Artifact::name);
    return found == all.end() ? nullptr : *found;
}

// What a file may yield: enough for the densest rows we know of (a few bytes
// of page, a record of ten fields), and no more than memory can see pass by.
static constexpr std::uint64_t kYieldPerByte = 64;
static constexpr std::uint64_t kYieldAtLeast = 64 << 20;
static constexpr std::size_t kProblemsPerFile = 100;

Output::Output(const Artifact& artifact, const Input& input, Sink& sink)
    : artifact_(artifact), input_(input), sink_(sink) {
    std::uint64_t size = input.file.size() + (input.wal ? input.wal->size() : 0);
    budget_ = std::max(kYieldAtLeast,
                       size <= (UINT64_MAX / kYieldPerByte) ? size * kYieldPerByte : UINT64_MAX);
}

Result<void> Output::record(Place place, std::span<const Field> fields) {
    std::uint64_t cost = sizeof(Record);
    for (const Field& field : fields) cost += 16 + field.string().size();
    if (cost > budget_) return fail(Errc::limit, "more records than a file of this size can hold");
    budget_ -= cost;
    if (!input_.file.wanted()) return fail(Errc::limit, "interrupted");
    sink_.accept(Record{artifact_, input_.path, place, fields});
    return {};
}

void Output::problem(Error error, std::string part) {
    say({std::move(error), std::move(part)});
}

void Output::remark(std::string what, std::string part) {
    say({Error{Errc::unsupported, std::move(what)}, std::move(part), true});
}

void Output::say(Problem problem) {
    if (++problems_ > kProblemsPerFile) return;
    if (problems_ == kProblemsPerFile)
        problem = {Error{Errc::limit, "and more problems of this file, not listed"}, {}};
    sink_.accept(problem);
}

void run(const Artifact& artifact, const Input& input, Sink& sink) {
    Output out(artifact, input, sink);
    const std::size_t cut_short = Plist::cut_short();
    try {
        if (auto done = artifact.parse(input, out); !done) out.problem(done.error());
    } catch (const std::exception& error) {
        out.problem({Errc::internal, error.what()});
    }
    if (Plist::cut_short() != cut_short)
        out.problem({Errc::limit,
                     "a property list refers to its parts so often that not all of it "
                     "was read"});
}

}  // namespace bridle
