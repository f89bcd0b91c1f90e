// One target for each artifact, which BRIDLE_ARTIFACT names. What follows the
// last "\nWAL\n" of an input, if it has one, is the write-ahead log.

#include "artifact/artifact.h"

#include "base/text.h"

namespace {

class Discard : public bridle::Sink {
public:
    void accept(const bridle::Record& record) override {
        for (const bridle::Field& field : record.fields)
            bytes += field.name.size() + field.string().size();
    }
    void accept(const bridle::Problem&) override {}
    std::size_t bytes = 0;
};

constexpr std::string_view kDivider = "\nWAL\n";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bridle;
    static const Artifact& artifact = *find_artifact(BRIDLE_ARTIFACT);
    std::string_view input = as_text(std::as_bytes(std::span(data, size)));
    std::size_t at = input.rfind(kDivider);
    MemoryFile file(as_bytes(input.substr(0, at)));
    MemoryFile wal(at == std::string_view::npos ? Bytes()
                                                : as_bytes(input.substr(at + kDivider.size())));
    Discard sink;
    run(artifact, Input{file, at == std::string_view::npos ? nullptr : &wal, "/fuzz"}, sink);
    return 0;
}
