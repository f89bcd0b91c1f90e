#include "format/key_bag.h"

#include <algorithm>

#include "base/text.h"

namespace bridle {

namespace {

constexpr std::uint32_t kWrappedWithPassword = 2;  // a bit; the other one means the device's key
constexpr std::size_t kWrappedKey = 40;
constexpr std::size_t kMostClassKeys = 256;  // a real bag has about ten

std::vector<std::byte> copied(Bytes data) {
    return {data.begin(), data.end()};
}

std::optional<std::uint32_t> number(Bytes data) {
    if (data.size() != 4) return std::nullopt;
    return Cursor(data).be<std::uint32_t>().value();
}

struct Item {
    std::string_view tag;
    Bytes data;
};

Result<Item> next_item(Cursor& items) {
    Bytes tag = TRY(items.take(4));
    auto size = TRY(items.be<std::uint32_t>());
    Bytes data = TRY(items.take(size));
    return Item{as_text(tag), data};
}

}  // namespace

Result<Secret> ClassKeys::unwrap(std::uint32_t protection_class, Bytes wrapped) const {
    auto found = keys_.find(protection_class);
    if (found == keys_.end())
        return fail(Errc::corrupt,
                    "the key bag has no key of class " + std::to_string(protection_class));
    return aes256_unwrap(found->second.bytes(), wrapped);
}

Result<KeyBag> KeyBag::parse(Bytes bytes) {
    KeyBag bag;
    bag.read_items(Cursor(bytes));
    if (!bag.salt_) return fail(Errc::corrupt, "the key bag is damaged: it has no salt (SALT)");
    if (!bag.rounds_)
        return fail(Errc::corrupt, "the key bag is damaged: it has no number of rounds (ITER)");
    if (bag.class_keys_.empty())
        return fail(Errc::corrupt, "the key bag is damaged: it has no class keys");
    return bag;
}

void KeyBag::read_items(Cursor items) {
    std::size_t uuids = 0;
    ClassKey key;
    while (items.left() >= 8) {
        std::uint64_t start = items.offset();
        Result<Item> item = next_item(items);
        if (!item) {
            damage_ = Error{Errc::truncated, "the key bag ends within an item", start};
            break;
        }
        if (item->tag == "UUID") {
            if (uuids > 1) keep(std::exchange(key, {}));
            uuids++;
        } else if (uuids > 1) {
            read_class_item(key, item->tag, item->data);
        } else {
            read_bag_item(item->tag, item->data);
        }
    }
    if (uuids > 1) keep(std::move(key));
}

void KeyBag::read_bag_item(std::string_view tag, Bytes data) {
    if (tag == "SALT") salt_ = copied(data);
    if (tag == "ITER") rounds_ = number(data);
    if (tag == "DPSL") first_salt_ = copied(data);
    if (tag == "DPIC") first_rounds_ = number(data);
}

void KeyBag::read_class_item(ClassKey& key, std::string_view tag, Bytes data) {
    if (tag == "CLAS") key.id = number(data).value_or(0);
    if (tag == "WRAP") key.wrap = number(data).value_or(0);
    if (tag == "WPKY") key.wrapped = copied(data);
}

void KeyBag::keep(ClassKey key) {
    if (class_keys_.size() < kMostClassKeys || class_keys_.contains(key.id))
        class_keys_.insert_or_assign(key.id, std::move(key));
    else
        damage_ = Error{Errc::limit, "the key bag has more class keys than the " +
                                         grouped(kMostClassKeys) + " that are read"};
}

Result<Secret> KeyBag::derive(const Secret& password, Derivation derivation,
                              const std::atomic<bool>* cancel) const {
    if (derivation == Derivation::once || !can_derive_twice())
        return pbkdf2_sha1(password.bytes(), *salt_, *rounds_, kAes256Key);
    Secret first =
        TRY(pbkdf2_sha256(password.bytes(), *first_salt_, *first_rounds_, kAes256Key, cancel));
    return pbkdf2_sha1(first.bytes(), *salt_, *rounds_, kAes256Key);
}

// The integrity value of a wrapped key has 64 bits: if one of them opens, the
// password is right, and what is wrong with another is damage.
Result<ClassKeys> KeyBag::unlock(const Secret& password, Derivation derivation,
                                 const std::atomic<bool>* cancel) const {
    auto fits = [](const auto& entry) {
        const ClassKey& key = entry.second;
        return key.wrap & kWrappedWithPassword && key.wrapped.size() == kWrappedKey;
    };
    if (std::ranges::none_of(class_keys_, fits))
        return fail(Errc::corrupt,
                    "the key bag is damaged: none of its class keys is one that a password opens");
    Secret key = TRY(derive(password, derivation, cancel));
    ClassKeys opened;
    for (const auto& entry : class_keys_) {
        if (!fits(entry)) continue;
        Result<Secret> unwrapped = aes256_unwrap(key.bytes(), entry.second.wrapped);
        if (unwrapped) opened.keys_.emplace(entry.first, *std::move(unwrapped));
    }
    if (opened.keys_.empty()) return fail(Errc::password, "wrong password");
    return opened;
}

}  // namespace bridle
