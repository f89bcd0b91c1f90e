#include "cli/progress_line.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <condition_variable>

namespace bridle {

using Clock = std::chrono::steady_clock;

static std::string megabytes(std::uint64_t bytes) {
    return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

std::string progress_line(const Progress::Now& now, double seconds, std::size_t width) {
    std::string line = fmt::format("{} of {} files, {} of {}", now.files_done, now.files,
                                   megabytes(now.bytes_done), megabytes(now.bytes));
    // What the first moments say is not yet a speed.
    if (seconds > 1 && now.bytes_done * 50 > now.bytes && now.bytes_done < now.bytes) {
        double left = seconds * static_cast<double>(now.bytes - now.bytes_done) /
                      static_cast<double>(now.bytes_done);
        line += fmt::format(", about {:.0f} s left", left + 0.5);
    }
    if (!now.reading.empty()) line += ", reading " + now.reading;
    if (line.size() > width && width > 3) line = line.substr(0, width - 3) + "...";
    // A path is hostile: nothing in it may move the cursor.
    for (char& c : line)
        if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f) c = '?';
    return line;
}

static std::size_t terminal_width() {
    winsize size{};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 10 ? size.ws_col - 1u
                                                                            : 79u;
}

ProgressLine::ProgressLine(const Progress& progress, bool quiet) {
    if (quiet || !isatty(STDERR_FILENO)) return;
    painter_ = std::jthread([&progress](std::stop_token stop) {
        const auto start = Clock::now();
        std::mutex mutex;
        std::condition_variable_any never;
        std::unique_lock lock(mutex);
        while (!never.wait_for(lock, stop, std::chrono::milliseconds(200), [] { return false; }) &&
               !stop.stop_requested()) {
            std::chrono::duration<double> elapsed = Clock::now() - start;
            fmt::print(stderr, "\r\033[K{}",
                       progress_line(progress.now(), elapsed.count(), terminal_width()));
            std::fflush(stderr);
        }
        fmt::print(stderr, "\r\033[K");
        std::fflush(stderr);
    });
}

ProgressLine::~ProgressLine() = default;

}  // namespace bridle
