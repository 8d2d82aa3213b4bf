// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/parse.cpp: command lines through CLI11, from the commands' own data. The only file that knows CLI11.
#include "surfaces/cli/command.hpp"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#include <CLI/CLI.hpp>
#pragma GCC diagnostic pop

#include <algorithm>
#include <array>
#include <deque>

namespace accalmie::cli {

namespace {

/// Values as CLI11 fills them: one slot a name of a command.
struct Slot {
    std::string name;
    std::string single;  ///< of a positional that stands once
    std::vector<std::string> values;
    bool flag = false;
    CLI::Option* option = nullptr;
};
struct Bound {
    Command const* command;
    CLI::App* app;
    std::deque<Slot> slots;
};

void bind(Bound& bound)
{
    for (auto const& positional : bound.command->positionals) {
        auto& slot = bound.slots.emplace_back();
        slot.name = positional.name;
        auto const meaning = std::string{positional.meaning};
        switch (positional.count) {
        case Positional::Count::one: slot.option = bound.app->add_option(slot.name, slot.single, meaning)->required(); break;
        case Positional::Count::optional: slot.option = bound.app->add_option(slot.name, slot.single, meaning); break;
        case Positional::Count::many: slot.option = bound.app->add_option(slot.name, slot.values, meaning)->required()->expected(1, 1000); break;
        }
    }
    for (auto const& option : bound.command->options) {
        auto& slot = bound.slots.emplace_back();
        slot.name = option.name;
        auto const flag = (option.name == "output" ? "-o,--" : "--") + std::string{option.name};
        if (option.value.empty()) {
            slot.option = bound.app->add_flag(flag, slot.flag, std::string{option.meaning});
            continue;
        }
        slot.option = bound.app->add_option(flag, slot.values, std::string{option.meaning})->expected(1)->allow_extra_args(false)->take_all();
        if (option.need == Option::Need::required) slot.option->required();
    }
}

Arguments arguments_of(Bound const& bound)
{
    Arguments arguments;
    for (auto const& option : bound.command->options)
        if (!option.fallback.empty()) arguments.set(std::string{option.name}, {std::string{option.fallback}});
    for (auto const& slot : bound.slots) {
        if (slot.flag) arguments.set(slot.name, {});
        if (!slot.single.empty()) arguments.set(slot.name, {slot.single});
        if (!slot.values.empty()) arguments.set(slot.name, slot.values);
    }
    return arguments;
}

}  // namespace

namespace {

/// Each method has options of its own: after `method`, `--NAME VALUE` that no command knows becomes `--set NAME=VALUE`.
std::vector<std::string> with_method_options(std::vector<std::string> const& words)
{
    static constexpr std::array<std::string_view, 6> known{"--json", "--help", "--version", "--workspace", "--set", "-h"};
    auto const method = std::find(words.begin(), words.end(), "method");
    if (method == words.end()) return words;
    std::vector<std::string> changed{words.begin(), method + 1};
    for (auto word = method + 1; word != words.end(); ++word) {
        bool const is_known = std::find(known.begin(), known.end(), *word) != known.end() || *word == "--plot" || word->starts_with("--plot-") || word->starts_with("--plot=");
        bool const is_method_option = word->starts_with("--") && !is_known;
        auto const option = is_method_option ? word->substr(2) : std::string{};
        if (is_method_option && option.find('=') != std::string::npos) {
            changed.insert(changed.end(), {"--set", option});
        } else if (is_method_option && word + 1 != words.end()) {
            changed.insert(changed.end(), {"--set", option + "=" + *++word});
        } else {
            changed.push_back(*word);
        }
    }
    return changed;
}

/// An expression may start with a minus: after `form eval` a blank before it says that it is no option.
std::vector<std::string> with_expression_apart(std::vector<std::string> words)
{
    static constexpr std::array<std::string_view, 4> flags{"--json", "--help", "--version", "-h"};
    auto word = std::find(words.begin(), words.end(), "form");
    if (word == words.end() || word + 1 == words.end() || *(word + 1) != "eval") return words;
    for (word += 2; word < words.end(); ++word) {
        if (std::find(flags.begin(), flags.end(), *word) != flags.end()) continue;
        bool const is_option = word->starts_with("--") && word->size() > 2 && (*word)[2] >= 'a' && (*word)[2] <= 'z';
        if (is_option && word->find('=') == std::string::npos && word + 1 != words.end()) ++word;
        if (is_option) continue;
        if (word->starts_with("-")) word->insert(0, " ");
        return words;
    }
    return words;
}

}  // namespace

Result<Invocation> parse_line(std::vector<std::string> const& given)
{
    auto const words = with_expression_apart(with_method_options(given));
    Invocation invocation;
    CLI::App top{"accalmie"};
    top.set_help_flag();
    top.fallthrough();
    bool help = false, version = false;
    top.add_flag("--json", invocation.json);
    top.add_flag("-h,--help", help);
    top.add_flag("--version", version);
    top.add_option("--workspace", invocation.workspace);
    std::map<std::string, CLI::App*, std::less<>> groups;
    std::deque<Bound> all;
    for (auto const& command : commands()) {
        auto const space = command.name.find(' ');
        CLI::App* parent = &top;
        if (space != std::string_view::npos) {
            auto const group = std::string{command.name.substr(0, space)};
            auto& made = groups[group];
            if (made == nullptr) {
                made = top.add_subcommand(group);
                made->set_help_flag();
                made->fallthrough();
            }
            parent = made;
        }
        auto* app = parent->add_subcommand(std::string{space == std::string_view::npos ? command.name : command.name.substr(space + 1)});
        app->set_help_flag();
        app->fallthrough();
        bind(all.emplace_back(Bound{&command, app, {}}));
    }
    // A request for help must not fail on what is missing beside it: the command's words alone decide.
    if (std::find(words.begin(), words.end(), "--help") != words.end() || std::find(words.begin(), words.end(), "-h") != words.end()) {
        for (auto const& command : commands()) {
            auto const space = command.name.find(' ');
            auto const first = std::find(words.begin(), words.end(), std::string{command.name.substr(0, space)});
            if (first == words.end()) continue;
            if (space == std::string_view::npos || (first + 1 != words.end() && *(first + 1) == command.name.substr(space + 1))) {
                invocation.text = help_text(command);
                return invocation;
            }
        }
        invocation.text = help_text();
        return invocation;
    }
    try {
        std::vector<std::string> reversed{words.rbegin(), words.rend()};
        top.parse(reversed);
    } catch (CLI::ParseError const& error) {
        return Error{Error::Kind::usage, error.what(), {}, "see `accalmie --help`"};
    }
    if (version) {
        invocation.text = "accalmie 0.1.0\n";
        return invocation;
    }
    for (auto const& bound : all) {
        if (!bound.app->parsed()) continue;
        invocation.command = bound.command;
        invocation.arguments = arguments_of(bound);
        return invocation;
    }
    invocation.text = help_text();
    if (words.empty()) return invocation;
    return Error{Error::Kind::usage, "no such command, or only half of one", {}, "see `accalmie --help`"};
}

}  // namespace accalmie::cli
