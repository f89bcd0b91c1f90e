#include "register/service/settings.h"

#include "register/log/note.h"
#include "register/log/policy.h"
#include "register/verify/own_policy.h"
#include "support/register_parts.h"

namespace bridle::registry::settings_test {

namespace {

using namespace bridle::registry::test;

// Why these settings are none, without the name of the file.
std::string wrong(std::string_view json) {
    std::string error = error_of(Settings::parse(json));
    return error.starts_with("register.json: ") ? error.substr(15) : error;
}
std::string with(std::string_view member) {
    return wrong(fmt::format(R"({{"name":"R","origin":"r.example/log",{}}})", member));
}

std::string witness_key(std::string_view name) {
    return must(Signer::generate(name, KeyType::cosignature)).vkey();
}

}  // namespace

TEST(Settings, ComeBackFromTheirText) {
    Settings settings = register_settings();
    settings.contact = "write to \"us\" <us@register.example>";
    settings.desk = "https://desk.register.example";
    settings.store = "postgresql://register@db/register";
    settings.languages = {"ar", "en"};
    settings.decision_days = 14;
    settings.obligations = {{"dueDiligence", 12, 30}, {"company", 24, 0}};
    settings.recipients = {"age1setsky2xzzr44mx653f9khfes72h828v3yp0sp4xrs6jzy3c8eesv7gj8f"};
    settings.witnesses = {{"one", witness_key("w.example/1"), "https://w.example/1"},
                          {"two", witness_key("w.example/2"), "http://w.example:8080", true}};
    settings.cosigners_to_publish = 1;
    settings.demonstration = true;
    const std::string text = settings.text();
    EXPECT_EQ(must(Settings::parse(text)).text(), text);
    Settings read = must(Settings::parse(text));
    EXPECT_EQ(read.contact, settings.contact);
    EXPECT_TRUE(read.witnesses[1].retired);
    EXPECT_EQ(read.obligations[0].grace_days, 30U);
}

TEST(Settings, HaveWhatIsLeftOut) {
    Settings settings = must(Settings::parse(R"({"name":"R","origin":"r.example/log"})"));
    EXPECT_EQ(settings.languages.size(), 4U);
    EXPECT_EQ(settings.decision_days, 30U);
    EXPECT_EQ(settings.cosigners_to_publish, 0U);
    EXPECT_EQ(settings.store_address("/srv/register"), "/srv/register/register.db");
}

TEST(Settings, SayWhichOfThemIsWrong) {
    EXPECT_EQ(wrong("[]"), "is no object");
    EXPECT_EQ(wrong("{}"), "\"name\" is missing: what the register is called");
    EXPECT_EQ(wrong(R"({"name":"R"})"),
              "\"origin\" must be a name for the log without blanks and plus signs, such as "
              "register.example/log");
    EXPECT_EQ(with(R"("colour":"red")"), "there is no setting \"colour\"");
    EXPECT_EQ(with(R"("contact":7)"), "\"contact\" must be a text");
    EXPECT_EQ(with(R"("keeper":"a\nb")"), "\"keeper\" must be one line of at most 1000 bytes");
    EXPECT_EQ(with(R"("demonstration":"yes")"), "\"demonstration\" must be true or false");
    EXPECT_EQ(with(R"("decisionDays":-1)"),
              "\"decisionDays\" must be a whole number, and not below 0");
    EXPECT_EQ(with(R"("decisionDays":0)"), "\"decisionDays\" must be from 1 to 3650");
    EXPECT_EQ(with(R"("languages":"en")"), "\"languages\" must be a list of at most 32 texts");
    EXPECT_EQ(with(R"("languages":["en","en"])"),
              "\"languages\" must be a list of different codes such as \"en\"");
    for (const char* url : {"https://r.example/", "ftp://r.example", "https://", "r.example",
                            "https://r.example/a b", "https:///x"})
        EXPECT_EQ(with(fmt::format(R"("url":"{}")", url)),
                  "\"url\" must be an http(s) address without a slash at its end")
            << url;
    EXPECT_EQ(with(R"("store":"mysql://db")"),
              "\"store\" must be the name of a file, or begin with postgresql://");
    EXPECT_EQ(with(R"("ocidPrefix":"ocds-A")"),
              "\"ocidPrefix\" must be ocds- and what the OCP has registered for you, or "
              "ocds-unregistered");
    EXPECT_EQ(with(R"("recipients":["age1short"])"),
              "\"recipients\": \"age1short\" is no age recipient (age1…)");
    // With one letter mistyped, which the checksum tells.
    const std::string mistyped = "age1setsky2xzzr44mx653f9khfes72h828v3yp0sp4xrs6jzy3c8eesv7gj8g";
    EXPECT_EQ(with(fmt::format(R"("recipients":["{}"])", mistyped)),
              "\"recipients\": \"" + mistyped + "\" is no age recipient (age1…)");
}

TEST(Settings, SayWhichObligationIsWrong) {
    EXPECT_EQ(with(R"("obligations":[{"type":"dueDiligence"},{"type":"spell"}])"),
              "\"obligations\": there are no records of type \"spell\"");
    EXPECT_EQ(with(R"("obligations":[{"type":"sale"},{"type":"sale"}])"),
              "\"obligations\": two rules for \"sale\"");
    EXPECT_EQ(with(R"("obligations":[{"type":"sale","everyMonths":0}])"),
              "\"obligations\": sale is due every 1 to 240 months, with at most 3650 days of "
              "grace");
    EXPECT_EQ(with(R"("obligations":[{"type":"sale","weeks":1}])"),
              "there is no setting \"obligations[0].weeks\"");
    EXPECT_EQ(with(R"("obligations":[7])"), "\"obligations[0]\" is no object");
}

TEST(Settings, SayWhichWitnessIsWrong) {
    const std::string key = witness_key("w.example");
    auto witness = [&](std::string_view name, std::string_view vkey, std::string_view url) {
        return fmt::format(R"({{"name":"{}","vkey":"{}","url":"{}"}})", name, vkey, url);
    };
    const std::string fine = witness("one", key, "https://w.example");
    EXPECT_EQ(with("\"witnesses\":[" + fine + "]"), "no error");
    EXPECT_EQ(with("\"witnesses\":[" + fine + "," + fine + "]"),
              "the witness one or its key is there twice");
    EXPECT_TRUE(with("\"witnesses\":[" + witness("a b", key, "https://w.example") + "]")
                    .starts_with("\"a b\" cannot name a witness"));
    EXPECT_TRUE(with("\"witnesses\":[" + witness("none", key, "https://w.example") + "]")
                    .starts_with("\"none\" cannot name a witness"));
    EXPECT_TRUE(with("\"witnesses\":[" + witness("one", "rubbish", "https://w.example") + "]")
                    .starts_with("the vkey of the witness one: "));
    EXPECT_EQ(
        with("\"witnesses\":[" +
             witness("one", must(Signer::generate("w.example")).vkey(), "https://w.example") + "]"),
        "the vkey of the witness one is not one for cosignatures");
    EXPECT_EQ(with("\"witnesses\":[" + witness("one", key, "w.example") + "]"),
              "the url of the witness one must be an http(s) address without a slash at its end");
    EXPECT_EQ(with("\"witnesses\":[" + fine + "],\"cosignersToPublish\":2"),
              "\"cosignersToPublish\" is 2, and there are only 1 witnesses to ask: no checkpoint "
              "could ever be published");
}

TEST(Settings, MakeAPolicyThatCanBeRead) {
    Settings settings = register_settings();
    const std::string log = must(Signer::generate(settings.origin)).vkey();
    EXPECT_EQ(settings.policy(log),
              with_digest_line("log " + log + " https://register.example/log\nquorum none\n"));
    const std::string one = witness_key("w.example/1"), two = witness_key("w.example/2");
    settings.witnesses = {{"one", one, "https://w.example/1"},
                          {"two", two, "https://w.example/2", true}};
    settings.cosigners_to_publish = 1;
    EXPECT_EQ(settings.policy(log),
              with_digest_line("log " + log + " https://register.example/log\nwitness one " + one +
                               " https://w.example/1\nwitness two " + two +
                               " https://w.example/2\ngroup witnesses 1 one\nquorum witnesses\n"));
    EXPECT_EQ(must(Policy::parse(settings.policy(log))).witnesses().size(), 2U);
}

}  // namespace bridle::registry::settings_test
