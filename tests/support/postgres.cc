#include "support/postgres.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

namespace bridle::test {

namespace {

constexpr char kUser[] = "bridle";
constexpr auto kPatience = std::chrono::seconds(60);

[[noreturn]] void give_up(const std::string& what) {
    throw std::runtime_error("PostgreSQL for the tests: " + what);
}

// Of the newest version that is installed.
std::string folder_of_programs() {
    std::string newest;
    int version = 0;
    std::error_code none;
    for (const auto& each : std::filesystem::directory_iterator("/usr/lib/postgresql", none)) {
        int its = std::atoi(each.path().filename().c_str());
        std::string programs = each.path() / "bin";
        if (its > version && access((programs + "/initdb").c_str(), X_OK) == 0)
            version = its, newest = programs;
    }
    if (newest.empty()) give_up("not installed; please run: apt-get install postgresql-15");
    return newest;
}

class Server {
public:
    Server();
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::string address(const std::string& database) const {
        return std::string("postgresql://") + kUser + "@/" + database + "?host=" + folder_;
    }
    void run(const std::string& sql) const;

private:
    pid_t start(const std::vector<std::string>& command) const;
    void wait_until_it_answers();

    std::string folder_;
    const passwd* user_ = nullptr;  // who it runs as: it refuses to be root
    pid_t pid_ = -1;
};

// What a shell would do with the command, but as the other user and with its output in a file.
pid_t Server::start(const std::vector<std::string>& command) const {
    std::vector<const char*> arguments;
    for (const std::string& argument : command) arguments.push_back(argument.c_str());
    arguments.push_back(nullptr);
    const char* environment[] = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC", nullptr};
    std::string log = folder_ + "/log";
    pid_t parent = getpid(), child = fork();
    if (child != 0) return child;
    bool ready = true;
    if (user_ != nullptr) ready = setgid(user_->pw_gid) == 0 && setuid(user_->pw_uid) == 0;
    // However this process ends, the server does not outlive it. SIGQUIT ends it at once.
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (getppid() != parent) _exit(1);
    int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ready = ready && out >= 0 && dup2(out, 1) >= 0 && dup2(out, 2) >= 0 && chdir("/") == 0;
    if (ready)
        execve(command[0].c_str(), const_cast<char**>(arguments.data()),
               const_cast<char**>(environment));
    _exit(127);
}

Server::Server() {
    std::string programs = folder_of_programs();
    std::string name = (std::filesystem::temp_directory_path() / "bridle-postgres-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) give_up(std::strerror(errno));
    folder_ = name;
    if (geteuid() == 0) {
        user_ = getpwnam("postgres");
        if (user_ == nullptr) give_up("there is no user \"postgres\" to run it as");
        if (chown(folder_.c_str(), user_->pw_uid, user_->pw_gid) != 0) give_up("chown");
    }
    std::string data = folder_ + "/data";
    pid_t maker = start({programs + "/initdb", "-D", data, "-U", kUser, "-A", "trust", "--no-sync",
                         "--no-instructions", "--encoding=UTF8", "--locale=C.UTF-8"});
    int status = 0;
    while (waitpid(maker, &status, 0) < 0 && errno == EINTR) {
    }
    if (status != 0) give_up("initdb failed; see " + folder_ + "/log");
    std::vector<std::string> command = {programs + "/postgres", "-D", data, "-k", folder_};
    for (const char* setting :
         {"listen_addresses=", "fsync=off", "full_page_writes=off", "synchronous_commit=off",
          "autovacuum=off", "shared_buffers=32MB", "max_connections=60", "log_min_messages=fatal",
          "unix_socket_permissions=0700", "dynamic_shared_memory_type=posix"}) {
        command.emplace_back("-c");
        command.emplace_back(setting);
    }
    pid_ = start(command);
    wait_until_it_answers();
}

void Server::wait_until_it_answers() {
    auto until = std::chrono::steady_clock::now() + kPatience;
    while (PQping(address("postgres").c_str()) != PQPING_OK) {
        if (waitpid(pid_, nullptr, WNOHANG) == pid_ || std::chrono::steady_clock::now() > until)
            give_up("it does not start; see " + folder_ + "/log");
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

Server::~Server() {
    kill(pid_, SIGQUIT);
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    std::error_code none;
    std::filesystem::remove_all(folder_, none);
}

void Server::run(const std::string& sql) const {
    std::unique_ptr<PGconn, decltype(&PQfinish)> connection(
        PQconnectdb(address("postgres").c_str()), PQfinish);
    std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.c_str()),
                                                         PQclear);
    auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        give_up(PQerrorMessage(connection.get()));
}

const Server& server() {
    static Server the_one;
    return the_one;
}

}  // namespace

std::string new_postgres_database(std::string_view like) {
    static int made = 0;
    std::string name = "test" + std::to_string(++made);
    server().run("CREATE DATABASE " + name + " TEMPLATE " + std::string(like));
    return server().address(name);
}

std::string postgres_name(std::string_view address) {
    std::size_t from = address.find("@/") + 2;
    return std::string(address.substr(from, address.find('?') - from));
}

void break_postgres_connections(const std::string& address) {
    server().run("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '" +
                 postgres_name(address) + "'");
}

}  // namespace bridle::test
