// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/form_evaluate.cpp: `accalmie form evaluate`: a submission held against its form's rules.
#include "surfaces/cli/all.hpp"

#include "forms/form_engine.hpp"
#include "journal/disk.hpp"
#include "surfaces/tree_text.hpp"

#include <algorithm>
#include <deque>

namespace accalmie::cli {

namespace {

constexpr std::uint64_t file_octets_max = 64 * 1024 * 1024;

/// Files given on the line, and those beside the form that it asks for.
class MediaFiles {
public:
    explicit MediaFiles(Session& session) : session_(session) {}

    Result<void> add(std::string const& given)
    {
        auto const path = session_.path(given);
        octets_.push_back(TRY(read_whole(session_.machine.disk, path, file_octets_max).at(given)));
        files_.push_back({path.filename().string(), octets_.back()});
        return {};
    }

    Result<void> add_beside(std::filesystem::path const& form, BytesView xml)
    {
        for (auto const& name : TRY(forms::files_wanted(xml))) {
            // A form may come from anybody: a name that leaves the folder is none.
            if (name.empty() || name == ".." || std::filesystem::path{name}.filename() != name) continue;
            auto const path = form.parent_path() / name;
            bool const was_given = std::any_of(files_.begin(), files_.end(), [&](auto const& file) { return file.name == name; });
            if (was_given || !TRY(session_.machine.disk.exists(path))) continue;
            TRY(add(path.string()));
        }
        return {};
    }

    std::span<forms::FormAttachment const> files() const { return files_; }

private:
    Session& session_;
    std::deque<Bytes> octets_;
    std::vector<forms::FormAttachment> files_;
};

Tree index_tree(std::vector<std::uint32_t> const& places)
{
    auto list = Tree::list();
    for (auto const place : places) list.push(static_cast<std::int64_t>(place));
    return list;
}

Tree flag_tree(forms::SubmissionFlag const& flag)
{
    return Tree::members()
        .add("path", flag.path)
        .add("question", flag.question)
        .add("repeat_index", index_tree(flag.repeat_index))
        .add("kind", forms::flag_name(flag.kind))
        .add("rule", flag.rule)
        .add("message", flag.message)
        .add("value_type", forms::answer_type_name(flag.type));
}

Tree unreadable_tree(forms::UnreadableAnswer const& answer)
{
    return Tree::members()
        .add("path", answer.path)
        .add("question", answer.question)
        .add("repeat_index", index_tree(answer.repeat_index))
        .add("value_type", forms::answer_type_name(answer.type))
        .add("reason", answer.reason);
}

Tree report_tree(forms::FormRules const& form, forms::SubmissionReport const& report)
{
    auto tree = Tree::members();
    tree.add("form", form.id()).add("version", form.version()).add("instance", report.instance_id);
    tree.add("is_of_this_form", report.is_of_this_form).add("is_of_this_version", report.is_of_this_version);
    tree.add("answers", static_cast<std::int64_t>(report.answers)).add("rules_checked", static_cast<std::int64_t>(report.rules_checked));
    auto flags = Tree::list();
    for (auto const& flag : report.flags) flags.push(flag_tree(flag));
    auto unreadable = Tree::list();
    for (auto const& answer : report.unreadable) unreadable.push(unreadable_tree(answer));
    auto unchecked = Tree::list();
    for (auto const& rule : report.unchecked) unchecked.push(Tree::members().add("path", rule.path).add("rule", rule.rule).add("reason", rule.reason));
    auto problems = Tree::list();
    for (auto const& problem : form.problems())
        problems.push(Tree::members().add("where", problem.where).add("what", problem.what).add("remedy", problem.remedy));
    return tree.add("flags", std::move(flags)).add("unreadable", std::move(unreadable)).add("unchecked", std::move(unchecked)).add("form_problems", std::move(problems));
}

void print_report(Session& session, forms::FormRules const& form, forms::SubmissionReport const& report)
{
    if (!report.is_of_this_form) session.line("the submission says that its form is \"" + report.form_id + "\", and this is \"" + form.id() + "\"");
    for (auto const& problem : form.problems()) session.line("form: " + problem.where + ": " + problem.what);
    for (auto const& answer : report.unreadable) session.line("unreadable: " + answer.path + ": " + answer.reason);
    for (auto const& flag : report.flags)
        session.line(std::string{forms::flag_name(flag.kind)} + ": " + flag.path + ": " + flag.rule + (flag.message.empty() ? "" : " (" + flag.message + ")"));
    for (auto const& rule : report.unchecked) session.line("not checked: " + rule.path + ": " + rule.rule + ": " + rule.reason);
    session.line(std::to_string(report.answers) + " answers, " + std::to_string(report.rules_checked) + " rules checked, " + std::to_string(report.flags.size()) +
                 " flags, " + std::to_string(report.unreadable.size()) + " unreadable, " + std::to_string(report.unchecked.size()) + " not checked");
}

Result<void> run_evaluate(Session& session)
{
    auto const& arguments = session.arguments;
    auto const form_path = session.path(arguments.text("FORM"));
    auto const form_octets = TRY(read_whole(session.machine.disk, form_path, forms::DocumentBounds::octets_max).at(arguments.text("FORM")));
    MediaFiles media{session};
    for (auto const& given : arguments.all("file")) TRY(media.add(given));
    TRY(media.add_beside(form_path, form_octets).at(arguments.text("FORM")));
    auto const form = TRY(forms::FormRules::load(form_octets, media.files()).at(arguments.text("FORM")));
    auto const submission = TRY(read_whole(session.machine.disk, session.path(arguments.text("SUBMISSION")), forms::DocumentBounds::octets_max).at(arguments.text("SUBMISSION")));
    forms::SubmissionOptions options;
    options.now = session.machine.clock.now();
    options.language = arguments.text("language");
    options.zone_minutes = static_cast<int>(TRY(arguments.integer("zone-minutes", -1080, 1080)).value_or(0));
    auto const report = TRY(form.evaluate(submission, options).at(arguments.text("SUBMISSION")));
    if (session.json)
        session.line(tree_json(report_tree(form, report)));
    else
        print_report(session, form, report);
    return {};
}

}  // namespace

Command form_evaluate_command()
{
    return {.name = "form evaluate",
            .summary = "Hold a submission against its form's rules: flags, unreadable values, what could not be checked",
            .description = "A rule broken is a flag; only an unreadable value is set aside (docs/formats/submissions.md). Files that the form names are read from\n"
                           "its own folder. Needs no workspace.",
            .examples = {"accalmie form evaluate visit.xml answers.xml --json", "accalmie form evaluate visit.xml answers.xml --file villages.csv --language fr"},
            .positionals = {{"FORM", "an ODK XForm, XML"}, {"SUBMISSION", "a record of it, XML"}},
            .options = {{"file", "FILE", "a CSV, XML or GeoJSON file that the form names; may be repeated"},
                        {"language", "NAME", "of the messages, as the form calls it [the form's default]"},
                        {"zone-minutes", "N", "lead of the local clock over UTC, -1080 to 1080 [0, Mali's]"}},
            .place = Command::Place::anywhere,
            .run = run_evaluate};
}

}  // namespace accalmie::cli
