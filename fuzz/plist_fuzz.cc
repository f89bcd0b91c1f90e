// Property lists: everything that a caller may ask of every object.

#include "format/plist.h"

namespace {

void ask(bridle::Plist::Node node) {
    std::string scratch;
    bool one_kind = (node.integer() || node.unsigned_integer()) + node.boolean().has_value() +
                        node.is_text() + !node.data().empty() + (node.size() > 0) <=
                    1;
    if (!one_kind || node.text(scratch) != node.text()) __builtin_trap();
    if (node.is_text() && node.at(0)) __builtin_trap();
    (void)(node.real(), node.date(), node.uid());
    (void)(node["$class"], node[scratch], node.key(node.size()), node.at(node.size()));
    std::size_t most = 100;
    for (auto [key, value] : node.members()) {
        if (most-- == 0) break;
        if (key.is_text() && key.text(scratch).size() < 100 && value && !node[scratch]) continue;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static bridle::Plist list;  // read again and again, as its users do
    if (!list.read(std::as_bytes(std::span(data, size))) && list.root()) __builtin_trap();
    (void)list.problems();
    (void)for_each(list.root(), 100'000, ask);
    return 0;
}
