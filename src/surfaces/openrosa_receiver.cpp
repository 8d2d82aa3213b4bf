// SPDX-License-Identifier: Apache-2.0
#include "surfaces/openrosa_receiver.hpp"

namespace accalmie::openrosa {

namespace {

constexpr std::string_view xml_part = "xml_submission_file";

}  // namespace

Receiver::Receiver(std::string_view boundary, std::string signature, BlobStore& blobs)
    : reader_{boundary, *this}, signature_{std::move(signature)}, blobs_{blobs}
{
}

Result<Submission> Receiver::submission(std::string_view member)
{
    if (!has_xml_) return Error{Error::Kind::invalid, "no part " + std::string{xml_part}, "request body", "send the answers under that name"};
    Submission submission;
    submission.xml = std::move(xml_);
    submission.sent_by = member;
    for (auto& file : files_) {
        auto const bytes = file.incoming->size();
        auto const hash = TRY(file.incoming->keep());
        submission.files.push_back({file.name, hash, bytes});
    }
    return submission;
}

Result<void> Receiver::begin(http::PartHead head)
{
    file_ = nullptr;
    is_xml_ = head.name == xml_part;
    if (is_xml_ && has_xml_)
        return Error{Error::Kind::invalid, "two parts " + std::string{xml_part}, "request body", "send one submission at a time"};
    has_xml_ = has_xml_ || is_xml_;
    bool const is_note = head.filename.empty();  // as *isIncomplete*: more files will come in further requests, which we take anyway
    if (is_xml_ || is_note) return {};
    auto incoming = TRY(blobs_.begin());
    files_.push_back({head.filename, std::move(incoming)});
    file_ = files_.back().incoming.get();
    return {};
}

Result<void> Receiver::content(std::string_view octets)
{
    if (file_ != nullptr) return file_->add(as_bytes(octets));
    if (is_xml_ && xml_.size() + octets.size() > submission_bytes_max)
        return Error{Error::Kind::limit, "answers of more than " + std::to_string(submission_bytes_max) + " octets", "submission",
                     "send photos as files"};
    if (is_xml_) xml_ += octets;
    return {};
}

}  // namespace accalmie::openrosa
