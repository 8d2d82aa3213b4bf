// SPDX-License-Identifier: Apache-2.0
// src/capture/zip_file.hpp: a zip file on a disk, whose members are read as they unpack, with bounds on what they unpack to.
#pragma once

#include "capture/csv.hpp"

namespace accalmie {

struct ZipMember {
    std::string name;
    std::uint64_t packed = 0, unpacked = 0;  ///< octets, as the archive says
};

class ZipFile {
public:
    static constexpr std::size_t members_max = 1'000'000;
    static constexpr std::uint64_t unpacked_max = 16ULL << 30U;  ///< octets of one member, whatever the archive says of itself

    /// errors  corrupt  no zip archive, or cut off     limit  more than members_max     io
    static Result<ZipFile> open(std::unique_ptr<DiskFile> file);

    std::vector<ZipMember> const& members() const;
    bool has(std::string_view name) const;
    /// A member as it unpacks; several may be open at a time. The source keeps what it needs of this file alive.
    /// errors  missing     corrupt  encrypted, or packed in a way that we do not know     later, from read: corrupt  its sum is wrong     limit
    Result<std::unique_ptr<ByteSource>> source(std::string_view name) const;
    /// A member as a whole.
    /// errors  as source; limit  larger than `octets_max`
    Result<std::string> read(std::string_view name, std::uint64_t octets_max) const;

    ZipFile(ZipFile&&) noexcept;
    ZipFile& operator=(ZipFile&&) noexcept;
    ~ZipFile();

private:
    struct State;
    explicit ZipFile(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;  // shared with the sources that read from it
};

}  // namespace accalmie
