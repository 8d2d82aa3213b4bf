// SPDX-License-Identifier: Apache-2.0
#include "capture/recorder.hpp"

#include "trust/stored.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace accalmie {

namespace {

/// Where a type keeps the place that its header may show.
struct PlaceSource {
    std::optional<std::size_t> place;          ///< an open field `place`: PCODE@VERSION
    std::optional<std::size_t> code, version;  ///< of a place record

    explicit PlaceSource(RecordType const& type)
    {
        auto const open = [&](std::string_view name, FieldKind kind) -> std::optional<std::size_t> {
            auto const index = type.index_of(name);
            if (!index || type.fields[*index].kind != kind || type.fields[*index].group != "open") return std::nullopt;
            return index;
        };
        place = open("place", FieldKind::place);
        if (type.name != "place") return;
        code = open("code", FieldKind::text);
        version = open("version", FieldKind::text);
    }
};

std::string_view text_of(Cell const& cell)
{
    auto const* text = std::get_if<std::string_view>(&cell);
    return text == nullptr ? std::string_view{} : *text;
}

/// The longest P-code that all places of a block begin with, while they come in one after another.
class CommonPlace {
public:
    void add(std::string_view code, std::string_view version)
    {
        if (code.empty() || version.empty()) {
            known_ = false;
            return;
        }
        if (!begun_) {
            begun_ = true;
            code_ = code;
            version_ = version;
            return;
        }
        if (version != version_) known_ = false;
        std::size_t same = 0;
        while (same < code_.size() && same < code.size() && code_[same] == code[same]) ++same;
        code_.resize(same);
    }
    /// Empty if a row had no place, or another version.
    std::string place(std::size_t characters_max) const { return known_ && begun_ ? coarse_place(code_ + "@" + version_, characters_max) : std::string{}; }

private:
    std::string code_, version_;
    bool begun_ = false, known_ = true;
};

void add_place(CommonPlace& common, PlaceSource const& where, std::span<Cell const> row)
{
    if (where.place) {
        auto const place = text_of(row[*where.place]);
        auto const at = std::min(place.find('@'), place.size());
        common.add(place.substr(0, at), place.substr(std::min(at + 1, place.size())));
    } else if (where.code && where.version) {
        common.add(text_of(row[*where.code]), text_of(row[*where.version]));
    } else {
        common.add({}, {});
    }
}

Result<void> check(Dictionary const& dictionary, RecordType const& type, std::span<Cell const> row, std::vector<CellProblem>& problems, SealedBoxes const& boxes = {})
{
    problems.clear();
    check_row(dictionary, type, row, problems);
    if (!boxes.empty()) std::erase_if(problems, [&](CellProblem const& problem) { return boxes.contains(type.fields[problem.field].name); });
    if (problems.empty()) return {};
    auto const& first = problems.front();
    return Error{Error::Kind::invalid, first.reason, type.fields[first.field].name, first.remedy}.at(type.name);
}

}  // namespace

std::string coarse_place(std::string_view place, std::size_t characters_max)
{
    auto const at = place.find('@');
    if (at == std::string_view::npos || at == 0 || at + 1 == place.size()) return {};
    std::size_t const kept = std::min(at, characters_max) / 2 * 2;  // a code of a higher level has two characters fewer
    if (kept == 0) return {};
    return std::string{place.substr(0, kept)}.append(place.substr(at));
}

struct Recorder::State {
    Journal* journal;
    Dictionary const* dictionary;
    SigningKey const* key;
    AudienceKeys const* keys;
    Clock* clock;
    Random* random;
    RecorderOptions options;

    AuthorId author = key->author();
    std::optional<RecordId> previous = {};
    HybridTime last = {};
    bool chain_known = false;                   ///< false at the start, and after an append of which we do not know what came of it
    std::vector<StoredRecord> waiting = {};     ///< signed and chained, not yet in the journal
    std::size_t waiting_bytes = 0;
    std::uint64_t failed_appends = 0;
    bool is_holding = false;                    ///< inside `together`: nothing is appended before its end
    std::vector<CellProblem> problems = {};

    Result<RecordType const*> type_of(std::string_view name) const
    {
        auto const* type = dictionary->find(name);
        if (type == nullptr) return Error{Error::Kind::missing, fmt::format("there is no record type \"{:.60}\"", name), {}, "see docs/dictionary.md"};
        return type;
    }

    Result<void> know_chain()
    {
        if (chain_known) return {};
        previous = TRY(journal->head_of(author));
        last.packed = std::max(last.packed, TRY(journal->latest_hlc()));
        chain_known = true;
        return {};
    }

    /// A header with everything but the groups. The clock moves on.
    Result<Header> next_header(RecordType const& type, std::string place)
    {
        TRY(know_chain());
        Header header;
        header.type = type.name;
        header.dictionary = dictionary->version();
        header.place = place.empty() ? options.place : std::move(place);
        header.claimed = clock->now();
        last = next_reading(last, header.claimed);
        header.hlc = last;
        header.author = author;
        header.previous = previous;
        header.demo = options.demo;
        return header;
    }

    void queue(Record record)
    {
        previous = record.id;
        auto const received = clock->now();
        waiting.push_back(to_stored(std::move(record), received));
        waiting_bytes += waiting.back().envelope.size();
        for (auto const& part : waiting.back().parts) waiting_bytes += part.bytes.size();
    }

    Result<void> flush()
    {
        if (waiting.empty() || is_holding) return {};
        auto const appended = journal->append(waiting);
        waiting.clear();
        waiting_bytes = 0;
        if (appended) return {};
        chain_known = false;
        ++failed_appends;
        return appended.error();
    }

    Result<RecordId> sign(std::string_view type_name, Fields const& fields, std::optional<RecordAddress> replaces, SealedBoxes const& boxes);
};

Result<RecordId> Recorder::State::sign(std::string_view type_name, Fields const& fields, std::optional<RecordAddress> replaces, SealedBoxes const& boxes)
{
    auto const& type = *TRY(type_of(type_name));
    std::vector<Value> values(type.fields.size());
    for (auto const& [name, value] : fields) {
        auto const index = type.index_of(name);
        if (!index) return Error{Error::Kind::missing, fmt::format("there is no field \"{:.60}\"", name), type.name, "see docs/dictionary.md"};
        values[*index] = value;
    }
    std::vector<Cell> cells;
    cells.reserve(values.size());
    for (auto const& value : values) cells.push_back(as_cell(value));
    TRY(check(*dictionary, type, cells, problems, boxes));
    CommonPlace common;
    add_place(common, PlaceSource{type}, cells);
    auto const before = last;
    auto header = TRY(next_header(type, common.place(options.place_characters_max)));
    header.replaces = replaces;
    auto record = sign_record(std::move(header), type, values, *key, *keys, *random, boxes);
    if (!record) {
        last = before;  // nothing was said at that time
        return std::move(record).error().at(type.name);
    }
    auto const id = record->id;
    queue(std::move(*record));
    return id;
}

Recorder::Recorder(std::unique_ptr<State> state) : state_(std::move(state)) {}
Recorder::Recorder(Recorder&&) noexcept = default;
Recorder::~Recorder() = default;

Result<Recorder> Recorder::make(Journal& journal, Dictionary const& dictionary, SigningKey const& key, AudienceKeys const& keys, Clock& clock, Random& random,
                                RecorderOptions options)
{
    Recorder recorder{std::unique_ptr<State>{new State{&journal, &dictionary, &key, &keys, &clock, &random, std::move(options)}}};
    TRY(recorder.state_->know_chain());
    return recorder;
}

Result<RecordId> Recorder::record(std::string_view type, Fields const& fields, std::optional<RecordAddress> replaces)
{
    auto const id = TRY(state_->sign(type, fields, replaces, {}));
    TRY(state_->flush());
    return id;
}

Result<RecordId> Recorder::record_later(std::string_view type, Fields const& fields, std::optional<RecordAddress> replaces, SealedBoxes const& boxes)
{
    auto const id = TRY(state_->sign(type, fields, replaces, boxes));
    if (state_->waiting.size() >= later_max || state_->waiting_bytes >= Batch::group_bytes_max) TRY(state_->flush());
    return id;
}

Result<void> Recorder::flush() { return state_->flush(); }

Result<void> Recorder::together(std::function<Result<void>()> const& work)
{
    TRY(state_->flush());
    state_->is_holding = true;
    auto done = work();
    state_->is_holding = false;
    if (done) return state_->flush();
    state_->waiting.clear();  // signed and chained, and never said
    state_->waiting_bytes = 0;
    state_->chain_known = false;
    return done;
}

AuthorId Recorder::author() const { return state_->author; }

struct Recorder::Batch::State {
    Recorder::State* recorder;
    RecordType const* type;
    std::string source;
    Rows checking;
    PlaceSource where{*type};
    BatchBuilder builder{*type, *recorder->keys, *recorder->random};
    CommonPlace common = {};
    std::uint64_t rows = 0;
    std::size_t text_bytes = 0;   ///< of the block that is being filled
    std::vector<RecordId> blocks = {};
    std::uint64_t failed_appends = recorder->failed_appends;

    /// Blocks wait together with other records; if any append fails, some of ours may be gone.
    Result<void> check_whole() const
    {
        if (failed_appends == recorder->failed_appends) return {};
        return Error{Error::Kind::io, "an append failed and rows of this batch are not in the journal", source, "make room on the disk and do the same again: what is there already is not written twice"};
    }

    Result<void> end_block()
    {
        auto header = TRY(recorder->next_header(*type, common.place(recorder->options.place_characters_max)));
        Header::Batch named;
        named.source = source;
        header.batch = std::move(named);
        auto record = TRY(builder.finish(std::move(header), *recorder->key));
        blocks.push_back(record.id);
        recorder->queue(std::move(record));
        common = {};
        text_bytes = 0;
        if (recorder->waiting_bytes >= group_bytes_max || recorder->waiting.size() >= later_max) TRY(recorder->flush());
        return {};
    }
};

Recorder::Batch::Batch(std::unique_ptr<State> state) : state_(std::move(state)) {}
Recorder::Batch::Batch(Batch&&) noexcept = default;
Recorder::Batch::~Batch() = default;

Result<void> Recorder::Batch::add(std::span<Cell const> row)
{
    auto& state = *state_;
    VERIFY(row.size() == state.type->fields.size());
    TRY(state.check_whole());
    if (state.checking == Rows::to_check) TRY(check(*state.recorder->dictionary, *state.type, row, state.recorder->problems));
    TRY(state.builder.add(row));
    add_place(state.common, state.where, row);
    ++state.rows;
    for (auto const& cell : row) state.text_bytes += text_of(cell).size();
    if (state.builder.rows() == BatchBuilder::rows_max || state.text_bytes >= group_bytes_max) TRY(state.end_block());
    return {};
}

std::uint64_t Recorder::Batch::rows() const { return state_->rows; }

Result<std::vector<RecordId>> Recorder::Batch::finish()
{
    TRY(state_->check_whole());
    if (state_->builder.rows() > 0) TRY(state_->end_block());
    TRY(state_->recorder->flush());
    return std::exchange(state_->blocks, {});
}

Result<Recorder::Batch> Recorder::batch(std::string_view type, std::string source, Rows rows)
{
    auto const* known = TRY(state_->type_of(type));
    return Batch{std::unique_ptr<Batch::State>{new Batch::State{state_.get(), known, std::move(source), rows}}};
}

}  // namespace accalmie
