// A daily count of traffic by process, kept for Apple's analytics. It has
// named processes of spyware that had removed itself from everywhere else.

#include "artifact/artifact.h"
#include "artifact/plists.h"

namespace bridle::ios::os_analytics_ad_daily {

static Result<void> parse(const Input& input, Output& out) {
    PlistFile file;
    TRY(file.read(input, out));
    Plist::Node processes = file.root()["netUsageBaseline"];
    if (processes && processes.type() != Plist::Type::dictionary)
        out.problem({Errc::corrupt, "netUsageBaseline is no dictionary"}, "netUsageBaseline");
    std::int64_t index = 0;
    for (auto [name, counters] : processes.members()) {
        if (counters.type() != Plist::Type::array)
            out.problem({Errc::corrupt, "counters that are no list"}, name.text());
        // Date, Wi-Fi in and out, mobile in and out; fewer have been seen.
        TRY(out.record(at_key("netUsageBaseline", index++),
                       {
                           headline(text("process", name.text(), Kind::process)),
                           when("counted", counters.at(0).date()),
                           real("wifi_in", counters.at(1).real()),
                           real("wifi_out", counters.at(2).real()),
                           real("wwan_in", counters.at(3).real()),
                           real("wwan_out", counters.at(4).real()),
                       }));
    }
    return {};
}

extern constinit const Artifact artifact = {
    .name = "os_analytics_ad_daily",
    .title = "Daily analytics of processes",
    .paths = {"**/Library/Preferences/com.apple.osanalytics.addaily.plist"},
    .parse = parse,
};

}  // namespace bridle::ios::os_analytics_ad_daily
