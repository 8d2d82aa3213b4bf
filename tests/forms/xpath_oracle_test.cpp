// SPDX-License-Identifier: Apache-2.0
// The XPath 1.0 core beside libxml2: random expressions over a small document; both must agree on value or node by node.
#include "forms/expression_support.hpp"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <random>

using namespace accalmie;
using namespace accalmie::forms;

namespace {

constexpr std::string_view small_document =
    "<data v=\"1\" w=\"x\" xmlns:x=\"urn:x\"><?pi some?><a id=\"1\">5<b>abc</b> tail</a><a id=\"2\"><b>12</b><b>  two  words </b><!-- said --></a>"
    "<c xml:lang=\"fr\"><a>-3.5</a><x:d x:k=\"7\">é€</x:d><e/></c><b>12</b><x:a>9</x:a><deep><deep><deep><a>last</a></deep></deep></deep></data>";

/// Both libraries' views of one document, and which node is which.
class Both {
public:
    Both() : ours_(document_of(small_document))
    {
        theirs_.reset(xmlReadMemory(small_document.data(), static_cast<int>(small_document.size()), "small.xml", nullptr, XML_PARSE_NONET));
        REQUIRE(theirs_ != nullptr);
        xpath_.reset(xmlXPathNewContext(theirs_.get()));
        xmlXPathRegisterNs(xpath_.get(), BAD_CAST "x", BAD_CAST "urn:x");
        xmlXPathRegisterNs(xpath_.get(), BAD_CAST "xml", BAD_CAST "http://www.w3.org/XML/1998/namespace");
        // Quiet: a wrong expression is reported by its missing result.
        xmlSetStructuredErrorFunc(nullptr, [](void*, auto) {});
        match(0, reinterpret_cast<xmlNodePtr>(theirs_.get()));
    }
    ~Both() { xmlSetStructuredErrorFunc(nullptr, nullptr); }
    Both(Both const&) = delete;
    Both& operator=(Both const&) = delete;

    std::string our_answer(std::string const& source, NodeNumber node) const
    {
        auto context = on(ours_);
        context.dialect = Dialect::xpath;
        context.node = {&ours_, node};
        context.namespaces = {{"x", "urn:x"}, {"xml", "http://www.w3.org/XML/1998/namespace"}};
        auto const expression = Expression::parse(source);
        if (!expression) return "error " + expression.error().text();
        auto const value = expression->evaluate(context);
        if (!value) return "error " + value.error().text();
        if (auto const* nodes = std::get_if<NodeSet>(&*value)) {
            std::string text = "nodes";
            for (auto const found : *nodes) text += " " + std::to_string(found.number);
            return text;
        }
        if (auto const* number = std::get_if<double>(&*value)) return number_text(*number);
        if (auto const* truth = std::get_if<bool>(&*value)) return *truth ? "true" : "false";
        return "text " + *std::get_if<std::string>(&*value);
    }

    std::string their_answer(std::string const& source, NodeNumber node) const
    {
        xpath_->node = number_to_node_.at(node);
        xpath_->contextSize = 1;
        xpath_->proximityPosition = 1;
        std::unique_ptr<xmlXPathObject, decltype(&xmlXPathFreeObject)> const found{xmlXPathEvalExpression(BAD_CAST source.c_str(), xpath_.get()), xmlXPathFreeObject};
        if (!found) return "error";
        if (found->type == XPATH_NUMBER) return number_text(found->floatval);
        if (found->type == XPATH_BOOLEAN) return found->boolval != 0 ? "true" : "false";
        if (found->type == XPATH_STRING) return "text " + std::string{reinterpret_cast<char const*>(found->stringval)};
        std::vector<NodeNumber> numbers;
        for (int i = 0; found->nodesetval != nullptr && i < found->nodesetval->nodeNr; ++i) numbers.push_back(node_to_number_.at(found->nodesetval->nodeTab[i]));
        std::sort(numbers.begin(), numbers.end());
        std::string text = "nodes";
        for (auto const number : numbers) text += " " + std::to_string(number);
        return text;
    }

    std::vector<NodeNumber> numbers() const
    {
        std::vector<NodeNumber> all;
        for (auto const& [number, node] : number_to_node_) all.push_back(number);
        return all;
    }

private:
    static std::string number_text(double number)
    {
        if (std::isnan(number)) return "number NaN";
        char buffer[64];
        std::snprintf(buffer, sizeof buffer, "number %.12g", number == 0 ? 0.0 : number);
        return buffer;
    }
    /// The two trees side by side; ours holds empty texts that no axis shows.
    void match(NodeNumber number, xmlNodePtr node)
    {
        node_to_number_[node] = number;
        number_to_node_[number] = node;
        auto attribute = ours_.node(number).first_attribute;
        if (node->type == XML_ELEMENT_NODE)
            for (auto* theirs = node->properties; theirs != nullptr; theirs = theirs->next) {
                REQUIRE(attribute != no_node);
                node_to_number_[reinterpret_cast<xmlNodePtr>(theirs)] = attribute;
                number_to_node_[attribute] = reinterpret_cast<xmlNodePtr>(theirs);
                attribute = ours_.node(attribute).next;
            }
        CHECK(attribute == no_node);
        auto child = ours_.node(number).first_child;
        for (auto* theirs = node->children; theirs != nullptr && node->type != XML_ATTRIBUTE_NODE; theirs = theirs->next) {
            REQUIRE(child != no_node);
            match(child, theirs);
            child = ours_.node(child).next;
        }
    }

    Document ours_;
    std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> theirs_{nullptr, xmlFreeDoc};
    std::unique_ptr<xmlXPathContext, decltype(&xmlXPathFreeContext)> xpath_{nullptr, xmlXPathFreeContext};
    std::map<xmlNodePtr, NodeNumber> node_to_number_;
    std::map<NodeNumber, xmlNodePtr> number_to_node_;
};

/// Writes expressions of a wanted type. Kept out: what libxml2 itself answers otherwise than XPath 1.0 says (exponents in numbers' texts,
/// following and preceding of attributes, `.//.`, from which libxml2 2.9 loses the node itself).
class Writer {
public:
    explicit Writer(std::uint64_t seed) : draw_(seed) {}

    std::string any(int depth)
    {
        switch (below(4)) {
        case 0: return nodes(depth);
        case 1: return number(depth);
        case 2: return text(depth);
        default: return truth(depth);
        }
    }

private:
    std::size_t below(std::size_t count) { return std::uniform_int_distribution<std::size_t>{0, count - 1}(draw_); }
    template <std::size_t count>
    std::string one_of(std::array<std::string_view, count> const& choices)
    {
        return std::string{choices[below(count)]};
    }

    std::string test()
    {
        return one_of(std::array<std::string_view, 13>{"a", "b", "c", "deep", "x:d", "x:a", "x:*", "*", "node()", "text()", "comment()", "processing-instruction()", "e"});
    }
    std::string predicate(int depth)
    {
        switch (below(6)) {
        case 0: return "[" + std::to_string(below(3) + 1) + "]";
        case 1: return "[last()]";
        case 2: return "[position() " + one_of(std::array<std::string_view, 3>{"<", ">=", "!="}) + " " + std::to_string(below(3) + 1) + "]";
        case 3: return "[@id]";
        default: return "[" + truth(depth - 1) + "]";
        }
    }
    std::string step(int depth)
    {
        std::string written;
        switch (below(9)) {
        case 0: written = one_of(std::array<std::string_view, 2>{".", ".."}); break;
        case 1: written = "@" + one_of(std::array<std::string_view, 5>{"id", "v", "*", "xml:lang", "x:k"}); break;
        case 2:
            written = "self::node()/" + one_of(std::array<std::string_view, 9>{"descendant::", "descendant-or-self::", "ancestor::", "ancestor-or-self::", "following-sibling::",
                                                              "preceding-sibling::", "parent::", "self::", "child::"}) + test();
            break;
        case 3: written = "descendant-or-self::*/" + one_of(std::array<std::string_view, 2>{"following::", "preceding::"}) + test(); break;
        default: written = test();
        }
        // After . and .. libxml2 wants no predicate, as XPath 1.0 says.
        if (depth > 0 && below(3) == 0 && written != "." && written != "..") written += predicate(depth);
        return written;
    }
    std::string step_after(std::string_view join, int depth)
    {
        auto written = step(depth);
        return join == "//" && written == "." ? "*" : written;
    }
    std::string path(int depth)
    {
        std::string written = one_of(std::array<std::string_view, 4>{"", "/data/", "//", "/*/"});
        written += step_after(written, depth);
        for (auto more = below(3); more > 0; --more) {
            auto const join = one_of(std::array<std::string_view, 2>{"/", "//"});
            written += join + step_after(join, depth);
        }
        return written;
    }
    std::string nodes(int depth)
    {
        if (depth > 0 && below(4) == 0) return path(depth - 1) + " | " + path(depth - 1);
        if (depth > 0 && below(5) == 0) return "(" + path(depth - 1) + ")" + predicate(depth - 1) + "/" + step(depth - 1);
        return path(depth);
    }
    /// Whole numbers only, so that both write them alike.
    std::string whole(int depth)
    {
        switch (depth > 0 ? below(4) : 0) {
        case 1: return "count(" + nodes(depth - 1) + ")";
        case 2: return "string-length(" + text(depth - 1) + ")";
        case 3: return "floor(" + one_of(std::array<std::string_view, 3>{"2.5", "-0.5", "7"}) + ")";
        default: return one_of(std::array<std::string_view, 6>{"0", "1", "2", "17", "100", "5"});
        }
    }
    std::string number(int depth)
    {
        if (depth <= 0) return one_of(std::array<std::string_view, 7>{"0", "1", "2.5", ".25", "-3", "12", "3."});
        switch (below(9)) {
        case 0: return "(" + number(depth - 1) + one_of(std::array<std::string_view, 5>{" + ", " - ", " * ", " div ", " mod "}) + number(depth - 1) + ")";
        case 1: return "-" + number(depth - 1);
        case 2: return "sum(" + nodes(depth - 1) + ")";
        case 3: return "number(" + any_argument(depth - 1) + ")";
        case 4: return one_of(std::array<std::string_view, 3>{"floor(", "ceiling(", "round("}) + number(depth - 1) + ")";
        case 5: return one_of(std::array<std::string_view, 3>{"position()", "last()", "number()"});
        default: return whole(depth);
        }
    }
    std::string any_argument(int depth)
    {
        switch (below(4)) {
        case 0: return nodes(depth);
        case 1: return whole(depth);
        case 2: return text(depth);
        default: return truth(depth);
        }
    }
    std::string text(int depth)
    {
        if (depth <= 0) return one_of(std::array<std::string_view, 10>{"''", "'a'", "'abc'", "' x  y '", "'12'", "'-3.5'", "\"é\"", "'€uro'", "'b'", "'NaN'"});
        switch (below(12)) {
        case 0: return "string(" + any_argument(depth - 1) + ")";
        case 1: return "concat(" + text(depth - 1) + ", " + any_argument(depth - 1) + ")";
        case 2: return "substring-before(" + text(depth - 1) + ", " + text(depth - 1) + ")";
        case 3: return "substring-after(" + text(depth - 1) + ", " + text(depth - 1) + ")";
        case 4: return "substring(" + text(depth - 1) + ", " + number(depth - 1) + ", " + number(depth - 1) + ")";
        case 5: return "substring(" + text(depth - 1) + ", " + number(depth - 1) + ")";
        case 6: return "translate(" + text(depth - 1) + ", " + text(depth - 1) + ", " + text(depth - 1) + ")";
        case 7: return "normalize-space(" + text(depth - 1) + ")";
        case 8: return one_of(std::array<std::string_view, 3>{"name(", "local-name(", "namespace-uri("}) + nodes(depth - 1) + ")";
        case 9: return one_of(std::array<std::string_view, 4>{"string()", "normalize-space()", "name()", "local-name()"});
        default: return text(0);
        }
    }
    std::string truth(int depth)
    {
        if (depth <= 0) return one_of(std::array<std::string_view, 2>{"true()", "false()"});
        switch (below(8)) {
        case 0: return "(" + truth(depth - 1) + one_of(std::array<std::string_view, 2>{" and ", " or "}) + any_argument(depth - 1) + ")";
        case 1: return "not(" + any_argument(depth - 1) + ")";
        case 2: return "boolean(" + any_argument(depth - 1) + ")";
        case 3: return one_of(std::array<std::string_view, 2>{"contains(", "starts-with("}) + text(depth - 1) + ", " + text(depth - 1) + ")";
        case 4: return "lang('" + one_of(std::array<std::string_view, 3>{"fr", "FR", "en"}) + "')";
        default:
            return "(" + any_argument(depth - 1) + one_of(std::array<std::string_view, 6>{" = ", " != ", " < ", " <= ", " > ", " >= "}) + any_argument(depth - 1) + ")";
        }
    }

    std::mt19937_64 draw_;
};

}  // namespace

TEST_CASE("random XPath 1.0 expressions are answered as libxml2 answers them, from every node")
{
    Both const both;
    auto const numbers = both.numbers();
    std::size_t evaluations = 0;
    std::size_t empties = 0;
    auto const agreed = rc::check("ours and libxml2's", [&](std::uint64_t seed) {
        auto const source = Writer{seed}.any(4);
        auto const node = numbers[seed % numbers.size()];
        auto const theirs = both.their_answer(source, node);
        auto const ours = both.our_answer(source, node);
        ++evaluations;
        empties += theirs == "nodes" ? 1 : 0;
        if (ours != theirs) RC_FAIL(source + " from node " + std::to_string(node) + ": libxml2 " + theirs + ", ours " + ours);
    });
    CHECK(agreed);
    for (std::uint64_t seed = 1; seed <= 4000; ++seed) {
        auto const source = Writer{seed}.any(5);
        auto const node = numbers[seed % numbers.size()];
        auto const theirs = both.their_answer(source, node);
        INFO("seed " << seed << ": " << source << " from node " << node);
        CHECK(both.our_answer(source, node) == theirs);
        ++evaluations;
        empties += theirs == "nodes" ? 1 : 0;
        CHECK(theirs != "error");
    }
    MESSAGE(evaluations << " expressions compared, " << empties << " of them empty sets");
}
