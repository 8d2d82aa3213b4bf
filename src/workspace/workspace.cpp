// SPDX-License-Identifier: Apache-2.0
#include "workspace/workspace.hpp"

#include "base_pack.hpp"
#include "dictionary/compare.hpp"
#include "trust/crypto.hpp"
#include "trust/stored.hpp"
#include "workspace/known.hpp"
#include "workspace/lock.hpp"
#include "workspace/pack_files.hpp"
#include "workspace/programme_packs.hpp"
#include "workspace/sql.hpp"

#include <atomic>

namespace accalmie {

namespace {

constexpr std::uint64_t head_size_max = 4096, key_size_max = 256;
constexpr std::size_t name_size_max = 200;

Result<void> write_secret(Disk& disk, std::filesystem::path const& path, BytesView secret)
{
    auto const hex = to_hex(secret) + "\n";
    TRY(write_atomically(disk, path, as_bytes(hex)));
    std::error_code fault;
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, fault);
    if (fault) return Error{Error::Kind::io, "the key file cannot be kept from others: " + fault.message(), path.string()};
    return {};
}

Result<Bytes> read_secret(Disk& disk, std::filesystem::path const& path)
{
    auto const content = TRY(read_whole(disk, path, key_size_max));
    auto text = as_text(content);
    while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
    return from_hex(text).at(path.string());
}

/// Every audience that a sealed field of the dictionary names.
std::vector<std::string> audiences_of(Dictionary const& dictionary)
{
    std::vector<std::string> audiences;
    for (auto const& type : dictionary.types())
        for (auto const& group : type.groups)
            if (group.starts_with("sealed:")) {
                auto const audience = group.substr(7);
                if (std::find(audiences.begin(), audiences.end(), audience) == audiences.end()) audiences.push_back(audience);
            }
    return audiences;
}

Result<void> write_pack(Disk& disk, std::filesystem::path const& folder)
{
    for (auto const& file : base_pack::files()) {
        auto const path = folder / file.path;
        TRY(disk.make_folder(path.parent_path()));
        TRY(write_atomically(disk, path, as_bytes(file.content)));
    }
    return {};
}

Result<Dictionary> read_pack(Disk& disk, std::filesystem::path const& folder)
{
    auto const files = TRY(read_pack_files(disk, folder));
    auto loaded = Dictionary::load(files);
    if (!loaded.problems.empty()) {
        auto const& first = loaded.problems.front();
        return Error{Error::Kind::invalid, first.what, folder.string() + "/" + first.file + ":" + std::to_string(first.line), first.remedy};
    }
    return std::move(loaded.dictionary);
}

/// Keys for the audiences that the dictionary names, except those that were there before.
Result<void> make_audiences(Machine& machine, std::filesystem::path const& keys, Dictionary const& dictionary, std::vector<std::string> const& before)
{
    for (auto const& audience : audiences_of(dictionary)) {
        if (std::find(before.begin(), before.end(), audience) != before.end()) continue;
        auto const public_path = keys / ("audience-" + audience + ".pub");
        if (TRY(machine.disk.exists(public_path))) continue;
        auto const pair = make_audience(machine.random);
        TRY(write_secret(machine.disk, keys / ("audience-" + audience + ".key"), pair.secret_key));
        auto const hex = to_hex(pair.public_key) + "\n";
        TRY(write_atomically(machine.disk, public_path, as_bytes(hex)));
    }
    return {};
}

/// The workspace's copy of the base pack. One that an older program wrote is brought up to this program's where nothing is lost by it; one
/// that was changed by hand stays. The new copy is whole before the old one steps aside, so that a power cut leaves one of them.
struct BasePack {
    Dictionary dictionary;
    std::vector<std::string> lost;  ///< why it was not brought up: what this program's pack does not know of it
};
Result<BasePack> current_pack(Machine& machine, std::filesystem::path const& folder)
{
    auto const packs = folder / "packs", base = packs / "base", fresh = packs / "base.new", past = packs / "base.old";
    std::error_code fault;
    if (!std::filesystem::exists(base, fault) && std::filesystem::exists(fresh, fault)) std::filesystem::rename(fresh, base, fault);
    if (fault) return Error{Error::Kind::io, "the pack cannot be put in its place: " + fault.message(), base.string()};
    BasePack pack;
    pack.dictionary = TRY(read_pack(machine.disk, base));
    auto const newest = Dictionary::base();
    if (newest.version() == pack.dictionary.version()) return pack;
    pack.lost = lost_between(pack.dictionary, newest);
    if (!pack.lost.empty()) return pack;
    std::filesystem::remove_all(fresh, fault);
    // A disk that cannot be written serves all the same, with the pack that is there.
    if (!write_pack(machine.disk, fresh)) return pack;
    std::filesystem::remove_all(past, fault);
    std::filesystem::rename(base, past, fault);
    if (fault) return pack;
    std::filesystem::rename(fresh, base, fault);
    if (fault) return Error{Error::Kind::io, "the new pack cannot be put in its place: " + fault.message(), base.string(), "rename base.new to base"};
    std::filesystem::remove_all(past, fault);
    TRY(make_audiences(machine, folder / "keys", newest, audiences_of(pack.dictionary)));
    pack.dictionary = newest;
    return pack;
}

/// A row of pseudonym, key, organisation, role, places, from, until.
Result<Member> member_from(std::vector<Value> const& row)
{
    auto const text = [&](std::size_t column) {
        return std::holds_alternative<std::string>(row[column]) ? std::get<std::string>(row[column]) : std::string{};
    };
    Member member;
    member.pseudonym = text(0);
    member.key = TRY(AuthorId::parse(text(1)));
    member.organisation = text(2);
    member.role = TRY(parse_role(text(3)));
    // Only the keys make an owner: a record could be written by anybody who may write.
    if (member.role == Role::owner)
        return Error{Error::Kind::denied, "a member record cannot make an owner", {}, "ask the programme lead for another role"};
    auto places = text(4);
    for (std::size_t begin = 0; begin < places.size();) {
        auto const end = std::min(places.find(' ', begin), places.size());
        if (end > begin) member.places.push_back(places.substr(begin, end - begin));
        begin = end + 1;
    }
    member.from = std::get<Day>(row[5]);
    member.until = std::get<Day>(row[6]);
    return member;
}

}  // namespace

struct Workspace::State {
    State(std::filesystem::path path, Machine of, Lock held, SigningKey owner)
        : folder{std::move(path)}, machine{of}, lock{std::move(held)}, key{std::move(owner)}, blobs{of.disk, folder / "blobs"}
    {
    }

    std::filesystem::path folder;
    Machine machine;
    Lock lock;
    SigningKey key;
    WorkspaceHead head;
    Dictionary dictionary;
    std::vector<std::string> pack_lost;
    std::vector<ProgrammePack> programme_packs;
    BlobStore blobs;
    std::atomic<std::uint64_t> writes = 0;
    std::atomic<std::uint64_t> folded = 0;  ///< so many of `collects` are in the facts
    std::atomic<std::uint64_t> collects = 0;
    std::mutex reading_turn;
    AudienceKeys audience_keys;
    AudienceSecrets audience_secrets;
    std::unique_ptr<Journal> journal;
    std::unique_ptr<Store> facts;
    std::mutex pen;
};

Result<void> Workspace::init(std::filesystem::path const& folder, InitOptions const& options, Machine machine)
{
    if (options.name.empty() || options.name.size() > name_size_max || options.name.find('\n') != std::string::npos)
        return Error{Error::Kind::invalid, "the name must be one line of 1 to 200 characters", "name"};
    std::error_code ignored;
    if (std::filesystem::exists(folder, ignored) && !std::filesystem::is_empty(folder, ignored))
        return Error{Error::Kind::conflict, "the folder is not empty", folder.string(), "name another folder; nothing was changed"};
    TRY(machine.disk.make_folder(folder));
    TRY(machine.disk.make_folder(folder / "keys"));
    auto const key = SigningKey::make(machine.random);
    TRY(write_secret(machine.disk, folder / "keys" / "owner.key", key.seed()));
    TRY(make_audiences(machine, folder / "keys", Dictionary::base(), {}));
    TRY(write_pack(machine.disk, folder / "packs" / "base"));
    // The head comes last: a folder without it is no workspace, so an interrupted init leaves none behind.
    WorkspaceHead const head{options.name, options.purpose, machine.clock.now(), key.author(), options.fixed_today};
    auto const text = write_head(head, key);
    return write_atomically(machine.disk, folder / "workspace", as_bytes(text));
}

Result<std::unique_ptr<Workspace>> Workspace::open(std::filesystem::path const& folder, Machine machine)
{
    auto const head_path = folder / "workspace";
    if (!TRY(machine.disk.exists(head_path)))
        return Error{Error::Kind::missing, "there is no workspace here", folder.string(),
                     "make one with `accalmie init` or `accalmie demo`, or name it with --workspace"};
    auto held = TRY(Lock::take(folder / "lock"));
    auto const head = TRY(read_whole(machine.disk, head_path, head_size_max));
    auto const seed = TRY(read_secret(machine.disk, folder / "keys" / "owner.key"));
    auto key = TRY(SigningKey::from_seed(seed));
    auto state = std::make_unique<State>(folder, machine, std::move(held), std::move(key));
    state->head = TRY(read_head(as_text(head)).at(head_path.string()));
    if (state->head.owner != state->key.author())
        return Error{Error::Kind::corrupt, "the key is not the owner's", (folder / "keys").string(), "restore keys/owner.key from a copy"};
    auto pack = TRY(current_pack(machine, folder));
    state->dictionary = std::move(pack.dictionary);
    state->pack_lost = std::move(pack.lost);
    auto added = TRY(read_added_packs(machine.disk, folder / "packs", state->dictionary));
    state->dictionary = TRY(extended(state->dictionary, added.packs));
    state->programme_packs = std::move(added.packs);
    state->pack_lost.insert(state->pack_lost.end(), added.problems.begin(), added.problems.end());
    for (auto const& audience : audiences_of(state->dictionary)) {
        auto const path = folder / "keys" / ("audience-" + audience + ".pub");
        // A pack may name an audience that has no key here: then its fields are refused when written, not now.
        if (TRY(machine.disk.exists(path))) state->audience_keys[audience] = TRY(read_secret(machine.disk, path));
        auto const secret = folder / "keys" / ("audience-" + audience + ".key");
        if (TRY(machine.disk.exists(secret))) state->audience_secrets[audience] = TRY(read_secret(machine.disk, secret));
    }
    state->journal = TRY(open_sqlite_journal(folder / "journal.sqlite"));
    state->facts = TRY(Store::open(folder / "facts.duckdb", state->dictionary, state->head.purpose));
    return std::unique_ptr<Workspace>{new Workspace{std::move(state)}};
}

Workspace::Workspace(std::unique_ptr<State> state) : state_{std::move(state)} {}
Workspace::~Workspace() = default;

std::filesystem::path const& Workspace::folder() const { return state_->folder; }
WorkspaceHead const& Workspace::head() const { return state_->head; }
Dictionary const& Workspace::dictionary() const { return state_->dictionary; }
std::vector<std::string> const& Workspace::pack_differences() const { return state_->pack_lost; }
std::vector<ProgrammePack> const& Workspace::programme_packs() const { return state_->programme_packs; }
Journal& Workspace::journal() { return *state_->journal; }
Store& Workspace::facts() { return *state_->facts; }
AudienceKeys const& Workspace::audience_keys() const { return state_->audience_keys; }
Machine& Workspace::machine() { return state_->machine; }
Day Workspace::today() { return head().fixed_today.value_or(day_of(state_->machine.clock.now())); }

Bytes Workspace::sign(BytesView message) const { return state_->key.sign(message); }

Member Workspace::owner() const
{
    using namespace std::chrono_literals;
    Member member;
    member.pseudonym = "owner";
    member.key = state_->head.owner;
    member.role = Role::owner;
    member.places = {"*"};
    member.from = Day{std::chrono::year{1900} / 1 / 1};
    member.until = Day{std::chrono::year{2199} / 12 / 31};
    return member;
}

Result<Member> Workspace::member_of(std::string_view token)
{
    auto const found = TRY(state_->facts->query(sql::member_by_token, {{"token_hash", token_hash(token)}, {"today", today()}}));
    if (found.rows.empty()) return Error{Error::Kind::denied, "this access token is not valid", {}, "ask the programme lead for a new one"};
    return member_from(found.rows.front());
}

Result<std::vector<Member>> Workspace::members()
{
    auto const found = TRY(state_->facts->query(sql::member_keys, {}));
    std::vector<Member> members;
    for (auto const& row : found.rows) {
        auto member = member_from(row);
        if (member) members.push_back(std::move(*member));  // a record with no key or an unknown role makes nobody a member
    }
    return members;
}

Result<std::map<std::string, Value>> Workspace::open_sealed_field(std::string_view type_name, std::string_view field)
{
    auto const* type = state_->dictionary.find(type_name);
    auto const index = type == nullptr ? std::nullopt : type->index_of(field);
    if (!index) return Error{Error::Kind::missing, "no such field", std::string{type_name} + "." + std::string{field}};
    std::map<std::string, Value> values;
    Scope scope;
    scope.type = type_name;
    TRY(state_->journal->since(0, scope, [&](Point, StoredRecord const& stored) -> Result<void> {
        auto const record = TRY(to_record(stored));
        return visit_rows(record, *type, state_->audience_secrets, [&](RowView const& row) -> Result<void> {
            if (!std::holds_alternative<std::monostate>(row.cells[*index]))
                values[record.id.hex() + ":" + std::to_string(row.row)] = as_value(row.cells[*index]);
            return {};
        });
    }));
    return values;
}

Result<FoldSummary> Workspace::catch_up(Progress const& progress) { return state_->facts->catch_up(*state_->journal, progress); }

BlobStore& Workspace::blobs() { return state_->blobs; }
std::uint64_t Workspace::writes() const { return state_->writes; }
std::uint64_t Workspace::collects() const { return state_->collects; }
std::mutex& Workspace::reading_turn() { return state_->reading_turn; }

Result<void> Workspace::write(std::function<Result<void>(Recorder&)> const& work)
{
    auto done = collect(work);
    // Counted when it is in the facts: whoever has read them before reads them again.
    auto const folded = catch_up();
    ++state_->writes;
    TRY(folded);
    return done;
}

Result<void> Workspace::fold_collected()
{
    // Said to be folded only when it is: whoever asks meanwhile waits for the same fold.
    auto const wanted = state_->collects.load();
    if (state_->folded.load() >= wanted) return {};
    TRY(catch_up());
    for (auto folded = state_->folded.load(); folded < wanted && !state_->folded.compare_exchange_weak(folded, wanted);) {}
    return {};
}

Result<void> Workspace::collect(std::function<Result<void>(Recorder&)> const& work)
{
    std::lock_guard const lock{state_->pen};
    RecorderOptions options;
    options.demo = is_demo();
    auto recorder = TRY(Recorder::make(*state_->journal, state_->dictionary, state_->key, state_->audience_keys, state_->machine.clock,
                                       state_->machine.random, options));
    auto done = work(recorder);
    // What was finished before a failure is durable and must show; the failure is told all the same.
    TRY(recorder.flush());
    ++state_->collects;
    return done;
}

Result<Appended> Workspace::receive(std::span<StoredRecord const> records)
{
    std::lock_guard const lock{state_->pen};
    auto appended = TRY(state_->journal->append(records));
    ++state_->collects;
    ++state_->writes;  // a member may be among them
    return appended;
}

std::unique_ptr<KnownRows> Workspace::known_rows() { return std::make_unique<KnownFromFacts>(*state_->facts); }

}  // namespace accalmie
