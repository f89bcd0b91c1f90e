// The examination: reads everything the plan names, on all cores, and puts it
// into the case in an order that does not depend on how many there are.

#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "acquisition/acquisition.h"
#include "casefile/writer.h"
#include "examine/plan.h"
#include "indicator/indicators.h"

namespace bridle {

// What somebody watching may want to know. Read from any thread.
class Progress {
public:
    struct Now {
        std::size_t files_done = 0, files = 0;
        std::uint64_t bytes_done = 0, bytes = 0;
        std::string reading;  // the path of a file being read
    };
    Now now() const;

    void plan(std::size_t files, std::uint64_t bytes);
    void opened(const std::string& path);
    void read(std::uint64_t bytes) { bytes_done_.fetch_add(bytes, std::memory_order_relaxed); }
    void done(std::uint64_t unread);

private:
    std::atomic<std::size_t> files_done_ = 0, files_ = 0;
    std::atomic<std::uint64_t> bytes_done_ = 0, bytes_ = 0;
    mutable std::mutex mutex_;
    std::string reading_;
};

struct ExamineOptions {
    bool keep_messages = false;
    unsigned threads = 0;                     // 0: one for each core
    const std::atomic<bool>* stop = nullptr;  // when set, the examination ends soon, unfinished
    Progress* progress = nullptr;
};

// Errc::internal, "interrupted", when it was stopped; whatever the writing of
// the case fails with; never what is wrong with the evidence, which is in the case.
Result<void> examine(const Acquisition& acquisition, const Plan& plan, const Indicators& indicators,
                     const ExamineOptions& options, CaseWriter& writer);

}  // namespace bridle
