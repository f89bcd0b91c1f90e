// `bridle-register verify`: a whole register, or one receipt, without trusting whoever keeps it.

#include "register/verify/verify.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/host_file.h"
#include "base/json.h"
#include "base/text.h"
#include "register/cli/commands.h"
#include "register/model/envelope.h"

namespace bridle::registry {

static constexpr std::uint64_t kMostFileBytes = 8 << 20;

static void print_cosigners(unsigned cosigners, bool quorum) {
    fmt::print("cosigned by {} of the witnesses of the policy; its quorum is {}\n", cosigners,
               quorum ? "met" : "not met");
}

// The version of the record that the leaf stands for, as a sentence goes on about it.
static std::string subject_of(const Envelope& leaf) {
    if (leaf.action == "tombstone")
        return fmt::format("that {} of {} was taken down (basis: {}; ordered by: {})",
                           leaf.scope == 0 ? "all" : fmt::format("version {}", leaf.scope),
                           leaf.record_id, printable(leaf.basis), printable(leaf.authority));
    if (leaf.action == "audit") return "an entry of the trail of audit, which is not public";
    return fmt::format("version {} of {}, a record of type {}{}", leaf.seq, leaf.record_id,
                       leaf.type, leaf.kind.empty() ? "" : ", a correction: " + leaf.kind);
}

static std::string content_of(const ReceiptReport& report, const Envelope& leaf) {
    if (!report.body.empty())
        return "what that version says is the record below, word for word: its hash is in the leaf";
    if (leaf.body_hash.empty()) return "such a leaf has no record";
    return "the receipt carries no record: what that version said, it does not prove";
}

static void print_receipt(const ReceiptReport& report, const Envelope& leaf,
                          const std::string& file) {
    fmt::print("{} holds: it proves that\n", file);
    fmt::print("- the log {} had {} leaves or more, and number {} of them is\n  {}\n",
               report.origin, report.size, report.index, subject_of(leaf));
    fmt::print("- it was accepted at {} by this register, in the role of {}\n", leaf.time,
               leaf.actor);
    fmt::print("- {}\n", content_of(report, leaf));
    fmt::print("It does not prove that what the record says is true.\n");
    print_cosigners(report.cosigners, report.quorum);
    fmt::print("leaf: {}\n", report.leaf);
    if (!report.reason.empty()) fmt::print("reason: {}\n", printable(report.reason));
    if (!report.body.empty()) fmt::print("record: {}\n", report.body);
}

static void print_receipt_as_json(const ReceiptReport& report) {
    std::string out;
    JsonWriter json(out);
    json.begin_object()
        .text("origin", report.origin)
        .number("index", static_cast<std::int64_t>(report.index))
        .number("size", static_cast<std::int64_t>(report.size))
        .number("cosigners", report.cosigners)
        .boolean("quorum", report.quorum);
    json.key("leaf").raw(report.leaf);
    if (!report.reason.empty()) json.text("reason", report.reason);
    json.key("body").raw(report.body.empty() ? "null" : report.body);
    json.end_object();
    fmt::print("{}\n", out);
}

static Result<int> check_receipt(const VerifyOptionsOfCommand& options) {
    if (options.policy.empty())
        return fail(Errc::unsupported,
                    "a receipt is checked against a policy: give the register's policy.txt, from "
                    "somebody you trust, with --policy");
    std::string receipt = TRY(read_text_file(options.target, kMostFileBytes));
    std::string policy = TRY(read_text_file(options.policy, kMostFileBytes));
    auto checked = verify_receipt(receipt, policy);
    if (!checked) {
        fmt::print("{}: does not hold: {}\n", options.target, checked.error().what);
        return kDefects;
    }
    Envelope leaf = TRY(Envelope::parse(checked->leaf));
    if (options.json)
        print_receipt_as_json(*checked);
    else
        print_receipt(*checked, leaf, options.target);
    return kDone;
}

static void print_counts(const VerifyReport& report) {
    fmt::print("{}: {} leaves, root {}\n", report.origin, report.size, report.root);
    print_cosigners(report.cosigners, report.quorum);
    fmt::print(
        "{} records fit their leaves, {} were taken down, {} leaves are the trail of audit\n",
        report.records, report.withheld, report.restricted);
    if (report.files > 0)
        fmt::print("{} files of source documents are what their records say\n", report.files);
}

static void print_report(const VerifyReport& report, const std::string& target) {
    const bool began = !report.origin.empty();  // there is a checkpoint that was signed
    if (began) print_counts(report);
    for (const std::string& note : report.notes) fmt::print("note: {}\n", note);
    for (const Defect& defect : report.defects) fmt::print("WRONG: {}\n", defect.text());
    fmt::print("{}: {}\n", target, report.fine() ? "everything fits" : "does not hold");
}

static void print_json(const VerifyReport& report) {
    std::string out;
    JsonWriter json(out, 2);
    json.begin_object()
        .text("origin", report.origin)
        .number("size", static_cast<std::int64_t>(report.size))
        .text("root", report.root)
        .number("cosigners", report.cosigners)
        .boolean("quorum", report.quorum)
        .number("records", static_cast<std::int64_t>(report.records))
        .number("withheld", static_cast<std::int64_t>(report.withheld))
        .number("restricted", static_cast<std::int64_t>(report.restricted))
        .number("files", static_cast<std::int64_t>(report.files));
    json.key("defects").begin_array();
    for (const Defect& defect : report.defects)
        json.begin_object().text("where", defect.path).text("what", defect.text()).end_object();
    json.end_array();
    json.key("notes").begin_array();
    for (const std::string& note : report.notes) json.text(note);
    json.end_array().end_object();
    fmt::print("{}\n", out);
}

static Result<int> check_register(const VerifyOptionsOfCommand& options) {
    VerifyOptions how;
    if (!options.policy.empty()) how.policy = TRY(read_text_file(options.policy, kMostFileBytes));
    for (const std::string& file : options.checkpoints) {
        std::string text = TRY(read_text_file(file, kMostFileBytes));
        how.checkpoints.push_back(std::move(text));
    }
    auto resources = TRY(open_resources(options.target));
    VerifyReport report = TRY(verify_register(*resources, how));
    if (options.json)
        print_json(report);
    else
        print_report(report, options.target);
    return report.fine() ? kDone : kDefects;
}

int verify(const VerifyOptionsOfCommand& options) {
    const bool is_receipt =
        !options.target.contains("://") && std::filesystem::is_regular_file(options.target);
    auto code = is_receipt ? check_receipt(options) : check_register(options);
    return code ? *code : complain(code.error());
}

}  // namespace bridle::registry
