#include "register/log/proof_file.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/host_file.h"
#include "base/text.h"
#include "register/log/wire.h"

namespace bridle::registry::proof_file_test {
namespace {

constexpr std::string_view kLog =
    "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

// The proof that "seven" is the entry 6 of a log of 15, as another implementation made it.
constexpr std::string_view kSample =
    "c2sp.org/tlog-proof@v1\n"
    "index 6\n"
    "ThcgoV2DYcK+VCxBUDWAlNxmLy2r7dq7dK7+OlgQKWs=\n"
    "ycRkkNklus5eMVRUvkD1pK321vMrA+jjOiZKU8aOcY4=\n"
    "zY1lN35vrXYAPixXSd59LsU29xUJtuW4o2dNNg5Y2Co=\n"
    "5jLpqTgjsBDSEX6SgZiRnbTMdTuRd8bQ5tSsAOxe0Ks=\n"
    "\n"
    "example.com/log/testdata\n15\nrKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=\n\n"
    "— example.com/log/testdata "
    "M9e0luh4jTG+UMBqOUo9/q+yAEvx1ilBEniMvjf1zfcBOhg+CKubMt53MvIt/uEWP6zdkdIQzd/fmwlM/"
    "dlPWF74ewI=\n";

Policy policy() {
    return *Policy::parse(fmt::format("log {}\nquorum none\n", kLog));
}
std::string parse(std::string_view text) {
    auto proof = ProofFile::parse(text);
    return proof ? "good" : proof.error().what;
}
std::string verify(std::string_view file, std::string_view entry) {
    auto verdict = verify_proof(*ProofFile::parse(file), as_bytes(entry), policy());
    return verdict ? fmt::format("in the log of {}", verdict->checkpoint.size)
                   : verdict.error().what;
}
std::string replaced(std::string_view what, std::string_view with) {
    std::string text(kSample);
    text.replace(text.find(what), what.size(), with);
    return text;
}

TEST(ProofFile, OfAnotherImplementationIsGood) {
    EXPECT_EQ(verify(kSample, "seven"), "in the log of 15");
    EXPECT_EQ(verify(kSample, "eit"), "the inclusion proof leads from the entry to another root");
    EXPECT_EQ((*ProofFile::parse(kSample)).serialise(), kSample);
}

TEST(ProofFile, IsThePublishedSample) {
    auto sample = read_text_file(BRIDLE_SHARED_DATA "/expected/sample.tlog-proof", 1 << 16);
    if (!sample) GTEST_SKIP() << "skipped: no ../shared";
    EXPECT_EQ(*sample, kSample);
}

TEST(ProofFile, IsGoodForItsIndexAndItsHashesOnly) {
    EXPECT_EQ(verify(replaced("index 6", "index 5"), "seven"),
              "the inclusion proof leads from the entry to another root");
    EXPECT_EQ(verify(replaced("index 6", "index 15"), "seven"),
              "a tree of 15 entries has no entry 15");
    EXPECT_EQ(verify(replaced("ycRk", "ycRl"), "seven"),
              "the inclusion proof leads from the entry to another root");
    EXPECT_EQ(verify(replaced("\n15\n", "\n14\n"), "seven"),
              "the signature of example.com/log/testdata is bad");
}

TEST(ProofFile, CarriesExtraDataThatNobodySigned) {
    std::string text = replaced("index 6", "extra YWdl\nindex 6");
    ProofFile file = *ProofFile::parse(text);
    EXPECT_EQ(file.extra, "age");
    EXPECT_EQ(file.serialise(), text);
    EXPECT_EQ(verify(text, "seven"), "in the log of 15");
    file.extra = "";
    EXPECT_EQ(file.serialise(), kSample);
}

TEST(ProofFile, OfTheOnlyEntryHasNoHashes) {
    ProofFile file{std::nullopt, 0, {}, "checkpoint\n"};
    EXPECT_EQ(file.serialise(), "c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint\n");
    EXPECT_EQ((*ProofFile::parse(file.serialise())).proof.size(), 0);
}

TEST(ProofFile, IsMalformedInManyWays) {
    const char* magic = "a proof begins with the line c2sp.org/tlog-proof@v1";
    EXPECT_EQ(parse(""), magic);
    EXPECT_EQ(parse(replaced("@v1", "@v2")), magic);
    EXPECT_EQ(parse(replaced("@v1\n", "@v1\r\n")), magic);
    const char* no_index = "the proof has no index line where it belongs";
    EXPECT_EQ(parse(replaced("index 6\n", "")), no_index);
    EXPECT_EQ(parse(replaced("index 6", "Index 6")), no_index);
    EXPECT_EQ(parse(replaced("index 6\n", "extra YWdl\nextra YWdl\nindex 6\n")), no_index);
    EXPECT_EQ(parse("c2sp.org/tlog-proof@v1\nextra YWdl\n"), no_index);
    for (const char* index :
         {"index 06", "index -6", "index ", "index 6 ", "index 9223372036854775808"})
        EXPECT_EQ(parse(replaced("index 6", index)), "the index of the proof is no decimal number");
    for (const char* extra : {"extra \n", "extra YWd\n", "extra YW dl\n", "extra YWdm=\n"})
        EXPECT_EQ(parse(replaced("index 6\n", std::string(extra) + "index 6\n")),
                  "the extra line of the proof is not base64, is empty or is too long");
    EXPECT_EQ(parse(replaced("ycRk", "yc k")), "a line of the proof is not a hash in base64");
    std::string headless = std::string(kSample.substr(0, kSample.find("\n\n")));
    EXPECT_EQ(parse(headless + "\n"), "there is no empty line behind the proof");
    EXPECT_EQ(parse(headless + "\n\n"), "the proof has no checkpoint");
    EXPECT_EQ(parse(std::string(kMaxProofFile + 1, 'c')), "the proof is longer than 2883584 bytes");
}

TEST(ProofFile, SaysWhetherEnoughWitnessesSawTheCheckpoint) {
    Signer witness = *Signer::generate("w", KeyType::cosignature);
    Policy strict =
        *Policy::parse(fmt::format("log {}\nwitness W {}\nquorum W\n", kLog, witness.vkey()));
    ProofFile file = *ProofFile::parse(kSample);
    EXPECT_FALSE((*verify_proof(file, as_bytes("seven"), strict)).quorum);
    Note note = *Note::parse(file.checkpoint);
    note.signatures.push_back(*witness.cosign(note.text, 1));
    file.checkpoint = note.serialise();
    EXPECT_TRUE((*verify_proof(file, as_bytes("seven"), strict)).quorum);
}

}  // namespace
}  // namespace bridle::registry::proof_file_test
