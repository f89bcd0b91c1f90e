// Which sites the browsers of a phone have been on, as far as their histories
// know: what a rule asks that looks for traces of a site which the history has lost.
//
// A browser is the folder of its app; all places of Safari are one. Sites are kept
// as numbers of 64 bits, days as numbers, and both are bounded: where there is more than
// fits, nothing is claimed.

#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "rule/ios/site.h"
#include "rule/rule.h"

namespace bridle::ios {

// The folder of the app that the file belongs to, without a slash at its end.
inline std::string_view container_of(std::string_view path) {
    static constexpr std::string_view kBefore[] = {"/Containers/Data/Application/",
                                                   "/Containers/Shared/AppGroup/",
                                                   "/Containers/Data/PluginKitPlugin/"};
    for (std::string_view before : kBefore)
        if (std::size_t at = path.find(before); at != path.npos)
            return path.substr(0, path.find('/', at + before.size()));
    return path.substr(0, path.find("/Library/"));
}

class VisitedHosts {
public:
    // To be listened to, besides what the rule itself looks at.
    static constexpr std::array<std::string_view, 4> kHistories = {
        "chrome_history", "firefox_history", "safari_bookmarks", "safari_history"};

    // For Rule::notes: the sites of the histories.
    static bool notes(const Record& record, std::vector<Note>& into) {
        if (!is_history(record.artifact.name)) return false;
        const Field* visit = find_field(record, "visit");
        const Time* time = visit ? std::get_if<Time>(&visit->value) : nullptr;
        for (std::string_view name : {"url", "redirected_to"})
            if (const Field* field = find_field(record, name); field && !field->string().empty())
                into.push_back(
                    {site_number(field->string()), time ? std::optional(*time) : std::nullopt});
        return !into.empty();
    }
    // For Rule::picks: what was deleted from them without a name.
    static bool picks(const Record& record) {
        return is_history(record.artifact.name) && find_field(record, "deleted_until");
    }

    // Whether the record was one of a history; if so, it is remembered.
    bool see(const KeptRecord& record) {
        if (!is_history(record.artifact().name)) return false;
        add_deleted(browser_of(record.artifact(), record.path()), record.time("deleted_from"),
                    record.time("deleted_until"));
        return true;
    }
    void note(const Note& note, const Artifact& artifact, std::string_view path) {
        if (!noting_ || noting_artifact_ != &artifact || noting_path_ != path) {
            noting_ = &browser_of(artifact, path);
            noting_artifact_ = &artifact;
            noting_path_ = path;
        }
        Browser& browser = *noting_;
        if (browser.sites.size() < kSitesAtMost)
            browser.sites.insert(note.what);
        else
            browser.full = true;
        if (note.time) add_day(browser, *note.time);
    }

    enum class Answer : std::uint8_t {
        visited,  // or bookmarked, or deleted by name
        absent,   // although the history goes back farther, and was in use on that day
        unknown,  // the history does not reach back so far, was cleared, or is not there
    };

    // `path` is that of any file of the browser, `site` what site_of() says of the address.
    Answer ask(std::string_view path, const std::string& site, Time time) const {
        auto found = browsers_.find(key_of(container_of(path)));
        if (found == browsers_.end() || site.empty()) return Answer::unknown;
        const Browser& browser = found->second;
        if (browser.sites.contains(number_of(site))) return Answer::visited;
        const bool deleted = std::ranges::any_of(browser.deleted, [&](const Span& span) {
            return span.from <= time && time <= span.until;
        });
        if (browser.full || deleted || !browser.days.contains(day_of(time))) return Answer::unknown;
        return browser.oldest && *browser.oldest < time ? Answer::absent : Answer::unknown;
    }

    // Since when the history of the browser to which the file belongs reaches back.
    std::optional<Time> since(std::string_view path) const {
        auto found = browsers_.find(key_of(container_of(path)));
        return found == browsers_.end() ? std::nullopt : found->second.oldest;
    }

    // Of Safari and not of a view inside another app: in a backup its folder bears its name, in a
    // dump it is where its history is.
    bool is_of_safari(std::string_view path) const {
        if (path.contains("/com.apple.SafariViewService/")) return false;
        if (path.contains("/com.apple.mobilesafari/")) return true;
        return path.contains("/Containers/") && safaris_.contains(container_of(path));
    }

    // Whether any history of Safari knows the site; nothing where there is none, or too much of it.
    std::optional<bool> safari_visited(const std::string& site) const {
        auto found = browsers_.find(kSafari);
        if (found == browsers_.end() || found->second.sites.empty() || found->second.full)
            return std::nullopt;
        return found->second.sites.contains(number_of(site));
    }

    std::optional<Time> safari_since() const {
        auto found = browsers_.find(kSafari);
        return found == browsers_.end() ? std::nullopt : found->second.oldest;
    }

private:
    static constexpr std::size_t kBrowsersAtMost = 200, kSitesAtMost = 200'000,
                                 kDaysAtMost = 20'000, kSpansAtMost = 1'000;
    static constexpr std::string_view kSafari = "Safari", kHome = "/private/var/mobile";

    struct Span {
        Time from, until;
    };
    struct Browser {
        std::unordered_set<std::uint64_t> sites;
        std::set<std::int64_t> days;  // on which it was used
        std::vector<Span> deleted;
        std::optional<Time> oldest;
        bool full = false;
    };

    static std::int64_t day_of(Time time) {
        return std::chrono::floor<std::chrono::days>(time).time_since_epoch().count();
    }

    // All of Safari's folders share what was seen, and all of it counts for each.
    std::string key_of(std::string_view container) const {
        const bool safari = container == kHome || safaris_.contains(container);
        return std::string(safari ? kSafari : container);
    }

    static bool is_history(std::string_view artifact) {
        return std::ranges::find(kHistories, artifact) != kHistories.end();
    }

    Browser& browser_of(const Artifact& artifact, std::string_view path) {
        std::string container(container_of(path));
        if (artifact.name == "safari_history" && safaris_.size() < kBrowsersAtMost)
            safaris_.insert(container);
        std::string key(artifact.name.starts_with("safari_") ? std::string(kSafari)
                                                             : key_of(container));
        if (browsers_.size() >= kBrowsersAtMost && !browsers_.contains(key)) return unasked_;
        return browsers_[key];
    }

    static void add_day(Browser& browser, Time time) {
        if (!browser.oldest || time < *browser.oldest) browser.oldest = time;
        if (browser.days.size() < kDaysAtMost) browser.days.insert(day_of(time));
    }

    static void add_deleted(Browser& browser, std::optional<Time> from, std::optional<Time> until) {
        if (!from || !until) return;
        if (browser.deleted.size() < kSpansAtMost)
            browser.deleted.push_back({*from, *until});
        else
            browser.full = true;
    }

    std::map<std::string, Browser, std::less<>> browsers_;
    std::set<std::string, std::less<>> safaris_;  // folders that hold a history of Safari
    Browser unasked_;
    // The browser whose history is being heard: visits come in thousands.
    Browser* noting_ = nullptr;
    const Artifact* noting_artifact_ = nullptr;
    std::string noting_path_;
};

}  // namespace bridle::ios
