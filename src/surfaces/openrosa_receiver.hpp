// SPDX-License-Identifier: Apache-2.0
// src/surfaces/openrosa_receiver.hpp: a submission on its way in: the answers in memory, files straight to the disk.
#pragma once

#include "capture/submissions.hpp"
#include "surfaces/http/multipart.hpp"
#include "surfaces/http/route.hpp"

namespace accalmie::openrosa {

class Receiver final : public http::BodyReceiver, private http::PartSink {
public:
    /// `signature`: of the device over the XML, as sent; empty: none. `blobs` must outlive it.
    Receiver(std::string_view boundary, std::string signature, BlobStore& blobs);

    Result<void> take(std::string_view octets) override { return reader_.feed(octets); }
    Result<void> finish() override { return reader_.finish(); }

    /// Once, after `finish`. Waits for the disk.
    /// errors  invalid  no answers in it     io
    Result<Submission> submission(std::string_view member);
    std::string const& signature() const { return signature_; }

private:
    struct File {
        std::string name;
        std::unique_ptr<BlobStore::Incoming> incoming;
    };

    Result<void> begin(http::PartHead head) override;
    Result<void> content(std::string_view octets) override;
    Result<void> end() override { return {}; }

    http::MultipartReader reader_;
    std::string signature_;
    BlobStore& blobs_;
    std::string xml_;
    std::vector<File> files_;
    BlobStore::Incoming* file_ = nullptr;
    bool has_xml_ = false, is_xml_ = false;
};

}  // namespace accalmie::openrosa
