// `bridle-register verify`: a whole register, or one receipt, without trusting whoever keeps it.

#include "register/verify/verify.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/host_file.h"
#include "base/json.h"
#include "register/cli/commands.h"

namespace bridle::registry {

static constexpr std::uint64_t kMostFileBytes = 8 << 20;

static void print_cosigners(unsigned cosigners, bool quorum) {
    fmt::print("cosigned by {} of the witnesses of the policy; its quorum is {}\n", cosigners,
               quorum ? "met" : "not met");
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
    if (options.json) {
        std::string out;
        JsonWriter json(out);
        json.begin_object()
            .text("origin", checked->origin)
            .number("index", static_cast<std::int64_t>(checked->index))
            .number("size", static_cast<std::int64_t>(checked->size))
            .number("cosigners", checked->cosigners)
            .boolean("quorum", checked->quorum);
        json.key("leaf").raw(checked->leaf.empty() ? "null" : checked->leaf);
        json.key("body").raw(checked->body.empty() ? "null" : checked->body);
        json.end_object();
        fmt::print("{}\n", out);
        return kDone;
    }
    fmt::print("{} holds: leaf {} of the {} of {}\n", options.target, checked->index, checked->size,
               checked->origin);
    print_cosigners(checked->cosigners, checked->quorum);
    fmt::print("leaf: {}\n", checked->leaf);
    if (!checked->body.empty()) fmt::print("record: {}\n", checked->body);
    return kDone;
}

static void print_report(const VerifyReport& report, const std::string& target) {
    fmt::print("{}: {} leaves, root {}\n", report.origin, report.size, report.root);
    print_cosigners(report.cosigners, report.quorum);
    fmt::print(
        "{} records fit their leaves, {} were taken down, {} leaves are the trail of audit\n",
        report.records, report.withheld, report.restricted);
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
        .number("restricted", static_cast<std::int64_t>(report.restricted));
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
