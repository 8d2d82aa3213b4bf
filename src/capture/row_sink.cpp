// SPDX-License-Identifier: Apache-2.0
#include "capture/row_sink.hpp"

#include "core/verify.hpp"

namespace accalmie {

RecorderSink::RecorderSink(Recorder& recorder, Dictionary const& dictionary, std::string type, std::string origin)
    : recorder_(&recorder), dictionary_(&dictionary), type_(std::move(type)), origin_(std::move(origin))
{
}

Result<void> RecorderSink::add(std::span<Cell const> row)
{
    // Intake has checked each row against the dictionary; twice would cost 0.3 CPU s in 350,000 rows.
    if (!batch_) batch_.emplace(TRY(recorder_->batch(type_, origin_, Recorder::Rows::checked)));
    return batch_->add(row);
}

Result<void> RecorderSink::correct(std::span<Cell const> row, RecordAddress const& replaces)
{
    auto const* type = dictionary_->find(type_);
    VERIFY(type != nullptr && type->fields.size() == row.size());
    Fields fields;
    for (std::size_t index = 0; index < row.size(); ++index)
        if (row[index].index() != 0) fields.emplace(type->fields[index].name, as_value(row[index]));
    TRY(recorder_->record_later(type_, fields, replaces));
    return {};
}

Result<void> RecorderSink::note(std::string_view type, std::map<std::string, Value, std::less<>> const& fields)
{
    TRY(recorder_->record_later(type, fields));
    return {};
}

Result<std::uint64_t> RecorderSink::finish()
{
    std::uint64_t blocks = 0;
    if (batch_) blocks = TRY(batch_->finish()).size();
    batch_.reset();
    TRY(recorder_->flush());
    return blocks;
}

}  // namespace accalmie
