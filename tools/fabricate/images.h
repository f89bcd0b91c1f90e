// A picture that is one: whoever compares name and content finds no fault.

#pragma once

#include <string>

#include "base/text.h"

namespace bridle::fabricate {

// One grey pixel.
inline std::string tiny_png() {
    static const std::string kPng = [] {
        auto bytes = from_hex(
            "89504E470D0A1A0A0000000D49484452000000010000000108000000003A7E9B55000000"
            "0D494441547801010200FDFF008000820081C36E25E00000000049454E44AE426082");
        return std::string(as_text(*bytes));
    }();
    return kPng;
}

}  // namespace bridle::fabricate
