// English: people, calendar, calls and the use of the phone, and what rules find in them. How a
// catalogue is written is said in report/words.h.

#include <string_view>

namespace bridle::words {

extern const std::string_view en_people;
constinit const std::string_view en_people = R"words(
[artifact.calendar]
Calendar
[artifact.calendar.why]
Attacks have come as invitations to meetings that were long over, of which the phone shows nothing.
[place.calendar]
It stands in the calendar: in an event, an invitation, or the name of somebody who was invited. It shows that this reached the phone. It does not show that an attack succeeded.

[artifact.contacts]
Contacts
[artifact.contacts.why]
Says whom the owner of the phone knows, so that strangers elsewhere stand out.
[place.contacts]
It stands in the contacts. Somebody saved it there, or an app did.

[artifact.find_my]
Find My
[artifact.find_my.why]
Attackers have sent exploits to this service, and their accounts stayed in its lists.
[place.find_my]
It stands in the lists of Find My: this account shared its place with the phone, or asked to.

[artifact.homekit]
Homes (HomeKit)
[artifact.homekit.why]
Attackers have sent exploits to this service, even on phones whose owners have no smart home, and their accounts stayed in its databases.
[place.homekit]
It stands in the databases of HomeKit: this account was invited to a home, or sent something to this phone.

[artifact.imessage_accounts]
Accounts of iMessage and FaceTime
[artifact.imessage_accounts.why]
Under which addresses and numbers this phone can be reached. One that its owner does not know is somebody who reads along.
[place.imessage_accounts]
It stands among the accounts with which this phone itself sends and receives messages.

[artifact.interaction_c]
Dealings with people
[artifact.interaction_c.why]
Who wrote to whom and when, also where the messages themselves are gone. Attackers delete their messages, and forget this.
[place.interaction_c]
It stands in the phone's memory of dealings with people. The phone was in contact with it, or somebody tried.

[artifact.knowledge_c]
Use of the phone
[artifact.knowledge_c.why]
Which app was open and when, which page was looked at, and whether the phone was locked at the time.
[place.knowledge_c]
It stands in the record of the phone's use. The app was used on this phone, or the page was open.

[artifact.whatsapp_calls]
WhatsApp calls
[artifact.whatsapp_calls.why]
Attacks have come as calls of WhatsApp that nobody needed to answer.
[place.whatsapp_calls]
It stands in the calls of WhatsApp. There was a call, or an attempt.

[artifact.whatsapp_contacts]
WhatsApp contacts
[artifact.whatsapp_contacts.why]
Whom WhatsApp knows, also under the hidden names that it uses instead of numbers.
[place.whatsapp_contacts]
It stands among the contacts of WhatsApp.

[rule.apple_threat_notification.trace]
An address from which Apple warns people has left a trace

[rule.apple_threat_notification.trace.meaning]
Apple warns people who it believes are individually targeted by mercenary spyware from the address {sender}. This phone remembers the address. The warning itself may have been deleted, or be among the messages.

[rule.apple_threat_notification.trace.sure]
That the phone dealt with this address is certain. What was written is not in this record. A warning says that somebody tried, and not whether the attack succeeded.

[rule.calendar_backdated]
Invitations from a stranger to events that were long over

[rule.calendar_backdated.meaning]
Two invitations came together, from {organizer}, to events that were over for more than a week when they came, and that overlap. For such invitations a phone shows no notice. The spyware of QuaDream came to iPhones in this way.

[rule.calendar_backdated.sure]
The first came at {created}, for {starts}; the other is for {other}. That the organizer is neither in the contacts nor the owner is sure, as far as the contacts could be read. Whether anything harmful was in the invitations cannot be seen from the calendar.

[rule.calendar_backdated.innocent]
Somebody invited you afterwards, or changed an old event, for example to keep a record.

An account was added to the phone, and its old events came with it.

[rule.calendar_backdated.todo]
Look at the two events in the calendar. If you know who sent them and why, this is nothing.

If not, do not delete them, and show them to an expert.

[rule.calendar_closing_tag]
An event with a text that no calendar writes

[rule.calendar_closing_tag.meaning]
A text in the calendar holds the characters ]]> without what belongs before them. They end a text in the form in which calendars are sent, so that whatever follows is taken for something else. The spyware of QuaDream used this in its invitations.

[rule.calendar_closing_tag.sure]
The characters are there. What followed them, and whether it did anything, cannot be seen.

[rule.calendar_closing_tag.innocent]
Programs for offices sometimes write broken texts into events, and texts about programming contain these characters.

[rule.calendar_closing_tag.todo]
Look at the event. If you know it and who made it, this is nothing.

If not, do not delete it, and show it to an expert.

[rule.homekit_unknown_sender]
A stranger's address in HomeKit or Find My

[rule.homekit_unknown_sender.meaning]
The databases of HomeKit or Find My hold the address {address}. It is not among the accounts of this phone and not in its contacts. In 2022 attackers sent exploits to these two services, and the addresses of their accounts stayed behind.

[rule.homekit_unknown_sender.sure]
Records in which the address stands: {records}. Who it belongs to is not known, and nothing says that it did any harm. What is published about this trace is little, so this is a hint and no more.

[rule.homekit_unknown_sender.innocent]
Somebody with whom you share a home, a place or a device, and whose address is not in your contacts.

An older address of your own.

[rule.homekit_unknown_sender.todo]
If you know whose address it is, this is nothing.

If you do not know it, and above all if you have no smart home, show it to an expert. Do not write to it.

[rule.ids_lookup_before_crash]
The phone looked up a stranger, and a program crashed soon after

[rule.ids_lookup_before_crash.meaning]
The phone asked Apple about {address}, which happens when somebody is about to reach it or to be reached by it. Soon after that ({seconds} s later) {process} crashed, a program that reads what others send before anybody opens it. Exploits that need no click begin so.

[rule.ids_lookup_before_crash.sure]
Both are in the phone's own records. The address is not in the contacts, and nobody has called it or written to it from this phone, as far as that could be read. That the one caused the other is not sure.

[rule.ids_lookup_before_crash.innocent]
Programs crash by themselves now and then, and phones look up many addresses, for example when somebody new writes. The two may have nothing to do with each other.

[rule.ids_lookup_before_crash.todo]
If you know whose address it is, this is probably nothing.

If not, keep the phone as it is, do not write to the address, and ask an expert to look at the crash report.

[rule.quadream_calendar]
An event such as the spyware of QuaDream left behind

[rule.quadream_calendar.meaning]
The calendar holds an event called "Meeting" whose text is "Notes" and nothing else. The exploit of QuaDream left such events behind.

[rule.quadream_calendar.sure]
The event is there. It came: {created}. It is for: {starts}. When it is for a day before it came, that is a further sign. An event like this does not show that an attack succeeded.

[rule.quadream_calendar.innocent]
Anybody can make an event with these two words, by hand or from a template.

[rule.quadream_calendar.todo]
If you or somebody you know made this event, this is nothing.

If not, do not delete it, and show it to an expert.
)words";

}  // namespace bridle::words
