// SPDX-License-Identifier: Apache-2.0
// The cases of tests/cases/forms, which any other engine (the page's) can run too.
#include "forms/expression_support.hpp"
#include "forms/form_engine.hpp"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace accalmie;
using namespace accalmie::forms;

namespace {

std::filesystem::path const folder = std::filesystem::path{ACCALMIE_SOURCE_DIR} / "tests/cases/forms";
Instant const case_now{std::chrono::sys_days{std::chrono::year{2024} / 2 / 29} + std::chrono::seconds{10 * 3600 + 20 * 60 + 30}};

std::string content(std::filesystem::path const& path)
{
    std::ifstream file{path, std::ios::binary};
    REQUIRE_MESSAGE(file.good(), path.string());
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<std::string> cells_of(std::string const& line)
{
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
            cells.back() += line[++i];
        else if (line[i] == '"')
            quoted = !quoted;
        else if (line[i] == ',' && !quoted)
            cells.emplace_back();
        else
            cells.back() += line[i];
    }
    return cells;
}

std::vector<std::string> lines_of(std::string const& text)
{
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);)
        if (!line.empty()) lines.push_back(line);
    return lines;
}

}  // namespace

TEST_CASE("the expressions of tests/cases/forms answer as written there")
{
    auto const record = document_of(content(folder / "record.xml"));
    auto context = on(record);
    context.now = case_now;
    std::size_t count = 0;
    for (auto const& line : lines_of(content(folder / "expressions.csv"))) {
        auto const cells = cells_of(line);
        REQUIRE(cells.size() == 3);
        if (cells[0] == "expression") continue;
        ++count;
        INFO(cells[0]);
        auto const expression = Expression::parse(cells[0]);
        auto const value = expression ? expression->evaluate(context) : Result<Value>{expression.error()};
        CHECK((value ? type_name(*value) : "error") == cells[1]);
        if (value) CHECK(text_of(*value, context) == cells[2]);
    }
    CHECK(count > 200);
}

TEST_CASE("the submissions of tests/cases/forms raise the flags that stand beside them")
{
    for (auto const& form_folder : std::filesystem::directory_iterator{folder}) {
        if (!form_folder.is_directory()) continue;
        std::deque<std::string> contents;
        std::vector<FormAttachment> files;
        for (auto const& entry : std::filesystem::directory_iterator{form_folder.path()})
            if (entry.path().extension() == ".csv" || entry.path().extension() == ".geojson")
                files.push_back({entry.path().filename().string(), as_bytes(contents.emplace_back(content(entry.path())))});
        auto const xml = content(form_folder.path() / "form.xml");
        auto const form = FormRules::load(as_bytes(xml), files);
        REQUIRE(form.has_value());
        CHECK(form->problems().empty());
        SubmissionOptions options;
        options.now = case_now;
        for (auto const& entry : std::filesystem::directory_iterator{form_folder.path()}) {
            if (entry.path().extension() != ".flags") continue;
            INFO(entry.path().string());
            auto const submission = content(std::filesystem::path{entry.path()}.replace_extension(".xml"));
            auto const report = form->evaluate(as_bytes(submission), options);
            REQUIRE(report.has_value());
            std::vector<std::string> got;
            for (auto const& flag : report->flags) got.push_back(std::string{flag_name(flag.kind)} + " " + flag.path);
            for (auto const& answer : report->unreadable) got.push_back("unreadable " + answer.path);
            for (auto const& rule : report->unchecked) got.push_back("unchecked " + rule.path);
            auto wanted = lines_of(content(entry.path()));
            std::sort(got.begin(), got.end());
            std::sort(wanted.begin(), wanted.end());
            CHECK(got == wanted);
        }
    }
}
