#include "register/log/checkpoint.h"

#include <fmt/format.h>

#include "base/text.h"
#include "register/log/wire.h"

namespace bridle::registry {

Result<Checkpoint> Checkpoint::parse(std::string_view text) {
    if (!is_plain_text(text))
        return fail(Errc::corrupt, "the checkpoint is not UTF-8 or has a control character in it");
    auto origin = take_line(text);
    auto size = take_line(text);
    auto root = take_line(text);
    if (!root) return fail(Errc::truncated, "a checkpoint has three lines or more");
    if (origin->empty()) return fail(Errc::corrupt, "the checkpoint has no origin");
    auto number = from_decimal(*size);
    if (!number) return fail(Errc::corrupt, "the size in the checkpoint is no decimal number");
    auto hash = hash_from_base64(*root);
    if (!hash) return fail(Errc::corrupt, "the root in the checkpoint is no hash in base64");
    Checkpoint checkpoint{std::string(*origin), *number, *hash, {}};
    while (auto extension = take_line(text)) {
        if (extension->empty()) return fail(Errc::corrupt, "the checkpoint has an empty line");
        checkpoint.extensions.emplace_back(*extension);
    }
    if (!text.empty()) return fail(Errc::truncated, "the checkpoint's last line has no end");
    return checkpoint;
}

std::string Checkpoint::text() const {
    std::string text = fmt::format("{}\n{}\n{}\n", origin, size, base64(root));
    for (const std::string& extension : extensions) text += extension + "\n";
    return text;
}

Result<SignedCheckpoint> SignedCheckpoint::parse(std::string_view note) {
    SignedCheckpoint parsed;
    parsed.note = TRY(Note::parse(note));
    parsed.checkpoint = TRY(Checkpoint::parse(parsed.note.text));
    return parsed;
}

Result<Checkpoint> open_checkpoint(std::string_view note, const VerifierKey& log) {
    SignedCheckpoint opened = TRY(SignedCheckpoint::parse(note));
    if (opened.checkpoint.origin != log.name())
        return fail(Errc::corrupt, fmt::format("the checkpoint is of {} and not of {}",
                                               opened.checkpoint.origin, log.name()));
    std::vector<bool> signers = TRY(verified_signers(opened.note, {&log, 1}));
    if (!signers.front())
        return fail(Errc::corrupt, fmt::format("{} has not signed the checkpoint", log.name()));
    return std::move(opened.checkpoint);
}

Result<Note> sign_checkpoint(const Checkpoint& checkpoint, const Signer& log) {
    Note note;
    note.text = checkpoint.text();
    Checkpoint again = TRY(Checkpoint::parse(note.text));
    if (again != checkpoint || checkpoint.origin != log.verifier().name())
        return fail(Errc::corrupt, fmt::format("the key of {} cannot sign such a checkpoint",
                                               log.verifier().name()));
    NoteSignature signature = TRY(log.sign(note.text));
    note.signatures.push_back(std::move(signature));
    return note;
}

}  // namespace bridle::registry
