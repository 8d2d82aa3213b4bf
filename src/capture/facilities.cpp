// SPDX-License-Identifier: Apache-2.0
#include "capture/facilities.hpp"

#include "capture/places_rows.hpp"
#include "core/verify.hpp"

#include <algorithm>
#include <array>
#include <fmt/core.h>
#include <map>
#include <set>
#include <unordered_map>

namespace accalmie {

namespace {

constexpr double plausible_km_max = 1000;   // Mali is some 1,900 km long; no health area is half of that
constexpr std::size_t districts_max = 10'000;

/// What two registers call one kind.
std::string_view kind_of(std::string_view text)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kinds{{{"cscom", "cscom"}, {"community health centre", "cscom"}, {"csref", "csref"},
        {"referral health centre", "csref"}, {"hopital", "hospital"}, {"hospital", "hospital"}, {"regional hospital", "hospital"}, {"university hospital", "hospital"}, {"clinic", "clinic"},
        {"clinique", "clinic"}, {"polyclinic", "polyclinic"}, {"polyclinique", "polyclinic"}, {"health post", "health_post"}, {"poste de sante", "health_post"}}};
    auto const folded = fold_name(text);
    auto const* found = std::find_if(kinds.begin(), kinds.end(), [&](auto const& each) { return each.first == folded; });
    return found == kinds.end() ? std::string_view{} : found->second;
}

/// 48 bits of FNV-1a over the parts, as 12 digits: a code for what has none. Clashes are found and told apart when they occur.
std::string made_code(std::string_view prefix, std::initializer_list<std::string_view> parts)
{
    constexpr std::uint64_t prime = 0x100000001B3, basis = 0xCBF29CE484222325;  // Fowler, Noll, Vo 1991
    std::uint64_t hash = basis;
    for (auto const part : parts) {
        for (char const letter : fold_name(part)) hash = (hash ^ static_cast<std::uint8_t>(letter)) * prime;
        hash = (hash ^ 0xFFU) * prime;
    }
    return fmt::format("{}{:012x}", prefix, (hash ^ (hash >> 48U)) & 0xFFFFFFFFFFFFU);
}

/// "NA" is how R writes nothing.
std::string_view said(std::string_view text) { return text == "NA" || text == "<Null>" ? std::string_view{} : text; }

std::string single_spaced(std::string_view text)
{
    std::string result;
    for (char const letter : text)
        if (letter != ' ' || (!result.empty() && result.back() != ' ')) result += letter;
    return result;
}

struct Columns {
    std::size_t code = TableReader::none, name = TableReader::none, kind = TableReader::none, region = TableReader::none, district = TableReader::none, district_code = TableReader::none,
                opened = TableReader::none, villages = TableReader::none, distance = TableReader::none, access = TableReader::none, origin = TableReader::none, ownership = TableReader::none,
                latitude = TableReader::none, longitude = TableReader::none;
};

struct Fields {
    std::size_t code, name, kind, place, latitude, longitude, opened, open_precision, villages, distance, access, district, register_code, ownership, source, source_row;
    explicit Fields(Intake const& intake)
    {
        auto const field = [&](std::string_view wanted) {
            auto const index = intake.field(wanted);
            VERIFY(index.has_value());
            return *index;
        };
        code = field("code"), name = field("name"), kind = field("kind"), place = field("place"), latitude = field("latitude"), longitude = field("longitude"), opened = field("opened");
        open_precision = field("open_precision"), villages = field("villages"), distance = field("distance_km"), access = field("access"), district = field("district");
        register_code = field("register_code"), ownership = field("ownership"), source = field("source"), source_row = field("source_row");
    }
};

class FacilityTable {
public:
    FacilityTable(TableReader& table, Intake& intake, ImportOptions const& options, FacilityImport const& wanted)
        : table_(table), intake_(intake), options_(options), wanted_(wanted), index_(options.places), fields_(intake)
    {
    }

    Result<void> find_columns()
    {
        auto& c = columns_;
        c.name = TRY(table_.needed({"STRUCTURE", "Facility name"}));
        c.kind = TRY(table_.needed({"TYPE", "Facility type"}));
        c.latitude = TRY(table_.needed({"Y2", "Lat", "latitude"}));
        c.longitude = TRY(table_.needed({"X2", "Long", "longitude"}));
        c.code = table_.column({"PCode"});
        c.region = table_.column({"REGION", "Admin1"});
        c.district = table_.column({"DISTRICT"});
        c.district_code = table_.column({"Code_CSREF"});
        c.opened = table_.column({"DATE OUVERTURE"});
        c.villages = table_.column({"NBRE VILLAGE"});
        c.distance = table_.column({"DISTANCE"});
        c.access = table_.column({"ACCESSIBILITE"});
        c.origin = table_.column({"Source"});
        c.ownership = table_.column({"Ownership"});
        for (auto const& [field, column] : {std::pair{fields_.name, c.name}, std::pair{fields_.kind, c.kind}, std::pair{fields_.latitude, c.latitude}, std::pair{fields_.longitude, c.longitude},
                                            std::pair{fields_.code, c.code}, std::pair{fields_.opened, c.opened}, std::pair{fields_.villages, c.villages}, std::pair{fields_.distance, c.distance}})
            if (column != TableReader::none) intake_.name_column(field, table_.name(column));
        deepest_ = -1;
        for (int level = 0; index_ != nullptr && level <= 4; ++level)
            if (std::any_of(index_->places().begin(), index_->places().end(), [&](Place const& place) { return place.level == level && !place.geometry.empty(); })) deepest_ = level;
        if (index_ == nullptr) intake_.warn("the facilities could not be placed: there are no boundaries", "import the boundaries first, then this file again", "");
        return {};
    }

    Result<void> run()
    {
        CsvRow row;
        while (TRY(table_.next(row))) {
            auto reject = table_.fault(row);
            if (!reject) reject = fill(row);
            if (reject)
                TRY(intake_.reject(origin_of(row), *reject));
            else
                TRY(intake_.submit(origin_of(row)));
        }
        table_.tell(intake_);
        return {};
    }

private:
    std::string_view cell(CsvRow const& row, std::size_t column) const { return said(table_.cell(row, column)); }
    std::string example(CsvRow const& row, std::string_view more) const { return fmt::format("{} {}: {}", row_text(row), cell(row, columns_.name), more); }

    std::optional<Reject> fill(CsvRow const& row)
    {
        auto const cells = intake_.cells();
        auto const kind = kind_of(cell(row, columns_.kind));
        if (kind.empty()) return Reject{std::string{table_.name(columns_.kind)}, std::string{cell(row, columns_.kind)}, "not a kind of facility that is known", "write CSCom, CSRéf, hôpital, clinique, polyclinique or poste de santé"};
        cells[fields_.kind] = kind;
        name_ = single_spaced(cell(row, columns_.name));
        cells[fields_.name] = text_cell(name_);
        cells[fields_.district] = text_cell(cell(row, columns_.district));
        cells[fields_.register_code] = text_cell(cell(row, columns_.district_code));
        cells[fields_.ownership] = text_cell(cell(row, columns_.ownership));
        cells[fields_.source_row] = text_cell(cell(row, columns_.code));
        source_ = wanted_.source.empty() ? options_.file_name : wanted_.source;
        if (auto const origin = cell(row, columns_.origin); !origin.empty()) source_ += fmt::format(" ({})", origin);
        cells[fields_.source] = text_cell(source_);
        if (auto reject = fill_numbers(row)) return reject;
        if (auto reject = fill_position(row)) return reject;
        fill_code(row, kind);
        look_at_spelling(row);
        return std::nullopt;
    }

    std::optional<Reject> fill_numbers(CsvRow const& row)
    {
        auto const cells = intake_.cells();
        auto const faulty = [&](std::size_t column, ParseProblem const& problem) { return reject_of(table_.name(column), cell(row, column), problem); };
        if (auto const text = cell(row, columns_.villages); !text.empty()) {
            std::int64_t villages = 0;
            if (auto const problem = parse_integer(text, villages)) return faulty(columns_.villages, problem);
            cells[fields_.villages] = villages;
        }
        if (auto const text = cell(row, columns_.distance); !text.empty()) {
            double distance = 0;
            if (auto const problem = parse_decimal(text, distance)) return faulty(columns_.distance, problem);
            cells[fields_.distance] = distance;
            if (distance > plausible_km_max) intake_.warn("a distance of more than 1,000 km; it is kept as the register has it", "leave such distances out of any mean", example(row, fmt::format("{} km", distance)));
        }
        if (auto const text = cell(row, columns_.access); !text.empty()) {
            bool access = false;
            if (auto const problem = parse_yes_no(text, access)) return faulty(columns_.access, problem);
            cells[fields_.access] = access;
        }
        if (auto const text = cell(row, columns_.opened); !text.empty()) {
            Day opened{};
            if (auto const problem = parse_day_cell(text, options_.date_order.value_or(DateOrder::year_month_day), opened)) return faulty(columns_.opened, problem);
            std::chrono::year_month_day const date{opened};
            bool const year_only = date.month() == std::chrono::January && date.day() == std::chrono::day{1};
            cells[fields_.opened] = opened;
            cells[fields_.open_precision] = std::string_view{year_only ? "year" : "day"};
            if (year_only) intake_.warn("an opening day of 1 January was taken as the year only", "nothing to do", example(row, text));
        }
        return std::nullopt;
    }

    std::optional<Reject> fill_position(CsvRow const& row)
    {
        auto const latitude_text = cell(row, columns_.latitude), longitude_text = cell(row, columns_.longitude);
        auto const cells = intake_.cells();
        if (latitude_text.empty() || longitude_text.empty()) {
            intake_.warn("a facility has no position; it is kept", "give its position to see it on the map", example(row, "none"));
            place_by_name(row);
            return std::nullopt;
        }
        double latitude = 0, longitude = 0;
        if (auto const problem = parse_decimal(latitude_text, latitude)) return reject_of(table_.name(columns_.latitude), latitude_text, problem);
        if (auto const problem = parse_decimal(longitude_text, longitude)) return reject_of(table_.name(columns_.longitude), longitude_text, problem);
        auto const position = Coordinate::of_degrees(latitude, longitude);
        if (!position) return Reject{std::string{table_.name(columns_.latitude)}, fmt::format("{} {}", latitude, longitude), position.error().what, "look whether latitude and longitude are in each other's column"};
        cells[fields_.latitude] = latitude;
        cells[fields_.longitude] = longitude;
        if (index_ != nullptr) place_by_position(row, *position);
        return std::nullopt;
    }

    void place_by_position(CsvRow const& row, Coordinate position)
    {
        auto found = PlaceIndex::none;
        for (int level = deepest_; level >= 1 && found == PlaceIndex::none; --level) found = index_->at(position, level);
        if (found == PlaceIndex::none) {
            intake_.warn("a position lies outside every area of the boundaries; it is kept, without a place", "check the position", example(row, fmt::format("{} {}", position.latitude(), position.longitude())));
            return;
        }
        set_place(found);
        auto const cercle = index_->at(position, 2);
        auto const district = cell(row, columns_.district);
        if (cercle == PlaceIndex::none || district.empty() || fold_name(index_->places()[cercle].name) == fold_name(district)) return;
        intake_.warn("the health district is not the cercle in which the facility lies; both are kept", "health districts and cercles are different maps: never join them by name",
                     example(row, fmt::format("district {}, cercle {}", district, index_->places()[cercle].name)));
    }

    /// Without a position only the district's name is left, and a name may be borne by several places.
    void place_by_name(CsvRow const& row)
    {
        auto const district = cell(row, columns_.district), region = cell(row, columns_.region);
        if (index_ == nullptr || (district.empty() && region.empty())) return;
        auto const match = match_place(*index_, "", district.empty() ? region : district, district.empty() ? 1 : 2);
        if (match) set_place(match->place);
        else intake_.warn("neither position nor name says where a facility is; it is kept without a place", "give its position", example(row, match.error().text()));
    }

    void set_place(std::size_t place)
    {
        place_ = index_->places()[place].reference();
        intake_.cells()[fields_.place] = std::string_view{place_};
    }

    void fill_code(CsvRow const& row, std::string_view kind)
    {
        auto const given = cell(row, columns_.code), region = cell(row, columns_.region), district = cell(row, columns_.district);
        code_ = given.empty() ? made_code("x-", {name_, region, district, kind}) : std::string{given};
        if (given.empty() && columns_.code != TableReader::none)
            intake_.warn("a facility has no code; one was made from its name, district and kind", "nothing to do: it stays the same as long as these three do", example(row, code_));
        auto const own = made_code("", {name_, region, district, kind, cell(row, columns_.latitude), cell(row, columns_.longitude)});
        auto const [first, unmet] = codes_.emplace(fmt::format("{} {}", code_, source_), own);
        if (!unmet && first->second == own) {
            intake_.warn("a row stands in the register twice; it was taken once", "nothing to do", example(row, code_));
        } else if (!unmet) {
            intake_.warn("a code stands beside two names or positions; the second row got a suffix made from them", "see whether the two rows are one facility", example(row, code_));
            code_ += "-" + own;
        }
        intake_.cells()[fields_.code] = std::string_view{code_};
    }

    void look_at_spelling(CsvRow const& row)
    {
        auto const district = cell(row, columns_.district);
        if (district.empty() || spellings_.size() >= districts_max) return;
        auto& known = spellings_[fold_name(district)];
        if (known.insert(std::string{district}).second && known.size() == 2)
            intake_.warn("a district is written in two ways; both are kept", "compare names without regard to case and accents", fmt::format("{} and {}", *known.begin(), *known.rbegin()));
    }

    TableReader& table_;
    Intake& intake_;
    ImportOptions const& options_;
    FacilityImport const& wanted_;
    PlaceIndex const* index_;
    Fields fields_;
    Columns columns_;
    int deepest_ = -1;
    std::string name_, code_, place_, source_;
    std::unordered_map<std::string, std::string> codes_;  ///< by code and source: what else the first such row says
    std::map<std::string, std::set<std::string>> spellings_;
};

}  // namespace

Result<ImportSummary> import_facilities(ByteSource& source, Intake::Tools tools, ImportOptions const& options, FacilityImport const& facility_import)
{
    auto table = TRY(TableReader::open(source, options).at(options.file_name));
    auto intake = TRY(Intake::begin(tools, options, "facility", "", table.header()));
    FacilityTable import{table, intake, options, facility_import};
    TRY(import.find_columns().at(options.file_name));
    TRY(import.run().at(options.file_name));
    return intake.finish(Intake::Missing::ignore);
}

}  // namespace accalmie
