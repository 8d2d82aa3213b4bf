// SPDX-License-Identifier: Apache-2.0
#include "facts/fold.hpp"

#include "trust/stored.hpp"

#include <algorithm>

namespace accalmie {

namespace {

/// True where the header names the sealed group of `field`: something may stand there that nobody here can read.
bool is_sealed_in(Header const& header, Field const& field)
{
    if (header.batch) return std::find(header.batch->groups.begin(), header.batch->groups.end(), field.group) != header.batch->groups.end();
    return std::any_of(header.groups.begin(), header.groups.end(), [&](auto const& group) { return group.group == field.group; });
}

}  // namespace

Result<Fold::TypeWriter*> Fold::writer_of(RecordType const& type)
{
    auto const found = writers_.find(type.name);
    if (found != writers_.end()) return &found->second;
    auto writer = TRY(duck::Writer::make(connection_, "every", type.name.c_str()));
    return &writers_.emplace(type.name, TypeWriter{std::move(writer), &type}).first->second;
}

Result<void> Fold::set_aside(Point point, StoredRecord const& stored, Error const& reason)
{
    if (!unread_) unread_.emplace(TRY(duck::Writer::make(connection_, "every", "_unread")));
    unread_->text(stored.id.hex());
    unread_->text(stored.type);
    unread_->text(reason.text());
    unread_->integer(static_cast<std::int64_t>(point));
    return unread_->end_row();
}

Result<void> Fold::add(Point point, StoredRecord const& stored)
{
    ++records_;
    auto const record = to_record(stored);
    if (!record) return set_aside(point, stored, record.error());
    if (purpose_ && record->header.purpose() != *purpose_)
        return set_aside(point, stored, {Error::Kind::denied, record->header.demo ? "a record of a demo in a real workspace" : "a real record in a demo workspace", {}, "the two never mix"});
    auto const* type = dictionary_.find(record->header.type);
    if (type == nullptr) {
        auto const what = "the dictionary has no type \"" + record->header.type + "\"";
        return set_aside(point, stored, {Error::Kind::missing, what, {}, "install the pack that it was written with"});
    }
    if (record->header.replaces || type->name == "choice" || type->name == "member") has_corrections_ = true;
    auto added = add_rows(point, stored, *record, *type);
    // A damaged row ends its record; the rows before it were proven and stay.
    if (!added && added.error().kind == Error::Kind::corrupt) return set_aside(point, stored, added.error());
    return added;
}

Result<void> Fold::add_rows(Point point, StoredRecord const& stored, Record const& record, RecordType const& type)
{
    auto& writer = TRY(writer_of(type))->writer;
    auto const& header = record.header;
    auto const id = record.id.hex(), author = header.author.hex();
    auto const replaces = header.replaces ? header.replaces->record.hex() : std::string{};
    std::vector<bool> sealed;
    for (auto const& field : type.fields) sealed.push_back(field.group.starts_with("sealed:") && is_sealed_in(header, field));

    return visit_rows(record, type, {}, [&](RowView const& row) -> Result<void> {
        for (std::size_t f = 0; f < type.fields.size(); ++f) {
            if (!type.fields[f].group.starts_with("sealed:")) {
                writer.cell(row.cells[f]);
                continue;
            }
            writer.null();  // also where this node could open it: sealed values never enter a facts file
            writer.boolean(sealed[f]);
        }
        writer.text(id);
        writer.integer(row.row);
        writer.text(author);
        writer.instant(stored.received);
        writer.instant(header.claimed);
        writer.integer(static_cast<std::int64_t>(header.hlc.packed));
        if (header.replaces) {
            writer.text(replaces);
            writer.integer(header.replaces->row);
        } else {
            writer.null();
            writer.null();
        }
        writer.integer(static_cast<std::int64_t>(point));
        writer.text("current");
        ++rows_;
        return writer.end_row();
    });
}

Result<void> Fold::finish()
{
    for (auto& [name, type_writer] : writers_) TRY(type_writer.writer.finish());
    if (unread_) TRY(unread_->finish());
    return {};
}

}  // namespace accalmie
