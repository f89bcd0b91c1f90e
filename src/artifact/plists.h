// What every artifact that is a property list does: read it whole, and turn
// what is damaged in it into problems while the rest is read.

#pragma once

#include <vector>

#include "artifact/artifact.h"
#include "format/plist.h"

namespace bridle {

class PlistFile {
public:
    PlistFile() = default;
    PlistFile(const PlistFile&) = delete;
    PlistFile& operator=(const PlistFile&) = delete;

    Result<void> read(const Input& input, Output& out);
    Plist::Node root() const { return list_.root(); }

private:
    std::vector<std::byte> bytes_;
    Plist list_;
};

}  // namespace bridle
