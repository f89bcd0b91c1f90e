#include "base/pbkdf2_sha_ni.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

// Compiled for these instructions whatever the rest of the program is compiled for.
#define BRIDLE_SHA __attribute__((target("sha,sse4.1,ssse3")))

namespace bridle {

namespace {

constexpr std::size_t kBlock = 64;
constexpr std::uint32_t kRoundsBetweenLooksAtCancel = 1 << 16;

alignas(16) constexpr std::uint32_t kConstants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};
constexpr std::uint32_t kStart[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                     0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

// The eight words of a state in the two halves in which the instructions want them.
struct State {
    __m128i abef, cdgh;
};

// The same words in their own order, four and four: a digest, or half a block.
struct Words {
    __m128i abcd, efgh;
};

BRIDLE_SHA inline Words words(State state) {
    return {_mm_shuffle_epi32(_mm_unpackhi_epi64(state.abef, state.cdgh), 0xb1),
            _mm_shuffle_epi32(_mm_unpacklo_epi64(state.abef, state.cdgh), 0xb1)};
}

BRIDLE_SHA inline State state_of(const std::uint32_t (&word)[8]) {
    auto lane = [](std::uint32_t value) { return static_cast<int>(value); };
    return {_mm_set_epi32(lane(word[0]), lane(word[1]), lane(word[4]), lane(word[5])),
            _mm_set_epi32(lane(word[2]), lane(word[3]), lane(word[6]), lane(word[7]))};
}

// One block of sixteen words, four in each of w[0..3]; inlined and unrolled, all in registers.
BRIDLE_SHA inline State compress(State before, __m128i w0, __m128i w1, __m128i w2, __m128i w3) {
    State now = before;
    __m128i w[4] = {w0, w1, w2, w3};
#pragma GCC unroll 16
    for (int i = 0; i < 16; i++) {
        __m128i four = w[i % 4];
        const auto* constants = reinterpret_cast<const __m128i*>(kConstants + 4 * i);
        __m128i sum = _mm_add_epi32(four, _mm_load_si128(constants));
        now.cdgh = _mm_sha256rnds2_epu32(now.cdgh, now.abef, sum);
        now.abef = _mm_sha256rnds2_epu32(now.abef, now.cdgh, _mm_shuffle_epi32(sum, 0x0e));
        if (i >= 12) continue;  // sixteen words further, the message needs no more of them
        __m128i next = _mm_sha256msg1_epu32(four, w[(i + 1) % 4]);
        next = _mm_add_epi32(next, _mm_alignr_epi8(w[(i + 3) % 4], w[(i + 2) % 4], 4));
        w[i % 4] = _mm_sha256msg2_epu32(next, w[(i + 3) % 4]);
    }
    return {_mm_add_epi32(now.abef, before.abef), _mm_add_epi32(now.cdgh, before.cdgh)};
}

// Bytes are big endian in SHA-256.
BRIDLE_SHA inline __m128i load_words(const std::byte* bytes) {
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    return _mm_shuffle_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes)), swap);
}
BRIDLE_SHA inline void store_words(std::byte* bytes, __m128i words) {
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(bytes), _mm_shuffle_epi8(words, swap));
}

// The state after the key block of an HMAC: where its inner or outer digest begins.
BRIDLE_SHA State keyed(Bytes key, std::byte pad) {
    std::array<std::byte, kBlock> block = {};
    std::ranges::copy(key.first(std::min(key.size(), kBlock)), block.begin());
    for (std::byte& each : block) each ^= pad;
    const std::byte* at = block.data();
    State state = compress(state_of(kStart), load_words(at), load_words(at + 16),
                           load_words(at + 32), load_words(at + 48));
    OPENSSL_cleanse(block.data(), block.size());
    return state;
}

struct Hmac {
    State inner, outer;
};

// The HMAC of one digest. The block behind it is always the same: the end
// mark, zeros, and the length in bits of a key block and a digest.
BRIDLE_SHA inline Words hmac_of_digest(const Hmac& hmac, Words digest) {
    const __m128i mark = _mm_set_epi32(0, 0, 0, static_cast<int>(0x80000000u));
    const __m128i length = _mm_set_epi32((64 + 32) * 8, 0, 0, 0);
    Words inner = words(compress(hmac.inner, digest.abcd, digest.efgh, mark, length));
    return words(compress(hmac.outer, inner.abcd, inner.efgh, mark, length));
}

}  // namespace

bool cpu_has_sha_instructions() {
    static const bool has = [] {
        unsigned a = 0, b = 0, c = 0, d = 0;
        if (!__get_cpuid(1, &a, &b, &c, &d)) return false;
        bool sse = (c & bit_SSSE3) && (c & bit_SSE4_1);
        return sse && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA);
    }();
    return has;
}

BRIDLE_SHA bool pbkdf2_sha256_rounds(Bytes key, Sha256Digest& block, std::uint32_t rounds,
                                     const std::atomic<bool>* cancel) {
    Hmac hmac = {keyed(key, std::byte{0x36}), keyed(key, std::byte{0x5c})};
    Words u = {load_words(block.data()), load_words(block.data() + 16)};
    Words sum = u;
    bool cancelled = false;
    for (std::uint32_t round = 1; round < rounds; round++) {
        u = hmac_of_digest(hmac, u);
        sum.abcd = _mm_xor_si128(sum.abcd, u.abcd);
        sum.efgh = _mm_xor_si128(sum.efgh, u.efgh);
        if (round % kRoundsBetweenLooksAtCancel == 0 && cancel && cancel->load()) {
            cancelled = true;
            break;
        }
    }
    store_words(block.data(), sum.abcd);
    store_words(block.data() + 16, sum.efgh);
    OPENSSL_cleanse(&hmac, sizeof hmac);
    return !cancelled;
}

}  // namespace bridle

#else

namespace bridle {

bool cpu_has_sha_instructions() {
    return false;
}

bool pbkdf2_sha256_rounds(Bytes, Sha256Digest&, std::uint32_t, const std::atomic<bool>*) {
    return false;
}

}  // namespace bridle

#endif
