// Lines of an import, as whoever moves to a register from elsewhere writes them: what is a record
// is checked like a filing, by the schema of its type and beyond it, and summed up for lists and
// search; what its canonical text says is what was read.

#include <cstdlib>

#include "base/text.h"
#include "register/model/envelope.h"
#include "register/model/summary.h"
#include "register/model/types.h"

using namespace bridle;
using namespace bridle::registry;

static void must(bool holds) {
    if (!holds) std::abort();
}

static void check_line(std::string_view line) {
    auto record = Json::parse(line);
    if (!record) return;
    const RecordType* type = find_type((*record)["type"].text());
    const Json& body = (*record)["body"];
    if (!type || !body.is_object()) return;
    auto faults = check_record(*type, body, "2026-03-05");
    must(faults.has_value());
    Summary summary = summarise(*type, body);
    must(is_utf8(summary.title) && is_utf8(summary.text));
    for (const std::string& name : summary.names) must(is_utf8(name));
    const std::string canonical = body.canonical();
    auto again = Json::parse(canonical);
    must(again && again->canonical() == canonical);
    must(again->dump() == Json::parse(again->dump(1))->dump());
    const std::string salt(kSaltBytes, 's');
    must(body_hash(as_bytes(salt), body) == body_hash(as_bytes(salt), *again));
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input = as_text(std::as_bytes(std::span(data, size)));
    for (std::string_view line : split(input, '\n'))
        if (!line.empty()) check_line(line);
    return 0;
}
