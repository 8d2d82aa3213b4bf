// SPDX-License-Identifier: Apache-2.0
// tests/fuzz/export_fuzz.cpp: any octets as an export of submissions: CSV, JSON, XML, a workbook or an archive of them, read to the end.
#include "capture/export_reader.hpp"

#include <algorithm>

using namespace accalmie;

namespace {

struct OneFile final : DiskFile {
    BytesView octets;
    explicit OneFile(BytesView given) : octets{given} {}
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) override
    {
        auto const from = std::min<std::size_t>(offset, octets.size()), count = std::min(into.size(), octets.size() - from);
        std::copy_n(octets.begin() + static_cast<std::ptrdiff_t>(from), count, into.begin());
        return count;
    }
    Result<void> write_at(std::uint64_t, BytesView) override { return {}; }
    Result<void> truncate(std::uint64_t) override { return {}; }
    Result<void> sync() override { return {}; }
    Result<std::uint64_t> size() override { return octets.size(); }
};

struct OneFileDisk final : Disk {
    BytesView octets;
    explicit OneFileDisk(BytesView given) : octets{given} {}
    Result<std::unique_ptr<DiskFile>> open(std::filesystem::path const&, Open) override { return std::unique_ptr<DiskFile>{std::make_unique<OneFile>(octets)}; }
    Result<bool> exists(std::filesystem::path const&) override { return true; }
    Result<void> remove(std::filesystem::path const&) override { return {}; }
    Result<void> rename(std::filesystem::path const&, std::filesystem::path const&) override { return {}; }
    Result<void> make_folder(std::filesystem::path const&) override { return {}; }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    OneFileDisk disk{{data, size}};
    auto source = open_export(disk, {"export"});
    if (!source) return 0;
    ExportRow row;
    for (int rows = 0; rows < 10'000; ++rows) {
        auto const next = source->reader->next(row);
        if (!next || !*next) break;
    }
    return 0;
}
