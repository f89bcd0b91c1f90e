// Which app may use the microphone, the camera, the contacts and so on:
// decisions of the Transparency, Consent and Control service. The table has
// had three layouts; older ones say `allowed`, newer ones `auth_value`.

#include <array>

#include "artifact/rows.h"

namespace bridle::ios::tcc {

static constexpr std::array<std::string_view, 4> kValues = {"denied", "unknown", "allowed",
                                                            "limited"};
static constexpr std::array<std::string_view, 13> kReasons = {"unknown",
                                                              "error",
                                                              "user_consent",
                                                              "user_set",
                                                              "system_set",
                                                              "service_policy",
                                                              "mdm_policy",
                                                              "override_policy",
                                                              "missing_usage_string",
                                                              "prompt_timeout",
                                                              "preflight_unknown",
                                                              "entitled",
                                                              "app_type_policy"};

// What has no name yet stays a number.
static Field named(std::string_view field, std::span<const std::string_view> names,
                   std::optional<std::int64_t> value) {
    if (!value || *value < 0 || static_cast<std::size_t>(*value) >= names.size())
        return number(field, value);
    return text(field, names[static_cast<std::size_t>(*value)]);
}

// The older layout knows two answers.
static std::optional<std::int64_t> from_allowed(std::optional<std::int64_t> allowed) {
    if (!allowed) return std::nullopt;
    return *allowed ? 2 : 0;
}

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    Select select(db, "access AS a");
    const bool newer = db.has_column("access", "auth_value");
    const Column service = select.column("a.service"), client = select.column("a.client"),
                 type = select.column("a.client_type"),
                 value = select.column(newer ? "a.auth_value" : "a.allowed"),
                 reason = select.optional("a.auth_reason"),
                 prompts = select.optional("a.prompt_count"),
                 modified = select.optional("a.last_modified");
    std::int64_t index = 0;
    return each_row(select, out, [&](const Row& row) {
        const bool bundle = row.integer(type).value_or(0) == 0;
        auto answer = newer ? row.integer(value) : from_allowed(row.integer(value));
        return out.record(
            at_row("access", ++index),
            {
                headline(text("service", row.text(service))),
                headline(text("client", row.text(client), bundle ? Kind::app_id : Kind::file_path)),
                text("client_process", row.text(client), Kind::process),
                text("client_type", bundle ? "bundle_id" : "absolute_path"),
                headline(named("answer", kValues, answer)),
                named("reason", kReasons, row.integer(reason)),
                number("prompts", row.integer(prompts)),
                when("permission", row.time(modified, Epoch::unix_seconds)),
            });
    });
}

extern constinit const Artifact artifact = {
    .name = "tcc",
    .title = "Permissions of apps (TCC)",
    .paths = {"**/Library/TCC/TCC.db"},
    .parse = parse,
};

}  // namespace bridle::ios::tcc
