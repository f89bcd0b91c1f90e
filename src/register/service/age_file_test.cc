#include "register/service/age_file.h"

#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "base/host_file.h"
#include "base/text.h"
#include "support/harness.h"

namespace bridle::registry::age_file_test {

namespace {

// Keys of nobody, made for these tests.
constexpr std::string_view kIdentities[] = {
    "AGE-SECRET-KEY-1NWPQJ36CQDPVTJZK73CM7S3X20EQSMFK8EKRW4GWAWZTFSX7ZSAQZ2NXPX",
    "AGE-SECRET-KEY-136SL843DNYYKGXH6YVT685GDPRJAKXTALYNR6W5VVPEF39KULX6QF2X7F8"};
const std::string kRecipients[] = {
    "age1setsky2xzzr44mx653f9khfes72h828v3yp0sp4xrs6jzy3c8eesv7gj8f",
    "age1v38z6qtarsr7maufdhjtpuvkyd2z8vauz3hqc6du2kwencn0rfksv9jzqf"};

// "Hello, registrar." to both, as age 1.1.1 wrote it.
constexpr std::string_view kMadeByAge = R"(
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBtYlM3eTJTekMvSDArM0IwMU45YjJMS1F2WnNKdUVLRitWcVV0MTJy
T3dVCm5RdGF1b2NDQmRROGtxbnRGMUJBTktoWEZET0NhMklnaUw4K0M4UXovV0kKLT4gWDI1NTE5IE9UMG5reldmZWlKYjM4
cUdxVnd6eUdialc3V2VZc3MwWFBxUExTLytPV0UKMS9yNXl0WitFNkhneGhuRFowZjNyZ2dvcGg4T0k4Y0ZtNzZDSVI0TE5O
SQotLS0gMnlVQzl3UmtITHFoM1plVk05M3lzVktIOTNtTENTd1JjM0dhZHNFVUxCRQpd7RX4apnpx378EYv9jPPskkkUClPu
EyCfdCVPuxc6FYN666QFxIa8+wtdxmlYHNC7)";

// "For the registrar alone." to both, with the random bytes 0, 1, 2, …; age 1.1.1 opens it.
constexpr std::string_view kMadeHere = R"(
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSAySjQ3clhsRGZiN1orRU5CZ3dUMFlQOEZ4LzZCL2txVmQ2Z0V5NU5u
LzJZClQ2MnE1U0xLUHJjRUVtcmdIcUdDaU9OdnZVdXcvQnRMK3ZFVllzcWZFNzgKLT4gWDI1NTE5IE5PUXRTdlh2bEtCNk9v
UWdHNGlkVE5HblE4c25zUnRxRUVPS2ordU9XRWMKZzI0ZWloTUVYVng0dkFpR3VXY1VpTE5GNVd5c2pjVDlaVE5BZEIyeklH
WQotLS0gN1JJdkZrVjdiVkV1d0xzcWN3Ty9WakZYSEZ1Q2ZjS29ZZ3JQRmsweldwOApQUVJTVFVWV1hZWltcXV5fE81V1P+N
+06gerodVbbEilPJv30cHSrOdosL6kzcavybibyICvqlIg==)";

std::string decoded(std::string_view text) {
    return std::string(as_text(*from_base64(text)));
}

std::string made_by_age() {
    return decoded(kMadeByAge);
}

Result<std::string> encrypted(std::string_view plaintext) {
    return age_encrypt(kRecipients, Secret(plaintext));
}

RandomSource counting() {
    return [next = 0](std::span<std::byte> bytes) mutable -> Result<void> {
        for (std::byte& byte : bytes) byte = static_cast<std::byte>(next++);
        return {};
    };
}

std::string refusal(std::string_view file) {
    auto header = read_age_header(as_bytes(file));
    return header ? "taken" : header.error().what;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    std::size_t at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

constexpr const char* kAge = "/usr/bin/age";

// What age makes of a file with an identity; "failed" when it does not open.
std::string opened_by_age(std::string_view file, std::string_view identity) {
    test::TemporaryFolder folder;
    std::string in = folder / "in", key = folder / "key", out = folder / "out";
    EXPECT_TRUE(write_file(in, file));
    EXPECT_TRUE(write_file(key, std::string(identity) + "\n"));
    std::string words[] = {"age", "-d", "-i", key, "-o", out, in};
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t child = 0;
    int status = 0;
    if (posix_spawnp(&child, kAge, nullptr, nullptr, arguments.data(), environ) != 0 ||
        waitpid(child, &status, 0) != child || status != 0)
        return "failed";
    return std::filesystem::exists(out) ? test::contents(out) : "";
}

constexpr std::string_view kDamaged = "the header of the age file is damaged";
constexpr std::string_view kCutOff = "the age file is cut off";
constexpr std::string_view kShare = "2J47rXlDfb7Z+ENBgwT0YP8Fx/6B/kqVd6gEy5Nn/2Y";

}  // namespace

TEST(AgeFile, OfAgeItselfIsRead) {
    auto header = read_age_header(as_bytes(made_by_age()));
    ASSERT_TRUE(header) << header.error().what;
    EXPECT_EQ(header->recipients, 2u);
    EXPECT_EQ(header->plaintext_size, std::string_view("Hello, registrar.").size());
}

TEST(AgeFile, MadeHereIsByteForByteTheOneThatAgeOpened) {
    auto file = age_encrypt(kRecipients, Secret("For the registrar alone."), counting());
    ASSERT_TRUE(file) << file.error().what;
    EXPECT_EQ(*file, decoded(kMadeHere));
}

TEST(AgeFile, MadeHereIsReadHere) {
    for (std::size_t size : {0, 1, 65535, 65536, 65537, 131072, 200000}) {
        auto file = encrypted(std::string(size, 'x'));
        ASSERT_TRUE(file) << file.error().what;
        auto header = read_age_header(as_bytes(*file));
        ASSERT_TRUE(header) << size << ": " << header.error().what;
        EXPECT_EQ(header->recipients, 2u);
        EXPECT_EQ(header->plaintext_size, size);
    }
}

TEST(AgeFile, MadeHereIsOpenedByAgeForEachRecipient) {
    if (access(kAge, X_OK) != 0) GTEST_SKIP() << "skipped: age is not installed";
    for (std::size_t size : {0, 1, 65535, 65536, 65537, 200000}) {
        std::string plaintext;
        while (plaintext.size() < size) plaintext += "line " + std::to_string(plaintext.size());
        plaintext.resize(size);
        auto file = encrypted(plaintext);
        ASSERT_TRUE(file) << file.error().what;
        for (std::string_view identity : kIdentities)
            EXPECT_TRUE(opened_by_age(*file, identity) == plaintext) << size;
    }
    std::string golden = decoded(kMadeHere);
    EXPECT_EQ(opened_by_age(golden, kIdentities[1]), "For the registrar alone.");
    golden.back() ^= 1;
    EXPECT_EQ(opened_by_age(golden, kIdentities[1]), "failed");
}

TEST(AgeFile, IsAnotherEachTime) {
    auto one = encrypted("the same"), two = encrypted("the same");
    ASSERT_TRUE(one && two);
    EXPECT_NE(*one, *two);
    EXPECT_EQ(one->find("the same"), std::string::npos);
}

TEST(AgeFile, IsMadeForGoodRecipientsOnly) {
    auto refused = [](std::vector<std::string> recipients) {
        auto file = age_encrypt(recipients, Secret("x"));
        return file ? "taken" : file.error().what;
    };
    EXPECT_EQ(refused({}), "a file is encrypted to 1 to 64 recipients, not to 0");
    EXPECT_EQ(refused(std::vector(65, kRecipients[0])),
              "a file is encrypted to 1 to 64 recipients, not to 65");
    EXPECT_EQ(refused({kRecipients[0], "age1x\n"}), "\"age1x \" is no key of age");
    // The point of order one: everybody knows the secret that it makes.
    EXPECT_EQ(refused({"age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z"}),
              "a recipient is no key that can be encrypted to");
    EXPECT_EQ(refused({kRecipients[0]}), "taken");
}

TEST(AgeFile, IsNotMadeOfMoreThanTheLimit) {
    auto file = age_encrypt(kRecipients, Secret(kMostAgePlaintext + 1));
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().what, "a file to encrypt has at most 32 MB");
    auto largest = age_encrypt(kRecipients, Secret(kMostAgePlaintext));
    ASSERT_TRUE(largest);
    EXPECT_LE(largest->size(), kMostAgeFile);
}

TEST(AgeFile, IsNotMadeWithoutRandomBytes) {
    auto file = age_encrypt(kRecipients, Secret("x"), [](std::span<std::byte>) -> Result<void> {
        return fail(Errc::io, "none left");
    });
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().what, "none left");
}

TEST(AgeFile, RecipientsAreCheckedToTheLastCharacter) {
    for (const std::string& recipient : kRecipients) EXPECT_TRUE(is_age_recipient(recipient));
    for (std::size_t i = 0; i < kRecipients[0].size(); i++) {
        std::string other = kRecipients[0];
        other[i] = other[i] == 'q' ? 'p' : 'q';
        EXPECT_FALSE(is_age_recipient(other)) << i;
    }
    for (std::string text :
         {std::string(), std::string("age1"), kRecipients[0] + "q", kRecipients[0].substr(0, 40),
          " " + kRecipients[0], kRecipients[0] + "\n", std::string(kIdentities[0]),
          std::string("AGE1SETSKY2XZZR44MX653F9KHFES72H828V3YP0SP4XRS6JZY3C8EESV7"
                      "GJ8F"),
          std::string(
              "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqpfwgqrs"),  // bits to spare
          std::string(
              "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq6vg3z8"),  // too short
          std::string("ssh-ed25519 AAAA")})
        EXPECT_FALSE(is_age_recipient(text)) << text;
}

TEST(AgeFile, HasASizeThatEncryptionMakes) {
    std::string file = *encrypted("");
    EXPECT_EQ(refusal(file), "taken");
    for (std::size_t less : {1, 16, 17, 32})
        EXPECT_EQ(refusal(file.substr(0, file.size() - less)), kCutOff);
    std::string longer = *encrypted(std::string(65537, 'x'));
    EXPECT_EQ(refusal(longer), "taken");
    EXPECT_EQ(refusal(longer.substr(0, longer.size() - 1)), kCutOff);   // an empty last chunk
    EXPECT_EQ(refusal(longer.substr(0, longer.size() - 10)), kCutOff);  // less than a tag
    EXPECT_EQ(refusal(longer.substr(0, longer.size() - 17)), "taken");  // as if it had been full
}

TEST(AgeFile, CutOffAnywhereInTheHeaderIsRefused) {
    std::string file = decoded(kMadeHere);
    auto header = read_age_header(as_bytes(file));
    ASSERT_TRUE(header);
    for (std::size_t size = 0; size < header->size + 32; size++)
        EXPECT_NE(refusal(file.substr(0, size)), "taken") << size;
}

TEST(AgeFile, OfAnotherKindIsRefusedWithAReason) {
    EXPECT_EQ(refusal(""), "this is no file encrypted with age, version 1");
    EXPECT_EQ(refusal("%PDF-1.7\n"), "this is no file encrypted with age, version 1");
    EXPECT_EQ(refusal("age-encryption.org/v2\n"), "this is no file encrypted with age, version 1");
    EXPECT_EQ(refusal("-----BEGIN AGE ENCRYPTED FILE-----\n"),
              "this age file is armoured, as text; encrypt it again without that (-a)");
    std::string file = decoded(kMadeHere);
    EXPECT_EQ(refusal(replaced(file, "-> X25519 2J47", "-> scrypt 2J47")),
              "the age file can be opened with something else than the keys of recipients "
              "(age1…): scrypt");
    EXPECT_EQ(refusal(replaced(file, "-> X25519 2J47", "-> X25519 1 2J47")),
              "the age file can be opened with something else than the keys of recipients "
              "(age1…): X25519");
}

TEST(AgeFile, WithADamagedHeaderIsRefused) {
    std::string file = decoded(kMadeHere);
    std::string stanza = "-> X25519 " + std::string(kShare) + "\n";
    ASSERT_NE(file.find(stanza), std::string::npos);
    for (std::string other : {
             "-> X25519  " + std::string(kShare) + "\n",   // two blanks
             "-> X25519 " + std::string(kShare) + " \n",   // a blank at the end
             "-> X25519 " + std::string(kShare) + "\r\n",  //
             "-> X25519 " + std::string(kShare) + "=\n",   // padding
             std::string("-> X25519 2J47\n"),              // too short
             "-> X25519 " + replaced(std::string(kShare), "/2Y", "/2Z") + "\n",  // bits to spare
             "-> X25519 " + replaced(std::string(kShare), "+", "-") + "\n",      // base64url
             stanza + "\n",                    // an empty body before the body
             stanza + stanza,                  // another stanza for a body
             "->\n" + stanza,                  //
             "x\n" + stanza,                   //
             std::string("-> X25519 \x01\n"),  //
         })
        EXPECT_EQ(refusal(replaced(file, stanza, other)), kDamaged) << other;
    EXPECT_EQ(refusal(replaced(file, "--- 7RIv", "--- 7RI")), kDamaged);
    EXPECT_EQ(refusal(replaced(file, "--- 7RIv", "---  7RIv")), kDamaged);
    EXPECT_EQ(refusal(replaced(file, "--- 7RIv", "---7RIv")), kDamaged);
    std::string none = "age-encryption.org/v1\n--- " + std::string(kShare) + "\n";
    EXPECT_EQ(refusal(none + std::string(32, 'x')), kDamaged);
}

TEST(AgeFile, MayHaveStanzasThatMeanNothing) {
    std::string file = decoded(kMadeHere);
    auto with = [&](std::string_view stanza) {
        return refusal(replaced(file, "-> X25519 2J47", std::string(stanza) + "-> X25519 2J47"));
    };
    std::string full(64, 'A');
    EXPECT_EQ(with("-> x;-grease a ~\nAAAA\n"), "taken");
    EXPECT_EQ(with("-> x-grease\n\n"), "taken");
    EXPECT_EQ(with("-> x-grease\n" + full + "\n\n"), "taken");
    EXPECT_EQ(with("-> x-grease\n" + full + "\n" + full + "\nAA\n"), "taken");
    EXPECT_EQ(with("-> x-grease\n" + full + "A\n"), kDamaged);
    EXPECT_EQ(with("-> x-grease\n" + full + "\n"), kDamaged);  // the next stanza is no body
    EXPECT_EQ(with("-> x-grease\nA\n"), kDamaged);
}

TEST(AgeFile, HasALimitedNumberOfRecipientsAndASmallHeader) {
    std::vector<std::string> many(64, kRecipients[0]);
    std::string file = *age_encrypt(many, Secret("x"));
    EXPECT_EQ(read_age_header(as_bytes(file))->recipients, 64u);
    EXPECT_EQ(refusal(replaced(file, "-> X25519 ", "-> a-grease\n\n-> X25519 ")),
              "the age file has too many recipients");
    std::string endless = "age-encryption.org/v1\n-> a-grease\n";
    while (endless.size() < 1 << 20) endless += std::string(64, 'A') + "\n";
    EXPECT_EQ(refusal(endless), "the header of the age file is too long");
    EXPECT_EQ(refusal("age-encryption.org/v1\n-> " + std::string(1 << 20, 'a') + "\n"),
              "the header of the age file does not end");
}

}  // namespace bridle::registry::age_file_test
