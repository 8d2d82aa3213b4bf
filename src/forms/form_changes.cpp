// SPDX-License-Identifier: Apache-2.0
#include "forms/form_changes.hpp"

#include "forms/xls_text.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace accalmie::forms {

namespace {

using Kind = QuestionChange::Kind;
using Questions = std::vector<Element const*>;

void collect(Element const& element, Questions& questions)
{
    if (element.kind == Element::Kind::meta) return;
    if (element.kind == Element::Kind::question && element.type != "note") questions.push_back(&element);
    for (auto const& child : element.children) collect(*child, questions);
}

/// Path below the form's own element, so that a renamed form moves nothing.
std::string place_of(Element const& element)
{
    auto const slash = element.path.find('/', 1);
    return slash == std::string::npos ? element.path : element.path.substr(slash);
}

std::string parent_place(Element const& element)
{
    auto const place = place_of(element);
    return place.substr(0, place.rfind('/'));
}

/// The innermost repeat that the question stands in; empty if none.
std::string repeat_place(Element const& element)
{
    for (auto const* at = element.parent; at != nullptr; at = at->parent)
        if (at->kind == Element::Kind::repeat) return place_of(*at);
    return {};
}

std::string label_of(Element const& element)
{
    return element.label.is_translated() ? element.label.by_language.front().second : element.label.plain;
}

/// What the answers of a type are.
enum class Family : std::uint8_t { text, whole, decimal, day, moment, time, one, many, rank, point, line, shape, file, truth, other };

Family family_of(Element const& element)
{
    struct Row {
        std::string_view bind;
        Family family;
    };
    constexpr std::array<Row, 10> rows{{{"int", Family::whole},
                                        {"decimal", Family::decimal},
                                        {"date", Family::day},
                                        {"dateTime", Family::moment},
                                        {"time", Family::time},
                                        {"geopoint", Family::point},
                                        {"geotrace", Family::line},
                                        {"geoshape", Family::shape},
                                        {"binary", Family::file},
                                        {"odk:rank", Family::rank}}};
    if (element.type == "select one" || element.type == "select one external") return Family::one;
    if (element.type == "select all that apply") return Family::many;
    if (element.type == "acknowledge" || element.type == "trigger") return Family::truth;
    auto const bind = element.bind.plain("type");
    auto const found = std::ranges::find(rows, bind, &Row::bind);
    if (found != rows.end()) return found->family;
    return bind == "string" || bind == "barcode" ? Family::text : Family::other;
}

Values values_between(Family before, Family now)
{
    if (before == now || now == Family::text) return Values::stay;
    if (before == Family::whole && now == Family::decimal) return Values::stay;
    if (before == Family::one && now == Family::many) return Values::stay;
    if (before == Family::text) return now == Family::file ? Values::do_not_fit : Values::stay_in_part;
    if (before == Family::decimal && now == Family::whole) return Values::stay_in_part;
    if ((before == Family::many || before == Family::rank) && (now == Family::one || now == Family::many)) return Values::stay_in_part;
    if (before == Family::day && now == Family::moment) return Values::stay_in_part;
    if (before == Family::moment && now == Family::day) return Values::stay_in_part;
    return Values::do_not_fit;
}

std::set<std::string> choice_names(Form const& form, Element const& element)
{
    std::set<std::string> names;
    if (auto const* list = element.is_select() ? form.choices.find(element.list) : nullptr)
        for (auto const& choice : list->choices) names.insert(choice.name);
    return names;
}

class Comparer {
public:
    Comparer(Form const& old_form, Form const& new_form) : old_form_(old_form), new_form_(new_form)
    {
        collect(old_form.root(), old_);
        collect(new_form.root(), new_);
    }

    FormChanges run()
    {
        match(KnownBy::question_id, [](Element const& element) { return element.question_id; });
        match(KnownBy::field, [](Element const& element) {
            auto const field = element.bind.plain("accalmie:field");
            return field.empty() || field == "-" ? std::string{} : std::string{field} + "\n" + repeat_place(element);
        });
        match(KnownBy::path, [](Element const& element) { return place_of(element); });
        match(KnownBy::name, [](Element const& element) { return element.name + "\n" + element.type; });
        FormChanges changes;
        for (auto const* now : new_) {
            auto const before = before_.find(now);
            changes.questions.push_back(before == before_.end() ? added(*now) : changed(*before->second.first, *now, before->second.second));
        }
        for (auto const* before : old_)
            if (!known_.contains(before)) changes.questions.push_back(gone(*before));
        tell_form(changes);
        return changes;
    }

private:
    /// Pair what is left over on both sides and has the same key, where the key is one question's only.
    template <class Key>
    void match(KnownBy known_by, Key const& key)
    {
        std::map<std::string, Questions> before, now;
        for (auto const* element : old_)
            if (!known_.contains(element)) before[key(*element)].push_back(element);
        for (auto const* element : new_)
            if (!before_.contains(element)) now[key(*element)].push_back(element);
        for (auto const& [name, elements] : now) {
            auto const found = before.find(name);
            if (name.empty() || elements.size() != 1 || found == before.end() || found->second.size() != 1) continue;
            // Two that say to be different questions are.
            auto const& one = found->second.front()->question_id;
            auto const& other = elements.front()->question_id;
            if (known_by != KnownBy::question_id && !one.empty() && !other.empty()) continue;
            before_[elements.front()] = {found->second.front(), known_by};
            known_.insert(found->second.front());
        }
    }

    QuestionChange changed(Element const& before, Element const& now, KnownBy known_by) const
    {
        QuestionChange change{.old_path = before.path,
                              .new_path = now.path,
                              .old_type = before.type,
                              .new_type = now.type,
                              .label = label_of(now),
                              .row = now.row,
                              .known_by = known_by};
        change.is_renamed = before.name != now.name;
        change.is_moved = parent_place(before) != parent_place(now);
        change.is_retyped = family_of(before) != family_of(now);
        change.values = values_between(family_of(before), family_of(now));
        auto const old_repeat = repeat_place(before), new_repeat = repeat_place(now);
        change.enters_repeat = !new_repeat.empty() && old_repeat != new_repeat;
        change.leaves_repeat = !old_repeat.empty() && old_repeat != new_repeat;
        auto const offered = choice_names(old_form_, before), offered_now = choice_names(new_form_, now);
        if (before.is_select() && now.is_select()) {
            std::ranges::set_difference(offered, offered_now, std::back_inserter(change.choices_gone));
            std::ranges::set_difference(offered_now, offered, std::back_inserter(change.choices_new));
        }
        if (change.is_retyped)
            change.kind = Kind::type_changed;
        else if (change.is_renamed)
            change.kind = Kind::renamed;
        else if (change.is_moved)
            change.kind = Kind::moved;
        else if (!change.choices_gone.empty() || !change.choices_new.empty())
            change.kind = Kind::choices_changed;
        describe(change);
        return change;
    }

    static void describe(QuestionChange& change)
    {
        switch (change.values) {
        case Values::stay: change.effect = "answers given stay"; break;
        case Values::stay_in_part: change.effect = "answers given stay as written; those that are no value of the new type are flagged"; break;
        case Values::do_not_fit: change.effect = "answers given stay as written under the old type, and are none of the new question's"; break;
        }
        if (change.is_moved || change.is_renamed) change.effect += ", read from " + change.old_path;
        if (change.leaves_repeat) change.effect += "; a record may hold several, and the new place takes one each";
        if (change.enters_repeat) change.effect += "; the one answer of a record has no place in the repeat";
        if (!change.choices_gone.empty()) change.effect += "; choices no longer offered stay in the data that have them";
        if (change.values == Values::do_not_fit)
            change.advice = "give the new question a name of its own, and keep the old one hidden";
        else if (change.leaves_repeat || change.enters_repeat)
            change.advice = "decide which answers count; a new name keeps both apart";
        else if (!change.choices_gone.empty())
            change.advice = "keep them in the list under a filter, so that old answers keep their labels";
        else if (change.known_by == KnownBy::name)
            change.advice = "write a question_id to be sure that both are the same question";
    }

    QuestionChange added(Element const& now) const
    {
        return {.kind = Kind::added,
                .old_path = {},
                .new_path = now.path,
                .old_type = {},
                .new_type = now.type,
                .label = label_of(now),
                .row = now.row,
                .known_by = std::nullopt,
                .effect = "records there are have no answer to it: not asked, which is not the same as empty"};
    }

    QuestionChange gone(Element const& before) const
    {
        QuestionChange change{.kind = Kind::no_longer_asked,
                              .old_path = before.path,
                              .new_path = {},
                              .old_type = before.type,
                              .new_type = {},
                              .label = label_of(before),
                              .row = before.row,
                              .known_by = std::nullopt};
        change.effect = "answers given stay in their records and exports; no new ones come";
        for (auto const* now : new_)
            if (!before_.contains(now) && !label_of(*now).empty() && label_of(*now) == label_of(before) && family_of(*now) == family_of(before))
                change.advice = "it reads like the new question " + now->path + ": if it is the same, give both the same question_id";
        return change;
    }

    void tell_form(FormChanges& changes) const
    {
        auto const& before = old_form_.settings;
        auto const& now = new_form_.settings;
        if (before.id != now.id)
            changes.remarks.push_back("the form_id changes from " + before.id + " to " + now.id +
                                      ": clients take it for another form, and records of both stay apart");
        else if (before.version == now.version)
            changes.remarks.push_back("the version stays " + (now.version.empty() ? "empty" : now.version) +
                                      ": write a new one, or clients keep the old form");
        if (before.form_name != now.form_name)
            changes.remarks.push_back("the form's own element changes from " + before.form_name + " to " + now.form_name);
    }

    Form const& old_form_;
    Form const& new_form_;
    Questions old_, new_;
    std::map<Element const*, std::pair<Element const*, KnownBy>> before_;  ///< by the new question
    std::set<Element const*> known_;                                       ///< old questions that go on
};

}  // namespace

std::string_view known_by_name(KnownBy known_by)
{
    switch (known_by) {
    case KnownBy::question_id: return "question_id";
    case KnownBy::field: return "field";
    case KnownBy::path: return "path";
    case KnownBy::name: return "name and type";
    }
    return {};
}

std::string_view kind_name(QuestionChange::Kind kind)
{
    switch (kind) {
    case Kind::kept: return "kept";
    case Kind::moved: return "moved";
    case Kind::renamed: return "renamed";
    case Kind::type_changed: return "type_changed";
    case Kind::choices_changed: return "choices_changed";
    case Kind::no_longer_asked: return "no_longer_asked";
    case Kind::added: return "added";
    }
    return {};
}

std::size_t FormChanges::count(QuestionChange::Kind kind) const
{
    return static_cast<std::size_t>(std::ranges::count(questions, kind, &QuestionChange::kind));
}

bool FormChanges::needs_decision() const
{
    return std::ranges::any_of(questions, [](QuestionChange const& change) {
        return change.kind == Kind::no_longer_asked || change.values == Values::do_not_fit || change.enters_repeat || change.leaves_repeat;
    });
}

FormChanges compare_forms(Form const& old_form, Form const& new_form) { return Comparer{old_form, new_form}.run(); }

}  // namespace accalmie::forms
