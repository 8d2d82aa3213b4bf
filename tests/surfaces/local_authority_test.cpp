// SPDX-License-Identifier: Apache-2.0
// The local certificate authority: what it signs holds for this node and for nothing else, and nobody keeps a key that could sign more.
#include "surfaces/http/local_authority.hpp"

#include "surfaces/lan_page.hpp"

#include <array>
#include <doctest/doctest.h>
#include <memory>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

using namespace accalmie;
using namespace accalmie::http;

namespace {

Instant now() { return parse_instant("2026-11-23T12:00:00Z").value(); }
std::vector<std::string> const hosts{"clinique.local", "192.168.1.10"};

using X = std::unique_ptr<X509, decltype(&X509_free)>;
using K = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

X read(std::string const& pem)
{
    std::unique_ptr<BIO, decltype(&BIO_free_all)> const bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free_all};
    return {PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), X509_free};
}

K read_key(std::string const& pem)
{
    std::unique_ptr<BIO, decltype(&BIO_free_all)> const bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free_all};
    return {PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), EVP_PKEY_free};
}

/// OpenSSL's own answer: X509_V_OK, or what is wrong with `leaf` under `authority` for a server at the time of the test.
int verdict(X509* authority, X509* leaf)
{
    std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)> const store{X509_STORE_new(), X509_STORE_free};
    X509_STORE_add_cert(store.get(), authority);
    std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)> const context{X509_STORE_CTX_new(), X509_STORE_CTX_free};
    X509_STORE_CTX_init(context.get(), store.get(), leaf, nullptr);
    X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_SERVER);
    X509_STORE_CTX_set_time(context.get(), 0, std::chrono::duration_cast<std::chrono::seconds>(now().time_since_epoch()).count());
    return X509_verify_cert(context.get()) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(context.get());
}

/// What somebody with an authority's key would sign for another name: to show that the constraint holds, with a constrained authority whose key we keep.
struct Constrained {
    X authority{nullptr, X509_free};
    K key{nullptr, EVP_PKEY_free};

    explicit Constrained(X509* like)
    {
        key.reset(EVP_EC_gen("P-256"));
        authority.reset(X509_dup(like));
        X509_set_pubkey(authority.get(), key.get());
        X509_sign(authority.get(), key.get(), EVP_sha256());
    }
    X sign(std::string const& alternative) const
    {
        X leaf{X509_new(), X509_free};
        X509_set_version(leaf.get(), X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(leaf.get()), 7);
        X509_set_issuer_name(leaf.get(), X509_get_subject_name(authority.get()));
        ASN1_TIME_set(X509_getm_notBefore(leaf.get()), std::chrono::duration_cast<std::chrono::seconds>(now().time_since_epoch()).count() - 60);
        ASN1_TIME_set(X509_getm_notAfter(leaf.get()), std::chrono::duration_cast<std::chrono::seconds>(now().time_since_epoch()).count() + 60);
        X509_set_pubkey(leaf.get(), key.get());
        auto* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, alternative.c_str());
        X509_add_ext(leaf.get(), extension, -1);
        X509_EXTENSION_free(extension);
        X509_sign(leaf.get(), key.get(), EVP_sha256());
        return leaf;
    }
};

}  // namespace

TEST_CASE("the node's certificate is good under its authority, for its names and no others, and its key is its own")
{
    auto const made = make_local_certificates("Clinique de Ténenkou", hosts, now(), 730).value();
    auto const authority = read(made.authority), own = read(made.certificate);
    REQUIRE(authority);
    REQUIRE(own);
    CHECK(verdict(authority.get(), own.get()) == X509_V_OK);
    CHECK(X509_check_private_key(own.get(), read_key(made.key).get()) == 1);
    CHECK(X509_check_host(own.get(), "clinique.local", 0, 0, nullptr) == 1);
    CHECK(X509_check_host(own.get(), "example.org", 0, 0, nullptr) == 0);
    CHECK(X509_check_ip_asc(own.get(), "192.168.1.10", 0) == 1);
    CHECK(X509_check_ip_asc(own.get(), "8.8.8.8", 0) == 0);
    CHECK_FALSE(unfit_reason(made.certificate, hosts, now(), 30));
    CHECK(unfit_reason(made.certificate, std::vector<std::string>{"autre.local"}, now(), 30));
    CHECK(unfit_reason(made.certificate, hosts, now(), 731));
    CHECK(certificate_fingerprint(made.authority).value() == made.fingerprint);
    CHECK(made.fingerprint.size() == 95);
    CHECK(certificate_der(made.authority).value().size() > 300);
}

TEST_CASE("whoever had the authority's key could sign for this node and for private addresses only")
{
    auto const made = make_local_certificates("C", hosts, now(), 730).value();
    Constrained const stolen{read(made.authority).get()};
    for (auto const* good : {"DNS:clinique.local", "DNS:tablette.clinique.local", "IP:10.1.2.3", "IP:172.31.0.1", "IP:192.168.43.1"})
        CHECK_MESSAGE(verdict(stolen.authority.get(), stolen.sign(good).get()) == X509_V_OK, good);
    for (auto const* bad : {"DNS:banque.example", "DNS:google.com", "DNS:xclinique.local", "DNS:local", "IP:8.8.8.8", "IP:172.32.0.1", "IP:2001:db8::1", "DNS:clinique.local,DNS:google.com"})
        CHECK_MESSAGE(verdict(stolen.authority.get(), stolen.sign(bad).get()) == X509_V_ERR_PERMITTED_VIOLATION, bad);
}

TEST_CASE("the node's own key cannot sign for anybody, and no text that leaves holds a second private key")
{
    auto const made = make_local_certificates("C", hosts, now(), 730).value();
    auto const own = read(made.certificate);
    CHECK(X509_check_ca(own.get()) == 0);
    CHECK(X509_check_private_key(read(made.authority).get(), read_key(made.key).get()) == 0);
    for (auto const& text : {made.authority, made.certificate}) CHECK(text.find("PRIVATE") == std::string::npos);
    CHECK(made.key.find("PRIVATE", made.key.find("END PRIVATE") + 12) == std::string::npos);
    auto const other = make_local_certificates("C", hosts, now(), 730).value();
    CHECK(other.fingerprint != made.fingerprint);
    CHECK(verdict(read(other.authority).get(), own.get()) != X509_V_OK);
}

TEST_CASE("hosts that are neither names nor private addresses are refused, and one name there must be")
{
    for (auto const* bad : {"8.8.8.8", "", "Clinique.local", "a b", "*.local", "-x", "x,DNS:google.com", "::1", "127.0.0.1", "172.32.0.1"})
        CHECK_MESSAGE(make_local_certificates("C", std::vector<std::string>{"clinique.local", bad}, now(), 30).error().kind == Error::Kind::invalid, bad);
    CHECK_FALSE(make_local_certificates("C", std::vector<std::string>{"10.0.0.1"}, now(), 30));
    CHECK_FALSE(make_local_certificates("C", std::vector<std::string>{}, now(), 30));
    for (auto const* good : {"10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.1.1"}) CHECK(is_private_address(good));
    for (auto const* bad : {"172.15.0.1", "11.0.0.1", "192.169.0.1", "10.0.0", "x"}) CHECK_FALSE(is_private_address(bad));
}

TEST_CASE("the page says how to install and remove, in both languages, and what it shows is escaped")
{
    auto const html = lan_page_html({"<Clinique & co>", "https://clinique.local:8443/", {}, "AB:CD"});
    for (auto const* word : {"&lt;Clinique &amp; co&gt;", "https://clinique.local:8443/", "AB:CD", "lang=\"fr\"", "lang=\"en\"", "Android 7 à 10", "Android 11 à 13", "Android 14 et plus",
                             "Android 7 to 10", "Android 11 to 13", "Android 14 and later", "Enlever", "Remove", "/accalmie.crt"})
        CHECK_MESSAGE(html.find(word) != std::string::npos, word);
    CHECK(html.find("<Clinique") == std::string::npos);
    CHECK(html.find("http://") == std::string::npos);
    auto const made = make_local_certificates("C", hosts, now(), 30).value();
    auto const site = lan_site({"C", "https://clinique.local/", made.authority, made.fingerprint}).value();
    CHECK(site.routes.size() == 2);
    CHECK_FALSE(lan_site({"C", "https://clinique.local/", "rubbish", {}}));
}
