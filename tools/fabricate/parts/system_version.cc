// The lists that say which version of iOS a dump is of.

#include "fabricate/part.h"
#include "fabricate/plist.h"

namespace bridle::fabricate::system_version {

static void make(PartMaker&) {}  // who writes a dump makes them, since a dump is known by them

static Result<void> seeds(const SeedSink& write) {
    using Dictionary = Plist::Dictionary;
    TRY(write("system_version/system.plist",
              binary_plist(Dictionary{{"ProductBuildVersion", "20D47"},
                                      {"ProductName", "iPhone OS"},
                                      {"ProductVersion", "16.3"}})));
    return write("system_version/odd.plist",
                 binary_plist(Dictionary{{"ProductVersion", 16}, {"ProductName", "x"}}));
}

extern constinit const PhonePart part = {.name = "system_version", .make = make, .seeds = seeds};

}  // namespace bridle::fabricate::system_version
