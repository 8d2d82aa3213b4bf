// SPDX-License-Identifier: Apache-2.0
#include "demo/writer.hpp"

#include <fmt/core.h>

namespace accalmie::demo {

namespace {

constexpr std::uint64_t rows_fixed = 31'200, rows_a_scale = 10'400;  // for the progress bar; a test holds them to a tenth
constexpr std::uint64_t rows_between_progress = 1'024;

}  // namespace

Rows::Rows(Writer& writer, std::string type, Recorder::Batch batch, std::vector<std::size_t> columns, std::size_t width)
    : writer_(&writer), type_(std::move(type)), batch_(std::move(batch)), columns_(std::move(columns)), row_(width)
{
}

Result<void> Rows::add(std::span<Cell const> cells)
{
    VERIFY(cells.size() == columns_.size());
    for (std::size_t i = 0; i < cells.size(); ++i) row_[columns_[i]] = cells[i];
    auto added = batch_.add(row_);
    if (!added) return std::move(added).at(type_);
    writer_->count(type_);
    return {};
}

Writer::Writer(Recorder& recorder, Dictionary const& dictionary, DemoOptions const& options, DemoTruth& truth)
    : recorder_(recorder), dictionary_(dictionary), options_(options), truth_(truth),
      source_(fmt::format("Simulation Accalmie, graine {}", options.seed)), rows_expected_(rows_fixed + rows_a_scale * options.scale)
{
}

void Writer::count(std::string const& type)
{
    ++truth_.rows[type];
    ++rows_;
    if (options_.progress && rows_ % rows_between_progress == 0) options_.progress(std::min(rows_, rows_expected_), rows_expected_);
}

void Writer::finished()
{
    if (options_.progress) options_.progress(rows_, rows_);
}

Result<RecordId> Writer::one(std::string_view type, Fields const& fields)
{
    auto const id = TRY(recorder_.record_later(type, fields));
    count(std::string{type});
    return id;
}

Result<RecordId> Writer::now(Recorder* pen, std::string_view type, Fields const& fields, std::optional<RecordAddress> replaces)
{
    TRY(recorder_.flush());  // another pen may speak only of what is there
    auto& with = pen == nullptr ? recorder_ : *pen;
    auto const id = TRY(with.record(type, fields, replaces));
    count(std::string{type});
    return id;
}

Result<Rows> Writer::open(std::string_view type, std::string_view about, std::span<std::string_view const> columns)
{
    auto const* known = dictionary_.find(type);
    if (known == nullptr) return Error{Error::Kind::missing, fmt::format("the dictionary has no record type \"{}\"", type), {}, "use the base pack"};
    std::vector<std::size_t> indices;
    for (auto const name : columns) {
        auto const index = known->index_of(name);
        if (!index)
            return Error{Error::Kind::missing, fmt::format("the record type has no field \"{}\"", name), std::string{type}, "use the base pack"};
        indices.push_back(*index);
    }
    auto batch = TRY(recorder_.batch(type, fmt::format("demo: {} {}, seed {}, scale {}", type, about, options_.seed, options_.scale)));
    return Rows{*this, std::string{type}, std::move(batch), std::move(indices), known->fields.size()};
}

std::string link_to(RecordAddress const& address) { return fmt::format("{}:{}", address.record.hex(), address.row); }

}  // namespace accalmie::demo
