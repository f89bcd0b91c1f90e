// The list of the files of a dump, which the reader of a dump makes: a number
// says how much of the path before an entry shares and what it is, another which attributes follow.

#include "fabricate/part.h"

namespace bridle::fabricate::files {

static std::string list_of_two() {
    std::string list = "bridle files 1\n";
    list += std::string("\x00\x2A\x0C/private/var\x80\xD0\xAC\xF3\x0E\xED\x83\x02\xFF\x7F", 26);
    list += std::string("\x31\x04\x04/tmp\x02", 8);
    return list;
}

static void make(PartMaker&) {}  // who reads a dump makes it

static Result<void> seeds(const SeedSink& write) {
    TRY(write("files/two.list", list_of_two()));
    return write("files/cut.list", list_of_two().substr(0, 35));
}

extern constinit const PhonePart part = {.name = "files", .make = make, .seeds = seeds};

}  // namespace bridle::fabricate::files
