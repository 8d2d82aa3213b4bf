// SPDX-License-Identifier: Apache-2.0
#include "journal/disk.hpp"

namespace accalmie {

namespace {

Result<void> write_new(Disk& disk, std::filesystem::path const& path, BytesView content)
{
    auto const file = TRY(disk.open(path, Disk::Open::create));
    TRY(file->truncate(0));  // what an earlier attempt left behind
    TRY(file->write_at(0, content));
    return file->sync();
}

}  // namespace

Result<void> write_atomically(Disk& disk, std::filesystem::path const& path, BytesView content)
{
    auto const beside = std::filesystem::path{path.string() + ".new"};
    auto done = write_new(disk, beside, content);
    if (done) done = disk.rename(beside, path);
    if (done) return {};
    (void)disk.remove(beside);  // a courtesy: the next attempt cuts it to nothing anyhow
    return std::move(done).error().at(path.string());
}

Result<Bytes> read_whole(Disk& disk, std::filesystem::path const& path, std::uint64_t size_max)
{
    auto const file = TRY(disk.open(path, Disk::Open::read).at(path.string()));
    auto const size = TRY(file->size().at(path.string()));
    if (size > size_max) {
        return Error{Error::Kind::limit, "a file of " + std::to_string(size) + " octets, more than " + std::to_string(size_max), path.string()};
    }
    Bytes content(static_cast<std::size_t>(size));
    auto const read = TRY(file->read_at(0, content).at(path.string()));
    if (read != content.size()) return Error{Error::Kind::io, "the file became shorter while it was read", path.string(), "try again"};
    return content;
}

}  // namespace accalmie
