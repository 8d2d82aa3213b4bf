// SPDX-License-Identifier: Apache-2.0
#include "workspace/lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace accalmie {

Result<Lock> Lock::take(std::filesystem::path const& path)
{
    int const descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return Error{Error::Kind::io, "the lock file cannot be opened", path.string(), "check that the folder is writable"};
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        ::close(descriptor);
        return Error{Error::Kind::conflict, "another accalmie has this workspace open", path.parent_path().string(), "wait until it ends, or stop it"};
    }
    return Lock{descriptor};
}

Lock::~Lock()
{
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace accalmie
