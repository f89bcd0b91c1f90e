#include "format/gzip.h"

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#include <libdeflate.h>

#include "base/text.h"

namespace bridle {

static constexpr std::size_t kPiece = 256 << 10;  // of the packed file

bool looks_like_gzip(Bytes start) {
    return start.size() >= 3 && start[0] == std::byte{0x1F} && start[1] == std::byte{0x8B} &&
           start[2] == std::byte{8};
}

namespace {

std::string_view reason(int code) {
    switch (code) {
        case ISAL_INVALID_BLOCK:
            return "a block of no known kind";
        case ISAL_INVALID_SYMBOL:
            return "a symbol that cannot be";
        case ISAL_INVALID_LOOKBACK:
            return "a reference to before the beginning";
        case ISAL_INVALID_WRAPPER:
            return "a header that is none";
        case ISAL_UNSUPPORTED_METHOD:
            return "an unknown method";
        case ISAL_INCORRECT_CHECKSUM:
            return "a checksum that does not fit";
        default:
            return "damage";
    }
}

// The packed bytes, piece by piece.
class PackedInput {
public:
    PackedInput(const File& file, std::uint64_t from, std::uint64_t size)
        : file_(file), from_(from), size_(size), piece_(kPiece) {}

    // Whether there was any.
    Result<bool> feed(inflate_state& state) {
        if (state.avail_in > 0) return true;
        std::size_t most = std::min<std::uint64_t>(kPiece, size_ - taken_);
        auto got = TRY(file_.read_at(from_ + taken_, std::span(piece_).first(most)));
        taken_ += got;
        state.next_in = reinterpret_cast<std::uint8_t*>(piece_.data());
        state.avail_in = static_cast<std::uint32_t>(got);
        return got > 0;
    }
    std::uint64_t offset(const inflate_state& state) const {
        return from_ + taken_ - state.avail_in;
    }

private:
    const File& file_;
    std::uint64_t from_, size_, taken_ = 0;
    std::vector<std::byte> piece_;
};

void give(inflate_state& state, std::span<std::byte> into) {
    state.next_out = reinterpret_cast<std::uint8_t*>(into.data());
    state.avail_out =
        static_cast<std::uint32_t>(std::min<std::size_t>(into.size(), std::size_t{1} << 30));
}

}  // namespace

struct GzipStream::State {
    State(const File& file, InflateLimit limit)
        : input(file, 0, file.size()), left(limit.of(file.size())) {
        begin();
    }
    void begin() {
        std::uint32_t unread = inflate.avail_in;
        std::uint8_t* at = inflate.next_in;
        isal_inflate_init(&inflate);
        inflate.crc_flag = ISAL_GZIP;
        inflate.next_in = at;
        inflate.avail_in = unread;
    }
    // Between two members: whether another begins. Zeros may fill up a tape.
    Result<bool> next_member() {
        for (;;) {
            auto any = TRY(input.feed(inflate));
            if (!any) return false;
            while (inflate.avail_in > 0 && *inflate.next_in == 0)
                inflate.next_in++, inflate.avail_in--;
            if (inflate.avail_in == 0) continue;
            begin();
            members++;
            return true;
        }
    }

    PackedInput input;
    inflate_state inflate{};
    std::uint64_t left;  // that it may still become
    std::size_t members = 0;
    bool inside = false, ended = false;
    std::optional<Error> failure;
    Result<void> fill(std::span<std::byte> into, std::size_t& done);
};

GzipStream::GzipStream(const File& file, InflateLimit limit)
    : state_(std::make_unique<State>(file, limit)) {}
GzipStream::~GzipStream() = default;

// What came before a failure is given out first.
Result<std::size_t> GzipStream::read(std::span<std::byte> into) {
    if (state_->failure) return std::unexpected(*state_->failure);
    std::size_t done = 0;
    Result<void> all = state_->fill(into, done);
    if (all) return done;
    if (done == 0) return std::unexpected(all.error());
    state_->failure = all.error();
    return done;
}

Result<void> GzipStream::State::fill(std::span<std::byte> into, std::size_t& done) {
    State& state = *this;
    while (done < into.size() && !state.ended) {
        if (!state.inside) {
            auto more = TRY(state.next_member());
            state.ended = !more;
            state.inside = more;
            continue;
        }
        auto any = TRY(state.input.feed(state.inflate));
        give(state.inflate, into.subspan(done));
        const std::uint32_t room = state.inflate.avail_out;
        const int code = isal_inflate(&state.inflate);
        const std::uint32_t made = room - state.inflate.avail_out;
        done += made;
        if (made > state.left)
            return fail(Errc::limit, "unpacks to far more than a phone's files do",
                        state.input.offset(state.inflate));
        state.left -= made;
        // What follows the last member, and is none, is somebody's remark.
        if (code == ISAL_INVALID_WRAPPER && state.members > 1 && made == 0) {
            state.ended = true;
            break;
        }
        if (code < 0)
            return fail(Errc::corrupt, "gzip: " + std::string(reason(code)),
                        state.input.offset(state.inflate));
        if (state.inflate.block_state == ISAL_BLOCK_FINISH)
            state.inside = false;
        else if (!any && made == 0)
            return fail(Errc::truncated, "gzip: the file ends before its contents do",
                        state.input.offset(state.inflate));
    }
    return {};
}

struct DeflateStream::State {
    State(const File& file, std::uint64_t from, std::uint64_t packed, std::uint64_t size)
        : input(file, from, packed), left(size) {
        isal_inflate_init(&inflate);
    }
    Result<void> fill(std::span<std::byte> into, std::size_t& done);

    PackedInput input;
    inflate_state inflate{};
    std::uint64_t left;
    std::optional<Error> failure;
};

DeflateStream::DeflateStream(const File& file, std::uint64_t from, std::uint64_t packed,
                             std::uint64_t size)
    : state_(std::make_unique<State>(file, from, packed, size)) {}
DeflateStream::~DeflateStream() = default;

Result<std::size_t> DeflateStream::read(std::span<std::byte> into) {
    if (state_->failure) return std::unexpected(*state_->failure);
    std::size_t done = 0;
    Result<void> all =
        state_->fill(into.first(std::min<std::uint64_t>(into.size(), state_->left)), done);
    state_->left -= done;
    if (all) return done;
    if (done == 0) return std::unexpected(all.error());
    state_->failure = all.error();
    return done;
}

Result<void> DeflateStream::State::fill(std::span<std::byte> into, std::size_t& done) {
    while (done < into.size()) {
        auto any = TRY(input.feed(inflate));
        give(inflate, into.subspan(done));
        const std::uint32_t room = inflate.avail_out;
        const int code = isal_inflate(&inflate);
        const std::uint32_t made = room - inflate.avail_out;
        done += made;
        if (code < 0)
            return fail(Errc::corrupt, "deflate: " + std::string(reason(code)),
                        input.offset(inflate));
        if (inflate.block_state == ISAL_BLOCK_FINISH) break;
        if (!any && made == 0)
            return fail(Errc::truncated, "deflate: the contents end too early",
                        input.offset(inflate));
    }
    return {};
}

Result<void> inflate(Bytes packed, std::span<std::byte> into) {
    std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> unpacker(
        libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
    if (!unpacker) return fail(Errc::limit, "no memory to unpack with");
    std::size_t made = 0;
    auto code = libdeflate_deflate_decompress(unpacker.get(), packed.data(), packed.size(),
                                              into.data(), into.size(), &made);
    if (code == LIBDEFLATE_INSUFFICIENT_SPACE)
        return fail(Errc::corrupt, "unpacks to more than " + grouped(into.size()) + " bytes");
    if (code != LIBDEFLATE_SUCCESS) return fail(Errc::corrupt, "deflate: damage");
    if (made != into.size())
        return fail(Errc::corrupt,
                    "unpacks to " + grouped(made) + " bytes instead of " + grouped(into.size()));
    return {};
}

std::uint32_t crc32(Bytes bytes, std::uint32_t before) {
    return crc32_gzip_refl(before, reinterpret_cast<const unsigned char*>(bytes.data()),
                           bytes.size());
}

}  // namespace bridle
