#include "support/program.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <thread>

#include "support/harness.h"

namespace bridle::test {

namespace {

void redirect(int descriptor, const std::string& path, int flags) {
    int opened = open(path.c_str(), flags | O_CLOEXEC, 0600);
    if (opened < 0 || dup2(opened, descriptor) < 0) _exit(126);
}

[[noreturn]] void run_program(std::string program, const std::vector<std::string>& arguments) {
    std::vector<char*> argv = {program.data()};
    for (const std::string& argument : arguments)
        argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    execv(program.c_str(), argv.data());
    _exit(127);
}

int code_of(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

[[noreturn]] void become(const char* program, const std::vector<std::string>& arguments,
                         const RunOptions& options, const TemporaryFolder& folder) {
    redirect(STDIN_FILENO, folder / "in", O_RDONLY);
    redirect(STDOUT_FILENO, folder / "out", O_WRONLY | O_CREAT);
    redirect(STDERR_FILENO, folder / "err", O_WRONLY | O_CREAT);
    setsid();  // no terminal to ask at
    if (options.file_limit) {
        rlimit limit{options.file_limit, options.file_limit};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    for (const std::string& variable : options.environment)
        putenv(const_cast<char*>(variable.c_str()));
    run_program(program, arguments);
}

Ran run(const char* program, const std::vector<std::string>& arguments, const RunOptions& options) {
    TemporaryFolder folder;
    if (FILE* in = fopen((folder / "in").c_str(), "w")) {
        fwrite(options.in.data(), 1, options.in.size(), in);
        fclose(in);
    }
    pid_t child = fork();
    if (child < 0) throw std::runtime_error("cannot fork");
    if (child == 0) become(program, arguments, options, folder);
    if (!options.interrupt_once_there.empty()) {
        for (int i = 0; i < 60'000 && !std::filesystem::exists(options.interrupt_once_there); i++)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        kill(child, SIGINT);
    }
    int status = 0;
    waitpid(child, &status, 0);
    Ran ran;
    ran.code = code_of(status);
    ran.out = contents(folder / "out");
    ran.err = contents(folder / "err");
    return ran;
}

}  // namespace

Ran bridle(const std::vector<std::string>& arguments, const RunOptions& options) {
    return run(BRIDLE_PROGRAM, arguments, options);
}

Ran bridle_register(const std::vector<std::string>& arguments, const RunOptions& options) {
    return run(BRIDLE_REGISTER_PROGRAM, arguments, options);
}

Ran bridle_at_terminal(const std::vector<std::string>& arguments,
                       const std::vector<Reply>& answers) {
    static constexpr int kPatienceMs = 60'000;
    int terminal = -1;
    pid_t child = forkpty(&terminal, nullptr, nullptr, nullptr);
    if (child < 0) throw std::runtime_error("cannot fork at a terminal");
    if (child == 0) run_program(BRIDLE_PROGRAM, arguments);
    Ran ran;
    std::size_t next = 0, seen = 0;
    char buffer[4096];
    for (pollfd ready{terminal, POLLIN, 0}; poll(&ready, 1, kPatienceMs) > 0;) {
        ssize_t got = read(terminal, buffer, sizeof buffer);
        if (got <= 0) break;  // it has ended
        ran.out.append(buffer, static_cast<std::size_t>(got));
        if (next == answers.size()) continue;
        std::size_t prompt = ran.out.find(answers[next].prompt, seen);
        if (prompt == std::string::npos) continue;
        seen = ran.out.size();
        const std::string& keys = answers[next++].keys;
        if (write(terminal, keys.data(), keys.size()) < 0) break;
    }
    int status = 0;
    kill(child, SIGKILL);  // if it is still there, nobody has answered it
    waitpid(child, &status, 0);
    close(terminal);
    ran.code = code_of(status);
    return ran;
}

}  // namespace bridle::test
