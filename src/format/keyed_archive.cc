#include "format/keyed_archive.h"

#include "base/text.h"

namespace bridle {

Result<KeyedArchive> KeyedArchive::open(const Plist& list) {
    KeyedArchive archive;
    archive.top_ = list.root()["$top"];
    archive.objects_ = list.root()["$objects"];
    if (archive.top_.type() != Plist::Type::dictionary ||
        archive.objects_.type() != Plist::Type::array)
        return fail(Errc::corrupt, "property list is not a keyed archive");
    return archive;
}

// One step only: an archiver never refers to a reference.
KeyedArchive::Object KeyedArchive::follow(Plist::Node node) const {
    if (auto uid = node.uid()) return object(*uid);
    if (!node || node.type() == Plist::Type::null) return {};
    return {*this, node};
}

KeyedArchive::Object KeyedArchive::object(std::uint64_t uid) const {
    if (uid == 0) return {};  // always "$null"
    Plist::Node found = objects_.at(uid);
    return found ? Object(*this, found) : Object();
}

KeyedArchive::Object KeyedArchive::top(std::string_view name) const {
    return follow(top_[name]);
}

KeyedArchive::Object KeyedArchive::root() const {
    Plist::Node named = top_["root"];
    return follow(named || top_.size() != 1 ? named : top_.value(0));
}

// The field of the object itself, whatever its class makes of it.
KeyedArchive::Object KeyedArchive::Object::field(std::string_view name) const {
    return archive_.follow(node_[name]);
}

std::string KeyedArchive::Object::class_name() const {
    return field("$class").node_["$classname"].text();
}

bool KeyedArchive::Object::is_a(std::string_view wanted) const {
    Plist::Node description = field("$class").node_;
    if (description["$classname"].is(wanted)) return true;
    for (Plist::Node ancestor : description["$classes"].items())
        if (ancestor.is(wanted)) return true;
    return false;
}

// The object's own fields first: there are few of them where there are NS.keys.
KeyedArchive::Object KeyedArchive::Object::operator[](std::string_view wanted) const {
    if (Plist::Node own = node_[wanted]) return archive_.follow(own);
    Plist::Node keys = node_["NS.keys"];
    for (std::size_t i = 0; i < keys.size(); i++)
        if (archive_.follow(keys.at(i)).holds(wanted)) return value(i);
    return {};
}

// Compares without copying what is stored plainly, as nearly all keys are. A
// wrapped text has few fields; many would be there only to be searched for
// each of many keys.
bool KeyedArchive::Object::holds(std::string_view wanted) const {
    if (node_.is_text()) return node_.is(wanted);
    if (node_.type() != Plist::Type::dictionary || node_.size() > 8) return false;
    std::string scratch;
    return text(scratch) == wanted;
}

Plist::Node KeyedArchive::Object::list_of_values() const {
    if (node_.type() != Plist::Type::dictionary) return node_;
    return node_["NS.objects"];
}

std::optional<bool> KeyedArchive::Object::boolean() const {
    if (auto number = integer()) return *number != 0;
    return node_.boolean();
}

std::optional<Time> KeyedArchive::Object::date() const {
    if (auto plain = node_.date()) return plain;
    auto seconds = field("NS.time").real();
    return seconds ? to_time(*seconds, Epoch::cocoa) : std::nullopt;
}

Bytes KeyedArchive::Object::data() const {
    if (Plist::Node wrapped = field("NS.data").node_) return wrapped.data();
    return node_.data();
}

namespace {

// As RFC 3986, 5.2 resolves them, but leaving dots in paths as they are:
// evidence is shown as it was written.
std::string resolve(std::string_view base, std::string_view relative) {
    std::size_t scheme = base.find("://");
    bool absolute = relative.find(':') < relative.find_first_of("/?#");
    if (base.empty() || absolute) return std::string(relative);
    std::string_view kept = base.substr(0, base.find_first_of("?#"));
    std::size_t path = scheme == std::string_view::npos ? 0 : kept.find('/', scheme + 3);
    if (relative.starts_with("//")) {
        kept = base.substr(0, scheme == std::string_view::npos ? 0 : scheme + 1);
    } else if (relative.starts_with('/')) {
        kept = kept.substr(0, path);
    } else if (relative.empty() || relative.starts_with('#')) {
        kept = relative.empty() ? base : base.substr(0, base.find('#'));
    } else if (!relative.starts_with('?')) {
        std::size_t slash = path == std::string_view::npos ? path : kept.rfind('/');
        if (slash == std::string_view::npos) return std::string(kept) + '/' + std::string(relative);
        kept = kept.substr(0, slash + 1);
    }
    return std::string(kept) + std::string(relative);
}

// 8-4-4-4-12, in capitals as Apple writes them.
std::string uuid_text(Bytes bytes) {
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
        for (char c : hex(bytes.subspan(i, 1))) out += c >= 'a' ? static_cast<char>(c - 32) : c;
    }
    return out;
}

}  // namespace

// Which of an object's fields is the text, or none. A wrapped text is itself
// plain or a wrapped one (an NSAttributedString holds an NSString, an NSURL
// has an NSURL as base), so the search is cut off after a few steps.
std::string_view KeyedArchive::Object::text(std::string& scratch) const {
    return text(scratch, 4);
}

std::string_view KeyedArchive::Object::text(std::string& scratch, int steps) const {
    if (node_.is_text()) return node_.text(scratch);
    if (node_.type() != Plist::Type::dictionary || steps == 0) return {};
    for (std::string_view name : {"NS.string", "NSString"})
        if (Object inner = field(name)) return inner.text(scratch, steps - 1);
    if (Object inner = field("NS.bytes")) return scratch = to_utf8(as_text(inner.data()));
    if (Object inner = field("NS.uuidbytes"); inner.data().size() == 16)
        return scratch = uuid_text(inner.data());
    Object relative = field("NS.relative");
    if (!relative) return {};
    Object base = field("NS.base");
    if (!base) return relative.text(scratch, steps - 1);
    std::string base_scratch;
    std::string_view base_text = base.text(base_scratch, steps - 1);
    return scratch = resolve(base_text, relative.text(scratch, steps - 1));
}

std::string KeyedArchive::Object::text() const {
    std::string scratch;
    return std::string(text(scratch));
}

bool KeyedArchive::Object::is_text() const {
    if (node_.is_text()) return true;
    for (std::string_view name :
         {"NS.string", "NSString", "NS.bytes", "NS.uuidbytes", "NS.relative"})
        if (node_[name]) return true;
    return false;
}

}  // namespace bridle
