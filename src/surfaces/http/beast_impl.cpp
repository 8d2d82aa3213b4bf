// SPDX-License-Identifier: Apache-2.0
// The bodies of Asio's and Beast's functions, compiled once; nothing of ours, so that ccache keeps it.
#include "surfaces/http/beast.hpp"

#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
