// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/help.cpp: the help and docs/cli.md, from the commands' own data.
#include "surfaces/cli/command.hpp"

#include <algorithm>

namespace accalmie::cli {

namespace {

std::string padded(std::string text, std::size_t width)
{
    if (text.size() < width) text.append(width - text.size(), ' ');
    return text + "  ";
}

std::string usage_of(Command const& command)
{
    std::string line = "accalmie " + std::string{command.name};
    for (auto const& positional : command.positionals) {
        auto const name = std::string{positional.name};
        switch (positional.count) {
        case Positional::Count::one: line += " " + name; break;
        case Positional::Count::optional: line += " [" + name + "]"; break;
        case Positional::Count::many: line += " " + name + "..."; break;
        }
    }
    return command.options.empty() ? line : line + " [options]";
}

std::string left_of(Option const& option) { return "--" + std::string{option.name} + (option.value.empty() ? "" : " " + std::string{option.value}); }

std::string right_of(Option const& option)
{
    std::string text{option.meaning};
    if (!option.fallback.empty()) text += " [" + std::string{option.fallback} + "]";
    if (option.need == Option::Need::required) text += " (required)";
    return text;
}

constexpr std::string_view general = "Options of every command:\n"
                                     "  --workspace DIR  the workspace [$ACCALMIE_WORKSPACE, or ./accalmie-workspace]\n"
                                     "  --json           one JSON document on standard output\n"
                                     "  -h, --help       this help, or a command's\n"
                                     "  --version        the program's version\n";
constexpr std::string_view codes =
    "Exit codes: 0 fine, 2 usage, 3 bad input, 4 not found, 5 denied, 6 conflict, 7 limit, 8 disk or network, 9 damaged.\n";

}  // namespace

std::string help_text()
{
    std::size_t width = 0;
    for (auto const& command : commands()) width = std::max(width, command.name.size());
    std::string text = "accalmie: from what communities say to what changed, where there is neither network nor safety\n\n"
                       "Usage: accalmie [--workspace DIR] COMMAND ...\n\nCommands:\n";
    for (auto const& command : commands()) text += "  " + padded(std::string{command.name}, width) + std::string{command.summary} + "\n";
    return text + "\n" + std::string{general} +
           "\nExamples:\n  accalmie demo ./demo && accalmie --workspace ./demo serve\n"
           "  accalmie init ./mali && cd ./mali && accalmie --workspace . import places cercles.geojson --boundary cod-ab-2021\n\n" +
           std::string{codes};
}

std::string help_text(Command const& command)
{
    std::string text = std::string{command.summary} + "\n\nUsage: " + usage_of(command) + "\n";
    if (!command.description.empty()) text += "\n" + std::string{command.description} + "\n";
    std::size_t width = 0;
    for (auto const& positional : command.positionals) width = std::max(width, positional.name.size());
    for (auto const& option : command.options) width = std::max(width, left_of(option).size());
    if (!command.positionals.empty()) text += "\nArguments:\n";
    for (auto const& positional : command.positionals)
        text += "  " + padded(std::string{positional.name}, width) + std::string{positional.meaning} + "\n";
    if (!command.options.empty()) text += "\nOptions:\n";
    for (auto const& option : command.options) text += "  " + padded(left_of(option), width) + right_of(option) + "\n";
    if (!command.examples.empty()) text += "\nExamples:\n";
    for (auto const& example : command.examples) text += "  " + std::string{example} + "\n";
    return text + "\n" + std::string{general};
}

std::string cli_markdown()
{
    std::string text =
        "# The command line\n\nGenerated from the program (`src/surfaces/cli`); a test keeps it current.\n\n```\n" + help_text() + "```\n";
    for (auto const& command : commands()) text += "\n## accalmie " + std::string{command.name} + "\n\n```\n" + help_text(command) + "```\n";
    return text;
}

}  // namespace accalmie::cli
