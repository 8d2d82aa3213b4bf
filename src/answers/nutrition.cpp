// SPDX-License-Identifier: Apache-2.0
#include "answers/nutrition.hpp"

#include "answers/cells.hpp"
#include "answers/nutrition_rows.hpp"
#include "answers/sql.hpp"

#include <algorithm>
#include <array>

namespace accalmie {

namespace {

constexpr std::size_t measures_max = 1'000'000;
constexpr int cercle_level = 2;

/// Counts as they are for those who may see the children; others of the care team get a guarded table, of cercles or wider and of whole years:
/// what two of them differ by is then no small count picked out on purpose.
Result<CountsTold> told_to(Asking const& asking, NutritionQuestion const& question, AskedPlace const& asked)
{
    if (allowed_somewhere(asking, Action::see_team, "child_measure")) return CountsTold::exact;
    TRY(require_counts(asking, "service_count"));
    if (asked.level > cercle_level) return Error{Error::Kind::denied, "counts of children of a place smaller than a cercle", "child_measure", "ask for the cercle, or have a nurse ask"};
    bool const whole_years = (!question.from || question.from->month() == 1) && (!question.to || question.to->month() == 12);
    if (!whole_years) return Error{Error::Kind::invalid, "guarded counts are told by whole years", "from", "give January of a year to December, or leave both out"};
    return CountsTold::guarded;
}

std::optional<double> decimal(Value const& value)
{
    if (auto const number = cell<double>(value)) return number;
    auto const integer = cell<std::int64_t>(value);
    return integer ? std::optional<double>{static_cast<double>(*integer)} : std::nullopt;
}

ChildSex sex_of(std::string const& code) { return code == "male" ? ChildSex::male : code == "female" ? ChildSex::female : ChildSex::unknown; }
Posture posture_of(std::string const& code) { return code == "lying" ? Posture::lying : code == "standing" ? Posture::standing : Posture::unknown; }

Result<CareMeasure> measure_of(std::vector<Value> const& row)
{
    CareMeasure measure;
    measure.day = *cell<Day>(row[3]);
    measure.occasion = TRY(parse_measure_occasion(cell_text(row[4])));
    measure.sex = sex_of(cell_text(row[5]));
    measure.age_months = decimal(row[6]), measure.weight_kg = decimal(row[7]), measure.length_cm = decimal(row[8]);
    measure.posture = posture_of(cell_text(row[9]));
    measure.arm_cm = decimal(row[10]);
    measure.oedema = cell_yes(row[11]) ? 1 : 0;
    if (auto const exit = cell_text(row[12]); !exit.empty()) measure.exit = TRY(parse_care_exit(exit));
    measure.rations = decimal(row[13]);
    return measure;
}

/// The same token in the same facility is the same child; without a token each measuring is of a child of its own.
class Children {
public:
    std::uint32_t number(std::string const& facility, std::string const& token)
    {
        auto const next = static_cast<std::uint32_t>(count_);
        if (token.empty()) return ++count_, next;
        auto const [found, is_new] = known_.try_emplace({facility, token}, next);
        count_ += is_new ? 1U : 0U;
        return found->second;
    }

private:
    std::map<std::pair<std::string, std::string>, std::uint32_t> known_;
    std::size_t count_ = 0;
};

struct Wanted {
    AskedPlace asked;
    CountsTold told = CountsTold::guarded;
    Day last{};
};

Result<std::vector<NutritionFact>> load_facts(Store const& store, Asking const& asking, Areas& areas, Wanted const& wanted, NutritionAnswer& answer)
{
    auto const table = TRY(store.query(sql::child_measures));
    if (table.rows.size() > measures_max) return Error{Error::Kind::limit, "more than 1,000,000 measures of children", "child_measure", "ask a smaller workspace"};
    std::map<std::string, std::string> names;
    for (auto const& row : TRY(store.query(sql::facility_names)).rows) names[cell_text(row[0])] = cell_text(row[1]);
    PlaceNames places{store};
    Children children;
    std::vector<NutritionFact> facts;
    auto const type = wanted.told == CountsTold::exact ? "child_measure" : "service_count";
    for (auto const& row : table.rows) {
        auto place = cell_text(row[2]);
        auto const day = cell<Day>(row[3]);
        if (!day || *day > wanted.last || !areas.within(place, wanted.asked) || !allowed(asking, Action::see_team, type, place)) continue;
        NutritionFact fact;
        fact.measure = TRY(measure_of(row));
        fact.token = cell_text(row[0]), fact.facility = cell_text(row[1]), fact.place = place, fact.place_name = places.of(place);
        fact.facility_name = names[fact.facility];
        fact.measure.child = children.number(fact.facility, fact.token);
        answer.disputed += cell_yes(row[14]) ? 1 : 0, answer.flagged_rows += cell_yes(row[15]) ? 1 : 0;
        facts.push_back(std::move(fact));
    }
    return facts;
}

/// Children under five of the place asked, where its newest population says so by age.
Result<void> tell_population(Store const& store, AskedPlace const& asked, NutritionAnswer& answer)
{
    auto& screening = answer.screening;
    if (asked.level < 0) return {};
    for (auto const& row : TRY(store.query(sql::population_groups)).rows) {
        auto const band = cell_text(row[3]);
        if (code_of(cell_text(row[0])) != asked.area.code || (band != "under_1" && band != "1_4")) continue;
        screening.population_under_5 = screening.population_under_5.value_or(0) + cell_integer(row[4]);
    }
    if (screening.population_under_5 && *screening.population_under_5 > 0 && screening.without_token.value_or(0) == 0)
        screening.screened_share = static_cast<double>(screening.children.value_or(0)) / static_cast<double>(*screening.population_under_5);
    return {};
}

}  // namespace

Result<NutritionAnswer> answer_nutrition(Store const& store, Asking const& asking, NutritionQuestion const& question)
{
    if (question.from && question.to && *question.to < *question.from) return Error{Error::Kind::invalid, "a time that ends before it begins", "to", "exchange the two months"};
    Wanted wanted;
    wanted.asked = TRY(asked_place(store, question.place));
    wanted.told = TRY(told_to(asking, question, wanted.asked));
    wanted.last = question.to ? std::min(asking.today, question.to->end_day() - std::chrono::days{1}) : asking.today;
    auto const rules = TRY(base_nutrition_rules());
    Areas areas{store};
    NutritionAnswer answer;
    answer.as_of = wanted.last, answer.from = question.from, answer.to = question.to, answer.told = wanted.told;
    auto const facts = TRY(load_facts(store, asking, areas, wanted, answer));
    NutritionTime time;
    if (question.from) time.first = question.from->first_day();
    time.last = wanted.last;
    TRY(tell_nutrition(answer, facts, rules, question.protocol, time));
    TRY(tell_population(store, wanted.asked, answer));
    if (answer.told == CountsTold::guarded) TRY(guard_nutrition(answer));
    return answer;
}

}  // namespace accalmie
