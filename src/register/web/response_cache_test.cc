#include "register/web/response_cache.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

namespace bridle::registry::response_cache_test {
namespace {

Response of_size(std::size_t size) {
    return Response::text(200, "text/plain", std::string(size, 'x'));
}

// Which of the keys are there.
std::string kept(ResponseCache& cache, std::string_view keys) {
    std::string out;
    for (char key : keys)
        if (cache.find(std::string(1, key))) out += key;
    return out;
}

TEST(ResponseCache, GivesBackWhatWasStored) {
    ResponseCache cache;
    Response response = Response::text(200, "text/plain", "hello");
    response.etag = "\"a\"";
    response.headers.emplace_back("Link", "x");
    cache.store("k", response, cache.generation());
    auto found = cache.find("k");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->body, response.body);  // the same bytes, not a copy
    EXPECT_EQ(found->etag, "\"a\"");
    EXPECT_EQ(found->headers, response.headers);
    EXPECT_FALSE(cache.find("l"));
}

TEST(ResponseCache, KeepsTheLaterOfTwo) {
    ResponseCache cache;
    cache.store("k", of_size(10), cache.generation());
    std::size_t before = cache.bytes();
    cache.store("k", of_size(20), cache.generation());
    EXPECT_EQ(cache.find("k")->body->size(), 20U);
    EXPECT_EQ(cache.bytes(), before + 10);
}

TEST(ResponseCache, DropsWhatWasNotAskedForLongest) {
    ResponseCache cache(10'000);
    for (const char* key : {"a", "b", "c", "d", "e", "f", "g"})
        cache.store(key, of_size(800), cache.generation());
    EXPECT_EQ(kept(cache, "a"), "a");
    for (const char* key : {"h", "i", "j"}) cache.store(key, of_size(800), cache.generation());
    EXPECT_EQ(kept(cache, "abcdefghij"), "adefghij");
    EXPECT_LE(cache.bytes(), 10'000U);
}

TEST(ResponseCache, TakesNothingThatWouldDriveOutTheRest) {
    ResponseCache cache(10'000);
    cache.store("a", of_size(2'000), cache.generation());
    EXPECT_EQ(kept(cache, "a"), "");
    EXPECT_EQ(cache.bytes(), 0U);
}

TEST(ResponseCache, CountsKeysAndHeadersToo) {
    ResponseCache cache(10'000);
    cache.store(std::string(2'000, 'k'), of_size(1), cache.generation());
    Response response = of_size(1);
    response.headers.emplace_back("X", std::string(2'000, 'v'));
    cache.store("h", response, cache.generation());
    EXPECT_EQ(cache.bytes(), 0U);
}

TEST(ResponseCache, IsEmptyOnceCleared) {
    ResponseCache cache;
    cache.store("a", of_size(10), cache.generation());
    cache.clear();
    EXPECT_EQ(kept(cache, "a"), "");
    EXPECT_EQ(cache.bytes(), 0U);
    cache.store("a", of_size(10), cache.generation());
    EXPECT_EQ(kept(cache, "a"), "a");
}

TEST(ResponseCache, RefusesWhatWasComputedBeforeItWasCleared) {
    ResponseCache cache;
    std::uint64_t generation = cache.generation();
    cache.clear();
    cache.store("a", of_size(10), generation);
    EXPECT_EQ(kept(cache, "a"), "");
}

TEST(ResponseCache, HasOneKeyForOneQuestion) {
    Request request;
    request.path = "/en/search/";
    request.query = {{"q", "a&b=c"}, {"page", ""}};
    Request same = request;
    same.headers["accept-language"] = "fr";
    EXPECT_EQ(ResponseCache::key(request), ResponseCache::key(same));
    std::set<std::string> keys{ResponseCache::key(request)};
    request.query = {{"q", "a"}, {"b", "c"}, {"page", ""}};
    keys.insert(ResponseCache::key(request));
    request.query = {{"page", ""}, {"q", "a&b=c"}};
    keys.insert(ResponseCache::key(request));
    request.query = {{"q", "a"}};
    keys.insert(ResponseCache::key(request));
    request.query.clear();
    keys.insert(ResponseCache::key(request));
    request.path += "?q=a";
    keys.insert(ResponseCache::key(request));
    EXPECT_EQ(keys.size(), 6U);
}

TEST(ResponseCache, StandsManyThreads) {
    ResponseCache cache(20'000);
    std::vector<std::thread> threads;
    for (int t = 0; t < 3; t++)
        threads.emplace_back([&cache, t] {
            for (int i = 0; i < 500; i++) {
                std::string key = std::to_string((i * (t + 1)) % 40);
                std::uint64_t generation = cache.generation();
                if (!cache.find(key)) cache.store(key, of_size(500), generation);
                if (i % 100 == 99) cache.clear();
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_LE(cache.bytes(), 20'000U);
}

}  // namespace
}  // namespace bridle::registry::response_cache_test
