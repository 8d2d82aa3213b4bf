// SPDX-License-Identifier: Apache-2.0
#include "capture/population.hpp"

#include "capture/places_rows.hpp"
#include "core/verify.hpp"

#include <array>
#include <fmt/core.h>
#include <map>

namespace accalmie {

namespace {

constexpr std::int64_t people_max = 2'000'000'000;  // packs/base/types/population.yaml
constexpr int first_year = 1950, end_year = 2100;

/// The only number of four digits in a name that can be a year of our time.
std::optional<int> year_of_name(std::string_view name)
{
    std::optional<int> found;
    for (std::size_t i = 0; i < name.size();) {
        std::size_t digits = 0;
        int number = 0;
        while (i + digits < name.size() && name[i + digits] >= '0' && name[i + digits] <= '9' && digits < 9) number = number * 10 + (name[i + digits++] - '0');
        if (digits == 4 && number >= first_year && number < end_year) {
            if (found && *found != number) return std::nullopt;
            found = number;
        }
        i += std::max<std::size_t>(digits, 1);
    }
    return found;
}

/// "<Null>" and "NA" are how two programs write nothing.
std::string_view said(std::string_view text) { return text == "<Null>" || text == "NA" ? std::string_view{} : text; }

/// One count of a row: which sex, from which column.
struct Count {
    std::string_view sex;
    std::size_t column;
};

class PopulationTable {
public:
    PopulationTable(TableReader& table, Intake& intake, ImportOptions const& options, PopulationImport const& wanted)
        : table_(table), intake_(intake), options_(options), index_(options.places), source_(wanted.source.empty() ? options.file_name : wanted.source)
    {
        auto const field = [&](std::string_view name) {
            auto const index = intake.field(name);
            VERIFY(index.has_value());
            return *index;
        };
        place_ = field("place"), year_ = field("year"), sex_ = field("sex"), age_band_ = field("age_band"), residence_ = field("residence"), people_ = field("people"), source_field_ = field("source");
    }

    Result<void> prepare(PopulationImport const& wanted)
    {
        auto const year = wanted.year ? wanted.year : year_of_name(options_.file_name);
        if (!year) return Error{Error::Kind::usage, "the table does not say of which year its numbers are", {}, "say the year of the count or projection: --year 2020"};
        number_of_year_ = *year;
        if (!wanted.year) intake_.warn("the year was taken from the file's name", "say --year if it is another", fmt::format("{}", *year));
        version_ = wanted.version;
        if (version_.empty() && index_ != nullptr && !index_->places().empty()) version_ = index_->places().front().version;
        if (version_.empty()) return Error{Error::Kind::missing, "the boundary version of the codes is not known", {}, "import the boundaries first, or say --version cod-ab-2021"};
        if (index_ != nullptr && !index_->places().empty() && index_->places().front().version != version_) index_ = nullptr;  // codes of another list cannot be checked
        if (index_ == nullptr) intake_.warn("the codes could not be checked against boundaries", fmt::format("import the boundaries of {} first", version_), "");
        return find_columns();
    }

    Result<void> run()
    {
        CsvRow row;
        while (TRY(table_.next(row))) {
            auto reject = table_.fault(row);
            if (!reject) {
                auto taken = take(row);
                if (!taken) return taken.error();
                reject = std::move(*taken);
            }
            if (reject) TRY(intake_.reject(origin_of(row), *reject));
        }
        table_.tell(intake_);
        tell_missing_places();
        tell_levels();
        return {};
    }

private:
    Result<void> find_columns()
    {
        value_ = table_.column({"value"});
        if (value_ != TableReader::none) {
            level_ = TRY(table_.needed({"adminLevel"}));
            code_ = TRY(table_.needed({"placeCode"}));
            indicator_ = table_.column({"indicator"});
            counts_ = {{"all", value_}};
            intake_.name_column(people_, table_.name(value_));
            return {};
        }
        auto const total = TRY(table_.needed({"T_TL"}));
        for (int level = 4; level >= 0 && code_ == TableReader::none; --level) {
            auto const code = fmt::format("admin{}Pcode", level), short_code = fmt::format("ADM{}_PCODE", level);
            code_ = table_.column({code, short_code});
            fixed_level_ = level;
        }
        if (code_ == TableReader::none) return Error{Error::Kind::missing, "no column \"admin2Pcode\"", "header", "check that this is a table of OCHA's populations (COD-PS)"};
        auto const name = fmt::format("admin{}Name_fr", fixed_level_), english = fmt::format("admin{}Name_en", fixed_level_), short_name = fmt::format("ADM{}_FR", fixed_level_);
        name_ = table_.column({name, english, short_name});
        counts_ = {{"all", total}, {"female", table_.column({"F_TL"})}, {"male", table_.column({"M_TL"})}};
        return {};
    }

    Result<std::optional<Reject>> take(CsvRow const& row)
    {
        int level = fixed_level_;
        if (auto reject = check_row_kind(row, level)) return reject;
        std::array<std::int64_t, 3> numbers{-1, -1, -1};
        for (std::size_t i = 0; i < counts_.size(); ++i) {
            auto const text = said(table_.cell(row, counts_[i].column));
            if (text.empty() && i > 0) continue;
            auto problem = parse_integer(text, numbers[i]);
            if (!problem && (numbers[i] < 0 || numbers[i] > people_max)) problem = {"not a number of people", "write 0 to 2000000000"};
            if (problem) return std::optional{reject_of(table_.name(counts_[i].column), text, problem)};
        }
        auto const place = find_place(row, level);
        if (!place) return std::optional{Reject{std::string{table_.name(code_)}, std::string{table_.cell(row, code_)}, place.error().what, place.error().remedy}};
        if (numbers[1] >= 0 && numbers[2] >= 0 && numbers[1] + numbers[2] != numbers[0])
            intake_.warn("women and men together are not the total; all three are kept", "ask the publisher which is right", fmt::format("{}: {} + {} = {}, not {}", row_text(row), numbers[1], numbers[2], numbers[1] + numbers[2], numbers[0]));
        remember(level, *place, numbers[0]);
        TRY(submit(row, *place, numbers));
        return std::optional<Reject>{};
    }

    std::optional<Reject> check_row_kind(CsvRow const& row, int& level) const
    {
        auto const indicator = table_.cell(row, indicator_);
        if (!indicator.empty() && indicator != "populationTotal") return Reject{std::string{table_.name(indicator_)}, std::string{indicator}, "not a number of people", "only rows of populationTotal are taken"};
        if (value_ == TableReader::none) return std::nullopt;
        std::int64_t number = -1;
        auto problem = parse_integer(table_.cell(row, level_), number);
        if (!problem && (number < 0 || number > 4)) problem = {"not a level from 0 to 4", "0 country, 1 region, 2 cercle, 3 commune, 4 settlement"};
        if (problem) return reject_of(table_.name(level_), table_.cell(row, level_), problem);
        level = static_cast<int>(number);
        return std::nullopt;
    }

    /// PCODE@VERSION of the row's place.
    Result<std::string> find_place(CsvRow const& row, int level)
    {
        auto const code = said(table_.cell(row, code_)), name = said(table_.cell(row, name_));
        if (index_ == nullptr) {
            if (code.empty()) return Error{Error::Kind::missing, "no code", {}, "give the P-code"};
            return fmt::format("{}@{}", code, version_);
        }
        auto match = TRY(match_place(*index_, code, name, level));
        if (!match.doubt.empty())
            intake_.warn("a code is not of this boundary version, or another place's; the name was believed", "check which list of codes the file uses", fmt::format("{}: {}", row_text(row), match.doubt));
        return index_->places()[match.place].reference();
    }

    void remember(int level, std::string const& place, std::int64_t people)
    {
        sums_[level] += people;
        people_of_.insert_or_assign(place, people);
    }

    /// One to three records, which count as the one row that they are.
    Result<void> submit(CsvRow const& row, std::string const& place, std::array<std::int64_t, 3> const& numbers)
    {
        auto& summary = intake_.summary();
        auto const read = summary.read, fresh = summary.fresh, changed = summary.changed, same = summary.same, rejected = summary.rejected;
        for (std::size_t i = 0; i < counts_.size() && summary.rejected == rejected; ++i) {
            if (numbers[i] < 0) continue;
            auto const cells = intake_.cells();
            cells[place_] = std::string_view{place};
            cells[year_] = std::int64_t{number_of_year_};
            cells[sex_] = counts_[i].sex;
            cells[age_band_] = std::string_view{"all"};
            cells[residence_] = std::string_view{"all"};
            cells[people_] = numbers[i];
            cells[source_field_] = std::string_view{source_};
            TRY(intake_.submit(origin_of(row)));
        }
        bool const was_rejected = summary.rejected > rejected, was_changed = summary.changed > changed, was_fresh = summary.fresh > fresh;
        summary.read = read + 1;
        summary.rejected = rejected + (was_rejected ? 1 : 0);
        summary.changed = changed + (!was_rejected && was_changed ? 1 : 0);
        summary.fresh = fresh + (!was_rejected && !was_changed && was_fresh ? 1 : 0);
        summary.same = same + (!was_rejected && !was_changed && !was_fresh ? 1 : 0);
        return {};
    }

    void tell_missing_places()
    {
        if (index_ == nullptr) return;
        for (auto const& place : index_->places())
            if (sums_.contains(place.level) && !people_of_.contains(place.reference()))
                intake_.warn("a place of these levels has no row: its population is not known, not zero", "look for a newer table", fmt::format("{} {}", place.code, place.name));
    }

    /// The parts of a place should make the place.
    void tell_levels()
    {
        if (sums_.size() < 2) return;
        std::string all;
        bool differ = false;
        for (auto const& [level, sum] : sums_) {
            all += fmt::format("{}level {}: {}", all.empty() ? "" : ", ", level, sum);
            differ = differ || sum != sums_.begin()->second;
        }
        if (differ) intake_.warn("the levels do not add up to the same number of people", "never mix levels of this table in one rate; ask the publisher for the base of each", all);
        if (index_ == nullptr) return;
        std::map<std::string, std::int64_t> parts;
        for (auto const& place : index_->places()) {
            auto const people = people_of_.find(place.reference());
            if (people != people_of_.end() && !place.parent.empty()) parts[place.parent] += people->second;
        }
        for (auto const& [code, sum] : parts) {
            auto const whole = index_->coded(code);
            if (whole == PlaceIndex::none) continue;
            auto const& place = index_->places()[whole];
            auto const people = people_of_.find(place.reference());
            if (people != people_of_.end() && people->second != sum)
                intake_.warn("the parts of a place do not add up to it; both are kept", "use one level throughout", fmt::format("{} {}: {}, its parts {}", code, place.name, people->second, sum));
        }
    }

    TableReader& table_;
    Intake& intake_;
    ImportOptions const& options_;
    PlaceIndex const* index_;
    std::string source_, version_;
    int number_of_year_ = 0, fixed_level_ = -1;
    std::size_t place_ = 0, year_ = 0, sex_ = 0, age_band_ = 0, residence_ = 0, people_ = 0, source_field_ = 0;
    std::size_t code_ = TableReader::none, name_ = TableReader::none, value_ = TableReader::none, level_ = TableReader::none, indicator_ = TableReader::none;
    std::vector<Count> counts_;
    std::map<int, std::int64_t> sums_;
    std::map<std::string, std::int64_t> people_of_;  ///< by PCODE@VERSION: everybody
};

}  // namespace

Result<ImportSummary> import_population(ByteSource& source, Intake::Tools tools, ImportOptions const& options, PopulationImport const& population_import)
{
    auto table = TRY(TableReader::open(source, options).at(options.file_name));
    auto intake = TRY(Intake::begin(tools, options, "population", "", table.header(), {"place", "year", "sex", "age_band", "residence", "source"}));
    PopulationTable import{table, intake, options, population_import};
    TRY(import.prepare(population_import).at(options.file_name));
    TRY(import.run().at(options.file_name));
    return intake.finish(Intake::Missing::ignore);
}

}  // namespace accalmie
