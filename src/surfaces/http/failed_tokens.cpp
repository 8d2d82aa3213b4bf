// SPDX-License-Identifier: Apache-2.0
#include "surfaces/http/failed_tokens.hpp"

#include "surfaces/http/limits.hpp"

namespace accalmie::http {

bool FailedTokens::is_blocked(std::string const& peer, Time now) const
{
    std::scoped_lock const lock{mutex_};
    auto const found = peers_.find(peer);
    return found != peers_.end() && found->second.count >= failed_tokens_max && now - found->second.since < failed_token_window;
}

void FailedTokens::count(std::string const& peer, Time now)
{
    std::scoped_lock const lock{mutex_};
    auto [entry, is_new] = peers_.try_emplace(peer, Failures{now, 0});
    if (is_new) order_.push_back(peer);
    if (now - entry->second.since >= failed_token_window) entry->second = {now, 0};
    ++entry->second.count;
    if (peers_.size() <= failed_token_peers_max) return;
    peers_.erase(order_.front());
    order_.pop_front();
}

std::size_t FailedTokens::size() const
{
    std::scoped_lock const lock{mutex_};
    return peers_.size();
}

}  // namespace accalmie::http
