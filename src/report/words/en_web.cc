// English: what web engines and apps keep of the sites they dealt with, and what rules find in
// it. How a catalogue is written is said in report/words.h.

#include <string_view>

namespace bridle::words {

extern const std::string_view en_web;
constinit const std::string_view en_web = R"words(
[artifact.cache_files]
Answers that apps kept from the web
[artifact.cache_files.why]
Apps keep what they loaded. It stays here when the history is gone.
[place.cache_files]
It stands in what an app kept of answers from the web. The app asked for this address, or was led to it. Nobody need have seen it.

[artifact.webkit_resource_load_statistics]
Sites that web pages dealt with
[artifact.webkit_resource_load_statistics.why]
Which site led to which, in every app that shows web pages, also after the history is gone.
[place.webkit_resource_load_statistics]
It stands in the list of sites that web pages of an app dealt with. A page of this site was opened, or was part of another, or led to another. It does not yet show that an attack succeeded.

[artifact.webkit_session_resource_log]
Sites that web pages dealt with (older list)
[artifact.webkit_session_resource_log.why]
Which site led to which, as older versions of iOS kept it.
[place.webkit_session_resource_log]
It stands in the older list of sites that web pages dealt with. A page of this site was opened, or was part of another, or led to another.

[artifact.webkit_storage]
Data stored by web sites
[artifact.webkit_storage.why]
A site that stores data was opened, or part of a page that was, whatever the history says.
[place.webkit_storage]
It stands with data that a site stored on the phone. A page of this site was opened, or was part of another page. It does not yet show that an attack succeeded.

[rule.storage_outlives_history]
Traces of sites that are not in Safari's history
[rule.storage_outlives_history.meaning]
Safari remembers {count} sites that are not in its history: {sites}. Spyware has removed the page that it came through from the history, and forgot what the page had stored.
[rule.storage_outlives_history.sure]
Safari dealt with these sites. Whether anybody opened them, or they were part of other pages, cannot be told. This is common, and says little by itself.
[rule.storage_outlives_history.innocent]
Somebody removed single pages from the history.

Part of another page, such as a form to sign in or to pay, or an advertisement.

A page that was opened in another way than in a tab. Private tabs should leave no such traces.
[rule.storage_outlives_history.todo]
See whether you know these sites. If one of them means nothing to you and you have other findings, show it to an expert.
)words";

}  // namespace bridle::words
