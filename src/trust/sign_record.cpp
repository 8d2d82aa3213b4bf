// SPDX-License-Identifier: Apache-2.0
#include "trust/crypto.hpp"
#include "trust/envelope.hpp"
#include "trust/parts.hpp"

#include <algorithm>
#include <set>

namespace accalmie {

namespace {

Error no_key(std::string_view type, std::string_view field, std::string_view group)
{
    return {Error::Kind::denied, "a sealed value, but this workspace has no key for the audience \"" + std::string{audience_of(group)} + "\"",
            std::string{type} + ": " + std::string{field}, "add the audience's public key, or leave the field empty"};
}

/// The fields of `group` that have a value, in the order of map keys.
Result<std::vector<std::size_t>> said_in(std::string_view group, RecordType const& type, std::span<Value const> fields)
{
    std::vector<std::size_t> said;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (type.fields[i].group != group || std::holds_alternative<std::monostate>(fields[i])) continue;
        if (auto const* const reason = unwritable_reason(as_cell(fields[i]))) return Error{Error::Kind::invalid, reason, type.name + ": " + type.fields[i].name};
        said.push_back(i);
    }
    std::sort(said.begin(), said.end(), [&](auto a, auto b) { return key_before(type.fields[a].name, type.fields[b].name); });
    return said;
}

Bytes item_of(std::span<std::size_t const> said, RecordType const& type, std::span<Value const> fields, Random& random)
{
    CborWriter writer;
    auto const start = begin_item(writer);
    writer.map(said.size());
    for (auto const i : said) {
        writer.text(type.fields[i].name);
        writer.cell(as_cell(fields[i]));
    }
    end_item(writer, start);
    std::array<std::uint8_t, salt_octets> salt;
    random.fill(salt);
    salt_item(writer.at(0), salt.data());
    return writer.take();
}

/// Commit to one group and lay its part beside the header.
Result<void> add_group(Record& record, std::string const& group, Bytes item, AudienceKeys const& keys, Random& random)
{
    if (item.size() > content_octets_max) return Error{Error::Kind::limit, "a record larger than 16 MiB", group, "split it, or make the geometry coarser"};
    record.header.groups.push_back({group, hash_of(item)});
    if (!is_sealed(group)) {
        record.parts.push_back({group, Part::State::plain, std::move(item)});
        return {};
    }
    auto const key = keys.find(audience_of(group));
    VERIFY(key != keys.end());
    auto box = TRY(seal(item, key->second, random).at(group));
    record.parts.push_back({group, Part::State::sealed, std::move(box)});
    return {};
}

/// The item of a group whose cells came as boxes: salt, and a map of field to box.
Result<Bytes> item_of_boxes(std::string_view group, RecordType const& type, SealedBoxes const& boxes, Random& random)
{
    std::vector<std::string_view> names;
    for (auto const& field : type.fields)
        if (field.group == group && boxes.contains(field.name)) names.emplace_back(field.name);
    std::sort(names.begin(), names.end(), key_before);
    CborWriter writer;
    auto const start = begin_item(writer);
    writer.map(names.size());
    for (auto const name : names) {
        auto const& box = boxes.find(name)->second;
        if (box.size() <= seal_overhead) return Error{Error::Kind::invalid, "not a sealed box", type.name + ": " + std::string{name}};
        writer.text(name);
        writer.octets(box);
    }
    end_item(writer, start);
    std::array<std::uint8_t, salt_octets> salt;
    random.fill(salt);
    salt_item(writer.at(0), salt.data());
    return writer.take();
}

/// Which groups come as boxes.
Result<std::set<std::string, std::less<>>> boxed_groups(RecordType const& type, SealedBoxes const& boxes)
{
    std::set<std::string, std::less<>> groups;
    for (auto const& [name, box] : boxes) {
        auto const* field = type.find(name);
        if (field == nullptr || !field->is_sealed()) return Error{Error::Kind::invalid, "a sealed box for a field that is not sealed", type.name + ": " + name};
        groups.insert(field->group);
    }
    return groups;
}

}  // namespace

Result<Record> sign_record(Header header, RecordType const& type, std::span<Value const> fields, SigningKey const& key, AudienceKeys const& keys, Random& random,
                           SealedBoxes const& boxes)
{
    prepare_crypto();
    if (fields.size() != type.fields.size()) {
        return Error{Error::Kind::invalid, std::to_string(fields.size()) + " values for " + std::to_string(type.fields.size()) + " fields", type.name};
    }
    Record record;
    record.header = std::move(header);
    record.header.type = type.name;
    record.header.author = key.author();
    record.header.groups.clear();
    record.header.batch.reset();
    auto const boxed = TRY(boxed_groups(type, boxes));
    for (auto const& group : type.groups) {
        auto const said = TRY(said_in(group, type, fields));
        if (boxed.contains(group)) {
            if (!said.empty()) return Error{Error::Kind::invalid, "a value beside sealed boxes of its group", type.name + ": " + type.fields[said.front()].name};
            auto item = TRY(item_of_boxes(group, type, boxes, random));
            if (item.size() > content_octets_max) return Error{Error::Kind::limit, "a record larger than 16 MiB", group, "split it"};
            record.header.groups.push_back({group, hash_of(item)});
            record.parts.push_back({group, Part::State::boxes, std::move(item)});
            continue;
        }
        if (said.empty()) continue;
        if (is_sealed(group) && !keys.contains(audience_of(group))) return no_key(type.name, type.fields[said.front()].name, group);
        TRY(add_group(record, group, item_of(said, type, fields, random), keys, random));
    }
    if (record.header.groups.empty()) {  // nothing was said, and that is signed too
        TRY(add_group(record, "open", item_of({}, type, fields, random), keys, random));
    }
    TRY(sign_envelope(record, key));
    return record;
}

}  // namespace accalmie
