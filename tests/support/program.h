// The programs themselves, run as a user runs them.

#pragma once

#include <string>
#include <vector>

namespace bridle::test {

struct Ran {
    int code = -1;  // 128 + the signal that ended it
    std::string out, err;
};

struct RunOptions {
    std::string in = {};                        // what stands on its standard input
    std::size_t file_limit = 0;                 // bytes that a file may grow to; 0: no limit
    std::string interrupt_once_there = {};      // SIGINT when this path exists; empty: never
    std::vector<std::string> environment = {};  // NAME=value; NAME alone: unset
};

// `arguments` after the program's name.
Ran bridle(const std::vector<std::string>& arguments, const RunOptions& options = {});
Ran bridle_register(const std::vector<std::string>& arguments, const RunOptions& options = {});

// The same at a terminal: each time it shows a piece of text that somebody
// waits for, it gets the answer to it. What it shows is in `out`.
struct Reply {
    std::string prompt, keys;
};
Ran bridle_at_terminal(const std::vector<std::string>& arguments,
                       const std::vector<Reply>& answers);

}  // namespace bridle::test
