// Which addresses the phone has looked up at Apple's identity service, and
// when: the first trace that an iMessage exploit leaves. From iOS 14.7 on it
// is no longer in backups.

#include <unordered_map>

#include "artifact/plists.h"

namespace bridle::ios::id_status_cache {

// A NUL in an address would end it in the eyes of many programs; shown as the
// four characters \x00 it cannot.
static std::string without_nul(std::string_view address) {
    std::string out;
    for (char c : address) {
        if (c)
            out += c;
        else
            out += "\\x00";
    }
    return out;
}

static Result<void> parse(const Input& input, Output& out) {
    PlistFile file;
    TRY(file.read(input, out));
    std::int64_t index = 0;
    std::string scratch;
    std::unordered_map<std::string, std::int64_t> occurrences;
    for (auto [service, addresses] : file.root().members())
        for (auto [address, entry] : addresses.members())
            occurrences[without_nul(address.text(scratch))]++;
    for (auto [service, addresses] : file.root().members()) {
        if (addresses.type() != Plist::Type::dictionary) continue;  // CacheVersion and the like
        std::string service_name = service.text();
        for (auto [address, entry] : addresses.members()) {
            auto looked_up = entry["LookupDate"];
            auto time =
                looked_up.real() ? to_time(*looked_up.real(), Epoch::cocoa) : looked_up.date();
            auto status = entry["IDStatus"].integer();
            if (!looked_up && !status) continue;
            std::string_view read = address.text(scratch);
            std::string shown = without_nul(read), meant(read);
            const bool hidden = std::erase(meant, '\0') > 0;  // who it is without them
            TRY(out.record(at_key(service_name, index++),
                           {
                               text("service", service_name),
                               headline(text("address", shown, Kind::handle)),
                               text("address_without_nul",
                                    hidden ? std::optional<std::string_view>(meant) : std::nullopt,
                                    Kind::handle),
                               when("lookup", time),
                               number("status", status),
                               number("occurrences", occurrences[shown]),
                           }));
        }
    }
    return {};
}

extern constinit const Artifact artifact = {
    .name = "id_status_cache",
    .title = "Addresses looked up for iMessage and FaceTime",
    .paths = {"**/Library/Preferences/com.apple.identityservices.idstatuscache.plist",
              "**/Library/IdentityServices/idstatuscache.plist"},
    .absence = Absence::older_versions,
    .parse = parse,
};

}  // namespace bridle::ios::id_status_cache
