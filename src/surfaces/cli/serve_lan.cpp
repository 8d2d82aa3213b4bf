// SPDX-License-Identifier: Apache-2.0
#include "surfaces/cli/serve_lan.hpp"

#include "surfaces/collect_code.hpp"
#include "surfaces/http/local_authority.hpp"

#include <algorithm>
#include <array>
#include <unistd.h>

namespace accalmie::cli {

namespace {

constexpr int valid_days = 730, days_left_min = 30;
constexpr std::uint64_t file_bytes_max = 64 * 1024;
constexpr std::uint16_t port_usual = 8443;
/// Where a laptop that makes a Wi-Fi of its own mostly is (NetworkManager's and Windows' hotspot).
constexpr std::array<std::string_view, 2> hotspots{"10.42.0.1", "192.168.137.1"};

/// As phones on the same Wi-Fi find it (multicast DNS, RFC 6762).
std::string own_name()
{
    std::array<char, 256> text{};
    std::string name = gethostname(text.data(), text.size() - 1) == 0 ? text.data() : "";
    name = name.substr(0, name.find('.'));
    std::string kept;
    for (char const c : name) {
        bool const is_capital = c >= 'A' && c <= 'Z';
        bool const is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
        if (is_capital) kept += static_cast<char>(c - 'A' + 'a');
        if (is_plain) kept += c;
    }
    bool const is_name = !kept.empty() && kept.front() != '-' && kept.back() != '-';
    return (is_name ? kept : std::string{"accalmie"}) + ".local";
}

struct Files {
    std::filesystem::path folder, authority, certificate, key;
    explicit Files(std::filesystem::path const& workspace)
        : folder{workspace / "lan"}, authority{folder / "authority.pem"}, certificate{folder / "node.pem"}, key{folder / "node.key"}
    {
    }
};

Result<std::string> read_text(Disk& disk, std::filesystem::path const& path)
{
    auto const octets = TRY(read_whole(disk, path, file_bytes_max));
    return std::string{as_text(octets)};
}

Result<void> keep_from_others(std::filesystem::path const& path, std::filesystem::perms permissions)
{
    std::error_code fault;
    std::filesystem::permissions(path, permissions, fault);
    if (fault) return Error{Error::Kind::io, "it cannot be kept from others: " + fault.message(), path.string(), "choose a folder that is yours"};
    return {};
}

Result<void> make_files(Session& session, Files const& files, std::string const& node, std::span<std::string const> hosts)
{
    using std::filesystem::perms;
    auto& disk = session.machine.disk;
    auto const made = TRY(http::make_local_certificates(node, hosts, session.machine.clock.now(), valid_days));
    TRY(disk.make_folder(files.folder));
    TRY(keep_from_others(files.folder, perms::owner_all));  // before the key is there
    TRY(write_atomically(disk, files.key, as_bytes(made.key)));
    TRY(keep_from_others(files.key, perms::owner_read | perms::owner_write));
    TRY(write_atomically(disk, files.authority, as_bytes(made.authority)));
    return write_atomically(disk, files.certificate, as_bytes(made.certificate));  // last: without it nothing of this is used
}

/// Why the certificates that are there do not do; empty: they do.
Result<std::string> why_not(Session& session, Files const& files, std::span<std::string const> names)
{
    auto& disk = session.machine.disk;
    if (session.arguments.has("renew") || !TRY(disk.exists(files.certificate))) return std::string{"new"};
    auto const certificate = TRY(read_text(disk, files.certificate));
    return http::unfit_reason(certificate, names, session.machine.clock.now(), days_left_min).value_or(std::string{});
}

}  // namespace

Result<Lan> prepare_lan(Session& session, std::filesystem::path const& workspace, std::string const& node, http::ServerOptions& options)
{
    auto const& arguments = session.arguments;
    if (arguments.has("certificate") || arguments.has("plain"))
        return Error{Error::Kind::usage, "--lan makes its own certificate", "--lan", "leave out --certificate, --key and --plain"};
    if (!arguments.has("address")) options.address = "0.0.0.0";
    if (!arguments.has("port")) options.port = port_usual;
    Lan lan;
    auto names = options.names;
    if (std::all_of(names.begin(), names.end(), [](std::string const& name) { return http::is_private_address(name); })) names.insert(names.begin(), own_name());
    lan.hosts = names;
    auto const add = [&](std::string_view address) {
        if (std::find(lan.hosts.begin(), lan.hosts.end(), address) == lan.hosts.end()) lan.hosts.emplace_back(address);
    };
    auto const here = http::private_addresses();
    for (auto const& address : here) add(address);
    auto all = lan.hosts;
    for (auto const hotspot : hotspots)
        if (std::find(all.begin(), all.end(), hotspot) == all.end()) all.emplace_back(hotspot);
    Files const files{workspace};
    auto const why = TRY(why_not(session, files, names));
    if (!why.empty()) TRY(make_files(session, files, node, all));
    if (!why.empty() && why != "new") lan.note = "New certificates were made (" + why + "): phones have to install them again.";
    lan.authority = TRY(read_text(session.machine.disk, files.authority));
    lan.fingerprint = TRY(http::certificate_fingerprint(lan.authority));
    auto const certificate = TRY(read_text(session.machine.disk, files.certificate));
    if (auto const missing = http::unfit_reason(certificate, here, session.machine.clock.now(), 0); missing && why.empty())
        lan.note = "Reach the node by its name: its certificate does not fit every address (" + *missing + "). With --renew it will, and phones install it again.";
    options.names = all;
    options.tls = http::TlsFiles{files.certificate.string(), files.key.string()};
    return lan;
}

Result<std::unique_ptr<http::Server>> start_lan_page(Session& session, Lan const& lan, std::string const& node, std::string const& address, std::uint16_t port)
{
    auto const name = lan.hosts.front();
    LanPage const page{node, "https://" + name + ":" + std::to_string(port) + "/", lan.authority, lan.fingerprint};
    auto site = TRY(lan_site(page));
    http::ServerOptions options;
    options.address = address;
    options.port = static_cast<std::uint16_t>(TRY(session.arguments.integer("page-port", 0, 65535)).value_or(8080));
    options.names = lan.hosts;
    auto server = TRY(http::Server::start(std::move(options), std::move(site)));
    auto const of_phone = std::find_if(lan.hosts.begin(), lan.hosts.end(), [](std::string const& host) { return http::is_private_address(host); });
    auto const install = "http://" + (of_phone == lan.hosts.end() ? name : *of_phone) + ":" + std::to_string(server->port()) + "/";
    session.line("Install:     " + install);
    session.line("Fingerprint: " + lan.fingerprint);
    session.terminal.err("\nA phone on this Wi-Fi scans this once, compares the fingerprint, and installs the certificate as the page says:\n\n" +
                         qr_terminal(TRY(qr_code(install))) + "\n");
    if (!lan.note.empty()) session.terminal.err(lan.note + "\n");
    return server;
}

}  // namespace accalmie::cli
