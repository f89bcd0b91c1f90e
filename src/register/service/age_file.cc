#include "register/service/age_file.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <array>
#include <climits>
#include <memory>
#include <new>
#include <optional>

#include "base/text.h"

namespace bridle::registry {

namespace {

constexpr std::string_view kVersion = "age-encryption.org/v1\n";
constexpr std::string_view kX25519Info = "age-encryption.org/v1/X25519";
constexpr std::string_view kArmour = "-----BEGIN AGE ENCRYPTED FILE-----";
constexpr std::size_t kFileKeySize = 16, kKeySize = 32, kMacSize = 32, kTagSize = 16;
constexpr std::size_t kPayloadNonceSize = 16, kNonceSize = 12;
constexpr std::size_t kChunkSize = 64 << 10;
constexpr std::size_t kWrappedSize = kFileKeySize + kTagSize;
constexpr std::size_t kBodyColumns = 64;  // of base64, on every line but the last
constexpr std::size_t kMostHeader = 64 << 10;

struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
    void operator()(EVP_KDF* kdf) const { EVP_KDF_free(kdf); }
    void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

template <class T>
Owned<T> owned(T* made) {
    if (!made) throw std::bad_alloc();  // only memory can lack
    return Owned<T>(made);
}

std::unexpected<Error> openssl_failed(std::string_view what) {
    ERR_clear_error();
    return fail(Errc::internal, std::string(what) + " failed");
}

std::string unpadded_base64(Bytes bytes) {
    std::string text = base64(bytes);
    return text.substr(0, text.find('='));
}

// Of so many bytes, in the one way there is to write them.
bool is_unpadded_base64(std::string_view text, std::size_t size) {
    if (text.size() != (size * 4 + 2) / 3) return false;
    std::string padded = std::string(text) + std::string((4 - text.size() % 4) % 4, '=');
    auto bytes = from_base64(padded);
    return bytes && unpadded_base64(*bytes) == text;
}

// Bech32 (BIP 173). The five bits of each character, but for the six of the checksum.
std::optional<std::string> bech32_values(std::string_view prefix, std::string_view text) {
    constexpr std::string_view kAlphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    constexpr std::size_t kChecksum = 6;
    if (!text.starts_with(prefix) || text.size() < prefix.size() + 1 + kChecksum ||
        text[prefix.size()] != '1')
        return std::nullopt;
    std::uint32_t checksum = 1;
    auto add = [&](std::size_t value) {
        constexpr std::uint32_t kGenerator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                                0x2a1462b3};
        std::uint32_t top = checksum >> 25;
        checksum = (checksum & 0x1ff'ffff) << 5 ^ static_cast<std::uint32_t>(value);
        for (unsigned i = 0; i < 5; i++)
            if (top >> i & 1) checksum ^= kGenerator[i];
    };
    for (char c : prefix) add(static_cast<unsigned char>(c) >> 5);
    add(0);
    for (char c : prefix) add(static_cast<unsigned char>(c) & 31);
    std::string values;
    for (char c : text.substr(prefix.size() + 1)) {
        std::size_t value = kAlphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        add(value);
        values += static_cast<char>(value);
    }
    if (checksum != 1) return std::nullopt;
    values.resize(values.size() - kChecksum);
    return values;
}

using PublicKey = std::array<std::byte, kKeySize>;

std::optional<PublicKey> key_of_recipient(std::string_view text) {
    constexpr std::size_t kCharacters = (kKeySize * 8 + 4) / 5;
    auto values = bech32_values("age", text);
    if (!values || values->size() != kCharacters) return std::nullopt;
    PublicKey key;
    std::size_t filled = 0;
    unsigned bits = 0, held = 0;
    for (char value : *values) {
        held = (held << 5 | static_cast<unsigned char>(value)) & 0xfff;
        bits += 5;
        if (bits < 8) continue;
        bits -= 8;
        key[filled++] = static_cast<std::byte>(held >> bits & 0xff);
    }
    if (held & ((1u << bits) - 1)) return std::nullopt;  // bits to spare are zero
    return key;
}

// The lines of the header, of which age makes no empty ones.
class Lines {
public:
    explicit Lines(std::string_view text) : text_(text) {}

    Result<std::string_view> next() {
        std::size_t end = text_.substr(at_, kMostHeader).find('\n');
        if (end == std::string_view::npos)
            return fail(Errc::truncated, "the header of the age file does not end", at_);
        std::string_view line = text_.substr(at_, end);
        at_ += end + 1;
        if (at_ > kMostHeader) return fail(Errc::limit, "the header of the age file is too long");
        return line;
    }
    std::size_t at() const { return at_; }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

std::unexpected<Error> bad_header(const Lines& lines) {
    return fail(Errc::corrupt, "the header of the age file is damaged", lines.at());
}

// "-> TYPE ARGUMENT…": visible characters between single blanks.
bool is_stanza_line(std::string_view line) {
    if (!line.starts_with("-> ")) return false;
    for (std::string_view word : split(line.substr(3), ' '))
        if (word.empty() || !std::ranges::all_of(word, [](char c) { return c > ' ' && c < 127; }))
            return false;
    return true;
}

// Ends with the first line that is not full, which may be empty.
Result<void> skip_body(Lines& lines) {
    for (;;) {
        std::string_view line = TRY(lines.next());
        std::size_t size = line.size() * 3 / 4;
        if (line.size() > kBodyColumns || !is_unpadded_base64(line, size)) return bad_header(lines);
        if (line.size() < kBodyColumns) return {};
    }
}

Result<void> read_x25519(Lines& lines, std::string_view share) {
    std::string_view body = TRY(lines.next());
    if (!is_unpadded_base64(share, kKeySize) || !is_unpadded_base64(body, kWrappedSize))
        return bad_header(lines);
    return {};
}

// A payload is a nonce and chunks, all of them full but the last, which is empty only when the
// plaintext is.
std::optional<std::uint64_t> plaintext_size(std::uint64_t payload_size) {
    if (payload_size < kPayloadNonceSize + kTagSize) return std::nullopt;
    std::uint64_t chunks = payload_size - kPayloadNonceSize;
    std::uint64_t full = chunks / (kChunkSize + kTagSize), rest = chunks % (kChunkSize + kTagSize);
    if (rest == 0) return full * kChunkSize;
    if (rest < kTagSize || (rest == kTagSize && full > 0)) return std::nullopt;
    return full * kChunkSize + rest - kTagSize;
}

Result<Secret> hkdf(Bytes secret, Bytes salt, std::string_view info) {
    static EVP_KDF* const kdf = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
    auto context = owned(EVP_KDF_CTX_new(kdf));
    constexpr std::array<std::byte, 32>
        kNoSalt{};  // OpenSSL 3.0 takes no empty one; it is the same
    if (salt.empty()) salt = kNoSalt;
    std::string hash = "SHA256", label(info);
    Secret input(secret), salted(salt);  // parameters are not const
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, hash.data(), 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, input.writable().data(),
                                          input.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, salted.writable().data(),
                                          salted.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, label.data(), label.size()),
        OSSL_PARAM_construct_end()};
    Secret derived(kKeySize);
    if (EVP_KDF_derive(context.get(), writable_octets(derived.writable()), derived.size(),
                       params) != 1)
        return openssl_failed("HKDF");
    return derived;
}

using Nonce = std::array<std::byte, kNonceSize>;

// Appends the ciphertext and its tag.
Result<void> seal(const Secret& key, const Nonce& nonce, Bytes plaintext, std::string& out) {
    static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "ChaCha20-Poly1305", nullptr);
    auto context = owned(EVP_CIPHER_CTX_new());
    std::size_t start = out.size();
    out.resize(start + plaintext.size() + kTagSize);
    unsigned char* sealed = writable_octets(std::as_writable_bytes(std::span(out))) + start;
    int size = 0;
    bool done =
        EVP_EncryptInit_ex2(context.get(), cipher, octets(key.bytes()), octets(nonce), nullptr) &&
        (plaintext.empty() || EVP_EncryptUpdate(context.get(), sealed, &size, octets(plaintext),
                                                static_cast<int>(plaintext.size()))) &&
        EVP_EncryptFinal_ex(context.get(), sealed + size, &size) &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTagSize,
                            sealed + plaintext.size());
    if (!done) return openssl_failed("ChaCha20-Poly1305");
    return {};
}

// A stanza from which the owner of the key gets the key of the file.
Result<std::string> stanza_for(const PublicKey& recipient, const Secret& file_key,
                               const RandomSource& random) {
    Secret ephemeral(kKeySize);
    TRY(random(ephemeral.writable()));
    auto ours = owned(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr,
                                                   octets(ephemeral.bytes()), kKeySize));
    auto theirs =
        owned(EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, octets(recipient), kKeySize));
    PublicKey share;
    Secret shared(kKeySize);
    std::size_t size = kKeySize, shared_size = kKeySize;
    auto exchange = owned(EVP_PKEY_CTX_new(ours.get(), nullptr));
    if (EVP_PKEY_get_raw_public_key(ours.get(), writable_octets(share), &size) != 1 ||
        EVP_PKEY_derive_init(exchange.get()) != 1 ||
        EVP_PKEY_derive_set_peer(exchange.get(), theirs.get()) != 1 ||
        EVP_PKEY_derive(exchange.get(), writable_octets(shared.writable()), &shared_size) != 1) {
        ERR_clear_error();  // of a key that every secret is the same with
        return fail(Errc::corrupt, "a recipient is no key that can be encrypted to");
    }
    std::array<std::byte, 2 * kKeySize> salt;
    std::ranges::copy(recipient, std::ranges::copy(share, salt.begin()).out);
    Secret wrapping = TRY(hkdf(shared.bytes(), salt, kX25519Info));
    std::string wrapped;
    TRY(seal(wrapping, Nonce{}, file_key.bytes(), wrapped));
    return "-> X25519 " + unpadded_base64(share) + '\n' + unpadded_base64(as_bytes(wrapped)) + '\n';
}

Result<std::string> header_mac(const Secret& file_key, std::string_view header) {
    Secret key = TRY(hkdf(file_key.bytes(), {}, "header"));
    std::array<std::byte, kMacSize> mac;
    unsigned size = 0;
    if (!HMAC(EVP_sha256(), key.bytes().data(), static_cast<int>(key.size()),
              octets(as_bytes(header)), header.size(), writable_octets(mac), &size))
        return openssl_failed("HMAC");
    return unpadded_base64(mac);
}

// A counter in eleven bytes, and whether it is the last chunk.
Nonce chunk_nonce(std::uint64_t chunk, bool last) {
    Nonce nonce{};
    for (std::size_t i = 0; i < 8; i++)
        nonce[3 + i] = static_cast<std::byte>(chunk >> (56 - 8 * i));
    nonce.back() = std::byte{last};
    return nonce;
}

Result<void> from_openssl(std::span<std::byte> bytes) {
    if (RAND_priv_bytes(writable_octets(bytes), static_cast<int>(bytes.size())) != 1)
        return fail(Errc::io, "the system gives no random bytes");
    return {};
}

}  // namespace

Result<AgeHeader> read_age_header(Bytes file) {
    std::string_view text = as_text(file);
    if (text.starts_with(kArmour))
        return fail(Errc::unsupported,
                    "this age file is armoured, as text; encrypt it again without that (-a)");
    if (!text.starts_with(kVersion))
        return fail(Errc::corrupt, "this is no file encrypted with age, version 1");
    Lines lines(text);
    std::string_view version = TRY(lines.next());
    static_cast<void>(version);
    AgeHeader header;
    std::string_view mac;
    for (std::size_t stanzas = 0;; stanzas++) {
        std::string_view line = TRY(lines.next());
        if (line.starts_with("--- ")) {
            mac = line.substr(4);
            break;
        }
        if (!is_stanza_line(line)) return bad_header(lines);
        if (stanzas == kMostAgeStanzas)
            return fail(Errc::limit, "the age file has too many recipients");
        auto words = split(line.substr(3), ' ');
        if (words[0] == "X25519" && words.size() == 2) {
            TRY(read_x25519(lines, words[1]));
            header.recipients++;
        } else if (words[0].ends_with("-grease")) {
            TRY(skip_body(lines));
        } else {
            return fail(Errc::unsupported,
                        "the age file can be opened with something else than the keys of "
                        "recipients (age1…): " +
                            printable(front(words[0], 40)));
        }
    }
    if (!is_unpadded_base64(mac, kMacSize) || header.recipients == 0) return bad_header(lines);
    header.size = lines.at();
    auto size = plaintext_size(text.size() - header.size);
    if (!size) return fail(Errc::truncated, "the age file is cut off", text.size());
    header.plaintext_size = *size;
    return header;
}

bool is_age_recipient(std::string_view text) {
    return key_of_recipient(text).has_value();
}

Result<std::string> age_encrypt(std::span<const std::string> recipients, const Secret& plaintext) {
    return age_encrypt(recipients, plaintext, from_openssl);
}

Result<std::string> age_encrypt(std::span<const std::string> recipients, const Secret& plaintext,
                                const RandomSource& random) {
    if (recipients.empty() || recipients.size() > kMostAgeStanzas)
        return fail(Errc::unsupported, "a file is encrypted to 1 to 64 recipients, not to " +
                                           grouped(recipients.size()));
    if (plaintext.size() > kMostAgePlaintext)
        return fail(Errc::limit, "a file to encrypt has at most 32 MB");
    Secret file_key(kFileKeySize);
    TRY(random(file_key.writable()));
    std::string out(kVersion);
    out.reserve(kMostHeader / 8 + plaintext.size() + plaintext.size() / kChunkSize * kTagSize);
    for (const std::string& recipient : recipients) {
        auto key = key_of_recipient(recipient);
        if (!key) return fail(Errc::corrupt, "\"" + printable(recipient) + "\" is no key of age");
        std::string stanza = TRY(stanza_for(*key, file_key, random));
        out += stanza;
    }
    out += "---";
    std::string mac = TRY(header_mac(file_key, out));
    out += ' ' + mac + '\n';

    std::array<std::byte, kPayloadNonceSize> nonce;
    TRY(random(nonce));
    out += as_text(nonce);
    Secret key = TRY(hkdf(file_key.bytes(), nonce, "payload"));
    Bytes rest = plaintext.bytes();
    for (std::uint64_t chunk = 0;; chunk++) {
        Bytes piece = rest.first(std::min(rest.size(), kChunkSize));
        rest = rest.subspan(piece.size());
        TRY(seal(key, chunk_nonce(chunk, rest.empty()), piece, out));
        if (rest.empty()) return out;
    }
}

}  // namespace bridle::registry
