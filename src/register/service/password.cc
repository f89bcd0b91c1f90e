#include "register/service/password.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <charconv>
#include <chrono>
#include <semaphore>
#include <set>

#include "base/text.h"

namespace bridle::registry {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kSaltSize = 16, kHashSize = 32;

// 32 MB and a fifth of a second on a small machine.
struct Cost {
    unsigned log_n = 15, r = 8, p = 1;
};
// A record is ours, but a damaged one must not take all memory.
constexpr Cost kHighest{20, 16, 16};
constexpr std::uint64_t kMostMemory = 256 << 20;

// Whoever waits longer than this is told to come back: threads that wait serve nobody else.
constexpr auto kPatience = 3s;
std::counting_semaphore<2> places(2);

Result<Secret> derive(const Secret& password, Bytes salt, Cost cost) {
    if (password.size() > kMostPasswordBytes)
        return fail(Errc::limit, "a password has at most 1,000 bytes");
    if (!places.try_acquire_for(kPatience))
        return fail(Errc::limit, "too many people sign in at once; try again in a moment");
    Secret hash(kHashSize);
    const char* text = password.empty() ? "" : as_text(password.bytes()).data();
    int done = EVP_PBE_scrypt(text, password.size(), octets(salt), salt.size(),
                              std::uint64_t{1} << cost.log_n, cost.r, cost.p, kMostMemory,
                              writable_octets(hash.writable()), kHashSize);
    places.release();
    if (done != 1) {
        ERR_clear_error();
        return fail(Errc::internal, "scrypt failed: there may be too little memory");
    }
    return hash;
}

struct Record {
    Cost cost;
    std::vector<std::byte> salt, hash;
};

std::optional<unsigned> number(std::string_view text, unsigned most) {
    unsigned value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value == 0 || value > most)
        return std::nullopt;
    return value;
}

std::optional<Record> parse_record(std::string_view text) {
    auto parts = split(text, '$');
    if (parts.size() != 6 || parts[0] != "scrypt") return std::nullopt;
    auto log_n = number(parts[1], kHighest.log_n);
    auto r = number(parts[2], kHighest.r), p = number(parts[3], kHighest.p);
    auto salt = from_base64(parts[4]), hash = from_base64(parts[5]);
    if (!log_n || !r || !p || !salt || !hash || hash->size() != kHashSize) return std::nullopt;
    return Record{{*log_n, *r, *p}, *std::move(salt), *std::move(hash)};
}

// What is left of the password when the digits and signs that people add are gone.
std::string letters_of(std::string_view text) {
    std::string letters;
    for (char c : text)
        if (is_letter(c)) letters += lower(c);
    return letters;
}

bool repeats(std::string_view text, std::string_view word) {
    if (text.empty() || text.size() % word.size() != 0) return false;
    for (std::size_t at = 0; at < text.size(); at += word.size())
        if (text.substr(at, word.size()) != word) return false;
    return true;
}

// The front of the lists of what people choose, with what twelve characters make of it.
constexpr std::string_view kCommon[] = {
    "password",
    "passwort",
    "passw",
    "pass",
    "motdepasse",
    "contrasena",
    "contrase",
    "qwerty",
    "qwertz",
    "azerty",
    "qwertyuiop",
    "qwertyuiopasdfghjkl",
    "asdfghjkl",
    "zxcvbnm",
    "asdf",
    "qweasdzxc",
    "qazwsxedc",
    "qazwsx",
    "abc",
    "abcd",
    "abcdef",
    "abcdefg",
    "abcdefghijkl",
    "abcdefghijklmnop",
    "iloveyou",
    "letmein",
    "welcome",
    "admin",
    "adminadmin",
    "administrator",
    "registrar",
    "register",
    "filer",
    "root",
    "login",
    "changeme",
    "secret",
    "default",
    "temporary",
    "test",
    "testing",
    "trustno",
    "dragon",
    "monkey",
    "football",
    "baseball",
    "sunshine",
    "princess",
    "superman",
    "batman",
    "michael",
    "master",
    "shadow",
    "starwars",
    "whatever",
    "computer",
    "internet",
    "company",
    "freedom",
    "hello",
    "helloworld",
    "bridle",
    "bridleregister",
    "passwordpassword",
    "mypassword",
    "thisismypassword",
    "correcthorsebatterystaple",
    "ihatepasswords",
    "nopassword",
};

bool is_common(std::string_view text) {
    std::string letters = letters_of(text);
    return std::ranges::any_of(kCommon, [&](auto word) { return repeats(letters, word); });
}

bool has_control_characters(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < ' '; });
}

}  // namespace

Result<void> check_new_password(const Secret& password, std::string_view account_name) {
    std::string_view text = as_text(password.bytes());
    if (!is_utf8(text) || has_control_characters(text))
        return fail(Errc::password, "a password is text without control characters");
    if (text.size() > kMostPasswordBytes)
        return fail(Errc::password, "this password is too long: at most 1,000 bytes are taken");
    std::size_t characters = 0;
    std::set<char32_t> distinct;
    for (std::string_view rest = text; !rest.empty(); characters++) {
        auto [code, size] = code_point(rest);
        distinct.insert(code);
        rest.remove_prefix(size);
    }
    if (characters < kLeastPasswordCharacters)
        return fail(Errc::password, "this password is too short: take at least 12 characters");
    if (distinct.size() < 5)
        return fail(Errc::password,
                    "this password has too few different characters: several words are better");
    if (std::ranges::all_of(text, is_digit))
        return fail(Errc::password, "this password is only digits: several words are better");
    std::string name = lower(account_name), whole = lower(text);
    bool named = name.size() >= 3 && whole.find(name) != std::string::npos;
    OPENSSL_cleanse(whole.data(), whole.size());
    if (named) return fail(Errc::password, "a password must not contain the name of the account");
    if (is_common(text))
        return fail(Errc::password,
                    "this password is among the first that anybody would try: take another");
    return {};
}

Result<std::string> password_record(const Secret& password) {
    constexpr Cost kCost;
    std::string salt = TRY(random_bytes(kSaltSize));
    Secret hash = TRY(derive(password, as_bytes(salt), kCost));
    return "scrypt$" + std::to_string(kCost.log_n) + '$' + std::to_string(kCost.r) + '$' +
           std::to_string(kCost.p) + '$' + base64(as_bytes(salt)) + '$' + base64(hash.bytes());
}

Result<bool> password_fits(const Secret& password, std::string_view text) {
    if (text.empty()) {
        constexpr std::array<std::byte, kSaltSize> kNoSalt{};
        Secret wasted = TRY(derive(password, kNoSalt, {}));
        static_cast<void>(wasted);
        return false;
    }
    auto record = parse_record(text);
    if (!record) return fail(Errc::corrupt, "the stored password of an account is damaged");
    Secret hash = TRY(derive(password, record->salt, record->cost));
    return CRYPTO_memcmp(hash.bytes().data(), record->hash.data(), kHashSize) == 0;
}

Result<Secret> random_secret(std::size_t size) {
    Secret secret(size);
    if (RAND_priv_bytes(writable_octets(secret.writable()), static_cast<int>(size)) != 1)
        return fail(Errc::io, "the system gives no random bytes");
    return secret;
}

Result<std::string> random_bytes(std::size_t size) {
    Secret secret = TRY(random_secret(size));
    return std::string(as_text(secret.bytes()));
}

Result<std::string> random_id(std::string_view kind) {
    constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
    std::string bytes = TRY(random_bytes(12));
    std::string id = std::string(kind) + '-';
    for (char byte : bytes) id += kAlphabet[static_cast<unsigned char>(byte) % kAlphabet.size()];
    return id;
}

}  // namespace bridle::registry
