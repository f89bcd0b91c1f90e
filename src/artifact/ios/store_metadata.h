// What the App Store leaves beside an app (iTunesMetadata): the app as it was bought, by whom
// and through which app. A backup holds it in a list, the phone as a file.

#pragma once

#include "artifact/plist_record.h"

namespace bridle::ios {

// A receipt that names no app is none: anybody can put an empty list there.
inline bool names_app(Plist::Node store) {
    return store["softwareVersionBundleId"].is_text();
}

inline void add_store_metadata(Plist::Node store, PlistRecord& record) {
    const Plist::Node download = store["com.apple.iTunesStore.downloadInfo"];
    const Plist::Node account = download["accountInfo"];
    record.text("name", store["itemName"]);
    record.headline();
    record.text("artist", store["artistName"]);
    record.text("version", store["bundleShortVersionString"]);
    record.text("build", store["bundleVersion"]);
    record.text("store_bundle", store["softwareVersionBundleId"], Kind::app_id);
    if (store && !names_app(store)) record.add(flag("store_bundle_missing", true));
    record.text("source", store["sourceApp"], Kind::app_id);
    record.text("genre", store["genre"]);
    record.text("kind", store["kind"]);
    record.number("item", store["itemId"]);
    record.text("account", account["AppleID"], Kind::handle);
    record.text("account_name", account["UserName"]);
    record.flag("bought_automatically", store["is-auto-download"]);
    record.flag("came_with_the_phone", store["isFactoryInstall"]);
    record.flag("launch_prohibited", store["launchProhibited"]);
    record.text("released", store["releaseDate"]);
    // The store's clock: UTC.
    if (auto bought = from_iso(download["purchaseDate"].text())) record.add(when("bought", bought));
}

}  // namespace bridle::ios
