// SPDX-License-Identifier: Apache-2.0
#include "capture/blobs.hpp"

#include "trust/crypto.hpp"

namespace accalmie {

struct BlobStore::Incoming::State {
    BlobStore& store;
    unsigned slot;
    std::filesystem::path path;
    std::unique_ptr<DiskFile> file;
    Hasher hasher;
    std::uint64_t size = 0;

    State(BlobStore& of, unsigned taken) : store{of}, slot{taken}, path{of.folder_ / "incoming" / std::to_string(taken)} {}
    ~State()
    {
        if (file) {
            file.reset();
            static_cast<void>(store.disk_.remove(path));  // if it stays, the next blob of this slot overwrites it
        }
        std::lock_guard const lock{store.mutex_};
        store.slots_.erase(slot);
    }
    State(State const&) = delete;
    State& operator=(State const&) = delete;
};

BlobStore::BlobStore(Disk& disk, std::filesystem::path folder) : disk_{disk}, folder_{std::move(folder)} {}

BlobStore::Incoming::Incoming(std::unique_ptr<State> state) : state_{std::move(state)} {}
BlobStore::Incoming::~Incoming() = default;

std::uint64_t BlobStore::Incoming::size() const { return state_->size; }

Result<void> BlobStore::Incoming::add(BytesView octets)
{
    if (state_->size + octets.size() > blob_bytes_max)
        return Error{Error::Kind::limit, "a file of more than " + std::to_string(blob_bytes_max) + " octets", {}, "send a smaller one"};
    TRY(state_->file->write_at(state_->size, octets));
    state_->hasher.add(octets);
    state_->size += octets.size();
    return {};
}

Result<Hash> BlobStore::Incoming::keep()
{
    auto& store = state_->store;
    auto const hash = state_->hasher.finish();
    if (TRY(store.has(hash))) return hash;  // and durable: it got its name after its sync
    TRY(state_->file->sync());
    state_->file.reset();
    auto const path = store.path_of(hash);
    TRY(store.disk_.make_folder(path.parent_path()));
    TRY(store.disk_.rename(state_->path, path));
    return hash;
}

Result<std::unique_ptr<BlobStore::Incoming>> BlobStore::begin()
{
    unsigned slot = 0;
    {
        std::lock_guard const lock{mutex_};
        while (slots_.contains(slot)) ++slot;
        slots_.insert(slot);
    }
    auto state = std::make_unique<Incoming::State>(*this, slot);
    TRY(disk_.make_folder(state->path.parent_path()));
    state->file = TRY(disk_.open(state->path, Disk::Open::create));
    TRY(state->file->truncate(0));
    return std::unique_ptr<Incoming>{new Incoming{std::move(state)}};
}

std::filesystem::path BlobStore::path_of(Hash const& hash) const
{
    auto const hex = hash.hex();
    return folder_ / hex.substr(0, 2) / hex;
}

Result<bool> BlobStore::has(Hash const& hash) { return disk_.exists(path_of(hash)); }

Result<Bytes> BlobStore::read(Hash const& hash, std::uint64_t size_max)
{
    auto const path = path_of(hash);
    auto octets = TRY(read_whole(disk_, path, size_max));
    if (hash_of(octets) != hash)
        return Error{Error::Kind::corrupt, "the file is not the one that was kept", path.string(), "restore it from another copy of the workspace"};
    return octets;
}

}  // namespace accalmie
