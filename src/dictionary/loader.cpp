// SPDX-License-Identifier: Apache-2.0
// src/dictionary/loader.cpp: from the files of a pack to a dictionary, or to the list of all that is wrong with them.
#include "base_pack.hpp"
#include "dictionary/pack_rules.hpp"
#include "dictionary/programme_pack.hpp"
#include "dictionary/text.hpp"

#include "core/verify.hpp"

#include <algorithm>
#include <cstdio>
#include <tuple>

namespace accalmie {

namespace {

/// FNV-1a, 64 bits (Fowler, Noll, Vo, 1991). It tells versions of a pack apart and proves nothing: proofs are trust's.
class ContentHash {
public:
    void add(std::string_view text)
    {
        for (char const c : text) state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
        state_ *= 0x100000001b3ULL;  // an octet zero: the end of this text
    }
    /// The first eight digits.
    std::string hex() const
    {
        char digits[9];
        std::snprintf(digits, sizeof digits, "%08x", static_cast<unsigned>(state_ >> 32U));
        return digits;
    }

private:
    std::uint64_t state_ = 0xcbf29ce484222325ULL;
};

bool is_directly_in(std::string_view path, std::string_view folder, std::string_view ending)
{
    return path.starts_with(folder) && path.ends_with(ending) && path.find('/', folder.size()) == std::string_view::npos;
}

bool is_pack_file(std::string_view path)
{
    return path == "pack.yaml" || is_directly_in(path, "types/", ".yaml") || is_directly_in(path, "lists/", ".csv");
}

/// The files that are read, by path. What lies in types/ and lists/ and is something else is named.
std::vector<PackFile const*> files_to_read(std::span<PackFile const> files, PackProblems& problems)
{
    std::vector<PackFile const*> chosen;
    for (auto const& file : files) {
        if (is_pack_file(file.path))
            chosen.push_back(&file);
        else if (file.path.starts_with("types/") || file.path.starts_with("lists/"))
            problems.add(file.path, 0, "not a file that belongs here", "types/ holds NAME.yaml, lists/ holds NAME.csv, neither holds folders");
        if (chosen.size() > PackLimits::files) break;
    }
    std::sort(chosen.begin(), chosen.end(), [](auto const* a, auto const* b) { return a->path < b->path; });
    return chosen;
}

bool fits(std::vector<PackFile const*> const& files, PackProblems& problems)
{
    std::size_t octets = 0, types = 0, lists = 0;
    for (auto const* file : files) {
        octets += file->content.size();
        types += file->path.starts_with("types/") ? 1 : 0;
        lists += file->path.starts_with("lists/") ? 1 : 0;
    }
    auto const limit = [&](bool exceeded, std::string what) {
        if (exceeded) problems.add("pack.yaml", 0, "a pack of more than " + std::move(what), "split it into several packs");
        return exceeded;
    };
    bool const exceeded = limit(files.size() > PackLimits::files, std::to_string(PackLimits::files) + " files") ||
                          limit(octets > PackLimits::pack_bytes, std::to_string(PackLimits::pack_bytes >> 20) + " MiB") ||
                          limit(types > PackLimits::types, std::to_string(PackLimits::types) + " record types") ||
                          limit(lists > PackLimits::lists, std::to_string(PackLimits::lists) + " code lists");
    return !exceeded;
}

}  // namespace

/// A pack while it is read.
struct PackReader {
    PackProblems problems;
    PackHead head;
    ReadPack read;
    ContentHash hash;
    bool all_types_read = true;

    void read_file(PackFile const& file);
    void check();
    Dictionary dictionary() &&;
};

void PackReader::read_file(PackFile const& file)
{
    hash.add(file.path);
    hash.add(file.content);
    if (file.path == "pack.yaml") {
        head = read_pack_head(file.path, file.content, problems);
    } else if (file.path.starts_with("lists/")) {
        ReadList list = read_code_list(file.path, file.content, problems);
        std::string name = list.list.name;
        read.lists.try_emplace(std::move(name), std::move(list));
    } else if (auto type = read_type(file.path, file.content, problems)) {
        read.types.push_back(std::move(*type));
    } else {
        all_types_read = false;
    }
}

void PackReader::check()
{
    if (read.types.empty() && all_types_read) problems.add("types", 0, "the pack has no record type", "add types/NAME.yaml; the base pack shows how");
    if (all_types_read) check_references(read, problems);  // else each link to the missing type would be named too
    check_counts(read, problems);
    check_forbidden_words(read, problems);
}

Dictionary PackReader::dictionary() &&
{
    Dictionary made;
    made.version_ = head.name + " " + head.version + " " + hash.hex();
    std::map<std::string, std::shared_ptr<CodeSet const>, std::less<>> sets;
    for (auto& [name, list] : read.lists) {
        auto set = std::make_shared<CodeSet>();
        for (auto const& code : list.list.codes) set->insert(code.code);
        sets.emplace(name, std::move(set));
        made.lists_.emplace(name, std::move(list.list));
    }
    for (auto& type : read.types) {
        for (auto& field : type.type.fields)
            if (field.kind == FieldKind::code) field.codes = sets.find(field.list)->second;
        made.types_.push_back(std::move(type.type));
    }
    std::sort(made.types_.begin(), made.types_.end(), [](auto const& a, auto const& b) { return a.name < b.name; });
    return made;
}

/// What extends a dictionary may look inside it.
struct DictionaryExtension {
    static void add(Dictionary& dictionary, ProgrammePack const& pack)
    {
        dictionary.version_ += ", " + pack.name + " " + pack.version;
        for (auto const& [name, codes] : pack.codes) {
            auto& list = dictionary.lists_[name];
            for (auto const& code : codes)
                if (list.find(code.code) == nullptr) list.codes.push_back(code);
        }
    }
    /// A record's header says the version: where all names are too long for it, their number and a hash of them.
    static void shorten_version(Dictionary& dictionary, Dictionary const& base, std::span<ProgrammePack const> packs)
    {
        constexpr std::size_t octets_max = 120;
        if (dictionary.version_.size() <= octets_max) return;
        ContentHash hash;
        for (auto const& pack : packs) hash.add(pack.name), hash.add(pack.version);
        dictionary.version_ = base.version() + ", " + std::to_string(packs.size()) + " packs " + hash.hex();
    }
    static void rebuild_sets(Dictionary& dictionary)
    {
        std::map<std::string, std::shared_ptr<CodeSet const>, std::less<>> sets;
        for (auto const& [name, list] : dictionary.lists_) {
            auto set = std::make_shared<CodeSet>();
            for (auto const& code : list.codes) set->insert(code.code);
            sets.emplace(name, std::move(set));
        }
        for (auto& type : dictionary.types_)
            for (auto& field : type.fields)
                if (field.kind == FieldKind::code) field.codes = sets.find(field.list)->second;
    }
};

Result<Dictionary> extended(Dictionary const& base, std::span<ProgrammePack const> packs)
{
    Dictionary made = base;
    for (auto const& pack : packs) {
        for (auto const& [name, codes] : pack.codes)
            for (auto const& code : codes) {
                auto const* const list = made.list(name);
                auto const* const known = list == nullptr ? nullptr : list->find(code.code);
                if (known != nullptr && (known->label.fr != code.label.fr || known->label.en != code.label.en))
                    return Error{Error::Kind::conflict, "the code " + name + "." + code.code + " has another label in another pack", pack.name, "give one of them another code"};
            }
        DictionaryExtension::add(made, pack);
    }
    DictionaryExtension::rebuild_sets(made);
    DictionaryExtension::shorten_version(made, base, packs);
    return made;
}

std::vector<PackProblem> PackProblems::take() &&
{
    auto const end = found_.size() > PackLimits::problems ? found_.end() - 1 : found_.end();
    std::sort(found_.begin(), end, [](auto const& a, auto const& b) { return std::tie(a.file, a.line, a.what) < std::tie(b.file, b.line, b.what); });
    return std::move(found_);
}

Dictionary::Loaded Dictionary::load(std::span<PackFile const> files)
{
    PackReader pack;
    auto const chosen = files_to_read(files, pack.problems);
    if (!fits(chosen, pack.problems)) return {{}, std::move(pack.problems).take()};
    std::string_view last;
    bool has_head = false;
    for (auto const* file : chosen) {
        if (file->path == last)
            pack.problems.add(file->path, 0, "the file is given twice", "give it once");
        else
            pack.read_file(*file);
        last = file->path;
        has_head = has_head || file->path == "pack.yaml";
    }
    if (!has_head) pack.problems.add("pack.yaml", 0, "there is no pack.yaml", "add it with name, version, label, definition and licence");
    pack.check();
    if (pack.problems.count() > 0) return {{}, std::move(pack.problems).take()};
    return {std::move(pack).dictionary(), {}};
}

Dictionary Dictionary::base()
{
    std::vector<PackFile> files;
    for (auto const& file : base_pack::files()) files.push_back({std::string{file.path}, std::string{file.content}});
    Loaded loaded = load(files);
    for (auto const& problem : loaded.problems)
        std::fprintf(stderr, "packs/base/%s:%d: %s; %s\n", problem.file.c_str(), problem.line, problem.what.c_str(), problem.remedy.c_str());
    VERIFY(loaded.problems.empty());  // the pack is built in, and a test loads it
    return std::move(loaded.dictionary);
}

}  // namespace accalmie
