// SPDX-License-Identifier: Apache-2.0
// tests/capture/import_fixtures.hpp: a workspace in memory, a disk in memory, and the real files where they are.
#pragma once

#include "capture/importers.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace accalmie {

class MemoryFile final : public DiskFile {
public:
    explicit MemoryFile(std::string& content) : content_(content) {}
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) override
    {
        auto const start = std::min<std::size_t>(offset, content_.size());
        auto const count = std::min(into.size(), content_.size() - start);
        std::copy_n(content_.begin() + static_cast<std::ptrdiff_t>(start), count, into.begin());
        return count;
    }
    Result<void> write_at(std::uint64_t offset, BytesView octets) override
    {
        content_.resize(std::max<std::size_t>(content_.size(), offset + octets.size()));
        std::copy(octets.begin(), octets.end(), content_.begin() + static_cast<std::ptrdiff_t>(offset));
        return {};
    }
    Result<void> truncate(std::uint64_t size) override { return content_.resize(size), Result<void>{}; }
    Result<void> sync() override { return {}; }
    Result<std::uint64_t> size() override { return content_.size(); }

private:
    std::string& content_;
};

class MemoryDisk final : public Disk {
public:
    std::map<std::filesystem::path, std::string> files;

    Result<std::unique_ptr<DiskFile>> open(std::filesystem::path const& path, Open how) override
    {
        if (how != Open::create && !files.contains(path)) return Error{Error::Kind::missing, "no such file"};
        return std::unique_ptr<DiskFile>{std::make_unique<MemoryFile>(files[path])};
    }
    Result<bool> exists(std::filesystem::path const& path) override { return files.contains(path); }
    Result<void> remove(std::filesystem::path const& path) override { return files.erase(path), Result<void>{}; }
    Result<void> rename(std::filesystem::path const& from, std::filesystem::path const& to) override
    {
        files[to] = std::move(files[from]);
        files.erase(from);
        return {};
    }
    Result<void> make_folder(std::filesystem::path const&) override { return {}; }
};

inline Dictionary const& base_dictionary()
{
    static Dictionary const dictionary = Dictionary::base();
    return dictionary;
}

/// Keeps rows as a journal would: corrections get an address of their own, and what counts is the last version.
class TestWorkspace final : public RowSink, public KnownRows {
public:
    explicit TestWorkspace(std::string_view type = "incident") : type_(*base_dictionary().find(type)) {}

    std::map<RecordAddress, std::vector<Value>> rows;  ///< those that count
    std::vector<std::map<std::string, Value, std::less<>>> coverage;
    std::uint64_t added = 0, corrected = 0, finished = 0;

    Result<void> add(std::span<Cell const> row) override
    {
        std::vector<CellProblem> problems;
        check_row(base_dictionary(), type_, row, problems);
        CHECK(problems.empty());
        rows.emplace(next_address(), owned(row));
        ++added;
        return {};
    }
    Result<void> correct(std::span<Cell const> row, RecordAddress const& replaces) override
    {
        CHECK(rows.erase(replaces) == 1);
        rows.emplace(next_address(), owned(row));
        ++corrected;
        return {};
    }
    Result<void> note(std::string_view type, std::map<std::string, Value, std::less<>> const& fields) override
    {
        CHECK(type == "source_coverage");
        coverage.push_back(fields);
        return {};
    }
    Result<std::uint64_t> finish() override { return ++finished, (added + 4095) / 4096; }

    Result<void> each(RecordType const& type, std::string_view source,
                      std::function<Result<void>(std::span<Cell const>, RecordAddress const&)> const& visit) override
    {
        if (type.name == "source_coverage") return each_coverage(type, source, visit);
        auto const name = type.index_of("source");
        for (auto const& [address, row] : rows) {
            if (!source.empty() && name && row[*name] != Value{std::string{source}}) continue;
            auto const cells = seen(row);
            TRY(visit(cells, address));
        }
        return {};
    }
    Result<std::vector<Value>> row(RecordType const&, RecordAddress const& address) override
    {
        auto const found = rows.find(address);
        if (found == rows.end()) return Error{Error::Kind::missing, "no such row"};
        return found->second;
    }
    /// The value of a field of the event of this identifier.
    Value value(std::string_view source_id, std::string_view field) const
    {
        for (auto const& [address, row] : rows)
            if (row[*type_.index_of("source_id")] == Value{std::string{source_id}}) return row[*type_.index_of(field)];
        FAIL("no such event");
        return {};
    }
    std::size_t count(std::string_view field, Value const& wanted) const
    {
        std::size_t found = 0;
        for (auto const& [address, row] : rows) found += row[*type_.index_of(field)] == wanted;
        return found;
    }
    Intake::Tools tools(Disk* disk = nullptr) { return {base_dictionary(), *this, *this, disk}; }

private:
    RecordAddress next_address()
    {
        ++addresses_;
        RecordAddress address;
        for (unsigned index = 0; index < 4; ++index) address.record.data()[index] = static_cast<std::uint8_t>(addresses_ >> (8 * index));
        address.row = static_cast<std::uint32_t>(addresses_ % 4096);
        return address;
    }
    static std::vector<Value> owned(std::span<Cell const> row)
    {
        std::vector<Value> values;
        for (auto const& cell : row) values.push_back(as_value(cell));
        return values;
    }
    static std::vector<Cell> seen(std::vector<Value> const& row)
    {
        std::vector<Cell> cells;
        for (auto const& value : row) cells.push_back(as_cell(value));
        return cells;
    }
    Result<void> each_coverage(RecordType const& type, std::string_view source,
                               std::function<Result<void>(std::span<Cell const>, RecordAddress const&)> const& visit) const
    {
        for (auto const& fields : coverage) {
            if (fields.at("source") != Value{std::string{source}}) continue;
            std::vector<Value> row(type.fields.size());
            for (auto const& [name, value] : fields) row[*type.index_of(name)] = value;
            auto const cells = seen(row);
            TRY(visit(cells, {}));
        }
        return {};
    }

    RecordType const& type_;
    std::uint64_t addresses_ = 0;
};

/// A file of ../shared/data, or nothing: then the test says so and is over.
inline std::optional<std::string> real_file(std::string_view name)
{
    std::ifstream file{std::string{ACCALMIE_SOURCE_DIR} + "/../shared/data/" + std::string{name}, std::ios::binary};
    if (!file) {
        MESSAGE("skipped: ../shared/data is not there");
        return std::nullopt;
    }
    std::ostringstream content;
    content << file.rdbuf();
    return std::move(content).str();
}

using Importer = Result<ImportSummary> (*)(ByteSource&, Intake::Tools, ImportOptions const&);

inline Result<ImportSummary> try_import(Importer importer, std::string_view text, TestWorkspace& workspace, ImportOptions const& options = {},
                                        Disk* disk = nullptr)
{
    TextSource source{text};
    auto summary = importer(source, workspace.tools(disk), options);
    if (summary) CHECK(summary->reconciles());
    return summary;
}
inline ImportSummary import(Importer importer, std::string_view text, TestWorkspace& workspace, ImportOptions const& options = {},
                            Disk* disk = nullptr)
{
    auto summary = try_import(importer, text, workspace, options, disk);
    REQUIRE_MESSAGE(summary.has_value(), (summary ? "" : summary.error().text()));
    return std::move(*summary);
}

inline Day day(std::string_view iso) { return parse_day(iso).value(); }

}  // namespace accalmie
