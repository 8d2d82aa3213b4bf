// SPDX-License-Identifier: Apache-2.0
#include "app/real_disk.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace accalmie {

namespace {

Error failure(std::string_view doing, std::filesystem::path const& path)
{
    int const code = errno;
    auto kind = Error::Kind::io;
    if (code == ENOENT) kind = Error::Kind::missing;
    if (code == ENOSPC || code == EDQUOT) kind = Error::Kind::limit;
    if (code == EACCES || code == EROFS || code == EPERM) kind = Error::Kind::denied;
    std::string remedy;
    if (code == ENOSPC || code == EDQUOT) remedy = "free some space, then try again";
    if (code == EACCES || code == EROFS || code == EPERM) remedy = "make the folder writable, or name another";
    if (code == ENOENT) remedy = "check the name";
    return {kind, std::string{doing} + ": " + std::strerror(code), path.string(), remedy};
}

/// A new name in a folder survives a power cut only once the folder itself is on the disk.
Result<void> sync_folder(std::filesystem::path const& folder)
{
    auto const name = folder.empty() ? std::filesystem::path{"."} : folder;
    int const descriptor = ::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return failure("the folder cannot be opened", name);
    int const code = ::fsync(descriptor);
    ::close(descriptor);
    if (code != 0) return failure("the folder cannot be made durable", name);
    return {};
}

class RealFile final : public DiskFile {
public:
    RealFile(int descriptor, std::filesystem::path path, bool is_new) : descriptor_{descriptor}, path_{std::move(path)}, folder_unsynced_{is_new} {}
    ~RealFile() override { ::close(descriptor_); }
    RealFile(RealFile const&) = delete;
    RealFile& operator=(RealFile const&) = delete;

    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) override
    {
        std::size_t done = 0;
        while (done < into.size()) {
            auto const count = ::pread(descriptor_, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) return failure("it cannot be read", path_);
            if (count == 0) break;
            done += static_cast<std::size_t>(count);
        }
        return done;
    }

    Result<void> write_at(std::uint64_t offset, BytesView octets) override
    {
        std::size_t done = 0;
        while (done < octets.size()) {
            auto const count = ::pwrite(descriptor_, octets.data() + done, octets.size() - done, static_cast<off_t>(offset + done));
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) return failure("it cannot be written", path_);
            done += static_cast<std::size_t>(count);
        }
        return {};
    }

    Result<void> truncate(std::uint64_t size) override
    {
        if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) return failure("it cannot be cut", path_);
        return {};
    }

    Result<void> sync() override
    {
        if (::fsync(descriptor_) != 0) return failure("it cannot be made durable", path_);
        if (!folder_unsynced_) return {};
        TRY(sync_folder(path_.parent_path()));
        folder_unsynced_ = false;
        return {};
    }

    Result<std::uint64_t> size() override
    {
        struct stat status{};
        if (::fstat(descriptor_, &status) != 0) return failure("its size is unknown", path_);
        return static_cast<std::uint64_t>(status.st_size);
    }

private:
    int descriptor_;
    std::filesystem::path path_;
    bool folder_unsynced_;  // a new file's name is not on the disk yet
};

}  // namespace

Result<std::unique_ptr<DiskFile>> RealDisk::open(std::filesystem::path const& path, Open how)
{
    int flags = O_CLOEXEC;
    switch (how) {
    case Open::read: flags |= O_RDONLY; break;
    case Open::read_write: flags |= O_RDWR; break;
    case Open::create: flags |= O_RDWR | O_CREAT; break;
    }
    bool const is_new = how == Open::create && ::access(path.c_str(), F_OK) != 0;
    int const descriptor = ::open(path.c_str(), flags, 0600);
    if (descriptor < 0) return failure("it cannot be opened", path);
    struct stat status{};
    if (::fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
        ::close(descriptor);
        return Error{Error::Kind::io, "it is a folder, not a file", path.string(), "name a file"};
    }
    return std::unique_ptr<DiskFile>{std::make_unique<RealFile>(descriptor, path, is_new)};
}

Result<bool> RealDisk::exists(std::filesystem::path const& path)
{
    struct stat status{};
    if (::stat(path.c_str(), &status) == 0) return true;
    if (errno == ENOENT || errno == ENOTDIR) return false;
    return failure("it cannot be looked at", path);
}

Result<void> RealDisk::remove(std::filesystem::path const& path)
{
    if (::unlink(path.c_str()) != 0) return failure("it cannot be removed", path);
    return sync_folder(path.parent_path());
}

Result<void> RealDisk::rename(std::filesystem::path const& from, std::filesystem::path const& to)
{
    if (::rename(from.c_str(), to.c_str()) != 0) return failure("it cannot be renamed", from);
    return sync_folder(to.parent_path());
}

Result<void> RealDisk::make_folder(std::filesystem::path const& path)
{
    std::error_code fault;
    std::vector<std::filesystem::path> made;
    for (auto at = path; !at.empty() && !std::filesystem::exists(at, fault) && at != at.parent_path(); at = at.parent_path()) made.push_back(at);
    std::filesystem::create_directories(path, fault);
    if (fault)
        return Error{Error::Kind::io, "the folder cannot be made: " + fault.message(), path.string(), "name another, or make its parent writable"};
    // A file synced in a folder that a power cut can forget is not kept.
    for (auto const& folder : made)
        if (folder.has_parent_path()) TRY(sync_folder(folder.parent_path()));
    return {};
}

}  // namespace accalmie
