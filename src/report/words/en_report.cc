// English: the statement for the person, headings, labels, the glossary. How
// a catalogue is written is said in report/words.h.

#include <string_view>

namespace bridle::words {

extern const std::string_view en_report;
constinit const std::string_view en_report = R"words(
[language]
en

[title]
Examination report

[subtitle]
What Bridle found, how sure that is, and what to do

[statement.traces_found]
Traces that point to spyware were found

[statement.traces_found.text]
This data holds traces that match known spyware or the way it works. They are strong, and they should be taken seriously.

A trace is not yet the whole story. It can mean that the phone was infected, or that somebody tried and failed. An expert can tell the difference.

[statement.traces_found.todo]
You have done the right thing by having the phone examined. Nothing needs to be decided in a hurry.

Please do not reset the phone, delete messages or remove apps before an expert has seen it. That could destroy evidence.

Ask for help from another device, one that is not yours if you can: the Digital Security Helpline of Access Now (help@accessnow.org) or the Security Lab of Amnesty International (securitylab.amnesty.org/get-help) help journalists, activists and other people at risk, free of charge and in confidence.

Until then, use another device for what must stay private, and keep this phone out of rooms where you speak about it: spyware may listen.

Think of the people whose messages are on the phone. They may be affected, too. Tell them in person, and with the advice of the expert.

Keep this report and the folder it came in to yourself and those who help you. They hold personal data, and evidence.

[statement.signs]
Signs were found that an expert should look at

[statement.signs.text]
Some things were found that spyware can leave behind, but that can also have an innocent cause. By themselves they do not prove that the phone was attacked.

[statement.signs.todo]
There is no reason to panic. Most signs of this kind turn out to be harmless.

Read in the report what was found and which innocent causes are possible. Perhaps you recognise one of them.

If you cannot explain it, or if you have reason to think that somebody wants to watch you, ask an expert: the Digital Security Helpline of Access Now (help@accessnow.org) or the Security Lab of Amnesty International (securitylab.amnesty.org/get-help) help people at risk, free of charge and in confidence.

Do not reset the phone and do not delete anything before that question is answered.

[statement.nothing_known]
Nothing known was found in what could be read

[statement.nothing_known.text]
None of the traces that this program knows was found in the data that was examined.

This does not prove that there is no spyware on the phone. New spyware leaves traces that nobody knows yet, good spyware removes its traces, and what was taken from a phone is only a part of what was on it.

[statement.nothing_known.todo]
Install updates of the system as soon as they appear, and restart the phone now and then: much spyware does not survive a restart.

If you may be a target because of your work or of whom you know, turn on Lockdown Mode (Settings, Privacy and Security). It closes the doors that most attacks came through.

If Apple has warned you, or if you have other reason for worry, ask an expert in spite of this result: the Digital Security Helpline of Access Now (help@accessnow.org) or the Security Lab of Amnesty International (securitylab.amnesty.org/get-help).

Keep what was taken from the phone. When more is known about spyware, it can be examined again.

[statement.incomplete.todo]
Not everything could be read. If you can, copy it again or take it from the phone once more, and have that examined: a damaged copy may hide what was on the phone.

[statement.not_examined]
The phone could not be examined

[statement.not_examined.text]
Nothing of this data could be read. So nothing can be said about the phone, neither good nor bad.

[statement.not_examined.todo]
See under “What was examined” what the reason was, make a new backup or dump, and examine that. If it fails again, ask the person who helps you, or write to the Digital Security Helpline of Access Now (help@accessnow.org).

# What limits the statement.

[limit.incomplete]
Not everything could be read. Traces in the parts that could not be read are not found. What is missing is listed under “What was examined”.

[limit.no_indicators]
No indicators were used. Addresses, names and files of known spyware were not looked for, only traces of the way it works.

[limit.not_compared.one]
{count} indicator was withdrawn, had expired, or is of a kind that is not understood. It was not compared.

[limit.not_compared.other]
{count} indicators were withdrawn, had expired, or are of a kind that is not understood. They were not compared.

[limit.kinds_not_compared]
In this data there is nothing with which indicators of these kinds could be compared: {kinds}.

[limit.old_indicators]
The newest set of indicators is {days} days old. What became known since then was not looked for.

[limit.skipped]
Only a part was examined, because somebody asked for that. What was left out is listed under “What was examined”.

[limit.unencrypted]
The backup is not encrypted. iPhones leave things out of such a backup, the call history and the Safari history among them. An encrypted backup shows more.

[limit.dump]
The times of files are those that the copy of the file system has kept. A tool that copies or unpacks files can change them.

[limit.short_links.one]
{count} shortened link hides where it leads. It was marked and not followed, so its target could not be compared.

[limit.short_links.other]
{count} shortened links hide where they lead. They were marked and not followed, so their targets could not be compared.

[limit.findings_left_out]
There are more findings than a case holds. {count} {count:was|were} counted and left out: less grave ones, and those that say again what many others say.

# Headings.

[heading.found]
What was found
[heading.todo]
What to do now
[heading.limits]
What this result does not cover
[heading.findings]
The findings in detail
[heading.coverage]
What was examined
[heading.problems]
What could not be read
[heading.remarks]
Remarks about what was read
[heading.acquisition]
The phone and the data taken from it
[heading.indicators]
Indicators that were used
[heading.custody]
Consent and custody
[heading.method]
How this was made
[heading.glossary]
What the words mean
[heading.contents]
Contents

[lead.findings]
For each finding: what it is, how sure that is, which innocent causes are possible, and where exactly it stands, so that anybody can check it with other tools. Internet addresses are written with hxxp and [.], so that nobody opens them by accident; findings.json has them as they are.

[lead.coverage]
What the program looks at, and how much of it was there and could be read. Where something is missing, nothing could be found.

[lead.problems]
Each of these costs the part that is named. Whether the rest of a file was read stands in the table above.

[lead.indicators]
Indicators are addresses, names and files that are known to belong to spyware. These sets were compared with everything that was read.

[lead.custody]
Who agreed, and what was done when. All times are in UTC, and below that in another time zone where one was chosen.

[custody.opened]
The data was opened, for reading only.

[custody.read]
What was asked for and could be read had been read, compared with the indicators, if there were any, and put to the rules.

[lead.method]
This report was made by {program}. It read the data, compared it with the indicators and applied its own rules. It worked without any network connection, opened nothing that it read about, and changed nothing in the data. The same data and the same indicators give the same result on any machine, as long as no indicator expires in the meantime.

[lead.method.check]
Every file that was read is listed in manifest.json with its SHA-256, a checksum that changes when a single bit changes; one that could not be read to its end has none. All records are in case.db, all events in timeline.csv, all findings in findings.json.

[none.found]
Nothing of low severity or above.
[none.findings]
There are no findings.
[none.indicators]
None.
[none.consent]
Nobody recorded a consent to this examination.
[none.problems]
Everything that was there could be read.
[none.more_problems]
What was there could be read; what is missing is listed above.

[more.findings]
{count} more {count:finding is|findings are} not shown here. All of them are in findings.json.
[more.info]
{count} more, for information only.
[more.problems]
{count} more {count:is|are} in case.db.
[more.unsupported]
{count} more.

# Labels.

[label.severity]
Severity
[label.confidence]
How sure
[label.number]
Finding {number}
[label.here]
Where it was seen
[label.sure]
How sure this is
[label.note]
Good to know
[label.innocent]
Innocent causes that are possible
[label.todo]
What to do
[label.references]
To read more
[label.evidence]
Evidence
[label.observed]
Observed
[label.field]
In the field
[label.indicator]
Indicator
[label.source]
Says who
[label.time]
Time (UTC)
[label.artifact]
Kind of data
[label.file]
File on the phone
[label.location]
File in the acquisition
[label.sha256]
SHA-256 of the file
[label.row]
Place in the file
[label.row.value]
{part}, row {at}
[label.byte.value]
byte {at}
[label.record]
Record in case.db
[label.facts]
Details
[label.records]
Records
[label.state]
State
[label.reason]
Reason
[label.problem]
Problem
[label.device]
Device
[label.name]
Name
[label.model]
Model
[label.version]
iOS version
[label.serial]
Serial number
[label.unique_id]
Unique identifier
[label.kind]
Data
[label.root]
Read from
[label.taken]
Taken
[label.encrypted]
Backup encrypted
[label.files]
Files read
[label.records_kept]
Records kept
[label.set]
Set
[label.date]
Date
[label.values]
Values
[label.families]
About
[label.left_out]
Left out
[label.consent]
Consent
[label.when]
When
[label.step]
What was done
[label.program]
Program
[label.started]
Started
[label.finished]
Finished
[label.only]
Only these kinds of data
[label.exit_code]
Exit code
[label.other_records]
Other findings of the same kind

[yes]
yes
[no]
no
[unknown]
not known
[indicator.unsupported]
{count} not understood
[indicator.revoked]
{count} withdrawn
[indicator.expired]
{count} expired
[withheld.one]
{count} text with nothing to compare in it was counted and not kept
[withheld.other]
{count} texts with nothing to compare in them were counted and not kept

[count.files.one]
{count} file
[count.files.other]
{count} files
[count.values.one]
{count} value
[count.values.other]
{count} values
[count.sets.one]
{count} set of indicators
[count.sets.other]
{count} sets of indicators
[count.times.one]
once
[count.times.other]
{count} times
[count.or_more]
{times} or more
[count.problems.one]
{count} problem
[count.problems.other]
{count} problems
[count.remarks.one]
{count} remark
[count.remarks.other]
{count} remarks
[caption.custody]
Steps
[caption.method]
This examination
[count.artifacts.one]
{count} kind of data
[count.artifacts.other]
{count} kinds of data

# Coverage.

[reading.read]
Read
[reading.partial]
Read in part
[reading.unreadable]
Could not be read
[reading.absent]
Not there
[reading.skipped]
Left out on request

[absence.unusual]
Every phone has this. It is unusual that it is missing, and somebody should ask why.
[absence.optional]
That is normal: not every phone has it, and not every acquisition.
[absence.only_encrypted.normal]
That is normal: only encrypted backups have it.
[absence.only_encrypted.odd]
An encrypted backup should have it. Somebody should ask why it is missing.
[absence.older_versions]
That is normal: newer versions of iOS do not put it there.
[absence.only_dumps]
That is normal: no backup has it, and not every phone.

[code.truncated]
ends too early
[code.corrupt]
damaged
[code.unsupported]
a form not known to this version
[code.limit]
more than is read at once
[code.io]
the file could not be opened or read
[code.internal]
an error in this program; please report it
[code.password]
encrypted, and the password is missing or another one

# Severities, and how sure.

[severity.info]
For information
[severity.low]
Low
[severity.medium]
Medium
[severity.high]
High
[severity.critical]
Critical

[severity.info.meaning]
Not a sign of an attack. Good to know.
[severity.low.meaning]
Has an innocent cause in nearly all cases.
[severity.medium.meaning]
Unusual. An expert should look at it.
[severity.high.meaning]
Points to an attack or an attempt.
[severity.critical.meaning]
Belongs to known spyware.

[confidence.weak]
Weak
[confidence.moderate]
Moderate
[confidence.strong]
Strong
[confidence.confirmed]
Confirmed

[confidence.weak.meaning]
It can easily be something else.
[confidence.moderate.meaning]
It fits, and other causes are possible.
[confidence.strong.meaning]
Other causes are unlikely.
[confidence.confirmed.meaning]
There is hardly any doubt what this is.

# The summary on a terminal.

[summary.read]
Looked for: {read} read, {partial} read in part, {unreadable} could not be read, {absent} not there
[summary.skipped]
{count} left out on request
[summary.more]
… and {count} more

# Glossary: a term, then what it means.

[glossary]
Mercenary spyware

Software that companies sell to states, to watch a phone without its owner knowing. It reads messages, listens and follows.

Acquisition

The data that was taken from the phone, such as a backup or a copy of its file system.

Artifact

A kind of data on a phone, such as the messages or the history of the browser.

Record

One entry of an artifact: one message, one visit, one file.

Indicator

An address, a name or a file that researchers know to belong to spyware. A set is a published list of them.

Finding

A record that an indicator or a rule picked out.

Severity

How grave it would be if the finding is what it looks like.

How sure

How well the finding is distinguished from innocent causes.

Coverage

How much of what should be there was there and could be read.

SHA-256

A checksum of a file. If two files have the same one, they are the same.

UTC

The time that is the same all over the world, without summer time.

Lockdown Mode

A setting of iPhones that turns off functions which attacks have used.
)words";

}  // namespace bridle::words
