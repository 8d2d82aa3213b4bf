// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_references.hpp"

#include "forms/xls_text.hpp"
#include "forms/xls_tokens.hpp"

#include <algorithm>
#include <array>

namespace accalmie::forms {

namespace {

void index_names(Element const& element, std::unordered_map<std::string, Element const*>& elements)
{
    for (auto const& child : element.children) {
        using K = Element::Kind;
        bool const can_be_named = child->kind == K::question || child->kind == K::group || child->kind == K::repeat || child->kind == K::meta;
        if (can_be_named && child->type != "entity label") {
            auto const [found, is_new] = elements.emplace(child->name, child.get());
            if (!is_new) found->second = nullptr;
        }
        index_names(*child, elements);
    }
}

/// Does the reference stand in [...] of a text that reads instance(...)?
bool stands_in_instance_predicate(std::string_view text, Reference const& reference)
{
    auto const instance = text.find("instance(");
    if (instance == std::string_view::npos || text.size() < instance + 11) return false;
    for (std::size_t at = 0; (at = text.find('[', at)) != std::string_view::npos;) {
        auto const close = text.find(']', at + 1);
        if (close == std::string_view::npos) return false;
        if (reference.first >= at && reference.end <= close + 1) return true;
        at = close + 1;
    }
    return false;
}

/// Arguments of indexed-repeat() that name a node or a group by its whole path: the first, second, fourth and sixth.
bool wants_whole_path(std::string_view text, Reference const& reference)
{
    constexpr std::string_view function = "indexed-repeat(";
    for (std::size_t at = 0; (at = text.find(function, at)) != std::string_view::npos;) {
        auto const first = at + function.size();
        auto const close = text.find(')', first);
        if (close == std::string_view::npos) return false;
        if (reference.first >= first && reference.end <= close) {
            auto const before = text.substr(first, reference.first - first);
            auto const argument = std::ranges::count(before, ',');
            return argument == 0 || argument == 1 || argument == 3 || argument == 5;
        }
        at = close;
    }
    return false;
}

bool is_repeat(Element const& element) { return element.kind == Element::Kind::repeat; }

Element const* repeat_above(Element const& element)
{
    for (auto const* at = element.parent; at != nullptr; at = at->parent)
        if (is_repeat(*at)) return at;
    return nullptr;
}

bool is_above(Element const* upper, Element const& element)
{
    for (auto const* at = element.parent; at != nullptr; at = at->parent)
        if (at == upper) return true;
    return false;
}

std::size_t steps_up(Element const& from, Element const* to)
{
    std::size_t steps = 0;
    for (auto const* at = &from; at != to; at = at->parent) steps += at->is_flat ? 0U : 1U;
    return steps;
}

/// The path from `context` to `target` inside their common repeat; empty if they have none.
std::string relative_path(Element const& context, Element const& target, PathManner manner)
{
    if (context.parent == &target || target.parent == &context) return {};
    Element const* common_repeat = nullptr;
    Element const* common = nullptr;
    for (auto const* at = context.parent; at != nullptr && common_repeat == nullptr; at = at->parent) {
        if (!is_above(at, target)) continue;
        if (common == nullptr) common = at;
        if (is_repeat(*at)) common_repeat = at;
    }
    if (common_repeat == nullptr) return {};
    auto const* top = common;
    bool const to_parent = manner == PathManner::parent || manner == PathManner::current_and_parent;
    if (to_parent && common_repeat == repeat_above(target) && (repeat_above(*common_repeat) == nullptr || repeat_above(context) != common_repeat))
        top = common_repeat->parent;
    std::string path;
    for (auto steps = steps_up(context, top); steps > 0; --steps) path += path.empty() ? ".." : "/..";
    return path + target.path.substr(top->path.size());
}

}  // namespace

References::References(Form const& form, Findings& findings) : findings_(findings) { index_names(form.root(), elements_); }

Element const* References::find(std::string_view name) const
{
    auto const found = elements_.find(std::string{name});
    return found == elements_.end() ? nullptr : found->second;
}

std::string References::path(std::string_view text, Reference const& reference, Element const* context, PathManner manner)
{
    auto const* target = find(reference.name);
    if (target == nullptr) {
        auto const name = std::string{reference.name};
        bool const several = elements_.contains(name);
        findings_.error({.sheet = "survey", .row = context == nullptr ? 0U : context->row, .column = {}, .cell = {}},
                        "problem with ${" + name +
                            "}: " + (several ? "there are multiple survey elements named '" : "there is no survey element named '") + name + "'",
                        several ? "give each its own name" : "check the spelling");
        return {};
    }
    if (!reference.last_saved && context != nullptr && !wants_whole_path(text, reference)) {
        if (manner == PathManner::plain && stands_in_instance_predicate(text, reference)) manner = PathManner::current;
        auto const relative = relative_path(*context, *target, manner);
        bool const current = manner == PathManner::current || manner == PathManner::current_and_parent;
        if (!relative.empty()) return (current ? " current()/" : " ") + relative + " ";
    }
    return std::string{reference.last_saved ? " instance('__last-saved')" : " "} + target->path + " ";
}

std::string References::with_paths(std::string_view text, Element const* context, PathManner manner)
{
    std::string out;
    std::size_t at = 0;
    for (auto const& reference : references_of(text)) {
        out.append(text, at, reference.first - at);
        out += path(text, reference, context, manner);
        at = reference.end;
    }
    out.append(text, at);
    return out;
}

std::string References::with_paths(std::string_view text, Element const& context, PathManner manner) { return with_paths(text, &context, manner); }

std::vector<LabelPiece> References::pieces(std::string_view text, Element const* context)
{
    std::vector<LabelPiece> pieces;
    auto const add_words = [&pieces](std::string_view words) {
        if (!words.empty()) pieces.push_back({LabelPiece::Kind::words, std::string{words}});
    };
    auto const add_answers = [&](std::string_view part) {
        std::size_t at = 0;
        for (auto const& reference : references_of(part)) {
            add_words(part.substr(at, reference.first - at));
            pieces.push_back({LabelPiece::Kind::output, path(part, reference, context, PathManner::plain)});
            at = reference.end;
        }
        add_words(part.substr(at));
    };
    std::size_t at = 0;
    for (auto const& span : instance_expressions(text)) {
        add_answers(text.substr(at, span.first - at));
        pieces.push_back({LabelPiece::Kind::output, with_paths(text.substr(span.first, span.end - span.first), context, PathManner::plain)});
        at = span.end;
    }
    add_answers(text.substr(at));
    return pieces;
}

void check_references(Table const& table, std::unordered_map<std::string, std::size_t> const& names, ReferenceColumns const& columns,
                      Findings& findings)
{
    std::vector<bool> looked_at;
    for (auto const& heading : table.headings) {
        auto const& first = heading.path.front();
        looked_at.push_back(!columns.passed_over.contains(first) && (columns.only.empty() || columns.only.contains(first)));
    }
    for (auto const& row : table.rows) {
        for (auto const& cell : row.cells) {
            if (!looked_at[cell.heading] || cell.text.find("${") == std::string::npos) continue;
            if (has_broken_reference(cell.text))
                findings.error(table.place(row, cell),
                               "a reference is not well formed: reference variables must start with '${', then a question name, and end with '}'",
                               "write it as ${name}, without spaces");
            for (auto const& reference : references_of(cell.text)) {
                auto const name = std::string{reference.name};
                auto const found = names.find(name);
                if (found == names.end())
                    findings.error(table.place(row, cell),
                                   "${" + name + "}: there is no such name on the survey sheet; could not find the name '" + name + "'",
                                   "check the spelling");
                else if (found->second > 1)
                    findings.error(table.place(row, cell), "${" + name + "}: there are multiple survey elements named '" + name + "'",
                                   "give each its own name");
            }
        }
    }
}

}  // namespace accalmie::forms
