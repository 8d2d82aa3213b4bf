// SPDX-License-Identifier: Apache-2.0
#include "surfaces/http/static_files.hpp"

#include <array>

namespace accalmie::http {

namespace {

struct MediaType {
    std::string_view extension;
    std::string_view type;
};
constexpr std::array media_types{
    MediaType{".html", "text/html; charset=utf-8"},
    MediaType{".js", "text/javascript; charset=utf-8"},
    MediaType{".mjs", "text/javascript; charset=utf-8"},
    MediaType{".css", "text/css; charset=utf-8"},
    MediaType{".json", "application/json"},
    MediaType{".geojson", "application/geo+json"},
    MediaType{".webmanifest", "application/manifest+json"},
    MediaType{".wasm", "application/wasm"},
    MediaType{".svg", "image/svg+xml"},
    MediaType{".png", "image/png"},
    MediaType{".jpg", "image/jpeg"},
    MediaType{".webp", "image/webp"},
    MediaType{".ico", "image/x-icon"},
    MediaType{".woff2", "font/woff2"},
    MediaType{".pbf", "application/x-protobuf"},
    MediaType{".txt", "text/plain; charset=utf-8"},
    MediaType{".csv", "text/csv; charset=utf-8"},
    MediaType{".pdf", "application/pdf"},
    MediaType{".mp3", "audio/mpeg"},
    MediaType{".ogg", "audio/ogg"},
};

std::string_view extension_of(std::string_view path)
{
    auto const name = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
    auto const dot = name.rfind('.');
    return dot == std::string_view::npos ? std::string_view{} : name.substr(dot);
}

bool is_page_of_the_app(std::string_view path)
{
    for (auto const folder : {std::string_view{"api"}, std::string_view{"local"}, std::string_view{"assets"}})
        if (path == folder || (path.starts_with(folder) && path[folder.size()] == '/')) return false;
    return extension_of(path).empty();
}

/// The build puts a hash into the names below assets/: what is there never changes. Everything else asks each time.
std::string_view cache_control(std::string_view path) { return path.starts_with("assets/") ? "public, max-age=31536000, immutable" : "no-cache"; }

}  // namespace

StaticFiles::StaticFiles(std::span<EmbeddedFile const> files)
{
    auto const is_packed = [](std::string_view path) { return path.ends_with(".br") || path.ends_with(".gz"); };
    for (auto const& file : files)
        if (!is_packed(file.path)) files_[file.path] = {file.content, {}, {}, content_hash(file.content)};
    for (auto const& file : files) {
        if (!is_packed(file.path)) continue;
        auto const base = files_.find(file.path.substr(0, file.path.size() - 3));
        if (base == files_.end()) continue;  // a packed form of nothing would be served under no name
        (file.path.ends_with(".br") ? base->second.brotli : base->second.gzip) = file.content;
    }
}

StaticFiles::File const* StaticFiles::find(std::string_view path) const
{
    auto const found = files_.find(path);
    return found == files_.end() ? nullptr : &found->second;
}

std::optional<Response> StaticFiles::answer(std::string_view path, std::string_view accept_encoding, std::string_view if_none_match) const
{
    path.remove_prefix(1);
    auto const* file = path.empty() ? nullptr : find(path);
    if (file == nullptr && is_page_of_the_app(path)) file = find(path = "index.html");
    if (file == nullptr) return std::nullopt;

    auto coding = Coding::identity;
    if (!file->brotli.empty() && accepts(accept_encoding, Coding::brotli))
        coding = Coding::brotli;
    else if (!file->gzip.empty() && accepts(accept_encoding, Coding::gzip))
        coding = Coding::gzip;

    std::string const name{coding_name(coding)};
    auto const etag = "\"" + file->hash + (name.empty() ? "" : "-" + name) + "\"";
    Response response{200, std::string{media_type(path)}, {}, {}, {{"ETag", etag}, {"Cache-Control", std::string{cache_control(path)}}}, false};
    if (!file->brotli.empty() || !file->gzip.empty()) response.fields.push_back({"Vary", "Accept-Encoding"});
    if (names_etag(if_none_match, etag)) {
        response.status = 304;
        response.content_type.clear();
        return response;
    }
    if (!name.empty()) response.fields.push_back({"Content-Encoding", name});
    response.fixed_body = coding == Coding::brotli ? file->brotli : coding == Coding::gzip ? file->gzip : file->identity;
    return response;
}

std::string_view media_type(std::string_view path)
{
    auto const extension = extension_of(path);
    for (auto const& entry : media_types)
        if (entry.extension == extension) return entry.type;
    return "application/octet-stream";
}

}  // namespace accalmie::http
