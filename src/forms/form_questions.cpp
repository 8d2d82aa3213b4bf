// SPDX-License-Identifier: Apache-2.0
#include "forms/form_questions.hpp"

#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <unordered_map>

namespace accalmie::forms {

namespace {

constexpr int depth_max = 100;

std::string_view local(std::string_view name)
{
    auto const colon = name.find(':');
    return name.substr(colon == std::string_view::npos ? 0 : colon + 1);
}

pugi::xml_node child(pugi::xml_node parent, std::string_view name)
{
    return parent.find_child([&](pugi::xml_node node) { return local(node.name()) == name; });
}

std::string_view stripped_text(std::string_view text)
{
    auto const begin = text.find_first_not_of(" \t\r\n");
    return begin == std::string_view::npos ? std::string_view{} : text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

/// The words of a label; what is put in from answers is left out.
std::string words_of(pugi::xml_node node)
{
    std::string words;
    for (auto const inner : node.children())
        if (inner.type() == pugi::node_pcdata || inner.type() == pugi::node_cdata) words += inner.value();
    return std::string{stripped_text(words)};
}

void add_once(std::vector<std::string>& into, std::string text)
{
    if (!text.empty() && text != "-" && std::find(into.begin(), into.end(), text) == into.end()) into.push_back(std::move(text));
}

/// "jr:itext('visit:label')" is visit:label.
std::string_view itext_id(std::string_view expression)
{
    auto const first = expression.find('\''), last = expression.rfind('\'');
    return expression.find("itext(") == std::string_view::npos || first == last ? std::string_view{} : expression.substr(first + 1, last - first - 1);
}

class Reader {
public:
    explicit Reader(pugi::xml_node html) : model_{child(child(html, "head"), "model")}, body_{child(html, "body")} {}

    Result<FormQuestions> run()
    {
        auto const root = child(model_, "instance").find_child([](pugi::xml_node node) { return node.type() == pugi::node_element; });
        if (!root) return Error{Error::Kind::invalid, "not an XForm", {}, "publish the form again"};
        form_.id = root.attribute("id").value();
        form_.version = root.attribute("version").value();
        form_.root = local(root.name());
        form_.nodes.push_back({form_.root, "", FormQuestion::none, 0, FormQuestion::Kind::group, {}, {}, {}});
        TRY(add(root, 0, 0));
        form_.nodes.front().end = form_.nodes.size();
        read_texts();
        read_binds();
        read_controls(body_, 0);
        return std::move(form_);
    }

private:
    Result<void> add(pugi::xml_node element, std::size_t parent, int depth)
    {
        if (depth > depth_max) return Error{Error::Kind::limit, "groups within groups more than 100 deep", form_.nodes[parent].path, "use a flatter form"};
        for (auto const inner : element.children()) {
            if (inner.type() != pugi::node_element) continue;
            auto const path = (parent == 0 ? "" : form_.nodes[parent].path + "/") + std::string{local(inner.name())};
            if (by_path_.contains(path)) continue;  // a repeat's template stands before its first row
            if (form_.nodes.size() >= FormQuestions::nodes_max)
                return Error{Error::Kind::limit, "more than " + std::to_string(FormQuestions::nodes_max) + " questions", path, "split the form"};
            auto const index = form_.nodes.size();
            by_path_.emplace(path, index);
            bool const is_leaf = !inner.find_child([](pugi::xml_node node) { return node.type() == pugi::node_element; });
            form_.nodes.push_back({std::string{local(inner.name())}, path, parent, 0, is_leaf ? FormQuestion::Kind::question : FormQuestion::Kind::group, {}, {}, {}});
            TRY(add(inner, index, depth + 1));
            form_.nodes[index].end = form_.nodes.size();
        }
        return {};
    }

    /// "/data/group/age" with or without prefixes; null where it is none of the record's nodes.
    FormQuestion* find(std::string_view reference)
    {
        std::string path;
        while (reference.ends_with('/')) reference.remove_suffix(1);
        if (!reference.starts_with('/')) return nullptr;
        reference.remove_prefix(1);
        auto const first = reference.find('/');
        if (first == std::string_view::npos) return nullptr;
        for (auto rest = reference.substr(first + 1); !rest.empty();) {
            auto const step = rest.substr(0, rest.find('/'));
            rest.remove_prefix(std::min(step.size() + 1, rest.size()));
            path += (path.empty() ? "" : "/") + std::string{local(step)};
        }
        auto const found = by_path_.find(path);
        return found == by_path_.end() ? nullptr : &form_.nodes[found->second];
    }

    void read_texts()
    {
        for (auto const translation : child(model_, "itext").children())
            for (auto const text : translation.children())
                for (auto const value : text.children())
                    if (local(value.name()) == "value" && !value.attribute("form")) add_once(texts_[text.attribute("id").value()], words_of(value));
    }

    void read_binds()
    {
        for (auto const bind : model_.children()) {
            if (local(bind.name()) != "bind") continue;
            auto* const node = find(bind.attribute("nodeset").value());
            if (node == nullptr) continue;
            auto const type = local(bind.attribute("type").value());
            using Answer = FormQuestion::Answer;
            node->answer = type == "date" ? Answer::day : type == "dateTime" ? Answer::moment : type == "geopoint" ? Answer::point
                : type == "geotrace" || type == "geoshape" ? Answer::line : type == "binary" ? Answer::file : Answer::text;
        }
    }

    /// The label in all languages.
    std::vector<std::string> labels_of(pugi::xml_node control) const
    {
        std::vector<std::string> labels;
        auto const label = child(control, "label");
        if (auto const found = texts_.find(std::string{itext_id(label.attribute("ref").value())}); found != texts_.end())
            labels = found->second;
        else
            add_once(labels, words_of(label));
        return labels;
    }

    void read_controls(pugi::xml_node parent, int depth)
    {
        for (auto const control : parent.children()) {
            auto const kind = local(control.name());
            auto* node = find(control.attribute(kind == "repeat" ? "nodeset" : "ref").value());
            if (node != nullptr) {
                if (kind == "repeat") {
                    node->kind = FormQuestion::Kind::repeat;
                    if (node->labels.empty()) node->labels = labels_of(parent);
                } else {
                    for (auto& label : labels_of(control)) add_once(node->labels, std::move(label));
                    bool const is_many = kind == "select" || kind == "rank";
                    if (is_many || kind == "select1") {
                        node->answer = is_many ? FormQuestion::Answer::select_many : FormQuestion::Answer::select_one;
                        node->choices = choices_of(control);
                    }
                    if (kind == "upload") node->answer = FormQuestion::Answer::file;
                }
            }
            if (depth < depth_max) read_controls(control, depth + 1);
        }
    }

    std::vector<QuestionChoice> choices_of(pugi::xml_node control)
    {
        std::vector<QuestionChoice> choices;
        for (auto const item : control.children()) {
            if (local(item.name()) == "item") choices.push_back({std::string{stripped_text(child(item, "value").text().get())}, labels_of(item)});
            if (local(item.name()) == "itemset") choices = listed(item.attribute("nodeset").value());
        }
        return choices;
    }

    /// The whole list that a nodeset names, whatever its filter.
    std::vector<QuestionChoice> const& listed(std::string_view nodeset)
    {
        auto const first = nodeset.find('\''), last = nodeset.find('\'', first + 1);
        std::string const id{nodeset.starts_with("instance(") && last != std::string_view::npos ? nodeset.substr(first + 1, last - first - 1) : std::string_view{}};
        auto const [found, is_new] = lists_.try_emplace(id);
        if (!is_new || id.empty()) return found->second;
        auto const instance = model_.find_child([&](pugi::xml_node node) { return local(node.name()) == "instance" && node.attribute("id").value() == id; });
        for (auto const item : child(instance, "root").children()) {
            if (local(item.name()) != "item") continue;
            QuestionChoice choice{std::string{stripped_text(child(item, "name").text().get())}, {}};
            if (auto const text = texts_.find(child(item, "itextId").text().get()); text != texts_.end()) choice.labels = text->second;
            add_once(choice.labels, std::string{stripped_text(child(item, "label").text().get())});
            found->second.push_back(std::move(choice));
        }
        return found->second;
    }

    pugi::xml_node model_, body_;
    FormQuestions form_;
    std::unordered_map<std::string, std::size_t> by_path_;
    std::unordered_map<std::string, std::vector<std::string>> texts_;
    std::map<std::string, std::vector<QuestionChoice>> lists_;
};

}  // namespace

Result<FormQuestions> FormQuestions::of(std::string_view xform)
{
    pugi::xml_document document;
    auto const parsed = document.load_buffer(xform.data(), xform.size(), pugi::parse_minimal | pugi::parse_escapes | pugi::parse_cdata, pugi::encoding_utf8);
    if (!parsed) return Error{Error::Kind::invalid, std::string{"not XML: "} + parsed.description(), {}, "publish the form again"};
    return Reader{document.document_element()}.run();
}

}  // namespace accalmie::forms
