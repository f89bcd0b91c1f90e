// The key bag of an encrypted iPhone backup (BackupKeyBag in Manifest.plist):
// one key for each protection class, wrapped with a key that comes out of the
// password.
//
// A sequence of items, each four letters, a length in four bytes (big endian)
// and its data. What stands before the second UUID describes the bag; each
// UUID after the first begins a class key. Not published by Apple; described
// in "iPhone data protection in depth" (Bédrune, Sigwald, HITB 2011).

#pragma once

#include <atomic>
#include <map>
#include <optional>
#include <vector>

#include "base/crypto.h"

namespace bridle {

// What an unlocked bag can open.
class ClassKeys {
public:
    // The key of a file, which lies wrapped beside its name. Errc::corrupt when
    // the bag has no key of this class, or it does not fit.
    Result<Secret> unwrap(std::uint32_t protection_class, Bytes wrapped) const;

    bool has(std::uint32_t protection_class) const { return keys_.contains(protection_class); }
    std::size_t size() const { return keys_.size(); }

private:
    friend class KeyBag;
    std::map<std::uint32_t, Secret> keys_;
};

class KeyBag {
public:
    // Fails when the bag lacks what every password needs. What is damaged
    // behind that costs the class keys it holds.
    static Result<KeyBag> parse(Bytes bytes);

    // Since iOS 10.2 a password goes through ten million rounds of one
    // derivation and then through that of before.
    enum class Derivation : std::uint8_t { once, twice };
    bool can_derive_twice() const { return first_salt_ && first_rounds_; }

    // Of both derivations together, which is what unlocking costs.
    std::uint64_t rounds() const { return std::uint64_t{*rounds_} + first_rounds_.value_or(0); }

    // Errc::password when the password opens none of the class keys,
    // Errc::corrupt when there is none that it could open.
    Result<ClassKeys> unlock(const Secret& password, Derivation derivation,
                             const std::atomic<bool>* cancel = nullptr) const;

    // Where the items end too early, and what was left out.
    const std::optional<Error>& damage() const { return damage_; }

private:
    struct ClassKey {
        std::uint32_t id = 0;
        std::uint32_t wrap = 0;
        std::vector<std::byte> wrapped;
    };

    void read_items(Cursor items);
    void read_bag_item(std::string_view tag, Bytes data);
    void read_class_item(ClassKey& key, std::string_view tag, Bytes data);
    void keep(ClassKey key);
    Result<Secret> derive(const Secret& password, Derivation derivation,
                          const std::atomic<bool>* cancel) const;

    std::optional<std::vector<std::byte>> salt_, first_salt_;
    std::optional<std::uint32_t> rounds_, first_rounds_;
    std::map<std::uint32_t, ClassKey> class_keys_;  // a later one of a class replaces the earlier
    std::optional<Error> damage_;
};

}  // namespace bridle
