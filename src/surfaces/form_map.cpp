// SPDX-License-Identifier: Apache-2.0
#include "surfaces/form_map.hpp"

#include <algorithm>
#include <deque>
#include <nlohmann/json.hpp>

namespace accalmie {

namespace {

constexpr std::uint64_t file_octets_max = 64U << 20U;

using Column = forms::MapFinding::Column;

std::string heading_of(Column column)
{
    switch (column) {
    case Column::type: return "type";
    case Column::name: return "name";
    case Column::record: return "instance::accalmie:record";
    case Column::field: return "bind::accalmie:field";
    case Column::calculation: return "calculation";
    }
    VERIFY(false);
}

forms::Element const* element_at(forms::Element const& element, std::string_view path)
{
    if (element.path == path) return &element;
    for (auto const& child : element.children)
        if (auto const* found = element_at(*child, path)) return found;
    return nullptr;
}

}  // namespace

Result<forms::RecordMap> map_compiled(Disk& disk, std::filesystem::path const& form, forms::Compilation const& compiled, Dictionary const& dictionary)
{
    std::error_code fault;
    auto const folder = std::filesystem::is_directory(form, fault) ? form : form.parent_path();
    std::deque<Bytes> octets;
    std::vector<forms::FormAttachment> files;
    for (auto const& name : TRY(forms::files_wanted(as_bytes(compiled.xform)))) {
        // A form may come from anybody: a name that leaves the folder is none.
        if (name.empty() || name == ".." || std::filesystem::path{name}.filename() != name || !TRY(disk.exists(folder / name))) continue;
        octets.push_back(TRY(read_whole(disk, folder / name, file_octets_max).at(name)));
        files.push_back({name, octets.back()});
    }
    auto const rules = TRY(forms::FormRules::load(as_bytes(compiled.xform), files));
    return forms::map_of(rules, dictionary);
}

forms::Finding sheet_finding(forms::Compilation const& compiled, forms::MapFinding const& finding)
{
    using Weight = forms::Finding::Weight;
    forms::Finding found;
    found.weight = finding.weight == forms::MapFinding::Weight::error ? Weight::error : Weight::warning;
    auto const* element = element_at(compiled.form.root(), finding.path);
    bool const is_root = element == &compiled.form.root();
    found.place.sheet = is_root ? "settings" : "survey";
    found.place.row = is_root ? 2 : element == nullptr ? 0 : element->row;
    found.place.column = is_root ? "attribute::accalmie:record" : heading_of(finding.column);
    found.what = finding.path + ": " + finding.what;
    found.remedy = finding.remedy;
    return found;
}

nlohmann::ordered_json map_tree(forms::RecordMap const& map, Dictionary const& dictionary)
{
    auto records = nlohmann::ordered_json::array();
    for (auto const& record : map.records) {
        auto const& type = *dictionary.find(record.type);
        auto fields = nlohmann::ordered_json::object();
        for (auto const& question : record.questions) {
            fields[type.fields[question.field].name] = question.path;
            if (question.longitude) fields[type.fields[*question.longitude].name] = question.path;
        }
        for (auto const& link : record.links) fields[type.fields[link.field].name] = map.records[link.record].path;
        nlohmann::ordered_json tree{{"type", record.type}, {"path", record.path}};
        if (record.around != forms::MappedRecord::none) tree["around"] = map.records[record.around].path;
        tree["fields"] = std::move(fields);
        records.push_back(std::move(tree));
    }
    return records;
}

}  // namespace accalmie
