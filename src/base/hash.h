// Digests, through OpenSSL.

#pragma once

#include <array>
#include <memory>
#include <string>

#include "base/bytes.h"

struct evp_md_ctx_st;

namespace bridle {

using Sha256Digest = std::array<std::byte, 32>;
using Sha1Digest = std::array<std::byte, 20>;

class Sha256 {
public:
    Sha256();
    void update(Bytes bytes);
    Sha256Digest finish();  // and begins anew

private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Free> context_;
};

Sha256Digest sha256(Bytes bytes);
Sha1Digest sha1(Bytes bytes);

}  // namespace bridle
