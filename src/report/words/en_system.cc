// English: logs and crashes of the system. How a catalogue is written is said in
// report/words.h.

#include <string_view>

namespace bridle::words {

extern const std::string_view en_system;
constinit const std::string_view en_system = R"words(
[artifact.shutdown_log]
Log of shutdowns
[artifact.shutdown_log.why]
Programs that were still running when the phone shut down. Spyware that survives in memory has been seen there.
[place.shutdown_log]
A program of this name was still running when the phone was shut down. So it did run on this phone.

[artifact.crash_reports]
Reports of crashes and hangs
[artifact.crash_reports.why]
Attacks make the programs crash that they attack. Some reports also list everything that was running.
[place.crash_reports]
The phone noted a program of this name in a report about a crash, or was running it at that moment.

[artifact.system_version]
Version of iOS
[artifact.system_version.why]
Says which version of iOS the phone ran, and so which holes it had.
[place.system_version]
The list that names the version of iOS holds this.

[artifact.powerlog]
Use of power by process
[artifact.powerlog.why]
Which programs used the processor, the network, the camera, the microphone and the location, and when.
[place.powerlog]
The phone accounted power to a program of this name. So it did run on this phone, or was installed.
)words";

}  // namespace bridle::words
