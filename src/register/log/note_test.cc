#include "register/log/note.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace bridle::registry::note_test {
namespace {

// The example of the specification of signed notes.
constexpr std::string_view kSpecKey =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
constexpr std::string_view kSpecNote =
    "This is an example message.\n\n"
    "— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
    "\n";

// The example of Go's package for notes, with the key that signed it.
constexpr std::string_view kGoSecret =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr std::string_view kGoKey =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view kGoNote =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/"
    "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

template <class T>
std::string what(const Result<T>& result) {
    return result ? "good" : result.error().what;
}

Signer signer(std::string_view name, KeyType type = KeyType::ed25519) {
    Secret seed(kEd25519Size);
    for (std::size_t i = 0; i < name.size() && i < seed.size(); i++)
        seed.writable()[i] = static_cast<std::byte>(name[i]);
    return *Signer::from_secret(name, std::move(seed), type);
}

std::string signers(std::string_view note, std::initializer_list<VerifierKey> known) {
    auto parsed = Note::parse(note);
    if (!parsed) return parsed.error().what;
    std::vector<VerifierKey> keys(known);
    auto verified = verified_signers(*parsed, keys);
    if (!verified) return verified.error().what;
    std::string names;
    for (std::size_t i = 0; i < keys.size(); i++)
        if ((*verified)[i]) names += keys[i].name() + " ";
    return names;
}

TEST(Note, VerifiesTheExamplesOfTheSpecificationAndOfGo) {
    VerifierKey spec = *VerifierKey::parse(kSpecKey), go = *VerifierKey::parse(kGoKey);
    EXPECT_EQ(spec.key_id(), 0x530d903a);
    EXPECT_EQ(spec.vkey(), kSpecKey);
    EXPECT_EQ(signers(kSpecNote, {spec, go}), "example.com/foo ");
    EXPECT_EQ(signers(kGoNote, {spec, go}), "PeterNeumann ");
    EXPECT_EQ((*Note::parse(kSpecNote)).serialise(), kSpecNote);
}

TEST(Note, SignsAsGoDoes) {
    Signer signer = *Signer::parse(kGoSecret);
    EXPECT_EQ(signer.vkey(), kGoKey);
    Note note = *Note::parse(kGoNote);
    note.signatures = {*signer.sign(note.text)};
    EXPECT_EQ(note.serialise(), kGoNote);
    Secret file = signer.key_file();
    EXPECT_EQ(as_text(file.bytes()), std::string(kGoSecret) + "\n");
}

TEST(Note, PassesOverSignaturesOfUnknownKeys) {
    std::string note(kSpecNote);
    std::string id_only = fmt::format("— example.com/bar {}\n", base64(as_bytes("S\r\x90:xx")));
    std::string name_only = fmt::format("— example.com/foo {}\n", base64(as_bytes("XXXXxx")));
    EXPECT_EQ(signers(note + id_only + name_only, {*VerifierKey::parse(kSpecKey)}),
              "example.com/foo ");
    EXPECT_EQ(signers(note, {signer("example.com/foo").verifier()}), "");
}

TEST(Note, IsRejectedForOneBadSignatureOfAKnownKey) {
    VerifierKey key = *VerifierKey::parse(kSpecKey);
    std::string bad = fmt::format("— example.com/foo {}\n", base64(as_bytes("S\r\x90:bad")));
    EXPECT_EQ(signers(std::string(kSpecNote) + bad, {key}),
              "the signature of example.com/foo is bad");
    std::string changed(kSpecNote);
    changed[0] = 't';
    EXPECT_EQ(signers(changed, {key}), "the signature of example.com/foo is bad");
}

TEST(Note, IsRejectedForEveryBitThatChangesInItsTextOrSignature) {
    VerifierKey key = *VerifierKey::parse(kSpecKey);
    for (std::size_t i = 0; i < kSpecNote.size(); i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            std::string note(kSpecNote);
            note[i] = static_cast<char>(note[i] ^ (1 << bit));
            EXPECT_NE(signers(note, {key}), "example.com/foo ") << i << " " << bit;
        }
}

TEST(Note, SplitsAtItsLastEmptyLine) {
    Signer key = signer("a");
    Note note{"one\n\n\ntwo\n", {}};
    note.signatures.push_back(*key.sign(note.text));
    EXPECT_EQ((*Note::parse(note.serialise())).text, "one\n\n\ntwo\n");
    EXPECT_EQ(signers(note.serialise(), {key.verifier()}), "a ");
}

TEST(Note, AcceptsAHundredSignaturesAndLargeOnes) {
    Note note{"text\n", {}};
    for (int i = 0; i < 16; i++)
        note.signatures.push_back({fmt::format("large{}", i), 1, std::vector<std::byte>(5000)});
    EXPECT_EQ((*Note::parse(note.serialise())).signatures, note.signatures);
    note.signatures.clear();
    for (int i = 0; i < 100; i++)
        note.signatures.push_back({fmt::format("k{}", i), 1, std::vector<std::byte>(64)});
    EXPECT_EQ((*Note::parse(note.serialise())).signatures, note.signatures);
    note.signatures.push_back(note.signatures.front());
    EXPECT_EQ(what(Note::parse(note.serialise())), "there are more than 100 signatures");
}

TEST(Note, IsMalformedInManyWays) {
    auto parse = [](std::string_view note) { return what(Note::parse(note)); };
    const std::string good = "t\n\n— n AAAAAAA=\n";
    EXPECT_EQ(parse(good), "good");
    EXPECT_EQ(parse(""), "the note has no empty line before its signatures");
    EXPECT_EQ(parse("t\n— n AAAAAAA=\n"), "the note has no empty line before its signatures");
    EXPECT_EQ(parse("t\n\n"), "there is no signature");
    EXPECT_EQ(parse("t\n\n— n AAAAAAA="), "the last signature has no line end");
    EXPECT_EQ(parse(good + "\n"), "there is no signature");
    EXPECT_EQ(parse("t\n\n- n AAAAAAA=\n"),
              "a line among the signatures does not begin with a dash");
    EXPECT_EQ(parse("t\n\n—n AAAAAAA=\n"),
              "a line among the signatures does not begin with a dash");
    EXPECT_EQ(parse("t\n\n—  AAAAAAA=\n"), "a signature has a bad name");
    EXPECT_EQ(parse("t\n\n— a+b AAAAAAA=\n"), "a signature has a bad name");
    EXPECT_EQ(parse("t\n\n— a\u3000b AAAAAAA=\n"), "a signature has a bad name");
    EXPECT_EQ(parse("t\n\n— n\n"), "the signature of n is missing");
    EXPECT_EQ(parse("t\n\n— n AAAAAAA\n"), "the signature of n is no base64");
    EXPECT_EQ(parse("t\n\n— n AAAAAAB=\n"), "the signature of n is no base64");
    EXPECT_EQ(parse("t\n\n— n  AAAAAAA=\n"), "the signature of n is no base64");
    EXPECT_EQ(parse("t\n\n— n AAAAAAA= \n"), "the signature of n is no base64");
    EXPECT_EQ(parse("t\n\n— n AAAAAA==\n"), "the signature of n is too short");
    const char* plain = "the note is not UTF-8 or has a control character in it";
    EXPECT_EQ(parse("t\r\n\n— n AAAAAAA=\n"), plain);
    EXPECT_EQ(parse("t\t\n\n— n AAAAAAA=\n"), plain);
    EXPECT_EQ(parse(std::string("t\0\n\n— n AAAAAAA=\n", 19)), plain);
    EXPECT_EQ(parse("\xff\n\n— n AAAAAAA=\n"), plain);
    EXPECT_EQ(parse(std::string(kMaxNote, 't') + good), "the note is longer than 262144 bytes");
}

TEST(VerifierKey, IsMalformedInManyWays) {
    auto parse = [](std::string_view vkey) { return what(VerifierKey::parse(vkey)); };
    const std::string key = "AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    const char* name = "a key's name is empty, too long or has a space in it";
    EXPECT_EQ(parse("example.com/foo+530d903a+" + key), "good");
    EXPECT_EQ(parse(""), "a key is written as name+id+base64");
    EXPECT_EQ(parse("example.com/foo+530d903a"), "a key is written as name+id+base64");
    EXPECT_EQ(parse("+530d903a+" + key), name);
    EXPECT_EQ(parse("example com+530d903a+" + key), name);
    EXPECT_EQ(parse("example\xc2\xa0"
                    "com+530d903a+" +
                    key),
              name);
    EXPECT_EQ(parse(std::string(256, 'n') + "+530d903a+" + key), name);
    const char* id = "the key of example.com/foo has another id than is written in it";
    EXPECT_EQ(parse("example.com/foo+530d903b+" + key), id);
    EXPECT_EQ(parse("example.com/foo+530D903A+" + key), id);
    EXPECT_EQ(parse("example.com/foo+530d903a0+" + key), id);
    EXPECT_EQ(parse("example.com/foo++" + key), id);
    EXPECT_EQ(parse("example.com/fox+530d903a+" + key),
              "the key of example.com/fox has another id than is written in it");
    EXPECT_EQ(parse("example.com/foo+530d903a+" + key + "="),
              "the key of example.com/foo is no base64");
    EXPECT_EQ(parse("example.com/foo+530d903a+"), "the key of example.com/foo is empty");
    EXPECT_EQ(parse("example.com/foo+530d903a+AQ=="),
              "the key of example.com/foo has not 32 bytes");
    EXPECT_EQ(parse("example.com/foo+530d903a+BukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"),
              "the key of example.com/foo is of type 0x06; only Ed25519, 0x01 and 0x04, is "
              "supported");
}

TEST(VerifierKey, IsNotFooledByAKeyOfTheSameNameAndId) {
    NoteSignature signature = *signer("a").sign("text\n");
    VerifierKey key = signer("b").verifier();
    EXPECT_FALSE(key.made(signature));
    EXPECT_EQ(what(key.verify("text\n", signature)), "the signature of b is bad");
    signature.name = "b";
    signature.key_id = key.key_id();
    EXPECT_TRUE(key.made(signature));
    EXPECT_EQ(what(key.verify("text\n", signature)), "the signature of b is bad");
}

TEST(KeyName, HasNoSpaceOfAnyKind) {
    for (const char* good : {"a", "example.com/log", "é", "a\u200b", "transparency.dev/DEV:w"})
        EXPECT_TRUE(is_key_name(good)) << good;
    for (const char* bad :
         {"", " ", "a b", "a+b", "a\nb", "a\tb", "\u00a0", "a\u1680", "\u2000", "\u200a", "\u2028",
          "\u2029", "\u202f", "\u205f", "\u3000", "a\u0085", "\xff", "\x01"})
        EXPECT_FALSE(is_key_name(bad)) << bad;
}

TEST(Cosignature, SaysWhenItWasMadeAndCoversTheTime) {
    Signer witness = signer("w", KeyType::cosignature);
    NoteSignature signature = *witness.cosign("text\n", 1679315147);
    EXPECT_EQ(signature.blob.size(), 72);
    EXPECT_EQ(*VerifierKey::cosigned_at(signature), 1679315147);
    EXPECT_TRUE(witness.verifier().verify("text\n", signature));
    signature.blob[7] ^= std::byte{1};
    EXPECT_EQ(*VerifierKey::cosigned_at(signature), 1679315146);
    EXPECT_EQ(what(witness.verifier().verify("text\n", signature)), "the signature of w is bad");
}

TEST(Cosignature, SignsTheMessageOfTheSpecification) {
    Signer witness = signer("w", KeyType::cosignature);
    NoteSignature signature = *witness.cosign("text\n", 7);
    Bytes of_message = Bytes(signature.blob).subspan(8);
    EXPECT_TRUE(ed25519_verifies(witness.verifier().public_key(),
                                 as_bytes("cosignature/v1\ntime 7\ntext\n"), of_message));
}

TEST(Cosignature, HasATimeThatASignedNumberHolds) {
    Signer witness = signer("w", KeyType::cosignature);
    EXPECT_EQ(what(witness.cosign("text\n", 1ull << 63)),
              "a cosignature cannot have a time so late");
    NoteSignature signature = *witness.cosign("text\n", 1);
    signature.blob[0] = std::byte{0x80};
    EXPECT_EQ(what(witness.verifier().verify("text\n", signature)),
              "the cosignature of w has an impossible time");
    signature.blob.pop_back();
    EXPECT_EQ(what(witness.verifier().verify("text\n", signature)),
              "the signature of w is no cosignature with a time");
}

TEST(Signer, DoesOnlyWhatItsKeyIsFor) {
    EXPECT_EQ(what(signer("w", KeyType::cosignature).sign("text\n")),
              "the key of w is that of a witness and signs with a time only");
    EXPECT_EQ(what(signer("l").cosign("text\n", 1)), "the key of l is not that of a witness");
    EXPECT_NE(signer("x").verifier().key_id(),
              signer("x", KeyType::cosignature).verifier().key_id());
}

TEST(Signer, SignsLinesOfPlainText) {
    for (const char* bad : {"", "text", "a\tb\n", "\xff\n"})
        EXPECT_EQ(what(signer("l").sign(bad)),
                  "a text to sign is UTF-8, in lines, the last with its end");
}

TEST(Signer, MakesAKeyOfItsOwnEachTime) {
    Signer a = *Signer::generate("a"), b = *Signer::generate("a");
    EXPECT_NE(a.vkey(), b.vkey());
    EXPECT_TRUE(a.verifier().verify("t\n", *a.sign("t\n")));
    EXPECT_EQ(what(Signer::generate("a b")),
              "a key's name must not be empty, nor too long, nor have a space or a plus");
}

TEST(Signer, ComesBackFromItsKeyFile) {
    for (KeyType type : {KeyType::ed25519, KeyType::cosignature}) {
        Signer key = *Signer::generate("example.com/log", type);
        Signer again = *Signer::parse(as_text(key.key_file().bytes()));
        EXPECT_EQ(again.vkey(), key.vkey());
    }
}

TEST(Signer, RefusesADamagedKeyFile) {
    auto parse = [](std::string_view file) { return what(Signer::parse(file)); };
    std::string good(kGoSecret);
    EXPECT_EQ(parse(good), "good");
    EXPECT_EQ(parse(kGoKey), "the file of a private key begins with PRIVATE+KEY+");
    EXPECT_EQ(parse(good.substr(0, good.size() - 4)), "the key of PeterNeumann has not 32 bytes");
    EXPECT_EQ(parse(good + "!"), "the private key of PeterNeumann is no base64");
    good[good.size() - 2] ^= 1;
    EXPECT_EQ(parse(good), "the key of PeterNeumann has another id than is written in it");
}

}  // namespace
}  // namespace bridle::registry::note_test
