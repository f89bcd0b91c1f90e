#include "register/log/checkpoint.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bridle::registry::checkpoint_test {
namespace {

constexpr std::string_view kRoot = "rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=";

template <class T>
std::string what(const Result<T>& result) {
    return result ? "good" : result.error().what;
}

std::string checkpoint(std::string_view origin, std::string_view size, std::string_view root,
                       std::string_view rest = "") {
    return std::string(origin) + "\n" + std::string(size) + "\n" + std::string(root) + "\n" +
           std::string(rest);
}

TEST(Checkpoint, IsReadAndWrittenWithItsExtensions) {
    std::string text = checkpoint("example.com/log", "15", kRoot, "one\ntwo words\n");
    Checkpoint parsed = *Checkpoint::parse(text);
    EXPECT_EQ(parsed.origin, "example.com/log");
    EXPECT_EQ(parsed.size, 15);
    EXPECT_EQ(base64(parsed.root), kRoot);
    EXPECT_EQ(parsed.extensions, (std::vector<std::string>{"one", "two words"}));
    EXPECT_EQ(parsed.text(), text);
}

TEST(Checkpoint, RefusesASizeWithALeadingZero) {
    EXPECT_EQ(what(Checkpoint::parse(checkpoint("o", "0", kRoot))), "good");
    for (const char* size : {"", "00", "015", "+15", "-15", "15 ", "1e1", "9223372036854775808"})
        EXPECT_EQ(what(Checkpoint::parse(checkpoint("o", size, kRoot))),
                  "the size in the checkpoint is no decimal number")
            << size;
}

TEST(Checkpoint, RefusesARootThatIsNoHash) {
    for (const char* root :
         {"", "rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs", "rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk42",
          "rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383ct="})
        EXPECT_EQ(what(Checkpoint::parse(checkpoint("o", "15", root))),
                  "the root in the checkpoint is no hash in base64")
            << root;
}

TEST(Checkpoint, IsMalformedInOtherWays) {
    std::string good = checkpoint("o", "15", kRoot);
    EXPECT_EQ(what(Checkpoint::parse("")), "a checkpoint has three lines or more");
    EXPECT_EQ(what(Checkpoint::parse("o\n15\n")), "a checkpoint has three lines or more");
    EXPECT_EQ(what(Checkpoint::parse(good.substr(0, good.size() - 1))),
              "a checkpoint has three lines or more");
    EXPECT_EQ(what(Checkpoint::parse(checkpoint("", "15", kRoot))), "the checkpoint has no origin");
    EXPECT_EQ(what(Checkpoint::parse(good + "\n")), "the checkpoint has an empty line");
    EXPECT_EQ(what(Checkpoint::parse(good + "a\n\nb\n")), "the checkpoint has an empty line");
    EXPECT_EQ(what(Checkpoint::parse(good + "a")), "the checkpoint's last line has no end");
    EXPECT_EQ(what(Checkpoint::parse(good + "a\tb\n")),
              "the checkpoint is not UTF-8 or has a control character in it");
}

TEST(SignedCheckpoint, IsOpenedWithTheKeyThatSignedIt) {
    Signer log = *Signer::generate("example.com/log");
    Checkpoint checkpoint{"example.com/log", 15, sha256({}), {"extension"}};
    Note note = *sign_checkpoint(checkpoint, log);
    EXPECT_EQ(*open_checkpoint(note.serialise(), log.verifier()), checkpoint);
    Signer witness = *Signer::generate("w", KeyType::cosignature);
    note.signatures.push_back(*witness.cosign(note.text, 1));
    EXPECT_EQ(*open_checkpoint(note.serialise(), log.verifier()), checkpoint);
    Signer other = *Signer::generate("example.com/log");
    EXPECT_EQ(what(open_checkpoint(note.serialise(), other.verifier())),
              "example.com/log has not signed the checkpoint");
}

TEST(SignedCheckpoint, IsOfTheLogThatItsOriginNames) {
    Signer log = *Signer::generate("example.com/log"), other = *Signer::generate("other");
    Note note = *sign_checkpoint({"example.com/log", 15, sha256({}), {}}, log);
    note.signatures.push_back(*other.sign(note.text));
    EXPECT_EQ(what(open_checkpoint(note.serialise(), other.verifier())),
              "the checkpoint is of example.com/log and not of other");
    EXPECT_EQ(what(sign_checkpoint({"example.com/log", 15, sha256({}), {}}, other)),
              "the key of other cannot sign such a checkpoint");
}

TEST(SignedCheckpoint, IsNotMadeOfWhatCannotBeReadBack) {
    Signer log = *Signer::generate("o");
    EXPECT_EQ(what(sign_checkpoint({"o", 1, sha256({}), {"two\nlines"}}, log)),
              "the key of o cannot sign such a checkpoint");
    EXPECT_EQ(what(sign_checkpoint({"o", 1, sha256({}), {""}}, log)),
              "the checkpoint has an empty line");
    EXPECT_FALSE(sign_checkpoint({"o", kLargestTree + 1, sha256({}), {}}, log));
}

}  // namespace
}  // namespace bridle::registry::checkpoint_test
