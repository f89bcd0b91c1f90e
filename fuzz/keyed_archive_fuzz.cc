// Keyed archives: every object, asked as if it were of every class.

#include "format/keyed_archive.h"

using bridle::KeyedArchive;

namespace {

void ask(KeyedArchive::Object object, int depth) {
    std::string scratch;
    if (object.text(scratch) != object.text()) __builtin_trap();
    (void)(object.integer(), object.real(), object.boolean(), object.date(), object.data());
    (void)(object.class_name(), object.is_a("NSObject"), object["NS.data"], object["a"]);
    if (depth == 0) return;
    for (std::size_t i = 0; i < object.size() && i < 4; i++) {
        ask(object.key(i), depth - 1);
        ask(object.value(i), depth - 1);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static bridle::Plist list;
    if (!list.read(std::as_bytes(std::span(data, size)))) return 0;
    auto archive = KeyedArchive::open(list);
    if (!archive) return 0;
    ask(archive->root(), 3);
    for (std::uint64_t uid = 0; uid < 32; uid++) ask(archive->object(uid), 1);
    return 0;
}
