#include "casefile/batch.h"

#include <gtest/gtest.h>

#include <cmath>

namespace bridle::batch_test {

namespace {

std::string json(std::initializer_list<Field> fields, bool keep_messages = true) {
    std::string out;
    append_fields_json(out, std::span(fields.begin(), fields.size()), keep_messages);
    return out;
}

const Artifact& sms() {
    return *find_artifact("sms");
}

// One line for each record, and below it its events.
std::string transcript(const Batch& batch) {
    std::string out = "\n";
    for (std::size_t i = 0; i < batch.rows().size(); i++) {
        const Batch::Row& row = batch.rows()[i];
        out += std::string(batch.view(row.part)) + " " + std::to_string(row.at) + " " +
               std::string(batch.view(row.fields)) + (row.marked ? " marked" : "") + "\n";
        for (const Batch::Event& event : batch.events())
            if (event.row == i)
                out += "  " + std::string(batch.view(event.name)) + " " + iso(event.time) + " " +
                       std::string(batch.view(row.headline)) + "\n";
    }
    return out;
}

const Time kNoon = from_iso("2021-03-04T12:00:00Z").value();

}  // namespace

TEST(FieldsJson, WritesEveryTypeOfValue) {
    EXPECT_EQ(
        json({when("sent", kNoon), number("count", -5), real("rate", 0.25), flag("read", true),
              text("who", "a \"b\"\n")}),
        R"({"sent":"2021-03-04T12:00:00Z","count":-5,"rate":0.25,"read":true,"who":"a \"b\"\n"})");
}

TEST(FieldsJson, LeavesOutWhatIsNotThereAndKeepsWhatIsEmpty) {
    EXPECT_EQ(json({when("sent", std::nullopt), text("subject", ""), real("rate", NAN)}),
              R"({"subject":""})");
}

TEST(FieldsJson, MakesAListOfNeighboursOfOneName) {
    EXPECT_EQ(json({text("to", "a"), text("to", std::nullopt), text("to", "b"), text("from", "c"),
                    text("cc", "d"), text("cc", std::nullopt)}),
              R"({"to":["a","b"],"from":"c","cc":"d"})");
}

TEST(FieldsJson, MakesAListOfThoseOfOneNameWhereverTheyStand) {
    EXPECT_EQ(json({text("who", "a"), text("phone", "1"), text("who", "b"), text("mail", "m"),
                    text("phone", "2"), text("who", "c")}),
              R"({"who":["a","b","c"],"phone":["1","2"],"mail":"m"})");
}

TEST(FieldsJson, ANameFromAFileCannotForgeFields) {
    EXPECT_EQ(json({text("x\":1,\"y", "a")}), R"({"x\":1,\"y":"a"})");
}

TEST(FieldsJson, WithholdsWhatPeopleWrote) {
    EXPECT_EQ(json({text("peer", "x"), text("text", "hello", Kind::message)}, false),
              R"({"peer":"x"})");
}

TEST(FieldsJson, RepairsWhatIsNotUtf8) {
    EXPECT_EQ(json({text("a", "\xFFx")}), "{\"a\":\"\uFFFDx\"}");
}

TEST(Batch, HoldsRecordsAndTheirEvents) {
    Batch batch;
    const Field first[] = {headline(text("peer", "x")), when("sent", kNoon),
                           when("read", kNoon + std::chrono::seconds(1)),
                           headline(text("text", "hello", Kind::message))};
    const Field second[] = {text("peer", "y")};
    batch.add(Record{sms(), "sms.db", at_row("message", 7), first}, true);
    batch.add(Record{sms(), "sms.db", at_row("message", 8), second}, true);
    batch.mark();
    EXPECT_EQ(transcript(batch), R"(
message 7 {"peer":"x","sent":"2021-03-04T12:00:00Z","read":"2021-03-04T12:00:01Z","text":"hello"}
  sent 2021-03-04T12:00:00Z x; hello
  read 2021-03-04T12:00:01Z x; hello
message 8 {"peer":"y"} marked
)");
}

TEST(Batch, CountsTheTextsItDoesNotKeepAndDoesNotTellThemElsewhere) {
    Batch batch;
    const Field fields[] = {when("sent", kNoon), headline(text("peer", "x")),
                            headline(text("text", "hello", Kind::message)),
                            text("subject", "", Kind::message)};
    batch.add(Record{sms(), "sms.db", at_row("message", 7), fields}, false);
    EXPECT_EQ(batch.withheld(), 1u);
    EXPECT_EQ(transcript(batch), R"(
message 7 {"sent":"2021-03-04T12:00:00Z","peer":"x"}
  sent 2021-03-04T12:00:00Z x
)");
}

TEST(Batch, CutsLongHeadlinesBetweenCharacters) {
    Batch batch;
    std::string longer(199, 'a');
    longer += "äöü";
    const Field fields[] = {when("sent", kNoon), headline(text("text", longer))};
    batch.add(Record{sms(), "sms.db", at_row("message", 7), fields}, true);
    EXPECT_EQ(batch.view(batch.rows()[0].headline), std::string(199, 'a') + "…");
}

TEST(Batch, IsEmptyAfterClear) {
    Batch batch;
    const Field fields[] = {when("sent", kNoon), text("text", "x", Kind::message)};
    batch.add(Record{sms(), "sms.db", at_row("message", 7), fields}, false);
    batch.clear();
    EXPECT_TRUE(batch.empty());
    EXPECT_EQ(batch.bytes(), 0u);
    EXPECT_EQ(batch.withheld(), 0u);
}

}  // namespace bridle::batch_test
