// Policies: whoever is asked for is there, and who suffices alone suffices with others.

#include <cstdlib>

#include "base/text.h"
#include "register/log/policy.h"

using namespace bridle;
using namespace bridle::registry;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto policy = Policy::parse(as_text(std::as_bytes(std::span(data, size))));
    if (!policy) return 0;
    for (std::size_t i = 0; i < policy->parties().size(); i++) {
        const Policy::Party& party = policy->parties()[i];
        if (party.is_group() && (party.needed == 0 || party.needed > party.members.size()))
            std::abort();
        for (std::size_t member : party.members)
            if (member >= i) std::abort();
        if (!party.is_group() && party.witness >= policy->witnesses().size()) std::abort();
    }
    std::vector<bool> cosigned(policy->witnesses().size());
    bool sufficed = policy->suffices(cosigned);
    if (sufficed != (policy->quorum() == nullptr)) std::abort();
    for (std::size_t i = 0; i < cosigned.size(); i++) {
        cosigned[i] = true;
        bool suffices = policy->suffices(cosigned);
        if (sufficed && !suffices) std::abort();
        sufficed = suffices;
    }
    if (!sufficed) std::abort();
    static_cast<void>(policy->verify("o\n1\n\n— n AAAAAAA=\n"));
    return 0;
}
