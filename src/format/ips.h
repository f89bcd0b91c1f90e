// Reports of the phone about crashes, hangs and the like (".ips"): a line of JSON that says
// what it is, and a body, which is JSON, a property list or plain text, by its first character.

#pragma once

#include <string_view>
#include <vector>

#include "format/json_document.h"
#include "format/plist.h"

namespace bridle {

class IpsReport {
public:
    enum class Form : std::uint8_t { nothing, json, property_list, text };

    // Fails when there is neither a line of metadata nor a body that says what it is. The bytes
    // must live as long as the report. A body that cannot be read costs the body.
    Result<void> read(Bytes bytes);

    JsonDocument::Node metadata() const { return metadata_.root(); }
    Form form() const { return form_; }
    JsonDocument::Node json() const { return json_.root(); }  // of the body
    Plist::Node list() const { return list_.root(); }
    std::string_view text() const { return text_; }  // the body, if that is its form
    const std::vector<Error>& problems() const { return problems_; }

private:
    void read_body(std::string_view body, std::uint64_t offset);

    JsonDocument metadata_, json_;
    Plist list_;
    std::string_view text_;
    Form form_ = Form::nothing;
    std::vector<Error> problems_;
};

}  // namespace bridle
