// SPDX-License-Identifier: Apache-2.0
#include "capture/submissions.hpp"

#include "trust/crypto.hpp"

#include <algorithm>
#include <pugixml.hpp>

namespace accalmie {

namespace {

constexpr int depth_max = 100;

Error unreadable(std::string what)
{
    return {Error::Kind::invalid, std::move(what), "submission", "send the XML of a filled-in form as the OpenRosa specification has it"};
}

std::string_view local_name(pugi::xml_node node)
{
    std::string_view const name = node.name();
    return name.substr(name.find(':') == std::string_view::npos ? 0 : name.find(':') + 1);
}

pugi::xml_node child_named(pugi::xml_node parent, std::string_view name)
{
    return parent.find_child([&](pugi::xml_node node) { return local_name(node) == name; });
}

std::string meta_text(pugi::xml_node root, std::string_view name)
{
    std::string_view text = child_named(child_named(root, "meta"), name).text().get();
    while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
    return std::string{text};
}

/// Is an element nested deeper than depth_max? Looked at before a tree is built.
bool is_deep(pugi::xml_document& document)
{
    struct Walker final : pugi::xml_tree_walker {
        bool for_each(pugi::xml_node&) override { return depth() < depth_max; }
    } walker;
    return !document.traverse(walker);
}

/// One key of several texts; a length before each, so that no two lists of texts have the same key.
Hash key_of(std::initializer_list<std::string_view> texts)
{
    std::string joined;
    for (auto const text : texts) joined.append(std::to_string(text.size())).append(":").append(text);
    return hash_of(as_bytes(joined));
}

Hash parsed_hash(std::string_view hex)
{
    auto const hash = Hash::parse(hex);
    return hash ? *hash : Hash{};
}

}  // namespace

Result<SubmissionHead> read_submission_head(std::string_view xml)
{
    if (xml.size() > submission_bytes_max)
        return Error{Error::Kind::limit, "answers of more than " + std::to_string(submission_bytes_max) + " octets", "submission",
                     "send photos as files"};
    pugi::xml_document document;
    auto const parsed =
        document.load_buffer(xml.data(), xml.size(), pugi::parse_minimal | pugi::parse_escapes | pugi::parse_cdata, pugi::encoding_utf8);
    if (!parsed) return unreadable(std::string{"not XML: "} + parsed.description() + " at octet " + std::to_string(parsed.offset));
    if (is_deep(document))
        return Error{Error::Kind::limit, "answers nested more than " + std::to_string(depth_max) + " deep", "submission", "use a flatter form"};
    auto const root = document.document_element();
    SubmissionHead head{root.attribute("id").value(), root.attribute("version").value(), meta_text(root, "instanceID"),
                        meta_text(root, "deprecatedID")};
    if (head.form.empty()) return unreadable("the root element names no form (attribute id)");
    if (head.instance.empty()) return unreadable("there is no instanceID in its meta block");
    return head;
}

struct Submissions::Waiting {
    Submission submission;
    SubmissionHead head;
    Hash key, xml_hash;
    Taken taken = Taken::already;
    bool is_new = false;                     ///< is the submission itself to be written?
    std::vector<SubmittedFile> new_files{};  ///< those to be written
    Result<void> result{};
    bool is_done = false;  ///< with the mutex held: `result` is the last word
};

Submissions::Submissions(Pen pen) : pen_{std::move(pen)} {}

void Submissions::know(std::string_view form, std::string_view instance, std::string_view xml_hash)
{
    instances_[key_of({form, instance})] = parsed_hash(xml_hash);
}

void Submissions::know_file(std::string_view form, std::string_view instance, std::string_view name, std::string_view hash)
{
    files_[key_of({form, instance, name})] = parsed_hash(hash);
}

/// What of it is new, with the mutex held.
Result<void> Submissions::settle(Waiting& waiting)
{
    auto const [known, is_new] = instances_.try_emplace(waiting.key, waiting.xml_hash);
    if (!is_new && known->second != waiting.xml_hash)
        return Error{Error::Kind::conflict, "a submission with this instanceID and other answers is here already", "instanceID",
                     "send a correction with an instanceID of its own and the old one as deprecatedID"};
    waiting.is_new = is_new;
    waiting.new_files.clear();
    for (auto const& file : waiting.submission.files) {
        auto const [known_file, is_new_file] = files_.try_emplace(key_of({waiting.head.form, waiting.head.instance, file.name}), file.hash);
        if (is_new_file)
            waiting.new_files.push_back(file);
        else if (known_file->second != file.hash)
            return Error{Error::Kind::conflict, "another file of this name is here already for this submission", "file name",
                         "send it under another name"};
    }
    waiting.taken = is_new || !waiting.new_files.empty() ? Taken::added : Taken::already;
    return {};
}

Result<void> Submissions::record(Recorder& recorder, Waiting const& waiting)
{
    auto const& head = waiting.head;
    if (waiting.is_new) {
        Fields fields;
        fields["form"] = head.form;
        if (!head.version.empty()) fields["version"] = head.version;
        fields["instance"] = head.instance;
        if (!head.replaces_instance.empty()) fields["replaces_instance"] = head.replaces_instance;
        fields["sent_by"] = waiting.submission.sent_by;
        fields["xml"] = waiting.submission.xml;
        fields["xml_hash"] = waiting.xml_hash.hex();
        if (!waiting.submission.device_key.empty()) {
            fields["device_key"] = waiting.submission.device_key;
            fields["device_signature"] = waiting.submission.device_signature;
        }
        TRY(recorder.record_later("submission", fields));
    }
    for (auto const& file : waiting.new_files) {
        Fields fields;
        fields["form"] = head.form;
        fields["instance"] = head.instance;
        fields["name"] = file.name;
        fields["hash"] = file.hash.hex();
        fields["bytes"] = static_cast<std::int64_t>(file.bytes);
        TRY(recorder.record_later("attachment", fields));
    }
    return {};
}

/// One that the dictionary refuses fails alone; the disk's failure is everybody's.
Result<void> Submissions::write(std::span<Waiting* const> batch)
{
    return pen_([&](Recorder& recorder) -> Result<void> {
        for (auto* const waiting : batch) {
            auto const recorded = record(recorder, *waiting);
            if (recorded) continue;
            if (recorded.error().kind != Error::Kind::invalid) return recorded;
            waiting->result = recorded;
        }
        return recorder.flush();
    });
}

/// Writes what waits now. The mutex is free while the disk works, and meanwhile the next batch gathers.
void Submissions::write_batch(std::unique_lock<std::mutex>& lock)
{
    std::vector<Waiting*> batch, added;
    while (!queue_.empty() && batch.size() < batch_max) {
        auto* const next = queue_.front();
        queue_.pop_front();
        batch.push_back(next);
        next->result = settle(*next);
        if (!next->result) forget(*next);
        if (next->result && next->taken == Taken::added) added.push_back(next);
    }
    lock.unlock();
    auto const written = added.empty() ? Result<void>{} : write(added);
    lock.lock();
    for (auto* const waiting : added) {
        if (!written) waiting->result = written;
        if (!waiting->result) forget(*waiting);
    }
    // One that came twice in this batch is `already` because of the other: told the disk's failure with it, looked at anew if it was refused.
    for (auto* const waiting : batch) {
        bool const is_second = waiting->result && waiting->taken == Taken::already;
        if (is_second && !written) waiting->result = written;
        waiting->is_done = !is_second || !written || is_known(*waiting);
        if (!waiting->is_done) queue_.push_back(waiting);
    }
}

bool Submissions::is_known(Waiting const& waiting) const
{
    return instances_.contains(waiting.key) &&
           std::all_of(waiting.submission.files.begin(), waiting.submission.files.end(),
                       [&](SubmittedFile const& file) { return files_.contains(key_of({waiting.head.form, waiting.head.instance, file.name})); });
}

/// A failed write must not look like a kept one to whoever sends it again.
void Submissions::forget(Waiting const& waiting)
{
    if (waiting.is_new) instances_.erase(waiting.key);
    for (auto const& file : waiting.new_files) files_.erase(key_of({waiting.head.form, waiting.head.instance, file.name}));
}

Result<Kept> Submissions::take(Submission submission)
{
    Waiting waiting;
    waiting.head = TRY(read_submission_head(submission.xml));
    waiting.key = key_of({waiting.head.form, waiting.head.instance});
    waiting.xml_hash = submission.identity.value_or(hash_of(as_bytes(submission.xml)));
    waiting.submission = std::move(submission);
    std::unique_lock lock{mutex_};
    queue_.push_back(&waiting);
    while (!waiting.is_done) {
        if (has_writer_) {
            done_.wait(lock);
            continue;
        }
        has_writer_ = true;
        write_batch(lock);
        has_writer_ = false;
        done_.notify_all();
    }
    TRY(waiting.result);
    return Kept{waiting.taken, std::move(waiting.head.instance), waiting.xml_hash};
}

}  // namespace accalmie
