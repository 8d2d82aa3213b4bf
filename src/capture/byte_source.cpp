// SPDX-License-Identifier: Apache-2.0
#include "capture/csv.hpp"

#include "core/verify.hpp"

#include <algorithm>
#include <cstring>

namespace accalmie {

FileSource::FileSource(std::unique_ptr<DiskFile> file) : file_(std::move(file)) { VERIFY(file_ != nullptr); }

Result<std::unique_ptr<ByteSource>> FileSource::open(Disk& disk, std::filesystem::path const& path)
{
    auto file = TRY(disk.open(path, Disk::Open::read).at(path.filename().string()));
    return std::unique_ptr<ByteSource>{std::make_unique<FileSource>(std::move(file))};
}

Result<std::size_t> FileSource::read(std::span<std::uint8_t> into)
{
    auto const count = TRY(file_->read_at(offset_, into));
    offset_ += count;
    return count;
}

std::optional<std::uint64_t> FileSource::size()
{
    auto const size = file_->size();
    if (!size) return std::nullopt;
    return *size;
}

Result<std::size_t> TextSource::read(std::span<std::uint8_t> into)
{
    auto const count = std::min(into.size(), text_.size() - offset_);
    std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(offset_), count, into.begin());
    offset_ += count;
    return count;
}

Result<std::size_t> ReplaySource::read(std::span<std::uint8_t> into)
{
    if (replaying_ && offset_ < kept_.size()) {
        auto const count = std::min(into.size(), kept_.size() - offset_);
        std::memcpy(into.data(), kept_.data() + offset_, count);
        offset_ += count;
        if (offset_ == kept_.size()) {
            kept_ = {};
            offset_ = 0;
        }
        return count;
    }
    auto const count = TRY(inner_->read(into));
    if (replaying_) return count;
    if (kept_.size() + count > kept_max)
        return Error{Error::Kind::limit, "the beginning of the file, up to 64 MiB, does not decide how it is to be read"};
    kept_.insert(kept_.end(), into.begin(), into.begin() + static_cast<std::ptrdiff_t>(count));
    return count;
}

void ReplaySource::replay()
{
    VERIFY(!replaying_);
    replaying_ = true;
    offset_ = 0;
}

}  // namespace accalmie
