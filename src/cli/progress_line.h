// One line on the terminal that says how far an examination is.

#pragma once

#include <thread>

#include "examine/examine.h"

namespace bridle {

// The line of that moment, at most `width` characters: files, bytes, time left, what is being read.
std::string progress_line(const Progress::Now& now, double seconds, std::size_t width);

// Shows it while it lives, on the error stream, if that is a terminal.
class ProgressLine {
public:
    ProgressLine(const Progress& progress, bool quiet);
    ~ProgressLine();

private:
    std::jthread painter_;
};

}  // namespace bridle
