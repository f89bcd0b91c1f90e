#include "format/plist.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "base/text.h"

namespace bridle {

namespace {

constexpr std::string_view kMagic = "bplist0";
constexpr std::uint64_t kHeader = 8;
constexpr std::uint64_t kTrailer = 32;
constexpr std::size_t kMostProblems = 1000;

// An honest member takes three bytes and is looked at for some hundred settings.
constexpr std::uint64_t kWorkPerByte = 256, kWorkAnyway = 1'000'000, kWorkAtMost = 4'000'000'000;
constexpr std::uint64_t kBytesPerWork = 64;  // of a text

thread_local std::size_t lists_cut_short = 0;

// The high halves of the byte that begins an object.
enum Marker : unsigned {
    kSingle = 0x0,
    kInteger = 0x1,
    kReal = 0x2,
    kDate = 0x3,
    kData = 0x4,
    kAscii = 0x5,
    kUtf16 = 0x6,
    kUtf8 = 0x7,  // not in version 00; we write it for XML
    kUid = 0x8,
    kArray = 0xA,
    kOrderedSet = 0xB,
    kSet = 0xC,
    kDictionary = 0xD,
};

}  // namespace

// An object with its first bytes decoded and all its bytes known to be there.
struct Plist::Object {
    Type type = Type::absent;
    unsigned marker = 0;      // its high half; for a single byte, the low one
    std::uint64_t start = 0;  // of the contents; of damage: where it is
    std::uint64_t size = 0;   // bytes, or members of a collection
    std::string_view damage = {};
};

// Loads at most 8 bytes, big endian. The trailer stands behind everything that
// is read this way, so 8 bytes may be taken wherever fewer are wanted.
std::uint64_t Plist::load(std::uint64_t at, std::uint64_t size) const {
    std::uint64_t word;
    std::memcpy(&word, bytes_.data() + at, sizeof word);
    if constexpr (std::endian::native == std::endian::little) word = __builtin_bswap64(word);
    return word >> (64 - 8 * size);
}

Result<Plist> Plist::parse(Bytes bytes) {
    Plist list;
    TRY(list.read(bytes));
    return list;
}

Result<void> Plist::read(Bytes bytes) {
    count_ = 0;
    xml_problems_.clear();
    if (as_text(bytes).starts_with(kMagic)) return read_binary(bytes);
    if (as_text(bytes).starts_with("bplist"))
        return fail(Errc::unsupported, "binary property list of another version");
    return read_xml(bytes);
}

Result<void> Plist::read_binary(Bytes bytes) {
    if (bytes.size() < kHeader + kTrailer)
        return fail(Errc::truncated, "property list without a trailer", bytes.size());
    std::uint64_t trailer = bytes.size() - kTrailer;
    bytes_ = bytes;
    end_ = trailer;
    offset_size_ = std::to_integer<std::uint8_t>(bytes[trailer + 6]);
    reference_size_ = std::to_integer<std::uint8_t>(bytes[trailer + 7]);
    std::uint64_t count = load(trailer + 8, 8);
    std::uint64_t top = load(trailer + 16, 8);
    table_ = load(trailer + 24, 8);
    if (offset_size_ < 1 || offset_size_ > 8 || reference_size_ < 1 || reference_size_ > 8)
        return fail(Errc::corrupt, "impossible sizes in the trailer", trailer);
    if (table_ < kHeader || table_ > trailer)
        return fail(Errc::corrupt, "offset table lies outside", trailer + 24);
    if (count > (trailer - table_) / offset_size_)
        return fail(Errc::corrupt, "offset table runs past the end", trailer + 8);
    if (count > std::numeric_limits<std::uint32_t>::max())
        return fail(Errc::limit, "too many objects", trailer + 8);
    if (top >= count) return fail(Errc::corrupt, "top object is not there", trailer + 16);
    cut_ = false;
    allowed_ = std::min(kWorkAnyway + kWorkPerByte * bytes.size(), kWorkAtMost);
    count_ = static_cast<std::uint32_t>(count);
    top_ = static_cast<std::uint32_t>(top);
    return {};
}

std::size_t Plist::cut_short() {
    return lists_cut_short;
}

bool Plist::may(std::uint64_t work) const {
    if (work <= allowed_) {
        allowed_ -= work;
        return true;
    }
    if (!cut_) lists_cut_short++;
    cut_ = true;
    allowed_ = 0;
    return false;
}

Plist::Node Plist::node(std::uint64_t index) const {
    if (index >= count_) return {};
    return {this, static_cast<std::uint32_t>(index)};
}

Plist::Node Plist::root() const {
    return node(top_);
}

Plist::Object Plist::damaged(std::string_view what, std::uint64_t offset) {
    return {.type = Type::damaged, .start = offset, .damage = what};
}

Plist::Object Plist::object(std::uint32_t index) const {
    std::uint64_t entry = table_ + std::uint64_t{index} * offset_size_;
    std::uint64_t start = load(entry, offset_size_);
    if (start >= end_) return damaged("offset points outside", entry);
    auto first = std::to_integer<unsigned>(bytes_[start]);
    unsigned marker = first >> 4, low = first & 15;
    std::uint64_t left = end_ - start - 1;

    auto fixed = [&](Type type, std::uint64_t size) {
        if (size > left) return damaged("value runs past the end", start);
        return Object{type, marker, start + 1, size};
    };
    switch (marker) {
        case kSingle:
            if (low == 0) return {Type::null, low, start, 0};
            if (low == 8 || low == 9) return {Type::boolean, low, start, 0};
            break;
        case kInteger:
            if (low <= 4) return fixed(Type::integer, std::uint64_t{1} << low);
            break;
        case kReal:
            if (low == 2 || low == 3) return fixed(Type::real, std::uint64_t{1} << low);
            break;
        case kDate:
            if (low == 3) return fixed(Type::date, 8);
            break;
        case kUid:
            return fixed(Type::uid, low + 1);
        default:
            return sized_object(first, start);
    }
    return damaged("object of an unknown kind", start);
}

// Those that say how many bytes or members they have.
Plist::Object Plist::sized_object(unsigned first, std::uint64_t start) const {
    std::uint64_t size = first & 15;
    std::uint64_t contents = start + 1;
    if (size == 15) {
        if (contents >= end_) return damaged("size runs past the end", start);
        auto width = std::to_integer<unsigned>(bytes_[contents]);
        if (width < 0x10 || width > 0x13) return damaged("size is not an integer", start);
        std::uint64_t bytes = std::uint64_t{1} << (width & 3);
        if (bytes > end_ - contents - 1) return damaged("size runs past the end", start);
        size = load(contents + 1, bytes);
        contents += 1 + bytes;
    }
    Type type = Type::damaged;
    std::uint64_t unit = 1;
    switch (first >> 4) {
        case kData:
            type = Type::data;
            break;
        case kAscii:
        case kUtf8:
            type = Type::text;
            break;
        case kUtf16:
            type = Type::text, unit = 2;
            break;
        case kArray:
            type = Type::array, unit = reference_size_;
            break;
        case kOrderedSet:
        case kSet:
            type = Type::set, unit = reference_size_;
            break;
        case kDictionary:
            type = Type::dictionary, unit = 2u * reference_size_;
            break;
        default:
            return damaged("object of an unknown kind", start);
    }
    if (size > (end_ - contents) / unit) return damaged("value runs past the end", start);
    bool of_bytes = type == Type::data || type == Type::text;
    return {type, first >> 4, contents, of_bytes ? size * unit : size};
}

// How many bytes the contents of an object occupy.
std::uint64_t Plist::extent(const Object& object) const {
    switch (object.type) {
        case Type::array:
        case Type::set:
            return object.size * reference_size_;
        case Type::dictionary:
            return object.size * 2 * reference_size_;
        default:
            return object.size;
    }
}

std::vector<Error> Plist::problems() const {
    std::vector<Error> found = xml_problems_;
    std::uint64_t budget = bytes_.size();
    for (std::uint32_t i = 0; i < count_ && found.size() < kMostProblems; i++) {
        Object here = object(i);
        if (here.type == Type::damaged)
            found.push_back({Errc::corrupt, std::string(here.damage), here.start});
        if (here.type < Type::array) continue;
        if (extent(here) > budget) {
            found.push_back({Errc::limit, "objects lie on top of each other", here.start});
            break;
        }
        budget -= extent(here);
        for (std::uint64_t at = here.start; at < here.start + extent(here); at += reference_size_) {
            if (load(at, reference_size_) < count_) continue;
            found.push_back({Errc::corrupt, "reference to an object that is not there", at});
            break;
        }
    }
    std::ranges::sort(found, {}, &Error::offset);
    return found;
}

Plist::Object Plist::Node::object() const {
    return list_ ? list_->object(index_) : Object{};
}

Plist::Type Plist::Node::type() const {
    return object().type;
}

std::optional<std::int64_t> Plist::Node::integer() const {
    Object here = object();
    if (here.type != Type::integer) return std::nullopt;
    if (here.size <= 8) return static_cast<std::int64_t>(list_->load(here.start, here.size));
    auto high = static_cast<std::int64_t>(list_->load(here.start, 8));
    auto low = static_cast<std::int64_t>(list_->load(here.start + 8, 8));
    if (high != (low < 0 ? -1 : 0)) return std::nullopt;
    return low;
}

std::optional<std::uint64_t> Plist::Node::unsigned_integer() const {
    Object here = object();
    if (here.type == Type::integer && here.size == 16 && list_->load(here.start, 8) == 0)
        return list_->load(here.start + 8, 8);
    auto number = integer();
    if (!number || *number < 0) return std::nullopt;
    return static_cast<std::uint64_t>(*number);
}

std::optional<double> Plist::Node::real() const {
    Object here = object();
    if (here.type == Type::real) {
        std::uint64_t bits = list_->load(here.start, here.size);
        if (here.size == 4) return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
        return std::bit_cast<double>(bits);
    }
    if (auto number = integer()) return static_cast<double>(*number);
    if (auto number = unsigned_integer()) return static_cast<double>(*number);
    return std::nullopt;
}

std::optional<bool> Plist::Node::boolean() const {
    Object here = object();
    if (here.type != Type::boolean) return std::nullopt;
    return here.marker == 9;
}

std::optional<Time> Plist::Node::date() const {
    Object here = object();
    if (here.type != Type::date) return std::nullopt;
    return to_time(std::bit_cast<double>(list_->load(here.start, 8)), Epoch::cocoa);
}

std::optional<std::uint64_t> Plist::Node::uid() const {
    Object here = object();
    if (here.type == Type::uid) {
        if (here.size <= 8) return list_->load(here.start, here.size);
        std::uint64_t unused = here.size - 8;
        if (list_->load(here.start, unused) != 0) return std::nullopt;
        return list_->load(here.start + unused, 8);
    }
    if (here.type != Type::dictionary || here.size != 1 || !key(0).is("CF$UID"))
        return std::nullopt;
    return value(0).unsigned_integer();
}

Bytes Plist::Node::data() const {
    Object here = object();
    if (here.type != Type::data) return {};
    return list_->bytes_.subspan(here.start, here.size);
}

std::string_view Plist::Node::text(std::string& scratch) const {
    Object here = object();
    if (here.type != Type::text || !list_->may(1 + here.size / kBytesPerWork)) return {};
    Bytes raw = list_->bytes_.subspan(here.start, here.size);
    if (here.marker == kUtf16) return scratch = from_utf16be(raw);
    if (is_utf8(as_text(raw))) return as_text(raw);
    return scratch = to_utf8(as_text(raw));
}

std::string Plist::Node::text() const {
    std::string scratch;
    std::string_view found = text(scratch);
    if (found.data() == scratch.data()) return scratch;
    return std::string(found);
}

bool Plist::Node::is(std::string_view wanted) const {
    return list_ && list_->text_is(index_, wanted);
}

// Looking up a key compares it with all before it, so this is the hottest
// place. Nearly all keys are ASCII, and their first bytes say so and how long
// they are.
bool Plist::text_is(std::uint32_t index, std::string_view wanted) const {
    std::uint64_t start = load(table_ + std::uint64_t{index} * offset_size_, offset_size_);
    if (start < end_) {
        std::uint64_t first = load(start, 3);
        if (first >> 20 == kAscii) {
            bool is_short = first >> 16 != 0x5F, in_a_byte = first >> 8 == 0x5F10;
            std::uint64_t size = is_short ? first >> 16 & 15 : first & 0xFF;
            std::uint64_t contents = start + (is_short ? 1 : 3);
            if (is_short || in_a_byte)
                return size == wanted.size() && contents <= end_ && size <= end_ - contents &&
                       std::memcmp(bytes_.data() + contents, wanted.data(), size) == 0;
        }
    }
    Object here = object(index);
    if (here.type != Type::text) return false;
    Bytes raw = bytes_.subspan(here.start, here.size);
    if (here.marker != kUtf16) return as_text(raw) == wanted;
    return raw.size() / 2 <= wanted.size() && from_utf16be(raw) == wanted;
}

std::size_t Plist::Node::size() const {
    Object here = object();
    return here.type >= Type::array && list_->may(1) ? here.size : 0;
}

Plist::Node Plist::Node::at(std::size_t i) const {
    Object here = object();
    if (here.type < Type::array || i >= here.size || !list_->may(1)) return {};
    if (here.type == Type::dictionary) i += here.size;  // the values follow the keys
    return list_->node(
        list_->load(here.start + i * list_->reference_size_, list_->reference_size_));
}

Plist::Node Plist::Node::key(std::size_t i) const {
    Object here = object();
    if (here.type != Type::dictionary || i >= here.size || !list_->may(1)) return {};
    return list_->node(
        list_->load(here.start + i * list_->reference_size_, list_->reference_size_));
}

Plist::Node Plist::Node::operator[](std::string_view wanted) const {
    Object here = object();
    if (here.type != Type::dictionary || !list_->may(here.size)) return {};
    std::uint64_t width = list_->reference_size_;
    for (std::uint64_t i = 0; i < here.size; i++) {
        std::uint64_t key = list_->load(here.start + i * width, width);
        if (key >= list_->count_ || !list_->text_is(static_cast<std::uint32_t>(key), wanted))
            continue;
        return list_->node(list_->load(here.start + (here.size + i) * width, width));
    }
    return {};
}

// Every object has bytes of its own in an honest list, so all together are no
// larger than the list. Those of a bomb lie on top of each other.
Result<void> for_each(Plist::Node from, std::size_t limit,
                      const std::function<void(Plist::Node)>& visit) {
    if (!from) return {};
    const Plist& list = *from.list_;
    std::uint64_t budget = list.bytes_.size();
    std::vector<bool> known(list.count_);
    std::vector<Plist::Node> ahead{from};
    known[from.index_] = true;
    bool too_many = false;
    auto push = [&](Plist::Node next) {
        if (!next || known[next.index_]) return;
        if (ahead.size() >= limit) {
            too_many = true;
            return;
        }
        known[next.index_] = true;
        ahead.push_back(next);
    };
    for (; !ahead.empty(); limit--) {
        Plist::Node here = ahead.back();
        ahead.pop_back();
        Plist::Object object = here.object();
        std::uint64_t extent = list.extent(object);
        if (limit == 0 || too_many)
            return fail(Errc::limit, "more objects than are wanted", object.start);
        if (extent > budget)
            return fail(Errc::limit, "objects lie on top of each other", object.start);
        budget -= extent;
        visit(here);
        for (std::size_t i = here.size(); i-- > 0;) {  // the last goes in first, to come out last
            push(here.value(i));
            push(here.key(i));
        }
    }
    return {};
}

Result<void> for_each_text(Plist::Node from, std::size_t limit,
                           const std::function<void(std::string_view)>& visit) {
    std::string scratch;
    return for_each(from, limit, [&](Plist::Node node) {
        if (node.is_text()) visit(node.text(scratch));
    });
}

}  // namespace bridle
