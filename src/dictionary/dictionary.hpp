// SPDX-License-Identifier: Apache-2.0
// src/dictionary/dictionary.hpp: what a record may say: types, fields, code lists, and who may see what.
#pragma once

#include "core/ids.hpp"
#include "dictionary/value.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace accalmie {

/// What a field holds, and the alternative of `Cell` that carries it.
enum class FieldKind : std::uint8_t {
    text,      ///< string; at most `maximum` characters
    code,      ///< string: a code of the list `list`
    integer,   ///< int64 within [minimum, maximum]
    decimal,   ///< double within [minimum, maximum]; finite
    money,     ///< int64: hundredths of the currency in `unit`
    day,       ///< Day
    instant,   ///< Instant
    place,     ///< string: PCODE@BOUNDARY_VERSION, as ML0507@cod-ab-2021
    link,      ///< string: "HEX64" or "HEX64:ROW" of a record of type `target`
    yes_no,    ///< bool
    geometry,  ///< string: a GeoJSON geometry, WGS84
};

/// A text in both languages of the product.
struct Words {
    std::string fr, en;
};

struct Field {
    std::string name;
    FieldKind kind = FieldKind::text;
    std::string list;                ///< kind code: name of the code list
    std::string target;              ///< kind link: name of the record type
    std::string unit;                ///< as "person", "day", "km", or a currency code; may be empty
    std::optional<double> minimum, maximum;
    bool required = false;
    std::string group;               ///< who may see it: "open", "team" or "sealed:AUDIENCE"
    Words label, definition;
    std::string source;              ///< the standard that the name comes from; may be empty
};

struct RecordType {
    std::string name;
    std::string step;                ///< ground, voice, promise, calm, care or change
    Words label, definition;
    std::vector<Field> fields;       ///< in the order of the YAML file: the order of packed rows and of columns
    std::vector<std::string> groups; ///< distinct groups in this order: open, team, then sealed ones by name; only those used

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
    int line = 0;        ///< from 1; 0 where a whole file is meant
    std::string what, remedy;
};

/// A file of a pack, as read by whoever may read files.
struct PackFile {
    std::string path;    ///< relative to the pack, as "types/incident.yaml" or "lists/sex.csv"
    std::string content;
};

/// The record types and code lists of a pack. Immutable once loaded.
class Dictionary {
public:
    /// All problems at once. `pack.yaml`, `types/*.yaml` and `lists/*.csv` are read, other folders are left alone.
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
    std::vector<RecordType> types_;
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
void check_row(Dictionary const& dictionary, RecordType const& type, std::span<Cell const> row, std::vector<CellProblem>& problems);

/// The JSON schema (draft 2020-12) of one record type, for the API.
std::string json_schema(Dictionary const& dictionary, RecordType const& type);

/// docs/dictionary.md: every type, field and list as Markdown tables.
std::string dictionary_markdown(Dictionary const& dictionary);

}  // namespace accalmie
