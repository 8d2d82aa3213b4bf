// SPDX-License-Identifier: Apache-2.0
#include "forms/xpath_parser.hpp"

#include "dictionary/text.hpp"
#include "forms/xpath_functions.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace accalmie::forms {

namespace {

struct BinarySign {
    Word word;
    int level;  ///< how strongly it binds
    Operation operation;
};
constexpr std::array<BinarySign, 13> binary_signs{{{Word::either, 1, Operation::either},
                                                   {Word::both, 2, Operation::both},
                                                   {Word::equal, 3, Operation::equal},
                                                   {Word::not_equal, 3, Operation::not_equal},
                                                   {Word::less, 4, Operation::less},
                                                   {Word::less_equal, 4, Operation::less_equal},
                                                   {Word::greater, 4, Operation::greater},
                                                   {Word::greater_equal, 4, Operation::greater_equal},
                                                   {Word::plus, 5, Operation::add},
                                                   {Word::minus, 5, Operation::subtract},
                                                   {Word::times, 6, Operation::multiply},
                                                   {Word::divide, 6, Operation::divide},
                                                   {Word::modulo, 6, Operation::modulo}}};

BinarySign const* binary_sign(Word word)
{
    auto const* const found = std::find_if(binary_signs.begin(), binary_signs.end(), [&](auto const& sign) { return sign.word == word; });
    return found == binary_signs.end() ? nullptr : found;
}

struct AxisName {
    std::string_view name;
    Axis axis;
};
constexpr std::array<AxisName, 12> axis_names{{{"child", Axis::child},
                                               {"parent", Axis::parent},
                                               {"self", Axis::self},
                                               {"attribute", Axis::attribute},
                                               {"descendant", Axis::descendant},
                                               {"descendant-or-self", Axis::descendant_or_self},
                                               {"ancestor", Axis::ancestor},
                                               {"ancestor-or-self", Axis::ancestor_or_self},
                                               {"following", Axis::following},
                                               {"following-sibling", Axis::following_sibling},
                                               {"preceding", Axis::preceding},
                                               {"preceding-sibling", Axis::preceding_sibling}}};

class Parser {
public:
    Parser(std::string_view source, std::vector<XPathWord> words) : words_(std::move(words)) { tree_.source = source; }

    Result<XPathTree> run()
    {
        if (peek().word == Word::end) return problem("the expression is empty", "write one, or leave the attribute out");
        tree_.root = TRY(binary(1));
        if (peek().word != Word::end) return problem("something stands after the end of the expression", "remove it, or put an operator before it");
        return std::move(tree_);
    }

private:
    using Index = std::uint32_t;

    XPathWord const& peek(std::size_t ahead = 0) const { return words_[std::min(next_ + ahead, words_.size() - 1)]; }
    XPathWord const& take() { return words_[std::min(next_++, words_.size() - 1)]; }
    bool take_if(Word word)
    {
        if (peek().word != word) return false;
        ++next_;
        return true;
    }
    Error problem(std::string what, std::string remedy) const { return problem_at(peek().at, std::move(what), std::move(remedy)); }
    Error problem_at(std::uint32_t at, std::string what, std::string remedy) const
    {
        return {Error::Kind::invalid, std::move(what), position_text(tree_.source, at), std::move(remedy)};
    }

    std::uint32_t text(std::string_view written)
    {
        if (written.empty()) return 0;
        auto const [found, is_new] = text_numbers_.emplace(std::string{written}, static_cast<std::uint32_t>(tree_.texts.size()));
        if (is_new) tree_.texts.emplace_back(written);
        return found->second;
    }
    ListRange list(std::vector<Index> const& members)
    {
        ListRange const range{static_cast<std::uint32_t>(tree_.lists.size()), static_cast<std::uint32_t>(members.size())};
        tree_.lists.insert(tree_.lists.end(), members.begin(), members.end());
        return range;
    }
    Index add(XPathNode node)
    {
        tree_.nodes.push_back(node);
        return static_cast<Index>(tree_.nodes.size() - 1);
    }

    /// What stands in brackets, predicates and calls: the only way deeper.
    Result<Index> nested()
    {
        if (++depth_ > ExpressionBounds::depth_max)
            return Error{Error::Kind::limit, "more than 200 brackets inside one another", position_text(tree_.source, peek().at),
                         "split it into several calculations"};
        auto const inner = TRY(binary(1));
        --depth_;
        return inner;
    }

    Result<Index> binary(int level)
    {
        auto left = TRY(unary());
        while (true) {
            auto const* const sign = binary_sign(peek().word);
            if (sign == nullptr || sign->level < level) break;
            auto const at = take().at;
            auto const right = TRY(binary(sign->level + 1));
            XPathNode node;
            node.operation = sign->operation;
            node.at = at;
            node.operands = list({left, right});
            left = add(node);
        }
        return left;
    }

    Result<Index> unary()
    {
        std::size_t minuses = 0;
        auto const at = peek().at;
        while (take_if(Word::minus)) ++minuses;
        auto operand = TRY(union_of_paths());
        // Two minuses make a number of what stands there; more are those two or one.
        for (auto left = minuses > 2 ? 2 - minuses % 2 : minuses; left > 0; --left) {
            XPathNode node;
            node.operation = Operation::negate;
            node.at = at;
            node.operands = list({operand});
            operand = add(node);
        }
        return operand;
    }

    Result<Index> union_of_paths()
    {
        auto const at = peek().at;
        std::vector<Index> members;
        members.push_back(TRY(path()));
        while (take_if(Word::bar)) members.push_back(TRY(path()));
        if (members.size() == 1) return members[0];
        XPathNode node;
        node.operation = Operation::unite;
        node.at = at;
        node.operands = list(members);
        return add(node);
    }

    bool starts_step() const
    {
        constexpr std::array<Word, 8> starts{Word::name, Word::axis, Word::node_type, Word::star, Word::any_of_space, Word::dot, Word::two_dots, Word::at};
        return std::find(starts.begin(), starts.end(), peek().word) != starts.end();
    }

    Result<Index> path()
    {
        XPathNode node;
        node.operation = Operation::path;
        node.at = peek().at;
        std::vector<PathStep> steps;
        if (take_if(Word::slash)) {
            node.start = PathStart::root;
            if (starts_step()) TRY(relative(steps));
        } else if (peek().word == Word::two_slashes) {
            node.start = PathStart::root;
            TRY(slashes(steps));
        } else if (starts_step()) {
            TRY(relative(steps));
        } else {
            auto const filtered = TRY(filter());
            if (peek().word != Word::slash && peek().word != Word::two_slashes) return filtered;
            node.start = PathStart::expression;
            node.operands = list({filtered});
            TRY(slashes(steps));
        }
        node.steps = {static_cast<std::uint32_t>(tree_.steps.size()), static_cast<std::uint32_t>(steps.size())};
        tree_.steps.insert(tree_.steps.end(), steps.begin(), steps.end());
        return add(node);
    }

    Result<void> relative(std::vector<PathStep>& steps)
    {
        steps.push_back(TRY(step()));
        return slashes(steps);
    }

    Result<void> slashes(std::vector<PathStep>& steps)
    {
        while (peek().word == Word::slash || peek().word == Word::two_slashes) {
            if (take().word == Word::two_slashes) {
                PathStep any;
                any.axis = Axis::descendant_or_self;
                any.at = words_[next_ - 1].at;
                steps.push_back(any);
            }
            steps.push_back(TRY(step()));
        }
        return {};
    }

    Result<PathStep> step()
    {
        PathStep step;
        step.at = peek().at;
        if (take_if(Word::dot)) {
            step.axis = Axis::self;
        } else if (take_if(Word::two_dots)) {
            step.axis = Axis::parent;
        } else {
            if (take_if(Word::at))
                step.axis = Axis::attribute;
            else if (peek().word == Word::axis)
                step.axis = TRY(axis());
            TRY(node_test(step));
        }
        // XPath 1.0 allows none after . and ..; JavaRosa and others read them, and so do we.
        step.predicates = list(TRY(predicates()));
        return step;
    }

    Result<Axis> axis()
    {
        auto const& word = take();
        for (auto const& known : axis_names)
            if (known.name == word.text) return known.axis;
        if (word.text == "namespace") return problem_at(word.at, "the namespace axis is not offered", "compare namespace-uri() instead");
        return problem_at(word.at, "no axis is called " + clipped(word.text, 40), "use child, parent, self, descendant, ancestor, following-sibling ...");
    }

    Result<void> node_test(PathStep& step)
    {
        auto const& word = take();
        if (word.word == Word::star) {
            step.test = NodeTest::any_name;
        } else if (word.word == Word::any_of_space || word.word == Word::name) {
            step.test = word.word == Word::name ? NodeTest::name : NodeTest::any_name_of_space;
            step.prefix = text(word.prefix);
            step.local = text(word.text);
        } else if (word.word == Word::node_type) {
            step.test = word.text == "text" ? NodeTest::text : word.text == "comment" ? NodeTest::comment
                        : word.text == "node" ? NodeTest::any_node : NodeTest::instruction;
            TRY(expect(Word::open, "("));
            if (step.test == NodeTest::instruction && peek().word == Word::literal) step.local = text(take().text);
            TRY(expect(Word::close, ")"));
        } else {
            return problem_at(word.at, "the name of a node is missing", "after / stands a name, *, . or ..");
        }
        return {};
    }

    Result<void> expect(Word word, std::string_view written)
    {
        if (take_if(word)) return {};
        return problem("`" + std::string{written} + "` is missing", "add it here, or look whether a bracket before was closed too early");
    }

    Result<std::vector<Index>> predicates()
    {
        std::vector<Index> found;
        while (take_if(Word::open_bracket)) {
            found.push_back(TRY(nested()));
            TRY(expect(Word::close_bracket, "]"));
        }
        return found;
    }

    Result<Index> filter()
    {
        auto const at = peek().at;
        auto const inner = TRY(primary());
        if (peek().word != Word::open_bracket) return inner;
        auto members = TRY(predicates());
        members.insert(members.begin(), inner);
        XPathNode node;
        node.operation = Operation::filter;
        node.at = at;
        node.operands = list(members);
        return add(node);
    }

    Result<Index> primary()
    {
        XPathNode node;
        node.at = peek().at;
        if (peek().word == Word::function) return call();
        if (peek().word == Word::number) {
            node.number = take().number;
            return add(node);
        }
        if (peek().word == Word::literal || peek().word == Word::variable) {
            node.operation = peek().word == Word::literal ? Operation::text : Operation::variable;
            node.text = text(take().text);
            return add(node);
        }
        if (!take_if(Word::open)) return problem("a value is missing", "here stands a number, a text in quotes, a path or a function");
        auto const inner = TRY(nested());
        TRY(expect(Word::close, ")"));
        return inner;
    }

    Result<Index> call()
    {
        auto const& word = take();
        auto const name = word.prefix.empty() ? word.text : word.prefix + ":" + word.text;
        auto const function = find_function(name);
        if (!function) {
            auto const near = nearest_function(name);
            return problem_at(word.at, "no function is called " + clipped(name, 60), near.empty() ? "look at the list in docs/formats/expressions.md" : "did you mean " + near + "?");
        }
        XPathNode node;
        node.operation = Operation::call;
        node.at = word.at;
        node.function = *function;
        TRY(expect(Word::open, "("));
        std::vector<Index> arguments;
        if (peek().word != Word::close) {
            arguments.push_back(TRY(nested()));
            while (take_if(Word::comma)) arguments.push_back(TRY(nested()));
        }
        TRY(expect(Word::close, ")"));
        auto const& entry = xpath_functions()[*function];
        if (arguments.size() < entry.least || arguments.size() > entry.most)
            return problem_at(word.at, name + "() takes " + arity_text(entry) + ", not " + std::to_string(arguments.size()),
                              "write " + std::string{entry.usage});
        node.operands = list(arguments);
        return add(node);
    }

    std::vector<XPathWord> words_;
    std::size_t next_ = 0;
    std::size_t depth_ = 0;
    XPathTree tree_;
    std::map<std::string, std::uint32_t> text_numbers_;
};

}  // namespace

Result<XPathTree> parse_xpath(std::string_view source)
{
    if (source.size() > ExpressionBounds::octets_max)
        return Error{Error::Kind::limit, "an expression of more than 65,536 octets", {}, "split it into several calculations"};
    if (!is_clean_utf8(source)) return Error{Error::Kind::invalid, "the expression is not UTF-8 text", {}, "save it as UTF-8"};
    auto words = TRY(xpath_words(source));
    return Parser{source, std::move(words)}.run();
}

namespace {

std::optional<std::string> refused_step(PathStep const& step)
{
    switch (step.axis) {
    case Axis::child:
    case Axis::attribute:
    case Axis::self:
    case Axis::parent: break;
    case Axis::descendant_or_self: return "// in a path";
    case Axis::descendant:
    case Axis::ancestor:
    case Axis::ancestor_or_self:
    case Axis::following:
    case Axis::following_sibling:
    case Axis::preceding:
    case Axis::preceding_sibling: return "an axis other than child, parent, self and attribute";
    }
    switch (step.test) {
    case NodeTest::name:
    case NodeTest::any_name: return std::nullopt;
    case NodeTest::any_node:
        return step.axis == Axis::self || step.axis == Axis::parent ? std::nullopt : std::optional<std::string>{"node() in a path"};
    case NodeTest::any_name_of_space: return "prefix:* in a path";
    case NodeTest::text: return "text() in a path";
    case NodeTest::comment: return "comment() in a path";
    case NodeTest::instruction: return "processing-instruction() in a path";
    }
    return std::nullopt;
}

}  // namespace

std::vector<std::string> refused_by_collect(XPathTree const& tree)
{
    std::vector<std::string> found;
    auto const name = [&](std::string what) {
        if (std::find(found.begin(), found.end(), what) == found.end()) found.push_back(std::move(what));
    };
    for (auto const& node : tree.nodes) {
        if (node.operation == Operation::unite) name("a union of paths (|)");
        if (node.operation == Operation::filter) name("a predicate after a bracket or a call");
        if (node.operation == Operation::call && !xpath_functions()[node.function].in_collect)
            name(std::string{xpath_functions()[node.function].name} + "()");
    }
    for (auto const& step : tree.steps)
        if (auto const refused = refused_step(step)) name(*refused);
    return found;
}

}  // namespace accalmie::forms
