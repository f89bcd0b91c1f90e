// The attribution export of a register: whatever is in it, what is taken can be kept in a case and
// read from there as the same.

#include <cstdlib>

#include "base/text.h"
#include "indicator/register_file.h"

using namespace bridle;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = as_text(std::as_bytes(std::span(data, size)));
    auto file = RegisterFile::parse(input);
    if (!file) {
        if (file.error().what.empty()) std::abort();
        return 0;
    }
    std::vector<SetReport> sets;
    for (const Attribution& each : file->attributions) {
        auto parsed = Json::parse(each.entry.dump());
        if (!parsed) std::abort();
        auto again = read_attribution(*std::move(parsed));
        if (!again || again->entry != each.entry || again->family != each.family) std::abort();
        SetReport set;
        set.name = each.path;
        set.sha256 = each.sha256;
        set.families = {each.family};
        sets.push_back(std::move(set));
    }
    const Attributed found = attributed(*file, sets);
    if (found.attributions.size() > file->attributions.size()) std::abort();
    for (const AttributedFamily& each : found.families) {
        if (each.attribution >= found.attributions.size()) std::abort();
        if (each.confidence > found.attributions[each.attribution].confidence) std::abort();
    }
    return 0;
}
