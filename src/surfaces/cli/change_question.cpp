// SPDX-License-Identifier: Apache-2.0
#include "surfaces/cli/change_question.hpp"

#include "answers/change_words.hpp"

namespace accalmie::cli {

std::vector<std::string> split_list(std::string const& text)
{
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        auto const end = std::min(text.find(',', begin), text.size());
        if (end > begin) parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

std::vector<Option> change_options()
{
    return {{"places", "CODES", "P-codes or names, separated by commas"},
            {"first", "MONTH", "first month in which the window may lie"},
            {"last", "MONTH", "last month in which the window may lie"},
            {"months", "N", "length of the window", "7"},
            {"source", "NAME", "one source [each]"},
            {"baseline", "KIND", "same_season, just_before or whole_before", "same_season"},
            {"baseline-years", "N", "years of same_season", "3"}};
}

Result<ChangeQuestion> change_question_of(Arguments const& arguments)
{
    ChangeQuestion question;
    for (std::string const name : {"places", "first", "last"})
        if (arguments.text(name).empty()) return Error{Error::Kind::usage, "--" + name + " is not there, nor a plan", {}, "name a plan (`accalmie evaluation list`), or give --places, --first and --last"};
    question.places = split_list(arguments.text("places"));
    question.first = TRY(arguments.month("first")).value_or(Month{});
    question.last = TRY(arguments.month("last")).value_or(Month{});
    question.months = static_cast<int>(TRY(arguments.integer("months", 1, 120)).value_or(7));
    if (auto const source = arguments.text("source"); !source.empty()) question.source = source;
    question.baseline = TRY(parse_baseline(arguments.text("baseline")).at("--baseline"));
    question.baseline_years = static_cast<int>(TRY(arguments.integer("baseline-years", 1, 50)).value_or(3));
    return question;
}

}  // namespace accalmie::cli
