#include "base/password_source.h"

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cctype>

#include "base/host_file.h"
#include "base/text.h"

namespace bridle {

static constexpr std::size_t kPasswordBytes = 4096;

// A signal that comes between a look at the flag and a read would wake nobody up.
bool wait_to_read(int descriptor, const std::atomic<bool>* stop) {
    static constexpr int kLookAgainMs = 100;
    pollfd ready{descriptor, POLLIN, 0};
    while (!stop || !*stop) {
        int found = ::poll(&ready, 1, kLookAgainMs);
        if (found > 0 || (found < 0 && errno != EINTR)) return true;  // reading tells what is wrong
    }
    return false;
}

// Reads to the end, or of a terminal to the end of the line.
static Result<Secret> read_from(int descriptor, std::string_view name,
                                const std::atomic<bool>* stop) {
    Secret buffer(kPasswordBytes);
    std::size_t size = 0;
    while (size < buffer.size()) {
        if (!wait_to_read(descriptor, stop)) return fail(Errc::internal, "interrupted");
        ssize_t got = ::read(descriptor, buffer.writable().data() + size, buffer.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail(Errc::io, std::string(name) + ": " + reason_of_errno());
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
        if (isatty(descriptor) && buffer.bytes()[size - 1] == std::byte{'\n'}) break;
    }
    if (size == buffer.size())
        return fail(Errc::limit, std::string(name) + ": longer than a password can be");
    Bytes password = buffer.bytes().first(size);  // of which the first line counts
    password = password.first(as_text(password).substr(0, as_text(password).find('\n')).size());
    if (!password.empty() && password.back() == std::byte{'\r'})
        password = password.first(password.size() - 1);
    return Secret(password);
}

// Nothing that is typed is shown, also if the typing is interrupted.
class WithoutEcho {
public:
    explicit WithoutEcho(int terminal) : terminal_(terminal) {
        if (tcgetattr(terminal_, &before_) != 0) return;
        termios silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        changed_ = tcsetattr(terminal_, TCSAFLUSH, &silent) == 0;
    }
    ~WithoutEcho() {
        if (changed_) tcsetattr(terminal_, TCSAFLUSH, &before_);
    }
    WithoutEcho(const WithoutEcho&) = delete;
    WithoutEcho& operator=(const WithoutEcho&) = delete;

private:
    int terminal_;
    termios before_{};
    bool changed_ = false;
};

static Result<Secret> ask_at_terminal(std::string what, const std::atomic<bool>* stop) {
    int terminal = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (terminal < 0)
        return fail(Errc::password, "there is no terminal to ask for the " + what +
                                        ": give it with --password-file or --password-fd");
    what[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(what[0])));
    const std::string prompt = what + ": ";
    Result<Secret> password = [&] {
        WithoutEcho silent(terminal);  // before the prompt: who answers at once is not shown either
        [[maybe_unused]] auto shown = ::write(terminal, prompt.data(), prompt.size());
        return read_from(terminal, "terminal", stop);
    }();
    [[maybe_unused]] auto shown = ::write(terminal, "\n", 1);
    ::close(terminal);
    return password;
}

PasswordSource password_from(const std::string& file, int descriptor, std::string what,
                             const std::atomic<bool>* stop) {
    return [file, descriptor, what, stop]() -> Result<Secret> {
        if (descriptor >= 0)
            return read_from(descriptor, "descriptor " + std::to_string(descriptor), stop);
        if (file.empty()) return ask_at_terminal(what, stop);
        int opened = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
        if (opened < 0) return fail(Errc::io, file + ": " + reason_of_errno());
        Result<Secret> password = read_from(opened, file, stop);
        ::close(opened);
        return password;
    };
}

}  // namespace bridle
