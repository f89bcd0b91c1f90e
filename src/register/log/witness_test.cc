#include "register/log/witness.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "register/log/test_log.h"

namespace bridle::registry::witness_test {
namespace {

using test::TestLog;

constexpr std::uint64_t kTime = 1679315147;

Signer key(std::string_view name, KeyType type = KeyType::ed25519) {
    Secret seed(kEd25519Size);
    for (std::size_t i = 0; i < name.size(); i++)
        seed.writable()[i] = static_cast<std::byte>(name[i]);
    return *Signer::from_secret(name, std::move(seed), type);
}
const Signer& log_key() {
    static const Signer kKey = key("example.com/log");
    return kKey;
}
Signer witness_key() {
    return key("witness.example/w", KeyType::cosignature);
}

std::string signed_note(const Checkpoint& checkpoint) {
    return (*sign_checkpoint(checkpoint, log_key())).serialise();
}
Checkpoint at(std::size_t size, std::string_view kind = "entry") {
    return TestLog(size, kind).checkpoint;
}

// What a log of the second size sends to a witness that has seen the first.
std::string request(std::size_t old_size, std::size_t size, std::string_view kind = "entry") {
    TestLog log(size, kind);
    TileHashReader hashes(size, log);
    std::vector<Hash> proof;
    if (old_size > 0 && old_size <= size) proof = *consistency_proof(old_size, size, hashes);
    return add_checkpoint_body(old_size, proof, signed_note(log.checkpoint));
}

Witness watching() {
    Witness witness(witness_key());
    EXPECT_TRUE(witness.trust(log_key().verifier()));
    return witness;
}

// "200", or the status and what is said.
std::string add(Witness& witness, std::string_view body) {
    auto response = witness.add_checkpoint(body, kTime);
    if (response.status == 200) return "200";
    return fmt::format("{} {}: {}", response.status, response.content_type, response.body);
}

TEST(Witness, CosignsALogAsItGrows) {
    Witness witness = watching();
    for (auto [old_size, size] : {std::pair(0, 3), {3, 3}, {3, 8}, {8, 300}, {300, 300}}) {
        auto response = witness.add_checkpoint(request(old_size, size), kTime);
        EXPECT_EQ(response.status, 200) << response.body;
        auto signatures = *parse_signatures(response.body);
        ASSERT_EQ(signatures.size(), 1);
        EXPECT_TRUE(witness.verifier().verify(at(size).text(), signatures[0]));
        EXPECT_EQ(*VerifierKey::cosigned_at(signatures[0]), kTime);
    }
}

TEST(Witness, SaysWhichSizeItSawLast) {
    Witness witness = watching();
    EXPECT_EQ(add(witness, request(3, 8)), "409 text/x.tlog.size: 0\n");
    EXPECT_EQ(add(witness, request(0, 8)), "200");
    EXPECT_EQ(add(witness, request(0, 9)), "409 text/x.tlog.size: 8\n");
    EXPECT_EQ(add(witness, request(7, 9)), "409 text/x.tlog.size: 8\n");
    EXPECT_EQ(add(witness, request(3, 3)), "409 text/x.tlog.size: 8\n");
}

TEST(Witness, RefusesAnOldSizeThatIsLarger) {
    Witness witness = watching();
    EXPECT_EQ(add(witness, request(0, 8)), "200");
    EXPECT_EQ(
        add(witness, request(8, 3)),
        "400 text/plain; charset=utf-8: the old size is larger than that of the checkpoint\n");
}

TEST(Witness, RefusesAnotherHistory) {
    Witness witness = watching();
    EXPECT_EQ(add(witness, request(0, 6)), "200");
    EXPECT_EQ(add(witness, request(6, 9, "another")).substr(0, 3), "422");
    EXPECT_EQ(add(witness, request(6, 6, "another")),
              "422 text/plain; charset=utf-8: trees of one size have different roots\n");
    EXPECT_EQ(add(witness, add_checkpoint_body(6, {}, signed_note(at(9)))),
              "422 text/plain; charset=utf-8: the consistency proof is too short\n");
    EXPECT_EQ(add(witness, request(6, 9)), "200");
}

TEST(Witness, TakesNoProofFromTheEmptyTree) {
    Witness witness = watching();
    std::vector<Hash> proof{empty_root()};
    EXPECT_EQ(add(witness, add_checkpoint_body(0, proof, signed_note(at(8)))),
              "422 text/plain; charset=utf-8: from the empty tree there is no proof\n");
    Checkpoint empty = at(0);
    EXPECT_EQ(add(witness, add_checkpoint_body(0, {}, signed_note(empty))), "200");
    empty.root = at(1).root;
    EXPECT_EQ(add(witness, add_checkpoint_body(0, {}, signed_note(empty))),
              "422 text/plain; charset=utf-8: an empty tree has another root than that\n");
}

TEST(Witness, KnowsOnlyTheLogsItWatches) {
    Witness witness(witness_key());
    EXPECT_EQ(add(witness, request(0, 3)),
              "404 text/plain; charset=utf-8: the log is not known here\n");
    EXPECT_EQ(witness.trust(witness_key().verifier()).error().what,
              "the key of witness.example/w is not that of a log");
}

TEST(Witness, WantsTheSignatureOfTheLog) {
    Witness witness = watching();
    Note note{at(3).text(), {}};
    note.signatures.push_back(*key("somebody").sign(note.text));
    EXPECT_EQ(add(witness, add_checkpoint_body(0, {}, note.serialise())),
              "403 text/plain; charset=utf-8: the log has not signed this\n");
    note.signatures = {*log_key().sign("another text\n")};
    EXPECT_EQ(add(witness, add_checkpoint_body(0, {}, note.serialise())),
              "403 text/plain; charset=utf-8: the signature of example.com/log is bad\n");
}

TEST(Witness, RefusesARequestThatIsMalformed) {
    Witness witness = watching();
    auto refused = [&](std::string_view body) {
        auto response = witness.add_checkpoint(body, kTime);
        return response.status == 400 ? response.body : fmt::format("{}\n", response.status);
    };
    std::string note = signed_note(at(3));
    EXPECT_EQ(refused(""), "the request does not begin with an old size\n");
    EXPECT_EQ(refused("old 00\n\n" + note), "the request does not begin with an old size\n");
    EXPECT_EQ(refused("old  0\n\n" + note), "the request does not begin with an old size\n");
    EXPECT_EQ(refused("new 0\n\n" + note), "the request does not begin with an old size\n");
    EXPECT_EQ(refused("old 0\nhash\n\n" + note), "a line of the proof is not a hash in base64\n");
    EXPECT_EQ(refused("old 0\n"), "there is no empty line behind the proof\n");
    EXPECT_EQ(refused("old 0\n\n"), "the note has no empty line before its signatures\n");
    EXPECT_EQ(refused("old 0\n\n" + note.substr(0, note.size() - 1)),
              "the last signature has no line end\n");
    std::vector<Hash> proof(64, empty_root());
    EXPECT_EQ(refused(add_checkpoint_body(0, proof, note)), "the proof is longer than 63 lines\n");
    EXPECT_EQ(refused(std::string(kMaxWitnessRequest + 1, 'o')),
              "the request is longer than 270336 bytes\n");
}

TEST(Witness, KeepsBeforeItAnswers) {
    bool works = false;
    std::string kept;
    Witness witness(witness_key(), [&](const std::string& origin, const std::string& note) {
        kept = origin + "\n" + note;
        return works ? Result<void>() : Result<void>(fail(Errc::io, "the disk is full"));
    });
    EXPECT_TRUE(witness.trust(log_key().verifier()));
    EXPECT_EQ(add(witness, request(0, 3)), "500 text/plain; charset=utf-8: the disk is full\n");
    EXPECT_EQ(add(witness, request(3, 3)), "409 text/x.tlog.size: 0\n");
    works = true;
    EXPECT_EQ(add(witness, request(0, 3)), "200");
    EXPECT_EQ(kept,
              "example.com/log\n" + *witness.latest(hex(sha256(as_bytes("example.com/log")))));
}

TEST(Witness, ShowsMonitorsWhatItCosigned) {
    Witness witness = watching();
    std::string origin = hex(sha256(as_bytes("example.com/log")));
    EXPECT_EQ(witness.latest(origin), nullptr);
    EXPECT_EQ(add(witness, request(0, 3)), "200");
    Note note = *Note::parse(signed_note(at(3)));
    note.signatures.push_back(*witness_key().cosign(note.text, kTime));
    EXPECT_EQ(*witness.latest(origin), note.serialise());
    EXPECT_EQ(witness.latest("00"), nullptr);
}

TEST(Witness, PassesOnNoSignaturesOfStrangers) {
    Witness witness = watching();
    Note note = *Note::parse(signed_note(at(3)));
    note.signatures.push_back(*key("somebody").sign(note.text));
    EXPECT_EQ(add(witness, add_checkpoint_body(0, {}, note.serialise())), "200");
    EXPECT_FALSE(witness.latest(hex(sha256(as_bytes("example.com/log"))))->contains("somebody"));
}

TEST(Witness, GoesOnWhereItWas) {
    Witness before = watching();
    EXPECT_EQ(add(before, request(0, 6)), "200");
    std::string kept = *before.latest(hex(sha256(as_bytes("example.com/log"))));

    Witness after = watching();
    EXPECT_TRUE(after.restore(kept));
    EXPECT_EQ(add(after, request(0, 9)), "409 text/x.tlog.size: 6\n");
    EXPECT_EQ(add(after, request(6, 9)), "200");
    EXPECT_EQ(after.restore(signed_note(at(3))).error().what,
              "witness.example/w has not cosigned what was kept of example.com/log");
    EXPECT_EQ(Witness(witness_key()).restore(kept).error().what,
              "example.com/log is not a log that is watched");
}

std::string answer(unsigned status, std::string_view type, std::string_view body) {
    auto answer = *read_answer(status, type, body, witness_key().verifier(), signed_note(at(3)));
    switch (answer.kind) {
        case WitnessAnswer::Kind::cosigned:
            return fmt::format("{} cosigned at {}", answer.cosignatures.size(), answer.time);
        case WitnessAnswer::Kind::conflict:
            return fmt::format("saw {}", answer.size);
        case WitnessAnswer::Kind::refused:
            return answer.why;
    }
    return "";
}

TEST(WitnessAnswer, IsACosignatureAmongOthers) {
    std::string ours = (*witness_key().cosign(at(3).text(), kTime)).line();
    std::string later = (*witness_key().cosign(at(3).text(), kTime + 1)).line();
    std::string other = (*key("other", KeyType::cosignature).cosign(at(3).text(), 1)).line();
    EXPECT_EQ(answer(200, "text/plain", ours), "1 cosigned at 1679315147");
    EXPECT_EQ(answer(200, "", other + ours + later), "2 cosigned at 1679315147");
    EXPECT_EQ(answer(200, "", other), "its answer: no signature is of witness.example/w");
}

TEST(WitnessAnswer, IsRefusedWhenItsCosignatureIsBad) {
    std::string of_another = (*witness_key().cosign(at(4).text(), kTime)).line();
    EXPECT_EQ(answer(200, "text/plain", of_another),
              "its answer: the signature of witness.example/w is bad");
    EXPECT_EQ(answer(200, "text/plain", ""), "its answer: there is no signature");
    EXPECT_EQ(answer(200, "text/html", "<p>Welcome</p>\n"),
              "its answer: a line among the signatures does not begin with a dash");
    EXPECT_EQ(answer(200, "text/x.tlog.size", "7\n"),
              "its answer: a line among the signatures does not begin with a dash");
}

TEST(WitnessAnswer, IsASizeOnlyWithItsContentType) {
    EXPECT_EQ(answer(409, "text/x.tlog.size", "7\n"), "saw 7");
    EXPECT_EQ(answer(409, "Text/X.tlog.size; charset=utf-8", "0\n"), "saw 0");
    EXPECT_EQ(answer(409, "text/plain", "7\n"), "status 409: 7");
    EXPECT_EQ(answer(409, "", ""), "status 409: ");
    EXPECT_EQ(answer(403, "text/x.tlog.size", "7\n"), "status 403: 7");
    for (const char* bad : {"", "7", "07\n", "7\n7\n", " 7\n", "seven\n", "-7\n"})
        EXPECT_EQ(answer(409, "text/x.tlog.size", bad),
                  "status 409 with a size that is no decimal number");
}

// As witnesses in use have been seen to answer.
TEST(WitnessAnswer, IsAFailureWhateverElseItSays) {
    EXPECT_EQ(answer(500, "text/plain", "internal error\ndetails\n"), "status 500: internal error");
    EXPECT_EQ(answer(403, "text/plain; charset=utf-8", "unknown log\n"), "status 403: unknown log");
    EXPECT_EQ(answer(204, "", ""), "status 204: ");
    EXPECT_EQ(answer(502, "text/html", "\x1b[2Jbad"), "status 502:  [2Jbad");
}

TEST(WitnessAnswer, IsReadForANoteAndAKeyOfAWitness) {
    EXPECT_FALSE(read_answer(200, "", "", witness_key().verifier(), "no note"));
    EXPECT_FALSE(read_answer(200, "", "", log_key().verifier(), signed_note(at(3))));
}

TEST(AddCheckpoint, IsReadAsItIsWritten) {
    std::string note = signed_note(at(8));
    std::string body = request(3, 8);
    AddCheckpoint parsed = *AddCheckpoint::parse(body);
    EXPECT_EQ(parsed.old_size, 3);
    EXPECT_EQ(parsed.proof.size(), 4);
    EXPECT_EQ(parsed.checkpoint, note);
    EXPECT_EQ(add_checkpoint_body(parsed.old_size, parsed.proof, parsed.checkpoint), body);
    EXPECT_TRUE(body.starts_with("old 3\n"));
}

}  // namespace
}  // namespace bridle::registry::witness_test
