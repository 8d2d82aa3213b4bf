// SPDX-License-Identifier: Apache-2.0
#include "core/result.hpp"

#include <cstdio>
#include <cstdlib>

namespace accalmie {

Error Error::at(std::string_view place) &&
{
    where = where.empty() ? std::string{place} : std::string{place} + ": " + where;
    return std::move(*this);
}

std::string Error::text() const
{
    auto line = where.empty() ? what : where + ": " + what;
    if (!remedy.empty()) line += "; " + remedy;
    return line;
}

int exit_code(Error::Kind kind)
{
    switch (kind) {
    case Error::Kind::usage: return 2;
    case Error::Kind::invalid: return 3;
    case Error::Kind::missing: return 4;
    case Error::Kind::denied: return 5;
    case Error::Kind::conflict: return 6;
    case Error::Kind::limit: return 7;
    case Error::Kind::io: return 8;
    case Error::Kind::corrupt: return 9;
    }
    VERIFY(false);
}

int http_status(Error::Kind kind)
{
    switch (kind) {
    case Error::Kind::usage:
    case Error::Kind::invalid: return 400;
    case Error::Kind::missing: return 404;
    case Error::Kind::denied: return 403;
    case Error::Kind::conflict: return 409;
    case Error::Kind::limit: return 413;
    case Error::Kind::io: return 503;
    case Error::Kind::corrupt: return 500;
    }
    VERIFY(false);
}

std::string_view kind_name(Error::Kind kind)
{
    switch (kind) {
    case Error::Kind::usage: return "usage";
    case Error::Kind::invalid: return "invalid";
    case Error::Kind::missing: return "missing";
    case Error::Kind::denied: return "denied";
    case Error::Kind::conflict: return "conflict";
    case Error::Kind::limit: return "limit";
    case Error::Kind::io: return "io";
    case Error::Kind::corrupt: return "corrupt";
    }
    VERIFY(false);
}

void verification_failed(char const* condition, char const* file, int line)
{
    std::fprintf(stderr, "accalmie: a fault of the program: %s (%s:%d); please report it with this line\n", condition, file, line);
    std::abort();
}

}  // namespace accalmie
