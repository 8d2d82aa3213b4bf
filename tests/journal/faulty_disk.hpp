// SPDX-License-Identifier: Apache-2.0
// tests/journal/faulty_disk.hpp: a disk in memory that loses power, fills up or turns read-only when it is told to.
//
// Fault model. A write or a truncation is lost, kept, or kept in some of its 512-octet sectors until the file's `sync` has returned, each
// for itself and in any combination; so is the file, when it was just made. `remove` and `rename` are done or not done, never half. Nothing
// else changes: what was synced stays. The operation during which the power goes may have happened, too.
#pragma once

#include "journal/disk.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <random>

namespace accalmie::fixtures {

class FaultyDisk final : public Disk {
public:
    static constexpr std::uint64_t never = ~std::uint64_t{0};

    FaultyDisk() = default;
    std::uint64_t cut_at = never;       ///< the operation during which the power goes; all later ones fail
    std::uint64_t full_from = never;    ///< from this operation on no file can grow
    bool is_read_only = false;
    std::uint64_t operations = 0;       ///< writes, truncations, syncs, removals, renames and makings so far

    bool is_off() const { return operations > cut_at; }

    /// What a machine finds when the power is back.
    std::unique_ptr<FaultyDisk> after_power_cut(std::uint64_t seed) const
    {
        std::mt19937_64 random{seed};
        auto found = std::make_unique<FaultyDisk>();
        for (auto const& [name, state] : files_) {
            if (!state->is_durable && random() % 2 == 0) continue;
            auto kept = std::make_shared<State>();
            kept->now = state->synced;
            for (auto const& change : state->unsynced) survive(kept->now, change, random);
            kept->synced = kept->now;
            kept->is_durable = true;
            found->files_[name] = kept;
        }
        return found;
    }

    Bytes const& content(std::string const& name) const { return files_.at(name)->now; }
    void set_content(std::string const& name, Bytes content)
    {
        auto state = std::make_shared<State>();
        state->now = state->synced = std::move(content);
        state->is_durable = true;
        files_[name] = state;
    }

    Result<std::unique_ptr<DiskFile>> open(std::filesystem::path const& path, Open how) override
    {
        std::lock_guard const lock{mutex_};
        if (is_off()) return no_power();
        auto found = files_.find(path.string());
        if (is_read_only && how != Open::read) return Error{Error::Kind::denied, "a read-only disk"};
        if (found == files_.end()) {
            if (how != Open::create) return Error{Error::Kind::missing, "no such file", path.string()};
            found = files_.emplace(path.string(), std::make_shared<State>()).first;
            if (is_cut()) return no_power();
        }
        return std::unique_ptr<DiskFile>{std::make_unique<File>(*this, found->second)};
    }
    Result<bool> exists(std::filesystem::path const& path) override
    {
        std::lock_guard const lock{mutex_};
        if (is_off()) return no_power();
        return files_.contains(path.string());
    }
    Result<void> remove(std::filesystem::path const& path) override
    {
        std::lock_guard const lock{mutex_};
        if (is_off()) return no_power();
        if (!files_.contains(path.string())) return Error{Error::Kind::missing, "no such file", path.string()};
        bool const cut = is_cut();
        if (!cut || operations % 2 == 0) files_.erase(path.string());
        if (cut) return no_power();
        return {};
    }
    Result<void> rename(std::filesystem::path const& from, std::filesystem::path const& to) override
    {
        std::lock_guard const lock{mutex_};
        if (is_off()) return no_power();
        if (!files_.contains(from.string())) return Error{Error::Kind::missing, "no such file", from.string()};
        bool const cut = is_cut();
        if (!cut || operations % 2 == 0) {
            files_[to.string()] = files_.at(from.string());
            files_.erase(from.string());
        }
        if (cut) return no_power();
        return {};
    }
    Result<void> make_folder(std::filesystem::path const&) override { return {}; }

private:
    static constexpr std::size_t sector_octets = 512;

    struct Change {
        std::uint64_t offset = 0;
        Bytes octets;
        bool is_truncation = false;  ///< to `offset`
    };
    struct State {
        Bytes now, synced;
        std::vector<Change> unsynced;
        bool is_durable = false;
    };

    static void put(Bytes& content, std::uint64_t offset, BytesView octets)
    {
        auto const start = static_cast<std::size_t>(offset);
        if (content.size() < start + octets.size()) content.resize(start + octets.size());
        std::copy(octets.begin(), octets.end(), content.begin() + static_cast<std::ptrdiff_t>(start));
    }

    static void survive(Bytes& content, Change const& change, std::mt19937_64& random)
    {
        auto const fate = random() % 3;
        if (fate == 0) return;
        if (change.is_truncation) {
            content.resize(static_cast<std::size_t>(change.offset));
            return;
        }
        for (std::size_t at = 0; at < change.octets.size();) {
            auto const to_sector_end = sector_octets - (change.offset + at) % sector_octets;
            auto const count = std::min<std::size_t>(change.octets.size() - at, static_cast<std::size_t>(to_sector_end));
            if (fate == 1 || random() % 2 == 0) put(content, change.offset + at, BytesView{change.octets}.subspan(at, count));
            at += count;
        }
    }

    /// Counts one operation; true: the power goes during it.
    bool is_cut() { return operations++ == cut_at; }
    static Error no_power() { return {Error::Kind::io, "the power is off"}; }

    class File final : public DiskFile {
    public:
        File(FaultyDisk& disk, std::shared_ptr<State> state) : disk_(disk), state_(std::move(state)) {}
        Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) override
        {
            std::lock_guard const lock{disk_.mutex_};
            if (disk_.is_off()) return no_power();
            auto const& content = state_->now;
            if (offset >= content.size()) return std::size_t{0};
            auto const count = std::min<std::size_t>(into.size(), content.size() - static_cast<std::size_t>(offset));
            std::copy_n(content.begin() + static_cast<std::ptrdiff_t>(offset), count, into.begin());
            return count;
        }
        Result<void> write_at(std::uint64_t offset, BytesView octets) override
        {
            std::lock_guard const lock{disk_.mutex_};
            if (disk_.is_off()) return no_power();
            if (disk_.is_read_only) return Error{Error::Kind::denied, "a read-only disk"};
            bool const is_full = disk_.operations >= disk_.full_from && offset + octets.size() > state_->now.size();
            bool const cut = disk_.is_cut();
            if (is_full) return Error{Error::Kind::limit, "no space is left"};
            put(state_->now, offset, octets);
            state_->unsynced.push_back({offset, Bytes(octets.begin(), octets.end()), false});
            if (cut) return no_power();
            return {};
        }
        Result<void> truncate(std::uint64_t size) override
        {
            std::lock_guard const lock{disk_.mutex_};
            if (disk_.is_off()) return no_power();
            bool const cut = disk_.is_cut();
            state_->now.resize(static_cast<std::size_t>(size));
            state_->unsynced.push_back({size, {}, true});
            if (cut) return no_power();
            return {};
        }
        Result<void> sync() override
        {
            std::lock_guard const lock{disk_.mutex_};
            if (disk_.is_off() || disk_.is_cut()) return no_power();
            state_->synced = state_->now;
            state_->unsynced.clear();
            state_->is_durable = true;
            return {};
        }
        Result<std::uint64_t> size() override
        {
            std::lock_guard const lock{disk_.mutex_};
            if (disk_.is_off()) return no_power();
            return std::uint64_t{state_->now.size()};
        }

    private:
        FaultyDisk& disk_;
        std::shared_ptr<State> state_;
    };

    std::map<std::string, std::shared_ptr<State>> files_;
    std::mutex mutex_;
};

}  // namespace accalmie::fixtures
