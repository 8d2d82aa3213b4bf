// SPDX-License-Identifier: Apache-2.0
// src/dictionary/dictionary.hpp: what a record may say: types, fields, code lists, and who may see what.
#pragma once

#include "core/ids.hpp"
#include "dictionary/value.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

namespace accalmie {

/// What a field holds, and the alternative of `Cell` that carries it.
enum class FieldKind : std::uint8_t {
    text,      ///< string, UTF-8; at most `maximum` octets, 10,000 where the pack gives none
    code,      ///< string: a code of the list `list`
    integer,   ///< int64 within [minimum, maximum]
    decimal,   ///< double within [minimum, maximum]; finite
    money,     ///< int64: hundredths of the currency in `unit`
    day,       ///< Day
    instant,   ///< Instant
    place,     ///< string: PCODE@BOUNDARY_VERSION, as ML0507@cod-ab-2021
    link,      ///< string: "HEX64" or "HEX64:ROW" of a record of type `target`
    yes_no,    ///< bool
    geometry,  ///< string: a GeoJSON geometry, WGS84; at most 16 MiB
};

/// A text in both languages of the product.
struct Words {
    std::string fr, en;
};

/// Looks up text in a set of strings without making a string.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};
using CodeSet = std::unordered_set<std::string, TextHash, std::equal_to<>>;

struct Field {
    std::string name;
    FieldKind kind = FieldKind::text;
    std::string list;    ///< kind code: name of the code list
    std::string target;  ///< kind link: name of the record type
    std::string unit;    ///< as "person", "day", "km", or a currency code; may be empty
    std::optional<double> minimum, maximum;
    bool required = false;
    std::string group;  ///< who may see it: "open", "team" or "sealed:AUDIENCE"
    Words label, definition;
    std::string source;  ///< the standard that the name comes from; may be empty
    std::shared_ptr<CodeSet const> codes =
        {};  ///< kind code: the codes of `list`, set by the loader; shared and constant, so that a copied dictionary stays whole

    bool is_sealed() const { return group.starts_with("sealed:"); }
    std::string_view audience() const;  ///< of a sealed field, as "guarantors"; otherwise empty; valid as long as the field
};

/// "text", "code" ... as the YAML files write it.
std::string_view kind_name(FieldKind kind);

struct RecordType {
    std::string name;
    std::string step;  ///< ground, voice, promise, calm, care or change
    Words label, definition;
    std::vector<Field> fields;        ///< in the order of the YAML file: the order of packed rows and of columns
    std::vector<std::string> groups;  ///< distinct groups in this order: open, team, then sealed ones by name; only those used

    std::optional<std::size_t> index_of(std::string_view field) const;
    Field const* find(std::string_view field) const;
    bool has_sealed_field() const;
};

struct Code {
    std::string code;
    Words label, definition;
    std::string source;
};
struct CodeList {
    std::string name;
    std::vector<Code> codes;
    Code const* find(std::string_view code) const;
};

/// One thing wrong in a pack.
struct PackProblem {
    std::string file;
    int line = 0;  ///< from 1; 0 where a whole file is meant
    std::string what, remedy;
};

/// A file of a pack, as read by whoever may read files.
struct PackFile {
    std::string path;  ///< relative to the pack, as "types/incident.yaml" or "lists/sex.csv"
    std::string content;
};

/// How much a pack may hold. More is a problem that the loader names, not a reason to stop working.
struct PackLimits {
    static constexpr std::size_t files = 2'000, file_bytes = 1 << 20, pack_bytes = 64 << 20;
    static constexpr std::size_t yaml_bytes = 256 << 10, yaml_values = 20'000, yaml_depth = 8;
    static constexpr std::size_t types = 200, fields = 200, lists = 500, codes = 20'000, word_octets = 2'000;
    static constexpr std::size_t problems = 1'000;  ///< then one last problem says that there are more
};
/// Octets of a text field without `maximum`, and of any geometry.
inline constexpr std::size_t text_octets_max = 10'000, geometry_octets_max = 16 << 20;

/// The record types and code lists of a pack. Immutable once loaded; a copy stands for itself.
class Dictionary {
public:
    /// All problems at once. `pack.yaml`, `types/*.yaml` and `lists/*.csv` are read, other folders are left alone.
    /// With a problem the dictionary is empty: half a pack would refuse or accept the wrong records.
    struct Loaded;
    static Loaded load(std::span<PackFile const> files);
    /// The base pack that is built into the program; it has no problem (a test says so).
    static Dictionary base();

    std::vector<RecordType> const& types() const { return types_; }
    std::map<std::string, CodeList, std::less<>> const& lists() const { return lists_; }
    RecordType const* find(std::string_view type) const;
    CodeList const* list(std::string_view name) const;
    std::string const& version() const { return version_; }  ///< "base 0.1.0 1a2b3c4d": name, version, first octets of a hash of the files

private:
    friend struct PackReader;           // what the loader fills in, loader.cpp
    friend struct DictionaryExtension;  // codes that programmes add, loader.cpp
    std::vector<RecordType> types_;  // by name
    std::map<std::string, CodeList, std::less<>> lists_;
    std::string version_;
};

struct Dictionary::Loaded {
    Dictionary dictionary;
    std::vector<PackProblem> problems;  ///< empty: the pack is good
};

/// What is wrong with one cell of one row.
struct CellProblem {
    std::size_t field;   ///< index into RecordType::fields
    std::string reason;  ///< as "above the maximum 90"
    std::string remedy;
};

/// Check one row against its type: kinds, bounds, codes, required. Appends to `problems`; allocates only where something is wrong.
/// The row has one cell a field, in the order of the type; another count is one problem at field 0. For the moment of writing:
/// where a group has since been erased or sealed, its required cells are empty and would be named here.
void check_row(Dictionary const& dictionary, RecordType const& type, std::span<Cell const> row, std::vector<CellProblem>& problems);

/// The JSON schema (draft 2020-12) of one record type, for the API.
std::string json_schema(Dictionary const& dictionary, RecordType const& type);

/// docs/dictionary.md: every type, field and list as Markdown tables.
std::string dictionary_markdown(Dictionary const& dictionary);

}  // namespace accalmie
