// What the program can be told to do. The command line is taken apart in
// main.cc and nowhere else; here is one function for each command. Each returns the
// exit code: docs/architecture.md has the list.

#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "cli/indicator_store.h"

namespace bridle {

enum ExitCode : int {
    kDone = 0,
    kFailed = 1,
    kWrongUsage = 2,
    kFindings = 10,
    kIncomplete = 11,
    kNotExamined = 12,
};

struct CheckOptions {
    std::string acquisition, output;
    std::vector<std::string> indicators;  // files and folders; none: the installed sets
    std::string register_file;            // attribution export; empty: none
    std::string consent;
    std::vector<std::string> only;  // names of artifacts
    std::string as;                 // kind of the acquisition; empty: as it looks
    bool each = false;              // all that the folder holds, each into a case of its own
    std::string timezone;           // for display; empty: UTC
    std::string password_file;
    int password_fd = -1;
    unsigned threads = 0;
    bool keep_all = false;
    bool quiet = false;
    bool json = false;
};
int check(const CheckOptions& options, const std::atomic<bool>& stop);

struct ShowOptions {
    std::string folder;
    std::string timezone;
    bool json = false;
};
int show(const ShowOptions& options);

// What the program reads and judges; `markdown` as docs/coverage.md has it.
int list_artifacts(bool markdown);
int list_rules(bool markdown);

int list_indicators(const IndicatorStore& store);
int check_indicators(const std::vector<std::string>& files);
int import_indicators(IndicatorStore& store, const std::string& path);
int update_indicators(IndicatorStore& store, const UpdateOptions& options);

// Says on the error stream what went wrong, and gives back the exit code.
int complain(const Error& error, int code);

}  // namespace bridle
