// Published descriptions that several rules rest on.

#pragma once

#include <string_view>

namespace bridle::ios {

inline constexpr std::string_view
    kAmnestyPegasus =
        "https://www.amnesty.org/en/latest/research/2021/07/"
        "forensic-methodology-report-how-to-catch-nso-groups-pegasus/",
    kCitizenLabPegasus2022 =
        "https://citizenlab.ca/2023/04/nso-groups-pegasus-spyware-returns-in-2022/",
    kKasperskyShutdownLog =
        "https://securelist.com/shutdown-log-lightweight-ios-malware-detection-method/111734/",
    kKasperskyTriangulation = "https://securelist.com/operation-triangulation/109842/";

}  // namespace bridle::ios
