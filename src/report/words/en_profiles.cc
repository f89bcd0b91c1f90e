// English: what the rules about profiles, apps, trust and jailbreaks find. How a catalogue is
// written is said in report/words.h.

#include <string_view>

namespace bridle::words {

extern const std::string_view en_profiles;
constinit const std::string_view en_profiles = R"words(
[rule.profile_mdm]
Somebody manages this phone from afar

[rule.profile_mdm.meaning]
This phone is enrolled with a server that manages it ({server}). Depending on its rights, the server can see which apps are installed, add apps and settings, lock the phone or erase it. It cannot read messages by itself, but it can prepare the ground for that.

[rule.profile_mdm.sure]
Profile: {profile}. Organisation: {organisation}. Supervised by an organisation: {supervised}. The phone is enrolled. Who runs the server, and what for, cannot be told from the phone. Reports that attackers have used such profiles are the reason for this rule; the enrolment alone shows no attack.

[rule.profile_mdm.innocent]
A phone of an employer or a school is managed like that, and so are some phones of children.

[rule.profile_mdm.todo]
Ask yourself whether you agreed to that, and whether you know the organisation.

Look at Settings, General, VPN and Device Management. If you do not know what stands there, do not remove it yet: let an expert look at it first.

[rule.profile_root_certificate]
A profile brings a certificate that this phone shall trust

[rule.profile_root_certificate.meaning]
Whoever owns this certificate ({certificate}) may be able to pretend to be other web sites towards this phone, and to read what is sent to them, when the traffic passes by.

[rule.profile_root_certificate.leaf]
A profile brings a certificate

[rule.profile_root_certificate.leaf.meaning]
The certificate ({certificate}) was issued by somebody else. Most of these belong to one server or one person, and only let this phone know that one. Some can vouch for others, and then whoever owns it may be able to pretend to be other web sites.

[rule.profile_root_certificate.sure]
Profile: {profile}. Organisation: {organisation}. Supervised by an organisation: {supervised}. SHA-256 of the certificate: {digest}. That the certificate came with a profile is certain. Whether it is trusted for web sites, and whether anybody has used it, is not.

[rule.profile_root_certificate.innocent]
Companies and universities use certificates of their own for their networks.

Developers and some programs against advertisements use them to look into the traffic of a phone.

[rule.profile_root_certificate.todo]
Ask whoever gave you the profile what the certificate is for.

Look at Settings, General, About, Certificate Trust Settings. If nobody can explain the certificate, show it to an expert before you remove it.

[rule.profile_traffic]
A profile leads the traffic of this phone elsewhere

[rule.profile_traffic.meaning]
A profile sets up {way}. It leads to: {to}. Whoever runs that sees where this phone connects to, or more.

[rule.profile_traffic.sure]
Profile: {profile}. Organisation: {organisation}. Supervised by an organisation: {supervised}. The setting is there. What its operator does with the traffic cannot be told from the phone.

[rule.profile_traffic.innocent]
Companies, universities and schools lead traffic through their own servers.

Many people install such profiles on purpose: to block advertisements, or to be safer in foreign networks.

[rule.profile_traffic.todo]
If you know the profile and trust who made it, do nothing.

If you do not, show it to an expert before you remove it: Settings, General, VPN and Device Management.

[rule.profile_hides_notifications]
A profile decides which apps may notify you

[rule.profile_hides_notifications.meaning]
A profile holds settings for notifications. Apps whose notifications it turns off: {apps}. Attackers have used such profiles so that the owner sees nothing of what happens.

[rule.profile_hides_notifications.sure]
Profile: {profile}. Organisation: {organisation}. Supervised by an organisation: {supervised}. The settings are there; for what purpose is not known.

[rule.profile_hides_notifications.innocent]
Organisations set up notifications on the phones that they own, for example on phones in shops.

[rule.profile_hides_notifications.todo]
If this is your own phone, ask an expert to look at the profile before you remove it.

If it belongs to an organisation, ask the people who manage it.

[rule.profile_installed_and_removed]
A profile that is not on the phone any more

[rule.profile_installed_and_removed.meaning]
A configuration profile was installed on this phone and is not there now. Attackers have installed profiles for a short time only.

[rule.profile_installed_and_removed.sure]
Installed: {installed}. Removed: {removed}. The process that did the last of this: {process}. What the profile held is not known any more. This alone says little.

[rule.profile_installed_and_removed.innocent]
Many people have installed a profile once: for test versions of iOS, for a network, for work.

[rule.profile_installed_and_removed.todo]
Try to remember whether you installed and removed a profile at that time. If not, tell the expert who helps you.

[rule.app_without_store_metadata]
An app without a receipt of the App Store

[rule.app_without_store_metadata.meaning]
The App Store leaves a receipt beside each app that it installs. There is none beside {app}, or one that names no app. Spyware for phones has been installed like that.

[rule.app_without_store_metadata.sure]
That the receipt is missing in this copy of the phone is certain. It may have been lost, or the program that made the copy may have left it out. What the app does is not known.

[rule.app_without_store_metadata.innocent]
Developers put their own apps on their phones, and companies theirs on the phones of their people.

There are other stores for apps, and ways to install an app from a computer.

[rule.app_without_store_metadata.todo]
If you know the app and have installed it yourself, do nothing.

If you do not know it, do not open it. Show it to an expert before you remove it.

[rule.app_foreign_source]
An app that something else than the App Store has installed

[rule.app_foreign_source.meaning]
The receipt of {app} says that another program has installed it. Apps that Apple has not checked come like that.

[rule.app_foreign_source.apples.meaning]
The receipt of {app} says that another part of iOS than the App Store has installed it: {observed}. Test versions of apps come like that, from TestFlight.

[rule.app_foreign_source.sure]
The receipt names the program. Whether the app does harm cannot be told from that.

[rule.app_foreign_source.innocent]
Test versions of apps come from TestFlight. There are other stores for apps, and programs of companies that install apps.

[rule.app_foreign_source.todo]
If you know how the app came to your phone, do nothing. If not, show it to an expert.

[rule.tcc_sensitive_grant]
Something unusual may use the microphone, the camera or personal data

[rule.tcc_sensitive_grant.meaning]
An app without a receipt of the App Store may use: {services}. The app: {observed}. Apps from the App Store and parts of iOS have such permissions all the time.

[rule.tcc_sensitive_grant.program.meaning]
A program that is no app, and that does not come with iOS, may use: {services}. The program: {observed}. Only apps and parts of iOS usually have such permissions.

[rule.tcc_sensitive_grant.part.meaning]
A program in the folder of an app may use: {services}. The program: {observed}. Such permissions are mostly given to an app as a whole.

[rule.tcc_sensitive_grant.gone.meaning]
An app that is not on the phone any more was allowed to use: {services}. The app: {observed}. Most such apps were simply removed.

[rule.tcc_sensitive_grant.gone.sure]
The permission is there, and the app is not among those of this phone. Whether the permission was ever used, and why the app is gone, cannot be told from it.

[rule.tcc_sensitive_grant.sure]
The permission is there. Whether it was ever used cannot be told from it.

[rule.tcc_sensitive_grant.innocent]
Apps of developers and companies need permissions, too.

Permissions of an app can outlive the app.

[rule.tcc_sensitive_grant.todo]
Look at Settings, Privacy and Security. If you do not know what has this permission, show this report to an expert.

[rule.trust_store_changed]
This phone trusts a certificate that does not come with iOS

[rule.trust_store_changed.meaning]
Whoever owns this certificate can pretend to be other web sites towards this phone, and read what is sent to them, when the traffic passes by.

[rule.trust_store_changed.not_known]
A certificate of which it is not known whether this phone trusts it

[rule.trust_store_changed.not_known.meaning]
Somebody added a certificate that does not come with iOS. What it may be used for is missing or cannot be read. If it is trusted, whoever owns it can pretend to be other web sites towards this phone.

[rule.trust_store_changed.not_known.sure]
Digest of the certificate: {digest}. Brought by: {by}. That the certificate is there is certain. Whether it is trusted is not.

[rule.trust_store_changed.sure]
Digest of the certificate: {digest}. Brought by: {by}. That the phone was told to trust it is certain. Whether anybody has used it is not.

[rule.trust_store_changed.innocent]
Companies and universities use certificates of their own.

Developers and some programs against advertisements use them to look into the traffic of a phone.

[rule.trust_store_changed.todo]
Look at Settings, General, About, Certificate Trust Settings. If you do not know why the certificate is there, show it to an expert before you turn it off.

[rule.shortcut_runs_code]
A shortcut that connects to other computers

[rule.shortcut_runs_code.meaning]
The shortcut "{name}" does this: {effects}. It runs {starts}. Spyware has used shortcuts that run by themselves to come back after a restart.

[rule.shortcut_runs_code.sure]
The shortcut is there. Most shortcuts of this kind do no harm, so this alone says very little.

[rule.shortcut_runs_code.innocent]
Many people have such shortcuts: for the weather, for lamps, for web sites. Collections of shortcuts hold many.

[rule.shortcut_runs_code.todo]
Open the app Shortcuts. If you do not know this shortcut, show it to an expert.

[rule.jailbreak_leftovers]
Files of a jailbreak

[rule.jailbreak_leftovers.meaning]
There are files of tools that take away the protection of iOS: {tools}. On such a phone, programs can do what Apple forbids to all apps. Some spyware needs that.

[rule.jailbreak_leftovers.sure]
Number of files and folders with names that only such tools use: {files}. Who installed them is not known, nor whether they still work.

[rule.jailbreak_leftovers.innocent]
Some people do this to their own phones.

Some ways to copy a whole phone need it. If an expert copied this phone, ask whether the files come from that.

[rule.jailbreak_leftovers.todo]
If neither you nor the expert who copied the phone did this, treat the phone as unsafe: do not use it for anything that matters, and ask an expert.
)words";

}  // namespace bridle::words
