// SPDX-License-Identifier: Apache-2.0
// src/workspace/workspace.hpp: one folder on a disk that holds a programme: keys, packs, journal, facts. One process at a time.
#pragma once

#include "capture/blobs.hpp"
#include "capture/import.hpp"
#include "capture/recorder.hpp"
#include "core/clock.hpp"
#include "core/random.hpp"
#include "dictionary/programme_pack.hpp"
#include "facts/store.hpp"
#include "trust/access.hpp"

#include <mutex>

namespace accalmie {

/// What the machine offers; all must outlive the workspace.
struct Machine {
    Disk& disk;
    Clock& clock;
    Random& random;
};

/// The signed words at the head of a workspace (file `workspace`; docs/formats/workspace.md).
struct WorkspaceHead {
    using Purpose = accalmie::Purpose;

    std::string name;
    Purpose purpose = Purpose::real;
    Instant created{};
    AuthorId owner;
    std::optional<Day> fixed_today = {};  ///< of a demo: the last day of its programme, which stays its today
};

/// errors  corrupt  changed after it was signed, or not such a file
Result<WorkspaceHead> read_head(std::string_view text);
std::string write_head(WorkspaceHead const& head, SigningKey const& owner);

class Workspace {
public:
    struct InitOptions {
        std::string name;
        WorkspaceHead::Purpose purpose = WorkspaceHead::Purpose::real;
        std::optional<Day> fixed_today = {};
    };
    /// Make a workspace in an empty or new folder: keys, base pack, empty journal.
    /// errors  conflict  the folder holds something already     io
    static Result<void> init(std::filesystem::path const& folder, InitOptions const& options, Machine machine);

    /// Open it and take its lock. A base pack of an older program is brought up to this program's, unless something would be lost by it.
    /// errors  missing  not a workspace     conflict  another process has it open     corrupt     io
    static Result<std::unique_ptr<Workspace>> open(std::filesystem::path const& folder, Machine machine);
    ~Workspace();

    std::filesystem::path const& folder() const;
    WorkspaceHead const& head() const;
    bool is_demo() const { return head().purpose == WorkspaceHead::Purpose::demo; }
    Dictionary const& dictionary() const;
    /// What the workspace's base pack says and this program's does not: it was changed by hand, and so it was not brought up to date.
    std::vector<std::string> const& pack_differences() const;
    /// The programmes' packs that were added, by name; their codes are in the dictionary.
    std::vector<ProgrammePack> const& programme_packs() const;
    Journal& journal();
    Store& facts();
    AudienceKeys const& audience_keys() const;
    Machine& machine();
    Day today();  ///< the machine's, or the demo's

    /// 64 octets: the owner's Ed25519 signature over a file that leaves. Records are signed by `write`.
    Bytes sign(BytesView message) const;

    /// Who sits at this machine: sees and does everything here that the keys allow.
    Member owner() const;
    /// The member whose token this is, as of now.   errors  denied  no such token, or not valid today
    Result<Member> member_of(std::string_view token);
    /// Everybody who is or was a member, as the facts have it.
    Result<std::vector<Member>> members();

    /// Bring the facts up to the journal. Call after writing; cheap when nothing is new.
    Result<FoldSummary> catch_up(Progress const& progress = {});

    /// Values of one sealed field of a type, opened in memory by record address ("HEX:ROW"), for those whose key lies here. Nothing is kept.
    /// errors  missing  no such type or field     corrupt     io
    Result<std::map<std::string, Value>> open_sealed_field(std::string_view type, std::string_view field);

    /// Work with the owner's pen. One at a time: others wait. What was written is durable and folded on return.
    Result<void> write(std::function<Result<void>(Recorder&)> const& work);

    /// As `write`, but not folded: for what comes in all the time. `fold_collected` brings it into the facts.
    Result<void> collect(std::function<Result<void>(Recorder&)> const& work);
    /// Folds what was collected, if anything was.
    Result<void> fold_collected();

    /// Records that other nodes wrote, checked already (sync/received.hpp); durable on return, not folded.
    Result<Appended> receive(std::span<StoredRecord const> records);

    /// Held while submissions are read into records, so that two readers do not make the same twice.
    std::mutex& reading_turn();

    /// How often `collect` or `write` has been called here.
    std::uint64_t collects() const;

    /// How often `write` has been called here: whoever keeps something of the facts asks whether it may have changed.
    std::uint64_t writes() const;

    /// Files beside the journal.
    BlobStore& blobs();

    /// Rows of the facts, as importers ask for them.
    std::unique_ptr<KnownRows> known_rows();

private:
    struct State;
    explicit Workspace(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace accalmie
