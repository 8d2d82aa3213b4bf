// SPDX-License-Identifier: Apache-2.0
#include "workspace/programme_packs.hpp"

#include "base_pack.hpp"
#include "dictionary/compare.hpp"
#include "workspace/lock.hpp"
#include "workspace/pack_files.hpp"

#include <algorithm>

namespace accalmie {

namespace {

bool is_pack_folder(std::filesystem::path const& path)
{
    auto const name = path.filename().string();
    return name != "base" && name.find('.') == std::string::npos;  // "NAME.new" is half written
}

/// How many folders are tried; more than packs, since some may be rests of an interrupted writing.
constexpr std::size_t folders_max = 200;

Result<std::vector<std::filesystem::path>> pack_folders(std::filesystem::path const& packs)
{
    std::vector<std::filesystem::path> folders;
    std::error_code fault;
    for (std::filesystem::directory_iterator entry{packs, fault}, end; !fault && entry != end; entry.increment(fault)) {
        if (folders.size() == folders_max) return Error{Error::Kind::limit, "more than 200 folders of packs", packs.string(), "remove those that are not used"};
        std::error_code ignored;
        if (entry->is_directory(ignored) && is_pack_folder(entry->path())) folders.push_back(entry->path());
    }
    if (fault) return Error{Error::Kind::io, "the packs cannot be read: " + fault.message(), packs.string(), "check the folder's permissions"};
    std::sort(folders.begin(), folders.end());
    return folders;
}

Result<void> write_files(Disk& disk, std::filesystem::path const& folder, std::span<PackFile const> files)
{
    for (auto const& file : files) {
        auto const path = folder / file.path;
        TRY(disk.make_folder(path.parent_path()));
        TRY(write_atomically(disk, path, as_bytes(file.content)));
    }
    return {};
}

/// The new copy is whole before the old one steps aside.
Result<void> put_in_place(Disk& disk, std::filesystem::path const& target, std::span<PackFile const> files)
{
    auto const name = target.filename().string();
    auto const fresh = target.parent_path() / (name + ".new"), past = target.parent_path() / (name + ".old");
    std::error_code fault;
    std::filesystem::remove_all(fresh, fault);
    std::filesystem::remove_all(past, fault);
    TRY(write_files(disk, fresh, files));
    if (std::filesystem::exists(target, fault)) std::filesystem::rename(target, past, fault);
    if (!fault) std::filesystem::rename(fresh, target, fault);
    if (fault) return Error{Error::Kind::io, "the pack cannot be put in its place: " + fault.message(), target.string(), "check the folder's permissions"};
    std::filesystem::remove_all(past, fault);
    return {};
}

Result<Dictionary> base_of(Disk& disk, std::filesystem::path const& packs)
{
    auto const files = TRY(read_pack_files(disk, packs / "base"));
    auto loaded = Dictionary::load(files);
    if (loaded.problems.empty()) return std::move(loaded.dictionary);
    return Error{Error::Kind::invalid, loaded.problems.front().what, (packs / "base").string(), "`accalmie doctor` says what is wrong"};
}

/// Codes of the version before that nobody else has would leave records unread.
Result<void> check_nothing_lost(Dictionary const& base, std::vector<ProgrammePack> const& before, std::vector<ProgrammePack> const& after)
{
    auto const older = extended(base, before);
    auto const newer = TRY(extended(base, after));
    auto const lost = older ? lost_between(older.value(), newer) : std::vector<std::string>{};
    if (lost.empty()) return {};
    return Error{Error::Kind::conflict, "the older version of this pack has what this one lacks: " + lost.front(), {}, "keep it in the list: records may use it"};
}

}  // namespace

Result<AddedPacks> read_added_packs(Disk& disk, std::filesystem::path const& packs, Dictionary const& base)
{
    AddedPacks added;
    for (auto const& folder : TRY(pack_folders(packs))) {
        auto const files = TRY(read_pack_files(disk, folder));
        auto loaded = load_programme_pack(files, base);
        auto const name = folder.filename().string();
        for (auto const& problem : loaded.problems)
            added.problems.push_back(name + ": " + problem.file + ":" + std::to_string(problem.line) + ": " + problem.what);
        if (loaded.pack.name != name) continue;
        if (added.packs.size() == AddedPacks::packs_max) return Error{Error::Kind::limit, "more than 50 packs", packs.string(), "remove those that are not used"};
        added.packs.push_back(std::move(loaded.pack));
    }
    return added;
}

Result<ProgrammePack> add_pack(std::filesystem::path const& workspace, std::span<PackFile const> files, Machine machine)
{
    if (!TRY(machine.disk.exists(workspace / "workspace")))
        return Error{Error::Kind::missing, "there is no workspace here", workspace.string(), "make one with `accalmie init`, or name it with --workspace"};
    auto const held = TRY(Lock::take(workspace / "lock"));
    auto const packs = workspace / "packs";
    auto const base = TRY(base_of(machine.disk, packs));
    auto loaded = load_programme_pack(files, base);
    if (!loaded.problems.empty()) {
        auto const& first = loaded.problems.front();
        return Error{Error::Kind::invalid, first.what, first.file + ":" + std::to_string(first.line), first.remedy};
    }
    auto const before = TRY(read_added_packs(machine.disk, packs, base)).packs;
    auto after = before;
    std::erase_if(after, [&](ProgrammePack const& pack) { return pack.name == loaded.pack.name; });
    after.push_back(loaded.pack);
    TRY(check_nothing_lost(base, before, after));
    TRY(put_in_place(machine.disk, packs / loaded.pack.name, files));
    return std::move(loaded.pack);
}

Result<std::vector<PackFile>> files_of_pack(Workspace& workspace, std::string_view name)
{
    std::vector<PackFile> files;
    if (name == "base") {
        for (auto const& file : base_pack::files()) files.push_back({std::string{file.path}, std::string{file.content}});
        return files;
    }
    auto const& packs = workspace.programme_packs();
    if (std::none_of(packs.begin(), packs.end(), [&](ProgrammePack const& pack) { return pack.name == name; }))
        return Error{Error::Kind::missing, "this workspace has no pack of this name", std::string{name}, "`accalmie pack list` shows those it has; add one with `accalmie pack add DIR`"};
    return read_pack_files(workspace.machine().disk, workspace.folder() / "packs" / std::filesystem::path{name});
}

}  // namespace accalmie
