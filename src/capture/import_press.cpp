// SPDX-License-Identifier: Apache-2.0
#include "capture/importers.hpp"

#include "capture/column_map.hpp"
#include "capture/coverage.hpp"
#include "core/verify.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>

namespace accalmie {

namespace {

struct Word {
    std::string_view part, kind;
};
// Parts of words in the column type_incident; the first that is found decides, so what happened to people stands before how it began.
constexpr std::array words{
    Word{"enl", "abduction"},
    Word{"assassinat", "killing"},
    Word{"meurtre", "killing"},
    Word{"cution", "killing"},
    Word{"massacre", "killing"},
    Word{"limination", "killing"},
    Word{"braquage", "robbery"},
    Word{"vol", "robbery"},
    Word{"pillage", "robbery"},
    Word{"incendie", "destruction"},
    Word{"minage", "other"},
    Word{"couverte", "other"},
    Word{"destruction de mine", "other"},
    Word{"neutralisation", "other"},
    Word{"mine", "explosion"},
    Word{"explosion", "explosion"},
    Word{"frappe", "explosion"},
    Word{"affrontement", "battle"},
    Word{"combat", "battle"},
    Word{"accrochage", "battle"},
    Word{"riposte", "battle"},
    Word{"attaque", "attack"},
    Word{"attenta", "attack"},
    Word{"assault", "attack"},
    Word{"assaut", "attack"},
    Word{"raid", "attack"},
    Word{"manifestation", "protest"},
    Word{"arrestation", "arrest"},
    Word{"accident", "accident"},
    Word{"collision", "accident"},
};

constexpr ParseProblem undated{"no date", "fill in the day; an event without a date cannot be counted"};
constexpr std::uint64_t region_capital = 1'000'000;  // 70000000: the capital of region 7 in the numbers of the 2015 settlement list
constexpr int lonely_days = 366;                     // rows further than this from any other do not extend the coverage

bool unknown(std::string_view text) { return text.empty() || text == "ND" || text == "nd" || text == "N/D" || text == "NA"; }

std::string_view kind_of(std::string_view type)
{
    if (unknown(type)) return "unknown";
    std::array<char, 160> folded{};
    std::size_t const size = std::min(type.size(), folded.size());
    for (std::size_t index = 0; index < size; ++index)
        folded[index] = type[index] >= 'A' && type[index] <= 'Z' ? static_cast<char>(type[index] + ('a' - 'A')) : type[index];
    std::string_view const text{folded.data(), size};
    for (auto const& word : words)
        if (text.find(word.part) != std::string_view::npos) return word.kind;
    return "other";
}

/// Settlements by the digits of their code: 70401000 for ML070401000.
class SettlementNumbers {
public:
    explicit SettlementNumbers(PlaceIndex const* settlements) : places_(settlements)
    {
        if (places_ == nullptr) return;
        auto const& all = places_->places();
        for (std::size_t index = 0; index < all.size(); ++index) {
            if (all[index].level != 4) continue;
            auto const digits = all[index].code.find_first_of("0123456789");
            std::int64_t number = 0;
            if (digits != std::string::npos && !parse_integer(std::string_view{all[index].code}.substr(digits), number))
                by_number_.emplace(number, index);
        }
    }
    Place const* find(std::int64_t number) const
    {
        auto const found = by_number_.find(number);
        return found == by_number_.end() ? nullptr : &places_->places()[found->second];
    }

private:
    PlaceIndex const* places_;
    std::unordered_map<std::int64_t, std::size_t> by_number_;
};

class PressImport {
public:
    PressImport(Intake& intake, TableReader& table, ImportOptions const& options)
        : intake_(intake), table_(table), options_(options), settlements_(options.settlements)
    {
    }

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
    void text(CsvRow const& row, std::size_t into, std::size_t column);
    std::optional<Reject> when(CsvRow const& row);
    void where(CsvRow const& row);
    void deaths(CsvRow const& row);
    std::optional<std::int64_t> count(CsvRow const& row, std::size_t column);
    std::string example(CsvRow const& row, std::size_t column) const;

    Intake& intake_;
    TableReader& table_;
    ImportOptions const& options_;
    SettlementNumbers settlements_;
    struct Text {
        std::size_t field, column;
    };
    std::vector<Text> texts_;
    std::size_t date_ = 0, year_ = 0, month_ = 0, day_ = 0, type_ = 0, point_id_ = 0, point_ = 0, from_ = 0, to_ = 0, dead_ = 0;
    std::array<std::size_t, 3> status_{}, counts_{}, sources_{};
    std::size_t first_field_ = field("first_day"), last_field_ = field("last_day"), precision_field_ = field("date_precision"),
                kind_field_ = field("kind"), level_field_ = field("position_level"), latitude_field_ = field("latitude"),
                longitude_field_ = field("longitude"), location_field_ = field("location"), best_field_ = field("deaths_best"),
                civilians_field_ = field("deaths_civilians"), names_field_ = field("source_names"), source_field_ = field("source"),
                release_field_ = field("release"), id_field_ = field("source_id");
    std::string location_, names_, area_;
    std::set<Day> days_;
};

Result<void> PressImport::map_columns()
{
    auto const text = [&](std::string_view name, std::size_t column) {
        if (column != TableReader::none) texts_.push_back({field(name), column});
        if (column != TableReader::none) intake_.name_column(field(name), table_.name(column));
    };
    text("source_id", TRY(table_.needed({"no_liste"})));
    date_ = TRY(table_.needed({"date"}));
    text("headline", TRY(table_.needed({"evenement"})));
    text("notes", table_.column({"victimes"}));
    text("actor_1", table_.column({"auteur"}));
    text("actor_2", table_.column({"cibles"}));
    type_ = TRY(table_.needed({"type_incident"}));
    text("sub_kind", type_);
    year_ = table_.column({"annee"}), month_ = table_.column({"mois"}), day_ = table_.column({"jour"});
    point_id_ = table_.column({"point_id"}), point_ = table_.column({"point"}), from_ = table_.column({"depart"}), to_ = table_.column({"arrivee"});
    dead_ = table_.column({"nbr_morts"});
    status_ = {table_.column({"stat_morts_1"}), table_.column({"stat_morts_2"}), table_.column({"stat_morts_3"})};
    counts_ = {table_.column({"count_morts_1"}), table_.column({"count_morts_2"}), table_.column({"count_morts_3"})};
    sources_ = {table_.column({"source1"}), table_.column({"source2"}), table_.column({"source3"})};
    intake_.name_column(first_field_, table_.name(date_));
    intake_.name_column(best_field_, table_.name(dead_));
    return {};
}

std::string PressImport::example(CsvRow const& row, std::size_t column) const
{
    return "row " + std::to_string(row.number) + ": " + std::string{table_.cell(row, column).substr(0, 60)};
}

std::optional<Reject> PressImport::when(CsvRow const& row)
{
    auto const cells = intake_.cells();
    auto const date = table_.cell(row, date_);
    std::int64_t year = 0, month = 0, day = 0;
    bool const in_parts = !parse_integer(table_.cell(row, year_), year) && !parse_integer(table_.cell(row, month_), month) &&
                          !parse_integer(table_.cell(row, day_), day);
    Day from_parts{}, whole{};
    bool const parts_good = in_parts && !day_of_parts(year, month, day, from_parts);
    if (unknown(date) && !parts_good) return reject_of(table_.name(date_), date, undated);
    if (unknown(date))
        whole = from_parts;
    else if (auto const problem = parse_day_cell(date, table_.date_order(), whole))
        return reject_of(table_.name(date_), date, problem);
    if (parts_good && from_parts != whole)
        return reject_of(table_.name(date_), date, {"the date is not the one of the columns annee, mois, jour", "correct whichever is wrong"});
    if (!parts_good)
        intake_.warn("the columns annee, mois and jour are empty: the day of the column date is used", "check these dates against the article",
                     example(row, date_));
    cells[first_field_] = cells[last_field_] = whole;
    cells[precision_field_] = std::string_view{"day"};
    return std::nullopt;
}

void PressImport::where(CsvRow const& row)
{
    auto const cells = intake_.cells();
    cells[level_field_] = std::int64_t{0};
    auto const point = table_.cell(row, point_), from = table_.cell(row, from_), to = table_.cell(row, to_);
    location_.clear();
    if (!unknown(point))
        location_ = point;
    else if (!unknown(from) || !unknown(to))
        location_.append(from).append(unknown(from) || unknown(to) ? "" : " \u2013 ").append(to);
    if (!location_.empty()) cells[location_field_] = std::string_view{location_};
    std::int64_t number = 0;
    if (unknown(table_.cell(row, point_id_)) || parse_integer(table_.cell(row, point_id_), number)) return;
    auto const* place = settlements_.find(number);
    if (place == nullptr || !place->centre) {
        intake_.warn("a place number without a known position: the event is not placed",
                     "import the settlement list whose numbers the press list uses, then import this file again", example(row, point_id_));
        return;
    }
    area_ = place->code.substr(0, place->code.find_first_of("0123456789"));
    cells[latitude_field_] = place->centre->latitude();
    cells[longitude_field_] = place->centre->longitude();
    cells[level_field_] = std::int64_t{static_cast<std::uint64_t>(number) % region_capital == 0 ? 1 : 4};
}

std::optional<std::int64_t> PressImport::count(CsvRow const& row, std::size_t column)
{
    auto const text = table_.cell(row, column);
    std::int64_t number = 0;
    if (unknown(text)) return std::nullopt;
    if (!parse_integer(text, number)) return number;
    intake_.warn("a count that is not a number is taken as unknown", "write digits, or leave the cell empty", example(row, column));
    return std::nullopt;
}

void PressImport::deaths(CsvRow const& row)
{
    auto const cells = intake_.cells();
    std::optional<std::int64_t> sum, civilians;
    for (std::size_t index = 0; index < counts_.size(); ++index) {
        auto const number = count(row, counts_[index]);
        if (!number) continue;
        sum = sum.value_or(0) + *number;
        if (table_.cell(row, status_[index]).starts_with("civil")) civilians = civilians.value_or(0) + *number;
    }
    auto const total = count(row, dead_);
    if (total && sum && *total != *sum)
        intake_.warn("the dead by status do not add up to the number of dead, which is kept", "check the article", example(row, dead_));
    if (total || sum) cells[best_field_] = total.value_or(sum.value_or(0));
    if (civilians) cells[civilians_field_] = *civilians;
}

void PressImport::text(CsvRow const& row, std::size_t into, std::size_t column)
{
    auto const value = table_.cell(row, column);
    if (!unknown(value)) intake_.cells()[into] = value;
}

Result<void> PressImport::run()
{
    CsvRow row;
    while (TRY(table_.next(row))) {
        auto reject = table_.fault(row);
        auto const cells = intake_.cells();
        cells[source_field_] = std::string_view{"press"};
        if (!reject) {
            for (auto const& each : texts_) text(row, each.field, each.column);
            cells[kind_field_] = kind_of(table_.cell(row, type_));
            if (!options_.release.empty()) cells[release_field_] = std::string_view{options_.release};
            reject = when(row);
        }
        if (reject) {
            TRY(intake_.reject(origin_of(row), *reject));
            continue;
        }
        where(row);
        deaths(row);
        names_.clear();
        for (auto const column : sources_)
            if (!unknown(table_.cell(row, column))) names_.append(names_.empty() ? "" : "; ").append(table_.cell(row, column));
        if (!names_.empty()) cells[names_field_] = std::string_view{names_};
        auto const day = std::get<Day>(cells[first_field_]);
        auto const rejected = intake_.summary().rejected;
        TRY(intake_.submit(origin_of(row)));
        if (intake_.summary().rejected == rejected) days_.insert(day);
    }
    table_.tell(intake_);
    return {};
}

/// The letters with which all codes of the workspace's places begin, as ML: the country, if it is one; else empty.
std::string country_of(PlaceIndex const* places)
{
    std::string country;
    if (places == nullptr) return country;
    for (auto const& place : places->places()) {
        auto const letters = place.code.substr(0, place.code.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
        if (!country.empty() && letters != country) return {};
        country = letters;
    }
    return country;
}

/// The longest stretch of days without a gap of more than a year.
Result<void> PressImport::cover()
{
    if (days_.empty()) return {};
    Day begin = *days_.begin(), previous = begin;
    std::size_t count = 0, most = 0;
    std::pair<Day, Day> best{begin, begin};
    for (auto const day : days_) {
        if ((day - previous).count() > lonely_days) begin = day, count = 0;
        previous = day;
        if (++count > most) most = count, best = {begin, day};
    }
    for (auto const day : days_)
        if (day < best.first || day > best.second)
            intake_.warn("an event more than a year from the others does not extend the coverage", "check its date", to_iso(day));
    auto options = options_;
    if (options.area.empty()) options.area = area_;
    if (options.area.empty()) options.area = country_of(options.places);  // a list of national press speaks of the country that is worked in
    return cover_countries(intake_, options, {}, "all",
                           {best.first, best.second,
                            "derived: first to last event day of the list; a list made by hand may have gaps; area: the country of the places in "
                            "this workspace unless declared"});
}

}  // namespace

Result<ImportSummary> import_press(ByteSource& source, Intake::Tools tools, ImportOptions const& options)
{
    auto table = TRY(TableReader::open(source, options, "date").at(options.file_name));
    auto intake = TRY(Intake::begin(tools, options, "incident", "press", table.header()));
    PressImport run{intake, table, options};
    TRY(run.map_columns().at(options.file_name));
    TRY(run.run().at(options.file_name));
    TRY(run.cover());
    return intake.finish(Intake::Missing::settle);
}

}  // namespace accalmie
