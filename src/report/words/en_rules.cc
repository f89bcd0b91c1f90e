// English: what the rules find. How a catalogue is written is said in
// report/words.h. In braces stand the facts that the rule gives.

#include <string_view>

namespace bridle::words {

extern const std::string_view en_rules;
constinit const std::string_view en_rules = R"words(
[rule.apple_threat_notification]
Apple has warned about an attack on this phone

[rule.apple_threat_notification.meaning]
The messages hold a warning that Apple sends to people who it believes are individually targeted by mercenary spyware. Apple sends it to few people and only when it is rather sure.

[rule.apple_threat_notification.sure]
Sender: {sender}. The warning says that somebody tried. It does not say whether the attack succeeded.

[rule.apple_threat_notification.innocent]
Criminals imitate such warnings. A real one never asks you to open a link, to install anything, or to give a password. You can check it: sign in at account.apple.com, and a real warning is shown at the top of the page.

[rule.apple_threat_notification.todo]
Take the warning seriously, even if nothing else was found.

Turn on Lockdown Mode and install the newest iOS, after an expert had the chance to save what is on the phone.

Ask the Digital Security Helpline of Access Now (help@accessnow.org), which Apple itself recommends.

[rule.apple_threat_wording]
A message that reads like a warning from Apple

[rule.apple_threat_wording.meaning]
A message begins with the words in which Apple warns people of mercenary spyware, and it did not come from an address from which Apple sends such warnings.

[rule.apple_threat_wording.sure]
Sender: {sender}. Anybody can write these words. Whether Apple has warned the owner of this phone cannot be told from the message.

[rule.apple_threat_wording.innocent]
Somebody passed on a warning that Apple had sent to them.

Criminals imitate such warnings to make people open a link or give a password. A real one never asks for that.

[rule.apple_threat_wording.todo]
Open no link in the message.

Sign in at account.apple.com, by typing the address yourself: if Apple has warned you, the warning is shown at the top of the page.

If it is there, or if you are not sure, ask the Digital Security Helpline of Access Now (help@accessnow.org).

[rule.crash_reporter_plist]
A file that spyware has used to hide its crashes

[rule.crash_reporter_plist.meaning]
There is a file with settings of the crash reporter in a place where phones do not usually have one. Pegasus put this file there so that reports about its own crashes did not reach Apple.

[rule.crash_reporter_plist.sure]
Only the presence of the file was seen. What it says is not in a list of files.

[rule.crash_reporter_plist.innocent]
Developers and test versions of iOS can have such a file.

[rule.crash_reporter_plist.todo]
Ask an expert to look at this phone. If you never installed test versions of iOS, say so.

[rule.datausage_gap]
The list of programs that used the network has gaps

[rule.datausage_gap.meaning]
Each program that uses the network gets a number. Missing numbers: {ranges}; in all {count}. Spyware has removed its own entries from this list.

[rule.datausage_gap.sure]
Gaps alone say very little: nearly every phone has some.

[rule.datausage_gap.innocent]
iOS removes entries itself, for example when an app is deleted.

[rule.datausage_gap.todo]
Nothing. An expert who examines the phone will want to know.

[rule.datausage_orphan]
Network traffic of a program that was removed from the list

[rule.datausage_orphan.meaning]
The phone keeps a list of programs and a list of their traffic. Here is traffic of program number {process_id} (rows: {rows}), but the program itself was removed from the list. Pegasus did this to hide, and forgot the traffic.

[rule.datausage_orphan.sure]
iOS normally removes both together. What the program was called is not known any more.

[rule.datausage_orphan.innocent]
A damaged or half-written list, for example after the phone ran out of power.

An app that was deleted while the list was being written.

[rule.datausage_orphan.todo]
Ask an expert to look at this phone, and do not reset it before.

[rule.id_status_nul]
A contact address that no person could have entered

[rule.id_status_nul.meaning]
The phone looked up an account for iMessage or FaceTime whose address holds NUL characters. No real address has them. An attack through iMessage left such entries.

[rule.id_status_nul.sure]
We know of no harmless way for such an entry to come about.

[rule.id_status_nul.innocent]
A damaged file. Then other entries of it would be damaged, too.

[rule.id_status_nul.todo]
Ask an expert to look at this phone, and do not reset it before.

[rule.lockdown_mode]
Lockdown Mode

[rule.lockdown_mode.on]
Lockdown Mode is on

[rule.lockdown_mode.off]
Lockdown Mode is off

[rule.lockdown_mode.meaning]
Lockdown Mode turns off functions that attacks have used, such as most attachments of messages.

[rule.lockdown_mode.sure]
This is the setting at the time when the data was taken from the phone.

[rule.lockdown_mode.innocent]
This is no sign of an attack. On most phones it is off.

[rule.lockdown_mode.on.todo]
Leave it on.

[rule.lockdown_mode.off.todo]
If you may be a target, turn it on: Settings, Privacy and Security, Lockdown Mode. If this report has other findings, let an expert save what is on the phone first.

[rule.outdated_ios]
iOS {version} lacks security updates

[rule.outdated_ios.meaning]
Newer versions close holes that attacks have used. When this program was made, the newest was iOS {newest}.

[rule.outdated_ios.sure]
The version is the one that the acquisition states.

[rule.outdated_ios.innocent]
This is no sign of an attack. Some older phones cannot run the newest version.

[rule.outdated_ios.todo]
Install the newest version that your phone can run: Settings, General, Software Update. If this report has other findings, let an expert save what is on the phone first.

[rule.suspicious_attachment]
A received attachment in an unusual place

[rule.suspicious_attachment.meaning]
Attachments of messages lie in a folder of their own. This one was received into a temporary folder, which is what was left of attacks through iMessage whose message removed itself.

[rule.suspicious_attachment.sure]
The place and the name fit. The attachment itself is not known.

[rule.suspicious_attachment.innocent]
An attachment whose download was interrupted.

[rule.suspicious_attachment.todo]
Do not delete the conversation. Ask an expert to look at the message and its time.
)words";

}  // namespace bridle::words
