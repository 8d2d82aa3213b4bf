// SPDX-License-Identifier: Apache-2.0
#include "forms/xform_xml.hpp"

#include "core/verify.hpp"

namespace accalmie::forms {

void XmlWriter::end_start_tag()
{
    if (in_start_tag_) out_ += '>';
    in_start_tag_ = false;
}

void XmlWriter::open(std::string_view name)
{
    end_start_tag();
    bool const in_line = !levels_.empty() && levels_.back().in_line;
    if (!levels_.empty()) {
        levels_.back().has_content = true;
        if (!in_line) {
            out_ += '\n';
            out_.append(levels_.size() * 2, ' ');
        }
    }
    out_ += '<';
    out_ += name;
    levels_.push_back({.name = std::string{name}, .in_line = in_line});
    in_start_tag_ = true;
}

void XmlWriter::attribute(std::string_view name, std::string_view value)
{
    VERIFY(in_start_tag_);
    out_ += ' ';
    out_ += name;
    out_ += "=\"";
    escape(value, "&<>\"\n\t\r");
    out_ += '"';
}

void XmlWriter::text(std::string_view content)
{
    if (content.empty()) return;
    end_start_tag();
    levels_.back().in_line = levels_.back().has_content = true;
    escape(content, "&<>");
}

void XmlWriter::keep_in_line() { levels_.back().in_line = true; }

void XmlWriter::close()
{
    VERIFY(!levels_.empty());
    auto const& level = levels_.back();
    if (in_start_tag_) {
        out_ += "/>";
        in_start_tag_ = false;
    } else {
        if (!level.in_line) {
            out_ += '\n';
            out_.append((levels_.size() - 1) * 2, ' ');
        }
        out_ += "</";
        out_ += level.name;
        out_ += '>';
    }
    levels_.pop_back();
    if (levels_.empty()) out_ += '\n';
}

void XmlWriter::leaf(std::string_view name, std::string_view content)
{
    open(name);
    text(content);
    close();
}

void XmlWriter::escape(std::string_view content, std::string_view signs)
{
    for (char const letter : content) {
        if (signs.find(letter) == std::string_view::npos) {
            // XML 1.0 has no other control characters, not even escaped.
            if (static_cast<unsigned char>(letter) >= 0x20 || letter == '\n' || letter == '\t' || letter == '\r') out_ += letter;
            continue;
        }
        switch (letter) {
        case '&': out_ += "&amp;"; break;
        case '<': out_ += "&lt;"; break;
        case '>': out_ += "&gt;"; break;
        case '"': out_ += "&quot;"; break;
        case '\n': out_ += "&#10;"; break;
        case '\t': out_ += "&#9;"; break;
        case '\r': out_ += "&#13;"; break;
        default: out_ += letter; break;
        }
    }
}

}  // namespace accalmie::forms
