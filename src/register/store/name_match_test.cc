#include "register/store/name_match.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "register/store/words.h"

namespace bridle::registry::name_match_test {
namespace {

std::string words(std::string_view text) {
    return joined(words_of(text), "|");
}
std::string plain(std::string_view name) {
    return joined(PlainName(name).words(), " ");
}
double alike(std::string_view a, std::string_view b) {
    return PlainName(a).similarity(PlainName(b));
}

TEST(Words, AreLettersAndDigitsInLowerCase) {
    EXPECT_EQ(words("NSO-Group (2010), \"Pegasus\"!"), "nso|group|2010|pegasus");
    EXPECT_EQ(words(""), "");
    EXPECT_EQ(words(" ,.; "), "");
}

TEST(Words, LoseTheirMarks) {
    EXPECT_EQ(words("Société GÉNÉRALE Çà Ñandú"), "societe|generale|ca|nandu");
    EXPECT_EQ(words("Łódź Žižkov Őrség İstanbul ığdır"), "lodz|zizkov|orseg|istanbul|igdir");
    EXPECT_EQ(words("Straße Æther Œuvre Þór øre"), "strasse|aether|oeuvre|thor|ore");
    EXPECT_EQ(words("Việt Nam Ștefan Țara"), "viet|nam|stefan|tara");
    EXPECT_EQ(words("e\u0301te\u0301"), "ete");
}

TEST(Words, OfOtherScriptsAreFoldedToo) {
    EXPECT_EQ(words("НАДЗОР Ёлка"), "надзор|елка");
    EXPECT_EQ(words("Εταιρεία ΕΠΙΤΉΡΗΣΗΣ"), "εταιρεια|επιτηρησησ");
    EXPECT_EQ(words("أَمْن إنترنت"), "امن|انترنت");
    EXPECT_EQ(words("בע״מ שָׁלוֹם"), "בע|מ|שלום");
    EXPECT_EQ(words("監視、会社"), "監|視|会|社");
    EXPECT_EQ(words("ＮＳＯ２"), "nso2");
    EXPECT_EQ(words("٢٠٢٤"), "2024");
}

TEST(Words, AreCutToALength) {
    EXPECT_EQ(words_of(std::string(500, 'a'))[0].size(), kMostWordBytes);
    for (const std::string& word : words_of(std::string(501, 'a') + std::string("ж")))
        EXPECT_TRUE(is_utf8(word));
}

TEST(Words, PassOverWhatIsNotSeen) {
    EXPECT_EQ(words("Pega\u200Bsus so\u00ADft"), "pegasus|soft");
    EXPECT_EQ(words("a\u2028b\U0001F575c"), "a|b|c");
}

TEST(PlainName, LosesItsLegalForm) {
    EXPECT_EQ(plain("NSO Group Technologies Ltd."), "nso group technologies");
    EXPECT_EQ(plain("Intellexa S.A."), "intellexa");
    EXPECT_EQ(plain("FinFisher GmbH & Co. KG"), "finfisher");
    EXPECT_EQ(plain("Cytrox Holdings Zrt"), "cytrox holdings");
    EXPECT_EQ(plain("Hacking Team S.r.l."), "hacking team");
    EXPECT_EQ(plain("Seguridad Privada S.A. de C.V."), "seguridad privada");
    EXPECT_EQ(plain("ООО Надзор"), "надзор");
    EXPECT_EQ(plain("Circles Bulgaria EOOD"), "circles bulgaria");
}

TEST(PlainName, KeepsAWordThatIsAllThereIs) {
    EXPECT_EQ(plain("Limited"), "limited");
    EXPECT_EQ(plain("SA"), "sa");
}

TEST(PlainName, JoinsInitials) {
    EXPECT_EQ(plain("N.S.O. Group"), "nso group");
}

TEST(Similarity, IsOneForTheSameNameInAnotherGuise) {
    EXPECT_EQ(alike("NSO Group Ltd", "nso-group"), 1);
    EXPECT_EQ(alike("NSOGroup", "NSO Group"), 1);
    EXPECT_EQ(alike("Société X", "SOCIETE X S.A."), 1);
}

TEST(Similarity, IsHighForATypoAndAnotherOrder) {
    EXPECT_GT(alike("Intellexa", "Intelexa"), 0.8);
    EXPECT_GT(alike("Team Hacking", "Hacking Team"), 0.95);
    EXPECT_LT(alike("Team Hacking", "Hacking Team"), 1);
}

TEST(Similarity, IsLowForAnotherName) {
    EXPECT_LT(alike("Candiru", "Cytrox"), 0.4);
    EXPECT_LT(alike("Black Cube", "QuaDream"), 0.4);
    EXPECT_EQ(alike("", "X"), 0);
    EXPECT_EQ(alike("...", "..."), 0);
}

TEST(Similarity, DoesNotDependOnTheOrderOfTheTwo) {
    for (auto [a, b] : {std::pair("NSO Group", "NSO Group Technologies"),
                        std::pair("Intellexa", "Inteleksa"), std::pair("abcabc", "cbacba")})
        EXPECT_NEAR(alike(a, b), alike(b, a), 1e-9) << a;
}

}  // namespace
}  // namespace bridle::registry::name_match_test
