// The published bodies of records: the files bulk/records/NNNNNN.jsonl, each for 4,096 leaves, with
// a line for every leaf that has a public body: {"index":n,"salt":"<base64>","body":{…}}, and for a
// correction "reason":"…" before the body. The body stands there in the very bytes that were
// hashed, so that nothing has to be made canonical.

#pragma once

#include <cstdint>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "register/log/audit.h"

namespace bridle::registry {

inline constexpr std::uint64_t kBodiesPerFile = 4096;
std::string bodies_path(std::uint64_t segment);

// The line of one leaf, with its line end, as whoever publishes writes it.
std::string body_line(std::uint64_t index, std::string_view salt, std::string_view canonical_body,
                      std::string_view reason = {});

struct BodyHashes {
    Hash body{};  // of the salt and what stands there
    std::optional<Hash> reason;
    std::string sha256;  // what the body says under this name, as that of a source document does
};

// One file, hashed. What cannot be read in it is told apart from what is not there.
struct BodySegment {
    std::string path;
    std::string unreadable;                         // why there is no such file
    std::vector<std::optional<BodyHashes>> hashes;  // for each leaf
    std::vector<Defect> defects;
};

// Leaf by leaf, in rising order; the file after the one that is asked about is read meanwhile.
class Bodies {
public:
    // `size`: of the tree. What belongs to later leaves was published later, and is left alone.
    Bodies(Resources& resources, std::uint64_t size) : resources_(resources), size_(size) {}

    const BodySegment& segment_of(std::uint64_t index);
    // Every file that segment_of() has not come to yet, so that each is read once.
    void finish();
    std::vector<Defect> take_defects() { return std::move(defects_); }

private:
    void load(std::uint64_t segment);

    Resources& resources_;
    std::uint64_t size_;
    std::optional<std::uint64_t> at_;
    BodySegment current_;
    std::future<BodySegment> next_;
    std::vector<Defect> defects_;
};

}  // namespace bridle::registry
