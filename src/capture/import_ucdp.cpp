// SPDX-License-Identifier: Apache-2.0
#include "capture/importers.hpp"

#include "capture/column_map.hpp"
#include "capture/coverage.hpp"
#include "core/verify.hpp"

#include <array>

namespace accalmie {

namespace {

constexpr std::string_view ucdp_kinds = "state_based non_state one_sided";

// UCDP GED Codebook 24.1: where_prec 1 to 7 as the administrative level to which the place is known.
constexpr std::array<std::int64_t, 8> level_of_where_prec{0, 4, 3, 2, 1, 0, 0, 0};
// date_prec 1 to 5 as codes of date_precision.
constexpr std::array<std::string_view, 6> code_of_date_prec{"", "day", "few_days", "week", "month", "year"};

constexpr ParseProblem bad_violence{"not a type of violence", "UCDP writes 1 (state-based), 2 (non-state) or 3 (one-sided)"};
constexpr ParseProblem ends_before{"the event ends before it begins", "check date_start and date_end, and the order of dates (--date-order)"};

std::string_view kind_of_violence(std::string_view text)
{
    if (text == "1") return "state_based";
    if (text == "2") return "non_state";
    if (text == "3") return "one_sided";
    return {};
}

/// Cells of the incident type that this importer computes or looks at.
struct Fields {
    std::size_t source, source_id, kind, first_day, last_day, date_prec, date_precision, where_prec, position_level, low, best, high;
    std::optional<std::size_t> release;

    explicit Fields(Intake const& intake)
    {
        auto const field = [&](std::string_view name) {
            auto const index = intake.field(name);
            VERIFY(index.has_value());
            return *index;
        };
        source = field("source"), source_id = field("source_id"), kind = field("kind"), first_day = field("first_day"), last_day = field("last_day");
        date_prec = field("date_prec"), date_precision = field("date_precision"), where_prec = field("where_prec"),
        position_level = field("position_level");
        low = field("deaths_low"), best = field("deaths_best"), high = field("deaths_high");
        release = intake.field("release");
    }
};

std::optional<std::int64_t> whole(Cell const& cell, std::int64_t first, std::int64_t last)
{
    auto const* number = std::get_if<std::int64_t>(&cell);
    return number != nullptr && *number >= first && *number <= last ? std::optional{*number} : std::nullopt;
}

class UcdpImport {
public:
    UcdpImport(Intake& intake, TableReader& table, ImportOptions const& options) : intake_(intake), table_(table), options_(options), fields_(intake)
    {
    }

    Result<void> map_columns();
    Result<void> run();
    Result<void> cover();

private:
    std::optional<Reject> derive(CsvRow const& row);
    void look_at_deaths(CsvRow const& row);

    Intake& intake_;
    TableReader& table_;
    ImportOptions const& options_;
    Fields fields_;
    ColumnMap map_;
    std::size_t violence_ = TableReader::none, country_ = TableReader::none;
    CoverageSeen seen_;
};

Result<void> UcdpImport::map_columns()
{
    TRY(table_.needed({"id"}));
    TRY(table_.needed({"date_start"}));
    TRY(table_.needed({"where_prec"}));
    TRY(table_.needed({"best", "best_est"}));
    violence_ = TRY(table_.needed({"type_of_violence"}));
    country_ = table_.column({"country"});
    auto const map = [&](std::string_view field, std::initializer_list<std::string_view> columns) { map_.map(intake_, table_, field, columns); };
    map("source_id", {"id"});  // first, so that a row rejected for another cell is still known by its name
    map("first_day", {"date_start"});
    map("last_day", {"date_end"});
    map("country", {"country"});
    for (auto const name : {"relid", "conflict_name", "dyad_name", "side_a", "side_b", "where_prec", "where_description", "adm_1", "adm_2",
                            "latitude", "longitude", "event_clarity", "date_prec", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"})
        map(name, {name});
    map("sources", {"number_of_sources"});
    map("source_names", {"source_office"});
    map("headline", {"source_headline"});
    map("location", {"where_coordinates"});
    map("deaths_best", {"best", "best_est"});
    map("deaths_high", {"high", "high_est"});
    map("deaths_low", {"low", "low_est"});
    intake_.name_column(fields_.kind, table_.name(violence_));
    return {};
}

/// What follows from the mapped cells. They may still break the dictionary: that is checked afterwards.
std::optional<Reject> UcdpImport::derive(CsvRow const& row)
{
    auto const cells = intake_.cells();
    auto const violence = table_.cell(row, violence_);
    auto const kind = kind_of_violence(violence);
    if (kind.empty()) return reject_of(table_.name(violence_), violence, bad_violence);
    cells[fields_.kind] = kind;
    if (fields_.release && !options_.release.empty()) cells[*fields_.release] = std::string_view{options_.release};
    if (auto const precision = whole(cells[fields_.where_prec], 1, 7))
        cells[fields_.position_level] = level_of_where_prec[static_cast<std::size_t>(*precision)];
    if (auto const precision = whole(cells[fields_.date_prec], 1, 5))
        cells[fields_.date_precision] = code_of_date_prec[static_cast<std::size_t>(*precision)];
    auto const* first = std::get_if<Day>(&cells[fields_.first_day]);
    auto const* last = std::get_if<Day>(&cells[fields_.last_day]);
    if (first != nullptr && last != nullptr && *last < *first) return reject_of("date_end", to_iso(*last), ends_before);
    return std::nullopt;
}

void UcdpImport::look_at_deaths(CsvRow const& row)
{
    auto const cells = intake_.cells();
    auto const* low = std::get_if<std::int64_t>(&cells[fields_.low]);
    auto const* best = std::get_if<std::int64_t>(&cells[fields_.best]);
    auto const* high = std::get_if<std::int64_t>(&cells[fields_.high]);
    if ((low != nullptr && best != nullptr && *low > *best) || (best != nullptr && high != nullptr && *best > *high))
        intake_.warn("the best estimate of deaths is not between the lowest and the highest", "the numbers are kept as the source gives them",
                     "row " + std::to_string(row.number));
}

Result<void> UcdpImport::run()
{
    CsvRow row;
    while (TRY(table_.next(row))) {
        auto const origin = origin_of(row);
        auto reject = table_.fault(row);
        intake_.cells()[fields_.source] = std::string_view{"ucdp"};
        if (!reject) reject = map_.fill(intake_, table_, row);
        if (!reject) reject = derive(row);
        if (reject) {
            TRY(intake_.reject(origin, *reject));
            continue;
        }
        look_at_deaths(row);
        auto const* first = std::get_if<Day>(&intake_.cells()[fields_.first_day]);
        auto const day = first == nullptr ? std::nullopt : std::optional{*first};
        auto const rejected = intake_.summary().rejected;
        TRY(intake_.submit(origin));
        if (day && intake_.summary().rejected == rejected) seen_.add(table_.cell(row, country_), *day);
    }
    table_.tell(intake_);
    return {};
}

Result<void> UcdpImport::cover()
{
    if (!seen_.any()) return {};
    std::chrono::year_month_day const first{seen_.first()}, last{seen_.last()};
    bool const one_year = first.year() == last.year();
    DayRange range{seen_.first(), seen_.last(), "derived: "};
    if (!one_year || seen_.first_year_has(1)) range.first = first.year() / 1 / 1;
    if (seen_.last_year_has(4)) range.last = last.year() / 12 / 31;
    bool const whole_years = range.last != seen_.last() || seen_.last() == Day{last.year() / 12 / 31};
    range.basis += whole_years ? "whole years from the first to the last event, as UCDP releases whole years"
                               : "first year to last event; the last year has no event in its last quarter, so the file may not be a yearly release";
    if (!whole_years && !options_.coverage_until)
        intake_.warn("the last year has no event after September: coverage ends on the last event",
                     "if the file covers the whole year, import it again with --coverage-until " + std::to_string(static_cast<int>(last.year())) +
                         "-12-31",
                     to_iso(seen_.last()));
    return cover_countries(intake_, options_, seen_.countries(), ucdp_kinds, std::move(range));
}

}  // namespace

Result<ImportSummary> import_ucdp(ByteSource& source, Intake::Tools tools, ImportOptions const& options)
{
    auto table = TRY(TableReader::open(source, options, "date_start").at(options.file_name));
    auto intake = TRY(Intake::begin(tools, options, "incident", "ucdp", table.header()));
    UcdpImport run{intake, table, options};
    TRY(run.map_columns().at(options.file_name));
    TRY(run.run().at(options.file_name));
    TRY(run.cover());
    return intake.finish(Intake::Missing::settle);
}

}  // namespace accalmie
