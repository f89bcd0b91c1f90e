// What every page is made with: its frame, the words of its language, links to records, and values
// out of records, which are never taken for anything but text.

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/html.h"
#include "register/web/country_name.h"
#include "register/web/reading.h"
#include "register/web/words.h"

namespace bridle::registry {

// Where a page stands and what it says of itself.
struct PageHead {
    std::string path;        // without the language: "record/company-x.html"
    std::string title;       // of the page alone
    std::string feed = {};   // its Atom feed, below the feeds of the language
    bool searchable = true;  // whether search engines may list it
    bool account = false;    // of the desk: has a way out, and is nobody else's
};

class Page {
public:
    Page(Reading reading, const SiteWords& words, PageHead head);

    Html html;
    const Reading reading;
    const SiteWords& words;

    std::string say(std::string_view key) const { return std::string(words.text(key)); }
    std::string say(std::string_view key, SiteWords::Facts facts) const {
        return words.text(key, facts);
    }
    // A code of a code list in words: "granted with conditions".
    std::string code(std::string_view value) const;
    // A sentence of a schema in the language of the page.
    std::string schema_text(std::string_view english) const;
    // The address of another page in this language.
    std::string address(std::string_view path) const;
    std::string feed_address(std::string_view name) const;

    void heading(int level, std::string_view text, std::string_view id = {});
    void paragraph(std::string_view text);
    void link(std::string_view address, std::string_view text);
    // With its title, if it is there; its id otherwise.
    void record_link(std::string_view id);
    void head_link(const Head& head);
    // Text that somebody filed: its direction ends with it.
    void filed(std::string_view text);
    void date(std::string_view iso);
    // Coloured by what it means, and never by the colour alone.
    void status(std::string_view code);
    void status_of(const Head& head);     // on its own, where nothing else says what it is about
    void country(std::string_view code);  // or a part of one, such as US-DE

    Result<std::optional<Head>> head_of(std::string_view id);  // kept for the page

    // The whole, once the contents are there.
    Response done(int status = 200);

private:
    void open_frame();
    void navigation();
    void languages();

    PageHead head_;
    std::map<std::string, std::optional<Head>, std::less<>> heads_;
};

}  // namespace bridle::registry
