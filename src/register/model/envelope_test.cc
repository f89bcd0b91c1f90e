#include "register/model/envelope.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bridle::registry::envelope_test {
namespace {

constexpr const char* kHash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

Envelope first() {
    Envelope envelope;
    envelope.type = "company";
    envelope.record_id = "company-nso-group";
    envelope.action = "publish";
    envelope.time = "2026-01-31T12:00:00Z";
    envelope.actor = "registrar";
    envelope.body_hash = kHash;
    envelope.schema = "https://bridle.example/schemas/company/1";
    return envelope;
}

Envelope tombstone() {
    Envelope envelope = first();
    envelope.seq = 2;
    envelope.prev = kHash;
    envelope.action = "tombstone";
    envelope.body_hash = envelope.schema = "";
    envelope.basis = "Order of the court of 2 February 2026";
    return envelope;
}

std::string refusal(const Envelope& envelope) {
    auto checked = envelope.check();
    auto parsed = Envelope::parse(envelope.canonical());
    EXPECT_EQ(checked.has_value(), parsed.has_value());
    return checked ? "" : checked.error().what;
}

std::string refusal(std::string_view text) {
    auto parsed = Envelope::parse(text);
    return parsed ? "" : parsed.error().what;
}

TEST(Envelope, IsWrittenInCanonicalForm) {
    EXPECT_EQ(
        first().canonical(),
        R"({"action":"publish","actor":"registrar",)"
        R"("bodyHash":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",)"
        R"("recordId":"company-nso-group","schema":"https://bridle.example/schemas/company/1",)"
        R"("seq":1,"time":"2026-01-31T12:00:00Z","type":"company","v":1})");
}

TEST(Envelope, ComesBackAsItWas) {
    Envelope correction = first();
    correction.seq = 3;
    correction.prev = kHash;
    correction.action = "correct";
    correction.kind = "clericalError";
    for (const Envelope& envelope : {first(), tombstone(), correction}) {
        auto back = Envelope::parse(envelope.canonical());
        ASSERT_TRUE(back) << back.error().what;
        EXPECT_EQ(*back, envelope);
    }
}

TEST(Envelope, RefusesATextThatIsNotCanonical) {
    std::string text = first().canonical();
    EXPECT_EQ(refusal(text), "");
    EXPECT_EQ(refusal(text + "\n"), "envelope: is not in canonical form (RFC 8785)");
    EXPECT_EQ(refusal("{ " + text.substr(1)), "envelope: is not in canonical form (RFC 8785)");
}

TEST(Envelope, RefusesAFieldThatIsNotKnown) {
    std::string text = first().canonical();
    text.insert(text.size() - 1, R"(,"who":"A B")");
    EXPECT_EQ(refusal(text), "envelope: the field \"who\" is not known");
}

TEST(Envelope, RefusesWhatIsNoEnvelope) {
    for (std::string_view text : {"", "{}", "[]", "null", "7", R"({"v":1})", R"({"v":"1"})"})
        EXPECT_NE(refusal(text), "") << text;
}

TEST(Envelope, RefusesAnotherVersion) {
    Envelope envelope = first();
    envelope.v = 2;
    EXPECT_EQ(refusal(envelope.canonical()), "envelope: version 0 is not known, only 1 is");
}

TEST(Envelope, EveryVersionButTheFirstNamesTheOneBefore) {
    Envelope envelope = first();
    envelope.seq = 2;
    EXPECT_EQ(refusal(envelope),
              "envelope: every version but the first names the one before in \"prev\"");
    envelope.seq = 1;
    envelope.prev = kHash;
    EXPECT_EQ(refusal(envelope),
              "envelope: every version but the first names the one before in \"prev\"");
    envelope.seq = 0;
    EXPECT_EQ(refusal(envelope), "envelope: versions are numbered from 1");
}

TEST(Envelope, OnlyACorrectionHasAKind) {
    Envelope envelope = first();
    envelope.kind = "redaction";
    EXPECT_EQ(refusal(envelope), "envelope: a correction, and nothing else, has a kind");
    envelope.action = "correct";
    envelope.kind = "mistake";
    EXPECT_EQ(refusal(envelope), "envelope: the kind of correction \"mistake\" is not known");
}

TEST(Envelope, OnlyATombstoneHasABasisAndNoBody) {
    Envelope envelope = tombstone();
    envelope.basis = "";
    EXPECT_EQ(refusal(envelope), "envelope: a tombstone, and nothing else, has a basis");
    envelope = tombstone();
    envelope.body_hash = kHash;
    EXPECT_EQ(refusal(envelope), "envelope: every version but a tombstone has the hash of a body");
    envelope = first();
    envelope.body_hash = "";
    EXPECT_EQ(refusal(envelope), "envelope: every version but a tombstone has the hash of a body");
}

TEST(Envelope, RefusesAHashInAnotherWriting) {
    for (std::string bad : {"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU", "AAAA",
                            "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF V=",
                            "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV="}) {
        Envelope envelope = first();
        envelope.body_hash = bad;
        EXPECT_EQ(refusal(envelope), "envelope: \"bodyHash\" is no hash in base64") << bad;
    }
}

TEST(Envelope, TheActorIsARole) {
    Envelope envelope = first();
    envelope.actor = "somebody@example.org";
    EXPECT_EQ(refusal(envelope), "envelope: the actor is no role");
}

TEST(Envelope, TheTimeIsUtc) {
    for (std::string bad :
         {"2026-01-31", "2026-01-31T12:00:00+02:00", "2026-01-31 12:00:00Z", ""}) {
        Envelope envelope = first();
        envelope.time = bad;
        EXPECT_EQ(refusal(envelope), "envelope: the time is not of the form 2026-01-31T12:00:00Z");
    }
}

TEST(Envelope, FitsIntoAnEntry) {
    Envelope envelope = tombstone();
    envelope.basis = std::string(
        kMostEnvelopeBytes - tombstone().canonical().size() + tombstone().basis.size(), 'x');
    EXPECT_EQ(envelope.canonical().size(), kMostEnvelopeBytes);
    EXPECT_EQ(refusal(envelope), "");
    envelope.basis += 'x';
    EXPECT_EQ(refusal(envelope), "envelope: longer than the 65,535 bytes that an entry may have");
}

TEST(BodyHash, IsOfTheSaltAndTheCanonicalBody) {
    Json body = Json::object();
    body.set("b", 1);
    body.set("a", 2);
    EXPECT_EQ(hex(body_hash(as_bytes("salt"), body)),
              hex(sha256(as_bytes(R"(salt{"a":2,"b":1})"))));
}

}  // namespace
}  // namespace bridle::registry::envelope_test
