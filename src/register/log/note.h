// Signed notes (c2sp.org/signed-note): a text, an empty line, and signatures,
// each with the name and the short id of the key that made it. Two kinds of
// signature are known here, both Ed25519: of the log, and of a witness, which
// dates what it signs (c2sp.org/tlog-cosignature). Others are carried along unread.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "register/log/ed25519.h"

namespace bridle::registry {

inline constexpr std::size_t kMaxNote = 256 * 1024;
inline constexpr std::size_t kMaxSignatures = 100;
inline constexpr std::size_t kMaxKeyName = 255;

struct NoteSignature {
    std::string name;
    std::uint32_t key_id = 0;
    std::vector<std::byte> blob;  // what follows the key id

    std::string line() const;  // with its line end
    bool operator==(const NoteSignature&) const = default;
};

// One or more lines of signatures and nothing else: the end of a note, and what a witness answers.
Result<std::vector<NoteSignature>> parse_signatures(std::string_view lines);

struct Note {
    std::string text;  // ends in a line end
    std::vector<NoteSignature> signatures;

    static Result<Note> parse(std::string_view note);
    std::string serialise() const;
};

// Of the signatures that have a number; the others are unsupported.
enum class KeyType : std::uint8_t {
    ed25519 = 0x01,
    cosignature = 0x04,
};

bool is_key_name(std::string_view name);

// "example.com/log+33d7b496+AeHT…": whose signatures to believe.
class VerifierKey {
public:
    static Result<VerifierKey> parse(std::string_view vkey);
    std::string vkey() const;

    const std::string& name() const { return name_; }
    std::uint32_t key_id() const { return key_id_; }
    KeyType type() const { return type_; }
    const Ed25519PublicKey& public_key() const { return public_key_; }

    bool made(const NoteSignature& signature) const {
        return signature.key_id == key_id_ && signature.name == name_;
    }

    // Whether the signature, which claims to be this key's, is.
    Result<void> verify(std::string_view text, const NoteSignature& signature) const;

    // When a cosignature says it was made, in seconds since 1970. Not to be believed before
    // verify().
    static Result<std::uint64_t> cosigned_at(const NoteSignature& signature);

private:
    friend class Signer;
    VerifierKey(std::string_view name, KeyType type, const Ed25519PublicKey& public_key);

    std::string name_;
    std::uint32_t key_id_ = 0;
    KeyType type_ = KeyType::ed25519;
    Ed25519PublicKey public_key_{};
};

// Which of the keys have signed: true at the place of each that did. A signature
// of an unknown key is passed over; one bad signature of a known key fails the note.
Result<std::vector<bool>> verified_signers(const Note& note, std::span<const VerifierKey> known);

class Signer {
public:
    static Result<Signer> generate(std::string_view name, KeyType type = KeyType::ed25519);
    static Result<Signer> from_secret(std::string_view name, Secret seed,
                                      KeyType type = KeyType::ed25519);

    // The text of a key file: "PRIVATE+KEY+name+id+base64", a line end or none behind it.
    static Result<Signer> parse(std::string_view key_file);
    Secret key_file() const;

    const VerifierKey& verifier() const { return verifier_; }
    std::string vkey() const { return verifier_.vkey(); }
    const Secret& seed() const { return seed_; }

    // A key is of one type, and does what that type does: the key of a log must
    // never date things, nor that of a witness sign as a log.
    Result<NoteSignature> sign(std::string_view text) const;
    Result<NoteSignature> cosign(std::string_view text, std::uint64_t unix_time) const;

private:
    Signer(VerifierKey verifier, Secret seed)
        : verifier_(std::move(verifier)), seed_(std::move(seed)) {}

    VerifierKey verifier_;
    Secret seed_;
};

}  // namespace bridle::registry
