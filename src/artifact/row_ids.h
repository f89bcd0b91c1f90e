// Which rows of a table others speak of: a bit for each, since the ids of a table
// lie close together.

#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace bridle {

class RowIds {
public:
    // Ids beyond any that a phone has are not remembered.
    void add(std::optional<std::int64_t> id) {
        if (!id || *id < 0 || *id >= kMost) return;
        auto place = static_cast<std::size_t>(*id);
        if (ids_.size() <= place) ids_.resize(std::max(place + 1, place * 3 / 2));
        ids_[place] = true;
    }
    bool contains(std::int64_t id) const {
        return id >= 0 && static_cast<std::size_t>(id) < ids_.size() &&
               ids_[static_cast<std::size_t>(id)];
    }

private:
    static constexpr std::int64_t kMost = 64'000'000;  // eight megabytes
    std::vector<bool> ids_;
};

}  // namespace bridle
