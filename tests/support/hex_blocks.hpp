// SPDX-License-Identifier: Apache-2.0
// tests/support/hex_blocks.hpp: the examples of a format's document are its test vectors.
//
// A block is fenced as ```hex NAME; spaces and what follows # count for nothing. With ACCALMIE_REBASELINE=1 in the environment a test
// writes what it computed into the document, and git shows the difference.
#pragma once

#include "core/bytes.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

namespace accalmie::fixtures {

class HexBlocks {
public:
    explicit HexBlocks(std::string path) : path_(std::move(path))
    {
        std::ifstream file{path_};
        REQUIRE_MESSAGE(file, path_);
        std::string name;
        for (std::string line; std::getline(file, line); lines_.push_back(line)) {
            if (line.starts_with("```hex ")) {
                name = line.substr(7);
                blocks_[name];
            } else if (line.starts_with("```")) {
                name.clear();
            } else if (!name.empty()) {
                blocks_[name] += line.substr(0, line.find('#'));
            }
        }
    }

    std::size_t count() const { return blocks_.size(); }

    Bytes bytes(std::string const& name) const
    {
        auto const found = blocks_.find(name);
        REQUIRE_MESSAGE(found != blocks_.end(), name);
        std::string digits;
        for (char const character : found->second) {
            if (character != ' ') digits += character;
        }
        auto bytes = from_hex(digits);
        REQUIRE_MESSAGE(bytes, name);
        return std::move(*bytes);
    }

    /// The document's block says these octets; or is made to say them.
    void expect(std::string const& name, BytesView actual)
    {
        if (std::getenv("ACCALMIE_REBASELINE") != nullptr) return rewrite(name, actual);
        CAPTURE(name);
        CHECK(to_hex(bytes(name)) == to_hex(actual));
    }

private:
    void rewrite(std::string const& name, BytesView actual)
    {
        constexpr std::size_t octets_a_line = 32;
        std::vector<std::string> lines;
        bool is_inside = false;
        for (auto const& line : lines_) {
            if (is_inside && !line.starts_with("```")) continue;
            is_inside = line == "```hex " + name;
            lines.push_back(line);
            for (std::size_t at = 0; is_inside && at < actual.size(); at += octets_a_line)
                lines.push_back(to_hex(actual.subspan(at, std::min(octets_a_line, actual.size() - at))));
        }
        lines_ = lines;
        std::ofstream file{path_};
        for (auto const& line : lines_) file << line << '\n';
    }

    std::string path_;
    std::vector<std::string> lines_;
    std::map<std::string, std::string> blocks_;
};

}  // namespace accalmie::fixtures
