#include "register/web/server.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <list>
#include <unordered_map>
#include <utility>  // Boost 1.74 forgets it

#include "register/web/request_reader.h"
#include "register/web/tls.h"
#include "register/web/workers.h"

namespace bridle::registry {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;
using Tcp = asio::ip::tcp;
// Sockets that know what runs them are faster than those that ask.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<Tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;
using TlsStream = asio::ssl::stream<Socket&>;

constexpr std::size_t kSmallBody = 16 << 10;  // goes out in one piece with its head
constexpr std::size_t kReadAtOnce = 4 << 10, kReadOfBodyAtOnce = 64 << 10;
constexpr std::int64_t kBytesForASecond = 16 << 10;
constexpr milliseconds kLinger{2'000};

// Keeps of a head where everything lies.
class HeadParser final : public http::basic_parser<true> {
public:
    explicit HeadParser(RawHead& raw) : raw_(raw) {
        raw_.headers.clear();
        skip(true);  // no body
        header_limit(std::numeric_limits<std::uint32_t>::max());
    }

private:
    using View = boost::beast::string_view;
    static std::string_view plain(View view) { return {view.data(), view.size()}; }

    void on_request_impl(http::verb, View method, View target, int version, error_code&) override {
        raw_.method = plain(method);
        raw_.target = plain(target);
        raw_.is_1_0 = version == 10;
    }
    void on_field_impl(http::field, View name, View value, error_code&) override {
        raw_.headers.emplace_back(plain(name), plain(value));
    }
    void on_response_impl(int, View, int, error_code&) override {}
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(View, error_code&) override { return 0; }
    void on_chunk_header_impl(std::uint64_t, View, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, View, error_code&) override { return 0; }
    void on_finish_impl(error_code&) override {}

    RawHead& raw_;
};

class Connection;

class Server {
public:
    Server(const Handler& handler, const ServerOptions& options, const std::atomic<bool>& stop,
           std::optional<asio::ssl::context> tls, TlsFiles tls_files);
    Result<unsigned short> listen();
    void run();

    const Handler& handler;
    const ServerOptions& options;
    std::optional<asio::ssl::context> tls;
    std::vector<std::string> proxies;  // as plain_address writes them
    std::list<Connection*> connections;
    std::unordered_map<std::string, std::size_t> per_address;
    std::size_t bytes_in_bodies = 0;
    bool stopping = false;
    asio::io_context io{1};
    Workers workers;

private:
    void accept();
    void admit(Socket socket);
    void tick();
    void renew_certificate(Clock::time_point now);

    const std::atomic<bool>& stop_;
    TlsFiles tls_files_;
    Clock::time_point next_look_;
    Acceptor acceptor_{io};
    Timer timer_{io}, pause_{io};
    std::size_t most_connections_;
    milliseconds beat_;
    Clock::time_point last_moment_;  // once it is stopping
};

// One client: reads a request, has it answered, writes the answer, and so on in order. Lives as
// long as an operation of its own is under way.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(Server& server, Socket socket, std::string address, std::string network);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void start();
    void answer(const Response& response);
    void expire_before(Clock::time_point now);
    bool is_running() const {
        return state_ == State::body || state_ == State::busy || state_ == State::writing;
    }
    void close();

private:
    enum class State : std::uint8_t { handshake, idle, head, body, busy, writing, closing };
    using Step = void (Connection::*)();

    void read();
    void heard(error_code error, std::size_t size);
    void read_request();
    void read_parsed_head(std::size_t size);
    void read_body();
    void hand_on();
    static void work_on(std::shared_ptr<Connection> self);
    Response our_error() const {
        return plain_error(500, "This is an error of ours.", request_.path);
    }
    void write(std::string_view bytes, Step then);
    void wrote_answer();
    void refuse(const Refusal& refusal);
    void finish();
    void allow(State state, milliseconds time);
    void allow_for(std::size_t bytes);
    std::string_view received() const {
        return {static_cast<const char*>(buffer_.data().data()), buffer_.size()};
    }

    Server& server_;
    Socket socket_;
    std::optional<TlsStream> tls_;
    std::string address_, network_;
    std::list<Connection*>::iterator place_;
    State state_ = State::handshake;
    Clock::time_point deadline_;
    bool too_slow_ = false;  // the read under way was ended by the deadline

    boost::beast::flat_buffer buffer_;
    std::size_t scanned_ = 0;  // of a head that has not come to its end
    RawHead raw_;
    std::optional<BodyReader> body_;
    std::size_t counted_ = 0;  // of its body in Server::bytes_in_bodies
    Request request_;
    bool keep_alive_ = true;

    std::string out_;
    std::shared_ptr<const std::string> body_out_;
    std::string_view to_write_, rest_of_body_;
    Step then_ = nullptr;
};

Connection::Connection(Server& server, Socket socket, std::string address, std::string network)
    : server_(server),
      socket_(std::move(socket)),
      address_(std::move(address)),
      network_(std::move(network)),
      place_(server.connections.insert(server.connections.end(), this)) {
    if (server.tls) tls_.emplace(socket_, *server.tls);
    if (!network_.empty()) server.per_address[network_]++;
}

Connection::~Connection() {
    server_.connections.erase(place_);
    server_.bytes_in_bodies -= counted_;
    auto found = server_.per_address.find(network_);
    if (found != server_.per_address.end() && --found->second == 0)
        server_.per_address.erase(found);
}

void Connection::start() {
    allow(State::handshake, server_.options.header_timeout);
    if (!tls_) {
        state_ = State::idle;
        return read();
    }
    tls_->async_handshake(asio::ssl::stream_base::server,
                          [self = shared_from_this()](error_code error) {
                              if (error) return self->close();
                              self->state_ = State::idle;
                              self->read();
                          });
}

void Connection::allow(State state, milliseconds time) {
    state_ = state;
    deadline_ = Clock::now() + time;
}

// Who gets on may go on, but nobody saves up time.
void Connection::allow_for(std::size_t bytes) {
    deadline_ +=
        std::chrono::microseconds(static_cast<std::int64_t>(bytes) * 1'000'000 / kBytesForASecond);
    deadline_ = std::min(deadline_, Clock::now() + server_.options.body_timeout);
}

void Connection::expire_before(Clock::time_point now) {
    if (state_ == State::busy || deadline_ > now) return;
    if (too_slow_ || (state_ != State::head && state_ != State::body)) return close();
    too_slow_ = true;  // who is within a request hears why
    deadline_ = now + kLinger;
    error_code ignored;
    socket_.cancel(ignored);
}

void Connection::close() {
    error_code ignored;
    socket_.close(ignored);
}

void Connection::read() {
    auto space = buffer_.prepare(state_ == State::body ? kReadOfBodyAtOnce : kReadAtOnce);
    auto then = [self = shared_from_this()](error_code error, std::size_t size) {
        self->heard(error, size);
    };
    if (tls_)
        tls_->async_read_some(space, std::move(then));
    else
        socket_.async_read_some(space, std::move(then));
}

void Connection::heard(error_code error, std::size_t size) {
    if (too_slow_ && state_ != State::closing && socket_.is_open()) {
        too_slow_ = false;
        return refuse({408, "The request took too long to come."});
    }
    if (error) return close();
    if (state_ == State::closing) return read();  // into the same space: nothing is kept
    buffer_.commit(size);
    if (state_ == State::body) {
        allow_for(size);
        return read_body();
    }
    read_request();
}

void Connection::read_request() {
    if (state_ == State::idle) allow(State::head, server_.options.header_timeout);
    while (received().starts_with("\r\n")) buffer_.consume(2);  // some send one too many
    std::string_view bytes = received();
    std::size_t most = server_.options.most_header_bytes;
    if (bytes.empty() || bytes == "\r") return read();

    request_ = Request{};
    request_.now = now();
    request_.secure = tls_.has_value();
    char first = bytes.front();
    if (first < 'A' || first > 'Z') return refuse({400, "This is no request of HTTP."});
    auto size = head_size(bytes, scanned_);
    if (!size) return refuse(size.error());
    if (*size > most || (*size == 0 && bytes.size() >= most)) {
        if (bytes.substr(0, most).contains('\n')) return refuse({431, "The headers are too long."});
        return refuse({414, "The target is too long."});
    }
    if (*size == 0) return read();
    scanned_ = 0;
    read_parsed_head(*size);
}

void Connection::read_parsed_head(std::size_t size) {
    HeadParser parser(raw_);
    error_code error;
    std::size_t read = parser.put(asio::const_buffer(buffer_.data().data(), size), error);
    if (error == http::error::bad_version)
        return refuse({505, "Of versions of HTTP, 1.0 and 1.1 are spoken here."});
    if (error || read != size || !parser.is_done())
        return refuse({400, "The head of the request is malformed."});
    auto head = read_head(raw_, {address_, tls_.has_value(), server_.proxies});
    if (!head) {
        request_.path = raw_.target.substr(0, raw_.target.find('?'));
        if (raw_.method == "HEAD") request_.method = Method::head;
        return refuse(head.error());
    }
    buffer_.consume(size);
    Time now = request_.now;
    request_ = std::move(head->request);
    request_.now = now;
    keep_alive_ = head->keep_alive;

    const ServerOptions& options = server_.options;
    bool upload = options.takes_uploads && options.takes_uploads(request_.path);
    std::size_t most = upload ? options.most_upload_bytes : options.most_body_bytes;
    body_.emplace(*head, most);
    if (head->length > most) return refuse({413, "The body is too long."});
    if (body_->is_done()) return hand_on();
    allow(State::body, options.body_timeout);
    if (head->expects_continue && buffer_.size() == 0)
        return write("HTTP/1.1 100 Continue\r\n\r\n", &Connection::read);
    read_body();
}

void Connection::read_body() {
    auto taken = body_->take(received());
    if (!taken) return refuse(taken.error());
    buffer_.consume(*taken);
    std::size_t more = body_->body.size() - counted_;
    if (server_.bytes_in_bodies + more > server_.options.most_bytes_at_once)
        return refuse({503, "Too much is being received at once. Please try again later."});
    counted_ += more;
    server_.bytes_in_bodies += more;
    if (!body_->is_done()) return read();
    request_.body = std::move(body_->body);
    hand_on();
}

void Connection::hand_on() {
    body_.reset();
    state_ = State::busy;
    std::optional<Response> response;
    try {
        if (server_.handler.at_hand) response = server_.handler.at_hand(request_);
    } catch (const std::exception&) {
        response = our_error();
    }
    if (!response && !server_.workers.offer(request_.remote, [self = shared_from_this()]() mutable {
            work_on(std::move(self));
        })) {
        response = plain_error(503, "Too many are waiting. Please try again later.", request_.path);
        response->headers.emplace_back("Retry-After", "2");
    }
    if (response) answer(*response);
}

// On a worker. The answer goes back to the thread of the sockets, and with it the last hold of the
// connection.
void Connection::work_on(std::shared_ptr<Connection> self) {
    Response response;
    try {
        response = self->server_.handler.handle(self->request_);
    } catch (const std::exception&) {
        response = self->our_error();
    }
    asio::io_context& io = self->server_.io;
    asio::post(
        io, [self = std::move(self), response = std::move(response)] { self->answer(response); });
}

void Connection::answer(const Response& response) {
    if (server_.stopping) keep_alive_ = false;
    out_.clear();
    if (append_head(out_, response, request_, keep_alive_)) {
        body_out_ = response.body;
        out_.append(*body_out_, 0, kSmallBody);
        rest_of_body_ =
            std::string_view(*body_out_).substr(std::min(kSmallBody, body_out_->size()));
    }
    request_.body = {};
    server_.bytes_in_bodies -= std::exchange(counted_, 0);
    allow(State::writing, server_.options.body_timeout);
    write(out_, &Connection::wrote_answer);
}

void Connection::write(std::string_view bytes, Step then) {
    to_write_ = bytes;
    then_ = then;
    auto next = [self = shared_from_this()](error_code error, std::size_t size) {
        if (error) return self->close();
        self->allow_for(size);
        self->to_write_.remove_prefix(size);
        if (self->to_write_.empty()) return ((*self).*(self->then_))();
        self->write(self->to_write_, self->then_);
    };
    asio::const_buffer piece(to_write_.data(), to_write_.size());
    if (tls_)
        tls_->async_write_some(piece, std::move(next));
    else
        socket_.async_write_some(piece, std::move(next));
}

void Connection::wrote_answer() {
    if (!rest_of_body_.empty())
        return write(std::exchange(rest_of_body_, {}), &Connection::wrote_answer);
    body_out_.reset();
    if (!keep_alive_ || server_.stopping) return finish();
    allow(State::idle, server_.options.idle_timeout);
    if (buffer_.size() > 0) return read_request();  // it did not wait for the answer
    if (buffer_.capacity() > kReadOfBodyAtOnce / 2) buffer_.shrink_to_fit();
    read();
}

// What comes after a request that is not understood is not understood either.
void Connection::refuse(const Refusal& refusal) {
    keep_alive_ = false;
    Response response = plain_error(refusal.status, refusal.why, request_.path);
    if (refusal.status == 405)
        response.headers.emplace_back("Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS");
    if (refusal.status == 503) response.headers.emplace_back("Retry-After", "10");
    answer(response);
}

// Hears out who still sends: to close while bytes arrive would reset the connection, and the
// answer with it.
void Connection::finish() {
    bool is_quiet = !body_ && buffer_.size() == 0;
    body_.reset();
    buffer_.clear();
    allow(State::closing, std::min(kLinger, server_.options.header_timeout));
    if (tls_ && is_quiet)
        return tls_->async_shutdown([self = shared_from_this()](error_code) { self->close(); });
    error_code ignored;
    if (!tls_) socket_.shutdown(Socket::shutdown_send, ignored);
    read();
}

// A process may open fewer files than there may be connections, and needs some for itself.
std::size_t sockets_at_most(std::size_t wanted) {
    constexpr rlim_t kOthers = 64;
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
    if (limit.rlim_cur < wanted + kOthers && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, wanted + kOthers);
        if (setrlimit(RLIMIT_NOFILE, &limit) != 0) getrlimit(RLIMIT_NOFILE, &limit);
    }
    rlim_t most = limit.rlim_cur > 2 * kOthers ? limit.rlim_cur - kOthers : limit.rlim_cur / 2;
    return std::min<std::size_t>(wanted, most);
}

Server::Server(const Handler& the_handler, const ServerOptions& the_options,
               const std::atomic<bool>& stop, std::optional<asio::ssl::context> the_tls,
               TlsFiles tls_files)
    : handler(the_handler),
      options(the_options),
      tls(std::move(the_tls)),
      workers(options.workers, options.most_waiting),
      stop_(stop),
      tls_files_(std::move(tls_files)),
      most_connections_(sockets_at_most(options.most_connections)),
      beat_(std::clamp(
          std::min({options.header_timeout, options.body_timeout, options.idle_timeout}) / 4,
          milliseconds(5), milliseconds(50))) {}

Result<unsigned short> Server::listen() {
    for (const std::string& proxy : options.trusted_proxies) {
        proxies.push_back(plain_address(proxy));
        if (proxies.back().empty())
            return fail(Errc::unsupported, "trusted proxy " + proxy + " is no address");
    }
    error_code error;
    auto address = asio::ip::make_address(options.address, error);
    if (error) return fail(Errc::unsupported, options.address + " is no address to listen at");
    Tcp::endpoint endpoint(address, options.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(Acceptor::reuse_address(true), error);
    if (!error && address.is_v6()) acceptor_.set_option(asio::ip::v6_only(false), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(Acceptor::max_listen_connections, error);
    if (!error) endpoint = acceptor_.local_endpoint(error);
    if (error)
        return fail(Errc::io, fmt::format("cannot listen at {} port {}: {}", options.address,
                                          options.port, error.message()));
    return endpoint.port();
}

void Server::run() {
    accept();
    tick();
    for (;;) {
        try {
            io.run();
            break;
        } catch (const std::exception&) {
            // Out of memory: what ran into it is closed, for nothing holds it any more.
        }
    }
    workers.end();
}

void Server::accept() {
    acceptor_.async_accept([this](error_code error, Socket socket) {
        if (!acceptor_.is_open()) return;
        if (!error) admit(std::move(socket));
        if (!error || error == asio::error::connection_aborted) return accept();
        // No file is left to open: to ask again at once would only burn time.
        pause_.expires_after(milliseconds(50));
        pause_.async_wait([this](error_code) {
            if (acceptor_.is_open()) accept();
        });
    });
}

void Server::admit(Socket socket) {
    error_code error;
    auto peer = socket.remote_endpoint(error).address();
    if (error || connections.size() >= most_connections_) return;
    std::string address = plain_address(peer.to_string()), network = address;
    if (address.contains(':')) {
        auto bytes = peer.to_v6().to_bytes();
        network.assign(bytes.begin(), bytes.begin() + 8);
    }
    if (std::ranges::find(proxies, address) != proxies.end()) network.clear();  // counts for none
    auto found = per_address.find(network);
    if (found != per_address.end() && found->second >= options.most_per_address) return;
    socket.set_option(Tcp::no_delay(true), error);
    std::make_shared<Connection>(*this, std::move(socket), std::move(address), std::move(network))
        ->start();
}

// Connections that are there go on with what they began with.
void Server::renew_certificate(Clock::time_point now) {
    if (!tls || now < next_look_) return;
    next_look_ = now + options.certificate_look;
    auto fresh = tls_files_.renewed();
    if (!fresh && options.complain) options.complain(fresh.error());
    if (fresh && *fresh) tls.emplace(fresh->release());
}

// One clock for all: to look at each connection a few times a second costs less than a timer for
// each step of each.
void Server::tick() {
    auto now = Clock::now();
    if (!stopping && stop_) {
        stopping = true;
        last_moment_ = now + options.stop_timeout;
        error_code ignored;
        acceptor_.close(ignored);
    }
    renew_certificate(now);
    for (Connection* connection : connections) connection->expire_before(now);
    if (stopping) {
        bool all_done = true;
        for (Connection* connection : connections) {
            if (connection->is_running() && now < last_moment_)
                all_done = false;
            else
                connection->close();
        }
        if (all_done) return io.stop();
    }
    timer_.expires_after(beat_);
    timer_.async_wait([this](error_code) { tick(); });
}

}  // namespace

Result<void> serve(const Handler& handler, const ServerOptions& options,
                   const std::atomic<bool>& stop,
                   const std::function<void(unsigned short port)>& started) {
    bool with_tls = !options.certificate.empty();
    if (with_tls == options.key.empty())
        return fail(Errc::unsupported, "TLS needs both a certificate and its key");
    try {
        std::optional<asio::ssl::context> tls;
        TlsFiles files(options.certificate, options.key);
        if (with_tls) {
            TlsContext context = TRY(files.load());
            tls.emplace(context.release());
        }
        Server server(handler, options, stop, std::move(tls), std::move(files));
        unsigned short port = TRY(server.listen());
        if (started) started(port);
        server.run();
        return {};
    } catch (const std::exception& error) {
        return fail(Errc::internal, std::string("the server cannot start: ") + error.what());
    }
}

}  // namespace bridle::registry
