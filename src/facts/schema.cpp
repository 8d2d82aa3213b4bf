// SPDX-License-Identifier: Apache-2.0
#include "facts/schema.hpp"

#include "facts/sql.hpp"

namespace accalmie {

namespace {

std::string_view column_type(FieldKind kind)
{
    switch (kind) {
    case FieldKind::text:
    case FieldKind::code:
    case FieldKind::place:
    case FieldKind::link:
    case FieldKind::geometry: return "VARCHAR";
    case FieldKind::integer:
    case FieldKind::money: return "BIGINT";
    case FieldKind::decimal: return "DOUBLE";
    case FieldKind::day: return "DATE";
    case FieldKind::instant: return "TIMESTAMP";
    case FieldKind::yes_no: return "BOOLEAN";
    }
    VERIFY(false);
}

/// One table for all versions of a type; sealed fields stay empty beside a flag (facts/store.hpp).
std::string table_of(RecordType const& type)
{
    std::string columns;
    for (auto const& field : type.fields) {
        columns += sql_name(field.name) + " " + std::string{column_type(field.kind)} + ", ";
        if (field.group.starts_with("sealed:")) columns += sql_name(field.name + "_sealed") + " BOOLEAN, ";
    }
    return "create table every." + sql_name(type.name) + " (" + columns +
           "_record VARCHAR, _row INTEGER, _author VARCHAR, _received TIMESTAMP, _claimed TIMESTAMP, _hlc UBIGINT, "
           "_replaces VARCHAR, _replaces_row INTEGER, _point UBIGINT, _state VARCHAR)";
}

/// What people ask: the versions that count, and not what a newer release took back.
std::string view_of(RecordType const& type)
{
    std::string const retracted = type.find("retracted") == nullptr ? "" : " and not coalesce(retracted, false)";
    return "create or replace view " + sql_name(type.name) + " as select * exclude (_point) from every." + sql_name(type.name) +
           " where _state in ('current', 'disputed')" + retracted;
}

}  // namespace

std::string sql_name(std::string_view name)
{
    std::string text = "\"";
    for (char const c : name) text += c == '"' ? std::string{"\"\""} : std::string{c};
    return text + "\"";
}

std::vector<std::string> schema_statements(Dictionary const& dictionary)
{
    std::vector<std::string> statements{"create schema every", std::string{sql::table_meta}, std::string{sql::table_unread},
                                        std::string{sql::table_resolved}, std::string{sql::table_incident_place}};
    for (auto const& type : dictionary.types()) {
        statements.push_back(table_of(type));
        statements.push_back(view_of(type));
    }
    if (dictionary.find("incident") != nullptr) {
        statements.emplace_back(sql::view_incident_place);
        statements.emplace_back(sql::view_incident_month);
        statements.emplace_back(sql::view_incident_month_named);
    }
    if (dictionary.find("submission_reading") != nullptr && dictionary.find("submission_flag") != nullptr) {
        statements.emplace_back(sql::view_made_record);
        statements.emplace_back(sql::view_flagged_record);
    }
    return statements;
}

}  // namespace accalmie
