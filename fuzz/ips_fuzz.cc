// Crash reports: whatever they hold, reading ends, and what is said of them is bounded.

#include "format/crash_report.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bridle;
    IpsReport report;
    if (!report.read(std::as_bytes(std::span(data, size)))) {
        if (report.metadata() || report.form() != IpsReport::Form::nothing) __builtin_trap();
        return 0;
    }
    const CrashReport crash = read_crash_report(report);
    if (crash.frames.size() > 16 || crash.images.size() > 64) __builtin_trap();
    std::size_t nodes = 0;
    report.json().each_member([&](std::string_view key, JsonDocument::Node value) {
        if (!report.json()[key]) __builtin_trap();
        value.each_item([&](JsonDocument::Node item) {
            (void)(item.text(), item.real(), item["x"], item.at(1));
            return ++nodes < 1000;
        });
        return ++nodes < 1000;
    });
    return 0;
}
