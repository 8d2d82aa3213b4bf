// SPDX-License-Identifier: Apache-2.0
// src/trust/record.hpp: one immutable thing that was said or seen, and its proof. Bytes: docs/formats/record.md.
#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"
#include "core/random.hpp"
#include "dictionary/dictionary.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace accalmie {

/// A hybrid logical clock reading: milliseconds since 1970 (UTC) and a counter (Kulkarni et al. 2014).
struct HybridTime {
    std::uint64_t packed = 0;  ///< milliseconds << 16 | counter
    Instant physical() const { return Instant{std::chrono::milliseconds{static_cast<std::int64_t>(packed >> 16U)}}; }
    friend auto operator<=>(HybridTime const&, HybridTime const&) = default;
};

/// The next reading, after both what this node last gave and what it last saw.
HybridTime next_reading(HybridTime last, Instant now);

/// Proof that a group says what it says, without saying it: BLAKE2b-256 over salt and content.
struct GroupCommitment {
    std::string group;
    Hash commitment;
};

/// What a header says of a batch.
struct BatchHeader {
    std::uint32_t rows = 0;             ///< 1 to 4,096
    Hash root;                          ///< Merkle root over all rows: the tree over `group_roots`
    std::vector<std::string> groups;    ///< the groups that the rows have: those with a value in any row
    std::vector<Hash> group_roots;      ///< for each of `groups` the Merkle root over its rows, so that each is proved by itself
    std::vector<std::string> fields;    ///< names of the packed columns, all groups, dictionary order
    std::vector<std::uint8_t> field_groups;  ///< for each of `fields` the index of its group
    std::string source;                 ///< what was imported, as "ucdp-ged-mali.csv blake2b:1a2b..."
};

/// What a workspace and each of its records are for. The two never mix.
enum class Purpose : std::uint8_t { real, demo };

/// The signed part of a record. It names no person and holds no field.
struct Header {
    std::string type;
    std::string dictionary;                 ///< Dictionary::version() when it was written
    std::string place;                      ///< coarse: a cercle or wider, PCODE@VERSION; may be empty
    HybridTime hlc;
    Instant claimed;                        ///< what the author's device believed
    AuthorId author;
    std::optional<RecordId> previous;       ///< the author's record before this one
    std::optional<RecordAddress> replaces;
    bool demo = false;                      ///< made by or in a demo workspace; demo and real never mix
    Purpose purpose() const { return demo ? Purpose::demo : Purpose::real; }
    std::vector<GroupCommitment> groups;    ///< of a single record; empty in a batch
    using Batch = BatchHeader;
    std::optional<Batch> batch;
};

/// The stored bytes of one group of a record or of all rows of a batch.
struct Part {
    enum class State : std::uint8_t { plain = 0, sealed = 1, erased = 2, boxes = 3 };  ///< boxes: each cell was sealed where it was said
    std::string group;
    State state = State::plain;
    Bytes bytes;                            ///< empty when erased
};

/// A whole record as a node holds it. Its id is the BLAKE2b-256 of the header's bytes.
struct Record {
    RecordId id;
    Header header;
    Bytes envelope;                         ///< COSE_Sign1 in deterministic CBOR
    std::vector<Part> parts;                ///< may lack groups
};

/// An Ed25519 key pair. Wiped from memory when it goes.
class SigningKey {
public:
    static SigningKey make(Random& random);
    static Result<SigningKey> from_seed(BytesView seed_32);
    SigningKey(SigningKey&&) noexcept;
    SigningKey& operator=(SigningKey&&) noexcept;
    SigningKey(SigningKey const&) = delete;
    SigningKey& operator=(SigningKey const&) = delete;
    ~SigningKey();
    AuthorId author() const;
    BytesView seed() const;
    Bytes sign(BytesView message) const;    ///< 64 octets

private:
    SigningKey() = default;
    std::array<std::uint8_t, 64> secret_{}; ///< libsodium's seed and public key
};

/// Public keys (X25519) by audience; a sealed field of an audience that is not here is refused.
using AudienceKeys = std::map<std::string, Bytes, std::less<>>;
/// Secret keys (X25519, 32 octets) of the audiences that this node may open.
using AudienceSecrets = std::map<std::string, Bytes, std::less<>>;

/// Answers that were sealed where they were said: by field, the sealed box of the answer's text, padded (docs/formats/record.md, section 4).
using SealedBoxes = std::map<std::string, Bytes, std::less<>>;

/// Octets that hide how long an answer is: the text, 80, zeros up to a multiple of 64 (libsodium's sodium_pad).
Bytes padded_answer(std::string_view text);
/// The text again; what was not padded is taken as it is.
std::string unpadded_answer(BytesView octets);

/// Sign one record. `fields` has one value for each field of `type`, in its order.
/// `header.author` and `header.groups` are filled in. A group without a value is left out.
/// errors  denied  a sealed field has a value and `keys` lacks its audience     limit  larger than 16 MiB
///         invalid  wrong number of fields, or a value that no record can hold; a box for a field that is not sealed, or beside a value of its group
/// A group with boxes is written as they came: nobody here can look into them, and no key is needed.
Result<Record> sign_record(Header header, RecordType const& type, std::span<Value const> fields, SigningKey const& key, AudienceKeys const& keys, Random& random,
                           SealedBoxes const& boxes = {});

/// Rows of one batch as they arrive, packed at once: one growing buffer a group, reused between blocks.
class BatchBuilder {
public:
    static constexpr std::uint32_t rows_max = 4096;

    BatchBuilder(RecordType const& type, AudienceKeys const& keys, Random& random);
    ~BatchBuilder();
    /// `row` has one cell for each field of the type. The cells must have been checked (check_row). After an error the batch is as before.
    /// errors  limit  the batch is full: finish it and add the row again     denied  a sealed value without a key for its audience
    ///         invalid  a text that is not UTF-8, a number that is not finite, a day out of range
    Result<void> add(std::span<Cell const> row);
    std::uint32_t rows() const;
    /// 4,096 rows, or so many octets that the next row may not fit: time to `finish`.
    bool is_full() const;
    /// Sign what was added and start anew. `header.batch->source` is kept, the rest of `batch` is filled in.
    /// errors  missing  no row was added
    Result<Record> finish(Header header, SigningKey const& key);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Read the header and check id, signature and form. Groups are not looked at.
/// errors  corrupt  signature, form or version is wrong
Result<Record> open_envelope(BytesView envelope);

/// Visit every row of a record (one row for a single record). `row` has a cell a field of `type`; fields of groups that are absent,
/// erased or sealed without a secret are monostate and their groups are listed in `hidden`. Every commitment that can be checked is.
/// Cells are valid until the visitor returns. The visitor returns an error to stop.
/// A cell of a group of boxes is opened with the audience's secret; a text that its field cannot hold stays empty.
/// Commitments are checked before anything is decoded, and before the first row is visited. A column that the type no longer has is passed over.
/// errors  corrupt  a group does not match its commitment (the group is named, and the row where it can be told)
///         denied   the secret does not open the group
struct RowView {
    std::uint32_t row;
    std::span<Cell const> cells;
    std::span<std::string const> hidden;
};
Result<void> visit_rows(Record const& record, RecordType const& type, AudienceSecrets const& secrets, std::function<Result<void>(RowView const&)> const& visit);

/// The part that is to stand where `group` of one row stood: the row's content and salt are gone, its commitment stays, and everything
/// still verifies. Of a single record (row 0) the whole part goes. A sealed group is opened with `secrets` and sealed anew.
/// errors  missing  no such row or group, or it is not here     denied  no secret for its audience     corrupt
Result<Part> erase_row(Record const& record, std::string_view group, std::uint32_t row, AudienceSecrets const& secrets, Random& random);

/// One group of one row, and the proof that the signed header speaks of it: what can be shown without showing the rest of the batch.
struct RowProof {
    std::uint32_t row = 0;
    std::string group;
    Bytes item;              ///< salt and content as they were committed to; docs/formats/record.md
    std::vector<Hash> path;  ///< at most 12 neighbours, from the row to the group's root
};
/// errors  missing  no such row or group, or it is erased or not here     denied  no secret     corrupt
Result<RowProof> prove_row(Record const& record, std::string_view group, std::uint32_t row, AudienceSecrets const& secrets);
/// errors  corrupt  the header does not speak of this item at this row
Result<void> check_row_proof(Header const& header, RowProof const& proof);

/// Everything about a record that can be checked without secrets.
/// errors  corrupt
Result<void> verify_record(Record const& record, RecordType const* type);

}  // namespace accalmie
