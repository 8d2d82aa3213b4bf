// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_container.hpp"

#include "forms/xls_sheet.hpp"

#include <cstring>
#include <unzip.h>

namespace accalmie::forms {

namespace {

/// A file that minizip believes to read.
struct Memory {
    BytesView octets;
    std::size_t at = 0;
};

voidpf open_memory(voidpf memory, void const* /*name*/, int /*mode*/) { return memory; }

uLong read_memory(voidpf /*opaque*/, voidpf stream, void* into, uLong wanted)
{
    auto& memory = *static_cast<Memory*>(stream);
    auto const count = std::min<std::size_t>(wanted, memory.octets.size() - memory.at);
    if (count > 0) std::memcpy(into, memory.octets.data() + memory.at, count);
    memory.at += count;
    return static_cast<uLong>(count);
}

ZPOS64_T tell_memory(voidpf /*opaque*/, voidpf stream) { return static_cast<Memory*>(stream)->at; }

long seek_memory(voidpf /*opaque*/, voidpf stream, ZPOS64_T offset, int origin)
{
    auto& memory = *static_cast<Memory*>(stream);
    auto const base = origin == ZLIB_FILEFUNC_SEEK_CUR ? memory.at : origin == ZLIB_FILEFUNC_SEEK_END ? memory.octets.size() : 0;
    if (offset > memory.octets.size() - base) return -1;
    memory.at = base + static_cast<std::size_t>(offset);
    return 0;
}

int close_memory(voidpf /*opaque*/, voidpf /*stream*/) { return 0; }

Error damaged(std::string_view part)
{
    return {Error::Kind::corrupt, "this part of the file is damaged or encrypted", std::string{part},
            "save the spreadsheet anew, without a password"};
}

}  // namespace

struct Container::State {
    Memory memory;
    unzFile file = nullptr;
    std::size_t unpacked = 0;

    State() = default;
    State(State const&) = delete;
    State& operator=(State const&) = delete;
    ~State()
    {
        if (file != nullptr) unzClose(file);
    }
};

Container::Container(std::unique_ptr<State> state) : state_(std::move(state)) {}
Container::Container(Container&&) noexcept = default;
Container& Container::operator=(Container&&) noexcept = default;
Container::~Container() = default;

Result<Container> Container::open(BytesView octets)
{
    auto state = std::make_unique<State>();
    state->memory.octets = octets;
    zlib_filefunc64_def calls{};
    calls.zopen64_file = open_memory;
    calls.zread_file = read_memory;
    calls.ztell64_file = tell_memory;
    calls.zseek64_file = seek_memory;
    calls.zclose_file = close_memory;
    calls.zerror_file = close_memory;
    calls.opaque = &state->memory;
    state->file = unzOpen2_64("", &calls);
    if (state->file == nullptr) return Error{Error::Kind::corrupt, "this is no spreadsheet file (no zip container)", {}, "save it as .xlsx or .ods"};
    return Container{std::move(state)};
}

bool Container::has(std::string_view name) const { return unzLocateFile(state_->file, std::string{name}.c_str(), 1) == UNZ_OK; }

Result<std::string> Container::read(std::string_view name)
{
    if (!has(name)) return Error{Error::Kind::missing, "a part of the spreadsheet is missing", std::string{name}, "save the spreadsheet anew"};
    unz_file_info64 info{};
    if (unzGetCurrentFileInfo64(state_->file, &info, nullptr, 0, nullptr, 0, nullptr, 0) != UNZ_OK || (info.flag & 1U) != 0) return damaged(name);
    auto const too_large = [&]() {
        return Error{Error::Kind::limit, "the spreadsheet unpacks to too much", std::string{name}, "keep the sheets of the form only"};
    };
    if (info.uncompressed_size > SheetBounds::bytes_max) return too_large();
    if (unzOpenCurrentFile(state_->file) != UNZ_OK) return damaged(name);
    std::string content;
    // Grown as it comes: the header may lie about the size in either direction.
    constexpr std::size_t block = 1U << 18U;
    for (;;) {
        auto const before = content.size();
        content.resize(before + block);
        auto const count = unzReadCurrentFile(state_->file, content.data() + before, static_cast<unsigned>(block));
        content.resize(before + (count > 0 ? static_cast<std::size_t>(count) : 0));
        if (count < 0) return damaged(name);
        if (count == 0) break;
        if (content.size() > SheetBounds::bytes_max || state_->unpacked + content.size() > 2 * SheetBounds::bytes_max) return too_large();
    }
    if (unzCloseCurrentFile(state_->file) != UNZ_OK) return damaged(name);
    state_->unpacked += content.size();
    return content;
}

}  // namespace accalmie::forms
