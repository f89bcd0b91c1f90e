#include "support/program.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <thread>

#include "support/harness.h"

namespace bridle::test {

namespace {

void redirect(int descriptor, const std::string& path, int flags) {
    int opened = open(path.c_str(), flags | O_CLOEXEC, 0600);
    if (opened < 0 || dup2(opened, descriptor) < 0) _exit(126);
}

[[noreturn]] void become(const std::vector<std::string>& arguments, const RunOptions& options,
                         const TemporaryFolder& folder) {
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
    std::string program = BRIDLE_PROGRAM;
    std::vector<char*> argv = {program.data()};
    for (const std::string& argument : arguments)
        argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    execv(program.c_str(), argv.data());
    _exit(127);
}

}  // namespace

Ran bridle(const std::vector<std::string>& arguments, const RunOptions& options) {
    TemporaryFolder folder;
    if (FILE* in = fopen((folder / "in").c_str(), "w")) {
        fwrite(options.in.data(), 1, options.in.size(), in);
        fclose(in);
    }
    pid_t child = fork();
    if (child < 0) throw std::runtime_error("cannot fork");
    if (child == 0) become(arguments, options, folder);
    if (options.interrupt_after_ms) {
        std::this_thread::sleep_for(std::chrono::milliseconds(options.interrupt_after_ms));
        kill(child, SIGINT);
    }
    int status = 0;
    waitpid(child, &status, 0);
    Ran ran;
    ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    ran.out = contents(folder / "out");
    ran.err = contents(folder / "err");
    return ran;
}

}  // namespace bridle::test
