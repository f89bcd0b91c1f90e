#include "register/store/name_front.h"

#include <algorithm>

#include "base/text.h"
#include "register/store/head_row.h"
#include "register/store/word_index.h"

namespace bridle::registry {

static constexpr std::size_t kFrontLetters = 2;

static std::size_t letters_in(std::string_view text) {
    std::size_t count = 0;
    for (; !text.empty(); count++) text.remove_prefix(code_point(text).second);
    return count;
}

std::string name_front(std::string_view word) {
    std::size_t end = 0;
    for (std::size_t i = 0; i < kFrontLetters && end < word.size(); i++)
        end += code_point(word.substr(end)).second;
    return std::string(word.substr(0, end));
}

Result<std::vector<std::string>> name_words(Database& database, std::string_view beginning) {
    // The last of all characters follows every word that begins so.
    const std::string end = std::string(beginning) + "\U0010FFFF";
    return database.all("SELECT word FROM name_words WHERE word >= $1 AND word < $2 ORDER BY word",
                        {beginning, std::string_view(end)},
                        [](const Row& row) { return row.string(0); });
}

Result<std::vector<NamedHead>> named_with_front(Database& database, std::string_view front,
                                                std::size_t most) {
    WordIndex index(database);
    // A word of one letter is all of its front.
    const std::string token =
        letters_in(front) < kFrontLetters ? name_token(front) : front_token(front);
    const std::string expression = index.expression({{token}});
    auto named = TRY(database.all(
        index.select_heads(std::string(kHeadColumns) + ", heads.names"),
        {std::string_view(expression), static_cast<std::int64_t>(most)}, [](const Row& row) {
            NamedHead each{head_of(row), {}};
            for (std::string_view name : split(row.text(kHeadWidth), '\n'))
                if (!name.empty() && name != each.head.title) each.names.emplace_back(name);
            return each;
        }));
    std::ranges::sort(named, {}, [](const NamedHead& each) { return each.head.id; });
    return named;
}

}  // namespace bridle::registry
