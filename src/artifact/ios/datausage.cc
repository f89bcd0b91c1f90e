// Mobile and Wi-Fi traffic of each process, as the phone accounts for it.

#include "artifact/process_traffic.h"

namespace bridle::ios::datausage {

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    return read_process_traffic(db, out);
}

extern constinit const Artifact artifact = {
    .name = "datausage",
    .title = "Data usage by process",
    .paths = {"**/wireless/Library/Databases/DataUsage.sqlite"},
    .parse = parse,
};

}  // namespace bridle::ios::datausage
