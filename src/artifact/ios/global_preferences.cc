// Settings that hold for the whole phone, the lockdown mode among them
// (LDMGlobalEnabled).

#include "artifact/plists.h"

namespace bridle::ios::global_preferences {

static Field shown(Plist::Node value, std::string& scratch) {
    if (auto boolean = value.boolean()) return flag("value", *boolean);
    if (auto integer = value.integer()) return number("value", *integer);
    if (auto decimal = value.real()) return real("value", *decimal);
    if (auto date = value.date()) return when("value", *date);
    if (value.is_text()) return text("value", value.text(scratch));
    std::size_t size = value.size();
    scratch = std::to_string(size) + (size == 1 ? " item" : " items");
    return text("value", scratch);
}

static Result<void> parse(const Input& input, Output& out) {
    PlistFile file;
    TRY(file.read(input, out));
    std::int64_t index = 0;
    std::string scratch;
    for (auto [key, value] : file.root().members()) {
        std::string entry = key.text();
        TRY(out.record(at_key(entry, index++),
                       {headline(text("entry", entry)), headline(shown(value, scratch))}));
    }
    return {};
}

extern constinit const Artifact artifact = {
    .name = "global_preferences",
    .title = "Global preferences",
    .paths = {"**/mobile/Library/Preferences/.GlobalPreferences.plist"},
    .parse = parse,
};

}  // namespace bridle::ios::global_preferences
