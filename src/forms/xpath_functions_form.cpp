// SPDX-License-Identifier: Apache-2.0
// What an expression asks its form: other instances, repeats, labels, properties.
#include "forms/xpath_functions.hpp"

#include "dictionary/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <openssl/evp.h>

namespace accalmie::forms {

namespace {

FormKnowledge const& form_of(Call const& call)
{
    static FormKnowledge const nothing;
    return call.context().form != nullptr ? *call.context().form : nothing;
}

Result<Value> current(Call const& call)
{
    NodeSet nodes;
    if (call.context().node) nodes.push_back(call.context().node);
    return Value{std::move(nodes)};
}

Result<Value> instance(Call const& call)
{
    auto const name = TRY(call.text(0));
    auto const* document = form_of(call).instance(name);
    if (document == nullptr)
        return call.problem("no instance is called " + clipped(name, 60), "declare it in the form, or hand in its file", Error::Kind::missing);
    return Value{NodeSet{NodeRef{document, 0}}};
}

/// pulldata('file', 'column wanted', 'column searched', value)
Result<Value> pulldata(Call const& call)
{
    auto name = TRY(call.text(0));
    auto const wanted = TRY(call.text(1));
    auto const searched = TRY(call.text(2));
    auto const key = TRY(call.text(3));
    if (name.ends_with(".csv")) name.resize(name.size() - 4);
    auto const* document = form_of(call).instance(name);
    if (document == nullptr) return call.problem("no file " + clipped(name, 60) + ".csv was handed in", "attach it to the form", Error::Kind::missing);
    for (auto row = document->node(document->top()).first_child; row != no_node; row = document->node(row).next) {
        call.evaluation().charge(2);
        if (document->node(row).kind != NodeKind::element) continue;
        auto const cell = document->child(row, searched);
        if (cell == no_node || document->text(cell) != key) continue;
        auto const answer = document->child(row, wanted);
        return Value{answer == no_node ? std::string{} : document->text(answer)};
    }
    return Value{std::string{}};
}

Result<Value> itext(Call const& call)
{
    auto const name = TRY(call.text(0));
    auto text = form_of(call).translation(name);
    if (!text) return call.problem("no text is called " + clipped(name, 60), "add it to the form's translations", Error::Kind::missing);
    return Value{std::move(*text)};
}

Result<Value> choice_name(Call const& call)
{
    auto const name = TRY(call.text(0));
    auto const path = TRY(call.text(1));
    auto label = form_of(call).choice_label(name, path, call.context().node);
    return Value{label ? std::move(*label) : std::string{}};
}

Result<Value> property(Call const& call)
{
    auto const name = TRY(call.text(0));
    auto text = form_of(call).property(name);
    return Value{text ? std::move(*text) : std::string{}};
}

Result<Value> version(Call const& call) { return Value{form_of(call).version()}; }

bool lies_in(NodeRef node, NodeRef around)
{
    return node.document == around.document && node.number > around.number && node.number < around->end;
}

/// indexed-repeat(question, repeat, index, inner repeat, index ...): the repeats may come in any order, the outermost counts first.
Result<Value> indexed_repeat(Call const& call)
{
    if (call.count() % 2 == 0) return call.problem("a repeat without its index", "write indexed-repeat(question, repeat, index)");
    struct Pair {
        NodeSet repeats;
        double index;
    };
    std::vector<Pair> pairs;
    for (std::size_t i = 1; i < call.count(); i += 2) {
        Pair pair;
        pair.repeats = TRY(call.nodes(i));
        pair.index = TRY(call.number(i + 1));
        // Collect takes the first repeat where the index is not answered yet.
        pair.index = std::isnan(pair.index) || pair.index < 1 ? 1 : std::trunc(pair.index);
        pairs.push_back(std::move(pair));
    }
    auto const depth = [](Pair const& pair) {
        std::size_t count = 0;
        if (!pair.repeats.empty())
            for (auto i = pair.repeats.front().number; i != no_node; i = pair.repeats.front().document->node(i).parent) ++count;
        return count;
    };
    std::sort(pairs.begin(), pairs.end(), [&](auto const& a, auto const& b) { return depth(a) < depth(b); });
    NodeRef around{};
    for (auto& pair : pairs) {
        if (around) std::erase_if(pair.repeats, [&](NodeRef node) { return !lies_in(node, around); });
        if (pair.index > static_cast<double>(pair.repeats.size())) return Value{NodeSet{}};
        around = pair.repeats[static_cast<std::size_t>(pair.index) - 1];
    }
    auto found = TRY(call.nodes(0));
    std::erase_if(found, [&](NodeRef node) { return !lies_in(node, around) && !(node == around); });
    return Value{std::move(found)};
}

/// Park and Miller's minimal standard generator (1988), as JavaRosa and Enketo shuffle with it: all clients show one order.
class Shuffler {
public:
    explicit Shuffler(std::int64_t seed) : state_(seed % 2'147'483'647)
    {
        if (state_ <= 0) state_ += 2'147'483'646;
    }
    double next()
    {
        state_ = state_ * 16'807 % 2'147'483'647;
        return static_cast<double>(state_ - 1) / 2'147'483'646.0;
    }

private:
    std::int64_t state_;
};

std::int64_t seed_of_number(double number)
{
    if (std::isnan(number)) return 0;
    if (number >= 0x1p63) return std::numeric_limits<std::int64_t>::max();
    if (number <= -0x1p63) return std::numeric_limits<std::int64_t>::min();
    return static_cast<std::int64_t>(number);
}

/// A text that is no number: the first eight octets of its SHA-256.
std::int64_t seed_of_text(std::string const& text)
{
    std::array<unsigned char, 32> digest{};
    EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < 8; ++i) bits = (bits << 8U) | digest[i];
    return static_cast<std::int64_t>(bits);
}

Result<std::int64_t> seed_of(Call const& call)
{
    if (call.count() == 2) {
        auto const given = TRY(call.value(1));
        auto const number = call.evaluation().number(given);
        auto const text = call.evaluation().text(given);
        return std::isnan(number) && !text.empty() && text != "NaN" ? seed_of_text(text) : seed_of_number(number);
    }
    if (call.context().random == nullptr)
        return call.problem("chance was asked for, and a record is evaluated without it", "give randomize() a seed", Error::Kind::missing);
    std::array<std::uint8_t, 4> octets{};
    call.context().random->fill(octets);
    std::uint32_t seed = 0;
    std::memcpy(&seed, octets.data(), sizeof seed);
    return std::int64_t{seed};
}

Result<Value> randomize(Call const& call)
{
    auto const nodes = TRY(call.nodes(0));
    auto const seed = TRY(seed_of(call));
    Shuffler shuffler{seed};
    NodeSet shuffled;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        auto const j = static_cast<std::size_t>(shuffler.next() * static_cast<double>(i + 1));
        shuffled.push_back(nodes[i]);
        std::swap(shuffled[i], shuffled[std::min(j, i)]);
    }
    return Value{std::move(shuffled)};
}

}  // namespace

std::vector<XPathFunction> form_functions()
{
    return {
        {"current", 0, 0, "current()", current},
        {"instance", 1, 1, "instance('name')", instance},
        {"pulldata", 4, 4, "pulldata('file', 'column', 'key column', key)", pulldata},
        {"jr:itext", 1, 1, "jr:itext('name')", itext},
        {"jr:choice-name", 2, 2, "jr:choice-name(value, '/data/question')", choice_name},
        {"property", 1, 1, "property('deviceid')", property},
        {"version", 0, 0, "version()", version},
        {"indexed-repeat", 3, 11, "indexed-repeat(question, repeat, index)", indexed_repeat},
        {"randomize", 1, 2, "randomize(path, seed)", randomize},
    };
}

}  // namespace accalmie::forms
