// SPDX-License-Identifier: Apache-2.0
// src/surfaces/http/openapi.hpp: the routes described for programs (OpenAPI 3.1) and for people (docs/api.md).
#pragma once

#include "surfaces/http/route.hpp"

namespace accalmie::http {

/// The routes that every site has: health, metrics, openapi.json; the last two without handlers, which the site adds.
std::vector<Route> own_routes();

/// OpenAPI 3.1.0, indented by two, ends with a newline.
std::string openapi_json(std::span<Route const> routes);

/// docs/api.md.
std::string api_markdown(std::span<Route const> routes);

}  // namespace accalmie::http
