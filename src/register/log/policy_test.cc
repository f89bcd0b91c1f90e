#include "register/log/policy.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace bridle::registry::policy_test {
namespace {

// A checkpoint of a public log, as it and four public witnesses signed it on 23 May 2026.
constexpr std::string_view kPublished =
    "arche2025h1.staging.ct.transparency.dev\n1432088532\n"
    "U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n\n"
    "— arche2025h1.staging.ct.transparency.dev "
    "zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJX"
    "Fbon5Ch9MNL5zRNZ55lvGt0=\n"
    "— arche2025h1.staging.ct.transparency.dev "
    "ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=\n"
    "— transparency.dev/DEV:witness-little-garden "
    "2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdg"
    "JY096st5BQ==\n"
    "— witness1.smartit.nu/witness1 "
    "pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0X"
    "wzdZsDsUAQ==\n"
    "— remora.n621.de "
    "2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxt"
    "qB0DrAWfBw==\n"
    "— witness.stagemole.eu "
    "Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKF"
    "Ye/TmN9DAg==\n";
constexpr std::string_view kPublishedPolicy =
    "# Of the public network\n"
    "log "
    "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/"
    "PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f\n"
    "witness garden "
    "transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/"
    "MwYaGX4CPdiVEPM\n"
    "witness smartit "
    "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO\n"
    "witness remora remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2\n"
    "witness rgdd rgdd.se/poc-witness+db03732e+BCjJKlo6BU0xfIb8LutqerIFTWIXEA0L5n3tW3QyPFgG\n"
    "group three 3 garden smartit remora rgdd\n"
    "quorum three\n";

Signer log_key() {
    return *Signer::from_secret("example.com/log", Secret(kEd25519Size));
}
Signer witness_key(unsigned number) {
    Secret seed(kEd25519Size);
    seed.writable()[0] = static_cast<std::byte>(1 + number % 255);
    seed.writable()[1] = static_cast<std::byte>(number / 255);
    return *Signer::from_secret(fmt::format("w{}", number), std::move(seed), KeyType::cosignature);
}

// Witnesses W0, W1, … and then the lines given.
std::string policy_of(unsigned witnesses, std::string_view rest) {
    std::string text = fmt::format("log {}\n", log_key().vkey());
    for (unsigned i = 0; i < witnesses; i++)
        text += fmt::format("witness W{} {}\n", i, witness_key(i).vkey());
    return text + std::string(rest);
}
Policy policy(unsigned witnesses, std::string_view rest) {
    return *Policy::parse(policy_of(witnesses, rest));
}
std::string parse(std::string_view text) {
    auto policy = Policy::parse(text);
    return policy ? "good" : policy.error().what;
}

// For every set of witnesses a digit: whether it suffices. W0 is the lowest bit of the set's
// number.
std::string sufficient_sets(const Policy& policy) {
    std::string all;
    std::size_t count = policy.witnesses().size();
    for (unsigned set = 0; set < 1u << count; set++) {
        std::vector<bool> cosigned;
        for (std::size_t i = 0; i < count; i++) cosigned.push_back(set >> i & 1);
        all += policy.suffices(cosigned) ? '1' : '0';
    }
    return all;
}

TEST(Policy, FindsTheQuorumOfAPublishedCheckpoint) {
    auto verdict = *(*Policy::parse(kPublishedPolicy)).verify(kPublished);
    EXPECT_EQ(verdict.checkpoint.size, 1432088532);
    EXPECT_EQ(verdict.cosigners, 3);
    EXPECT_EQ(joined(verdict.names), "garden, smartit, remora");
    EXPECT_TRUE(verdict.quorum);
}

TEST(Policy, AsksForNoneOneOrSeveral) {
    EXPECT_EQ(sufficient_sets(policy(2, "quorum none\n")), "1111");
    EXPECT_EQ(sufficient_sets(policy(2, "quorum W1\n")), "0011");
    EXPECT_EQ(sufficient_sets(policy(2, "group g any W0 W1\nquorum g\n")), "0111");
    EXPECT_EQ(sufficient_sets(policy(2, "group g all W0 W1\nquorum g\n")), "0001");
    EXPECT_EQ(sufficient_sets(policy(3, "group g 2 W0 W1 W2\nquorum g\n")), "00010111");
    EXPECT_EQ(sufficient_sets(policy(3, "group g 3 W0 W1 W2\nquorum g\n")), "00000001");
    EXPECT_EQ(sufficient_sets(policy(1, "group g 1 W0\nquorum g\n")), "01");
}

TEST(Policy, HasGroupsWithinGroups) {
    EXPECT_EQ(sufficient_sets(policy(4,
                                     "group x any W0 W1\ngroup y all W2 W3\n"
                                     "group z all x y\nquorum z\n")),
              "0000000000000111");
    EXPECT_EQ(sufficient_sets(policy(3, "group x all W0 W1\ngroup z any x W2\nquorum z\n")),
              "00011111");
}

TEST(Policy, HasOnlyTheQuorumForAMust) {
    Policy none = *Policy::parse("quorum none\n");
    EXPECT_TRUE(none.logs().empty());
    EXPECT_EQ(none.quorum(), nullptr);
    EXPECT_EQ(policy(1, "quorum W0\n").quorum()->name, "W0");
}

TEST(Policy, PassesOverBlanksAndComments) {
    EXPECT_EQ(parse("\n \t \n# comment\n \t# another: ünïcode\n\t quorum \t none  \n\n"), "good");
}

TEST(Policy, KeepsUrlsForThoseWhoNeedThem) {
    Policy policy = *Policy::parse(
        fmt::format("log {} https://log.example/\nwitness W {} https://w.example/\nquorum W\n",
                    log_key().vkey(), witness_key(0).vkey()));
    EXPECT_EQ(policy.logs()[0].url, "https://log.example/");
    EXPECT_EQ(policy.witnesses()[0].url, "https://w.example/");
}

TEST(Policy, NamesTheLineThatIsWrong) {
    auto bad = [](std::string_view rest) { return parse(policy_of(2, rest)); };
    EXPECT_EQ(bad("quorum W2\n"), "line 4 of the policy: \"W2\" is not defined in a line above");
    EXPECT_EQ(bad("\n\nfrobnicate\nquorum none\n"),
              "line 6 of the policy: \"frobnicate\" is not log, witness, group or quorum");
    EXPECT_EQ(bad("quorum none\nquorum none\n"),
              "line 5 of the policy: there is a quorum line already");
    EXPECT_EQ(bad("quorum\n"), "line 4 of the policy: a quorum is one name, or none");
    EXPECT_EQ(bad("quorum W0 W1\n"), "line 4 of the policy: a quorum is one name, or none");
    EXPECT_EQ(bad("log\nquorum none\n"), "line 4 of the policy: a log has a key and at most a URL");
    EXPECT_EQ(bad("log a b c\n"), "line 4 of the policy: a log has a key and at most a URL");
    EXPECT_EQ(bad("log nonsense\n"), "line 4 of the policy: a key is written as name+id+base64");
    EXPECT_EQ(bad("witness W2\n"),
              "line 4 of the policy: a witness has a name, a key and at most a URL");
    EXPECT_EQ(bad("witness a b c d\n"),
              "line 4 of the policy: a witness has a name, a key and at most a URL");
}

TEST(Policy, RefusesKeysOfTheWrongKind) {
    EXPECT_EQ(parse(fmt::format("log {}\n", witness_key(0).vkey())),
              "line 1 of the policy: the key of a log must be of type 0x01");
    EXPECT_EQ(parse(fmt::format("witness W {}\n", log_key().vkey())),
              "line 1 of the policy: the key of a witness must be of type 0x04");
}

TEST(Policy, RefusesAKeyTwiceUnderWhateverName) {
    Signer renamed =
        *Signer::from_secret("other", Secret(witness_key(0).seed().bytes()), KeyType::cosignature);
    EXPECT_EQ(parse(policy_of(1, fmt::format("witness V {}\nquorum V\n", renamed.vkey()))),
              "line 3 of the policy: two witnesses have the same key");
    EXPECT_EQ(parse(policy_of(0, fmt::format("log {}\nquorum none\n", log_key().vkey()))),
              "line 2 of the policy: two logs have the same key");
}

TEST(Policy, RefusesANameTwice) {
    EXPECT_EQ(parse(policy_of(1, fmt::format("witness W0 {}\n", witness_key(1).vkey()))),
              "line 3 of the policy: the name \"W0\" is taken already");
    EXPECT_EQ(parse(policy_of(1, "group W0 any W0\n")),
              "line 3 of the policy: the name \"W0\" is taken already");
    EXPECT_EQ(parse(policy_of(1, "group none any W0\n")),
              "line 3 of the policy: the name \"none\" is taken already");
    EXPECT_EQ(parse(fmt::format("witness none {}\n", witness_key(1).vkey())),
              "line 1 of the policy: the name \"none\" is taken already");
}

TEST(Policy, RefusesGroupsThatAreNone) {
    auto bad = [](std::string_view group) { return parse(policy_of(2, group)).substr(22); };
    EXPECT_EQ(bad("group g\n"), "a group has a name, a number, and one member or more");
    EXPECT_EQ(bad("group g any\n"), "a group has a name, a number, and one member or more");
    for (const char* number : {"0", "3", "01", "-1", "two", "ALL", "99999999999999999999"})
        EXPECT_EQ(bad(fmt::format("group g {} W0 W1\n", number)),
                  "a group of 2 needs any, all, or a number from 1 to 2")
            << number;
    EXPECT_EQ(bad("group g any W0 W0\n"), "\"W0\" is a member of a group already");
    EXPECT_EQ(bad("group g any W0 none\n"), "\"none\" is not defined in a line above");
    EXPECT_EQ(bad("group g any g\n"), "\"g\" is not defined in a line above");
    EXPECT_EQ(parse(policy_of(2, "group g any W0\ngroup h any W0 W1\n")),
              "line 5 of the policy: \"W0\" is a member of a group already");
}

TEST(Policy, IsMalformedAsAWhole) {
    EXPECT_EQ(parse(""), "the policy has no quorum line");
    EXPECT_EQ(parse(policy_of(1, "")), "the policy has no quorum line");
    EXPECT_EQ(parse("quorum none"), "the policy's last line has no end");
    EXPECT_EQ(parse("quorum none\r\n"), "the policy has a control character in it");
    EXPECT_EQ(parse(std::string("quorum none\0\n", 13)),
              "the policy has a control character in it");
    EXPECT_EQ(parse("quorum none\n\x7f"), "the policy has a control character in it");
    EXPECT_EQ(parse(std::string(kMaxPolicy, '#') + "\n"), "the policy is longer than 262144 bytes");
}

TEST(Policy, ComparesNamesByteByByte) {
    std::string text =
        policy_of(0, fmt::format("witness \xff {}\nquorum \xff\n", witness_key(0).vkey()));
    EXPECT_EQ(parse(text), "good");
    EXPECT_EQ(parse(fmt::format("witness K {}\nquorum \u212a\n", witness_key(0).vkey())),
              "line 2 of the policy: \"\u212a\" is not defined in a line above");
}

TEST(Policy, HasRoomForManyWitnessesAndGroups) {
    std::string text;
    for (unsigned i = 0; i < 256; i++) text += fmt::format("group g{} any W{}\n", i, i);
    EXPECT_EQ(parse(policy_of(256, text + "quorum g255\n")), "good");
    EXPECT_EQ(parse(policy_of(256, text + "group h any g0\nquorum h\n")),
              "line 514 of the policy: there are more than 256 groups");
    EXPECT_EQ(parse(policy_of(257, "quorum none\n")),
              "line 258 of the policy: there are more than 256 witnesses");
}

TEST(Policy, SaysWhoCosigned) {
    Policy policy = *Policy::parse(policy_of(3, "group g 2 W0 W1 W2\nquorum g\n"));
    Note note = *sign_checkpoint({"example.com/log", 7, sha256({}), {}}, log_key());
    note.signatures.push_back(*witness_key(2).cosign(note.text, 1));
    auto one = *policy.verify(note.serialise());
    EXPECT_EQ(joined(one.names), "W2");
    EXPECT_FALSE(one.quorum);
    note.signatures.push_back(*witness_key(2).cosign(note.text, 2));  // counts once
    EXPECT_FALSE((*policy.verify(note.serialise())).quorum);
    note.signatures.push_back(*witness_key(0).cosign(note.text, 2));
    note.signatures.push_back(*witness_key(9).cosign(note.text, 2));  // nobody knows it
    auto two = *policy.verify(note.serialise());
    EXPECT_EQ(joined(two.names), "W0, W2");
    EXPECT_EQ(two.cosigners, 2);
    EXPECT_TRUE(two.quorum);
}

TEST(Policy, RejectsACheckpointWithABadCosignature) {
    Policy policy = *Policy::parse(policy_of(1, "quorum none\n"));
    Note note = *sign_checkpoint({"example.com/log", 7, sha256({}), {}}, log_key());
    note.signatures.push_back(*witness_key(0).cosign("another text\n", 1));
    EXPECT_EQ(policy.verify(note.serialise()).error().what, "the signature of w0 is bad");
}

TEST(Policy, RejectsACheckpointThatItsOwnLogHasNotSigned) {
    Signer other = *Signer::generate("other");
    Policy policy =
        *Policy::parse(policy_of(1, fmt::format("log {}\nquorum none\n", other.vkey())));
    const char* refused =
        "no log of the policy has signed the checkpoint of example.com/log as its own";
    Note note{Checkpoint{"example.com/log", 7, sha256({}), {}}.text(), {}};
    note.signatures.push_back(*other.sign(note.text));
    EXPECT_EQ(policy.verify(note.serialise()).error().what, refused);
    note.signatures = {*witness_key(0).cosign(note.text, 1)};
    EXPECT_EQ(policy.verify(note.serialise()).error().what, refused);
    note.signatures.push_back(*log_key().sign(note.text));
    EXPECT_EQ((*policy.verify(note.serialise())).log, 0);
}

}  // namespace
}  // namespace bridle::registry::policy_test
