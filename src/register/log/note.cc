#include "register/log/note.h"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <limits>

#include "base/hash.h"
#include "base/text.h"
#include "register/log/wire.h"

namespace bridle::registry {

namespace {

constexpr std::string_view kDash = "\u2014 ";
constexpr std::string_view kPrivate = "PRIVATE+KEY+";
constexpr std::size_t kKeyIdSize = 4;
constexpr std::size_t kTimestampSize = 8;
constexpr std::uint64_t kLatestTime = std::numeric_limits<std::int64_t>::max();

constexpr std::string_view kUnicodeSpaces[] = {
    " ",      "\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002",
    "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009",
    "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000",
};

template <class Number>
void append_big_endian(std::vector<std::byte>& out, Number number) {
    for (int shift = 8 * (sizeof number - 1); shift >= 0; shift -= 8)
        out.push_back(static_cast<std::byte>(number >> shift));
}

std::uint32_t key_id_of(std::string_view name, KeyType type, const Ed25519PublicKey& public_key) {
    std::string hashed = fmt::format("{}\n{}", name, static_cast<char>(type));
    hashed += as_text(public_key);
    Sha256Digest digest = sha256(as_bytes(hashed));
    std::uint32_t id = 0;
    for (std::size_t i = 0; i < kKeyIdSize; i++)
        id = id << 8 | std::to_integer<std::uint32_t>(digest[i]);
    return id;
}

// What a witness signs: the time, and the whole text of the checkpoint.
std::string cosigned_message(std::string_view text, std::uint64_t unix_time) {
    return fmt::format("cosignature/v1\ntime {}\n{}", unix_time, text);
}

// name+id+base64, of a public or of a private key.
struct KeyParts {
    std::string_view name, key_id, key;
};
Result<KeyParts> split_key(std::string_view text) {
    std::size_t first = text.find('+');
    std::size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
    if (second == std::string_view::npos)
        return fail(Errc::corrupt, "a key is written as name+id+base64");
    KeyParts parts{text.substr(0, first), text.substr(first + 1, second - first - 1),
                   text.substr(second + 1)};
    if (!is_key_name(parts.name) || parts.name.size() > kMaxKeyName)
        return fail(Errc::corrupt, "a key's name is empty, too long or has a space in it");
    return parts;
}

// The first byte of a key.
Result<KeyType> key_type(Bytes key, std::string_view name) {
    if (key.empty()) return fail(Errc::truncated, fmt::format("the key of {} is empty", name));
    auto type = static_cast<KeyType>(key.front());
    if (type != KeyType::ed25519 && type != KeyType::cosignature)
        return fail(Errc::unsupported,
                    fmt::format("the key of {} is of type 0x{:02x}; only Ed25519, 0x01 and 0x04, "
                                "is supported",
                                name, static_cast<unsigned>(type)));
    if (key.size() != 1 + kEd25519Size)
        return fail(Errc::corrupt, fmt::format("the key of {} has not 32 bytes", name));
    return type;
}

Result<void> check_key_id(const VerifierKey& key, std::string_view written) {
    if (fmt::format("{:08x}", key.key_id()) != written)
        return fail(Errc::corrupt,
                    fmt::format("the key of {} has another id than is written in it", key.name()));
    return {};
}

Result<NoteSignature> parse_signature(std::string_view line) {
    if (!line.starts_with(kDash))
        return fail(Errc::corrupt, "a line among the signatures does not begin with a dash");
    line.remove_prefix(kDash.size());
    std::size_t space = line.find(' ');
    std::string_view name = line.substr(0, space);
    if (!is_key_name(name)) return fail(Errc::corrupt, "a signature has a bad name");
    if (space == std::string_view::npos)
        return fail(Errc::truncated, fmt::format("the signature of {} is missing", name));
    auto bytes = from_exact_base64(line.substr(space + 1));
    if (!bytes) return fail(Errc::corrupt, fmt::format("the signature of {} is no base64", name));
    if (bytes->size() <= kKeyIdSize)
        return fail(Errc::truncated, fmt::format("the signature of {} is too short", name));
    Cursor cursor(*bytes);
    NoteSignature signature;
    signature.name = name;
    signature.key_id = TRY(cursor.be<std::uint32_t>());
    signature.blob.assign(bytes->begin() + kKeyIdSize, bytes->end());
    return signature;
}

}  // namespace

std::string NoteSignature::line() const {
    std::vector<std::byte> bytes;
    append_big_endian(bytes, key_id);
    bytes.insert(bytes.end(), blob.begin(), blob.end());
    return fmt::format("{}{} {}\n", kDash, name, base64(bytes));
}

Result<std::vector<NoteSignature>> parse_signatures(std::string_view lines) {
    if (lines.size() > kMaxNote)
        return fail(Errc::limit, fmt::format("the signatures are longer than {} bytes", kMaxNote));
    std::vector<NoteSignature> signatures;
    while (auto line = take_line(lines)) {
        if (signatures.size() == kMaxSignatures)
            return fail(Errc::limit,
                        fmt::format("there are more than {} signatures", kMaxSignatures));
        NoteSignature signature = TRY(parse_signature(*line));
        signatures.push_back(std::move(signature));
    }
    if (!lines.empty()) return fail(Errc::truncated, "the last signature has no line end");
    if (signatures.empty()) return fail(Errc::truncated, "there is no signature");
    return signatures;
}

Result<Note> Note::parse(std::string_view note) {
    if (note.size() > kMaxNote)
        return fail(Errc::limit, fmt::format("the note is longer than {} bytes", kMaxNote));
    if (!is_plain_text(note))
        return fail(Errc::corrupt, "the note is not UTF-8 or has a control character in it");
    std::size_t end = note.rfind("\n\n");
    if (end == std::string_view::npos)
        return fail(Errc::truncated, "the note has no empty line before its signatures");
    Note parsed;
    parsed.text = note.substr(0, end + 1);
    parsed.signatures = TRY(parse_signatures(note.substr(end + 2)));
    return parsed;
}

std::string Note::serialise() const {
    std::string note = text + "\n";
    for (const NoteSignature& signature : signatures) note += signature.line();
    return note;
}

bool is_key_name(std::string_view name) {
    return !name.empty() && is_plain_text(name) && name.find_first_of("+\n") == name.npos &&
           std::ranges::none_of(kUnicodeSpaces,
                                [&](std::string_view space) { return name.contains(space); });
}

VerifierKey::VerifierKey(std::string_view name, KeyType type, const Ed25519PublicKey& public_key)
    : name_(name),
      key_id_(key_id_of(name, type, public_key)),
      type_(type),
      public_key_(public_key) {}

Result<VerifierKey> VerifierKey::parse(std::string_view vkey) {
    KeyParts parts = TRY(split_key(vkey));
    auto bytes = from_exact_base64(parts.key);
    if (!bytes) return fail(Errc::corrupt, fmt::format("the key of {} is no base64", parts.name));
    KeyType type = TRY(key_type(*bytes, parts.name));
    Ed25519PublicKey public_key;
    std::ranges::copy(Bytes(*bytes).subspan(1), public_key.begin());
    VerifierKey key(parts.name, type, public_key);
    TRY(check_key_id(key, parts.key_id));
    return key;
}

std::string VerifierKey::vkey() const {
    std::vector<std::byte> key{static_cast<std::byte>(type_)};
    key.insert(key.end(), public_key_.begin(), public_key_.end());
    return fmt::format("{}+{:08x}+{}", name_, key_id_, base64(key));
}

Result<void> VerifierKey::verify(std::string_view text, const NoteSignature& signature) const {
    Bytes blob = signature.blob;
    std::string message;
    if (type_ == KeyType::cosignature) {
        std::uint64_t time = TRY(cosigned_at(signature));
        message = cosigned_message(text, time);
        text = message;
        blob = blob.subspan(kTimestampSize);
    }
    if (!made(signature) || blob.size() != kEd25519SignatureSize ||
        !ed25519_verifies(public_key_, as_bytes(text), blob))
        return fail(Errc::corrupt, fmt::format("the signature of {} is bad", name_));
    return {};
}

Result<std::uint64_t> VerifierKey::cosigned_at(const NoteSignature& signature) {
    if (signature.blob.size() != kTimestampSize + kEd25519SignatureSize)
        return fail(Errc::corrupt, fmt::format("the signature of {} is no cosignature with a time",
                                               signature.name));
    Cursor cursor(signature.blob);
    std::uint64_t time = TRY(cursor.be<std::uint64_t>());
    if (time > kLatestTime)
        return fail(Errc::corrupt,
                    fmt::format("the cosignature of {} has an impossible time", signature.name));
    return time;
}

Result<std::vector<bool>> verified_signers(const Note& note, std::span<const VerifierKey> known) {
    std::vector<bool> signers(known.size());
    for (const NoteSignature& signature : note.signatures)
        for (std::size_t i = 0; i < known.size(); i++) {
            if (!known[i].made(signature)) continue;
            TRY(known[i].verify(note.text, signature));
            signers[i] = true;
        }
    return signers;
}

Result<Signer> Signer::generate(std::string_view name, KeyType type) {
    Secret seed = TRY(new_ed25519_seed());
    return from_secret(name, std::move(seed), type);
}

Result<Signer> Signer::from_secret(std::string_view name, Secret seed, KeyType type) {
    if (!is_key_name(name) || name.size() > kMaxKeyName)
        return fail(Errc::corrupt,
                    "a key's name must not be empty, nor too long, nor have a space or a plus");
    Ed25519PublicKey public_key = TRY(ed25519_public_key(seed));
    return Signer(VerifierKey(name, type, public_key), std::move(seed));
}

Result<Signer> Signer::parse(std::string_view key_file) {
    if (key_file.ends_with('\n')) key_file.remove_suffix(1);
    if (!key_file.starts_with(kPrivate))
        return fail(Errc::corrupt, "the file of a private key begins with PRIVATE+KEY+");
    KeyParts parts = TRY(split_key(key_file.substr(kPrivate.size())));
    auto decoded = from_base64(parts.key);
    if (!decoded)
        return fail(Errc::corrupt, fmt::format("the private key of {} is no base64", parts.name));
    Secret key{Bytes(*decoded)};
    OPENSSL_cleanse(decoded->data(), decoded->size());
    KeyType type = TRY(key_type(key.bytes(), parts.name));
    Signer signer = TRY(from_secret(parts.name, Secret(key.bytes().subspan(1)), type));
    TRY(check_key_id(signer.verifier_, parts.key_id));
    return signer;
}

Secret Signer::key_file() const {
    Secret key(1 + seed_.size());
    key.writable().front() = static_cast<std::byte>(verifier_.type());
    std::ranges::copy(seed_.bytes(), key.writable().begin() + 1);
    std::string encoded = base64(key.bytes());
    std::string text =
        fmt::format("{}{}+{:08x}+{}\n", kPrivate, verifier_.name(), verifier_.key_id(), encoded);
    Secret file{std::string_view(text)};
    OPENSSL_cleanse(encoded.data(), encoded.size());
    OPENSSL_cleanse(text.data(), text.size());
    return file;
}

Result<NoteSignature> Signer::sign(std::string_view text) const {
    if (verifier_.type() != KeyType::ed25519)
        return fail(Errc::unsupported,
                    fmt::format("the key of {} is that of a witness and signs with a time only",
                                verifier_.name()));
    if (!text.ends_with('\n') || !is_plain_text(text))
        return fail(Errc::corrupt, "a text to sign is UTF-8, in lines, the last with its end");
    Ed25519Signature signature = TRY(ed25519_sign(seed_, as_bytes(text)));
    return NoteSignature{
        verifier_.name(), verifier_.key_id(), {signature.begin(), signature.end()}};
}

Result<NoteSignature> Signer::cosign(std::string_view text, std::uint64_t unix_time) const {
    if (verifier_.type() != KeyType::cosignature)
        return fail(Errc::unsupported,
                    fmt::format("the key of {} is not that of a witness", verifier_.name()));
    if (unix_time > kLatestTime)
        return fail(Errc::corrupt, "a cosignature cannot have a time so late");
    std::string message = cosigned_message(text, unix_time);
    Ed25519Signature signature = TRY(ed25519_sign(seed_, as_bytes(message)));
    NoteSignature cosignature{verifier_.name(), verifier_.key_id(), {}};
    append_big_endian(cosignature.blob, unix_time);
    cosignature.blob.insert(cosignature.blob.end(), signature.begin(), signature.end());
    return cosignature;
}

}  // namespace bridle::registry
