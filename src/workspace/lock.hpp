// SPDX-License-Identifier: Apache-2.0
// src/workspace/lock.hpp: the workspace's lock: one process at a time; the system lets it go when the process ends, however it ends.
#pragma once

#include "core/result.hpp"

#include <filesystem>
#include <utility>

namespace accalmie {

class Lock {
public:
    /// errors  conflict  somebody holds it     io
    static Result<Lock> take(std::filesystem::path const& path);
    Lock(Lock&& other) noexcept : descriptor_{std::exchange(other.descriptor_, -1)} {}
    Lock& operator=(Lock&&) = delete;
    ~Lock();

private:
    explicit Lock(int descriptor) : descriptor_{descriptor} {}
    int descriptor_;
};

}  // namespace accalmie
