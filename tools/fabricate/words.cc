#include "fabricate/words.h"

#include <array>

namespace bridle::fabricate {

namespace {

constexpr std::array<std::string_view, 96> kWords = {
    "about",   "after",   "again",   "always",  "apples",   "around", "asked",    "away",
    "back",    "because", "before",  "better",  "birthday", "book",   "boring",   "bread",
    "bring",   "bus",     "call",    "came",    "car",      "change", "children", "coffee",
    "cold",    "coming",  "cousin",  "dinner",  "doctor",   "door",   "early",    "eat",
    "evening", "every",   "family",  "film",    "first",    "flight", "forgot",   "found",
    "friday",  "friend",  "garden",  "gave",    "going",    "good",   "great",    "happy",
    "hear",    "help",    "here",    "holiday", "home",     "house",  "keys",     "kitchen",
    "late",    "later",   "letter",  "little",  "long",     "look",   "lovely",   "maybe",
    "meeting", "money",   "morning", "mother",  "music",    "near",   "never",    "news",
    "office",  "old",     "parcel",  "people",  "phone",    "photo",  "please",   "question",
    "rain",    "really",  "school",  "seven",   "shop",     "sister", "soon",     "station",
    "street",  "sunday",  "thanks",  "ticket",  "tomorrow", "train",  "waiting",  "week"};

constexpr std::array<std::string_view, 16> kPhrases = {
    "À quelle heure tu rentres ?",
    "On se voit demain à la gare, d’accord ?",
    "¿Quedamos mañana por la tarde?",
    "Llego en diez minutos, espérame.",
    "Ich bin gleich da, der Zug hat Verspätung.",
    "Schöne Grüße an alle!",
    "Увидимся завтра утром?",
    "Спасибо, всё получилось.",
    "أراك غدا إن شاء الله",
    "شكرا جزيلا",
    "明日の会議は何時ですか",
    "我马上到",
    "Widzimy się jutro w pracy.",
    "Obrigada! Até logo 😊",
    "कल मिलते हैं",
    "👍🏽👍🏽",
};

constexpr std::array<std::string_view, 12> kFaces = {"", "",  "",  "",    "",    "",
                                                     "", "!", "?", " 😊", " 🙈", "…"};

constexpr std::array<std::string_view, 24> kPlaces = {
    "daily",  "garden", "river",  "market", "music",  "weather", "bakery", "cycle",
    "museum", "travel", "recipe", "school", "sports", "library", "health", "cinema",
    "train",  "harbor", "castle", "forest", "window", "paper",   "coffee", "chess"};
constexpr std::array<std::string_view, 16> kKinds = {
    "news",  "shop",  "club", "blog", "guide", "forum", "city", "world",
    "house", "works", "post", "page", "times", "radio", "maps", "hub"};
constexpr std::array<std::string_view, 16> kFirstNames = {
    "Ana",  "Boris", "Chidi", "Dalia", "Emeka", "Farah", "Goran", "Hana",
    "Ivan", "Jun",   "Kofi",  "Lena",  "Mira",  "Nuno",  "Olga",  "Paulo"};
constexpr std::array<std::string_view, 16> kTrees = {
    "Alder", "Ash",   "Birch",  "Cedar", "Cypress", "Elm",  "Hazel", "Juniper",
    "Larch", "Maple", "Myrtle", "Oak",   "Olive",   "Pine", "Rowan", "Willow"};
constexpr std::array<std::string_view, 8> kAreas = {"202", "206", "212", "303",
                                                    "312", "415", "512", "617"};

void append_words(std::string& out, Random& random, std::size_t count) {
    for (std::size_t i = 0; i < count; i++) {
        if (i > 0) out += ' ';
        out += random.pick(kWords);
    }
}

}  // namespace

std::string sentence(Random& random) {
    if (random.one_in(8)) return std::string(random.pick(kPhrases));
    std::string text;
    append_words(text, random, random.one_in(12) ? 20 + random.below(40) : 2 + random.below(14));
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
    text += random.pick(kFaces);
    return text;
}

std::string innocent_host(Random& random) {
    std::string host(random.pick(kPlaces));
    host += '-';
    host += random.pick(kKinds);
    host += std::to_string(random.below(40));
    return host + ".example";
}

std::string innocent_url(Random& random) {
    static constexpr std::array<std::string_view, 6> kSubdomains = {"",     "",     "",
                                                                    "www.", "www.", "m."};
    std::string url = random.one_in(30) ? "http://" : "https://";
    url += random.pick(kSubdomains);
    url += innocent_host(random);
    for (std::uint64_t depth = random.below(4); depth > 0; depth--) {
        url += '/';
        url += random.pick(kWords);
    }
    if (random.one_in(4)) url += "/?id=" + std::to_string(random.below(10'000'000));
    return url;
}

std::string page_title(Random& random) {
    std::string title;
    append_words(title, random, 2 + random.below(5));
    return title;
}

std::vector<Person> people(std::uint64_t seed, std::size_t count) {
    Random random(seed, "people");
    std::vector<Person> made;
    for (std::size_t i = 0; i < count; i++) {
        std::string_view first = random.pick(kFirstNames), last = random.pick(kTrees);
        std::string number = std::to_string(100 + i % 100);  // 555-0100 to 555-0199
        made.push_back(
            {std::string(first) + " " + std::string(last) + " " + std::to_string(i),
             "+1" + std::string(kAreas[i / 100 % kAreas.size()]) + "5550" + number,
             std::string(first) + "." + std::string(last) + std::to_string(i) + "@mail.example"});
        made.back().email[0] = static_cast<char>(made.back().email[0] - 'A' + 'a');
    }
    return made;
}

const std::vector<App>& usual_apps() {
    static const std::vector<App> kApps = {
        {"net.whatsapp.WhatsApp", "WhatsApp Messenger", "WhatsApp", "WhatsApp Inc."},
        {"org.whispersystems.signal", "Signal", "Signal", "Signal Messenger, LLC"},
        {"com.google.chrome.ios", "Chrome", "Chrome", "Google"},
        {"com.google.Maps", "Google Maps", "GoogleMaps", "Google"},
        {"org.mozilla.ios.Firefox", "Firefox", "Client", "Mozilla"},
        {"example.harbor.bank", "Harbor Bank", "HarborBank", "Harbor Bank plc"},
        {"example.river.weather", "River Weather", "RiverWeather", "River Works"},
        {"example.castle.chess", "Castle Chess", "CastleChess", "Castle Games"},
        {"example.train.times", "Train Times", "TrainTimes", "Forest Labs"},
        {"example.recipe.box", "Recipe Box", "RecipeBox", "Coffee Software"},
    };
    return kApps;
}

}  // namespace bridle::fabricate
