// SPDX-License-Identifier: Apache-2.0
// src/forms/xls_model.hpp: a form as a tree of what it asks, between its sheets and its XML.
#pragma once

#include "forms/xls_findings.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace accalmie::forms {

/// What people read: one text, or one in each of several languages.
struct Text {
    std::string plain;
    std::vector<std::pair<std::string, std::string>> by_language;  ///< in the order of the columns; then `plain` is not used

    bool is_empty() const { return plain.empty() && by_language.empty(); }
    bool is_translated() const { return !by_language.empty(); }
    /// A text without language beside others counts as of the default language; one that has its own column wins.
    void add(std::string_view language, std::string_view text, std::string_view default_language);
};

/// Attributes in order; a name once.
class Attributes {
public:
    using Item = std::pair<std::string, Text>;

    Text const* find(std::string_view name) const;
    Text& at(std::string_view name);  ///< made if it is not there
    std::string_view plain(std::string_view name) const;
    void set(std::string_view name, std::string_view text);
    void remove(std::string_view name);
    bool is_empty() const { return items_.empty(); }
    auto begin() const { return items_.begin(); }
    auto end() const { return items_.end(); }
    auto begin() { return items_.begin(); }
    auto end() { return items_.end(); }

private:
    std::vector<Item> items_;
};

using Parameters = std::vector<std::pair<std::string, std::string>>;
/// The value of the parameter; null if it is not there.
std::string const* find_parameter(Parameters const& parameters, std::string_view name);

/// Something done at a moment: setvalue at the first load, a recording at each load.
struct Action {
    std::string element, event;
    std::string value;    ///< where the question's default is not it
    std::string quality;  ///< of a recording
};

struct OsmTag {
    std::string key;
    Text label;
};

struct Element {
    enum class Kind : std::uint8_t { survey, group, repeat, question, meta, entity, attribute, external_instance };
    Kind kind = Kind::question;
    std::string name;
    std::string type;         ///< canonical: "select one", "integer", "csv-external"
    std::string question_id;  ///< stays the same when a question is renamed or moved; the column question_id
    std::uint32_t row = 0;    ///< on the survey sheet; 0: made by us
    Text label, hint, guidance_hint;
    Attributes media, bind, control, instance;
    std::string default_value, choice_filter, list;
    std::string value;  ///< of an attribute
    Parameters parameters;
    std::vector<std::string> triggers;
    std::vector<Action> actions;
    std::vector<OsmTag> tags;
    bool has_dynamic_default = false;
    bool is_flat = false;           ///< its children stand beside it in the data (setting flat)
    bool has_bare_media = false;    ///< a column "media" that does not say of what kind: not read, but then a label may be missing
    bool is_inline_select = false;  ///< search(): its choices stand in the body
    Element* parent = nullptr;
    std::vector<std::unique_ptr<Element>> children;
    std::string path;  ///< "/data/group/name"; set by `set_paths`

    bool is_section() const
    {
        return kind == Kind::survey || kind == Kind::group || kind == Kind::repeat || kind == Kind::meta || kind == Kind::entity;
    }
    bool is_select() const { return type == "select one" || type == "select all that apply" || type == "rank"; }
    Element& add(std::unique_ptr<Element> child);
};

/// Fill `path` of the element and of all below it.
void set_paths(Element& element);

struct Choice {
    std::uint32_t row = 0;
    std::string name;
    Text label;
    Attributes media;
    std::string sms_option;
    std::vector<std::pair<std::uint32_t, std::string>> more;  ///< place in ChoiceLists::columns and text, for filters
};

struct ChoiceList {
    std::string name;
    std::vector<Choice> choices;
    bool needs_itext = false;     ///< any label in several languages, with media, or naming an answer
    bool used_by_search = false;  ///< then it makes no instance
};

struct ChoiceLists {
    std::vector<ChoiceList> lists;  ///< in the order of the sheet
    std::vector<std::string> columns;

    ChoiceList* find(std::string_view name);
    ChoiceList const* find(std::string_view name) const;

    std::unordered_map<std::string, std::size_t> index;
};

struct Settings {
    std::string form_name, id, title, version, default_language = "default";
    std::string instance_name, instance_id = "uid", submission_url, public_key, style, namespaces, instance_xmlns, prefix, delimiter;
    std::string auto_send, auto_delete;
    Attributes attributes;  ///< of the primary instance
    bool omits_instance_id = false, is_flat = false, cleans_text = true, allows_choice_duplicates = false, adds_none_option = false;
    bool is_client_editable = false;
};

struct Form {
    Settings settings;
    ChoiceLists choices;
    std::string entities_version;

    Element& root() { return *tree_; }
    Element const& root() const { return *tree_; }

private:
    std::unique_ptr<Element> tree_ = std::make_unique<Element>();  ///< its place stays when the form moves: children point to it
};

}  // namespace accalmie::forms
