// SPDX-License-Identifier: Apache-2.0
// src/capture/submissions.hpp: filled-in forms become records, each exactly once however often and from however many connections it comes.
#pragma once

#include "capture/blobs.hpp"
#include "capture/recorder.hpp"

#include <condition_variable>
#include <deque>
#include <optional>
#include <span>
#include <unordered_map>

namespace accalmie {

/// What the root and the meta block of a submission say (ODK XForms specification 2024, Metadata).
struct SubmissionHead {
    std::string form, version;
    std::string instance;           ///< instanceID
    std::string replaces_instance;  ///< deprecatedID; empty: a first submission
};

/// in      the XML of a submission, at most `submission_bytes_max` octets
/// errors  invalid  not XML, no id at the root, no instanceID     limit  too long or nested more than 100 deep
inline constexpr std::size_t submission_bytes_max = 1'000'000;
Result<SubmissionHead> read_submission_head(std::string_view xml);

struct SubmittedFile {
    std::string name;
    Hash hash;  ///< kept in the blob store before
    std::uint64_t bytes = 0;
};
struct Submission {
    std::string xml;
    std::vector<SubmittedFile> files;
    std::string sent_by;  ///< pseudonym of a member
    std::string device_key = {}, device_signature = {};  ///< 64 hexadecimal digits, and base64url: checked already; empty: not signed
    std::optional<Hash> identity = {};  ///< by which it is known again; nothing: the hash of `xml`
};

enum class Taken : std::uint8_t {
    added,    ///< a new submission, or new files of a known one: durable now
    already,  ///< all of it was here
};
struct Kept {
    Taken taken = Taken::added;
    std::string instance;
    Hash xml_hash;
};

/// Where submissions come in. Thread-safe: calls that wait at the same time share one commit.
class Submissions {
public:
    /// Runs work with the owner's pen and makes it durable.
    using Pen = std::function<Result<void>(std::function<Result<void>(Recorder&)> const&)>;
    static constexpr std::size_t batch_max = 256;

    explicit Submissions(Pen pen);

    /// What the workspace holds already, once, before the first `take`. About 100 octets of memory each.
    void know(std::string_view form, std::string_view instance, std::string_view xml_hash);
    void know_file(std::string_view form, std::string_view instance, std::string_view name, std::string_view hash);

    /// Durable on return.
    /// errors  invalid, limit  as read_submission_head     conflict  another submission with the same instanceID and other answers is here     io
    Result<Kept> take(Submission submission);

private:
    struct Waiting;
    Result<void> settle(Waiting& waiting);
    void forget(Waiting const& waiting);
    bool is_known(Waiting const& waiting) const;
    static Result<void> record(Recorder& recorder, Waiting const& waiting);
    void write_batch(std::unique_lock<std::mutex>& lock);
    Result<void> write(std::span<Waiting* const> batch);

    Pen pen_;
    std::mutex mutex_;
    std::condition_variable done_;
    std::deque<Waiting*> queue_;
    bool has_writer_ = false;  ///< one of those who wait writes for all
    std::unordered_map<Hash, Hash> instances_;  ///< hash of form and instance > hash of the answers
    std::unordered_map<Hash, Hash> files_;      ///< hash of form, instance and name > hash of the file
};

}  // namespace accalmie
