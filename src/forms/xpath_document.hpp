// SPDX-License-Identifier: Apache-2.0
// src/forms/xpath_document.hpp: an XML document as XPath sees it: nodes in document order, each known by its number.
#pragma once

#include "core/bytes.hpp"
#include "core/result.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace accalmie::forms {

using NodeNumber = std::uint32_t;
inline constexpr NodeNumber no_node = 0xffff'ffff;

enum class NodeKind : std::uint8_t { root, element, attribute, text, comment, instruction };

struct NodeName {
    std::string prefix;  ///< as written, may be empty
    std::string local;
    std::string space;   ///< the namespace's address, may be empty
    friend auto operator<=>(NodeName const&, NodeName const&) = default;
};

struct DocumentNode {
    NodeKind kind = NodeKind::root;
    bool has_index = false;                  ///< of its children, by name: it has many
    std::uint32_t name = 0;                  ///< into Document::names
    std::uint32_t place = 1;                 ///< of an element among its siblings of that name, from 1
    NodeNumber parent = no_node;
    NodeNumber first_attribute = no_node;    ///< attributes are chained by `next`
    NodeNumber first_child = no_node;
    NodeNumber last_child = no_node;
    NodeNumber next = no_node;
    NodeNumber previous = no_node;
    NodeNumber next_namesake = no_node;      ///< of an element: the next sibling of that name
    NodeNumber end = 0;                      ///< one past its last descendant (attributes included)
    std::string text;                        ///< of attributes, texts, comments, instructions
};

struct DocumentBounds {
    static constexpr std::size_t octets_max = 256 * 1024 * 1024;
    static constexpr std::size_t nodes_max = 5'000'000;
    static constexpr std::size_t depth_max = 200;
    static constexpr std::size_t namespaces_max = 1000;  ///< declared around one element
};

class Document {
public:
    Document();

    /// in     `octets`: XML 1.0 in UTF-8 (or UTF-16 with a mark)
    /// errors  invalid  not well-formed, not text, or with a document type (no entity is ever expanded)
    ///         limit    larger, deeper or of more nodes than DocumentBounds
    static Result<Document> parse(BytesView octets);

    std::vector<DocumentNode> const& nodes() const { return nodes_; }
    DocumentNode const& node(NodeNumber number) const { return nodes_[number]; }
    NodeName const& name(NodeNumber number) const { return names_[nodes_[number].name]; }
    /// The outermost element, or no_node.
    NodeNumber top() const;
    /// XPath's string-value: of an element all the text under it.
    std::string text(NodeNumber number) const;
    /// The first attribute of this local name, or no_node.
    NodeNumber attribute(NodeNumber element, std::string_view local) const;
    /// Its value, or empty.
    std::string_view attribute_text(NodeNumber element, std::string_view local) const;
    /// The first child element of this local name, or no_node.
    NodeNumber child(NodeNumber parent, std::string_view local) const;
    /// "/data/group/name[2]": with a place among its namesakes where it has any.
    std::string path(NodeNumber number) const;
    /// The numbers of the names whose local part is this.
    std::vector<std::uint32_t> const& names_called(std::string_view local) const;
    /// The first child element of that name, of a parent that `has_index`.
    NodeNumber first_child_named(NodeNumber parent, std::uint32_t name) const;

    /// A leaf's text; `number` is an element without child elements.
    void set_text(NodeNumber number, std::string text);

    /// Building, in document order: attributes before children; every element that is opened is closed.
    NodeNumber open(NodeName const& name);
    void add_attribute(NodeName const& name, std::string value);
    void add_leaf(NodeKind kind, std::string_view name, std::string text);
    void close();
    /// `open`, one text, `close`.
    void add_element(std::string_view local, std::string text);
    std::size_t depth() const { return open_.size() - 1; }

    std::uint32_t order = 0;  ///< among the documents of one form: whose nodes come first

private:
    std::uint32_t intern(NodeName const& name);
    void count_namesakes(NodeNumber parent);
    NodeNumber append(NodeKind kind, std::uint32_t name);

    std::vector<DocumentNode> nodes_;
    std::vector<NodeName> names_;
    std::map<NodeName, std::uint32_t> name_numbers_;
    std::map<std::string, std::vector<std::uint32_t>, std::less<>> names_by_local_;
    std::unordered_map<std::uint64_t, NodeNumber> first_named_;  ///< parent and name to child
    std::vector<NodeNumber> open_;
};

/// A node of some document; no document: none.
struct NodeRef {
    Document const* document = nullptr;
    NodeNumber number = no_node;

    explicit operator bool() const { return document != nullptr; }
    DocumentNode const& operator*() const { return document->node(number); }
    DocumentNode const* operator->() const { return &document->node(number); }
    friend bool operator==(NodeRef const&, NodeRef const&) = default;
};

/// Document order, also across documents.
inline bool comes_before(NodeRef a, NodeRef b)
{
    return a.document == b.document ? a.number < b.number : a.document->order < b.document->order;
}

}  // namespace accalmie::forms
