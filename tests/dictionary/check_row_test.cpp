// SPDX-License-Identifier: Apache-2.0
#include "dictionary/pack_test.hpp"

#include <rapidcheck.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <new>

using namespace accalmie;

namespace {

std::size_t allocations = 0;

/// One field of its own, checked with one cell.
std::vector<CellProblem> problems_of(Field field, Cell const& cell)
{
    static Dictionary const dictionary = Dictionary::base();
    RecordType type;
    type.name = "trial";
    type.fields = {std::move(field)};
    std::vector<CellProblem> problems;
    check_row(dictionary, type, std::span{&cell, 1}, problems);
    return problems;
}

Field field_of(FieldKind kind)
{
    Field field;
    field.name = "trial";
    field.kind = kind;
    return field;
}

/// What is wrong with the cell, or "".
std::string reason(Field field, Cell const& cell)
{
    auto const problems = problems_of(std::move(field), cell);
    for (auto const& problem : problems) CHECK_FALSE(problem.remedy.empty());
    return problems.empty() ? "" : problems.front().reason;
}

bool mentions(std::string const& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string const record(64, 'a');

/// A full, right row of an incident.
std::vector<Cell> incident_row(RecordType const& incident)
{
    std::vector<Cell> row(incident.fields.size());
    auto const set = [&](std::string_view field, Cell cell) { row[*incident.index_of(field)] = cell; };
    set("source", std::string_view{"ucdp"});
    set("source_id", std::string_view{"281734"});
    set("kind", std::string_view{"one_sided"});
    set("first_day", Day{std::chrono::year{2021} / 5 / 26});
    set("date_precision", std::string_view{"day"});
    set("where_prec", std::int64_t{2});
    set("latitude", 14.5);
    set("longitude", -4.2);
    set("deaths_best", std::int64_t{3});
    set("where_description", std::string_view{"près de Ténenkou, à deux kilomètres du bac"});
    set("retracted", false);
    set("place", std::string_view{"ML0507@cod-ab-2021"});
    return row;
}

}  // namespace

// Counts what the checks allocate; everything else of this program passes through unchanged.
void* operator new(std::size_t octets)
{
    ++allocations;
    if (void* place = std::malloc(octets == 0 ? 1 : octets)) return place;
    std::abort();
}
void operator delete(void* place) noexcept { std::free(place); }
void operator delete(void* place, std::size_t) noexcept { std::free(place); }

TEST_CASE("a right row has no problem and checking it allocates nothing")
{
    auto const dictionary = Dictionary::base();
    auto const& incident = *dictionary.find("incident");
    auto const row = incident_row(incident);
    std::vector<CellProblem> problems;
    std::size_t const before = allocations;
    check_row(dictionary, incident, row, problems);
    CHECK(allocations == before);
    CHECK(problems.empty());
}

TEST_CASE("a required cell that is empty is named by its field, whatever else is right")
{
    auto const dictionary = Dictionary::base();
    auto const& incident = *dictionary.find("incident");
    for (std::size_t i = 0; i < incident.fields.size(); ++i) {
        CAPTURE(incident.fields[i].name);
        auto row = incident_row(incident);
        row[i] = {};
        std::vector<CellProblem> problems;
        check_row(dictionary, incident, row, problems);
        CHECK(problems.size() == (incident.fields[i].required ? 1U : 0U));
        if (!problems.empty()) CHECK(problems[0].field == i);
    }
}

TEST_CASE("all problems of a row come at once")
{
    auto const dictionary = Dictionary::base();
    auto const& incident = *dictionary.find("incident");
    auto row = incident_row(incident);
    row[*incident.index_of("kind")] = std::string_view{"fight"};
    row[*incident.index_of("latitude")] = 91.0;
    row[*incident.index_of("deaths_best")] = std::int64_t{-1};
    std::vector<CellProblem> problems;
    check_row(dictionary, incident, row, problems);
    REQUIRE(problems.size() == 3);
    CHECK(problems[0].reason == "\"fight\" is not a code of the list incident_kind");
    CHECK(mentions(problems[0].remedy, "state_based"));
    CHECK(problems[1].reason == "91 is above the maximum 90");
    CHECK(problems[2].reason == "-1 is below the minimum 0");
    row.pop_back();
    check_row(dictionary, incident, row, problems);
    CHECK(mentions(problems.back().reason, "values for the"));
}

TEST_CASE("a copied dictionary checks as the first one did, also when that is gone")
{
    Dictionary copy;
    {
        auto const first = Dictionary::base();
        copy = first;
    }
    auto const& incident = *copy.find("incident");
    std::vector<CellProblem> problems;
    check_row(copy, incident, incident_row(incident), problems);
    CHECK(problems.empty());
}

TEST_CASE("bounds are inclusive")
{
    auto field = field_of(FieldKind::integer);
    field.minimum = 0;
    field.maximum = 4;
    CHECK(reason(field, std::int64_t{0}).empty());
    CHECK(reason(field, std::int64_t{4}).empty());
    CHECK_FALSE(reason(field, std::int64_t{5}).empty());
    CHECK_FALSE(reason(field, std::numeric_limits<std::int64_t>::min()).empty());
    auto decimal = field_of(FieldKind::decimal);
    CHECK(reason(decimal, 1e300).empty());
    CHECK(mentions(reason(decimal, std::nan("")), "finite"));
    CHECK(mentions(reason(decimal, std::numeric_limits<double>::infinity()), "finite"));
}

TEST_CASE("text is at most its maximum of octets, 10,000 by default, and clean UTF-8")
{
    auto field = field_of(FieldKind::text);
    std::string const most(text_octets_max, 'a'), more(text_octets_max + 1, 'a');
    CHECK(reason(field, std::string_view{most}).empty());
    CHECK(mentions(reason(field, std::string_view{more}), "10001 octets"));
    field.maximum = 2;
    CHECK(reason(field, std::string_view{"é"}).empty());
    CHECK_FALSE(reason(field, std::string_view{"éa"}).empty());
    CHECK(mentions(reason(field, std::string_view{"\xC3"}), "UTF-8"));
    CHECK(mentions(reason(field, std::string_view{"\0", 1}), "UTF-8"));
    field.required = true;
    CHECK(reason(field, std::string_view{""}) == "required and empty");
}

TEST_CASE("places, links and geometries have their form")
{
    auto const place = field_of(FieldKind::place);
    CHECK(reason(place, std::string_view{"ML0507@cod-ab-2021"}).empty());
    CHECK(reason(place, std::string_view{"ML-R05@reform-2023"}).empty());
    for (auto const* wrong : {"", "ML0507", "@cod-ab-2021", "ML0507@", "ML 0507@x", "Ténenkou@x", "a@b@c"})
        CHECK(mentions(reason(place, std::string_view{wrong}), "not a place"));
    CHECK_FALSE(reason(place, std::string_view{std::string(33, 'A') + "@x"}).empty());

    auto const link = field_of(FieldKind::link);
    for (auto const& right : {record, record + ":0", record + ":4095", record + ":4294967295"}) CHECK(reason(link, std::string_view{right}).empty());
    for (auto const& wrong : {std::string{}, record.substr(1), record + "a", record + ":", record + ":01", record + ":-1", record + ":4294967296",
                              record + ":99999999999", "A" + record.substr(1), record + " 1"})
        CHECK(mentions(reason(link, std::string_view{wrong}), "not a record"));

    auto const geometry = field_of(FieldKind::geometry);
    CHECK(reason(geometry, std::string_view{R"({"type":"Point","coordinates":[0,0]})"}).empty());
    for (auto const* wrong : {"", "POINT(0 0)", "[]", "{}"}) CHECK(mentions(reason(geometry, std::string_view{wrong}), "GeoJSON"));
    std::string const large = R"({"type":")" + std::string(geometry_octets_max, 'a') + "\"}";
    CHECK(mentions(reason(geometry, std::string_view{large}), "octets"));
}

TEST_CASE("days and instants lie in the years 1900 to 2199")
{
    using namespace std::chrono;
    auto const day = field_of(FieldKind::day), instant = field_of(FieldKind::instant);
    CHECK(reason(day, Day{year{1900} / 1 / 1}).empty());
    CHECK(reason(day, Day{year{2199} / 12 / 31}).empty());
    CHECK_FALSE(reason(day, Day{year{1899} / 12 / 31}).empty());
    CHECK_FALSE(reason(day, Day{year{2200} / 1 / 1}).empty());
    CHECK(reason(instant, Instant{Day{year{2021} / 5 / 26}}).empty());
    CHECK_FALSE(reason(instant, Instant{Day{year{2200} / 1 / 1}}).empty());
}

TEST_CASE("each kind takes its own alternative of a cell and refuses the others")
{
    std::vector<std::pair<FieldKind, Cell>> const right{{FieldKind::text, std::string_view{"a"}},
                                                        {FieldKind::integer, std::int64_t{1}},
                                                        {FieldKind::money, std::int64_t{100}},
                                                        {FieldKind::decimal, 1.5},
                                                        {FieldKind::day, Day{}},
                                                        {FieldKind::instant, Instant{}},
                                                        {FieldKind::yes_no, true}};
    for (auto const& [kind, own] : right) {
        CAPTURE(kind_name(kind));
        CHECK(reason(field_of(kind), own).empty());
        CHECK(reason(field_of(kind), Cell{}).empty());
        for (auto const& [other, cell] : right)
            if (cell.index() != own.index()) CHECK(mentions(reason(field_of(kind), cell), "not "));
    }
}

TEST_CASE("a code is one of its list, also in a field that no loader prepared")
{
    auto const dictionary = Dictionary::base();
    Field const prepared = *dictionary.find("attendance")->find("sex");
    Field bare = prepared;
    bare.codes = nullptr;
    for (auto const& field : {prepared, bare}) {
        CHECK(reason(field, std::string_view{"female"}).empty());
        CHECK(mentions(reason(field, std::string_view{"femal"}), "not a code"));
        CHECK(mentions(reason(field, std::string_view{""}), "not a code"));
        CHECK(mentions(reason(field, std::string_view{"\xFF\xFE"}), "\"??\""));
    }
    bare.list = "shapes";
    CHECK(mentions(reason(bare, std::string_view{"round"}), "not there"));
}

TEST_CASE("every integer is accepted exactly when it lies between the bounds")
{
    rc::check([](std::int64_t value, std::int32_t a, std::int32_t b) {
        auto field = field_of(FieldKind::integer);
        field.minimum = std::min(a, b);
        field.maximum = std::max(a, b);
        bool const inside = value >= std::min(a, b) && value <= std::max(a, b);
        RC_ASSERT(problems_of(field, value).empty() == inside);
    });
}
