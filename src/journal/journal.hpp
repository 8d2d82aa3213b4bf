// SPDX-License-Identifier: Apache-2.0
// src/journal/journal.hpp: the set of records that a node holds: the truth. Payload is opaque here.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"
#include "journal/disk.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace accalmie {

/// What the journal keeps of a record: bytes, and the few clear columns by which it is found.
struct StoredPart {
    std::string group;
    std::uint8_t state = 0;  ///< trust/record.hpp: Part::State
    Bytes bytes;
};
struct StoredRecord {
    RecordId id;
    std::string type;
    std::string place;
    AuthorId author;
    std::uint64_t hlc = 0;
    Instant received{};
    std::uint32_t rows = 1;
    Bytes envelope;
    std::vector<StoredPart> parts;
};

using Point = std::uint64_t;  ///< how far a reader has come; 0: nothing read yet

struct Appended {
    std::size_t added = 0, already = 0;
    Point point = 0;         ///< the journal's last point once the append was durable
};

/// Which records: empty strings and nullopt mean all.
struct Scope {
    std::string type;
    std::string place_prefix;
    std::optional<AuthorId> author;
};

class Journal {
public:
    virtual ~Journal() = default;

    /// Returns only when the records survive a power cut. Appending a record that is there already changes nothing.
    /// Thread-safe; calls that wait at the same time share one commit.
    /// All of `records` are kept or none. Calls that find the queue full (256 calls) wait for their turn.
    /// errors  io  the disk is full, read-only or broken     conflict  locked by another process
    ///         limit  more than 32 groups or 256 MiB in a record     corrupt  the file is damaged
    virtual Result<Appended> append(std::span<StoredRecord const> records) = 0;

    /// errors  missing     io     corrupt  its octets are not those that were written
    virtual Result<StoredRecord> find(RecordId const& id) = 0;

    /// Records after `point` in the order they arrived, one at a time, in bounded memory. Readers never wait for writers.
    /// The visitor gets the record's own point; an error from it stops the reading and is returned. Records that arrive meanwhile are not visited.
    /// errors  io     corrupt  a record's octets are not those that were written (it is named)
    virtual Result<void> since(Point point, Scope const& scope, std::function<Result<void>(Point, StoredRecord const&)> const& visit) = 0;

    virtual Result<Point> last_point() = 0;
    virtual Result<std::uint64_t> record_count() = 0;
    /// The author's latest record here by hybrid clock; nullopt if none.
    virtual Result<std::optional<RecordId>> head_of(AuthorId const& author) = 0;
    virtual Result<std::uint64_t> latest_hlc() = 0;

    /// The database's own check, each record's checksum, then `check` on every record. Each fault goes to `fault` as "record HEX: reason"; returns their number.
    virtual Result<std::uint64_t> verify(std::function<Result<void>(StoredRecord const&)> const& check, std::function<void(Error const&)> const& fault) = 0;
};

struct SqliteJournalOptions {
    std::string vfs = {};  ///< empty: the system's files; else a VFS registered by `register_disk_vfs`
    std::chrono::milliseconds lock_wait{2000};  ///< how long another process may hold the lock before that is an error
};
/// Open or make the journal at `path`.
/// errors  conflict  a journal of a newer version, or locked     corrupt  not a journal     io
Result<std::unique_ptr<Journal>> open_sqlite_journal(std::filesystem::path const& path, SqliteJournalOptions const& options = {});

/// Make SQLite use `disk` for files opened with the VFS `name`. `disk` must outlive every journal opened so. A name that was registered
/// before gets the new disk; no journal may be open with it then. Locks hold within this process only.
/// errors  conflict  SQLite has a VFS of that name that is not ours
Result<void> register_disk_vfs(std::string const& name, Disk& disk);

}  // namespace accalmie
