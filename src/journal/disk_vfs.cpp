// SPDX-License-Identifier: Apache-2.0
// SQLite's files over our Disk (https://www.sqlite.org/vfs.html). Locks and the log's index live in this process's memory, shared by the
// connections to one path; another process would not see them, so this is for tests and for disks that only one process can reach.
#include "journal/journal.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <mutex>

#include <sqlite3.h>

namespace accalmie {

namespace {

constexpr int path_max = 1024;
constexpr int sector_octets = 4096;

/// What the connections to one database share.
struct Shared {
    std::mutex mutex;
    int readers = 0;                    ///< connections with at least a shared lock
    void const* reserved = nullptr;     ///< who will write
    void const* pending = nullptr;      ///< who waits for the readers to go
    void const* exclusive = nullptr;
    std::vector<std::unique_ptr<std::uint8_t[]>> regions;  ///< the index of the write-ahead log
    std::array<int, SQLITE_SHM_NLOCK> shm_shared{};
    std::array<void const*, SQLITE_SHM_NLOCK> shm_exclusive{};
};

struct DiskVfs {
    sqlite3_vfs vfs{};
    std::string name;
    Disk* disk = nullptr;
    sqlite3_vfs* system = nullptr;      ///< for sleep, time and random octets
    std::mutex mutex;
    std::map<std::string, std::weak_ptr<Shared>> shared;
};

/// A temporary file, which SQLite asks for without a name.
class MemoryFile final : public DiskFile {
public:
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) override
    {
        if (offset >= content_.size()) return std::size_t{0};
        auto const count = std::min<std::size_t>(into.size(), content_.size() - static_cast<std::size_t>(offset));
        std::memcpy(into.data(), content_.data() + offset, count);
        return count;
    }
    Result<void> write_at(std::uint64_t offset, BytesView octets) override
    {
        auto const start = static_cast<std::size_t>(offset);
        if (content_.size() < start + octets.size()) content_.resize(start + octets.size());
        std::copy(octets.begin(), octets.end(), content_.begin() + static_cast<std::ptrdiff_t>(start));
        return {};
    }
    Result<void> truncate(std::uint64_t size) override
    {
        content_.resize(static_cast<std::size_t>(size));
        return {};
    }
    Result<void> sync() override { return {}; }
    Result<std::uint64_t> size() override { return std::uint64_t{content_.size()}; }

private:
    Bytes content_;
};

struct OpenFile {
    std::unique_ptr<DiskFile> file;
    std::shared_ptr<Shared> shared;     ///< of a main database only
    int lock = SQLITE_LOCK_NONE;
    unsigned shm_shared = 0, shm_exclusive = 0;  ///< slots held, a bit each
};

/// What SQLite allocates for us.
struct Handle {
    sqlite3_file base;
    OpenFile* open;
};

OpenFile& opened(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file)->open; }
DiskVfs& own(sqlite3_vfs* vfs) { return *static_cast<DiskVfs*>(vfs->pAppData); }

int code_of(Error const& error, int otherwise)
{
    switch (error.kind) {
    case Error::Kind::limit: return SQLITE_FULL;
    case Error::Kind::denied: return SQLITE_READONLY;
    case Error::Kind::missing: return SQLITE_CANTOPEN;
    case Error::Kind::usage:
    case Error::Kind::invalid:
    case Error::Kind::conflict:
    case Error::Kind::io:
    case Error::Kind::corrupt: return otherwise;
    }
    VERIFY(false);
}

template <class T>
int code_of(Result<T> const& result, int otherwise)
{
    return result ? SQLITE_OK : code_of(result.error(), otherwise);
}

int read(sqlite3_file* file, void* into, int count, sqlite3_int64 offset)
{
    std::span const wanted{static_cast<std::uint8_t*>(into), static_cast<std::size_t>(count)};
    auto const got = opened(file).file->read_at(static_cast<std::uint64_t>(offset), wanted);
    if (!got) return SQLITE_IOERR_READ;
    if (*got == wanted.size()) return SQLITE_OK;
    std::fill(wanted.begin() + static_cast<std::ptrdiff_t>(*got), wanted.end(), std::uint8_t{0});
    return SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file* file, void const* from, int count, sqlite3_int64 offset)
{
    BytesView const octets{static_cast<std::uint8_t const*>(from), static_cast<std::size_t>(count)};
    return code_of(opened(file).file->write_at(static_cast<std::uint64_t>(offset), octets), SQLITE_IOERR_WRITE);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) { return code_of(opened(file).file->truncate(static_cast<std::uint64_t>(size)), SQLITE_IOERR_TRUNCATE); }

int sync(sqlite3_file* file, int) { return code_of(opened(file).file->sync(), SQLITE_IOERR_FSYNC); }

int file_size(sqlite3_file* file, sqlite3_int64* size)
{
    auto const found = opened(file).file->size();
    if (!found) return SQLITE_IOERR_FSTAT;
    *size = static_cast<sqlite3_int64>(*found);
    return SQLITE_OK;
}

int lock_exclusive(OpenFile& open, Shared& shared)
{
    if (shared.pending != nullptr && shared.pending != &open) return SQLITE_BUSY;
    shared.pending = &open;
    if (shared.readers > 1) return SQLITE_BUSY;
    shared.exclusive = &open;
    open.lock = SQLITE_LOCK_EXCLUSIVE;
    return SQLITE_OK;
}

int lock(sqlite3_file* file, int level)
{
    auto& open = opened(file);
    if (open.lock >= level || !open.shared) return SQLITE_OK;
    auto& shared = *open.shared;
    std::lock_guard const guard{shared.mutex};
    if (open.lock == SQLITE_LOCK_NONE) {
        if (shared.pending != nullptr || shared.exclusive != nullptr) return SQLITE_BUSY;
        ++shared.readers;
        open.lock = SQLITE_LOCK_SHARED;
    }
    if (level == SQLITE_LOCK_RESERVED) {
        if (shared.reserved != nullptr && shared.reserved != &open) return SQLITE_BUSY;
        shared.reserved = &open;
        open.lock = SQLITE_LOCK_RESERVED;
    }
    return level == SQLITE_LOCK_EXCLUSIVE ? lock_exclusive(open, shared) : SQLITE_OK;
}

int unlock(sqlite3_file* file, int level)
{
    auto& open = opened(file);
    if (!open.shared) return SQLITE_OK;
    auto& shared = *open.shared;
    std::lock_guard const guard{shared.mutex};
    for (auto* const held : {&shared.reserved, &shared.pending, &shared.exclusive}) {
        if (*held == &open) *held = nullptr;
    }
    if (open.lock <= level) return SQLITE_OK;
    if (level == SQLITE_LOCK_NONE && open.lock != SQLITE_LOCK_NONE) --shared.readers;
    open.lock = level;
    return SQLITE_OK;
}

int check_reserved_lock(sqlite3_file* file, int* result)
{
    auto& open = opened(file);
    *result = 0;
    if (!open.shared) return SQLITE_OK;
    std::lock_guard const guard{open.shared->mutex};
    *result = open.shared->reserved != nullptr || open.shared->exclusive != nullptr ? 1 : 0;
    return SQLITE_OK;
}

int file_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return sector_octets; }
/// As the system's own VFS says: a write that is cut off harms no octet outside itself.
int device_characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** into)
{
    auto& shared = *opened(file).shared;
    std::lock_guard const guard{shared.mutex};
    auto const wanted = static_cast<std::size_t>(region);
    *into = nullptr;
    if (shared.regions.size() <= wanted && extend == 0) return SQLITE_OK;
    while (shared.regions.size() <= wanted) shared.regions.push_back(std::make_unique<std::uint8_t[]>(static_cast<std::size_t>(size)));
    *into = shared.regions[wanted].get();
    return SQLITE_OK;
}

int shm_lock(sqlite3_file* file, int first, int count, int flags)
{
    auto& open = opened(file);
    auto& shared = *open.shared;
    std::lock_guard const guard{shared.mutex};
    bool const is_shared = (flags & SQLITE_SHM_SHARED) != 0;
    auto& held = is_shared ? open.shm_shared : open.shm_exclusive;
    for (auto slot = static_cast<std::size_t>(first); slot < static_cast<std::size_t>(first + count); ++slot) {
        bool const by_other = shared.shm_exclusive[slot] != nullptr && shared.shm_exclusive[slot] != &open;
        bool const is_read = shared.shm_shared[slot] > ((open.shm_shared >> slot & 1U) != 0 ? 1 : 0);
        if ((flags & SQLITE_SHM_LOCK) != 0 && (by_other || (!is_shared && is_read))) return SQLITE_BUSY;
    }
    for (auto slot = static_cast<std::size_t>(first); slot < static_cast<std::size_t>(first + count); ++slot) {
        unsigned const bit = 1U << slot;
        bool const has = (held & bit) != 0, wants = (flags & SQLITE_SHM_LOCK) != 0;
        if (has == wants) continue;
        held ^= bit;
        if (is_shared)
            shared.shm_shared[slot] += wants ? 1 : -1;
        else
            shared.shm_exclusive[slot] = wants ? &open : nullptr;
    }
    return SQLITE_OK;
}

void shm_barrier(sqlite3_file* file) { std::lock_guard const guard{opened(file).shared->mutex}; }

int shm_unmap(sqlite3_file* file, int is_last)
{
    auto& open = opened(file);
    auto& shared = *open.shared;
    std::lock_guard const guard{shared.mutex};
    for (std::size_t slot = 0; slot < shared.shm_shared.size(); ++slot) {
        if ((open.shm_shared >> slot & 1U) != 0) --shared.shm_shared[slot];
        if (shared.shm_exclusive[slot] == &open) shared.shm_exclusive[slot] = nullptr;
    }
    open.shm_shared = open.shm_exclusive = 0;
    if (is_last != 0) shared.regions.clear();
    return SQLITE_OK;
}

int close(sqlite3_file* file)
{
    (void)unlock(file, SQLITE_LOCK_NONE);
    delete &opened(file);
    return SQLITE_OK;
}

constexpr sqlite3_io_methods methods{2, close, read, write, truncate, sync, file_size, lock, unlock, check_reserved_lock, file_control,
                                     sector_size, device_characteristics, shm_map, shm_lock, shm_barrier, shm_unmap, nullptr, nullptr};

std::shared_ptr<Shared> shared_of(DiskVfs& vfs, std::string const& path)
{
    std::lock_guard const guard{vfs.mutex};
    auto& known = vfs.shared[path];
    auto shared = known.lock();
    if (!shared) known = shared = std::make_shared<Shared>();
    return shared;
}

int open(sqlite3_vfs* vfs, char const* name, sqlite3_file* file, int flags, int* out_flags)
{
    file->pMethods = nullptr;
    auto made = std::make_unique<OpenFile>();
    if (out_flags != nullptr) *out_flags = flags;
    if (name == nullptr) {
        made->file = std::make_unique<MemoryFile>();
    } else {
        auto const how = (flags & SQLITE_OPEN_CREATE) != 0 ? Disk::Open::create : (flags & SQLITE_OPEN_READWRITE) != 0 ? Disk::Open::read_write : Disk::Open::read;
        auto found = own(vfs).disk->open(name, how);
        if (!found && how != Disk::Open::read && found.error().kind == Error::Kind::denied) {
            found = own(vfs).disk->open(name, Disk::Open::read);  // as the system's own VFS does
            if (out_flags != nullptr) *out_flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
        }
        if (!found) return code_of(found, SQLITE_CANTOPEN);
        made->file = std::move(*found);
        if ((flags & SQLITE_OPEN_MAIN_DB) != 0) made->shared = shared_of(own(vfs), name);
    }
    file->pMethods = &methods;
    reinterpret_cast<Handle*>(file)->open = made.release();
    return SQLITE_OK;
}

int remove_file(sqlite3_vfs* vfs, char const* name, int)
{
    auto const removed = own(vfs).disk->remove(name);
    if (!removed && removed.error().kind == Error::Kind::missing) return SQLITE_IOERR_DELETE_NOENT;
    return code_of(removed, SQLITE_IOERR_DELETE);
}

int access(sqlite3_vfs* vfs, char const* name, int, int* result)
{
    auto const is_there = own(vfs).disk->exists(name);
    if (!is_there) return SQLITE_IOERR_ACCESS;
    *result = *is_there ? 1 : 0;
    return SQLITE_OK;
}

int full_path(sqlite3_vfs*, char const* name, int size, char* into)
{
    auto const length = std::strlen(name) + 1;
    if (length > static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
    std::memcpy(into, name, length);
    return SQLITE_OK;
}

int randomness(sqlite3_vfs* vfs, int count, char* into) { return own(vfs).system->xRandomness(own(vfs).system, count, into); }
int sleep(sqlite3_vfs* vfs, int microseconds) { return own(vfs).system->xSleep(own(vfs).system, microseconds); }
int current_time(sqlite3_vfs* vfs, double* into) { return own(vfs).system->xCurrentTime(own(vfs).system, into); }
int last_error(sqlite3_vfs*, int, char*) { return 0; }

}  // namespace

Result<void> register_disk_vfs(std::string const& name, Disk& disk)
{
    if (auto* const known = sqlite3_vfs_find(name.c_str())) {
        if (known->xOpen != open) return Error{Error::Kind::conflict, "SQLite has a VFS of that name", name, "take another name"};
        own(known).disk = &disk;
        return {};
    }
    auto* const made = new DiskVfs;  // SQLite keeps it in its list until the process ends
    made->name = name;
    made->disk = &disk;
    made->system = sqlite3_vfs_find(nullptr);
    auto& vfs = made->vfs;
    vfs.iVersion = 1;
    vfs.szOsFile = sizeof(Handle);
    vfs.mxPathname = path_max;
    vfs.zName = made->name.c_str();
    vfs.pAppData = made;
    vfs.xOpen = open;
    vfs.xDelete = remove_file;
    vfs.xAccess = access;
    vfs.xFullPathname = full_path;
    vfs.xRandomness = randomness;
    vfs.xSleep = sleep;
    vfs.xCurrentTime = current_time;
    vfs.xGetLastError = last_error;
    if (sqlite3_vfs_register(&vfs, 0) == SQLITE_OK) return {};
    delete made;
    return Error{Error::Kind::io, "SQLite does not take the VFS", name};
}

}  // namespace accalmie
