// English: what browsers leave behind, and what rules find in it. How a catalogue is
// written is said in report/words.h.

#include <string_view>

namespace bridle::words {

extern const std::string_view en_browsers;
constinit const std::string_view en_browsers = R"words(
[artifact.safari_browser_state]
Open tabs of Safari
[artifact.safari_browser_state.why]
Tabs and the pages that each has shown. Pages stand here that are gone from the history.
[place.safari_browser_state]
It stands in a tab of Safari. The phone opened this page, or was led to it. It does not yet show that the attack succeeded.

[artifact.safari_tabs]
Tabs and tab groups of Safari
[artifact.safari_tabs.why]
Tabs since iOS 15, with their groups, and who takes part in shared ones.
[place.safari_tabs]
It stands in a tab or a tab group of Safari. A tab of a shared group, or of another device of the owner, need not have been opened on this phone.

[artifact.safari_closed_tabs]
Closed tabs of Safari
[artifact.safari_closed_tabs.why]
Tabs and windows that were closed, and can be opened again. They can outlast the history.
[place.safari_closed_tabs]
It stands in a tab of Safari that was closed. The phone opened this page, or was led to it. It does not yet show that the attack succeeded.

[artifact.safari_site_preferences]
What sites may do in Safari
[artifact.safari_site_preferences.why]
Sites that were allowed something, such as the camera, or forbidden it. A site stands here after a visit, whatever the history says.
[place.safari_site_preferences]
It stands among the sites for which Safari keeps a permission. Somebody who used Safari with this account was on the site, or changed a setting for it.

[artifact.safari_cloud_tabs]
Safari tabs of other devices (iCloud)
[artifact.safari_cloud_tabs.why]
What is open on the other devices of the owner.
[place.safari_cloud_tabs]
It stands among the tabs that are open on another device of the owner. That device should be examined, too.

[artifact.safari_bookmarks]
Bookmarks and reading list of Safari
[artifact.safari_bookmarks.why]
Pages that somebody wanted to keep, among them deleted ones.
[place.safari_bookmarks]
It stands among the bookmarks or in the reading list. Somebody kept this address. That alone does not show that it was opened.

[artifact.safari_downloads]
Downloads of Safari
[artifact.safari_downloads.why]
Files that came from the web, and from where.
[place.safari_downloads]
It stands in the list of downloads of Safari. The phone loaded a file from this address.

[artifact.safari_favicons]
Site icons of Safari
[artifact.safari_favicons.why]
Small pictures of sites that were shown. They stay when the history is deleted.
[place.safari_favicons]
Safari has kept, or refused, a small picture of this site. It does so when a page of the site is shown, but also for bookmarks and suggestions.

[artifact.chrome_history]
History of Chrome and its relatives
[artifact.chrome_history.why]
Pages that were opened, where they led, and what was downloaded. Many attacks begin with a link.
[place.chrome_history]
It stands in the history of a browser. This phone, or another device with the same account, opened this page, was led to it, or loaded a file from it. It does not yet show that the attack succeeded.

[artifact.chrome_bookmarks]
Bookmarks of Chrome and its relatives
[artifact.chrome_bookmarks.why]
Pages that somebody wanted to keep.
[place.chrome_bookmarks]
It stands among the bookmarks of a browser. Somebody kept this address. That alone does not show that it was opened.

[artifact.chrome_favicons]
Site icons of Chrome and its relatives
[artifact.chrome_favicons.why]
Small pictures of sites that were shown. They can outlast the history.
[place.chrome_favicons]
The browser has kept a small picture of this site. It does so when a page of the site is shown, but also for bookmarks and suggestions.

[artifact.firefox_history]
Firefox history
[artifact.firefox_history.why]
Pages that were opened, bookmarks, and tabs of other devices. Many attacks begin with a link.
[place.firefox_history]
It stands in what Firefox keeps of pages: its history, bookmarks or tabs. In the history it means that the phone, or another device of the owner, opened this page.

[artifact.firefox_favicons]
Site icons of Firefox
[artifact.firefox_favicons.why]
Small pictures of sites that were shown. They can outlast the history.
[place.firefox_favicons]
Firefox has kept a small picture of this site. It does so when a page of the site is shown, but also for bookmarks.

[artifact.webkit_browsers]
History of other browsers
[artifact.webkit_browsers.why]
Addresses that other browsers and apps keep in files that are called history.
[place.webkit_browsers]
It stands in a file of another app that is called history. The app has probably opened this page. What exactly the entry means depends on the app.

[rule.redirect]
A web page without encryption led to another site at once

[rule.redirect.meaning]
The browser asked for a page of {from} without encryption and found itself on {to} after {milliseconds} thousandths of a second. Somebody in the network, such as a phone company, can redirect a phone to a page that attacks it, and does it just like that.

[rule.redirect.sure]
It stands here: {artifact}. Many harmless sites also lead elsewhere. It matters whether {to} is a site that you know and that has to do with {from}.

[rule.redirect.innocent]
The owner of the site moved it to another name.

A shortened link, an advertisement, or the login page of a wireless network.

[rule.redirect.todo]
Do not open the second site. If it means nothing to you, show this finding to an expert.

[rule.favicon_outlives_history]
Traces of sites that are not in the history

[rule.favicon_outlives_history.meaning]
The browser has a picture or an open tab of {count} sites of which its history knows nothing, although the history goes back to {since} and was in use on those days: {sites}. Who attacks a phone with a link may delete the visit afterwards and forget such traces.

[rule.favicon_outlives_history.sure]
Only the difference is certain. It is found on many phones that nobody has attacked, and says little by itself.

[rule.favicon_outlives_history.innocent]
Private browsing, or a visit that the owner deleted.

A picture for a bookmark, a suggestion, or a tab that came from another device.

A browser forgets old or unimportant visits by itself.

[rule.favicon_outlives_history.todo]
Look at the names. If one of them means nothing to you and does not belong to a site you use, show this finding to an expert.
)words";

}  // namespace bridle::words
