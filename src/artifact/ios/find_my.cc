// Find My: whom the phone shares places with, and who asked it to. In 2022 attackers sent their
// exploit to its daemon (FINDMYPWN). Settings and caches are property lists or JSON, of layouts
// that change; newer caches are encrypted with a key that no acquisition holds.

#include "artifact/addresses.h"
#include "artifact/plists.h"
#include "base/text.h"

namespace bridle::ios::find_my {

static constexpr std::uint64_t kJsonBytes = 64 << 20;

// Which addresses are in it; not what is said of them.
static Result<void> read_json(const Input& input, Output& out) {
    auto bytes = TRY(input.file.read_all(kJsonBytes));
    LookBudget budget;
    Addresses addresses(budget);
    addresses.find_in(as_text(bytes));
    if (addresses.empty()) return {};
    std::vector<Field> fields = {text("record_type", "mention")};
    addresses.append_to(fields, "address");
    return out.record(at_byte(0), fields);
}

static bool is_json(const Input& input) {
    std::byte first[1] = {};
    auto read = input.file.read_at(0, first);
    return read && *read == 1 && (first[0] == std::byte{'{'} || first[0] == std::byte{'['});
}

static Result<void> parse(const Input& input, Output& out) {
    if (is_json(input)) return read_json(input, out);
    PlistFile file;
    TRY(file.read(input, out));
    if (!file.root()["encryptedData"].data().empty())
        out.remark("encrypted, with a key that is not in the acquisition");
    LookBudget budget;
    return each_dictionary(file.root(), [&](const PlistPlace& place) -> Result<Further> {
        TRY(record_addresses(place, "mention", budget, out));
        return Further::look;
    });
}

extern constinit const Artifact artifact = {
    .name = "find_my",
    .title = "Find My",
    .paths = {"**/Library/Preferences/com.apple.icloud.fmfd.plist",
              "**/Library/Preferences/com.apple.icloud.fmfd.notbackedup.plist",
              "**/Library/Preferences/com.apple.findmy.*.plist",
              "**/Library/Caches/com.apple.findmy.fmfcore/*",
              "**/Library/Caches/com.apple.findmy.fmipcore/*",
              "**/Library/Caches/com.apple.icloud.fmfd/*.plist"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::find_my
