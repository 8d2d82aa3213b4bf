// SPDX-License-Identifier: Apache-2.0
#include "capture/import.hpp"

#include "capture/rejects_file.hpp"
#include "capture/seen_rows.hpp"
#include "core/verify.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <unordered_set>

namespace accalmie {

namespace {

constexpr std::size_t examples_max = 5;
constexpr std::size_t reasons_max = 500;  // different reject reasons; more are counted together
constexpr std::size_t warnings_max = 200;
constexpr std::size_t scopes_max = 100'000;   // different countries or regions of one file
constexpr std::size_t shown_value_max = 200;  // octets of a value in the rejects file
constexpr std::uint64_t absent_share = 10;    // more than one in ten missing: that is another file, not a newer edition

std::string text_of(Cell const& cell)
{
    if (auto const* text = std::get_if<std::string_view>(&cell)) return std::string{text->substr(0, shown_value_max)};
    if (auto const* whole = std::get_if<std::int64_t>(&cell)) return std::to_string(*whole);
    if (auto const* decimal = std::get_if<double>(&cell)) return fmt::format("{}", *decimal);
    if (auto const* day = std::get_if<Day>(&cell)) return to_iso(*day);
    if (auto const* instant = std::get_if<Instant>(&cell)) return to_iso(*instant);
    if (auto const* truth = std::get_if<bool>(&cell)) return *truth ? "yes" : "no";
    return "";
}

std::uint64_t scope_of(Cell const& cell)
{
    auto const* text = std::get_if<std::string_view>(&cell);
    return text == nullptr ? 0 : std::hash<std::string_view>{}(*text) | 1U;
}

}  // namespace

struct Intake::State {
    State(Tools const& given, ImportOptions const& wanted, RecordType const& of, std::string_view from, std::vector<std::string> const& key_fields)
        : tools(given), options(wanted), type(&of), source(from), identity(of, key_fields), cells(of.fields.size()), columns(of.fields.size())
    {
    }

    Tools tools;
    ImportOptions options;
    RecordType const* type;
    std::string source;
    RowIdentity identity;
    std::vector<Cell> cells;
    std::vector<std::string> columns;  // header of each field
    std::vector<CellProblem> problems;
    SeenRows seen;
    ImportSummary summary;
    std::optional<RejectsFile> rejects;
    std::optional<std::size_t> first_day, retracted, scope, release;
    std::unordered_set<std::uint64_t> scopes;  // countries (or regions) that the file speaks of
    std::uint64_t nameless_rejects = 0;        // rows that could not be read far enough to know which they are

    bool writes() const { return options.mode == ImportOptions::Mode::write; }
    void clear() { std::fill(cells.begin(), cells.end(), Cell{}); }
    Result<void> learn();
    void remember(std::span<Cell const> row, RecordAddress const& address);
    Result<void> count_reject(RowOrigin const& origin, Reject const& why);
    Reject describe(std::vector<CellProblem> const& all) const;
    Reject without_sealed(Reject const& why) const;
    void note_accepted();
    Result<void> take(RowOrigin const& origin);
    Result<void> take_keyless();
    Result<void> write_fresh();
    Result<void> write_retraction(RecordAddress const& address);
    bool in_scope(std::span<Cell const> row) const;
    Result<void> settle();
};

Result<Intake> Intake::begin(Tools tools, ImportOptions const& options, std::string_view type, std::string_view source,
                             std::span<std::string_view const> header, std::vector<std::string> const& key_fields)
{
    auto const* found = tools.dictionary.find(type);
    if (found == nullptr)
        return Error{Error::Kind::missing, "no record type \"" + std::string{type} + "\"", "", "`accalmie pack list` shows the types"};
    for (auto const& name : key_fields)
        if (!found->index_of(name))
            return Error{Error::Kind::missing, "the type " + found->name + " has no field \"" + name + "\"", "key", "name fields of the type"};
    auto state = std::make_unique<State>(tools, options, *found, source, key_fields);
    state->first_day = found->index_of("first_day");
    state->retracted = found->index_of("retracted");
    state->release = found->index_of("release");
    state->scope = found->index_of("country");
    if (!state->scope) state->scope = found->index_of("adm_1");
    for (std::size_t index = 0; index < found->fields.size(); ++index) state->columns[index] = found->fields[index].name;
    state->summary.dry_run = !state->writes();
    if (!options.rejects_path.empty()) {
        VERIFY(tools.disk != nullptr);
        state->rejects.emplace(*tools.disk, options.rejects_path, header);
    }
    TRY(state->learn());
    return Intake{std::move(state)};
}

Result<void> Intake::State::learn()
{
    return tools.known.each(*type, source, [this](std::span<Cell const> row, RecordAddress const& address) -> Result<void> {
        remember(row, address);
        return {};
    });
}

void Intake::State::remember(std::span<Cell const> row, RecordAddress const& address)
{
    auto& entry = seen.at(identity.key(row));
    if (identity.key_is_whole_row()) {
        entry.content += std::uint64_t{1} << 32U;
        return;
    }
    seen.know(entry, address);
    entry.content = identity.content(row);
    entry.retracted = retracted && row[*retracted] == Cell{true} ? 1 : 0;
}

RecordType const& Intake::type() const { return *state_->type; }
std::span<Cell> Intake::cells() { return state_->cells; }
ImportSummary& Intake::summary() { return state_->summary; }
void Intake::name_column(std::size_t field, std::string_view header) { state_->columns[field] = header; }

Reject Intake::State::describe(std::vector<CellProblem> const& all) const
{
    auto const& first = all.front();
    Reject why{columns[first.field], text_of(cells[first.field]), first.reason, first.remedy};
    for (std::size_t index = 1; index < all.size(); ++index) why.reason += "; also " + columns[all[index].field] + ": " + all[index].reason;
    return why;
}

/// What may stand in clear, as a file of rejects does and the summary on the screen: no value of a sealed field, nor a reason that quotes one.
Reject Intake::State::without_sealed(Reject const& why) const
{
    auto const column = std::find(columns.begin(), columns.end(), why.column);
    bool const is_open = why.column.empty() || (column != columns.end() && !type->fields[static_cast<std::size_t>(column - columns.begin())].is_sealed());
    if (!is_open) return {why.column, "", "a sealed value that cannot be taken; it is not repeated here", "correct it where the file came from"};
    return {why.column, why.value, why.reason.substr(0, why.reason.find("; also ")), why.remedy};
}

Result<void> Intake::State::count_reject(RowOrigin const& given_origin, Reject const& given)
{
    bool const has_sealed = type->has_sealed_field();
    auto const why = has_sealed ? without_sealed(given) : given;
    auto const origin = has_sealed ? RowOrigin{given_origin.line, given_origin.number, {}} : given_origin;
    ++summary.read;
    ++summary.rejected;
    std::string reason = why.column.empty() ? why.reason : why.column + ": " + why.reason;
    if (summary.reject_reasons.size() >= reasons_max && !summary.reject_reasons.contains(reason)) reason = "other reasons";
    ++summary.reject_reasons[std::move(reason)];
    // A row that is known and could not be read this time is not a row that has gone.
    if (identity.names_a_row(cells))
        seen.at(identity.key(cells)).met = 1;
    else
        ++nameless_rejects;
    if (rejects) TRY(rejects->add(origin, why));
    clear();
    return {};
}

Result<void> Intake::reject(RowOrigin const& origin, Reject const& why) { return state_->count_reject(origin, why); }

void Intake::State::note_accepted()
{
    if (first_day)
        if (auto const* day = std::get_if<Day>(&cells[*first_day])) {
            summary.first_day = std::min(summary.first_day.value_or(*day), *day);
            summary.last_day = std::max(summary.last_day.value_or(*day), *day);
        }
    if (scope && scopes.size() < scopes_max) scopes.insert(scope_of(cells[*scope]));
}

Result<void> Intake::State::write_fresh()
{
    ++summary.fresh;
    return writes() ? tools.sink.add(cells) : Result<void>{};
}

/// Rows without a key: the n-th row of one content in the file is the n-th that is known, or new.
Result<void> Intake::State::take_keyless()
{
    auto& entry = seen.at(identity.content(cells));
    std::uint64_t const known = entry.content >> 32U, met = entry.content & 0xFFFFFFFFU;
    ++entry.content;
    if (met >= known) return write_fresh();
    ++summary.same;
    return {};
}

Result<void> Intake::State::take(RowOrigin const& origin)
{
    if (identity.key_is_whole_row()) {
        TRY(take_keyless());
    } else {
        auto& entry = seen.at(identity.key(cells));
        auto const content = identity.content(cells);
        bool const first_time = entry.taken == 0;
        if (!first_time && entry.content != content)
            return count_reject(origin,
                                {"", "", "the same identifier stands in an earlier row of this file with other values", "keep one of the two rows"});
        entry.met = entry.taken = 1;
        bool const changed = entry.known == 1 && entry.content != content;
        entry.content = content;
        if (entry.known == 0 && first_time) {
            TRY(write_fresh());
        } else if (changed) {
            ++summary.changed;
            entry.retracted = 0;
            if (writes()) TRY(tools.sink.correct(cells, seen.address(entry)));
        } else {
            ++summary.same;
        }
    }
    ++summary.read;
    note_accepted();
    return {};
}

Result<void> Intake::submit(RowOrigin const& origin)
{
    State& state = *state_;
    state.problems.clear();
    check_row(state.tools.dictionary, *state.type, state.cells, state.problems);
    if (!state.problems.empty()) return state.count_reject(origin, state.describe(state.problems));
    TRY(state.take(origin));
    state.clear();
    return {};
}

void Intake::warn(std::string_view what, std::string_view remedy, std::string_view example)
{
    auto& warnings = state_->summary.warnings;
    auto found = std::find_if(warnings.begin(), warnings.end(), [&](ImportWarning const& warning) { return warning.what == what; });
    if (found == warnings.end()) {
        if (warnings.size() >= warnings_max) return;
        warnings.push_back({std::string{what}, std::string{remedy}, 0, {}});
        found = warnings.end() - 1;
    }
    ++found->count;
    if (!example.empty() && found->examples.size() < examples_max) found->examples.emplace_back(example);
}

Result<void> Intake::cover(CoverageNote const& coverage)
{
    State& state = *state_;
    std::string const source = coverage.source.empty() ? state.source : coverage.source;
    state.summary.coverage.push_back(coverage.area + " " + to_iso(coverage.first) + ".." + to_iso(coverage.last));
    auto const* type = state.tools.dictionary.find("source_coverage");
    if (type == nullptr) return Error{Error::Kind::missing, "no record type \"source_coverage\"", "", "use a dictionary that holds the base pack"};
    auto const field = [&](std::string_view name) {
        auto const index = type->index_of(name);
        VERIFY(index.has_value());
        return *index;
    };
    bool covered = false;
    TRY(state.tools.known.each(*type, source, [&](std::span<Cell const> row, RecordAddress const&) -> Result<void> {
        auto const* first = std::get_if<Day>(&row[field("first_day")]);
        auto const* last = std::get_if<Day>(&row[field("last_day")]);
        covered = covered ||
                  (row[field("area")] == Cell{std::string_view{coverage.area}} && row[field("kinds")] == Cell{std::string_view{coverage.kinds}} &&
                   first != nullptr && last != nullptr && *first <= coverage.first && coverage.last <= *last);
        return {};
    }));
    if (covered || !state.writes()) return {};
    std::map<std::string, Value, std::less<>> fields{{"source", source},          {"area", coverage.area},
                                                     {"kinds", coverage.kinds},   {"first_day", coverage.first},
                                                     {"last_day", coverage.last}, {"basis", coverage.basis}};
    if (!state.options.release.empty()) fields.emplace("release", state.options.release);
    return state.tools.sink.note("source_coverage", fields);
}

/// Write a row as it was, with `retracted` set: the newer edition of its source no longer has it.
Result<void> Intake::State::write_retraction(RecordAddress const& address)
{
    ++summary.removed;
    if (!writes()) return {};
    auto values = TRY(tools.known.row(*type, address));
    VERIFY(values.size() == type->fields.size() && retracted.has_value());
    values[*retracted] = true;
    if (release && !options.release.empty()) values[*release] = options.release;
    std::vector<Cell> row;
    row.reserve(values.size());
    for (auto const& value : values) row.push_back(as_cell(value));
    return tools.sink.correct(row, address);
}

Result<void> Intake::retract(RowOrigin const& origin)
{
    State& state = *state_;
    if (!state.identity.names_a_row(state.cells))
        return state.count_reject(origin, {"", "", "the row does not say which event is deleted", "give its identifier"});
    auto const key = state.identity.key(state.cells);
    auto const* entry = state.seen.find(key);
    bool const now = entry != nullptr && entry->known == 1 && entry->retracted == 0;
    if (now) {
        auto const address = state.seen.address(*entry);
        state.seen.at(key).retracted = 1;
        TRY(state.write_retraction(address));
    }
    ++(now ? state.summary.changed : state.summary.same);
    ++state.summary.read;
    state.clear();
    return {};
}

/// Does the file speak of this row's days and country? Only then does its absence say anything.
bool Intake::State::in_scope(std::span<Cell const> row) const
{
    if (first_day) {
        auto const* day = std::get_if<Day>(&row[*first_day]);
        if (day == nullptr || !summary.first_day || *day < *summary.first_day || *day > *summary.last_day) return false;
    }
    if (!scope) return true;
    auto const value = scope_of(row[*scope]);
    // Rows that name no country or region belong to the file only if none of its rows does.
    return scopes.contains(value) && (value != 0 || scopes.size() == 1);
}

Result<void> Intake::State::settle()
{
    std::uint64_t known = 0;
    std::vector<RecordAddress> gone;
    TRY(tools.known.each(*type, source, [&](std::span<Cell const> row, RecordAddress const& address) -> Result<void> {
        auto const* entry = seen.find(identity.key(row));
        if (entry == nullptr) return {};  // written since this import began
        if (entry->retracted == 1 && entry->met == 0) return {};
        if (!in_scope(row)) return {};
        ++known;
        if (entry->met == 0) gone.push_back(address);
        return {};
    }));
    if (gone.empty()) return {};
    bool const evident = gone.size() * absent_share <= known && nameless_rejects == 0;
    bool const retract = retracted && (options.absent == Absent::retract || (options.absent == Absent::automatic && evident));
    if (!retract) {
        summary.absent = gone.size();
        return {};
    }
    for (auto const& address : gone) TRY(write_retraction(address));
    return {};
}

Result<ImportSummary> Intake::finish(Missing missing)
{
    State& state = *state_;
    if (missing == Missing::settle && !state.identity.key_is_whole_row()) TRY(state.settle());
    if (state.summary.absent > 0 && state.options.absent != Absent::keep)
        warn(std::to_string(state.summary.absent) +
                 " rows that are known from this source, with days and area of this file, are not in it; they are kept",
             "if the file is a newer edition that deletes them, import it again with --absent retract", "");
    if (state.rejects) TRY(state.rejects->finish());
    if (state.rejects && state.rejects->rows() > 0) state.summary.rejects_path = state.rejects->path();
    if (state.writes()) state.summary.blocks = TRY(state.tools.sink.finish());
    VERIFY(state.summary.reconciles());
    return std::move(state.summary);
}

Intake::Intake(std::unique_ptr<State> state) : state_(std::move(state)) {}
Intake::Intake(Intake&&) noexcept = default;
Intake::~Intake() = default;

}  // namespace accalmie
