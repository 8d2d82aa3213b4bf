// SPDX-License-Identifier: Apache-2.0
#include "capture/table_reader.hpp"

#include "core/verify.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace accalmie {

namespace {

constexpr std::uint64_t progress_rows = 4096;
constexpr std::size_t shown_bytes = 200;

bool same_name(std::string_view a, std::string_view b)
{
    auto const lower = [](char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char one, char other) { return lower(one) == lower(other); });
}

bool is_hashtag_row(CsvRow const& row)
{
    bool any = false;
    for (auto const field : row.fields) {
        if (trimmed(field).empty()) continue;
        if (trimmed(field).front() != '#') return false;
        any = true;
    }
    return any;
}

Error ambiguous_dates(std::string_view column)
{
    return {Error::Kind::invalid, "day and month of the dates cannot be told apart: no number above 12 shows which is which", std::string{column},
            "say how the dates are written: --date-order mdy (05/26/2016) or --date-order dmy (26/05/2016)"};
}

}  // namespace

struct TableReader::State {
    ImportOptions const* options = nullptr;
    std::unique_ptr<ReplaySource> replay;
    std::optional<CsvReader> reader;
    std::vector<std::string> names;
    std::vector<std::string_view> header;
    std::vector<bool> kept;
    std::optional<DateOrder> order;
    std::uint64_t total = 0, rows = 0;
    std::size_t width = 0;  // fields of the first row after the header
    bool hashtags = false, wide = false;

    Result<void> read_header();
    Result<void> find_order(std::string_view column);
    std::size_t find(std::string_view name) const;
};

std::size_t TableReader::State::find(std::string_view name) const
{
    for (std::size_t index = 0; index < header.size(); ++index)
        if (same_name(header[index], name)) return index;
    return none;
}

Result<void> TableReader::State::read_header()
{
    CsvRow row;
    if (!TRY(reader->next(row)))
        return Error{Error::Kind::missing, "the file has no header row", "", "give a file whose first row names its columns"};
    if (row.problem) return Error{Error::Kind::invalid, std::string{row.problem->reason}, "header", std::string{row.problem->remedy}};
    names.clear();
    for (auto const field : row.fields) names.emplace_back(trimmed(field));
    while (!names.empty() && names.back().empty()) names.pop_back();
    header.assign(names.begin(), names.end());
    kept.assign(header.size(), false);
    for (std::size_t index = 0; index < header.size(); ++index)
        if (!header[index].empty() && find(header[index]) != index)
            return Error{Error::Kind::invalid, "the column \"" + names[index] + "\" is there twice", "header", "rename or delete one of the two"};
    if (header.empty())
        return Error{Error::Kind::invalid, "the header row names no column", "header", "give a file whose first row names its columns"};
    return {};
}

/// Read ahead until one date shows what its numbers are.
Result<void> TableReader::State::find_order(std::string_view column)
{
    TRY(read_header());
    std::size_t const index = find(column);
    bool ambiguous = false;
    CsvRow row;
    while (index != none) {
        auto const more = reader->next(row);
        if (!more && more.error().kind == Error::Kind::limit && ambiguous) return ambiguous_dates(column);
        if (!more) return more.error();
        if (!*more) break;
        auto const evidence = index < row.fields.size() && !row.problem ? date_evidence(row.fields[index]) : std::nullopt;
        if (!evidence) continue;
        if (evidence->starts_with_year)
            order = DateOrder::year_month_day;
        else if (evidence->first_is_day && !evidence->second_is_day)
            order = DateOrder::day_month_year;
        else if (evidence->second_is_day && !evidence->first_is_day)
            order = DateOrder::month_day_year;
        if (order) break;
        ambiguous = true;
    }
    if (ambiguous && !order) return ambiguous_dates(column);
    return {};
}

Result<TableReader> TableReader::open(ByteSource& source, ImportOptions const& options, std::string_view date_column)
{
    auto state = std::make_unique<State>();
    state->options = &options;
    state->total = source.size().value_or(0);
    state->order = options.date_order;
    state->replay = std::make_unique<ReplaySource>(source);
    if (!date_column.empty() && !options.date_order) {
        state->reader.emplace(TRY(CsvReader::open(*state->replay, options.csv)));
        TRY(state->find_order(date_column));
    }
    state->replay->replay();
    state->reader.emplace(TRY(CsvReader::open(*state->replay, options.csv)));
    TRY(state->read_header());
    return TableReader{std::move(state)};
}

std::size_t TableReader::column(std::initializer_list<std::string_view> names)
{
    for (auto const wanted : names) {
        std::size_t const index = state_->find(wanted);
        if (index == none) continue;
        state_->kept[index] = true;
        return index;
    }
    return none;
}

Result<std::size_t> TableReader::needed(std::initializer_list<std::string_view> names)
{
    std::size_t const index = column(names);
    if (index != none) return index;
    return Error{Error::Kind::missing, "no column \"" + std::string{*names.begin()} + "\"", "header",
                 "check that this is the right file for this importer, and its separator"};
}

std::span<std::string_view const> TableReader::header() const { return state_->header; }
std::string_view TableReader::name(std::size_t column) const { return column == none ? std::string_view{} : state_->header[column]; }
std::optional<DateOrder> TableReader::date_order() const { return state_->order; }

Result<bool> TableReader::next(CsvRow& row)
{
    State& state = *state_;
    bool more = TRY(state.reader->next(row));
    if (more && state.rows == 0 && is_hashtag_row(row)) {
        state.hashtags = true;
        more = TRY(state.reader->next(row));
    }
    if (more && state.rows++ == 0) state.width = row.fields.size();
    if (more && row.fields.size() > state.header.size()) state.wide = true;
    if (state.options->progress && (!more || state.rows % progress_rows == 0)) state.options->progress(state.reader->bytes_read(), state.total);
    return more;
}

std::optional<Reject> TableReader::fault(CsvRow const& row) const
{
    auto const wanted = state_->header.size(), found = row.fields.size();
    if (row.problem)
        return Reject{"", std::string{row.raw.substr(0, shown_bytes)}, std::string{row.problem->reason}, std::string{row.problem->remedy}};
    if (row.ends_file && found < state_->width) return Reject{"", "", "the file ends within this row: it was cut off", "fetch the file again"};
    if (found < wanted)
        return Reject{"", "", fmt::format("the row has {} fields, the header {}", found, wanted),
                      "look for a missing separator or a line break outside quotes"};
    for (std::size_t index = wanted; index < found; ++index)
        if (!trimmed(row.fields[index]).empty())
            return Reject{"", std::string{row.fields[index].substr(0, shown_bytes)},
                          fmt::format("the row has {} fields, the header {}", found, wanted), "quote fields that hold the separator"};
    return std::nullopt;
}

std::string_view TableReader::cell(CsvRow const& row, std::size_t column) const
{
    return column < row.fields.size() ? trimmed(row.fields[column]) : std::string_view{};
}

void TableReader::tell(Intake& intake) const
{
    State const& state = *state_;
    for (std::size_t index = 0; index < state.header.size(); ++index)
        (state.kept[index] ? intake.summary().columns_kept : intake.summary().columns_left).push_back(state.names[index]);
    if (!state.reader->notice().empty())
        intake.warn("the file was " + state.reader->notice(), "if accents look wrong, save it as UTF-8 and import again", "");
    if (state.hashtags) intake.warn("a row of HXL hashtags under the header was passed over", "nothing to do", "");
    if (state.wide)
        intake.warn("rows have more fields than the header; the additional ones are empty",
                    "nothing to do: the program that wrote the file ends rows with a separator", "");
}

Reject reject_of(std::string_view column, std::string_view value, ParseProblem const& problem)
{
    return {std::string{column}, std::string{value.substr(0, shown_bytes)}, std::string{problem.reason}, std::string{problem.remedy}};
}

TableReader::TableReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
TableReader::TableReader(TableReader&&) noexcept = default;
TableReader::~TableReader() = default;

}  // namespace accalmie
