// Checkpoints and the messages to witnesses in which they are: one spelling each, and a
// witness that never cosigns what no log has signed.

#include <cstdlib>

#include "base/text.h"
#include "register/log/checkpoint.h"
#include "register/log/witness.h"

using namespace bridle;
using namespace bridle::registry;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Signer kLog = *Signer::from_secret("example.com/log", Secret(kEd25519Size));
    static const Signer kWitness =
        *Signer::from_secret("w", Secret(kEd25519Size), KeyType::cosignature);
    static const std::string kNote =
        (*sign_checkpoint({"example.com/log", 0, empty_root(), {}}, kLog)).serialise();

    std::string_view input = as_text(std::as_bytes(std::span(data, size)));
    if (auto checkpoint = Checkpoint::parse(input)) {
        if (checkpoint->text() != input) std::abort();
        if (auto note = sign_checkpoint(*checkpoint, kLog))
            if (!open_checkpoint(note->serialise(), kLog.verifier())) std::abort();
    }
    if (auto request = AddCheckpoint::parse(input))
        if (add_checkpoint_body(request->old_size, request->proof, request->checkpoint) != input)
            std::abort();
    Witness witness(*Signer::from_secret("w", Secret(kEd25519Size), KeyType::cosignature));
    if (!witness.trust(kLog.verifier())) std::abort();
    auto response = witness.add_checkpoint(input, 1);
    if (response.status == 200 && !input.contains(kLog.verifier().name())) std::abort();
    for (unsigned status : {200u, 409u, 500u}) {
        auto answer = read_answer(status, kTreeSizeType, input, kWitness.verifier(), kNote);
        if (!answer) std::abort();
        if (answer->kind == WitnessAnswer::Kind::cosigned && answer->cosignatures.empty())
            std::abort();
    }
    return 0;
}
