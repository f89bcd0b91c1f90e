// English: what rules find that look for the ways of certain attacks, in files, crashes and
// shutdowns. How a catalogue is written is said in report/words.h. In braces stand the facts
// that the rule gives.

#include <string_view>

namespace bridle::words {

extern const std::string_view en_attacks;
constinit const std::string_view en_attacks = R"words(
[rule.triangulation_process]
A program name that a known attack used for its traffic

[rule.triangulation_process.meaning]
The phone counted network traffic of a program called BackupAgent. Phones have not used a program of exactly this name for many years. The attack that researchers call Operation Triangulation (2019 to 2023) worked under this name.

[rule.triangulation_process.sure]
The name is exactly the same. The similar name BackupAgent2 is ordinary, and was not counted.

[rule.triangulation_process.innocent]
We know of no ordinary program of this name on phones of these years. Entries that were carried over from a very old phone cannot be ruled out.

[rule.triangulation_process.todo]
Ask an expert to look at this phone, and do not reset it before.

Note what you remember of the day: messages that vanished, a phone that grew warm.

[rule.triangulation_window]
Events that came together in the way of a known attack

[rule.triangulation_window.meaning]
Within minutes {count} things happened that are ordinary alone: {events}. Seconds from the first to the last: {seconds}. In the attack that researchers call Operation Triangulation, such things came together, because a message arrived, did its work and removed itself.

[rule.triangulation_window.sure]
The times fit the pattern that Kaspersky published. It is a pattern of times only: nothing of the attack itself was seen.

[rule.triangulation_window.innocent]
You deleted a message with a picture, or a whole conversation, and used the web or video calls in the same minutes.

A new phone was set up, or a backup was restored.

An update of iOS wrote these files.

[rule.triangulation_window.todo]
Try to remember what you did with the phone at this time.

If nothing explains it, show this finding to an expert.

[rule.sticky_shutdown]
A program that did not want to end when the phone was turned off

[rule.sticky_shutdown.meaning]
When the phone was turned off, it had to wait for {client}: {delays} times in one shutdown. Number of shutdowns in which that was so: {shutdowns}. Spyware has been seen to delay shutdowns.

[rule.sticky_shutdown.sure]
That the phone waited is certain. Why the program took so long is not known.

[rule.sticky_shutdown.innocent]
Programs of the system and apps that are busy, such as with the network or a transfer, often take long to end.

[rule.sticky_shutdown.todo]
Restart the phone now and then, and see whether the same program is named again.

If the program is none of iOS and none of your apps, show this finding to an expert.

[rule.shutdown_from_staging]
A program ran from a place where programs do not belong

[rule.shutdown_from_staging.meaning]
When the phone was turned off, {client} was still running (number of shutdowns: {shutdowns}). Programs of iOS and apps lie elsewhere. Pegasus and other spyware have run from such folders.

[rule.shutdown_from_staging.sure]
The program ran from this folder. What it did is not known from the log.

[rule.shutdown_from_staging.innocent]
Some legitimate software of Apple runs from folders under /private/var/db, such as the helper that installs updates of iOS. Where the path is that of the helper, this finding is a remark.

On a phone with a jailbreak, programs may lie in any folder.

[rule.shutdown_from_staging.todo]
Ask an expert to look at this phone, and do not reset or update it before.

[rule.shutdown_log_short]
The log of shutdowns says next to nothing

[rule.shutdown_log_short.meaning]
Number of shutdowns in the log in which the phone notes each: {count}. Spyware has emptied this log to hide.

[rule.shutdown_log_short.sure]
The log is short. Nothing says that somebody emptied it.

[rule.shutdown_log_short.innocent]
From iOS 26 on the phone begins this log anew at each start: short is normal there.

The phone is new, was reset, or is rarely turned off.

[rule.shutdown_log_short.todo]
Nothing. An expert who examines the phone will want to know.

[rule.shutdown_log_short.backward]
The times in the log of shutdowns run backward

[rule.shutdown_log_short.backward.meaning]
The phone notes each shutdown behind the one before it, but here a later line has an earlier time. Number of shutdowns in the log: {count}. Spyware has changed logs to hide.

[rule.shutdown_log_short.backward.sure]
The order of the times is certain. Nothing says that somebody changed the log.

[rule.shutdown_log_short.backward.innocent]
The clock of the phone was wrong for a while: after its battery had been empty, before it reached a network for the first time, or because somebody set it by hand.

[rule.shutdown_log_short.gap]
A part of the log of shutdowns is missing

[rule.shutdown_log_short.gap.meaning]
The phone keeps the log of its shutdowns in files with numbers, and there are files before and behind missing ones: {missing}. Spyware has removed logs to hide.

[rule.shutdown_log_short.gap.sure]
The files with these numbers are not in what was examined. Nothing says that somebody removed them.

[rule.shutdown_log_short.gap.innocent]
Whoever copied the phone took only some of the files, or could not read one.

The phone itself removes old files, and need not do so in their order.

[rule.crash_cluster]
Crashes of programs that handle messages and pages

[rule.crash_cluster.meaning]
Programs that open messages, pictures or web pages crashed in the way in which attacks make programs crash: {processes}, {count} in all. One crash alone says nothing. Several within minutes can be an attack that failed or had to be tried again.

[rule.crash_cluster.sure]
The crashes are certain. That an attack caused them is a guess: researchers found such crashes on phones that were attacked, but nobody has counted how often they happen on others.

[rule.crash_cluster.innocent]
Errors in iOS cause the same crashes. A damaged picture or page crashes a program again each time it is opened.

Test versions of iOS crash more often.

[rule.crash_cluster.todo]
Keep the reports: iOS deletes them after some weeks. An expert can read from them what the programs were doing.

Install the newest iOS once they are saved.

[rule.crash_imagent_nickname]
The messages program crashed over the name or picture of a contact

[rule.crash_imagent_nickname.meaning]
The program that handles iMessage crashed while it worked on the name and picture that people share with those they write to. The company iVerify found such crashes on a few phones of people who may be targets, and believes that they are traces of attacks.

[rule.crash_imagent_nickname.sure]
This is disputed. Apple says that it was an ordinary error in iOS, which it has corrected, and that it knows of no attack. Nobody has shown spyware on these phones. Version: {version}.

[rule.crash_imagent_nickname.innocent]
The error that Apple speaks of: it could happen to anybody.

[rule.crash_imagent_nickname.todo]
Keep the report, and show it to an expert if you may be a target. Install the newest iOS once it is saved.

[rule.crash_impossible_pc]
A part of the system crashed at an address where no code can be

[rule.crash_impossible_pc.meaning]
{process}, a part of iOS, crashed at the address {address}. No code can lie there, and an ordinary program does not go there. The attack that researchers call DarkSword left such crashes, at 0x201, in the parts of iOS that it had put its own code into.

[rule.crash_impossible_pc.sure]
The crash and its address are certain. The description of the attack fits, but the same could come about otherwise.

[rule.crash_impossible_pc.innocent]
An error in iOS or faulty memory can send a program anywhere, also to such an address.

[rule.crash_impossible_pc.todo]
Ask an expert to look at this phone, and do not reset or update it before. DarkSword deletes such reports, so save them soon.

[rule.crash_impossible_pc.misaligned]
A part of the system that plays media crashed in an unusual way

[rule.crash_impossible_pc.misaligned.meaning]
{process}, a part of iOS, crashed because it used an address at which nothing can begin. The attack that researchers call DarkSword left such crashes.

[rule.crash_impossible_pc.misaligned.sure]
The crash and its kind are certain. By itself this is a weak sign: the description of the attack says no more of this crash.

[rule.crash_impossible_pc.misaligned.innocent]
An error in iOS, or a damaged sound or film.

[rule.crash_impossible_pc.misaligned.todo]
Keep the report, and show it to an expert if you may be a target.

[rule.crash_impossible_pc.javascript]
A part of the system that crashed had loaded what runs the programs of web pages

[rule.crash_impossible_pc.javascript.meaning]
{process}, a part of iOS, crashed, and the code that it had loaded includes JavaScriptCore, which runs the programs of web pages. The attack that researchers call DarkSword loads it into parts of iOS that it takes over.

[rule.crash_impossible_pc.javascript.sure]
That the code was loaded is certain. By itself this is a weak sign: nobody has counted how often these parts of iOS load it by themselves.

[rule.crash_impossible_pc.javascript.innocent]
Parts of iOS use JavaScriptCore for their own purposes, and newer versions more than older ones.

[rule.crash_impossible_pc.javascript.todo]
Keep the report, and show it to an expert if you may be a target.

[rule.homed_then_blastdoor]
Two crashes in the order of a known attack

[rule.homed_then_blastdoor.meaning]
The program for the smart home crashed, and soon after it the program in which iOS opens messages. Seconds between the two: {seconds}. The attack of 2022 that researchers call PWNYOURHOME used first the one and then the other.

[rule.homed_then_blastdoor.sure]
The two crashes and their order are certain. That the one has to do with the other is a guess.

[rule.homed_then_blastdoor.innocent]
Both crashed by chance, or because the phone was short of memory.

[rule.homed_then_blastdoor.todo]
Keep the reports: iOS deletes them after some weeks. Show them to an expert if you may be a target.

Look in the Home app for invitations from people you do not know.
)words";

}  // namespace bridle::words
