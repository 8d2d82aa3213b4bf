// SPDX-License-Identifier: Apache-2.0
// Secondary instances: lists of choices and tables that forms look things up in.
#include "forms/form_engine_parts.hpp"

#include "dictionary/text.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace accalmie::forms {

namespace {

constexpr std::size_t file_octets_max = 64 * 1024 * 1024;
constexpr std::size_t rows_max = 1'000'000;

/// Copies what lies under `number` (itself included) to the end of `into`.
void copy_tree(Document const& from, NodeNumber number, Document& into)
{
    std::vector<NodeNumber> open;
    for (auto i = number; i < from.node(number).end; ++i) {
        while (!open.empty() && i >= from.node(open.back()).end) {
            into.close();
            open.pop_back();
        }
        auto const& node = from.node(i);
        if (node.kind == NodeKind::element) {
            into.open(from.name(i));
            open.push_back(i);
        } else if (node.kind == NodeKind::attribute) {
            into.add_attribute(from.name(i), node.text);
        } else if (node.kind == NodeKind::text && !node.text.empty()) {
            into.add_leaf(NodeKind::text, {}, node.text);
        }
    }
    for (; !open.empty(); open.pop_back()) into.close();
}

/// Rows of RFC 4180, with `,` or `;` between cells, whichever the header has more of.
class CsvRows {
public:
    explicit CsvRows(std::string_view text) : text_(text)
    {
        if (text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);
        auto const header = text_.substr(0, text_.find('\n'));
        separator_ = std::count(header.begin(), header.end(), ';') > std::count(header.begin(), header.end(), ',') ? ';' : ',';
    }

    bool next(std::vector<std::string>& cells)
    {
        cells.clear();
        if (at_ >= text_.size()) return false;
        cells.emplace_back();
        bool quoted = false;
        for (; at_ < text_.size(); ++at_) {
            auto const c = text_[at_];
            if (quoted && c == '"' && at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
                cells.back() += '"';
                ++at_;
            } else if (c == '"' && (quoted || cells.back().empty())) {
                quoted = !quoted;
            } else if (c == separator_ && !quoted) {
                cells.emplace_back();
            } else if (c == '\n' && !quoted) {
                ++at_;
                break;
            } else if (c != '\r' || quoted) {
                cells.back() += c;
            }
        }
        return true;
    }

private:
    std::string_view text_;
    std::size_t at_ = 0;
    char separator_ = ',';
};

Error too_many_rows() { return {Error::Kind::limit, "more than 1,000,000 rows, or 5,000,000 nodes", {}, "make the list shorter"}; }

Result<Document> document_of_csv(std::string_view text)
{
    CsvRows rows{text};
    std::vector<std::string> columns;
    std::vector<std::string> cells;
    if (!rows.next(columns)) return Error{Error::Kind::invalid, "an empty file", {}, "its first line names the columns"};
    Document document;
    document.open({{}, "root", {}});
    for (std::size_t count = 0; rows.next(cells); ++count) {
        if (count == rows_max || document.nodes().size() + 2 * columns.size() > DocumentBounds::nodes_max) return too_many_rows();
        if (cells.size() == 1 && cells[0].empty()) continue;
        document.open({{}, "item", {}});
        for (std::size_t i = 0; i < columns.size(); ++i) document.add_element(without_space_around(columns[i]), i < cells.size() ? cells[i] : std::string{});
        document.close();
    }
    document.close();
    return document;
}

std::string text_of_json(nlohmann::json const& value)
{
    if (value.is_string()) return value.get<std::string>();
    if (value.is_null()) return {};
    if (value.is_number()) return text_of_number(value.get<double>(), Dialect::collect);
    return value.dump();
}

/// GeoJSON's longitude, latitude as ODK's "latitude longitude 0 0".
std::string place_text(nlohmann::json const& position)
{
    if (!position.is_array() || position.size() < 2 || !position[0].is_number() || !position[1].is_number()) return {};
    return text_of_json(position[1]) + " " + text_of_json(position[0]) + " 0 0";
}

std::string geometry_text(nlohmann::json const& feature)
{
    if (!feature.contains("geometry") || !feature["geometry"].is_object()) return {};
    auto const& geometry = feature["geometry"];
    auto const type = geometry.contains("type") ? text_of_json(geometry["type"]) : std::string{};
    if (!geometry.contains("coordinates") || !geometry["coordinates"].is_array()) return {};
    auto const* line = &geometry["coordinates"];
    if (type == "Point") return place_text(*line);
    if (type == "Polygon") line = line->empty() ? line : &line->front();
    std::string text;
    for (auto const& position : *line) text += (text.empty() ? "" : "; ") + place_text(position);
    return text;
}

Result<Document> document_of_geojson(std::string_view text)
{
    auto const json = nlohmann::json::parse(text, nullptr, false);
    if (json.is_discarded() || !json.is_object() || !json.contains("features") || !json["features"].is_array())
        return Error{Error::Kind::invalid, "no GeoJSON with features", {}, "save it as a FeatureCollection"};
    if (json["features"].size() > rows_max) return too_many_rows();
    Document document;
    document.open({{}, "root", {}});
    for (auto const& feature : json["features"]) {
        if (!feature.is_object()) continue;
        if (document.nodes().size() > DocumentBounds::nodes_max) return too_many_rows();
        document.open({{}, "item", {}});
        document.add_element("geometry", geometry_text(feature));
        bool const has_properties = feature.contains("properties") && feature["properties"].is_object();
        if (feature.contains("id") && !(has_properties && feature["properties"].contains("id"))) document.add_element("id", text_of_json(feature["id"]));
        if (has_properties)
            for (auto const& [name, value] : feature["properties"].items()) document.add_element(name, text_of_json(value));
        document.close();
    }
    document.close();
    return document;
}

bool ends_with_any(std::string_view name, std::initializer_list<std::string_view> endings)
{
    return std::any_of(endings.begin(), endings.end(), [&](auto ending) { return name.ends_with(ending); });
}

/// "jr://file-csv/fruits.csv" is the file "fruits.csv".
std::string_view file_name_of(std::string_view address)
{
    auto const slash = address.rfind('/');
    return slash == std::string_view::npos ? address : address.substr(slash + 1);
}

}  // namespace

Result<Document> instance_document(FormAttachment const& file)
{
    if (file.octets.size() > file_octets_max) return Error{Error::Kind::limit, "more than 64 MB", {}, "make the list shorter"};
    if (!is_clean_utf8(as_text(file.octets))) return Error{Error::Kind::invalid, "not UTF-8 text", {}, "save it as UTF-8"};
    if (ends_with_any(file.name, {".csv", ".CSV"})) return document_of_csv(as_text(file.octets));
    if (ends_with_any(file.name, {".geojson", ".GEOJSON", ".json"})) return document_of_geojson(as_text(file.octets));
    return Document::parse(file.octets);
}

namespace {

void keep(FormRules::Parts& parts, std::string name, Result<Document> document, std::string const& where)
{
    if (!document) {
        parts.problems.push_back({where, document.error().text(), "mend the file; until then what uses it is not checked"});
        return;
    }
    auto kept = std::make_unique<Document>(std::move(*document));
    kept->order = static_cast<std::uint32_t>(parts.instances.size() + 1);
    parts.instances.insert_or_assign(std::move(name), std::move(kept));
}

void load_one(FormRules::Parts& parts, NodeNumber instance, std::span<FormAttachment const> files)
{
    auto const name = std::string{parts.xml.attribute_text(instance, "id")};
    auto const address = parts.xml.attribute_text(instance, "src");
    auto const where = "instance " + name;
    auto const wanted = file_name_of(address);
    auto const file = std::find_if(files.begin(), files.end(), [&](auto const& given) { return given.name == wanted; });
    if (!address.empty() && file != files.end()) {
        keep(parts, name, instance_document(*file).at(std::string{wanted}), where);
        return;
    }
    for (auto i = parts.xml.node(instance).first_child; i != no_node; i = parts.xml.node(i).next) {
        if (parts.xml.node(i).kind != NodeKind::element) continue;
        Document inside;
        copy_tree(parts.xml, i, inside);
        keep(parts, name, std::move(inside), where);
        return;
    }
    if (address == "jr://instance/last-saved") return;  // the device's own last record: empty where there is none
    parts.problems.push_back({where, address.empty() ? std::string{"it is empty"} : "its file " + std::string{wanted} + " was not handed in",
                              "attach the file; until then what uses it is not checked"});
}

}  // namespace

Result<std::vector<std::string>> files_wanted(BytesView xml)
{
    auto const document = TRY(Document::parse(xml));
    std::vector<std::string> names;
    for (NodeNumber i = 0; i < document.nodes().size() && names.size() < FormBounds::instances_max; ++i) {
        if (document.node(i).kind != NodeKind::element || document.name(i).local != "instance") continue;
        auto const address = document.attribute_text(i, "src");
        if (address.starts_with("jr://file")) names.emplace_back(file_name_of(address));
    }
    return names;
}

Result<void> load_instances(FormRules::Parts& parts, std::span<FormAttachment const> files)
{
    std::size_t count = 0;
    bool is_first = true;
    for (auto i = parts.xml.node(parts.model).first_child; i != no_node; i = parts.xml.node(i).next) {
        if (parts.xml.node(i).kind != NodeKind::element || parts.xml.name(i).local != "instance") continue;
        if (!is_first) load_one(parts, i, files);
        is_first = false;
        if (++count > FormBounds::instances_max) return Error{Error::Kind::limit, "more than 1,000 instances", {}, "make the form smaller"};
    }
    // pulldata() names a file that no instance declares.
    for (auto const& file : files) {
        auto const name = file.name.substr(0, file.name.rfind('.'));
        if (ends_with_any(file.name, {".csv", ".CSV"}) && !parts.instances.contains(name)) keep(parts, name, instance_document(file).at(file.name), file.name);
    }
    return {};
}

}  // namespace accalmie::forms
