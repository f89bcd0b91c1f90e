// What somebody allowed a site or forbade it in Safari: camera, microphone, place, windows that
// open by themselves, downloads (PerSitePreferences.db). A site stands here after it was visited,
// whatever the history says.

#include "artifact/page_table.h"

namespace bridle::ios::safari_site_preferences {

static constexpr PageColumn kOfSite[] = {{"domain", "domain", Kind::domain},
                                         {"preference", "preference"},
                                         {"preference_value", "value"},
                                         {"timestamp", "preference_set", Kind::time}};
static constexpr PageColumn kOfOthers[] = {{"preference", "preference"},
                                           {"default_value", "value"}};

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    if (!db.has_table("preference_values"))
        out.problem({Errc::corrupt, "no table preference_values"}, "preference_values");
    keep_going(out, "preference_values",
               read_page_table(db, {"preference_values", "site", kOfSite}, out));
    return read_page_table(db, {"default_preferences", "other_sites", kOfOthers}, out);
}

extern constinit const Artifact artifact = {
    .name = "safari_site_preferences",
    .title = "What sites may do in Safari",
    .paths = {"**/Library/Safari/PerSitePreferences.db",
              "**/Library/Safari/Profiles/*/PerSitePreferences.db"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::safari_site_preferences
