// Apps that were installed, updated and removed, as the installer wrote it down: also those that
// are gone. The log has the phone's local time and does not say in which zone, so its times stay
// texts: as events of the timeline they would be wrong by hours.

#include <algorithm>

#include "artifact/artifact.h"
#include "base/text.h"
#include "format/daemon_log.h"

namespace bridle::ios::installation_log {

namespace {

constexpr std::uint64_t kLogBytes = 256 << 20;

struct Phrase {
    std::string_view begin, action;
};

constexpr Phrase kPhrases[] = {
    {"Install Successful for", "installed"},
    {"Install of ", "install_asked"},
    {"Installing <MI", "installing"},
    {"Uninstalling identifier ", "uninstalling"},
    {"Uninstall requested by", "uninstall_asked"},
    {"Uninstalled app ", "uninstalled"},
    {"Destroying container", "container_destroyed"},
    {"Data container for ", "container_moved"},
    {"Made container live for ", "container_made"},
    {"Upgrade from ", "upgrade"},
};

bool is_part_of_name(char c) {
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '.' || c == '-' || c == '_';
}

// The first word that looks like the name of an app: com.example.app.
std::string_view app_in(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        if (!is_part_of_name(text[at])) {
            at++;
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && is_part_of_name(text[end])) end++;
        std::string_view word = text.substr(at, end - at);
        while (word.ends_with('.')) word.remove_suffix(1);
        const bool in_path = at > 0 && text[at - 1] == '/';
        const auto dots = std::ranges::count(word, '.');
        if (!in_path && dots >= 2 && !is_digit(word.front()) && word.front() != '.') return word;
        at = end;
    }
    return {};
}

// The path that follows the word, if one does.
std::string_view path_in(std::string_view text) {
    std::size_t at = text.find("/private/var/");
    if (at == text.npos) at = text.find("/var/");
    if (at == text.npos) return {};
    std::size_t end = text.find_first_of("\"' \n)>,;", at);
    return text.substr(at, end == text.npos ? text.npos : end - at);
}

const Phrase* phrase_in(std::string_view text) {
    for (const Phrase& phrase : kPhrases)
        if (text.contains(phrase.begin)) return &phrase;
    return nullptr;
}

Result<void> parse(const Input& input, Output& out) {
    std::vector<std::byte> bytes = TRY(input.file.read_all(kLogBytes));
    return for_each_entry(bytes, [&](const DaemonLogEntry& entry) -> Result<void> {
        const Phrase* phrase = phrase_in(entry.text);
        std::string_view about = entry.text;
        if (phrase) about.remove_prefix(about.find(phrase->begin) + phrase->begin.size());
        return out.record(at_byte(entry.offset),
                          {
                              text("local_time", entry.local_time),
                              text("action", phrase ? std::optional(phrase->action) : std::nullopt),
                              headline(text("app", present(app_in(about)), Kind::app_id)),
                              text("path", present(path_in(about)), Kind::file_path),
                              number("pid", entry.pid),
                              text("level", present(entry.level)),
                              text("method", present(entry.method)),
                              headline(text("text", entry.text)),
                          });
    });
}

}  // namespace

extern constinit const Artifact artifact = {
    .name = "installation_log",
    .title = "Log of installed and removed apps",
    .paths = {"**/Library/Logs/MobileInstallation/mobile_installation.log*",
              "**/logs/MobileInstallation/mobile_installation.log*"},
    .absence = Absence::only_dumps,
    .parse = parse,
};

}  // namespace bridle::ios::installation_log
