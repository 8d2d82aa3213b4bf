// SPDX-License-Identifier: Apache-2.0
#include "surfaces/cli/passphrase.hpp"

#include "journal/disk.hpp"

#include <fcntl.h>
#include <memory>
#include <termios.h>
#include <unistd.h>

namespace accalmie::cli {

namespace {

constexpr std::size_t passphrase_max = 1'000;

/// The person's terminal, with what she types not shown; as it was before when this goes.
class HiddenTerminal {
public:
    HiddenTerminal() : file_{::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)}
    {
        if (file_ < 0 || ::tcgetattr(file_, &before_) != 0) return;
        auto hidden = before_;
        hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        is_hidden_ = ::tcsetattr(file_, TCSAFLUSH, &hidden) == 0;
    }
    ~HiddenTerminal()
    {
        if (is_hidden_) ::tcsetattr(file_, TCSAFLUSH, &before_);
        if (file_ >= 0) ::close(file_);
    }
    HiddenTerminal(HiddenTerminal const&) = delete;
    HiddenTerminal& operator=(HiddenTerminal const&) = delete;

    bool is_hidden() const { return is_hidden_; }

    Result<std::string> ask(std::string_view question) const
    {
        std::string text;
        char letter = 0;
        if (::write(file_, question.data(), question.size()) < 0) return Error{Error::Kind::io, "the terminal takes no words"};
        while (text.size() < passphrase_max && ::read(file_, &letter, 1) == 1 && letter != '\n') text.push_back(letter);
        if (::write(file_, "\n", 1) < 0) return Error{Error::Kind::io, "the terminal takes no words"};
        return text;
    }

private:
    int file_;
    termios before_{};
    bool is_hidden_ = false;
};

}  // namespace

Result<std::string> passphrase(Session& session, Asking asking)
{
    if (session.arguments.has(passphrase_option.name)) {
        auto const path = session.path(session.arguments.text(passphrase_option.name));
        auto const content = TRY(read_whole(session.machine.disk, path, passphrase_max).at(path.string()));
        auto const text = as_text(content);
        return std::string{text.substr(0, text.find_first_of("\r\n"))};
    }
    HiddenTerminal const terminal;
    if (!terminal.is_hidden()) return Error{Error::Kind::usage, "there is no terminal to ask for the passphrase", {}, "give --passphrase-file"};
    auto first = TRY(terminal.ask("Passphrase: "));
    if (asking == Asking::twice && TRY(terminal.ask("Once more: ")) != first) return Error{Error::Kind::invalid, "the two passphrases are not the same"};
    return first;
}

}  // namespace accalmie::cli
