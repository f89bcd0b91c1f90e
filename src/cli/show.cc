// bridle show: what a case says, without reading the phone again.

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/view.h"

namespace bridle {

int show(const ShowOptions& options) {
    auto view = view_in(options.timezone);
    if (!view) return complain(view.error(), kWrongUsage);
    auto from = Case::open(options.folder);
    if (!from) return complain(from.error(), kFailed);
    fmt::print("{}", options.json ? summary_json(*from, *view)
                                  : summary(*from, *view, terminal_summary()));
    return from->verdict().exit_code;
}

}  // namespace bridle
