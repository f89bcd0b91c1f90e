#include "register/web/request_reader.h"

#include <gtest/gtest.h>

namespace bridle::registry::request_reader_test {
namespace {

using Headers = std::vector<std::pair<std::string_view, std::string_view>>;

const std::vector<std::string> kProxies{"127.0.0.1", "::1"};

RawHead get(std::string_view target, Headers more = {}, bool is_1_0 = false) {
    more.emplace_back("Host", "register.example");
    return {"GET", target, is_1_0, std::move(more)};
}

// What is understood, or why not.
std::string read(const RawHead& raw, std::string_view peer = "192.0.2.1") {
    auto head = read_head(raw, {peer, false, kProxies});
    if (!head) return std::to_string(head.error().status) + " " + std::string(head.error().why);
    std::string out = head->request.path;
    for (const auto& [key, value] : head->request.query) out += " " + key + "=" + value;
    if (!head->keep_alive) out += " closes";
    if (head->expects_continue) out += " expects";
    if (head->chunked) out += " chunked";
    if (head->length > 0) out += " " + std::to_string(head->length);
    return out;
}

std::string path(std::string_view target) {
    return read(get(target));
}

TEST(RequestReader, DecodesThePathOnce) {
    EXPECT_EQ(path("/"), "/");
    EXPECT_EQ(path("/a%20b+c/%D8%B4/"), "/a b+c/\xD8\xB4/");
    EXPECT_EQ(path("/%252e%252e/"), "/%2e%2e/");
    EXPECT_EQ(path("/...a/.b/c."), "/...a/.b/c.");
}

TEST(RequestReader, DecodesTheQueryInOrder) {
    EXPECT_EQ(path("/s/?q=a+b%26c&x&q=/../"), "/s/ q=a b&c x= q=/../");
    EXPECT_EQ(path("/s?"), "/s");
}

TEST(RequestReader, RefusesPathsThatCouldBeReadInTwoWays) {
    for (const char* bad : {"/..",      "/a/../b",   "/.",
                            "/a/./b",   "/%2e%2E/x", "/.%2e",
                            "//",       "/a//b",     "/a/%2Fb",
                            "/a%2fb",   "/a\\b",     "/%5c..",
                            "/%00",     "/a%0Ab",    "/%7F",
                            "/%",       "/%2",       "/%zz",
                            "/%C0%AF",  "/%FF",      "/\xFF",
                            "/a#b",     "a",         "",
                            "*",        "?q",        "example.org:443",
                            "ftp://a/b"})
        EXPECT_TRUE(path(bad).starts_with("400 ")) << bad << ": " << path(bad);
}

TEST(RequestReader, RefusesQueriesWithBadEscapes) {
    for (const char* bad : {"/?a=%", "/?a=%00", "/?%ff", "/?a=1&b=%g0"})
        EXPECT_EQ(path(bad), "400 The query has a bad escape, or is not UTF-8.");
    std::string many = "/?";
    for (std::size_t i = 0; i <= kMostParameters; i++) many += "a&";
    EXPECT_EQ(path(many), "400 The query is too long a list.");
}

TEST(RequestReader, RefusesWhatIsTooLong) {
    EXPECT_EQ(path("/" + std::string(kMostPathBytes, 'a')), "414 The path is too long.");
    EXPECT_EQ(path("/?" + std::string(kMostTargetBytes, 'a')), "414 The target is too long.");
    EXPECT_EQ(read(get("/", Headers(kMostHeaders, {"X", "y"}))), "431 There are too many headers.");
}

TEST(RequestReader, TakesTheHostOfAnAbsoluteTarget) {
    auto head = read_head(get("HTTP://other.example:80/a?b=c"), {"192.0.2.1", false, {}});
    ASSERT_TRUE(head);
    EXPECT_EQ(head->request.path, "/a");
    EXPECT_EQ(head->request.header("host"), "other.example:80");
    EXPECT_EQ(path("https://other.example"), "/");
    EXPECT_EQ(path("http://other.example?a"), "400 The target is no path.");
    for (const char* bad : {"http:///a", "http://u@h/", "http://a b/"})
        EXPECT_EQ(path(bad), "400 The target names a bad host.") << bad;
}

TEST(RequestReader, WantsOneGoodHost) {
    RawHead none{"GET", "/", false, {}};
    EXPECT_EQ(read(none), "400 The request has no good Host.");
    none.is_1_0 = true;
    EXPECT_EQ(read(none), "/ closes");
    EXPECT_EQ(read(get("/", {{"host", "other"}})), "400 A header comes twice that may come once.");
    for (const char* bad : {"", "a/b", "a@b", "a b", "a,b"})
        EXPECT_EQ(read({"GET", "/", false, {{"Host", bad}}}), "400 The request has no good Host.");
    EXPECT_EQ(read({"GET", "/", false, {{"Host", "[::1]:80"}}}), "/");
}

TEST(RequestReader, KnowsSixMethods) {
    for (const char* bad : {"TRACE", "CONNECT", "PATCH", "get", "PRI"}) {
        RawHead raw = get("/");
        raw.method = bad;
        EXPECT_TRUE(read(raw).starts_with("405 ")) << bad;
    }
    RawHead raw = get("/");
    raw.method = "DELETE";
    EXPECT_EQ(read_head(raw, {})->request.method, Method::del);
    raw.method = "OPTIONS";
    EXPECT_EQ(read_head(raw, {})->request.method, Method::options);
}

TEST(RequestReader, JoinsHeadersThatAreLists) {
    auto head =
        read_head(get("/", {{"X-A", "1"}, {"Cookie", "a=1"}, {"x-a", "2"}, {"COOKIE", "b=2"}}),
                  {"192.0.2.1", false, {}});
    EXPECT_EQ(head->request.header("x-a"), "1, 2");
    EXPECT_EQ(head->request.cookie("b"), "2");
}

TEST(RequestReader, RefusesControlCharactersInHeadersAndRepairsWhatIsNoText) {
    EXPECT_EQ(read(get("/", {{"X", "a\x01"}})), "400 A header has a control character.");
    EXPECT_EQ(read(get("/", {{"X", "a\rb"}})), "400 A header has a control character.");
    EXPECT_EQ(read(get("/", {{"X", "a\tb"}})), "/");
    EXPECT_EQ(read_head(get("/", {{"X", "a\xFF"}}), {})->request.header("x"), "a\xEF\xBF\xBD");
}

TEST(RequestReader, FindsOneEndOfTheBody) {
    EXPECT_EQ(read(get("/", {{"Content-Length", "17"}})), "/ 17");
    EXPECT_EQ(read(get("/", {{"Transfer-Encoding", "Chunked"}})), "/ chunked");
    for (const char* bad : {"", "+1", "-1", "1 ", "1,1", "0x1", "1.0", "99999999999999999999", "a"})
        EXPECT_EQ(read(get("/", {{"Content-Length", bad}})), "400 Content-Length is no number.");
    EXPECT_EQ(read(get("/", {{"Content-Length", "1"}, {"Transfer-Encoding", "chunked"}})),
              "400 Content-Length and Transfer-Encoding exclude each other.");
    EXPECT_EQ(read(get("/", {{"Content-Length", "1"}, {"content-length", "2"}})),
              "400 A header comes twice that may come once.");
    EXPECT_EQ(read(get("/", {{"Transfer-Encoding", "chunked"}}, true)),
              "400 HTTP/1.0 has no Transfer-Encoding.");
    for (const char* bad :
         {"gzip, chunked", "identity", "xchunked", "chunked, chunked", "\"chunked\""})
        EXPECT_EQ(read(get("/", {{"Transfer-Encoding", bad}})),
                  "501 Of transfer encodings only chunked is understood.");
}

TEST(RequestReader, HeedsConnectionAndExpect) {
    EXPECT_EQ(read(get("/", {{"Connection", "TE, Close"}})), "/ closes");
    EXPECT_EQ(read(get("/", {{"Connection", "keep-alive"}})), "/");
    EXPECT_EQ(read(get("/", {{"Connection", "keep-alive"}}, true)), "/ closes");
    EXPECT_EQ(read(get("/", {{"Expect", "100-Continue"}})), "/ expects");
    EXPECT_EQ(read(get("/", {{"Expect", "100-continue"}}, true)), "/ closes");
    EXPECT_TRUE(read(get("/", {{"Expect", "200-ok"}})).starts_with("417 "));
}

std::string remote(std::string_view peer, std::string_view forwarded, std::string_view scheme) {
    auto head = read_head(get("/", {{"X-Forwarded-For", forwarded}, {"X-Forwarded-Proto", scheme}}),
                          {peer, false, kProxies});
    return head->request.remote + (head->request.secure ? " secure" : "");
}

TEST(RequestReader, BelievesOnlyTheLastHopAndOnlyOfATrustedProxy) {
    EXPECT_EQ(remote("127.0.0.1", "10.0.0.1, 198.51.100.7", "https"), "198.51.100.7 secure");
    EXPECT_EQ(remote("::1", "10.0.0.1,2001:DB8::1", "https, http"), "2001:db8::1");
    EXPECT_EQ(remote("127.0.0.1", "198.51.100.7, <script>", ""), "127.0.0.1");
    EXPECT_EQ(remote("192.0.2.1", "198.51.100.7", "https"), "192.0.2.1");
}

TEST(PlainAddress, WritesEachAddressInOneWay) {
    EXPECT_EQ(plain_address("127.0.0.1"), "127.0.0.1");
    EXPECT_EQ(plain_address("::ffff:127.0.0.1"), "127.0.0.1");
    EXPECT_EQ(plain_address("2001:0DB8:0::1"), "2001:db8::1");
    for (const char* bad : {"", "127.1", "a", "1.2.3.4.5", "::g", "127.0.0.1:80"})
        EXPECT_EQ(plain_address(bad), "") << bad;
}

// Heads come in pieces of any size, and the answer must be the same.
std::string size_of_head(std::string_view bytes, std::size_t step) {
    std::size_t scanned = 0;
    for (std::size_t have = 0;; have = std::min(have + step, bytes.size())) {
        auto size = head_size(bytes.substr(0, have), scanned);
        if (!size) return std::string(size.error().why);
        if (*size > 0) return std::to_string(*size);
        if (have == bytes.size()) return "more";
    }
}

TEST(HeadSize, IsFoundHoweverTheBytesCome) {
    for (std::size_t step : {1, 2, 3, 5, 100}) {
        EXPECT_EQ(size_of_head("G / H\r\nA: b\r\n\r\nbody", step), "15");
        EXPECT_EQ(size_of_head("G / H\r\n\r\n", step), "9");
        EXPECT_EQ(size_of_head("G / H\r\nA: b\r\n", step), "more");
        EXPECT_EQ(size_of_head("G / H\r\nA: b\r\n\r", step), "more");
        EXPECT_EQ(size_of_head("G / H\r\nA: b\r\n c\r\n\r\n", step),
                  "A header goes on on the next line.");
        EXPECT_EQ(size_of_head("G / H\r\nA: b\r\n\tc\r\n\r\n", step),
                  "A header goes on on the next line.");
        EXPECT_EQ(size_of_head("G / H\nA: b\r\n\r\n", step), "A line does not end in CRLF.");
        EXPECT_EQ(size_of_head("G / H\r\nA: b\r\n\n", step), "A line does not end in CRLF.");
        EXPECT_EQ(size_of_head("\n", step), "A line does not end in CRLF.");
    }
}

// The body, and what is left of the bytes behind it.
std::string body(const RequestHead& head, std::string_view bytes, std::size_t step) {
    BodyReader reader(head, 1000);
    std::string waiting;
    while (!reader.is_done() && !bytes.empty()) {
        waiting += bytes.substr(0, step);
        bytes.remove_prefix(std::min(bytes.size(), step));
        auto taken = reader.take(waiting);
        if (!taken) return std::to_string(taken.error().status);
        waiting.erase(0, *taken);
    }
    return reader.is_done() ? reader.body + "|" + waiting + std::string(bytes) : "more";
}

TEST(BodyReader, TakesChunksHoweverTheBytesCome) {
    RequestHead head;
    head.chunked = true;
    for (std::size_t step : {1, 2, 3, 4, 5, 7, 1000}) {
        EXPECT_EQ(body(head, "0\r\n\r\nGET", step), "|GET");
        EXPECT_EQ(
            body(head, "3\r\nabc\r\n00A;x=\"y\" \r\n\r\n34567890\r\n0 ;z\r\nT: x\r\n\r\nG", step),
            "abc\r\n34567890|G");
        EXPECT_EQ(body(head, "3\r\nabc\r\n0\r\n\r", step), "more");
    }
}

TEST(BodyReader, RefusesMalformedChunks) {
    RequestHead head;
    head.chunked = true;
    for (const char* bad :
         {"\r\n", "x\r\n", "-1\r\n", "+1\r\n", "0x3\r\n", ";a\r\n", " 3\r\n", "3 \r\n", "3 a\r\n",
          "3\n", "3;a\nb\r\n", "3;\x01\r\n", "fffffffffffffffff\r\n", "3\r\nabcd\r\n",
          "3\r\nabc\n0\r\n", "3\r\nabc0\r\n", "0\r\nno colon\r\n", "0\r\n a: b\r\n"})
        for (std::size_t step : {1, 1000}) EXPECT_EQ(body(head, bad, step), "400") << bad;
    for (const char* front : {"3;", "0\r\na: "})
        EXPECT_EQ(body(head, front + std::string(2'000, 'a'), 100), "400") << front;
    std::string trailers = "0\r\n";
    for (int i = 0; i < 10; i++) trailers += "a: " + std::string(500, 'a') + "\r\n";
    EXPECT_EQ(body(head, trailers + "\r\n", 100), "400");
}

TEST(BodyReader, HoldsToItsLimit) {
    RequestHead head;
    head.chunked = true;
    std::string most(1000, 'b');
    EXPECT_EQ(body(head, "3e8\r\n" + most + "\r\n0\r\n\r\n", 7), most + "|");
    EXPECT_EQ(body(head, "3e8\r\n" + most + "\r\n1\r\nb", 7), "413");
    EXPECT_EQ(body(head, "3e9\r\nb", 7), "413");
    EXPECT_EQ(body(head, "ffffffffffffffff\r\nb", 7), "413");
}

TEST(BodyReader, TakesAsMuchAsWasAnnounced) {
    RequestHead head;
    EXPECT_EQ(body(head, "", 1), "|");
    head.length = 5;
    EXPECT_EQ(body(head, "helloGET", 2), "hello|GET");
    EXPECT_EQ(body(head, "hell", 1), "more");
}

std::string parts(std::string_view type, std::string_view body) {
    auto read = parse_multipart(type, body);
    if (!read) return read.error().what;
    std::string out;
    for (const Part& part : *read)
        out.append("[" + part.name + "|" + part.file_name + "|" + part.type + "|")
            .append(part.content)
            .append("]");
    return out;
}

constexpr std::string_view kType = "multipart/form-data; boundary=\"xYz\"";

TEST(Multipart, ReadsFieldsAndFiles) {
    EXPECT_EQ(parts("Multipart/Form-Data; charset=x; boundary=xYz",
                    "--xYz\r\nContent-Disposition: form-data; name=\"a b\"\r\n\r\nhello\r\nworld"
                    "\r\n--xYz\r\ncontent-type: application/pdf\r\n"
                    "Content-Disposition: form-data; filename=\"C:\\\\dir\\x.pdf\"; name=file\r\n"
                    "\r\n\r\n--xY\r\n--xYz--\r\nepilogue"),
              "[a b|||hello\r\nworld][file|x.pdf|application/pdf|\r\n--xY]");
    EXPECT_EQ(parts(kType, "--xYz\r\nContent-Disposition: form-data; name=e\r\n\r\n\r\n--xYz--"),
              "[e|||]");
    EXPECT_EQ(parts(kType, "--xYz--\r\n"), "");
}

TEST(Multipart, KeepsNoPathOfAFile) {
    EXPECT_EQ(parts(kType,
                    "--xYz\r\nContent-Disposition: form-data; name=f; "
                    "filename=\"../../etc/pass\\\"wd\"\r\n\r\nx\r\n--xYz--"),
              "[f|pass\"wd||x]");
}

TEST(Multipart, RefusesAnotherType) {
    for (const char* type :
         {"", "multipart/form-data", "multipart/mixed; boundary=xYz", "text/plain; boundary=xYz",
          "multipart/form-data; boundary=", "multipart/form-data; boundary=\"xYz",
          "multipart/form-data; xboundary=xYz"})
        EXPECT_EQ(parts(type, "--xYz--"),
                  "This is no form with parts: multipart/form-data is expected.")
            << type;
}

TEST(Multipart, RefusesWhatHasNoClearEnd) {
    std::string head = "--xYz\r\nContent-Disposition: form-data; name=a\r\n";
    EXPECT_EQ(parts(kType, head + "\r\nabc"), "The form ends before its last boundary.");
    EXPECT_EQ(parts(kType, head + "\r\n--xYz--"), "A part of the form has no content.");
    EXPECT_EQ(parts(kType, head), "The head of a part of the form has no end.");
    EXPECT_EQ(parts(kType, head + "\r\nabc\r\n--xYzz--"),
              "A boundary of the form has no line of its own.");
    EXPECT_EQ(parts(kType, "preamble\r\n" + head), "The form does not begin with its boundary.");
    EXPECT_EQ(parts(kType, head + "X: " + std::string(5000, 'a') + "\r\n\r\nabc\r\n--xYz--"),
              "The head of a part of the form has no end.");
}

TEST(Multipart, RefusesPartsWithoutOneName) {
    auto part = [](std::string headers) {
        return parts(kType, "--xYz\r\n" + headers + "\r\nabc\r\n--xYz--");
    };
    EXPECT_EQ(part(""), "A part of the form has no name.");
    EXPECT_EQ(part("Content-Type: a/b\r\n"), "A part of the form has no name.");
    EXPECT_EQ(part("nothing\r\n"), "A part of the form has a bad header.");
    std::string unclear = "A part of the form says nothing clear of its name.";
    EXPECT_EQ(part("Content-Disposition: form-data\r\n"), unclear);
    EXPECT_EQ(part("Content-Disposition: form-data; filename=a\r\n"), unclear);
    EXPECT_EQ(part("Content-Disposition: attachment; name=a\r\n"), unclear);
    EXPECT_EQ(part("Content-Disposition: form-data; name=\"a\r\n"), unclear);
    EXPECT_EQ(part("Content-Disposition: form-data; name=a\r\n"
                   "Content-Disposition: form-data; name=b\r\n"),
              unclear);
    EXPECT_EQ(part("Content-Disposition: form-data; name=\"\xFF\"\r\n"),
              "A part of the form has a header that is no text.");
}

TEST(Multipart, RefusesTooManyParts) {
    std::string many;
    for (int i = 0; i < 200; i++)
        many += "--xYz\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n";
    EXPECT_EQ(parse_multipart(kType, many + "--xYz--")->size(), 200U);
    EXPECT_EQ(parts(kType, many + "--xYz\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n"
                                  "--xYz--"),
              "The form has too many parts: at most 200 are read.");
}

}  // namespace
}  // namespace bridle::registry::request_reader_test
