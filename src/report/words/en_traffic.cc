// English: traffic, location, analytics and the programs that they name, and what rules find in
// them. How a catalogue is written is said in report/words.h.

#include <string_view>

namespace bridle::words {

extern const std::string_view en_traffic;
constinit const std::string_view en_traffic = R"words(
[artifact.analytics]
Analytics of the keychain
[artifact.analytics.why]
Names programs and servers that took part when something failed.
[place.analytics]
It stands in an event that the phone wrote down for Apple's analytics. A program of this name ran, or this address was asked for.

[artifact.ios_version_history]
Versions of iOS that ran
[artifact.ios_version_history.why]
When the phone was updated, and so which holes it had when.
[place.ios_version_history]
It stands in a journal of analytics, beside the version of iOS.

[artifact.locationd_clients]
Programs that asked for the location
[artifact.locationd_clients.why]
Spyware follows people. Programs that asked where the phone is are listed here.
[place.locationd_clients]
It stands in the list of programs that asked where the phone is. The program ran on this phone, or was on it.

[artifact.netusage]
Network usage by program
[artifact.netusage.why]
Spyware must send what it steals. Programs that used any network are counted here.
[place.netusage]
It stands in the list of what used the network. The program ran on this phone, or an app on it asked for this site.

[rule.process_from_unusual_place]
A program in a folder where none belongs
[rule.process_from_unusual_place.meaning]
A program lies in a folder that is there for temporary things: {path}. Programs of iOS lie in folders that cannot be written to, and those of apps in their own. Spyware has run from such folders.
[rule.process_from_unusual_place.sure]
The phone itself wrote down the path. Number of entries with it: {records}. What the program does cannot be told from it.
[rule.process_from_unusual_place.listed.sure]
A file that can be run lies there. That it ever ran is not known, nor what it does.
[rule.process_from_unusual_place.innocent]
A part of Apple's own updater runs from the staging folder. Where the path says so, this finding is a remark.

A phone that was opened on purpose (a jailbreak), or that belongs to a developer.
[rule.process_from_unusual_place.todo]
Ask an expert to look at this phone, and do not reset it before.

[rule.process_near_miss]
A program with nearly the name of one of iOS
[rule.process_near_miss.meaning]
A program is called {name}. iOS has one called {like}. Spyware has given itself names that differ in one letter from those of iOS, so that nobody looks twice.
[rule.process_near_miss.sure]
Only the names were compared. The list of names of iOS that this program knows is not complete: every version has new ones. By itself this is a weak sign.
[rule.process_near_miss.innocent]
A program of a version of iOS that this list does not know yet.

An app whose maker chose such a name.
[rule.process_near_miss.todo]
Search the web for the name. If nobody else has it, show this finding to an expert.

[rule.process_without_binary]
A program used the network and is nowhere on the phone
[rule.process_without_binary.meaning]
A program called {name} used the network, and no file of that name is on the phone. Spyware has removed its own file after it was started.
[rule.process_without_binary.sure]
The list of files that came with this examination was searched. Files that whoever made the copy could not read are not in it.
[rule.process_without_binary.innocent]
A program of an earlier version of iOS, or of an app that was removed.

A name under which iOS counts traffic and that belongs to no program of its own.

Newer versions of iOS keep some programs in parts of the storage that are not always copied.
[rule.process_without_binary.todo]
Show this finding to an expert, together with the version of iOS.
)words";

}  // namespace bridle::words
