// What a database answered, for a reader who asks the same often while what it sees does not
// change: whoever writes all pages of a record asks for its head on every one of them.

#pragma once

#include <any>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <typeinfo>
#include <unordered_map>

namespace bridle::registry {

class Answers {
public:
    // Of a statement with its parameters as what is made of its rows. Nothing: not kept.
    template <class Answer>
    const Answer* find(const std::string& key) const {
        auto found = kept_.find(key);
        return found == kept_.end() ? nullptr : std::any_cast<Answer>(&found->second);
    }
    void keep(std::string key, std::any answer, std::size_t rows) {
        if (rows > kMostRows) return;
        // All at once: what is asked again is asked again soon.
        if (rows_ + rows > kMostRows) forget();
        rows_ += rows;
        kept_.insert_or_assign(std::move(key), std::move(answer));
    }

private:
    static constexpr std::size_t kMostRows = 1000;
    void forget() {
        kept_.clear();
        rows_ = 0;
    }

    std::unordered_map<std::string, std::any> kept_;
    std::size_t rows_ = 0;
};

}  // namespace bridle::registry
