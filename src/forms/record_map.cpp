// SPDX-License-Identifier: Apache-2.0
#include "forms/record_map.hpp"

#include "dictionary/answer_text.hpp"
#include "dictionary/text.hpp"
#include "forms/record_map_checks.hpp"
#include "forms/xpath_text.hpp"

#include <algorithm>
#include <map>

namespace accalmie::forms {

namespace {

using Weight = MapFinding::Weight;
using Column = MapFinding::Column;

std::string_view name_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }
std::string_view parent_of(std::string_view path) { return path.substr(0, path.rfind('/')); }

class Mapper {
public:
    Mapper(FormRules const& form, Dictionary const& dictionary) : form_(form), dictionary_(dictionary) {}

    RecordMap run()
    {
        for (auto const& node : form_.nodes()) {
            learn(node);
            if (node.is_repeat) map_.repeats.push_back(node.path);
            if (node.is_leaf) place(node);
        }
        for (std::size_t i = 0; i < map_.records.size(); ++i) complete(i);
        check_sealed(form_, map_);
        std::sort(map_.repeats.begin(), map_.repeats.end());
        return std::move(map_);
    }

private:
    /// Of the nearest node around: the record that its questions belong to, and whether a repeat without a type lies between.
    struct Place {
        std::size_t record = MappedRecord::none;
        bool is_many = false;
    };

    void find(Weight weight, FormNode const& node, Column column, std::string what, std::string remedy)
    {
        map_.findings.push_back({weight, node.path, column, std::move(what), std::move(remedy)});
    }
    void error(FormNode const& node, Column column, std::string what, std::string remedy) { find(Weight::error, node, column, std::move(what), std::move(remedy)); }

    Place around(std::string_view path) const
    {
        auto const found = places_.find(parent_of(path));
        return found == places_.end() ? Place{} : found->second;
    }

    RecordType const& type_of(std::size_t record) const { return *dictionary_.find(map_.records[record].type); }

    /// What lies in this group, repeat or root belongs to which record.
    void learn(FormNode const& node)
    {
        auto place = around(node.path);
        if (node.record_type.empty()) {
            place.is_many = place.is_many || node.is_repeat;
        } else if (node.is_leaf) {
            error(node, Column::record, "accalmie:record on a question", "put it on a group, a repeat or the settings");
        } else if (dictionary_.find(node.record_type) == nullptr) {
            error(node, Column::record, "there is no record type \"" + clipped(node.record_type, 60) + "\"", "use one of docs/dictionary.md");
        } else if (place.is_many) {
            error(node, Column::record, "a record inside a repeat that is none", "give the repeat a record type, or move this out of it");
        } else {
            MappedRecord record;
            record.type = node.record_type;
            record.path = node.path;
            record.around = place.record;
            place.record = map_.records.size();
            map_.records.push_back(std::move(record));
        }
        if (!node.is_leaf) places_.emplace(node.path, place);
    }

    void place(FormNode const& node)
    {
        auto const at = around(node.path);
        auto const name = name_of(node.path);
        bool const is_named = !node.record_field.empty();
        if (node.record_field == "-" || name.starts_with('@') || parent_of(node.path).ends_with("/meta")) return;
        if (at.record == MappedRecord::none || at.is_many) {
            if (is_named)
                error(node, Column::field, at.is_many ? "a field inside a repeat that is no record" : "a field outside of any record",
                      "give the repeat, the group or the form a record type (accalmie:record)");
            return;
        }
        auto const& type = type_of(at.record);
        auto const field_name = is_named ? std::string_view{node.record_field} : name;
        if (place_position(node, at.record, type, field_name)) return;
        auto const field = type.index_of(field_name);
        if (field)
            add(node, at.record, {node.path, *field});
        else if (is_named)
            error(node, Column::field, "the type " + type.name + " has no field \"" + clipped(field_name, 60) + "\"", "use one of its fields (docs/dictionary.md), or -");
        else if (node.was_declared)
            find(Weight::information, node, Column::name, "no field of " + type.name + ": its answers stay in the submission", "name the field in accalmie:field, or - to say that it is none");
    }

    /// "latitude longitude" takes a geopoint apart.
    bool place_position(FormNode const& node, std::size_t record, RecordType const& type, std::string_view name)
    {
        auto const blank = name.find(' ');
        if (blank == std::string_view::npos) return false;
        auto const first = type.index_of(name.substr(0, blank)), second = type.index_of(without_space_around(name.substr(blank)));
        if (!first || !second || name.substr(0, blank) != "latitude") {
            error(node, Column::field, "only \"latitude longitude\" may name two fields, and of a type that has them", "name one field");
        } else {
            add(node, record, {node.path, *first, second});
        }
        return true;
    }

    void add(FormNode const& node, std::size_t record, MappedQuestion question)
    {
        auto& mapped = map_.records[record];
        auto const& type = type_of(record);
        for (auto const& other : mapped.questions)
            if (other.field == question.field || other.longitude == question.field) {
                error(node, Column::field, "two questions for the field " + type.fields[question.field].name + ": also " + other.path, "name the field in one of them, write - in the other");
                return;
            }
        auto const& field = type.fields[question.field];
        for (auto& problem : problems_of(form_, node, question, type, dictionary_)) find(problem.weight, node, problem.column, std::move(problem.what), std::move(problem.remedy));
        if (field.is_sealed()) map_.sealed.push_back({node.path, std::string{field.audience()}});
        mapped.questions.push_back(std::move(question));
    }

    bool is_asked(MappedRecord const& record, std::size_t field) const
    {
        return std::any_of(record.questions.begin(), record.questions.end(), [&](auto const& question) { return question.field == field || question.longitude == field; });
    }

    /// Links to what lies around, and required fields that nobody fills in.
    void complete(std::size_t index)
    {
        auto& record = map_.records[index];
        auto const& type = type_of(index);
        for (std::size_t field = 0; field < type.fields.size(); ++field) {
            if (is_asked(record, field)) continue;
            auto const outer = type.fields[field].kind == FieldKind::link ? outer_of_type(record, type.fields[field].target) : MappedRecord::none;
            if (outer != MappedRecord::none)
                record.links.push_back({field, outer});
            else if (type.fields[field].required)
                map_.findings.push_back({Weight::error, record.path, Column::record, "no question fills in the required field " + type.fields[field].name + " of " + type.name,
                                         "ask for it, or calculate it (type calculate)"});
        }
        if (record.questions.empty())
            map_.findings.push_back({Weight::error, record.path, Column::record, "no question fills in any field of " + type.name, "name the questions as the fields, or take accalmie:record away"});
    }

    std::size_t outer_of_type(MappedRecord const& record, std::string_view type) const
    {
        for (auto at = record.around; at != MappedRecord::none; at = map_.records[at].around)
            if (map_.records[at].type == type) return at;
        return MappedRecord::none;
    }

    FormRules const& form_;
    Dictionary const& dictionary_;
    RecordMap map_;
    std::map<std::string, Place, std::less<>> places_;
};

}  // namespace

std::size_t RecordMap::error_count() const
{
    return static_cast<std::size_t>(std::count_if(findings.begin(), findings.end(), [](auto const& finding) { return finding.weight == Weight::error; }));
}

bool RecordMap::is_repeat(std::string_view path) const { return std::binary_search(repeats.begin(), repeats.end(), path); }

std::string RecordMap::text(Dictionary const& dictionary) const
{
    std::string text;
    for (auto const& record : records) {
        auto const* type = dictionary.find(record.type);
        text += text.empty() ? "" : "; ";
        text += record.path + " is " + record.type + ":";
        for (auto const& question : record.questions) {
            text += " " + type->fields[question.field].name;
            if (question.longitude) text += " " + type->fields[*question.longitude].name;
        }
        for (auto const& link : record.links) text += " " + type->fields[link.field].name + " (the " + records[link.record].type + " around)";
    }
    return text;
}

RecordMap map_of(FormRules const& form, Dictionary const& dictionary) { return Mapper{form, dictionary}.run(); }

}  // namespace accalmie::forms
