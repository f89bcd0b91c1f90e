// Proofs kept in files: one spelling each, and none is good for an entry that its log does
// not have.

#include <cstdlib>

#include "base/text.h"
#include "register/log/proof_file.h"

using namespace bridle;
using namespace bridle::registry;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Policy kPolicy = *Policy::parse(
        "log example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx\n"
        "quorum none\n");
    std::string_view input = as_text(std::as_bytes(std::span(data, size)));
    auto proof = ProofFile::parse(input);
    if (!proof) return 0;
    if (proof->serialise() != input) std::abort();
    if (verify_proof(*proof, as_bytes("no entry of that log"), kPolicy)) std::abort();
    static_cast<void>(verify_proof(*proof, as_bytes("seven"), kPolicy));
    return 0;
}
