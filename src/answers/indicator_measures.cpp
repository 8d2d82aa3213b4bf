// SPDX-License-Identifier: Apache-2.0
#include "answers/calm.hpp"
#include "answers/indicator_count.hpp"
#include "answers/promises.hpp"
#include "answers/reach.hpp"

#include <algorithm>

namespace accalmie {

namespace {

Result<CountedRule> people_reached(RuleCounter& counter)
{
    CountedRule counted;
    if (!require_counts(counter.asking, "service_count")) {
        counted.reason = "denied";
        return counted;
    }
    ReachQuestion question{counter.place.area.code, {}, {}};
    if (counter.from) question.from = Month::of(*counter.from);
    if (counter.to) question.to = Month::of(*counter.to);
    auto const answer = TRY(answer_reach(counter.store, counter.asking, question));
    if (!answer.people) {
        counted.reason = "no_rows";
        return counted;
    }
    for (auto const& service : answer.services) counted.rows += service.rows;
    counted.value = static_cast<double>(answer.people->lower);
    counted.upper = static_cast<double>(answer.people->upper);
    counted.disputed = answer.disputed;
    return counted;
}

enum class CalmFigure : std::uint8_t { communities, share };

Result<CountedRule> communities_in_calm(RuleCounter& counter, CalmFigure figure)
{
    CountedRule counted;
    auto const answer = TRY(answer_calm(counter.store, counter.asking, CalmQuestion{counter.to}));
    std::int64_t calm = 0;
    for (auto const& row : answer.rules) {
        if (counter.place.level >= 0 && !counter.areas.within(row.place, counter.place)) continue;
        ++counted.rows;
        calm += row.state == CalmState::calm ? 1 : 0;
        counted.disputed += row.disputed;
    }
    if (counted.rows == 0)
        counted.reason = "no_rows";
    else
        counted.value = figure == CalmFigure::communities ? static_cast<double>(calm) : static_cast<double>(calm) / static_cast<double>(counted.rows);
    return counted;
}

enum class PromiseFigure : std::uint8_t { kept, tested };

/// Kept: of those that were tested. Tested: of all.
Result<CountedRule> promise_share(RuleCounter& counter, PromiseFigure figure)
{
    CountedRule counted;
    PromisesQuestion question;
    question.as_of = counter.to;
    auto const answer = answer_promises(counter.store, counter.asking, question);
    if (!answer && answer.error().kind == Error::Kind::denied) {
        counted.reason = "denied";
        return counted;
    }
    if (!answer) return answer.error();
    std::int64_t whole = 0, part = 0;
    for (auto const& row : answer.value().commitments) {
        bool const is_asked = (!counter.from || row.made_on >= *counter.from) && (!counter.to || row.made_on <= *counter.to) &&
                              (counter.place.level < 0 || counter.areas.within(row.place, counter.place));
        if (!is_asked) continue;
        ++counted.rows;
        counted.disputed += row.disputed ? 1 : 0;
        bool const tested = row.status.tests > 0;
        whole += figure == PromiseFigure::tested || tested ? 1 : 0;
        part += figure == PromiseFigure::tested ? (tested ? 1 : 0) : (tested && row.status.state == PromiseState::kept ? 1 : 0);
    }
    if (whole == 0)
        counted.reason = "no_rows";
    else
        counted.value = static_cast<double>(part) / static_cast<double>(whole);
    return counted;
}

}  // namespace

Result<CountedRule> count_measure(RuleCounter& counter, std::string_view name)
{
    if (name == "reach.people") return people_reached(counter);
    if (name == "calm.communities") return communities_in_calm(counter, CalmFigure::communities);
    if (name == "calm.share") return communities_in_calm(counter, CalmFigure::share);
    if (name == "promises.kept") return promise_share(counter, PromiseFigure::kept);
    if (name == "promises.tested") return promise_share(counter, PromiseFigure::tested);
    return Error{Error::Kind::missing, "no measure of this name", std::string{name}, "name one of the program's measures"};
}

}  // namespace accalmie
