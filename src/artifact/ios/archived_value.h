// A single value that an app archived: a plain property list, one within another, or what
// NSKeyedArchiver makes of it.

#pragma once

#include "format/keyed_archive.h"

namespace bridle::ios {

class ArchivedValue {
public:
    // The bytes must live as long as the value is used.
    Result<void> read(Bytes bytes) {
        archive_.reset();
        outer_ = &first_;
        TRY(first_.read(bytes));
        if (Bytes inner = first_.root().data(); !inner.empty() && second_.read(inner))
            outer_ = &second_;
        if (auto archive = KeyedArchive::open(*outer_)) archive_ = *archive;
        return {};
    }

    std::string text() const { return archive_ ? archive_->root().text() : outer_->root().text(); }
    std::string text(std::string_view key) const {
        return archive_ ? archive_->root()[key].text() : outer_->root()[key].text();
    }
    std::optional<Time> date() const {
        return archive_ ? archive_->root().date() : outer_->root().date();
    }
    std::optional<std::int64_t> integer() const {
        return archive_ ? archive_->root().integer() : outer_->root().integer();
    }
    std::optional<bool> boolean() const {
        return archive_ ? archive_->root().node().boolean() : outer_->root().boolean();
    }
    // The texts of a list, which may say one long text many times.
    std::vector<std::string> texts(std::size_t at_most) const {
        std::vector<std::string> all;
        const std::size_t count = archive_ ? archive_->root().size() : outer_->root().size();
        std::size_t bytes = 0;
        for (std::size_t i = 0; i < count && i < at_most && bytes < kTextBytes; i++) {
            std::string each =
                archive_ ? archive_->root().at(i).text() : outer_->root().at(i).text();
            bytes += each.size();
            if (!each.empty()) all.push_back(std::move(each));
        }
        return all;
    }

private:
    static constexpr std::size_t kTextBytes = 1 << 20;
    Plist first_, second_;
    const Plist* outer_ = &first_;
    std::optional<KeyedArchive> archive_;
};

}  // namespace bridle::ios
