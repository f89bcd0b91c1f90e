#include "format/file_list.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace bridle {

static constexpr std::string_view kMagic = "bridle files 1\n";
static constexpr std::size_t kTextAtMost = 32 << 10;  // longer paths are cut before they come here

namespace {

enum Has : std::uint8_t {
    created = 1,
    modified = 2,
    changed = 4,
    mode = 8,
    owner = 16,
    size = 32,
    target = 64
};

void put(std::string& out, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7)
        out += static_cast<char>(static_cast<unsigned char>(value | 0x80));
    out += static_cast<char>(static_cast<unsigned char>(value));
}
// Small numbers of either sign stay short.
void put_signed(std::string& out, std::int64_t value) {
    put(out, static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63));
}
void put_time(std::string& out, const std::optional<Time>& time) {
    if (time) put_signed(out, time->time_since_epoch().count());
}

// Reads forward through a file, a window at a time.
class Reader {
public:
    explicit Reader(const File& file) : file_(file) {}

    std::uint64_t offset() const { return window_at_ + at_; }

    // Whether there is more.
    Result<bool> more() {
        if (at_ < window_.size()) return true;
        TRY(fill(1));
        return at_ < window_.size();
    }
    Result<std::uint64_t> number() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            auto any = TRY(more());
            if (!any) return fail(Errc::truncated, "the list of files breaks off", offset());
            auto byte = std::to_integer<std::uint8_t>(window_[at_++]);
            value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            if (!(byte & 0x80)) return value;
        }
        return fail(Errc::corrupt, "the list of files is damaged", offset());
    }
    Result<std::int64_t> signed_number() {
        auto value = TRY(number());
        return static_cast<std::int64_t>(value >> 1 ^ (~(value & 1) + 1));
    }
    Result<std::string_view> text(std::uint64_t size) {
        if (size > kTextAtMost)
            return fail(Errc::corrupt, "the list of files is damaged", offset());
        if (window_.size() - at_ < size) TRY(fill(size));
        if (window_.size() - at_ < size)
            return fail(Errc::truncated, "the list of files breaks off", offset());
        std::string_view found = as_text(Bytes(window_).subspan(at_, size));
        at_ += size;
        return found;
    }

private:
    Result<void> fill(std::size_t at_least) {
        static constexpr std::size_t kWindow = 256 << 10;
        const std::uint64_t from = offset();
        window_.resize(std::max(kWindow, at_least));
        auto got = TRY(file_.read_at(from, window_));
        window_.resize(got);
        window_at_ = from;
        at_ = 0;
        return {};
    }

    const File& file_;
    std::vector<std::byte> window_;
    std::uint64_t window_at_ = 0;
    std::size_t at_ = 0;
};

Result<void> read_time(Reader& reader, bool there, std::optional<Time>& into) {
    if (!there) return {};
    auto count = TRY(reader.signed_number());
    into = Time(Time::duration(count));
    return {};
}

// Into `path`, which holds the one before, and `target`.
Result<ListedFile> read_entry(Reader& reader, std::string& path, std::string& target) {
    ListedFile file;
    auto first = TRY(reader.number());
    auto has = TRY(reader.number());
    file.type = static_cast<ListedFile::Type>(first & 3);
    const std::uint64_t shared = first >> 2;
    auto size = TRY(reader.number());
    if (shared > path.size() || shared + size > kTextAtMost)
        return fail(Errc::corrupt, "the list of files is damaged", reader.offset());
    std::string_view rest = TRY(reader.text(size));
    path.resize(shared);
    path += rest;
    file.path = path;
    TRY(read_time(reader, has & Has::created, file.created));
    TRY(read_time(reader, has & Has::modified, file.modified));
    TRY(read_time(reader, has & Has::changed, file.changed));
    if (has & Has::mode) {
        auto value = TRY(reader.number());
        file.mode = static_cast<std::uint32_t>(value);
    }
    if (has & Has::owner) file.owner = TRY(reader.signed_number());
    if (has & Has::size) file.size = TRY(reader.number());
    if (has & Has::target) {
        auto length = TRY(reader.number());
        std::string_view text = TRY(reader.text(length));
        target = text;
        file.target = target;
    }
    return file;
}

}  // namespace

void FileListWriter::add(const ListedFile& file) {
    if (!begun_) bytes_ += kMagic;
    begun_ = true;
    std::string_view path = front(file.path, kTextAtMost), target = front(file.target, kTextAtMost);
    auto [end, other] = std::ranges::mismatch(path, before_);
    const auto shared = static_cast<std::size_t>(end - path.begin());
    put(bytes_, shared << 2 | static_cast<std::uint64_t>(file.type));
    unsigned has = (file.created ? Has::created : 0) | (file.modified ? Has::modified : 0) |
                   (file.changed ? Has::changed : 0) | (file.mode ? Has::mode : 0) |
                   (file.owner ? Has::owner : 0) | (file.size ? Has::size : 0) |
                   (target.empty() ? 0 : Has::target);
    put(bytes_, has);
    put(bytes_, path.size() - shared);
    bytes_ += path.substr(shared);
    put_time(bytes_, file.created);
    put_time(bytes_, file.modified);
    put_time(bytes_, file.changed);
    if (file.mode) put(bytes_, *file.mode);
    if (file.owner) put_signed(bytes_, *file.owner);
    if (file.size) put(bytes_, *file.size);
    if (!target.empty()) {
        put(bytes_, target.size());
        bytes_ += target;
    }
    before_ = path;
}

Result<void> read_file_list(const File& list,
                            const std::function<Result<void>(const ListedFile&)>& visit) {
    Reader reader(list);
    std::string_view magic = TRY(reader.text(kMagic.size()));
    if (magic != kMagic) return fail(Errc::corrupt, "no list of files");
    std::string path, target;
    for (;;) {
        auto more = TRY(reader.more());
        if (!more) return {};
        ListedFile file = TRY(read_entry(reader, path, target));
        // A damaged list can cut a character in two.
        if (!is_utf8(file.path) || !is_utf8(file.target))
            return fail(Errc::corrupt, "the list of files is damaged", reader.offset());
        TRY(visit(file));
    }
}

}  // namespace bridle
