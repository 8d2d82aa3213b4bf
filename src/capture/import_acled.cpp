// SPDX-License-Identifier: Apache-2.0
#include "capture/importers.hpp"

#include "capture/column_map.hpp"
#include "capture/coverage.hpp"
#include "core/verify.hpp"

#include <array>

namespace accalmie {

namespace {

constexpr std::string_view acled_kinds = "battle explosion violence_against_civilians protest riot strategic";

struct EventType {
    std::string_view begins, kind;
};
// ACLED Codebook 2019 and 2024, event types; and the names before 2019. Longer beginnings first.
constexpr std::array event_types{
    EventType{"riots/protests", "other"},
    EventType{"battle", "battle"},
    EventType{"explosion", "explosion"},
    EventType{"remote violence", "explosion"},
    EventType{"violence against civilians", "violence_against_civilians"},
    EventType{"protest", "protest"},
    EventType{"riot", "riot"},
    EventType{"strategic development", "strategic"},
    EventType{"headquarters or base established", "strategic"},
    EventType{"non-violent transfer of territory", "strategic"},
};
// geo_precision 1 to 3: the place itself; a town for a part of a region; a capital for a region.
constexpr std::array<std::int64_t, 4> level_of_geo_precision{0, 4, 2, 1};
constexpr std::array<std::string_view, 4> code_of_time_precision{"", "day", "week", "month"};

constexpr ParseProblem bad_type{"not an event type of ACLED", "see the ACLED codebook; a newer one may have added a type"};
constexpr ParseProblem bad_precision{"not a precision of ACLED", "ACLED writes 1, 2 or 3"};

std::string_view kind_of(std::string_view event_type)
{
    std::array<char, 40> folded{};
    std::size_t const size = std::min(event_type.size(), folded.size());
    for (std::size_t index = 0; index < size; ++index)
        folded[index] = event_type[index] >= 'A' && event_type[index] <= 'Z' ? static_cast<char>(event_type[index] + ('a' - 'A')) : event_type[index];
    std::string_view const text{folded.data(), size};
    for (auto const& type : event_types)
        if (text.starts_with(type.begins)) return type.kind;
    return {};
}

class AcledImport {
public:
    AcledImport(Intake& intake, TableReader& table, ImportOptions const& options) : intake_(intake), table_(table), options_(options) {}

    Result<void> map_columns();
    Result<void> run();
    Result<void> cover();

private:
    std::size_t field(std::string_view name) const
    {
        auto const index = intake_.field(name);
        VERIFY(index.has_value());
        return *index;
    }
    std::optional<Reject> derive(CsvRow const& row);
    std::optional<Reject> precision(CsvRow const& row, std::size_t column, std::size_t& into) const;

    Intake& intake_;
    TableReader& table_;
    ImportOptions const& options_;
    ColumnMap map_;
    std::size_t type_ = TableReader::none, geo_ = TableReader::none, time_ = TableReader::none, country_ = TableReader::none;
    std::size_t source_field_ = field("source"), kind_field_ = field("kind"), first_field_ = field("first_day"), last_field_ = field("last_day"),
                precision_field_ = field("date_precision"), level_field_ = field("position_level"), release_field_ = field("release");
    CoverageSeen seen_;
};

Result<void> AcledImport::map_columns()
{
    TRY(table_.needed({"event_id_cnty", "data_id"}));
    TRY(table_.needed({"event_date"}));
    type_ = TRY(table_.needed({"event_type"}));
    geo_ = TRY(table_.needed({"geo_precision"}));
    time_ = table_.column({"time_precision"});
    country_ = table_.column({"country"});
    auto const map = [&](std::string_view name, std::initializer_list<std::string_view> columns) { map_.map(intake_, table_, name, columns); };
    map("source_id", {"event_id_cnty", "data_id"});
    map("first_day", {"event_date"});
    map("country", {"country"});
    map("sub_kind", {"sub_event_type"});
    map("actor_1", {"actor1"});
    map("actor_2", {"actor2"});
    map("adm_1", {"admin1"});
    map("adm_2", {"admin2"});
    map("adm_3", {"admin3"});
    map("source_names", {"source"});
    map("deaths_best", {"fatalities"});
    for (auto const name : {"assoc_actor_1", "assoc_actor_2", "location", "latitude", "longitude", "notes"}) map(name, {name});
    intake_.name_column(kind_field_, table_.name(type_));
    return {};
}

std::optional<Reject> AcledImport::precision(CsvRow const& row, std::size_t column, std::size_t& into) const
{
    auto const text = table_.cell(row, column);
    std::int64_t number = 0;
    if (parse_integer(text, number) || number < 1 || number > 3) return reject_of(table_.name(column), text, bad_precision);
    into = static_cast<std::size_t>(number);
    return std::nullopt;
}

std::optional<Reject> AcledImport::derive(CsvRow const& row)
{
    auto const cells = intake_.cells();
    auto const type = table_.cell(row, type_);
    auto const kind = kind_of(type);
    if (kind.empty()) return reject_of(table_.name(type_), type, bad_type);
    cells[kind_field_] = kind;
    if (!options_.release.empty()) cells[release_field_] = std::string_view{options_.release};
    std::size_t level = 0;
    if (auto reject = precision(row, geo_, level)) return reject;
    cells[level_field_] = level_of_geo_precision[level];
    if (time_ == TableReader::none) return std::nullopt;
    std::size_t time = 0;
    if (auto reject = precision(row, time_, time)) return reject;
    cells[precision_field_] = code_of_time_precision[time];
    if (time == 1) cells[last_field_] = cells[first_field_];  // a week or month is not one day
    return std::nullopt;
}

Result<void> AcledImport::run()
{
    CsvRow row;
    while (TRY(table_.next(row))) {
        auto const origin = origin_of(row);
        auto reject = table_.fault(row);
        intake_.cells()[source_field_] = std::string_view{"acled"};
        if (!reject) reject = map_.fill(intake_, table_, row);
        if (!reject) reject = derive(row);
        if (reject) {
            TRY(intake_.reject(origin, *reject));
            continue;
        }
        auto const* first = std::get_if<Day>(&intake_.cells()[first_field_]);
        auto const day = first == nullptr ? std::nullopt : std::optional{*first};
        auto const rejected = intake_.summary().rejected;
        TRY(intake_.submit(origin));
        if (day && intake_.summary().rejected == rejected) seen_.add(table_.cell(row, country_), *day);
    }
    table_.tell(intake_);
    return {};
}

Result<void> AcledImport::cover()
{
    if (!seen_.any()) return {};
    return cover_countries(intake_, options_, seen_.countries(), acled_kinds,
                           {seen_.first(), seen_.last(), "derived: first to last event day of the file; ACLED states no end"});
}

}  // namespace

Result<ImportSummary> import_acled(ByteSource& source, Intake::Tools tools, ImportOptions const& options)
{
    auto table = TRY(TableReader::open(source, options, "event_date").at(options.file_name));
    auto intake = TRY(Intake::begin(tools, options, "incident", "acled", table.header()));
    AcledImport run{intake, table, options};
    TRY(run.map_columns().at(options.file_name));
    TRY(run.run().at(options.file_name));
    TRY(run.cover());
    return intake.finish(Intake::Missing::settle);
}

Result<ImportSummary> import_acled_deletions(ByteSource& source, Intake::Tools tools, ImportOptions const& options)
{
    auto table = TRY(TableReader::open(source, options).at(options.file_name));
    auto intake = TRY(Intake::begin(tools, options, "incident", "acled", table.header()));
    auto const name = intake.field("source"), identifier = intake.field("source_id");
    VERIFY(name.has_value() && identifier.has_value());
    std::size_t const column = TRY(table.needed({"event_id_cnty", "data_id"}).at(options.file_name));
    CsvRow row;
    while (TRY(table.next(row).at(options.file_name))) {
        if (auto const reject = table.fault(row)) {
            TRY(intake.reject(origin_of(row), *reject));
            continue;
        }
        intake.cells()[*name] = std::string_view{"acled"};
        auto const text = table.cell(row, column);
        if (!text.empty()) intake.cells()[*identifier] = text;
        TRY(intake.retract(origin_of(row)));
    }
    table.tell(intake);
    return intake.finish(Intake::Missing::ignore);
}

}  // namespace accalmie
