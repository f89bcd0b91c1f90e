// Which sites the browsers of a phone have been on, as far as their histories
// know: what a rule asks that looks for traces of a site which the history has lost.
//
// A browser is the folder of its app; all places of Safari are one: its history may lie at
// home and its tabs in a folder with a random name. Sites are kept as numbers of 64 bits, days
// as numbers, and both are bounded: where there is more than fits, nothing is claimed.

#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "rule/ios/site.h"
#include "rule/number_set.h"
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

    // For Rule::notes: the sites of the histories, and, by themselves, when there were visits: of
    // both there are far fewer than visits.
    static bool notes(const Record& record, std::vector<Note>& into) {
        if (!is_history(record.artifact.name)) return false;
        for (std::string_view name : {"url", "redirected_to"})
            if (std::string_view address = text_of(record, name); !address.empty())
                each_site_number(address,
                                 [&](std::uint64_t number) { into.push_back({.what = number}); });
        if (into.empty()) return false;
        const Field* visit = find_field(record, "visit");
        const Time* time = visit ? std::get_if<Time>(&visit->value) : nullptr;
        if (time) into.push_back({.time = *time});
        return true;
    }
    // For Rule::picks: what was deleted from them without a name, and which folder is Safari's,
    // for rules that listen to `containers`.
    static bool picks(const Record& record) {
        if (record.artifact.name == kContainers) return text_of(record, "owner") == kOwner;
        return is_history(record.artifact.name) && find_field(record, "deleted_until");
    }

    // Whether the record was one of these; if so, it is remembered. Of others of Safari it is
    // remembered where they lie.
    bool see(const KeptRecord& record) {
        learn(record.artifact(), record.path());
        if (record.artifact().name == kContainers) return true;
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
        if (note.time) return add_day(browser, *note.time);
        browser.sites.add(note.what);
    }

    enum class Answer : std::uint8_t {
        visited,  // or bookmarked, or deleted by name
        absent,   // although the history goes back farther, and was in use on that day
        unknown,  // the history does not reach back so far, was cleared, or is not there
    };

    // `artifact` and `path` are those of any file of the browser, `site` what site_of() says of
    // the address.
    Answer ask(std::string_view artifact, std::string_view path, const std::string& site,
               Time time) const {
        auto found = browsers_.find(key_of(artifact, path));
        if (found == browsers_.end() || site.empty()) return Answer::unknown;
        const Browser& browser = found->second;
        if (browser.sites.contains(number_of(site))) return Answer::visited;
        const bool deleted = std::ranges::any_of(browser.deleted, [&](const Span& span) {
            return span.from <= time && time <= span.until;
        });
        if (browser.full || browser.sites.full() || deleted || !browser.days.contains(day_of(time)))
            return Answer::unknown;
        return browser.oldest && *browser.oldest < time ? Answer::absent : Answer::unknown;
    }

    // Since when the history of the browser to which the file belongs reaches back.
    std::optional<Time> since(std::string_view artifact, std::string_view path) const {
        auto found = browsers_.find(key_of(artifact, path));
        return found == browsers_.end() ? std::nullopt : found->second.oldest;
    }

    // In the folder that Safari has as an app.
    bool is_of_safari(std::string_view path) const {
        return path.contains("/Containers/") && is_safaris(path);
    }

    // Whether any history of Safari knows the site; nothing where there is none, or too much of it.
    std::optional<bool> safari_visited(const std::string& site) const {
        auto found = browsers_.find(kSafari);
        if (found == browsers_.end() || found->second.sites.empty() || found->second.sites.full())
            return std::nullopt;
        return found->second.sites.contains(number_of(site));
    }

    std::optional<Time> safari_since() const {
        auto found = browsers_.find(kSafari);
        return found == browsers_.end() ? std::nullopt : found->second.oldest;
    }

private:
    static constexpr std::size_t kBrowsersAtMost = 200, kSitesAtMost = 1'000'000,
                                 kDaysAtMost = 20'000, kSpansAtMost = 1'000;
    static constexpr std::string_view kSafari = "Safari", kHome = "/private/var/mobile",
                                      kContainers = "containers", kOwner = "com.apple.mobilesafari";

    struct Span {
        Time from, until;
    };
    struct Browser {
        NumberSet sites{kSitesAtMost};
        std::set<std::int64_t> days;  // on which it was used
        std::vector<Span> deleted;
        std::optional<Time> oldest;
        bool full = false;
    };

    static std::int64_t day_of(Time time) {
        return std::chrono::floor<std::chrono::days>(time).time_since_epoch().count();
    }

    // Safari also shows pages inside other apps, which it does not put into its history.
    static bool is_view(std::string_view path) {
        return path.contains("/com.apple.SafariViewService/");
    }

    // In a backup the folder bears the name of the app, in a dump it has to be learned.
    bool is_safaris(std::string_view path) const {
        const std::string_view container = container_of(path);
        return !is_view(path) && (container == kHome || safaris_.contains(container) ||
                                  last_component(container) == kOwner);
    }
    void learn(const Artifact& artifact, std::string_view path) {
        const bool safaris =
            artifact.name == kContainers ||
            (artifact.name.starts_with("safari_") && path.contains("/Library/Safari/"));
        if (safaris && !is_view(path) && safaris_.size() < kBrowsersAtMost)
            safaris_.emplace(container_of(path));
    }

    // All of Safari's folders share what was seen, and all of it counts for each.
    std::string key_of(std::string_view artifact, std::string_view path) const {
        const bool safari = artifact.starts_with("safari_") && is_safaris(path);
        return std::string(safari ? kSafari : container_of(path));
    }

    static bool is_history(std::string_view artifact) {
        return std::ranges::find(kHistories, artifact) != kHistories.end();
    }

    Browser& browser_of(const Artifact& artifact, std::string_view path) {
        learn(artifact, path);
        const std::string key = key_of(artifact.name, path);
        if (browsers_.size() >= kBrowsersAtMost && !browsers_.contains(key)) return unasked_;
        return browsers_[key];
    }

    static void add_day(Browser& browser, Time time) {
        if (!browser.oldest || time < *browser.oldest) browser.oldest = time;
        if (browser.days.size() < kDaysAtMost) browser.days.insert(day_of(time));
    }

    // All of the history is deleted from the beginning of time, and that is no date.
    static void add_deleted(Browser& browser, std::optional<Time> from, std::optional<Time> until) {
        if (!until) return;
        if (browser.deleted.size() < kSpansAtMost)
            browser.deleted.push_back({from.value_or(Time::min()), *until});
        else
            browser.full = true;
    }

    std::map<std::string, Browser, std::less<>> browsers_;
    std::set<std::string, std::less<>> safaris_;  // folders of Safari, as far as they are known
    Browser unasked_;
    // The browser whose history is being heard: visits come in thousands.
    Browser* noting_ = nullptr;
    const Artifact* noting_artifact_ = nullptr;
    std::string noting_path_;
};

}  // namespace bridle::ios
