// What people write to each other, who they are, and where they go on the web.
// Nobody here exists: numbers are those reserved for fiction, hosts end in .example.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fabricate/random.h"

namespace bridle::fabricate {

// A few words up to a few sentences, in one of several languages and scripts.
std::string sentence(Random& random);

// A page that is nobody's indicator.
std::string innocent_host(Random& random);
std::string innocent_url(Random& random);
std::string page_title(Random& random);

struct Person {
    std::string name;
    std::string phone;  // +1 area 555 01xx
    std::string email;
};
// The same for the same seed, whatever else is made of it.
std::vector<Person> people(std::uint64_t seed, std::size_t count);

// An app that many have; the numbers of its processes and containers are made up.
struct App {
    std::string_view bundle, name, process, maker;
};
const std::vector<App>& usual_apps();

}  // namespace bridle::fabricate
