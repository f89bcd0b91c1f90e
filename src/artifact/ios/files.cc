// Every file and folder of a file-system dump, with its times: the time line of
// the file system, and where files of spyware are found by their names. What the list is made of
// is said in format/file_list.h.

#include <fmt/format.h>

#include "artifact/artifact.h"
#include "base/text.h"
#include "format/file_list.h"

namespace bridle::ios::files {

static constexpr std::string_view kTypes[] = {"file", "folder", "link", "other"};

// A file that can be run has the name of a process; of others a name says nothing.
static std::optional<std::string_view> program_of(const ListedFile& file) {
    static constexpr std::uint32_t kAnybodyRuns = 0111;
    const std::string_view name = last_component(file.path);
    const bool can_run = file.mode ? (*file.mode & kAnybodyRuns) != 0 : name.find('.') == name.npos;
    if (file.type != ListedFile::Type::file || !can_run || name.empty()) return std::nullopt;
    return name;
}

static Result<void> parse(const Input& input, Output& out) {
    std::int64_t index = 0;
    char mode[16];
    return read_file_list(input.file, [&](const ListedFile& file) {
        std::optional<std::string_view> shown_mode, target;
        if (file.mode) {
            auto end = fmt::format_to_n(mode, sizeof mode, "{:o}", *file.mode).out;
            shown_mode = std::string_view(mode, static_cast<std::size_t>(end - mode));
        }
        if (!file.target.empty()) target = file.target;
        return out.record(
            at_key("entry", index++),
            {
                headline(text("path", file.path, Kind::file_path)),
                text("program", program_of(file), Kind::process),
                text("type", kTypes[static_cast<std::size_t>(file.type)]),
                when("created", file.created),
                when("modified", file.modified),
                when("status_changed", file.changed),
                text("mode", shown_mode),
                number("owner", file.owner),
                number("size", file.size ? std::optional(static_cast<std::int64_t>(
                                               std::min<std::uint64_t>(*file.size, INT64_MAX)))
                                         : std::nullopt),
                text("target", target, Kind::file_path),
            });
    });
}

extern constinit const Artifact artifact = {
    .name = "files",
    .title = "The files of the phone, as the dump holds them",
    .paths = {kFileList},
    .form = Form::dump,
    .parse = parse,
};

}  // namespace bridle::ios::files
