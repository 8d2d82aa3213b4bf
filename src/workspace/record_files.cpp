// SPDX-License-Identifier: Apache-2.0
#include "workspace/record_files.hpp"

#include "capture/csv.hpp"
#include "workspace/sql.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace accalmie {

namespace {

constexpr std::size_t records_max = 100'000, label_parts_max = 4;
constexpr std::string_view suffix = ".csv";

RecordType const* type_of(Dictionary const& dictionary, std::string_view name)
{
    if (!name.ends_with(suffix)) return nullptr;
    return dictionary.find(name.substr(0, name.size() - suffix.size()));
}

/// Open fields that tell records apart: a name or code alone, otherwise codes, texts, days and places.
std::vector<std::size_t> label_fields(RecordType const& type)
{
    std::vector<std::size_t> fields;
    for (std::string_view const wanted : {"name", "code"})
        for (std::size_t at = 0; at < type.fields.size(); ++at)
            if (type.fields[at].group == "open" && type.fields[at].name == wanted) return {at};
    for (std::size_t at = 0; at < type.fields.size() && fields.size() < label_parts_max; ++at) {
        auto const& field = type.fields[at];
        bool const tells = field.kind == FieldKind::code || field.kind == FieldKind::text || field.kind == FieldKind::day || field.kind == FieldKind::place;
        if (field.group == "open" && tells) fields.push_back(at);
    }
    return fields;
}

Words word_of(Workspace& workspace, Field const& field, Value const& value)
{
    if (auto const* const day = std::get_if<Day>(&value)) return {to_iso(*day), to_iso(*day)};
    auto const* const text = std::get_if<std::string>(&value);
    if (text == nullptr) return {};
    if (field.kind == FieldKind::code) {
        auto const* const list = workspace.dictionary().list(field.list);
        auto const* const code = list == nullptr ? nullptr : list->find(*text);
        return code == nullptr ? Words{*text, *text} : code->label;
    }
    if (field.kind != FieldKind::place) return {*text, *text};
    auto const at = text->find('@');
    auto const places = workspace.facts().places(at == std::string::npos ? std::string_view{} : std::string_view{*text}.substr(at + 1));
    auto const code = text->substr(0, at);
    auto const found = places ? (*places)->coded(code) : PlaceIndex::none;
    auto const name = found == PlaceIndex::none ? code : (*places)->places()[found].name;
    return {name, name};
}

/// Under the address of its first version, which is what links name.
std::string query_of(RecordType const& type, std::vector<std::size_t> const& fields)
{
    std::string columns;
    for (auto const field : fields) columns += fmt::format(", r.\"{}\"", type.fields[field].name);
    std::string const place = type.index_of("place") ? "r.\"place\"" : "''";
    auto const* const code = type.find("code");
    std::string const own_code = code != nullptr && code->group == "open" ? "r.\"code\"" : "''";
    return fmt::format("with recursive lineage(root, record, line) as ("
                       "select _record || ':' || _row, _record, _row from every.\"{0}\" where _replaces is null union all "
                       "select l.root, r._record, r._row from every.\"{0}\" r join lineage l on r._replaces = l.record and coalesce(r._replaces_row, 0) = l.line) "
                       "select coalesce(l.root, r._record || ':' || r._row), {1}, {2}{3} from every.\"{0}\" r left join lineage l on l.record = r._record and l.line = r._row "
                       "where r._state in ('current', 'disputed') order by r._hlc desc, r._row limit {4}",
                       type.name, place, own_code, columns, records_max + 1);
}

std::string text_of(Value const& value)
{
    if (auto const* text = std::get_if<std::string>(&value)) return *text;
    if (auto const* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    if (auto const* decimal = std::get_if<double>(&value)) return fmt::format("{}", *decimal);
    return {};
}

void add_line(std::string& text, std::span<std::string const> cells)
{
    for (std::size_t at = 0; at < cells.size(); ++at) {
        if (at > 0) text += ',';
        append_csv_field(text, cells[at]);
    }
    text += '\n';
}

/// Does the place lie in one of the member's?
bool is_inside(Member const& member, std::string_view code)
{
    return std::any_of(member.places.begin(), member.places.end(),
                       [&](std::string const& own) { return own == "*" || (!own.empty() && code.starts_with(own)); });
}

/// Is it around one of them? Without its region and its cercle a village cannot be chosen step by step.
bool is_around(Member const& member, std::string_view code)
{
    return !code.empty() && std::any_of(member.places.begin(), member.places.end(), [&](std::string const& own) { return own.starts_with(code); });
}

/// Those in the member's places and those around them, of the newest boundary version, and settlements.
Result<std::string> places(Workspace& workspace, Member const& member)
{
    std::string text = "name,label,level,parent,kind,latitude,longitude\n";
    if (!may(member, Action::see_open, {"place", {}, workspace.today()})) return text;
    for (auto const& row : TRY(workspace.facts().query(sql::ground_places, {{"today", workspace.today()}})).rows) {
        auto const code = text_of(row[0]), name = text_of(row[1]);
        if (!is_inside(member, code) && !is_around(member, code)) continue;
        add_line(text, std::array{code, name, text_of(row[2]), text_of(row[3]), text_of(row[4]), text_of(row[5]), text_of(row[6])});
    }
    return text;
}

/// Open codes of the type: what a choice_filter may ask for.
std::vector<std::size_t> filter_fields(RecordType const& type)
{
    std::vector<std::size_t> fields;
    for (std::size_t at = 0; at < type.fields.size(); ++at)
        if (type.fields[at].group == "open" && type.fields[at].kind == FieldKind::code) fields.push_back(at);
    return fields;
}

}  // namespace

bool is_record_file(Dictionary const& dictionary, std::string_view name) { return type_of(dictionary, name) != nullptr; }

Result<std::string> record_file(Workspace& workspace, std::string_view name, Member const& member)
{
    auto const* const type = type_of(workspace.dictionary(), name);
    if (type == nullptr) return Error{Error::Kind::missing, "no list of this name", std::string{name}};
    if (type->name == "place") return places(workspace, member);
    auto const labels = label_fields(*type), filters = filter_fields(*type);
    auto fields = labels;
    fields.insert(fields.end(), filters.begin(), filters.end());
    auto const table = TRY(workspace.facts().query(query_of(*type, fields)));
    if (table.rows.size() > records_max) return Error{Error::Kind::limit, "more than 100,000 records to choose from", std::string{name}, "give the device fewer places"};
    std::string text = "name,label,label_en,place,code";
    for (auto const field : filters) text += "," + type->fields[field].name;
    text += '\n';
    for (auto const& row : table.rows) {
        auto const place = text_of(row[1]);
        auto const code = place.substr(0, place.find('@'));
        if (!may(member, Action::see_open, {type->name, code, workspace.today()})) continue;
        if (type->index_of("place") && !is_inside(member, code)) continue;  // also of what every member may see, a device gets its own places'
        Words label;
        for (std::size_t i = 0; i < labels.size(); ++i) {
            auto const word = word_of(workspace, type->fields[labels[i]], row[3 + i]);
            if (word.fr.empty()) continue;
            label.fr += (label.fr.empty() ? "" : ", ") + word.fr, label.en += (label.en.empty() ? "" : ", ") + word.en;
        }
        std::vector<std::string> cells{text_of(row[0]), label.fr, label.en, code, text_of(row[2])};
        for (std::size_t i = 0; i < filters.size(); ++i) cells.push_back(text_of(row[3 + labels.size() + i]));
        add_line(text, cells);
    }
    return text;
}

}  // namespace accalmie
