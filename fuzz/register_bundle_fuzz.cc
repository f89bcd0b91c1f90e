// Bundles, tiles and their paths: one spelling each; and an audit of a log with such a
// bundle names it, unless it is the log's own.

#include <cstdlib>

#include "base/text.h"
#include "register/log/audit.h"

using namespace bridle;
using namespace bridle::registry;

namespace {

void check_path(std::string_view path) {
    if (auto tile = parse_tile_path(path))
        if (tile_path(*tile) != path) std::abort();
    if (auto bundle = parse_bundle_path(path))
        if (bundle_path(bundle->index, bundle->width) != path) std::abort();
}

void check_bundle(std::string_view bytes, unsigned width) {
    if (auto hashes = decode_tile(as_bytes(bytes), width))
        if (encode_tile(*hashes) != bytes) std::abort();
    auto entries = decode_bundle(as_bytes(bytes), width);
    if (!entries) return;
    auto again = encode_bundle(*entries);
    if (!again || *again != bytes) std::abort();
}

// A log of two entries with this for its bundle, or for its tile.
class Damaged : public Resources {
public:
    Damaged(std::string_view bundle, std::string_view tile) : bundle_(bundle), tile_(tile) {}
    Result<std::string> get(const std::string& path) override {
        if (path == "tile/entries/000.p/2") return std::string(bundle_);
        if (path == "tile/0/000.p/2") return std::string(tile_);
        return fail(Errc::io, "there is no such file");
    }

private:
    std::string_view bundle_, tile_;
};

void check_audit(std::string_view input) {
    static const std::string_view kEntries[] = {"one", "two"};
    static const Hash kLeaves[] = {leaf_hash(as_bytes("one")), leaf_hash(as_bytes("two"))};
    static const std::string kBundle = *encode_bundle(kEntries), kTile = encode_tile(kLeaves);
    static const Checkpoint kCheckpoint{"o", 2, node_hash(kLeaves[0], kLeaves[1]), {}};
    AuditOptions options;
    options.two_threads = false;
    Damaged bundle(input, kTile), tile(kBundle, input);
    if (audit(kCheckpoint, bundle, {}, options).sound() != (input == kBundle)) std::abort();
    if (audit(kCheckpoint, tile, {}, options).sound() != (input == kTile)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input = as_text(std::as_bytes(std::span(data, size)));
    check_path(input);
    check_audit(input);
    if (!input.empty()) check_bundle(input.substr(1), static_cast<unsigned char>(input[0]) + 1u);
    return 0;
}
