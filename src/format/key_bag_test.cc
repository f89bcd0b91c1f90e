#include "format/key_bag.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/backup_crypto.h"

namespace bridle::key_bag_test {
namespace {

using test::tlv;
using Derivation = KeyBag::Derivation;

const std::string kClassKey(32, 'c');

std::string class_key(std::uint32_t id, std::string_view wrapped, std::uint32_t wrap = 2) {
    return tlv("UUID", std::string(16, 'k')) + tlv("CLAS", id) + tlv("WRAP", wrap) +
           tlv("KTYP", 0) + tlv("WPKY", wrapped);
}

// What a bag says of itself, as iOS 10.2 and later write it.
std::string header() {
    return tlv("VERS", 5) + tlv("TYPE", 1) + tlv("UUID", std::string(16, 'b')) +
           tlv("HMCK", std::string(40, 'h')) + tlv("WRAP", 1) + tlv("SALT", std::string(20, 's')) +
           tlv("ITER", 3) + tlv("DPWT", 0) + tlv("DPIC", 5) + tlv("DPSL", std::string(20, 'd'));
}

std::string wrapped_for(std::string_view password, Derivation derivation) {
    Secret first(password);
    if (derivation == Derivation::twice)
        first = pbkdf2_sha256(first.bytes(), as_bytes(std::string(20, 'd')), 5, 32).value();
    Secret key = pbkdf2_sha1(first.bytes(), as_bytes(std::string(20, 's')), 3, 32).value();
    return test::wrap_key(as_text(key.bytes()), kClassKey);
}

std::string unlock(std::string_view bag, std::string_view password,
                   Derivation derivation = Derivation::twice) {
    Result<KeyBag> parsed = KeyBag::parse(as_bytes(bag));
    if (!parsed) return "parse: " + parsed.error().what;
    Result<ClassKeys> keys = parsed->unlock(Secret(password), derivation);
    if (!keys)
        return (keys.error().code == Errc::password ? "password: " : "unlock: ") +
               keys.error().what;
    return std::to_string(keys->size()) + " keys";
}

TEST(KeyBag, OpensWithTheTwoDerivationsOfToday) {
    std::string bag = header() + class_key(3, wrapped_for("secret", Derivation::twice));
    EXPECT_EQ(unlock(bag, "secret"), "1 keys");
    EXPECT_EQ(unlock(bag, "secret", Derivation::once), "password: wrong password");
}

TEST(KeyBag, OpensWithTheOneDerivationOfBefore) {
    std::string bag = header() + class_key(3, wrapped_for("secret", Derivation::once));
    EXPECT_EQ(unlock(bag, "secret", Derivation::once), "1 keys");
}

TEST(KeyBag, DerivesOnceWhereItSaysNothingOfASecondDerivation) {
    std::string bag = tlv("UUID", "bag") + tlv("SALT", std::string(20, 's')) + tlv("ITER", 3) +
                      class_key(3, wrapped_for("secret", Derivation::once));
    EXPECT_EQ(unlock(bag, "secret", Derivation::twice), "1 keys");
}

TEST(KeyBag, UnwrapsTheKeysOfFilesByTheirClass) {
    std::string bag = header() + class_key(3, wrapped_for("secret", Derivation::twice));
    ClassKeys keys =
        KeyBag::parse(as_bytes(bag))->unlock(Secret("secret"), Derivation::twice).value();
    std::string file_key(32, 'f');
    std::string wrapped = test::wrap_key(kClassKey, file_key);
    EXPECT_EQ(as_text(keys.unwrap(3, as_bytes(wrapped))->bytes()), file_key);
    EXPECT_EQ(keys.unwrap(4, as_bytes(wrapped)).error().what, "the key bag has no key of class 4");
}

TEST(KeyBag, TellsAnotherPasswordFromDamage) {
    std::string bag = header() + class_key(3, wrapped_for("secret", Derivation::twice));
    EXPECT_EQ(unlock(bag, "Secret"), "password: wrong password");
    EXPECT_EQ(unlock(bag, ""), "password: wrong password");
}

TEST(KeyBag, LosesOnlyTheClassKeyThatIsDamaged) {
    std::string good = wrapped_for("secret", Derivation::twice), bad = good;
    bad[20] = static_cast<char>(~bad[20]);
    EXPECT_EQ(unlock(header() + class_key(1, bad) + class_key(3, good), "secret"), "1 keys");
    EXPECT_EQ(unlock(header() + class_key(1, "short") + class_key(3, good), "secret"), "1 keys");
}

TEST(KeyBag, TakesTheLaterOfTwoKeysOfOneClass) {
    std::string good = wrapped_for("secret", Derivation::twice), bad(40, 'x');
    EXPECT_EQ(unlock(header() + class_key(3, bad) + class_key(3, good), "secret"), "1 keys");
    EXPECT_EQ(unlock(header() + class_key(3, good) + class_key(3, bad), "secret"),
              "password: wrong password");
}

TEST(KeyBag, OpensAKeyThatTheDeviceIsSaidToHaveWrappedToo) {
    std::string bag = header() + class_key(3, wrapped_for("secret", Derivation::twice), 3);
    EXPECT_EQ(unlock(bag, "secret"), "1 keys");
}

TEST(KeyBag, HasNoUseForKeysOfTheDeviceAlone) {
    std::string bag = header() + class_key(3, wrapped_for("secret", Derivation::twice), 1);
    EXPECT_EQ(
        unlock(bag, "secret"),
        "unlock: the key bag is damaged: none of its class keys is one that a password opens");
}

TEST(KeyBag, SaysWhatIsMissing) {
    std::string key = class_key(3, std::string(40, 'x')), uuid = tlv("UUID", "bag");
    EXPECT_EQ(unlock("", "secret"), "parse: the key bag is damaged: it has no salt (SALT)");
    EXPECT_EQ(unlock(uuid + tlv("SALT", "salt") + key, "secret"),
              "parse: the key bag is damaged: it has no number of rounds (ITER)");
    EXPECT_EQ(unlock(uuid + tlv("SALT", "salt") + tlv("ITER", "three") + key, "secret"),
              "parse: the key bag is damaged: it has no number of rounds (ITER)");
    EXPECT_EQ(unlock(uuid + tlv("SALT", "salt") + tlv("ITER", 3), "secret"),
              "parse: the key bag is damaged: it has no class keys");
}

TEST(KeyBag, RefusesRoundsThatWouldNeverEnd) {
    std::string bag = tlv("UUID", "bag") + tlv("SALT", "salt") + tlv("ITER", 0xffffffff) +
                      class_key(3, std::string(40, 'x'));
    EXPECT_EQ(unlock(bag, "secret"),
              "unlock: a key derivation of 4,294,967,295 rounds, more than the 1,000,000 we allow");
}

TEST(KeyBag, KeepsTheClassKeysBeforeATruncation) {
    std::string wrapped = wrapped_for("secret", Derivation::twice);
    std::string whole = header() + class_key(3, wrapped) + class_key(4, wrapped);
    std::string cut = whole.substr(0, whole.size() - 10);
    EXPECT_EQ(unlock(whole, "secret"), "2 keys");
    EXPECT_EQ(unlock(cut, "secret"), "1 keys");
    Result<KeyBag> bag = KeyBag::parse(as_bytes(cut));
    ASSERT_TRUE(bag && bag->damage());
    EXPECT_EQ(bag->damage()->what, "the key bag ends within an item");
    EXPECT_EQ(bag->damage()->offset, whole.size() - 48);
}

TEST(KeyBag, StopsReadingClassKeysWhenThereAreFarTooMany) {
    std::string bag = header();
    for (std::uint32_t id = 0; id < 300; id++) bag += class_key(id, std::string(40, 'x'));
    Result<KeyBag> parsed = KeyBag::parse(as_bytes(bag));
    ASSERT_TRUE(parsed && parsed->damage());
    EXPECT_EQ(parsed->damage()->what, "the key bag has more class keys than the 256 that are read");
}

}  // namespace
}  // namespace bridle::key_bag_test
