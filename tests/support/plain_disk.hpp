// SPDX-License-Identifier: Apache-2.0
// tests/support/plain_disk.hpp: real files through the standard library, for tests below app/. Promises nothing about power cuts.
#pragma once

#include "journal/disk.hpp"

#include <fstream>

namespace accalmie::test {

class PlainDisk final : public Disk {
public:
    Result<std::unique_ptr<DiskFile>> open(std::filesystem::path const& path, Open how) override
    {
        if (how == Open::create && !std::filesystem::exists(path)) std::ofstream{path};
        auto file = std::make_unique<File>(path);
        if (!file->stream) return Error{Error::Kind::missing, "No such file", path.string()};
        return std::unique_ptr<DiskFile>{std::move(file)};
    }
    Result<bool> exists(std::filesystem::path const& path) override { return std::filesystem::exists(path); }
    Result<void> remove(std::filesystem::path const& path) override
    {
        std::filesystem::remove(path);
        return {};
    }
    Result<void> rename(std::filesystem::path const& from, std::filesystem::path const& to) override
    {
        std::filesystem::rename(from, to);
        return {};
    }
    Result<void> make_folder(std::filesystem::path const& path) override
    {
        std::filesystem::create_directories(path);
        return {};
    }

private:
    struct File final : DiskFile {
        explicit File(std::filesystem::path const& name) : path{name}, stream{name, std::ios::in | std::ios::out | std::ios::binary} {}
        Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) override
        {
            stream.clear();
            stream.seekg(static_cast<std::streamoff>(offset));
            stream.read(reinterpret_cast<char*>(into.data()), static_cast<std::streamsize>(into.size()));
            return static_cast<std::size_t>(stream.gcount());
        }
        Result<void> write_at(std::uint64_t offset, BytesView octets) override
        {
            stream.clear();
            stream.seekp(static_cast<std::streamoff>(offset));
            stream.write(reinterpret_cast<char const*>(octets.data()), static_cast<std::streamsize>(octets.size()));
            return {};
        }
        Result<void> truncate(std::uint64_t size) override
        {
            stream.flush();
            std::filesystem::resize_file(path, size);
            return {};
        }
        Result<void> sync() override
        {
            stream.flush();
            return {};
        }
        Result<std::uint64_t> size() override
        {
            stream.flush();
            return static_cast<std::uint64_t>(std::filesystem::file_size(path));
        }
        std::filesystem::path path;
        std::fstream stream;
    };
};

}  // namespace accalmie::test
