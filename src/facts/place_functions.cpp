// SPDX-License-Identifier: Apache-2.0
#include "facts/place_functions.hpp"

#include <unordered_map>

namespace accalmie {

namespace {

/// One argument of a call, a row at a time.
template <class T>
class Argument {
public:
    Argument(duckdb_data_chunk input, idx_t column)
    {
        duckdb_vector const vector = duckdb_data_chunk_get_vector(input, column);
        data_ = static_cast<T*>(duckdb_vector_get_data(vector));
        validity_ = duckdb_vector_get_validity(vector);
    }
    bool is_null(idx_t row) const { return validity_ != nullptr && !duckdb_validity_row_is_valid(validity_, row); }
    T& operator[](idx_t row) const { return data_[row]; }

private:
    T* data_;
    std::uint64_t* validity_;
};

struct Output {
    duckdb_vector vector;
    void null(idx_t row) const
    {
        duckdb_vector_ensure_validity_writable(vector);
        duckdb_validity_set_row_invalid(duckdb_vector_get_validity(vector), row);
    }
    void text(idx_t row, std::string const& value) const { duckdb_vector_assign_string_element_len(vector, row, value.data(), value.size()); }
};

void place_at(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output)
{
    auto const index = static_cast<CurrentPlaces*>(duckdb_scalar_function_get_extra_info(info))->get();
    Argument<double> const latitude{input, 0}, longitude{input, 1};
    Argument<std::int32_t> const level{input, 2};
    Output const out{output};
    idx_t const rows = duckdb_data_chunk_get_size(input);
    for (idx_t row = 0; row < rows; ++row) {
        if (index == nullptr || latitude.is_null(row) || longitude.is_null(row) || level.is_null(row)) {
            out.null(row);
            continue;
        }
        auto const position = Coordinate::of_degrees(latitude[row], longitude[row]);
        auto const found = position ? index->at(*position, level[row]) : PlaceIndex::none;
        if (found == PlaceIndex::none)
            out.null(row);
        else
            out.text(row, index->places()[found].code);
    }
}

void place_named(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output)
{
    auto const index = static_cast<CurrentPlaces*>(duckdb_scalar_function_get_extra_info(info))->get();
    Argument<duckdb_string_t> const name{input, 0};
    Argument<std::int32_t> const level{input, 1};
    Output const out{output};
    idx_t const rows = duckdb_data_chunk_get_size(input);
    std::unordered_map<std::string, std::size_t> known;  // a chunk repeats few names, and folding one costs more than looking it up
    for (idx_t row = 0; row < rows; ++row) {
        if (index == nullptr || name.is_null(row) || level.is_null(row)) {
            out.null(row);
            continue;
        }
        std::string key{duckdb_string_t_data(&name[row]), duckdb_string_t_length(name[row])};
        key += static_cast<char>(level[row]);
        auto const [entry, fresh] = known.try_emplace(std::move(key), PlaceIndex::none);
        if (fresh) {
            auto const candidates = index->named(std::string_view{entry->first}.substr(0, entry->first.size() - 1), level[row]);
            if (candidates.size() == 1) entry->second = candidates.front();
        }
        if (entry->second == PlaceIndex::none)
            out.null(row);
        else
            out.text(row, index->places()[entry->second].code);
    }
}

Result<void> register_function(duckdb_connection connection, char const* name, std::initializer_list<duckdb_type> parameters,
                               duckdb_scalar_function_t function, CurrentPlaces& places)
{
    duckdb_scalar_function definition = duckdb_create_scalar_function();
    duckdb_scalar_function_set_name(definition, name);
    for (auto const parameter : parameters) {
        duckdb_logical_type type = duckdb_create_logical_type(parameter);
        duckdb_scalar_function_add_parameter(definition, type);
        duckdb_destroy_logical_type(&type);
    }
    duckdb_logical_type text = duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
    duckdb_scalar_function_set_return_type(definition, text);
    duckdb_destroy_logical_type(&text);
    duckdb_scalar_function_set_special_handling(definition);  // null arguments come to us: they give null
    duckdb_scalar_function_set_volatile(definition);          // the ground may change between two calls
    duckdb_scalar_function_set_extra_info(definition, &places, nullptr);
    duckdb_scalar_function_set_function(definition, function);
    auto const state = duckdb_register_scalar_function(connection, definition);
    duckdb_destroy_scalar_function(&definition);
    if (state == DuckDBError) return Error{Error::Kind::io, std::string{"the function "} + name + " was not accepted", "facts"};
    return {};
}

}  // namespace

Result<void> register_place_functions(duckdb_connection connection, CurrentPlaces& places)
{
    TRY(register_function(connection, "place_at", {DUCKDB_TYPE_DOUBLE, DUCKDB_TYPE_DOUBLE, DUCKDB_TYPE_INTEGER}, place_at, places));
    return register_function(connection, "place_named", {DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_INTEGER}, place_named, places);
}

}  // namespace accalmie
