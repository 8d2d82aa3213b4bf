// SPDX-License-Identifier: Apache-2.0
// Every combination of answers, against the printed rule written down another way: as a table of which answers a type or context forbids and demands.
#include "measures/survivor_incident.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace accalmie;

namespace {

constexpr int questions = 6, others = 5;

/// Answers from digits: 0 no, 1 yes, 2 not answered.
IncidentAnswers answers_of(std::string const& digits)
{
    auto const one = [&](std::size_t at) { return digits[at] == '2' ? Answered{} : Answered{digits[at] == '1'}; };
    return {one(0), one(1), one(2), one(3), one(4), one(5), one(6), one(7), one(8), one(9), one(10)};
}

std::string digits_of(unsigned number, unsigned base, int length)
{
    std::string digits(static_cast<std::size_t>(length), '0');
    for (auto& digit : digits) digit = static_cast<char>('0' + number % base), number /= base;
    return digits;
}

unsigned power(unsigned base, int exponent)
{
    unsigned result = 1;
    for (int i = 0; i < exponent; ++i) result *= base;
    return result;
}

/// The type by looking at the text of the first six answers.
std::string type_of(std::string const& digits)
{
    auto const six = digits.substr(0, questions);
    auto const yes = six.find('1'), open = six.find('2');
    if (open < yes) return "undecided";
    if (yes == std::string::npos) return "none";
    return std::string{incident_type_code(static_cast<IncidentType>(yes))};
}

}  // namespace

TEST_CASE("all 2^6 answers to the six questions: the first yes decides")
{
    std::array<int, incident_types> seen{};
    for (unsigned number = 0; number < power(2, questions); ++number) {
        auto const digits = digits_of(number, 2, questions) + "00000";
        CAPTURE(digits);
        auto const type = incident_type(answers_of(digits));
        CHECK(std::string{incident_type_code(type)} == type_of(digits));
        ++seen[static_cast<std::size_t>(type)];
    }
    // Half begin with a yes, half of the rest have it second, and so on.
    CHECK(seen == std::array<int, incident_types>{32, 16, 8, 4, 2, 1, 1, 0});
}

TEST_CASE("all 2^11 answers: each context is what the printed rule says, and does not depend on anything else")
{
    for (unsigned number = 0; number < power(2, questions + others); ++number) {
        auto const digits = digits_of(number, 2, questions + others);
        auto const answers = answers_of(digits);
        auto const type = type_of(digits);
        bool const sexual = type == "rape" || type == "sexual_assault", any = type != "none";
        auto const yes = [&](std::size_t at) { return digits[at] == '1'; };
        CAPTURE(digits);
        CHECK(in_context(answers, IncidentContext::intimate_partner_violence) == (any && yes(7)));
        CHECK(in_context(answers, IncidentContext::child_sexual_abuse) == (sexual && yes(6)));
        CHECK(in_context(answers, IncidentContext::early_marriage) == (type == "forced_marriage" && yes(6)));
        CHECK(in_context(answers, IncidentContext::possible_sexual_exploitation) == (sexual && yes(8)));
        CHECK(in_context(answers, IncidentContext::possible_sexual_slavery) == (sexual && yes(9)));
        CHECK(in_context(answers, IncidentContext::harmful_traditional_practice) == (any && yes(10)));
    }
}

TEST_CASE("all 3^11 answers with questions left out: what is said is what every way of filling them in says")
{
    // By the definition of not knowing: try each open answer both ways, one at a time from the left, and ask whether the results agree.
    auto const length = questions + others;
    auto const total = power(3, length);
    std::vector<std::array<signed char, 7>> known(total);
    auto const index_of = [&](std::string const& digits) {
        unsigned index = 0;
        for (auto at = digits.size(); at-- > 0;) index = index * 3 + static_cast<unsigned>(digits[at] - '0');
        return index;
    };
    std::size_t wrong = 0, undecided_though_equal = 0;
    for (unsigned number = 0; number < total; ++number) {
        auto const digits = digits_of(number, 3, length);
        auto const answers = answers_of(digits);
        auto const open = digits.rfind('2');
        auto& mine = known[number];
        mine[0] = static_cast<signed char>(incident_type(answers));
        for (std::size_t c = 0; c < incident_contexts.size(); ++c) {
            auto const held = in_context(answers, incident_contexts[c]);
            mine[c + 1] = held ? (*held ? 1 : 0) : -1;
        }
        if (open == std::string::npos) continue;
        auto no = digits, yes = digits;
        no[open] = '0', yes[open] = '1';
        auto const &with_no = known[index_of(no)], &with_yes = known[index_of(yes)];
        for (std::size_t c = 1; c < mine.size(); ++c) {
            // A said yes or no must hold under both fillings; and where both agree, it must be said.
            if (mine[c] != -1 && (with_no[c] != mine[c] || with_yes[c] != mine[c])) ++wrong;
            if (mine[c] == -1 && with_no[c] == with_yes[c] && with_no[c] != -1) ++undecided_though_equal;
        }
        if (mine[0] != static_cast<signed char>(IncidentType::undecided) && (with_no[0] != mine[0] || with_yes[0] != mine[0])) ++wrong;
    }
    CHECK(wrong == 0);
    CHECK(undecided_though_equal == 0);
}
