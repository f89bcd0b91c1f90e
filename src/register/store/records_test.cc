#include "register/store/records.h"

#include <map>

#include "register/store/test_store.h"

namespace bridle::registry::records_test {
namespace {

class RecordsTest : public StoreTest {
protected:
    std::unique_ptr<Store> store_ = open();
    Records& records_ = store_->records;

    void put(const Records::Addition& one) { add(*store_, one); }
    // With type, country and status, at the next leaf.
    void put(std::string id, std::string type, std::vector<std::string> countries,
             std::string status) {
        auto one = addition(std::move(id), 1, leaf_++, "Name");
        one.version.type = std::move(type);
        one.summary->countries = std::move(countries);
        one.summary->status = std::move(status);
        put(one);
    }
    std::string listed(const RecordFilter& filter, std::string_view after = "",
                       std::size_t limit = 100) {
        return ids(good(records_.list(filter, after, limit)));
    }
    static RecordFilter filter(std::string type, std::string country = {}, std::string status = {},
                               std::optional<Time> since = {}) {
        return {std::move(type), std::move(country), std::move(status), since};
    }

    std::uint64_t leaf_ = 0;
};
IN_BOTH_DIALECTS(RecordsTest);

std::string show(const std::vector<Related>& related) {
    std::string all;
    for (const Related& each : related) all += each.relation + ":" + each.head.id + " ";
    return all;
}

TEST_P(RecordsTest, GivesBackEveryFieldOfAVersion) {
    auto one = addition("company-a", 1, 7, "Aleph");
    one.version.kind = "clericalError";
    one.version.reason = "a reason";
    one.version.basis = "a basis";
    put(one);
    auto version = good(records_.current("company-a"));
    ASSERT_TRUE(version);
    EXPECT_EQ(version->record_id, "company-a");
    EXPECT_EQ(version->type, "company");
    EXPECT_EQ(version->seq, 1);
    EXPECT_EQ(version->index, 7u);
    EXPECT_EQ(version->action, "publish");
    EXPECT_EQ(version->kind, "clericalError");
    EXPECT_EQ(version->reason, "a reason");
    EXPECT_EQ(version->basis, "a basis");
    EXPECT_EQ(version->time, at(7));
    EXPECT_EQ(version->schema, "https://register.example/company/1");
    EXPECT_EQ(version->as_of, "2026-01-01");
    EXPECT_EQ(version->body, R"({"name":"Aleph"})");
    EXPECT_EQ(version->salt, std::string(31, '\0') + "s");
    EXPECT_TRUE(version->is_public);
}

TEST_P(RecordsTest, GivesBackEveryFieldOfAHead) {
    auto one = addition("company-a", 1, 7, "Aleph");
    one.summary->status = "active";
    one.demonstration = true;
    put(one);
    put(addition("company-a", 2, 9, "Beth"));
    auto head = good(records_.head("company-a"));
    ASSERT_TRUE(head);
    EXPECT_EQ(head->id, "company-a");
    EXPECT_EQ(head->type, "company");
    EXPECT_EQ(head->title, "Beth");
    EXPECT_EQ(head->status, "");
    EXPECT_EQ(head->as_of, "2026-01-01");
    EXPECT_EQ(head->seq, 2);
    EXPECT_EQ(head->index, 9u);
    EXPECT_EQ(head->first, at(7));
    EXPECT_EQ(head->time, at(9));
    EXPECT_FALSE(head->taken_down);
    EXPECT_TRUE(head->demonstration);
}

TEST_P(RecordsTest, FindsTheVersionOfATime) {
    put(addition("company-a", 1, 10, "One"));
    put(addition("company-a", 2, 20, "Two"));
    EXPECT_EQ(good(records_.as_of("company-a", at(9))), std::nullopt);
    EXPECT_EQ(good(records_.as_of("company-a", at(10)))->seq, 1);
    EXPECT_EQ(good(records_.as_of("company-a", at(19)))->seq, 1);
    EXPECT_EQ(good(records_.as_of("company-a", at(20)))->seq, 2);
}

TEST_P(RecordsTest, FindsTheVersionOfASizeOfTheLog) {
    put(addition("company-a", 1, 10, "One"));
    put(addition("company-a", 2, 20, "Two"));
    EXPECT_EQ(good(records_.as_of_size("company-a", 10)), std::nullopt);
    EXPECT_EQ(good(records_.as_of_size("company-a", 11))->seq, 1);
    EXPECT_EQ(good(records_.as_of_size("company-a", 21))->seq, 2);
}

TEST_P(RecordsTest, ShowsTheHistoryOldestFirstWithoutBodies) {
    put(addition("company-a", 1, 0, "One"));
    put(addition("company-a", 2, 1, "Two"));
    auto history = good(records_.history("company-a"));
    ASSERT_EQ(history.size(), 2u);
    EXPECT_EQ(history[0].seq, 1);
    EXPECT_EQ(history[1].reason, "it moved");
    EXPECT_EQ(history[1].body, std::nullopt);
}

TEST_P(RecordsTest, FindsVersionsBySeqAndByLeaf) {
    put(addition("company-a", 1, 0, "One"));
    put(addition("company-a", 2, 5, "Two"));
    EXPECT_EQ(good(records_.version("company-a", 1))->index, 0u);
    EXPECT_EQ(good(records_.version("company-a", 3)), std::nullopt);
    EXPECT_EQ(good(records_.by_index(5))->seq, 2);
    EXPECT_EQ(good(records_.by_index(1)), std::nullopt);
}

TEST_P(RecordsTest, RefusesAVersionThatIsThereAlready) {
    put(addition("company-a", 1, 0, "One"));
    auto again = addition("company-a", 1, 1, "Other");
    EXPECT_FALSE(records_.add(again.version, again.summary));
    EXPECT_EQ(good(records_.head("company-a"))->title, "One");
}

TEST_P(RecordsTest, AddsManyWithSeveralVersionsOfOneRecord) {
    std::vector<Records::Addition> many;
    std::uint64_t leaf = 0;
    for (int i = 0; i < 1200; i++)
        many.push_back(addition("company-" + std::to_string(i), 1, leaf++, "First"));
    many.push_back(addition("company-7", 2, leaf++, "Second"));
    many.push_back(addition("company-7", 3, leaf++, "Third"));
    many.push_back(tombstone("company-8", 2, leaf++));
    auto transaction = good(Transaction::begin(store_->database()));
    good(records_.add_all(many));
    good(transaction.commit());
    EXPECT_EQ(good(records_.count({})), 1200u);
    EXPECT_EQ(good(records_.head("company-7"))->title, "Third");
    EXPECT_EQ(good(records_.head("company-7"))->first, at(7));
    EXPECT_TRUE(good(records_.head("company-8"))->taken_down);
    EXPECT_EQ(good(records_.history("company-7")).size(), 3u);
}

TEST_P(RecordsTest, ListsInTheOrderOfPublicationWhateverTheFilter) {
    put("sale-c", "sale", {"FR", "IL"}, "open");
    put("sale-a", "sale", {"IL"}, "closed");
    put("company-b", "company", {"IL"}, "open");
    put("company-d", "company", {}, "");
    EXPECT_EQ(listed(filter("")), "sale-c sale-a company-b company-d");
    EXPECT_EQ(listed(filter("sale")), "sale-c sale-a");
    EXPECT_EQ(listed(filter("", "IL")), "sale-c sale-a company-b");
    EXPECT_EQ(listed(filter("", "FR")), "sale-c");
    EXPECT_EQ(listed(filter("", "", "open")), "sale-c company-b");
    EXPECT_EQ(listed(filter("sale", "IL", "open")), "sale-c");
    EXPECT_EQ(listed(filter("sale", "FR", "closed")), "");
    EXPECT_EQ(listed(filter(""), "sale-a"), "company-b company-d");
    EXPECT_EQ(listed(filter("", "IL"), "sale-c", 1), "sale-a");
    EXPECT_EQ(listed(filter(""), "sale-that-is-not-there"), "");
}

TEST_P(RecordsTest, KeepsARecordAtItsPlaceAmongThoseOfItsType) {
    put("sale-c", "sale", {}, "open");
    put("company-b", "company", {}, "");
    put("sale-a", "sale", {}, "");
    put("sale-b", "sale", {}, "");
    EXPECT_EQ(ids(good(records_.list_page("sale", 0, 2))), "sale-c sale-a");
    EXPECT_EQ(ids(good(records_.list_page("sale", 2, 2))), "sale-b");
    auto next = addition("sale-c", 2, 4, "Name");
    next.version.type = "sale";
    next.summary->status = "closed";
    put(next);
    auto gone = tombstone("sale-a", 2, 5);
    gone.version.type = "sale";
    put(gone);
    EXPECT_EQ(ids(good(records_.list_page("sale", 0, 9))), "sale-c sale-a sale-b");
    EXPECT_EQ(ids(good(records_.list_page("company", 0, 9))), "company-b");
}

TEST_P(RecordsTest, KnowsWhenSomethingWasLastFiledAboutWhom) {
    auto filed = [&](std::string id, std::int64_t seq, std::uint64_t leaf, std::string kind,
                     std::string about) {
        auto made = addition(id, seq, leaf, "Name");
        made.version.type = id.substr(0, id.find('-'));
        if (seq > 1) made.version.kind = std::move(kind);
        if (!about.empty()) made.summary->links = {{"company", std::move(about)}};
        put(made);
    };
    filed("company-a", 1, 0, "", "");
    filed("report-a", 1, 1, "", "company-a");
    filed("report-b", 1, 2, "", "company-b");
    filed("report-a", 2, 3, "factChanged", "company-a");
    filed("report-b", 2, 4, "clericalError", "company-b");
    filed("company-a", 2, 5, "clericalError", "");
    auto shown = [&](std::string_view type) {
        std::map<std::string, Time> sorted;
        for (const auto& [id, time] : good(records_.last_filed(type))) sorted.emplace(id, time);
        return sorted;
    };
    EXPECT_EQ(shown("report"),
              (std::map<std::string, Time>{{"company-a", at(3)}, {"company-b", at(2)}}));
    EXPECT_EQ(shown("company"), (std::map<std::string, Time>{{"company-a", at(0)}}));
}

TEST_P(RecordsTest, CountsWithEveryFilter) {
    put("sale-c", "sale", {"FR", "IL"}, "open");
    put("sale-a", "sale", {"IL", "IL"}, "closed");
    put("company-b", "company", {"IL"}, "open");
    EXPECT_EQ(good(records_.count(filter(""))), 3u);
    EXPECT_EQ(good(records_.count(filter("sale"))), 2u);
    EXPECT_EQ(good(records_.count(filter("", "IL"))), 3u);
    EXPECT_EQ(good(records_.count(filter("", "", "open"))), 2u);
    EXPECT_EQ(good(records_.count(filter("sale", "FR", "open"))), 1u);
    EXPECT_EQ(good(records_.count(filter("licence"))), 0u);
    EXPECT_EQ(good(records_.count(filter("", "IL", "", at(1)))), 2u);
}

TEST_P(RecordsTest, MovesARecordThatChangesItsStatusAndCountry) {
    put("sale-a", "sale", {"FR"}, "open");
    auto next = addition("sale-a", 2, 1, "Name");
    next.version.type = "sale";
    next.summary->status = "closed";
    next.summary->countries = {"DE"};
    put(next);
    EXPECT_EQ(listed(filter("sale", "FR")), "");
    EXPECT_EQ(listed(filter("sale", "", "open")), "");
    EXPECT_EQ(listed(filter("sale", "DE", "closed")), "sale-a");
    EXPECT_EQ(good(records_.count(filter("sale", "FR"))), 0u);
    EXPECT_EQ(good(records_.count(filter("sale"))), 1u);
    EXPECT_EQ(good(records_.countries()), std::vector<std::string>{"DE"});
}

TEST_P(RecordsTest, ListsWhatChangedSince) {
    put("sale-c", "sale", {"FR"}, "open");
    put("sale-b", "sale", {"FR", "FX"}, "open");
    put("sale-a", "sale", {"DE"}, "");
    EXPECT_EQ(listed(filter("", "", "", at(1))), "sale-b sale-a");
    EXPECT_EQ(listed(filter("", "FR", "", at(0))), "sale-c sale-b");
    EXPECT_EQ(listed(filter("", "F", "", at(0))), "");
    EXPECT_EQ(listed(filter("", "", "open", at(1))), "sale-b");
    EXPECT_EQ(listed(filter("", "", "", at(0)), "sale-c", 1), "sale-b");
    EXPECT_EQ(listed(filter("", "", "", at(3))), "");
}

TEST_P(RecordsTest, ListsWhatChangedAmongMany) {
    std::vector<Records::Addition> many;
    for (std::uint64_t i = 0; i < 6000; i++) {
        std::string number = std::to_string(10000 + i);
        many.push_back(addition("company-" + number, 1, i, "Name"));
        many.back().summary->text.clear();
        many.back().summary->names.clear();
    }
    good(records_.add_all(many));
    EXPECT_EQ(listed(filter("company", "", "", at(500)), "company-10400", 2),
              "company-10500 company-10501");
    EXPECT_EQ(good(records_.list(filter("", "", "", at(500)), "", 9000)).size(), 5500u);
}

TEST_P(RecordsTest, KnowsWhatRefersToWhat) {
    put(addition("company-a", 1, 0, "A"));
    auto one = addition("sale-b", 1, 1, "B");
    one.summary->links = {
        {"vendor", "company-a"}, {"buyer", "company-a"}, {"product", "product-x"}};
    put(one);
    EXPECT_EQ(show(good(records_.referring_to("company-a", 10))), "buyer:sale-b vendor:sale-b ");
    EXPECT_EQ(show(good(records_.referring_to("company-a", 1))), "buyer:sale-b ");
    EXPECT_EQ(show(good(records_.referred_by("sale-b", 10))), "buyer:company-a vendor:company-a ");
    auto next = addition("sale-b", 2, 2, "B");
    next.summary->links = {{"vendor", "company-a"}};
    put(next);
    EXPECT_EQ(show(good(records_.referring_to("company-a", 10))), "vendor:sale-b ");
}

TEST_P(RecordsTest, FindsRecordsByIdentifier) {
    auto one = addition("company-a", 1, 0, "A");
    one.summary->identifiers = {"LEI:5493001KJTIIGC8Y1R12", "IL-ROC-510230055"};
    put(one);
    EXPECT_EQ(ids(good(records_.with_identifier("IL-ROC-510230055"))), "company-a");
    EXPECT_EQ(ids(good(records_.with_identifier("IL-ROC-51023005"))), "");
}

TEST_P(RecordsTest, TellsChangesInTheOrderOfTheLogWithoutAudit) {
    put(addition("company-a", 1, 0, "A"));
    auto audit = addition("audit-x", 1, 1, "");
    audit.version.action = "audit";
    audit.version.is_public = false;
    audit.summary.reset();
    put(audit);
    put(addition("company-a", 2, 2, "A2"));
    auto changes = good(records_.changes(-1, 10));
    ASSERT_EQ(changes.size(), 2u);
    EXPECT_EQ(changes[0].index, 0u);
    EXPECT_EQ(changes[0].title, "A2");
    EXPECT_EQ(changes[1].action, "correct");
    EXPECT_EQ(changes[1].kind, "factChanged");
    EXPECT_EQ(changes[1].reason, "it moved");
    EXPECT_EQ(changes[1].seq, 2);
    EXPECT_EQ(changes[1].time, at(2));
    EXPECT_EQ(good(records_.changes(0, 10)).size(), 1u);
    EXPECT_EQ(good(records_.changes(-1, 1)).size(), 1u);
    EXPECT_EQ(good(records_.latest_changes(1))[0].index, 2u);
    EXPECT_EQ(good(records_.head("audit-x")), std::nullopt);
    EXPECT_FALSE(good(records_.by_index(1))->is_public);
    // Nothing refers to one by its id: its leaf is where it is found.
    EXPECT_EQ(good(records_.history("audit-x")).size(), 0u);
}

TEST_P(RecordsTest, VisitsVersionsInTheOrderOfTheLog) {
    std::vector<Records::Addition> many;
    for (std::uint64_t i = 0; i < 600; i++)
        many.push_back(addition("company-" + std::to_string(i), 1, i, "N"));
    good(records_.add_all(many));
    std::uint64_t next = 10;
    good(records_.each_version(10, 590, [&](const Version& version) -> Result<bool> {
        EXPECT_EQ(version.index, next++);
        good(records_.head(version.record_id));  // a visitor may ask for more
        return true;
    }));
    EXPECT_EQ(next, 590u);
    int visits = 0;
    good(records_.each_version(0, 600,
                               [&](const Version&) -> Result<bool> { return ++visits < 3; }));
    EXPECT_EQ(visits, 3);
}

TEST_P(RecordsTest, VisitsLargeBodiesEachOnce) {
    for (std::uint64_t i = 0; i < 12; i++) {
        auto one = addition("company-" + std::to_string(i), 1, i, "N");
        one.version.body = "\"" + std::string(900'000, 'x') + "\"";
        put(one);
    }
    std::string seen;
    good(records_.each_version(0, 12, [&](const Version& version) -> Result<bool> {
        seen += std::to_string(version.index) + " ";
        return true;
    }));
    EXPECT_EQ(seen, "0 1 2 3 4 5 6 7 8 9 10 11 ");
}

TEST_P(RecordsTest, VisitsTheCurrentVersionOfWhatIsThere) {
    put(addition("company-b", 1, 0, "B"));
    put(addition("company-a", 1, 1, "A"));
    put(addition("company-a", 2, 2, "A2"));
    put(addition("company-c", 1, 3, "C"));
    put(tombstone("company-c", 2, 4));
    leaf_ = 8;
    put("sale-x", "sale", {}, "");
    std::string seen;
    auto visit = [&](const Version& version) -> Result<bool> {
        seen += version.record_id + " " + std::to_string(version.seq) + "; ";
        return true;
    };
    put("sale-y", "sale", {}, "");
    good(records_.each_current("company", visit));
    EXPECT_EQ(seen, "company-b 1; company-a 2; ");
    seen.clear();
    good(records_.each_current("", visit));
    EXPECT_EQ(seen, "company-b 1; company-a 2; sale-x 1; sale-y 1; ");
}

TEST_P(RecordsTest, ATakedownLeavesTheFactThatItWasThere) {
    auto one = addition("company-a", 1, 0, "Secret Name");
    one.summary->countries = {"IL"};
    one.summary->status = "active";
    one.summary->identifiers = {"LEI:1"};
    one.summary->links = {{"owner", "company-b"}};
    one.summary->text = "secret words";
    put(one);
    put(tombstone("company-a", 2, 1));
    good(records_.erase_body("company-a", std::nullopt));

    auto head = good(records_.head("company-a"));
    ASSERT_TRUE(head);
    EXPECT_TRUE(head->taken_down);
    EXPECT_EQ(head->title, "");
    EXPECT_EQ(head->status, "");
    EXPECT_EQ(head->as_of, "");
    EXPECT_EQ(head->first, at(0));
    auto before = good(records_.version("company-a", 1));
    EXPECT_EQ(before->body, std::nullopt);
    EXPECT_EQ(before->salt, "");
    EXPECT_EQ(good(records_.current("company-a"))->basis, "an act");
    EXPECT_EQ(listed(filter("company")), "company-a");
    EXPECT_EQ(listed(filter("", "IL")), "");
    EXPECT_EQ(ids(good(records_.with_identifier("LEI:1"))), "");
    EXPECT_EQ(show(good(records_.referring_to("company-b", 9))), "");
    EXPECT_EQ(ids(good(store_->search.search({.text = "secret"})).heads), "");
}

TEST_P(RecordsTest, ErasesReasonsButThoseOfTakedowns) {
    put(addition("company-a", 1, 0, "A"));
    auto second = addition("company-a", 2, 1, "B"), third = addition("company-a", 3, 2, "C");
    second.version.reason = third.version.reason = "the owner told";
    put(second);
    put(third);
    auto reasons = [&] {
        std::string all;
        for (const Version& each : good(records_.history("company-a"))) all += each.reason + ", ";
        return all;
    };
    auto gone = tombstone("company-a", 4, 3);
    gone.version.reason = "a court";
    put(gone);
    good(records_.erase_body("company-a", 2));
    EXPECT_EQ(reasons(), ", , the owner told, a court, ");
    good(records_.erase_body("company-a", std::nullopt));
    EXPECT_EQ(reasons(), ", , , a court, ");
}

TEST_P(RecordsTest, ErasesOneVersionAlone) {
    put(addition("company-a", 1, 0, "Old"));
    put(addition("company-a", 2, 1, "New"));
    good(records_.erase_body("company-a", 1));
    EXPECT_EQ(good(records_.version("company-a", 1))->body, std::nullopt);
    EXPECT_EQ(good(records_.current("company-a"))->body, R"({"name":"New"})");
    EXPECT_EQ(good(records_.head("company-a"))->title, "New");
    good(records_.erase_body("company-a", 2));
    EXPECT_EQ(good(records_.head("company-a"))->title, "");
    EXPECT_FALSE(good(records_.head("company-a"))->taken_down);
    EXPECT_EQ(ids(good(store_->search.search({.text = "new"})).heads), "");
}

TEST_P(RecordsTest, ARecordMayComeBackAfterATakedown) {
    put(addition("company-a", 1, 0, "Old"));
    put(tombstone("company-a", 2, 1));
    put(addition("company-a", 3, 2, "Back"));
    EXPECT_FALSE(good(records_.head("company-a"))->taken_down);
    EXPECT_EQ(good(records_.count(filter("company"))), 1u);
    EXPECT_EQ(ids(good(store_->search.search({.text = "back"})).heads), "company-a");
}

// Whatever a field holds, it comes back as it was and harms nothing.
TEST_P(RecordsTest, HoldsTextThatWouldBreakOutOfAStatement) {
    const std::string evil = "x'); DROP TABLE heads; --\" \\ $1 %_ {text} \xE2\x80\xAE'";
    auto one = addition(evil, 1, 0, evil);
    Version& version = one.version;
    version.type = version.action = version.kind = version.reason = version.basis = version.schema =
        version.as_of = evil;
    version.body = evil;
    version.salt = evil;
    one.summary->status = one.summary->text = evil;
    one.summary->countries = {evil};
    one.summary->identifiers = {evil};
    one.summary->links = {{evil, evil}};
    put(one);
    auto back = good(records_.current(evil));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->type, evil);
    EXPECT_EQ(back->basis, evil);
    EXPECT_EQ(back->body, evil);
    EXPECT_EQ(back->salt, evil);
    EXPECT_EQ(good(records_.head(evil))->title, evil);
    EXPECT_EQ(listed(filter(evil, evil, evil)), evil);
    EXPECT_EQ(good(records_.count(filter(evil, evil, evil))), 1u);
    EXPECT_EQ(ids(good(records_.with_identifier(evil))), evil);
    EXPECT_EQ(show(good(records_.referring_to(evil, 9))), evil + ":" + evil + " ");
    SearchQuery query{.text = evil, .type = evil, .country = evil, .status = evil};
    EXPECT_EQ(ids(good(store_->search.search(query)).heads), evil);
    MatchQuery question{.type = evil, .names = {evil}, .countries = {evil}, .identifiers = {evil}};
    EXPECT_EQ(good(store_->search.match(question, 0.5, 5)).size(), 1u);
}

}  // namespace
}  // namespace bridle::registry::records_test
