// SPDX-License-Identifier: Apache-2.0
#include "capture/export_reader.hpp"

#include <algorithm>

namespace accalmie {

namespace {

std::string file_part(std::string_view path)
{
    return std::string{path.substr(path.find_last_of("/\\") == std::string_view::npos ? 0 : path.find_last_of("/\\") + 1)};
}

std::string stem_of(std::string_view path)
{
    auto name = file_part(path);
    return name.substr(0, name.rfind('.'));
}

bool ends_with(std::string_view name, std::string_view ending)
{
    return name.size() >= ending.size() && std::equal(ending.begin(), ending.end(), name.end() - static_cast<std::ptrdiff_t>(ending.size()),
                                                      [](char wanted, char c) { return wanted == (c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c); });
}

enum class Kind : std::uint8_t { archive, json, xml, table };

Kind kind_of(std::string_view beginning)
{
    if (beginning.starts_with("PK")) return Kind::archive;
    auto const first = beginning.find_first_not_of("\xEF\xBB\xBF \t\r\n");
    char const c = first == std::string_view::npos ? ' ' : beginning[first];
    return c == '{' || c == '[' ? Kind::json : c == '<' ? Kind::xml : Kind::table;
}

class Opening {
public:
    Opening(Disk& disk, CsvOptions const& csv) : disk_{disk}, csv_{csv} {}

    Result<void> add(std::filesystem::path const& path)
    {
        auto file = TRY(disk_.open(path, Disk::Open::read));
        std::string beginning(512, '\0');
        beginning.resize(TRY(file->read_at(0, {reinterpret_cast<std::uint8_t*>(beginning.data()), beginning.size()})));
        if (beginning.empty()) return Error{Error::Kind::invalid, "this file is empty", {}, "export it again"};
        switch (kind_of(beginning)) {
        case Kind::archive: return add_archive(std::move(file), stem_of(path.filename().string()));
        case Kind::json: json_.push_back(std::make_unique<FileSource>(std::move(file))); return {};
        case Kind::xml:
            xml_.push_back({path.string(), [this_disk = &disk_, path] { return FileSource::open(*this_disk, path); }});
            return {};
        case Kind::table:
            tables_.push_back({stem_of(path.filename().string()), TRY(open_csv_table(std::make_unique<FileSource>(std::move(file)), csv_))});
            return {};
        }
        return {};
    }

    Result<OpenExport> finish()
    {
        OpenExport open;
        if (static_cast<int>(!tables_.empty()) + static_cast<int>(!json_.empty()) + static_cast<int>(!xml_.empty()) > 1)
            return Error{Error::Kind::invalid, "several kinds of export at once: tables, JSON or XML", {}, "import one of them; they hold the same answers"};
        if (!tables_.empty()) {
            open.kind = is_workbook_ ? "XLSX" : "CSV";
            open.reader = TRY(read_tables(std::move(tables_)));
        } else if (!json_.empty()) {
            open.kind = "JSON";
            open.reader = TRY(read_json(std::move(json_)));
        } else if (!xml_.empty()) {
            open.kind = "XML";
            open.reader = read_xml(std::move(xml_));
        } else
            return Error{Error::Kind::invalid, "no submissions are in it: neither CSV, XLSX, JSON nor XML", {}, "export the submissions, not the form or the media alone"};
        open.media = std::move(media_);
        return open;
    }

private:
    Result<void> add_archive(std::unique_ptr<DiskFile> file, std::string const& name)
    {
        auto zip = TRY(ZipFile::open(std::move(file)));
        if (zip.has("xl/workbook.xml")) return add_workbook(std::move(zip), name);
        auto archive = std::make_shared<ZipFile>(std::move(zip));  // the tables, the media and this list all read from it
        for (auto const& member : archive->members()) {
            bool const is_beside = member.name.starts_with("__MACOSX/") || member.name.starts_with("media/") || member.name.find("/media/") != std::string::npos;
            if (is_beside || file_part(member.name).starts_with('.')) continue;
            if (ends_with(member.name, " - audit.csv")) continue;  // Central's log of who touched what in the device
            if (ends_with(member.name, ".csv"))
                tables_.push_back({stem_of(member.name), TRY(open_csv_table(TRY(archive->source(member.name)), csv_).at(member.name))});
            if (ends_with(member.name, ".json")) json_.push_back(TRY(archive->source(member.name)));
            if (ends_with(member.name, ".xml")) xml_.push_back({member.name, [archive, name_inside = member.name] { return archive->source(name_inside); }});
        }
        media_.add(archive);
        return {};
    }

    Result<void> add_workbook(ZipFile zip, std::string const& name)
    {
        auto const book = TRY(ExportWorkbook::open(std::move(zip)));
        is_workbook_ = true;
        for (std::size_t sheet = 0; sheet < book.sheets().size(); ++sheet) {
            auto table = book.open_sheet(sheet);
            if (!table && table.error().kind == Error::Kind::invalid) continue;  // an empty sheet
            if (!table) return std::move(table).error().at(name);
            tables_.push_back({book.sheets()[sheet], std::move(*table)});
        }
        return {};
    }

    Disk& disk_;
    CsvOptions csv_;
    std::vector<NamedTable> tables_;
    std::vector<std::unique_ptr<ByteSource>> json_;
    std::vector<NamedSource> xml_;
    ExportMedia media_;
    bool is_workbook_ = false;
};

}  // namespace

Result<OpenExport> open_export(Disk& disk, std::vector<std::filesystem::path> const& files, CsvOptions const& csv)
{
    Opening opening{disk, csv};
    for (auto const& file : files) TRY(opening.add(file).at(file.string()));
    return opening.finish();
}

void ExportMedia::add(std::shared_ptr<ZipFile> const& archive)
{
    for (auto const& member : archive->members()) places_.emplace(file_part(member.name), Place{archive, member.name});
}

void ExportMedia::add_folder(Disk& disk, std::filesystem::path folder) { folders_.emplace_back(&disk, std::move(folder)); }

Result<std::unique_ptr<ByteSource>> ExportMedia::find(std::string_view name, std::string_view instance, std::string_view folder) const
{
    bool const is_plain = !name.empty() && name.find_first_of("/\\") == std::string_view::npos && !name.starts_with('.');
    if (!is_plain) return Error{Error::Kind::missing, "no plain name of a file", std::string{name}};
    if (instance.starts_with("uuid:")) instance.remove_prefix(5);
    auto const [first, end] = places_.equal_range(name);
    Place const* found = nullptr;
    for (auto at = first; at != end; ++at) {
        auto const& member = at->second.member;
        bool const is_its_own = (!folder.empty() && member.starts_with(folder)) || (!instance.empty() && member.find(instance) != std::string::npos);
        if (is_its_own) return at->second.archive->source(member);
        found = &at->second;
    }
    if (found != nullptr && std::distance(first, end) == 1) return found->archive->source(found->member);
    for (auto const& [disk, path] : folders_)
        for (auto const& at : {path / std::string{instance} / std::string{name}, path / std::string{name}})
            if (TRY(disk->exists(at))) return FileSource::open(*disk, at);
    return Error{Error::Kind::missing, found == nullptr ? "no such file came with the export" : "several files of this name, none in a folder of this submission",
                 std::string{name}};
}

}  // namespace accalmie
