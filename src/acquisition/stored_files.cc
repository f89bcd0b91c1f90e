#include "acquisition/stored_files.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

#include "base/text.h"

namespace bridle {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFiles = 4'000'000;  // a full phone has half a million

struct Name {
    std::string_view domain, path;
};

// Where the traces are, as far as the path is the same on every phone.
constexpr Name kKnownFiles[] = {
    {"AppDomain-com.apple.SafariViewService",
     "Library/WebKit/WebsiteData/ResourceLoadStatistics/full_browsing_session_resourceLog.plist"},
    {"AppDomain-com.apple.mobilesafari", "Library/Safari/BrowserState.db"},
    {"AppDomain-com.apple.mobilesafari", "Library/Safari/History.db"},
    {"AppDomain-com.apple.mobilesafari", "Library/Safari/PerSitePreferences.db"},
    {"AppDomain-com.apple.mobilesafari",
     "Library/WebKit/WebsiteData/ResourceLoadStatistics/full_browsing_session_resourceLog.plist"},
    {"AppDomain-com.apple.mobilesafari",
     "Library/WebKit/WebsiteData/ResourceLoadStatistics/observations.db"},
    {"AppDomain-com.google.chrome.ios",
     "Library/Application Support/Google/Chrome/Default/Favicons"},
    {"AppDomain-com.google.chrome.ios",
     "Library/Application Support/Google/Chrome/Default/History"},
    {"AppDomain-com.google.chrome.ios",
     "Library/WebKit/WebsiteData/ResourceLoadStatistics/observations.db"},
    {"AppDomainGroup-group.com.apple.notes", "NoteStore.sqlite"},
    {"AppDomainGroup-group.net.whatsapp.WhatsApp.shared", "ChatStorage.sqlite"},
    {"AppDomainGroup-group.net.whatsapp.WhatsApp.shared", "ContactsV2.sqlite"},
    {"AppDomainGroup-group.net.whatsapp.WhatsApp.shared", "LID.sqlite"},
    {"AppDomainGroup-group.org.mozilla.ios.Firefox", "profile.profile/browser.db"},
    {"HealthDomain", "Health/healthdb.sqlite"},
    {"HomeDomain", "Library/Accounts/Accounts3.sqlite"},
    {"HomeDomain", "Library/AddressBook/AddressBook.sqlitedb"},
    {"HomeDomain", "Library/Calendar/Calendar.sqlitedb"},
    {"HomeDomain", "Library/CallHistoryDB/CallHistory.storedata"},
    {"HomeDomain", "Library/CoreDuet/People/interactionC.db"},
    {"HomeDomain", "Library/Preferences/.GlobalPreferences.plist"},
    {"HomeDomain", "Library/Preferences/com.apple.ScreenTimeAgent.plist"},
    {"HomeDomain", "Library/Preferences/com.apple.facetime.bag.plist"},
    {"HomeDomain", "Library/Preferences/com.apple.identityservices.idstatuscache.plist"},
    {"HomeDomain", "Library/Preferences/com.apple.identityservicesd.plist"},
    {"HomeDomain", "Library/Preferences/com.apple.madrid.plist"},
    {"HomeDomain", "Library/Preferences/com.apple.osanalytics.addaily.plist"},
    {"HomeDomain", "Library/SMS/sms.db"},
    {"HomeDomain", "Library/Safari/Bookmarks.db"},
    {"HomeDomain", "Library/Safari/BrowserState.db"},
    {"HomeDomain", "Library/Safari/History.db"},
    {"HomeDomain", "Library/Shortcuts/Shortcuts.sqlite"},
    {"HomeDomain", "Library/TCC/TCC.db"},
    {"HomeDomain", "Library/UserConfigurationProfiles/PayloadManifest.plist"},
    {"HomeDomain", "Library/UserConfigurationProfiles/ProfileTruth.plist"},
    {"HomeDomain", "Library/Voicemail/voicemail.db"},
    {"InstallDomain", "Library/MobileInstallation/BackedUpState/SystemAppInstallState.plist"},
    {"KeychainDomain", "TrustStore.sqlite3"},
    {"RootDomain", "Library/Caches/locationd/clients.plist"},
    {"RootDomain", "Library/Caches/locationd/consolidated.db"},
    {"SysSharedContainerDomain-systemgroup.com.apple.bluetooth",
     "Library/Database/com.apple.MobileBluetooth.ledevices.paired.db"},
    {"SysSharedContainerDomain-systemgroup.com.apple.configurationprofiles",
     "Library/ConfigurationProfiles/CloudConfigurationDetails.plist"},
    {"SysSharedContainerDomain-systemgroup.com.apple.configurationprofiles",
     "Library/ConfigurationProfiles/MCProfileEvents.plist"},
    {"SysSharedContainerDomain-systemgroup.com.apple.configurationprofiles",
     "Library/ConfigurationProfiles/MCSettingsEvents.plist"},
    {"SysSharedContainerDomain-systemgroup.com.apple.configurationprofiles",
     "Library/ConfigurationProfiles/PayloadManifest.plist"},
    {"SysSharedContainerDomain-systemgroup.com.apple.configurationprofiles",
     "Library/ConfigurationProfiles/ProfileTruth.plist"},
    {"SystemPreferencesDomain", "SystemConfiguration/com.apple.wifi.plist"},
    {"SystemPreferencesDomain", "com.apple.wifi.known-networks.plist"},
    {"WirelessDomain", "Library/Databases/CellularUsage.db"},
    {"WirelessDomain", "Library/Databases/DataUsage.sqlite"},
};

// The value of each character as a digit; -1 for what is none.
constexpr auto kDigits = [] {
    std::array<std::int8_t, 256> values;
    values.fill(-1);
    for (char c : std::string_view("0123456789abcdef"))
        values[static_cast<unsigned char>(c)] =
            static_cast<std::int8_t>(c <= '9' ? c - '0' : c - 'a' + 10);
    return values;
}();

// Names only: what kind of file it is shows when it is opened.
void collect(const std::string& folder, std::string_view prefix, std::vector<FileId>& ids) {
    std::error_code error;
    if (!fs::is_directory(fs::symlink_status(folder, error))) return;
    fs::directory_iterator entry(folder, error), end;
    for (; !error && entry != end && ids.size() < kMostFiles; entry.increment(error)) {
        std::string name = entry->path().filename().string();
        auto id = file_id(name);
        if (id && name.starts_with(prefix)) ids.push_back(*id);
    }
}

std::map<FileId, KnownFile> identified() {
    std::map<FileId, KnownFile> files;
    for (const Name& name : kKnownFiles)
        for (const char* suffix : {"", "-wal"}) {
            KnownFile file = {std::string(name.domain), std::string(name.path) + suffix};
            files.emplace(sha1(as_bytes(file.domain + "-" + file.path)), file);
        }
    return files;
}

}  // namespace

std::optional<FileId> file_id(std::string_view text) {
    FileId id;
    if (text.size() != 2 * id.size()) return std::nullopt;
    for (std::size_t i = 0; i < id.size(); i++) {
        int high = kDigits[static_cast<unsigned char>(text[2 * i])];
        int low = kDigits[static_cast<unsigned char>(text[2 * i + 1])];
        if (high < 0 || low < 0) return std::nullopt;
        id[i] = static_cast<std::byte>(high << 4 | low);
    }
    return id;
}

StoredFiles::StoredFiles(const std::string& folder) {
    for (unsigned first = 0; first < 256; first++) {
        std::byte byte[] = {static_cast<std::byte>(first)};
        std::string prefix = hex(byte);
        collect(folder + "/" + prefix, prefix, ids_);
    }
    std::ranges::sort(ids_);
    claimed_.resize(ids_.size());
}

void StoredFiles::claim(const FileId& id) {
    auto found = std::ranges::lower_bound(ids_, id);
    if (found == ids_.end() || *found != id) return;
    claimed_[static_cast<std::size_t>(found - ids_.begin())] = true;
}

std::vector<FileId> StoredFiles::unclaimed() const {
    std::vector<FileId> rest;
    for (std::size_t i = 0; i < ids_.size(); i++)
        if (!claimed_[i]) rest.push_back(ids_[i]);
    return rest;
}

std::optional<KnownFile> known_file(const FileId& id) {
    static const std::map<FileId, KnownFile> files = identified();
    auto found = files.find(id);
    return found == files.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace bridle
