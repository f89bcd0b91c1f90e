#include "register/service/filing.h"

#include <atomic>
#include <thread>

#include "base/text.h"
#include "register/model/types.h"
#include "register/service/age_file.h"
#include "register/service/filing_rules.h"
#include "support/postgres.h"
#include "support/register_parts.h"

namespace bridle::registry::filing_test {

namespace {

using namespace bridle::registry::test;

const std::string kRecipients[] = {
    "age1setsky2xzzr44mx653f9khfes72h828v3yp0sp4xrs6jzy3c8eesv7gj8f",
    "age1v38z6qtarsr7maufdhjtpuvkyd2z8vauz3hqc6du2kwencn0rfksv9jzqf"};

Json product_body(std::string_view vendor) {
    Json body = must(Json::parse(R"json({"name":"Spyglass","kind":"product","otherNames":"none",
        "description":"Reads what others write.","capabilities":["deviceIntrusion"],
        "platforms":["android"],"controlCodes":"none","malwareNames":"none","status":"offered",
        "asOf":"2025-06-02","sources":[{"id":"filing","kind":"selfDeclaration","title":"A filing",
        "published":"2025-06-02"}]})json"));
    body.set("vendor", vendor);
    return body;
}

// On both stores: what is said of one is said of the other.
class FilingTest : public testing::TestWithParam<std::string_view> {
protected:
    FilingTest() {
        Settings settings = register_settings();
        settings.recipients.assign(std::begin(kRecipients), std::end(kRecipients));
        if (GetParam() == "postgresql") settings.store = new_postgres_database();
        registry_ = new_register(folder_ / "register", settings);
        filer_ = person("account-filer", Role::filer);
        other_ = person("account-other", Role::filer);
        registrar_ = person("account-registrar", Role::registrar);
    }

    Actor person(std::string_view id, Role role, std::vector<std::string> companies = {}) {
        Account account;
        account.id = id;
        account.name = "name of " + std::string(id);
        account.role = role;
        account.companies = companies;
        account.created = now();
        must(registry_->change([&](Store& store) { return store.accounts.put(account); }));
        return {account.id, role, companies};
    }
    Actor allowed(Actor actor, std::string company) {
        return person(actor.account_id, actor.role, {company});
    }
    StorePool::Lease store() { return must(registry_->readers().lend()); }

    Filing drafted(const Actor& actor, const NewFiling& filing) {
        return must(draft(*registry_, actor, filing));
    }
    Filing drafted_company(const Actor& actor, std::string_view name = "Acme") {
        return drafted(actor, {"company", "", "", "", company_body(name)});
    }
    Filing submitted_company(const Actor& actor, std::string_view name = "Acme") {
        Filing filing = drafted_company(actor, name);
        return must(submit(*registry_, actor, filing.id, filing.revision));
    }
    // A company on record for which the filer may file.
    std::string company_of(Actor& actor, std::string_view name = "Acme") {
        Filing filing = submitted_company(actor, name);
        filing = must(accept(*registry_, registrar_, filing.id, filing.revision));
        actor.companies.push_back(filing.record_id);
        return filing.record_id;
    }
    std::string faults(const Filing& filing) {
        std::string out;
        for (const SchemaFault& fault : must(faults_of(*store(), filing)))
            out += fault.at + ": " + fault.what + "\n";
        return out;
    }
    std::string faults(const Actor& actor, std::string_view type, const Json& body) {
        return faults(drafted(actor, {std::string(type), "", "", "", body}));
    }
    std::uint64_t count(std::string_view type) {
        RecordFilter filter;
        filter.type = type;
        return must(store()->records.count(filter));
    }
    std::string refusal(const Actor& actor, const NewFiling& filing) {
        return error_of(draft(*registry_, actor, filing));
    }

    TemporaryFolder folder_;
    std::unique_ptr<Register> registry_;
    Actor filer_, other_, registrar_;
};

constexpr std::string_view kNotRegistrar = "only a registrar decides about filings";
const std::string kNotYours = "/vendor must be a company that you file for: ";

}  // namespace

INSTANTIATE_TEST_SUITE_P(Store, FilingTest, testing::Values("sqlite", "postgresql"),
                         [](const auto& store) { return std::string(store.param); });

TEST_P(FilingTest, GoesTheWholeWay) {
    // A filer registers a company: at first with gaps.
    Time monday = now();
    Filing filing = must(draft(*registry_, filer_, {"company", "", "", "", Json()}, monday));
    EXPECT_EQ(filing.body, "{}");
    Json body = company_body("Acme");
    body.erase("jurisdiction");
    body.set("asOf", "tomorrow");
    filing = must(save(*registry_, filer_, filing.id, filing.revision, body));
    EXPECT_EQ(error_of(submit(*registry_, filer_, filing.id, filing.revision)),
              "/asOf: is not a date such as 2024-03-05\n/jurisdiction: is missing");
    EXPECT_EQ(must(filing_for(*store(), filer_, filing.id)).state, FilingState::draft);
    filing =
        must(save(*registry_, filer_, filing.id, filing.revision, company_body("Acme Holding")));
    filing = must(submit(*registry_, filer_, filing.id, filing.revision, monday));
    EXPECT_EQ(filing.state, FilingState::submitted);
    EXPECT_EQ(filing.due, monday + std::chrono::days(30));

    // The registrar returns it, the filer corrects it.
    filing = must(send_back(*registry_, registrar_, filing.id, filing.revision,
                            " The name is that of another company. "));
    EXPECT_EQ(filing.state, FilingState::returned);
    EXPECT_EQ(filing.answer, "The name is that of another company.");
    filing = must(save(*registry_, filer_, filing.id, filing.revision, company_body("Acme")));
    Time friday = monday + std::chrono::days(4);
    filing = must(submit(*registry_, filer_, filing.id, filing.revision, friday));
    EXPECT_EQ(filing.due, friday + std::chrono::days(30));
    EXPECT_EQ(filing.decided, std::nullopt);

    // It is accepted: a record, of which the filing keeps nothing but where it is.
    filing = must(accept(*registry_, registrar_, filing.id, filing.revision));
    EXPECT_EQ(filing.state, FilingState::accepted);
    EXPECT_EQ(filing.decided_by, "account-registrar");
    EXPECT_EQ(must(filing_for(*store(), filer_, filing.id)).body, "{}");
    std::string id = filing.record_id;
    Version version = must(store()->records.current(id)).value();
    EXPECT_EQ(version.index, filing.index);
    EXPECT_EQ(must(Json::parse(*version.body)), company_body("Acme"));

    // The receipt needs nothing but the policy.
    std::string receipt = must(receipt_of(*store(), id, 1));
    ReceiptReport report = must(verify_receipt(receipt, registry_->policy()));
    EXPECT_EQ(report.body, *version.body);
    EXPECT_EQ(must(Json::parse(report.leaf))["actor"].text(), "filer");

    // The filer goes on for the company that is theirs now, and corrects it.
    EXPECT_EQ(must(store()->accounts.by_id("account-filer"))->companies, std::vector{id});
    filer_.companies = {id};
    EXPECT_EQ(faults(filer_, "product", product_body(id)), "");
    filing = drafted(filer_, {"", id, "clericalError", "A word was missing.", Json()});
    EXPECT_EQ(must(Json::parse(filing.body)), company_body("Acme"));
    EXPECT_EQ(error_of(submit(*registry_, filer_, filing.id, filing.revision)),
              "this correction changes nothing in the record");
    filing = must(save(*registry_, filer_, filing.id, filing.revision, company_body("Acme Ltd")));
    filing = must(submit(*registry_, filer_, filing.id, filing.revision));
    filing = must(accept(*registry_, registrar_, filing.id, filing.revision));
    version = must(store()->records.current(id)).value();
    EXPECT_EQ(version.seq, 2);
    EXPECT_EQ(version.kind, "clericalError");
    EXPECT_EQ(version.reason, "A word was missing.");
    EXPECT_EQ(must(store()->records.head(id))->title, "Acme Ltd");

    // A court has it taken down. There is nothing left to correct, and the log is still whole.
    must(registry_->take_down({id, {}, "Order 7 of 2026", "A court", "Privacy", "registrar"}));
    EXPECT_EQ(refusal(filer_, {"", id, "factChanged", "It is back.", Json()}),
              id + " was taken down");
    PublicFiles files = public_files(*registry_);
    EXPECT_EQ(verified(files), "0 records, 2 withheld, 6 restricted, 8 checkpoints\n");
}

TEST_P(FilingTest, LeavesATrailWithoutNames) {
    Filing filing = submitted_company(filer_);
    filing = must(send_back(*registry_, registrar_, filing.id, filing.revision, "Why?"));
    filing = must(withdraw(*registry_, filer_, filing.id, filing.revision));
    std::string trail;
    must(store()->records.each_version(0, 100, [&](const Version& version) -> Result<bool> {
        EXPECT_FALSE(version.is_public);
        EXPECT_EQ(version.body->find("name of"), std::string::npos);
        Json body = must(Json::parse(*version.body));
        EXPECT_EQ(body["object"].text(), filing.id);
        trail += fmt::format("{} {} {} {}\n", body["what"].text(), body["account"].text(),
                             body["role"].text(), body["detail"].text());
        return true;
    }));
    EXPECT_EQ(trail,
              "filing.submitted account-filer filer \n"
              "filing.returned account-registrar registrar Why?\n"
              "filing.withdrawn account-filer filer \n");
}

TEST_P(FilingTest, TakesEachStepFromTheRightStatesOnly) {
    auto in_state = [&](FilingState state) {
        Filing filing = drafted_company(filer_);
        filing.state = state;
        must(registry_->change([&](Store& store) -> Result<void> {
            filing.revision = TRY(store.filings.put(filing));
            return {};
        }));
        return filing;
    };
    auto try_all = [&](FilingState state) {
        std::string out;
        auto note = [&](std::string_view step, const Result<Filing>& result) {
            if (result)
                out += fmt::format(" {}", step);
            else
                EXPECT_EQ(result.error().code, Errc::unsupported) << result.error().what;
        };
        Filing filing = in_state(state);
        note("save", save(*registry_, filer_, filing.id, filing.revision, Json::object()));
        filing = in_state(state);
        note("submit", submit(*registry_, filer_, filing.id, filing.revision));
        filing = in_state(state);
        note("withdraw", withdraw(*registry_, filer_, filing.id, filing.revision));
        filing = in_state(state);
        note("send_back", send_back(*registry_, registrar_, filing.id, filing.revision, "No."));
        filing = in_state(state);
        note("refuse", refuse(*registry_, registrar_, filing.id, filing.revision, "No."));
        filing = in_state(state);
        note("accept", accept(*registry_, registrar_, filing.id, filing.revision));
        return out;
    };
    EXPECT_EQ(try_all(FilingState::draft), " save submit withdraw");
    EXPECT_EQ(try_all(FilingState::submitted), " withdraw send_back refuse accept");
    EXPECT_EQ(try_all(FilingState::returned), " save submit withdraw");
    EXPECT_EQ(try_all(FilingState::refused), "");
    EXPECT_EQ(try_all(FilingState::accepted), "");
    EXPECT_EQ(try_all(FilingState::withdrawn), "");
    Filing filing = in_state(FilingState::refused);
    EXPECT_EQ(error_of(submit(*registry_, filer_, filing.id, filing.revision)),
              "this filing cannot be submitted: it is refused");
}

TEST_P(FilingTest, IsDecidedByARegistrarOnlyAndNeverByWhoFiledIt) {
    Filing filing = submitted_company(filer_);
    Actor administrator = person("account-admin", Role::administrator);
    for (const Actor& actor : {filer_, other_, administrator, Actor{"", Role::registrar, {}}}) {
        EXPECT_EQ(error_of(accept(*registry_, actor, filing.id, filing.revision)), kNotRegistrar);
        EXPECT_EQ(error_of(refuse(*registry_, actor, filing.id, filing.revision, "No.")),
                  kNotRegistrar);
        EXPECT_EQ(error_of(send_back(*registry_, actor, filing.id, filing.revision, "No.")),
                  kNotRegistrar);
    }
    filing = submitted_company(registrar_);
    EXPECT_EQ(error_of(accept(*registry_, registrar_, filing.id, filing.revision)),
              "nobody decides about their own filing: another registrar must");
    Actor second = person("account-second", Role::registrar);
    filing = must(accept(*registry_, second, filing.id, filing.revision));
    EXPECT_TRUE(must(store()->accounts.by_id("account-registrar"))->companies.empty());
}

TEST_P(FilingTest, NeedsAReasonToBeReturnedOrRefused) {
    Filing filing = submitted_company(filer_);
    auto refused = [&](std::string_view reasons) {
        return error_of(refuse(*registry_, registrar_, filing.id, filing.revision, reasons));
    };
    EXPECT_EQ(refused(" \n"), "the reason for the filer is missing");
    EXPECT_EQ(refused(std::string(4001, 'x')),
              "the reason for the filer is longer than 4000 bytes");
    EXPECT_EQ(refused("\xff"), "the reason for the filer is not good UTF-8");
    EXPECT_EQ(refused(std::string("a\0b", 3)), "the reason for the filer is not good UTF-8");
    EXPECT_EQ(refused("Because."), "no error");
}

TEST_P(FilingTest, OfOthersIsNotThere) {
    Filing filing = drafted_company(filer_);
    std::string missing = "there is no filing " + filing.id;
    EXPECT_EQ(error_of(filing_for(*store(), other_, filing.id)), missing);
    EXPECT_EQ(error_of(filing_for(*store(), Actor{}, filing.id)), missing);
    EXPECT_EQ(error_of(filing_for(*store(), {"", Role::registrar, {}}, filing.id)), missing);
    EXPECT_EQ(error_of(save(*registry_, other_, filing.id, filing.revision, Json::object())),
              missing);
    EXPECT_EQ(error_of(withdraw(*registry_, other_, filing.id, filing.revision)), missing);
    EXPECT_EQ(error_of(filing_for(*store(), registrar_, filing.id)), "no error");
    EXPECT_EQ(error_of(save(*registry_, registrar_, filing.id, filing.revision, Json::object())),
              "only who began this filing can change it");
    for (std::string_view id : {"", "filing-aaaaaaaaaaaa", "' OR 1=1 --", "a\0b", "\xff\xfe"})
        EXPECT_TRUE(
            error_of(filing_for(*store(), registrar_, id)).starts_with("there is no filing"))
            << id;
}

TEST_P(FilingTest, IsNotOverwrittenByASecondWindow) {
    Filing filing = drafted_company(filer_, "One");
    Filing first = must(save(*registry_, filer_, filing.id, filing.revision, company_body("Two")));
    auto second = save(*registry_, filer_, filing.id, filing.revision, company_body("Three"));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().what,
              "this filing was changed meanwhile: you saw revision 1, and it is at 2 now");
    EXPECT_TRUE(was_changed_meanwhile(second.error()));
    EXPECT_TRUE(filing_for(*store(), filer_, filing.id)->body.find("Two") != std::string::npos);
    // A registrar accepts what they saw, and nothing else.
    first = must(submit(*registry_, filer_, first.id, first.revision));
    must(withdraw(*registry_, filer_, first.id, first.revision));
    auto late = accept(*registry_, registrar_, first.id, first.revision);
    ASSERT_FALSE(late);
    EXPECT_TRUE(was_changed_meanwhile(late.error()));
    auto refused = submit(*registry_, filer_, first.id, 4);
    ASSERT_FALSE(refused);
    EXPECT_FALSE(was_changed_meanwhile(refused.error()));
}

TEST_P(FilingTest, IsAcceptedOnceByTwoRegistrarsAtOnce) {
    Filing filing = submitted_company(filer_);
    Actor second = person("account-second", Role::registrar);
    std::atomic<int> accepted = 0, conflicts = 0;
    {
        std::vector<std::jthread> threads;
        for (const Actor& actor : {registrar_, second})
            threads.emplace_back([&, actor] {
                auto done = accept(*registry_, actor, filing.id, filing.revision);
                if (done)
                    accepted++;
                else
                    conflicts += was_changed_meanwhile(done.error());
            });
    }
    EXPECT_EQ(accepted, 1);
    EXPECT_EQ(conflicts, 1);
    EXPECT_EQ(count("company"), 1u);
}

TEST_P(FilingTest, HoldsAnyObjectWhileItIsADraft) {
    Filing filing = drafted(filer_, {"company", "", "", "", Json()});
    auto saved = [&](const Json& body) {
        return error_of(save(*registry_, filer_, filing.id, filing.revision, body));
    };
    EXPECT_EQ(saved(Json("text")), "the body of a filing is an object");
    EXPECT_EQ(saved(Json::array()), "the body of a filing is an object");
    Json huge = Json::object();
    huge.set("x", std::string(kMostBodyBytes, 'x'));
    EXPECT_EQ(saved(huge), "the body of a filing has at most 1 MB");
    Json odd = must(Json::parse(R"({"b": [null, {"a": "\u0000\u202e<script>'; --"}], "a": 1})"));
    Filing kept = must(save(*registry_, filer_, filing.id, filing.revision, odd));
    EXPECT_EQ(must(filing_for(*store(), filer_, filing.id)).body, odd.dump());
    EXPECT_EQ(kept.revision, filing.revision + 1);
}

TEST_P(FilingTest, OfAFilerWithoutACompanyIsTheRegistrationOfOne) {
    EXPECT_EQ(faults(filer_, "company", company_body("Acme")), "");
    must(registry_->publish(std::vector{company("company-others")}));
    EXPECT_EQ(faults(filer_, "product", product_body("company-others")),
              ": register your company first: everything else is filed for a company on record\n");
}

TEST_P(FilingTest, OfAFilerIsAboutTheirCompany) {
    std::string theirs = company_of(other_, "Others"), ours = company_of(filer_);
    EXPECT_EQ(faults(filer_, "product", product_body(ours)), "");
    EXPECT_EQ(faults(filer_, "product", product_body(theirs)), ": " + kNotYours + ours + "\n");
    // And neither takes over what is about another, nor gives away what is about theirs.
    EXPECT_EQ(refusal(filer_, {"", theirs, "factChanged", "Ours now.", Json()}),
              "this is not a company that you file for");
    must(registry_->publish(std::vector{record("product", "product-a", product_body(ours)),
                                        record("product", "product-b", product_body(theirs))}));
    EXPECT_EQ(refusal(filer_, {"", "product-b", "factChanged", "Ours now.", product_body(ours)}),
              kNotYours + ours);
    EXPECT_EQ(
        faults(drafted(filer_, {"", "product-a", "factChanged", "Sold.", product_body(theirs)})),
        ": " + kNotYours + ours + "\n");
    // A registrar enters what anybody is on record with.
    EXPECT_EQ(faults(registrar_, "product", product_body(theirs)), "");
}

TEST_P(FilingTest, OfAContractIsAboutOneOfItsParties) {
    std::string ours = company_of(filer_);
    Json parties = must(Json::parse(R"([{"name": "A", "party": "company-x"}, {"name": "B"}])"));
    Json body = Json::object();
    body.set("parties", parties);
    EXPECT_EQ(objection({ours}, "contract", "", body),
              "/parties/*/party must be a company that you file for: " + ours);
    body.find("parties")->push(must(Json::parse(R"({"party": ")" + ours + R"("})")));
    EXPECT_EQ(objection({ours}, "contract", "", body), "");
}

TEST_P(FilingTest, OfAnAuthorityIsNotForFilers) {
    filer_ = allowed(filer_, "company-a");
    for (std::string type : {"measure", "moratorium", "attribution"})
        EXPECT_EQ(refusal(filer_, {type, "", "", "", Json()}),
                  "records of this type are filed by the registrar alone");
    for (const RecordType& type : record_types())
        EXPECT_EQ(refusal(registrar_, {type.name, "", "", "", Json()}), "no error") << type.name;
    // Each type is one or the other, and where a filer's company stands is a link to one.
    int for_filers = 0;
    for (const RecordType& type : record_types()) for_filers += filers_file(type.name);
    EXPECT_EQ(for_filers, 10);
    for (const RecordType& type : record_types()) {
        std::string why = objection({"company-a"}, type.name, "", Json::object());
        if (!why.starts_with("/")) continue;
        std::string path = why.substr(1, why.find(' ') - 1);
        EXPECT_TRUE(std::ranges::any_of(type.links,
                                        [&](const LinkField& link) {
                                            return joined(link.path, "/") == path &&
                                                   link.target == "company";
                                        }))
            << type.name << " " << path;
    }
    EXPECT_EQ(objection({"company-a"}, "sourceDocument", "", Json::object()), "");
    EXPECT_EQ(objection({"company-a"}, "sourceDocument", "source-document-a", Json::object()),
              "a record that names no company is corrected by the registrar");
}

TEST_P(FilingTest, LinksToWhatIsOnRecord) {
    must(registry_->publish(std::vector{
        company("company-a"), record("product", "product-a", product_body("company-a"))}));
    Json body = product_body("product-a");
    body.set("makers", must(Json::parse(R"(["company-a", "company-missing"])")));
    EXPECT_EQ(faults(registrar_, "product", body),
              "/vendor: must be a record of type company, and product-a is one of type product\n"
              "/makers/1: there is no record company-missing\n");
}

TEST_P(FilingTest, IsCheckedOnceMoreWhenItIsAccepted) {
    std::string ours = company_of(filer_);
    Filing filing = drafted(filer_, {"product", "", "", "", product_body(ours)});
    filing = must(submit(*registry_, filer_, filing.id, filing.revision));
    person("account-filer", Role::filer, {"company-another"});
    EXPECT_EQ(error_of(accept(*registry_, registrar_, filing.id, filing.revision)),
              kNotYours + "company-another");
    EXPECT_EQ(must(filing_for(*store(), filer_, filing.id)).state, FilingState::submitted);
    EXPECT_EQ(count("product"), 0u);
}

TEST_P(FilingTest, ThatCorrectsIsNotUndoneByAnOlderOne) {
    std::string id = company_of(filer_);
    NewFiling correction{"", id, "factChanged", "Renamed.", company_body("Older")};
    Filing older = must(draft(*registry_, filer_, correction, now() - std::chrono::hours(1)));
    EXPECT_EQ(faults(older),
              ": " + id + " was changed since this correction was begun: begin it again\n");
    must(registry_->take_down({id, {}, "Order 7", "A court", "Privacy", "registrar"}));
    EXPECT_EQ(faults(older), ": " + id + " is no longer on record, and cannot be corrected\n");
}

TEST_P(FilingTest, ThatCorrectsSaysWhatAndWhy) {
    std::string id = company_of(filer_);
    EXPECT_EQ(refusal(filer_, {"", id, "", "Why", Json()}),
              "a correction is one of: clericalError, factChanged, courtOrder, redaction");
    EXPECT_EQ(refusal(filer_, {"", id, "whim", "Why", Json()}),
              "a correction is one of: clericalError, factChanged, courtOrder, redaction");
    EXPECT_EQ(refusal(filer_, {"", id, "redaction", " ", Json()}),
              "the reason of the correction is missing");
    EXPECT_EQ(refusal(filer_, {"product", id, "redaction", "Why", Json()}),
              id + " is a record of type company, not product");
    EXPECT_EQ(refusal(filer_, {"", "company-missing", "redaction", "Why", Json()}),
              "there is no record company-missing");
    EXPECT_EQ(refusal(filer_, {"", "no id", "redaction", "Why", Json()}),
              "there is no record no id");
    EXPECT_EQ(refusal(filer_, {"company", "", "redaction", "", Json()}),
              "a kind and a reason belong to the correction of a record");
    EXPECT_EQ(refusal(filer_, {"castle", "", "", "", Json()}),
              "there are no records of type \"castle\"");
    EXPECT_EQ(refusal(Actor{}, {"company", "", "", "", Json()}), "nobody files without an account");
}

TEST_P(FilingTest, OfTheTrailOfAuditIsNotCorrected) {
    Filing filing = submitted_company(filer_);
    std::string id = must(store()->records.by_index(0))->record_id;
    EXPECT_TRUE(id.starts_with("audit-"));
    EXPECT_EQ(refusal(registrar_, {"", id, "redaction", "Shame", Json()}),
              "there is no record " + id);
}

TEST_P(FilingTest, LeavesRoomForOthers) {
    must(registry_->change([&](Store& store) -> Result<void> {
        for (std::size_t i = 0; i < kMostOpenFilings; i++) {
            Filing filing;
            filing.id = "filing-" + std::to_string(i);
            filing.account_id = filer_.account_id;
            filing.type = "company";
            filing.body = "{}";
            filing.state = i % 2 ? FilingState::draft : FilingState::submitted;
            filing.created = filing.changed = now();
            auto revision = TRY(store.filings.put(filing));
            static_cast<void>(revision);
        }
        return {};
    }));
    EXPECT_EQ(refusal(filer_, {"company", "", "", "", Json()}),
              "500 of your filings are not decided about yet: withdraw those that are no longer "
              "needed");
    must(withdraw(*registry_, filer_, "filing-7", 1));
    EXPECT_EQ(refusal(filer_, {"company", "", "", "", Json()}), "no error");
    EXPECT_EQ(refusal(other_, {"company", "", "", "", Json()}), "no error");
}

TEST_P(FilingTest, TakesAttachmentsThatTheRecipientsCanOpen) {
    Filing filing = drafted_company(filer_);
    std::string file = must(age_encrypt(kRecipients, Secret("in confidence")));
    Attachment attachment = must(
        attach(*registry_, filer_, filing.id, "C:\\papers\\report.pdf", "application/pdf", file));
    EXPECT_EQ(attachment.name, "report.pdf");
    EXPECT_EQ(attachment.media_type, "application/pdf");
    EXPECT_EQ(attachment.size, file.size());
    auto stored = must(attachment_for(*store(), registrar_, attachment.id));
    EXPECT_EQ(stored.second, file);
    EXPECT_EQ(stored.first.sha256, hex(sha256(as_bytes(file))));
    EXPECT_EQ(error_of(attachment_for(*store(), other_, attachment.id)),
              "there is no attachment " + attachment.id);
    EXPECT_EQ(error_of(attachment_for(*store(), filer_, "attachment-none")),
              "there is no attachment attachment-none");
}

TEST_P(FilingTest, EncryptsOnReceiptForWhoCannot) {
    Filing filing = drafted_company(filer_);
    Attachment attachment = must(attach_encrypting(*registry_, filer_, filing.id, "report.pdf",
                                                   "not a type", Secret("in confidence")));
    EXPECT_EQ(attachment.media_type, "application/octet-stream");
    auto stored = must(attachment_for(*store(), filer_, attachment.id));
    EXPECT_EQ(stored.second.find("in confidence"), std::string::npos);
    AgeHeader header = must(read_age_header(as_bytes(stored.second)));
    EXPECT_EQ(header.recipients, 2u);
    EXPECT_EQ(header.plaintext_size, 13u);
}

TEST_P(FilingTest, TakesNoAttachmentThatSomebodyCouldNotOpenOrAnybodyCould) {
    Filing filing = drafted_company(filer_);
    auto refused = [&](std::string_view name, std::string_view file) {
        return error_of(attach(*registry_, filer_, filing.id, name, "", file));
    };
    std::string good = must(age_encrypt(kRecipients, Secret("x")));
    std::string for_one = must(age_encrypt({kRecipients, 1}, Secret("x")));
    EXPECT_EQ(refused("a", "%PDF-1.7"), "this is no file encrypted with age, version 1");
    EXPECT_EQ(refused("a", for_one),
              "this file is encrypted to 1 recipients, and 2 must be able "
              "to open it: " +
                  kRecipients[0] + ", " + kRecipients[1]);
    EXPECT_EQ(refused("a", good.substr(0, good.size() - 17)), "the age file is cut off");
    EXPECT_EQ(refused("a", std::string(kMostAgeFile + 1, 'x')), "an attachment has at most 32 MB");
    EXPECT_EQ(refused("", good), "an attachment needs a name, in UTF-8");
    EXPECT_EQ(refused("folder/", good), "an attachment needs a name, in UTF-8");
    EXPECT_EQ(refused("\xff", good), "an attachment needs a name, in UTF-8");
    EXPECT_EQ(error_of(attach(*registry_, other_, filing.id, "a", "", good)),
              "there is no filing " + filing.id);
    EXPECT_EQ(error_of(attach(*registry_, registrar_, filing.id, "a", "", good)),
              "only who began this filing can change it");
    for (std::size_t i = 0; i < kMostAttachments; i++) EXPECT_EQ(refused("a", good), "no error");
    EXPECT_EQ(refused("a", good), "a filing has at most 20 attachments");
    filing = must(submit(*registry_, filer_, filing.id, filing.revision));
    EXPECT_EQ(refused("a", good), "this filing cannot be given attachments: it is submitted");
}

TEST_P(FilingTest, TakesNoAttachmentWhereNobodyCouldOpenIt) {
    TemporaryFolder folder;
    auto registry = new_register(folder / "register");
    EXPECT_EQ(error_of(attach_encrypting(*registry, filer_, "filing-a", "a", "", Secret("x"))),
              "this register takes no confidential attachments: its settings name nobody who could "
              "open them");
}

}  // namespace bridle::registry::filing_test
