// SPDX-License-Identifier: Apache-2.0
#include "measures/record_linkage.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>

using namespace accalmie;

namespace {

struct Published {
    LinkageRecords records;
    std::vector<std::string> truth;  ///< "1496" of "rec-1496-dup-0": read by the test, never by the program
};

std::string trimmed(std::string const& text)
{
    auto const first = text.find_first_not_of(" \r\n"), last = text.find_last_not_of(" \r\n");
    return first == std::string::npos ? std::string{} : text.substr(first, last - first + 1);
}

std::optional<Published> published(std::string const& name)
{
    std::ifstream file{std::filesystem::path{ACCALMIE_SOURCE_DIR} / "../shared/data/stats/record-linkage" / name};
    if (!file) return std::nullopt;
    Published data;
    data.records.fields = {{"given_name", Comparator::name}, {"surname", Comparator::name}, {"street_number", Comparator::number}, {"address_1", Comparator::text},
                           {"address_2", Comparator::text},  {"suburb", Comparator::text},  {"postcode", Comparator::number},      {"state", Comparator::code},
                           {"date_of_birth", Comparator::date}, {"soc_sec_id", Comparator::number}};
    data.records.cells.resize(10);
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        std::istringstream row{line};
        std::string cell;
        std::getline(row, cell, ',');
        data.truth.push_back(cell.substr(4, cell.find('-', 4) - 4));
        for (auto& cells : data.records.cells) {
            cell.clear();
            std::getline(row, cell, ',');
            cells.push_back(trimmed(cell));
        }
    }
    return data;
}

using How = BlockingPart::How;

LinkageSettings several_passes()
{
    LinkageSettings settings;
    settings.passes = {{{0, How::sound}, {1, How::sound}}, {{1, How::sound}, {8, How::year}}, {{0, How::sound}, {8, How::year}}, {{8, How::equal}},
                       {{1, How::sound}, {6, How::equal}}, {{0, How::sound}, {6, How::equal}}, {{9, How::equal}}};
    return settings;
}

struct Score {
    double precision, recall;
    double f1() const { return 2 * precision * recall / (precision + recall); }
};

Score score(Published const& data, Linkage const& linkage)
{
    std::map<std::string, double> sizes;
    for (auto const& one : data.truth) sizes[one] += 1;
    double pairs = 0, right = 0;
    for (auto const& [person, size] : sizes) pairs += size * (size - 1) / 2;
    for (auto const& pair : linkage.pairs) right += data.truth[pair.first] == data.truth[pair.second] ? 1 : 0;
    return {right / static_cast<double>(linkage.pairs.size()), right / pairs};
}

void check_published(std::string const& name, LinkageSettings const& settings, double f1_min)
{
    auto const data = published(name);
    if (!data) {
        MESSAGE("skipped: the published records are not there");
        return;
    }
    auto const linkage = link_records(data->records, settings);
    REQUIRE(linkage);
    auto const result = score(*data, *linkage);
    MESSAGE(name << ": precision " << result.precision << ", recall " << result.recall << ", F1 " << result.f1() << ", candidates " << linkage->candidates << ", expected matches " << linkage->matches_expected);
    CHECK(result.f1() >= f1_min);
    CHECK(linkage->false_match_rate_expected <= settings.false_match_rate_max);
}

}  // namespace

TEST_CASE("the 500 duplicates among FEBRL's 1,000 records are found without being shown one") { check_published("febrl_dataset1.csv", several_passes(), 0.97); }

TEST_CASE("the 6,538 pairs among FEBRL's 5,000 records are found without being shown one") { check_published("febrl_dataset3.csv", several_passes(), 0.95); }

TEST_CASE("the similarities of Winkler's examples, and distances by hand")
{
    // Winkler 1990, table: MARTHA and MARHTA 0.961, DWAYNE and DUANE 0.840, DIXON and DICKSONX 0.813.
    CHECK(jaro_winkler("martha", "marhta") == doctest::Approx(0.9611).epsilon(1e-4));
    CHECK(jaro_winkler("dwayne", "duane") == doctest::Approx(0.84).epsilon(1e-4));
    CHECK(jaro_winkler("dixon", "dicksonx") == doctest::Approx(0.8133).epsilon(1e-4));
    CHECK(jaro_winkler("abc", "xyz") == 0);
    CHECK(jaro_winkler("", "") == 1);
    CHECK(jaro_winkler("", "a") == 0);
    CHECK(damerau_levenshtein("keita", "kieta") == 1);
    CHECK(damerau_levenshtein("diarra", "jara") == 3);
    CHECK(damerau_levenshtein("", "kone") == 4);
    CHECK(damerau_levenshtein("19750321", "19750312") == 1);
}

TEST_CASE("similarities are symmetric, and a distance of nothing means equal")
{
    CHECK(rc::check([] {
        auto const letters = rc::gen::container<std::string>(rc::gen::inRange('a', 'e'));
        auto const one = *letters, other = *letters;
        RC_ASSERT(damerau_levenshtein(one, other) == damerau_levenshtein(other, one));
        RC_ASSERT(jaro_winkler(one, other) >= 0 && jaro_winkler(one, other) <= 1);
        if (one.size() <= 64 && other.size() <= 64) RC_ASSERT((damerau_levenshtein(one, other) == 0) == (one == other));
    }));
}

TEST_CASE("dates are read in the ways that clerks write them, and what is unknown stays unknown")
{
    CHECK(partial_date("1994-05-03").day == 3);
    CHECK(partial_date("19940503").month == 5);
    CHECK(partial_date("03/05/1994").month == 5);
    CHECK(partial_date("1994").year == 1994);
    for (auto const* text : {"1994", "1994-00-00", "1994-XX-XX", "01/01/1994", "19940101", "1994-05-XX"}) CHECK(partial_date(text).day == 0);
    CHECK(partial_date("1994-05-XX").month == 5);
    for (auto const* text : {"", "unknown", "99", "1994-13-01", "3.5.94.12", "12345678901234"}) CHECK(!partial_date(text).known());
    ComparedColumn const dates{Comparator::date, {"1984-05-12", "1984-05-12", "1984-XX-XX", "1984-12-05", "1984-05-21", "1984-08-30", "1985-08-30", ""}};
    CHECK(dates.level(0, 1) == 0);
    CHECK(dates.level(0, 2) == 1);
    CHECK(dates.level(2, 2) == 1);
    CHECK(dates.level(0, 3) == 2);
    CHECK(dates.level(0, 4) == 2);
    CHECK(dates.level(0, 5) == 3);
    CHECK(dates.level(0, 6) == 4);
    CHECK(dates.level(0, 7) == -1);
}

TEST_CASE("a name agrees by letters, by sound, by likeness, in this order")
{
    ComparedColumn const names{Comparator::name, {"Traoré", "TRAORE", "Tarawele", "Traorez", "Keita", ""}};
    CHECK(names.level(0, 1) == 0);
    CHECK(names.level(0, 2) == 1);
    CHECK(names.level(0, 3) == 2);
    CHECK(names.level(0, 4) == 4);
    CHECK(names.level(0, 5) == -1);
}

TEST_CASE("one to one gives no record two partners, and two runs give the same links")
{
    auto const data = published("febrl_dataset3.csv");
    if (!data) {
        MESSAGE("skipped: the published records are not there");
        return;
    }
    auto settings = several_passes();
    settings.output = LinkageOutput::one_to_one;
    auto const linkage = link_records(data->records, settings), again = link_records(data->records, settings);
    std::set<std::size_t> used;
    for (auto const& pair : linkage->pairs) {
        CHECK(used.insert(pair.first).second);
        CHECK(used.insert(pair.second).second);
    }
    REQUIRE(again->pairs.size() == linkage->pairs.size());
    for (std::size_t i = 0; i < again->pairs.size(); ++i) CHECK(again->pairs[i].weight == linkage->pairs[i].weight);
}

TEST_CASE("records that cannot be linked are refused with their place")
{
    LinkageRecords records{{{"name", Comparator::name}}, {{"a", "b"}}, {}};
    LinkageSettings settings;
    CHECK(link_records(records, settings).error().where == "passes");
    settings.passes = {{{1, How::equal}}};
    CHECK(link_records(records, settings).error().where == "passes");
    settings.passes = {{{0, How::equal}}};
    auto const nothing = link_records(records, settings);
    REQUIRE(nothing);
    CHECK(nothing->pairs.empty());
    settings.false_match_rate_max = 1;
    CHECK(link_records(records, settings).error().where == "false-match-rate");
    records.list = {1};
    CHECK(link_records(records, {}).error().where == "list");
    records.cells = {{"a"}};
    CHECK(link_records(records, {}).error().where == "records");
    records.cells = {};
    CHECK(link_records(records, {}).error().where == "fields");
}
