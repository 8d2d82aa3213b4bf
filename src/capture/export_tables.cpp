// SPDX-License-Identifier: Apache-2.0
#include "capture/export_reader.hpp"

#include <algorithm>
#include <array>

namespace accalmie {

namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

/// Which column of a repeat's table names the row above, and which of the table above it names.
struct Joint {
    std::string_view parent, own, own_otherwise;
};
constexpr std::array<Joint, 3> joints{{{"PARENT_KEY", "KEY", "meta-instanceID"}, {"_parent_index", "_index", "_index"}, {"__Submissions-id", "__id", "__id"}}};

std::size_t column_of(std::span<std::string const> columns, std::string_view name)
{
    auto const found = std::find(columns.begin(), columns.end(), name);
    return found == columns.end() ? none : static_cast<std::size_t>(found - columns.begin());
}

/// Rows that were rejected before, mended and come again: what the rejects file put before the row's own columns is no answer.
constexpr std::array<std::string_view, 6> reject_columns{"line", "row", "column", "value", "reason", "remedy"};

std::vector<std::string> own_columns(std::span<std::string const> columns)
{
    std::vector<std::string> own{columns.begin(), columns.end()};
    if (own.size() > reject_columns.size() && std::equal(reject_columns.begin(), reject_columns.end(), own.begin()))
        std::fill_n(own.begin(), reject_columns.size(), std::string{});
    return own;
}

std::uint64_t key_of(std::size_t table, std::string_view text)
{
    return (std::hash<std::string_view>{}(text) ^ (table * 0x9E3779B97F4A7C15ULL)) | 1U;
}

/// The rows of one repeat, packed: only cells that say something.
struct Packed {
    struct Row {
        std::uint64_t parent = 0, own = 0;  ///< keys
        std::uint64_t line = 0, number = 0;
        std::size_t first_cell = 0, text = 0;
        std::uint32_t cell_count = 0;
        bool is_used = false;
    };
    struct Size {
        std::uint32_t column, octets;
    };
    std::string text;
    std::vector<Size> cells;
    std::vector<Row> rows;
    std::vector<std::pair<std::uint64_t, std::uint32_t>> by_parent;  ///< sorted
    std::size_t octets() const { return text.size() + cells.size() * sizeof(Size) + rows.size() * (sizeof(Row) + 16); }

    void add(TableRow const& from, std::span<std::string const> columns, std::uint64_t parent, std::uint64_t own)
    {
        Row row{parent, own, from.line, from.number, cells.size(), text.size()};
        for (std::size_t column = 0; column < from.cells.size(); ++column) {
            if (from.cells[column].empty() || (column < columns.size() && columns[column].empty())) continue;
            cells.push_back({static_cast<std::uint32_t>(column), static_cast<std::uint32_t>(from.cells[column].size())});
            text.append(from.cells[column]);
        }
        row.cell_count = static_cast<std::uint32_t>(cells.size() - row.first_cell);
        rows.push_back(row);
    }
    void sort()
    {
        by_parent.reserve(rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) by_parent.emplace_back(rows[i].parent, static_cast<std::uint32_t>(i));
        std::sort(by_parent.begin(), by_parent.end());
    }
};

class TablesReader final : public ExportReader {
public:
    Result<void> begin(std::vector<NamedTable> tables)
    {
        TRY(choose_main(tables));
        for (auto& named : tables) heads_.push_back({named.name, own_columns(named.table->columns())});
        for (std::size_t i = 1; i < tables.size(); ++i) {
            packed_.emplace_back();
            TRY(load(i, *tables[i].table, tables).at(tables[i].name));
        }
        main_ = std::move(tables.front().table);
        return {};
    }

    std::vector<ExportHead> const& tables() const override { return heads_; }

    Result<bool> next(ExportRow& row) override
    {
        TableRow read;
        if (!is_ended_ && TRY(main_->next(read))) {
            row.table = 0;
            row.line = read.line;
            row.number = read.number;
            row.problem = read.problem;
            row.cells.clear();
            row.children.clear();
            auto const& columns = heads_.front().columns;
            for (std::size_t column = 0; column < read.cells.size() && column < columns.size(); ++column)
                if (!read.cells[column].empty() && !columns[column].empty()) row.cells.push_back({static_cast<std::uint32_t>(column), read.cells[column]});
            for (auto const key : main_keys_)
                if (key < read.cells.size() && !read.cells[key].empty()) add_children(key_of(0, read.cells[key]), row, 0);
            return true;
        }
        is_ended_ = true;
        return next_orphan(row);
    }

    std::pair<std::uint64_t, std::uint64_t> progress() const override { return main_->progress(); }

private:
    static constexpr int depth_max = 20;

    /// The table without a row above goes first; whoever has two of them has two exports.
    static Result<void> choose_main(std::vector<NamedTable>& tables)
    {
        std::size_t main = none;
        for (std::size_t i = 0; i < tables.size(); ++i) {
            auto const columns = tables[i].table->columns();
            if (std::any_of(joints.begin(), joints.end(), [&](Joint const& joint) { return column_of(columns, joint.parent) != none; })) continue;
            if (main != none)
                return Error{Error::Kind::invalid, "two tables of submissions: " + tables[main].name + " and " + tables[i].name, {},
                             "import one form at a time; a repeat's table has a column PARENT_KEY or _parent_index"};
            main = i;
        }
        if (main == none)
            return Error{Error::Kind::invalid, "only rows of repeats, and not the submissions that they belong to", {},
                         "give the table of the submissions too"};
        std::rotate(tables.begin(), tables.begin() + static_cast<std::ptrdiff_t>(main), tables.begin() + static_cast<std::ptrdiff_t>(main) + 1);
        return {};
    }

    Result<void> load(std::size_t index, ExportTable& table, std::vector<NamedTable> const& tables)
    {
        auto const columns = table.columns();
        auto const* const joint = std::find_if(joints.begin(), joints.end(), [&](Joint const& one) { return column_of(columns, one.parent) != none; });
        auto const parent = column_of(columns, joint->parent), own = column_of(columns, joint->own), above = column_of(columns, "_parent_table_name");
        TRY(know_main_key(*joint));
        auto& packed = packed_.back();
        TableRow row;
        while (TRY(table.next(row))) {
            auto const cell = [&](std::size_t column) { return column < row.cells.size() ? row.cells[column] : std::string_view{}; };
            // Kobo counts in each sheet anew, Central's keys are different everywhere.
            bool const counts = joint->parent == "_parent_index";
            std::size_t const table_above = counts ? named(tables, cell(above), index) : 0;
            packed.add(row, heads_[index].columns, key_of(table_above, cell(parent)), key_of(counts ? index : 0, cell(own)));
            if (octets_ + packed.octets() > export_repeats_octets_max)
                return Error{Error::Kind::limit, "the repeats of this export need more than 512 MiB of memory", {}, "export fewer days at a time"};
        }
        packed.sort();
        octets_ += packed.octets();
        return {};
    }

    Result<void> know_main_key(Joint const& joint)
    {
        auto const& columns = heads_.front().columns;
        auto key = column_of(columns, joint.own);
        if (key == none) key = column_of(columns, joint.own_otherwise);
        if (key == none)
            return Error{Error::Kind::invalid, "the submissions have no column " + std::string{joint.own} + ", which the rows of the repeat name", heads_.front().name,
                         "export the submissions with it"};
        if (std::find(main_keys_.begin(), main_keys_.end(), key) == main_keys_.end()) main_keys_.push_back(key);
        return {};
    }

    /// The table that a row says is above it; the submissions where it says nothing that we know.
    static std::size_t named(std::vector<NamedTable> const& tables, std::string_view name, std::size_t self)
    {
        for (std::size_t i = 1; i < tables.size(); ++i)
            if (i != self && tables[i].name == name) return i;
        return 0;
    }

    void add_children(std::uint64_t key, ExportRow& row, int depth)
    {
        for (std::size_t p = 0; p < packed_.size(); ++p) {
            auto& packed = packed_[p];
            auto at = std::lower_bound(packed.by_parent.begin(), packed.by_parent.end(), std::pair{key, std::uint32_t{0}});
            for (; at != packed.by_parent.end() && at->first == key; ++at) {
                if (packed.rows[at->second].is_used || depth > depth_max) continue;
                row.children.emplace_back();
                fill(p, at->second, row.children.back(), depth);
            }
        }
    }

    void fill(std::size_t p, std::size_t index, ExportRow& row, int depth)
    {
        auto& packed = packed_[p];
        auto& from = packed.rows[index];
        from.is_used = true;
        row.table = p + 1;
        row.line = from.line;
        row.number = from.number;
        row.cells.clear();
        row.children.clear();
        row.problem.reset();
        auto begin = from.text;
        for (std::size_t c = from.first_cell; c < from.first_cell + from.cell_count; ++c) {
            row.cells.push_back({packed.cells[c].column, std::string_view{packed.text}.substr(begin, packed.cells[c].octets)});
            begin += packed.cells[c].octets;
        }
        add_children(from.own, row, depth + 1);
    }

    bool next_orphan(ExportRow& row)
    {
        for (; orphan_table_ < packed_.size(); ++orphan_table_, orphan_row_ = 0)
            for (auto& rows = packed_[orphan_table_].rows; orphan_row_ < rows.size(); ++orphan_row_) {
                if (rows[orphan_row_].is_used) continue;
                fill(orphan_table_, orphan_row_, row, 0);
                row.problem = RowProblem{"the submission that this row belongs to is not in the export", "export both tables of the same days"};
                return true;
            }
        return false;
    }

    std::unique_ptr<ExportTable> main_;
    std::vector<ExportHead> heads_;
    std::vector<Packed> packed_;
    std::vector<std::size_t> main_keys_;
    std::size_t octets_ = 0, orphan_table_ = 0, orphan_row_ = 0;
    bool is_ended_ = false;
};

}  // namespace

Result<std::unique_ptr<ExportReader>> read_tables(std::vector<NamedTable> tables)
{
    auto reader = std::make_unique<TablesReader>();
    TRY(reader->begin(std::move(tables)));
    return std::unique_ptr<ExportReader>{std::move(reader)};
}

}  // namespace accalmie
