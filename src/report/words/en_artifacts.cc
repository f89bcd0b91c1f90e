// English: what the artifacts are, and why they are looked at. How a catalogue
// is written is said in report/words.h.

#include <string_view>

namespace bridle::words {

extern const std::string_view en_artifacts;
constinit const std::string_view en_artifacts = R"words(
[artifact.backup_info]
The phone and its apps
[artifact.backup_info.why]
Says which phone this is and which apps were on it.

[artifact.calls]
Call history
[artifact.calls.why]
Some attacks began with a call that nobody needed to answer.

[artifact.datausage]
Data usage by program
[artifact.datausage.why]
Spyware must send what it steals. Programs that used the network are counted here.

[artifact.global_preferences]
General settings
[artifact.global_preferences.why]
Says whether Lockdown Mode is on.

[artifact.id_status_cache]
Accounts looked up for iMessage and FaceTime
[artifact.id_status_cache.why]
Accounts of attackers have been found here.

[artifact.manifest]
List of files
[artifact.manifest.why]
Names and times of all files in the backup, among which files of spyware can be.

[artifact.os_analytics_ad_daily]
Daily statistics of programs
[artifact.os_analytics_ad_daily.why]
A second list of programs that used the network.

[artifact.safari_history]
Safari history
[artifact.safari_history.why]
Pages that were opened, and where they led. Many attacks begin with a link.

[artifact.sms]
Messages (SMS and iMessage)
[artifact.sms.why]
Attacks arrive in messages, and so do Apple's warnings.

[artifact.sms_attachments]
Attachments of messages
[artifact.sms_attachments.why]
Attacks have come as pictures and documents.

[artifact.tcc]
Permissions of apps
[artifact.tcc.why]
Which apps and programs may use the microphone, the camera and so on.

[artifact.whatsapp]
WhatsApp
[artifact.whatsapp.why]
Attacks arrive in messages of every app.
)words";

}  // namespace bridle::words
