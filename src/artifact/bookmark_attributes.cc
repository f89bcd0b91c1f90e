#include "artifact/bookmark_attributes.h"

namespace bridle {

std::optional<Time> attribute_time(Plist::Node node) {
    if (auto date = node.date()) return date;
    auto seconds = node.real();
    return seconds ? to_time(*seconds, Epoch::cocoa) : std::nullopt;
}

void read_attributes(Bytes saved, Place place, std::string_view column, Plist& list, Output& out) {
    list = Plist();
    if (saved.empty()) return;
    auto done = list.read(saved);
    if (done) return;
    list = Plist();
    out.problem(done.error(), std::string(column) + " of " + std::string(place.part) + " row " +
                                  std::to_string(place.at));
}

}  // namespace bridle
