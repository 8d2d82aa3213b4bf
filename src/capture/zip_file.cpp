// SPDX-License-Identifier: Apache-2.0
#include "capture/zip_file.hpp"

#include <algorithm>
#include <unordered_map>
#include <unzip.h>

namespace accalmie {

namespace {

/// What minizip believes to be a file: a place in a file of the disk.
struct Reader {
    DiskFile* file = nullptr;
    std::uint64_t size = 0, at = 0;
};

voidpf open_reader(voidpf reader, void const* /*name*/, int /*mode*/) { return reader; }

uLong read_reader(voidpf /*opaque*/, voidpf stream, void* into, uLong wanted)
{
    auto& reader = *static_cast<Reader*>(stream);
    auto const count = static_cast<std::size_t>(std::min<std::uint64_t>(wanted, reader.size - std::min(reader.at, reader.size)));
    auto const read = reader.file->read_at(reader.at, {static_cast<std::uint8_t*>(into), count});
    if (!read) return 0;
    reader.at += *read;
    return static_cast<uLong>(*read);
}

ZPOS64_T tell_reader(voidpf /*opaque*/, voidpf stream) { return static_cast<Reader*>(stream)->at; }

long seek_reader(voidpf /*opaque*/, voidpf stream, ZPOS64_T offset, int origin)
{
    auto& reader = *static_cast<Reader*>(stream);
    auto const base = origin == ZLIB_FILEFUNC_SEEK_CUR ? reader.at : origin == ZLIB_FILEFUNC_SEEK_END ? reader.size : 0;
    if (offset > reader.size - std::min(base, reader.size)) return -1;
    reader.at = base + offset;
    return 0;
}

int close_reader(voidpf /*opaque*/, voidpf /*stream*/) { return 0; }

/// One of minizip's own cursors: one for the list, one for each member that is being read.
class Cursor {
public:
    explicit Cursor(Reader reader) : reader_{reader}
    {
        zlib_filefunc64_def calls{};
        calls.zopen64_file = open_reader;
        calls.zread_file = read_reader;
        calls.ztell64_file = tell_reader;
        calls.zseek64_file = seek_reader;
        calls.zclose_file = close_reader;
        calls.zerror_file = close_reader;
        calls.opaque = &reader_;
        zip_ = unzOpen2_64("", &calls);
    }
    Cursor(Cursor const&) = delete;
    Cursor& operator=(Cursor const&) = delete;
    ~Cursor()
    {
        if (zip_ != nullptr) unzClose(zip_);
    }
    unzFile zip() { return zip_; }

private:
    Reader reader_;
    unzFile zip_ = nullptr;
};

Error damaged(std::string_view member)
{
    return {Error::Kind::corrupt, "this part of the archive is damaged, encrypted or cut off", std::string{member}, "export it again, without a password"};
}

}  // namespace

struct ZipFile::State {
    std::unique_ptr<DiskFile> file;
    std::uint64_t size = 0;
    std::vector<ZipMember> members = {};
    struct Place {
        std::size_t member;
        unz64_file_pos at;
    };
    std::unordered_map<std::string, Place> places = {};

    Result<void> list();
};

Result<void> ZipFile::State::list()
{
    Cursor cursor{{file.get(), size, 0}};
    auto* const zip = cursor.zip();
    if (zip == nullptr) return Error{Error::Kind::corrupt, "no zip archive, or one that is cut off", {}, "copy or export it again, whole"};
    for (auto state = unzGoToFirstFile(zip); state == UNZ_OK; state = unzGoToNextFile(zip)) {
        if (members.size() >= members_max)
            return Error{Error::Kind::limit, "an archive of more than " + std::to_string(members_max) + " files", {}, "export fewer days at a time"};
        unz_file_info64 info{};
        std::string name(4096, '\0');
        unz64_file_pos place{};
        if (unzGetCurrentFileInfo64(zip, &info, name.data(), static_cast<uLong>(name.size()), nullptr, 0, nullptr, 0) != UNZ_OK || unzGetFilePos64(zip, &place) != UNZ_OK)
            return damaged({});
        name.resize(std::min<std::size_t>(name.size(), info.size_filename));
        if (name.ends_with('/')) continue;
        places.emplace(name, Place{members.size(), place});
        members.push_back({std::move(name), info.compressed_size, info.uncompressed_size});
    }
    return {};
}

namespace {

/// Unpacks while it is read.
class MemberSource final : public ByteSource {
public:
    MemberSource(std::shared_ptr<void> alive, Reader reader, ZipMember member) : alive_{std::move(alive)}, cursor_{reader}, member_{std::move(member)} {}

    Result<void> begin(unz64_file_pos const& place)
    {
        auto* const zip = cursor_.zip();
        unz_file_info64 info{};
        if (zip == nullptr || unzGoToFilePos64(zip, &place) != UNZ_OK || unzGetCurrentFileInfo64(zip, &info, nullptr, 0, nullptr, 0, nullptr, 0) != UNZ_OK ||
            (info.flag & 1U) != 0 || unzOpenCurrentFile(zip) != UNZ_OK)
            return damaged(member_.name);
        return {};
    }

    Result<std::size_t> read(std::span<std::uint8_t> into) override
    {
        if (is_ended_ || into.empty()) return std::size_t{0};
        constexpr std::size_t piece_max = 1U << 30U;
        auto const count = unzReadCurrentFile(cursor_.zip(), into.data(), static_cast<unsigned>(std::min(into.size(), piece_max)));
        if (count < 0) return damaged(member_.name);
        unpacked_ += static_cast<std::uint64_t>(count);
        if (unpacked_ > ZipFile::unpacked_max)
            return Error{Error::Kind::limit, "this part of the archive unpacks to more than 16 GiB", member_.name, "export fewer days at a time"};
        if (count == 0) {
            is_ended_ = true;
            if (unzCloseCurrentFile(cursor_.zip()) != UNZ_OK) return damaged(member_.name);
        }
        return static_cast<std::size_t>(count);
    }

    std::optional<std::uint64_t> size() override { return member_.unpacked; }

private:
    std::shared_ptr<void> alive_;
    Cursor cursor_;
    ZipMember member_;
    std::uint64_t unpacked_ = 0;
    bool is_ended_ = false;
};

}  // namespace

ZipFile::ZipFile(std::shared_ptr<State> state) : state_{std::move(state)} {}
ZipFile::ZipFile(ZipFile&&) noexcept = default;
ZipFile& ZipFile::operator=(ZipFile&&) noexcept = default;
ZipFile::~ZipFile() = default;

Result<ZipFile> ZipFile::open(std::unique_ptr<DiskFile> file)
{
    auto state = std::make_shared<State>();
    state->size = TRY(file->size());
    state->file = std::move(file);
    TRY(state->list());
    return ZipFile{std::move(state)};
}

std::vector<ZipMember> const& ZipFile::members() const { return state_->members; }
bool ZipFile::has(std::string_view name) const { return state_->places.contains(std::string{name}); }

Result<std::unique_ptr<ByteSource>> ZipFile::source(std::string_view name) const
{
    auto const place = state_->places.find(std::string{name});
    if (place == state_->places.end()) return Error{Error::Kind::missing, "the archive has no such part", std::string{name}, "export it again"};
    auto source = std::make_unique<MemberSource>(state_, Reader{state_->file.get(), state_->size, 0}, state_->members[place->second.member]);
    TRY(source->begin(place->second.at));
    return std::unique_ptr<ByteSource>{std::move(source)};
}

Result<std::string> ZipFile::read(std::string_view name, std::uint64_t octets_max) const
{
    auto const from = TRY(source(name));
    std::string content;
    constexpr std::size_t block = 1U << 18U;
    for (;;) {
        auto const before = content.size();
        content.resize(before + block);
        auto const count = TRY(from->read({reinterpret_cast<std::uint8_t*>(content.data()) + before, block}));
        content.resize(before + count);
        if (count == 0) return content;
        if (content.size() > octets_max)
            return Error{Error::Kind::limit, "this part of the archive unpacks to more than " + std::to_string(octets_max) + " octets", std::string{name}, "export fewer days at a time"};
    }
}

}  // namespace accalmie
