// Where the file system of the phone begins in a dump, which each program decides
// for itself:
//
//     private/var/mobile/…                /private/var/mobile/…
//     ./var/mobile/…                      /private/var/mobile/…
//     phone/filesystem1/System/…          /System/…
//     phone/filesystem2/mobile/…          /private/var/mobile/…   the data partition alone
//     mnt1/System/…, mnt2/mobile/…        /System/…, /private/var/mobile/…
//
// On the phone /var is a link to /private/var, /tmp to /private/var/tmp and /etc to /private/etc.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bridle {

class DumpRoot {
public:
    // What the path of one member tells of it, if it tells anything. At most three folders deep.
    static std::optional<DumpRoot> recognise(std::string_view member);

    // For who says that it is a dump, however it looks.
    static DumpRoot at_top() { return {}; }

    // Nothing of a member that lies outside. Hostile names come out repaired.
    std::optional<std::string> device_path(std::string_view member) const;

    // The folders before the root: "phone/", or nothing.
    const std::string& prefix() const { return prefix_; }

private:
    friend class RootSearch;
    struct Partition {
        std::string name;
        bool data = false;  // the one that the phone has at /private/var
    };
    DumpRoot() = default;
    std::string prefix_;
    bool data_ = false;                  // what lies there is the data partition alone
    std::vector<Partition> partitions_;  // folders there that are one each
};

// The best of all roots that members tell of. One that has the data of the phone is better than one
// that has only its system, and then the one with fewer folders before it is.
class RootSearch {
public:
    // Whether the member told anything new.
    bool hear(std::string_view member);

    bool has_data() const;  // the best so far: others are hardly better
    bool settled() const;   // none could be better
    const std::optional<DumpRoot>& best() const { return best_; }

private:
    friend class DumpRoot;
    enum class Evidence : std::uint8_t { system, data_alone, whole };
    struct Place {
        std::string folder;  // "phone/filesystem1/"
        Evidence evidence = Evidence::system;
    };
    static std::optional<Place> place_in(std::string_view member);
    static std::optional<Evidence> evidence_at(const std::vector<std::string_view>& names,
                                               std::size_t at);
    DumpRoot root_of(const Place& place) const;
    void choose();

    std::vector<Place> places_;
    std::optional<DumpRoot> best_;
    Evidence evidence_ = Evidence::system;  // of the best
};

// Without the leading / and ./, which say nothing.
std::string_view without_lead(std::string_view member);

}  // namespace bridle
