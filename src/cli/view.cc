#include "cli/view.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

namespace bridle {

Result<View> view_in(const std::string& timezone) {
    View view;
    if (!timezone.empty()) view.zone = TRY(TimeZone::load(timezone));
    return view;
}

SummaryOptions terminal_summary() {
    SummaryOptions options;
    if (!isatty(STDOUT_FILENO)) return options;
    options.colour = !std::getenv("NO_COLOR");
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 80)
        options.width = size.ws_col < 100 ? size.ws_col : 100;
    return options;
}

}  // namespace bridle
