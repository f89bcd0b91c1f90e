#include "register/log/policy.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "register/log/wire.h"

namespace bridle::registry {

namespace {

constexpr std::string_view kNone = "none";
constexpr std::string_view kBlanks = " \t";

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    for (;;) {
        line.remove_prefix(std::min(line.size(), line.find_first_not_of(kBlanks)));
        if (line.empty()) return words;
        words.push_back(line.substr(0, line.find_first_of(kBlanks)));
        line.remove_prefix(words.back().size());
    }
}

// What is not ASCII may be anything, and a name is compared byte by byte.
bool is_allowed(char c) {
    return c == '\t' || c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
}

Result<VerifierKey> key_of_type(std::string_view vkey, KeyType type, std::string_view owner) {
    VerifierKey key = TRY(VerifierKey::parse(vkey));
    if (key.type() != type)
        return fail(Errc::corrupt, fmt::format("the key of a {} must be of type 0x{:02x}", owner,
                                               static_cast<unsigned>(type)));
    return key;
}

bool has_key(const auto& owners, const VerifierKey& key) {
    return std::ranges::any_of(
        owners, [&](const auto& owner) { return owner.key.public_key() == key.public_key(); });
}

}  // namespace

// Fills a policy line by line. Names are defined before they are used, so what a
// line refers to is complete and no group can be within itself.
class PolicyReader {
public:
    Result<Policy> read(std::string_view text) {
        if (text.size() > kMaxPolicy)
            return fail(Errc::limit, fmt::format("the policy is longer than {} bytes", kMaxPolicy));
        if (!std::ranges::all_of(text, is_allowed))
            return fail(Errc::corrupt, "the policy has a control character in it");
        for (std::size_t number = 1; auto line = take_line(text); number++) {
            auto words = words_of(*line);
            if (words.empty() || words.front().starts_with('#')) continue;
            if (auto read = read_line(words); !read)
                return fail(read.error().code,
                            fmt::format("line {} of the policy: {}", number, read.error().what));
        }
        if (!text.empty()) return fail(Errc::truncated, "the policy's last line has no end");
        if (!has_quorum_) return fail(Errc::truncated, "the policy has no quorum line");
        return std::move(policy_);
    }

private:
    using Words = std::span<const std::string_view>;

    Result<void> read_line(Words words) {
        std::string_view keyword = words.front();
        words = words.subspan(1);
        if (keyword == "log") return read_log(words);
        if (keyword == "witness") return read_witness(words);
        if (keyword == "group") return read_group(words);
        if (keyword == "quorum") return read_quorum(words);
        return fail(Errc::corrupt,
                    fmt::format("\"{}\" is not log, witness, group or quorum", shown(keyword)));
    }

    Result<void> read_log(Words words) {
        if (words.empty() || words.size() > 2)
            return fail(Errc::corrupt, "a log has a key and at most a URL");
        VerifierKey key = TRY(key_of_type(words[0], KeyType::ed25519, "log"));
        if (has_key(policy_.logs_, key)) return fail(Errc::corrupt, "two logs have the same key");
        if (policy_.logs_.size() == kMaxPolicyItems) return too_many("logs");
        policy_.logs_.push_back({std::move(key), std::string(words.size() > 1 ? words[1] : "")});
        return {};
    }

    Result<void> read_witness(Words words) {
        if (words.size() < 2 || words.size() > 3)
            return fail(Errc::corrupt, "a witness has a name, a key and at most a URL");
        VerifierKey key = TRY(key_of_type(words[1], KeyType::cosignature, "witness"));
        if (has_key(policy_.witnesses_, key))
            return fail(Errc::corrupt, "two witnesses have the same key");
        if (policy_.witnesses_.size() == kMaxPolicyItems) return too_many("witnesses");
        Policy::Party party;
        party.name = words[0];
        party.witness = policy_.witnesses_.size();
        TRY(define(std::move(party)));
        policy_.witnesses_.push_back(
            {std::string(words[0]), std::move(key), std::string(words.size() > 2 ? words[2] : "")});
        return {};
    }

    Result<void> read_group(Words words) {
        if (words.size() < 3)
            return fail(Errc::corrupt, "a group has a name, a number, and one member or more");
        if (groups_ == kMaxPolicyItems) return too_many("groups");
        Policy::Party group;
        group.name = words[0];
        for (std::string_view name : words.subspan(2)) {
            std::size_t member = TRY(find(name));
            if (is_member_[member])
                return fail(Errc::corrupt,
                            fmt::format("\"{}\" is a member of a group already", shown(name)));
            is_member_[member] = true;
            group.members.push_back(member);
        }
        group.needed = TRY(needed(words[1], group.members.size()));
        TRY(define(std::move(group)));
        groups_++;
        return {};
    }

    static Result<std::size_t> needed(std::string_view word, std::size_t members) {
        if (word == "any") return std::size_t{1};
        if (word == "all") return members;
        auto number = from_decimal(word);
        if (!number || *number == 0 || *number > members)
            return fail(Errc::corrupt,
                        fmt::format("a group of {} needs any, all, or a number from 1 to {}",
                                    members, members));
        return static_cast<std::size_t>(*number);
    }

    Result<void> read_quorum(Words words) {
        if (has_quorum_) return fail(Errc::corrupt, "there is a quorum line already");
        if (words.size() != 1) return fail(Errc::corrupt, "a quorum is one name, or none");
        if (words[0] != kNone) {
            std::size_t party = TRY(find(words[0]));
            policy_.quorum_ = party + 1;
        }
        has_quorum_ = true;
        return {};
    }

    Result<std::size_t> find(std::string_view name) const {
        auto found = std::ranges::find(policy_.parties_, name, &Policy::Party::name);
        if (found == policy_.parties_.end())
            return fail(Errc::corrupt,
                        fmt::format("\"{}\" is not defined in a line above", shown(name)));
        return static_cast<std::size_t>(found - policy_.parties_.begin());
    }

    Result<void> define(Policy::Party party) {
        if (party.name == kNone || find(party.name))
            return fail(Errc::corrupt,
                        fmt::format("the name \"{}\" is taken already", shown(party.name)));
        policy_.parties_.push_back(std::move(party));
        is_member_.push_back(false);
        return {};
    }

    static std::unexpected<Error> too_many(std::string_view what) {
        return fail(Errc::limit, fmt::format("there are more than {} {}", kMaxPolicyItems, what));
    }
    static std::string shown(std::string_view word) { return printable(word.substr(0, 80)); }

    Policy policy_;
    std::vector<bool> is_member_;  // for each of the policy's parties
    std::size_t groups_ = 0;
    bool has_quorum_ = false;
};

Result<Policy> Policy::parse(std::string_view text) {
    return PolicyReader().read(text);
}

const Policy::Party* Policy::quorum() const {
    return quorum_ == 0 ? nullptr : &parties_[quorum_ - 1];
}

Result<Policy::Verdict> Policy::verify(std::string_view signed_checkpoint) const {
    SignedCheckpoint opened = TRY(SignedCheckpoint::parse(signed_checkpoint));
    std::vector<VerifierKey> keys;
    for (const Log& log : logs_) keys.push_back(log.key);
    for (const Witness& witness : witnesses_) keys.push_back(witness.key);
    std::vector<bool> signers = TRY(verified_signers(opened.note, keys));

    // A log signs for itself only: its key is named after the origin.
    Verdict verdict;
    auto signed_by = [&](std::size_t log) {
        return signers[log] && logs_[log].key.name() == opened.checkpoint.origin;
    };
    while (verdict.log < logs_.size() && !signed_by(verdict.log)) verdict.log++;
    if (verdict.log == logs_.size())
        return fail(Errc::corrupt,
                    fmt::format("no log of the policy has signed the checkpoint of {} as its own",
                                opened.checkpoint.origin));
    std::vector<bool> cosigned(signers.begin() + static_cast<std::ptrdiff_t>(logs_.size()),
                               signers.end());
    for (std::size_t i = 0; i < witnesses_.size(); i++)
        if (cosigned[i]) verdict.names.push_back(witnesses_[i].name);
    verdict.cosigners = static_cast<unsigned>(verdict.names.size());
    verdict.quorum = suffices(cosigned);
    verdict.checkpoint = std::move(opened.checkpoint);
    return verdict;
}

bool Policy::suffices(const std::vector<bool>& cosigned) const {
    std::vector<bool> holds;
    for (const Party& party : parties_) {
        auto present = std::ranges::count_if(party.members, [&](auto i) { return holds[i]; });
        holds.push_back(party.is_group() ? static_cast<std::size_t>(present) >= party.needed
                                         : cosigned[party.witness]);
    }
    return quorum_ == 0 || holds[quorum_ - 1];
}

}  // namespace bridle::registry
