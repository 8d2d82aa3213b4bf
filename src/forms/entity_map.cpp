// SPDX-License-Identifier: Apache-2.0
#include "forms/entity_map.hpp"

#include <algorithm>
#include <charconv>
#include <pugixml.hpp>

namespace accalmie::forms {

namespace {

constexpr std::size_t declarations_max = 10'000;
constexpr unsigned depth_max = 100;
constexpr unsigned parsing = pugi::parse_minimal | pugi::parse_escapes | pugi::parse_cdata;

std::string_view local(std::string_view name)
{
    auto const colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child(pugi::xml_node parent, std::string_view name)
{
    return parent.find_child([&](pugi::xml_node node) { return local(node.name()) == name; });
}

std::string_view trimmed_text(pugi::xml_node node)
{
    std::string_view text = node.text().get();
    while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
    return text;
}

std::optional<std::uint64_t> positive(std::string_view text)
{
    std::uint64_t number = 0;
    auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    constexpr std::uint64_t version_max = 1'000'000'000;
    if (fault != std::errc{} || end != text.data() + text.size() || number == 0 || number > version_max) return std::nullopt;
    return number;
}

bool is_true(std::string_view text) { return text == "1" || text == "true"; }

/// Every element with an `entity` in its `meta`, with its path. Order of the document.
template <class Give>
void each_container(pugi::xml_node node, std::string const& path, unsigned depth, Give const& give)
{
    if (depth > depth_max) return;
    auto const entity = child(child(node, "meta"), "entity");
    if (entity && entity.attribute("dataset")) give(node, entity, path);
    for (auto const inner : node.children())
        if (inner.type() == pugi::node_element && local(inner.name()) != "meta") each_container(inner, path + "/" + inner.name(), depth + 1, give);
}

pugi::xml_node at_path(pugi::xml_node node, std::string_view path)
{
    while (node && !path.empty()) {
        auto const step = path.substr(0, path.find('/'));
        path.remove_prefix(std::min(step.size() + 1, path.size()));
        node = node.find_child([&](pugi::xml_node inner) { return inner.name() == step; });
    }
    return node;
}

std::string lower(std::string_view text)
{
    std::string out{text};
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

/// "jr://file-csv/trees.csv" wants trees.csv.
void note_file(std::string_view source, std::set<std::string>& files)
{
    if (!source.starts_with("jr://file")) return;
    auto const name = source.substr(source.rfind('/') + 1);
    if (!name.empty()) files.emplace(name);
}

}  // namespace

bool is_uuid(std::string_view text)
{
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool const is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        bool const is_digit = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f') || (text[i] >= 'A' && text[i] <= 'F');
        if (is_dash ? text[i] != '-' : !is_digit) return false;
    }
    return true;
}

Result<EntityMap> EntityMap::of(std::string_view xform)
{
    pugi::xml_document document;
    if (!document.load_buffer(xform.data(), xform.size(), parsing, pugi::encoding_utf8))
        return Error{Error::Kind::invalid, "not XML", "XForm", "compile it from its XLSForm: accalmie form compile"};
    EntityMap map;
    auto const model = child(child(document.document_element(), "head"), "model");
    for (auto const instance : model.children()) note_file(instance.attribute("src").value(), map.files_);
    auto const root = child(model, "instance").first_child();
    each_container(root, "/" + std::string{root.name()}, 0, [&](pugi::xml_node, pugi::xml_node entity, std::string const& path) {
        std::string const list = entity.attribute("dataset").value();
        bool const is_seen = std::any_of(map.containers_.begin(), map.containers_.end(), [&](Container const& other) { return other.path == path; });
        if (is_seen) return;  // a repeat stands in the form as a template too
        map.containers_.push_back({path, list, {}});
        map.properties_[list];
    });
    for (auto const bind : model.children()) {
        if (local(bind.name()) != "bind") continue;
        std::string_view property;
        for (auto const attribute : bind.attributes())
            if (local(attribute.name()) == "saveto") property = attribute.value();
        if (property.empty()) continue;
        std::string_view const nodeset = bind.attribute("nodeset").value();
        Container* nearest = nullptr;
        for (auto& container : map.containers_)
            if (nodeset.starts_with(container.path + "/") && (nearest == nullptr || container.path.size() > nearest->path.size())) nearest = &container;
        if (nearest == nullptr) continue;
        nearest->saved.push_back({std::string{nodeset.substr(nearest->path.size() + 1)}, std::string{property}});
        map.properties_[nearest->list].emplace(property);
    }
    return map;
}

Result<std::vector<SaidEntity>> EntityMap::read(std::string_view submission) const
{
    pugi::xml_document document;
    if (!document.load_buffer(submission.data(), submission.size(), parsing, pugi::encoding_utf8))
        return Error{Error::Kind::invalid, "not XML", "submission"};
    std::vector<SaidEntity> declared;
    std::size_t count = 0;
    auto const root = document.document_element();
    each_container(root, "/" + std::string{root.name()}, 0, [&](pugi::xml_node node, pugi::xml_node entity, std::string const& path) {
        auto const container = std::find_if(containers_.begin(), containers_.end(), [&](Container const& one) { return one.path == path; });
        if (container == containers_.end() || ++count > declarations_max) return;
        SaidEntity one;
        one.list = container->list;
        one.id = lower(entity.attribute("id").value());
        if (one.id.starts_with("uuid:")) one.id.erase(0, 5);
        one.creates = is_true(entity.attribute("create").value());
        one.updates = is_true(entity.attribute("update").value());
        if (!one.creates && !one.updates) return;
        one.base_version = positive(entity.attribute("baseVersion").value()).value_or(0);
        one.trunk_version = positive(entity.attribute("trunkVersion").value());
        one.branch = lower(entity.attribute("branchId").value());
        if (auto const label = trimmed_text(child(entity, "label")); !label.empty()) one.label = std::string{label};
        for (auto const& save : container->saved)
            if (auto const answer = at_path(node, save.path)) one.values[save.property] = std::string{trimmed_text(answer)};
        declared.push_back(std::move(one));
    });
    if (count > declarations_max) return Error{Error::Kind::limit, "more than 10,000 entities in one submission", "submission", "send them in several"};
    return declared;
}

}  // namespace accalmie::forms
