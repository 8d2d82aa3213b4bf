// SPDX-License-Identifier: Apache-2.0
#include "forms/xpath_document.hpp"

#include "dictionary/text.hpp"

#include <pugixml.hpp>

#include <algorithm>

namespace accalmie::forms {

Document::Document()
{
    names_.emplace_back();
    name_numbers_.emplace(NodeName{}, 0);
    nodes_.emplace_back();
    nodes_[0].end = 1;
    open_.push_back(0);
}

std::uint32_t Document::intern(NodeName const& name)
{
    auto const [found, is_new] = name_numbers_.emplace(name, static_cast<std::uint32_t>(names_.size()));
    if (is_new) {
        names_.push_back(name);
        names_by_local_[name.local].push_back(found->second);
    }
    return found->second;
}

NodeNumber Document::append(NodeKind kind, std::uint32_t name)
{
    auto const number = static_cast<NodeNumber>(nodes_.size());
    DocumentNode node;
    node.kind = kind;
    node.name = name;
    node.parent = open_.back();
    node.end = number + 1;
    auto& parent = nodes_[node.parent];
    if (kind == NodeKind::attribute) {
        // Attributes stand one after the other: the last one is the node before.
        if (parent.first_attribute == no_node)
            parent.first_attribute = number;
        else
            nodes_[number - 1].next = number;
    } else {
        node.previous = parent.last_child;
        if (parent.last_child != no_node)
            nodes_[parent.last_child].next = number;
        else
            parent.first_child = number;
        parent.last_child = number;
    }
    nodes_.push_back(std::move(node));
    return number;
}

NodeNumber Document::open(NodeName const& name)
{
    auto const number = append(NodeKind::element, intern(name));
    open_.push_back(number);
    return number;
}

void Document::add_attribute(NodeName const& name, std::string value)
{
    auto const number = append(NodeKind::attribute, intern(name));
    nodes_[number].text = std::move(value);
}

void Document::add_leaf(NodeKind kind, std::string_view name, std::string text)
{
    auto& last = nodes_[open_.back()].last_child;
    if (kind == NodeKind::text && last != no_node && nodes_[last].kind == NodeKind::text) {
        nodes_[last].text += text;  // XPath knows no two texts side by side
        return;
    }
    auto const number = append(kind, name.empty() ? 0 : intern(NodeName{{}, std::string{name}, {}}));
    nodes_[number].text = std::move(text);
}

void Document::close()
{
    auto const number = open_.back();
    // Every childless element holds an empty text, which no axis shows, so that `set_text` moves no node.
    bool settled = false;
    for (auto i = nodes_[number].first_child; i != no_node && !settled; i = nodes_[i].next)
        settled = nodes_[i].kind == NodeKind::element || nodes_[i].kind == NodeKind::text;
    if (!settled) add_leaf(NodeKind::text, {}, {});
    open_.pop_back();
    count_namesakes(number);
    nodes_[number].end = static_cast<NodeNumber>(nodes_.size());
    nodes_[0].end = nodes_[number].end;
}

void Document::add_element(std::string_view local, std::string text)
{
    open(NodeName{{}, std::string{local}, {}});
    add_leaf(NodeKind::text, {}, std::move(text));
    close();
}

NodeNumber Document::top() const
{
    for (auto child = nodes_[0].first_child; child != no_node; child = nodes_[child].next)
        if (nodes_[child].kind == NodeKind::element) return child;
    return no_node;
}

std::string Document::text(NodeNumber number) const
{
    auto const& node = nodes_[number];
    if (node.kind != NodeKind::element && node.kind != NodeKind::root) return node.text;
    std::string text;
    for (auto i = number + 1; i < node.end; ++i)
        if (nodes_[i].kind == NodeKind::text) text += nodes_[i].text;
    return text;
}

NodeNumber Document::attribute(NodeNumber element, std::string_view local) const
{
    for (auto i = nodes_[element].first_attribute; i != no_node; i = nodes_[i].next)
        if (name(i).local == local) return i;
    return no_node;
}

std::string_view Document::attribute_text(NodeNumber element, std::string_view local) const
{
    auto const found = attribute(element, local);
    return found == no_node ? std::string_view{} : std::string_view{nodes_[found].text};
}

NodeNumber Document::child(NodeNumber parent, std::string_view local) const
{
    for (auto i = nodes_[parent].first_child; i != no_node; i = nodes_[i].next)
        if (nodes_[i].kind == NodeKind::element && name(i).local == local) return i;
    return no_node;
}

std::vector<std::uint32_t> const& Document::names_called(std::string_view local) const
{
    static std::vector<std::uint32_t> const none;
    auto const found = names_by_local_.find(local);
    return found == names_by_local_.end() ? none : found->second;
}

namespace {

constexpr std::size_t children_without_index_max = 24;

std::uint64_t index_key(NodeNumber parent, std::uint32_t name) { return (std::uint64_t{parent} << 32U) | name; }

}  // namespace

NodeNumber Document::first_child_named(NodeNumber parent, std::uint32_t name) const
{
    auto const found = first_named_.find(index_key(parent, name));
    return found == first_named_.end() ? no_node : found->second;
}

/// Chains the children of one name. Expressions ask for children by name and for places in repeats all the time: with thousands of children
/// a walk for each question would be quadratic.
void Document::count_namesakes(NodeNumber parent)
{
    std::vector<std::pair<std::uint32_t, NodeNumber>> named;
    for (auto child = nodes_[parent].first_child; child != no_node; child = nodes_[child].next)
        if (nodes_[child].kind == NodeKind::element) named.emplace_back(nodes_[child].name, child);
    std::sort(named.begin(), named.end());
    nodes_[parent].has_index = named.size() > children_without_index_max;
    for (std::size_t i = 0; i < named.size(); ++i) {
        auto const [name, child] = named[i];
        if (i > 0 && named[i - 1].first == name) {
            nodes_[child].place = nodes_[named[i - 1].second].place + 1;
            nodes_[named[i - 1].second].next_namesake = child;
        } else if (nodes_[parent].has_index) {
            first_named_.emplace(index_key(parent, name), child);
        }
    }
}

namespace {

std::string step_of(Document const& document, NodeNumber number)
{
    auto const& node = document.node(number);
    auto const& name = document.name(number);
    switch (node.kind) {
    case NodeKind::root: return {};
    case NodeKind::text: return "text()";
    case NodeKind::comment: return "comment()";
    case NodeKind::instruction: return "processing-instruction()";
    case NodeKind::attribute: return "@" + (name.prefix.empty() ? name.local : name.prefix + ":" + name.local);
    case NodeKind::element: break;
    }
    auto step = name.prefix.empty() ? name.local : name.prefix + ":" + name.local;
    bool const has_namesakes = node.place > 1 || node.next_namesake != no_node;
    return has_namesakes ? step + "[" + std::to_string(node.place) + "]" : step;
}

}  // namespace

std::string Document::path(NodeNumber number) const
{
    std::vector<NodeNumber> line;
    for (auto i = number; i != 0 && i != no_node; i = nodes_[i].parent) line.push_back(i);
    std::string path;
    for (auto i = line.rbegin(); i != line.rend(); ++i) path += "/" + step_of(*this, *i);
    return path.empty() ? "/" : path;
}

void Document::set_text(NodeNumber number, std::string text)
{
    for (auto i = nodes_[number].first_child; i != no_node; i = nodes_[i].next) {
        if (nodes_[i].kind != NodeKind::text) continue;
        std::swap(nodes_[i].text, text);
        text.clear();  // further pieces of text hold nothing
    }
}

namespace {

/// The namespaces that hold at the element being read: pairs of prefix and address, the innermost last.
using Scope = std::vector<std::pair<std::string, std::string>>;

std::string_view address_of(Scope const& scope, std::string_view prefix)
{
    if (prefix == "xml") return "http://www.w3.org/XML/1998/namespace";
    for (auto i = scope.rbegin(); i != scope.rend(); ++i)
        if (i->first == prefix) return i->second;
    return {};
}

NodeName split_name(std::string_view written, Scope const& scope, std::string_view default_space)
{
    auto const colon = written.find(':');
    if (colon == std::string_view::npos) return {{}, std::string{written}, std::string{default_space}};
    auto const prefix = written.substr(0, colon);
    return {std::string{prefix}, std::string{written.substr(colon + 1)}, std::string{address_of(scope, prefix)}};
}

class Reader {
public:
    explicit Reader(Document& document) : document_(document) {}

    /// Not recursive: a hostile depth costs nothing but an error.
    Result<void> read(pugi::xml_node root)
    {
        auto node = root.first_child();
        while (node) {
            if (document_.nodes().size() > DocumentBounds::nodes_max)
                return Error{Error::Kind::limit, "more than 5,000,000 nodes", {}, "send it in parts"};
            if (node.type() == pugi::node_element) {
                if (document_.depth() >= DocumentBounds::depth_max)
                    return Error{Error::Kind::limit, "elements nested more than 200 deep", {}, "no form needs that; make it flatter"};
                open(node);
                if (scope_.size() > DocumentBounds::namespaces_max) return Error{Error::Kind::limit, "more than 1,000 namespaces", {}, "declare those that are used"};
                if (node.first_child()) {
                    node = node.first_child();
                    continue;
                }
                close();
            } else {
                leaf(node);
            }
            while (node && !node.next_sibling()) {
                node = node.parent();
                if (!node || node == root) return {};
                close();
            }
            if (node) node = node.next_sibling();
        }
        return {};
    }

private:
    void open(pugi::xml_node node)
    {
        marks_.push_back(scope_.size());
        for (auto attribute : node.attributes()) {
            std::string_view const name = attribute.name();
            if (name == "xmlns") scope_.emplace_back(std::string{}, attribute.value());
            if (name.starts_with("xmlns:")) scope_.emplace_back(std::string{name.substr(6)}, attribute.value());
        }
        document_.open(split_name(node.name(), scope_, address_of(scope_, "")));
        for (auto attribute : node.attributes()) {
            std::string_view const name = attribute.name();
            if (name != "xmlns" && !name.starts_with("xmlns:")) document_.add_attribute(split_name(name, scope_, {}), attribute.value());
        }
    }
    void close()
    {
        document_.close();
        scope_.resize(marks_.back());
        marks_.pop_back();
    }
    void leaf(pugi::xml_node node)
    {
        switch (node.type()) {
        case pugi::node_pcdata:
        case pugi::node_cdata:
            if (document_.depth() > 0) document_.add_leaf(NodeKind::text, {}, node.value());
            break;
        case pugi::node_comment: document_.add_leaf(NodeKind::comment, {}, node.value()); break;
        case pugi::node_pi: document_.add_leaf(NodeKind::instruction, node.name(), node.value()); break;
        case pugi::node_null:
        case pugi::node_document:
        case pugi::node_element:
        case pugi::node_declaration:
        case pugi::node_doctype: break;
        }
    }

    Document& document_;
    Scope scope_;
    std::vector<std::size_t> marks_;
};

std::string line_of(BytesView octets, std::ptrdiff_t offset)
{
    auto const end = std::min(octets.size(), static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0)));
    auto const line = 1 + std::count(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(end), std::uint8_t{'\n'});
    return "line " + std::to_string(line);
}

}  // namespace

Result<Document> Document::parse(BytesView octets)
{
    if (octets.size() > DocumentBounds::octets_max) return Error{Error::Kind::limit, "more than 256 MB of XML", {}, "send it in parts"};
    auto const wide = octets.size() >= 2 && (octets[0] >= 0xfe || octets[0] == 0 || octets[1] == 0);
    if (!wide && !is_clean_utf8(as_text(octets))) return Error{Error::Kind::invalid, "not UTF-8 text", {}, "save it as UTF-8"};
    pugi::xml_document tree;
    auto const flags = pugi::parse_default | pugi::parse_comments | pugi::parse_pi | pugi::parse_ws_pcdata | pugi::parse_doctype;
    auto const read = tree.load_buffer(octets.data(), octets.size(), flags);
    if (!read) return Error{Error::Kind::invalid, std::string{"not well-formed XML: "} + read.description(), line_of(octets, read.offset), "correct the file"};
    for (auto node : tree.children())
        if (node.type() == pugi::node_doctype)
            return Error{Error::Kind::invalid, "it has a document type, which is not read", {}, "remove the line that starts with <!DOCTYPE"};
    Document document;
    TRY(Reader{document}.read(tree));
    std::size_t tops = 0;
    for (auto i = document.node(0).first_child; i != no_node; i = document.node(i).next) tops += document.node(i).kind == NodeKind::element ? 1 : 0;
    if (tops != 1) return Error{Error::Kind::invalid, "an XML file has exactly one outermost element", {}, "correct the file"};
    return document;
}

}  // namespace accalmie::forms
