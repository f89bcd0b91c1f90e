// English: profiles, apps, accounts and trust, and why each is looked at. How a catalogue is
// written is said in report/words.h.

#include <string_view>

namespace bridle::words {

extern const std::string_view en_apps;
constinit const std::string_view en_apps = R"words(
[artifact.configuration_profiles]
Configuration profiles

[artifact.configuration_profiles.why]
A profile can let somebody else manage the phone, read its traffic or hide its notifications.

[place.configuration_profiles]
A profile on the phone names this. A profile changes how the phone works.

[artifact.profile_events]
Profiles installed and removed

[artifact.profile_events.why]
Profiles that are gone are still named here, with when they came and went.

[place.profile_events]
A profile of this name was installed on the phone or removed from it.

[artifact.managed_settings_events]
Who changed managed settings

[artifact.managed_settings_events.why]
Which profile, app or part of the system last changed a setting, and when.

[place.managed_settings_events]
This changed a setting of the phone.

[artifact.device_management]
Management of the phone by others

[artifact.device_management.why]
Whether an organisation manages this phone, which profiles iOS itself lists, and which apps were sent to it.

[place.device_management]
The management of this phone names this.

[artifact.trust_store]
Certificates that were trusted by hand

[artifact.trust_store.why]
Whoever owns a trusted certificate can read traffic that is meant to be secret.

[place.trust_store]
The phone has been told to trust this certificate.

[artifact.applications]
Apps, as they lie on the phone

[artifact.applications.why]
Which apps are installed, where each came from and who bought it.

[place.applications]
An app of this name is installed on the phone.

[artifact.containers]
Folders of apps

[artifact.containers.why]
Which app owns which folder: also folders of apps that are gone.

[place.containers]
An app of this name has a folder on the phone.

[artifact.installed_apps]
Apps, as the home screen knows them

[artifact.installed_apps.why]
Which apps the phone knows, where they lie, and when one was removed.

[place.installed_apps]
The phone knows, or knew, an app of this name.

[artifact.installation_log]
Log of installed and removed apps

[artifact.installation_log.why]
When apps were installed, updated and removed: also those that are gone.

[place.installation_log]
The log of installations names this app or file.

[artifact.accounts]
Accounts on the phone

[artifact.accounts.why]
An account that does not belong to you can receive what is on the phone.

[place.accounts]
An account on the phone has this name or server.

[artifact.shortcuts]
Shortcuts and automations

[artifact.shortcuts.why]
Small programs that can open addresses and send data, some of them by themselves.

[place.shortcuts]
A shortcut names this. Opening or running the shortcut can have led there.
)words";

}  // namespace bridle::words
