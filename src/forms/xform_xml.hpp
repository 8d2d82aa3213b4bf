// SPDX-License-Identifier: Apache-2.0
// src/forms/xform_xml.hpp: XML written straight into a text, indented, escaped once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace accalmie::forms {

class XmlWriter {
public:
    explicit XmlWriter(std::string& out) : out_(out) {}

    void open(std::string_view name);
    /// Only directly after `open`.
    void attribute(std::string_view name, std::string_view value);
    /// Text content; children and text in one element stay on one line.
    void text(std::string_view content);
    /// Children from here on to the element's end stay on its line, for blanks count there.
    void keep_in_line();
    void close();
    void leaf(std::string_view name, std::string_view content);

private:
    struct Level {
        std::string name;
        bool in_line = false;
        bool has_content = false;
    };
    void end_start_tag();
    void escape(std::string_view content, std::string_view signs);

    std::string& out_;
    std::vector<Level> levels_;
    bool in_start_tag_ = false;
};

}  // namespace accalmie::forms
