// English: the list of files of a dump. How a catalogue is written is said in
// report/words.h.

#include <string_view>

namespace bridle::words {

extern const std::string_view en_files;
constinit const std::string_view en_files = R"words(
[artifact.files]
List of files
[artifact.files.why]
Names and times of all files in the dump, among which files of spyware can be.
[place.files]
A file or folder of this name is on the phone.
)words";

}  // namespace bridle::words
