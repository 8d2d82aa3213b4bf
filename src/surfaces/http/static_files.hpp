// SPDX-License-Identifier: Apache-2.0
// src/surfaces/http/static_files.hpp: the web app inside the program, with its packed forms and tags.
#pragma once

#include "surfaces/http/encoding.hpp"
#include "surfaces/http/message.hpp"

#include <map>
#include <span>

namespace accalmie::http {

struct EmbeddedFile {
    std::string_view path;     ///< "index.html", "assets/app-1a2b.js", "assets/app-1a2b.js.br"
    std::string_view content;  ///< lives as long as the program
};

/// Files by path. "x.br" and "x.gz" beside "x" are its packed forms and no files of their own.
class StaticFiles {
public:
    StaticFiles() = default;
    explicit StaticFiles(std::span<EmbeddedFile const> files);

    /// The file that answers a GET of `path` ("/", "/assets/app.js", "/promises"): itself, or index.html for a page of the app.
    ///
    /// A page of the app is a path without an extension, outside /api, /local and /assets. A tag in If-None-Match gives 304.
    /// out     null: there is no such file
    std::optional<Response> answer(std::string_view path, std::string_view accept_encoding, std::string_view if_none_match) const;

private:
    struct File {
        std::string_view identity, gzip, brotli;  ///< empty: this form is not there
        std::string hash;
    };
    File const* find(std::string_view path) const;

    std::map<std::string_view, File> files_;
};

/// "text/javascript; charset=utf-8" for "x.mjs"; "application/octet-stream" for what is not known.
std::string_view media_type(std::string_view path);

}  // namespace accalmie::http
