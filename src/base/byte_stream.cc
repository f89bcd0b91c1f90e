#include "base/byte_stream.h"

#include <algorithm>
#include <cstring>

namespace bridle {

Result<std::uint64_t> ByteStream::skip(std::uint64_t count) {
    std::vector<std::byte> dropped(std::min<std::uint64_t>(count, 256 << 10));
    std::uint64_t done = 0;
    while (done < count) {
        std::size_t most = std::min<std::uint64_t>(count - done, dropped.size());
        auto got = TRY(read(std::span(dropped).first(most)));
        done += got;
        if (got < most) break;
    }
    return done;
}

Result<void> FileStream::fill() {
    window_.resize(kWindow);
    window_at_ = at_;
    auto got = file_.read_at(at_, window_);
    window_.resize(got ? *got : 0);
    if (!got) return std::unexpected(got.error());
    return {};
}

Result<std::size_t> FileStream::read(std::span<std::byte> into) {
    if (into.size() >= kWindow) {
        auto got = TRY(file_.read_at(at_, into));
        at_ += got;
        return got;
    }
    std::size_t done = 0;
    while (done < into.size()) {
        const bool inside = at_ >= window_at_ && at_ - window_at_ < window_.size();
        if (!inside) TRY(fill());
        std::size_t from = at_ - window_at_;
        std::size_t size = std::min(into.size() - done, window_.size() - from);
        if (size == 0) break;
        std::memcpy(into.data() + done, window_.data() + from, size);
        done += size;
        at_ += size;
    }
    return done;
}

Result<std::uint64_t> FileStream::skip(std::uint64_t count) {
    std::uint64_t left = at_ < file_.size() ? file_.size() - at_ : 0;
    std::uint64_t done = std::min(count, left);
    at_ += done;
    return done;
}

ReadAhead::ReadAhead(std::unique_ptr<ByteStream> from) : from_(std::move(from)) {
    for (std::size_t i = 0; i < kBlocksAhead; i++) empty_.emplace_back();
    thread_ = std::jthread([this] { run(); });
}

ReadAhead::~ReadAhead() {
    std::lock_guard lock(mutex_);
    unwanted_ = true;
    changed_.notify_all();
}

void ReadAhead::run() {
    for (;;) {
        std::vector<std::byte> block;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return unwanted_ || !empty_.empty(); });
            if (unwanted_) return;
            block = std::move(empty_.front());
            empty_.pop_front();
        }
        block.resize(kBlock);
        auto got = from_->read(block);
        const std::size_t size = got ? *got : 0;
        if (got && size < kBlock) got = from_->read(std::span(block).subspan(size, 1));
        block.resize(size);
        std::lock_guard lock(mutex_);
        ended_ = size < kBlock;
        if (!got) failure_ = got.error();
        if (!block.empty()) full_.push_back(std::move(block));
        changed_.notify_all();
        if (ended_) return;
    }
}

Result<Bytes> ReadAhead::some(std::uint64_t most) {
    if (at_ == current_.size()) {
        std::unique_lock lock(mutex_);
        if (current_.capacity()) empty_.push_back(std::move(current_));
        current_ = {};
        at_ = 0;
        changed_.notify_all();
        changed_.wait(lock, [&] { return ended_ || !full_.empty(); });
        if (full_.empty()) {
            if (failure_) return std::unexpected(*failure_);
            return Bytes();
        }
        current_ = std::move(full_.front());
        full_.pop_front();
    }
    std::size_t size = std::min<std::uint64_t>(most, current_.size() - at_);
    Bytes found = Bytes(current_).subspan(at_, size);
    at_ += size;
    return found;
}

Result<std::size_t> ReadAhead::read(std::span<std::byte> into) {
    std::size_t done = 0;
    while (done < into.size()) {
        Result<Bytes> some_more = some(into.size() - done);
        if (!some_more && done == 0) return std::unexpected(some_more.error());
        Bytes found = some_more ? *some_more : Bytes();
        if (found.empty()) break;
        std::memcpy(into.data() + done, found.data(), found.size());
        done += found.size();
    }
    return done;
}

Result<std::uint64_t> ReadAhead::skip(std::uint64_t count) {
    std::uint64_t done = 0;
    while (done < count) {
        Bytes found = TRY(some(count - done));
        if (found.empty()) break;
        done += found.size();
    }
    return done;
}

Result<std::size_t> FileSlice::read_at(std::uint64_t offset, std::span<std::byte> into) const {
    if (offset >= size_) return 0;
    return whole_.read_at(from_ + offset,
                          into.first(std::min<std::uint64_t>(into.size(), size_ - offset)));
}

}  // namespace bridle
