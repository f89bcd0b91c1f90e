#include "fabricate/keyed_archive.h"

#include <algorithm>

namespace bridle::fabricate {

KeyedArchive::KeyedArchive() {
    top_level_ = plist_.dictionary();
    objects_ = plist_.array();
    members_.push_back(plist_.text("$null"));
}

KeyedArchive::Uid KeyedArchive::add(Ref ref) {
    members_.push_back(ref);
    return static_cast<Uid>(members_.size() - 1);
}

KeyedArchive::Uid KeyedArchive::declare() {
    return add(plist_.dictionary());
}

void KeyedArchive::define(Uid object, std::span<const std::pair<std::string_view, Ref>> fields,
                          std::initializer_list<std::string_view> classes) {
    std::vector<Ref> keys, values;
    for (const auto& [name, value] : fields) {
        keys.push_back(plist_.text(name));
        values.push_back(value);
    }
    keys.push_back(plist_.text("$class"));
    values.push_back(plist_.uid(class_of(classes)));
    keys.insert(keys.end(), values.begin(), values.end());
    plist_.fill(members_[object], keys);
}

KeyedArchive::Uid KeyedArchive::class_of(std::initializer_list<std::string_view> classes) {
    std::string name(*classes.begin());
    auto known = std::ranges::find(classes_, name, [](const auto& entry) { return entry.first; });
    if (known != classes_.end()) return known->second;
    Ref description = plist_.dictionary();
    Ref chain = plist_.array();
    std::vector<Ref> names;
    for (std::string_view each : classes) names.push_back(plist_.text(each));
    plist_.fill(chain, names);
    plist_.fill(description,
                {plist_.text("$classname"), plist_.text("$classes"), names.front(), chain});
    Uid added = add(description);
    classes_.emplace_back(std::move(name), added);
    return added;
}

KeyedArchive::Uid KeyedArchive::mutable_data(std::string_view bytes) {
    Uid object = declare();
    define(object, {{"NS.data", plist_.data(bytes)}}, {"NSMutableData", "NSData", "NSObject"});
    return object;
}

KeyedArchive::Uid KeyedArchive::url(std::string_view address) {
    Uid object = declare();
    Uid relative = text(address);
    define(object, {{"NS.base", link(kNull)}, {"NS.relative", link(relative)}},
           {"NSURL", "NSObject"});
    return object;
}

std::string KeyedArchive::finish(Uid root) {
    plist_.fill(objects_, members_);
    Ref top = plist_.dictionary();
    plist_.fill(top, {plist_.text("root"), plist_.uid(root)});
    plist_.fill(top_level_, {plist_.text("$version"), plist_.text("$archiver"), plist_.text("$top"),
                             plist_.text("$objects"), plist_.integer(100000),
                             plist_.text("NSKeyedArchiver"), top, objects_});
    return plist_.finish(top_level_);
}

std::string archive(const MbFile& file) {
    KeyedArchive out;
    auto moment = [&](std::int64_t seconds) {
        if (!file.dates_as_objects) return out.integer(seconds);
        return out.date(Time(std::chrono::seconds(seconds)));
    };
    KeyedArchive::Uid root = out.declare();
    std::vector<std::pair<std::string_view, KeyedArchive::Ref>> fields = {
        {"LastModified", moment(file.modified)},
        {"Flags", out.integer(0)},
        {"GroupID", out.integer(file.owner)},
        {"LastStatusChange", moment(file.changed)},
        {"RelativePath", out.link(out.text(file.path))},
        {"Birth", moment(file.born)},
        {"Size", out.integer(file.size)},
        {"Mode", out.integer(file.mode)},
        {"UserID", out.integer(file.owner)},
        {"InodeNumber", out.integer(file.inode)},
        {"ProtectionClass", out.integer(file.protection_class)},
    };
    if (!file.encryption_key.empty())
        fields.emplace_back("EncryptionKey", out.link(out.mutable_data(file.encryption_key)));
    if (!file.digest.empty()) fields.emplace_back("Digest", out.link(out.data(file.digest)));
    if (!file.target.empty()) fields.emplace_back("Target", out.link(out.text(file.target)));
    out.define(root, fields, {"MBFile", "NSObject"});
    return out.finish(root);
}

std::string archive(const LinkPreview& preview) {
    KeyedArchive out;
    KeyedArchive::Uid root = out.declare();
    KeyedArchive::Uid metadata = out.declare();
    std::vector<std::pair<std::string_view, KeyedArchive::Ref>> fields = {
        {"version", out.integer(1)},
        {"originalURL", out.link(out.url(preview.original_url))},
        {"URL", out.link(out.url(preview.url))},
    };
    if (!preview.title.empty()) fields.emplace_back("title", out.link(out.text(preview.title)));
    if (!preview.summary.empty())
        fields.emplace_back("summary", out.link(out.text(preview.summary)));
    out.define(metadata, fields, {"LPLinkMetadata", "NSObject"});
    out.define(
        root,
        {{"richLinkMetadata", out.link(metadata)}, {"richLinkIsPlaceholder", out.boolean(false)}},
        {"RichLink", "NSObject"});
    return out.finish(root);
}

}  // namespace bridle::fabricate
