// Certificates that somebody made this phone trust or distrust, besides those that come with
// iOS: whoever owns a trusted one can read the traffic that goes past them.

#include "artifact/plist_record.h"
#include "artifact/rows.h"
#include "format/certificate.h"

namespace bridle::ios::trust_store {

// SecTrustSettings of Apple's published Security framework; an empty list trusts the root.
static constexpr std::string_view kResult = "kSecTrustSettingsResult";
static constexpr std::size_t kSettingsAtMost = 50;

static std::string_view meaning(std::int64_t result) {
    switch (result) {
        case 1:
            return "trusted_root";
        case 2:
            return "trusted";
        case 3:
            return "denied";
        case 4:
            return "unspecified";
        default:
            return "unknown";
    }
}

static Result<void> add_settings(Bytes settings, Plist& list, PlistRecord& record) {
    if (settings.empty()) {
        record.words("trust", "not_said");
        return {};
    }
    if (auto done = list.read(settings); !done) {
        record.words("trust", "not_readable");
        return done;
    }
    Plist::Node each = list.root();
    if (each.size() == 0) record.words("trust", "trusted_root");
    for (std::size_t i = 0; i < each.size() && i < kSettingsAtMost; i++) {
        record.words("trust", std::string(meaning(each.at(i)[kResult].integer().value_or(1))));
        record.text("policy", each.at(i)["kSecTrustSettingsPolicyName"]);
        record.text("only_for", each.at(i)["kSecTrustSettingsPolicyString"], Kind::domain);
    }
    return {};
}

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    Select select(db, "tsettings AS t");
    const bool newer = db.has_column("tsettings", "sha256");
    const Column digest = select.column(newer ? "t.sha256" : "t.sha1"),
                 subject = select.column("t.subj"), settings = select.column("t.tset"),
                 data = select.column("t.data"), uuid = select.optional("t.uuid");
    std::int64_t index = 0;
    Plist list;
    return each_row(select, out, [&](const Row& row) {
        PlistRecord record;
        const Bytes certificate = row.blob(data);
        auto names = certificate_names(certificate);
        record.words("subject", names ? names->subject : distinguished_name(row.blob(subject)));
        record.headline();
        if (names) record.words("issuer", names->issuer);
        record.words(newer ? "sha256" : "sha1", hex(row.blob(digest)), Kind::hash);
        if (!newer) record.sha256("sha256", certificate);
        if (auto done = add_settings(row.blob(settings), list, record); !done)
            out.problem(done.error(), "tset of row " + std::to_string(index + 1));
        record.headline();
        record.words("set_by", hex(row.blob(uuid)));
        return record.write(at_row("tsettings", ++index), out);
    });
}

extern constinit const Artifact artifact = {
    .name = "trust_store",
    .title = "Certificates trusted by hand or by a profile",
    .paths = {"**/Keychains/TrustStore.sqlite3", "**/trustd/private/TrustStore.sqlite3"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::trust_store
