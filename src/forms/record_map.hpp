// SPDX-License-Identifier: Apache-2.0
// src/forms/record_map.hpp: which records a form's answers become, as the form itself says; docs/formats/forms.md.
#pragma once

#include "dictionary/dictionary.hpp"
#include "forms/form_engine.hpp"
#include "forms/sealed_answer.hpp"

namespace accalmie::forms {

/// A question whose answer is a field of a record.
struct MappedQuestion {
    std::string path;                            ///< "/data/group/kind"
    std::size_t field = 0;                       ///< into the record type's fields
    std::optional<std::size_t> longitude = {};   ///< a position in two fields: `field` is the latitude
};

/// The root, a group or a repeat that is a record of its own.
struct MappedRecord {
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    struct Link {
        std::size_t field = 0;   ///< of kind link
        std::size_t record = 0;  ///< into RecordMap::records: the one around, whose id it is
    };
    std::string type;
    std::string path;
    std::size_t around = none;  ///< into RecordMap::records: the nearest outer one
    std::vector<MappedQuestion> questions;
    std::vector<Link> links;
};

struct MapFinding {
    enum class Weight : std::uint8_t { error, information } weight = Weight::error;
    std::string path;                                ///< of the question, group or repeat
    enum class Column : std::uint8_t { type, name, record, field, calculation } column = Column::name;  ///< of the sheet
    std::string what, remedy;
};

struct RecordMap {
    std::vector<MappedRecord> records;     ///< outer ones before inner ones
    std::vector<SealedQuestion> sealed;    ///< questions whose answers must not be seen
    std::vector<std::string> repeats;      ///< paths of all repeats of the form, sorted
    std::vector<MapFinding> findings;
    bool is_repeat(std::string_view path) const;
    std::size_t error_count() const;
    /// "visit: place, day, kind; service_count[]: service, sex (visit)" in the order of the form: for people who publish it.
    std::string text(Dictionary const& dictionary) const;
};

/// Never fails: what is wrong is a finding, and what is right is mapped all the same.
RecordMap map_of(FormRules const& form, Dictionary const& dictionary);

}  // namespace accalmie::forms
