// SPDX-License-Identifier: Apache-2.0
// A submission held against its form's rules.
#include "forms/sealed_answer.hpp"
#include "forms/submission_record.hpp"

#include "forms/xpath_functions.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

namespace accalmie::forms {

std::string_view flag_name(FlagKind kind)
{
    constexpr std::array<std::string_view, 9> names{"relevance", "required", "constraint", "range", "choice", "calculate", "readonly", "repeat_count", "unknown_node"};
    return names[static_cast<std::size_t>(kind)];
}

namespace {

/// Lists are compared, not shown: any order will do for those that are shuffled.
class AnyOrder final : public Random {
public:
    void fill(std::span<std::uint8_t> octets) override { std::fill(octets.begin(), octets.end(), std::uint8_t{1}); }
};

/// Calculations whose result depends on when, where, in which language or by what chance they ran.
bool is_of_the_moment(XPathTree const& tree)
{
    constexpr std::array<std::string_view, 11> names{"now", "today", "random", "uuid", "once", "randomize", "property", "version", "jr:itext", "jr:choice-name", "format-date"};
    return std::any_of(tree.nodes.begin(), tree.nodes.end(), [&](XPathNode const& node) {
        if (node.operation != Operation::call) return false;
        auto const name = xpath_functions()[node.function].name;
        if (name.starts_with("format-date"))  // the names of months and days are the device's
            return std::any_of(tree.texts.begin(), tree.texts.end(), [](auto const& text) { return text.find("%b") != std::string::npos || text.find("%a") != std::string::npos; });
        return std::find(names.begin(), names.end(), name) != names.end();
    });
}

bool is_near(double a, double b) { return std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)}); }

/// Also exponents, as Java writes large numbers.
double number_as_sent(std::string_view text)
{
    auto const given = without_space_around(text);
    double value = 0;
    auto const [end, problem] = std::from_chars(given.data(), given.data() + given.size(), value);
    return problem == std::errc{} && end == given.data() + given.size() && !given.empty() ? value : std::nan("");
}

/// Why a rule could not be asked, without the values it met: they may be sealed.
std::string reason_without_values(Error const& error)
{
    switch (error.kind) {
    case Error::Kind::limit: return error.what;
    case Error::Kind::missing: return "a file, an instance, a text or chance that it asks for is not there; " + error.where;
    case Error::Kind::usage:
    case Error::Kind::invalid:
    case Error::Kind::denied:
    case Error::Kind::conflict:
    case Error::Kind::io:
    case Error::Kind::corrupt: break;
    }
    return "a function was given a value that it cannot take; " + error.where;
}

class Examination {
public:
    Examination(FormRules::Parts const& parts, SubmissionRecord const& record, SubmissionOptions const& options, SubmissionReport& report)
        : parts_(parts), record_(record), document_(record.document), options_(options), report_(report), knowledge_(parts, record, options.language)
    {
        context_.document = &document_;
        context_.form = &knowledge_;
        context_.now = options.now;
        context_.zone_minutes = options.zone_minutes;
        context_.language = options.language.empty() ? "en" : options.language;
        context_.budget = &budget_;
        context_.met_sealed = &met_sealed_;
        for (NodeNumber i = 0; i < document_.nodes().size(); ++i)
            if (!document_.name(i).prefix.empty() && !document_.name(i).space.empty()) context_.namespaces.emplace(document_.name(i).prefix, document_.name(i).space);
    }

    void run()
    {
        settle_relevance();
        for (NodeNumber i = 0; i < document_.nodes().size(); ++i) {
            if (record_.questions[i] == no_question) continue;
            auto const& question = parts_.nodes[record_.questions[i]];
            if (question.is_leaf) check_leaf(i, question);
        }
        check_repeat_counts();
        for (auto const stranger : record_.strangers) {
            if (is_about_the_record(stranger)) continue;
            auto& flag = raise(FlagKind::unknown_node, stranger, nullptr);
            flag.rule = "a node of the form";
        }
    }

private:
    EvaluationContext& at(NodeNumber node)
    {
        met_sealed_ = false;
        context_.node = {&document_, node};
        return context_;
    }

    std::vector<std::uint32_t> repeat_index(NodeNumber node) const
    {
        std::vector<std::uint32_t> places;
        for (auto i = node; i != no_node && i != 0; i = document_.node(i).parent) {
            auto const question = record_.questions[i];
            if (question != no_question && parts_.nodes[question].is_repeat) places.push_back(document_.node(i).place);
        }
        std::reverse(places.begin(), places.end());
        return places;
    }

    SubmissionFlag& raise(FlagKind kind, NodeNumber node, FormNode const* question)
    {
        if (report_.flags.size() == FormBounds::reports_max) {
            unchecked(node, std::string{flag_name(kind)}, "there are more than 10,000 flags");
            return spare_;
        }
        auto& flag = report_.flags.emplace_back();
        flag.kind = kind;
        flag.path = document_.path(node);
        flag.repeat_index = repeat_index(node);
        if (question != nullptr) {
            flag.question = question->path;
            flag.type = question->type;
        }
        return flag;
    }

    void unchecked(NodeNumber node, std::string rule, std::string reason)
    {
        if (report_.unchecked.size() < FormBounds::reports_max) report_.unchecked.push_back({document_.path(node), std::move(rule), std::move(reason)});
    }

    /// A rule's truth, or nothing where it cannot be asked; that is reported.
    std::optional<bool> truth(NodeNumber node, Expression const& rule)
    {
        ++report_.rules_checked;
        auto const answer = rule.truth(at(node));
        if (answer && !met_sealed_) return *answer;
        unchecked(node, rule.source(), reason_of(answer));
        return std::nullopt;
    }

    /// Why a rule was not asked: it stopped, or it would have to look into a sealed answer.
    template <typename T> std::string reason_of(Result<T> const& answer) const
    {
        return met_sealed_ || answer ? "it looks at a sealed answer" : reason_without_values(answer.error());
    }

    bool is_shown(NodeNumber node) const { return knowledge_.is_relevant({&document_, node}); }

    /// instanceID, instanceName, deprecatedID and their like: every client adds some, whatever the form declares.
    bool is_about_the_record(NodeNumber node) const
    {
        auto const parent = document_.node(node).parent;
        bool const in_meta = document_.name(parent).local == "meta" && document_.node(parent).parent == document_.top();
        return in_meta || document_.name(node).local == "meta";
    }

    /// Relevance may hang on answers that are relevant themselves: asked in the order of needs, and again until nothing changes.
    void settle_relevance()
    {
        std::vector<std::vector<NodeNumber>> places(parts_.nodes.size());
        for (NodeNumber i = 0; i < document_.nodes().size(); ++i)
            if (record_.questions[i] != no_question && parts_.nodes[record_.questions[i]].relevant) places[record_.questions[i]].push_back(i);
        for (std::size_t round = 0; round < FormBounds::rounds_max; ++round) {
            auto const reported = report_.unchecked.size();
            bool has_news = false;
            for (auto const question : parts_.relevance_order)
                for (auto const node : places[question]) {
                    auto const shown = truth(node, *parts_.nodes[question].relevant);
                    using Visibility = SubmissionKnowledge::Visibility;
                    if (knowledge_.set(node, shown.value_or(true) ? Visibility::shown : Visibility::hidden)) has_news = true;
                }
            if (!has_news) return;
            report_.unchecked.resize(reported);  // what stopped will stop again
        }
        unchecked(document_.top(), "relevance", "it did not settle: rules turn in a circle");
    }

    void check_leaf(NodeNumber node, FormNode const& question)
    {
        auto const text = document_.text(node);
        bool const is_answered = !without_space_around(text).empty();
        if (is_answered && document_.node(node).kind == NodeKind::element) ++report_.answers;
        if (!is_shown(node)) {
            if (is_answered && !question.calculate) explain(raise(FlagKind::relevance, node, &question), rule_that_hides(node), {});
            return;
        }
        if (is_answered && is_sealed_answer(text)) return;  // nothing of it can be seen here
        if (!is_answered) {
            if (question.required && truth(node, *question.required).value_or(false))
                explain(raise(FlagKind::required, node, &question), question.required->source(), question.required_message);
        } else if (auto const reason = unreadable_reason(question.type, text); !reason.empty()) {
            if (report_.unreadable.size() < FormBounds::reports_max)
                report_.unreadable.push_back({document_.path(node), question.path, repeat_index(node), question.type, std::string{reason}});
            return;
        } else {
            check_answer(node, question, text);
        }
        if (question.calculate && !is_of_the_moment(question.calculate->tree())) check_calculation(node, question, text);
    }

    void check_answer(NodeNumber node, FormNode const& question, std::string const& text)
    {
        if (question.constraint && !truth(node, *question.constraint).value_or(true))
            explain(raise(FlagKind::constraint, node, &question), question.constraint->source(), question.constraint_message);
        if (question.range) {
            auto const number = number_as_sent(text);
            auto const [least, most] = std::minmax(question.range->first, question.range->last);
            ++report_.rules_checked;
            if (!(number >= least && number <= most))
                explain(raise(FlagKind::range, node, &question), text_of_number(least, Dialect::collect) + " to " + text_of_number(most, Dialect::collect), {});
        }
        if (question.choices) check_choices(node, question, text);
        // What cannot be changed holds what the form put there. A readonly that depends on other answers may have been open before.
        bool const is_fixed = question.readonly && question.readonly->source() == "true()" && !question.calculate && !question.is_set_by_action;
        if (is_fixed && without_space_around(text) != without_space_around(question.default_text)) explain(raise(FlagKind::readonly, node, &question), question.readonly->source(), {});
    }

    void explain(SubmissionFlag& flag, std::string rule, std::string const& message) const
    {
        flag.rule = std::move(rule);
        flag.message = parts_.text_in(message, options_.language);
    }

    std::string rule_that_hides(NodeNumber node) const
    {
        for (auto i = node; i != no_node && i != 0; i = document_.node(i).parent) {
            auto const question = record_.questions[i];
            if (question == no_question || !parts_.nodes[question].relevant) continue;
            if (knowledge_.is_relevant({&document_, document_.node(i).parent})) return parts_.nodes[question].relevant->source();
        }
        return {};
    }

    /// The names that may be chosen here, or why they are not known.
    Result<std::set<std::string, std::less<>>> allowed(NodeNumber node, AnswerChoices const& list)
    {
        std::set<std::string, std::less<>> names{list.values.begin(), list.values.end()};
        if (list.from_search) return Error{Error::Kind::missing, "the list is not in the form", {}, {}};
        if (!list.nodes) return names;
        AnyOrder random;
        auto context = at(node);
        context.random = &random;
        auto const value = TRY(list.nodes->evaluate(context));
        auto const* items = std::get_if<NodeSet>(&value);
        if (items == nullptr) return Error{Error::Kind::invalid, "its list is no set of nodes", {}, {}};
        for (auto const item : *items) {
            auto const path = plain_path(list.value_child, "");
            auto held = item.number;
            for (std::size_t from = 1; held != no_node && from < path.size();) {
                auto const end = std::min(path.find('/', from), path.size());
                held = item.document->child(held, std::string_view{path}.substr(from, end - from));
                from = end + 1;
            }
            if (held != no_node) names.emplace(without_space_around(item.document->text(held)));
        }
        return names;
    }

    void check_choices(NodeNumber node, FormNode const& question, std::string const& text)
    {
        ++report_.rules_checked;
        auto const names = allowed(node, *question.choices);
        auto const& list = question.choices->nodes;
        if (!names) {
            unchecked(node, list ? list->source() : "choices", reason_without_values(names.error()));
            return;
        }
        bool all_known = names->contains(without_space_around(text));
        if (!all_known && question.type != AnswerType::choice) {
            all_known = true;
            for (auto rest = without_space_around(text); !rest.empty() && all_known; rest = without_space_around(rest)) {
                auto const end = std::min(rest.find_first_of(" \t\n\r"), rest.size());
                all_known = names->contains(rest.substr(0, end));
                rest.remove_prefix(end);
            }
        }
        if (!all_known) explain(raise(FlagKind::choice, node, &question), list ? list->source() : "one of the form's choices", {});
    }

    bool agrees(Value const& expected, std::string const& text, AnswerType type)
    {
        auto const sent = without_space_around(text);
        if (auto const* number = std::get_if<double>(&expected)) {
            if (std::isnan(*number)) return sent.empty() || sent == "NaN";
            auto const given = number_as_sent(sent);
            return is_near(given, *number) || (type == AnswerType::integer && given == std::trunc(*number)) || sent == text_of_number(*number, Dialect::collect);
        }
        if (auto const* truth = std::get_if<bool>(&expected)) return sent == (*truth ? "true" : "false") || sent == (*truth ? "1" : "0");
        if (auto const* date = std::get_if<DateValue>(&expected)) {
            auto const given = date->kind == DateValue::Kind::time ? time_of_text(sent, options_.zone_minutes) : date_of_text(sent, options_.zone_minutes);
            return given && (*given == *date || text_of_date(*given) == text_of_date(*date));
        }
        auto const wanted = text_of(expected, context_);
        if (sent == without_space_around(wanted)) return true;
        auto const a = number_as_sent(sent);
        auto const b = number_as_sent(wanted);
        if (!std::isnan(a) && !std::isnan(b)) return is_near(a, b);
        // A typed answer is compared as what it is: two spellings of one moment are one.
        auto const one = date_of_text(sent, options_.zone_minutes);
        auto const other = date_of_text(wanted, options_.zone_minutes);
        return one && other && *one == *other;
    }

    void check_calculation(NodeNumber node, FormNode const& question, std::string const& text)
    {
        ++report_.rules_checked;
        auto const expected = question.calculate->evaluate(at(node));
        if (expected && !met_sealed_) met_sealed_ = text_of(*expected, context_).find(sealed_answer_mark) != std::string::npos;
        if (!expected || met_sealed_) {
            unchecked(node, question.calculate->source(), reason_of(expected));
            return;
        }
        if (!agrees(*expected, text, question.type)) explain(raise(FlagKind::calculate, node, &question), question.calculate->source(), {});
    }

    void check_repeat_counts()
    {
        for (auto const& question : parts_.nodes) {
            if (!question.is_repeat || !question.repeat_count) continue;
            auto const slash = question.path.rfind('/');
            auto const parent = parts_.by_path.find(std::string_view{question.path}.substr(0, slash));
            if (parent == parts_.by_path.end()) continue;
            for (NodeNumber i = 0; i < document_.nodes().size(); ++i)
                if (record_.questions[i] == parent->second && is_shown(i)) check_repeat_count(i, question);
        }
    }

    void check_repeat_count(NodeNumber parent, FormNode const& question)
    {
        std::vector<NodeNumber> made;
        auto const& index = parts_.by_path.find(question.path)->second;
        for (auto i = document_.node(parent).first_child; i != no_node; i = document_.node(i).next)
            if (record_.questions[i] == index && is_shown(i)) made.push_back(i);
        ++report_.rules_checked;
        // A path in jr:count starts at the repeat; where none was made, beside where it would stand.
        auto const wanted = question.repeat_count->evaluate(at(made.empty() ? parent : made.front()));
        auto const number = wanted ? number_of(*wanted, context_) : 0;
        if (!wanted || met_sealed_) {
            unchecked(parent, question.repeat_count->source(), reason_of(wanted));
            return;
        }
        if (std::isnan(number) || std::trunc(number) == static_cast<double>(made.size()) || (number < 0 && made.empty())) return;
        auto& flag = raise(FlagKind::repeat_count, parent, &question);
        flag.path = made.empty() ? document_.path(parent) + question.path.substr(question.path.rfind('/')) : document_.path(made.front());
        flag.rule = question.repeat_count->source();
    }

    FormRules::Parts const& parts_;
    SubmissionRecord const& record_;
    Document const& document_;
    SubmissionOptions const& options_;
    SubmissionReport& report_;
    SubmissionKnowledge knowledge_;
    EvaluationContext context_;
    std::size_t budget_ = FormBounds::steps_max;
    bool met_sealed_ = false;
    SubmissionFlag spare_;
};

std::string instance_id(Document const& document)
{
    for (NodeNumber i = 0; i < document.nodes().size(); ++i)
        if (document.node(i).kind == NodeKind::element && document.name(i).local == "instanceID") return document.text(i);
    return std::string{document.attribute_text(document.top(), "instanceID")};
}

}  // namespace

Result<SubmissionReport> FormRules::evaluate(BytesView octets, SubmissionOptions const& options) const
{
    auto const submission = TRY(Document::parse(octets));
    auto const top = submission.top();
    if (submission.name(top).local != parts_->root_name)
        return Error{Error::Kind::invalid, "the record is called " + submission.name(top).local + ", and the form's " + parts_->root_name, {}, "evaluate it with its own form"};
    SubmissionReport report;
    report.form_id = submission.attribute_text(top, "id");
    if (report.form_id.empty()) report.form_id = submission.name(top).space;
    report.form_version = submission.attribute_text(top, "version");
    report.instance_id = instance_id(submission);
    report.is_of_this_form = report.form_id == parts_->id;
    report.is_of_this_version = report.form_version == parts_->version;
    if (submission.attribute_text(top, "encrypted") == "yes") {
        report.unchecked.push_back({"/" + parts_->root_name, "all", "the submission is encrypted"});
        return report;
    }
    auto const record = TRY(lay_over(*parts_, submission));
    Examination{*parts_, record, options, report}.run();
    return report;
}

}  // namespace accalmie::forms
