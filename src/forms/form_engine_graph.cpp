// SPDX-License-Identifier: Apache-2.0
// What depends on what: in which order relevance is asked, and which rules turn in a circle.
#include "forms/form_engine_parts.hpp"

#include "forms/xpath_functions.hpp"

#include <algorithm>
#include <set>

namespace accalmie::forms {

namespace {

/// Finds the record's nodes that an expression names. A base is where relative paths start: "" where that is unknown (another instance).
class Names {
public:
    Names(XPathTree const& tree, std::string own) : tree_(tree), own_(std::move(own)) {}

    std::set<std::string> run()
    {
        push(tree_.root, own_);
        while (!open_.empty()) {
            auto const [index, base] = open_.back();
            open_.pop_back();
            auto const& node = tree_.nodes[index];
            if (node.operation == Operation::path)
                walk(node, base);
            else
                for (std::uint32_t i = 0; i < node.operands.count; ++i) push(tree_.lists[node.operands.first + i], base);
        }
        return std::move(found_);
    }

private:
    void push(std::uint32_t index, std::string const& base) { open_.emplace_back(index, base); }

    bool is_current(XPathNode const& path) const
    {
        if (path.start != PathStart::expression) return false;
        auto const& start = tree_.nodes[tree_.lists[path.operands.first]];
        return start.operation == Operation::call && xpath_functions()[start.function].name == "current";
    }

    void walk(XPathNode const& path, std::string const& base)
    {
        auto at = path.start == PathStart::root ? std::string{} : is_current(path) ? own_ : base;
        bool known = path.start != PathStart::expression || is_current(path);
        if (path.start == PathStart::context && base.empty()) known = false;
        if (path.start == PathStart::expression) push(tree_.lists[path.operands.first], base);
        for (std::uint32_t i = 0; i < path.steps.count; ++i) {
            auto const& step = tree_.steps[path.steps.first + i];
            if (known) known = take(step, at);
            for (std::uint32_t j = 0; j < step.predicates.count; ++j) push(tree_.lists[step.predicates.first + j], known ? at : std::string{});
        }
        if (known && !at.empty()) found_.insert(at);
    }

    bool take(PathStep const& step, std::string& at) const
    {
        if (step.axis == Axis::self) return true;
        if (step.axis == Axis::parent) {
            auto const slash = at.rfind('/');
            at.resize(slash == std::string::npos ? 0 : slash);
            return true;
        }
        if ((step.axis != Axis::child && step.axis != Axis::attribute) || step.test != NodeTest::name) return false;
        at += (step.axis == Axis::attribute ? "/@" : "/") + tree_.texts[step.local];
        return true;
    }

    XPathTree const& tree_;
    std::string own_;
    std::vector<std::pair<std::uint32_t, std::string>> open_;
    std::set<std::string> found_;
};

enum class Mark : std::uint8_t { unseen, open, done };

/// Depth first, without recursion: a chain of calculations may be as long as the form.
class Order {
public:
    explicit Order(FormRules::Parts& parts) : parts_(parts), marks_(parts.nodes.size(), Mark::unseen), needs_(parts.nodes.size()) {}

    void run()
    {
        for (std::size_t i = 0; i < parts_.nodes.size(); ++i) needs_[i] = needs_of(i);
        for (std::size_t i = 0; i < parts_.nodes.size(); ++i)
            if (marks_[i] == Mark::unseen) visit(i);
    }

private:
    std::vector<std::size_t> needs_of(std::size_t index) const
    {
        auto const& node = parts_.nodes[index];
        std::vector<std::size_t> needs;
        for (auto const* rule : {&node.relevant, &node.calculate}) {
            if (!*rule) continue;
            for (auto const& path : Names{(*rule)->tree(), node.path}.run()) {
                auto const found = parts_.by_path.find(path);
                if (found == parts_.by_path.end()) continue;
                auto const& other = parts_.nodes[found->second];
                if (other.relevant || other.calculate) needs.push_back(found->second);
            }
        }
        return needs;
    }

    void visit(std::size_t first)
    {
        std::vector<std::pair<std::size_t, std::size_t>> line{{first, 0}};
        marks_[first] = Mark::open;
        while (!line.empty()) {
            auto& [at, next] = line.back();
            if (next == needs_[at].size()) {
                marks_[at] = Mark::done;
                if (parts_.nodes[at].relevant) parts_.relevance_order.push_back(at);
                line.pop_back();
                continue;
            }
            auto const need = needs_[at][next++];
            if (marks_[need] == Mark::open) {
                name_cycle(line, need);
            } else if (marks_[need] == Mark::unseen) {
                marks_[need] = Mark::open;
                line.emplace_back(need, 0);
            }
        }
    }

    void name_cycle(std::vector<std::pair<std::size_t, std::size_t>> const& line, std::size_t back)
    {
        auto const first = std::find_if(line.begin(), line.end(), [&](auto const& step) { return step.first == back; });
        std::string circle;
        for (auto step = first; step != line.end(); ++step) circle += parts_.nodes[step->first].path + " needs ";
        circle += parts_.nodes[back].path;
        parts_.problems.push_back({parts_.nodes[back].path, "its rules turn in a circle: " + circle, "take one of them out of the other's expression"});
    }

    FormRules::Parts& parts_;
    std::vector<Mark> marks_;
    std::vector<std::vector<std::size_t>> needs_;
};

}  // namespace

std::set<std::string> FormRules::nodes_named(Expression const& rule, FormNode const& node) { return Names{rule.tree(), node.path}.run(); }

void order_rules(FormRules::Parts& parts) { Order{parts}.run(); }

}  // namespace accalmie::forms
