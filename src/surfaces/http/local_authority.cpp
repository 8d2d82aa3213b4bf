// SPDX-License-Identifier: Apache-2.0
#include "surfaces/http/local_authority.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <ifaddrs.h>
#include <memory>
#include <net/if.h>
#include <netinet/in.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace accalmie::http {

namespace {

template <class T, void (*release)(T*)>
struct Release {
    void operator()(T* held) const { release(held); }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509, X509_free>>;
struct ReleaseBio {
    void operator()(BIO* held) const { BIO_free_all(held); }
};
using Bio = std::unique_ptr<BIO, ReleaseBio>;

constexpr std::string_view private_ranges =
    "permitted;IP:10.0.0.0/255.0.0.0,permitted;IP:172.16.0.0/255.240.0.0,permitted;IP:192.168.0.0/255.255.0.0,permitted;IP:169.254.0.0/255.255.0.0";

Key make_key()
{
    Key key{EVP_EC_gen("P-256")};
    VERIFY(key != nullptr);
    return key;
}

std::int64_t seconds_of(Instant instant) { return std::chrono::duration_cast<std::chrono::seconds>(instant.time_since_epoch()).count(); }

void add_extension(X509* certificate, X509* issuer, int kind, std::string const& value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    auto* const extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    VERIFY(extension != nullptr);
    VERIFY(X509_add_ext(certificate, extension, -1) == 1);
    X509_EXTENSION_free(extension);
}

/// A certificate without its extensions and its signature.
Certificate begin(std::string_view common_name, EVP_PKEY* key, X509_NAME* issuer, Instant now, int days)
{
    Certificate certificate{X509_new()};
    VERIFY(certificate != nullptr && X509_set_version(certificate.get(), X509_VERSION_3) == 1);
    std::array<unsigned char, 16> serial{};
    VERIFY(RAND_bytes(serial.data(), static_cast<int>(serial.size())) == 1);
    serial[0] = static_cast<unsigned char>(serial[0] & 0x7FU);  // a positive number (RFC 5280, 4.1.2.2)
    auto* const number = BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr);
    VERIFY(BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate.get())) != nullptr);
    BN_free(number);
    constexpr std::int64_t day_s = 86'400;
    VERIFY(ASN1_TIME_set(X509_getm_notBefore(certificate.get()), seconds_of(now) - day_s) != nullptr);  // clocks of phones are late
    VERIFY(ASN1_TIME_set(X509_getm_notAfter(certificate.get()), seconds_of(now) + day_s * days) != nullptr);
    auto* const subject = X509_get_subject_name(certificate.get());
    std::string const shown{common_name.substr(0, 64)};  // ub-common-name
    VERIFY(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<unsigned char const*>(shown.c_str()), -1, -1, 0) == 1);
    VERIFY(X509_set_issuer_name(certificate.get(), issuer == nullptr ? subject : issuer) == 1);
    VERIFY(X509_set_pubkey(certificate.get(), key) == 1);
    return certificate;
}

bool is_host_name(std::string_view text)
{
    bool const is_plain = std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; });
    bool const has_letter = std::any_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    return is_plain && has_letter && text.size() <= 253 && text.find("..") == std::string_view::npos && !text.starts_with('.') && !text.starts_with('-') &&
           !text.ends_with('.') && !text.ends_with('-');
}

/// "permitted;DNS:a,permitted;IP:..." and "DNS:a,IP:10.0.0.1"
struct Names {
    std::string permitted, alternative, first;
};
Result<Names> names_of(std::span<std::string const> hosts)
{
    Names names;
    auto const add = [](std::string& list, std::string const& entry) { list += (list.empty() ? "" : ",") + entry; };
    for (auto const& host : hosts) {
        bool const is_address = is_private_address(host);
        if (!is_address && !is_host_name(host))
            return Error{Error::Kind::invalid, "neither a name in small letters nor a private address", host, "write it as clinique.local or 192.168.1.10"};
        add(names.alternative, (is_address ? "IP:" : "DNS:") + host);
        if (is_address) continue;
        add(names.permitted, "permitted;DNS:" + host);
        if (names.first.empty()) names.first = host;
    }
    if (names.first.empty()) return Error{Error::Kind::invalid, "no name for the node", "hosts", "give one: --name clinique.local"};
    add(names.permitted, std::string{private_ranges});
    return names;
}

std::string text_of(BIO* bio)
{
    char* data = nullptr;
    auto const size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate)
{
    Bio const bio{BIO_new(BIO_s_mem())};
    VERIFY(PEM_write_bio_X509(bio.get(), certificate) == 1);
    return text_of(bio.get());
}

std::string pem_of(EVP_PKEY* key)
{
    Bio const bio{BIO_new(BIO_s_secmem())};
    VERIFY(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
    return text_of(bio.get());
}

Certificate read_pem(std::string const& pem)
{
    Bio const bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
    return Certificate{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)};
}

std::string fingerprint_of(X509* certificate)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    VERIFY(X509_digest(certificate, EVP_sha256(), digest.data(), &size) == 1);
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (unsigned i = 0; i < size; ++i) {
        if (i > 0) text += ':';
        text.append({digits[digest[i] >> 4U], digits[digest[i] & 15U]});
    }
    return text;
}

Error not_a_certificate() { return {Error::Kind::invalid, "not a certificate in PEM", "certificate", "remove the folder lan of the workspace; new ones are made"}; }

}  // namespace

Result<LocalCertificates> make_local_certificates(std::string_view name, std::span<std::string const> hosts, Instant now, int days)
{
    auto const names = TRY(names_of(hosts));
    auto const authority_key = make_key();
    auto const authority = begin("Accalmie " + std::string{name}, authority_key.get(), nullptr, now, days);
    add_extension(authority.get(), authority.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    add_extension(authority.get(), authority.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    add_extension(authority.get(), authority.get(), NID_ext_key_usage, "serverAuth");
    add_extension(authority.get(), authority.get(), NID_name_constraints, "critical," + names.permitted);
    add_extension(authority.get(), authority.get(), NID_subject_key_identifier, "hash");
    VERIFY(X509_sign(authority.get(), authority_key.get(), EVP_sha256()) > 0);

    auto const own_key = make_key();
    auto const own = begin(names.first, own_key.get(), X509_get_subject_name(authority.get()), now, days);
    add_extension(own.get(), authority.get(), NID_basic_constraints, "critical,CA:FALSE");
    add_extension(own.get(), authority.get(), NID_key_usage, "critical,digitalSignature");
    add_extension(own.get(), authority.get(), NID_ext_key_usage, "serverAuth");
    add_extension(own.get(), authority.get(), NID_subject_alt_name, names.alternative);
    add_extension(own.get(), authority.get(), NID_authority_key_identifier, "keyid");
    VERIFY(X509_sign(own.get(), authority_key.get(), EVP_sha256()) > 0);
    LocalCertificates made;
    made.authority = pem_of(authority.get());
    made.certificate = pem_of(own.get()) + made.authority;
    made.key = pem_of(own_key.get());
    made.fingerprint = fingerprint_of(authority.get());
    return made;  // and with `authority_key` goes the only key that could sign another: OpenSSL overwrites it when it is freed
}

std::optional<std::string> unfit_reason(std::string const& certificate, std::span<std::string const> hosts, Instant now, int days_left)
{
    auto const own = read_pem(certificate);
    if (!own) return "the certificate cannot be read";
    for (auto const& host : hosts) {
        int const fits = is_private_address(host) ? X509_check_ip_asc(own.get(), host.c_str(), 0) : X509_check_host(own.get(), host.data(), host.size(), 0, nullptr);
        if (fits != 1) return "it was made without " + host;
    }
    constexpr std::int64_t day_s = 86'400;
    auto const until = seconds_of(now) + day_s * days_left;
    std::time_t const then = until;
    if (X509_cmp_time(X509_get0_notAfter(own.get()), const_cast<std::time_t*>(&then)) < 0) return "it ends soon";
    return std::nullopt;
}

Result<std::string> certificate_fingerprint(std::string const& pem)
{
    auto const certificate = read_pem(pem);
    if (!certificate) return not_a_certificate();
    return fingerprint_of(certificate.get());
}

Result<std::string> certificate_der(std::string const& pem)
{
    auto const certificate = read_pem(pem);
    if (!certificate) return not_a_certificate();
    Bio const bio{BIO_new(BIO_s_mem())};
    VERIFY(i2d_X509_bio(bio.get(), certificate.get()) == 1);
    return text_of(bio.get());
}

bool is_private_address(std::string_view text)
{
    in_addr address{};
    if (inet_pton(AF_INET, std::string{text}.c_str(), &address) != 1) return false;
    auto const number = ntohl(address.s_addr);
    auto const is_in = [&](std::uint32_t network, unsigned bits) { return number >> (32U - bits) == network >> (32U - bits); };
    return is_in(0x0A000000, 8) || is_in(0xAC100000, 12) || is_in(0xC0A80000, 16) || is_in(0xA9FE0000, 16);
}

std::vector<std::string> private_addresses()
{
    std::vector<std::string> found;
    ifaddrs* all = nullptr;
    if (getifaddrs(&all) != 0) return found;
    for (auto const* at = all; at != nullptr; at = at->ifa_next) {
        bool const is_up = (at->ifa_flags & IFF_UP) != 0 && (at->ifa_flags & IFF_LOOPBACK) == 0;
        if (!is_up || at->ifa_addr == nullptr || at->ifa_addr->sa_family != AF_INET) continue;
        std::array<char, INET_ADDRSTRLEN> text{};
        auto const* const address = reinterpret_cast<sockaddr_in const*>(at->ifa_addr);
        if (inet_ntop(AF_INET, &address->sin_addr, text.data(), text.size()) == nullptr) continue;
        if (is_private_address(text.data())) found.emplace_back(text.data());
    }
    freeifaddrs(all);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

}  // namespace accalmie::http
