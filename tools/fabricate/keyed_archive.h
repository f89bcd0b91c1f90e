// Writes what NSKeyedArchiver writes: a binary property list whose $objects
// refer to each other by UID. Here for the two that a backup is full of: the
// MBFile of every file in Manifest.db, and the link preview of a message.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fabricate/plist.h"

namespace bridle::fabricate {

class KeyedArchive {
public:
    using Uid = std::uint32_t;  // index in $objects
    using Ref = BinaryPlist::Ref;

    KeyedArchive();

    static constexpr Uid kNull = 0;

    // What a field of an object can hold: a plain value, or another object.
    Ref integer(std::int64_t value) { return plist_.integer(value); }
    Ref real(double value) { return plist_.real(value); }
    Ref boolean(bool value) { return plist_.boolean(value); }
    Ref date(Time value) { return plist_.date(value); }
    Ref link(Uid object) { return plist_.uid(object); }

    Uid text(std::string_view utf8) { return add(plist_.text(utf8)); }
    Uid data(std::string_view bytes) { return add(plist_.data(bytes)); }

    // An object is announced before it is described, so that the root comes first and cycles can
    // be.
    Uid declare();
    void define(Uid object, std::span<const std::pair<std::string_view, Ref>> fields,
                std::initializer_list<std::string_view> classes);  // its class, then the ancestors
    void define(Uid object, std::initializer_list<std::pair<std::string_view, Ref>> fields,
                std::initializer_list<std::string_view> classes) {
        define(object, std::span(fields.begin(), fields.size()), classes);
    }

    Uid mutable_data(std::string_view bytes);
    Uid url(std::string_view address);

    std::string finish(Uid root);

private:
    Uid add(Ref ref);
    Uid class_of(std::initializer_list<std::string_view> classes);
    BinaryPlist plist_;
    Ref top_level_, objects_;
    std::vector<Ref> members_;
    std::vector<std::pair<std::string, Uid>> classes_;
};

struct MbFile {
    std::string_view path;
    std::int64_t size = 0;
    std::int64_t mode = 0100644;
    std::int64_t owner = 501;
    std::int64_t inode = 1;
    std::int64_t protection_class = 3;
    std::int64_t born = 0, modified = 0, changed = 0;  // seconds since 1970
    std::string_view encryption_key = {};              // 44 bytes: class, wrapped key
    std::string_view digest = {};                      // SHA-1 of the content
    std::string_view target = {};                      // of a link
    bool dates_as_objects = false;                     // some versions archive NSDate values
};
std::string archive(const MbFile& file);

// payload_data of a message with a link preview (balloon com.apple.messages.URLBalloonProvider).
struct LinkPreview {
    std::string_view url, original_url, title, summary;
};
std::string archive(const LinkPreview& preview);

}  // namespace bridle::fabricate
