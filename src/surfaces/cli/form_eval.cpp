// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/form_eval.cpp: `accalmie form eval`: one expression, on a record or alone.
#include "surfaces/cli/all.hpp"

#include "forms/expression.hpp"
#include "journal/disk.hpp"
#include "surfaces/tree_text.hpp"

#include <cmath>

namespace accalmie::cli {

namespace {

using forms::Document;
using forms::Value;

Tree number_tree(double number) { return std::isfinite(number) ? Tree{number} : Tree{}; }

Tree nodes_tree(forms::NodeSet const& nodes)
{
    constexpr std::size_t shown_max = 1000;
    auto list = Tree::list();
    for (std::size_t i = 0; i < std::min(nodes.size(), shown_max); ++i) {
        auto const node = nodes[i];
        list.push(Tree::members().add("path", node.document->path(node.number)).add("text", node.document->text(node.number)));
    }
    return list;
}

/// The value as itself, and beside it what it is as text, number and truth.
Tree value_tree(forms::Expression const& expression, Value const& value, forms::EvaluationContext const& context)
{
    auto tree = Tree::members();
    tree.add("expression", expression.source());
    tree.add("type", forms::type_name(value));
    if (auto const* text = std::get_if<std::string>(&value)) tree.add("value", *text);
    if (auto const* number = std::get_if<double>(&value)) tree.add("value", number_tree(*number));
    if (auto const* truth = std::get_if<bool>(&value)) tree.add("value", *truth);
    if (auto const* date = std::get_if<forms::DateValue>(&value)) tree.add("value", forms::iso_of_date(*date, context.zone_minutes));
    if (auto const* nodes = std::get_if<forms::NodeSet>(&value)) tree.add("value", nodes_tree(*nodes)).add("count", static_cast<std::int64_t>(nodes->size()));
    auto const number = forms::number_of(value, context);
    if (std::holds_alternative<double>(value) && !std::isfinite(number))
        tree.add("reason", std::isnan(number) ? "not a number (NaN)" : number > 0 ? "Infinity" : "-Infinity");
    tree.add("text", forms::text_of(value, context));
    tree.add("number", number_tree(number));
    tree.add("boolean", forms::truth_of(value, context));
    auto refused = Tree::list();
    for (auto const& what : expression.refused_by_collect()) refused.push(what);
    tree.add("refused_by_collect", std::move(refused));
    return tree;
}

Result<std::unique_ptr<Document>> read_instance(Session& session, std::string const& given)
{
    auto const path = session.path(given);
    auto const octets = TRY(read_whole(session.machine.disk, path, forms::DocumentBounds::octets_max).at(given));
    return std::make_unique<Document>(TRY(Document::parse(octets).at(given)));
}

Result<forms::NodeRef> context_node(Document const& document, std::string const& path, forms::EvaluationContext const& context)
{
    if (path.empty()) return forms::NodeRef{&document, document.top()};
    auto const expression = TRY(forms::Expression::parse(path).at("--context"));
    auto const value = TRY(expression.evaluate(context).at("--context"));
    auto const* nodes = std::get_if<forms::NodeSet>(&value);
    if (nodes == nullptr || nodes->empty())
        return Error{Error::Kind::missing, "no node is there", "--context " + path, "name a node of the record, as /data/group/question"};
    return nodes->front();
}

void take_namespaces(Document const& document, forms::EvaluationContext& context)
{
    for (forms::NodeNumber i = 0; i < document.nodes().size(); ++i) {
        auto const& name = document.name(i);
        if (!name.prefix.empty()) context.namespaces.emplace(name.prefix, name.space);
    }
}

Result<void> run_eval(Session& session)
{
    auto const& arguments = session.arguments;
    auto const written = arguments.text("EXPRESSION");
    auto const expression = TRY(forms::Expression::parse(forms::without_space_around(written)));
    forms::EvaluationContext context;
    auto const dialect = arguments.text("dialect");
    if (dialect != "collect" && dialect != "xpath") return Error{Error::Kind::usage, "no dialect is called \"" + dialect + "\"", "--dialect", "collect or xpath"};
    context.dialect = dialect == "xpath" ? forms::Dialect::xpath : forms::Dialect::collect;
    context.now = session.machine.clock.now();
    if (arguments.has("now")) context.now = TRY(parse_instant(arguments.text("now")).at("--now"));
    context.zone_minutes = static_cast<int>(TRY(arguments.integer("zone-minutes", -1080, 1080)).value_or(0));
    context.random = &session.machine.random;
    context.language = arguments.text("language");
    std::unique_ptr<Document> document;
    if (arguments.has("instance")) {
        document = TRY(read_instance(session, arguments.text("instance")));
        take_namespaces(*document, context);
        context.document = document.get();
        context.node = TRY(context_node(*document, arguments.text("context"), context));
    }
    auto const value = expression.evaluate(context);
    if (!value) {
        auto error = value.error();
        for (auto const& what : expression.refused_by_collect()) error.what += "; ODK Collect refuses " + what;
        return error;
    }
    if (session.json)
        session.line(tree_json(value_tree(expression, *value, context)));
    else
        session.line(std::string{forms::type_name(*value)} + "  " + forms::text_of(*value, context));
    return {};
}

}  // namespace

Command form_eval_command()
{
    return {.name = "form eval",
            .summary = "Evaluate one expression of a form",
            .description = "XPath 1.0 with ODK's functions, as ODK Collect answers (docs/formats/expressions.md). Needs no workspace.",
            .examples = {"accalmie form eval \"round(10 div 3, 2)\"", "accalmie form eval \"sum(/data/child/age)\" --instance record.xml --json",
                         "accalmie form eval \". > today() - 30\" --instance record.xml --context /data/visit_day --json"},
            .positionals = {{"EXPRESSION", "as a form writes it"}},
            .options = {{"instance", "FILE", "the record, XML"},
                        {"context", "PATH", "the node that . is [the outermost element]"},
                        {"dialect", "NAME", "collect, or xpath for XPath 1.0 to the letter", "collect"},
                        {"now", "INSTANT", "what now() is, as 2024-02-29T10:20:30Z [this machine's clock]"},
                        {"zone-minutes", "N", "lead of the local clock over UTC, -1080 to 1080 [0, Mali's]"},
                        {"language", "CODE", "of the names of months and days, en or fr", "en"}},
            .place = Command::Place::anywhere,
            .run = run_eval};
}

}  // namespace accalmie::cli
