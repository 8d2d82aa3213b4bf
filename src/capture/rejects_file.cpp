// SPDX-License-Identifier: Apache-2.0
#include "capture/rejects_file.hpp"

#include "capture/encoding.hpp"

namespace accalmie {

namespace {

constexpr std::size_t flush_bytes = 256U << 10U;

void append_row(std::string& out, std::span<std::string_view const> fields)
{
    for (auto const field : fields) {
        out += ',';
        append_csv_field(out, shown(field));
    }
    out += '\n';
}

}  // namespace

RejectsFile::RejectsFile(Disk& disk, std::filesystem::path path, std::span<std::string_view const> header)
    : disk_(&disk), path_(std::move(path)), temporary_(path_)
{
    temporary_ += ".part";
    pending_ = "line,row,column,value,reason,remedy";
    append_row(pending_, header);
}

Result<void> RejectsFile::add(RowOrigin const& origin, Reject const& why)
{
    if (rows_ >= rows_max) return {};
    ++rows_;
    pending_ += std::to_string(origin.line) + ',' + std::to_string(origin.number);
    for (auto const& part : {why.column, why.value, why.reason, why.remedy}) {
        pending_ += ',';
        append_csv_field(pending_, shown(part));
    }
    append_row(pending_, origin.fields);
    bool const first = !file_;  // a folder that cannot be written to is found out at the first row
    return first || pending_.size() >= flush_bytes ? flush() : Result<void>{};
}

Result<void> RejectsFile::flush()
{
    auto const told = [this](Error error) {
        if (error.remedy.empty()) error.remedy = "name another file for the rejected rows: --rejects FILE";
        return std::move(error).at("rejected rows: " + path_.string());
    };
    if (!file_) {
        auto opened = disk_->open(temporary_, Disk::Open::create);
        if (!opened) return told(std::move(opened).error());
        file_ = std::move(*opened);
        TRY(file_->truncate(0));
    }
    auto written = file_->write_at(offset_, as_bytes(pending_));
    if (!written) return told(std::move(written).error());
    offset_ += pending_.size();
    pending_.clear();
    return {};
}

Result<void> RejectsFile::finish()
{
    if (rows_ == 0 && !TRY(disk_->exists(path_))) return {};
    TRY(flush());
    TRY(file_->sync());
    file_.reset();
    return disk_->rename(temporary_, path_);
}

RejectsFile::~RejectsFile()
{
    if (!file_) return;
    file_.reset();  // an import that failed leaves no half file
    static_cast<void>(disk_->remove(temporary_).has_value());
}

}  // namespace accalmie
