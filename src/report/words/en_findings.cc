// English: what a match with an indicator means, by the type of the indicator
// and by how it matches. How a catalogue is written is said in report/words.h.
// In these texts stand: {observed}, {indicator}, {families}, {artifact}.

#include <string_view>

namespace bridle::words {

extern const std::string_view en_findings;
constinit const std::string_view en_findings = R"words(
# Each type: what was found, what it means, innocent causes, what to do.

[rule.indicator_domain]
An internet address known from {families}

[rule.indicator_domain.meaning]
The phone holds the address of a server that researchers have connected with {families}.

[rule.indicator_domain.innocent]
Somebody wrote or read about the attack: news and reports of researchers name such addresses, too.

The address belonged to somebody else before or after the attackers used it.

[rule.indicator_domain.todo]
Do not open the address on any device. Keep the message or the visit; do not delete it.

[rule.indicator_url]
A web page known from {families}

[rule.indicator_url.meaning]
The phone holds the address of a web page that researchers have connected with {families}.

[rule.indicator_url.innocent]
Somebody wrote or read about the attack: news and reports of researchers name such pages, too.

[rule.indicator_url.todo]
Do not open the page on any device. Keep the message or the visit; do not delete it.

[rule.indicator_ip]
The number of a server known from {families}

[rule.indicator_ip.meaning]
The phone holds the number (IP address) of a server that researchers have connected with {families}.

[rule.indicator_ip.innocent]
Many servers and many customers share one number, and numbers change hands. At the time it may have been somebody else's.

[rule.indicator_ip.todo]
Compare the time of the finding with the time in which the attackers used the number. An expert can look that up.

[rule.indicator_email]
An e-mail address known from {families}

[rule.indicator_email.meaning]
The phone was in contact with an account that researchers have connected with {families}, or has looked it up. Attackers use such accounts to deliver spyware through iMessage, often without anything to be seen.

[rule.indicator_email.innocent]
The account was taken over from an innocent person, or somebody else uses the same address today.

[rule.indicator_email.todo]
Do not write to the address. Keep everything that came from it.

[rule.indicator_phone]
A phone number known from {families}

[rule.indicator_phone.meaning]
The phone was in contact with a number that researchers have connected with {families}.

[rule.indicator_phone.innocent]
Numbers are given to somebody else after a while, and the sender of a text message can be forged.

[rule.indicator_phone.todo]
Do not call or write to the number. Keep everything that came from it.

[rule.indicator_process]
A program known from {families}

[rule.indicator_process.meaning]
A program of this name was on the phone, or at work on it. Researchers have seen {families} use this name.

# A list of files says that a file is there, not that it ran.
[rule.indicator_process.files]
A file with the name of a program known from {families}

[rule.indicator_process.files.meaning]
A file with the name of a program lies on the phone. Researchers have seen programs of {families} with this name. Whether it ever ran, a list of files does not say.

[rule.indicator_process.files.innocent]
A harmless file has the same name by chance. Spyware likes to choose names that look like those of the system.

[rule.indicator_process.innocent]
A harmless program has the same name by chance. Spyware likes to choose names that look like those of the system.

[rule.indicator_process.todo]
Let an expert examine the phone. Do not reset it before.

[rule.indicator_file_path]
A file known from {families}

[rule.indicator_file_path.meaning]
The phone has, or had, a file in a place where researchers have seen files of {families}.

[rule.indicator_file_path.innocent]
A harmless program uses the same place.

[rule.indicator_file_path.todo]
Let an expert look at the file. Do not reset the phone before.

[rule.indicator_file_name]
A file name known from {families}

[rule.indicator_file_name.meaning]
The phone has, or had, a file with a name that researchers have seen with {families}.

[rule.indicator_file_name.innocent]
Names can be the same by chance, above all short ones.

[rule.indicator_file_name.todo]
Let an expert look at the file.

[rule.indicator_app_id]
An app known from {families}

[rule.indicator_app_id.meaning]
An app with this identifier is on the phone, was on it, or used its functions. Researchers have connected it with {families}.

[rule.indicator_app_id.innocent]
Some spyware uses the identifier of a harmless app, and then the harmless app is matched as well.

[rule.indicator_app_id.todo]
Do not delete the app before an expert has seen it. Deleting it also deletes the evidence.

[rule.indicator_profile]
A configuration profile known from {families}

[rule.indicator_profile.meaning]
A profile changes how a phone works, for example whom it trusts. Researchers have connected this one with {families}.

[rule.indicator_profile.innocent]
Employers, schools and phone companies install profiles, too, but not usually with this identifier.

[rule.indicator_profile.todo]
Do not remove the profile before an expert has seen it.

[rule.indicator_hash]
A file that is known from {families}, by its checksum

[rule.indicator_hash.meaning]
A file with this checksum belongs to {families}, according to researchers. Two files with the same checksum are the same.

[rule.indicator_hash.innocent]
The file was kept on purpose, for example by somebody who studies spyware.

[rule.indicator_hash.todo]
Do not open the file. Let an expert look at the phone.

[rule.indicator_pattern]
Something that has the form known from {families}

[rule.indicator_pattern.meaning]
One entry of the data has several features at once that researchers know from {families}.

[rule.indicator_pattern.innocent]
The features can come together by chance.

[rule.indicator_pattern.todo]
Let an expert compare the entry with what is known.

# How the observed value and the indicator match.

[how.exact]
It is exactly the value of the indicator.
[how.path_prefix]
It lies below the path that the indicator names.
[how.parent_domain]
It belongs to the domain that the indicator names.
[how.url_variant]
It is the same page; only the way of asking for it is written differently.
[how.relative_path]
It is the same path as far as both are known.
[how.pattern]
It has the form that the indicator describes, which other values may have, too.
[how.truncated_name]
It is the same as far as it goes: the system cuts long names of programs. Another program could begin with the same letters.
[how.embedded]
The value stands inside something else, so it may mean something else.
[how.other_page]
It is on the same server, but the indicator names another page. Others may use that server, too.

# What it says that a match stands in this artifact.

[place.sms]
It stands in a message that was sent to or from this phone, or among those with whom messages were exchanged, who stay there when the messages are gone. It does not show that anybody opened a link, or that an attack succeeded.
[place.sms_attachments]
It stands with an attachment of a message. That shows that the attachment was there, not that an attack succeeded.
[place.whatsapp]
It stands in a message of WhatsApp that was sent to or from this phone, or among those with whom messages were exchanged, who stay there when the messages are gone. It does not show that anybody opened a link, or that an attack succeeded.
[place.safari_history]
It stands in the history of Safari. This phone, or another device with the same account, opened this page, or was led to it. It does not yet show that the attack succeeded.
[place.calls]
It stands in the call history. There was a call, or an attempt.
[place.datausage]
It stands in the list of programs that used the network. The program ran on this phone.
[place.os_analytics_ad_daily]
It stands in the daily list of programs that used the network. The program ran on this phone.
[place.tcc]
It stands in the list of permissions. The app or program asked for access, for example to the microphone.
[place.id_status_cache]
It stands in the list of accounts that the phone looked up for iMessage or FaceTime. The phone was in contact with it, or somebody tried to reach the phone from it.
[place.manifest]
It stands in the list of files. The file was on the phone when the backup was made.
[place.backup_info]
It stands in the list of apps.
[place.global_preferences]
It stands in the settings of the phone.
)words";

}  // namespace bridle::words
