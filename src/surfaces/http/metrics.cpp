// SPDX-License-Identifier: Apache-2.0
#include "surfaces/http/metrics.hpp"

#include <fmt/format.h>
#include <iterator>

namespace accalmie::http {

namespace {

constexpr std::array<std::string_view, rejection_count> rejection_names{"connections", "queue", "host",    "token_rate",
                                                                        "malformed",   "slow",  "stopping"};

}  // namespace

std::string to_text(LogLine const& line)
{
    return fmt::format("{} {} {} {:.1f} ms {} B", method_name(line.method), line.route, line.status, static_cast<double>(line.duration.count()) / 1e3,
                       line.body_bytes);
}

void Metrics::count(LogLine const& line)
{
    auto const seconds = static_cast<double>(line.duration.count()) / 1e6;
    std::size_t bucket = 0;
    while (bucket < bounds_s.size() && seconds > bounds_s[bucket]) ++bucket;
    std::scoped_lock const lock{mutex_};
    ++requests_[Key{std::string{line.route}, std::string{method_name(line.method)}, line.status}];
    auto& durations = durations_[std::string{line.route}];
    ++durations.counts[bucket];
    durations.sum_s += seconds;
}

void Metrics::count(Rejection rejection)
{
    std::scoped_lock const lock{mutex_};
    ++rejections_[static_cast<std::size_t>(rejection)];
}

std::uint64_t Metrics::rejected(Rejection rejection) const
{
    std::scoped_lock const lock{mutex_};
    return rejections_[static_cast<std::size_t>(rejection)];
}

std::string Metrics::text() const
{
    std::scoped_lock const lock{mutex_};
    std::string text;
    auto out = std::back_inserter(text);
    text += "# HELP accalmie_http_requests_total Answered requests.\n# TYPE accalmie_http_requests_total counter\n";
    for (auto const& [key, count] : requests_)
        fmt::format_to(out, "accalmie_http_requests_total{{route=\"{}\",method=\"{}\",status=\"{}\"}} {}\n", key.route, key.method, key.status,
                       count);
    text +=
        "# HELP accalmie_http_request_seconds From the end of the header to the end of the answer.\n# TYPE accalmie_http_request_seconds histogram\n";
    for (auto const& [route, durations] : durations_) {
        std::uint64_t below = 0;
        for (std::size_t bucket = 0; bucket < durations.counts.size(); ++bucket) {
            below += durations.counts[bucket];
            auto const bound = bucket < bounds_s.size() ? fmt::format("{}", bounds_s[bucket]) : std::string{"+Inf"};
            fmt::format_to(out, "accalmie_http_request_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n", route, bound, below);
        }
        fmt::format_to(out, "accalmie_http_request_seconds_sum{{route=\"{}\"}} {}\n", route, durations.sum_s);
        fmt::format_to(out, "accalmie_http_request_seconds_count{{route=\"{}\"}} {}\n", route, below);
    }
    text +=
        "# HELP accalmie_http_rejected_total Connections and requests refused to protect the server.\n# TYPE accalmie_http_rejected_total counter\n";
    for (std::size_t index = 0; index < rejection_count; ++index)
        fmt::format_to(out, "accalmie_http_rejected_total{{reason=\"{}\"}} {}\n", rejection_names[index], rejections_[index]);
    fmt::format_to(
        out, "# HELP accalmie_http_open_connections Open now.\n# TYPE accalmie_http_open_connections gauge\naccalmie_http_open_connections {}\n",
        open_connections());
    fmt::format_to(
        out,
        "# HELP accalmie_http_queue_length Requests waiting for a worker.\n# TYPE accalmie_http_queue_length gauge\naccalmie_http_queue_length {}\n",
        queue_length());
    return text;
}

}  // namespace accalmie::http
