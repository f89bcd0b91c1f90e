// Signed notes, keys and lines of signatures: what is read is written back the same,
// and no signature is believed that was not made with the key.

#include <cstdlib>

#include "base/text.h"
#include "register/log/note.h"
#include "register/log/wire.h"

using namespace bridle;
using namespace bridle::registry;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const VerifierKey kKeys[] = {
        *VerifierKey::parse(
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"),
        *VerifierKey::parse("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"),
    };
    std::string_view input = as_text(std::as_bytes(std::span(data, size)));
    if (auto note = Note::parse(input)) {
        if (note->serialise() != input) std::abort();
        auto signers = verified_signers(*note, kKeys);
        if (signers && (*signers)[0] && note->text != "This is an example message.\n") std::abort();
    }
    if (auto signatures = parse_signatures(input)) {
        std::string lines;
        for (const NoteSignature& signature : *signatures) lines += signature.line();
        if (lines != input) std::abort();
    }
    if (auto key = VerifierKey::parse(input))
        if (key->vkey() != input) std::abort();
    if (auto signer = Signer::parse(input))
        if (!Signer::parse(as_text(signer->key_file().bytes()))) std::abort();
    return 0;
}
