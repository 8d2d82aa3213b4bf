// SPDX-License-Identifier: Apache-2.0
#include "capture/column_questions.hpp"

#include "forms/xls_text.hpp"

#include <algorithm>
#include <array>

namespace accalmie {

using forms::FormQuestion;

namespace {

/// What ODK Central and Kobo write of a submission besides its answers.
constexpr std::array<std::string_view, 36> about_names{
    "SubmissionDate", "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status", "ReviewState", "DeviceID", "Edits", "PARENT_KEY",
    "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "_tags", "_index", "_parent_index", "_parent_table_name", "_xform_id_string",
    "formhub/uuid", "_bamboo_dataset_id", "_attachments", "_geolocation", "_submission_id", "_submission_uuid", "meta/rootUuid", "rootUuid", "_date_modified",
    "_media_all_received", "_total_media", "_version_", "_xml_hash", "_parent_id", "__Submissions-id", "KEY"};

bool is_about(std::string_view name)
{
    bool const is_link = name.ends_with("_URL") || name.starts_with("SET-OF-");
    bool const is_of_program = name.starts_with("__system/") || name.starts_with("_submission__") || name.starts_with("_validation_status/") || name.starts_with("_supplementalDetails");
    return name.empty() || is_link || is_of_program || std::find(about_names.begin(), about_names.end(), name) != about_names.end();
}

/// Columns that name the submission, the best first.
std::optional<ColumnTarget> name_of_submission(std::string_view column)
{
    using Kind = ColumnTarget::Kind;
    constexpr std::array<std::pair<std::string_view, std::uint32_t>, 8> names{
        {{"meta/instanceID", 0}, {"meta-instanceID", 0}, {"instanceID", 0}, {"KEY", 1}, {"__id", 1}, {"_uuid", 2}, {"_id", 3}, {"meta:instanceID", 0}}};
    for (auto const& [name, rank] : names)
        if (column == name) return ColumnTarget{Kind::instance, 0, rank, {}, "name"};
    for (std::string_view const name : {"FormVersion", "__version__", "__system/formVersion"})
        if (column == name) return ColumnTarget{Kind::version, 0, 0, {}, "name"};
    for (std::string_view const name : {"Replaces", "meta/deprecatedID", "meta-deprecatedID", "deprecatedID"})
        if (column == name) return ColumnTarget{Kind::replaces, 0, 0, {}, "name"};
    return std::nullopt;
}

std::vector<std::string> joined(std::vector<std::string> const& steps)
{
    std::vector<std::string> all;
    for (std::string_view const separator : {"/", "-", ".", ":"}) {
        std::string text;
        for (auto const& step : steps) text.append(text.empty() ? "" : separator).append(step);
        all.push_back(std::move(text));
    }
    return all;
}

}  // namespace

ColumnQuestions::ColumnQuestions(forms::FormQuestions const& form) : form_{form} {}

/// Questions of the scope itself: not those of repeats inside it.
bool ColumnQuestions::is_in(std::size_t scope, std::size_t question) const
{
    auto above = form_.nodes[question].parent;
    while (above != none && above != scope && form_.nodes[above].kind != FormQuestion::Kind::repeat) above = form_.nodes[above].parent;
    return above == scope;
}

/// The path with each separator: whole, and from the scope on.
std::vector<std::string> ColumnQuestions::paths_of(std::size_t question, std::size_t scope) const
{
    std::vector<std::string> steps, below;
    bool is_below = true;
    for (auto at = question; at != none && at != 0; at = form_.nodes[at].parent) {
        steps.insert(steps.begin(), form_.nodes[at].name);
        is_below = is_below && at != scope;
        if (is_below) below.insert(below.begin(), form_.nodes[at].name);
    }
    auto all = joined(steps);
    if (scope != 0)
        for (auto& path : joined(below)) all.push_back(std::move(path));
    return all;
}

ColumnQuestions::Spellings const& ColumnQuestions::spellings(std::size_t scope)
{
    auto const [found, is_new] = scopes_.try_emplace(scope);
    if (!is_new) return found->second;
    auto& known = found->second;
    Spellings round;
    auto const say = [&](std::string text, std::size_t question, std::string_view how) {
        if (text.empty()) return;
        auto const [one, is_first] = round.try_emplace(std::move(text), Spelled{question, how});
        if (is_first || one->second.question == question) return;
        one->second.is_ambiguous = true;
        one->second.other = question;
    };
    auto const end_round = [&] {
        known.merge(round);  // what was said in an earlier round stands
        round.clear();
    };
    auto const end = scope == 0 ? form_.nodes.size() : form_.nodes[scope].end;
    auto const each = [&](auto const& visit) {
        for (auto question = scope + 1; question < end; ++question)
            if (form_.nodes[question].kind == FormQuestion::Kind::question && is_in(scope, question)) visit(question, form_.nodes[question]);
        end_round();
    };
    each([&](std::size_t question, FormQuestion const&) {
        for (auto& path : paths_of(question, scope)) say(std::move(path), question, "name");
    });
    each([&](std::size_t question, FormQuestion const& node) { say(node.name, question, "name without its groups"); });
    each([&](std::size_t question, FormQuestion const& node) {
        for (auto const& label : node.labels) {
            auto path = label;
            for (auto above = node.parent; above != none && above != 0 && above != scope; above = form_.nodes[above].parent) {
                if (form_.nodes[above].labels.empty()) continue;
                path = form_.nodes[above].labels.front() + "/" + path;
                say(path, question, "label with its groups'");
            }
        }
    });
    each([&](std::size_t question, FormQuestion const& node) {
        for (auto const& label : node.labels) say(label, question, "label");
    });
    each([&](std::size_t question, FormQuestion const& node) {
        say(forms::lowered(node.path), question, "name in other letters");
        say(forms::lowered(node.name), question, "name in other letters");
    });
    return known;
}

ColumnQuestions::Spelled const* ColumnQuestions::look(std::size_t scope, std::string_view name)
{
    auto const& known = spellings(scope);
    auto found = known.find(std::string{name});
    if (found == known.end()) found = known.find(forms::lowered(name));
    return found == known.end() ? nullptr : &found->second;
}

/// "group/services/water": the choice water of the question group/services.
std::optional<ColumnTarget> ColumnQuestions::choice_of(std::size_t scope, std::string_view column)
{
    for (auto at = column.find_last_of("/.:-"); at != std::string_view::npos && at > 0; at = column.find_last_of("/.:-", at - 1)) {
        auto const* const spelled = look(scope, column.substr(0, at));
        if (spelled == nullptr || spelled->is_ambiguous) continue;
        auto const& node = form_.nodes[spelled->question];
        if (node.answer != FormQuestion::Answer::select_many) continue;
        auto const name = column.substr(at + 1);
        std::string chosen;
        std::size_t alike = 0;
        for (auto const& choice : node.choices) {
            bool const is_label = std::find(choice.labels.begin(), choice.labels.end(), name) != choice.labels.end();
            if (choice.name == name) return ColumnTarget{ColumnTarget::Kind::choice, spelled->question, 0, choice.name, "choice"};
            if (is_label && chosen != choice.name) {
                chosen = choice.name;
                ++alike;
            }
        }
        if (alike == 1) return ColumnTarget{ColumnTarget::Kind::choice, spelled->question, 0, chosen, "choice by its label"};
        bool const is_listed_elsewhere = node.choices.empty() && name.find(' ') == std::string_view::npos;
        if (is_listed_elsewhere) return ColumnTarget{ColumnTarget::Kind::choice, spelled->question, 0, std::string{name}, "choice of a list beside the form"};
    }
    return std::nullopt;
}

/// "place-Latitude", "group/_place_latitude": a quarter of a place.
std::optional<ColumnTarget> ColumnQuestions::part_of(std::size_t scope, std::string_view column)
{
    constexpr std::array<std::pair<std::string_view, std::uint32_t>, 5> parts{{{"latitude", 0}, {"longitude", 1}, {"altitude", 2}, {"accuracy", 3}, {"precision", 3}}};
    auto const lower = forms::lowered(column);
    for (auto const& [word, part] : parts) {
        if (!lower.ends_with(word) || column.size() < word.size() + 2) continue;
        std::string base{column.substr(0, column.size() - word.size() - 1)};
        auto const* spelled = look(scope, base);
        // Kobo puts a line before the name, or before the groups.
        for (auto const at : {std::size_t{0}, base.rfind('/') == std::string::npos ? 0 : base.rfind('/') + 1}) {
            if (spelled != nullptr || at >= base.size() || base[at] != '_') continue;
            auto without = base;
            without.erase(at, 1);
            spelled = look(scope, without);
        }
        if (spelled == nullptr || spelled->is_ambiguous || form_.nodes[spelled->question].answer != FormQuestion::Answer::point) continue;
        return ColumnTarget{ColumnTarget::Kind::part, spelled->question, part, {}, std::string{word}};
    }
    return std::nullopt;
}

ColumnTarget ColumnQuestions::target(std::size_t scope, std::string_view column, ColumnWords const* words)
{
    using Kind = ColumnTarget::Kind;
    if (words != nullptr)
        if (auto const word = words->find(column); word != words->end()) {
            if (word->second == "-") return {Kind::left, 0, 0, {}, "left out by the mapping"};
            for (std::size_t question = 1; question < form_.nodes.size(); ++question)
                if (form_.nodes[question].path == word->second && is_in(scope, question)) return {Kind::answer, question, 0, {}, "mapping"};
            return {Kind::left, 0, 0, {}, "the mapping names " + word->second + ", which is no question here"};
        }
    if (scope == 0)
        if (auto named = name_of_submission(column)) return *named;
    if (auto const* const spelled = look(scope, column); spelled != nullptr) {
        auto const& node = form_.nodes[spelled->question];
        if (spelled->is_ambiguous)
            return {Kind::left, 0, 0, {}, "may be " + node.path + " or " + form_.nodes[spelled->other].path + ": export it with the groups, or map it"};
        bool const is_of_meta = node.path == "meta/instanceID";
        return {is_of_meta ? Kind::instance : Kind::answer, spelled->question, 0, {}, std::string{spelled->how}};
    }
    if (auto part = part_of(scope, column)) return *part;
    if (auto choice = choice_of(scope, column)) return *choice;
    if (is_about(column) || name_of_submission(column)) return {Kind::about, 0, 0, {}, "about the submission"};
    return {Kind::left, 0, 0, {}, "no question of the form"};
}

std::size_t ColumnQuestions::repeat_of(std::string_view table, std::span<std::string const> columns)
{
    std::size_t best = none, best_size = 0;
    for (std::size_t node = 1; node < form_.nodes.size(); ++node) {
        if (form_.nodes[node].kind != FormQuestion::Kind::repeat) continue;
        auto names = paths_of(node, 0);
        names.push_back(form_.nodes[node].name);
        for (auto const& label : form_.nodes[node].labels) names.push_back(label);
        for (auto const& name : names) {
            bool const ends = table.size() > name.size() && table.ends_with(name) && std::string_view{"-/._ "}.find(table[table.size() - name.size() - 1]) != std::string_view::npos;
            bool const is_cut = table.size() >= 28 && name.starts_with(table.substr(0, 28));  // sheets have at most 31 letters
            // "a-b" and "b" both end a table's name: the longer says more.
            if ((table == name || ends || is_cut) && name.size() > best_size) {
                best = node;
                best_size = name.size();
            }
        }
    }
    if (best != none) return best;
    std::size_t most = 0;
    for (std::size_t node = 1; node < form_.nodes.size(); ++node) {
        if (form_.nodes[node].kind != FormQuestion::Kind::repeat) continue;
        auto const count = static_cast<std::size_t>(std::count_if(columns.begin(), columns.end(), [&](std::string const& column) {
            auto const* const spelled = look(node, column);
            return spelled != nullptr && !spelled->is_ambiguous;
        }));
        if (count > most) {
            most = count;
            best = node;
        }
    }
    return most > 0 ? best : none;
}

}  // namespace accalmie
