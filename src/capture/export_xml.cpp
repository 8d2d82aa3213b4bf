// SPDX-License-Identifier: Apache-2.0
#include "capture/export_reader.hpp"

#include <algorithm>
#include <pugixml.hpp>

namespace accalmie {

namespace {

constexpr std::size_t file_octets_max = 256U << 20U;

struct TextWriter final : pugi::xml_writer {
    std::string text;
    void write(void const* data, std::size_t size) override { text.append(static_cast<char const*>(data), size); }
};

class XmlReader final : public ExportReader {
public:
    explicit XmlReader(std::vector<NamedSource> files) : files_{std::move(files)} {}

    std::vector<ExportHead> const& tables() const override { return heads_; }

    Result<bool> next(ExportRow& row) override
    {
        row = {};
        if (inside_) {
            take_inner(row);
            return true;
        }
        if (at_ >= files_.size()) return false;
        auto const& file = files_[at_++];
        name_ = file.name;
        row.number = row.line = at_;
        row.cells.push_back({0, name_});
        auto const slash = name_.rfind('/');
        row.folder = std::string_view{name_}.substr(0, slash == std::string::npos ? 0 : slash + 1);
        TRY(read(*TRY(file.open().at(name_))).at(name_));
        auto const parsed = document_.load_buffer(content_.data(), content_.size(), pugi::parse_minimal | pugi::parse_escapes | pugi::parse_cdata, pugi::encoding_auto);
        if (!parsed) {
            row.problem = RowProblem{"this file is not XML, or it is cut off", "export it again"};
            return true;
        }
        auto const root = document_.document_element();
        // Kobo gives many at once, within an element that is none of them.
        auto const first = root.find_child([](pugi::xml_node node) { return node.type() == pugi::node_element; });
        if (!root.attribute("id") && first.attribute("id")) {
            inside_ = first;
            take_inner(row);
        } else {
            row.xml = content_;
        }
        return true;
    }

    std::pair<std::uint64_t, std::uint64_t> progress() const override { return {at_, files_.size()}; }

private:
    void take_inner(ExportRow& row)
    {
        TextWriter writer;
        inside_.print(writer, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
        inner_ = std::move(writer.text);
        row.xml = inner_;
        row.number = row.line = ++inner_count_;
        row.cells.assign(1, {0, name_});
        do inside_ = inside_.next_sibling();
        while (inside_ && inside_.type() != pugi::node_element);
    }

    Result<void> read(ByteSource& source)
    {
        content_.clear();
        constexpr std::size_t block = 1U << 16U;
        for (;;) {
            auto const before = content_.size();
            content_.resize(before + block);
            auto const count = TRY(source.read({reinterpret_cast<std::uint8_t*>(content_.data()) + before, block}));
            content_.resize(before + count);
            if (count == 0) return {};
            if (content_.size() > file_octets_max)
                return Error{Error::Kind::limit, "an XML file of more than 256 MiB", {}, "export it as CSV or JSON"};
        }
    }

    std::vector<NamedSource> files_;
    std::vector<ExportHead> heads_{{"", {"file"}}};
    std::size_t at_ = 0;
    std::string name_, content_, inner_;
    pugi::xml_document document_;
    pugi::xml_node inside_;
    std::uint64_t inner_count_ = 0;
};

}  // namespace

std::unique_ptr<ExportReader> read_xml(std::vector<NamedSource> files) { return std::make_unique<XmlReader>(std::move(files)); }

}  // namespace accalmie
