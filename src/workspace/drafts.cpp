// SPDX-License-Identifier: Apache-2.0
#include "workspace/drafts.hpp"

#include "trust/crypto.hpp"

#include <algorithm>
#include <charconv>

namespace accalmie {

namespace {

constexpr std::size_t answers_bytes_max = submission_bytes_max + 100'000;  // and the names of its files
constexpr std::string_view suffix = ".answers";

Error no_draft() { return {Error::Kind::denied, "no form is tried out at this address any more", "draft", "scan the code of the draft again, or use the published form"}; }

/// Instance, hash of the XML, a line for each file, an empty line, the XML.
std::string written(SubmissionHead const& head, Submission const& submission, Hash const& xml_hash)
{
    std::string text = to_hex(as_bytes(head.instance)) + "\n" + xml_hash.hex() + "\n";
    for (auto const& file : submission.files) text += file.hash.hex() + "\t" + std::to_string(file.bytes) + "\t" + to_hex(as_bytes(file.name)) + "\n";
    return text + "\n" + submission.xml;
}

std::string_view take_line(std::string_view& text)
{
    auto const line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    return line;
}

Result<DraftAnswers> read(std::string_view text)
{
    DraftAnswers answers;
    auto const instance = TRY(from_hex(take_line(text)));
    answers.instance = as_text(instance);
    answers.xml_hash = TRY(Hash::parse(take_line(text)));
    for (auto line = take_line(text); !line.empty(); line = take_line(text)) {
        auto const first = std::min(line.find('\t'), line.size()), second = std::min(line.rfind('\t'), line.size() - 1);
        SubmittedFile file;
        file.hash = TRY(Hash::parse(line.substr(0, first)));
        auto const size = line.substr(first + 1);
        std::from_chars(size.data(), size.data() + size.size(), file.bytes);
        auto const name = TRY(from_hex(line.substr(second + 1)));
        file.name = as_text(name);
        answers.files.push_back(std::move(file));
    }
    return answers;
}

/// Files that came with an earlier part of the same answers stay.
void keep_earlier(Submission& submission, DraftAnswers const& earlier)
{
    for (auto const& file : earlier.files) {
        bool const is_there = std::any_of(submission.files.begin(), submission.files.end(), [&](auto const& other) { return other.name == file.name; });
        if (!is_there) submission.files.push_back(file);
    }
}

std::vector<std::filesystem::path> entries(std::filesystem::path const& folder)
{
    std::vector<std::filesystem::path> paths;
    std::error_code none;
    for (std::filesystem::directory_iterator at{folder, none}, end; !none && at != end; at.increment(none)) paths.push_back(at->path());
    std::sort(paths.begin(), paths.end());
    return paths;
}

std::vector<std::filesystem::path> answer_files(std::filesystem::path const& folder)
{
    auto paths = entries(folder);
    std::erase_if(paths, [](std::filesystem::path const& path) { return path.extension() != suffix; });
    return paths;
}

}  // namespace

std::filesystem::path Drafts::folder_of(std::string_view token_hash) const { return workspace_.folder() / "drafts" / token_hash; }

Result<std::vector<PublishedForm>> Drafts::list() { return draft_forms(workspace_); }

Result<PublishedForm> Drafts::find(std::string_view token)
{
    auto const hash = token_hash(token);
    for (auto& form : TRY(list()))
        if (form.draft_token_hash == hash) return std::move(form);
    return no_draft();
}

BlobStore& Drafts::blobs(std::string_view token)
{
    auto const hash = token_hash(token);
    std::lock_guard const lock{mutex_};
    auto& store = blobs_[hash];
    if (!store) store = std::make_unique<BlobStore>(workspace_.machine().disk, folder_of(hash) / "blobs");
    return *store;
}

Result<Kept> Drafts::take(std::string_view token, Submission const& submission)
{
    auto const draft = TRY(find(token));
    auto const head = TRY(read_submission_head(submission.xml));
    if (head.form != draft.form) return Error{Error::Kind::denied, "these are answers to another form", head.form, "send them to that form's own address"};
    auto const xml_hash = submission.identity.value_or(hash_of(as_bytes(submission.xml)));
    auto const folder = folder_of(draft.draft_token_hash);
    auto const path = folder / (hash_of(as_bytes(head.instance)).hex() + std::string{suffix});
    auto& disk = workspace_.machine().disk;
    std::lock_guard const lock{mutex_};
    TRY(disk.make_folder(folder));
    auto whole = submission;
    bool const is_known = TRY(disk.exists(path));
    if (is_known) {
        auto const before = TRY(read_whole(disk, path, answers_bytes_max));
        auto const earlier = TRY(read(as_text(before)));
        if (earlier.xml_hash != xml_hash)
            return Error{Error::Kind::conflict, "answers with this instanceID and other content are here already", "instanceID", "send them anew"};
        keep_earlier(whole, earlier);
    } else if (answer_files(folder).size() >= answers_max) {
        return Error{Error::Kind::limit, "this draft has 1,000 answers already", draft.form, "publish the form, or publish the draft again"};
    }
    auto const text = written(head, whole, xml_hash);
    TRY(write_atomically(disk, path, as_bytes(text)));
    return Kept{is_known ? Taken::already : Taken::added, head.instance, xml_hash};
}

Result<std::vector<DraftAnswers>> Drafts::answers(PublishedForm const& draft)
{
    std::vector<DraftAnswers> all;
    for (auto const& path : answer_files(folder_of(draft.draft_token_hash))) {
        auto const text = TRY(read_whole(workspace_.machine().disk, path, answers_bytes_max));
        all.push_back(TRY(read(as_text(text))));
    }
    return all;
}

Result<void> Drafts::clear_past()
{
    auto const live = TRY(list());
    std::lock_guard const lock{mutex_};
    for (auto const& path : entries(workspace_.folder() / "drafts")) {
        auto const is_of = [&](PublishedForm const& form) { return form.draft_token_hash == path.filename().string(); };
        if (std::any_of(live.begin(), live.end(), is_of)) continue;
        std::error_code fault;
        std::filesystem::remove_all(path, fault);
        if (fault) return Error{Error::Kind::io, "answers to a past draft cannot be removed: " + fault.message(), path.string(), "remove the folder"};
    }
    return {};
}

}  // namespace accalmie
