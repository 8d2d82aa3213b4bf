// SPDX-License-Identifier: Apache-2.0
// An ODK XForm read into its parts: record, binds, controls, texts.
#include "forms/form_engine_parts.hpp"

#include "dictionary/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace accalmie::forms {

FormNode* FormRules::Parts::find(std::string_view path)
{
    auto const found = by_path.find(path);
    return found == by_path.end() ? nullptr : &nodes[found->second];
}

FormNode const* FormRules::Parts::find(std::string_view path) const
{
    auto const found = by_path.find(path);
    return found == by_path.end() ? nullptr : &nodes[found->second];
}

FormLanguage const* FormRules::Parts::language(std::string_view name) const
{
    if (languages.empty()) return nullptr;
    for (auto const& language : languages)
        if (language.name == name) return &language;
    // "fr" also means "Français (fr)", as spreadsheets name their columns.
    for (auto const& language : languages)
        if (!name.empty() && language.name.ends_with("(" + std::string{name} + ")")) return &language;
    return &languages[default_language];
}

std::string FormRules::Parts::text_in(std::string_view written, std::string_view name) const
{
    constexpr std::string_view call = "jr:itext(";
    auto const written_text = without_space_around(written);
    if (!written_text.starts_with(call)) return std::string{written};
    auto const inside = without_space_around(written_text.substr(call.size(), written_text.rfind(')') - call.size()));
    auto const* found = language(name);
    if (found == nullptr || inside.size() < 2) return {};
    auto const text = found->texts.find(inside.substr(1, inside.size() - 2));
    return text == found->texts.end() ? std::string{} : text->second;
}

std::string plain_path(std::string_view written, std::string_view base)
{
    auto const given = without_space_around(written);
    std::string path{given.starts_with('/') ? std::string_view{} : base};
    for (std::size_t at = 0; at < given.size();) {
        auto const end = std::min(given.find('/', at), given.size());
        auto step = without_space_around(given.substr(at, end - at));
        at = end + 1;
        if (step.empty() || step == ".") continue;
        if (step == "..") {
            path.resize(path.rfind('/') == std::string::npos ? 0 : path.rfind('/'));
            continue;
        }
        if (step.find_first_of("[]()*|$") != std::string_view::npos) return {};
        bool const is_attribute = step.starts_with('@');
        if (is_attribute) step.remove_prefix(1);
        auto const colon = step.rfind(':');
        path += is_attribute ? "/@" : "/";
        path += colon == std::string_view::npos ? step : step.substr(colon + 1);
    }
    return path;
}

std::string_view answer_type_name(AnswerType type)
{
    constexpr std::array<std::string_view, 15> names{"string", "int", "decimal", "boolean", "date", "dateTime", "time", "geopoint",
                                                     "geotrace", "geoshape", "select1", "select", "barcode", "binary", "unknown"};
    return names[static_cast<std::size_t>(type)];
}

namespace {

std::optional<AnswerType> answer_type(std::string_view written)
{
    auto const colon = written.rfind(':');
    auto const name = colon == std::string_view::npos ? written : written.substr(colon + 1);
    struct Known {
        std::string_view name;
        AnswerType type;
    };
    constexpr std::array<Known, 27> known{{{"", AnswerType::text}, {"string", AnswerType::text}, {"text", AnswerType::text}, {"normalizedString", AnswerType::text},
        {"anyURI", AnswerType::text}, {"ID", AnswerType::text}, {"intent", AnswerType::text}, {"int", AnswerType::integer}, {"integer", AnswerType::integer},
        {"long", AnswerType::integer}, {"decimal", AnswerType::decimal}, {"double", AnswerType::decimal}, {"float", AnswerType::decimal}, {"numeric", AnswerType::decimal},
        {"boolean", AnswerType::boolean}, {"date", AnswerType::date}, {"dateTime", AnswerType::moment}, {"time", AnswerType::time}, {"geopoint", AnswerType::place},
        {"geotrace", AnswerType::trace}, {"geoshape", AnswerType::shape}, {"select1", AnswerType::choice}, {"select", AnswerType::choices}, {"rank", AnswerType::choices},
        {"barcode", AnswerType::barcode}, {"binary", AnswerType::binary}, {"base64Binary", AnswerType::binary}}};
    for (auto const& one : known)
        if (one.name == name) return one.type;
    return std::nullopt;
}

class Loader {
public:
    Loader(FormRules::Parts& parts, std::span<FormAttachment const> files) : parts_(parts), xml_(parts.xml), files_(files) {}

    Result<void> run()
    {
        TRY(find_record());
        TRY(read_record());
        read_texts();
        read_binds();
        read_actions();
        read_body();
        TRY(load_instances(parts_, files_));
        order_rules(parts_);
        return {};
    }

private:
    using Number = NodeNumber;

    bool is_element(Number number, std::string_view local) const { return xml_.node(number).kind == NodeKind::element && xml_.name(number).local == local; }
    Number first_element(std::string_view local) const
    {
        for (Number i = 0; i < xml_.nodes().size(); ++i)
            if (is_element(i, local)) return i;
        return no_node;
    }
    Number first_child_element(Number parent) const
    {
        for (auto i = xml_.node(parent).first_child; i != no_node; i = xml_.node(i).next)
            if (xml_.node(i).kind == NodeKind::element) return i;
        return no_node;
    }
    void problem(std::string where, std::string what, std::string remedy) { parts_.problems.push_back({std::move(where), std::move(what), std::move(remedy)}); }

    Result<void> find_record()
    {
        parts_.model = first_element("model");
        if (parts_.model == no_node) return Error{Error::Kind::invalid, "no form: there is no model", {}, "give an ODK XForm, as `accalmie form compile` writes it"};
        auto const instance = xml_.child(parts_.model, "instance");
        parts_.record = instance == no_node ? no_node : first_child_element(instance);
        if (parts_.record == no_node) return Error{Error::Kind::invalid, "no form: the model has no instance with a record", {}, "give an ODK XForm"};
        parts_.root_name = xml_.name(parts_.record).local;
        parts_.id = xml_.attribute_text(parts_.record, "id");
        if (parts_.id.empty()) parts_.id = xml_.name(parts_.record).space;
        parts_.version = xml_.attribute_text(parts_.record, "version");
        auto const title = first_element("title");
        if (title != no_node) parts_.title = xml_.text(title);
        return {};
    }

    /// The value of one of our own attributes.
    std::string ours(Number element, std::string_view local) const
    {
        for (auto i = xml_.node(element).first_attribute; i != no_node; i = xml_.node(i).next)
            if (xml_.name(i).local == local && xml_.name(i).space == accalmie_space) return std::string{without_space_around(xml_.node(i).text)};
        return {};
    }

    Result<void> read_record()
    {
        std::vector<std::string> paths(xml_.node(parts_.record).end - parts_.record);
        for (auto i = parts_.record; i < xml_.node(parts_.record).end; ++i) {
            auto const& node = xml_.node(i);
            bool const is_attribute = node.kind == NodeKind::attribute;
            if (node.kind != NodeKind::element && !is_attribute) continue;
            auto const& name = xml_.name(i);
            if (is_attribute && (name.local == "template" || name.prefix == "jr" || name.space == accalmie_space)) continue;
            auto const parent = i == parts_.record ? std::string{} : paths[node.parent - parts_.record];
            auto const step = (is_attribute ? "@" : "") + name.local;
            auto const path = parent + "/" + step;
            paths[i - parts_.record] = path;
            if (auto* known = parts_.find(path)) {  // a repeat's template, and then its first instance
                if (!is_attribute && known->record_type.empty()) known->record_type = ours(i, "record");
                continue;
            }
            if (parts_.nodes.size() == FormBounds::nodes_max) return Error{Error::Kind::limit, "a record of more than 200,000 nodes", {}, "make the form smaller"};
            parts_.by_path.emplace(path, parts_.nodes.size());
            auto& made = parts_.nodes.emplace_back();
            made.path = path;
            made.is_leaf = is_attribute || first_child_element(i) == no_node;
            if (made.is_leaf) made.default_text = xml_.text(i);
            if (!is_attribute) made.record_type = ours(i, "record");
            if (!is_attribute && !parent.empty()) parts_.children[parent].push_back(name.local);
        }
        return {};
    }

    void read_texts()
    {
        auto const itext = xml_.child(parts_.model, "itext");
        if (itext == no_node) return;
        for (auto i = xml_.node(itext).first_child; i != no_node; i = xml_.node(i).next) {
            if (!is_element(i, "translation")) continue;
            if (xml_.attribute(i, "default") != no_node) parts_.default_language = parts_.languages.size();
            auto& language = parts_.languages.emplace_back();
            language.name = xml_.attribute_text(i, "lang");
            for (auto text = xml_.node(i).first_child; text != no_node; text = xml_.node(text).next) {
                if (!is_element(text, "text")) continue;
                for (auto value = xml_.node(text).first_child; value != no_node; value = xml_.node(value).next)
                    if (is_element(value, "value") && xml_.attribute(value, "form") == no_node)
                        language.texts.emplace(xml_.attribute_text(text, "id"), std::string{without_space_around(xml_.text(value))});
            }
        }
    }

    std::optional<Expression> expression(std::string_view written, std::string const& where)
    {
        if (without_space_around(written).empty()) return std::nullopt;
        auto parsed = Expression::parse(written);
        if (parsed) return std::move(*parsed);
        problem(where, parsed.error().what + " (" + parsed.error().where + ")", parsed.error().remedy);
        return std::nullopt;
    }

    void read_binds()
    {
        for (auto i = xml_.node(parts_.model).first_child; i != no_node; i = xml_.node(i).next) {
            if (!is_element(i, "bind")) continue;
            auto const written = xml_.attribute(i, "nodeset") != no_node ? xml_.attribute_text(i, "nodeset") : xml_.attribute_text(i, "ref");
            auto const path = plain_path(written, "/" + parts_.root_name);
            auto* node = parts_.find(path);
            auto const where = "bind " + std::string{written};
            if (node == nullptr) {
                problem(where, "it names a node that the record does not have", "add the node to the record, or remove the bind");
                continue;
            }
            if (auto const name = xml_.attribute_text(i, "id"); !name.empty()) bind_ids_.emplace(name, path);
            read_bind(i, *node, where);
        }
    }

    void read_bind(Number bind, FormNode& node, std::string const& where)
    {
        node.was_declared = true;
        if (xml_.attribute(bind, "type") != no_node) {
            auto const written = xml_.attribute_text(bind, "type");
            auto const type = answer_type(written);
            node.type = type.value_or(AnswerType::unknown);
            if (!type) problem(where, "no type is called " + clipped(written, 40), "its answers are read as texts");
        }
        auto const rule = [&](std::string_view name) { return expression(xml_.attribute_text(bind, name), where + ": " + std::string{name}); };
        node.relevant = rule("relevant");
        node.constraint = rule("constraint");
        node.required = rule("required");
        node.readonly = rule("readonly");
        node.calculate = rule("calculate");
        node.constraint_message = xml_.attribute_text(bind, "constraintMsg");
        node.required_message = xml_.attribute_text(bind, "requiredMsg");
        if (xml_.attribute(bind, "preload") != no_node) node.is_set_by_action = true;
        node.record_field = ours(bind, "field");
        node.tracks_changes = xml_.attribute_text(bind, "track-changes") == "true";
        node.entity_property = xml_.attribute_text(bind, "saveto");
    }

    void read_actions()
    {
        for (Number i = 0; i < xml_.nodes().size(); ++i) {
            if (!is_element(i, "setvalue") && !is_element(i, "setgeopoint") && !is_element(i, "recordaudio")) continue;
            auto const path = plain_path(xml_.attribute_text(i, "ref"), "/" + parts_.root_name);
            auto* node = parts_.find(path);
            if (node == nullptr) continue;
            node->is_set_by_action = true;
            if (auto value = expression(xml_.attribute_text(i, "value"), "setvalue " + path)) node->set_values.push_back(std::move(*value));
        }
    }

    void read_body()
    {
        auto const body = first_element("body");
        if (body == no_node) return;
        std::vector<std::string> bases(xml_.node(body).end - body);
        bases[0] = "/" + parts_.root_name;
        for (auto i = body + 1; i < xml_.node(body).end; ++i) {
            auto const& node = xml_.node(i);
            if (node.kind != NodeKind::element) continue;
            auto const& base = bases[node.parent - body];
            auto const path = control_path(i, base);
            bases[i - body] = path.empty() ? base : path;
            if (!path.empty()) read_control(i, path);
        }
    }

    std::string control_path(Number control, std::string const& base) const
    {
        auto const& name = xml_.name(control).local;
        constexpr std::array<std::string_view, 11> controls{"input", "select", "select1", "range", "upload", "trigger", "rank", "secret", "group", "repeat", "textarea"};
        if (std::find(controls.begin(), controls.end(), name) == controls.end()) return {};
        if (auto const bind = bind_ids_.find(xml_.attribute_text(control, "bind")); bind != bind_ids_.end()) return bind->second;
        auto const written = name == "repeat" ? xml_.attribute_text(control, "nodeset") : xml_.attribute_text(control, "ref");
        return written.empty() ? std::string{} : plain_path(written, base);
    }

    void read_control(Number control, std::string const& path)
    {
        auto const& name = xml_.name(control).local;
        auto const where = name + " " + path;
        auto* node = parts_.find(path);
        if (node == nullptr) {
            problem(where, "it names a node that the record does not have", "add the node to the record");
            return;
        }
        node->was_declared = true;
        if (name == "repeat") {
            node->is_repeat = true;
            node->repeat_count = expression(xml_.attribute_text(control, "count"), where + ": count");
        } else if (name == "select" || name == "select1" || name == "rank") {
            if (node->type == AnswerType::text) node->type = name == "select1" ? AnswerType::choice : AnswerType::choices;
            read_choices(control, *node, where);
        } else if (name == "upload" && node->type == AnswerType::text) {
            node->type = AnswerType::binary;
        } else if (name == "trigger") {
            node->is_trigger = true;
        } else if (name == "range") {
            FormRange range{number_of_text(xml_.attribute_text(control, "start"), Dialect::xpath), number_of_text(xml_.attribute_text(control, "end"), Dialect::xpath)};
            if (!std::isnan(range.first) && !std::isnan(range.last)) node->range = range;
        }
    }

    void read_choices(Number control, FormNode& node, std::string const& where)
    {
        AnswerChoices list;
        list.from_search = xml_.attribute_text(control, "appearance").find("search(") != std::string_view::npos;
        for (auto i = xml_.node(control).first_child; i != no_node; i = xml_.node(i).next) {
            if (is_element(i, "item")) {
                auto const value = xml_.child(i, "value");
                list.values.push_back(value == no_node ? std::string{} : std::string{without_space_around(xml_.text(value))});
                list.labels.push_back(label_of(i));
            } else if (is_element(i, "itemset")) {
                list.nodes = expression(xml_.attribute_text(i, "nodeset"), where + ": itemset");
                auto const value = xml_.child(i, "value");
                auto const label = xml_.child(i, "label");
                if (value != no_node) list.value_child = xml_.attribute_text(value, "ref");
                if (label != no_node) list.label_child = xml_.attribute_text(label, "ref");
            }
        }
        if (list.values.empty() && !list.nodes && !list.from_search) {
            problem(where, "it has no choices", "add some; until then its answers are not checked");
            return;
        }
        // One question may be shown twice with other lists (by appearance or language): an answer of either is one.
        if (node.choices && !list.nodes && !node.choices->nodes) {
            node.choices->values.insert(node.choices->values.end(), list.values.begin(), list.values.end());
            node.choices->labels.insert(node.choices->labels.end(), list.labels.begin(), list.labels.end());
            return;
        }
        if (node.choices) list.from_search = true;
        node.choices = std::move(list);
    }

    std::string label_of(Number item) const
    {
        auto const label = xml_.child(item, "label");
        if (label == no_node) return {};
        auto const reference = xml_.attribute_text(label, "ref");
        return reference.empty() ? xml_.text(label) : std::string{reference};
    }

    FormRules::Parts& parts_;
    Document const& xml_;
    std::span<FormAttachment const> files_;
    std::map<std::string, std::string, std::less<>> bind_ids_;
};

}  // namespace

FormRules::FormRules(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
FormRules::FormRules(FormRules&&) noexcept = default;
FormRules& FormRules::operator=(FormRules&&) noexcept = default;
FormRules::~FormRules() = default;

Result<FormRules> FormRules::load(BytesView xml, std::span<FormAttachment const> files)
{
    auto parts = std::make_unique<Parts>();
    parts->xml = TRY(Document::parse(xml));
    TRY(Loader(*parts, files).run());
    return FormRules{std::move(parts)};
}

std::string const& FormRules::id() const { return parts_->id; }
std::string const& FormRules::version() const { return parts_->version; }
std::string const& FormRules::title() const { return parts_->title; }
std::vector<FormNode> const& FormRules::nodes() const { return parts_->nodes; }
std::vector<FormProblem> const& FormRules::problems() const { return parts_->problems; }

std::optional<std::vector<std::string>> FormRules::choice_values(FormNode const& question) const
{
    if (!question.choices || question.choices->from_search) return std::nullopt;
    auto const& list = *question.choices;
    if (!list.nodes) return list.values;
    for (auto const& [name, document] : parts_->instances) {
        auto const& source = list.nodes->source();
        if (source.find("'" + name + "'") == std::string::npos && source.find("\"" + name + "\"") == std::string::npos) continue;
        std::vector<std::string> values;
        for (auto item = document->node(document->top()).first_child; item != no_node; item = document->node(item).next) {
            auto const held = document->node(item).kind == NodeKind::element ? document->child(item, list.value_child) : no_node;
            if (held != no_node) values.emplace_back(without_space_around(document->text(held)));
        }
        return values;
    }
    return std::nullopt;
}

std::vector<std::string> FormRules::languages() const
{
    std::vector<std::string> names;
    for (auto const& language : parts_->languages) names.push_back(language.name);
    return names;
}

}  // namespace accalmie::forms
