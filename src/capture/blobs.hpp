// SPDX-License-Identifier: Apache-2.0
// src/capture/blobs.hpp: files too large for a record (photos, sound, forms), kept beside the journal by their hash.
#pragma once

#include "core/ids.hpp"
#include "journal/disk.hpp"

#include <memory>
#include <mutex>
#include <set>

namespace accalmie {

/// A folder with one file a blob: `ab/abcd...` by the hexadecimal BLAKE2b-256 of its octets. The same octets are kept once. Thread-safe.
class BlobStore {
public:
    static constexpr std::uint64_t blob_bytes_max = 1'000'000'000;

    /// `disk` must outlive the store.
    BlobStore(Disk& disk, std::filesystem::path folder);

    /// A blob on its way in. Dropped without `keep`, it leaves nothing.
    class Incoming {
    public:
        /// errors  limit  beyond blob_bytes_max, or the disk is full     io
        Result<void> add(BytesView octets);
        std::uint64_t size() const;
        /// Durable under its hash on return; waits for the disk.
        Result<Hash> keep();
        ~Incoming();

    private:
        friend class BlobStore;
        struct State;
        explicit Incoming(std::unique_ptr<State> state);
        std::unique_ptr<State> state_;
    };
    /// errors  io
    Result<std::unique_ptr<Incoming>> begin();

    Result<bool> has(Hash const& hash);
    /// errors  missing  no such blob here     corrupt  its octets do not have this hash     limit  larger than `size_max`     io
    Result<Bytes> read(Hash const& hash, std::uint64_t size_max = blob_bytes_max);

private:
    std::filesystem::path path_of(Hash const& hash) const;

    Disk& disk_;
    std::filesystem::path folder_;
    std::mutex mutex_;
    std::set<unsigned> slots_;  ///< of files on their way in: "incoming/3"
};

}  // namespace accalmie
