// SPDX-License-Identifier: Apache-2.0
// tests/support/made_archive.hpp: zip archives and workbooks made in memory, for what reads them.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>
#include <zlib.h>

namespace accalmie::test {

using Parts = std::vector<std::pair<std::string, std::string>>;

inline void append_little(std::string& out, std::uint64_t number, int octets)
{
    for (int i = 0; i < octets; ++i, number >>= 8U) out += static_cast<char>(number & 0xFFU);
}

inline std::string deflated(std::string const& text)
{
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
    std::string in = text;
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

/// APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12, 4.3.16.
inline std::string made_zip(Parts const& parts)
{
    std::string out, directory;
    for (auto const& [name, content] : parts) {
        auto const packed = deflated(content);
        std::string about;
        append_little(about, 20, 2);
        append_little(about, 0, 2);
        append_little(about, 8, 2);
        append_little(about, 0, 4);
        append_little(about, crc32(0, reinterpret_cast<Bytef const*>(content.data()), static_cast<uInt>(content.size())), 4);
        append_little(about, packed.size(), 4);
        append_little(about, content.size(), 4);
        append_little(about, name.size(), 2);
        append_little(about, 0, 2);
        auto const place = out.size();
        out += "PK\x03\x04" + about + name + packed;
        directory += "PK\x01\x02";
        append_little(directory, 20, 2);
        directory += about;
        append_little(directory, 0, 2 + 2 + 2 + 4);
        append_little(directory, place, 4);
        directory += name;
    }
    auto const begin = out.size();
    out += directory + "PK\x05\x06";
    append_little(out, 0, 4);
    append_little(out, parts.size(), 2);
    append_little(out, parts.size(), 2);
    append_little(out, directory.size(), 4);
    append_little(out, begin, 4);
    append_little(out, 0, 2);
    return out;
}

/// A workbook of inline texts; a cell that begins with "=" is a number or date with the style after "@": "=45000@1".
inline std::string made_xlsx(std::vector<std::pair<std::string, std::vector<std::vector<std::string>>>> const& sheets)
{
    std::string list, relations;
    Parts parts{{"xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>"}};
    for (std::size_t s = 0; s < sheets.size(); ++s) {
        auto const number = std::to_string(s + 1);
        list += "<sheet name=\"" + sheets[s].first + "\" sheetId=\"" + number + "\" r:id=\"r" + number + "\"/>";
        relations += "<Relationship Id=\"r" + number + "\" Target=\"worksheets/sheet" + number + ".xml\"/>";
        std::string rows;
        for (auto const& row : sheets[s].second) {
            rows += "<row>";
            for (auto const& cell : row) {
                auto const at = cell.find('@');
                if (cell.empty())
                    rows += "<c/>";
                else if (cell.starts_with('='))
                    rows += "<c s=\"" + (at == std::string::npos ? "0" : cell.substr(at + 1)) + "\"><v>" + cell.substr(1, at == std::string::npos ? at : at - 1) + "</v></c>";
                else
                    rows += "<c t=\"inlineStr\"><is><t>" + cell + "</t></is></c>";
            }
            rows += "</row>";
        }
        parts.emplace_back("xl/worksheets/sheet" + number + ".xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>");
    }
    parts.emplace_back("xl/workbook.xml", "<workbook xmlns:r=\"r\"><sheets>" + list + "</sheets></workbook>");
    parts.emplace_back("xl/_rels/workbook.xml.rels", "<Relationships>" + relations + "</Relationships>");
    return made_zip(parts);
}

}  // namespace accalmie::test
