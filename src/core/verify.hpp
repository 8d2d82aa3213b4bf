// SPDX-License-Identifier: Apache-2.0
// src/core/verify.hpp: a bug of ours stops the program with its place, also in release.
#pragma once

namespace accalmie {

[[noreturn]] void verification_failed(char const* condition, char const* file, int line);

}  // namespace accalmie

/// Stop if `condition` is false. For what cannot happen unless we are wrong; never for input, which gets an Error.
#define VERIFY(condition)                                                                      \
    do {                                                                                       \
        if (!(condition)) [[unlikely]]                                                         \
            ::accalmie::verification_failed(#condition, __FILE_NAME__, __LINE__);              \
    } while (false)
